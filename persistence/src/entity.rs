//! The tables as SeaORM knows them, one module a table.

/// A table with its columns; identities are given, never drawn by the database.
macro_rules! table {
    ($(#[$doc:meta])* $module:ident = $name:literal { $($(#[$attribute:meta])* $field:ident: $kind:ty,)+ }) => {
        $(#[$doc])*
        pub(crate) mod $module {
            use sea_orm::entity::prelude::*;

            #[derive(Clone, Debug, PartialEq, DeriveEntityModel, serde::Deserialize)]
            #[sea_orm(table_name = $name)]
            pub struct Model {
                $($(#[$attribute])* pub $field: $kind,)+
            }

            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}
        }
    };
}

pub(crate) mod api_keys;
pub(crate) mod attachments;
pub(crate) mod budgets;
pub(crate) mod delegations;
pub(crate) mod followup;
pub(crate) mod imports;
pub(crate) mod mail;
pub(crate) mod meetings;
pub(crate) mod organisations;
pub(crate) mod paragraphs;
pub(crate) mod register;
pub(crate) mod revocations;
pub(crate) mod sealing;
pub(crate) mod secrecy;
pub(crate) mod sessions;
pub(crate) mod spine;
pub(crate) mod webhooks;

pub(crate) use api_keys::api_key;
pub(crate) use attachments::{attachment, file_part};
pub(crate) use budgets::{
    budget, budget_book, budget_contribution, budget_line, budget_paper, budget_version,
};
pub(crate) use delegations::{delegated_decision, delegation, delegation_book};
pub(crate) use followup::{assignment_report, condition_settlement, decision_link};
pub(crate) use imports::{import_file, import_reading};
pub(crate) use mail::{mail_link, mail_subscription};
pub(crate) use meetings::{absence, adjuster, adjustment_unit, attendance, body, meeting, notice};
pub(crate) use organisations::{
    organisation, organisation_alias, person, person_identity, person_variant,
};
pub(crate) use paragraphs::{assignee, assignment, concern, decision, paragraph, posting, series};
pub(crate) use register::{
    association, mandate, membership, presidium, remote_decision, seat, statutes,
};
pub(crate) use revocations::revocation;
pub(crate) use sealing::{
    key_handover, log_checkpoint, log_cosignature, log_objection, sealed_unit,
};
pub(crate) use secrecy::{embargo, secrecy_marking, secrecy_read, secret_paragraph};
pub(crate) use sessions::session;
pub(crate) use spine::{
    counter, feed, feed_concern, journal, minutes_revision, receipt, redacting,
};
pub(crate) use webhooks::{webhook, webhook_act, webhook_attempt, webhook_dead, webhook_lane};
