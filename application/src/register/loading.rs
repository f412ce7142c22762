//! Loading a register document: everything at once, all or nothing.

use super::derive_anew;
use crate::archive::unregistered;
use crate::error::AppError;
use crate::journal::{self, Entry, sha256};
use crate::ports::{BeginWork, Clock, Ids, UnitOfWork};
use crate::read::{FeedEntry, FeedKind, Subject};
use domain::body::Body;
use domain::id::{BodyId, OrganisationId, PersonId, SeatId};
use domain::name::{Slug, fold};
use domain::organisation::Organisation;
use interchange::register_document::{IdentifyRegister, RegisterDocument};
use std::collections::HashMap;

/// Command: store a register document.
#[derive(Debug)]
pub struct LoadRegister<'a> {
    /// The document, as read from its file.
    pub bytes: &'a [u8],
    /// Who loads it.
    pub actor: &'a str,
}

/// Stores the register. The same document twice changes nothing.
///
/// # Errors
/// `INVALID_VALUE` with the path in the document; nothing was changed.
pub async fn load(
    command: LoadRegister<'_>,
    begin: &dyn BeginWork,
    clock: &dyn Clock,
    ids: &dyn Ids,
) -> Result<usize, AppError> {
    let document = RegisterDocument::parse(command.bytes)
        .map_err(|error| AppError::invalid(error.path, error.reason))?;
    let mut work = begin.begin().await?;
    let mut register = organisations(&document, work.as_mut(), ids).await?;
    bodies(&document, &register, work.as_mut(), ids).await?;
    name_variants(&document, &register, work.as_mut(), ids).await?;
    persons(&document, &mut register, work.as_mut()).await?;

    let mut changed = 0;
    let associations = document.associations(&mut register);
    for association in &associations {
        let owner = &association.organisation;
        work.lock(owner.id).await?;
        let fresh = register.fresh.remove(&owner.id).unwrap_or_default();
        work.add_persons(owner.id, &fresh).await?;
        if !work.put_association(association).await? {
            continue;
        }
        changed += 1;
        derive_anew(owner.id, work.as_mut()).await?;
        let payload = serde_json::json!({
            "version": 1,
            "organisation": owner.id.to_string(),
            "digest": sha256(&format!("{association:?}")),
        });
        let payload = journal::canonical(&payload)?;
        let (at, subject) = (clock.now(), Subject::Organisation(owner.id));
        work.append(Entry {
            organisation: owner.id,
            at,
            actor: command.actor.to_owned(),
            command: "LoadRegister",
            subject: Some(subject),
            payload,
            salt: ids.salt(),
        })
        .await?;
        work.publish(FeedEntry {
            organisation: owner.id,
            at,
            kind: FeedKind::RegisterChanged,
            subject,
        })
        .await?;
    }
    work.commit().await?;
    Ok(changed)
}

/// Identities of what a register holds.
struct Register<'a> {
    organisations: HashMap<Slug, Organisation>,
    persons: HashMap<(OrganisationId, String), PersonId>,
    fresh: HashMap<OrganisationId, Vec<(PersonId, String)>>,
    seats: HashMap<(OrganisationId, OrganisationId, usize), SeatId>,
    ids: &'a dyn Ids,
}

impl IdentifyRegister for Register<'_> {
    fn organisation(&mut self, name: &str, slug: &Slug) -> Organisation {
        let held = self.organisations.get(slug).cloned();
        held.unwrap_or_else(|| unregistered(name, slug, self.ids.next()))
    }

    fn person(&mut self, owner: &Organisation, name: &str) -> PersonId {
        let key = (owner.id, fold(name));
        if let Some(held) = self.persons.get(&key) {
            return *held;
        }
        let id = PersonId::from_uuid(self.ids.next());
        self.persons.insert(key, id);
        self.fresh
            .entry(owner.id)
            .or_default()
            .push((id, name.to_owned()));
        id
    }

    fn seat(&mut self, association: &Organisation, member: &Organisation, place: usize) -> SeatId {
        let held = self.seats.get(&(association.id, member.id, place)).copied();
        held.unwrap_or_else(|| SeatId::from_uuid(self.ids.next()))
    }
}

