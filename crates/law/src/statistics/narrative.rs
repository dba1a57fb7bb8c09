//! Narrative reports (*báo cáo công tác*): a plan of sections whose sentences are bound to figures.
//!
//! Basis: none read; the plans are rebuilt from published reports and say so in `source`. A plan is a data file of
//! `crates/law/narratives` with the days it holds. A sentence whose figure is not there is not written; a part in
//! square brackets falls out by itself. No sentence for people stands here, only how figures are written into one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use chrono::{Datelike as _, Days, Months, NaiveDate};
use serde::Deserialize;

use super::indicators::{Figure, Value, indicator};

/// The plan of a report.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// What it is asked for by, the same in every version.
    pub key: String,
    /// First end of a period for which it holds.
    pub valid_from: NaiveDate,
    /// Last one; none while it holds.
    pub valid_to: Option<NaiveDate>,
    /// Where the plan comes from, and how sure that is.
    pub source: String,
    /// Name of the kind of document.
    pub name: String,
    /// What it is about; `{period}` and `{next}` are filled in.
    pub about: String,
    /// A line under the title with the days; `{from}`, `{to}`.
    pub days: String,
    /// A line with the hour at which the figures were read; `{hour}`, `{day}`.
    pub hour: String,
    /// What the last paragraph ends with.
    pub end: String,
    /// How many months before lies the period that it is compared with.
    pub compared_months: u32,
    /// Words of a comparison.
    pub words: Words,
    /// Names of periods, the more particular first.
    pub period: Vec<PeriodName>,
    /// The sections in their order.
    pub section: Vec<Section>,
}

/// How a change is said.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// More than before.
    pub up: String,
    /// Less than before.
    pub down: String,
    /// `{direction}`, `{difference}`, `{unit}`, `{percent}`.
    pub changed: String,
    /// Neither more nor less.
    pub same: String,
}

/// What a period is called.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeriodName {
    /// Its length; 0 stands for any.
    pub months: u32,
    /// The month it begins with; 0 stands for any.
    pub start: u32,
    /// Its name.
    pub name: String,
    /// What comes after it.
    pub next: String,
}

/// A section.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Under which its free text is kept.
    pub key: String,
    /// 0 has no heading, 1 is a part, 2 a section of it.
    pub level: u8,
    /// Its heading.
    #[serde(default)]
    pub title: String,
    /// What people are asked to write here; nothing where they are not.
    pub prompt: Option<String>,
    /// Sentences bound to figures.
    #[serde(default)]
    pub sentences: Vec<String>,
}

/// A section as it was written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Written {
    /// Key of the section.
    pub key: String,
    /// Level of the section.
    pub level: u8,
    /// Its heading.
    pub title: String,
    /// What people are asked to write here.
    pub prompt: Option<String>,
    /// The sentences for which there are figures.
    pub paragraphs: Vec<String>,
}

/// The figures of a report, those it is compared with, and lists of names.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Numbers {
    now: BTreeMap<String, Value>,
    before: Option<BTreeMap<String, Value>>,
    lists: BTreeMap<String, Vec<String>>,
}

impl Numbers {
    /// The figures of a period; those of the one before only where they can be compared.
    #[must_use]
    pub fn new(now: &[Figure], before: Option<&[Figure]>) -> Self {
        let map = |figures: &[Figure]| -> BTreeMap<String, Value> {
            let known = figures.iter().filter_map(|it| Some((it.indicator.id.clone(), it.value?)));
            known.collect()
        };
        let before = before.filter(|figures| is_comparable(figures)).map(map);
        Self { now: map(now), before, lists: BTreeMap::new() }
    }

    /// Adds a count that is no indicator.
    pub fn add(&mut self, name: &str, count: i64) {
        self.now.insert(name.to_owned(), Value::Count(count));
    }

    /// Adds a list of names.
    pub fn list(&mut self, name: &str, names: Vec<String>) {
        self.lists.insert(name.to_owned(), names);
    }

    /// Whether there is a period to compare with.
    #[must_use]
    pub const fn compares(&self) -> bool {
        self.before.is_some()
    }

