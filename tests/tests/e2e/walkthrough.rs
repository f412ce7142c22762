//! One board's year as its secretary runs it: a meeting in spring, one in summer, the budget meeting in autumn. What
//! is asked and answered makes docs/walkthrough.md.

mod page;

use page::Page;
use serde_json::{Value, json};
use tests::app::{App, Engine};
use tests::board::{ASSOCIATION, Board};
use tests::client::Client;
use tests::on_both_engines;

on_both_engines![a_boards_year];

async fn a_boards_year(engine: Engine) {
    let app = App::start(engine).await;
    let mut year = Year::begins(&app).await;
    let spring = year.spring().await;
    let summer = year.summer(&app).await;
    let autumn = year.autumn(&summer).await;
    year.is_a_record_without_gaps(&[spring, summer, autumn])
        .await;
    year.is_found_inside_and_not_outside(&app).await;
    let report = application::verify::verify(&app.store)
        .await
        .expect("a report");
    assert_eq!(report.bad, None);
    assert_eq!(report.records, 3);
    year.page.is_the_one_checked_in();
}

/// The year so far.
struct Year {
    board: Board,
    /// The secretary, who reads English here.
    english: Client,
    page: Page,
    meeting: String,
    paragraph: String,
}

/// A decision by acclamation.
fn decision(paragraph: &str, kind: &str, text: &str) -> Value {
    json!({"paragraph": paragraph, "kind": kind, "text": text})
}

impl Year {
    async fn begins(app: &App) -> Self {
        let board = Board::of(app).await;
        let mut page = Page::default();
        for (name, id) in board.people() {
            page.call(
                id,
                &name
                    .split(' ')
                    .next_back()
                    .unwrap_or_default()
                    .to_lowercase(),
            );
        }
        for (member, id) in board.seats() {
            page.call(
                id,
                &member
                    .split(' ')
                    .find(|word| *word != "Region")
                    .unwrap_or_default()
                    .to_lowercase(),
            );
        }
        page.call(&board.body, "board");
        page.say(OPENING);
        let english = board.secretary.client.clone().in_english();
        Self {
            board,
            english,
            page,
            meeting: String::new(),
            paragraph: String::new(),
        }
    }

    /// Words of the page.
    fn tells(&mut self, words: &str) {
        self.page.say(words);
    }

