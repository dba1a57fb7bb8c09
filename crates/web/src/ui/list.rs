//! Lists: a table with its filters above and its pages below.
//!
//! Sorting, filtering and paging are links and GET forms: every state of a list is an address that
//! can be kept, sent and gone back to. On a phone each row becomes a card, or the table scrolls in
//! its own frame ([`Phone`]). Lists are cut by key, never by page number: see [`Pager`].

use maud::{Markup, Render, html};

use super::form::{Values, csrf, hidden};
use super::signs::{Sign, sign};
use crate::texts::T;

/// The names in the address that say which page of a list is shown.
const PAGING: [&str; 2] = ["after", "before"];
const SORT: &str = "sort";

/// The address of this list with its filters, order and page.
#[derive(Clone, Debug, Default)]
pub struct Address {
    path: String,
    query: Values,
}

impl Address {
    pub fn new(path: impl Into<String>, query: Values) -> Self {
        Address { path: path.into(), query }
    }

    pub fn query(&self) -> &Values {
        &self.query
    }

    /// The address with one thing set; a changed filter or order goes back to the first page.
    pub fn with(&self, name: &str, value: &str) -> Address {
        let mut changed = self.first_page();
        changed.query.set(name, value);
        changed
    }

    pub fn without(&self, name: &str) -> Address {
        let mut changed = self.first_page();
        changed.query.remove(name);
        changed
    }

    /// The address without one of several values of a name.
    pub fn without_value(&self, name: &str, value: &str) -> Address {
        let mut changed = self.first_page();
        changed.query.remove_value(name, value);
        changed
    }

    /// The same list under another path: the download of exactly what is shown.
    pub fn at(&self, path: impl Into<String>) -> Address {
        Address { path: path.into(), query: self.first_page().query }
    }

    pub fn first_page(&self) -> Address {
        let mut changed = self.clone();
        PAGING.iter().for_each(|name| changed.query.remove(name));
        changed
    }

    pub fn url(&self) -> String {
        match self.query.encode().as_str() {
            "" => self.path.clone(),
            query => format!("{}?{query}", self.path),
        }
    }
}

/// What stands in a column, and so how it is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cell {
    #[default]
    Text,
    /// Numbers stand right, digits under digits.
    Number,
    /// Dates and codes do not break.
    Code,
}

#[derive(Clone, Debug, Default)]
pub struct Column {
    pub label: String,
    pub cell: Cell,
    /// The name of this order in the address; without it the column cannot be sorted.
    pub sort: Option<&'static str>,
}

impl Column {
    pub fn text(label: impl Into<String>) -> Self {
        Column { label: label.into(), cell: Cell::Text, sort: None }
    }

    pub fn number(label: impl Into<String>) -> Self {
        Column { cell: Cell::Number, ..Column::text(label) }
    }

    pub fn code(label: impl Into<String>) -> Self {
        Column { cell: Cell::Code, ..Column::text(label) }
    }

    pub fn sorted_by(mut self, name: &'static str) -> Self {
        self.sort = Some(name);
        self
    }
}

/// One line. The first cell names the line and is its link.
#[derive(Clone, Debug)]
pub struct Row {
    cells: Vec<Markup>,
    href: Option<String>,
    actions: Option<Markup>,
    pick: Option<(String, String)>,
}

impl Row {
    pub fn new(cells: impl IntoIterator<Item = Markup>) -> Self {
        Row { cells: cells.into_iter().collect(), href: None, actions: None, pick: None }
    }

    /// A line of plain words.
    pub fn words<W: AsRef<str>>(cells: impl IntoIterator<Item = W>) -> Self {
        Row::new(cells.into_iter().map(|it| html! { (it.as_ref()) }))
    }

    pub fn link(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }

    /// What can be done with the line without opening it.
    pub fn actions(mut self, actions: Markup) -> Self {
        self.actions = Some(actions);
        self
    }

    /// A box to pick the line for an act on several; the label says what is picked.
    pub fn pick(mut self, value: impl Into<String>, label: impl Into<String>) -> Self {
        self.pick = Some((value.into(), label.into()));
        self
    }
}

