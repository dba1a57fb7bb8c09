//! A QR code as a drawing that needs neither script nor style.

use maud::{Markup, html};
use qrcodegen::{QrCode, QrCodeEcc};

/// Free modules around the code, as readers expect them.
const MARGIN: i32 = 4;

/// Draws a text; nothing when it is too long for any code.
pub fn drawing(text: &str, label: &str) -> Markup {
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Medium) else { return html! {} };
    let side = code.size() + 2 * MARGIN;
    html! {
        svg class="qr" role="img" aria-label=(label) width="240" height="240" viewBox={ "0 0 " (side) " " (side) }
            shape-rendering="crispEdges" {
            rect width=(side) height=(side) fill="#fff" {}
            path d=(path(&code)) fill="#000" {}
        }
    }
}

fn path(code: &QrCode) -> String {
    let mut path = String::new();
    for y in 0..code.size() {
        for x in 0..code.size() {
            if code.get_module(x, y) {
                path.push_str(&format!("M{} {}h1v1h-1z", x + MARGIN, y + MARGIN));
            }
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_drawn_within_its_margin() {
        let svg = drawing("otpauth://totp/TGPL:an?secret=ABC&issuer=TGPL", "QR").into_string();
        assert!(svg.contains("M4 4h1v1h-1z"), "the corner of the finder pattern");
        assert!(!svg.contains("M0 ") && !svg.contains("style="), "{svg}");
    }
}
