//! Questions drawn from the data: one that is asked again and again, and many that differ from each other.

use crate::Failure;
use crate::chance::Chance;
use crate::works::Work;
use chrono::{Days, NaiveDate};
use data_encoding::BASE64URL_NOPAD;
use domain::id::{BudgetId, DecisionId};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use tokio_postgres::Client;
use uuid::Uuid;

/// As many different questions of a work at the most.
const MOST: usize = 100_000;

/// Where REST lies.
const REST: &str = "/paragraf/v1";

/// The questions of a work.
#[derive(Debug, Default)]
pub struct Questions {
    /// Variables of the GraphQL question; the first is the one that is asked again and again.
    pub variables: Vec<Value>,
    /// Addresses over REST, likewise; none where REST has no such read.
    pub addresses: Vec<String>,
}

/// Draws the questions of a work.
///
/// # Errors
/// [`Failure`] where the database does not answer, or holds too little to ask about.
pub async fn questions(work: Work, database: &Client, seed: u64) -> Result<Questions, Failure> {
    let mut chance = Chance::of(seed, 7);
    let drawn = match work {
        Work::Decision => decisions(database, &mut chance).await?,
        Work::Latest => latest(database, &mut chance).await?,
        Work::Nested => nested(database, &mut chance).await?,
        Work::Sync => sync(database, &mut chance).await?,
        Work::Snapshot => snapshots(database).await?,
        Work::Search => searches(database, &mut chance).await?,
        Work::Budget => budgets(database, &mut chance).await?,
        Work::Write => Questions::default(),
    };
    let nothing = drawn.variables.is_empty() && drawn.addresses.is_empty();
    if nothing && work != Work::Write {
        return Err(Failure::Nothing(work.name()));
    }
    Ok(drawn)
}

async fn decisions(database: &Client, chance: &mut Chance) -> Result<Questions, Failure> {
    let rows = database
        .query("SELECT d.id FROM decision d JOIN meeting m ON m.id = d.meeting_id WHERE m.published ORDER BY d.id", &[])
        .await?;
    let mut ids: Vec<Uuid> = rows.iter().map(|row| row.get(0)).collect();
    chance.shuffle(&mut ids);
    ids.truncate(MOST);
    let ids = ids.into_iter().map(DecisionId::from_uuid);
    let (variables, addresses) = ids
        .map(|id| {
            (
                json!({"id": id.to_string()}),
                format!("{REST}/decisions/{id}"),
            )
        })
        .unzip();
    Ok(Questions {
        variables,
        addresses,
    })
}

/// The keys that decisions are listed by, from the first.
async fn keys(database: &Client) -> Result<Vec<String>, Failure> {
    let rows = database
        .query("SELECT d.sort_key FROM decision d JOIN meeting m ON m.id = d.meeting_id WHERE m.published ORDER BY d.sort_key", &[])
        .await?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}

fn cursor(key: &str) -> String {
    BASE64URL_NOPAD.encode(key.as_bytes())
}

async fn latest(database: &Client, chance: &mut Chance) -> Result<Questions, Failure> {
    let mut keys = keys(database).await?.split_off(50);
    chance.shuffle(&mut keys);
    keys.truncate(MOST);
    let cursors: Vec<String> = keys.iter().map(|key| cursor(key)).collect();
    let page = format!("{REST}/decisions?limit=50");
    let mut questions = Questions {
        variables: vec![json!({"after": null})],
        addresses: vec![page.clone()],
    };
    for cursor in cursors {
        questions.addresses.push(format!("{page}&cursor={cursor}"));
        questions.variables.push(json!({"after": cursor}));
    }
    Ok(questions)
}

async fn nested(database: &Client, chance: &mut Chance) -> Result<Questions, Failure> {
    let rows = database
        .query(
            "SELECT o.slug, max(m.date) FROM meeting m JOIN organisation o ON o.id = m.owner_id
            WHERE m.published GROUP BY o.slug ORDER BY o.slug",
            &[],
        )
        .await?;
    let ends: Vec<(String, NaiveDate)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    let Some(((slug, end), first)) = ends.first().zip(NaiveDate::from_ymd_opt(2007, 1, 1)) else {
        return Ok(Questions::default());
    };
    let mut variables = vec![json!({"organisation": slug, "to": end.to_string()})];
    let mut others = Vec::new();
    let step = (ends.len() / 8).max(1);
    for (place, (slug, end)) in ends.iter().enumerate() {
        // From the second year on, every day of few associations and every so many days of many.
        let days = usize::try_from((*end - first).num_days()).unwrap_or_default();
        let from = Days::new(u64::try_from(place % step).unwrap_or_default());
        let days = first
            .checked_add_days(from)
            .into_iter()
            .flat_map(|first| first.iter_days().step_by(step).take(days / step));
        others.extend(days.map(|day| json!({"organisation": slug, "to": day.to_string()})));
    }
    chance.shuffle(&mut others);
    others.truncate(MOST);
    variables.extend(others);
    Ok(Questions {
        variables,
        addresses: Vec::new(),
    })
}