/// How a wide table fits a narrow screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phone {
    /// Each row becomes a card: lists of things.
    #[default]
    Cards,
    /// The table stays and scrolls in its frame: figures to compare.
    Scroll,
}

/// What stands there when the list is empty: why, and what to do.
#[derive(Clone, Debug, Default)]
pub struct Empty {
    pub title: String,
    pub text: String,
    pub action: Option<Markup>,
}

/// A table of data. Set what is needed, leave the rest to `..Table::new(…)`.
pub struct Table<'a> {
    pub t: T,
    pub id: &'a str,
    pub caption: String,
    /// The caption is already the heading above: keep it for ears only.
    pub caption_unseen: bool,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
    /// The totals under the rows.
    pub foot: Option<Row>,
    /// Needed for sortable columns.
    pub address: Option<&'a Address>,
    pub phone: Phone,
    pub empty: Empty,
    /// The form that picked rows belong to.
    pub pick_form: Option<&'a str>,
}

impl<'a> Table<'a> {
    pub fn new(t: T, id: &'a str, caption: impl Into<String>) -> Self {
        Table {
            t,
            id,
            caption: caption.into(),
            caption_unseen: false,
            columns: Vec::new(),
            rows: Vec::new(),
            foot: None,
            address: None,
            phone: Phone::Cards,
            empty: Empty::default(),
            pick_form: None,
        }
    }

    fn cards(&self) -> bool {
        self.phone == Phone::Cards
    }

    /// Cards take away the meaning of table tags in some browsers; roles give it back.
    fn role(&self, role: &'static str) -> Option<&'static str> {
        self.cards().then_some(role)
    }

    fn table(&self) -> Markup {
        html! {
            div class="table-frame" role="region" tabindex="0" aria-labelledby={ (self.id) "-caption" } {
                table id=(self.id) class=(if self.cards() { "cards" } else { "figures-table" }) role=[self.role("table")] {
                    caption id={ (self.id) "-caption" } class=[self.caption_unseen.then_some("unseen")] { (self.caption) }
                    thead role=[self.role("rowgroup")] { (self.head()) }
                    tbody role=[self.role("rowgroup")] { @for row in &self.rows { (self.row(row)) } }
                    @if let Some(foot) = &self.foot {
                        tfoot role=[self.role("rowgroup")] { (self.row(foot)) }
                    }
                }
            }
        }
    }

    fn head(&self) -> Markup {
        html! {
            tr role=[self.role("row")] {
                @if self.picks() { th class="row-pick" role=[self.role("columnheader")] { span class="unseen" { (self.t.get("ui-list-pick")) } } }
                @for column in &self.columns {
                    th scope="col" role=[self.role("columnheader")] class=[cell_class(column.cell)] aria-sort=[self.order_of(column)] {
                        (self.column_label(column))
                    }
                }
                @if self.acts() { th class="row-actions" role=[self.role("columnheader")] { span class="unseen" { (self.t.get("ui-list-actions")) } } }
            }
        }
    }

    fn column_label(&self, column: &Column) -> Markup {
        let (Some(name), Some(address)) = (column.sort, self.address) else {
            return html! { (column.label) };
        };
        let order = self.order_of(column);
        let next = match order {
            Some("ascending") => format!("-{name}"),
            _ => name.to_owned(),
        };
        html! {
            a class="sort" href=(address.with(SORT, &next).url()) {
                (column.label)
                @match order {
                    Some("ascending") => { (sign(Sign::Up)) }
                    Some(_) => { (sign(Sign::Down)) }
                    None => {}
                }
            }
        }
    }

    fn order_of(&self, column: &Column) -> Option<&'static str> {
        let name = column.sort?;
        let asked = self.address?.query().get(SORT);
        match asked.strip_prefix('-') {
            Some(descending) if descending == name => Some("descending"),
            None if asked == name => Some("ascending"),
            _ => None,
        }
    }

