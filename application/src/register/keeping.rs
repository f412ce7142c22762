//! Keeping the register step by step: every command of the operator, from authorization to commit, in one place.

use super::command::RegisterCommand;
use super::derive_anew;
use super::settling::{Settled, Settling, address, find_person, member_at, slug, words};
use crate::actor::Actor;
use crate::authorize::{self, Action};
use crate::error::AppError;
use crate::journal;
use crate::live::{Desk, Who};
use crate::once::{Once, stale, tried};
use crate::ports::{Address, Located, Receipt, UnitOfWork};
use crate::read::{FeedKind, Subject};
use crate::visibility::Visibility;
use domain::association::Association;
use domain::attendance::PersonRef;
use domain::body::Body;
use domain::id::OrganisationId;
use domain::organisation::{Organisation, OrganisationKind};
use domain::rule::{Outcome, Verdict};
use domain::rules::association_irregularities;
use serde_json::{Value, json};

/// A command about a register.
#[derive(Debug)]
pub struct Request<'a> {
    /// Who asks.
    pub actor: &'a Actor,
    /// What they may see.
    pub see: &'a Visibility,
    /// Whose register it is about; what is asked for founding follows from the name.
    pub address: Address,
    /// What is asked.
    pub command: RegisterCommand,
    /// What makes it safe to repeat; the version is the register's.
    pub once: Once,
}

/// The answer to a command. Repeated, it tells of the register as it stands.
#[derive(Debug)]
pub struct Kept {
    /// Whose register it is.
    pub owner: Organisation,
    /// The register, where the owner is an association.
    pub association: Option<Association>,
    /// The body that the command was about.
    pub body: Option<Body>,
    /// The person that the command was about.
    pub person: Option<PersonRef>,
    /// The number of the journal's latest entry about the register.
    pub version: i64,
    /// Irregularities that were not there before.
    pub raised: Vec<Verdict>,
}

/// Carries a command out, or answers once more where it was carried out before.
///
/// # Errors
/// [`AppError::Refused`] by a rule or by what the register holds; `STALE_VERSION`; `CLIENT_MUTATION_ID_REUSED`;
/// `NOT_FOUND`, `FORBIDDEN`, `INVALID_VALUE`. Nothing was changed.
pub async fn run(request: &Request<'_>, desk: &Desk) -> Result<Kept, AppError> {
    request.once.named()?;
    tried(|| attempt(request, desk)).await
}

async fn attempt(request: &Request<'_>, desk: &Desk) -> Result<Kept, AppError> {
    let mut begun = desk.begin.begin().await?;
    let work = begun.as_mut();
    let Located { owner, public, .. } = locate(request, desk, work).await?;
    // Under the lock: whoever repeats a command that is under way waits here for its answer.
    work.lock(owner.id).await?;
    let command = &request.command;
    let once = &request.once;
    let said = format!("{:?} {command:?}", request.address);
    let turn = once.turn(owner.id, request.actor, desk.clock.now(), &said);
    if let Some(receipt) = turn.receipt(&mut *work).await? {
        return again(request, owner, &receipt, work).await;
    }
    fresh(once.expected_version, owner.id, work).await?;

    let stands = standing(&owner, work).await?;
    let settling = Settling {
        work: &mut *work,
        ids: desk.ids.as_ref(),
        owner: &owner,
        address: &request.address,
        today: desk.clock.today(),
        public,
    };
    let Settled {
        association,
        body,
        person,
        change,
    } = settling.settle(command, stands.clone()).await?;
    let raised = match &association {
        Some(after) => raised(command, stands.as_ref(), after),
        None => Vec::new(),
    };

    let subject = Subject::Organisation(owner.id);
    if let Some(association) = &association {
        work.put_association(association).await?;
        derive_anew(owner.id, work).await?;
    }
    let (told, salt) = (payload(owner.id, change, &raised)?, desk.ids.salt());
    let sequence = turn
        .tell(command.name(), Some(subject), told, salt, &mut *work)
        .await?;
    if public && (association.is_some() || matches!(command, RegisterCommand::EstablishBody(_))) {
        turn.publish(FeedKind::RegisterChanged, subject, &mut *work)
            .await?;
    }
    turn.keep(None, sequence, &mut *work).await?;
    begun.commit().await?;
    Ok(Kept {
        owner,
        association: association.or(stands),
        body,
        person,
        version: sequence,
        raised,
    })
}

