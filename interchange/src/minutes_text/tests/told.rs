use super::*;

fn codes(reading: &Reading) -> Vec<&'static str> {
    reading
        .report
        .contradictions
        .iter()
        .map(|one| one.code)
        .collect()
}

#[test]
fn each_text_that_is_no_minutes_is_told_by_its_kind() {
    let cases = vec![
        ("", TextKind::Empty),
        ("  \n\n ", TextKind::Empty),
        ("\u{c}\u{c} \u{c}", TextKind::NoTextLayer),
        (
            "Policy för gåvor\n\n1. Inledning\nPolicyn gäller alla.\n\n2. Regler\nGåvor lämnas tillbaka.",
            TextKind::Policy,
        ),
        (
            "Förbundsordning för Samordningsförbundet Provbygden\n\n§ 1 Namn\nFörbundets namn är detta.\n\n§ 2 Medlemmar\nMedlemmar är flera.",
            TextKind::Bylaws,
        ),
        (
            "Budgetuppföljning april\n\nIntäkter   373,6   375,7   -2,1\nKostnader   300,1   290,0   10,1",
            TextKind::BudgetFollowUp,
        ),
        (
            "Tjänsteskrivelse\n\nFörslag till beslut\nStyrelsen föreslås besluta att anta planen.",
            TextKind::Proposal,
        ),
        (
            "Kallelse till styrelsen\n\nTid: 2024-03-01\n\n1. Öppnande\n2. Budget\n3. Övriga frågor",
            TextKind::Agenda,
        ),
        ("Hej! Det regnar idag.", TextKind::Unknown),
    ];
    let found = cases.into_iter().map(|(text, kind)| {
        let got = match read(&Source::of_text("a.txt", text), &Known::default()) {
            Ok(_) => None,
            Err(refused) => Some(refused.kind),
        };
        (text, got, Some(kind))
    });
    assert_each(found.collect());
}

#[test]
fn what_the_text_does_not_state_is_missing_and_not_guessed() {
    let reading = reading(
        "1. Val av justerare\nEva Ek valdes att justera protokollet.\n\n2. Ekonomi\nKapitalet uppgår till tkr.\n\n3. Avslutning\nMötet avslutades.\n",
    );
    assert_eq!(reading.document["meeting"], json!({"date": null}));
    assert_eq!(reading.document["attendance"], Value::Null);
    let missing: Vec<_> = reading
        .report
        .missing
        .iter()
        .map(|one| (one.code, one.path.as_str()))
        .collect();
    for expected in [
        ("DATE_MISSING", "meeting.date"),
        ("BODY_MISSING", "body.name"),
        ("ATTENDANCE_MISSING", "attendance"),
        ("AMOUNT_LOST", "items[1].amounts"),
    ] {
        assert!(missing.contains(&expected), "{expected:?} in {missing:?}");
    }
}

#[test]
fn contradictions_are_told_and_not_repaired() {
    let cover = "Protokoll\nStyrelsen för Samordningsförbundet Provbygden\nDag Torsdag 1 mars 2024, kl. 09.00-11.00\nBeslutande\nEva Ek (S), Provby kommun, ordförande\nOmfattning §§ 7-9\nJusterare Bo Al\nJusteringsdatum 2024-03-10\nAnslaget sätts upp 2024-03-11\nAnslaget tas ned 2024-03-20\n\n§ 7 Vägen\n\nEva Ek (S) och Siv Ohm (V) röstar Ja (3).\n\n§ 9 Slut\n\nMötet avslutas.\n";
    let reading = reading(cover);
    let found = codes(&reading);
    for expected in [
        "WEEKDAY_DIFFERS",
        "NOTICE_SPAN",
        "ADJUSTER_NOT_PRESENT",
        "VOTES_DIFFER",
        "NUMBER_GAP",
    ] {
        assert!(found.contains(&expected), "{expected} in {found:?}");
    }
    assert_eq!(reading.document["meeting"]["date"], "2024-03-01");
    assert_eq!(reading.document["items"][0]["votes"][0]["yes"], 3);
    let range = super::reading(&cover.replace("§§ 7-9", "§§ 7-11"));
    assert!(codes(&range).contains(&"RANGE_NOT_FOUND"));
}

#[test]
fn parts_that_do_not_make_the_whole() {
    let right = reading(&around(
        "Kostnaden är 27,9 mnkr, varav 14,5 mnkr från fonden, 9,6 mnkr från regionen och 3,8 mnkr från staten.",
    ));
    assert_eq!(codes(&right), Vec::<&str>::new());
    let wrong = reading(&around(
        "Kostnaden är 27,9 mnkr, varav 14,5 mnkr från fonden och 9,6 mnkr från regionen.",
    ));
    assert_eq!(codes(&wrong), vec!["SUM_DIFFERS"]);
}

#[test]
fn near_names_are_offered_and_not_merged() {
    let reading = reading(&around(
        "Mikael Holmgren redovisade utfallet.\n\nMikael Hömlgren fick i uppdrag att skriva en plan.",
    ));
    assert_eq!(reading.report.alike.len(), 1);
    assert_eq!(reading.report.alike[0].name, "Mikael Holmgren");
    assert_eq!(
        reading.document["items"][0]["assignments"][0]["assignees"][0],
        "Mikael Hömlgren"
    );
    let two = super::reading(&around(
        "Eva Ek redovisade utfallet.\n\nIda Ek fick i uppdrag att skriva en plan.",
    ));
    assert_eq!(two.report.alike, Vec::new());
}

#[test]
fn each_text_for_people_is_in_both_languages() {
    let reading = reading(&around("Kapitalet uppgår till tkr."));
    assert!(!reading.report.missing.is_empty());
    for missing in &reading.report.missing {
        assert!(
            !missing.text.sv.is_empty()
                && !missing.text.en.is_empty()
                && missing.text.sv != missing.text.en
        );
    }
}

#[test]
fn presence_in_hours_is_told_and_made_no_items_of() {
    let cases = [
        ("Eva Ek (S) (kl. 09:00–10:30)", true),
        ("Eva Ek (S), lämnar mötet kl. 10.30", true),
        ("Eva Ek (S), §§ 1–2", false),
        ("Eva Ek (S)", false),
    ];
    let found = cases.into_iter().map(|(line, told)| {
        let reading = reading(&format!(
            "Protokoll 2024-05-14\n\nBeslutande\nBo Al (M), ordförande\n{line}\n\n§ 1 Öppnande\nMötet öppnas.\n\n§ 2 Budget\nStyrelsen godkänner budgeten.\n"
        ));
        let one = &reading.document["attendance"][1];
        assert_eq!(one["name"], "Eva Ek", "{line}");
        assert_eq!(one["presence"].is_null(), !line.contains('§'), "{line}");
        let missing = &reading.report.missing;
        let code = missing.iter().find(|one| one.code == "PRESENCE_BY_CLOCK");
        (line, code.is_some_and(|one| one.path == "attendance[1].presence"), told)
    });
    assert_each(found.collect());
}
