//! The acts that rules rest on, and citations of their sections.

use crate::text::Label;

/// An act or another source of law and custom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// Lag (2003:1210) om finansiell samordning av rehabiliteringsinsatser.
    Finsam,
    /// Kommunallag (2017:725).
    LocalGovernment,
    /// Lag (1930:173) om beräkning av lagstadgad tid.
    TimeComputation,
    /// Lag (1989:253) om allmänna helgdagar.
    PublicHolidays,
    /// Lag (2022:629) om proportionella val i kommuner och regioner.
    ProportionalElections,
    /// Lag (2018:597) om kommunal bokföring och redovisning.
    MunicipalAccounting,
    /// Tryckfrihetsförordningen.
    FreedomOfThePress,
    /// Offentlighets- och sekretesslag (2009:400).
    PublicAccessAndSecrecy,
    /// Arkivlag (1990:782).
    Archives,
    /// Förvaltningslag (2017:900).
    AdministrativeProcedure,
    /// Lag (1976:580) om medbestämmande i arbetslivet.
    CoDetermination,
    /// Arbetsmiljölag (1977:1160).
    WorkEnvironment,
    /// Arbetsmiljöförordning (1977:1166).
    WorkEnvironmentOrdinance,
    /// Lag (2018:1937) om tillgänglighet till digital offentlig service.
    DigitalAccessibility,
    /// Lag (2005:807) om ersättning för viss mervärdesskatt.
    VatCompensation,
    /// The General Data Protection Regulation (EU) 2016/679.
    DataProtection,
    /// Statutes (förbundsordning) of the association.
    Statutes,
    /// Local or central cooperation agreement.
    CooperationAgreement,
    /// Custom, not law.
    Custom,
    /// What a record needs to be read as data; ours.
    RecordModel,
}

impl Act {
    /// Title of the act.
    pub const fn title(self) -> Label {
        let (sv, en) = match self {
            Self::Finsam => (
                "Lag (2003:1210) om finansiell samordning av rehabiliteringsinsatser",
                "Act (2003:1210) on Financial Coordination of Rehabilitation Measures",
            ),
            Self::LocalGovernment => ("Kommunallag (2017:725)", "Local Government Act (2017:725)"),
            Self::TimeComputation => (
                "Lag (1930:173) om beräkning av lagstadgad tid",
                "Act (1930:173) on Computation of Statutory Time",
            ),
            Self::PublicHolidays => (
                "Lag (1989:253) om allmänna helgdagar",
                "Act (1989:253) on Public Holidays",
            ),
            Self::ProportionalElections => (
                "Lag (2022:629) om proportionella val i kommuner och regioner",
                "Act (2022:629) on Proportional Elections in Municipalities and Regions",
            ),
            Self::MunicipalAccounting => (
                "Lag (2018:597) om kommunal bokföring och redovisning",
                "Act (2018:597) on Municipal Accounting",
            ),
            Self::FreedomOfThePress => ("Tryckfrihetsförordningen", "Freedom of the Press Act"),
            Self::PublicAccessAndSecrecy => (
                "Offentlighets- och sekretesslag (2009:400)",
                "Public Access to Information and Secrecy Act (2009:400)",
            ),
            Self::Archives => ("Arkivlag (1990:782)", "Archives Act (1990:782)"),
            Self::AdministrativeProcedure => (
                "Förvaltningslag (2017:900)",
                "Administrative Procedure Act (2017:900)",
            ),
            Self::CoDetermination => (
                "Lag (1976:580) om medbestämmande i arbetslivet",
                "Co-Determination in the Workplace Act (1976:580)",
            ),
            Self::WorkEnvironment => (
                "Arbetsmiljölag (1977:1160)",
                "Work Environment Act (1977:1160)",
            ),
            Self::WorkEnvironmentOrdinance => (
                "Arbetsmiljöförordning (1977:1166)",
                "Work Environment Ordinance (1977:1166)",
            ),
            Self::DigitalAccessibility => (
                "Lag (2018:1937) om tillgänglighet till digital offentlig service",
                "Act (2018:1937) on Accessibility of Digital Public Services",
            ),
            Self::VatCompensation => (
                "Lag (2005:807) om ersättning för viss mervärdesskatt",
                "Act (2005:807) on Compensation for Certain VAT",
            ),
            Self::DataProtection => (
                "EU:s dataskyddsförordning (2016/679)",
                "General Data Protection Regulation (EU) 2016/679",
            ),
            Self::Statutes => ("Förbundsordningen", "Statutes of the association"),
            Self::CooperationAgreement => ("Samverkansavtal", "Cooperation agreement"),
            Self::Custom => ("Sedvana", "Custom"),
            Self::RecordModel => ("Protokollet självt", "The record itself"),
        };
        Label { sv, en }
    }

