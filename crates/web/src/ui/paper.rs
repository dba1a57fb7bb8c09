//! A document of an office on the screen, as it will be printed.

use maud::{Markup, PreEscaped, html};

use crate::assets::asset_url;

/// Shows a document that `papers` wrote as HTML; there every text was escaped.
pub fn paper(document: &str) -> Markup {
    html! {
        link rel="stylesheet" href=(asset_url("paper.css"));
        (PreEscaped(document))
    }
}
