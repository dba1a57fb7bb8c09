//! A package for the archive (*gói hồ sơ nộp lưu*): files, what they are, and sums that prove them.
//!
//! Layout after the Common Specification for information packages: `METS.xml` lists every file with size and SHA-256,
//! `metadata/descriptive/facts.xml` says what the package is about, the files lie under `representations/rep1/data`,
//! and `manifest-sha256.txt` can be checked with the usual tools (`sha256sum -c`). [`read`] takes nothing on trust.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{Cursor, Read as _, Write as _};

use sha2::{Digest as _, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// What goes to the archive.
#[derive(Clone, Debug, Default)]
pub struct Package {
    /// Its name, of letters, digits, points and hyphens; also the folder within.
    pub id: String,
    pub title: String,
    /// Moment of making, ISO 8601 with offset.
    pub created: String,
    /// Who hands it over.
    pub creator: String,
    /// What it is about: name and value, in the order to be read.
    pub facts: Vec<(String, String)>,
    pub files: Vec<File>,
}

/// A file of the package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// Name within the package, of letters, digits, points and hyphens.
    pub name: String,
    pub title: String,
    pub media_type: String,
    pub content: Vec<u8>,
}

/// What is wrong with a package.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    #[error("the package cannot be opened: {0}")]
    Unreadable(String),
    #[error("{0} is listed, but not there")]
    Lacking(String),
    #[error("{0} is there, but not listed")]
    Unlisted(String),
    #[error("{0} is not what was put in")]
    Changed(String),
    #[error("the package holds more than it may")]
    TooLarge,
}

/// A package read back, every sum checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proven {
    pub id: String,
    /// Path within the package and content.
    pub files: BTreeMap<String, Vec<u8>>,
}

const METS: &str = "METS.xml";
const MANIFEST: &str = "manifest-sha256.txt";
const FACTS: &str = "metadata/descriptive/facts.xml";
const DATA: &str = "representations/rep1/data";
/// A package that unpacks to more than this is not read.
const MOST_BYTES: u64 = 2 << 30;

/// The package as a zip file.
///
/// # Errors
/// When the zip file cannot be put together.
pub fn write(package: &Package) -> Result<Vec<u8>, Damage> {
    let unreadable = |error: &dyn std::fmt::Display| Damage::Unreadable(error.to_string());
    let id = safe(&package.id);
    let mut members: Vec<(String, Vec<u8>)> = vec![(FACTS.to_owned(), facts(package).into_bytes())];
    for (at, file) in package.files.iter().enumerate() {
        members.push((path_of(at, file), file.content.clone()));
    }
    let mets = mets(package, &id, &members[0].1);
    members.insert(0, (METS.to_owned(), mets.into_bytes()));
    let mut manifest = String::new();
    for (path, content) in &members {
        let _ = writeln!(manifest, "{}  {path}", sum(content));
    }
    members.push((MANIFEST.to_owned(), manifest.into_bytes()));
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (path, content) in members {
        zip.start_file(format!("{id}/{path}"), options).map_err(|error| unreadable(&error))?;
        zip.write_all(&content).map_err(|error| unreadable(&error))?;
    }
    Ok(zip.finish().map_err(|error| unreadable(&error))?.into_inner())
}

/// Reads a package back and proves every file of it.
///
/// # Errors
/// When it cannot be opened, or a file lacks, was added or was changed.
pub fn read(bytes: &[u8]) -> Result<Proven, Damage> {
    let unreadable = |error: &dyn std::fmt::Display| Damage::Unreadable(error.to_string());
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
    let mut files = BTreeMap::new();
    let mut id = String::new();
    let mut total = 0_u64;
    for at in 0..zip.len() {
        let mut member = zip.by_index(at).map_err(|error| unreadable(&error))?;
        let name = member.name().map_err(|error| unreadable(&error))?.into_owned();
        let Some((folder, path)) = name.split_once('/') else { return Err(Damage::Unlisted(name)) };
        id = folder.to_owned();
        let mut content = Vec::new();
        let room = MOST_BYTES - total;
        member.by_ref().take(room + 1).read_to_end(&mut content).map_err(|error| unreadable(&error))?;
        total += content.len() as u64;
        if total > MOST_BYTES {
            return Err(Damage::TooLarge);
        }
        files.insert(path.to_owned(), content);
    }
    prove(&files)?;
    Ok(Proven { id, files })
}