    /// Where the act can be read; `None` for what is no published act.
    pub const fn url(self) -> Option<&'static str> {
        Some(match self {
            Self::Finsam => {
                "https://www.riksdagen.se/sv/dokument-och-lagar/dokument/svensk-forfattningssamling/_sfs-2003-1210/"
            }
            Self::LocalGovernment => {
                "https://www.riksdagen.se/sv/dokument-och-lagar/dokument/svensk-forfattningssamling/_sfs-2017-725/"
            }
            Self::TimeComputation => {
                "https://www.riksdagen.se/sv/dokument-och-lagar/dokument/svensk-forfattningssamling/_sfs-1930-173_s1/"
            }
            Self::PublicHolidays => {
                "https://www.riksdagen.se/sv/dokument-och-lagar/dokument/svensk-forfattningssamling/_sfs-1989-253/"
            }
            Self::ProportionalElections => {
                "https://www.riksdagen.se/sv/dokument-och-lagar/dokument/svensk-forfattningssamling/_sfs-2022-629/"
            }
            Self::MunicipalAccounting => {
                "https://www.riksdagen.se/sv/dokument-och-lagar/dokument/svensk-forfattningssamling/_sfs-2018-597/"
            }
            Self::FreedomOfThePress => {
                "https://www.riksdagen.se/sv/dokument-och-lagar/dokument/svensk-forfattningssamling/_sfs-1949-105/"
            }
            Self::PublicAccessAndSecrecy => {
                "https://www.riksdagen.se/sv/dokument-och-lagar/dokument/svensk-forfattningssamling/_sfs-2009-400/"
            }
            Self::Archives => {
                "https://www.riksdagen.se/sv/dokument-och-lagar/dokument/svensk-forfattningssamling/_sfs-1990-782/"
            }
            Self::AdministrativeProcedure => {
                "https://www.riksdagen.se/sv/dokument-och-lagar/dokument/svensk-forfattningssamling/_sfs-2017-900/"
            }
            Self::CoDetermination => {
                "https://www.riksdagen.se/sv/dokument-och-lagar/dokument/svensk-forfattningssamling/_sfs-1976-580/"
            }
            Self::WorkEnvironment => {
                "https://www.riksdagen.se/sv/dokument-och-lagar/dokument/svensk-forfattningssamling/_sfs-1977-1160/"
            }
            Self::WorkEnvironmentOrdinance => {
                "https://www.riksdagen.se/sv/dokument-och-lagar/dokument/svensk-forfattningssamling/_sfs-1977-1166/"
            }
            Self::DigitalAccessibility => {
                "https://www.riksdagen.se/sv/dokument-och-lagar/dokument/svensk-forfattningssamling/_sfs-2018-1937/"
            }
            Self::VatCompensation => {
                "https://www.riksdagen.se/sv/dokument-och-lagar/dokument/svensk-forfattningssamling/_sfs-2005-807/"
            }
            Self::DataProtection => "https://eur-lex.europa.eu/eli/reg/2016/679/oj",
            Self::Statutes | Self::CooperationAgreement | Self::Custom | Self::RecordModel => {
                return None;
            }
        })
    }
}

/// A citation: act, section and what it settles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Citation {
    /// The act.
    pub act: Act,
    /// The section as Swedes cite it, e.g. `6 kap. 27 §`.
    pub section: &'static str,
    /// What it settles, in our words.
    pub settles: Label,
}
