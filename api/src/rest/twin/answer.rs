//! What a read answers: one thing with its links, or a page of a list with `_meta` and `_links`.

use super::asked::{Asked, Pages};
use super::operations::Operation;
use super::plan::{Form, Planned};
use super::selection::Selections;
use crate::graphql::paging;
use crate::rest::ROOT;
use form_urlencoded::Serializer;
use serde_json::{Map, Value, json};

/// What is found at the end of the steps of a read.
pub struct Found<'a> {
    /// The read.
    pub planned: &'a Planned,
    /// The selections.
    pub selections: &'a Selections,
    /// What was asked.
    pub asked: &'a Asked,
    /// The address of the service as the outside knows it; empty where nobody said.
    pub base: &'a str,
    /// The path of the request.
    pub path: &'a str,
}

/// A link to a resource of ours.
pub fn link(base: &str, rel: &str, path: &str) -> Value {
    json!({"href": format!("{base}{path}"), "rel": rel, "method": "GET", "type": "application/json"})
}

/// A page of a list as it was found.
struct Page {
    nodes: Vec<Value>,
    total: u64,
    next: Option<String>,
}

impl Found<'_> {
    fn operation(&self) -> &'static Operation {
        self.planned.operation
    }

    /// The answer; `None` where there is nothing that the viewer may know of.
    pub fn answer(&self, data: Value) -> Option<Value> {
        let mut steps = self.operation().steps.iter();
        let held = steps.try_fold(data, |held, step| match held {
            Value::Object(mut fields) => fields.remove(step.field),
            _ => None,
        })?;
        match self.planned.form {
            Form::One => {
                // Another type of thing has none of the fields that were asked for.
                let found = held.as_object().is_some_and(|fields| !fields.is_empty());
                found.then(|| self.one(held, true))
            }
            Form::Owned => {
                let pages = self.asked.pages.as_ref()?;
                let page = self.part(held, pages)?;
                Some(self.page(page, pages))
            }
            Form::Paged => {
                let pages = self.asked.pages.as_ref()?;
                let page = self.storage(held)?;
                Some(self.page(page, pages))
            }
        }
    }

    /// One thing with its links.
    fn one(&self, held: Value, alone: bool) -> Value {
        let held = match (self.operation().take, held) {
            (Some(field), Value::Object(mut fields)) => fields.remove(field).unwrap_or_default(),
            (_, held) => held,
        };
        let mut shaped = self.selections.shaped(&self.planned.shape, held);
        let id = shaped["id"].as_str().map(str::to_owned);
        if let (Some(own), Some(id)) = (self.operation().own, id) {
            let at = |path: &str| format!("{ROOT}{}", path.replace("{id}", &id));
            let mut links = Map::new();
            links.insert("self".to_owned(), link(self.base, "self", &at(own)));
            if alone {
                let related = self.operation().related.iter();
                links.extend(
                    related.map(|(rel, path)| ((*rel).to_owned(), link(self.base, rel, &at(path)))),
                );
            }
            shaped["_links"] = Value::Object(links);
        }
        shaped
    }

    /// A page as storage gives it.
    fn storage(&self, mut held: Value) -> Option<Page> {
        let more = held["pageInfo"]["hasNextPage"].as_bool().unwrap_or(false);
        let next = held["pageInfo"]["endCursor"].as_str().filter(|_| more);
        Some(Page {
            next: next.map(str::to_owned),
            total: held["totalCount"].as_u64()?,
            nodes: match held["nodes"].take() {
                Value::Array(nodes) => nodes,
                _ => return None,
            },
        })
    }

    /// A page of a list that came whole.
    fn part(&self, held: Value, pages: &Pages) -> Option<Page> {
        let Value::Array(all) = held else {
            return None;
        };
        let start = match pages.offset() {
            Some(offset) => offset,
            None => {
                let cursor = pages.cursor.as_deref()?;
                let place = paging::open(cursor).ok()?.parse::<u64>().ok();
                // A cursor that is none of ours has nothing after it.
                place.map_or(u64::MAX, |place| place.saturating_add(1))
            }
        };
        let total = u64::try_from(all.len()).unwrap_or(u64::MAX);
        let end = start.saturating_add(pages.limit);
        let next = (total > end).then(|| paging::cursor(&(end - 1).to_string()));
        let (start, limit) = (usize::try_from(start), usize::try_from(pages.limit));
        let nodes = all.into_iter();
        let nodes = nodes.skip(start.unwrap_or(usize::MAX));
        Some(Page {
            next,
            total,
            nodes: nodes.take(limit.unwrap_or(usize::MAX)).collect(),
        })
    }

    fn page(&self, page: Page, pages: &Pages) -> Value {
        let meta = json!({
            "totalRecords": page.total,
            "page": pages.page,
            "offset": pages.offset(),
            "limit": pages.limit,
            "count": page.nodes.len(),
            "nextCursor": page.next,
        });
        let links = self.links(&page, pages);
        let nodes = page.nodes.into_iter().map(|held| self.one(held, false));
        json!({"_meta": meta, "_links": links, "nodes": nodes.collect::<Vec<_>>()})
    }

    /// Where the pages around this one are.
    fn links(&self, page: &Page, pages: &Pages) -> Value {
        let at = |name: &str, value: &str| {
            let mut query = Serializer::new(String::new());
            query.extend_pairs(&self.asked.said);
            query.append_pair("limit", &pages.limit.to_string());
            query.append_pair(name, value);
            format!("{}?{}", self.path, query.finish())
        };
        let numbered = |number: u64| at("page", &number.to_string());
        let mut links = Map::new();
        let mut add = |rel: &str, path: String| {
            links.insert(rel.to_owned(), link(self.base, rel, &path));
        };
        add("first", numbered(1));
        match (pages.page, &page.next) {
            (Some(number), next) => {
                let last = page.total.div_ceil(pages.limit).max(1);
                add("self", numbered(number));
                add("last", numbered(last));
                if number > 1 {
                    add("prev", numbered((number - 1).min(last)));
                }
                if next.is_some() {
                    add("next", numbered(number + 1));
                }
            }
            (None, next) => {
                add(
                    "self",
                    at("cursor", pages.cursor.as_deref().unwrap_or_default()),
                );
                if let Some(next) = next {
                    add("next", at("cursor", next));
                }
            }
        }
        Value::Object(links)
    }
}
