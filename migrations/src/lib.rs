//! Schema changes, one a file, each with its way back.
//!
//! A step is written once for both engines. Words in braces stand for what differs: `{uuid}`, `{moment}`, `{day}`,
//! `{json}`, `{bytes}`, and `{key}` for a text whose order matters, which both engines compare by bytes.

mod m0001_organisations;
mod m0002_register;
mod m0003_meetings;
mod m0004_paragraphs;
mod m0005_adjustment;
mod m0006_sources;
mod m0007_spine;
mod m0008_live;
mod m0009_followup;
mod m0010_delegation;
mod m0011_minutes;
mod m0012_seal;
mod m0013_witnesses;
mod m0014_attachments;
mod m0015_bindings;
mod m0016_handovers;
mod m0017_budgets;
mod m0018_redaction;
mod m0019_by_board;
mod m0020_feed_concern;
mod m0021_webhooks;
mod m0022_revocations;
mod m0023_api_keys;
mod m0024_secrecy;
mod m0025_mail;
mod m0026_sessions;
mod m0027_imports;
mod m0028_epoch;
mod m0029_remote;
mod m0030_union;
mod m0031_search;
mod step;

use sea_orm_migration::{MigrationTrait, MigratorTrait};
use step::Step;

const STEPS: [Step; 31] = [
    m0001_organisations::STEP,
    m0002_register::STEP,
    m0003_meetings::STEP,
    m0004_paragraphs::STEP,
    m0005_adjustment::STEP,
    m0006_sources::STEP,
    m0007_spine::STEP,
    m0008_live::STEP,
    m0009_followup::STEP,
    m0010_delegation::STEP,
    m0011_minutes::STEP,
    m0012_seal::STEP,
    m0013_witnesses::STEP,
    m0014_attachments::STEP,
    m0015_bindings::STEP,
    m0016_handovers::STEP,
    m0017_budgets::STEP,
    m0018_redaction::STEP,
    m0019_by_board::STEP,
    m0020_feed_concern::STEP,
    m0021_webhooks::STEP,
    m0022_revocations::STEP,
    m0023_api_keys::STEP,
    m0024_secrecy::STEP,
    m0025_mail::STEP,
    m0026_sessions::STEP,
    m0027_imports::STEP,
    m0028_epoch::STEP,
    m0029_remote::STEP,
    m0030_union::STEP,
    m0031_search::STEP,
];

/// Every schema change, in order.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        STEPS
            .into_iter()
            .map(|step| Box::new(step) as Box<dyn MigrationTrait>)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::STEPS;

    #[test]
    fn steps_are_named_in_the_order_in_which_they_are_taken() {
        assert!(STEPS.windows(2).all(|pair| pair[0].name < pair[1].name));
    }

    #[test]
    fn every_table_that_a_step_creates_it_drops_again() {
        for step in STEPS {
            let up = format!("{:?}", step.up);
            let down = format!("{:?}", step.down);
            for table in up
                .split("CREATE TABLE ")
                .skip(1)
                .filter_map(|rest| rest.split(' ').next())
            {
                // What takes the name of another is dropped with that.
                let renamed = up.contains(&format!("ALTER TABLE {table} RENAME TO "));
                assert!(
                    renamed || down.contains(&format!("DROP TABLE {table};")),
                    "{} keeps {table}",
                    step.name
                );
            }
        }
    }
}
