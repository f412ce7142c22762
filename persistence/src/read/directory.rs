//! Organisations, bodies and persons.

use super::eyes::{Eyes, among, chunks};
use super::page::{Listed, list};
use crate::codes::Code;
use crate::entity::{
    absence, adjuster, attendance, body, mandate, meeting, organisation, organisation_alias,
    person, person_variant, presidium,
};
use crate::fault::OrStorage;
use crate::mapping;
use application::error::StorageError;
use application::read::{Connection, OrganisationFilter, Page};
use application::visibility::Visibility;
use domain::attendance::Capacity;
use domain::body::{Body, BodyKind};
use domain::id::{BodyId, OrganisationId, PersonId};
use domain::name::Slug;
use domain::organisation::Organisation;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QueryResult, QuerySelect,
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Organisations by id, whoever looks.
pub(crate) async fn by_ids(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Organisation>, StorageError> {
    by_ids_seen(db, ids, Eyes::All).await
}

/// Organisations by id.
pub(crate) async fn by_ids_seen(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
    eyes: Eyes<'_>,
) -> Result<HashMap<Uuid, Organisation>, StorageError> {
    let mut found = HashMap::new();
    for part in chunks(ids) {
        let rows = organisation::Entity::find()
            .filter(organisation::Column::Id.is_in(part))
            .filter(eyes.organisations())
            .all(db)
            .await
            .or_storage()?;
        for row in rows {
            found.insert(row.id, mapping::organisation(row)?);
        }
    }
    Ok(found)
}

/// Organisations by slug or alias slug, keyed by the slug asked for.
pub(crate) async fn by_slugs(
    db: &impl ConnectionTrait,
    slugs: &[Slug],
) -> Result<HashMap<Slug, Organisation>, StorageError> {
    let texts: Vec<String> = slugs.iter().map(|slug| slug.as_str().to_owned()).collect();
    let mut found = HashMap::new();
    for part in chunks(&texts) {
        let aliases = organisation_alias::Entity::find()
            .filter(organisation_alias::Column::Slug.is_in(part.clone()))
            .all(db)
            .await
            .or_storage()?;
        let named: Vec<Uuid> = aliases.iter().map(|alias| alias.organisation_id).collect();
        let mut condition = Condition::any().add(organisation::Column::Slug.is_in(part.clone()));
        if !named.is_empty() {
            condition = condition.add(among(organisation::Column::Id, &named));
        }
        let rows = organisation::Entity::find()
            .filter(condition)
            .all(db)
            .await
            .or_storage()?;
        let mut by_id = HashMap::new();
        for row in rows {
            by_id.insert(row.id, mapping::organisation(row)?);
        }
        for alias in aliases {
            if let Some(organisation) = by_id.get(&alias.organisation_id) {
                found.insert(
                    mapping::slug("organisation_alias.slug", &alias.slug)?,
                    organisation.clone(),
                );
            }
        }
        for organisation in by_id.into_values() {
            if part.iter().any(|slug| slug == organisation.slug.as_str()) {
                found.insert(organisation.slug.clone(), organisation);
            }
        }
    }
    Ok(found)
}

/// The organisation with a slug or alias.
pub(crate) async fn by_slug(
    db: &impl ConnectionTrait,
    slug: &Slug,
    eyes: Eyes<'_>,
) -> Result<Option<Organisation>, StorageError> {
    let alias = Query::select()
        .column(organisation_alias::Column::OrganisationId)
        .from(organisation_alias::Entity)
        .and_where(organisation_alias::Column::Slug.eq(slug.as_str()))
        .to_owned();
    let rows = organisation::Entity::find()
        .filter(
            Condition::any()
                .add(organisation::Column::Slug.eq(slug.as_str()))
                .add(organisation::Column::Id.in_subquery(alias)),
        )
        .filter(eyes.organisations())
        .all(db)
        .await
        .or_storage()?;
    // A slug goes before an alias of the same letters.
    let own = rows
        .iter()
        .position(|row| row.slug == slug.as_str())
        .unwrap_or(0);
    rows.into_iter()
        .nth(own)
        .map(mapping::organisation)
        .transpose()
}

/// Organisations by slug or written id, whether public or not.
pub(crate) async fn named(
    db: &impl ConnectionTrait,
    names: &[String],
) -> Result<Vec<Organisation>, StorageError> {
    let ids: Vec<Uuid> = names
        .iter()
        .filter_map(|name| OrganisationId::parse(name).ok())
        .map(OrganisationId::uuid)
        .collect();
    let mut found = Vec::new();
    for part in chunks(names) {
        let mut condition = Condition::any().add(organisation::Column::Slug.is_in(part));
        if !ids.is_empty() {
            condition = condition.add(among(organisation::Column::Id, &ids));
        }
        let rows = organisation::Entity::find()
            .filter(condition)
            .order_by_asc(organisation::Column::Slug)
            .all(db)
            .await
            .or_storage()?;
        found.extend(
            rows.into_iter()
                .map(mapping::organisation)
                .collect::<Result<Vec<_>, _>>()?,
        );
    }
    found.dedup();
    Ok(found)
}

/// Organisations in order of slug.
pub(crate) async fn organisations(
    db: &impl ConnectionTrait,
    filter: &OrganisationFilter,
    page: &Page,
    see: &Visibility,
) -> Result<Connection<Organisation>, StorageError> {
    let mut base: SelectStatement = Query::select()
        .from(organisation::Entity)
        .cond_where(Eyes::Of(see).organisations())
        .to_owned();
    if let Some(kind) = filter.kind {
        base.and_where(organisation::Column::Kind.eq(kind.to_code()));
    }
    let key = Expr::col((organisation::Entity, organisation::Column::Slug));
    let mut items = base.clone();
    items.columns([
        organisation::Column::Id,
        organisation::Column::Slug,
        organisation::Column::Name,
        organisation::Column::Kind,
        organisation::Column::Published,
        organisation::Column::JournalSequence,
        organisation::Column::JournalHead,
        organisation::Column::FeedSequence,
    ]);
    if let Some(after) = &page.after {
        items.and_where(key.clone().gt(after.as_str()));
    }
    items.order_by_expr(key, sea_orm::Order::Asc);
    list(
        db,
        Listed {
            items,
            counted: base,
        },
        page,
        |row: &QueryResult| {
            let row = organisation::Model::from_query_result(row, "").or_storage()?;
            let key = row.slug.clone();
            Ok((mapping::organisation(row)?, key))
        },
    )
    .await
}

/// Bodies of organisations, in order of slug.
pub(crate) async fn bodies_of(
    db: &impl ConnectionTrait,
    owners: &[OrganisationId],
    eyes: Eyes<'_>,
) -> Result<HashMap<OrganisationId, Vec<Body>>, StorageError> {
    let owners: Vec<Uuid> = owners.iter().map(|id| id.uuid()).collect();
    let mut found: HashMap<OrganisationId, Vec<Body>> = HashMap::new();
    for part in chunks(&owners) {
        let rows = body::Entity::find()
            .filter(body::Column::OwnerId.is_in(part))
            .filter(eyes.bodies())
            .order_by_asc(body::Column::Slug)
            .all(db)
            .await
            .or_storage()?;
        for row in rows {
            let body = mapping::body(row)?;
            found.entry(body.owner).or_default().push(body);
        }
    }
    Ok(found)
}

/// Bodies by id.
pub(crate) async fn bodies(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
    eyes: Eyes<'_>,
) -> Result<HashMap<BodyId, Body>, StorageError> {
    let mut found = HashMap::new();
    for part in chunks(ids) {
        let rows = body::Entity::find()
            .filter(body::Column::Id.is_in(part))
            .filter(eyes.bodies())
            .all(db)
            .await
            .or_storage()?;
        for row in rows {
            let body = mapping::body(row)?;
            found.insert(body.id, body);
        }
    }
    Ok(found)
}

/// Other prints of persons' names, in order.
pub(crate) async fn variants(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<HashMap<PersonId, Vec<String>>, StorageError> {
    let mut found: HashMap<PersonId, Vec<String>> = HashMap::new();
    for part in chunks(ids) {
        let rows = person_variant::Entity::find()
            .filter(person_variant::Column::PersonId.is_in(part))
            .order_by_asc(person_variant::Column::Folded)
            .all(db)
            .await
            .or_storage()?;
        for row in rows {
            let person = PersonId::from_uuid(row.person_id);
            found.entry(person).or_default().push(row.name);
        }
    }
    Ok(found)
}

/// A person's name, where the viewer may know it.
///
/// Within a record that the viewer sees from outside, whoever stands there for a union, and in a cooperation group
/// whoever is listed as absent, is nobody, in whichever other place the record names them.
pub(crate) async fn person(
    db: &impl ConnectionTrait,
    id: PersonId,
    see: &Visibility,
) -> Result<Option<String>, StorageError> {
    let id = id.uuid();
    let Some(row) = person::Entity::find_by_id(id).one(db).await.or_storage()? else {
        return Ok(None);
    };
    if see.is_inside(OrganisationId::from_uuid(row.owner_id)) || in_register(db, id).await? {
        return Ok(Some(row.name));
    }
    let eyes = Eyes::Of(see);
    let lines: Vec<(Uuid, String)> = attendance::Entity::find()
        .select_only()
        .column(attendance::Column::MeetingId)
        .column(attendance::Column::Capacity)
        .filter(attendance::Column::PersonId.eq(id))
        .into_tuple()
        .all(db)
        .await
        .or_storage()?;
    let absent: Vec<Uuid> = meetings_with(
        db,
        id,
        absence::Entity,
        absence::Column::MeetingId,
        absence::Column::PersonId,
    )
    .await?;
    let adjusting: Vec<Uuid> = meetings_with(
        db,
        id,
        adjuster::Entity,
        adjuster::Column::MeetingId,
        adjuster::Column::PersonId,
    )
    .await?;
    let concerned: Vec<Uuid> = lines
        .iter()
        .map(|(meeting, _)| *meeting)
        .chain(absent.iter().copied())
        .chain(adjusting)
        .collect();
    let mut named_in = Condition::any()
        .add(meeting::Column::ChairId.eq(id))
        .add(meeting::Column::SecretaryId.eq(id));
    if !concerned.is_empty() {
        named_in = named_in.add(among(meeting::Column::Id, &concerned));
    }
    let seen: Vec<(Uuid, Uuid)> = meeting::Entity::find()
        .select_only()
        .columns([meeting::Column::Id, meeting::Column::BodyId])
        .filter(eyes.meetings())
        .filter(named_in)
        .into_tuple()
        .all(db)
        .await
        .or_storage()?;
    let bodies: Vec<Uuid> = seen.iter().map(|(_, body)| *body).collect();
    let bodies = self::bodies(db, &bodies, Eyes::All).await?;
    let for_a_union: HashSet<Uuid> = lines
        .iter()
        .filter(|(_, capacity)| capacity == Capacity::Union.to_code())
        .map(|(meeting, _)| *meeting)
        .collect();
    let absent: HashSet<Uuid> = absent.into_iter().collect();
    let shown = seen.iter().any(|(meeting, body)| {
        let group = bodies
            .get(&BodyId::from_uuid(*body))
            .is_none_or(|body| body.kind == BodyKind::CooperationGroup);
        // Who stands for a union in one record of a cooperation group does not show in another.
        let hidden = absent.contains(meeting) || !for_a_union.is_empty();
        !(for_a_union.contains(meeting) || group && hidden)
    });
    Ok(shown.then_some(row.name))
}

async fn meetings_with<E: EntityTrait>(
    db: &impl ConnectionTrait,
    id: Uuid,
    _table: E,
    meeting: impl ColumnTrait,
    person: impl ColumnTrait,
) -> Result<Vec<Uuid>, StorageError> {
    E::find()
        .select_only()
        .column(meeting)
        .filter(person.eq(id))
        .into_tuple()
        .all(db)
        .await
        .or_storage()
}

async fn in_register(db: &impl ConnectionTrait, id: Uuid) -> Result<bool, StorageError> {
    let mandate = mandate::Entity::find()
        .filter(mandate::Column::PersonId.eq(id))
        .one(db)
        .await
        .or_storage()?;
    if mandate.is_some() {
        return Ok(true);
    }
    let term = presidium::Entity::find()
        .filter(presidium::Column::PersonId.eq(id))
        .one(db)
        .await
        .or_storage()?;
    Ok(term.is_some())
}
