//! Takes the five faces that documents are set in out of the package that brings seventeen, so that every program
//! carries one and a half megabytes of them instead of ten.

use std::path::Path;

/// The faces by their own name, and the file each is written to.
const WANTED: [(&str, &str); 5] = [
    ("LibertinusSerif-Regular", "text.otf"),
    ("LibertinusSerif-Bold", "text-bold.otf"),
    ("LibertinusSerif-Italic", "text-slanted.otf"),
    ("LibertinusSerif-BoldItalic", "text-both.otf"),
    ("DejaVuSansMono", "signs.ttf"),
];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let folder = std::env::var_os("OUT_DIR").expect("Cargo names a folder");
    for (name, file) in WANTED {
        let face = typst_assets::fonts().find(|face| own_name(face).as_deref() == Some(name));
        let face = face.unwrap_or_else(|| panic!("typst-assets has no face {name} any more"));
        std::fs::write(Path::new(&folder).join(file), face).expect("the folder can be written to");
    }
}

fn number(bytes: &[u8], at: usize, length: usize) -> Option<usize> {
    let bytes = bytes.get(at..at + length)?;
    Some(bytes.iter().fold(0, |number, byte| (number << 8) | usize::from(*byte)))
}

/// The name of a face in its table of names (OpenType, table `name`, name 6, in two bytes a letter).
fn own_name(face: &[u8]) -> Option<String> {
    let tables = number(face, 4, 2)?;
    let table = (0..tables).map(|at| 12 + 16 * at).find(|at| face.get(*at..at + 4) == Some(b"name"))?;
    let start = number(face, table + 8, 4)?;
    let (count, texts) = (number(face, start + 2, 2)?, start + number(face, start + 4, 2)?);
    let records = (0..count).map(|at| start + 6 + 12 * at);
    let mut named =
        records.filter(|at| number(face, *at, 2) == Some(3) && number(face, at + 6, 2) == Some(6));
    let record = named.next()?;
    let (length, from) = (number(face, record + 8, 2)?, texts + number(face, record + 10, 2)?);
    let text = face.get(from..from + length)?;
    Some(text.chunks_exact(2).map(|pair| char::from(pair[1])).collect())
}
