//! What the books ask: whose, which month; an incoming document.

use crate::ui::form::{Field, Width};

/// Whose book, and which month.
pub const WHICH: &[Field] = &[
    Field::select("org", "registers-organisation").optional(),
    Field::select("month", "registers-month").width(Width::Short),
    Field::number("year", "registers-year").width(Width::Tiny),
];

/// A document that came in.
pub const INCOMING: &[Field] = &[
    Field::select("org", "registers-organisation"),
    Field::date("arrived_on", "registers-column-arrived"),
    Field::text("author", "registers-column-author").most(300),
    Field::text("their_number", "registers-column-their-number").optional().width(Width::Medium).most(100),
    Field::date("dated_on", "registers-column-dated").optional(),
    Field::textarea("about", "registers-column-about").rows(2).most(1000),
    Field::text("receiver", "registers-column-receiver").optional().most(200),
    Field::date("passed_on", "registers-column-passed").optional(),
    Field::text("note", "registers-column-note").optional().most(500),
];

/// Taking an entry back.
pub const CANCEL: &[Field] = &[Field::textarea("reason", "documents-cancel-reason")
    .rows(2)
    .most(500)
    .hint("documents-cancel-reason-hint")];