    fn count(&self, id: &str) -> Option<i64> {
        count_in(&self.now, id)
    }
}

fn count_in(values: &BTreeMap<String, Value>, id: &str) -> Option<i64> {
    match values.get(id)? {
        Value::Count(count) => Some(*count),
        Value::Tenths(_) => None,
    }
}

static PLANS: LazyLock<Vec<Plan>> = LazyLock::new(|| {
    [
        include_str!("../../narratives/narrative-2018.toml"),
        include_str!("../../narratives/monthly-notice-2018.toml"),
    ]
    .into_iter()
    .map(|text| toml::from_str(text).expect("the plans of the program are read by a test"))
    .collect()
});

/// The plan of a report (*đề cương báo cáo*) for a period that ends on a day.
///
/// Basis: none read; each Công văn may lay down another outline, so plans have days.
#[must_use]
pub fn plan_on(key: &str, end: NaiveDate) -> Option<&'static Plan> {
    let holds = |plan: &&Plan| plan.valid_from <= end && plan.valid_to.is_none_or(|last| end <= last);
    PLANS.iter().filter(|plan| plan.key == key).find(holds)
}

/// A count as official papers write it (*cách ghi số trong văn bản hành chính*): two digits below ten, points between
/// thousands.
///
/// Basis: none; the convention of published reports.
///
/// ```
/// use law::statistics::official_number;
/// assert_eq!(official_number(4), "04");
/// assert_eq!(official_number(0), "0");
/// assert_eq!(official_number(1389), "1.389");
/// assert_eq!(official_number(1_234_567), "1.234.567");
/// ```
#[must_use]
pub fn official_number(count: i64) -> String {
    let digits = count.unsigned_abs().to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    match count {
        ..=-1 => format!("-{text}"),
        0 | 10.. => text,
        1..=9 => format!("0{text}"),
    }
}

/// A share as official papers write it (*cách ghi tỷ lệ phần trăm*): up to two decimals after a comma, rounded half up.
///
/// Basis: none; the convention of published reports.
///
/// ```
/// use law::statistics::official_share;
/// assert_eq!(official_share(124, 152).as_deref(), Some("81,58%"));
/// assert_eq!(official_share(91, 91).as_deref(), Some("100%"));
/// assert_eq!(official_share(1, 8).as_deref(), Some("12,5%"));
/// assert_eq!(official_share(1, 0), None);
/// ```
#[must_use]
pub fn official_share(part: i64, whole: i64) -> Option<String> {
    if whole <= 0 || part < 0 {
        return None;
    }
    let hundredths = (i128::from(part) * 20_000 + i128::from(whole)) / (2 * i128::from(whole));
    i64::try_from(hundredths).ok().map(share_text)
}

/// Hundredths of a percent without the zeros at the end.
fn share_text(hundredths: i64) -> String {
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    let whole = if whole == 0 { "0".to_owned() } else { whole.to_string() };
    match (rest, rest % 10) {
        (0, _) => format!("{whole}%"),
        (rest, 0) => format!("{whole},{}%", rest / 10),
        (rest, _) => format!("{whole},{rest:02}%"),
    }
}

/// Whether the figures of a period may be compared with (*so sánh cùng kỳ*): cases were carried into it and closed in
/// it, so that the register did not begin in it.
///
/// Basis: none; a register that begins in a period knows only a part of it.
#[must_use]
pub fn is_comparable(figures: &[Figure]) -> bool {
    let some = |id: &str| {
        let figure = figures.iter().find(|figure| figure.indicator.id == id);
        matches!(figure.and_then(|figure| figure.value), Some(Value::Count(count)) if count > 0)
    };
    some("cases_carried_over") && some("cases_closed")
}

