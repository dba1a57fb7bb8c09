//! Names the encoding that Vietnamese text is really in.
//!
//! Registers of the 1990s and 2000s were typed with fonts that draw Vietnamese letters over Latin-1
//! codes (TCVN3, VNI). Such text arrives either as bytes that are not UTF-8, or, saved by a newer
//! program, as lawful UTF-8 that reads `NguyÔn V¨n Hïng`. `detect` judges bytes, `Evidence` judges
//! the text of a sheet while it streams by. Nothing is converted here: the person is asked to.

mod syllable;

use std::collections::BTreeSet;

use syllable::Letters;

/// What a file or a text looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looks {
    /// UTF-8. A problem that names it means: UTF-8 with broken bytes in it.
    Utf8,
    Utf16,
    /// TCVN 5712 with the ABC fonts (`.VnTime`).
    Tcvn3,
    /// VNI for Windows (`VNI-Times`).
    VniWindows,
    Windows1258,
    /// UTF-8 that was taken for Western text and encoded again: `Nguyá»…n`.
    Utf8Twice,
    /// VPS, VISCII or any other 8-bit encoding.
    Unknown,
}

impl Looks {
    pub fn code(self) -> &'static str {
        match self {
            Looks::Utf8 => "utf8",
            Looks::Utf16 => "utf16",
            Looks::Tcvn3 => "tcvn3",
            Looks::VniWindows => "vni_windows",
            Looks::Windows1258 => "windows_1258",
            Looks::Utf8Twice => "utf8_twice",
            Looks::Unknown => "unknown",
        }
    }
}

/// Judges bytes: a whole small file, or some tens of kilobytes from where the trouble begins.
pub fn detect(bytes: &[u8]) -> Looks {
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return Looks::Utf16;
    }
    let zeros = bytes.iter().filter(|byte| **byte == 0).count();
    if zeros > 0 {
        // Half of the bytes of Latin text in UTF-16, fewer with Vietnamese letters in it.
        let wide = zeros > bytes.len() / 5;
        return if wide { Looks::Utf16 } else { Looks::Unknown };
    }
    let text = String::from_utf8_lossy(bytes);
    let broken = text.matches(char::REPLACEMENT_CHARACTER).count() as u64;
    let mut evidence = Evidence::default();
    evidence.add(&text, (1, 1));
    if broken == 0 || evidence.sound > 5 * broken {
        return evidence.verdict().map_or(Looks::Utf8, |(looks, _)| looks);
    }

    let mut words = 0_usize;
    let mut scores = [(0_usize, Looks::Tcvn3), (0, Looks::VniWindows), (0, Looks::Windows1258)];
    for word in bytes.split(|byte| byte.is_ascii() && !byte.is_ascii_alphabetic()) {
        if word.is_ascii() || !word.iter().any(u8::is_ascii_alphabetic) {
            continue;
        }
        words += 1;
        for (score, looks) in &mut scores {
            *score += usize::from(reads_as(word, *looks));
        }
    }
    scores.sort_unstable_by_key(|(score, _)| *score);
    let [_, (second, _), (best, looks)] = scores;
    if best > second && best * 2 >= words { looks } else { Looks::Unknown }
}

fn reads_as(word: &[u8], looks: Looks) -> bool {
    match looks {
        Looks::Tcvn3 => Letters::from_tcvn3(word),
        Looks::VniWindows => Letters::from_vni(word),
        Looks::Windows1258 => Letters::from_windows_1258(word),
        _ => None,
    }
    .is_some_and(|letters| letters.are_a_syllable())
}

/// Where a text stands: line and column, both from 1.
pub type Place = (u64, usize);

/// What speaks for and against the letters of a sheet; its size does not grow with the sheet.
#[derive(Debug, Default)]
pub struct Evidence {
    /// Words with a letter that no old encoding can show, such as `ữ` or `đ`.
    sound: u64,
    tcvn3: Suspicion,
    vni: Suspicion,
    twice: Suspicion,
}

#[derive(Debug, Default)]
struct Suspicion {
    words: u64,
    distinct: BTreeSet<String>,
    first: Option<Place>,
}

impl Evidence {
    /// Few different words are enough where they are a fair share of all.
    const DISTINCT_WORDS: usize = 3;
    const SHARE: u64 = 20;
    /// So many different words are enough in any crowd: a page pasted from an old register.
    const DISTINCT_IN_ANY_CROWD: usize = 20;

