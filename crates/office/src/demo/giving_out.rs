//! What left the house in the demonstration, so that the list of disclosures, the papers of a case and the clocks of others
//! have something in them. By the same acts as everything else.

use chrono::Duration;
use law::access::{Reach, Role};
use law::cases::AidForm;
use law::confidentiality::{ConsentScope, DisclosureGround};
use law::dealings::DealingKind;
use law::privacy::DataRequestKind;
use serde::Deserialize;
use store::cases::{CaseFile, CaseFilter};
use uuid::Uuid;

use super::CENTRE;
use super::requests::{account, settled};
use crate::confidentiality::{self, ConsentDraft};
use crate::dealings::{self, DealingDraft};
use crate::desk::{Actor, Desk};
use crate::documents::{self, About, Issuing, Numbering, Signing, Typed};
use crate::failure::{Failure, Outcome};
use crate::privacy::{self, DataRequestDraft};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    consent_to: String,
    consent_purpose: String,
    contact: String,
    recommendation_to: String,
    recommendation: String,
    signer: String,
    data_request: String,
    contact_of_person: String,
}

/// Cases that are looked through for one that runs.
const LOOKED_AT: usize = 50;

fn id(number: u128) -> Uuid {
    Uuid::from_u128(0x7467_706c_0000_7000_8000_0006_0000_0000 + number)
}

pub(super) async fn fill(desk: &Desk) -> Outcome<()> {
    let words: Words = toml::from_str(include_str!("../../demo/giving_out.toml"))
        .map_err(|error| Failure::Broken(format!("what leaves the house in the demonstration: {error}")))?;
    let (clerk, head) = (account(desk, Role::Clerk).await?, account(desk, Role::Director).await?);
    let Some(file) = running(desk, &account(desk, Role::Officer).await?).await? else { return Ok(()) };
    tell(desk, &head, &file, &words).await?;
    send_out(desk, (&clerk, &head), &file, &words).await?;
    let request = DataRequestDraft {
        id: id(9),
        kind: DataRequestKind::Copy,
        third_party: false,
        person_name: file.beneficiaries.first().map(|person| person.name.clone()).unwrap_or_default(),
        contact: Some(words.contact_of_person),
        content: words.data_request,
        received_at: desk.now() - Duration::hours(3),
        case: Some(file.case.id),
    };
    settled(privacy::take_data_request(desk, &clerk, request).await).map(drop)
}

/// The latest case of the officer in proceedings that runs.
async fn running(desk: &Desk, officer: &Actor) -> Outcome<Option<CaseFile>> {
    let provider = officer.provider.map(|id| id.to_string());
    let reach = Reach::Provider { organisations: vec![CENTRE.to_owned()], provider };
    let tx = desk.store().snapshot().await?;
    let found = store::cases::list::list(&tx, &reach, &CaseFilter::default(), None, LOOKED_AT).await?;
    for line in found.lines {
        let file = store::cases::find(&tx, &reach, line.id).await?;
        let fits = |file: &CaseFile| {
            let case = &file.case;
            case.closed_on.is_none() && case.form.0 == AidForm::Litigation && case.restricted.is_empty()
        };
        if let Some(file) = file.filter(fits) {
            return Ok(Some(file));
        }
    }
    Ok(None)
}

/// A consent, what was told on it, and a recommendation that waits for an answer.
async fn tell(desk: &Desk, head: &Actor, file: &CaseFile, words: &Words) -> Outcome<()> {
    let (case, today) = (file.case.id, desk.today());
    let consent = ConsentDraft {
        id: id(1),
        person_name: file.beneficiaries.first().map(|person| person.name.clone()).unwrap_or_default(),
        scope: ConsentScope::Sharing,
        to_whom: words.consent_to.clone(),
        purpose: words.consent_purpose.clone(),
        given_on: today,
        paper: None,
    };
    settled(confidentiality::add_consent(desk, head, case, consent).await)?;
    for (number, kind, agency, subject, ground) in [
        (2, DealingKind::Contact, &words.consent_to, &words.contact, Some(DisclosureGround::Consent)),
        (3, DealingKind::Recommendation, &words.recommendation_to, &words.recommendation, None),
    ] {
        let draft = DealingDraft {
            id: id(number),
            kind,
            agency: agency.clone(),
            to_org: None,
            subject: subject.clone(),
            sent_on: today,
            ground,
        };
        settled(dealings::send(desk, head, case, draft).await)?;
    }
    Ok(())
}

/// The decision that assigned the officer, numbered, signed on paper and issued.
async fn send_out(
    desk: &Desk,
    (clerk, head): (&Actor, &Actor),
    file: &CaseFile,
    words: &Words,
) -> Outcome<()> {
    let names = |family: &str, code: &str| desk.official_name(family, code);
    let (document, about) = (id(4), About::Case(file.case.id));
    let form = ("tp_tgpl_14", &Typed::new());
    if settled(documents::begin(desk, clerk, (document, about), form, &names).await)?.is_none() {
        return Ok(());
    }
    let seen = async || {
        let view = documents::view(desk, head, document, &names).await?;
        Ok::<_, Failure>((document, view.record.version))
    };
    let numbering = Numbering { dated_on: desk.today(), first: None, public_url: "http://127.0.0.1:8080" };
    settled(documents::number(desk, clerk, seen().await?, &numbering, &names).await)?;
    let signing = Signing::Paper { by: words.signer.clone(), on: desk.today() };
    settled(documents::sign(desk, head, seen().await?, signing, &names).await)?;
    let issuing = Issuing { copies: Some(4), ..Issuing::default() };
    settled(documents::issue(desk, clerk, seen().await?, issuing, &names).await).map(drop)
}
