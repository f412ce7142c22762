//! The one table of who may do what.

use crate::actor::{Actor, Role};
use crate::api_keys::KeyRole;
use crate::error::AppError;
use domain::organisation::{Organisation, OrganisationKind};

/// Something that an actor may do in the records of one organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// See what is not published.
    ReadDrafts,
    /// See who represents a union.
    ReadUnionRepresentatives,
    /// Read the journal.
    ReadJournal,
    /// Load records in archive mode, bring files in, keep the register.
    Operate,
    /// Run meetings: attendance, paragraphs, decisions; post notices, register appeals.
    KeepRecord,
    /// Sign minutes, with one's own token.
    Sign,
    /// Publish minutes, and take them back.
    Publish,
    /// Keep budgets.
    KeepBudget,
    /// See whose tokens were revoked, which keys there are, and which files were brought in.
    ReadAccess,
    /// Be given what is marked as secret.
    ReadSecrets,
    /// Mark something as secret, and take that back.
    MarkSecret,
    /// See who was given what is marked as secret.
    ReadSecrecyReads,
}

impl Action {
    /// Every action, for the table's test.
    pub const ALL: [Self; 12] = [
        Self::ReadDrafts,
        Self::ReadUnionRepresentatives,
        Self::ReadJournal,
        Self::Operate,
        Self::KeepRecord,
        Self::Sign,
        Self::Publish,
        Self::KeepBudget,
        Self::ReadAccess,
        Self::ReadSecrets,
        Self::MarkSecret,
        Self::ReadSecrecyReads,
    ];
}

/// Whether a role permits an action in the records of an organisation that the token names.
/// A `reader`'s token names a member instead, and reaches the associations that it is a member of.
pub const fn permits(role: Role, action: Action) -> bool {
    match action {
        Action::ReadDrafts | Action::ReadUnionRepresentatives => true,
        Action::ReadJournal => matches!(role, Role::Auditor),
        Action::Operate | Action::Publish => matches!(role, Role::Operator),
        Action::Sign => matches!(role, Role::Chair | Role::Adjuster),
        Action::KeepRecord => matches!(role, Role::Secretary),
        Action::KeepBudget => matches!(role, Role::Treasurer),
        Action::ReadAccess | Action::ReadSecrecyReads => {
            matches!(role, Role::Operator | Role::Auditor)
        }
        Action::ReadSecrets => !matches!(role, Role::Reader | Role::Treasurer),
        Action::MarkSecret => matches!(role, Role::Secretary | Role::Chair | Role::Operator),
    }
}

/// Whether the actor's token names the organisation, by slug or id, and was not revoked there.
pub fn names(actor: &Actor, organisation: &Organisation) -> bool {
    let named = actor.organisations.contains(organisation.slug.as_str())
        || actor.organisations.contains(&organisation.id.to_string());
    named && !actor.barred.contains(&organisation.id)
}

/// Refuses an action that no role of the actor permits in the records of an organisation.
///
/// # Errors
/// [`AppError::Forbidden`].
pub fn check(actor: &Actor, action: Action, owner: &Organisation) -> Result<(), AppError> {
    let permitted = actor
        .roles
        .iter()
        .any(|role| *role != Role::Reader && permits(*role, action));
    if permitted && names(actor, owner) {
        Ok(())
    } else {
        Err(AppError::Forbidden)
    }
}

/// The same, where the actor may not even know of what the action is about: then it is not found.
///
/// # Errors
/// [`AppError::Forbidden`], or [`AppError::NotFound`] where it is not `known` to the actor.
pub fn check_known(
    actor: &Actor,
    action: Action,
    owner: &Organisation,
    known: bool,
    what: &'static str,
) -> Result<(), AppError> {
    match check(actor, action, owner) {
        Err(_) if !known => Err(AppError::NotFound { what }),
        settled => settled,
    }
}

/// Whether an actor keeps the webhooks of an organisation: a member's own `reader`, or an association's operator. A
/// `reader` of the association itself is none of its officers.
pub fn keeps_webhooks(actor: &Actor, owner: &Organisation) -> bool {
    let own = owner.kind != Some(OrganisationKind::CoordinationAssociation);
    let permitted = actor.roles.iter().any(|role| match role {
        Role::Reader => own,
        role => permits(*role, Action::Operate),
    });
    permitted && names(actor, owner) && !actor.is_machine()
}

/// Whether an actor keeps the keys of an organisation: a member's own `reader`, or an association's operator. No machine
/// does, and nobody keeps those of an organisation that is theirs in another way.
pub fn keeps_keys(actor: &Actor, owner: &Organisation) -> bool {
    let own = owner.kind != Some(OrganisationKind::CoordinationAssociation);
    let permitted = actor.roles.iter().any(|role| match role {
        Role::Reader => own,
        role => !own && permits(*role, Action::Operate),
    });
    permitted && names(actor, owner) && !actor.is_machine()
}

/// Whether an actor keeps the subscriptions by mail of an organisation: a member's own `reader`, or an association's
/// secretary or operator. No machine does.
pub fn keeps_mail(actor: &Actor, owner: &Organisation) -> bool {
    let own = owner.kind != Some(OrganisationKind::CoordinationAssociation);
    let permitted = actor.roles.iter().any(|role| match role {
        Role::Reader => own,
        role => !own && (permits(*role, Action::Operate) || permits(*role, Action::KeepRecord)),
    });
    permitted && names(actor, owner) && !actor.is_machine()
}

/// Whether an actor may issue a key of a role: who keeps the owner's keys, and no more than they have.
pub fn gives_by_key(actor: &Actor, role: KeyRole, owner: &Organisation) -> bool {
    let has = match role {
        KeyRole::Reader => true,
        KeyRole::Auditor => actor.roles.contains(&Role::Auditor),
    };
    has && keeps_keys(actor, owner)
}
