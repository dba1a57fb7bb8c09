//! Whether a form is ours: the browser says where it came from, and it carries the token of the session.
//!
//! The token is shown masked, differently on every page, so that nothing can be learned about it from
//! the size of compressed answers.

use axum::http::HeaderMap;
use axum::http::header::{HOST, ORIGIN};
use office::Desk;
use sha2::{Digest as _, Sha256};

/// Whether the request began on one of our own pages, as far as the browser says. Browsers send one of the two headers
/// with every form; a program that sends neither cannot be led astray by a page, and the token stays to be checked.
pub fn is_same_origin(headers: &HeaderMap, public_host: &str) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    if !headers.contains_key(ORIGIN) {
        return true;
    }
    let Some((_, origin)) = text(ORIGIN.as_str()).and_then(|origin| origin.split_once("://")) else {
        return false;
    };
    let host = text(HOST.as_str()).unwrap_or_default();
    origin.eq_ignore_ascii_case(host) || origin.eq_ignore_ascii_case(public_host)
}

/// The form token of a person who is not signed in.
pub fn guest_token(guest: &str) -> String {
    hex::encode(Sha256::digest(format!("form token of {guest}").as_bytes()))
}

/// The token as a page shows it.
pub fn mask(desk: &Desk, token: &str) -> String {
    let digest = Sha256::digest(token.as_bytes());
    let mut pad = [0_u8; 32];
    desk.chance(&mut pad);
    let masked: Vec<u8> = digest.iter().zip(pad).map(|(byte, pad)| byte ^ pad).collect();
    format!("{}{}", hex::encode(pad), hex::encode(masked))
}

/// Whether what a form carries is the token, under any mask.
pub fn fits(token: &str, carried: &str) -> bool {
    let digest = Sha256::digest(token.as_bytes());
    let Ok(bytes) = hex::decode(carried) else { return false };
    if bytes.len() != 64 {
        return false;
    }
    let (pad, masked) = bytes.split_at(32);
    let difference =
        digest.iter().zip(pad).zip(masked).fold(0, |sum, ((byte, pad), masked)| sum | (byte ^ pad ^ masked));
    difference == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_tells_where_a_form_comes_from() {
        for (site, origin, host, expected) in [
            (Some("same-origin"), None, "tgpl.vn", true),
            (Some("none"), None, "tgpl.vn", true),
            (Some("cross-site"), Some("https://tgpl.vn"), "tgpl.vn", false),
            (Some("same-site"), None, "tgpl.vn", false),
            (None, Some("https://tgpl.vn"), "tgpl.vn", true),
            (None, Some("http://127.0.0.1:8080"), "127.0.0.1:8080", true),
            (None, Some("https://public.vn"), "inner:8080", true),
            (None, Some("https://evil.example"), "tgpl.vn", false),
            (None, Some("null"), "tgpl.vn", false),
            (None, None, "tgpl.vn", true),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, host.parse().expect("a header"));
            if let Some(site) = site {
                headers.insert("sec-fetch-site", site.parse().expect("a header"));
            }
            if let Some(origin) = origin {
                headers.insert(ORIGIN, origin.parse().expect("a header"));
            }
            assert_eq!(is_same_origin(&headers, "public.vn"), expected, "{site:?} {origin:?} {host}");
        }
    }

    #[test]
    fn a_token_fits_only_itself() {
        let digest = hex::encode(Sha256::digest(b"token"));
        let unmasked = format!("{}{digest}", "00".repeat(32));
        assert!(fits("token", &unmasked));
        assert!(!fits("other", &unmasked));
        assert!(!fits("token", "") && !fits("token", "zz") && !fits("token", &digest));
    }
}
