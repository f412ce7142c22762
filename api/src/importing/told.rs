//! Why a file gives no minutes, as it is told.

use application::imports::{Refusal, Words};
use extraction::Refused;
use interchange::minutes_text::NotMinutes;
use serde_json::{Value, json};

/// It gives no text.
pub fn of_file(refused: &Refused) -> Value {
    json!({"code": refused.code(), "text": {"sv": refused.swedish(), "en": refused.to_string()}})
}

/// Its text is no minutes.
pub fn of_text(error: &NotMinutes) -> Value {
    json!({"code": error.code(), "text": {"sv": error.text.sv, "en": error.text.en}})
}

/// A refusal of the service's own.
pub fn refusal(code: &str, sv: &str, en: &str) -> Refusal {
    Refusal {
        code: code.to_owned(),
        text: Words {
            sv: sv.to_owned(),
            en: en.to_owned(),
        },
    }
}
