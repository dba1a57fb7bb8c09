//! Reads words of the old Vietnamese encodings and judges whether they are Vietnamese syllables.
//!
//! A byte of an old font means nothing by itself, but very few byte strings read as a syllable with
//! a lawful onset, rhyme and tone in an encoding they were not written in. The tables follow
//! TCVN 5712:1993 (TCVN3, the ABC fonts), VNI-Windows and code page 1258.

/// Each vowel with its tones in the order level, `à`, `ả`, `ã`, `á`, `ạ`.
const VOWELS: [[char; 6]; 12] = [
    ['a', 'à', 'ả', 'ã', 'á', 'ạ'],
    ['ă', 'ằ', 'ẳ', 'ẵ', 'ắ', 'ặ'],
    ['â', 'ầ', 'ẩ', 'ẫ', 'ấ', 'ậ'],
    ['e', 'è', 'ẻ', 'ẽ', 'é', 'ẹ'],
    ['ê', 'ề', 'ể', 'ễ', 'ế', 'ệ'],
    ['i', 'ì', 'ỉ', 'ĩ', 'í', 'ị'],
    ['o', 'ò', 'ỏ', 'õ', 'ó', 'ọ'],
    ['ô', 'ồ', 'ổ', 'ỗ', 'ố', 'ộ'],
    ['ơ', 'ờ', 'ở', 'ỡ', 'ớ', 'ợ'],
    ['u', 'ù', 'ủ', 'ũ', 'ú', 'ụ'],
    ['ư', 'ừ', 'ử', 'ữ', 'ứ', 'ự'],
    ['y', 'ỳ', 'ỷ', 'ỹ', 'ý', 'ỵ'],
];

/// TCVN3, cell by cell as in `VOWELS`. Capitals use the same codes in a capital font (`.VnTimeH`).
const TCVN3: [[u8; 6]; 12] = [
    [b'a', 0xB5, 0xB6, 0xB7, 0xB8, 0xB9],
    [0xA8, 0xBB, 0xBC, 0xBD, 0xBE, 0xC6],
    [0xA9, 0xC7, 0xC8, 0xC9, 0xCA, 0xCB],
    [b'e', 0xCC, 0xCE, 0xCF, 0xD0, 0xD1],
    [0xAA, 0xD2, 0xD3, 0xD4, 0xD5, 0xD6],
    [b'i', 0xD7, 0xD8, 0xDC, 0xDD, 0xDE],
    [b'o', 0xDF, 0xE1, 0xE2, 0xE3, 0xE4],
    [0xAB, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9],
    [0xAC, 0xEA, 0xEB, 0xEC, 0xED, 0xEE],
    [b'u', 0xEF, 0xF1, 0xF2, 0xF3, 0xF4],
    [0xAD, 0xF5, 0xF6, 0xF7, 0xF8, 0xF9],
    [b'y', 0xFA, 0xFB, 0xFC, 0xFD, 0xFE],
];

/// Longest first where one begins like another; `gi` and `qu` hold their vowel letter.
const ONSETS: [&str; 28] = [
    "ngh", "ng", "nh", "n", "ch", "c", "gh", "gi", "g", "kh", "k", "ph", "p", "qu", "th", "tr", "t", "b",
    "d", "đ", "h", "l", "m", "r", "s", "v", "x", "",
];
const CODAS: [&str; 8] = ["ch", "c", "ng", "nh", "n", "m", "p", "t"];
const STOPS: [&str; 4] = ["ch", "c", "p", "t"];

