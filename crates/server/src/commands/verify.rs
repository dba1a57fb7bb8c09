//! `tgpl verify`: one line a check, exit 1 where something does not fit.

use office::operations::{Check, Finding, Verdict};

use super::say;
use crate::config::Config;
use crate::installation::{self, Schema};
use crate::problem::Problem;

pub async fn verify(config: &Config) -> Result<(), Problem> {
    if !installation::exists(config) {
        return Err(Problem::new(format!("there is no database {} to verify", config.database_shown())));
    }
    let desk = installation::open(config, Schema::Expect).await?;
    let found = office::operations::verify(&desk).await?;
    found.iter().for_each(|finding| say(&line(finding)));
    let bad: Vec<&Finding> = found.iter().filter(|finding| finding.verdict == Verdict::Bad).collect();
    if bad.is_empty() {
        return Ok(());
    }
    let details = bad
        .iter()
        .flat_map(|finding| finding.details.iter().map(move |it| format!("{}: {it}", name(finding.check))));
    Err(Problem::with(
        format!("{} of {} checks found something wrong", bad.len(), found.len()),
        details.collect(),
    ))
}

fn line(finding: &Finding) -> String {
    let sign = match finding.verdict {
        Verdict::Good => "ok  ",
        Verdict::Note => "note",
        Verdict::Bad => "FAIL",
    };
    let note = match finding.verdict {
        Verdict::Note => format!(" ({})", finding.details.join(", ")),
        _ => String::new(),
    };
    format!("{sign}  {:<13} {}{note}", name(finding.check), looked_at(finding))
}

fn name(check: Check) -> &'static str {
    match check {
        Check::Pages => "database",
        Check::References => "references",
        Check::AuditChain => "audit chain",
        Check::Files => "files",
        Check::Figures => "figures",
        Check::Sealed => "sealed values",
        Check::Seals => "report seals",
    }
}

fn looked_at(finding: &Finding) -> String {
    match finding.check {
        Check::Pages => "its pages were read".to_owned(),
        Check::References => format!("{} kinds of references", finding.count),
        Check::AuditChain => format!("{} rows", finding.count),
        Check::Files => format!("{} files against their checksums", finding.count),
        Check::Figures => format!("{} cases counted anew", finding.count),
        Check::Sealed => format!("{} values opened", finding.count),
        Check::Seals => format!("{} signed reports counted anew", finding.count),
    }
}