async fn sync(database: &Client, chance: &mut Chance) -> Result<Questions, Failure> {
    let keys = keys(database).await?;
    // Of few decisions the later pages are empty.
    let last = keys.len().saturating_sub(1);
    let after = |place: usize| keys.get(place.min(last)).map(|key| cursor(key));
    let mut starts: Vec<usize> = (0..keys.len().saturating_sub(501).max(1)).collect();
    chance.shuffle(&mut starts);
    starts.truncate(MOST);
    let page = |start: usize| json!({"first": after(start), "second": after(start + 200), "third": after(start + 400)});
    Ok(Questions {
        variables: starts.into_iter().map(page).collect(),
        addresses: Vec::new(),
    })
}

async fn snapshots(database: &Client) -> Result<Questions, Failure> {
    let rows = database
        .query(
            "SELECT slug FROM organisation WHERE kind = 'COORDINATION_ASSOCIATION' ORDER BY slug",
            &[],
        )
        .await?;
    let slugs = rows.iter().map(|row| row.get::<_, String>(0));
    Ok(Questions {
        variables: Vec::new(),
        addresses: slugs
            .map(|slug| format!("{REST}/decisions.ndjson?organisation={slug}"))
            .collect(),
    })
}

/// Words that stand in at most so many of a thousand paragraphs are looked for: names, places, activities.
const RARE: usize = 15;

/// Words that say what a paragraph is about, alone and in pairs that stand in the same one.
async fn searches(database: &Client, chance: &mut Chance) -> Result<Questions, Failure> {
    let rows = database
        .query(
            "SELECT title || ' ' || text FROM paragraph WHERE text IS NOT NULL ORDER BY id LIMIT 20000",
            &[],
        )
        .await?;
    let texts: Vec<BTreeSet<&str>> = rows.iter().map(|row| long_words(row.get(0))).collect();
    let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
    for word in texts.iter().flatten() {
        *counted.entry(word).or_default() += 1;
    }
    let most = (texts.len() * RARE / 1000).max(5);
    let mut asked = BTreeSet::new();
    for words in &texts {
        let rare = words
            .iter()
            .filter(|word| counted.get(**word).is_some_and(|held| *held <= most));
        let mut rare: Vec<&str> = rare.copied().collect();
        chance.shuffle(&mut rare);
        asked.extend(rare.first().map(|word| (*word).to_owned()));
        asked.extend(rare.chunks_exact(2).map(|pair| pair.join(" ")));
    }
    let mut pairs: Vec<String> = asked.into_iter().collect();
    chance.shuffle(&mut pairs);
    pairs.truncate(MOST);
    let addresses = pairs.iter().map(|words| {
        let words = words.replace(' ', "%20");
        format!("{REST}/paragraphs?limit=20&text={}", encoded(&words))
    });
    Ok(Questions {
        addresses: addresses.collect(),
        variables: pairs.iter().map(|words| json!({"text": words})).collect(),
    })
}

fn long_words(text: &str) -> BTreeSet<&str> {
    text.split(|letter: char| !letter.is_alphabetic())
        .filter(|word| word.chars().count() > 5)
        .collect()
}

/// Letters beyond ASCII as addresses have them.
fn encoded(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte.is_ascii() {
            true => written.push(char::from(byte)),
            false => written.push_str(&format!("%{byte:02X}")),
        }
    }
    written
}

async fn budgets(database: &Client, chance: &mut Chance) -> Result<Questions, Failure> {
    let rows = database
        .query(
            "SELECT b.id, o.slug, b.year FROM budget b JOIN organisation o ON o.id = b.owner_id ORDER BY b.id",
            &[],
        )
        .await?;
    let (mut variables, mut addresses) = (Vec::new(), Vec::new());
    for row in &rows {
        let (slug, year): (String, i32) = (row.get(1), row.get(2));
        addresses.push(format!(
            "{REST}/budgets/{}",
            BudgetId::from_uuid(row.get(0))
        ));
        // The latest year of the list is the one that is meant, wherever the list begins.
        variables.extend(
            (1990..=year).map(|from| json!({"organisation": slug, "from": from, "to": year})),
        );
    }
    chance.shuffle(&mut variables);
    chance.shuffle(&mut addresses);
    variables.truncate(MOST);
    Ok(Questions {
        variables,
        addresses,
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn words_are_written_as_addresses_have_them() {
        assert_eq!(super::encoded("behov%20sjö"), "behov%20sj%C3%B6");
    }
}
