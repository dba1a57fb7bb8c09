//! The map of the provinces, drawn on the server: a shade for each, darker for more. The table beside it says the same.

use std::sync::LazyLock;

use maud::{Markup, html};

use crate::texts::T;

/// Code and path, as the file has them.
static OUTLINES: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    let lines = include_str!("outlines.txt").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(' ')).collect()
});

/// The shades, from none to the darkest.
const SHADES: [&str; 5] = ["0.06", "0.25", "0.45", "0.7", "1"];

/// Where a value lies among all: 0 only for nothing.
fn shade(value: i64, most: i64) -> usize {
    match (value, most) {
        (..=0, _) | (_, ..=0) => 0,
        _ => usize::try_from((4 * value + most - 1) / most).unwrap_or(4).clamp(1, 4),
    }
}

/// Draws the map; `value` answers the figure of a province by its code, `name` what it is called.
pub fn map(
    t: T,
    (id, title, description): (&str, &str, &str),
    value: impl Fn(&str) -> i64,
    name: impl Fn(&str) -> String,
) -> Markup {
    let most = OUTLINES.iter().map(|(code, _)| value(code)).max().unwrap_or(0);
    html! {
        figure class="chart map" {
            figcaption { (title) }
            svg role="img" aria-labelledby={ (id) "-title " (id) "-about" } viewBox="0 0 1240 1590" width="100%" {
                title id={ (id) "-title" } { (title) }
                desc id={ (id) "-about" } { (description) }
                @for (code, path) in OUTLINES.iter() {
                    path d=(path) fill-opacity=(SHADES[shade(value(code), most)]) {
                        title { (name(code)) ": " (crate::ui::money::number(t.lang(), value(code))) }
                    }
                }
                text x="900" y="640" { (t.get("dashboard-hoang-sa")) }
                text x="960" y="1300" { (t.get("dashboard-truong-sa")) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::Lang;

    #[test]
    fn every_province_of_today_is_drawn_with_its_islands() {
        assert_eq!(OUTLINES.len(), 34);
        let parts = |code: &str| {
            let found = OUTLINES.iter().find(|(it, _)| *it == code);
            found.map_or(0, |(_, path)| path.matches('M').count())
        };
        assert!(parts("48") >= 6, "Hoàng Sa");
        assert!(parts("56") >= 12, "Trường Sa");
        for (code, path) in OUTLINES.iter() {
            assert!(path.starts_with('M') && path.ends_with('z'), "{code}");
            assert!(path.chars().all(|it| "MLlz -".contains(it) || it.is_ascii_digit()), "{code}");
        }
    }

    #[test]
    fn the_map_is_small_enough_to_send() {
        let drawn = map(T::new(Lang::Vi), ("m", "a", "b"), |_| 100_000, |code| format!("Tỉnh {code}"));
        assert!(drawn.0.len() < 24_000, "{}", drawn.0.len());
        assert_eq!(drawn.0.matches("<path").count(), 34);
    }

    #[test]
    fn nothing_is_the_lightest_and_the_most_the_darkest() {
        assert_eq!([0, 1, 25, 26, 100].map(|value| shade(value, 100)), [0, 1, 1, 2, 4]);
        assert_eq!(shade(0, 0), 0);
    }
}
