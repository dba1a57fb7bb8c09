//! What the rules say about a person: which categories hold, by which article, which papers prove them, what is
//! missing, and where else to turn. For the clerk; the open check says it in its own words.

use law::eligibility::{Assessment, CategoryAnswer, Verdict};
use law::rules::{Alternative, Confidence};
use maud::{Markup, html};
use office::eligibility::Paper;

use crate::codes;
use crate::texts::{T, prefix};
use crate::ui::signs::Tone;
use crate::ui::summary::{badge, notice};

/// The name of a paper: the administrator's own words, or those of the texts.
pub fn paper_name(t: T, papers: &[Paper], code: &str) -> String {
    let own = papers.iter().find(|paper| paper.code == code).and_then(|paper| paper.name.clone());
    own.unwrap_or_else(|| t.code_or_itself(prefix!("code-proof"), code))
}

/// The whole answer.
pub fn answer(t: T, assessment: &Assessment, papers: &[Paper]) -> Markup {
    let best = assessment.verdict();
    let with = |verdict| assessment.held.iter().filter(move |it| it.verdict == verdict);
    html! {
        (notice(t, tone(best), &codes::name(t, best), html! {
            @if let Some(category) = assessment.reported {
                p { (t.with("eligibility-reported", &[("category", codes::name(t, category).into())])) }
                p class="hint" { (t.get("eligibility-reported-rule")) }
            }
        }))
        @for held in with(Verdict::Entitled).chain(with(Verdict::NeedsProof)) { (held_category(t, held, papers)) }
        (open_questions(t, assessment))
        @if !assessment.elsewhere.is_empty() {
            h3 { (t.get("eligibility-elsewhere")) }
            ul { @for way in &assessment.elsewhere { li { (codes::name(t, *way)) } } }
        }
        (refused(t, assessment))
        p class="hint" { (t.with("eligibility-version", &[("version", assessment.version.as_str().into())])) }
    }
}

fn tone(verdict: Verdict) -> Tone {
    match verdict {
        Verdict::Entitled => Tone::Good,
        Verdict::NeedsProof | Verdict::PossibleIfAsked => Tone::Soon,
        Verdict::No => Tone::Bad,
    }
}

fn held_category(t: T, held: &CategoryAnswer, papers: &[Paper]) -> Markup {
    let reasons = held.reasons.iter().map(|it| codes::name(t, *it)).collect::<Vec<_>>().join("; ");
    html! {
        h3 { (codes::name(t, held.category)) " " (badge(tone(held.verdict), &codes::name(t, held.verdict))) }
        p { (reasons) }
        @if !held.missing.is_empty() {
            p { strong { (t.get("eligibility-missing")) } " " (needs(t, &held.missing, papers)) }
        }
        details {
            summary { (t.get("eligibility-proofs")) }
            (ways(t, &held.proofs, papers))
        }
        (basis(t, held))
    }
}

/// The article, and how sure we are of it where we are not.
pub fn basis(t: T, held: &CategoryAnswer) -> Markup {
    let doubtful = !matches!(held.source.confidence, Confidence::Read | Confidence::Added);
    html! {
        p class="hint" {
            (held.source.basis)
            @if doubtful { " " (badge(Tone::Soon, &codes::name(t, held.source.confidence))) }
        }
    }
}

/// The ways to prove something: any one of them is enough. A way of one need is as many ways as it has papers.
pub fn ways(t: T, proofs: &[Alternative], papers: &[Paper]) -> Markup {
    html! {
        ul {
            @for way in proofs {
                @match way.as_slice() {
                    [need] => { @for code in need { li { (paper_name(t, papers, code)) } } }
                    _ => { li { (needs(t, way, papers)) } }
                }
            }
        }
    }
}

/// All of several needs, each met by one of several papers.
fn needs(t: T, way: &Alternative, papers: &[Paper]) -> String {
    let (or, and) = (t.get("eligibility-or"), t.get("eligibility-and"));
    let one_of = |need: &Vec<String>| {
        let names: Vec<String> = need.iter().map(|code| paper_name(t, papers, code)).collect();
        names.join(&format!(" {or} "))
    };
    let all: Vec<String> = way.iter().map(one_of).collect();
    all.join(&format!("; {and} "))
}

fn open_questions(t: T, assessment: &Assessment) -> Markup {
    let questions = assessment.questions();
    html! {
        @if !questions.is_empty() {
            details open[assessment.verdict() == Verdict::PossibleIfAsked] {
                summary { (t.with("eligibility-to-ask", &[("n", questions.len().into())])) }
                ul { @for question in &questions { li { (codes::name(t, *question)) } } }
            }
        }
    }
}

fn refused(t: T, assessment: &Assessment) -> Markup {
    let refused: Vec<&CategoryAnswer> =
        assessment.held.iter().filter(|held| held.verdict == Verdict::No).collect();
    html! {
        @if !refused.is_empty() {
            details {
                summary { (t.with("eligibility-not-held", &[("n", refused.len().into())])) }
                ul {
                    @for held in refused {
                        li {
                            (codes::name(t, held.category)) ": "
                            (held.reasons.iter().map(|it| codes::name(t, *it)).collect::<Vec<_>>().join("; "))
                        }
                    }
                }
            }
        }
    }
}
