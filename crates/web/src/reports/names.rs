//! How an indicator is called, how it is counted, and how its value is written.

use law::kernel::coded::Coded as _;
use law::statistics::{Figure, Indicator, Value};

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
    t.code(prefix!("unit"), indicator.unit.code())
}

/// The value for people: "1.389", "34,3 %", "–".
pub fn value(t: T, figure: &Figure) -> String {
    match figure.value {
        Some(Value::Count(count)) => money::number(t.lang(), count),
        Some(Value::Tenths(tenths)) => money::percent(t.lang(), tenths as f64 / 10.0, 1),
        None => NOTHING.to_owned(),
    }
}

/// The value for programs: a whole number, one decimal, or nothing.
pub fn json(figure: &Figure) -> serde_json::Value {
    match figure.value {
        Some(Value::Count(count)) => count.into(),
        // Exact: every number of tenths below 2^50 is written with one decimal.
        Some(Value::Tenths(tenths)) => (tenths as f64 / 10.0).into(),
        None => serde_json::Value::Null,
    }
}
