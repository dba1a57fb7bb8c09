//! The commands of `tgpl`, one file each.

pub mod demo;
pub mod export;
pub mod import;
pub mod migrate;
pub mod report;
pub mod serve;
pub mod simulate;
pub mod token;
pub mod user;

use law::kernel::coded::Coded;

use crate::problem::Problem;

/// A value by its code, or what the codes are.
pub fn coded<C: Coded>(code: &str) -> Result<C, String> {
    C::from_code(code).ok_or_else(|| {
        let codes: Vec<&str> = C::ALL.iter().map(|value| value.code()).collect();
        format!("{code} is no {}; want one of: {}", C::NAME, codes.join(", "))
    })
}

/// A day as the command line takes it.
pub fn day(text: &str) -> Result<chrono::NaiveDate, String> {
    web::ui::dates::parse_date(text).ok_or_else(|| format!("{text} is no day (want 2022-01-31 or 31/01/2022)"))
}

/// Copies a finished file to a path, or to standard output for `-`.
pub fn deliver(mut file: std::fs::File, out: &str) -> Result<(), Problem> {
    let failed = |error: std::io::Error| Problem::new(format!("{out} cannot be written: {error}"));
    if out == "-" {
        std::io::copy(&mut file, &mut std::io::stdout().lock()).map_err(failed)?;
    } else {
        let mut target = std::fs::File::create(out).map_err(failed)?;
        std::io::copy(&mut file, &mut target).map_err(failed)?;
    }
    Ok(())
}
