//! Files in and out, and data quality: imports, downloads of registers, names to link.
//!
//! `form` is what is asked, `imports`, `exports` and `quality` the handlers, `…_views` their markup,
//! `problems` the sentences about what is wrong with a file (the shell says the same).

mod exports;
mod form;
mod import_views;
mod imports;
pub mod problems;
mod quality;
mod quality_views;

use law::access::Permission;

use crate::router::Routes;

/// What may come with a file: the other fields of the form, and room to read a file to its end that
/// is too large, so that the sender sees why it was not taken.
const MOST_RECEIVED: usize = 4 * office::exchange::MOST_BYTES as usize;

/// The routes of this feature.
pub fn routes() -> Routes {
    Routes::new()
        .place(60, "/imports", "exchange-imports", Some(Permission::Import))
        .place(60, "/imports", "exchange-imports", Some(Permission::ManageSettings))
        .place(61, "/exports", "exchange-exports", Some(Permission::Export))
        .place(24, "/data-quality", "exchange-quality", Some(Permission::ReadCases))
        .get("/imports", imports::index)
        .upload("/imports", MOST_RECEIVED, imports::create)
        .get("/imports/new", imports::new)
        .get("/imports/templates", imports::template)
        .get("/imports/{id}", imports::show)
        .get("/imports/{id}/problems", imports::problems)
        .get("/imports/{id}/problems.csv", imports::problems_file)
        .post("/imports/{id}/confirmation", imports::confirm)
        .post("/imports/{id}/cancellation", imports::cancel)
        .get("/exports", exports::new)
        .get("/exports/file", exports::file)
        .get("/cases.csv", exports::cases_csv)
        .get("/cases.xlsx", exports::cases_xlsx)
        .get("/data-quality", quality::desk)
        .get("/quality", quality::index)
        .get("/quality/providers", quality::provider)
        .post("/quality/providers", quality::link_provider)
        .get("/quality/agencies", quality::agency)
        .post("/quality/agencies", quality::link_agency)
        .get("/quality/{doubt}", quality::show)
}
