//! Typed identifiers: a short prefix that names the type, a hyphen and 26 characters of base32.

use data_encoding::BASE32HEX_NOPAD;
use thiserror::Error;
use uuid::Uuid;

/// Why a text is not an identifier of the expected type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum IdError {
    /// The prefix names another type or none.
    #[error("expected an id that starts with {expected}-")]
    WrongPrefix {
        /// The prefix that this type has.
        expected: &'static str,
    },
    /// What follows the prefix is not 26 characters of lower-case base32.
    #[error("expected 26 characters of base32 after {expected}-")]
    Malformed {
        /// The prefix that this type has.
        expected: &'static str,
    },
}

fn write(prefix: &str, uuid: &Uuid) -> String {
    let mut text = String::with_capacity(prefix.len() + 27);
    text.push_str(prefix);
    text.push('-');
    text.push_str(&BASE32HEX_NOPAD.encode(uuid.as_bytes()).to_ascii_lowercase());
    text
}

fn read(expected: &'static str, text: &str) -> Result<Uuid, IdError> {
    let digits = text
        .strip_prefix(expected)
        .and_then(|rest| rest.strip_prefix('-'))
        .ok_or(IdError::WrongPrefix { expected })?;
    let malformed = IdError::Malformed { expected };
    if digits.len() != 26 || digits.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Err(malformed);
    }
    let bytes = BASE32HEX_NOPAD
        .decode(digits.to_ascii_uppercase().as_bytes())
        .map_err(|_| malformed)?;
    Uuid::from_slice(&bytes).map_err(|_| malformed)
}

macro_rules! typed_id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Uuid);

        impl $name {
            /// The letters that name this type in every address and payload.
            pub const PREFIX: &'static str = $prefix;

            /// Wraps a UUID that storage or the id source gave.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The bare UUID, for storage.
            pub const fn uuid(self) -> Uuid {
                self.0
            }

            /// Reads the form that [`std::fmt::Display`] writes.
            ///
            /// # Errors
            /// [`IdError`] where the prefix or the digits are not this type's.
            pub fn parse(text: &str) -> Result<Self, IdError> {
                read($prefix, text).map(Self)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(&write($prefix, &self.0))
            }
        }
    };
}

typed_id!(/// An organisation of any kind.
    OrganisationId, "org");
typed_id!(/// A person in the register.
    PersonId, "per");
typed_id!(/// A body (organ): board, member council, cooperation group.
    BodyId, "bod");
typed_id!(/// A meeting (sammanträde) and its record.
    MeetingId, "mtg");
typed_id!(/// A paragraph or a sub-item of one.
    ParagraphId, "par");
typed_id!(/// A decision (beslut).
    DecisionId, "dec");
typed_id!(/// An assignment (uppdrag).
    AssignmentId, "asg");
typed_id!(/// A seat (plats) that a member fills.
    SeatId, "sea");
typed_id!(/// A delegation (delegation) of the board.
    DelegationId, "dlg");
typed_id!(/// A decision taken by delegation (delegationsbeslut).
    DelegatedDecisionId, "dld");
typed_id!(/// A notice (anslag) on one board.
    NoticeId, "ntc");
typed_id!(/// An appeal (överklagande).
    AppealId, "apl");
typed_id!(/// An extract (protokollsutdrag) that was issued.
    ExtractId, "ext");
typed_id!(/// A comment (synpunkt) on a draft.
    CommentId, "cmt");
typed_id!(/// An attachment (bilaga) that was uploaded.
    AttachmentId, "att");
typed_id!(/// A budget (budget) of an association for a year.
    BudgetId, "bud");
typed_id!(/// A line (budgetpost) of a version of a budget.
    BudgetLineId, "bln");
typed_id!(/// A subscription to the public feed (webhook).
    WebhookId, "whk");
typed_id!(/// A revocation (återkallelse) of tokens.
    RevocationId, "rev");
typed_id!(/// A key for a machine (API-nyckel).
    ApiKeyId, "key");
typed_id!(/// A file that was brought in to become a record.
    ImportId, "imp");
typed_id!(/// A subscription by mail (e-postbevakning).
    MailSubscriptionId, "mls");
typed_id!(/// A marking of secrecy (sekretessmarkering).
    SecrecyId, "sec");
typed_id!(/// The minutes (protokoll) of a meeting.
    MinutesId, "min");

impl MinutesId {
    /// The minutes of a meeting: one and one.
    pub const fn of(meeting: MeetingId) -> Self {
        Self(meeting.0)
    }

    /// The meeting whose minutes these are.
    pub const fn meeting(self) -> MeetingId {
        MeetingId(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_what_it_wrote() {
        let id = MeetingId::from_uuid(Uuid::from_u128(0x0192_f3a4_b5c6_7d8e_9fa0_b1c2_d3e4_f506));
        let text = id.to_string();
        assert_eq!(text.len(), 30);
        assert!(text.starts_with("mtg-"));
        assert_eq!(MeetingId::parse(&text), Ok(id));
    }

    #[test]
    fn another_types_id_is_refused_by_its_prefix() {
        let text = BodyId::from_uuid(Uuid::nil()).to_string();
        assert_eq!(
            MeetingId::parse(&text),
            Err(IdError::WrongPrefix { expected: "mtg" })
        );
    }

    #[test]
    fn upper_case_short_and_foreign_digits_are_refused() {
        for digits in [
            "",
            "0",
            "zzzzzzzzzzzzzzzzzzzzzzzzzz",
            "0000000000000000000000000V",
        ] {
            assert_eq!(
                MeetingId::parse(&format!("mtg-{digits}")),
                Err(IdError::Malformed { expected: "mtg" }),
                "{digits}"
            );
        }
    }
}
