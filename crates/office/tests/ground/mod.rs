//! What acts stand on in tests: each database with its own schema, files in a folder, units, and a desk over them whose
//! clock stands still.

use std::path::Path;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, NaiveDate, Utc};
use law::staff::OrganisationKind;
use office::{Chance, Clock, Desk};
use store::staff::{Organisation, Provider};

use crate::fresh::Fresh;

/// A clock that tests move by hand.
pub type Hands = Arc<Mutex<DateTime<Utc>>>;

/// A clock that stands at this moment.
pub fn hands(at: &str) -> Hands {
    Arc::new(Mutex::new(at.parse().unwrap()))
}

/// A desk over units, each with the one above it, and providers.
pub async fn desk(
    fresh: &Fresh,
    folder: &Path,
    units: &[(&str, Option<&str>)],
    providers: Vec<Provider>,
    (clock, seed): (&Hands, u64),
) -> Desk {
    let files = store::files::Files::open(&format!("file:{}", folder.join("files").display()), []).unwrap();
    let tx = fresh.store.begin().await.unwrap();
    for (code, parent) in units {
        store::staff::insert_organisation(&tx, unit(code, *parent)).await.unwrap();
    }
    for provider in providers {
        store::staff::insert_provider(&tx, provider).await.unwrap();
    }
    tx.commit().await.unwrap();
    let clock = Clock::Frozen(Arc::clone(clock));
    let desk = Desk::open(fresh.store.clone(), files, clock, Chance::seeded(seed)).await;
    desk.unwrap_or_else(|why| panic!("{}: {why:?}", fresh.name))
}

fn unit(code: &str, parent: Option<&str>) -> Organisation {
    Organisation {
        code: code.into(),
        kind: OrganisationKind::of_code(code).unwrap().into(),
        name: format!("Đơn vị {code}"),
        name_folded: String::new(),
        parent: parent.map(str::to_owned),
        province_code: code.split('.').nth(1).map(str::to_owned),
        valid_from: NaiveDate::from_ymd_opt(2004, 1, 1).unwrap(),
        valid_to: None,
        successor: None,
        address: None,
        phone: None,
        version: 1,
    }
}
