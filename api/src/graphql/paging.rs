//! Relay connections over pages.

use super::fail;
use super::object::{
    Announcement, ApiKey, Assignment, Body, Budget, BudgetContribution, Change, DelegatedDecision,
    Import, ListedDecision, ListedParagraph, MailSubscription, Meeting, Organisation, SecrecyRead,
    TokenRevocation,
};
use application::error::{AppError, StorageError};
use application::read::Page;
use async_graphql::connection::PageInfo;
use async_graphql::{Context, Error, Object, OutputType};
use data_encoding::BASE64URL_NOPAD;

/// How many a page holds where nobody says.
pub const DEFAULT_PAGE: i32 = 20;
/// How many a page holds at the most.
pub const MAX_PAGE: i32 = 200;

/// A page of a list.
#[derive(Debug)]
pub struct List<T> {
    edges: Vec<Edge<T>>,
    total: Option<u64>,
    has_previous: bool,
    has_next: bool,
}

/// An item of a list with its place in it.
#[derive(Debug)]
pub struct Edge<T> {
    node: T,
    cursor: String,
}

/// A page of a list.
#[Object(
    concrete(name = "AnnouncementConnection", params(Announcement)),
    concrete(name = "ApiKeyConnection", params(ApiKey)),
    concrete(name = "AssignmentConnection", params(Assignment)),
    concrete(name = "BodyConnection", params(Body)),
    concrete(name = "BudgetConnection", params(Budget)),
    concrete(name = "BudgetContributionConnection", params(BudgetContribution)),
    concrete(name = "ChangeConnection", params(Change)),
    concrete(name = "DecisionConnection", params(ListedDecision)),
    concrete(name = "DelegatedDecisionConnection", params(DelegatedDecision)),
    concrete(name = "ImportConnection", params(Import)),
    concrete(name = "MailSubscriptionConnection", params(MailSubscription)),
    concrete(name = "MeetingConnection", params(Meeting)),
    concrete(name = "OrganisationConnection", params(Organisation)),
    concrete(name = "ParagraphConnection", params(ListedParagraph)),
    concrete(name = "SecrecyReadConnection", params(SecrecyRead)),
    concrete(name = "TokenRevocationConnection", params(TokenRevocation))
)]
impl<T: OutputType> List<T>
where
    Edge<T>: OutputType,
{
    /// The items of this page.
    async fn nodes(&self) -> Vec<&T> {
        self.edges.iter().map(|edge| &edge.node).collect()
    }

    /// The items of this page, each with its cursor.
    async fn edges(&self) -> &[Edge<T>] {
        &self.edges
    }

    /// Where this page stands in the list.
    async fn page_info(&self) -> PageInfo {
        PageInfo {
            has_previous_page: self.has_previous,
            has_next_page: self.has_next,
            start_cursor: self.edges.first().map(|edge| edge.cursor.clone()),
            end_cursor: self.edges.last().map(|edge| edge.cursor.clone()),
        }
    }

    /// How many the whole list holds, whatever the page.
    async fn total_count(&self) -> Result<u64, Error> {
        let uncounted = || {
            let error = StorageError::Corrupt {
                what: "list",
                reason: "it was not counted".to_owned(),
            };
            fail(&error.into())
        };
        self.total.ok_or_else(uncounted)
    }
}

/// An item of a list with its place in it.
#[Object(
    concrete(name = "AnnouncementEdge", params(Announcement)),
    concrete(name = "ApiKeyEdge", params(ApiKey)),
    concrete(name = "AssignmentEdge", params(Assignment)),
    concrete(name = "BodyEdge", params(Body)),
    concrete(name = "BudgetEdge", params(Budget)),
    concrete(name = "BudgetContributionEdge", params(BudgetContribution)),
    concrete(name = "ChangeEdge", params(Change)),
    concrete(name = "DecisionEdge", params(ListedDecision)),
    concrete(name = "DelegatedDecisionEdge", params(DelegatedDecision)),
    concrete(name = "ImportEdge", params(Import)),
    concrete(name = "MailSubscriptionEdge", params(MailSubscription)),
    concrete(name = "MeetingEdge", params(Meeting)),
    concrete(name = "OrganisationEdge", params(Organisation)),
    concrete(name = "ParagraphEdge", params(ListedParagraph)),
    concrete(name = "SecrecyReadEdge", params(SecrecyRead)),
    concrete(name = "TokenRevocationEdge", params(TokenRevocation))
)]
impl<T: OutputType> Edge<T> {
    /// The item.
    async fn node(&self) -> &T {
        &self.node
    }

