//! What the pages of files ask.

use crate::ui::form::Field;

/// The names by which browsers choose files.
const TABLES: &str = ".csv,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A file to import.
pub const UPLOAD: &[Field] = &[
    Field::select("kind", "exchange-kind"),
    Field::select("org", "exchange-org").hint("exchange-org-hint"),
    Field::file("file", "exchange-file", TABLES, office::exchange::MOST_BYTES).hint("exchange-file-hint"),
];

/// A register to take out.
pub const EXPORT: &[Field] = &[
    Field::radios("kind", "exchange-kind"),
    Field::select("org", "exchange-org").optional(),
    Field::date("from", "exchange-from").optional().hint("exchange-from-hint"),
    Field::date("to", "exchange-to").optional(),
    Field::radios("format", "exchange-format"),
    Field::radios("ground", "leaving-ground").optional().hint("leaving-list-hint"),
];

/// The entry of the register that a name means.
pub const LINK: &[Field] = &[Field::radios("choice", "exchange-link-choice")];

/// A search among agencies.
pub const AGENCY_SEARCH: &[Field] = &[Field::search("q", "exchange-agency-search").optional()];