/// Holds the files against both lists.
fn prove(files: &BTreeMap<String, Vec<u8>>) -> Result<(), Damage> {
    let text = |path: &str| {
        let content = files.get(path).ok_or_else(|| Damage::Lacking(path.to_owned()))?;
        std::str::from_utf8(content).map_err(|error| Damage::Unreadable(error.to_string()))
    };
    let manifest = text(MANIFEST)?;
    let mets = text(METS)?;
    let mut listed: BTreeSet<&str> = [MANIFEST].into();
    for (sum, path) in manifest.lines().filter_map(|line| line.split_once("  ")) {
        check(files, path, sum)?;
        listed.insert(path);
    }
    if let Some(extra) = files.keys().find(|path| !listed.contains(path.as_str())) {
        return Err(Damage::Unlisted(extra.clone()));
    }
    let mut in_mets = BTreeSet::new();
    for element in mets.split("<file ").skip(1) {
        let (Some(sum), Some(path)) = (attribute(element, "CHECKSUM"), attribute(element, "xlink:href"))
        else {
            return Err(Damage::Unreadable(METS.to_owned()));
        };
        check(files, path, sum)?;
        in_mets.insert(path);
    }
    let missing = files.keys().find(|path| path.starts_with(DATA) && !in_mets.contains(path.as_str()));
    missing.map_or(Ok(()), |path| Err(Damage::Unlisted(path.clone())))
}

fn check(files: &BTreeMap<String, Vec<u8>>, path: &str, wanted: &str) -> Result<(), Damage> {
    let content = files.get(path).ok_or_else(|| Damage::Lacking(path.to_owned()))?;
    if sum(content) == wanted { Ok(()) } else { Err(Damage::Changed(path.to_owned())) }
}

fn attribute<'x>(element: &'x str, name: &str) -> Option<&'x str> {
    let (_, rest) = element.split_once(&format!("{name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

fn sum(content: &[u8]) -> String {
    hex::encode(Sha256::digest(content))
}

/// A name that every system can hold.
fn safe(name: &str) -> String {
    let good = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_');
    let name: String = name.chars().map(|letter| if good(letter) { letter } else { '-' }).take(80).collect();
    let name = name.replace("..", "-").trim_start_matches('.').to_owned();
    if name.is_empty() { "package".to_owned() } else { name }
}

fn path_of(at: usize, file: &File) -> String {
    format!("{DATA}/{}", name_of(at, &file.name))
}

/// What the package calls a file, by its place among the files.
#[must_use]
pub fn name_of(at: usize, name: &str) -> String {
    format!("{:04}-{}", at + 1, safe(name))
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in crate::document::clean(text).chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            letter => out.push(letter),
        }
    }
    out
}

fn facts(package: &Package) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<facts>\n");
    for (name, value) in &package.facts {
        let _ = writeln!(out, "  <fact name=\"{}\">{}</fact>", escaped(name), escaped(value));
    }
    out.push_str("</facts>\n");
    out
}

fn mets(package: &Package, id: &str, facts: &[u8]) -> String {
    let (title, creator, created) =
        (escaped(&package.title), escaped(&package.creator), escaped(&package.created));
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <mets xmlns=\"http://www.loc.gov/METS/\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
         xmlns:csip=\"https://DILCIS.eu/XML/METS/CSIPExtensionMETS\" OBJID=\"{id}\" LABEL=\"{title}\" TYPE=\"Mixed\" \
         csip:CONTENTINFORMATIONTYPE=\"OTHER\" PROFILE=\"https://earksip.dilcis.eu/profile/E-ARK-SIP.xml\">\n  \
         <metsHdr CREATEDATE=\"{created}\" csip:OAISPACKAGETYPE=\"SIP\">\n    \
         <agent ROLE=\"CREATOR\" TYPE=\"ORGANIZATION\"><name>{creator}</name></agent>\n  </metsHdr>\n  \
         <dmdSec ID=\"facts\" STATUS=\"CURRENT\">\n    <mdRef LOCTYPE=\"URL\" xlink:type=\"simple\" MDTYPE=\"OTHER\" \
         SIZE=\"{}\" CHECKSUMTYPE=\"SHA-256\" CHECKSUM=\"{}\" xlink:href=\"{FACTS}\"/>\n  </dmdSec>\n  <fileSec>\n    \
         <fileGrp USE=\"Representations/rep1\">\n",
        facts.len(),
        sum(facts),
    );
    for (at, file) in package.files.iter().enumerate() {
        let _ = writeln!(
            out,
            "      <file ID=\"file-{:04}\" MIMETYPE=\"{}\" SIZE=\"{}\" CREATED=\"{created}\" CHECKSUMTYPE=\"SHA-256\" \
             CHECKSUM=\"{}\"><FLocat LOCTYPE=\"URL\" xlink:type=\"simple\" xlink:title=\"{}\" xlink:href=\"{}\"/></file>",
            at + 1,
            escaped(&file.media_type),
            file.content.len(),
            sum(&file.content),
            escaped(&file.title),
            path_of(at, file),
        );
    }
    out.push_str("    </fileGrp>\n  </fileSec>\n  <structMap TYPE=\"PHYSICAL\" LABEL=\"CSIP\">\n");
    let _ = writeln!(out, "    <div LABEL=\"{title}\" DMDID=\"facts\">");
    for (at, file) in package.files.iter().enumerate() {
        let (number, title) = (at + 1, escaped(&file.title));
        let _ = writeln!(
            out,
            "      <div LABEL=\"{title}\" ORDER=\"{number}\"><fptr FILEID=\"file-{number:04}\"/></div>"
        );
    }
    out.push_str("    </div>\n  </structMap>\n</mets>\n");
    out
}