    pub fn add(&mut self, text: &str, place: Place) {
        if text.is_ascii() {
            return;
        }
        for token in text.split(char::is_whitespace) {
            if token.is_ascii() {
                continue;
            }
            if is_utf8_twice(token) {
                self.twice.add(token, place);
                continue;
            }
            for word in token.split(|letter: char| !belongs_to_a_word(letter)) {
                self.weigh(word, place);
            }
        }
    }

    fn weigh(&mut self, word: &str, place: Place) {
        if word.is_ascii() {
            return;
        }
        // All letters of the old fonts lie in Latin-1.
        let Some(bytes) = word.chars().map(|letter| u8::try_from(letter).ok()).collect::<Option<Vec<u8>>>()
        else {
            self.sound += 1;
            return;
        };
        let is_fine = Letters::from_unicode(word).is_some_and(|it| it.could_be_a_word());
        if is_fine || !bytes.iter().any(u8::is_ascii_alphabetic) {
            return;
        }
        if reads_as(&bytes, Looks::Tcvn3) {
            self.tcvn3.add(word, place);
        }
        if reads_as(&bytes, Looks::VniWindows) {
            self.vni.add(word, place);
        }
    }

    /// The old encoding the text is in, and where it was seen first; `None` while all seems well.
    pub fn verdict(&self) -> Option<(Looks, Place)> {
        let (suspicion, looks) =
            [(&self.tcvn3, Looks::Tcvn3), (&self.vni, Looks::VniWindows), (&self.twice, Looks::Utf8Twice)]
                .into_iter()
                .max_by_key(|(suspicion, _)| suspicion.words)?;
        let fair_share = suspicion.words * Self::SHARE >= suspicion.words + self.sound;
        let is_enough = suspicion.distinct.len() >= Self::DISTINCT_IN_ANY_CROWD
            || (suspicion.distinct.len() >= Self::DISTINCT_WORDS && fair_share);
        suspicion.first.filter(|_| is_enough).map(|place| (looks, place))
    }
}

impl Suspicion {
    fn add(&mut self, word: &str, place: Place) {
        self.words += 1;
        self.first.get_or_insert(place);
        if self.distinct.len() < Evidence::DISTINCT_IN_ANY_CROWD {
            self.distinct.insert(word.to_lowercase());
        }
    }
}

/// Symbols of Latin-1 belong to words, since TCVN3 draws letters over them (`Hoµng`, `Ph¹m`).
fn belongs_to_a_word(letter: char) -> bool {
    match letter {
        '\0'..='\x7F' => letter.is_ascii_alphabetic(),
        '\u{A1}'..='\u{FF}' | '\u{300}'..='\u{36F}' => true,
        _ => letter.is_alphabetic(),
    }
}

