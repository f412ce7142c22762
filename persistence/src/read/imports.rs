//! Files that operators brought in: one, a list, batches, and all of them as they are checked.

use super::page::{Listed, limited, list};
use crate::entity::{import_file, import_reading};
use crate::fault::{OrStorage, corrupt};
use crate::journal::to_microseconds;
use crate::read::eyes::padded;
use crate::store::Store;
use application::error::StorageError;
use application::imports::{Counts, Import, Outcome, Reading, Refusal, Words};
use application::ports::{ImportAudit, ImportBatch, ImportFilter, ImportReads};
use application::read::{Connection, Page};
use application::visibility::Visibility;
use async_trait::async_trait;
use domain::id::{ImportId, MeetingId, OrganisationId};
use sea_orm::sea_query::{Alias, Expr, Order, Query};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, Iterable, QueryFilter, QueryOrder};
use serde::de::DeserializeOwned;
use std::collections::HashMap;
use uuid::Uuid;

/// Most batches that are told of at once.
const BATCHES: u64 = 100;

fn number(column: &'static str, value: i64) -> Result<usize, StorageError> {
    usize::try_from(value).map_err(|_| corrupt(column, "it is below zero"))
}

fn signed(value: usize) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// An import from its row.
pub(crate) fn of(row: import_file::Model) -> Result<Import, StorageError> {
    let refusal = match (row.refused_code, row.refused_sv, row.refused_en) {
        (None, None, None) => None,
        (Some(code), Some(sv), Some(en)) => Some(Refusal {
            code,
            text: Words { sv, en },
        }),
        _ => return Err(corrupt("import_file", "half of its refusal is there")),
    };
    let size = u64::try_from(row.size);
    let outcome = Outcome::parse(&row.outcome);
    Ok(Import {
        id: ImportId::from_uuid(row.id),
        owner: OrganisationId::from_uuid(row.owner_id),
        batch: row.batch,
        file: row.file_name,
        media: row.media_type,
        size: size.map_err(|_| corrupt("import_file.size", "it is below zero"))?,
        digest: row.digest,
        at: row.uploaded_at,
        by: row.uploaded_by,
        outcome: outcome.ok_or_else(|| corrupt("import_file.outcome", "there is none such"))?,
        refusal,
        counts: Counts {
            pages: number("import_file.page_count", row.page_count)?,
            items: number("import_file.items", row.items)?,
            doubtful: number("import_file.doubtful", row.doubtful)?,
            missing: number("import_file.missing", row.missing)?,
            contradictions: number("import_file.contradictions", row.contradictions)?,
            reviewed: number("import_file.reviewed", row.reviewed)?,
        },
        meeting: row.meeting_id.map(MeetingId::from_uuid),
        version: row.version,
    })
}

/// The row of an import.
pub(crate) fn columns(held: &Import) -> import_file::Model {
    let refusal = held.refusal.as_ref();
    import_file::Model {
        id: held.id.uuid(),
        owner_id: held.owner.uuid(),
        batch: held.batch.clone(),
        file_name: held.file.clone(),
        media_type: held.media.clone(),
        size: i64::try_from(held.size).unwrap_or(i64::MAX),
        digest: held.digest.clone(),
        uploaded_at: to_microseconds(held.at),
        uploaded_by: held.by.clone(),
        outcome: held.outcome.code().to_owned(),
        refused_code: refusal.map(|refusal| refusal.code.clone()),
        refused_sv: refusal.map(|refusal| refusal.text.sv.clone()),
        refused_en: refusal.map(|refusal| refusal.text.en.clone()),
        page_count: signed(held.counts.pages),
        items: signed(held.counts.items),
        doubtful: signed(held.counts.doubtful),
        missing: signed(held.counts.missing),
        contradictions: signed(held.counts.contradictions),
        reviewed: signed(held.counts.reviewed),
        meeting_id: held.meeting.map(|meeting| meeting.uuid()),
        version: held.version,
    }
}

/// A reading from its row.
pub(crate) fn reading_of(row: &import_reading::Model) -> Result<Reading, StorageError> {
    fn part<T: DeserializeOwned>(text: &str) -> Result<T, StorageError> {
        serde_json::from_str(text).map_err(|error| corrupt("import_reading", error.to_string()))
    }
    Ok(Reading {
        pages: part(&row.pages)?,
        document: part(&row.document)?,
        report: part(&row.report)?,
        corrections: part(&row.corrections)?,
    })
}

/// The row of a reading.
pub(crate) fn reading_columns(
    id: ImportId,
    held: &Reading,
) -> Result<import_reading::Model, StorageError> {
    let written = |text: serde_json::Result<String>| {
        text.map_err(|error| corrupt("import_reading", error.to_string()))
    };
    Ok(import_reading::Model {
        import_id: id.uuid(),
        pages: written(serde_json::to_string(&held.pages))?,
        document: held.document.to_string(),
        report: written(serde_json::to_string(&held.report))?,
        corrections: written(serde_json::to_string(&held.corrections))?,
    })
}

