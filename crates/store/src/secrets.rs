//! Sealing of secrets at rest: AES-256-GCM for values, HMAC-SHA-256 for equality search. Ed25519 for the seal that the
//! installation puts on documents and closed registers.
//!
//! A sealed value names its key (`k1:…`), so that keys can change one by one; the place of a value
//! (table, column, row) is bound in, so that it cannot be moved. Keys come from configuration.

use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};

use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use aes_gcm::{Aes256Gcm, Key, Nonce};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use crate::{Result, StoreError};

/// The keys of an installation: the first seals, all open.
///
/// A ring that comes from a file reads it again when it meets a key it does not know, so that a
/// running server follows a rotation that was started beside it.
#[derive(Clone)]
pub struct Keyring {
    ring: Arc<RwLock<Arc<Ring>>>,
    source: Option<PathBuf>,
}

struct Ring {
    sealing: Vec<(String, [u8; 32])>,
    index: [u8; 32],
    /// Seed of the key that puts the seal of the installation on documents.
    seal: [u8; 32],
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Keyring({} keys)", self.ring().sealing.len())
    }
}

impl Ring {
    fn read(text: &str) -> std::result::Result<Self, String> {
        let mut sealing = Vec::new();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (name, digits) = line.split_once('=').ok_or("a key line is name=64 hex digits")?;
            let bytes = hex::decode(digits.trim()).map_err(|_| "a key is 64 hex digits".to_owned())?;
            let key: [u8; 32] = bytes.try_into().map_err(|_| "a key is 64 hex digits".to_owned())?;
            sealing.push((name.trim().to_owned(), key));
        }
        // The index key and the seal are derived from the oldest key, so that adding a key keeps searches working and
        // the seal the same.
        let (_, oldest) = sealing.last().ok_or("no key given")?;
        let index = derived(oldest, b"tgpl blind index")?;
        let seal = derived(oldest, b"tgpl seal of documents")?;
        Ok(Self { sealing, index, seal })
    }

    fn knows(&self, name: &str) -> bool {
        self.sealing.iter().any(|(known, _)| known == name)
    }
}

fn derived(key: &[u8; 32], purpose: &[u8]) -> std::result::Result<[u8; 32], String> {
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key).map_err(|error| error.to_string())?;
    mac.update(purpose);
    Ok(mac.finalize().into_bytes().into())
}

/// What the installation put its seal on: the signature and the public key that proves it, both in hex.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    pub signature: String,
    pub key: String,
}

impl Seal {
    /// Whether the seal is on exactly these words.
    #[must_use]
    pub fn is_on(&self, words: &str) -> bool {
        let (Ok(key), Ok(signature)) = (hex::decode(&self.key), hex::decode(&self.signature)) else {
            return false;
        };
        let key = ring::signature::UnparsedPublicKey::new(&ring::signature::ED25519, key);
        key.verify(words.as_bytes(), &signature).is_ok()
    }
}

impl Keyring {
    /// Puts the seal of the installation on words.
    pub fn put_seal(&self, words: &str) -> Result<Seal> {
        use ring::signature::KeyPair as _;
        let pair = ring::signature::Ed25519KeyPair::from_seed_unchecked(&self.ring().seal)
            .map_err(|error| StoreError::Broken(format!("the seal: {error}")))?;
        let key = hex::encode(pair.public_key().as_ref());
        Ok(Seal { signature: hex::encode(pair.sign(words.as_bytes()).as_ref()), key })
    }

    /// A keyring from its lines, newest first: `name=64 hex digits`.
    pub fn read(text: &str) -> std::result::Result<Self, String> {
        Ok(Self { ring: Arc::new(RwLock::new(Arc::new(Ring::read(text)?))), source: None })
    }

    /// A keyring from a file of such lines.
    pub fn read_file(path: &Path) -> std::result::Result<Self, String> {
        let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(Self { source: Some(path.to_owned()), ..Self::read(&text)? })
    }

    fn ring(&self) -> Arc<Ring> {
        Arc::clone(&self.ring.read().expect("no panic while the keys are held"))
    }

    /// Reads the file again, where the keys come from one.
    pub fn reload(&self) -> std::result::Result<(), String> {
        if let Some(path) = &self.source {
            let fresh = Self::read_file(path)?.ring();
            *self.ring.write().expect("no panic while the keys are held") = fresh;
        }
        Ok(())
    }

    /// The keys as they stand, read again where that is needed to know a key.
    fn ring_with(&self, name: &str) -> Arc<Ring> {
        let ring = self.ring();
        if ring.knows(name) || self.source.is_none() {
            return ring;
        }
        if let Err(error) = self.reload() {
            tracing::warn!(%error, "the keys cannot be read again");
        }
        self.ring()
    }

    /// The line of a fresh key.
    pub fn fresh_line(name: &str) -> std::result::Result<String, String> {
        let mut key = [0_u8; 32];
        getrandom::fill(&mut key).map_err(|error| error.to_string())?;
        Ok(format!("{name}={}", hex::encode(key)))
    }

