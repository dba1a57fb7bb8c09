//! The faces a PDF is set in: those of a folder first, those that came with the program behind them.
//!
//! Decree 30/2020 asks for Times New Roman. Tinos and Liberation Serif have its measures and all Vietnamese marks;
//! Debian brings the latter (`fonts-liberation2`), and Noto Serif Khmer (`fonts-noto-core`). Without a folder
//! Libertinus Serif is used, which came by Cargo (`typst-assets`, SIL Open Font Licence); so is the face with the boxes.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use harfrust::ShaperData;
use krilla::Data;
use krilla::text::Font;
use skrifa::instance::{LocationRef, Size};
use skrifa::string::StringId;
use skrifa::{FontRef, MetadataProvider as _};

/// Faces, read once and kept.
#[derive(Clone)]
pub struct Fonts {
    faces: Arc<Vec<Face>>,
    /// For upright, bold, slanted, both: the faces to ask for a letter, in order.
    orders: [Vec<usize>; 4],
}

/// One face.
pub(super) struct Face {
    pub font: Font,
    pub shaping: ShaperData,
    data: Data,
    name: String,
    /// Above and below the line, as parts of the size.
    pub ascent: f32,
    pub descent: f32,
}

/// Which of the four cuts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Cut {
    Upright,
    Bold,
    Slanted,
    Both,
}

const CUTS: [Cut; 4] = [Cut::Upright, Cut::Bold, Cut::Slanted, Cut::Both];

/// Families in the order they are liked: the first that has an upright face is taken.
const TEXT: &[[&str; 4]] = &[
    ["Tinos-Regular.ttf", "Tinos-Bold.ttf", "Tinos-Italic.ttf", "Tinos-BoldItalic.ttf"],
    [
        "LiberationSerif-Regular.ttf",
        "LiberationSerif-Bold.ttf",
        "LiberationSerif-Italic.ttf",
        "LiberationSerif-BoldItalic.ttf",
    ],
];
const KHMER: &[[&str; 4]] = &[
    ["NotoSerifKhmer-Regular.ttf", "NotoSerifKhmer-Bold.ttf", "", ""],
    ["NotoSansKhmer-Regular.ttf", "NotoSansKhmer-Bold.ttf", "", ""],
];

/// Letters that Vietnamese needs beyond the plain alphabet; a face that lacks one is of no use for text.
const VIETNAMESE: &str = "ĂÂĐÊÔƠƯăâđêôơưÀẢÃÁẠẰẲẴẮẶẦẨẪẤẬÈẺẼÉẸỀỂỄẾỆÌỈĨÍỊÒỎÕÓỌỒỔỖỐỘỜỞỠỚỢÙỦŨÚỤỪỬỮỨỰỲỶỸÝỴàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ";

/// A face that `build.rs` took out of its package.
macro_rules! own {
    ($file:literal) => {
        include_bytes!(concat!(env!("OUT_DIR"), "/", $file)).as_slice()
    };
}

const OWN: [(Cut, &[u8]); 4] = [
    (Cut::Upright, own!("text.otf")),
    (Cut::Bold, own!("text-bold.otf")),
    (Cut::Slanted, own!("text-slanted.otf")),
    (Cut::Both, own!("text-both.otf")),
];
/// Boxes, ticked and not.
const SIGNS: &[u8] = own!("signs.ttf");

/// How deep a folder is searched, and how many entries at most.
const DEPTH: usize = 4;
const ENTRIES: usize = 20_000;

impl Fonts {
    /// The faces that came with the program: enough for every Vietnamese document.
    #[must_use]
    pub fn embedded() -> Self {
        let mut fonts = Self { faces: Arc::default(), orders: Default::default() };
        fonts.add_embedded();
        fonts
    }

    /// The faces of a folder, those of the program behind them. A folder without any gives the latter alone.
    #[must_use]
    pub fn from_folder(folder: &Path) -> Self {
        let mut files = Vec::new();
        collect(folder, DEPTH, &mut files);
        files.sort();
        let mut fonts = Self { faces: Arc::default(), orders: Default::default() };
        for (families, letters) in [(TEXT, VIETNAMESE), (KHMER, "")] {
            if let Some(faces) = families.iter().find_map(|names| family(&files, names, letters)) {
                fonts.add(faces);
            }
        }
        fonts.add_embedded();
        fonts
    }

    /// The name of the face that most text is set in.
    #[must_use]
    pub fn name(&self) -> &str {
        self.orders[0].first().map_or("", |first| self.faces[*first].name.as_str())
    }

