//! Relay connections over pages.

use super::fail;
use application::error::AppError;
use application::read::Page;
use async_graphql::connection::{Connection, Edge, EmptyFields};
use async_graphql::{Error, OutputType, SimpleObject};
use data_encoding::BASE64URL_NOPAD;

/// How many a page holds where nobody says.
pub const DEFAULT_PAGE: i32 = 20;
/// How many a page holds at the most.
pub const MAX_PAGE: i32 = 200;

/// What every list tells beside its items.
#[derive(SimpleObject, Debug, Clone, Copy)]
pub struct Total {
    /// How many the whole list holds, whatever the page.
    total_count: u64,
}

/// A page of a list.
pub type List<T> = Connection<String, T, Total, EmptyFields>;

/// Reads `first` and `after`.
///
/// # Errors
/// `INVALID_VALUE` for a page size outside 0 to 200, or a cursor that this service did not give.
pub fn page(first: Option<i32>, after: Option<String>) -> Result<Page, Error> {
    let first = first.unwrap_or(DEFAULT_PAGE);
    if !(0..=MAX_PAGE).contains(&first) {
        return Err(fail(&AppError::invalid(
            "first",
            format!("{first} asked for, 0 to {MAX_PAGE} allowed"),
        )));
    }
    let after = after.map(|cursor| open(&cursor)).transpose()?;
    Ok(Page {
        first: first.unsigned_abs(),
        after,
    })
}

fn open(cursor: &str) -> Result<String, Error> {
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
    total: u64,
    page: &Page,
    has_next: bool,
) -> List<T> {
    let mut list = Connection::with_additional_fields(
        page.after.is_some(),
        has_next,
        Total { total_count: total },
    );
    list.edges.extend(
        nodes
            .into_iter()
            .map(|(node, key)| Edge::new(cursor(&key), node)),
    );
    list
}

/// A page of what is in memory already, in its order; the sort key is the place.
pub fn slice<T: OutputType>(all: Vec<T>, page: &Page) -> Result<List<T>, Error> {
    let start = match &page.after {
        None => 0,
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
    Ok(list(
        nodes,
        u64::try_from(total).unwrap_or(u64::MAX),
        page,
        has_next,
    ))
}
