//! Scalars of the document formats: dates, times, texts.

use domain::{Date, Time};
use serde::de::{Error, Unexpected};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

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

/// A paragraph number: a whole number from 1 to 2,147,483,647.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Number(pub u32);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        let number = i64::deserialize(source)?;
        u32::try_from(number)
            .ok()
            .filter(|number| (1..=i32::MAX.unsigned_abs()).contains(number))
            .map(Self)
            .ok_or_else(|| {
                D::Error::invalid_value(Unexpected::Signed(number), &"a whole number from 1")
            })
    }
}
