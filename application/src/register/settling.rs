//! How the domain answers a command about the register, and what it wrote down.

use super::binding::Identity;
use super::command::{NewBody, NewMember, RegisterCommand};
use crate::error::AppError;
use crate::live::Who;
use crate::ports::{Address, Ids, UnitOfWork};
use domain::Date;
use domain::association::{
    Appointment, Association, Election, FundingParty, Joining, Parameters, Period, RemoteDecision,
    Succession,
};
use domain::attendance::PersonRef;
use domain::body::{Body, NumberingScheme};
use domain::id::{BodyId, OrganisationId, PersonId, SeatId};
use domain::name::{Slug, fold};
use domain::organisation::{Organisation, OrganisationKind};
use domain::refusal::{Refusal, Step};
use domain::seat::MandateRole;
use serde_json::{Value, json};

/// Most seats that one step gives a member.
const MOST_SEATS: u32 = 50;

/// Longest name or text, in characters.
const LONGEST: usize = 2_000;

/// What a command made or changed.
#[derive(Debug, Default)]
pub(super) struct Settled {
    /// The register, where it changed.
    pub association: Option<Association>,
    /// The body.
    pub body: Option<Body>,
    /// The person.
    pub person: Option<PersonRef>,
    /// What changed, for the journal.
    pub change: Value,
}

/// A command in the middle of its transaction.
pub(super) struct Settling<'a> {
    pub work: &'a mut dyn UnitOfWork,
    pub ids: &'a dyn Ids,
    pub owner: &'a Organisation,
    pub address: &'a Address,
    pub today: Date,
    /// Whether the public may know of the owner.
    pub public: bool,
}

/// A text that must say something.
pub(super) fn words(field: &str, text: &str) -> Result<String, AppError> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > LONGEST {
        let reason = format!("must have 1 to {LONGEST} characters");
        return Err(AppError::invalid(field, reason));
    }
    Ok(text.to_owned())
}

/// A name's address form.
pub(super) fn slug(field: &str, name: &str) -> Result<Slug, AppError> {
    Slug::of(&words(field, name)?)
        .ok_or_else(|| AppError::invalid(field, "a name must have a letter or digit"))
}

/// First parts of addresses that the service has itself, so that no organisation can.
const RESERVED: [&str; 16] = [
    "account",
    "accessibility",
    "assets",
    "datasets",
    "embed",
    "explorer",
    "graphql",
    "livez",
    "metrics",
    "paragraf",
    "problems",
    "readyz",
    "search",
    "sign-in",
    "sign-out",
    "verify",
];

/// The address form of an organisation's name, which no page of the service has.
pub(super) fn address(field: &str, name: &str) -> Result<Slug, AppError> {
    let slug = slug(field, name)?;
    if RESERVED.contains(&slug.as_str()) {
        let reason = format!("{slug} is the address of a page of the service");
        return Err(AppError::invalid(field, reason));
    }
    Ok(slug)
}

fn period(from: Date, until: Option<Date>) -> Result<Period, AppError> {
    Period::try_new(from, until)
        .ok_or_else(|| AppError::invalid("until", "the last day comes before the first"))
}

fn lawful(parameters: &Parameters) -> Result<Parameters, AppError> {
    match parameters.beyond_the_law() {
        None => Ok(parameters.clone()),
        Some((field, reason)) => Err(AppError::invalid(format!("statutes.{field}"), reason)),
    }
}

