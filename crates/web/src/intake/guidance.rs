//! Simple guidance without a case file.

use law::cases::LegalField;
use law::eligibility::Category;
use law::kernel::coded::Coded as _;
use law::people::Sex;
use maud::{Markup, html};
use office::Failure;
use office::intake::Guidance;
use office::journal::Mark;

use crate::codes;
use crate::gate::{App, Visitor};
use crate::journal::{Context, Log, Words};
use crate::texts::T;
use crate::ui::form::{Choice, Field, Reader, Sheet};
use crate::ui::list::Column;

impl Log for Guidance {
    const PATH: &'static str = "/guidance";
    const WORDS: Words = Words {
        title: "intake-guidance",
        lead: "intake-guidance-lead",
        new: "intake-guidance-new",
        edit: "intake-guidance-edit",
        none: "intake-guidance-none",
        added: "intake-guidance-added",
    };
    const FIELDS: &'static [Field] = &[
        Field::select("org_code", "journal-org"),
        Field::date("on_date", "journal-day"),
        Field::text("client_name", "intake-client").optional().most(200),
        Field::radios("client_sex", "intake-sex").optional(),
        Field::select("client_ethnicity", "intake-ethnicity").optional(),
        Field::select("category", "intake-category").optional(),
        Field::select("field", "intake-field").optional(),
        Field::textarea("summary", "intake-summary").optional().most(2000).rows(3),
    ];
    const ROWS: &'static [&'static [&'static str]] = &[
        &["org_code", "on_date"],
        &["client_name"],
        &["client_sex", "client_ethnicity"],
        &["category", "field"],
        &["summary"],
    ];
    const FILTERS: &'static [Field] = &[
        Field::select("field", "intake-field").optional(),
        Field::select("category", "intake-category").optional(),
    ];

    const MAKES_REQUEST: Option<&'static str> = Some("guidance");

    fn columns(t: T) -> Vec<Column> {
        vec![
            Column::text(t.get("intake-client")),
            Column::text(t.get("intake-category")),
            Column::text(t.get("intake-field")),
            Column::text(t.get("intake-summary")),
        ]
    }

    fn cells(&self, t: T, context: &Context) -> Vec<Markup> {
        let protected = context.protected.contains(&self.mark.id);
        vec![
            html! {
                @if protected { span class="soft" { (codes::named(t, "protected", "person")) } }
                @else { (self.client_name.as_deref().unwrap_or_default()) }
            },
            html! { (self.category.map(|it| codes::name(t, *it)).unwrap_or_default()) },
            html! { (self.field.map(|it| codes::name(t, *it)).unwrap_or_default()) },
            html! { (self.summary.as_deref().unwrap_or_default()) },
        ]
    }

    fn read(mark: Mark, reader: &mut Reader) -> Option<Self> {
        Some(Self {
            mark,
            client_name: reader.maybe_text("client_name"),
            client_sex: reader.choice("client_sex", Sex::from_code).map(Into::into),
            client_ethnicity: reader.maybe_text("client_ethnicity"),
            category: reader.choice("category", Category::from_code).map(Into::into),
            field: reader.choice("field", LegalField::from_code).map(Into::into),
            summary: reader.maybe_text("summary"),
        })
    }

    fn values(&self, _context: &Context) -> Vec<(&'static str, String)> {
        vec![
            ("client_name", self.client_name.clone().unwrap_or_default()),
            ("client_sex", self.client_sex.map(|it| it.code().to_owned()).unwrap_or_default()),
            ("client_ethnicity", self.client_ethnicity.clone().unwrap_or_default()),
            ("category", self.category.map(|it| it.code().to_owned()).unwrap_or_default()),
            ("field", self.field.map(|it| it.code().to_owned()).unwrap_or_default()),
            ("summary", self.summary.clone().unwrap_or_default()),
        ]
    }

    fn offer<'s>(sheet: Sheet<'s>, t: T, context: &Context) -> Sheet<'s> {
        sheet
            .choices("client_sex", codes::choices::<Sex>(t))
            .choices(
                "client_ethnicity",
                context.groups.iter().map(|it| Choice::new(it.code.as_str(), it.name.as_str())),
            )
            .choices("category", codes::choices::<Category>(t))
            .choices("field", codes::choices::<LegalField>(t))
    }

    fn words_of(t: T, field: &str, value: &str, context: &Context) -> String {
        let name = match field {
            "client_sex" => Sex::from_code(value).map(|it| codes::name(t, it)),
            "category" => Category::from_code(value).map(|it| codes::name(t, it)),
            "field" => LegalField::from_code(value).map(|it| codes::name(t, it)),
            "client_ethnicity" => context.groups.iter().find(|it| it.code == value).map(|it| it.name.clone()),
            _ => None,
        };
        name.unwrap_or_else(|| value.to_owned())
    }

    async fn fetch(
        app: &App,
        visitor: &Visitor,
        _lines: &[Self],
        context: &mut Context,
    ) -> Result<(), Failure> {
        context.groups = office::reference::list_ethnic_groups(app.desk(), &visitor.actor).await?;
        Ok(())
    }
}
