//! The root of every change. One mutation a use case; each takes one `input`.

pub mod api_key;
pub mod attachment;
pub mod budget;
pub mod by_board;
pub mod delegation;
pub mod followup;
pub mod import;
pub mod input;
pub mod mail;
pub mod meeting;
pub mod minutes;
pub mod paragraph;
pub mod recorded;
pub mod redaction;
pub mod register;
pub mod revocation;
pub mod secrecy;

use async_graphql::MergedObject;

/// Changes of the record and the register.
#[derive(MergedObject, Debug, Default)]
pub struct Mutation(
    meeting::MeetingMutations,
    paragraph::ParagraphMutations,
    minutes::MinutesMutations,
    by_board::ByBoardMutations,
    followup::FollowupMutations,
    delegation::DelegationMutations,
    budget::BudgetMutations,
    budget::AccountMutations,
    attachment::AttachmentMutations,
    register::RegisterMutations,
    redaction::RedactionMutations,
    revocation::RevocationMutations,
    api_key::ApiKeyMutations,
    import::ImportMutations,
    mail::MailMutations,
    secrecy::SecrecyMutations,
);
