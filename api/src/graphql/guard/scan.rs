//! Looks at source text before any parser does.
//!
//! Both parsers behind this recurse on brackets, so that depth must be known
//! before they start. The scan agrees with the GraphQL grammar on where strings
//! and comments end; where it cannot (an unterminated string, which the grammar
//! would read as something else), it refuses.

use super::{Code, Limits, Refusal};

/// Counts the tokens of a GraphQL document and its deepest bracket.
///
/// # Errors
///
/// `NESTING_LIMIT_EXCEEDED`, `TOKEN_LIMIT_EXCEEDED` (too many tokens, or a name
/// too long), `SYNTAX_ERROR` (a NUL, an unterminated string).
pub(super) fn document(source: &str, limits: &Limits) -> Result<usize, Refusal> {
    if contains_nul(source) {
        return Err(Refusal::new(
            Code::SyntaxError,
            "NUL is not a character of a query",
        ));
    }
    let bytes = source.as_bytes();
    let mut at = 0;
    let mut tokens = 0;
    let mut depth = 0_usize;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' | b',' => {
                at += 1;
                continue;
            }
            b'#' => {
                at = end_of_line(bytes, at);
                continue;
            }
            b'"' => at = end_of_string(bytes, at)?,
            b'(' | b'[' | b'{' => {
                depth += 1;
                if depth > limits.brackets {
                    return Err(Refusal::exceeded(
                        Code::NestingLimitExceeded,
                        "brackets of the query are nested too deep",
                        limits.brackets,
                        depth,
                    ));
                }
                at += 1;
            }
            b')' | b']' | b'}' => {
                depth = depth.saturating_sub(1);
                at += 1;
            }
            b'.' if bytes[at..].starts_with(b"...") => at += 3,
            b'0'..=b'9' | b'-' => at = end_of(bytes, at + 1, is_number),
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => {
                let end = end_of(bytes, at, is_name);
                // A response repeats names and aliases once for every object, so
                // one long alias multiplies the answer.
                if end - at > limits.name {
                    return Err(Refusal::exceeded(
                        Code::TokenLimitExceeded,
                        "a name of the query is too long",
                        limits.name,
                        end - at,
                    ));
                }
                at = end;
            }
            // Anything else (punctuation, a byte of a character that the grammar
            // does not know) counts as one: the parser settles what it is.
            _ => at += 1,
        }
        tokens += 1;
        if tokens > limits.tokens {
            return Err(Refusal::exceeded(
                Code::TokenLimitExceeded,
                "the query has too many tokens",
                limits.tokens,
                tokens,
            ));
        }
    }
    Ok(tokens)
}

/// Measures the deepest bracket of a JSON text.
///
/// # Errors
///
/// `NESTING_LIMIT_EXCEEDED`.
pub(super) fn json(source: &[u8], limits: &Limits) -> Result<(), Refusal> {
    let mut depth = 0_usize;
    let mut quoted = false;
    let mut bytes = source.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' if quoted => {
                bytes.next();
            }
            b'"' => quoted = !quoted,
            b'[' | b'{' if !quoted => {
                depth += 1;
                if depth > limits.json_nesting {
                    return Err(Refusal::exceeded(
                        Code::NestingLimitExceeded,
                        "the JSON of the request is nested too deep",
                        limits.json_nesting,
                        depth,
                    ));
                }
            }
            b']' | b'}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    Ok(())
}

/// Whether the text holds a NUL, itself or as the escape `\u0000`: databases
/// refuse it in text, and that refusal must not become a failure of ours.
fn contains_nul(source: &str) -> bool {
    source.contains('\0') || source.contains("\\u0000")
}

fn end_of_line(bytes: &[u8], from: usize) -> usize {
    end_of(bytes, from, |byte| byte != b'\n' && byte != b'\r')
}

fn end_of(bytes: &[u8], from: usize, belongs: impl Fn(u8) -> bool) -> usize {
    bytes[from..]
        .iter()
        .position(|&byte| !belongs(byte))
        .map_or(bytes.len(), |length| from + length)
}

fn end_of_string(bytes: &[u8], from: usize) -> Result<usize, Refusal> {
    let unterminated = || Refusal::new(Code::SyntaxError, "a string is not terminated");
    if bytes[from..].starts_with(br#"""""#) {
        let mut at = from + 3;
        while at < bytes.len() {
            if bytes[at..].starts_with(br#"\""""#) {
                at += 4;
            } else if bytes[at..].starts_with(br#"""""#) {
                return Ok(at + 3);
            } else {
                at += 1;
            }
        }
        return Err(unterminated());
    }
    let mut at = from + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => return Ok(at + 1),
            b'\n' | b'\r' => break,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    Err(unterminated())
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn is_number(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'+' | b'-' | b'_')
}
