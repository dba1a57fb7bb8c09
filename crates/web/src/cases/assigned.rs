//! On the page of a case: why the provider was chosen, and the answer that is awaited.

use law::kernel::coded::Coded as _;
use maud::{Markup, html};
use office::conduct::CasePage;

use crate::codes;
use crate::gate::Visitor;
use crate::texts::T;
use crate::ui::dates;
use crate::ui::signs::Tone;
use crate::ui::summary::{badge, notice};

/// Why somebody was chosen, as it was kept, on the page of the case.
pub fn choices(t: T, page: &CasePage) -> Markup {
    html! {
        ul class="plain" {
            @for choice in &page.choices {
                li {
                    (t.with("conduct-choice", &[
                        ("day", dates::date_time(&choice.chosen_at).into()),
                        ("who", choice.chosen_by.as_str().into()),
                        ("place", i64::from(choice.place).into()),
                        ("of", i64::from(choice.candidates).into()),
                    ]))
                    @if let (Some(first), true) = (&choice.first_name, choice.place > 1) {
                        " " (t.with("conduct-choice-first", &[("name", first.as_str().into())]))
                    }
                    @for rule in choice.waived.split(';').filter_map(law::assignment::Exclusion::from_code) {
                        " " (badge(Tone::Soon, &codes::name(t, rule)))
                    }
                    @if let Some(reason) = &choice.reason { br; (t.get("conduct-choice-reason")) " " (reason) }
                }
            }
        }
    }
}

/// The page of the case tells who must answer, and lets whoever may.
pub fn offer(visitor: &Visitor, page: &CasePage) -> Markup {
    let t = visitor.t;
    let Some(offer) = &page.offer else { return html! {} };
    let by = dates::date_time(&offer.answer_by);
    let href = format!("/cases/{}/offer", page.view.file.case.id);
    let mine = visitor.actor.provider == Some(offer.provider_id);
    let key = if mine { "conduct-offer-mine" } else { "conduct-offer-waits" };
    notice(
        t,
        Tone::Soon,
        &t.get(key),
        html! {
            p { (t.with("conduct-offer-by", &[("by", by.into())])) }
            @if page.may_answer { p { a class="button" href=(href) { (t.get(if mine { "conduct-offer-answer" } else { "conduct-offer-heard" })) } } }
        },
    )
}
