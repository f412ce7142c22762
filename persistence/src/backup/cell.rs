//! A value of a column, between the database and a line of JSON.

use crate::fault::{OrStorage, corrupt};
use application::error::StorageError;
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use data_encoding::BASE64;
use interchange::backup::{Kind, Table};
use sea_orm::{QueryResult, TryGetable, Value};
use serde::de::IgnoredAny;
use serde_json::Value as Json;
use uuid::Uuid;

/// The values of a row, in the order of its table's columns.
pub type Cells = Vec<Value>;

/// A row as a line of JSON.
pub(super) fn line(table: &Table, row: &QueryResult) -> Result<String, StorageError> {
    let columns = table.columns.iter().enumerate();
    let values = columns.map(|(place, column)| told(column.kind, row, place));
    let values = values.collect::<Result<Vec<Json>, _>>()?;
    serde_json::to_string(&values).map_err(|error| corrupt("row", error))
}

fn got<T: TryGetable>(row: &QueryResult, place: usize) -> Result<Option<T>, StorageError> {
    row.try_get_by_index::<Option<T>>(place).or_storage()
}

fn told(kind: Kind, row: &QueryResult, place: usize) -> Result<Json, StorageError> {
    Ok(match kind {
        Kind::Text | Kind::Json => got::<String>(row, place)?.into(),
        Kind::Integer => got::<i32>(row, place)?.into(),
        Kind::Bigint => got::<i64>(row, place)?.into(),
        Kind::Boolean => got::<bool>(row, place)?.into(),
        Kind::Day => got::<NaiveDate>(row, place)?
            .map(|day| day.to_string())
            .into(),
        Kind::Moment => got::<DateTime<Utc>>(row, place)?
            .map(|at| at.to_rfc3339_opts(SecondsFormat::AutoSi, true))
            .into(),
        Kind::Uuid => got::<Uuid>(row, place)?.map(|id| id.to_string()).into(),
        Kind::Bytes => got::<Vec<u8>>(row, place)?
            .map(|bytes| BASE64.encode(&bytes))
            .into(),
    })
}

/// Reads a line as the row of a table.
///
/// # Errors
/// What is wrong, with the column.
pub fn cells(table: &Table, line: &str) -> Result<Cells, String> {
    let values: Vec<Json> = serde_json::from_str(line).map_err(|error| error.to_string())?;
    if values.len() != table.columns.len() {
        let (has, wants) = (values.len(), table.columns.len());
        return Err(format!("{has} values where there are {wants} columns"));
    }
    let pairs = table.columns.iter().zip(values);
    let read = pairs.map(|(column, value)| {
        read(column.kind, value).ok_or_else(|| format!("{} is not of its kind", column.name))
    });
    read.collect()
}

/// A value of JSON as one of the database; `None` where it is not of its kind.
fn read(kind: Kind, value: Json) -> Option<Value> {
    if value.is_null() {
        return Some(match kind {
            Kind::Text | Kind::Json => None::<String>.into(),
            Kind::Integer => None::<i32>.into(),
            Kind::Bigint => None::<i64>.into(),
            Kind::Boolean => None::<bool>.into(),
            Kind::Day => None::<NaiveDate>.into(),
            Kind::Moment => None::<DateTime<Utc>>.into(),
            Kind::Uuid => None::<Uuid>.into(),
            Kind::Bytes => None::<Vec<u8>>.into(),
        });
    }
    Some(match (kind, value) {
        (Kind::Text, Json::String(text)) => text.into(),
        (Kind::Json, Json::String(text)) => {
            serde_json::from_str::<IgnoredAny>(&text).ok()?;
            text.into()
        }
        (Kind::Integer, Json::Number(number)) => i32::try_from(number.as_i64()?).ok()?.into(),
        (Kind::Bigint, Json::Number(number)) => number.as_i64()?.into(),
        (Kind::Boolean, Json::Bool(held)) => held.into(),
        (Kind::Day, Json::String(text)) => text.parse::<NaiveDate>().ok()?.into(),
        (Kind::Moment, Json::String(text)) => {
            let at = DateTime::parse_from_rfc3339(&text).ok()?;
            at.with_timezone(&Utc).into()
        }
        (Kind::Uuid, Json::String(text)) => Uuid::parse_str(&text).ok()?.into(),
        (Kind::Bytes, Json::String(text)) => BASE64.decode(text.as_bytes()).ok()?.into(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use interchange::backup::Column;

    fn table(kinds: &[Kind]) -> Table {
        let column = |kind: &Kind| Column {
            name: format!("{kind:?}").to_lowercase(),
            kind: *kind,
        };
        Table {
            name: "t".to_owned(),
            columns: kinds.iter().map(column).collect(),
        }
    }

    #[test]
    fn a_line_is_read_by_the_kinds_of_its_columns() {
        let kinds = [
            Kind::Text,
            Kind::Json,
            Kind::Integer,
            Kind::Bigint,
            Kind::Boolean,
            Kind::Day,
            Kind::Moment,
            Kind::Uuid,
            Kind::Bytes,
        ];
        let line = r#"["å\u0001","{\"b\": 1,  \"a\":2.50}",-1,9007199254740993,true,"2026-02-28","2026-02-28T23:59:59.123456789Z","018f0000-0000-7000-8000-000000000001","AP8="]"#;
        let read = cells(&table(&kinds), line).expect("a row");
        assert_eq!(read[0], Value::from("å\u{1}"));
        assert_eq!(
            read[1],
            Value::from(r#"{"b": 1,  "a":2.50}"#),
            "to the byte"
        );
        assert_eq!(read[3], Value::from(9_007_199_254_740_993_i64));
        assert_eq!(read[8], Value::from(vec![0_u8, 255]));
        let nothing = vec!["null"; kinds.len()].join(",");
        assert!(cells(&table(&kinds), &format!("[{nothing}]")).is_ok());
    }

    #[test]
    fn what_is_not_of_its_kind_is_refused_by_its_column() {
        for (kind, value) in [
            (Kind::Text, "1"),
            (Kind::Json, r#""{""#),
            (Kind::Integer, "2147483648"),
            (Kind::Integer, "1.5"),
            (Kind::Bigint, "9223372036854775808"),
            (Kind::Boolean, "0"),
            (Kind::Day, r#""2026-02-30""#),
            (Kind::Moment, r#""2026-02-28""#),
            (Kind::Uuid, r#""x""#),
            (Kind::Bytes, r#""A""#),
        ] {
            let refused = cells(&table(&[kind]), &format!("[{value}]"));
            let name = format!("{kind:?}").to_lowercase();
            assert_eq!(
                refused,
                Err(format!("{name} is not of its kind")),
                "{kind:?} {value}"
            );
        }
        for line in ["", "[1]", "{}", "[1,2] "] {
            assert!(
                cells(&table(&[Kind::Text, Kind::Text]), line).is_err(),
                "{line}"
            );
        }
    }
}
