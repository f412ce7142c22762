//! Redaction within a transaction: all that is stored about a meeting, and what is left of it.

use super::Work;
use crate::entity::{
    absence, adjuster, assignment, assignment_report, attachment, attendance, condition_settlement,
    decision, delegated_decision, delegation, import_file, import_reading, journal, mandate,
    meeting, minutes_revision, person, person_identity, person_variant, presidium, receipt,
    redacting, sealed_unit, secrecy_marking,
};
use crate::fault::OrStorage;
use crate::journal::MEETING;
use crate::read::eyes::padded;
use crate::read::sealing::{of_meetings, signed};
use crate::read::spine::stored_entry;
use application::attachments::COMMANDS;
use application::error::StorageError;
use application::ports::{RedactionWork, Rewritten, StoredEntry, StoredSource};
use application::sealing::StoredSeal;
use async_trait::async_trait;
use domain::id::{MeetingId, OrganisationId, PersonId};
use domain::redaction::{BLOT, Words};
use sea_orm::prelude::Json;
use sea_orm::sea_query::{Expr, LikeExpr, Query, SelectStatement};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait,
    IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Whether a column holds a text, as far as the engine tells.
fn holds(column: impl ColumnTrait, text: &str) -> Expr {
    let escaped: String = text
        .chars()
        .flat_map(|sign| match sign {
            '%' | '_' | '!' => vec!['!', sign],
            _ => vec![sign],
        })
        .collect();
    Expr::col(column.as_column_ref()).like(LikeExpr::new(format!("%{escaped}%")).escape('!'))
}

/// The journal's entries about a meeting and its attachments.
fn about(meeting: MeetingId) -> Condition {
    // Not known is not: an entry that is about nothing is not about this meeting either.
    let subject = Condition::all()
        .add(journal::Column::SubjectId.is_not_null())
        .add(journal::Column::SubjectKind.eq(MEETING))
        .add(journal::Column::SubjectId.eq(meeting.uuid()));
    let attached = Condition::all()
        .add(journal::Column::Command.is_in(padded(COMMANDS.to_vec())))
        .add(holds(journal::Column::Payload, &meeting.to_string()));
    Condition::any().add(subject).add(attached)
}

/// Words as canonical JSON writes them within a text.
fn written(word: &str) -> String {
    let quoted = serde_json::Value::from(word).to_string();
    let inner = quoted.get(1..quoted.len().saturating_sub(1));
    inner.unwrap_or_default().to_owned()
}

/// The ids of a meeting's decisions or assignments.
fn ids_of(column: impl ColumnTrait, of: impl ColumnTrait, meeting: MeetingId) -> SelectStatement {
    Query::select()
        .column(column)
        .from(column.entity_name())
        .and_where(of.eq(meeting.uuid()))
        .to_owned()
}

async fn change<E>(db: &impl ConnectionTrait, row: E::Model) -> Result<(), StorageError>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: ActiveModelTrait<Entity = E> + sea_orm::ActiveModelBehavior + Send,
{
    E::update(row.into_active_model().reset_all())
        .exec(db)
        .await
        .or_storage()
        .map(drop)
}

#[async_trait]
impl RedactionWork for Work {
    async fn entries_about(
        &mut self,
        owner: OrganisationId,
        meeting: MeetingId,
    ) -> Result<Vec<StoredEntry>, StorageError> {
        let rows = journal::Entity::find()
            .filter(journal::Column::OrganisationId.eq(owner.uuid()))
            .filter(about(meeting))
            .order_by_asc(journal::Column::Sequence)
            .all(&self.transaction)
            .await
            .or_storage()?;
        rows.into_iter().map(stored_entry).collect()
    }

    async fn entries_elsewhere(
        &mut self,
        rewritten: &Rewritten<'_>,
    ) -> Result<Vec<(i64, String)>, StorageError> {
        let mut standing = Condition::any();
        for word in rewritten.words.each() {
            standing = standing.add(holds(journal::Column::Payload, &written(word)));
        }
        let rows = journal::Entity::find()
            .filter(journal::Column::OrganisationId.eq(rewritten.owner.uuid()))
            .filter(about(rewritten.meeting).not())
            .filter(standing)
            .order_by_asc(journal::Column::Sequence)
            .all(&self.transaction)
            .await
            .or_storage()?;
        let told = rows.into_iter().map(|row| (row.sequence, row.payload));
        Ok(told.collect())
    }

    async fn seals_about(
        &mut self,
        owner: OrganisationId,
        meeting: MeetingId,
    ) -> Result<Vec<StoredSeal>, StorageError> {
        let held = of_meetings(&self.transaction, &[meeting.uuid()]).await?;
        Ok(held
            .into_iter()
            .filter(|held| held.owner == owner)
            .collect())
    }

