//! Section E: how decisions are made.

use super::{IMPORT, finsam, kl, rule};
use crate::rule::Rule;

pub(crate) static WEIGHTED_VOTE: Rule = rule(
    "R-30",
    "WEIGHTED_VOTE",
    "Varje ledamot har en röst",
    "Each member has one vote",
    &[
        kl(
            "4 kap. 24 §",
            "Varje ledamot har en röst.",
            "Each member has one vote.",
        ),
        IMPORT,
    ],
)
.of_paragraph()
.refuses()
.under_local_government_act()
.judged();

pub(crate) static PROPOSITION_ORDER: Rule = rule(
    "R-31",
    "PROPOSITION_ORDER",
    "Ordföranden ställer proposition",
    "The chair puts the proposals",
    &[kl("5 kap. 53 §", "Ordföranden ställer proposition med ja och nej och bekräftar utfallet, om inte omröstning begärs.", "The chair puts proposals for yes and no and confirms the outcome, unless a vote is asked for."), kl("6 kap. 33 §", "Gäller styrelsen.", "Applies to the board."), IMPORT],
)
.of_paragraph()
.under_local_government_act();

pub(crate) static CLOSED_VOTE_NOT_ALLOWED: Rule = rule(
    "R-32",
    "CLOSED_VOTE_NOT_ALLOWED",
    "Omröstningar är öppna",
    "Votes are open",
    &[
        kl(
            "5 kap. 54 §",
            "Omröstning är öppen utom vid val och anställning.",
            "A vote is open except in elections and hiring.",
        ),
        kl("6 kap. 33 §", "Gäller styrelsen.", "Applies to the board."),
        IMPORT,
    ],
)
.of_paragraph()
.refuses()
.under_local_government_act();

pub(crate) static VOTE_TALLY_MISMATCH: Rule = rule(
    "R-33",
    "VOTE_TALLY_MISMATCH",
    "Röstetalen stämmer med rösterna",
    "The tally agrees with the ballots",
    &[
        kl(
            "5 kap. 55 §",
            "Enkel majoritet av de avgivna rösterna avgör.",
            "A simple majority of the votes cast decides.",
        ),
        kl(
            "5 kap. 67 §",
            "Protokollet anger omröstningar, hur de utfallit och hur var och en röstat.",
            "The minutes state votes, their outcome and how each voted.",
        ),
        IMPORT,
    ],
)
.of_paragraph()
.warns()
.under_local_government_act()
.varied_by(&["qualifiedMajority"])
.judged();

pub(crate) static CASTING_VOTE_WITHOUT_TIE: Rule = rule(
    "R-34",
    "CASTING_VOTE_WITHOUT_TIE",
    "Utslagsrösten används bara vid lika röstetal",
    "The casting vote is used only in a tie",
    &[
        kl(
            "5 kap. 56 §",
            "Vid lika röstetal har ordföranden utslagsröst.",
            "In a tie the chair has the casting vote.",
        ),
        IMPORT,
    ],
)
.of_paragraph()
.warns()
.under_local_government_act()
.judged();

pub(crate) static TIE_UNRESOLVED: Rule = rule(
    "R-34",
    "TIE_UNRESOLVED",
    "Lika röstetal avgörs",
    "A tie is settled",
    &[
        kl(
            "5 kap. 56 §",
            "Vid lika röstetal har ordföranden utslagsröst.",
            "In a tie the chair has the casting vote.",
        ),
        IMPORT,
    ],
)
.of_paragraph()
.warns()
.under_local_government_act()
.judged();

pub(crate) static CASTING_VOTE_IN_ELECTION: Rule = rule(
    "R-35",
    "CASTING_VOTE_IN_ELECTION",
    "Lika röstetal vid val avgörs genom lottning",
    "A tie in an election is settled by lot",
    &[
        kl(
            "5 kap. 56 §",
            "Vid val och anställning avgör lotten.",
            "In elections and hiring the lot decides.",
        ),
        IMPORT,
    ],
)
.of_paragraph()
.refuses()
.under_local_government_act()
.judged();

pub(crate) static CHAIR_ABSTAINED_WHEN_NEEDED: Rule = rule(
    "R-36",
    "CHAIR_ABSTAINED_WHEN_NEEDED",
    "Ordföranden röstar när det behövs",
    "The chair votes where it is needed",
    &[kl("4 kap. 25 §", "Alla får avstå, men ordföranden ska rösta när det behövs för att ärendet ska kunna avgöras.", "All may abstain, but the chair shall vote where needed to settle the matter."), IMPORT],
)
.of_paragraph()
.warns()
.under_local_government_act()
.judged();

