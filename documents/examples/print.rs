//! Prints a minutes document in every format: `cargo run -p documents --example print -- FILE FOLDER [en]`; with
//! `budget` in place of a file, the budgets that the tests print.

#[path = "../tests/documents/budgets.rs"]
#[expect(clippy::expect_used, reason = "shared with the tests")]
mod budgets;
#[path = "../tests/documents/register.rs"]
#[expect(clippy::expect_used, reason = "shared with the tests")]
mod register;

use documents::Document;
use domain::Date;
use domain::text::Language;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(file), Some(folder)) = (arguments.next(), arguments.next()) else {
        return Err("usage: print FILE FOLDER [en]".into());
    };
    let language = match arguments.next().as_deref() {
        Some("en") => Language::English,
        _ => Language::Swedish,
    };
    let folder = PathBuf::from(folder);
    std::fs::create_dir_all(&folder)?;
    let (made, created) = match file.as_str() {
        "budget" => of_budgets(language),
        file => of_meeting(&std::fs::read(file)?, language)?,
    };
    for (name, document) in made {
        std::fs::write(folder.join(format!("{name}.html")), document.to_html())?;
        std::fs::write(folder.join(format!("{name}.txt")), document.to_text())?;
        std::fs::write(
            folder.join(format!("{name}.xml")),
            document.to_akoma_ntoso(created),
        )?;
        #[cfg(feature = "pdf")]
        {
            let started = std::time::Instant::now();
            let pdf = document.to_pdf(created.and_time(domain::Time::default()))?;
            std::fs::write(folder.join(format!("{name}.pdf")), pdf)?;
            println!("{name}.pdf in {} ms", started.elapsed().as_millis());
        }
    }
    Ok(())
}

/// Documents by name, and the day that they are made on.
type Made = (Vec<(&'static str, Document)>, Date);

fn of_budgets(language: Language) -> Made {
    let (full, unknown) = (budgets::full(), budgets::unknown());
    let made = vec![
        ("budget", documents::budget(&full, language)),
        ("budget-unknown", documents::budget(&unknown, language)),
    ];
    (made, full.version.proposed_on)
}

/// Markings of the first two §§, so that the stamps are looked at too.
fn marked(meeting: &domain::meeting::Meeting, on: Date) -> Result<Vec<documents::Marked>, String> {
    let provisions = ["26 kap. 1 §", "18 kap. 8 a § andra stycket"];
    let tops = meeting.paragraphs.iter().zip(provisions);
    tops.map(|(top, provision)| {
        Ok(documents::Marked {
            paragraph: top.id,
            basis: domain::secrecy::Basis::parse(provision, None)
                .map_err(|error| format!("{error:?}"))?,
            on,
        })
    })
    .collect()
}

fn of_meeting(minutes: &[u8], language: Language) -> Result<Made, Box<dyn std::error::Error>> {
    let meeting = register::meeting(minutes);
    let standing = documents::Standing::of(&meeting);
    let created = meeting.occasion.date.unwrap_or_default();
    let stamped = documents::Standing {
        marked: marked(&meeting, created)?,
        ..standing.clone()
    };
    let mut made = vec![
        (
            "sekretess",
            documents::minutes(&meeting, &stamped, language),
        ),
        (
            "protokoll",
            documents::minutes(&meeting, &standing, language),
        ),
        (
            "kallelse",
            documents::summons(&meeting, &documents::Summons::default(), language),
        ),
    ];
    if let Some(unit) = standing.units.last() {
        made.push((
            "anslag",
            documents::notice(&meeting, &standing, unit, language),
        ));
        made.push((
            "bevis",
            documents::proof_of_posting(&meeting, &standing, unit, language),
        ));
    }
    let chosen = documents::Extract {
        paragraphs: meeting
            .paragraphs
            .iter()
            .skip(5)
            .take(2)
            .map(|top| top.id)
            .collect(),
        recipients: vec!["Försäkringskassan".to_owned()],
        attestation: None,
    };
    made.push((
        "utdrag",
        documents::extract(&meeting, &standing, &chosen, language)?,
    ));
    Ok((made, created))
}