/// Ids of owners whose imports a viewer may see.
fn owners(see: &Visibility) -> Vec<Uuid> {
    see.access.iter().map(|owner| owner.uuid()).collect()
}

#[async_trait]
impl ImportReads for Store {
    async fn imports_by_id(
        &self,
        ids: &[ImportId],
        see: &Visibility,
    ) -> Result<HashMap<ImportId, Import>, StorageError> {
        if see.access.is_empty() {
            return Ok(HashMap::new());
        }
        let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
        let rows = import_file::Entity::find()
            .filter(import_file::Column::Id.is_in(padded(ids)))
            .filter(import_file::Column::OwnerId.is_in(padded(owners(see))))
            .all(&self.reader)
            .await
            .or_storage()?;
        let held = rows
            .into_iter()
            .map(|row| of(row).map(|held| (held.id, held)));
        held.collect()
    }

    async fn import_readings(
        &self,
        ids: &[ImportId],
        see: &Visibility,
    ) -> Result<HashMap<ImportId, Reading>, StorageError> {
        let known = self.imports_by_id(ids, see).await?;
        if known.is_empty() {
            return Ok(HashMap::new());
        }
        let ids: Vec<Uuid> = known.keys().map(|id| id.uuid()).collect();
        let rows = import_reading::Entity::find()
            .filter(import_reading::Column::ImportId.is_in(padded(ids)))
            .all(&self.reader)
            .await
            .or_storage()?;
        let read = rows.iter().map(|row| {
            let id = ImportId::from_uuid(row.import_id);
            reading_of(row).map(|reading| (id, reading))
        });
        read.collect()
    }

    async fn imports(
        &self,
        filter: &ImportFilter,
        page: &Page,
        see: &Visibility,
    ) -> Result<Connection<Import>, StorageError> {
        use import_file::Column;
        if !see.access.contains(&filter.owner) {
            return Ok(Connection::empty());
        }
        let mut counted = Query::select()
            .from(import_file::Entity)
            .and_where(Column::OwnerId.eq(filter.owner.uuid()))
            .to_owned();
        if let Some(batch) = &filter.batch {
            counted.and_where(Column::Batch.eq(batch.as_str()));
        }
        if let Some(outcome) = filter.outcome {
            counted.and_where(Column::Outcome.eq(outcome.code()));
        }
        let mut items = counted.clone();
        items
            .columns(Column::iter())
            .order_by(Column::Id, Order::Desc);
        if let Some(cursor) = &page.after {
            let after = Uuid::parse_str(cursor).unwrap_or_default();
            items.and_where(Column::Id.lt(after));
        }
        list(&self.reader, Listed { items, counted }, page, |row| {
            let row = import_file::Model::from_query_result(row, "").or_storage()?;
            let key = row.id.to_string();
            Ok((of(row)?, key))
        })
        .await
    }

    async fn import_batches(
        &self,
        owner: OrganisationId,
        see: &Visibility,
    ) -> Result<Vec<ImportBatch>, StorageError> {
        use import_file::Column;
        if !see.access.contains(&owner) {
            return Ok(Vec::new());
        }
        let grouped = Query::select()
            .column(Column::Batch)
            .column(Column::Outcome)
            .expr_as(Expr::cust("COUNT(*)"), Alias::new("files"))
            .expr_as(Column::UploadedAt.max(), Alias::new("latest"))
            .from(import_file::Entity)
            .and_where(Column::OwnerId.eq(owner.uuid()))
            .group_by_columns([Column::Batch, Column::Outcome])
            .order_by_expr(Column::UploadedAt.max(), Order::Desc)
            .to_owned();
        let most = BATCHES.saturating_mul(4);
        let mut batches: Vec<ImportBatch> = Vec::new();
        for row in limited(&self.reader, &grouped, most).await? {
            let name: Option<String> = row.try_get("", "batch").or_storage()?;
            let code: String = row.try_get("", "outcome").or_storage()?;
            let files: i64 = row.try_get("", "files").or_storage()?;
            let latest = row.try_get("", "latest").or_storage()?;
            let outcome = Outcome::parse(&code);
            let outcome =
                outcome.ok_or_else(|| corrupt("import_file.outcome", "there is none such"))?;
            let files = (outcome, u64::try_from(files).unwrap_or_default());
            match batches.iter_mut().find(|batch| batch.name == name) {
                Some(batch) => batch.counts.push(files),
                None => batches.push(ImportBatch {
                    name,
                    latest,
                    counts: vec![files],
                }),
            }
        }
        Ok(batches)
    }
}

#[async_trait]
impl ImportAudit for Store {
    async fn all_imports(&self) -> Result<Vec<Import>, StorageError> {
        let rows = import_file::Entity::find()
            .order_by_asc(import_file::Column::Id)
            .all(&self.reader)
            .await
            .or_storage()?;
        rows.into_iter().map(of).collect()
    }
}
