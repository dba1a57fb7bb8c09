//! Providers of tests.

use law::staff::ProviderKind;
use store::staff::Provider;
use uuid::Uuid;

/// Somebody with a card, of whom nothing else is known.
pub fn provider(id: Uuid, org: &str, name: &str, kind: ProviderKind) -> Provider {
    Provider {
        id,
        org_code: org.to_owned(),
        name: name.to_owned(),
        name_folded: String::new(),
        kind: kind.into(),
        card_number: Some(format!("T-{}", id.as_u128())),
        appointed_on: None,
        ended_on: None,
        grade: None,
        sex: None,
        birth_year: None,
        languages: "vi".to_owned(),
        fields: String::new(),
        leader: false,
        version: 1,
    }
}