    async fn sources(&mut self, meeting: MeetingId) -> Result<Vec<StoredSource>, StorageError> {
        let rows = minutes_revision::Entity::find()
            .filter(minutes_revision::Column::MeetingId.eq(meeting.uuid()))
            .order_by_asc(minutes_revision::Column::Number)
            .all(&self.transaction)
            .await
            .or_storage()?;
        let sources = rows.into_iter().map(|row| StoredSource {
            number: row.number,
            digest: row.digest,
            source: row.source,
        });
        Ok(sources.collect())
    }

    async fn rewrite(&mut self, rewritten: &Rewritten<'_>) -> Result<u64, StorageError> {
        let db = &self.transaction;
        let (owner, meeting) = (rewritten.owner.uuid(), rewritten.meeting.uuid());
        let pass = redacting::Model {
            meeting_id: meeting,
        };
        super::insert_all::<redacting::Entity>(db, vec![pass]).await?;
        for (sequence, payload, salt) in &rewritten.payloads {
            journal::Entity::update_many()
                .col_expr(journal::Column::Payload, Expr::value(payload.as_str()))
                .col_expr(journal::Column::Salt, Expr::value(*salt))
                .filter(journal::Column::OrganisationId.eq(owner))
                .filter(journal::Column::Sequence.eq(*sequence))
                .exec(db)
                .await
                .or_storage()?;
        }
        for (index, leaves) in &rewritten.seals {
            sealed_unit::Entity::update_many()
                .col_expr(sealed_unit::Column::Leaves, Expr::value(leaves.as_str()))
                .filter(sealed_unit::Column::OwnerId.eq(owner))
                .filter(sealed_unit::Column::LogIndex.eq(signed("sealed_unit.log_index", *index)?))
                .exec(db)
                .await
                .or_storage()?;
        }
        for (number, digest, source) in &rewritten.sources {
            minutes_revision::Entity::update_many()
                .col_expr(
                    minutes_revision::Column::Digest,
                    Expr::value(digest.as_str()),
                )
                .col_expr(
                    minutes_revision::Column::Source,
                    Expr::value(source.as_str()),
                )
                .filter(minutes_revision::Column::MeetingId.eq(meeting))
                .filter(minutes_revision::Column::Number.eq(*number))
                .exec(db)
                .await
                .or_storage()?;
        }
        redacting::Entity::delete_by_id(meeting)
            .exec(db)
            .await
            .or_storage()?;
        // A digest of a command could be guessed back to what it said; the name stays taken.
        receipt::Entity::update_many()
            .col_expr(receipt::Column::Digest, Expr::value(BLOT))
            .filter(receipt::Column::OwnerId.eq(owner))
            .filter(receipt::Column::MeetingId.eq(meeting))
            .exec(db)
            .await
            .or_storage()?;
        beside(db, rewritten).await
    }

    async fn forget_persons(
        &mut self,
        owner: OrganisationId,
        meeting: MeetingId,
        persons: &[PersonId],
    ) -> Result<Vec<PersonId>, StorageError> {
        let mut kept = Vec::new();
        for person in persons {
            if named_elsewhere(&self.transaction, owner, meeting, *person).await? {
                kept.push(*person);
                continue;
            }
            person_variant::Entity::delete_many()
                .filter(person_variant::Column::PersonId.eq(person.uuid()))
                .exec(&self.transaction)
                .await
                .or_storage()?;
            person::Entity::update_many()
                .col_expr(person::Column::Name, Expr::value(BLOT))
                .col_expr(person::Column::Folded, Expr::value(person.to_string()))
                .filter(person::Column::Id.eq(person.uuid()))
                .exec(&self.transaction)
                .await
                .or_storage()?;
        }
        Ok(kept)
    }
}

