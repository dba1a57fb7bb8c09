//! Documents of the demonstration on their way: some drafted, some that wait for a signature or for their issue, some that
//! went out, so that a director finds work. By the same acts as everything else.

use law::access::{Reach, Role};
use law::cases::AidForm;
use law::documents::DocumentState;
use law::kernel::coded::Coded as _;
use serde::Deserialize;
use store::cases::{CaseFile, CaseFilter};
use uuid::Uuid;

use super::CENTRE;
use super::requests::{account, settled};
use crate::desk::{Actor, Desk};
use crate::documents::{self, About, Issuing, Numbering, Signing, Typed};
use crate::failure::{Failure, Outcome};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    signer: String,
    document: Vec<Invented>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Invented {
    form: String,
    /// How far it came.
    until: String,
    #[serde(default)]
    typed: Typed,
}

/// Cases that are looked through.
const LOOKED_AT: usize = 200;

/// Who does what with a document.
struct Hands {
    clerk: Actor,
    head: Actor,
    signer: String,
}

pub(super) async fn fill(desk: &Desk) -> Outcome<()> {
    let listed: Listed = toml::from_str(include_str!("../../demo/papers.toml"))
        .map_err(|error| Failure::Broken(format!("documents of the demonstration: {error}")))?;
    let (clerk, head) = (account(desk, Role::Clerk).await?, account(desk, Role::Director).await?);
    let hands = Hands { clerk, head, signer: listed.signer };
    let cases = running(desk, listed.document.len()).await?;
    for (place, (invented, case)) in (1_u128..).zip(listed.document.iter().zip(cases)) {
        // A filling that was interrupted meets its own documents again.
        let id = Uuid::from_u128(0x7467_706c_0000_7000_8000_0008_0000_0000 + place);
        send_on(desk, &hands, (id, case), invented).await?;
    }
    Ok(())
}

/// Running cases of the Centre in proceedings that nothing protects.
async fn running(desk: &Desk, wanted: usize) -> Outcome<Vec<Uuid>> {
    let reach = Reach::Organisations(vec![CENTRE.to_owned()]);
    let filter = CaseFilter { open: Some(true), ..CaseFilter::default() };
    let tx = desk.store().snapshot().await?;
    let found = store::cases::list::list(&tx, &reach, &filter, None, LOOKED_AT).await?;
    let fits = |file: &CaseFile| {
        let case = &file.case;
        case.form.0 == AidForm::Litigation && case.provider_id.is_some() && case.restricted.is_empty()
    };
    let mut cases = Vec::with_capacity(wanted);
    for line in found.lines {
        if cases.len() == wanted {
            break;
        }
        if store::cases::find(&tx, &reach, line.id).await?.as_ref().is_some_and(fits) {
            cases.push(line.id);
        }
    }
    Ok(cases)
}

/// Takes a document as far as it came; what was done before is left as it is.
async fn send_on(desk: &Desk, hands: &Hands, (id, case): (Uuid, Uuid), invented: &Invented) -> Outcome<()> {
    let names = |family: &str, code: &str| desk.official_name(family, code);
    let until = DocumentState::from_code(&invented.until)
        .ok_or_else(|| Failure::Broken(format!("no document is {}", invented.until)))?;
    let (about, form) = (About::Case(case), (invented.form.as_str(), &invented.typed));
    if settled(documents::begin(desk, &hands.clerk, (id, about), form, &names).await)?.is_none() {
        return Ok(());
    }
    loop {
        let record = documents::view(desk, &hands.head, id, &names).await?.record;
        let (state, known) = (record.state.0, (id, record.version));
        if state == until {
            return Ok(());
        }
        let done = match state {
            DocumentState::Drafted => {
                let numbering =
                    Numbering { dated_on: desk.today(), first: None, public_url: "http://127.0.0.1:8080" };
                documents::number(desk, &hands.clerk, known, &numbering, &names).await.map(drop)
            }
            DocumentState::Numbered => {
                let signing = Signing::Paper { by: hands.signer.clone(), on: desk.today() };
                documents::sign(desk, &hands.head, known, signing, &names).await
            }
            DocumentState::Signed => {
                let issuing = Issuing { copies: Some(3), ..Issuing::default() };
                documents::issue(desk, &hands.clerk, known, issuing, &names).await
            }
            _ => return Ok(()),
        };
        if settled(done)?.is_none() {
            return Ok(());
        }
    }
}