    /// Asks for a change that is made, and shows it.
    #[track_caller]
    fn asks<'a>(
        &'a mut self,
        mutation: &'static str,
        input: Value,
        answer: &'static str,
    ) -> impl Future<Output = Value> + use<'a> {
        let client = self.english.clone();
        self.asks_as(client, mutation, input, answer)
    }

    /// The same, by somebody else.
    #[track_caller]
    fn asks_as<'a>(
        &'a mut self,
        client: Client,
        mutation: &'static str,
        input: Value,
        answer: &'static str,
    ) -> impl Future<Output = Value> + use<'a> {
        let place = std::panic::Location::caller();
        async move {
            let (query, variables) = request(mutation, input, answer);
            let told = client.query(&query, variables.clone()).await;
            assert!(
                told.body.get("errors").is_none(),
                "{mutation} at {place}: {:#}",
                told.body
            );
            let data = told.body["data"].clone();
            self.page.exchange(&query, &variables, &data);
            data[mutation].clone()
        }
    }

    /// Asks for a change that is refused, and shows it: the code and what goes with it.
    #[track_caller]
    fn is_refused<'a>(
        &'a mut self,
        mutation: &'static str,
        input: Value,
    ) -> impl Future<Output = Value> + use<'a> {
        let place = std::panic::Location::caller();
        async move {
            let (query, variables) = request(mutation, input, "{ version }");
            let told = self.english.query(&query, variables.clone()).await;
            let error = &told.body["errors"][0];
            assert!(
                error["extensions"]["code"].is_string(),
                "{mutation} at {place}: {:#}",
                told.body
            );
            let shown = json!({"errors": [{"message": error["message"], "extensions": error["extensions"]}], "data": told.body["data"]});
            self.page.refusal(&query, &variables, &shown);
            error["extensions"].clone()
        }
    }

    /// Reads, and shows it.
    async fn reads(&mut self, client: &Client, query: &str, variables: Value) -> Value {
        let data = client.query(query, variables.clone()).await.data();
        self.page.exchange(query, &variables, &data);
        data
    }

    /// Makes a change that the page does not show.
    #[track_caller]
    fn makes(&self, mutation: &'static str, input: Value) -> impl Future<Output = Value> + use<'_> {
        self.board.secretary.make(mutation, input)
    }

    /// Somebody of the board comes; the page does not show it.
    async fn comes(&self, name: &str) {
        self.board.arrive(&self.meeting, name).await;
    }

    /// The next § is opened; the page does not show it.
    async fn opens(&mut self, title: &str, text: Option<&str>) -> Value {
        let input = json!({"meeting": self.meeting, "title": title, "text": text});
        let opened = self.makes("openParagraph", input).await;
        self.stands_at(&opened);
        opened
    }

    /// Keeps which § is open.
    fn stands_at(&mut self, opened: &Value) {
        let held = &opened["paragraph"];
        self.paragraph = held["id"].as_str().expect("an id").to_owned();
        let number = held["label"]
            .as_str()
            .expect("a label")
            .trim_start_matches("§ ")
            .to_owned();
        self.page.call(&self.paragraph.clone(), &number);
    }

    /// A meeting is called and opened; the page does not show it.
    async fn meets(&mut self, name: &str, date: &str, mode: &str, agenda: Value) {
        let input = json!({"body": self.board.body, "date": date, "startsAt": "09:00", "place": "Kommunhuset, Grinnäs", "mode": mode});
        let called = self.makes("scheduleMeeting", input).await;
        self.meeting = called["meeting"]["id"].as_str().expect("an id").to_owned();
        self.page.call(&self.meeting.clone(), name);
        self.makes(
            "summonMeeting",
            json!({"meeting": self.meeting, "agenda": agenda}),
        )
        .await;
        let opened = json!({"meeting": self.meeting, "at": "09:00", "secretary": {"name": "Sanna Skrivare"}});
        self.makes("openMeeting", opened).await;
    }

    fn person(&self, name: &str) -> Value {
        json!(self.board.person(name))
    }

    /// Ballots by name: these say yes, those say no.
    fn ballots(&self, yes: &[&str], no: &[&str]) -> Value {
        let cast = |vote: &'static str| move |name: &&str| json!({"person": self.person(name), "vote": vote});
        yes.iter()
            .map(cast("YES"))
            .chain(no.iter().map(cast("NO")))
            .collect()
    }

    // --- spring -----------------------------------------------------------------------------------------------

    async fn spring(&mut self) -> String {
        self.tells("## Spring: a whole agenda");
        self.tells("### Called, summoned, opened");
        let called = self
            .asks(
                "scheduleMeeting",
                json!({"body": self.board.body, "date": "2026-03-12", "startsAt": "09:00", "place": "Kommunhuset, Grinnäs", "mode": "ON_SITE"}),
                "{ meeting { id stage } version }",
            )
            .await;
        assert_eq!(called["meeting"]["stage"], "SCHEDULED");
        self.meeting = called["meeting"]["id"].as_str().expect("an id").to_owned();
        self.tells("The summons (kallelse) carries the agenda (föredragningslista).");
        let summoned = self
            .asks(
                "summonMeeting",
                json!({"meeting": self.meeting, "documents": ["Verksamhetsberättelse 2025"], "agenda": [
                    "Mötet öppnas", "Föredragningslista", "Val av justerare", "Deltagande på distans",
                    "Verksamhetsberättelse 2025", "Ungdomsspåret", "Mötet avslutas",
                ]}),
                "{ live { stage summons { documents agenda } } version }",
            )
            .await;
        assert_eq!(
            summoned["live"]["summons"]["agenda"]
                .as_array()
                .map(Vec::len),
            Some(7)
        );
        self.tells("Who presides follows from the register: Greta Näslund is chair, Bo Kåberg vice chair. Nobody is in the room yet.");
        let opened = self
            .asks(
                "openMeeting",
                json!({"meeting": self.meeting, "at": "09:00", "secretary": {"name": "Sanna Skrivare"}}),
                "{ live { stage quorumNow { outcome present seats needed margin } } version }",
            )
            .await;
        assert_eq!(
            opened["live"]["quorumNow"],
            json!({"outcome": "NOT_MET", "present": 0, "seats": 9, "needed": 5, "margin": -5})
        );

        self.tells("### Who comes");
        self.tells("A board member is known from the register; nothing but the person is needed.");
        let came = self
            .asks(
                "recordArrival",
                json!({"meeting": self.meeting, "person": {"id": self.person("Greta Näslund")}}),
                "{ live { presiding { name } participants { person { name } organisation { name } capacity entitled } } }",
            )
            .await;
        assert_eq!(came["live"]["presiding"]["name"], "Greta Näslund");
        for name in [
            "Frida Kassel",
            "Axel Fors",
            "Rut Nordin",
            "Alva Byström",
            "Bo Kåberg",
            "Disa Vikman",
        ] {
            self.comes(name).await;
        }
        let director = json!({"meeting": self.meeting, "person": {"name": "Lena Lindgren"}, "capacity": "OFFICIAL",
            "organisation": "Samordningsförbundet Vindalen", "title": "Förbundschef"});
        self.makes("recordArrival", director).await;
        self.comes("Ebba Hedin").await;
        self.tells("Six more members come, the director (förbundschef), and Ebba Hedin, first substitute (ersättare) for Ekhult kommun, whose member Erik Hultman is away. She takes his seat.");
        let seated = self
            .asks(
                "seatSubstitute",
                json!({"meeting": self.meeting, "person": self.person("Ebba Hedin"), "seat": self.board.seat("Ekhult kommun")}),
                "{ live { quorumNow { outcome present margin explanation } } irregularities { code } }",
            )
            .await;
        assert_eq!(seated["live"]["quorumNow"]["present"], 8);
        assert_eq!(seated["irregularities"], json!([]));

        self.tells("### §§ 1 and 2");
        self.tells("Opening a paragraph tests the quorum (beslutsförhet) and draws the next number of the board's year.");
        let first = self
            .asks(
                "openParagraph",
                json!({"meeting": self.meeting, "title": "Mötet öppnas", "text": "Ordföranden öppnar mötet."}),
                "{ paragraph { id label title } live { quorumNow { explanation } } }",
            )
            .await;
        assert_eq!(first["paragraph"]["label"], "§ 1");
        self.stands_at(&first);
        self.opens("Föredragningslista", None).await;
        self.tells("Where nobody asks for a vote, the chair finds the outcome by acclamation.");
        let decided = self
            .asks(
                "decide",
                decision(
                    &self.paragraph,
                    "APPROVE",
                    "Styrelsen fastställer föredragningslistan.",
                ),
                "{ paragraph { label } decision { kind text } live { quorumNow { outcome } } }",
            )
            .await;
        assert_eq!(decided["decision"]["kind"], "APPROVE");

        self.tells("### § 3: an election settled by lot (lottning)");
        self.tells("An election may be closed. Four votes each: an election has no casting vote.");
        self.opens("Val av justerare", None).await;
        self.asks(
            "callVote",
            json!({"paragraph": self.paragraph, "about": "ELECTION", "secret": true, "candidates": ["Frida Kassel", "Axel Fors"]}),
            "{ paragraph { label } version }",
        )
        .await;
        let tie = json!({"paragraph": self.paragraph, "vote": 1, "election": {"votes": [4, 4], "abstained": 0}});
        let mut casting = tie.clone();
        casting["castingVote"] = json!("YES");
        let refused = self.is_refused("castBallots", casting).await;
        assert_eq!(refused["code"], "CASTING_VOTE_IN_ELECTION");
        self.makes("castBallots", tie).await;
        self.tells("The ballots are counted without it, and the lot falls on Frida Kassel. Only then can the election be decided.");
        self.asks(
            "drawLot",
            json!({"paragraph": self.paragraph, "vote": 1, "winner": "Frida Kassel"}),
            "{ paragraph { label } version }",
        )
        .await;
        let elected = self
            .asks(
                "decide",
                json!({"paragraph": self.paragraph, "kind": "ELECT", "method": "VOTE", "vote": 1,
                    "text": "Frida Kassel väljs genom lottning att justera protokollet jämte ordföranden."}),
                "{ decision { kind text } }",
            )
            .await;
        assert_eq!(elected["decision"]["kind"], "ELECT");

        self.tells("### § 4: somebody comes late, and remote participation is decided");
        self.tells("Presence (närvaro) is kept for each paragraph: who comes when § 3 was decided is there from § 4.");
        self.asks(
            "recordArrival",
            json!({"meeting": self.meeting, "person": {"id": self.person("Hanna Lundin")}}),
            "{ live { quorumNow { present explanation } } }",
        )
        .await;
        self.opens("Deltagande på distans", None).await;
        self.makes("decide", decision(&self.paragraph, "RESOLVE", REMOTE))
            .await;
        self.tells("The board decides that its members may take part remotely, and gives the director a task (uppdrag).");
        let assigned = self
            .asks(
                "assign",
                json!({"paragraph": self.paragraph, "assignees": ["Förbundschefen"], "dueOn": "2026-06-01",
                    "text": "Förbundschefen tar fram en rutin för deltagande på distans."}),
                "{ assignment { assignees text dueOn status } }",
            )
            .await;
        assert_eq!(assigned["assignment"]["status"], "OPEN");

        self.tells("### § 5: tabled (bordlagt), and a break (ajournering)");
        self.opens("Verksamhetsberättelse 2025", None).await;
        let tabled = self
            .asks(
                "decide",
                decision(
                    &self.paragraph,
                    "TABLE",
                    "Styrelsen bordlägger ärendet till nästa sammanträde.",
                ),
                "{ paragraph { label } decision { kind } }",
            )
            .await;
        assert_eq!(tabled["decision"]["kind"], "TABLE");
        let paused = self
            .asks(
                "adjournMeeting",
                json!({"meeting": self.meeting, "at": "10:30"}),
                "{ live { stage breaks { from to } } }",
            )
            .await;
        assert_eq!(paused["live"]["stage"], "ADJOURNED");
        let refused = self
            .is_refused(
                "openParagraph",
                json!({"meeting": self.meeting, "title": "Ungdomsspåret"}),
            )
            .await;
        assert_eq!(refused["code"], "WRONG_STAGE");
        let resumed = self
            .asks(
                "resumeMeeting",
                json!({"meeting": self.meeting, "at": "10:50"}),
                "{ live { stage breaks { from to } } }",
            )
            .await;
        assert_eq!(
            resumed["live"]["breaks"],
            json!([{"from": "10:30", "to": "10:50"}])
        );

        self.tells("### § 6: a proposal (yrkande), another, and a tie");
        self.tells("Disa Vikman has left: eight members and substitutes are in their seats.");
        self.makes(
            "recordDeparture",
            json!({"meeting": self.meeting, "person": self.person("Disa Vikman")}),
        )
        .await;
        self.opens("Ungdomsspåret", None).await;
        self.makes(
            "addProposal",
            json!({"paragraph": self.paragraph, "person": self.person("Bo Kåberg"),
            "text": "Förbundet finansierar Ungdomsspåret med 600 000 kronor under 2026."}),
        )
        .await;
        self.asks(
            "addProposal",
            json!({"paragraph": self.paragraph, "person": self.person("Axel Fors"), "text": "Avslag på Bo Kåbergs yrkande."}),
            "{ paragraph { label proposals { by text } } }",
        )
        .await;
        self.asks(
            "orderPropositions",
            json!({"paragraph": self.paragraph, "order": "Ordföranden ställer Bo Kåbergs yrkande mot avslag. Omröstning begärs."}),
            "{ paragraph { statements { text } } }",
        )
        .await;
        self.makes(
            "callVote",
            json!({"paragraph": self.paragraph, "meaningOfYes": "bifall till Bo Kåbergs yrkande"}),
        )
        .await;
        let ballots = self.ballots(
            &["Greta Näslund", "Bo Kåberg", "Alva Byström", "Hanna Lundin"],
            &["Frida Kassel", "Axel Fors", "Rut Nordin", "Ebba Hedin"],
        );
        self.tells("The vote (omröstning) is open and taken by name: 4 to 4. A tie is settled by the casting vote (utslagsröst) of whoever presides.");
        let mut cast = json!({"paragraph": self.paragraph, "vote": 1, "ballots": ballots});
        let refused = self.is_refused("castBallots", cast.clone()).await;
        assert_eq!(
            refused["params"],
            json!({"yes": "4", "no": "4", "presiding": "Greta Näslund"})
        );
        self.tells("The same ballots with `castingVote: YES`:");
        cast["castingVote"] = json!("YES");
        let counted = self
            .asks(
                "castBallots",
                cast,
                "{ paragraph { votes { meaningOfYes yes no abstained castingVote } } }",
            )
            .await;
        assert_eq!(counted["paragraph"]["votes"][0]["castingVote"], true);
        self.asks(
            "decide",
            json!({"paragraph": self.paragraph, "kind": "RESOLVE", "method": "VOTE", "vote": 1,
                "text": "Styrelsen beslutar att finansiera Ungdomsspåret med 600 000 kronor under 2026."}),
            "{ decision { kind text } }",
        )
        .await;
        self.tells("Who took part in the decision may have a reservation recorded as long as the meeting lasts.");
        let reserved = self
            .asks(
                "recordReservation",
                json!({"paragraph": self.paragraph, "person": self.person("Axel Fors"), "text": "Medlen saknas i årets budget."}),
                "{ paragraph { label reservations { by text } } }",
            )
            .await;
        assert_eq!(
            reserved["paragraph"]["reservations"][0]["by"],
            json!(["Axel Fors"])
        );
        let decided = self.paragraph.clone();

        self.tells("### § 7 is voided (makulerad)");
        self.tells("A number that was drawn by mistake is voided and never used again; the next paragraph is § 8.");
        self.opens("Ungdomsspåret", None).await;
        let voided = self
            .asks(
                "voidParagraph",
                json!({"paragraph": self.paragraph, "reason": "Ärendet var redan avgjort under § 6."}),
                "{ paragraph { label voided } }",
            )
            .await;
        assert_eq!(voided["paragraph"]["label"], "§ 7");

        self.tells("### § 8: the end");
        self.tells("Closing tells all that is missing at once. Then the adjuster (justerare) of § 3 is entered and the paragraph worded.");
        self.opens("Mötet avslutas", None).await;
        let refused = self
            .is_refused(
                "closeMeeting",
                json!({"meeting": self.meeting, "at": "11:45"}),
            )
            .await;
        assert_eq!(
            refused["params"],
            json!({
                "missing": ["no adjusters", "§ 8 has neither text nor decision"],
                "missingCodes": ["NO_ADJUSTERS", "PARAGRAPH_EMPTY"],
            })
        );
        self.adjusts_and_words("Frida Kassel").await;
        let closed = self
            .asks(
                "closeMeeting",
                json!({"meeting": self.meeting, "at": "11:45", "nextMeetings": [{"date": "2026-06-11", "startsAt": "09:00"}]}),
                "{ meeting { stage endsAt adjusters { name } nextMeetings { date startsAt } } version }",
            )
            .await;
        assert_eq!(closed["meeting"]["stage"], "CLOSED");
        self.tells("After that a reservation is too late.");
        let refused = self
            .is_refused(
                "recordReservation",
                json!({"paragraph": decided, "person": self.person("Rut Nordin")}),
            )
            .await;
        assert_eq!(refused["code"], "RESERVATION_LATE");
        self.meeting.clone()
    }

    /// Names the adjuster and words the closing §.
    async fn adjusts_and_words(&self, adjuster: &str) {
        self.makes(
            "chooseAdjusters",
            json!({"meeting": self.meeting, "persons": [self.person(adjuster)]}),
        )
        .await;
        let wording = json!({"title": "Mötet avslutas", "text": "Ordföranden avslutar mötet."});
        self.makes(
            "wordParagraph",
            json!({"paragraph": self.paragraph, "wording": wording}),
        )
        .await;
    }

    // --- summer -----------------------------------------------------------------------------------------------

    async fn summer(&mut self, app: &App) -> String {
        self.tells("## Summer: barely a quorum");
        self.tells("The operator (förvaltare) enters the decision of § 4 in the register. From then on remote presence counts.");
        let operator = app.client("operator", &[ASSOCIATION]).in_english();
        let decided = self
            .asks_as(
                operator,
                "recordRemoteDecision",
                json!({"association": ASSOCIATION, "decidedOn": "2026-03-12", "number": 4, "from": "2026-03-12", "extent": REMOTE}),
                "{ organisation { slug } irregularities { code } }",
            )
            .await;
        assert_eq!(decided["irregularities"], json!([]));
        let agenda = json!([
            "Mötet öppnas",
            "Val av justerare",
            "Verksamhetsberättelse 2025",
            "Bidrag till Almby",
            "Bidrag till Försäkringskassan",
            "Samverkansavtal",
            "Mötet avslutas"
        ]);
        self.meets("2", "2026-06-11", "HYBRID", agenda).await;
        for name in ["Greta Näslund", "Frida Kassel", "Axel Fors", "Alva Byström"] {
            self.comes(name).await;
        }
        self.tells("Four are in the room on 11 June. Rut Nordin is the fifth, on a link.");
        let far = self
            .asks(
                "recordArrival",
                json!({"meeting": self.meeting, "person": {"id": self.person("Rut Nordin")}, "remote": true}),
                "{ live { quorumNow { outcome present needed margin explanation } } irregularities { code } }",
            )
            .await;
        assert_eq!(far["live"]["quorumNow"]["outcome"], "MET");
        assert_eq!(far["irregularities"], json!([]));
        self.opens("Mötet öppnas", Some("Ordföranden öppnar mötet."))
            .await;
        self.opens("Val av justerare", None).await;
        self.makes(
            "decide",
            decision(
                &self.paragraph,
                "ELECT",
                "Rut Nordin väljs att justera protokollet jämte ordföranden.",
            ),
        )
        .await;

        self.tells("### § 11: a member leaves in mid-meeting");
        self.tells("The tabled matter is up again when Axel Fors has to go. `quorumNow` says what is missing and whom to call.");
        self.opens("Verksamhetsberättelse 2025", None).await;
        self.makes(
            "recordDeparture",
            json!({"meeting": self.meeting, "person": self.person("Axel Fors")}),
        )
        .await;
        let now = "query ($meeting: ID!) {\n  quorumNow(meeting: $meeting) {\n    outcome present seats needed margin explanation\n    couldStepIn { member { name } holder { name } substitute { name } order here }\n  }\n}";
        let english = self.english.clone();
        let short = self
            .reads(&english, now, json!({"meeting": self.meeting}))
            .await;
        assert_eq!(
            short["quorumNow"]["explanation"],
            "4 of 9 seats present, 5 required; 1 missing; call Agda Falk, substitute for Arbetsförmedlingen"
        );
        self.tells("Without `Accept-Language: en` the words are Swedish:");
        let swedish = self.board.secretary.client.clone();
        let short = self
            .reads(
                &swedish,
                "query ($meeting: ID!) { quorumNow(meeting: $meeting) { explanation } }",
                json!({"meeting": self.meeting}),
            )
            .await;
        assert_eq!(
            short["quorumNow"]["explanation"],
            "4 av 9 platser närvarande, 5 krävs; 1 saknas; kalla in Agda Falk, ersättare för Arbetsförmedlingen"
        );
        let approval = decision(
            &self.paragraph,
            "APPROVE",
            "Styrelsen godkänner verksamhetsberättelsen för 2025.",
        );
        let refused = self.is_refused("decide", approval.clone()).await;
        assert_eq!(refused["code"], "QUORUM_NOT_MET");
        self.tells("Agda Falk comes and takes the seat; now it can be decided.");
        self.comes("Agda Falk").await;
        self.makes("seatSubstitute", json!({"meeting": self.meeting, "person": self.person("Agda Falk"), "seat": self.board.seat("Arbetsförmedlingen")})).await;
        let decided = self
            .asks(
                "decide",
                approval,
                "{ paragraph { label present { person { name } capacity substitutesFor } } decision { kind } }",
            )
            .await;
        assert_eq!(
            decided["paragraph"]["present"].as_array().map(Vec::len),
            Some(5)
        );

        self.tells("### § 12: a disqualification (jäv) that costs the quorum");
        self.tells("Alva Byström declares that she sits on the committee that applies for the money. She is out of the matter; the nine seats stay nine.");
        self.opens("Bidrag till Almby", None).await;
        let aside = self
            .asks(
                "declareDisqualification",
                json!({"paragraph": self.paragraph, "person": self.person("Alva Byström"), "ground": "Ledamot i nämnden som söker bidraget."}),
                "{ live { quorumNow { outcome present needed standingAside { name } } } }",
            )
            .await;
        assert_eq!(
            aside["live"]["quorumNow"]["standingAside"][0]["name"],
            "Alva Byström"
        );
        let grant = decision(
            &self.paragraph,
            "APPROVE",
            "Styrelsen beviljar Almby kommun 300 000 kronor.",
        );
        let refused = self.is_refused("decide", grant.clone()).await;
        assert_eq!(refused["code"], "QUORUM_LOST_BY_JAV");
        assert_eq!(
            refused["params"],
            json!({"present": "4", "seats": "9", "needed": "5", "margin": "-1"})
        );
        self.tells("Her substitute Albin Boman is called in for this matter.");
        self.comes("Albin Boman").await;
        self.makes("seatSubstitute", json!({"meeting": self.meeting, "person": self.person("Albin Boman"), "seat": self.board.seat("Almby kommun")})).await;
        let decided = self
            .asks(
                "decide",
                grant,
                "{ paragraph { label disqualified present { person { name } substitutesFor } } }",
            )
            .await;
        assert_eq!(
            decided["paragraph"]["disqualified"],
            json!(["Alva Byström"])
        );

        self.tells("### § 13: a matter that must wait");
        self.tells("With the next paragraph Alva Byström is back in her seat, and Albin Boman out of it. Frida Kassel is disqualified here, nobody can be called in for Försäkringskassan, and Albin Boman may not serve for another member.");
        self.opens("Bidrag till Försäkringskassan", None).await;
        self.makes("declareDisqualification", json!({"paragraph": self.paragraph, "person": self.person("Frida Kassel"), "ground": "Söker bidraget för sin enhet."})).await;
        let refused = self
            .is_refused(
                "seatSubstitute",
                json!({"meeting": self.meeting, "person": self.person("Albin Boman"), "seat": self.board.seat("Försäkringskassan")}),
            )
            .await;
        assert_eq!(refused["code"], "SUBSTITUTE_WRONG_MEMBER");
        self.tells("So the paragraph says why nothing was decided.");
        self.asks(
            "recordStatement",
            json!({"paragraph": self.paragraph, "by": "Ordföranden", "text": "Styrelsen är inte beslutför i ärendet, som får vänta till nästa sammanträde."}),
            "{ paragraph { label statements { by text } decisions { text } } }",
        )
        .await;

        self.tells("### § 14: referred back (återremiss)");
        self.opens("Samverkansavtal", None).await;
        let back = self
            .asks(
                "decide",
                decision(&self.paragraph, "REFER_BACK", "Styrelsen återremitterar ärendet till kansliet, som kompletterar det med en kostnadsberäkning."),
                "{ paragraph { label } decision { kind text } }",
            )
            .await;
        assert_eq!(back["decision"]["kind"], "REFER_BACK");
        self.opens("Mötet avslutas", None).await;
        self.adjusts_and_words("Rut Nordin").await;
        self.makes(
            "closeMeeting",
            json!({"meeting": self.meeting, "at": "10:40"}),
        )
        .await;
        self.meeting.clone()
    }

    // --- autumn -----------------------------------------------------------------------------------------------

    async fn autumn(&mut self, summer: &str) -> String {
        self.tells("## Autumn: the budget");
        let agenda = json!([
            "Mötet öppnas",
            "Val av justerare",
            "Bidrag till Försäkringskassan",
            "Upphandling",
            "Budget 2027 och plan 2028–2029",
            "Mötet avslutas"
        ]);
        self.meets("3", "2026-11-12", "ON_SITE", agenda).await;
        for name in Board::holders() {
            self.comes(name).await;
        }
        self.opens("Mötet öppnas", Some("Ordföranden öppnar mötet."))
            .await;
        self.opens("Val av justerare", None).await;
        self.makes(
            "decide",
            decision(
                &self.paragraph,
                "ELECT",
                "Hanna Lundin väljs att justera protokollet jämte ordföranden.",
            ),
        )
        .await;
        self.tells("All nine are there on 12 November. The matter that had to wait is decided by eight as § 18, without Frida Kassel.");
        self.opens("Bidrag till Försäkringskassan", None).await;
        self.makes("declareDisqualification", json!({"paragraph": self.paragraph, "person": self.person("Frida Kassel"), "ground": "Söker bidraget för sin enhet."})).await;
        self.makes(
            "decide",
            decision(&self.paragraph, "REJECT", "Styrelsen avslår ansökan."),
        )
        .await;

        self.tells("### § 19: a contested disqualification");
        self.tells("The chair herself is said to be disqualified, and denies it. Until the board has settled the question she stands aside and the vice chair presides.");
        self.opens("Upphandling av utvärdering", None).await;
        let contested = self
            .asks(
                "declareDisqualification",
                json!({"paragraph": self.paragraph, "person": self.person("Greta Näslund"), "contested": true,
                    "ground": "Hennes kommun har anlitat samma konsult."}),
                "{ live { presiding { name } disqualifications { person { name } standing } quorumNow { present } } }",
            )
            .await;
        assert_eq!(contested["live"]["presiding"]["name"], "Bo Kåberg");
        let procurement = decision(
            &self.paragraph,
            "APPROVE",
            "Styrelsen godkänner förfrågningsunderlaget.",
        );
        let refused = self.is_refused("decide", procurement.clone()).await;
        assert_eq!(refused["code"], "DISQUALIFICATION_OPEN");
        let settled = self
            .asks(
                "settleDisqualification",
                json!({"paragraph": self.paragraph, "person": self.person("Greta Näslund"), "disqualified": false}),
                "{ live { presiding { name } quorumNow { present } } paragraph { disqualified } }",
            )
            .await;
        assert_eq!(settled["live"]["quorumNow"]["present"], 9);
        self.makes("decide", procurement).await;

        self.tells("### § 20: the budget, and a line that waits");
        self.opens("Budget 2027 och plan 2028–2029", None).await;
        let budget = json!({"firstYear": 2027, "lastYear": 2029});
        let mut adopted = decision(
            &self.paragraph,
            "ADOPT",
            "Styrelsen fastställer budget för 2027 och plan för 2028–2029.",
        );
        adopted["budget"] = budget.clone();
        self.asks(
            "decide",
            adopted,
            "{ decision { kind text budget { firstYear lastYear } } }",
        )
        .await;
        self.tells("One line is not executed before another decision is there: the condition stands as pending.");
        let mut line = decision(
            &self.paragraph,
            "RESOLVE",
            "Raden psykologförstärkning, 450 000 kronor, verkställs när medlen är beviljade.",
        );
        line["budget"] = budget;
        line["condition"] = json!("Europeiska socialfonden beviljar projektet Steget medel.");
        let pending = self
            .asks(
                "decide",
                line,
                "{ decision { kind text condition { text state } budget { firstYear lastYear } } }",
            )
            .await;
        assert_eq!(pending["decision"]["condition"]["state"], "PENDING");
        self.adjusts_in_somebodys_place(summer).await;
        self.opens("Mötet avslutas", None).await;
        self.adjusts_and_words("Hanna Lundin").await;
        self.makes(
            "closeMeeting",
            json!({"meeting": self.meeting, "at": "11:10"}),
        )
        .await;
        self.meeting.clone()
    }

    /// The board adjusts the summer's minutes, which one who was to adjust them did not sign.
    async fn adjusts_in_somebodys_place(&mut self, summer: &str) {
        self.tells("### § 21: minutes that the board adjusts itself");
        self.tells("Rut Nordin was to adjust the minutes of the summer and will not sign them. The board adjusts them in her place, 140 days late. The chair has signed on paper; without her signature nothing would be adjusted.");
        self.opens("Justering av protokollet från den 11 juni", None)
            .await;
        let text = "Styrelsen justerar protokollet från den 11 juni i Rut Nordins ställe.";
        let approved = decision(&self.paragraph, "APPROVE", text);
        let decided = self.makes("decide", approved).await;
        let id = decided["decision"]["id"]
            .as_str()
            .expect("an id")
            .to_owned();
        self.page.call(&id, "21");
        let instead = json!([{"person": self.person("Rut Nordin"), "reason": "REFUSES"}]);
        let input = json!({"meeting": summer, "decision": id, "insteadOf": instead});
        let refused = self.is_refused("adjustByBoard", input.clone()).await;
        assert_eq!(refused["code"], "SIGNATURES_MISSING");
        let chair = self.person("Greta Näslund");
        let signed = json!({"meeting": summer, "person": chair, "signedOn": "2026-06-22"});
        self.makes("recordSignature", signed).await;
        let adjusted = self
            .asks(
                "adjustByBoard",
                input,
                "{\n    minutes { status adjustedOn adjustmentDueOn units {\n      adjustedByBoard { decidedOn number insteadOf { person { name } role reason } }\n    } }\n    irregularities { code margin }\n  }",
            )
            .await;
        assert_eq!(adjusted["minutes"]["adjustedOn"], "2026-11-12");
    }

    // --- the record -------------------------------------------------------------------------------------------

    async fn is_a_record_without_gaps(&mut self, meetings: &[String; 3]) {
        self.tells("## What stands in the record");
        let query = "query ($body: ID!) {\n  body(id: $body) {\n    series { year first last gaps unknown voided { number } }\n    meetings(order: DATE_ASC) { nodes { date stage paragraphs { totalCount } } }\n  }\n}";
        let english = self.english.clone();
        let held = self
            .reads(&english, query, json!({"body": self.board.body}))
            .await;
        assert_eq!(
            held["body"]["series"],
            json!([{"year": 2026, "first": 1, "last": 22, "gaps": [], "unknown": [], "voided": [{"number": 7}]}])
        );
        let mut found = Vec::new();
        for meeting in meetings {
            let read = "query ($meeting: ID!) { meeting(id: $meeting) {
                paragraphs(first: 50) { nodes { label voided quorum { outcome } decisions { kind }
                    present { person { name } capacity remote substitutesFor } } }
                irregularities { code outcome severity paragraph { label } }
            } }";
            let held = self
                .english
                .query(read, json!({"meeting": meeting}))
                .await
                .data();
            let held = &held["meeting"];
            let rows = held["paragraphs"]["nodes"]
                .as_array()
                .expect("paragraphs")
                .iter()
                .map(summary);
            let odd = held["irregularities"]
                .as_array()
                .expect("a list")
                .iter()
                .map(|verdict| {
                    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                    format!(
                        "{} {} {} {}",
                        text(&verdict["code"]),
                        text(&verdict["outcome"]),
                        text(&verdict["severity"]),
                        text(&verdict["paragraph"]["label"])
                    )
                });
            found.extend(rows);
            found.extend(odd.map(|line| line.trim().to_owned()));
        }
        assert_eq!(found, RECORD, "{found:#?}");
    }

    async fn is_found_inside_and_not_outside(&mut self, app: &App) {
        self.tells("The minutes are drafts until they are adjusted and published. An officer of a member finds them; a reader without a token does not.");
        let query = "query ($of: String!) {\n  decisions(filter: {organisation: $of, pending: true}) { totalCount nodes { text paragraph { label } condition { state } } }\n  assignments(filter: {organisation: $of, assignee: \"Förbundschefen\"}) { totalCount nodes { text dueOn } }\n}";
        let reader = app.client("reader", &["almby-kommun"]).in_english();
        let inside = self.reads(&reader, query, json!({"of": ASSOCIATION})).await;
        assert_eq!(
            inside["decisions"]["nodes"][0]["paragraph"]["label"],
            "§ 20"
        );
        assert_eq!(inside["decisions"]["totalCount"], 1);
        assert_eq!(inside["assignments"]["nodes"][0]["dueOn"], "2026-06-01");
        self.tells("Without a token:");
        let anonymous = app.anonymous();
        let outside = self
            .reads(&anonymous, query, json!({"of": ASSOCIATION}))
            .await;
        assert_eq!(
            outside,
            json!({"decisions": {"totalCount": 0, "nodes": []}, "assignments": {"totalCount": 0, "nodes": []}})
        );
        for (reads, count) in [(reader, 2), (anonymous, 0)] {
            let about = "query ($of: String!) { decisions(filter: {organisation: $of, text: \"Ungdomsspåret\"}) { totalCount }
                elected: decisions(filter: {organisation: $of, kinds: [ELECT, TABLE, REFER_BACK]}) { totalCount } }";
            let found = reads.query(about, json!({"of": ASSOCIATION})).await.data();
            assert_eq!(found["decisions"]["totalCount"], count / 2);
            assert_eq!(found["elected"]["totalCount"], count / 2 * 5);
        }
    }
}

