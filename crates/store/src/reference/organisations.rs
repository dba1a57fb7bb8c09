//! The organisations of the State that exist wherever the law does: the department, and a department
//! of justice and a centre for each of the 63 provinces, closed where the province was merged away.
//!
//! Written once into an empty database; from then on people keep them (`office::staff`).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use law::staff::OrganisationKind;

use super::Province;
use super::embedded::province_rows;
use crate::db::Tx;
use crate::staff::{self, Organisation, PastName};
use crate::{Result, StoreError};

/// Name of the national department since 2025.
const DEPARTMENT: &str = "Cục Phổ biến, giáo dục pháp luật và Trợ giúp pháp lý";

pub(super) async fn load(tx: &Tx) -> Result<u64> {
    if !staff::nodes(tx).await?.is_empty() {
        return Ok(0);
    }
    let (organisations, past_names) = of_the_state(&province_rows()?)?;
    let mut count = 0;
    for organisation in organisations {
        staff::insert_organisation(tx, organisation).await?;
        count += 1;
    }
    for past in past_names {
        staff::insert_past_name(tx, &past).await?;
    }
    Ok(count)
}

fn of_the_state(provinces: &[Province]) -> Result<(Vec<Organisation>, Vec<PastName>)> {
    let mut by_code: BTreeMap<&str, Vec<&Province>> = BTreeMap::new();
    for province in provinces {
        by_code.entry(&province.code).or_default().push(province);
    }
    let first = provinces.iter().map(|province| province.valid_from).min();
    let first = first.ok_or_else(|| StoreError::Broken("no provinces".to_owned()))?;
    let mut organisations = vec![organisation("CUC".to_owned(), OrganisationKind::Department, first)];
    DEPARTMENT.clone_into(&mut organisations[0].name);
    let mut past_names = Vec::new();
    for (code, rows) in by_code {
        for (prefix, kind) in [("STP", OrganisationKind::JusticeOffice), ("TT", OrganisationKind::Centre)] {
            let (record, past) = of_province(prefix, kind, code, &rows);
            organisations.push(record);
            past_names.extend(past);
        }
    }
    Ok((organisations, past_names))
}

/// The rows of one code in the order of their days give the name of today and the names before.
fn of_province(
    prefix: &str,
    kind: OrganisationKind,
    code: &str,
    rows: &[&Province],
) -> (Organisation, Vec<PastName>) {
    let unit = format!("{prefix}.{code}");
    let names: Vec<(String, Option<NaiveDate>)> =
        rows.iter().map(|row| (office_name(kind, row), row.valid_to)).collect();
    let past = names.windows(2).filter(|pair| pair[0].0 != pair[1].0).filter_map(|pair| {
        let valid_to = pair[0].1?;
        Some(PastName { code: unit.clone(), valid_to, name: pair[0].0.clone() })
    });
    let past = past.collect();
    let mut record = organisation(unit.clone(), kind, rows[0].valid_from);
    if let (Some((name, valid_to)), Some(row)) = (names.last(), rows.last()) {
        record.name.clone_from(name);
        record.valid_to = *valid_to;
        let successor = row.successor.as_deref().filter(|_| valid_to.is_some());
        record.successor = successor.map(|successor| format!("{prefix}.{successor}"));
    }
    record.parent = Some(if prefix == "STP" { "CUC".to_owned() } else { format!("STP.{code}") });
    record.province_code = Some(code.to_owned());
    (record, past)
}

fn office_name(kind: OrganisationKind, province: &Province) -> String {
    let office = match kind {
        OrganisationKind::JusticeOffice => "Sở Tư pháp",
        _ => "Trung tâm trợ giúp pháp lý nhà nước",
    };
    format!("{office} {}", province.name_within())
}

fn organisation(code: String, kind: OrganisationKind, valid_from: NaiveDate) -> Organisation {
    Organisation {
        code,
        kind: kind.into(),
        name: String::new(),
        name_folded: String::new(),
        parent: None,
        province_code: None,
        valid_from,
        valid_to: None,
        successor: None,
        address: None,
        phone: None,
        version: 1,
    }
}
