//! Logs of activities: the pages that receptions, guidance, outreach and training share.
//!
//! A feature says what one line asks and shows ([`Log`]); list, entry, correction and removal are drawn
//! and handled here, in `views` and `pages`. The acts are in `office::journal`.

mod pages;
mod views;

use law::access::Permission;
use maud::Markup;
use office::Failure;
use office::intake::EthnicGroup;
use office::journal::{Activity, Mark, Organisation};
use office::outreach::CommuneBook;
use uuid::Uuid;

use crate::gate::{App, Visitor};
use crate::router::Routes;
use crate::texts::T;
use crate::ui::form::{Field, FieldErrors, Reader, Sheet, Values};
use crate::ui::list::Column;

/// What a form or list needs beside its lines.
#[derive(Debug, Default)]
pub struct Context {
    /// Organisations to choose from.
    pub organisations: Vec<Organisation>,
    pub groups: Vec<EthnicGroup>,
    /// The communes that the lines name.
    pub communes: CommuneBook,
    /// Lines that name somebody protected, masked for the visitor.
    pub protected: Vec<Uuid>,
}

/// The texts of a log, by key.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    pub title: &'static str,
    /// What a line of this log is, in a sentence.
    pub lead: &'static str,
    pub new: &'static str,
    pub edit: &'static str,
    pub none: &'static str,
    /// Said after a line was added.
    pub added: &'static str,
}

/// A log as pages show it.
pub trait Log: Activity + 'static {
    /// Where it lives: `/receptions`.
    const PATH: &'static str;
    const WORDS: Words;
    /// What one line asks: first `org_code` and `on_date`.
    const FIELDS: &'static [Field];
    /// Which fields stand side by side where the screen is wide enough.
    const ROWS: &'static [&'static [&'static str]];
    /// What narrows the list beside organisation and period; the names are columns.
    const FILTERS: &'static [Field] = &[];
    /// What a second line of the same visit keeps from the first.
    const KEPT: &'static [&'static str] = &["org_code", "on_date"];

    /// The word by which a request is prefilled from a line of this log; none where no request follows.
    const MAKES_REQUEST: Option<&'static str> = None;

    /// What a new form begins with.
    const PRESET: &'static [(&'static str, &'static str)] = &[];

    /// The columns after the day.
    fn columns(t: T) -> Vec<Column>;
    /// The cells after the day.
    fn cells(&self, t: T, context: &Context) -> Vec<Markup>;
    /// The line as typed, under its mark.
    fn read(mark: Mark, reader: &mut Reader) -> Option<Self>;
    /// The line as its form shows it, without organisation and date.
    fn values(&self, context: &Context) -> Vec<(&'static str, String)>;
    /// Adds the choices of its fields.
    fn offer<'s>(sheet: Sheet<'s>, t: T, context: &Context) -> Sheet<'s>;
    /// The value of a field in words: the name of a code.
    fn words_of(_t: T, _field: &str, value: &str, _context: &Context) -> String {
        value.to_owned()
    }
    /// The sums of the list as words.
    fn sums(_t: T, _sums: &[i64]) -> Vec<String> {
        Vec::new()
    }
    /// What the list and form need from the desk beside the organisations.
    fn fetch(
        _app: &App,
        _visitor: &Visitor,
        _lines: &[Self],
        _context: &mut Context,
    ) -> impl Future<Output = Result<(), Failure>> + Send {
        async { Ok(()) }
    }
    /// Reads what only the desk can read: the names of places.
    fn settle(
        self,
        _app: &App,
        _visitor: &Visitor,
        _values: &Values,
    ) -> impl Future<Output = Result<Result<Self, FieldErrors>, Failure>> + Send {
        async { Ok(Ok(self)) }
    }
}

/// The pages of one log. The paths are spelled out, since every route must be in the list of routes.
pub fn routes<L: Log>(
    list: &'static str,
    new: &'static str,
    line: &'static str,
    removal: &'static str,
) -> Routes {
    debug_assert_eq!(list, L::PATH);
    Routes::new()
        .get(list, pages::index::<L>)
        .post(list, pages::create::<L>)
        .get(new, pages::new::<L>)
        .get(line, pages::edit::<L>)
        .post(line, pages::update::<L>)
        .get(removal, pages::removal::<L>)
        .post(removal, pages::remove::<L>)
}

/// The logs a visitor can go to, in the order of their tabs: `(path, text key of the title)`.
pub const TABS: [(&str, &str); 4] = [
    ("/receptions", "intake-receptions"),
    ("/guidance", "intake-guidance"),
    ("/outreach", "outreach-outreach"),
    ("/training", "outreach-training"),
];

/// Whether a visitor may add lines.
fn may_record(visitor: &Visitor) -> bool {
    visitor.may(Permission::RecordActivity)
}
