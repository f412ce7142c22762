//! Organisations: associations, their members, employers and unions.

use crate::id::OrganisationId;
use crate::name::Slug;

/// What an organisation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OrganisationKind {
    /// Samordningsförbund under lag (2003:1210).
    CoordinationAssociation,
    /// Försäkringskassan or Arbetsförmedlingen.
    StateAgency,
    /// Region (formerly landsting).
    Region,
    /// Kommun.
    Municipality,
    /// Arbetstagarorganisation.
    TradeUnion,
    /// Anything else.
    Other,
}

impl OrganisationKind {
    /// The kind that the law's own names and endings leave no doubt about; anything else is unknown.
    ///
    /// # Examples
    /// ```
    /// use domain::organisation::OrganisationKind;
    /// assert_eq!(OrganisationKind::of_name("Vindelns kommun"), Some(OrganisationKind::Municipality));
    /// assert_eq!(OrganisationKind::of_name("Svenljunga"), None);
    /// ```
    pub fn of_name(name: &str) -> Option<Self> {
        let lower = name.trim().to_lowercase();
        if lower == "försäkringskassan" || lower == "arbetsförmedlingen" {
            Some(Self::StateAgency)
        } else if lower.ends_with(" kommun") || lower.ends_with(" stad") {
            Some(Self::Municipality)
        } else if lower.starts_with("region ") || lower.ends_with("regionen") {
            if lower.contains("samordningsförbund") {
                Some(Self::CoordinationAssociation)
            } else {
                Some(Self::Region)
            }
        } else if lower.contains("samordningsförbund") {
            Some(Self::CoordinationAssociation)
        } else {
            None
        }
    }
}

/// An organisation as a record refers to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Identity.
    pub id: OrganisationId,
    /// Address form of the name, unique.
    pub slug: Slug,
    /// Name as registered or first printed.
    pub name: String,
    /// Kind; `None` where nobody has said.
    pub kind: Option<OrganisationKind>,
}