pub(crate) static RESERVATION_LATE: Rule = rule(
    "R-37",
    "RESERVATION_LATE",
    "Reservation anmäls före sammanträdets slut",
    "A reservation is announced before the meeting ends",
    &[
        kl(
            "4 kap. 27 §",
            "Reservation anmäls innan sammanträdet avslutas.",
            "A reservation is announced before the meeting ends.",
        ),
        IMPORT,
    ],
)
.of_paragraph()
.refuses()
.under_local_government_act();

pub(crate) static RESERVATION_NOT_ENTITLED: Rule = rule(
    "R-37",
    "RESERVATION_NOT_ENTITLED",
    "Bara den som deltagit i beslutet reserverar sig",
    "Only who took part in the decision makes a reservation",
    &[
        kl(
            "4 kap. 27 §",
            "Den som deltagit i avgörandet får reservera sig.",
            "Who took part in the decision may make a reservation.",
        ),
        IMPORT,
    ],
)
.of_paragraph()
.refuses()
.under_local_government_act()
.judged();

pub(crate) static PROPOSAL_RECORDED: Rule = rule(
    "R-38",
    "PROPOSAL_RECORDED",
    "Yrkanden som står kvar antecknas",
    "Standing proposals are recorded",
    &[
        kl(
            "5 kap. 67 §",
            "Protokollet anger de yrkanden som inte återkallats.",
            "The minutes state the proposals not withdrawn.",
        ),
        IMPORT,
    ],
)
.of_paragraph()
.under_local_government_act();

pub(crate) static CONDITION_PENDING: Rule = rule(
    "R-39",
    "CONDITION_PENDING",
    "Ett villkorat beslut väntar på sin händelse",
    "A conditional decision waits for its event",
    &[kl(
        "13 kap. 14 §",
        "Ett beslut får verkställas innan det fått laga kraft; lagen säger inget om villkor.",
        "A decision may be executed before it is final; the act says nothing on conditions.",
    )],
)
.of_paragraph()
.under_local_government_act();

pub(crate) static DELEGATION_TO_COMMITTEE: Rule = rule(
    "R-40",
    "DELEGATION_TO_COMMITTEE",
    "Styrelsen delegerar till ledamot, ersättare eller tjänsteman",
    "The board delegates to a member, a substitute or an officer",
    &[finsam("10 §", "Styrelsen får uppdra åt en ledamot, ersättare eller tjänsteman att besluta i en grupp av ärenden.", "The board may let a member, substitute or officer decide a group of matters.")],
)
.of_paragraph()
.refuses();

pub(crate) static DELEGATED_NON_DELEGABLE: Rule = rule(
    "R-40",
    "DELEGATED_NON_DELEGABLE",
    "Mål, inriktning, omfattning och kvalitet delegeras inte",
    "Goals, direction, scope and quality are not delegated",
    &[finsam(
        "10 §",
        "Vilka ärenden som inte får delegeras.",
        "Which matters may not be delegated.",
    )],
)
.of_paragraph()
.refuses();

pub(crate) static DELEGATION_NOT_REPORTED: Rule = rule(
    "R-40",
    "DELEGATION_NOT_REPORTED",
    "Beslut på delegation anmäls till styrelsen",
    "Delegated decisions are reported to the board",
    &[finsam(
        "10 §",
        "Delegationsbeslut anmäls till styrelsen.",
        "Delegated decisions are reported to the board.",
    )],
)
.of_association()
.warns()
.judged();

pub(super) static RULES: &[&Rule] = &[
    &WEIGHTED_VOTE,
    &PROPOSITION_ORDER,
    &CLOSED_VOTE_NOT_ALLOWED,
    &VOTE_TALLY_MISMATCH,
    &CASTING_VOTE_WITHOUT_TIE,
    &TIE_UNRESOLVED,
    &CASTING_VOTE_IN_ELECTION,
    &CHAIR_ABSTAINED_WHEN_NEEDED,
    &RESERVATION_LATE,
    &RESERVATION_NOT_ENTITLED,
    &PROPOSAL_RECORDED,
    &CONDITION_PENDING,
    &DELEGATION_TO_COMMITTEE,
    &DELEGATED_NON_DELEGABLE,
    &DELEGATION_NOT_REPORTED,
];
