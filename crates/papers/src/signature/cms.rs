//! What lies in a signature (CMS, RFC 5652): the certificate of the signer, the time, the digest, the signature over it.

use ring::{digest, signature as keys};

use super::Integrity;
use super::der::{BITS, BYTES, CHOICE_0, INTEGER, LIST, SET, Value, definite, take};

// Names of things, packed as DER writes them.
const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
const TIME_STAMP: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x04];
const MESSAGE_DIGEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x04];
const SIGNING_TIME: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x05];
const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
const SHA_1: &[u8] = &[0x2b, 0x0e, 0x03, 0x02, 0x1a];
const SHA_256: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];
const SHA_384: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02];
const SHA_512: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03];
const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const RSA_PSS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a];
const CURVE: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const P_256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
const P_384: &[u8] = &[0x2b, 0x81, 0x04, 0x00, 0x22];

/// What was read.
pub struct Read {
    pub signer: Option<String>,
    pub issuer: Option<String>,
    pub at: Option<String>,
    pub integrity: Integrity,
    /// First and last moment of the certificate.
    pub valid: Option<(String, String)>,
    /// It is the stamp of a time service.
    pub stamp: bool,
    /// The certificate of the signer, then the others that lie beside it.
    pub certificates: Vec<Vec<u8>>,
}

/// A certificate, as far as it is needed.
struct Certificate<'a> {
    whole: &'a [u8],
    serial: &'a [u8],
    issuer: Value<'a>,
    valid: Value<'a>,
    subject: Value<'a>,
    key: Value<'a>,
}

/// Who signed, and how.
struct Signer<'a> {
    id: Value<'a>,
    digest: Value<'a>,
    attributes: Option<Value<'a>>,
    way: Value<'a>,
    signature: &'a [u8],
}

/// Reads a signature and checks it against what it covers; bytes after its end are room that was left.
pub fn read(bytes: &[u8], signed: [&[u8]; 2]) -> Option<Read> {
    let (bytes, _) = definite(bytes)?;
    let (outer, _) = take(&bytes)?;
    let outer = outer.is(LIST)?.all()?;
    if !outer.first()?.named(SIGNED_DATA) {
        return None;
    }
    let data = outer.get(1)?.is(CHOICE_0)?.all()?.first()?.is(LIST)?.all()?;
    let content = data.get(2)?.is(LIST)?.all()?;
    let stamped = content.get(1).filter(|_| content[0].named(TIME_STAMP));
    let certificates = data.iter().find(|value| value.tag == CHOICE_0)?.all()?;
    let mut certificates: Vec<Certificate<'_>> = certificates.into_iter().filter_map(certificate).collect();
    let signer = signer(*data.last()?.is(SET)?.all()?.first()?)?;
    let own = certificates.iter().position(|certificate| belongs(certificate, signer.id))?;
    certificates.swap(0, own);
    let certificate = certificates.first()?;
    let attributes = signer.attributes.map(Value::all).unwrap_or_default().unwrap_or_default();
    let (at, integrity) = match stamped {
        // What a time service signs is its own words, which name the digest of the file.
        Some(content) => {
            let words = content.is(CHOICE_0)?.all()?.first()?.is(BYTES)?.inside;
            let stamp = stamp(words)?;
            let integrity = match digester(stamp.digest) {
                None => Integrity::Unknown,
                Some(digester) if digest_of(digester, &signed) != stamp.expected => Integrity::Broken,
                Some(_) => integrity(&signer, &attributes, certificate, &[words]),
            };
            (stamp.at, integrity)
        }
        None => {
            let at = attribute(&attributes, SIGNING_TIME).and_then(Value::time);
            (at, integrity(&signer, &attributes, certificate, &signed))
        }
    };
    Some(Read {
        signer: common_name(certificate.subject),
        issuer: common_name(certificate.issuer),
        at,
        integrity,
        valid: period(certificate.valid),
        stamp: stamped.is_some(),
        certificates: certificates.iter().map(|certificate| certificate.whole.to_vec()).collect(),
    })
}

