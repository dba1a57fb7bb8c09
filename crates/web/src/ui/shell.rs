//! The page around the content: head, header, navigation, messages, footer.
//!
//! Works without script: the menu on a phone and the user's corner are `<details>`. No inline
//! style or script, as the content security policy demands.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::form;
use super::signs::{Sign, Tone, sign};
use super::summary;
use crate::assets::asset_url;
use crate::texts::{Lang, T, prefix};

const EMBLEM: &str = include_str!("../../assets/emblem.svg");

/// Everything a page needs beside its content. Start with [`Shell::new`] and set what differs.
#[derive(Clone, Debug)]
pub struct Shell {
    pub t: T,
    /// The first words of the window title; also what a screen reader says first.
    pub title: String,
    /// The address of this page in the other language.
    pub switch: String,
    pub user: Option<UserBar>,
    pub nav: Vec<NavItem>,
    pub search: Option<SearchBox>,
    pub crumbs: Vec<Crumb>,
    pub flash: Option<Flash>,
    /// A line above everything: "invented data", "read only until 22:00".
    pub banner: Option<String>,
    pub csrf: String,
    /// Tables that need the whole width of a desktop.
    pub wide: bool,
    /// Puts "Lỗi:" before the title: set when the form comes back with errors.
    pub error_in_title: bool,
    /// One-letter shortcuts (`/`, `n`); people who speak to their computer switch them off.
    pub shortcuts: bool,
    /// The moment the figures of this page were read, as text.
    pub as_of: Option<String>,
}

impl Shell {
    pub fn new(t: T, title: impl Into<String>) -> Self {
        Shell {
            t,
            title: title.into(),
            switch: format!("?lang={}", t.lang().other().code()),
            user: None,
            nav: Vec::new(),
            search: None,
            crumbs: Vec::new(),
            flash: None,
            banner: None,
            csrf: String::new(),
            wide: false,
            error_in_title: false,
            shortcuts: true,
            as_of: None,
        }
    }
}

/// The signed-in person, shown in the upper corner.
#[derive(Clone, Debug, Default)]
pub struct UserBar {
    pub name: String,
    pub role: String,
    pub org: String,
    /// The page of one's own account and sessions.
    pub account: String,
    /// Where the sign-out form posts to.
    pub sign_out: String,
}

#[derive(Clone, Debug, Default)]
pub struct NavItem {
    pub label: String,
    /// The part of the navigation it stands in with its neighbours; empty: alone.
    pub part: String,
    pub href: String,
    pub current: bool,
    /// How many things wait there.
    pub count: Option<u64>,
}

/// The search field of the header; `/` puts the cursor there.
#[derive(Clone, Debug, Default)]
pub struct SearchBox {
    pub action: String,
    pub label: String,
    pub typed: String,
}

/// A step of the way to this page. The last one, without address, is the page itself.
#[derive(Clone, Debug, Default)]
pub struct Crumb {
    pub label: String,
    pub href: Option<String>,
}

impl Crumb {
    pub fn link(label: impl Into<String>, href: impl Into<String>) -> Self {
        Crumb { label: label.into(), href: Some(href.into()) }
    }

    pub fn here(label: impl Into<String>) -> Self {
        Crumb { label: label.into(), href: None }
    }
}

/// One sentence about what was just done.
#[derive(Clone, Debug)]
pub struct Flash {
    pub tone: Tone,
    pub text: String,
}

/// The whole document.
pub fn page(shell: &Shell, body: Markup) -> Markup {
    let t = shell.t;
    html! {
        (DOCTYPE)
        html lang=(t.lang().code()) {
            (head(shell))
            body data-shortcuts=[(!shell.shortcuts).then_some("off")] {
                a class="skip" href="#main" { (t.get("ui-shell-skip")) }
                (header(shell))
                div class={ "wrap" @if shell.wide { " wrap-wide" } } {
                    (crumbs(t, &shell.crumbs))
                    main id="main" tabindex="-1" {
                        @if let Some(flash) = &shell.flash { (summary::flash(t, flash)) }
                        (body)
                    }
                }
                (footer(shell))
            }
        }
    }
}

fn head(shell: &Shell) -> Markup {
    let t = shell.t;
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            meta name="robots" content="noindex";
            title {
                @if shell.error_in_title { (t.get("ui-error-prefix")) " " }
                (shell.title) " – " (t.get("common-app"))
            }
            link rel="icon" type="image/svg+xml" href=(asset_url("favicon.svg"));
            link rel="stylesheet" href=(asset_url("app.css"));
            script type="module" src=(asset_url("app.js")) {}
        }
    }
}

fn header(shell: &Shell) -> Markup {
    let t = shell.t;
    html! {
        header class="site" {
            @if let Some(banner) = &shell.banner { p class="banner" { (banner) } }
            div class="site-bar" {
                a class="brand" href="/" {
                    (PreEscaped(EMBLEM))
                    span class="brand-name" { (t.get("common-app")) }
                    span class="brand-line" { (t.get("common-app-line")) }
                }
                @if let Some(search) = &shell.search { (search_box(t, search)) }
                div class="site-side" {
                    (language_switch(shell))
                    @if let Some(user) = &shell.user { (user_bar(shell, user)) }
                }
            }
            @if !shell.nav.is_empty() { (navigation(t, &shell.nav)) }
        }
    }
}

