//! Handlers of the books.

use axum::extract::{RawQuery, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse as _;
use chrono::{Datelike as _, Months, NaiveDate};
use law::documents::{ClosingPeriod, Register, period_of};
use law::kernel::coded::Coded as _;
use office::exchange::report::Document;
use office::statistics::ReportRequest;
use office::{Actor, Desk, Outcome, registers};

use super::views;
use crate::codes;
use crate::codes::vietnamese;
use crate::confidentiality::leaving;
use crate::failure::{Page, PageFailure, see, show as answer};
use crate::gate::{App, At, Fields, Visitor};
use crate::texts::{Lang, T, prefix};
use crate::ui::{Values, dates};

/// The earliest year that a book is asked for.
const EARLIEST: i32 = 1997;

/// All books.
pub async fn index(State(app): State<App>, visitor: Visitor) -> Page {
    app.desk().permit(&visitor.actor, law::access::Permission::ReadActivity)?;
    answer(views::index(&visitor))
}

fn register_of(code: &str) -> Result<Register, PageFailure> {
    Register::from_code(code).ok_or(PageFailure::Missing)
}

/// The month that is asked for; without one, or with one that is none, this month.
pub fn month_of(values: &Values, today: NaiveDate) -> NaiveDate {
    let year = values.get("year").trim().parse().ok().filter(|year| (EARLIEST..=today.year()).contains(year));
    let month = values.get("month").parse().ok();
    let asked = NaiveDate::from_ymd_opt(year.unwrap_or(today.year()), month.unwrap_or(today.month()), 1);
    asked.unwrap_or(today).min(today)
}

fn org_of(values: &Values) -> Option<&str> {
    Some(values.get("org")).filter(|org| !org.is_empty())
}

/// One book, open at a month.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    At(register): At<String>,
    RawQuery(query): RawQuery,
) -> Page {
    let register = register_of(&register)?;
    let values = Values::parse(&query.unwrap_or_default());
    let month = month_of(&values, app.desk().today());
    let t = visitor.t;
    let names = move |family: &str, code: &str| codes::named(t, family, code);
    let asked = (register, org_of(&values));
    let book = registers::open(app.desk(), &visitor.actor, asked, month, &names).await?;
    answer(views::show(&visitor, &book, app.desk().today()))
}

/// A month, or the whole year up to it, as a file.
pub async fn xlsx(
    State(app): State<App>,
    visitor: Visitor,
    At(register): At<String>,
    RawQuery(query): RawQuery,
) -> Page {
    let register = register_of(&register)?;
    let values = Values::parse(&query.unwrap_or_default());
    let month = month_of(&values, app.desk().today());
    let period = ClosingPeriod::from_code(values.get("period")).unwrap_or(ClosingPeriod::Month);
    let ground = leaving::read(&values).ground;
    let t = visitor.t;
    let names = move |family: &str, code: &str| codes::named(t, family, code);
    let titles: Vec<String> = registers::columns(register)
        .iter()
        .map(|column| t.code(prefix!("registers-column"), column))
        .collect();
    let (asked, days) = ((register, org_of(&values)), period_of(period, month));
    let file =
        registers::export(app.desk(), &visitor.actor, asked, (days.0, days.1, ground), &titles, &names)
            .await?;
    crate::files::send(file)
}

/// The words of a book on paper: an official paper has one language.
pub fn words(register: Register, period: String) -> registers::BookWords {
    let t = T::new(Lang::Vi);
    let column = |name: &&str| t.code(prefix!("registers-column"), name);
    let total = |name: &str| (name.to_owned(), t.code(prefix!("registers-total"), name));
    registers::BookWords {
        state: t.get("registers-state"),
        motto: t.get("registers-motto"),
        title: codes::name(t, register),
        period,
        columns: registers::columns(register).iter().map(column).collect(),
        late: t.get("registers-late"),
        totals: t.get("registers-totals"),
        total_names: registers::totals(register).into_iter().map(total).collect(),
        keeper: t.get("registers-keeper"),
        head: t.get("registers-head"),
    }
}

/// The register of cases of any days on paper, for `tgpl report register`.
pub async fn register_paper(desk: &Desk, actor: &Actor, request: &ReportRequest) -> Outcome<Document> {
    let t = T::new(Lang::Vi);
    let days = [("from", dates::date(request.from).into()), ("to", dates::date(request.to).into())];
    let totals = t.get("registers-totals-period");
    let words = words(Register::Acceptance, t.with("reports-forms-period", &days));
    let words = registers::BookWords { totals, ..words };
    registers::period_document(desk, actor, request, (&words, &vietnamese)).await
}

/// A month of a book on paper.
pub async fn pdf(
    State(app): State<App>,
    visitor: Visitor,
    At(register): At<String>,
    RawQuery(query): RawQuery,
) -> Page {
    let register = register_of(&register)?;
    let values = Values::parse(&query.unwrap_or_default());
    let month = month_of(&values, app.desk().today());
    let period = T::new(Lang::Vi).with("registers-of-month", &[("month", dates::month(month).into())]);
    let words = words(register, period);
    let asked = (register, org_of(&values));
    let month = (month, leaving::read(&values).ground);
    let (file, name) =
        registers::print(app.desk(), &visitor.actor, asked, month, (&words, &vietnamese)).await?;
    let disposition = format!("attachment; filename=\"{name}\"");
    Ok(([(CONTENT_TYPE, "application/pdf".to_owned()), (CONTENT_DISPOSITION, disposition)], file)
        .into_response())
}

/// Closes a book for a period.
pub async fn close(
    State(app): State<App>,
    visitor: Visitor,
    At(register): At<String>,
    fields: Fields,
) -> Page {
    app.desk().permit(&visitor.actor, law::access::Permission::KeepDocuments)?;
    let register = register_of(&register)?;
    let values = fields.values();
    let month = month_of(&values, app.desk().today());
    let period = ClosingPeriod::from_code(values.get("period")).ok_or(PageFailure::Unreadable)?;
    let t = visitor.t;
    let names = move |family: &str, code: &str| codes::named(t, family, code);
    let asked = (register, values.get("org"));
    registers::close(app.desk(), &visitor.actor, asked, (period, month), &names).await?;
    see(&views::address(register, values.get("org"), month)).flash("registers-closed").into()
}

/// The month before and the month after, where that has begun.
pub fn neighbours(month: NaiveDate, today: NaiveDate) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let before = month.checked_sub_months(Months::new(1)).filter(|day| day.year() >= EARLIEST);
    let after = month.checked_add_months(Months::new(1)).filter(|day| *day <= today);
    (before, after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_that_is_none_is_this_month() {
        let today: NaiveDate = "2026-11-22".parse().expect("a test day");
        let month = |text: &str| month_of(&Values::parse(text), today).to_string();
        assert_eq!(month("year=2026&month=3"), "2026-03-01");
        assert_eq!(month(""), "2026-11-01");
        assert_eq!(month("year=1900&month=13"), "2026-11-22");
        assert_eq!(month("year=2026&month=12"), "2026-11-22", "the month has not begun");
        let first: NaiveDate = "2026-11-01".parse().expect("a test day");
        assert_eq!(neighbours(first, today).1, None);
        assert_eq!(neighbours(first, today).0.map(|day| day.to_string()).as_deref(), Some("2026-10-01"));
    }
}