impl Settling<'_> {
    /// Carries a command out on the register as it stands.
    pub(super) async fn settle(
        mut self,
        command: &RegisterCommand,
        stands: Option<Association>,
    ) -> Result<Settled, AppError> {
        match command {
            RegisterCommand::FoundAssociation {
                founded_on,
                parameters,
                members,
                board,
                ..
            } => {
                self.found(*founded_on, parameters, members, board, stands)
                    .await
            }
            RegisterCommand::EstablishBody(new) => self.establish(new).await,
            RegisterCommand::SetSeriesStart { year, first } => {
                self.start_series(*year, *first).await
            }
            RegisterCommand::RegisterPerson { name, variants } => {
                self.register_person(name, variants).await
            }
            RegisterCommand::BindPerson { person, identity } => self.bind(person, identity).await,
            RegisterCommand::UnbindPerson { identity } => self.unbind(identity).await,
            _ => {
                let stands = stands.ok_or(AppError::NotFound {
                    what: "association",
                })?;
                let (association, change) = self.change(command, stands).await?;
                Ok(Settled {
                    association: Some(association),
                    change,
                    ..Settled::default()
                })
            }
        }
    }

    /// Changes a register that is kept.
    async fn change(
        &mut self,
        command: &RegisterCommand,
        stands: Association,
    ) -> Result<(Association, Value), AppError> {
        Ok(match command {
            RegisterCommand::AdoptStatutes { from, parameters } => (
                stands.adopt_statutes(*from, lawful(parameters)?)?,
                json!({"from": from.to_string(), "digest": crate::journal::sha256(&format!("{parameters:?}"))}),
            ),
            RegisterCommand::AdmitMember { member, from } => {
                let joining = self.joining("member", member).await?;
                let change = json!({"from": from.to_string(), "member": joined(&joining)});
                (stands.admit(joining, *from)?, change)
            }
            RegisterCommand::WithdrawMember {
                member,
                notice_on,
                last_day,
            } => {
                period(*notice_on, *last_day)
                    .map_err(|_| AppError::invalid("lastDay", "it comes before the notice"))?;
                let id = member_at(member, &stands)?;
                let change = json!({
                    "member": id.to_string(),
                    "noticeOn": notice_on.to_string(),
                    "lastDay": last_day.map(|day| day.to_string()),
                });
                (stands.withdraw(id, *notice_on, *last_day)?, change)
            }
            RegisterCommand::AddSeats {
                member,
                from,
                count,
            } => {
                let id = member_at(member, &stands)?;
                let seats = self.seats("count", *count)?;
                let change = json!({
                    "member": id.to_string(),
                    "from": from.to_string(),
                    "seats": seats.iter().map(ToString::to_string).collect::<Vec<_>>(),
                });
                (stands.add_seats(id, *from, seats)?, change)
            }
            RegisterCommand::EndSeat { last_day } => {
                let seat = self.seat()?;
                let change = json!({"seat": seat.to_string(), "lastDay": last_day.to_string()});
                (stands.end_seat(seat, *last_day)?, change)
            }
            RegisterCommand::AppointMandate {
                person,
                role,
                order,
                from,
                until,
                appointed_on,
                eligibility,
            } => {
                if order.is_some() && *role == MandateRole::Ordinary {
                    return Err(AppError::invalid("order", "only substitutes have one"));
                }
                if *order == Some(0) {
                    return Err(AppError::invalid("order", "the first is 1"));
                }
                let seat = self.seat()?;
                let person = self.person("person", person).await?;
                let change = json!({
                    "seat": seat.to_string(),
                    "person": print(&person),
                    "substitute": *role == MandateRole::Substitute,
                    "order": order,
                    "from": from.to_string(),
                    "until": until.map(|day| day.to_string()),
                });
                let appointment = Appointment {
                    person,
                    role: *role,
                    order: *order,
                    period: period(*from, *until)?,
                    appointed_on: *appointed_on,
                    eligibility: *eligibility,
                };
                (stands.appoint(seat, appointment)?, change)
            }
            RegisterCommand::EndMandate {
                person,
                last_day,
                succession,
                successor,
            } => {
                let seat = self.seat()?;
                let person = self.known("person", person).await?;
                let succession = match successor {
                    Some(who) => Some(Succession::Named(self.known("successor", who).await?.id)),
                    None => succession.then_some(Succession::First),
                };
                let change = json!({
                    "seat": seat.to_string(),
                    "person": print(&person),
                    "lastDay": last_day.to_string(),
                    "succession": succession.is_some(),
                });
                (
                    stands.end_mandate(seat, person.id, *last_day, succession)?,
                    change,
                )
            }
            RegisterCommand::ElectPresidium {
                chair,
                vice_chairs,
                from,
                until,
            } => {
                if chair.is_none() && vice_chairs.is_none() {
                    return Err(AppError::invalid("chair", "nobody is elected"));
                }
                let period = period(*from, *until)?;
                let chair = match chair {
                    Some(who) => Some(self.known("chair", who).await?),
                    None => None,
                };
                let mut vice = Vec::new();
                for who in vice_chairs.iter().flatten() {
                    vice.push(self.known("viceChairs", who).await?);
                }
                let change = json!({
                    "chair": chair.as_ref().map(print),
                    "viceChairs": vice.iter().map(print).collect::<Vec<_>>(),
                    "from": from.to_string(),
                    "until": until.map(|day| day.to_string()),
                });
                let election = Election {
                    chair,
                    vice_chairs: vice_chairs.is_some().then_some(vice),
                    period,
                };
                (stands.elect(election)?, change)
            }
            RegisterCommand::RecordRemoteDecision {
                decided_on,
                number,
                from,
                extent,
            } => {
                if *number == Some(0) {
                    return Err(AppError::invalid("number", "the first is 1"));
                }
                if self.today < *decided_on {
                    return Err(AppError::invalid("decidedOn", "the day has not come"));
                }
                let decision = RemoteDecision {
                    decided_on: *decided_on,
                    number: *number,
                    from: *from,
                    extent: words("extent", extent)?,
                };
                let change = json!({
                    "decidedOn": decided_on.to_string(),
                    "number": number,
                    "from": from.to_string(),
                    "extent": decision.extent,
                });
                (stands.record_remote_decision(decision)?, change)
            }
            RegisterCommand::FoundAssociation { .. }
            | RegisterCommand::EstablishBody(_)
            | RegisterCommand::SetSeriesStart { .. }
            | RegisterCommand::RegisterPerson { .. }
            | RegisterCommand::BindPerson { .. }
            | RegisterCommand::UnbindPerson { .. } => (stands, Value::Null),
        })
    }

    async fn found(
        &mut self,
        on: Date,
        parameters: &Parameters,
        members: &[NewMember],
        board: &NewBody,
        stands: Option<Association>,
    ) -> Result<Settled, AppError> {
        if stands.is_some_and(|held| held.founded_on.is_some() || !held.members.is_empty()) {
            let name = &self.owner.name;
            return Err(Refusal::step(
                Step::AlreadyRegistered,
                format!("{name} är redan registrerat."),
                format!("{name} is registered already."),
            )
            .into());
        }
        let mut joining = Vec::new();
        for member in members {
            joining.push(self.joining("members", member).await?);
        }
        let change = json!({
            "foundedOn": on.to_string(),
            "members": joining.iter().map(joined).collect::<Vec<_>>(),
        });
        let association = Association::found(self.owner.clone(), on, lawful(parameters)?, joining)?;
        let body = self.body("board", board).await?;
        Ok(Settled {
            association: Some(association),
            body: Some(body),
            change,
            person: None,
        })
    }

    async fn establish(&mut self, new: &NewBody) -> Result<Settled, AppError> {
        let address = slug("name", &new.name)?;
        if self.work.body(self.owner.id, &address).await?.is_some() {
            return Err(Refusal::step(
                Step::AlreadyRegistered,
                format!("{} har redan organet {address}.", self.owner.name),
                format!("{} has the body {address} already.", self.owner.name),
            )
            .into());
        }
        let body = self.body("name", new).await?;
        let change = json!({"body": body.id.to_string(), "name": body.name});
        Ok(Settled {
            body: Some(body),
            change,
            ..Settled::default()
        })
    }

    /// A body, the one that stands where records were loaded before the register.
    async fn body(&mut self, field: &str, new: &NewBody) -> Result<Body, AppError> {
        let address = slug(field, &new.name)?;
        let stands = self.work.body(self.owner.id, &address).await?;
        if stands.as_ref().is_some_and(|held| held.kind != new.kind) {
            let reason = format!("the register holds {address} as another kind");
            return Err(AppError::invalid(field, reason));
        }
        let body = Body {
            id: stands
                .as_ref()
                .map_or_else(|| BodyId::from_uuid(self.ids.next()), |held| held.id),
            owner: self.owner.id,
            slug: address,
            name: words(field, &new.name)?,
            kind: new.kind,
            scheme: new
                .scheme
                .unwrap_or_else(|| NumberingScheme::default_for(new.kind)),
            safety_committee: stands.and_then(|held| held.safety_committee),
        };
        self.work.put_body(&body, self.public).await?;
        Ok(body)
    }

    async fn start_series(&mut self, year: i32, first: u32) -> Result<Settled, AppError> {
        let Address::Body(id) = self.address else {
            return Err(AppError::NotFound { what: "body" });
        };
        let body = self.work.body_by_id(*id).await?;
        let body = body.ok_or(AppError::NotFound { what: "body" })?;
        if body.scheme != NumberingScheme::CalendarYear {
            return Err(AppError::invalid(
                "body",
                "it does not number by calendar year",
            ));
        }
        if first == 0 {
            return Err(AppError::invalid("first", "the first is 1 at the least"));
        }
        if !(1900..=2999).contains(&year) {
            return Err(AppError::invalid("year", "not a year of four digits"));
        }
        let used = self.work.numbers_in_use(*id, year).await?;
        let taken = used
            .drawn
            .or(used.highest.filter(|highest| first <= *highest));
        if let Some(taken) = taken {
            return Err(Refusal::step(
                Step::SeriesStarted,
                format!("§ {taken}/{year} är redan använd; serien kan inte börja på {first}."),
                format!("§ {taken}/{year} is in use; the series cannot start with {first}."),
            )
            .figure("inUse", taken)
            .figure("first", first)
            .into());
        }
        self.work.start_series(*id, year, first).await?;
        let change = json!({"body": id.to_string(), "year": year, "first": first});
        Ok(Settled {
            body: Some(body),
            change,
            ..Settled::default()
        })
    }

    async fn register_person(
        &mut self,
        name: &str,
        variants: &[String],
    ) -> Result<Settled, AppError> {
        let person = self.person("name", &Who::Name(name.to_owned())).await?;
        let mut fresh: Vec<(PersonId, String)> = Vec::new();
        for variant in variants {
            let variant = words("variants", variant)?;
            let folded = fold(&variant);
            let held = self
                .work
                .persons(self.owner.id, std::slice::from_ref(&folded))
                .await?;
            match held.get(&folded) {
                Some(other) if *other != person.id => {
                    return Err(Refusal::step(
                        Step::AlreadyRegistered,
                        format!("{variant} är namnet på en annan person."),
                        format!("{variant} is the name of another person."),
                    )
                    .into());
                }
                Some(_) => {}
                None if fresh.iter().any(|(_, name)| fold(name) == folded) => {}
                None => fresh.push((person.id, variant)),
            }
        }
        self.work.add_variants(self.owner.id, &fresh).await?;
        let change = json!({
            "person": print(&person),
            "variants": fresh.iter().map(|(_, name)| name).collect::<Vec<_>>(),
        });
        Ok(Settled {
            person: Some(person),
            change,
            ..Settled::default()
        })
    }

    /// Only somebody whom the register holds is bound: a name that is misspelt must not make a second person.
    async fn bind(&mut self, who: &Who, identity: &Identity) -> Result<Settled, AppError> {
        let person = find_person(self.owner.id, who, self.work).await?;
        let person = person.ok_or(AppError::NotFound { what: "person" })?;
        if let Some(held) = self.work.bound(self.owner.id, identity).await? {
            let name = self.work.person_name(self.owner.id, held).await?;
            let name = name.unwrap_or_default();
            return Err(Refusal::step(
                Step::AlreadyRegistered,
                format!("Identiteten är redan knuten till {name}."),
                format!("The identity is bound to {name} already."),
            )
            .into());
        }
        self.work.bind(self.owner.id, identity, person.id).await?;
        Ok(binding(person, identity))
    }

    async fn unbind(&mut self, identity: &Identity) -> Result<Settled, AppError> {
        let held = self.work.bound(self.owner.id, identity).await?;
        let id = held.ok_or_else(|| AppError::invalid("subject", "is bound to nobody"))?;
        let name = self.work.person_name(self.owner.id, id).await?;
        self.work.unbind(self.owner.id, identity).await?;
        let name = name.unwrap_or_default();
        Ok(binding(PersonRef { id, name }, identity))
    }

    async fn joining(&mut self, field: &str, new: &NewMember) -> Result<Joining, AppError> {
        if FundingParty::of(new.kind).is_none() {
            let reason = "members are agencies, regions and municipalities";
            return Err(AppError::invalid(format!("{field}.kind"), reason));
        }
        if new.outside_region && new.kind != OrganisationKind::Municipality {
            let reason = "only a municipality may be outside any region";
            return Err(AppError::invalid(format!("{field}.outsideRegion"), reason));
        }
        let seats = match new.seats {
            0 => Vec::new(),
            count => self.seats(&format!("{field}.seats"), count)?,
        };
        let address = address(&format!("{field}.name"), &new.name)?;
        let mut held = self
            .work
            .organisations(std::slice::from_ref(&address))
            .await?;
        let organisation = match held.remove(&address) {
            Some(known) if known.kind.is_some_and(|kind| kind != new.kind) => {
                let reason = format!("the register holds {address} as another kind");
                return Err(AppError::invalid(format!("{field}.kind"), reason));
            }
            Some(known) => {
                let known = Organisation {
                    kind: Some(new.kind),
                    ..known
                };
                self.work.update_organisation(&known, true).await?;
                known
            }
            None => {
                let fresh = Organisation {
                    id: OrganisationId::from_uuid(self.ids.next()),
                    slug: address,
                    name: words(field, &new.name)?,
                    kind: Some(new.kind),
                };
                self.work.add_organisation(&fresh, true).await?;
                fresh
            }
        };
        Ok(Joining {
            organisation,
            outside_region: new.outside_region,
            seats,
        })
    }

    fn seats(&self, field: &str, count: u32) -> Result<Vec<SeatId>, AppError> {
        if !(1..=MOST_SEATS).contains(&count) {
            return Err(AppError::invalid(
                field,
                format!("must be 1 to {MOST_SEATS}"),
            ));
        }
        Ok((0..count)
            .map(|_| SeatId::from_uuid(self.ids.next()))
            .collect())
    }

    fn seat(&self) -> Result<SeatId, AppError> {
        match self.address {
            Address::Seat(id) => Ok(*id),
            _ => Err(AppError::NotFound { what: "seat" }),
        }
    }

    /// Somebody whom the register may know; a name that it does not know is added.
    async fn person(&mut self, field: &str, who: &Who) -> Result<PersonRef, AppError> {
        if let Some(known) = self.find(who).await? {
            return Ok(known);
        }
        let Who::Name(name) = who else {
            return self.known(field, who).await;
        };
        let person = PersonRef {
            id: PersonId::from_uuid(self.ids.next()),
            name: words(field, name)?,
        };
        let row = (person.id, person.name.clone());
        self.work.add_persons(self.owner.id, &[row]).await?;
        Ok(person)
    }

    /// Somebody whom the register knows.
    async fn known(&mut self, field: &str, who: &Who) -> Result<PersonRef, AppError> {
        self.find(who)
            .await?
            .ok_or_else(|| AppError::invalid(field, "nobody in the register"))
    }

    async fn find(&mut self, who: &Who) -> Result<Option<PersonRef>, AppError> {
        find_person(self.owner.id, who, self.work).await
    }
}

