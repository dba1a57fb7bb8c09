//! How an indicator is called, how it is counted, and how its value is written.

use law::kernel::coded::Coded as _;
use law::statistics::{Figure, Indicator, Unit, Value};

use crate::codes;
use crate::texts::{T, prefix};
use crate::ui::money;

/// What stands where an indicator has no value: never 0.
pub const NOTHING: &str = "–";

/// The name; of a member of a family with the member: "Thực hiện theo lĩnh vực: Hình sự".
pub fn name(t: T, indicator: &Indicator) -> String {
    let family = family_name(t, indicator.family);
    match member(t, indicator) {
        Some(member) => format!("{family}: {member}"),
        None => family,
    }
}

/// The name of a family.
pub fn family_name(t: T, family: &str) -> String {
    t.code(prefix!("indicator"), family)
}

/// How the indicators of a family are counted, in one sentence.
pub fn definition(t: T, family: &str) -> String {
    t.code(prefix!("indicator"), &format!("{family}-definition"))
}

/// Which member of its family an indicator is.
pub fn member(t: T, indicator: &Indicator) -> Option<String> {
    let member = indicator.member.as_ref()?;
    Some(match member.list {
        "criterion" => member.code.to_uppercase(),
        list => codes::named(t, list, &member.code),
    })
}

/// What is counted: "vụ việc".
pub fn unit(t: T, indicator: &Indicator) -> String {
    unit_of(t, indicator.unit)
}

/// The name of a unit.
pub fn unit_of(t: T, unit: Unit) -> String {
    t.code(prefix!("unit"), unit.code())
}

/// The value for people: "1.389", "34,3 %", "–".
pub fn value(t: T, figure: &Figure) -> String {
    match figure.value {
        Some(Value::Count(count)) => money::number(t.lang(), count),
        Some(Value::Tenths(tenths)) => money::percent(t.lang(), tenths as f64 / 10.0, 1),
        None => NOTHING.to_owned(),
    }
}