/// Rhymes that may stand with or without a final consonant.
const FREE: [&str; 14] = ["a", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y", "oa", "oe", "uê", "uy"];
/// Rhymes that need a final consonant.
const CLOSED: [&str; 10] = ["ă", "â", "oă", "uâ", "iê", "yê", "uô", "ươ", "oo", "uyê"];
/// Rhymes that end in their vowel.
const OPEN: [&str; 32] = [
    "ai", "ao", "au", "ay", "âu", "ây", "eo", "êu", "ia", "iu", "oi", "ôi", "ơi", "ua", "ui", "ưa", "ưi",
    "ưu", "iêu", "yêu", "oai", "oao", "oay", "oeo", "uây", "uôi", "uơ", "uya", "uyu", "ươi", "ươu", "uêu",
];

const ACUTE: u8 = 4;
const HEAVY: u8 = 5;

/// A word as vowels and consonants of today's alphabet in lower case, each with its tone.
pub(super) struct Letters(Vec<(char, u8)>);

impl Letters {
    /// A word of Unicode text; `None` where a letter is not Vietnamese.
    pub(super) fn from_unicode(word: &str) -> Option<Letters> {
        word.chars()
            .flat_map(char::to_lowercase)
            .map(|letter| plain(letter).or_else(|| toned(letter)))
            .collect::<Option<_>>()
            .map(Letters)
    }

    pub(super) fn from_tcvn3(word: &[u8]) -> Option<Letters> {
        word.iter()
            .map(|&byte| match byte {
                0xA1 => Some(('ă', 0)),
                0xA2 => Some(('â', 0)),
                0xA3 => Some(('ê', 0)),
                0xA4 => Some(('ô', 0)),
                0xA5 => Some(('ơ', 0)),
                0xA6 => Some(('ư', 0)),
                0xA7 | 0xAE => Some(('đ', 0)),
                _ => plain(char::from(byte.to_ascii_lowercase()))
                    .or_else(|| place(&TCVN3, byte).map(|(row, tone)| (VOWELS[row][0], tone))),
            })
            .collect::<Option<_>>()
            .map(Letters)
    }

    /// VNI writes a vowel and then, as a letter of its own, what stands above and below it.
    pub(super) fn from_vni(word: &[u8]) -> Option<Letters> {
        let mut letters: Vec<(char, u8)> = Vec::new();
        for &byte in word {
            let byte = match byte {
                0xC0..=0xDE => byte + 0x20,
                _ => byte.to_ascii_lowercase(),
            };
            let (shape, tone) = match byte {
                0xF8 => ("", 1),
                0xFB => ("", 2),
                0xF5 => ("", 3),
                0xF9 => ("", ACUTE),
                0xEF => ("", HEAVY),
                0xE2 => ("^", 0),
                0xE0 => ("^", 1),
                0xE5 => ("^", 2),
                0xE3 => ("^", 3),
                0xE1 => ("^", ACUTE),
                0xE4 => ("^", HEAVY),
                0xEA => ("(", 0),
                0xE8 => ("(", 1),
                0xFA => ("(", 2),
                0xFC => ("(", 3),
                0xE9 => ("(", ACUTE),
                0xEB => ("(", HEAVY),
                _ => {
                    letters.push(match byte {
                        0xF4 => ('ơ', 0),
                        0xF6 => ('ư', 0),
                        0xF1 => ('đ', 0),
                        0xEC => ('i', 1),
                        0xE6 => ('i', 2),
                        0xF3 => ('i', 3),
                        0xED => ('i', ACUTE),
                        0xF2 => ('i', HEAVY),
                        0xEE => ('y', HEAVY),
                        _ => plain(char::from(byte))?,
                    });
                    continue;
                }
            };
            let last = letters.last_mut().filter(|(_, old)| *old == 0)?;
            let vowel = match (shape, last.0) {
                ("", 'a' | 'e' | 'o' | 'ơ' | 'u' | 'ư' | 'y') => last.0,
                ("^", 'a') => 'â',
                ("^", 'e') => 'ê',
                ("^", 'o') => 'ô',
                ("(", 'a') => 'ă',
                _ => return None,
            };
            *last = (vowel, tone);
        }
        Some(Letters(letters))
    }

    /// Code page 1258 has the vowels, and most tones as a mark after the vowel.
    pub(super) fn from_windows_1258(word: &[u8]) -> Option<Letters> {
        let mut letters: Vec<(char, u8)> = Vec::new();
        for &byte in word {
            let mark = match byte {
                0xCC => 1,
                0xD2 => 2,
                0xDE => 3,
                0xEC => ACUTE,
                0xF2 => HEAVY,
                _ => 0,
            };
            if mark > 0 {
                letters.last_mut().filter(|(_, tone)| *tone == 0)?.1 = mark;
                continue;
            }
            let byte = match byte {
                0xC0..=0xDD => byte + 0x20,
                _ => byte.to_ascii_lowercase(),
            };
            letters.push(match byte {
                0xE3 => ('ă', 0),
                0xF0 => ('đ', 0),
                0xF5 => ('ơ', 0),
                0xFD => ('ư', 0),
                // The rest stands where Latin-1 has it.
                0xE0..=0xE2 | 0xE8..=0xEA | 0xED | 0xF3 | 0xF4 | 0xF9 | 0xFA => toned(char::from(byte))?,
                _ => plain(char::from(byte))?,
            });
        }
        Some(Letters(letters))
    }

    /// True for a syllable by the rules: onset, rhyme, at most one tone, and that tone sharp or heavy
    /// before a stop. Used for what a word *would* be in an old encoding.
    pub(super) fn are_a_syllable(&self) -> bool {
        let tones: Vec<u8> = self.tones().collect();
        let tone = match tones[..] {
            [] => 0,
            [tone] => tone,
            _ => return false,
        };
        let letters = self.untoned();
        ONSETS.iter().filter_map(|onset| letters.strip_prefix(onset)).any(|rhyme| {
            let coda = CODAS.iter().find(|coda| rhyme.ends_with(**coda));
            match coda {
                None => FREE.contains(&rhyme) || OPEN.contains(&rhyme),
                Some(coda) => {
                    let nucleus = &rhyme[..rhyme.len() - coda.len()];
                    (FREE.contains(&nucleus) || CLOSED.contains(&nucleus))
                        && (!STOPS.contains(coda) || matches!(tone, ACUTE | HEAVY))
                }
            }
        })
    }

    /// True for anything that could be a Vietnamese word or a name of a minority language written
    /// with Vietnamese letters (`Blô`, `Phôt`, `Prông`). Used for what a word *is*.
    pub(super) fn could_be_a_word(&self) -> bool {
        let is_vowel = |letter: char| VOWELS.iter().any(|row| row[0] == letter);
        let letters = self.untoned();
        let is_rhyme = |text: &str| {
            let nucleus = text
                .trim_start_matches(|letter| !is_vowel(letter))
                .trim_end_matches(|letter| !is_vowel(letter));
            FREE.contains(&nucleus) || CLOSED.contains(&nucleus) || OPEN.contains(&nucleus)
        };
        self.tones().count() <= 1
            && (is_rhyme(&letters)
                || letters.strip_prefix("gi").is_some_and(is_rhyme)
                || letters.strip_prefix("qu").is_some_and(is_rhyme))
    }

    fn tones(&self) -> impl Iterator<Item = u8> {
        self.0.iter().map(|(_, tone)| *tone).filter(|tone| *tone > 0)
    }

    fn untoned(&self) -> String {
        self.0.iter().map(|(letter, _)| *letter).collect()
    }
}

fn plain(letter: char) -> Option<(char, u8)> {
    (letter.is_ascii_lowercase() || letter == 'đ').then_some((letter, 0))
}

fn toned(letter: char) -> Option<(char, u8)> {
    place(&VOWELS, letter).map(|(row, tone)| (VOWELS[row][0], tone))
}

fn place<T: PartialEq>(table: &[[T; 6]; 12], wanted: T) -> Option<(usize, u8)> {
    table.iter().enumerate().find_map(|(row, tones)| {
        let tone = tones.iter().position(|cell| *cell == wanted)?;
        Some((row, u8::try_from(tone).expect("six tones fit a byte")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_syllables_of_the_language() {
        let words = "nguyễn văn hùng trần thị quỳnh giếng gì giới quốc quyền thuở khuya ngoằn \
            huỳnh nghiêm ươm rượu hươu yêu tuyết khuỷu xoong phường đặc lợi ích chính sách hộ \
            nghèo tố tụng quý ỷ ê ô";
        for word in words.split_whitespace() {
            let letters = Letters::from_unicode(word);
            assert!(letters.is_some_and(|it| it.are_a_syllable()), "{word}");
        }
    }

    #[test]
    fn refuses_what_is_no_syllable() {
        for word in ["ấban", "josộ", "josé", "niờ", "mlụ", "lộon", "phut", "văă", "bt", "hộlốne"]
        {
            let letters = Letters::from_unicode(word);
            assert!(!letters.is_some_and(|it| it.are_a_syllable()), "{word}");
        }
    }

    #[test]
    fn takes_names_of_minority_languages_for_words() {
        for word in ["Blô", "Phôt", "Prông", "Mnông", "Brâu", "Hrê", "Gié", "Péo", "Ôi"] {
            let letters = Letters::from_unicode(word);
            assert!(letters.is_some_and(|it| it.could_be_a_word()), "{word}");
        }
    }
}
