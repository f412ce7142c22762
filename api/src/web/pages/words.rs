//! What kinds are called on pages.

use domain::association::FundingParty;
use domain::body::BodyKind;
use domain::decision::DecisionKind;
use domain::followup::LinkKind;
use domain::organisation::OrganisationKind;
use domain::text::Label;

macro_rules! named {
    ($($(#[$about:meta])* fn $name:ident($type:ty) { $($variant:ident = $sv:literal | $en:literal;)+ })+) => {
        $($(#[$about])* pub const fn $name(value: $type) -> Label {
            type Of = $type;
            match value { $(Of::$variant => Label { sv: $sv, en: $en },)+ }
        })+
    };
}

named! {
    /// What a decision does.
    fn decision(DecisionKind) {
        Adopt = "Antar" | "Adopts";
        Approve = "Godkänner" | "Approves";
        Reject = "Avslår" | "Rejects";
        Elect = "Väljer" | "Elects";
        Assign = "Ger uppdrag" | "Assigns";
        Table = "Bordlägger" | "Tables";
        ReferBack = "Återremitterar" | "Refers back";
        Note = "Lägger till handlingarna" | "Notes";
        Resolve = "Beslutar" | "Resolves";
    }
    /// What an organisation is.
    fn organisation(OrganisationKind) {
        CoordinationAssociation = "Samordningsförbund" | "Coordination association";
        StateAgency = "Statlig myndighet" | "State agency";
        Region = "Region" | "Region";
        Municipality = "Kommun" | "Municipality";
        TradeUnion = "Facklig organisation" | "Trade union";
        Other = "Organisation" | "Organisation";
    }
    /// What a body is.
    fn body(BodyKind) {
        Board = "Styrelse" | "Board";
        ExecutiveCommittee = "Arbetsutskott" | "Executive committee";
        MemberCouncil = "Medlemsråd" | "Member council";
        CooperationGroup = "Samverkansgrupp" | "Labour cooperation group";
        Assembly = "Fullmäktige" | "Assembly";
        Other = "Organ" | "Body";
    }
    /// The party that a member's contribution counts under.
    fn party(FundingParty) {
        State = "Staten, hälften" | "The state, half";
        Region = "Regionerna, en fjärdedel" | "The regions, a quarter";
        Municipalities = "Kommunerna, en fjärdedel" | "The municipalities, a quarter";
    }
    /// What a later decision does to an earlier one.
    fn link(LinkKind) {
        Amends = "Ändrar" | "Amends";
        Repeals = "Upphäver" | "Repeals";
        CarriesOut = "Verkställer" | "Carries out";
    }
    /// The same, from the earlier one's side.
    fn linked(LinkKind) {
        Amends = "Ändrat genom" | "Amended by";
        Repeals = "Upphävt genom" | "Repealed by";
        CarriesOut = "Verkställt genom" | "Carried out by";
    }
}