/// The period so many months before (*cùng kỳ, kỳ trước*); the end of a month stays the end of a month.
///
/// Basis: none.
///
/// ```
/// use law::statistics::months_before;
/// let day = |text: &str| text.parse().unwrap();
/// assert_eq!(months_before((day("2024-01-01"), day("2024-02-29")), 12), (day("2023-01-01"), day("2023-02-28")));
/// assert_eq!(months_before((day("2023-02-01"), day("2023-02-28")), 12), (day("2022-02-01"), day("2022-02-28")));
/// assert_eq!(months_before((day("2025-02-01"), day("2025-02-28")), 12), (day("2024-02-01"), day("2024-02-29")));
/// ```
#[must_use]
pub fn months_before((from, to): (NaiveDate, NaiveDate), months: u32) -> (NaiveDate, NaiveDate) {
    let back = |day: NaiveDate| day.checked_sub_months(Months::new(months)).unwrap_or(day);
    let after = to + Days::new(1);
    // The day after the last one is the first of a month: then so it was before.
    if after.day() == 1 { (back(from), back(after) - Days::new(1)) } else { (back(from), back(to)) }
}

/// How many whole months a period has; `None` where it is no row of whole months.
fn whole_months(from: NaiveDate, to: NaiveDate) -> Option<u32> {
    let after = to + Days::new(1);
    if from.day() != 1 || after.day() != 1 {
        return None;
    }
    let count = |day: NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month0());
    u32::try_from(count(after) - count(from)).ok()
}

impl Plan {
    /// What a period is called, and what comes after it.
    #[must_use]
    pub fn period_names(&self, from: NaiveDate, to: NaiveDate) -> (String, String) {
        let months = whole_months(from, to);
        let fits = |name: &&PeriodName| {
            (name.months == 0 || Some(name.months) == months)
                && (name.start == 0 || name.start == from.month())
        };
        let day = |day: NaiveDate| day.format("%d/%m/%Y").to_string();
        let fill = |text: &str| {
            text.replace("{year}", &to.year().to_string())
                .replace("{following}", &(to.year() + 1).to_string())
                .replace("{month}", &to.month().to_string())
                .replace("{from}", &day(from))
                .replace("{to}", &day(to))
        };
        let found = self.period.iter().find(fits);
        found.map_or_else(Default::default, |name| (fill(&name.name), fill(&name.next)))
    }

    /// Writes the sections (*viết báo cáo từ số liệu*): each sentence only where its figures are.
    ///
    /// Basis: none; no sentence where there is no figure.
    #[must_use]
    pub fn write(&self, numbers: &Numbers) -> Vec<Written> {
        let section = |section: &Section| Written {
            key: section.key.clone(),
            level: section.level,
            title: section.title.clone(),
            prompt: section.prompt.clone(),
            paragraphs: section.sentences.iter().filter_map(|text| self.sentence(text, numbers)).collect(),
        };
        self.section.iter().map(section).collect()
    }

    /// A sentence with its figures; a part in square brackets only where it has its own.
    fn sentence(&self, text: &str, numbers: &Numbers) -> Option<String> {
        let mut written = String::new();
        for (place, piece) in text.split('[').enumerate() {
            let (inside, outside) = match (place, piece.split_once(']')) {
                (0, _) | (_, None) => (None, piece),
                (_, Some((inside, outside))) => (Some(inside), outside),
            };
            if let Some(inside) = inside.and_then(|inside| self.filled(inside, numbers)) {
                written.push_str(&inside);
            }
            written.push_str(&self.filled(outside, numbers)?);
        }
        Some(written)
    }

    fn filled(&self, text: &str, numbers: &Numbers) -> Option<String> {
        let mut written = String::new();
        for (place, piece) in text.split('{').enumerate() {
            match (place, piece.split_once('}')) {
                (0, _) | (_, None) => written.push_str(piece),
                (_, Some((slot, rest))) => {
                    written.push_str(&self.slot(slot, numbers)?);
                    written.push_str(rest);
                }
            }
        }
        Some(written)
    }

    /// What stands in a slot; nothing where there is no figure, or it is zero and the slot does not ask for zeros.
    fn slot(&self, slot: &str, numbers: &Numbers) -> Option<String> {
        if let Some(name) = slot.strip_prefix("list:") {
            let names = numbers.lists.get(name).filter(|names| !names.is_empty())?;
            return Some(names.join(", "));
        }
        if let Some((part, whole)) = slot.strip_prefix("share:").and_then(|it| it.split_once('/')) {
            return official_share(numbers.count(part)?, numbers.count(whole)?);
        }
        if let Some((id, unit)) = slot.strip_prefix("change:").and_then(|it| it.split_once(':')) {
            return self.change(numbers.count(id)?, count_in(numbers.before.as_ref()?, id)?, unit);
        }
        let (id, zero) = slot.strip_suffix('!').map_or((slot, false), |id| (id, true));
        match *numbers.now.get(id)? {
            Value::Count(0) | Value::Tenths(0) if !zero => None,
            Value::Count(count) => Some(official_number(count)),
            Value::Tenths(tenths) => Some(share_text(tenths * 10)),
        }
    }

