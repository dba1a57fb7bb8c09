//! What the pages of reports ask, and how their addresses spell a period and a cell.

use chrono::NaiveDate;
use law::kernel::coded::Coded as _;
use law::rules::ReportKind;
use law::submissions::ReportPeriod;
use office::submissions::CellKey;
use uuid::Uuid;

use crate::ui::form::{Field, Values};
use crate::ui::list::Address;

pub const PERIOD: &[Field] = &[Field::select("period", "submissions-period")];

pub const EXPLANATION: &[Field] = &[Field::textarea("reason", "submissions-reason")
    .optional()
    .hint("submissions-reason-hint")
    .most(2000)
    .rows(3)];

pub const MESSAGE: &[Field] =
    &[Field::textarea("message", "submissions-message").hint("submissions-message-hint").most(2000).rows(3)];

pub const SIGNATURE: &[Field] =
    &[Field::text("maker", "submissions-maker").optional().hint("submissions-maker-hint").most(200)];

/// `preliminary_year_2026-10-31`.
pub fn spell(kind: ReportKind, to: NaiveDate) -> String {
    format!("{}_{to}", kind.code())
}

pub fn period_of(text: &str) -> Option<(ReportKind, NaiveDate)> {
    let (kind, to) = text.rsplit_once('_')?;
    Some((ReportKind::from_code(kind)?, to.parse().ok()?))
}

pub fn spell_period(period: &ReportPeriod) -> String {
    spell(period.kind, period.to)
}

/// The cell that an address or a form names.
pub fn cell_of(values: &Values) -> Option<CellKey> {
    let text = |name: &str| Some(values.get(name).to_owned()).filter(|text| !text.is_empty());
    Some(CellKey { form_key: text("form")?, row_key: text("row")?, column_key: text("column")? })
}

/// An address about a cell.
pub fn at_cell(path: &str, cell: &CellKey) -> Address {
    Address::new(path, Values::default())
        .with("form", &cell.form_key)
        .with("row", &cell.row_key)
        .with("column", &cell.column_key)
}

/// The page of a cell of a report.
pub fn cell_url(id: Uuid, cell: &CellKey) -> String {
    at_cell(&format!("/submissions/{id}/cell"), cell).url()
}

/// The name of the field of a cell: `1.2|7`.
pub fn cell_name(row: &str, column: &str) -> String {
    format!("{row}|{column}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_and_cells_come_back_as_they_went() {
        let to = "2026-10-31".parse().expect("a day");
        assert_eq!(
            period_of(&spell(ReportKind::PreliminaryYear, to)),
            Some((ReportKind::PreliminaryYear, to))
        );
        assert_eq!(period_of("month"), None);
        assert_eq!(period_of("decade_2026-10-31"), None);
        let cell =
            CellKey { form_key: "25".to_owned(), row_key: "I.1".to_owned(), column_key: "4".to_owned() };
        let url = at_cell("/x", &cell).url();
        let values = Values::parse(url.split_once('?').expect("a query").1);
        assert_eq!(cell_of(&values), Some(cell));
        assert_eq!(cell_of(&Values::default()), None);
    }
}
