//! A document of an office on the screen, as it will be printed, and the digits that prove what it says.

use maud::{Markup, PreEscaped, html};

use crate::assets::asset_url;

/// Shows a document that `papers` wrote as HTML; there every text was escaped.
pub fn paper(document: &str) -> Markup {
    html! {
        link rel="stylesheet" href=(asset_url("paper.css"));
        (PreEscaped(document))
    }
}

/// A long row of digits, such as a hash or a key, that may break anywhere between groups of eight.
pub fn digest(digits: &str) -> Markup {
    let groups = digits.as_bytes().chunks(8).map(|group| String::from_utf8_lossy(group).into_owned());
    html! { span { @for group in groups { (group) wbr; } } }
}
