//! Outreach and training (*truyền thông, tập huấn*): what a line may say, and its places. The acts
//! are in `journal`.

use chrono::NaiveDate;
use law::access::Permission;

use crate::desk::{Actor, Desk, Work};
use crate::failure::{Outcome, Refusal};
use crate::journal::Activity;

pub use store::outreach::{Outreach, Training};
pub use store::reference::{Commune, CommuneBook};

impl Activity for Outreach {
    const KIND: &'static str = "outreach";
    const NAMES_PERSONS: bool = false;
    const SUMS: &'static [&'static str] = &["attendees", "leaflets"];

    async fn check(&self, work: &Work) -> Outcome<Refusal> {
        let mut refusal = Refusal::default();
        if let Some(code) = &self.commune_code
            && store::reference::commune_on(&work.tx, code, self.mark.on_date).await?.is_none()
        {
            refusal = refusal.field("commune", "unknown_commune");
        }
        let counts = [
            ("attendees", self.attendees),
            ("leaflets", self.leaflets),
            ("minutes", self.minutes.map(i64::from)),
        ];
        for (field, _) in counts.iter().filter(|(_, count)| count.is_some_and(|count| count < 0)) {
            refusal = refusal.field(field, "negative");
        }
        Ok(refusal)
    }
}

impl Activity for Training {
    const KIND: &'static str = "training";
    const NAMES_PERSONS: bool = false;
    const SUMS: &'static [&'static str] = &["participants"];

    async fn check(&self, _work: &Work) -> Outcome<Refusal> {
        let refusal = Refusal::default();
        let refusal = if self.title.trim().is_empty() { refusal.field("title", "required") } else { refusal };
        Ok(if self.participants < 0 { refusal.field("participants", "negative") } else { refusal })
    }
}

/// The communes that lines of outreach name, to show them by the name of their day.
pub async fn communes_of(desk: &Desk, lines: &[Outreach]) -> Outcome<CommuneBook> {
    let tx = desk.store().snapshot().await?;
    Ok(CommuneBook::load_some(&tx, lines.iter().filter_map(|line| line.commune_code.as_deref())).await?)
}

/// What a typed place may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Exactly this commune.
    One(Commune),
    /// One of several with that name.
    Several(Vec<Commune>),
    /// None of the province on that day.
    Unknown,
}

/// Reads a place as people type it — a code, a name, or *Xã Bản Thi (02071)* — by the list of its
/// day, among the communes of the province of an organisation; a code counts everywhere.
pub async fn place_of(desk: &Desk, actor: &Actor, org: &str, typed: &str, day: NaiveDate) -> Outcome<Place> {
    desk.permit(actor, Permission::RecordActivity)?;
    let tx = desk.store().snapshot().await?;
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    if digits.len() == 5 || digits.len() == 3 {
        let found = store::reference::commune_on(&tx, &digits, day).await?;
        return Ok(found.map_or(Place::Unknown, Place::One));
    }
    let province = law::staff::province_of_code(org).unwrap_or_default();
    let all = store::reference::list_communes(&tx, province, "", day, 2000).await?;
    Ok(among(all, typed))
}

fn among(all: Vec<Commune>, typed: &str) -> Place {
    let wanted = law::kernel::names::fold(typed);
    let is = |commune: &Commune| {
        commune.name_folded == wanted || law::kernel::names::fold(&commune.full_name()) == wanted
    };
    let mut found: Vec<Commune> = all.into_iter().filter(is).collect();
    match found.len() {
        0 => Place::Unknown,
        1 => Place::One(found.remove(0)),
        _ => Place::Several(found),
    }
}

/// The communes of the province of an organisation on a day, to choose from.
pub async fn communes_around(desk: &Desk, actor: &Actor, org: &str, day: NaiveDate) -> Outcome<Vec<Commune>> {
    desk.permit(actor, Permission::ReadDirectory)?;
    let Some(province) = law::staff::province_of_code(org) else { return Ok(Vec::new()) };
    let tx = desk.store().snapshot().await?;
    Ok(store::reference::list_communes(&tx, province, "", day, 2000).await?)
}
