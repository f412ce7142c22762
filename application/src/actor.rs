//! Who acts: the identity and the claims that a verified token carries.
//!
//! An [`Actor`] says what the token says and nothing more. Whether a claim gives
//! a right in a given organisation is settled by the authorization table.

use crate::register::Identity;
use domain::id::OrganisationId;
use std::collections::BTreeSet;
use std::fmt;

/// The issuer of development tokens, which this service issues itself.
pub const DEVELOPMENT: &str = "paragraf-dev";

/// A role as tokens name it; what it permits depends on the organisation whose
/// record is touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Officer of a member organisation (tjänsteperson): reads what is not secret.
    Reader,
    /// Secretary (sekreterare): writes meetings, attendance, paragraphs, minutes.
    Secretary,
    /// Chair (ordförande): signs the minutes.
    Chair,
    /// Adjuster (justerare): signs the minutes beside the chair.
    Adjuster,
    /// Treasurer (ekonomiansvarig): writes budgets.
    Treasurer,
    /// Auditor (revisor): reads everything, the journal too.
    Auditor,
    /// Operator (förvaltare): register, statutes, seats, import, publishing.
    Operator,
}

impl Role {
    /// Every role, in the order of the contract.
    pub const ALL: [Self; 7] = [
        Self::Reader,
        Self::Secretary,
        Self::Chair,
        Self::Adjuster,
        Self::Treasurer,
        Self::Auditor,
        Self::Operator,
    ];

    /// The role of that lower-case name, or `None` for a name we do not know.
    ///
    /// # Examples
    ///
    /// ```
    /// use application::actor::Role;
    /// assert_eq!(Role::parse("chair"), Some(Role::Chair));
    /// assert_eq!(Role::parse("Chair"), None);
    /// ```
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }

    /// The name in tokens and on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Secretary => "secretary",
            Self::Chair => "chair",
            Self::Adjuster => "adjuster",
            Self::Treasurer => "treasurer",
            Self::Auditor => "auditor",
            Self::Operator => "operator",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The one who makes a request, as a verified token names them.
///
/// The identity is the pair of issuer and subject: the same subject from
/// another issuer is somebody else.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Actor {
    /// Who vouches for the identity (`iss`).
    pub issuer: String,
    /// The identity at that issuer (`sub`).
    pub subject: String,
    /// The name to show, where the token has one.
    pub name: Option<String>,
    /// Roles that we know; unknown names in the token give no rights and are left out.
    pub roles: BTreeSet<Role>,
    /// Organisations the roles hold for, slugs or ids as the token names them.
    pub organisations: BTreeSet<String>,
    /// The person in the register that the token claims to be, by id or name. Only an issuer that this service runs
    /// itself is believed; a token of any other has none here.
    pub person: Option<String>,
    /// How strongly the person was authenticated (`acr`).
    pub acr: Option<String>,
    /// When the person last authenticated.
    ///
    /// # Units
    ///
    /// Seconds since 1970-01-01 UTC.
    pub auth_time: Option<i64>,
    /// The token's own id (`jti`).
    pub token_id: Option<String>,
    /// When the token was issued (`iat`).
    ///
    /// # Units
    ///
    /// Seconds since 1970-01-01 UTC.
    pub issued_at: i64,
    /// When the token stops to hold: a subscription must not outlive it.
    ///
    /// # Units
    ///
    /// Seconds since 1970-01-01 UTC.
    pub expires_at: i64,
    /// Organisations where the token was revoked: its roles hold nothing there, whatever it names.
    pub barred: BTreeSet<OrganisationId>,
}

impl Actor {
    /// The identity that an operator binds to a person.
    pub fn identity(&self) -> Identity {
        Identity {
            issuer: self.issuer.clone(),
            subject: self.subject.clone(),
        }
    }

    /// Whether it is a machine, by a key: it reads, and writes nothing.
    pub fn is_machine(&self) -> bool {
        self.issuer == crate::api_keys::ISSUER
    }

    /// Whether it comes by a development token.
    pub fn is_development(&self) -> bool {
        self.issuer == DEVELOPMENT
    }

    /// How the journal signs what they do: issuer and subject.
    #[must_use]
    pub fn signature(&self) -> String {
        format!("{} {}", self.issuer, self.subject)
    }
}

#[cfg(test)]
mod tests {
    use super::Role;

    #[test]
    fn a_role_is_found_again_by_its_name() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.as_str()), Some(role));
        }
    }

    #[test]
    fn an_unknown_name_is_no_role() {
        for name in ["", "admin", "Chair", "chair ", "OPERATOR"] {
            assert_eq!(Role::parse(name), None, "{name:?}");
        }
    }
}