    fn change(&self, now: i64, before: i64, unit: &str) -> Option<String> {
        let words = &self.words;
        // Nothing before may mean that nobody entered it.
        if before == 0 {
            return None;
        }
        if now == before {
            return Some(words.same.clone());
        }
        let direction = if now > before { &words.up } else { &words.down };
        let difference = now.abs_diff(before).try_into().ok()?;
        Some(
            words
                .changed
                .replace("{direction}", direction)
                .replace("{difference}", &official_number(difference))
                .replace("{unit}", unit)
                .replace("{percent}", &official_share(difference, before).unwrap_or_default()),
        )
    }

    /// Every id that the sentences name and that is no indicator, with the lists.
    #[must_use]
    pub fn other_names(&self) -> BTreeSet<&str> {
        let slots = self.section.iter().flat_map(|section| &section.sentences).flat_map(|text| slots(text));
        let ids = slots.flat_map(|slot| match slot.split_once(':') {
            Some(("share", pair)) => pair.split('/').collect(),
            Some(("change", rest)) => rest.split(':').take(1).collect(),
            Some(("list", name)) => vec![name],
            _ => vec![slot.trim_end_matches('!')],
        });
        ids.filter(|id| indicator(id).is_none()).collect()
    }
}

fn slots(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|piece| piece.split_once('}').map(|(slot, _)| slot))
}

/// A text for a report without identity numbers (*che số định danh*): rows of nine digits and more are left out.
///
/// Basis: Law on Legal Aid 2017 art. 6(1)(b), secrets of the person aided; no personal data in reports and notices.
///
/// ```
/// use law::statistics::without_id_numbers;
/// assert_eq!(without_id_numbers("CCCD 006 abc 006082000123, 2026"), "CCCD 006 abc …, 2026");
/// assert_eq!(without_id_numbers("1.389 người"), "1.389 người");
/// ```
#[must_use]
pub fn without_id_numbers(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|letter: char| letter.is_ascii_digit()) {
        let length = rest[start..].chars().take_while(char::is_ascii_digit).count();
        clean.push_str(&rest[..start]);
        clean.push_str(if length >= 9 { "…" } else { &rest[start..start + length] });
        rest = &rest[start + length..];
    }
    clean.push_str(rest);
    clean
}

/// A line of two drafts laid over each other.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Line {
    /// In both.
    Same(String),
    /// Only in the earlier one.
    Removed(String),
    /// Only in the later one.
    Added(String),
}