/// What the record says of a §: label, quorum, decisions, and who was there with a vote, by surname.
fn summary(paragraph: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let kinds: Vec<String> = paragraph["decisions"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|held| text(&held["kind"]))
        .collect();
    let present: Vec<String> = paragraph["present"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|line| line["capacity"] == "MEMBER" || line["capacity"] == "SERVING_SUBSTITUTE")
        .map(|line| {
            let surname = |name: String| name.split(' ').next_back().unwrap_or_default().to_owned();
            let for_whom = match line["substitutesFor"].as_str() {
                Some(holder) => format!(" for {}", surname(holder.to_owned())),
                None => String::new(),
            };
            let far = if line["remote"] == true {
                " (remote)"
            } else {
                ""
            };
            format!("{}{for_whom}{far}", surname(text(&line["person"]["name"])))
        })
        .collect();
    let stands = if paragraph["voided"].is_string() {
        "voided".to_owned()
    } else {
        text(&paragraph["quorum"]["outcome"])
    };
    format!(
        "{} {stands} {}: {}",
        text(&paragraph["label"]),
        kinds.join(" "),
        present.join(", ")
    )
    .replace(" :", ":")
}

/// A mutation with its input as a variable.
fn request(mutation: &str, input: Value, answer: &str) -> (String, Value) {
    let kind = match mutation {
        "adjournMeeting" | "resumeMeeting" => "PauseMeeting".to_owned(),
        _ => format!("{}{}", mutation[..1].to_uppercase(), &mutation[1..]),
    };
    let query =
        format!("mutation ($input: {kind}Input!) {{\n  {mutation}(input: $input) {answer}\n}}");
    (query, json!({"input": input}))
}