/// Blots texts that are told beside the record.
async fn beside(db: &impl ConnectionTrait, rewritten: &Rewritten<'_>) -> Result<u64, StorageError> {
    let (meeting, words) = (rewritten.meeting, rewritten.words);
    let mut blotted = 0;
    let assignments = ids_of(
        assignment::Column::Id,
        assignment::Column::MeetingId,
        meeting,
    );
    let reports = assignment_report::Entity::find()
        .filter(assignment_report::Column::AssignmentId.in_subquery(assignments))
        .all(db)
        .await
        .or_storage()?;
    for mut row in reports {
        if blot(&mut row.note, words) {
            change::<assignment_report::Entity>(db, row).await?;
            blotted += 1;
        }
    }
    let decisions = ids_of(decision::Column::Id, decision::Column::MeetingId, meeting);
    let settlements = condition_settlement::Entity::find()
        .filter(condition_settlement::Column::DecisionId.in_subquery(decisions))
        .all(db)
        .await
        .or_storage()?;
    for mut row in settlements {
        if let Some(left) = words.blotted(&row.evidence) {
            row.evidence = left;
            change::<condition_settlement::Entity>(db, row).await?;
            blotted += 1;
        }
    }
    let markings = secrecy_marking::Entity::find()
        .filter(secrecy_marking::Column::MeetingId.eq(meeting.uuid()))
        .all(db)
        .await
        .or_storage()?;
    for mut row in markings {
        let mut changed = blot(&mut row.note, words);
        for word in row.words.iter_mut().flat_map(Json::as_array_mut).flatten() {
            if let Some(left) = word.as_str().and_then(|word| words.blotted(word)) {
                *word = Json::from(left);
                changed = true;
            }
        }
        if changed {
            change::<secrecy_marking::Entity>(db, row).await?;
            blotted += 1;
        }
    }
    let attachments = attachment::Entity::find()
        .filter(attachment::Column::MeetingId.eq(meeting.uuid()))
        .all(db)
        .await
        .or_storage()?;
    for mut row in attachments {
        let texts = [&mut row.title, &mut row.file_name];
        let mut changed = false;
        for text in texts {
            if let Some(left) = words.blotted(text) {
                *text = left;
                changed = true;
            }
        }
        changed |= blot(&mut row.appendix, words);
        changed |= blot(&mut row.withdrawn_reason, words);
        if changed {
            change::<attachment::Entity>(db, row).await?;
            blotted += 1;
        }
    }
    Ok(blotted + imported(db, rewritten).await?)
}

/// Lets the text go of files that became the record, where the words stand in any, and the files' digests with it.
async fn imported(
    db: &impl ConnectionTrait,
    rewritten: &Rewritten<'_>,
) -> Result<u64, StorageError> {
    let words = rewritten.words;
    let files = import_file::Entity::find()
        .filter(import_file::Column::MeetingId.eq(rewritten.meeting.uuid()))
        .all(db)
        .await
        .or_storage()?;
    let mut blotted = 0;
    for mut row in files {
        let read = import_reading::Entity::find_by_id(row.id)
            .one(db)
            .await
            .or_storage()?;
        let within = read.is_some_and(|read| {
            let parts = [read.pages, read.document, read.report, read.corrections];
            // A word may be cut by the end of a line, which JSON writes as two signs.
            let parts = parts.map(|part| part.replace("\\n", " "));
            parts.iter().any(|part| words.stand_in(part))
        });
        let name = words.blotted(&row.file_name);
        let batch = blot(&mut row.batch, words);
        if !within && name.is_none() && !batch {
            continue;
        }
        if within {
            import_reading::Entity::delete_by_id(row.id)
                .exec(db)
                .await
                .or_storage()?;
            BLOT.clone_into(&mut row.digest);
        }
        row.file_name = name.unwrap_or(row.file_name);
        change::<import_file::Entity>(db, row).await?;
        blotted += 1;
    }
    Ok(blotted)
}

fn blot(text: &mut Option<String>, words: &Words) -> bool {
    let left = text.as_deref().and_then(|text| words.blotted(text));
    let found = left.is_some();
    if found {
        *text = left;
    }
    found
}

/// Whether anything but one record names a person.
async fn named_elsewhere(
    db: &impl ConnectionTrait,
    owner: OrganisationId,
    meeting: MeetingId,
    person: PersonId,
) -> Result<bool, StorageError> {
    let id = person.uuid();
    let mut others: BTreeSet<Uuid> = BTreeSet::new();
    macro_rules! listed {
        ($($table:ident),+ $(,)?) => {$(
            let rows = $table::Entity::find()
                .filter($table::Column::PersonId.eq(id))
                .all(db)
                .await
                .or_storage()?;
            others.extend(rows.into_iter().map(|row| row.meeting_id));
        )+};
    }
    listed!(attendance, absence, adjuster);
    let led = Condition::any()
        .add(meeting::Column::ChairId.eq(id))
        .add(meeting::Column::SecretaryId.eq(id));
    let led = meeting::Entity::find()
        .filter(led)
        .all(db)
        .await
        .or_storage()?;
    others.extend(led.into_iter().map(|row| row.id));
    others.remove(&meeting.uuid());
    if !others.is_empty() {
        return Ok(true);
    }
    macro_rules! registered {
        ($($table:ident),+ $(,)?) => {$(
            let rows = $table::Entity::find().filter($table::Column::PersonId.eq(id));
            if rows.count(db).await.or_storage()? > 0 {
                return Ok(true);
            }
        )+};
    }
    registered!(
        mandate,
        presidium,
        person_identity,
        delegation,
        delegated_decision,
    );
    let told = journal::Entity::find()
        .filter(journal::Column::OrganisationId.eq(owner.uuid()))
        .filter(about(meeting).not())
        .filter(holds(journal::Column::Payload, &person.to_string()));
    Ok(told.count(db).await.or_storage()? > 0)
}