/// The words of a time service (RFC 3161): when, and which digest it saw.
struct Stamp<'a> {
    digest: Value<'a>,
    expected: &'a [u8],
    at: Option<String>,
}

fn stamp(words: &[u8]) -> Option<Stamp<'_>> {
    let fields = take(words)?.0.is(LIST)?.all()?;
    let [_version, _policy, seen, _serial, at, ..] = fields.as_slice() else { return None };
    let seen = seen.is(LIST)?.all()?;
    let digest = *seen.first()?.is(LIST)?.all()?.first()?;
    Some(Stamp { digest, expected: seen.get(1)?.is(BYTES)?.inside, at: at.time() })
}

fn period(valid: Value<'_>) -> Option<(String, String)> {
    let times = valid.all()?;
    Some((times.first()?.time()?, times.get(1)?.time()?))
}

fn digest_of(digester: &'static digest::Algorithm, parts: &[&[u8]]) -> Vec<u8> {
    let mut context = digest::Context::new(digester);
    parts.iter().for_each(|part| context.update(part));
    context.finish().as_ref().to_vec()
}

fn certificate(value: Value<'_>) -> Option<Certificate<'_>> {
    let body = value.is(LIST)?.all()?.first()?.is(LIST)?.all()?;
    let mut fields = body.into_iter().skip_while(|field| field.tag == CHOICE_0);
    let serial = fields.next()?.is(INTEGER)?.inside;
    let _way = fields.next()?;
    let issuer = fields.next()?.is(LIST)?;
    let valid = fields.next()?.is(LIST)?;
    let subject = fields.next()?.is(LIST)?;
    let key = fields.next()?.is(LIST)?;
    Some(Certificate { whole: value.whole, serial, issuer, valid, subject, key })
}

fn signer(value: Value<'_>) -> Option<Signer<'_>> {
    let mut fields = value.is(LIST)?.all()?.into_iter();
    fields.next()?.is(INTEGER)?;
    let id = fields.next()?;
    let digest = *fields.next()?.is(LIST)?.all()?.first()?;
    let mut next = fields.next()?;
    let attributes = next.is(CHOICE_0);
    if attributes.is_some() {
        next = fields.next()?;
    }
    let way = *next.is(LIST)?.all()?.first()?;
    let signature = fields.next()?.is(BYTES)?.inside;
    Some(Signer { id, digest, attributes, way, signature })
}

/// Whether a certificate is that of the signer: by issuer and number, or by the mark of its key.
fn belongs(certificate: &Certificate<'_>, id: Value<'_>) -> bool {
    if id.tag == LIST {
        let Some(parts) = id.all() else { return false };
        return parts.len() == 2
            && parts[0].whole == certificate.issuer.whole
            && parts[1].inside == certificate.serial;
    }
    let mark = id.inside;
    mark.len() >= 8 && certificate.whole.windows(mark.len()).any(|part| part == mark)
}

fn attribute<'a>(attributes: &[Value<'a>], name: &[u8]) -> Option<Value<'a>> {
    attributes.iter().find_map(|value| {
        let parts = value.is(LIST)?.all()?;
        let values = parts.get(1).filter(|_| parts[0].named(name))?;
        values.is(SET)?.all()?.first().copied()
    })
}

fn common_name(name: Value<'_>) -> Option<String> {
    let groups = name.all()?;
    let mut parts = groups.into_iter().filter_map(Value::all).flatten();
    parts.find_map(|part| {
        let pair = part.all()?;
        let text = pair.get(1).filter(|_| pair[0].named(COMMON_NAME))?.text()?;
        let text: String = text.chars().filter(|letter| !letter.is_control()).take(200).collect();
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    })
}