/// What the board decides on remote participation.
const REMOTE: &str = "Ledamöter och ersättare får delta på distans med ljud och bild i realtid från och med den 12 mars 2026.";

/// The head of the page.
const OPENING: &str = "# A board's year

How a secretary runs the meetings of a board over GraphQL. The association is fictional: Samordningsförbundet Vindalen, \
nine members with one seat each. Every request stands with its variables and with what the service answered, to a \
client with a secretary's token that sends `Accept-Language: en`. Steps between them that bring nothing new are left \
out. Addresses are shortened, `per-…kassel` stands for that of Frida Kassel; JSON has its keys in order of the alphabet; \
from the second refusal on the law is shown without its words and link.

A test runs all of it over HTTP on both databases and compares this page. `PARAGRAF_WRITE_WALKTHROUGH=1 cargo test -p \
tests --test e2e walkthrough::sqlite` writes it anew.";

/// The year's record: each § with its quorum, its decisions and who was there with a vote; after the §§ of a meeting
/// its irregularities.
const RECORD: &[&str] = &[
    "§ 1 MET: Näslund, Kassel, Fors, Nordin, Byström, Kåberg, Vikman, Hedin for Hultman",
    "§ 2 MET APPROVE: Näslund, Kassel, Fors, Nordin, Byström, Kåberg, Vikman, Hedin for Hultman",
    "§ 3 MET ELECT: Näslund, Kassel, Fors, Nordin, Byström, Kåberg, Vikman, Hedin for Hultman",
    "§ 4 MET RESOLVE: Näslund, Kassel, Fors, Nordin, Byström, Kåberg, Vikman, Hedin for Hultman, Lundin",
    "§ 5 MET TABLE: Näslund, Kassel, Fors, Nordin, Byström, Kåberg, Vikman, Hedin for Hultman, Lundin",
    "§ 6 MET RESOLVE: Näslund, Kassel, Fors, Nordin, Byström, Kåberg, Hedin for Hultman, Lundin",
    "§ 7 voided: Näslund, Kassel, Fors, Nordin, Byström, Kåberg, Hedin for Hultman, Lundin",
    "§ 8 MET: Näslund, Kassel, Fors, Nordin, Byström, Kåberg, Hedin for Hultman, Lundin",
    // A draft: when it gains legal force is not known.
    "FINALITY_BLOCKED UNKNOWN WARNING",
    "§ 9 MET: Näslund, Kassel, Fors, Byström, Nordin (remote)",
    "§ 10 MET ELECT: Näslund, Kassel, Fors, Byström, Nordin (remote)",
    "§ 11 MET APPROVE: Näslund, Kassel, Byström, Nordin (remote), Falk for Fors",
    "§ 12 MET APPROVE: Näslund, Kassel, Nordin (remote), Falk for Fors, Boman for Byström",
    "§ 13 MET: Näslund, Byström, Nordin (remote), Falk for Fors",
    "§ 14 MET REFER_BACK: Näslund, Kassel, Byström, Nordin (remote), Falk for Fors",
    "§ 15 MET: Näslund, Kassel, Byström, Nordin (remote), Falk for Fors",
    // By the board, in November.
    "ADJUSTED_LATE NOT_MET WARNING",
    "FINALITY_BLOCKED UNKNOWN WARNING",
    // Who represents a member changed in mid-meeting; noted, as it may.
    "REPRESENTATIVE_CHANGED NOT_MET INFO § 11",
    "REPRESENTATIVE_CHANGED NOT_MET INFO § 12",
    "REPRESENTATIVE_CHANGED NOT_MET INFO § 13",
    "§ 16 MET: Kassel, Fors, Nordin, Byström, Kåberg, Vikman, Hultman, Näslund, Lundin",
    "§ 17 MET ELECT: Kassel, Fors, Nordin, Byström, Kåberg, Vikman, Hultman, Näslund, Lundin",
    "§ 18 MET REJECT: Fors, Nordin, Byström, Kåberg, Vikman, Hultman, Näslund, Lundin",
    "§ 19 MET APPROVE: Kassel, Fors, Nordin, Byström, Kåberg, Vikman, Hultman, Näslund, Lundin",
    "§ 20 MET ADOPT RESOLVE: Kassel, Fors, Nordin, Byström, Kåberg, Vikman, Hultman, Näslund, Lundin",
    "§ 21 MET APPROVE: Kassel, Fors, Nordin, Byström, Kåberg, Vikman, Hultman, Näslund, Lundin",
    "§ 22 MET: Kassel, Fors, Nordin, Byström, Kåberg, Vikman, Hultman, Näslund, Lundin",
    "FINALITY_BLOCKED UNKNOWN WARNING",
    // The record holds no consultation with the members and no announcement of the meeting: not known, not missing.
    "BUDGET_WITHOUT_CONSULTATION UNKNOWN WARNING § 20",
    "BUDGET_MEETING_NOT_PUBLIC UNKNOWN WARNING § 20",
];
