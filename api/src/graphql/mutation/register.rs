//! Changes of the register: associations, members, seats, mandates, presidium, bodies, persons.

pub mod asked;
pub mod registered;

use super::input::{id, invalid, text, texts, who};
use application::ports::Address;
use application::register::{NewBody, RegisterCommand};
use asked::{
    AddSeatsInput, AdmitMemberInput, AdoptStatutesInput, AppointMandateInput, BindPersonInput,
    ElectPresidiumInput, EndMandateInput, EndSeatInput, EstablishBodyInput, FoundAssociationInput,
    RecordRemoteDecisionInput, RegisterPersonInput, SetSeriesStartInput, StatutesInput,
    UnbindPersonInput, WithdrawMemberInput, identity, organisation,
};
use async_graphql::{Context, Object, Result};
use domain::id::{BodyId, SeatId};
use domain::name::Slug;
use registered::{Registered, run};

/// Changes of the register.
#[derive(Debug, Default)]
pub struct RegisterMutations;

/// Changes of the register.
#[Object]
impl RegisterMutations {
    /// Founds an association with its members, their seats, its first statutes and its board.
    async fn found_association(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What is founded.")] input: FoundAssociationInput,
    ) -> Option<Result<Registered>> {
        run(context, input.once(), || {
            let name = text("name", &input.name)?;
            let address = Slug::of(&name)
                .ok_or_else(|| invalid("name", "a name must have a letter or digit"))?;
            let members = input.members.iter().enumerate();
            let usual = StatutesInput::default();
            let command = RegisterCommand::FoundAssociation {
                name,
                founded_on: input.founded_on.0,
                parameters: input.statutes.as_ref().unwrap_or(&usual).read()?,
                members: members
                    .map(|(place, member)| member.read(&format!("members.{place}")))
                    .collect::<Result<_>>()?,
                board: input.board()?,
            };
            Ok((Address::Slug(address), command))
        })
        .await
    }

    /// Records a new version of the statutes; the version before ends the day before.
    async fn adopt_statutes(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What holds from when.")] input: AdoptStatutesInput,
    ) -> Option<Result<Registered>> {
        run(context, input.once(), || {
            let command = RegisterCommand::AdoptStatutes {
                from: input.valid_from.0,
                parameters: input.statutes.read()?,
            };
            Ok((organisation("association", &input.association)?, command))
        })
        .await
    }

    /// Admits a member from a day.
    async fn admit_member(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which, and when.")] input: AdmitMemberInput,
    ) -> Option<Result<Registered>> {
        run(context, input.once(), || {
            let command = RegisterCommand::AdmitMember {
                member: input.member.read("member")?,
                from: input.joined_on.0,
            };
            Ok((organisation("association", &input.association)?, command))
        })
        .await
    }

    /// Records a member's notice of withdrawal, and the last day that follows from it.
    async fn withdraw_member(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which, and when.")] input: WithdrawMemberInput,
    ) -> Option<Result<Registered>> {
        run(context, input.once(), || {
            let command = RegisterCommand::WithdrawMember {
                member: organisation("member", &input.member)?,
                notice_on: input.notice_on.0,
                last_day: input.last_day.map(|day| day.0),
            };
            Ok((organisation("association", &input.association)?, command))
        })
        .await
    }

    /// Gives a member more seats on the board.
    async fn add_seats(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, and for whom.")] input: AddSeatsInput,
    ) -> Option<Result<Registered>> {
        run(context, input.once(), || {
            let command = RegisterCommand::AddSeats {
                member: organisation("member", &input.member)?,
                from: input.from.0,
                count: input.count,
            };
            Ok((organisation("association", &input.association)?, command))
        })
        .await
    }

    /// Ends a seat, and with it the mandates in it.
    async fn end_seat(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which, and when.")] input: EndSeatInput,
    ) -> Option<Result<Registered>> {
        run(context, input.once(), || {
            let seat = id("seat", &input.seat, SeatId::parse)?;
            let last_day = input.last_day.0;
            Ok((Address::Seat(seat), RegisterCommand::EndSeat { last_day }))
        })
        .await
    }

    /// Gives a mandate in a seat, as board member or as substitute.
    async fn appoint_mandate(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who, as what, and when.")] input: AppointMandateInput,
    ) -> Option<Result<Registered>> {
        run(context, input.once(), || {
            let command = RegisterCommand::AppointMandate {
                person: who("person", &input.person)?,
                role: input.role.into(),
                order: input.order,
                from: input.from.0,
                until: input.until.map(|day| day.0),
                appointed_on: input.appointed_on.map(|day| day.0),
                eligibility: input.eligibility.map(Into::into),
            };
            let seat = id("seat", &input.seat, SeatId::parse)?;
            Ok((Address::Seat(seat), command))
        })
        .await
    }

