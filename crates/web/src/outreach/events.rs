//! An outreach event.

use law::kernel::coded::Coded as _;
use law::outreach::{OutreachKind, TargetGroup};
use maud::{Markup, html};
use office::Failure;
use office::journal::Mark;
use office::outreach::{self, Commune, Outreach, Place};

use crate::codes;
use crate::gate::{App, Visitor};
use crate::journal::{Context, Log, Words};
use crate::texts::{T, Text};
use crate::ui::form::{Field, FieldErrors, Reader, Sheet, Values, Width};
use crate::ui::list::Column;
use crate::ui::money;

impl Log for Outreach {
    const PATH: &'static str = "/outreach";
    const WORDS: Words = Words {
        title: "outreach-outreach",
        lead: "outreach-outreach-lead",
        new: "outreach-new",
        edit: "outreach-edit",
        none: "outreach-none",
        added: "outreach-added",
    };
    const FIELDS: &'static [Field] = &[
        Field::select("org_code", "journal-org"),
        Field::date("on_date", "journal-day"),
        Field::select("kind", "outreach-kind"),
        Field::text("commune", "outreach-commune").optional().hint("outreach-commune-hint").most(120),
        Field::select("target_group", "outreach-target-group"),
        Field::number("attendees", "outreach-attendees").optional(),
        Field::number("leaflets", "outreach-leaflets").optional(),
        Field::text("language", "outreach-language")
            .optional()
            .hint("outreach-language-hint")
            .width(Width::Short)
            .most(60),
        Field::number("minutes", "outreach-minutes").optional(),
        Field::text("partner", "outreach-partner").optional().hint("outreach-partner-hint").most(300),
        Field::textarea("note", "outreach-note").optional().most(2000).rows(2),
    ];
    const ROWS: &'static [&'static [&'static str]] = &[
        &["org_code", "on_date"],
        &["kind", "target_group"],
        &["commune"],
        &["attendees", "leaflets", "minutes"],
        &["partner", "language"],
        &["note"],
    ];
    const FILTERS: &'static [Field] = &[
        Field::select("target_group", "outreach-target-group").optional(),
        Field::select("kind", "outreach-kind").optional(),
    ];
    const KEPT: &'static [&'static str] =
        &["org_code", "on_date", "kind", "target_group", "language", "partner"];

    const PRESET: &'static [(&'static str, &'static str)] = &[("kind", "session"), ("language", "vi")];

    fn columns(t: T) -> Vec<Column> {
        vec![
            Column::text(t.get("outreach-commune")),
            Column::text(t.get("outreach-kind")),
            Column::text(t.get("outreach-target-group")),
            Column::number(t.get("outreach-attendees")),
            Column::number(t.get("outreach-leaflets")),
            Column::text(t.get("outreach-partner")),
        ]
    }

    fn cells(&self, t: T, context: &Context) -> Vec<Markup> {
        let count = |count: Option<i64>| count.map(|it| money::number(t.lang(), it)).unwrap_or_default();
        vec![
            html! { (place(self, context)) },
            html! { (codes::name(t, *self.kind)) },
            html! { (codes::name(t, *self.target_group)) },
            html! { (count(self.attendees)) },
            html! { (count(self.leaflets)) },
            html! { (self.partner.as_deref().unwrap_or_default()) },
        ]
    }

    /// The commune is settled afterwards, by the list of its day.
    fn read(mark: Mark, reader: &mut Reader) -> Option<Self> {
        let kind = reader.choice("kind", OutreachKind::from_code);
        let commune_code = reader.maybe_text("commune");
        let target_group = reader.choice("target_group", TargetGroup::from_code);
        let (attendees, leaflets) = (reader.number("attendees"), reader.number("leaflets"));
        let language = reader.maybe_text("language");
        let minutes = reader.number("minutes").map(|it| i32::try_from(it).unwrap_or(i32::MAX));
        let (partner, note) = (reader.maybe_text("partner"), reader.maybe_text("note"));
        Some(Self {
            mark,
            kind: kind?.into(),
            commune_code,
            target_group: target_group?.into(),
            attendees,
            leaflets,
            language,
            minutes,
            partner,
            note,
        })
    }

    fn values(&self, context: &Context) -> Vec<(&'static str, String)> {
        let count = |count: Option<i64>| count.map(|it| it.to_string()).unwrap_or_default();
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        vec![
            ("kind", self.kind.code().to_owned()),
            ("commune", place(self, context)),
            ("target_group", self.target_group.code().to_owned()),
            ("attendees", count(self.attendees)),
            ("leaflets", count(self.leaflets)),
            ("language", text(&self.language)),
            ("minutes", count(self.minutes.map(i64::from))),
            ("partner", text(&self.partner)),
            ("note", text(&self.note)),
        ]
    }

    fn offer<'s>(sheet: Sheet<'s>, t: T, _context: &Context) -> Sheet<'s> {
        sheet
            .choices("kind", codes::choices::<OutreachKind>(t))
            .choices("target_group", codes::choices::<TargetGroup>(t))
    }

    fn words_of(t: T, field: &str, value: &str, _context: &Context) -> String {
        let name = match field {
            // A report asks for several kinds at once.
            "kind" => value
                .split(',')
                .map(|code| OutreachKind::from_code(code).map(|it| codes::name(t, it)))
                .collect::<Option<Vec<_>>>()
                .map(|names| names.join(", ")),
            "target_group" => TargetGroup::from_code(value).map(|it| codes::name(t, it)),
            _ => None,
        };
        name.unwrap_or_else(|| value.to_owned())
    }

    fn sums(t: T, sums: &[i64]) -> Vec<String> {
        let keys = ["outreach-sum-attendees", "outreach-sum-leaflets"];
        keys.into_iter().zip(sums).map(|(key, sum)| t.with(key, &[("n", (*sum).into())])).collect()
    }

    async fn fetch(
        app: &App,
        _visitor: &Visitor,
        lines: &[Self],
        context: &mut Context,
    ) -> Result<(), Failure> {
        context.communes = outreach::communes_of(app.desk(), lines).await?;
        Ok(())
    }

    async fn settle(
        mut self,
        app: &App,
        visitor: &Visitor,
        _values: &Values,
    ) -> Result<Result<Self, FieldErrors>, Failure> {
        let Some(typed) = self.commune_code.take() else { return Ok(Ok(self)) };
        let (org, day) = (self.mark.org_code.clone(), self.mark.on_date);
        let mut errors = FieldErrors::default();
        match outreach::place_of(app.desk(), &visitor.actor, &org, &typed, day).await? {
            Place::One(commune) => {
                self.commune_code = Some(commune.code);
                return Ok(Ok(self));
            }
            Place::Unknown => errors.add("commune", "outreach-commune-unknown"),
            Place::Several(communes) => {
                let list = communes.iter().map(distinct).collect::<Vec<_>>().join("; ");
                errors.add("commune", Text::with("outreach-commune-several", [("list", list.into())]));
            }
        }
        Ok(Err(errors))
    }
}

/// *Xã Bản Thi (02071)*: by the name of its day, and read back the same.
fn place(line: &Outreach, context: &Context) -> String {
    let Some(code) = &line.commune_code else { return String::new() };
    let commune = context.communes.on(code, line.mark.on_date);
    commune.map_or_else(|| code.clone(), |it| format!("{} ({code})", it.full_name()))
}

/// A commune among namesakes: with its district, where there was one, and its code to be typed.
fn distinct(commune: &Commune) -> String {
    let district = commune.district.as_deref().map(|it| format!(", {it}")).unwrap_or_default();
    format!("{}{district}: {}", commune.full_name(), commune.code)
}
