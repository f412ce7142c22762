//! Files in the database: parts of one length, each a row, so that reading a part of a file takes no more than that.

use crate::entity::file_part;
use crate::fault::{OrStorage, corrupt};
use crate::read::sealing::{signed, unsigned};
use crate::reading;
use crate::store::Store;
use crate::unit_of_work::insert_all;
use application::error::StorageError;
use application::ports::{Files, ReadFile, WriteFile};
use async_trait::async_trait;
use bytes::{Buf, Bytes, BytesMut};
use domain::id::AttachmentId;
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use std::ops::Range;
use uuid::Uuid;

/// The length of every part but the last, in bytes.
pub(crate) const PART: u64 = 256 * 1024;

/// A file on its way into the database. Each part is a transaction of its own, so that a slow upload holds no lock.
struct Writing {
    db: DatabaseConnection,
    id: AttachmentId,
    next: u64,
    held: BytesMut,
}

impl Writing {
    async fn put(&mut self, bytes: Vec<u8>) -> Result<(), StorageError> {
        let row = file_part::Model {
            file_id: self.id.uuid(),
            part: signed("file_part.part", self.next)?,
            bytes,
        };
        self.next += 1;
        insert_all::<file_part::Entity>(&self.db, vec![row]).await
    }
}

#[async_trait]
impl WriteFile for Writing {
    async fn write(&mut self, mut bytes: Bytes) -> Result<(), StorageError> {
        let whole = usize::try_from(PART).unwrap_or(usize::MAX);
        while bytes.has_remaining() {
            let room = whole - self.held.len();
            self.held
                .extend_from_slice(&bytes.split_to(room.min(bytes.len())));
            if self.held.len() == whole {
                let part = self.held.split().to_vec();
                self.put(part).await?;
            }
        }
        Ok(())
    }

    async fn finish(mut self: Box<Self>) -> Result<(), StorageError> {
        if self.held.is_empty() {
            return Ok(());
        }
        let last = self.held.split().to_vec();
        self.put(last).await
    }

    async fn abort(self: Box<Self>) -> Result<(), StorageError> {
        delete(&self.db, self.id).await
    }
}

async fn delete(db: &DatabaseConnection, id: AttachmentId) -> Result<(), StorageError> {
    file_part::Entity::delete_many()
        .filter(file_part::Column::FileId.eq(id.uuid()))
        .exec(db)
        .await
        .or_storage()?;
    Ok(())
}

/// A file on its way out of the database, one part at a time.
struct Reading {
    db: reading::Reading,
    id: AttachmentId,
    range: Range<u64>,
}

#[async_trait]
impl ReadFile for Reading {
    async fn next(&mut self) -> Result<Option<Bytes>, StorageError> {
        if self.range.is_empty() {
            return Ok(None);
        }
        let place = self.range.start / PART;
        let row = file_part::Entity::find_by_id((self.id.uuid(), signed("file_part.part", place)?))
            .one(&self.db)
            .await
            .or_storage()?;
        let row = row.ok_or_else(|| corrupt("file_part", "a part is missing"))?;
        let start = self.range.start - place * PART;
        let end = (self.range.end - place * PART).min(PART);
        let within = |place: u64| usize::try_from(place).unwrap_or(usize::MAX);
        let bytes = Bytes::from(row.bytes);
        if bytes.len() < within(end) {
            return Err(corrupt("file_part", "a part is cut short"));
        }
        self.range.start = place * PART + end;
        Ok(Some(bytes.slice(within(start)..within(end))))
    }
}

#[async_trait]
impl Files for Store {
    async fn create(&self, id: AttachmentId) -> Result<Box<dyn WriteFile>, StorageError> {
        Ok(Box::new(Writing {
            db: self.writer.clone(),
            id,
            next: 0,
            held: BytesMut::new(),
        }))
    }

    async fn size(&self, id: AttachmentId) -> Result<Option<u64>, StorageError> {
        let select = Query::select()
            .expr(Expr::cust("CAST(SUM(LENGTH(\"bytes\")) AS bigint)"))
            .from(file_part::Entity)
            .and_where(file_part::Column::FileId.eq(id.uuid()))
            .to_owned();
        let row = self.reader.query_one(&select).await.or_storage()?;
        let size: Option<i64> = match row {
            Some(row) => row.try_get_by_index(0).or_storage()?,
            None => None,
        };
        size.map(|size| unsigned("file_part.bytes", size))
            .transpose()
    }

    async fn open(
        &self,
        id: AttachmentId,
        range: Range<u64>,
    ) -> Result<Option<Box<dyn ReadFile>>, StorageError> {
        let first: Option<i64> = file_part::Entity::find()
            .select_only()
            .column(file_part::Column::Part)
            .filter(file_part::Column::FileId.eq(id.uuid()))
            .order_by_asc(file_part::Column::Part)
            .into_tuple()
            .one(&self.reader)
            .await
            .or_storage()?;
        let db = self.reader.clone();
        Ok(first.map(|_| Box::new(Reading { db, id, range }) as Box<dyn ReadFile>))
    }

    async fn delete(&self, id: AttachmentId) -> Result<(), StorageError> {
        delete(&self.writer, id).await
    }

    async fn list(&self) -> Result<Vec<AttachmentId>, StorageError> {
        let ids: Vec<Uuid> = file_part::Entity::find()
            .select_only()
            .column(file_part::Column::FileId)
            .distinct()
            .into_tuple()
            .all(&self.reader)
            .await
            .or_storage()?;
        Ok(ids.into_iter().map(AttachmentId::from_uuid).collect())
    }
}
