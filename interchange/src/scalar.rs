//! Scalars of the document formats: dates, times, texts, whole numbers.

use chrono::Datelike;
use domain::money::Ore;
use domain::name::Slug;
use domain::{Date, Time};
use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt::{self, Formatter};
use std::ops::RangeInclusive;

/// A civil date, `YYYY-MM-DD` and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub Date);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        let text = String::deserialize(source)?;
        let shaped = text.len() == 10
            && text.bytes().enumerate().all(|(index, byte)| match index {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        shaped
            .then(|| Date::parse_from_str(&text, "%Y-%m-%d").ok())
            .flatten()
            .filter(|day| day.year() > 0)
            .map(Self)
            .ok_or_else(|| Error::invalid_value(Unexpected::Str(&text), &"a date YYYY-MM-DD"))
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, target: S) -> Result<S::Ok, S::Error> {
        target.collect_str(&self.0.format("%Y-%m-%d"))
    }
}

/// A wall-clock time, `HH:MM` and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock(pub Time);

impl<'de> Deserialize<'de> for Clock {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        let text = String::deserialize(source)?;
        let shaped = text.len() == 5
            && text.bytes().enumerate().all(|(index, byte)| match index {
                2 => byte == b':',
                _ => byte.is_ascii_digit(),
            });
        shaped
            .then(|| Time::parse_from_str(&text, "%H:%M").ok())
            .flatten()
            .map(Self)
            .ok_or_else(|| Error::invalid_value(Unexpected::Str(&text), &"a time HH:MM"))
    }
}

impl Serialize for Clock {
    fn serialize<S: Serializer>(&self, target: S) -> Result<S::Ok, S::Error> {
        target.collect_str(&self.0.format("%H:%M"))
    }
}

/// A text without NUL, which no database column holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Words(pub String);

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        let text = String::deserialize(source)?;
        if text.contains('\0') {
            return Err(D::Error::custom("the text holds a NUL character"));
        }
        Ok(Self(text))
    }
}

/// A name: words with something other than white space in them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Name(pub String);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        let Words(text) = Words::deserialize(source)?;
        if text.trim().is_empty() {
            return Err(D::Error::custom("the name is blank"));
        }
        if text.chars().count() > 500 {
            return Err(D::Error::custom("the name is longer than 500 characters"));
        }
        Ok(Self(text))
    }
}

/// A name with a letter or digit in it, and so with an address form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressed(pub String, pub Slug);

impl<'de> Deserialize<'de> for Addressed {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        let Name(name) = Name::deserialize(source)?;
        let slug =
            Slug::of(&name).ok_or_else(|| D::Error::custom("the name has no letter or digit"))?;
        Ok(Self(name, slug))
    }
}

impl Serialize for Addressed {
    fn serialize<S: Serializer>(&self, target: S) -> Result<S::Ok, S::Error> {
        target.serialize_str(&self.0)
    }
}

/// A letter of a sub-item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Letter(pub char);

impl<'de> Deserialize<'de> for Letter {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        let text = String::deserialize(source)?;
        let mut letters = text.chars();
        match (letters.next(), letters.next()) {
            (Some(letter @ ('a'..='z' | 'å' | 'ä' | 'ö')), None) => Ok(Self(letter)),
            _ => Err(D::Error::invalid_value(
                Unexpected::Str(&text),
                &"one lower-case letter",
            )),
        }
    }
}

macro_rules! whole {
    ($($(#[$doc:meta])* $name:ident($type:ty) = $bounds:expr;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
        #[serde(transparent)]
        pub struct $name(pub $type);

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
                let number = source.deserialize_i64(Whole($bounds))?;
                <$type>::try_from(number).map(Self).map_err(D::Error::custom)
            }
        }
    )+};
}

whole! {
    /// A paragraph number.
    Number(u32) = 1..=i32::MAX.into();
    /// A number of votes. What is read again must fit the 32 bits that numbers have in GraphQL.
    Count(u32) = 0..=i32::MAX.into();
    /// A calendar year.
    Year(i32) = i32::MIN.into()..=i32::MAX.into();
    /// An amount in öre.
    Hundredths(i64) = -Ore::MAX..=Ore::MAX;
}

/// A whole number within bounds, however it is written: to JSON, `1`, `1.0` and `1e0` are the same number.
struct Whole(RangeInclusive<i64>);

impl Visitor<'_> for Whole {
    type Value = i64;

    fn expecting(&self, text: &mut Formatter<'_>) -> fmt::Result {
        write!(
            text,
            "a whole number from {} to {}",
            self.0.start(),
            self.0.end()
        )
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<i64, E> {
        if self.0.contains(&number) {
            Ok(number)
        } else {
            Err(E::invalid_value(Unexpected::Signed(number), &self))
        }
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<i64, E> {
        match i64::try_from(number) {
            Ok(number) => self.visit_i64(number),
            Err(_) => Err(E::invalid_value(Unexpected::Unsigned(number), &self)),
        }
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<i64, E> {
        // From 2^52 on every float is whole, whatever digits stood behind the point.
        const FIRST_WITHOUT_FRACTIONS: f64 = (1_u64 << 52) as f64;
        if number.fract() == 0.0 && number.abs() < FIRST_WITHOUT_FRACTIONS {
            self.visit_i64(number as i64)
        } else {
            Err(E::invalid_value(Unexpected::Float(number), &self))
        }
    }
}
