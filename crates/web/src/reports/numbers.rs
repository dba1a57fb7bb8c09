//! The figures of one report, each written out and linked to the list that it counts.

use std::collections::HashMap;

use law::access::Permission;
use law::kernel::coded::Coded as _;
use law::outreach::OutreachKind;
use law::statistics::{Figure, Measure, Value, is_broadcast};
use maud::{Markup, html};
use office::statistics::{Report, ReportRequest};

use super::{form, names};
use crate::gate::Visitor;
use crate::texts::T;

/// Figures by id, for one reader.
pub struct Numbers<'a> {
    pub t: T,
    request: &'a ReportRequest,
    by_id: HashMap<&'a str, &'a Figure>,
    reads_activity: bool,
    opens_cases: bool,
}

impl<'a> Numbers<'a> {
    pub fn new(visitor: &Visitor, request: &'a ReportRequest, report: &'a Report) -> Self {
        Self {
            t: visitor.t,
            request,
            by_id: report.figures.iter().map(|it| (it.indicator.id.as_str(), it)).collect(),
            reads_activity: visitor.may(Permission::ReadActivity),
            opens_cases: visitor.may(Permission::ReadCases),
        }
    }

    pub fn figure(&self, id: &str) -> &'a Figure {
        self.by_id
            .get(id)
            .copied()
            .expect("pages ask for indicators that are declared; a test draws them all")
    }

    /// The count; 0 where there is none.
    pub fn count(&self, id: &str) -> i64 {
        match self.figure(id).value {
            Some(Value::Count(count)) => count,
            _ => 0,
        }
    }

    /// As people read it.
    pub fn text(&self, id: &str) -> String {
        names::value(self.t, self.figure(id))
    }

    /// The list behind a number, where there is one for this reader.
    pub fn href(&self, id: &str) -> Option<String> {
        let figure = self.figure(id);
        figure.value?;
        list_behind(self.request, figure, (self.opens_cases, self.reads_activity))
    }

    /// The number as a cell: a link to its list.
    pub fn plain_cell(&self, id: &str) -> Markup {
        let text = self.text(id);
        html! {
            @match self.href(id) {
                Some(href) => { a href=(href) data-indicator=(id) { (text) } }
                None => { span data-indicator=(id) { (text) } }
            }
        }
    }

    /// The same; a share stands with its base.
    pub fn cell(&self, id: &str) -> Markup {
        html! {
            (self.plain_cell(id))
            @if let Some(base) = self.base(id) {
                " " span class="soft" { (self.t.with("reports-base", &[("whole", base.into())])) }
            }
        }
    }

    /// The count that a share is a share of.
    pub fn base(&self, id: &str) -> Option<i64> {
        let figure = self.figure(id);
        figure.value?;
        let Measure::Percent { whole, .. } = &figure.indicator.measure else { return None };
        let is_base =
            |it: &&&Figure| matches!(&it.indicator.measure, Measure::Cases(cases) if cases == whole);
        self.by_id.values().find(is_base).map(|base| self.count(&base.indicator.id))
    }
}

/// The address of the list that a figure counts.
pub fn list_behind(
    request: &ReportRequest,
    figure: &Figure,
    (opens_cases, reads_activity): (bool, bool),
) -> Option<String> {
    let logs = |path: &str, narrower: &[(&str, &str)]| {
        let mut address = form::address(path, request).without("as_of");
        for (name, value) in narrower {
            address = address.with(name, value);
        }
        reads_activity.then(|| address.url())
    };
    match &figure.indicator.measure {
        Measure::Cases(_) | Measure::Persons(_) | Measure::Percent { .. } => opens_cases.then(|| {
            form::address("/reports/period/cases", request).with("indicator", &figure.indicator.id).url()
        }),
        Measure::Receptions => logs("/receptions", &[]),
        Measure::Guidance => logs("/guidance", &[]),
        Measure::Outreach(_, group) => {
            let kinds = kinds(false);
            let group = group.map(|group| ("target_group", group.code()));
            logs("/outreach", &std::iter::once(("kind", kinds.as_str())).chain(group).collect::<Vec<_>>())
        }
        Measure::Broadcasts => logs("/outreach", &[("kind", kinds(true).as_str())]),
        Measure::TrainingCourses | Measure::TrainingParticipants => logs("/training", &[]),
    }
}

/// The kinds of outreach that are broadcasts, or those that are not, as the log is asked for them.
fn kinds(broadcasts: bool) -> String {
    let kinds = OutreachKind::ALL.iter().filter(|kind| is_broadcast(**kind) == broadcasts);
    kinds.map(|kind| kind.code()).collect::<Vec<_>>().join(",")
}
