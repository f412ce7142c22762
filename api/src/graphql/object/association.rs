//! The register of an association.

use super::{Body, Budget, Delegation, EquityLedger, Organisation, Person, Verdict};
use crate::graphql::codes;
use crate::graphql::scalar::Date;
use crate::graphql::viewing::{BodiesOf, RegisterOf, UnreportedOf, viewing};
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use domain::association as register;
use domain::attendance::PersonRef;
use domain::body::BodyKind;
use domain::id::SeatId;
use domain::organisation::{self as org, OrganisationKind};
use domain::rules;
use domain::seat::Mandate;
use std::sync::Arc;

/// A coordination association with its members, seats and statutes.
#[derive(Debug, Clone)]
pub struct Association {
    organisation: org::Organisation,
    /// The register as a change left it; `None` = to be read.
    standing: Option<Arc<register::Association>>,
}

impl Association {
    /// The association that an organisation is, if it is one.
    pub fn of(organisation: &org::Organisation) -> Option<Self> {
        (organisation.kind == Some(OrganisationKind::CoordinationAssociation)).then(|| Self {
            organisation: organisation.clone(),
            standing: None,
        })
    }

    /// The same, with its register as a change left it.
    pub fn standing(
        organisation: &org::Organisation,
        register: register::Association,
    ) -> Option<Self> {
        Self::of(organisation).map(|association| Self {
            standing: Some(Arc::new(register)),
            ..association
        })
    }

    async fn register(&self, context: &Context<'_>) -> Result<Option<Arc<register::Association>>> {
        if let Some(standing) = &self.standing {
            return Ok(Some(Arc::clone(standing)));
        }
        viewing(context).one(RegisterOf(self.organisation.id)).await
    }
}

fn person(person: &PersonRef) -> Person {
    Person::new(person.id, person.name.clone())
}

/// A coordination association with its members, seats and statutes.
#[Object]
impl Association {
    /// Address, that of the organisation.
    pub(super) async fn id(&self) -> ID {
        self.organisation.id.to_string().into()
    }

    /// Name.
    async fn name(&self) -> &str {
        &self.organisation.name
    }

    /// Name as an address.
    async fn slug(&self) -> &str {
        self.organisation.slug.as_str()
    }

    /// The organisation, with its bodies.
    async fn organisation(&self) -> Organisation {
        Organisation(self.organisation.clone())
    }

    /// The day of its formation; null where not registered.
    async fn founded_on(&self, context: &Context<'_>) -> Option<Result<Date>> {
        let found = self.register(context).await;
        found
            .map(|held| held.and_then(|association| association.founded_on.map(Date)))
            .transpose()
    }

    /// Members on a day; empty where no register is kept.
    async fn members(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The day; today where left out.")] as_of: Option<Date>,
    ) -> Result<Vec<Member>> {
        let day = as_of.map_or(viewing(context).today(), |date| date.0);
        let register = self.register(context).await?;
        let members = register
            .iter()
            .flat_map(|association| association.members_on(day));
        Ok(members
            .map(|member| Member {
                member: member.clone(),
                day,
            })
            .collect())
    }

    /// The board; null where none is registered and none has met in a record that the viewer may read.
    async fn board(&self, context: &Context<'_>) -> Option<Result<Body>> {
        let bodies = viewing(context).one(BodiesOf(self.organisation.id)).await;
        let board = |bodies: Option<Vec<domain::body::Body>>| {
            bodies
                .unwrap_or_default()
                .into_iter()
                .find(|body| body.kind == BodyKind::Board)
                .map(Body)
        };
        bodies.map(board).transpose()
    }

    /// Chair and vice chairs on a day.
    async fn presidium(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The day; today where left out.")] as_of: Option<Date>,
    ) -> Result<Vec<PresidiumTerm>> {
        let day = as_of.map_or(viewing(context).today(), |date| date.0);
        let register = self.register(context).await?;
        let terms = register
            .iter()
            .flat_map(|association| &association.presidium);
        Ok(terms
            .filter(|term| term.in_force_on(day))
            .map(|term| PresidiumTerm {
                person: person(&term.person),
                office: term.office.into(),
                from: Date(term.from),
                until: term.until.map(Date),
            })
            .collect())
    }