    /// Ends a mandate; with succession a substitute of the same member takes over the rest of the term.
    async fn end_mandate(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Whose, and when.")] input: EndMandateInput,
    ) -> Option<Result<Registered>> {
        run(context, input.once(), || {
            let successor = input.successor.as_ref();
            let command = RegisterCommand::EndMandate {
                person: who("person", &input.person)?,
                last_day: input.last_day.0,
                succession: input.succession.unwrap_or_default(),
                successor: successor.map(|held| who("successor", held)).transpose()?,
            };
            let seat = id("seat", &input.seat, SeatId::parse)?;
            Ok((Address::Seat(seat), command))
        })
        .await
    }

    /// Records an election of chair, vice chairs or both among the board members.
    async fn elect_presidium(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who, and when.")] input: ElectPresidiumInput,
    ) -> Option<Result<Registered>> {
        run(context, input.once(), || {
            let vice = input.vice_chairs.as_ref().map(|vice| {
                let vice = vice.iter();
                vice.map(|held| who("viceChairs", held)).collect()
            });
            let command = RegisterCommand::ElectPresidium {
                chair: input
                    .chair
                    .as_ref()
                    .map(|held| who("chair", held))
                    .transpose()?,
                vice_chairs: vice.transpose()?,
                from: input.from.0,
                until: input.until.map(|day| day.0),
            };
            Ok((organisation("association", &input.association)?, command))
        })
        .await
    }

    /// Records the board's decision that its members may take part remotely.
    async fn record_remote_decision(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What was decided, and when.")] input: RecordRemoteDecisionInput,
    ) -> Option<Result<Registered>> {
        run(context, input.once(), || {
            let command = RegisterCommand::RecordRemoteDecision {
                decided_on: input.decided_on.0,
                number: input.number,
                from: input.from.0,
                extent: text("extent", &input.extent)?,
            };
            Ok((organisation("association", &input.association)?, command))
        })
        .await
    }

    /// Establishes a body of an organisation: board, member council, cooperation group.
    async fn establish_body(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which, and whose.")] input: EstablishBodyInput,
    ) -> Option<Result<Registered>> {
        run(context, input.once(), || {
            let command = RegisterCommand::EstablishBody(NewBody {
                name: text("name", &input.name)?,
                kind: input.kind.into(),
                scheme: input.numbering.map(Into::into),
            });
            Ok((organisation("organisation", &input.organisation)?, command))
        })
        .await
    }

    /// Lets the numbers of a body's year start with another than 1, before any is drawn.
    async fn set_series_start(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Where they start.")] input: SetSeriesStartInput,
    ) -> Option<Result<Registered>> {
        run(context, input.once(), || {
            let command = RegisterCommand::SetSeriesStart {
                year: input.year,
                first: input.first,
            };
            let body = id("body", &input.body, BodyId::parse)?;
            Ok((Address::Body(body), command))
        })
        .await
    }

    /// Registers a person, or more prints of the name of one whom the register knows.
    async fn register_person(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who, and in whose records.")] input: RegisterPersonInput,
    ) -> Option<Result<Registered>> {
        run(context, input.once(), || {
            let command = RegisterCommand::RegisterPerson {
                name: text("name", &input.name)?,
                variants: texts("variants", input.variants.as_ref())?,
            };
            Ok((organisation("organisation", &input.organisation)?, command))
        })
        .await
    }

    /// Binds an identity to a person of the register, who signs by tokens of that identity from now on, whatever they
    /// claim. One identity is bound to one person; a person may have several.
    async fn bind_person(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who, and which identity.")] input: BindPersonInput,
    ) -> Option<Result<Registered>> {
        run(context, input.once(), || {
            let command = RegisterCommand::BindPerson {
                person: who("person", &input.person)?,
                identity: identity(&input.issuer, &input.subject)?,
            };
            Ok((organisation("organisation", &input.organisation)?, command))
        })
        .await
    }

    /// Ends the binding of an identity. What was signed by it stands.
    async fn unbind_person(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which identity.")] input: UnbindPersonInput,
    ) -> Option<Result<Registered>> {
        run(context, input.once(), || {
            let command = RegisterCommand::UnbindPerson {
                identity: identity(&input.issuer, &input.subject)?,
            };
            Ok((organisation("organisation", &input.organisation)?, command))
        })
        .await
    }
}