    /// Name of the key that seals.
    #[must_use]
    pub fn current(&self) -> String {
        self.ring().sealing[0].0.clone()
    }

    /// Names of all keys, newest first.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.ring().sealing.iter().map(|(name, _)| name.clone()).collect()
    }

    /// Seals a text for one place (`person:id_number:<row>`).
    pub fn seal(&self, place: &str, text: &str) -> Result<String> {
        let ring = self.ring();
        let (name, key) = &ring.sealing[0];
        let mut nonce = [0_u8; 12];
        getrandom::fill(&mut nonce).map_err(|error| StoreError::Broken(error.to_string()))?;
        let cipher = Aes256Gcm::new(&Key::<Aes256Gcm>::from(*key));
        let sealed = cipher
            .encrypt(&Nonce::from(nonce), Payload { msg: text.as_bytes(), aad: place.as_bytes() })
            .map_err(|_| StoreError::Broken("sealing failed".to_owned()))?;
        Ok(format!("{name}:{}{}", hex::encode(nonce), hex::encode(sealed)))
    }

    /// Opens a sealed text at its place.
    pub fn open(&self, place: &str, sealed: &str) -> Result<String> {
        let broken = |why: &str| StoreError::Broken(format!("sealed value of {place}: {why}"));
        let (name, digits) = sealed.split_once(':').ok_or_else(|| broken("no key name"))?;
        let ring = self.ring_with(name);
        let (_, key) = ring
            .sealing
            .iter()
            .find(|(known, _)| known == name)
            .ok_or_else(|| broken("its key is not configured"))?;
        let bytes = hex::decode(digits).map_err(|_| broken("not hex"))?;
        let (nonce, body) = bytes.split_at_checked(12).ok_or_else(|| broken("too short"))?;
        let nonce: [u8; 12] = nonce.try_into().map_err(|_| broken("too short"))?;
        let cipher = Aes256Gcm::new(&Key::<Aes256Gcm>::from(*key));
        let text = cipher
            .decrypt(&Nonce::from(nonce), Payload { msg: body, aad: place.as_bytes() })
            .map_err(|_| broken("does not open: wrong key or moved value"))?;
        String::from_utf8(text).map_err(|_| broken("not text"))
    }

    /// Whether the key that a sealed text names is in the ring.
    #[must_use]
    pub fn knows_key_of(&self, sealed: &str) -> bool {
        sealed.split_once(':').is_some_and(|(name, _)| self.ring_with(name).knows(name))
    }

    /// Whether a sealed text was sealed by an older key.
    #[must_use]
    pub fn is_stale(&self, sealed: &str) -> bool {
        sealed.split_once(':').is_none_or(|(name, _)| name != self.current())
    }

    /// The blind index of a text: equal texts have equal indexes, nothing else can be read from it.
    #[must_use]
    pub fn index(&self, text: &str) -> String {
        let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&self.ring().index)
            .expect("HMAC takes a key of any length");
        mac.update(text.as_bytes());
        hex::encode(&mac.finalize().into_bytes()[..16])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keyring(lines: &str) -> Keyring {
        Keyring::read(lines).expect("test keys")
    }

    #[test]
    fn the_seal_is_on_these_words_only_and_survives_a_new_key() {
        let old = format!("k1={}", "11".repeat(32));
        let seal = keyring(&old).put_seal("05/Q\u{110}-TGPL").expect("seals");
        assert!(seal.is_on("05/Q\u{110}-TGPL") && !seal.is_on("06/Q\u{110}-TGPL"));
        let after = keyring(&format!("k2={}\n{old}", "22".repeat(32)));
        assert_eq!(after.put_seal("05/Q\u{110}-TGPL").expect("seals"), seal);
        let other = keyring(&format!("k1={}", "33".repeat(32))).put_seal("05/Q\u{110}-TGPL").expect("seals");
        assert_ne!(other.key, seal.key, "another installation has another seal");
        assert!(!Seal { key: other.key, ..seal.clone() }.is_on("05/Q\u{110}-TGPL"));
        assert!(!Seal { key: "no hex".into(), ..seal }.is_on("05/Q\u{110}-TGPL"));
    }

    #[test]
    fn seals_for_one_place_and_survives_a_new_key() {
        let old = format!("k1={}", "11".repeat(32));
        let before = keyring(&old);
        let sealed = before.seal("person:id_number:a", "006204001234").expect("seals");
        let after = keyring(&format!("k2={}\n{old}", "22".repeat(32)));
        assert_eq!(after.open("person:id_number:a", &sealed).expect("opens"), "006204001234");
        assert!(after.open("person:id_number:b", &sealed).is_err(), "a value does not open elsewhere");
        assert!(after.is_stale(&sealed) && !before.is_stale(&sealed));
        assert_eq!(before.index("006204001234"), after.index("006204001234"));
        assert!(keyring(&format!("k2={}", "22".repeat(32))).open("person:id_number:a", &sealed).is_err());
    }
}
