//! What the steps of a document ask.

use crate::ui::form::{Field, Width};

/// Number and day.
pub const NUMBERING: &[Field] = &[
    Field::date("dated_on", "documents-dated-on").hint("documents-dated-on-hint"),
    Field::number("first", "documents-first").optional().hint("documents-first-hint"),
];

/// A signature on paper.
pub const PAPER: &[Field] =
    &[Field::text("by", "documents-signed-by").most(200), Field::date("on", "documents-signed-on")];

/// A file with a digital signature.
pub const FILE: &[Field] = &[
    Field::file(
        "file",
        "documents-signed-file",
        "application/pdf,.pdf",
        office::case_papers::MOST_BYTES as u64,
    )
    .hint("documents-signed-file-hint"),
    Field::checkbox("compared", "documents-compared").optional().hint("documents-compared-hint"),
];

/// Sending out.
pub const ISSUE: &[Field] = &[Field::number("copies", "documents-copies").optional().width(Width::Tiny)];

/// Taking back.
pub const CANCEL: &[Field] = &[Field::textarea("reason", "documents-cancel-reason")
    .rows(2)
    .most(500)
    .hint("documents-cancel-reason-hint")];

/// What stands on the paper of somebody who asks.
pub const VERIFY: &[Field] = &[
    Field::text("number", "verify-number").hint("verify-number-hint").width(Width::Medium).most(60),
    Field::text("code", "verify-code").hint("verify-code-hint").width(Width::Medium).most(40),
];