fn search_box(t: T, search: &SearchBox) -> Markup {
    html! {
        form class="site-search" role="search" action=(search.action) method="get" {
            label class="unseen" for="site-q" { (search.label) }
            input id="site-q" name="q" type="search" value=(search.typed) placeholder=(search.label)
                autocomplete="off" data-key="/" aria-keyshortcuts="/";
            button type="submit" { (sign(Sign::Search)) span class="unseen" { (t.get("ui-search")) } }
        }
    }
}

fn language_switch(shell: &Shell) -> Markup {
    let other = shell.t.lang().other();
    let name = T::new(other).code(prefix!("common-language"), other.code());
    html! {
        a class="site-language" href=(shell.switch) lang=(other.code()) hreflang=(other.code()) rel="nofollow" { (name) }
    }
}

fn user_bar(shell: &Shell, user: &UserBar) -> Markup {
    let t = shell.t;
    html! {
        details class="user" {
            summary { (sign(Sign::Person)) span class="user-name" { (user.name) } (sign(Sign::Down)) }
            div class="user-card" {
                p { strong { (user.name) } br; (user.role) br; span class="soft" { (user.org) } }
                @if !user.account.is_empty() { p { a href=(user.account) { (t.get("ui-shell-account")) } } }
                form action=(user.sign_out) method="post" {
                    (form::csrf(&shell.csrf))
                    button class="button quiet" type="submit" { (t.get("ui-shell-sign-out")) }
                }
            }
        }
    }
}

/// Up to so many places stand in one row, without parts.
const IN_ONE_ROW: usize = 9;

/// The list is the neighbour of the `<details>`, not its content: on a desktop it is always shown,
/// on a phone when the details are open. So there is one list and no script.
fn navigation(t: T, items: &[NavItem]) -> Markup {
    let few = items.len() <= IN_ONE_ROW;
    html! {
        nav class="site-nav" aria-label=(t.get("ui-shell-nav")) {
            details class="toggle" { summary { (sign(Sign::Menu)) (t.get("ui-shell-menu")) } }
            ul class="toggled" {
                @for part in items.chunk_by(|one, next| !one.part.is_empty() && one.part == next.part) {
                    @if few || part.len() == 1 {
                        @for item in part { li { (nav_link(t, item)) } }
                    } @else {
                        li { (nav_part(t, part)) }
                    }
                }
            }
        }
    }
}

fn nav_part(t: T, items: &[NavItem]) -> Markup {
    let here = items.iter().any(|item| item.current);
    html! {
        details class="nav-part" name="nav-part" {
            summary aria-current=[here.then_some("true")] { (items[0].part) (sign(Sign::Down)) }
            ul { @for item in items { li { (nav_link(t, item)) } } }
        }
    }
}

fn nav_link(t: T, item: &NavItem) -> Markup {
    html! {
        a href=(item.href) aria-current=[item.current.then_some("page")] {
            (item.label)
            @if let Some(count) = item.count { (nav_count(t, count)) }
        }
    }
}

fn nav_count(t: T, count: u64) -> Markup {
    html! {
        " " span class="count" aria-hidden="true" { (super::money::number(t.lang(), count as i64)) }
        span class="unseen" { (t.with("ui-shell-waiting", &[("n", count.into())])) }
    }
}

fn crumbs(t: T, crumbs: &[Crumb]) -> Markup {
    html! {
        @if !crumbs.is_empty() {
            nav class="crumbs" aria-label=(t.get("ui-shell-crumbs")) {
                ol {
                    @for crumb in crumbs {
                        li {
                            @match &crumb.href {
                                Some(href) => { a href=(href) { (crumb.label) } }
                                None => { span aria-current="page" { (crumb.label) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn footer(shell: &Shell) -> Markup {
    let t = shell.t;
    html! {
        footer class="site-foot" {
            div class="wrap wrap-wide" {
                p { strong { (t.get("common-app")) } " · " (t.get("common-owner")) }
                p class="soft" {
                    (t.with("ui-shell-version", &[("version", env!("CARGO_PKG_VERSION").into())]))
                    @if let Some(moment) = &shell.as_of {
                        " · " (t.with("ui-as-of", &[("moment", moment.as_str().into())]))
                    }
                }
            }
        }
    }
}

/// The head of the content: what kind of thing, its name, what can be done with it.
pub fn heading(caption: Option<&str>, title: &str, actions: Markup) -> Markup {
    html! {
        div class="heading" {
            h1 {
                @if let Some(caption) = caption { span class="heading-caption" { (caption) " " } }
                (title)
            }
            @if !actions.0.is_empty() { div class="heading-actions" { (actions) } }
        }
    }
}

/// A sentence or two under the heading: what is asked here, what happens next.
pub fn lead(text: &str) -> Markup {
    html! { p class="lead" { (text) } }
}

/// A page with one short question in the middle: sign in, set a password, confirm.
pub fn narrow(body: Markup) -> Markup {
    html! { div class="narrow card" { (body) } }
}

/// All languages beside each other, for pages before signing in.
pub fn languages(t: T, href: impl Fn(Lang) -> String) -> Markup {
    html! {
        ul class="languages" {
            @for lang in Lang::ALL {
                li {
                    a href=(href(lang)) lang=(lang.code()) hreflang=(lang.code()) aria-current=[(lang == t.lang()).then_some("true")] {
                        (T::new(lang).code(prefix!("common-language"), lang.code()))
                    }
                }
            }
        }
    }
}
