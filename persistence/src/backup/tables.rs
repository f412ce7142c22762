//! Which tables a backup holds. A database with a table that is not among them is not backed up at all, so that none is
//! forgotten.

use super::Ordered;
use crate::entity::{
    absence, adjuster, adjustment_unit, api_key, assignee, assignment, assignment_report,
    association, attachment, attendance, body, budget, budget_book, budget_contribution,
    budget_line, budget_paper, budget_version, concern, condition_settlement, counter, decision,
    decision_link, delegated_decision, delegation, delegation_book, embargo, feed, feed_concern,
    import_file, import_reading, journal, key_handover, log_checkpoint, log_cosignature,
    log_objection, mail_link, mail_subscription, mandate, meeting, membership, minutes_revision,
    notice, organisation, organisation_alias, paragraph, person, person_identity, person_variant,
    posting, presidium, receipt, redacting, remote_decision, revocation, sealed_unit, seat,
    secrecy_marking, secrecy_read, secret_paragraph, series, statutes, webhook, webhook_act,
    webhook_attempt, webhook_dead, webhook_lane,
};
use interchange::backup::{Column, Kind, Table};
use sea_orm::{ColumnTrait, ColumnType, EntityTrait, IdenStatic, Iterable, PrimaryKeyToColumn};

/// The table of the bytes of files, which a backup holds as files.
pub(super) const FILES: &str = "file_part";

/// The tables that no backup holds: whoever restores one signs in anew, and nobody is signed in again by it; and how
/// often a database was written to is its own.
pub(super) const PASSING: [&str; 2] = ["epoch", "session"];

/// Every table, each after those that it refers to.
pub(super) fn all() -> Vec<Ordered> {
    vec![
        table::<organisation::Entity>(),
        table::<organisation_alias::Entity>(),
        table::<person::Entity>(),
        table::<person_variant::Entity>(),
        table::<person_identity::Entity>(),
        table::<association::Entity>(),
        table::<statutes::Entity>(),
        table::<remote_decision::Entity>(),
        table::<membership::Entity>(),
        table::<seat::Entity>(),
        table::<mandate::Entity>(),
        table::<presidium::Entity>(),
        table::<body::Entity>(),
        table::<meeting::Entity>(),
        table::<adjuster::Entity>(),
        table::<attendance::Entity>(),
        table::<absence::Entity>(),
        table::<series::Entity>(),
        // An item stands after the one that it is below.
        by(&["meeting_id", "ordinal"], table::<paragraph::Entity>()),
        table::<decision::Entity>(),
        table::<concern::Entity>(),
        table::<assignment::Entity>(),
        table::<assignee::Entity>(),
        table::<posting::Entity>(),
        table::<adjustment_unit::Entity>(),
        table::<notice::Entity>(),
        table::<minutes_revision::Entity>(),
        table::<journal::Entity>(),
        table::<feed::Entity>(),
        table::<feed_concern::Entity>(),
        table::<counter::Entity>(),
        table::<receipt::Entity>(),
        table::<redacting::Entity>(),
        table::<assignment_report::Entity>(),
        table::<condition_settlement::Entity>(),
        table::<decision_link::Entity>(),
        table::<delegation::Entity>(),
        table::<delegated_decision::Entity>(),
        table::<delegation_book::Entity>(),
        table::<sealed_unit::Entity>(),
        table::<log_checkpoint::Entity>(),
        table::<log_cosignature::Entity>(),
        table::<log_objection::Entity>(),
        table::<key_handover::Entity>(),
        table::<attachment::Entity>(),
        table::<budget::Entity>(),
        table::<budget_paper::Entity>(),
        table::<budget_version::Entity>(),
        table::<budget_contribution::Entity>(),
        table::<budget_line::Entity>(),
        table::<budget_book::Entity>(),
        table::<mail_subscription::Entity>(),
        table::<mail_link::Entity>(),
        table::<webhook::Entity>(),
        table::<webhook_lane::Entity>(),
        table::<webhook_attempt::Entity>(),
        table::<webhook_dead::Entity>(),
        table::<webhook_act::Entity>(),
        table::<revocation::Entity>(),
        table::<api_key::Entity>(),
        table::<import_file::Entity>(),
        table::<import_reading::Entity>(),
        table::<secrecy_marking::Entity>(),
        table::<secret_paragraph::Entity>(),
        table::<secrecy_read::Entity>(),
        table::<embargo::Entity>(),
    ]
}

fn by(order: &[&str], held: Ordered) -> Ordered {
    Ordered {
        order: order.iter().map(|name| (*name).to_owned()).collect(),
        ..held
    }
}

fn table<E: EntityTrait>() -> Ordered {
    let columns = E::Column::iter().map(|column| Column {
        name: column.as_str().to_owned(),
        kind: kind(column.def().get_column_type()),
    });
    let order = E::PrimaryKey::iter().map(|key| key.into_column().as_str().to_owned());
    Ordered {
        table: Table {
            name: E::default().table_name().to_owned(),
            columns: columns.collect(),
        },
        order: order.collect(),
    }
}

const fn kind(stored: &ColumnType) -> Kind {
    match stored {
        ColumnType::Json | ColumnType::JsonBinary => Kind::Json,
        ColumnType::Integer => Kind::Integer,
        ColumnType::BigInteger => Kind::Bigint,
        ColumnType::Boolean => Kind::Boolean,
        ColumnType::Date => Kind::Day,
        ColumnType::TimestampWithTimeZone => Kind::Moment,
        ColumnType::Uuid => Kind::Uuid,
        ColumnType::Blob | ColumnType::Binary(_) | ColumnType::VarBinary(_) => Kind::Bytes,
        _ => Kind::Text,
    }
}
