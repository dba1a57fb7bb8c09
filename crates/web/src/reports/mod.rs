//! Period reports: the figures of an organisation, the list behind each number, one row a province.
//!
//! `form` what is asked · `presets` the usual periods · `pages` handlers · `views` and `layout` the report,
//! drawn by `tables` from `numbers` · `behind` the lists · `provinces` the table of the nation · `files`
//! downloads · `forms` official forms · `names` how an indicator is called and counted.

mod behind;
mod files;
mod form;
mod forms;
mod layout;
pub mod names;
mod narrative;
mod numbers;
mod pages;
mod pivot;
mod presets;
mod provinces;
mod reach;
mod tables;
mod views;

use law::access::Permission;

use crate::router::Routes;

pub use files::figure_wording;
pub use form::{exact, moment};
pub use forms::{
    column_head, figures_paper, form_wording, name as line_name, name_of as form_name, paper_wording, send,
};
pub use narrative::words as narrative_words;
pub use reach::{Reached, organisations as organisations_in_reach};

pub fn routes() -> Routes {
    Routes::new()
        .place(21, "/reports/period", "reports-title", Some(Permission::ReadFigures))
        .get("/reports/period", pages::index)
        .get("/reports/period.csv", files::csv)
        .get("/reports/period.xlsx", files::xlsx)
        .get("/reports/period.json", files::json)
        .get("/reports/period.docx", files::docx)
        .get("/reports/period.pdf", files::pdf)
        .get("/reports/period/cases", behind::index)
        .get("/reports/period/cases.csv", behind::csv)
        .get("/reports/period/cases.xlsx", behind::xlsx)
        .get("/reports/forms/{key}", forms::show_form)
        .get("/reports/forms/{key}/files/{kind}", forms::file)
        .get("/reports/narrative", narrative::show_narrative)
        .post("/reports/narrative", narrative::save_narrative)
        .get("/reports/narrative/files/{kind}", narrative::narrative_file)
        .get("/reports/narrative/drafts/{id}", narrative::differences)
        .get("/reports/monthly-notice", narrative::show_notice)
        .post("/reports/monthly-notice", narrative::save_notice)
        .get("/reports/monthly-notice/files/{kind}", narrative::notice_file)
        .get("/reports/pivot", pivot::index)
        .get("/reports/pivot.xlsx", pivot::xlsx)
        .get("/reports/pivot/cases", pivot::cases)
        .get("/reports/pivot/cases.csv", pivot::cases_csv)
        .get("/reports/pivot/cases.xlsx", pivot::cases_xlsx)
        .get("/reports/period/provinces", provinces::index)
        .get("/reports/period/provinces.csv", provinces::csv)
        .get("/reports/period/provinces.xlsx", provinces::xlsx)
}