    /// Whether a letter can be set.
    #[must_use]
    pub fn has(&self, letter: char) -> bool {
        self.faces.iter().any(|face| face.has(letter))
    }

    fn add_embedded(&mut self) {
        let text = OWN.into_iter().filter_map(|(cut, bytes)| Some((cut, Face::read(bytes.into())?)));
        let text = text.filter(|(_, face)| face.has_all(VIETNAMESE)).collect();
        let signs = Face::read(SIGNS.into()).map(|face| (Cut::Upright, face)).into_iter().collect();
        self.add(text);
        self.add(signs);
    }

    /// Puts a family behind those that are there.
    fn add(&mut self, family: Vec<(Cut, Face)>) {
        let first = self.faces.len();
        let cuts: Vec<Cut> = family.iter().map(|(cut, _)| *cut).collect();
        let Some(faces) = Arc::get_mut(&mut self.faces) else { return };
        faces.extend(family.into_iter().map(|(_, face)| face));
        for (order, wanted) in self.orders.iter_mut().zip(CUTS) {
            let instead = match wanted {
                Cut::Upright => [Cut::Upright; 3],
                Cut::Bold => [Cut::Bold, Cut::Upright, Cut::Upright],
                Cut::Slanted => [Cut::Slanted, Cut::Upright, Cut::Upright],
                Cut::Both => [Cut::Both, Cut::Slanted, Cut::Bold],
            };
            let found =
                instead.iter().chain(&[Cut::Upright]).find_map(|cut| cuts.iter().position(|own| own == cut));
            order.extend(found.map(|at| first + at));
        }
    }

    pub(super) fn faces(&self) -> &[Face] {
        &self.faces
    }

    /// The faces to ask, in order.
    pub(super) fn order(&self, bold: bool, slanted: bool) -> &[usize] {
        &self.orders[usize::from(bold) + 2 * usize::from(slanted)]
    }
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.faces.iter().map(|face| &face.name)).finish()
    }
}

impl Face {
    fn read(data: Data) -> Option<Self> {
        let parsed = FontRef::new(data.as_ref()).ok()?;
        let metrics = parsed.metrics(Size::unscaled(), LocationRef::default());
        let em = f32::from(metrics.units_per_em.max(1));
        let name = name_of(data.as_ref()).unwrap_or_default();
        let (ascent, descent) = (metrics.ascent / em, -metrics.descent / em);
        let shaping = ShaperData::new(&parsed);
        let font = Font::new(data.clone(), 0)?;
        Some(Self { font, shaping, name, ascent, descent, data })
    }

    /// The face as the shaper reads it.
    pub(super) fn parsed(&self) -> FontRef<'_> {
        FontRef::new(self.data.as_ref()).expect("it was read once")
    }

    fn has(&self, letter: char) -> bool {
        self.parsed().charmap().map(letter).is_some_and(|glyph| glyph.to_u32() != 0)
    }

    fn has_all(&self, letters: &str) -> bool {
        let parsed = self.parsed();
        let charmap = parsed.charmap();
        letters.chars().all(|letter| charmap.map(letter).is_some())
    }
}

/// The name that a face has in a PDF.
fn name_of(bytes: &[u8]) -> Option<String> {
    let parsed = FontRef::new(bytes).ok()?;
    let names = parsed.localized_strings(StringId::POSTSCRIPT_NAME);
    names.english_or_first().map(|name| name.to_string())
}

/// The files of a folder that may be faces we know.
fn collect(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if found.len() >= ENTRIES {
            return;
        }
        if path.is_dir() && depth > 0 {
            collect(&path, depth - 1, found);
        } else if path.extension().is_some_and(|ending| ending == "ttf") {
            found.push(path);
        }
    }
}

/// The faces of a family among files that have all the letters, if the upright one is there.
fn family(files: &[PathBuf], names: &[&str; 4], letters: &str) -> Option<Vec<(Cut, Face)>> {
    let mut faces = Vec::new();
    for (cut, name) in CUTS.into_iter().zip(names) {
        // An old edition with fewer letters may lie beside a new one.
        let paths = files.iter().filter(|path| path.file_name().is_some_and(|own| own == *name));
        let mut faces_of = paths.filter_map(|path| Face::read(std::fs::read(path).ok()?.into()));
        match faces_of.find(|face| face.has_all(letters)) {
            Some(face) => faces.push((cut, face)),
            None if cut == Cut::Upright => return None,
            None => {}
        }
    }
    Some(faces)
}
