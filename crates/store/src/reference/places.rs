//! Where communes lie, roughly: the centre of each commune of today, by its code. Codes of before 1 July 2025 lead to
//! the commune that took most of the old one over. For distances only; nobody lives exactly there.

use std::collections::HashMap;
use std::sync::OnceLock;

use law::assignment::Place;

const PLACES: &str = include_str!("../../reference/commune_places.csv");
const SUCCESSION: &str = include_str!("../../reference/commune_succession.csv");

/// The centre of a commune; `None` for a code that nobody knows.
#[must_use]
pub fn place_of(code: &str) -> Option<Place> {
    static KNOWN: OnceLock<HashMap<&'static str, Place>> = OnceLock::new();
    KNOWN.get_or_init(read).get(code.trim()).copied()
}

fn read() -> HashMap<&'static str, Place> {
    let mut known: HashMap<&str, Place> = PLACES.lines().skip(1).filter_map(place).collect();
    let today = known.clone();
    for line in SUCCESSION.lines().skip(1).filter(|line| line.ends_with(",yes")) {
        let mut cells = line.split(',');
        let (old, new) = (cells.next(), cells.rev().nth(2));
        if let (Some(old), Some(place)) = (old, new.and_then(|new| today.get(new))) {
            known.entry(old).or_insert(*place);
        }
    }
    known
}

fn place(line: &'static str) -> Option<(&'static str, Place)> {
    let mut cells = line.split(',');
    let code = cells.next()?;
    let mut thousandths = || {
        let degrees: f64 = cells.next()?.parse().ok()?;
        Some((degrees * 1000.0).round() as i32)
    };
    Some((code, Place { latitude: thousandths()?, longitude: thousandths()? }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_commune_of_today_has_a_place_in_viet_nam_and_old_codes_lead_to_one() {
        let codes = include_str!("../../reference/communes.csv");
        for line in codes.lines().skip(1) {
            let code = line.split(',').next().expect("a code");
            let place = place_of(code).expect(code);
            assert!((6_000..24_000).contains(&place.latitude), "{code} {place:?}");
            assert!((102_000..118_000).contains(&place.longitude), "{code} {place:?}");
        }
        assert_eq!(place_of("00001"), place_of("00097"), "Phúc Xá went to Hồng Hà");
        assert_eq!(place_of("99999"), None);
    }
}
