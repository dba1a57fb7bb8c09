//! Who is trusted to give out certificates (*tổ chức cung cấp dịch vụ chứng thực chữ ký số*): a list in PEM.
//!
//! Whether a certificate leads to one of them is asked of `webpki`, which also checks that each certificate on the way was
//! valid at the moment. Whether one was taken back since is not known here: nothing is asked of the network.

use std::time::Duration;

use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, TrustAnchor, UnixTime};
use serde::{Deserialize, Serialize};
use webpki::{
    ALL_VERIFICATION_ALGS, EndEntityCert, Error, ExtendedKeyUsageValidator, KeyPurposeIdIter,
    anchor_from_trusted_cert,
};

use super::Signature;

/// Whether the issuer of a certificate is trusted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trust {
    /// There is no list.
    #[default]
    NotChecked,
    /// The certificate leads to an issuer on the list.
    Known,
    /// It does not, or was not valid at the time.
    Unknown,
}

/// More certificates than a list needs.
const MOST: usize = 100;

/// The issuers that are trusted.
#[derive(Clone, Debug, Default)]
pub struct Issuers(Vec<TrustAnchor<'static>>);

impl Issuers {
    /// Reads a list of certificates in PEM, one behind the other; `None` when one of them cannot be read, or when there
    /// are words and no certificate. An empty text is an empty list.
    #[must_use]
    pub fn from_pem(text: &str) -> Option<Self> {
        let mut found = Vec::new();
        for certificate in CertificateDer::pem_slice_iter(text.as_bytes()) {
            let certificate = certificate.ok()?;
            found.push(anchor_from_trusted_cert(&certificate).ok()?.to_owned());
        }
        let readable = found.len() <= MOST && (text.trim().is_empty() || !found.is_empty());
        readable.then_some(Self(found))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nobody is on the list.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What the list says of a signature that was made so many seconds after the beginning of 1970.
    #[must_use]
    pub fn judge(&self, signature: &Signature, seconds: u64) -> Trust {
        let Some((own, others)) = signature.certificates.split_first().filter(|_| !self.is_empty()) else {
            return Trust::NotChecked;
        };
        let own = CertificateDer::from(own.as_slice());
        let others: Vec<CertificateDer<'_>> =
            others.iter().map(|other| CertificateDer::from(other.as_slice())).collect();
        let Ok(own) = EndEntityCert::try_from(&own) else { return Trust::Unknown };
        let at = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
        match own.verify_for_usage(ALL_VERIFICATION_ALGS, &self.0, &others, at, AnyPurpose, None, None) {
            Ok(_) => Trust::Known,
            Err(_) => Trust::Unknown,
        }
    }
}

/// Certificates that sign papers bear various purposes, or none.
struct AnyPurpose;

impl ExtendedKeyUsageValidator for AnyPurpose {
    fn validate(&self, _: KeyPurposeIdIter<'_, '_>) -> Result<(), Error> {
        Ok(())
    }
}
