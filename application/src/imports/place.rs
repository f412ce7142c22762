//! Places in a document by their paths, `items[3].decisions[0].text`: read, set, taken away.

use serde_json::{Map, Value};

/// Longest path, in characters.
const LONGEST: usize = 300;
/// Most parts of a path.
const DEEPEST: usize = 40;
/// How far beyond the end of a list nothing is put: the next place and no farther.
const HIGHEST: usize = 100_000;

/// A step down into a document.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Member(String),
    Entry(usize),
}

/// A place in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place(Vec<Step>);

impl Place {
    /// Reads a path.
    ///
    /// # Errors
    /// In words, where it is none.
    pub(super) fn parse(path: &str) -> Result<Self, String> {
        if path.chars().count() > LONGEST {
            return Err(format!("must have at most {LONGEST} characters"));
        }
        let wrong = || "expected a path such as items[3].decisions[0].text".to_owned();
        let mut steps = Vec::new();
        for part in path.split('.') {
            let (name, mut rest) = part.split_at(part.find('[').unwrap_or(part.len()));
            if name.is_empty() || !name.chars().all(|sign| sign.is_ascii_alphanumeric()) {
                return Err(wrong());
            }
            steps.push(Step::Member(name.to_owned()));
            while let Some(inner) = rest.strip_prefix('[') {
                let (index, after) = inner.split_once(']').ok_or_else(wrong)?;
                let digits = !index.is_empty() && index.chars().all(|sign| sign.is_ascii_digit());
                let index = index.parse().ok().filter(|index| *index < HIGHEST);
                steps.push(Step::Entry(index.filter(|_| digits).ok_or_else(wrong)?));
                rest = after;
            }
            if !rest.is_empty() {
                return Err(wrong());
            }
        }
        match steps.len() <= DEEPEST {
            true => Ok(Self(steps)),
            false => Err(format!("must have at most {DEEPEST} parts")),
        }
    }