    fn row(&self, row: &Row) -> Markup {
        html! {
            tr role=[self.role("row")] class=[row.href.as_ref().map(|_| "linked")] {
                @if self.picks() { (self.pick_cell(row)) }
                @for (place, cell) in row.cells.iter().enumerate() { (self.cell(row, place, cell)) }
                @if self.acts() {
                    td class="row-actions" role=[self.role("cell")] { @if let Some(actions) = &row.actions { (actions) } }
                }
            }
        }
    }

    fn cell(&self, row: &Row, place: usize, cell: &Markup) -> Markup {
        let column = self.columns.get(place).cloned().unwrap_or_default();
        let class = cell_class(column.cell);
        html! {
            @if place == 0 {
                th scope="row" role=[self.role("rowheader")] class=[class] {
                    @match &row.href {
                        Some(href) => { a class="row-link" href=(href) { (cell) } }
                        None => { (cell) }
                    }
                }
            } @else {
                td role=[self.role("cell")] class=[class] data-label=(column.label) {
                    // One box beside the label of a card, whatever the cell holds.
                    @if self.cards() { div { (cell) } } @else { (cell) }
                }
            }
        }
    }

    fn pick_cell(&self, row: &Row) -> Markup {
        html! {
            td class="row-pick" role=[self.role("cell")] {
                @if let Some((value, label)) = &row.pick {
                    label {
                        input type="checkbox" name="pick" value=(value) form=[self.pick_form];
                        span class="unseen" { (label) }
                    }
                }
            }
        }
    }

    fn picks(&self) -> bool {
        self.rows.iter().any(|row| row.pick.is_some())
    }

    fn acts(&self) -> bool {
        self.rows.iter().any(|row| row.actions.is_some())
    }
}

impl Render for Table<'_> {
    fn render(&self) -> Markup {
        if self.rows.is_empty() { empty(self.t, &self.empty) } else { self.table() }
    }
}

const fn cell_class(cell: Cell) -> Option<&'static str> {
    match cell {
        Cell::Text => None,
        Cell::Number => Some("number"),
        Cell::Code => Some("code"),
    }
}

/// A place with nothing in it yet, that says what would be here and how to begin.
pub fn empty(t: T, empty: &Empty) -> Markup {
    html! {
        div class="empty" {
            p class="empty-title" {
                @if empty.title.is_empty() { (t.get("ui-list-empty")) } @else { (empty.title) }
            }
            @if !empty.text.is_empty() { p { (empty.text) } }
            @if let Some(action) = &empty.action { p { (action) } }
        }
    }
}

/// How many there are, as far as it is cheap to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Total {
    Exact(u64),
    MoreThan(u64),
}

/// "296 kết quả" or "Hơn 10.000 kết quả".
pub fn total(t: T, total: Total) -> String {
    match total {
        Total::Exact(n) => t.with("ui-list-total", &[("n", n.into())]),
        Total::MoreThan(n) => t.with("ui-list-more-than", &[("n", n.into())]),
    }
}

/// The ways to the neighbouring pages of a list.
#[derive(Clone, Debug, Default)]
pub struct Pager {
    pub first: Option<String>,
    pub previous: Option<String>,
    pub next: Option<String>,
    /// How many rows this page shows.
    pub shown: u64,
    pub total: Option<Total>,
}

impl Pager {
    /// Builds the links from the keys of the first and last row shown, where there is more.
    pub fn by_keys(address: &Address, before: Option<&str>, after: Option<&str>, shown: u64) -> Self {
        let link = |name: &'static str| move |key: &str| address.first_page().with(name, key).url();
        Pager {
            first: before.map(|_| address.first_page().url()),
            previous: before.map(link("before")),
            next: after.map(link("after")),
            shown,
            total: None,
        }
    }

    pub fn total(mut self, total: Total) -> Self {
        self.total = Some(total);
        self
    }
}

pub fn pager(t: T, pager: &Pager) -> Markup {
    html! {
        nav class="pager" aria-label=(t.get("ui-pager")) {
            p {
                (t.with("ui-pager-shown", &[("n", pager.shown.into())]))
                @if let Some(all) = pager.total { " · " (total(t, all)) }
            }
            ul {
                @if let Some(href) = &pager.first { li { a href=(href) { (t.get("ui-pager-first")) } } }
                @if let Some(href) = &pager.previous { li { a rel="prev" href=(href) { "← " (t.get("ui-pager-previous")) } } }
                @if let Some(href) = &pager.next { li { a rel="next" href=(href) { (t.get("ui-pager-next")) " →" } } }
            }
        }
    }
}

