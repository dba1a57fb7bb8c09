//! Whether a document is genuine (*kiểm tra văn bản*), for anybody: number, day, organisation, and how it stands.
//! Nothing else is told, and nothing at all of what was never issued. Guessing is slowed down.

use chrono::NaiveDate;
use law::documents::{DocumentState, spelled_number, typed_code};
use sha2::{Digest as _, Sha256};
use store::documents::Document as Record;
use store::secrets::Seal;

use crate::accounts::throttle;
use crate::desk::Desk;
use crate::failure::{Failure, Outcome};

/// How an issued document stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    Genuine,
    Replaced,
    Cancelled,
}

/// What anybody may know of a document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verified {
    /// `05/QĐ-TGPL`.
    pub number: String,
    pub dated_on: NaiveDate,
    pub organisation: String,
    pub standing: Standing,
}

/// What the seal is put on: everything that makes this document this one.
pub(super) fn sealed_words(record: &Record) -> String {
    let number = record.number.map(|number| spelled_number(number, &record.symbol)).unwrap_or_default();
    let day = record.dated_on.map(|day| day.to_string()).unwrap_or_default();
    let sha256 = record.sha256.as_deref().unwrap_or_default();
    format!("tgpl document 1\n{}\n{number}\n{day}\n{sha256}", record.org_code)
}

/// The public key of this installation's seal, in hex.
pub fn seal_key(desk: &Desk) -> Outcome<String> {
    Ok(desk.store().keyring().put_seal("")?.key)
}

/// Looks a document up by the code that its square code leads to. Such codes are not guessed, so only looks in vain
/// are counted.
pub async fn by_code(desk: &Desk, ip: &str, code: &str) -> Outcome<Verified> {
    look_up(desk, ip, code, None).await
}

/// Looks a document up by number and code, both typed by hand; the number must be its own.
pub async fn by_hand(desk: &Desk, ip: &str, number: &str, code: &str) -> Outcome<Verified> {
    look_up(desk, ip, code, Some(number)).await
}

async fn look_up(desk: &Desk, ip: &str, code: &str, number: Option<&str>) -> Outcome<Verified> {
    let keys = [throttle::lookup_key(ip)];
    throttle::charge(desk, &keys).await?;
    let code = typed_code(code).ok_or(Failure::Missing)?;
    let tx = desk.store().snapshot().await?;
    let record = store::documents::find_by_token(&tx, &code).await?.ok_or(Failure::Missing)?;
    let organisation = store::staff::find_organisation(&tx, &record.org_code).await?;
    drop(tx);
    let verified = verified(desk, &record, organisation.map(|unit| unit.name))?;
    if number.is_some_and(|typed| folded(typed) != folded(&verified.number)) {
        return Err(Failure::Missing);
    }
    let tx = desk.store().begin().await?;
    throttle::give_back(&tx, &keys).await?;
    tx.commit().await?;
    Ok(verified)
}

/// A number as it is compared: `Số: 05 / qđ-tgpl` is `5/QĐTGPL`.
fn folded(number: &str) -> String {
    let folded = law::kernel::names::fold(number);
    let digits = folded.find(|letter: char| letter.is_ascii_digit()).unwrap_or(0);
    folded[digits..].trim_start_matches('0').chars().filter(|letter| letter.is_alphanumeric()).collect()
}

fn verified(desk: &Desk, record: &Record, organisation: Option<String>) -> Outcome<Verified> {
    let standing = match record.state.0 {
        DocumentState::Issued => Standing::Genuine,
        DocumentState::Replaced => Standing::Replaced,
        DocumentState::Cancelled => Standing::Cancelled,
        DocumentState::Drafted | DocumentState::Numbered | DocumentState::Signed => {
            return Err(Failure::Missing);
        }
    };
    if record.issued_at.is_some() && !is_sealed(desk, record)? {
        tracing::error!(document = %record.id, "an issued document does not bear the seal of this installation");
        return Err(Failure::Missing);
    }
    let (number, dated_on) = record.number.zip(record.dated_on).ok_or(Failure::Missing)?;
    Ok(Verified {
        number: spelled_number(number, &record.symbol),
        dated_on,
        organisation: organisation.unwrap_or_else(|| record.org_code.clone()),
        standing,
    })
}

/// Whether content, hash and seal of an issued document still belong together.
fn is_sealed(desk: &Desk, record: &Record) -> Outcome<bool> {
    let (Some(content), Some(sha256)) = (&record.content, &record.sha256) else { return Ok(false) };
    let (Some(signature), Some(key)) = (record.seal.clone(), record.seal_key.clone()) else {
        return Ok(false);
    };
    let same = hex::encode(Sha256::digest(content.as_bytes())) == *sha256 && key == seal_key(desk)?;
    Ok(same && Seal { signature, key }.is_on(&sealed_words(record)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_the_same_however_it_is_typed() {
        for typed in ["05/QĐ-TGPL", "5/qđ-tgpl", "Số: 05 / QĐ-TGPL", "5/QD-TGPL", "05/QĐ TGPL"] {
            assert_eq!(folded(typed), folded("05/QĐ-TGPL"), "{typed}");
        }
        assert_ne!(folded("06/QĐ-TGPL"), folded("05/QĐ-TGPL"));
        assert_ne!(folded("50/QĐ-TGPL"), folded("05/QĐ-TGPL"));
    }
}
