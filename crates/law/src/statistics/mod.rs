//! Statistics (*thống kê*): what each indicator counts, and which figures must agree. Definitions only:
//! the store counts ([`Tallies`]), [`compute`] turns counts into figures, [`check`] finds what disagrees.
//!
//! Basis: `indicators.csv` of the contract; Circular 03/2019/TT-BTP forms 24 and 25. To add an indicator,
//! declare it in `indicators.rs`; a new fact to count by gets its bits in `shapes.rs`.

mod deviations;
mod facts;
mod form_files;
mod forms;
mod identities;
mod indicators;
mod masking;
mod narrative;
mod pivot;
mod selector;
mod shapes;
mod tallies;

use crate::coded;
use chrono::{DateTime, NaiveDate, Utc};

pub use deviations::{Deviation, Threshold};
pub use facts::{Became, CaseFact, Difference, cases_of_cell, chooser, counted_as, differences, tally_facts};
pub use forms::{
    BrokenCheck, Check, Choice, FilledForm, Form, Line, add_forms, form_of, form_on, forms, forms_on,
};
pub use identities::{BrokenIdentity, Holds, Identity, Relation, check, identities};
pub use indicators::{
    Figure, Indicator, Measure, Member, OutreachCount, Unit, Value, compute, indicator, indicators,
    is_broadcast, percent_tenths,
};
pub use masking::{hide_small_figures, mask_small};
pub use narrative::{
    Line as DraftLine, Numbers as NarrativeNumbers, Plan, Written as WrittenSection, draft_differences,
    is_comparable, months_before, official_number, official_share, plan_on, without_id_numbers,
};
pub use pivot::{AgeBand, Dimension, ShapePlace};
pub use selector::{CaseSet, Lacking, Selector, ShapeTest};
pub use shapes::{Bits, CaseShape, Numbered, PersonShape};
pub use tallies::{AppraisalTally, CaseTally, OutreachTally, PersonTally, Tallies};

coded! {
    /// Whose cases belong to an organisation that took others over (*địa bàn*).
    Geography as "geography" {
        /// As it was then: what is below it in the tree (*theo địa bàn khi đó*).
        Then = "then",
        /// Today's area: with everything it took over (*theo địa bàn hiện nay*).
        Now = "now",
    }
}

/// The period that is counted, and as of when (*kỳ báo cáo; thời điểm lấy số liệu*).
///
/// Basis: Circular 03/2019/TT-BTP art. 6; working years from 1 November are in use too, so a period has
/// free dates. Counts go by the dates of events; `as_of` by when they were entered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Window {
    /// First day, included.
    pub from: NaiveDate,
    /// Last day, included.
    pub to: NaiveDate,
    /// What was entered later is not counted; `None` counts what is known now.
    pub as_of: Option<DateTime<Utc>>,
}

#[cfg(test)]
mod tests;