/// A filter that is set, and the address without it.
#[derive(Clone, Debug)]
pub struct Chip {
    pub label: String,
    pub value: String,
    pub remove: String,
}

/// The filters of a list: a GET form, folded on a phone, and below it what is set now.
pub struct Filters<'a> {
    pub t: T,
    pub address: &'a Address,
    /// The fields, drawn with [`super::Sheet::filter`].
    pub fields: Markup,
    pub chips: Vec<Chip>,
}

impl Render for Filters<'_> {
    fn render(&self) -> Markup {
        let t = self.t;
        let sort = self.address.query().get(SORT);
        html! {
            search class="filters" {
                details class="toggle" {
                    summary {
                        (sign(Sign::Search))
                        (t.get("ui-filter"))
                        @if !self.chips.is_empty() { " (" (self.chips.len()) ")" }
                    }
                }
                form class="toggled" action=(self.address.path) method="get" {
                    @if !sort.is_empty() { (hidden(SORT, sort)) }
                    (self.fields)
                    div class="filters-end" { button class="button" type="submit" { (t.get("ui-filter-apply")) } }
                }
                @if !self.chips.is_empty() { (self.chips_line()) }
            }
        }
    }
}

impl Filters<'_> {
    fn chips_line(&self) -> Markup {
        let t = self.t;
        html! {
            div class="chips" {
                p id="chips-title" { (t.get("ui-filter-set")) }
                ul aria-labelledby="chips-title" { @for chip in &self.chips { li { (chip_link(t, chip)) } } }
                a href=(self.address.path) { (t.get("ui-filter-clear")) }
            }
        }
    }
}

fn chip_link(t: T, chip: &Chip) -> Markup {
    html! {
        a class="chip" href=(chip.remove) {
            span class="unseen" { (t.get("ui-filter-remove")) " " }
            span class="soft" { (chip.label) ":" } " " (chip.value) (sign(Sign::Cross))
        }
    }
}

/// The line between filters and table: how many, and what can be taken away from here.
pub fn toolbar(start: Markup, end: Markup) -> Markup {
    html! { div class="toolbar" { div { (start) } div class="toolbar-end" { (end) } } }
}

/// The form that picked rows are sent by. Give its id to [`Table::pick_form`]; the boxes of the rows
/// are named `pick`.
pub fn bulk(id: &str, action: &str, token: &str, button: Markup) -> Markup {
    html! {
        form class="inline" id=(id) action=(action) method="post" { (csrf(token)) (button) }
    }
}

/// Files with exactly what the list shows: `(label, address)`.
pub fn downloads(t: T, files: &[(&str, String)]) -> Markup {
    html! {
        ul class="downloads" aria-label=(t.get("ui-list-downloads")) {
            @for (label, href) in files { li { a href=(href) download { (sign(Sign::Download)) (label) } } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_filter_goes_back_to_the_first_page() {
        let address = Address::new("/cases", Values::parse("q=An&state=open&state=late&after=k9"));
        assert_eq!(address.with("sort", "-opened").url(), "/cases?q=An&state=open&state=late&sort=-opened");
        assert_eq!(address.without_value("state", "open").url(), "/cases?q=An&state=late");
        assert_eq!(address.without("state").without("q").url(), "/cases");
        assert_eq!(address.at("/cases.csv").url(), "/cases.csv?q=An&state=open&state=late");
    }

    #[test]
    fn the_pager_links_by_keys() {
        let address = Address::new("/cases", Values::parse("q=An&after=k9"));
        let pager = Pager::by_keys(&address, Some("k10"), None, 25);
        assert_eq!(pager.previous.as_deref(), Some("/cases?q=An&before=k10"));
        assert_eq!(pager.first.as_deref(), Some("/cases?q=An"));
        assert_eq!(pager.next, None);
    }
}