/// True for a word whose letters, put back to bytes of Windows-1252, are a Vietnamese word in UTF-8.
/// Being UTF-8 alone is not enough: `CAFÉ”` is, by chance.
fn is_utf8_twice(token: &str) -> bool {
    /// The bytes 0x80 to 0x9F of Windows-1252; the five unused ones stand for themselves.
    const UPPER: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
    ];
    let bytes: Option<Vec<u8>> = token
        .chars()
        .map(|letter| match u8::try_from(letter) {
            Ok(byte) if !(0x80..0xA0).contains(&byte) => Some(byte),
            _ => {
                let index = UPPER.iter().position(|upper| *upper == letter)?;
                u8::try_from(0x80 + index).ok()
            }
        })
        .collect();
    let Some(text) = bytes.and_then(|bytes| String::from_utf8(bytes).ok()) else {
        return false;
    };
    let mut words =
        text.split(|letter: char| !belongs_to_a_word(letter)).filter(|word| !word.is_ascii()).peekable();
    words.peek().is_some() && words.all(|word| Letters::from_unicode(word).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(text: &str) -> Option<Looks> {
        let mut evidence = Evidence::default();
        for (line, text) in text.lines().enumerate() {
            evidence.add(text, (line as u64 + 1, 1));
        }
        evidence.verdict().map(|(looks, _)| looks)
    }

    #[test]
    fn names_old_letters_shown_as_western_ones() {
        assert_eq!(judge("NguyÔn V¨n Hïng"), Some(Looks::Tcvn3));
        assert_eq!(judge("Ph¹m ThÞ Hµ\nHoµng §×nh Lîi"), Some(Looks::Tcvn3));
        assert_eq!(judge("NGUYÔN V¡N HïNG"), Some(Looks::Tcvn3));
        assert_eq!(judge("Nguyeãn Vaên Huøng"), Some(Looks::VniWindows));
        assert_eq!(judge("TRAÀN THÒ LEÄ THUÛY\nÑaëng Kim"), Some(Looks::VniWindows));
        assert_eq!(judge("Nguyá»…n VÄƒn HÃ¹ng"), Some(Looks::Utf8Twice));
    }

    #[test]
    fn leaves_names_of_all_peoples_alone() {
        let fine = "Nguyễn Văn Hùng, Trần Thị Lệ Thuỷ, Lò Văn Páo\nY Dhăm Êban\nH'Loan Mlô\n\
            H'Mông, Ê Đê, Mnông, Hrê, Pu Péo, Tà Ôi, Gié Triêng, Lô Lô, Sán Dìu, La Chí, Brâu\n\
            Siu Blôm, Ksor H'Phuê, Nay Phôt, K'Brôih, Y Blô Niê, Kpă Klơng, Bríu Pố, A Lăng Bhuôch\n\
            José Müller, Hélène Noël, Zoé, João Conceição, François Béranger, Chloé, Anaïs, Noé\n\
            Hôtel, café, São Tomé, Côte d'Ivoire, Curaçao, ¿qué?, «Trợ giúp», “LE CAFÉ”, XÃ…, 25 m², 30 °C, ½\n\
            Toà án, hoà giải, khoá, thuỷ, bé, cô, mò, lò, hò";
        assert_eq!(judge(fine), None);
        for line in fine.lines() {
            assert_eq!(judge(line), None, "{line}");
        }
        let decomposed = "Nguye\u{302}\u{303}n Va\u{306}n Hu\u{300}ng";
        assert_eq!(judge(decomposed), None);
    }

    #[test]
    fn one_odd_word_among_many_is_no_verdict() {
        let odd = "Loïc Naïm\n".repeat(50) + &"Nguyễn Văn Được\n".repeat(50);
        assert_eq!(judge(&odd), None);
    }

    #[test]
    fn a_page_of_an_old_register_is_seen_in_any_crowd() {
        let page = "TrÇn V¨n Hïng ThÞ Hµ Ph¹m Lª Hång Ph\u{AD}îng §×nh Lîi Bïi TiÕn Dòng Vâ \
            NguyÔn Hoµng Sü NguyÖt ¸nh H\u{AD}¬ng Nh\u{AD} Quúnh §µo TuyÕt";
        let crowd = "Nguyễn Thị Được\n".repeat(5_000) + page;
        assert_eq!(judge(&crowd), Some(Looks::Tcvn3));
    }

    #[test]
    fn remembers_where_it_was_seen_first() {
        let mut evidence = Evidence::default();
        evidence.add("Xuân Được", (2, 1));
        evidence.add("NguyÔn V¨n Hïng", (3, 4));
        assert_eq!(evidence.verdict().unwrap(), (Looks::Tcvn3, (3, 4)));
    }

    #[test]
    fn detects_the_encoding_of_bytes() {
        assert_eq!(detect(b"plain ASCII"), Looks::Utf8);
        assert_eq!(detect("Nguyễn Văn Hùng".as_bytes()), Looks::Utf8);
        assert_eq!(detect(b"Nguy\xD4n V\xA8n H\xEFng"), Looks::Tcvn3);
        assert_eq!(detect(b"Nguye\xE3n Va\xEAn Hu\xF8ng"), Looks::VniWindows);
        assert_eq!(detect(b"Nguy\xEA\xDEn V\xE3n H\xF9ng"), Looks::Windows1258);
        assert_eq!(detect(b"\xFF\xFEa\0b\0"), Looks::Utf16);
        assert_eq!(detect(b"a\0b\0,\0"), Looks::Utf16);
        assert_eq!(detect(b"Fran\xE7ois, H\xE9l\xE8ne, Gar\xE7on"), Looks::Unknown);
        assert_eq!(detect(b"\x89PNG\r\n\x1A\n\xDE\xAD\xBE\xEF"), Looks::Unknown);
        let damaged = ["Nguyễn Văn Được; ".repeat(9).as_bytes(), b"\xE1\xBB"].concat();
        assert_eq!(detect(&damaged), Looks::Utf8);
    }
}
