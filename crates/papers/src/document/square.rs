//! The square code (QR) of a document, as fields and as a picture.

use std::fmt::Write as _;
use std::io::Write as _;

use qrcodegen::{QrCode, QrCodeEcc};

/// Free fields around the code, as readers expect them.
const MARGIN: usize = 4;
/// Dots of the picture for each field.
const DOTS: usize = 8;

/// The fields of a code, dark ones true, with the free ones around it; nothing when the text is too long for any code.
#[must_use]
pub fn fields(text: &str) -> Vec<Vec<bool>> {
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Medium) else { return Vec::new() };
    let size = usize::try_from(code.size()).unwrap_or(0);
    let place = |at: usize| i32::try_from(at).unwrap_or(i32::MAX);
    let dark = |x: usize, y: usize| {
        let within = (MARGIN..MARGIN + size).contains(&x) && (MARGIN..MARGIN + size).contains(&y);
        within && code.get_module(place(x - MARGIN), place(y - MARGIN))
    };
    let side = size + 2 * MARGIN;
    (0..side).map(|y| (0..side).map(|x| dark(x, y)).collect()).collect()
}

/// The code as a drawing within a page, without script or style.
#[must_use]
pub fn svg(text: &str) -> String {
    let fields = fields(text);
    let side = fields.len();
    let mut path = String::new();
    for (y, row) in fields.iter().enumerate() {
        for (x, _) in row.iter().enumerate().filter(|(_, dark)| **dark) {
            let _ = write!(path, "M{x} {y}h1v1h-1z");
        }
    }
    format!(
        "<svg class=\"paper-square\" viewBox=\"0 0 {side} {side}\" width=\"120\" height=\"120\" \
         shape-rendering=\"crispEdges\" aria-hidden=\"true\"><rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/>\
         <path d=\"{path}\" fill=\"#000\"/></svg>"
    )
}

/// The code as a PNG picture of one bit a dot, and its side in dots.
#[must_use]
pub fn png(text: &str) -> (Vec<u8>, u32) {
    let fields = fields(text);
    let side = u32::try_from(fields.len() * DOTS).unwrap_or(0);
    let mut rows = Vec::new();
    for row in &fields {
        let mut line = vec![0_u8];
        // A field is as wide as a byte.
        line.extend(row.iter().map(|dark| if *dark { 0x00 } else { 0xff }));
        rows.extend(line.repeat(DOTS));
    }
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    let packed = packer.write_all(&rows).and_then(|()| packer.finish()).unwrap_or_default();
    let mut header = Vec::new();
    header.extend(side.to_be_bytes());
    header.extend(side.to_be_bytes());
    header.extend([1, 0, 0, 0, 0]);
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    for (name, content) in [(b"IHDR", header), (b"IDAT", packed), (b"IEND", Vec::new())] {
        chunk(&mut file, name, &content);
    }
    (file, side)
}

fn chunk(file: &mut Vec<u8>, name: &[u8; 4], content: &[u8]) {
    file.extend(u32::try_from(content.len()).unwrap_or(0).to_be_bytes());
    file.extend(name);
    file.extend(content);
    let mut sum = flate2::Crc::new();
    sum.update(name);
    sum.update(content);
    file.extend(sum.sum().to_be_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_margin_and_its_corner() {
        let fields = fields("https://tgpl.example.vn/verify/ABCDEFGHJKMN");
        assert_eq!(fields.len(), fields[0].len());
        assert!(fields[..4].iter().flatten().all(|dark| !dark), "the margin is free");
        assert!(fields[4][4..11].iter().all(|dark| *dark), "the finder pattern begins");
        assert!(svg("a").contains("M4 4h1v1h-1z"));
        assert!(super::fields(&"x".repeat(5000)).is_empty(), "too long for any code");
    }

    #[test]
    fn the_picture_is_one_that_programs_read() {
        let (png, side) = png("a");
        assert_eq!(side, (21 + 8) * 8);
        assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
        assert_eq!(&png[12..16], b"IHDR");
        // The sum of an empty end is the same in every PNG file.
        assert_eq!(&png[png.len() - 12..], [0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82]);
    }
}