    /// What the statutes (förbundsordning) fix on a day; null where no version holds that day.
    async fn statutes(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The day; today where left out.")] as_of: Option<Date>,
    ) -> Option<Result<Statutes>> {
        let day = as_of.map_or(viewing(context).today(), |date| date.0);
        let on = |register: Option<Arc<register::Association>>| {
            let register = register?;
            let mut versions = register.statutes.iter();
            versions
                .find(|version| version.holds_on(day))
                .map(Statutes::of)
        };
        self.register(context).await.map(on).transpose()
    }

    /// The board's decisions that its members may take part remotely.
    async fn remote_decisions(&self, context: &Context<'_>) -> Result<Vec<RemoteDecision>> {
        let register = self.register(context).await?;
        let decisions = register
            .iter()
            .flat_map(|association| &association.remote_decisions);
        Ok(decisions
            .map(|decision| RemoteDecision {
                decided_on: Date(decision.decided_on),
                number: decision.number,
                from: Date(decision.from),
                extent: decision.extent.clone(),
            })
            .collect())
    }

    /// What the board lets others decide on a day (delegation), oldest first, as far as the minutes that say so are
    /// known to the viewer. Lag (2003:1210) 10 §.
    async fn delegations(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The day; today where left out.")] as_of: Option<Date>,
    ) -> Result<Vec<Delegation>> {
        let day = as_of.map_or(viewing(context).today(), |date| date.0);
        Delegation::of(context, self.organisation.id, day).await
    }

    /// Its budgets, the latest year first, as far as the viewer may know of them: outside those that public minutes tell
    /// of. Lag (2003:1210) 23 §.
    async fn budgets(&self, context: &Context<'_>) -> Result<Vec<Budget>> {
        Budget::of(context, self.organisation.id).await
    }

    /// Equity by whose money it is (eget kapital), as booked over the years and as far as the viewer may know: outside
    /// the bookings that public minutes decide. Lag (2003:1210) 9 § point 8.
    async fn equity(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "As booked up to this day; today where left out.")] as_of: Option<Date>,
    ) -> Result<EquityLedger> {
        let day = as_of.map_or(viewing(context).today(), |date| date.0);
        let register = self.register(context).await?;
        EquityLedger::of(context, self.organisation.id, register.as_deref(), day).await
    }

    /// What in the register, and in the reporting of delegated decisions, is not as the law wants on a day. That
    /// delegated decisions wait for their report is told to those inside alone, as the decisions are.
    async fn irregularities(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The day; today where left out.")] as_of: Option<Date>,
    ) -> Result<Vec<Verdict>> {
        let day = as_of.map_or(viewing(context).today(), |date| date.0);
        let register = self.register(context).await?;
        let found = register
            .iter()
            .flat_map(|association| rules::association_irregularities(association, day));
        let mut found: Vec<_> = found.collect();
        let waits = viewing(context)
            .one(UnreportedOf(self.organisation.id, day))
            .await?;
        if let Some(waits) = waits {
            let verdict = rules::delegated_reported(&waits.taken, waits.last_met, day);
            found.extend(verdict.filter(domain::rule::Verdict::is_irregularity));
        }
        Ok(found.into_iter().map(Verdict::of_register).collect())
    }
}

/// A member of an association.
#[derive(Debug, Clone)]
pub struct Member {
    member: register::Member,
    day: domain::Date,
}

/// A member of an association.
#[Object]
impl Member {
    /// The organisation.
    async fn organisation(&self) -> Organisation {
        Organisation(self.member.organisation.clone())
    }

    /// The party that its contribution counts under; null where its kind fits none.
    async fn funding_party(&self) -> Option<codes::FundingParty> {
        self.member.funding_party().map(Into::into)
    }

    /// First day of membership.
    async fn joined_on(&self) -> Date {
        Date(self.member.joined_on)
    }

    /// Last day of membership; null where open.
    async fn left_on(&self) -> Option<Date> {
        self.member.left_on.map(Date)
    }

    /// Its seats on the board on the day asked for.
    async fn seats(&self) -> Vec<Seat> {
        let seats = self.member.seats_on(self.day);
        seats
            .map(|seat| Seat {
                id: seat.id,
                holder: seat.holder_on(self.day).cloned(),
                substitutes: seat.substitutes_on(self.day).into_iter().cloned().collect(),
            })
            .collect()
    }
}