fn integrity(
    signer: &Signer<'_>,
    attributes: &[Value<'_>],
    certificate: &Certificate<'_>,
    signed: &[&[u8]],
) -> Integrity {
    let Some(digester) = digester(signer.digest) else { return Integrity::Unknown };
    let message = match signer.attributes {
        Some(list) => {
            let expected = attribute(attributes, MESSAGE_DIGEST).and_then(|value| value.is(BYTES));
            if expected.map(|value| value.inside) != Some(digest_of(digester, signed).as_slice()) {
                return Integrity::Broken;
            }
            // What is signed is the list under its own tag, not under that of its place.
            let mut message = list.whole.to_vec();
            message[0] = SET;
            message
        }
        None => signed.concat(),
    };
    let Some((way, key)) = way_and_key(signer, certificate.key) else { return Integrity::Unknown };
    let key = keys::UnparsedPublicKey::new(way, key);
    match key.verify(&message, signer.signature) {
        Ok(()) => Integrity::Whole,
        Err(_) => Integrity::Broken,
    }
}

fn digester(name: Value<'_>) -> Option<&'static digest::Algorithm> {
    [
        (SHA_1, &digest::SHA1_FOR_LEGACY_USE_ONLY),
        (SHA_256, &digest::SHA256),
        (SHA_384, &digest::SHA384),
        (SHA_512, &digest::SHA512),
    ]
    .into_iter()
    .find_map(|(known, digester)| name.named(known).then_some(digester))
}

/// Shorter RSA keys are not checked here, which does not mean that somebody changed the file.
fn is_long(key: &[u8]) -> Option<bool> {
    let modulus = take(key)?.0.is(LIST)?.all()?.first()?.is(INTEGER)?.inside;
    Some(modulus.iter().skip_while(|byte| **byte == 0).count() >= 256)
}

type Way = &'static dyn keys::VerificationAlgorithm;

/// How the signature is checked, and the key as that needs it.
fn way_and_key<'a>(signer: &Signer<'_>, key: Value<'a>) -> Option<(Way, &'a [u8])> {
    let parts = key.all()?;
    let kind = parts.first()?.is(LIST)?.all()?;
    let (unused, bits) = parts.get(1)?.is(BITS)?.inside.split_first()?;
    let digests = [SHA_1, SHA_256, SHA_384, SHA_512];
    let place = digests.iter().position(|name| signer.digest.named(name)).filter(|_| *unused == 0)?;
    let name = *kind.first()?;
    if (name.named(RSA) || name.named(RSA_PSS)) && !is_long(bits)? {
        return None;
    }
    let way: Way = if signer.way.named(RSA_PSS) && (name.named(RSA) || name.named(RSA_PSS)) {
        let ways: [Option<Way>; 4] = [
            None,
            Some(&keys::RSA_PSS_2048_8192_SHA256),
            Some(&keys::RSA_PSS_2048_8192_SHA384),
            Some(&keys::RSA_PSS_2048_8192_SHA512),
        ];
        ways[place]?
    } else if name.named(RSA) {
        let ways: [Way; 4] = [
            &keys::RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY,
            &keys::RSA_PKCS1_2048_8192_SHA256,
            &keys::RSA_PKCS1_2048_8192_SHA384,
            &keys::RSA_PKCS1_2048_8192_SHA512,
        ];
        ways[place]
    } else if name.named(CURVE) {
        let curve = *kind.get(1)?;
        let known: [(&[u8], usize, Way); 4] = [
            (P_256, 1, &keys::ECDSA_P256_SHA256_ASN1),
            (P_256, 2, &keys::ECDSA_P256_SHA384_ASN1),
            (P_384, 1, &keys::ECDSA_P384_SHA256_ASN1),
            (P_384, 2, &keys::ECDSA_P384_SHA384_ASN1),
        ];
        known.into_iter().find(|(name, at, _)| curve.named(name) && *at == place)?.2
    } else {
        return None;
    };
    Some((way, bits))
}
