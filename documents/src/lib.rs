//! The documents that a meeting gives: minutes (protokoll), extract (protokollsutdrag), notice (anslag), proof of
//! posting (bevis om anslag) and summons (kallelse); and the budget that its decision approves.
//!
//! Each is built once, as a [`Document`], from the record and what is known of its [`Standing`]; HTML, text, PDF and
//! Akoma Ntoso are all written from that one tree, so that no two formats can say different things.
//!
//! Nothing here reads a clock, touches storage or looks behind what it is given: a record that the caller masked gives
//! a masked document. What is unknown is printed as unknown or left as a line to fill in, never guessed.
//!
//! ```
//! # fn print(meeting: &domain::meeting::Meeting) {
//! use documents::{Standing, minutes};
//! use domain::text::Language;
//!
//! let standing = Standing::of(meeting);
//! let document = minutes(meeting, &standing, Language::Swedish);
//! println!("{}", document.to_text());
//! # }
//! ```

mod akoma_ntoso;
mod building;
mod document;
mod html;
mod markup;
pub mod naming;
#[cfg(feature = "pdf")]
mod pdf;
mod shown;
mod standing;
mod text;
mod words;

pub use building::budget::{ApprovingDecision, PrintedBudget, budget};
pub use building::extract::{Attestation, Extract, UnknownParagraph, extract, paragraph};
pub use building::minutes::minutes;
pub use building::notice::{notice, proof_of_posting};
pub use building::summons::{Summons, summons};
pub use document::{Document, Kind};
pub use html::STYLE_OF_FRAGMENTS;
#[cfg(feature = "pdf")]
pub use pdf::PdfError;
pub use standing::{ByDecision, Marked, Posting, Signatory, Signature, Standing, Unit};