/// Finds whose register a command is about, and refuses who may not keep it. What the asker may not know of is not
/// found. An association that is founded is added here, under the name that the token must have.
async fn locate(
    request: &Request<'_>,
    desk: &Desk,
    work: &mut dyn UnitOfWork,
) -> Result<Located, AppError> {
    let what = match request.address {
        Address::Id(_) | Address::Slug(_) => "organisation",
        Address::Body(_) => "body",
        Address::Seat(_) => "seat",
    };
    let found = work.owner_of(&request.address).await?;
    let RegisterCommand::FoundAssociation { name, .. } = &request.command else {
        let found = found.ok_or(AppError::NotFound { what })?;
        let known = found.public || request.see.is_inside(found.owner.id);
        authorize::check_known(request.actor, Action::Operate, &found.owner, known, what)?;
        return Ok(found);
    };
    let kind = Some(OrganisationKind::CoordinationAssociation);
    let name = words("name", name)?;
    let candidate = match &found {
        Some(found) => found.owner.clone(),
        None => Organisation {
            id: OrganisationId::from_uuid(desk.ids.next()),
            slug: address("name", &name)?,
            name,
            kind,
        },
    };
    // Who names it in the token knows of it; whether it exists already tells nobody else anything.
    let known = found.as_ref().is_some_and(|found| found.public)
        || authorize::names(request.actor, &candidate);
    authorize::check_known(request.actor, Action::Operate, &candidate, known, what)?;
    if candidate.kind != kind && candidate.kind.is_some() {
        let reason = format!("the register holds {} as another kind", candidate.slug);
        return Err(AppError::invalid("name", reason));
    }
    let owner = Organisation { kind, ..candidate };
    match found {
        Some(_) => work.update_organisation(&owner, true).await?,
        None => work.add_organisation(&owner, true).await?,
    }
    Ok(Located {
        owner,
        meeting: None,
        public: true,
    })
}

/// Refuses who last saw another version, with what changed since and by whom.
async fn fresh(
    expected: Option<i64>,
    owner: OrganisationId,
    work: &mut dyn UnitOfWork,
) -> Result<(), AppError> {
    let Some(expected) = expected else {
        return Ok(());
    };
    let found = work.register_version(owner).await?;
    if expected == found {
        return Ok(());
    }
    let steps = work
        .register_steps(owner, expected.saturating_add(1))
        .await?;
    Err(stale(expected, found, steps))
}

/// The register as it stands; an association of which only records are held has an empty one.
async fn standing(
    owner: &Organisation,
    work: &mut dyn UnitOfWork,
) -> Result<Option<Association>, AppError> {
    if owner.kind != Some(OrganisationKind::CoordinationAssociation) {
        return Ok(None);
    }
    let held = work.association(owner.id).await?;
    Ok(Some(held.unwrap_or_else(|| Association {
        organisation: owner.clone(),
        founded_on: None,
        statutes: Vec::new(),
        members: Vec::new(),
        presidium: Vec::new(),
        remote_decisions: Vec::new(),
    })))
}

/// The irregularities that a step raised on the day that it takes effect.
fn raised(
    command: &RegisterCommand,
    before: Option<&Association>,
    after: &Association,
) -> Vec<Verdict> {
    let Some(day) = command.takes_effect_on() else {
        return Vec::new();
    };
    let stood = before
        .map(|before| association_irregularities(before, day))
        .unwrap_or_default();
    let mut raised = association_irregularities(after, day);
    raised.retain(|verdict| !stood.iter().any(|held| held.rule.code == verdict.rule.code));
    raised.extend(notice(command, after));
    raised
}

/// What is to be noted of a member's notice.
fn notice(command: &RegisterCommand, after: &Association) -> Option<Verdict> {
    let RegisterCommand::WithdrawMember {
        member, notice_on, ..
    } = command
    else {
        return None;
    };
    let member = member_at(member, after).ok()?;
    after
        .notice_given(member, *notice_on)
        .filter(|verdict| verdict.outcome != Outcome::Met)
}

fn payload(owner: OrganisationId, change: Value, raised: &[Verdict]) -> Result<String, AppError> {
    let codes: Vec<&str> = raised.iter().map(|verdict| verdict.rule.code).collect();
    let payload = json!({
        "version": 1,
        "organisation": owner.to_string(),
        "change": change,
        "raised": codes,
    });
    Ok(journal::canonical(&payload)?)
}

/// The answer to a command that was carried out before: the register as it stands, and what the step raised.
async fn again(
    request: &Request<'_>,
    owner: Organisation,
    receipt: &Receipt,
    work: &mut dyn UnitOfWork,
) -> Result<Kept, AppError> {
    let command = &request.command;
    let association = standing(&owner, work).await?;
    let steps = work.register_steps(owner.id, receipt.sequence).await?;
    let codes: Vec<String> = steps
        .into_iter()
        .find(|step| step.sequence == receipt.sequence)
        .and_then(|step| serde_json::from_str::<Value>(&step.payload).ok())
        .and_then(|payload| serde_json::from_value(payload.get("raised")?.clone()).ok())
        .unwrap_or_default();
    let raised = association
        .as_ref()
        .map(|association| raised(command, None, association))
        .unwrap_or_default()
        .into_iter()
        .filter(|verdict| codes.iter().any(|code| code == verdict.rule.code))
        .collect();
    let body = match command {
        RegisterCommand::FoundAssociation { board: new, .. }
        | RegisterCommand::EstablishBody(new) => {
            work.body(owner.id, &slug("name", &new.name)?).await?
        }
        RegisterCommand::SetSeriesStart { .. } => match &request.address {
            Address::Body(id) => work.body_by_id(*id).await?,
            _ => None,
        },
        _ => None,
    };
    let person = match command {
        RegisterCommand::RegisterPerson { name, .. } => {
            find_person(owner.id, &Who::Name(name.clone()), work).await?
        }
        RegisterCommand::BindPerson { person, .. } => find_person(owner.id, person, work).await?,
        _ => None,
    };
    Ok(Kept {
        version: work.register_version(owner.id).await?,
        owner,
        association,
        body,
        person,
        raised,
    })
}