async fn organisations<'a>(
    document: &RegisterDocument,
    work: &mut dyn UnitOfWork,
    ids: &'a dyn Ids,
) -> Result<Register<'a>, AppError> {
    let listed = document.organisations();
    let slug_of = |name: &str| {
        Slug::of(name)
            .ok_or_else(|| AppError::invalid("name", format!("{name} has no letter or digit")))
    };
    let mut wanted = Vec::new();
    for organisation in &listed {
        wanted.push(slug_of(&organisation.name)?);
        for alias in &organisation.aliases {
            wanted.push(slug_of(alias)?);
        }
    }
    let mut held = work.organisations(&wanted).await?;
    for part in &listed {
        let slug = slug_of(&part.name)?;
        let organisation = match held.get(&slug) {
            Some(known) if known.kind.is_some_and(|kind| kind != part.kind) => {
                return Err(AppError::invalid(
                    "kind",
                    format!("the register holds {slug} as another kind"),
                ));
            }
            Some(known) => {
                let known = Organisation {
                    kind: Some(part.kind),
                    ..known.clone()
                };
                work.update_organisation(&known, true).await?;
                known
            }
            None => {
                let fresh = Organisation {
                    id: OrganisationId::from_uuid(ids.next()),
                    slug: slug.clone(),
                    name: part.name.clone(),
                    kind: Some(part.kind),
                };
                work.add_organisation(&fresh, true).await?;
                fresh
            }
        };
        for alias in &part.aliases {
            let alias_slug = slug_of(alias)?;
            match held.get(&alias_slug) {
                Some(other) if other.id != organisation.id => {
                    return Err(AppError::invalid(
                        "aliases",
                        format!("{alias} is the name of {}", other.slug),
                    ));
                }
                Some(_) => {}
                None => {
                    work.add_alias(organisation.id, &alias_slug, alias).await?;
                    held.insert(alias_slug, organisation.clone());
                }
            }
        }
        held.insert(slug, organisation);
    }
    let mut seats = HashMap::new();
    for part in listed
        .iter()
        .filter(|p| p.kind == domain::organisation::OrganisationKind::CoordinationAssociation)
    {
        if let Some(association) = Slug::of(&part.name).and_then(|slug| held.get(&slug)) {
            let stored = work.seats(association.id).await?;
            seats.extend(
                stored
                    .into_iter()
                    .map(|((member, place), seat)| ((association.id, member, place), seat)),
            );
        }
    }
    Ok(Register {
        organisations: held,
        persons: HashMap::new(),
        fresh: HashMap::new(),
        seats,
        ids,
    })
}

async fn bodies(
    document: &RegisterDocument,
    register: &Register<'_>,
    work: &mut dyn UnitOfWork,
    ids: &dyn Ids,
) -> Result<(), AppError> {
    for part in document.bodies() {
        let owner = Slug::of(&part.owner)
            .and_then(|slug| register.organisations.get(&slug))
            .ok_or_else(|| {
                AppError::invalid("bodies", format!("no organisation {}", part.owner))
            })?;
        let slug = Slug::of(&part.name).ok_or_else(|| {
            AppError::invalid(
                "bodies.name",
                format!("{} has no letter or digit", part.name),
            )
        })?;
        let stored = work.body(owner.id, &slug).await?;
        if stored
            .as_ref()
            .is_some_and(|stored| stored.kind != part.kind)
        {
            return Err(AppError::invalid(
                "bodies.kind",
                format!("the register holds {slug} as another kind"),
            ));
        }
        let id = stored.map_or_else(|| BodyId::from_uuid(ids.next()), |stored| stored.id);
        let body = Body {
            id,
            owner: owner.id,
            slug,
            name: part.name,
            kind: part.kind,
            scheme: part.scheme,
            safety_committee: part.safety_committee,
        };
        work.put_body(&body, true).await?;
    }
    Ok(())
}

/// Stores the other prints of names. A print that is somebody else's already is refused.
async fn name_variants(
    document: &RegisterDocument,
    register: &Register<'_>,
    work: &mut dyn UnitOfWork,
    ids: &dyn Ids,
) -> Result<(), AppError> {
    for part in document.named_persons() {
        let Some(owner) = Slug::of(&part.owner).and_then(|slug| register.organisations.get(&slug))
        else {
            continue;
        };
        let prints: Vec<String> = std::iter::once(&part.name)
            .chain(&part.variants)
            .map(|name| fold(name))
            .collect();
        let held = work.persons(owner.id, &prints).await?;
        let person = match held.get(&fold(&part.name)) {
            Some(person) => *person,
            None => {
                let person = PersonId::from_uuid(ids.next());
                work.add_persons(owner.id, &[(person, part.name.clone())])
                    .await?;
                person
            }
        };
        let mut fresh: Vec<(PersonId, String)> = Vec::new();
        for variant in &part.variants {
            match held.get(&fold(variant)) {
                Some(other) if *other != person => {
                    return Err(AppError::invalid(
                        "persons.variants",
                        format!("{variant} is the name of another person"),
                    ));
                }
                Some(_) => {}
                None if fresh.iter().any(|(_, name)| fold(name) == fold(variant)) => {}
                None => fresh.push((person, variant.clone())),
            }
        }
        work.add_variants(owner.id, &fresh).await?;
    }
    Ok(())
}

async fn persons(
    document: &RegisterDocument,
    register: &mut Register<'_>,
    work: &mut dyn UnitOfWork,
) -> Result<(), AppError> {
    for (owner, names) in document.persons() {
        let Some(owner) = Slug::of(owner)
            .and_then(|slug| register.organisations.get(&slug))
            .map(|o| o.id)
        else {
            continue;
        };
        let folded: Vec<String> = names.iter().map(|name| fold(name)).collect();
        let held = work.persons(owner, &folded).await?;
        register
            .persons
            .extend(held.into_iter().map(|(name, id)| ((owner, name), id)));
    }
    Ok(())
}
