//! Scalars: civil dates, moments, öre.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::{Datelike, Utc};
use domain::money;

/// A civil date in Europe/Stockholm, `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date(pub domain::Date);

/// A civil date in Europe/Stockholm, `YYYY-MM-DD`.
#[Scalar(name = "Date")]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else {
            return Err(InputValueError::expected_type(value));
        };
        // Ten characters: the parser would take a year of any length.
        (text.len() == 10)
            .then(|| domain::Date::parse_from_str(text, "%Y-%m-%d").ok())
            .flatten()
            .filter(|day| day.year() > 0)
            .map(Self)
            .ok_or_else(|| InputValueError::custom("expected a date YYYY-MM-DD"))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.format("%Y-%m-%d").to_string())
    }
}

/// A moment, RFC 3339 in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateTime(pub chrono::DateTime<Utc>);

/// A moment, RFC 3339 in UTC.
#[Scalar(name = "DateTime")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else {
            return Err(InputValueError::expected_type(value));
        };
        chrono::DateTime::parse_from_rfc3339(text)
            .map(|moment| Self(moment.with_timezone(&Utc)))
            .map_err(|_| InputValueError::custom("expected a moment in RFC 3339"))
    }

    fn to_value(&self) -> Value {
        Value::String(application::journal::moment(self.0))
    }
}

/// An amount in whole öre, below 2^53.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ore(pub money::Ore);

/// An amount in whole öre, below 2^53.
#[Scalar(name = "Ore")]
impl ScalarType for Ore {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::Number(number) = &value else {
            return Err(InputValueError::expected_type(value));
        };
        number
            .as_i64()
            .and_then(money::Ore::new)
            .map(Self)
            .ok_or_else(|| InputValueError::custom("expected whole öre below 2^53"))
    }

    fn to_value(&self) -> Value {
        Value::Number(self.0.get().into())
    }
}
