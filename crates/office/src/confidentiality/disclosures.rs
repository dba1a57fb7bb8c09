//! What leaves the house, on what ground, to whom (*cung cấp thông tin*). Every act that hands something of a case to
//! somebody outside, or lets a file be taken away that names persons, asks here.
//!
//! Looking and working within the organisation that carries the case is no disclosure. Which grounds there are is decided
//! in `law::confidentiality` and dated in its rules; a consent must lie in the case. What goes out of one case stands in
//! its list of disclosures; a list of many cases only in the record of acts.

use law::confidentiality::{
    DisclosureGround, GivenConsent, Leaving, consents_needed, grounds_for, may_disclose, names_receiver,
    works_within,
};
use store::cases::Case;
use uuid::Uuid;

pub use store::confidentiality::Disclosure;

use super::protected;
use crate::desk::{Actor, Desk, Work};
use crate::failure::{Failure, Outcome, Refusal};

/// On what ground something leaves, and who gets it, as somebody stated it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stated {
    pub ground: Option<DisclosureGround>,
    pub to: String,
}

impl Stated {
    /// A ground that needs no receiver.
    #[must_use]
    pub fn on(ground: DisclosureGround) -> Self {
        Self { ground: Some(ground), to: String::new() }
    }
}

/// The grounds that an actor may state today, the usual one first.
#[must_use]
pub fn grounds(desk: &Desk, actor: &Actor, leaving: Leaving) -> Vec<DisclosureGround> {
    let rules = desk.rules();
    let rules = rules.on(desk.today());
    let within = actor.is_system() || works_within(actor.role);
    grounds_for(leaving, within).iter().copied().filter(|ground| rules.knows_ground(*ground)).collect()
}

fn allowed(
    desk: &Desk,
    actor: &Actor,
    leaving: Leaving,
    stated: Option<DisclosureGround>,
) -> Outcome<DisclosureGround> {
    let Some(ground) = stated else {
        return Err(Refusal::new("confidentiality.no_ground").field("ground", "ground_needed").into());
    };
    if grounds(desk, actor, leaving).contains(&ground) {
        Ok(ground)
    } else {
        Err(Refusal::new("confidentiality.no_ground").field("ground", "unknown_code").into())
    }
}

/// The ground on which a list of persons leaves as a file: the stated one, else the usual one of the place.
pub(crate) fn ground_of_list(
    desk: &Desk,
    actor: &Actor,
    stated: Option<DisclosureGround>,
) -> Outcome<DisclosureGround> {
    let usual = grounds(desk, actor, Leaving::List).first().copied();
    allowed(desk, actor, Leaving::List, stated.or(usual))
}

/// What leaves: by which act, and which document or question it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Thing<'a> {
    pub(crate) leaving: Leaving,
    pub(crate) act: &'a str,
    pub(crate) about: &'a str,
}

/// Lets something of a case leave on a stated ground, and notes it in the list of the case.
pub(crate) async fn disclose(
    desk: &Desk,
    work: &Work,
    actor: &Actor,
    case: &Case,
    (thing, stated): (Thing<'_>, &Stated),
) -> Outcome<DisclosureGround> {
    let ground = allowed(desk, actor, thing.leaving, stated.ground)?;
    let to = stated.to.trim();
    if names_receiver(ground) && to.is_empty() {
        return Err(Refusal::new("confidentiality.no_receiver").field("to", "receiver_needed").into());
    }
    check_disclosure(work, case.id, ground, to, desk.today()).await?;
    note_disclosure(desk, work, actor, case.id, (thing.act, thing.about), (ground, to)).await?;
    Ok(ground)
}

/// The same for a document about a request that is no case: there is no list it could stand in, and no consent.
pub(crate) fn may_leave(desk: &Desk, actor: &Actor, stated: &Stated) -> Outcome<DisclosureGround> {
    let ground = allowed(desk, actor, Leaving::Document, stated.ground)?;
    if ground == DisclosureGround::Consent {
        return Err(Refusal::new("confidentiality.no_consent").with("to", stated.to.trim()).into());
    }
    Ok(ground)
}

/// Notes in the list of a case that something left.
pub(crate) async fn note_disclosure(
    desk: &Desk,
    work: &Work,
    actor: &Actor,
    case: Uuid,
    (act, about): (&str, &str),
    (ground, to): (DisclosureGround, &str),
) -> Outcome<()> {
    let line = Disclosure {
        id: desk.id(),
        case_id: case,
        what: act.to_owned(),
        about: about.to_owned(),
        ground: ground.into(),
        to_whom: to.to_owned(),
        disclosed_at: desk.now(),
        disclosed_by: actor.name.clone(),
    };
    Ok(store::confidentiality::insert_disclosure(&work.tx, &line).await?)
}

/// Refuses to let facts of a case go to somebody outside without the written consent that this needs. The refusal says
/// whose consent is missing.
pub(crate) async fn check_disclosure(
    work: &Work,
    case: Uuid,
    ground: DisclosureGround,
    to: &str,
    day: chrono::NaiveDate,
) -> Outcome<()> {
    if ground != DisclosureGround::Consent {
        return Ok(());
    }
    let nation = law::access::Reach::Nation;
    let file = store::cases::find(&work.tx, &nation, case).await?.ok_or(Failure::Missing)?;
    let kept = store::confidentiality::list_consents(&work.tx, case).await?;
    let given = kept.iter().map(|consent| GivenConsent {
        by: &consent.person_name,
        scope: consent.scope.0,
        to_whom: &consent.to_whom,
        given_on: consent.given_on,
        withdrawn_on: consent.withdrawn_on,
    });
    let needed = consents_needed(protected(&file), day);
    if may_disclose(ground, given, needed, to, day) {
        return Ok(());
    }
    let code = if needed > 1 { "confidentiality.no_consents" } else { "confidentiality.no_consent" };
    Err(Refusal::new(code).with("to", to).with("case", case).into())
}