/// Somebody whom the register knows, under the name that it has.
pub(super) async fn find_person(
    owner: OrganisationId,
    who: &Who,
    work: &mut dyn UnitOfWork,
) -> Result<Option<PersonRef>, AppError> {
    let id = match who {
        Who::Id(id) => Some(*id),
        Who::Name(name) => {
            let folded = fold(name);
            let held = work.persons(owner, std::slice::from_ref(&folded)).await?;
            held.get(&folded).copied()
        }
    };
    let Some(id) = id else { return Ok(None) };
    let name = work.person_name(owner, id).await?;
    Ok(name.map(|name| PersonRef { id, name }))
}

/// The member of an association at an address.
pub(super) fn member_at(
    address: &Address,
    association: &Association,
) -> Result<OrganisationId, AppError> {
    let mut members = association
        .members
        .iter()
        .map(|member| &member.organisation);
    members
        .find(|organisation| match address {
            Address::Id(id) => organisation.id == *id,
            Address::Slug(slug) => organisation.slug == *slug,
            Address::Body(_) | Address::Seat(_) => false,
        })
        .map(|organisation| organisation.id)
        .ok_or(AppError::NotFound { what: "member" })
}

fn binding(person: PersonRef, identity: &Identity) -> Settled {
    let change = json!({
        "person": print(&person),
        "issuer": identity.issuer,
        "subject": identity.subject,
    });
    Settled {
        person: Some(person),
        change,
        ..Settled::default()
    }
}

fn print(person: &PersonRef) -> Value {
    json!({"id": person.id.to_string(), "name": person.name})
}

fn joined(joining: &Joining) -> Value {
    json!({
        "organisation": joining.organisation.id.to_string(),
        "outsideRegion": joining.outside_region,
        "seats": joining.seats.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}