/// Lays two drafts over each other, paragraph by paragraph (*so sánh hai bản dự thảo*).
///
/// Basis: none.
///
/// ```
/// use law::statistics::{DraftLine as Line, draft_differences};
/// let text = |words: &[&str]| words.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
/// let lines = draft_differences(&text(&["a", "b", "c"]), &text(&["a", "x", "c"]));
/// let own = |word: &str| word.to_owned();
/// assert_eq!(lines, [Line::Same(own("a")), Line::Removed(own("b")), Line::Added(own("x")), Line::Same(own("c"))]);
/// ```
#[must_use]
pub fn draft_differences(before: &[String], after: &[String]) -> Vec<Line> {
    // Longest common row of paragraphs, from each place to the end.
    let mut common = vec![vec![0_u32; after.len() + 1]; before.len() + 1];
    for old in (0..before.len()).rev() {
        for new in (0..after.len()).rev() {
            common[old][new] = if before[old] == after[new] {
                common[old + 1][new + 1] + 1
            } else {
                common[old + 1][new].max(common[old][new + 1])
            };
        }
    }
    let (mut old, mut new, mut lines) = (0, 0, Vec::new());
    while old < before.len() || new < after.len() {
        let both = before.get(old).zip(after.get(new));
        match both {
            Some((one, other)) if one == other => {
                lines.push(Line::Same(one.clone()));
                (old, new) = (old + 1, new + 1);
            }
            Some((one, _)) if common[old + 1][new] >= common[old][new + 1] => {
                lines.push(Line::Removed(one.clone()));
                old += 1;
            }
            Some((_, other)) => {
                lines.push(Line::Added(other.clone()));
                new += 1;
            }
            None => {
                lines.extend(before[old..].iter().cloned().map(Line::Removed));
                lines.extend(after[new..].iter().cloned().map(Line::Added));
                (old, new) = (before.len(), after.len());
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a test day")
    }

    fn plan() -> &'static Plan {
        plan_on("narrative", day("2022-06-30")).expect("a plan")
    }

    fn numbers(now: &[(&str, i64)], before: Option<&[(&str, i64)]>) -> Numbers {
        let figures = |list: &[(&str, i64)]| -> Vec<Figure> {
            let figure = |(id, count): &(&str, i64)| Figure {
                indicator: indicator(id).expect("an indicator"),
                value: Some(Value::Count(*count)),
            };
            list.iter().map(figure).collect()
        };
        Numbers::new(&figures(now), before.map(figures).as_deref())
    }

    #[test]
    fn every_plan_names_only_figures_that_there_are() {
        for plan in PLANS.iter() {
            let known = BTreeSet::from([
                "branches",
                "officers",
                "lawyers",
                "collaborators",
                "complaints",
                "complaints_decided",
                "targets_set",
                "targets_met",
                "targets_from",
                "targets_to",
                "none_new",
                "none_closed",
                "none_successful",
            ]);
            let unknown: Vec<&str> = plan.other_names().difference(&known).copied().collect();
            assert_eq!(unknown, Vec::<&str>::new(), "{}", plan.key);
            for text in plan.section.iter().flat_map(|section| &section.sentences) {
                assert_eq!(text.matches('[').count(), text.matches(']').count(), "{text}");
                assert_eq!(text.matches('{').count(), text.matches('}').count(), "{text}");
            }
            let keys: BTreeSet<&str> = plan.section.iter().map(|section| section.key.as_str()).collect();
            assert_eq!(keys.len(), plan.section.len(), "a key stands twice in {}", plan.key);
        }
    }

    #[test]
    fn a_sentence_is_written_only_where_its_figures_are() {
        let plan = plan();
        let some = numbers(&[("cases_new", 12), ("guidance", 0)], None);
        let write = |text: &str| plan.sentence(text, &some);
        assert_eq!(write("A {cases_new} b.").as_deref(), Some("A 12 b."));
        assert_eq!(write("A {cases_closed} b."), None, "not counted");
        assert_eq!(write("A {guidance} b."), None, "nothing was given");
        assert_eq!(write("A {guidance!} b.").as_deref(), Some("A 0 b."));
        assert_eq!(write("A {cases_new}[, {guidance} c] b.").as_deref(), Some("A 12 b."));
        assert_eq!(
            write("A {cases_new}[, {cases_new} c][ d {guidance}] b.").as_deref(),
            Some("A 12, 12 c b.")
        );
        assert_eq!(write("A {list:none_new}."), None);
        assert_eq!(write("A {share:guidance/guidance}."), None);
    }

    #[test]
    fn a_change_is_said_with_its_share_and_only_where_there_is_something_to_compare() {
        let plan = plan();
        let (closed, carried) = (("cases_closed", 10), ("cases_carried_over", 3));
        let said = |now: i64, before: i64| {
            let numbers =
                numbers(&[("cases_new", now), closed], Some(&[("cases_new", before), closed, carried]));
            plan.sentence("{cases_new!}[, {change:cases_new:vụ việc}]", &numbers).expect("a sentence")
        };
        assert_eq!(said(156, 120), "156, tăng 36 vụ việc (tăng 30%) so với cùng kỳ");
        assert_eq!(said(4, 7), "04, giảm 03 vụ việc (giảm 42,86%) so với cùng kỳ");
        assert_eq!(said(7, 7), "07, bằng cùng kỳ");
        assert_eq!(said(5, 0), "05", "nobody may have entered anything");
        for begun in [[("cases_new", 3), closed], [("cases_new", 3), carried]] {
            let began_later = numbers(&[("cases_new", 5)], Some(&begun));
            assert_eq!(
                plan.sentence("{cases_new}[, {change:cases_new:x}].", &began_later).as_deref(),
                Some("05.")
            );
        }
    }

    #[test]
    fn periods_have_the_names_of_offices() {
        let plan = plan();
        for (from, to, name, next) in [
            ("2022-01-01", "2022-06-30", "6 tháng đầu năm 2022", "6 tháng cuối năm 2022"),
            ("2022-01-01", "2022-12-31", "năm 2022", "năm 2023"),
            ("2022-01-01", "2022-09-30", "9 tháng năm 2022", "03 tháng cuối năm 2022"),
            ("2022-07-01", "2022-09-30", "quý III năm 2022", "quý IV năm 2022"),
            ("2022-10-01", "2022-12-31", "quý IV năm 2022", "quý I năm 2023"),
            ("2021-11-01", "2022-10-31", "năm công tác 2022", "năm công tác 2023"),
            ("2022-03-01", "2022-03-31", "tháng 3 năm 2022", "thời gian tới"),
            ("2022-01-05", "2022-03-31", "từ ngày 05/01/2022 đến ngày 31/03/2022", "thời gian tới"),
        ] {
            assert_eq!(
                plan.period_names(day(from), day(to)),
                (name.to_owned(), next.to_owned()),
                "{from} {to}"
            );
        }
    }

    #[test]
    fn figures_are_written_as_offices_write_them() {
        assert_eq!(
            [1, 9, 10, 999, 1000, 2314].map(official_number),
            ["01", "09", "10", "999", "1.000", "2.314"]
        );
        for (part, whole, text) in
            [(83, 242, "34,3%"), (1, 3, "33,33%"), (2, 3, "66,67%"), (0, 5, "0%"), (1, 200, "0,5%")]
        {
            assert_eq!(official_share(part, whole).as_deref(), Some(text), "{part}/{whole}");
        }
    }

    #[test]
    fn months_before_and_is_comparable_hold_at_the_edges() {
        assert_eq!(
            months_before((day("2024-03-01"), day("2024-03-31")), 1),
            (day("2024-02-01"), day("2024-02-29"))
        );
        assert_eq!(
            months_before((day("2024-02-29"), day("2024-03-15")), 12),
            (day("2023-02-28"), day("2023-03-15"))
        );
        assert!(!is_comparable(&[]));
    }

    #[test]
    fn draft_differences_lose_nothing() {
        let text = |words: &str| words.split(' ').map(str::to_owned).collect::<Vec<_>>();
        for (before, after) in [("a b c d", "b d e"), ("a", "b"), ("a b a b", "b a b a"), ("x y", "x y")] {
            let (before, after) = (text(before), text(after));
            let lines = draft_differences(&before, &after);
            let old: Vec<String> = lines
                .iter()
                .filter_map(|line| match line {
                    Line::Same(words) | Line::Removed(words) => Some(words.clone()),
                    Line::Added(_) => None,
                })
                .collect();
            let new: Vec<String> = lines
                .iter()
                .filter_map(|line| match line {
                    Line::Same(words) | Line::Added(words) => Some(words.clone()),
                    Line::Removed(_) => None,
                })
                .collect();
            assert_eq!((old, new), (before, after));
        }
    }

    #[test]
    fn without_id_numbers_only_what_is_long_enough_goes() {
        for (text, clean) in
            [("095123456", "…"), ("09512345", "09512345"), ("a 123456789012 b", "a … b"), ("", "")]
        {
            assert_eq!(without_id_numbers(text), clean);
        }
    }

    #[test]
    fn the_plan_of_a_day_is_found() {
        assert!(plan_on("monthly-notice", day("2026-10-31")).is_some());
        assert!(plan_on("narrative", day("2017-12-31")).is_none());
    }
}
