//! What differs between two versions of a record, for the audit record: field → before and after.

use serde::Serialize;
use serde_json::{Map, Value, json};

/// The fields that differ, without those that follow from others.
pub fn between<R: Serialize>(before: &R, after: &R, follows: &[&str]) -> Map<String, Value> {
    let (old, new) = (fields(before), fields(after));
    let differs = |name: &str, value: &Value| old.get(name) != Some(value) && !follows.contains(&name);
    new.into_iter()
        .filter(|(name, value)| differs(name, value))
        .map(|(name, value)| {
            let was = old.get(&name).cloned().unwrap_or(Value::Null);
            (name, json!([was, value]))
        })
        .collect()
}

fn fields<R: Serialize>(record: &R) -> Map<String, Value> {
    match serde_json::to_value(record) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}