    /// Where to go on from: pass it as `after`.
    async fn cursor(&self) -> &str {
        &self.cursor
    }
}

/// Reads `first` and `after`. The whole list is counted where the question has its `totalCount`.
///
/// # Errors
/// `INVALID_VALUE` for a page size outside 0 to 200, or a cursor that this service did not give.
pub fn page(
    context: &Context<'_>,
    first: Option<i32>,
    after: Option<String>,
) -> Result<Page, Error> {
    let first = first.unwrap_or(DEFAULT_PAGE);
    if !(0..=MAX_PAGE).contains(&first) {
        return Err(fail(&AppError::invalid(
            "first",
            format!("{first} asked for, 0 to {MAX_PAGE} allowed"),
        )));
    }
    let after = after.map(|cursor| open(&cursor)).transpose()?;
    let first = first.unsigned_abs();
    let count = context.look_ahead().field("totalCount").exists();
    let skip = after.as_deref().and_then(|key| key.strip_prefix(PASSED));
    Ok(match skip {
        None => Page {
            first,
            after,
            skip: 0,
            count,
        },
        Some(skip) => Page {
            first,
            after: None,
            skip: skip
                .parse()
                .ok()
                .filter(|skip| *skip <= FARTHEST)
                .ok_or_else(|| fail(&AppError::invalid("after", "not a cursor of this service")))?,
            count,
        },
    })
}

/// What the sort key of no list begins with: so many are passed over.
const PASSED: char = '\u{1f}';
/// How many can be passed over at the most.
pub const FARTHEST: u64 = 1 << 40;

/// The cursor that passes over so many of a list, for those who count pages.
pub fn past(skip: u64) -> String {
    cursor(&format!("{PASSED}{skip}"))
}

/// The sort key that a cursor stands for.
///
/// # Errors
/// `INVALID_VALUE` for a cursor that this service did not give.
pub fn open(cursor: &str) -> Result<String, Error> {
    (cursor.len() <= 512)
        .then(|| BASE64URL_NOPAD.decode(cursor.as_bytes()).ok())
        .flatten()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .filter(|key| !key.contains('\0'))
        .ok_or_else(|| fail(&AppError::invalid("after", "not a cursor of this service")))
}

/// The opaque form of a sort key.
pub fn cursor(key: &str) -> String {
    BASE64URL_NOPAD.encode(key.as_bytes())
}

/// A page as a connection.
pub fn list<T: OutputType>(
    nodes: impl IntoIterator<Item = (T, String)>,
    total: Option<u64>,
    page: &Page,
    has_next: bool,
) -> List<T> {
    let edges = nodes
        .into_iter()
        .map(|(node, key)| Edge {
            node,
            cursor: cursor(&key),
        })
        .collect();
    List {
        edges,
        total,
        has_previous: page.after.is_some() || page.skip > 0,
        has_next,
    }
}

/// A page of what is in memory already, in its order; the sort key is the place.
pub fn slice<T: OutputType>(all: Vec<T>, page: &Page) -> Result<List<T>, Error> {
    let start = match &page.after {
        None => usize::try_from(page.skip).unwrap_or(usize::MAX),
        Some(after) => after
            .parse::<usize>()
            .ok()
            .and_then(|place| place.checked_add(1))
            .ok_or_else(|| fail(&AppError::invalid("after", "not a cursor of this list")))?,
    };
    let total = all.len();
    let size = usize::try_from(page.first).unwrap_or(usize::MAX);
    let has_next = total > start.saturating_add(size);
    let nodes = all
        .into_iter()
        .enumerate()
        .skip(start)
        .take(size)
        .map(|(place, node)| (node, place.to_string()));
    Ok(list(nodes, u64::try_from(total).ok(), page, has_next))
}
