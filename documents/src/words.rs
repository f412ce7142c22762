//! Every word of ours that a document prints, in Swedish and English.

use domain::adjustment::{MinutesStatus, PreviousMinutes};
use domain::assignment::AssignmentStatus;
use domain::association::FundingParty;
use domain::attendance::Capacity;
use domain::budget::{ContributionKind, IncomeSource, VersionKind};
use domain::cooperation::CooperationResult;
use domain::decision::ConditionState;
use domain::meeting::{Mode, RecordKind};
use domain::paragraph::Category;
use domain::proposal::ProposalKind;
use domain::text::Label;
use domain::vote::{About, Base, Choice};

use crate::standing::Signatory;

macro_rules! words {
    ($($(#[$when:meta])* $name:ident = $sv:literal | $en:literal;)+) => {
        $($(#[$when])* pub(crate) const $name: Label = Label { sv: $sv, en: $en };)+
    };
}

words! {
    MINUTES = "Protokoll" | "Minutes";
    MEETING_NOTES = "Minnesanteckningar" | "Meeting notes";
    EXTRACT = "Protokollsutdrag" | "Extract from the minutes";
    NOTICE = "Anslag: tillkännagivande av justerat protokoll" | "Notice of adjusted minutes";
    PROOF_OF_POSTING = "Bevis om anslag" | "Proof of posting";
    SUMMONS = "Kallelse" | "Summons";
    DRAFT = "Utkast, ej justerat" | "Draft, not adjusted";

    ORGANISATION = "Förbund" | "Association";
    OWNER = "Organisation" | "Organisation";
    BODY = "Organ" | "Body";
    MEETING_DATE = "Sammanträdesdatum" | "Date of meeting";
    PLACE_AND_TIME = "Plats och tid" | "Place and time";
    AT = "kl." | "at";
    PARAGRAPHS = "Paragrafer" | "Paragraphs";
    CHAIR = "Ordförande" | "Chair";
    SECRETARY = "Sekreterare" | "Secretary";
    ADJUSTERS = "Utses att justera" | "Chosen to adjust";
    ADJUSTMENT = "Justeringens plats och datum" | "Place and date of adjustment";
    ADJUSTED_ON = "Justerat" | "Adjusted";
    IMMEDIATE = "omedelbar justering" | "immediate adjustment";
    STORED_AT = "Förvaringsplats för protokollet" | "Minutes kept at";
    REDACTED = "Maskerade uppgifter" | "Redacted";
    STATUS = "Protokollets status" | "Status of the minutes";
    APPENDIX_TO = "Bilaga till" | "Appendix to";
    PREVIOUS_MINUTES = "Föregående protokoll" | "Previous minutes";
    NEXT_MEETINGS = "Nästa sammanträde" | "Next meeting";
    NO_DECISIONS = "Beslut" | "Decisions";
    NO_DECISIONS_TAKEN = "Inga beslut fattades" | "No decisions were taken";
    NOT_STATED = "Uppgift saknas" | "Not stated";
    NOBODY = "Ingen" | "Nobody";
    YES = "Ja" | "Yes";
    NO = "Nej" | "No";

    DECIDING = "Beslutande" | "Deciding";
    PRESENT = "Närvarande" | "Present";
    NOT_SERVING = "Ej tjänstgörande ersättare" | "Substitutes not serving";
    EMPLOYER_SIDE = "Företrädare för arbetsgivaren" | "Representing the employer";
    UNION_SIDE = "Företrädare för arbetstagarorganisationerna" | "Representing the unions";
    OTHERS = "Övriga deltagare" | "Other participants";
    ABSENT = "Frånvarande" | "Absent";
    NAME = "Namn" | "Name";
    ROLE = "Uppdrag" | "Role";
    REPRESENTS = "Företräder" | "Represents";
    PRESENT_AT = "Närvaro" | "Presence";
    REMOTELY = "på distans" | "remotely";
    FOR = "för" | "for";
    NOT_PRESENT = "ej närvarande" | "not present";
    TO = "till och med" | "to";
    FROM = "från och med" | "from";

    CASE_NUMBER = "Diarienummer" | "Case number";
    CATEGORY = "Ärendetyp" | "Kind of matter";
    PRESENTERS = "Föredragande" | "Presented by";
    RAISED_BY = "Väckt av" | "Raised by";
    DISQUALIFIED = "Jäv" | "Disqualified";
    ADJUSTED_IMMEDIATELY = "Omedelbart justerad" | "Adjusted immediately";
    NOTHING_REPORTED = "Inget att rapportera" | "Nothing to report";
    VOIDED = "Numret utgår" | "Number voided";
    DECISION = "Beslut" | "Decision";
    CONDITION = "Villkor" | "Condition";
    BUDGET_YEARS = "Avser åren" | "For the years";
    BUDGET_YEAR = "Avser år" | "For the year";
    PROPOSED = "Förslag" | "Proposal";
    BY = "Av" | "By";
    WITHDRAWN = "Återkallat" | "Withdrawn";
    PROPOSITIONS = "Propositionsordning" | "Order of propositions";
    RESERVATION = "Reservation" | "Reservation";
    STATEMENT = "Protokollsanteckning" | "Minuted remark";
    ASSIGNMENT = "Uppdrag" | "Assignment";
    ASSIGNEES = "Ansvarig" | "Responsible";
    DUE = "Klart" | "Due";
    ASSIGNMENT_STATUS = "Läge" | "Stands";
    COOPERATION = "Samverkan" | "Cooperation";
    PARTY_TO = "Part" | "Party";
    ALL_PARTIES = "Alla parter" | "All parties";
    OUTCOME = "Utfall" | "Outcome";
    SCOPE = "Omfattning" | "Scope";
    AMOUNTS = "Belopp" | "Amounts";
    REFERENCES = "Hänvisningar" | "References";
    RECIPIENTS = "Protokollsutdrag skickas till" | "Extract sent to";
    APPENDICES = "Bilagor" | "Appendices";

    VOTE = "Omröstning" | "Vote";
    MEANING_OF_YES = "Ja innebär" | "Yes means";
    ABOUT = "Avser" | "About";
    SECRECY = "Sekretess" | "Secrecy";
    MARKED_BY = "Myndighet" | "Authority";
    MARKED_ON = "Antecknat" | "Marked on";
    SECRET = "Sluten omröstning" | "Secret vote";
    MAJORITY = "Majoritetskrav" | "Majority asked for";
    TALLY = "Röster" | "Votes";
    ABSTAINED = "Avstår" | "Abstained";
    CASTING_VOTE = "Ordförandens utslagsröst avgjorde" | "Settled by the chair's casting vote";
    RESULT = "Resultat" | "Result";
    CARRIED = "Ja-sidan" | "The yes side";
    LOST = "Nej-sidan" | "The no side";
    ELECTED = "Vald" | "Elected";
    LOT = "Lotten föll på" | "The lot fell on";
    CANDIDATES = "Kandidater" | "Candidates";
    BALLOTS = "Röstlista" | "Roll call";
    BALLOT = "Röst" | "Vote";

    SIGNATURES = "Underskrifter" | "Signatures";
    SIGNED = "Undertecknat" | "Signed";
    INSTEAD = "Justerat i stället genom beslut av" | "Adjusted instead by a decision of";
    BY_DECISION = "genom beslut av" | "by a decision of";
    CORRECTIONS = "Rättelser efter justering" | "Corrections after adjustment";
    CORRECTION = "Rättelse" | "Correction";

    POSTING = "Anslag/Bevis" | "Notice and proof of posting";
    POSTED_NOTE = "Justeringen har tillkännagivits genom anslag." | "The adjustment has been announced by notice.";
    BOARD = "Anslagstavla" | "Notice board";
    BOARDS = "Anslagstavlor" | "Notice boards";
    POSTED_ON = "Anslaget sätts upp" | "Posted";
    EARLIEST_REMOVAL = "Tas ned tidigast" | "Not removed before";
    REMOVED_ON = "Anslaget togs ned" | "Removed";
    POSTED_BY = "Anslaget av" | "Posted by";
    LAST_APPEAL_DAY = "Sista dag att överklaga" | "Last day to appeal";
    FINAL_ON = "Laga kraft" | "In legal force";

    HOW_TO_APPEAL = "Så överklagar du" | "How to appeal";
    COURT = "Domstol" | "Court";

    ATTESTATION = "Utdragets riktighet bestyrks" | "Attested as a true extract";
    NAME_IN_PRINT = "Namnförtydligande" | "Name in print";
    ATTESTED_ON = "Datum" | "Date";
    EXTRACT_TO = "Utdrag till" | "Extract to";

    SUMMONED = "Kallade" | "Summoned";
    ISSUED_ON = "Kallelsen utfärdad" | "Issued";
    AGENDA = "Föredragningslista" | "Agenda";
    MATTER = "Ärende" | "Matter";
    NUMBER = "Nr" | "No";
    OPEN_TO_PUBLIC = "Offentligt sammanträde" | "Open to the public";
    CONTACT = "Anmäl förhinder till" | "Give notice of absence to";

    VERSION = "version" | "version";
    PROPOSAL_OF_BUDGET = "Förslag, ej fastställt" | "Proposal, not approved";
    FISCAL_YEAR = "Budgetår" | "Budget year";
    PLAN_YEARS = "Planår" | "Plan years";
    NO_PLAN_YEARS = "Inga" | "None";
    STANDS = "Läge" | "Stands";
    IN_FORCE = "Gäller" | "In force";
    REPLACED_BY = "Ersatt av version" | "Replaced by version";
    PROPOSED_ON = "Föreslagen" | "Proposed";
    APPROVED_ON = "Fastställd" | "Approved";
    ANNOUNCED = "Sammanträdet kungjort" | "Meeting announced";
    FUNDING = "Så finansieras ändringen" | "How the change is paid for";
    UNSTATED_AMOUNT = "ej angivet" | "not stated";
    SUMS = "Sammanställning" | "Summary";
    CONTRIBUTIONS = "Bidrag" | "Contributions";
    CONTRIBUTIONS_BY_PARTY = "Bidrag per part" | "Contributions by party";
    CONTRIBUTOR = "Bidragsgivare" | "Contributor";
    KIND = "Slag" | "Kind";
    AMOUNT = "Belopp" | "Amount";
    SHARE = "Andel" | "Share";
    OF_NO_PARTY = "Övriga" | "Others";
    NOT_A_MEMBER = "Inte medlem" | "Not a member";
    OTHER_INCOME = "Övriga intäkter" | "Other income";
    SOURCE = "Källa" | "Source";
    YEAR = "År" | "Year";
    ITEM = "Post" | "Item";
    INCOME = "Intäkter" | "Income";
    COSTS = "Kostnader" | "Costs";
    WAITING_COSTS = "varav väntar på en händelse" | "of which wait for an event";
    NOTHING_WAITS = "inget" | "nothing";
    BUDGETED_RESULT = "Resultat" | "Result";
    DRAWN = "Tas ur eget kapital" | "Taken from equity";
    ADDED = "Förs till eget kapital" | "Put to equity";
    LINES = "Insatser och andra poster" | "Activities and other lines";
    LINE = "Post" | "Line";
    PERIOD = "Period" | "Period";
    EXPECTED_OUTCOME = "Förväntat utfall" | "Expected outcome";
    CARRIED_OUT = "Effektueras" | "Carried out";
    WITH_THE_BUDGET = "med budgeten" | "with the budget";
    LINE_WAITS = "väntar" | "waits";
    LINE_RELEASED = "effektuerad" | "released";
    LINE_LAPSED = "förfallen" | "lapsed";
    SUSPENDED_LINES = "Poster som är villkorade av en händelse" | "Lines suspended until an event";
    EVENT = "Händelse" | "Event";
    OF_WHICH_WAITS = "Avser" | "Covers";
    WHOLE_LINE = "hela posten" | "the whole line";
    SETTLED_ON = "Avgjord" | "Settled";
    SHOWN_BY = "Visas av" | "Shown by";
    GOALS = "Mål" | "Goals";

    ADDRESS = "Dokumentets adress" | "Address of this document";
    SKIP = "Hoppa till innehållet" | "Skip to the content";
    #[cfg(feature = "pdf")]
    PAGE = "Sida" | "Page";
    TO_FILL_IN = "Att fylla i" | "To be filled in";
}

/// How a decision is appealed.
///
/// # Legal source
/// Lag (2003:1210) 28 §; kommunallag (2017:725) 13 kap. 1, 4, 5, 7 and 8 §§; 1 kap. 5 § for who is a member.
pub(crate) const APPEAL: [Label; 4] = [
    Label {
        sv: "Besluten kan överklagas genom laglighetsprövning enligt 13 kap. kommunallagen (2017:725) och 28 § lagen (2003:1210) om finansiell samordning av rehabiliteringsinsatser. Beslut av rent förberedande eller rent verkställande art kan inte överklagas.",
        en: "The decisions can be appealed by legality review under chapter 13 of the Local Government Act (2017:725) and section 28 of the Act on Financial Coordination of Rehabilitation Measures (2003:1210). Decisions that only prepare or only execute cannot be appealed.",
    },
    Label {
        sv: "Rätt att överklaga har den som är medlem av en kommun eller en region som är medlem i förbundet. Medlem av en kommun är den som är folkbokförd i kommunen, äger fast egendom där eller ska betala kommunalskatt där; medlem av en region är den som är medlem av en kommun inom regionen.",
        en: "Members of a municipality or region that is a member of the association may appeal. A member of a municipality is whoever is registered as resident there, owns real property there or is to pay municipal tax there; a member of a region is whoever is a member of a municipality within it.",
    },
    Label {
        sv: "Överklagandet görs skriftligen och ges in till förvaltningsrätten. Ange vilket beslut som överklagas och de omständigheter som överklagandet stöds på.",
        en: "The appeal is made in writing to the administrative court. State which decision is appealed and the circumstances on which the appeal is based.",
    },
    Label {
        sv: "Överklagandet ska ha kommit in inom tre veckor från den dag då det tillkännagavs på anslagstavlan att protokollet har justerats.",
        en: "The appeal must have been received within three weeks of the day on which it was announced on the notice board that the minutes had been adjusted.",
    },
];

pub(crate) const fn record(kind: Option<RecordKind>) -> Label {
    match kind {
        Some(RecordKind::MeetingNotes) => MEETING_NOTES,
        Some(RecordKind::Minutes) | None => MINUTES,
    }
}

macro_rules! named {
    ($(fn $name:ident($type:ty) { $($variant:ident = $sv:literal | $en:literal;)+ })+) => {
        $(pub(crate) const fn $name(value: $type) -> Label {
            type Of = $type;
            match value { $(Of::$variant => Label { sv: $sv, en: $en },)+ }
        })+
    };
}

named! {
    fn mode(Mode) {
        OnSite = "på plats" | "on site";
        Hybrid = "på plats och på distans" | "on site and remotely";
        Remote = "på distans" | "remotely";
    }
    fn status(MinutesStatus) {
        Draft = "Ej justerat" | "Not adjusted";
        PartlyAdjusted = "Delvis justerat" | "Partly adjusted";
        Adjusted = "Justerat" | "Adjusted";
        Announced = "Justerat och anslaget" | "Adjusted and posted";
        Appealed = "Överklagat" | "Appealed";
        Final = "Laga kraft" | "In legal force";
    }
    fn previous(PreviousMinutes) {
        Filed = "Lades till handlingarna" | "Filed";
        Approved = "Godkändes" | "Approved";
        NotYetAdjusted = "Ännu inte justerat" | "Not yet adjusted";
    }
    fn capacity(Capacity) {
        Member = "ledamot" | "member";
        ServingSubstitute = "tjänstgörande ersättare" | "serving substitute";
        Substitute = "ersättare" | "substitute";
        Employer = "arbetsgivarföreträdare" | "representing the employer";
        Union = "facklig företrädare" | "representing a union";
        Official = "tjänsteperson" | "officer";
        Other = "deltagare" | "participant";
    }
    fn category(Category) {
        Information = "Information" | "Information";
        Dialogue = "Dialog" | "Dialogue";
        Decision = "Beslut" | "Decision";
    }
    fn proposal(ProposalKind) {
        Proposal = "Yrkande" | "Proposal";
        Recommendation = "Rekommendation" | "Recommendation";
    }
    fn condition(ConditionState) {
        Pending = "väntar" | "pending";
        Met = "uppfyllt" | "met";
        Failed = "kan inte uppfyllas" | "cannot be met";
    }
    fn assignment(AssignmentStatus) {
        Open = "pågår" | "open";
        Reported = "återrapporterat" | "reported";
        Done = "slutfört" | "done";
        Withdrawn = "återtaget" | "withdrawn";
    }
    fn cooperation(CooperationResult) {
        Completed = "Samverkan genomförd" | "Cooperation completed";
        InformationGiven = "Information delgiven" | "Information given";
        Dialogue = "Dialog förd" | "Dialogue held";
        Disagreement = "Oenighet" | "Disagreement";
        Deferred = "Uppskjutet" | "Deferred";
        NewCooperationRequired = "Ny samverkan krävs" | "New cooperation required";
    }
    fn choice(Choice) {
        Yes = "Ja" | "Yes";
        No = "Nej" | "No";
        Abstain = "Avstår" | "Abstains";
    }
    fn about(About) {
        Matter = "sakfråga" | "a matter";
        Election = "val" | "an election";
        Hiring = "anställning" | "hiring";
    }
    fn base(Base) {
        Cast = "av avgivna röster" | "of the votes cast";
        Present = "av de närvarande" | "of those present";
        Seats = "av alla platser" | "of all seats";
    }
    fn party(FundingParty) {
        State = "Staten" | "The state";
        Region = "Regionerna" | "The regions";
        Municipalities = "Kommunerna" | "The municipalities";
    }
    fn contribution(ContributionKind) {
        Statutory = "andel enligt lag" | "share by law";
        VoluntaryExcess = "frivilligt överskjutande" | "voluntary excess";
        ExtraState = "extra statliga medel" | "extra state money";
    }
    fn source(IncomeSource) {
        EuropeanSocialFund = "Europeiska socialfonden" | "European Social Fund";
        Project = "annat projekt" | "another project";
        Interest = "ränta" | "interest";
        Other = "annat" | "other";
    }
    fn version(VersionKind) {
        Original = "Budget" | "Budget";
        Revision = "Reviderad budget" | "Revised budget";
        Supplement = "Tilläggsbudget" | "Supplementary budget";
    }
    fn signatory(Signatory) {
        Secretary = "Sekreterare" | "Secretary";
        Chair = "Ordförande" | "Chair";
        Adjuster = "Justerare" | "Adjuster";
    }
}