/// A place on the board that a member fills, as of a day.
#[derive(Debug, Clone)]
pub struct Seat {
    id: SeatId,
    holder: Option<Mandate>,
    substitutes: Vec<Mandate>,
}

/// A place on the board that a member fills, as of a day.
#[Object]
impl Seat {
    /// Address.
    pub(super) async fn id(&self) -> ID {
        self.id.to_string().into()
    }

    /// The ordinary holder (ledamot); null = vacant.
    async fn holder(&self) -> Option<Person> {
        self.holder.as_ref().map(|mandate| person(&mandate.person))
    }

    /// The holder's mandate; null = vacant.
    async fn mandate(&self) -> Option<Term> {
        self.holder.as_ref().map(Term::of)
    }

    /// Substitutes (ersättare) in order of call; those without an order last.
    async fn substitutes(&self) -> Vec<Substitute> {
        let substitutes = self.substitutes.iter();
        substitutes
            .map(|mandate| Substitute {
                order: mandate.order,
                holder: person(&mandate.person),
                mandate: Term::of(mandate),
            })
            .collect()
    }
}

/// The time of a mandate.
#[derive(SimpleObject, Debug, Clone, Copy)]
pub struct Term {
    /// First day.
    from: Date,
    /// Last day; null where open.
    until: Option<Date>,
    /// The day of the appointing decision; null where not registered.
    appointed_on: Option<Date>,
}

impl Term {
    fn of(mandate: &Mandate) -> Self {
        Self {
            from: Date(mandate.from),
            until: mandate.until.map(Date),
            appointed_on: mandate.appointed_on.map(Date),
        }
    }
}

/// A substitute of a seat.
#[derive(SimpleObject, Debug, Clone)]
pub struct Substitute {
    /// Place in the order of call; null where none was fixed.
    order: Option<u32>,
    /// Who.
    holder: Person,
    /// For what time.
    mandate: Term,
}

/// A term in the presidium.
#[derive(SimpleObject, Debug, Clone)]
pub struct PresidiumTerm {
    /// Who.
    person: Person,
    /// As what.
    office: codes::Office,
    /// First day.
    from: Date,
    /// Last day; null where open.
    until: Option<Date>,
}

/// A version of the statutes (förbundsordning).
#[derive(SimpleObject, Debug, Clone)]
pub struct Statutes {
    /// First day.
    valid_from: Date,
    /// Last day; null where open.
    valid_until: Option<Date>,
    /// How many adjusters beside the chair; null where not fixed.
    adjuster_count: Option<u32>,
    /// Month and day on which terms of office start, `MM-DD`.
    term_start: String,
    /// Length of a term in years.
    term_years: u32,
    /// One or two vice chairs; null where not fixed.
    vice_chairs: Option<u32>,
    /// Days to adjustment.
    adjustment_days: u32,
    /// A quorum that is higher than the law's, as a fraction `2/3`; null where it is the law's.
    quorum: Option<String>,
    /// Whether a substitute may serve for another member's board member.
    cross_member_substitution: bool,
}

impl Statutes {
    fn of(version: &register::Statutes) -> Self {
        let parameters = &version.parameters;
        let (month, day) = parameters.term_start;
        let quorum = parameters.quorum;
        Self {
            valid_from: Date(version.valid_from),
            valid_until: version.valid_until.map(Date),
            adjuster_count: parameters.adjuster_count,
            term_start: format!("{month:02}-{day:02}"),
            term_years: parameters.term_years,
            vice_chairs: parameters.vice_chairs,
            adjustment_days: parameters.adjustment_days,
            quorum: quorum.map(|share| format!("{}/{}", share.numerator, share.denominator)),
            cross_member_substitution: parameters.cross_member_substitution,
        }
    }
}

/// A decision of the board that its members may take part remotely.
#[derive(SimpleObject, Debug, Clone)]
pub struct RemoteDecision {
    /// The day of the decision.
    decided_on: Date,
    /// Its paragraph's number; null where not registered.
    number: Option<u32>,
    /// The first day that it covers.
    from: Date,
    /// Who, when and how, as decided.
    extent: String,
}