    /// What stands there.
    pub(super) fn get<'a>(&self, document: &'a Value) -> Option<&'a Value> {
        self.0.iter().try_fold(document, |value, step| match step {
            Step::Member(name) => value.get(name),
            Step::Entry(index) => value.get(index),
        })
    }

    /// Puts a value there. What is above it and missing comes with it; a list grows by one at the most.
    ///
    /// # Errors
    /// In words, where there can be no such place.
    pub(super) fn set(&self, document: &mut Value, value: Value) -> Result<(), String> {
        let mut held = document;
        for step in &self.0 {
            held = match step {
                Step::Member(name) => {
                    if held.is_null() {
                        *held = Value::Object(Map::new());
                    }
                    let members = held.as_object_mut();
                    let members =
                        members.ok_or_else(|| format!("{name}: nothing of that name is there"))?;
                    members.entry(name.clone()).or_insert(Value::Null)
                }
                Step::Entry(index) => {
                    if held.is_null() {
                        *held = Value::Array(Vec::new());
                    }
                    let entries = held.as_array_mut().ok_or("there is no list")?;
                    if *index == entries.len() {
                        entries.push(Value::Null);
                    }
                    let count = entries.len();
                    let entry = entries.get_mut(*index);
                    entry.ok_or_else(|| format!("the list has {count} entries"))?
                }
            };
        }
        *held = value;
        Ok(())
    }

    /// Takes away what stands there; what follows in a list moves up.
    ///
    /// # Errors
    /// In words, where nothing does.
    pub(super) fn take(&self, document: &mut Value) -> Result<(), String> {
        let nothing = || "nothing stands there".to_owned();
        let (last, above) = self.0.split_last().ok_or_else(nothing)?;
        let held = above.iter().try_fold(document, |value, step| match step {
            Step::Member(name) => value.get_mut(name),
            Step::Entry(index) => value.get_mut(index),
        });
        let held = held.ok_or_else(nothing)?;
        let taken = match (last, held) {
            (Step::Member(name), Value::Object(members)) => members.remove(name),
            (Step::Entry(index), Value::Array(entries)) => {
                (*index < entries.len()).then(|| entries.remove(*index))
            }
            _ => None,
        };
        taken.map(drop).ok_or_else(nothing)
    }

    /// Whether it is an entry of a list, so that taking it away moves those behind it.
    pub(super) fn is_entry(&self) -> bool {
        matches!(self.0.last(), Some(Step::Entry(_)))
    }

    /// Whether it is the place itself or one within it.
    pub(super) fn holds(&self, other: &Self) -> bool {
        other.0.starts_with(&self.0)
    }

    /// The place that holds it; none for a member of the document itself.
    pub(super) fn above(&self) -> Option<Self> {
        let (_, above) = self.0.split_last()?;
        (!above.is_empty()).then(|| Self(above.to_vec()))
    }

    /// This place after the entry of a list was taken away; none where it was within that.
    pub(super) fn without(&self, taken: &Self) -> Option<Self> {
        if taken.holds(self) {
            return None;
        }
        let mut steps = self.0.clone();
        if let Some((Step::Entry(gone), above)) = taken.0.split_last()
            && self.0.starts_with(above)
            && let Some(Step::Entry(index)) = steps.get_mut(above.len())
            && *index > *gone
        {
            *index -= 1;
        }
        Some(Self(steps))
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            match step {
                Step::Member(name) if at == 0 => out.write_str(name)?,
                Step::Member(name) => write!(out, ".{name}")?,
                Step::Entry(index) => write!(out, "[{index}]")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn place(path: &str) -> Place {
        Place::parse(path).expect(path)
    }

    #[test]
    fn a_path_reads_as_it_is_written_and_nothing_else_is_one() {
        for path in ["format", "items[3].decisions[0].text", "a[0][1].b"] {
            assert_eq!(place(path).to_string(), path);
        }
        let long = "a".repeat(301);
        let deep = "a.".repeat(40) + "a";
        for wrong in [
            "",
            "$",
            ".",
            "a.",
            ".a",
            "a[",
            "a[]",
            "a[x]",
            "a[-1]",
            "a[+1]",
            "a[0]b",
            "[0]",
            "a b",
            "a[999999]",
            "ö",
            &long,
            &deep,
        ] {
            assert!(Place::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_value_is_set_with_what_is_above_it_and_a_list_grows_by_one() {
        let mut document = json!({"items": [{"title": "A"}]});
        place("items[0].title")
            .set(&mut document, json!("B"))
            .expect("set");
        place("adjustment.adjustedOn")
            .set(&mut document, json!("2021-01-01"))
            .expect("set");
        place("items[1].title")
            .set(&mut document, json!("C"))
            .expect("set");
        assert_eq!(
            document,
            json!({"items": [{"title": "B"}, {"title": "C"}], "adjustment": {"adjustedOn": "2021-01-01"}})
        );
        for wrong in [
            "items[3].title",
            "items[0].title.more",
            "items.title",
            "adjustment[0]",
        ] {
            assert!(
                place(wrong).set(&mut document, json!(1)).is_err(),
                "{wrong}"
            );
        }
    }

    #[test]
    fn what_follows_an_entry_that_is_taken_away_moves_up() {
        let mut document = json!({"items": ["a", "b", "c"], "x": {"y": 1}});
        place("items[1]").take(&mut document).expect("taken");
        place("x.y").take(&mut document).expect("taken");
        assert_eq!(document, json!({"items": ["a", "c"], "x": {}}));
        for wrong in ["items[2]", "x.y", "z", "z.y"] {
            assert!(place(wrong).take(&mut document).is_err(), "{wrong}");
        }
        let taken = place("items[1]");
        for (before, after) in [
            ("items[0].a", Some("items[0].a")),
            ("items[1].a", None),
            ("items[1]", None),
            ("items[2].a[5]", Some("items[1].a[5]")),
            ("item[2]", Some("item[2]")),
        ] {
            let moved = place(before).without(&taken).map(|place| place.to_string());
            assert_eq!(moved.as_deref(), after, "{before}");
        }
    }
}
