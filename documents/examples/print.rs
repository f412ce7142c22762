//! Prints a minutes document in every format: `cargo run -p documents --example print -- FILE FOLDER [en]`.

#[path = "../tests/documents/register.rs"]
#[expect(clippy::expect_used, reason = "shared with the tests")]
mod register;

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
    let meeting = register::meeting(&std::fs::read(file)?);
    let standing = documents::Standing::of(&meeting);
    let created = meeting.occasion.date.unwrap_or_default();
    let folder = PathBuf::from(folder);
    std::fs::create_dir_all(&folder)?;
    let mut made = vec![
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
