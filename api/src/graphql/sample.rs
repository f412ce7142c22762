//! A small schema for the tests of the guard and of the endpoint: connections,
//! plain lists, an interface, a mutation, and fields that fail.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextResolve, ResolveInfo,
};
use async_graphql::{
    EmptySubscription, Error, ErrorExtensions, ID, Interface, Object, Schema, ServerResult,
    SimpleObject, Value,
};

pub(crate) type SampleSchema = Schema<Query, Mutation, EmptySubscription>;

/// The schema, and a counter of the fields that it resolved.
pub(crate) fn schema() -> (SampleSchema, Arc<AtomicU64>) {
    let resolved = Arc::new(AtomicU64::new(0));
    let schema = Schema::build(Query, Mutation, EmptySubscription)
        .disable_suggestions()
        .extension(CountResolved(Arc::clone(&resolved)))
        .finish();
    (schema, resolved)
}

/// Objects in every plain list of the sample.
pub(crate) const LIST: i32 = 10;

struct CountResolved(Arc<AtomicU64>);

impl ExtensionFactory for CountResolved {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self(Arc::clone(&self.0)))
    }
}

#[async_trait::async_trait]
impl Extension for CountResolved {
    async fn resolve(
        &self,
        ctx: &ExtensionContext<'_>,
        info: ResolveInfo<'_>,
        next: NextResolve<'_>,
    ) -> ServerResult<Option<Value>> {
        // The items of a list are announced as well, under no name of their own.
        if matches!(
            info.path_node.segment,
            async_graphql::QueryPathSegment::Name(_)
        ) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
        next.run(ctx, info).await
    }
}

#[derive(Interface)]
#[graphql(field(name = "name", ty = "String"))]
pub(crate) enum Named {
    Organisation(Organisation),
    Person(Person),
}

pub(crate) struct Organisation;
pub(crate) struct Person;
pub(crate) struct Query;
pub(crate) struct Mutation;

#[derive(SimpleObject)]
pub(crate) struct PageInfo {
    has_next_page: bool,
}

#[derive(SimpleObject)]
pub(crate) struct OrganisationEdge {
    node: Organisation,
}

pub(crate) struct OrganisationConnection(i32);

#[Object]
impl OrganisationConnection {
    async fn nodes(&self) -> Vec<Organisation> {
        (0..self.0).map(|_| Organisation).collect()
    }

    async fn edges(&self) -> Vec<OrganisationEdge> {
        (0..self.0)
            .map(|_| OrganisationEdge { node: Organisation })
            .collect()
    }

    async fn total_count(&self) -> i32 {
        self.0
    }

    async fn page_info(&self) -> PageInfo {
        PageInfo {
            has_next_page: false,
        }
    }
}

fn page(first: Option<i32>, last: Option<i32>) -> async_graphql::Result<OrganisationConnection> {
    let size = first.max(last).unwrap_or(20);
    if (0..=200).contains(&size) {
        Ok(OrganisationConnection(size))
    } else {
        Err(Error::new("the page is too large").extend_with(|_, e| e.set("code", "INVALID_PAGE")))
    }
}

#[Object]
impl Organisation {
    async fn name(&self) -> String {
        "Samordningsförbundet".to_owned()
    }

    async fn parent(&self) -> Option<Organisation> {
        Some(Organisation)
    }

    async fn members(
        &self,
        first: Option<i32>,
        last: Option<i32>,
    ) -> async_graphql::Result<OrganisationConnection> {
        page(first, last)
    }

    async fn people(&self) -> Vec<Person> {
        (0..LIST).map(|_| Person).collect()
    }

    /// A page without a connection, with a size of its own.
    async fn latest(&self, #[graphql(default = 3)] first: i32) -> Vec<Person> {
        (0..first.clamp(0, 200)).map(|_| Person).collect()
    }
}

#[Object]
impl Person {
    async fn name(&self) -> &str {
        "Åsa"
    }

    async fn organisation(&self) -> Organisation {
        Organisation
    }
}

#[Object]
impl Query {
    async fn organisation(&self, slug: Option<String>) -> Organisation {
        let _ = slug;
        Organisation
    }

    async fn organisations(
        &self,
        first: Option<i32>,
        last: Option<i32>,
    ) -> async_graphql::Result<OrganisationConnection> {
        page(first, last)
    }

    async fn by_ids(&self, ids: Vec<ID>) -> Vec<Organisation> {
        ids.iter().map(|_| Organisation).collect()
    }

    async fn named(&self) -> Vec<Named> {
        (0..LIST)
            .map(|i| {
                if i % 2 == 0 {
                    Named::Organisation(Organisation)
                } else {
                    Named::Person(Person)
                }
            })
            .collect()
    }

    async fn number(&self, value: Option<i32>) -> Option<i32> {
        value
    }

    async fn sleep(&self, millis: u64) -> u64 {
        tokio::time::sleep(Duration::from_millis(millis)).await;
        millis
    }

    async fn leaks(&self) -> Option<async_graphql::Result<i32>> {
        Some(Err(Error::new("no such table: secret at /srv/paragraf.db")))
    }

    async fn refuses(&self) -> async_graphql::Result<Option<i32>> {
        Err(Error::new("4 of 9 seats present, 5 required")
            .extend_with(|_, e| e.set("code", "QUORUM_NOT_MET")))
    }

    async fn viewer(&self, ctx: &async_graphql::Context<'_>) -> String {
        ctx.data::<String>()
            .cloned()
            .unwrap_or_else(|_| "anonymous".to_owned())
    }
}

#[Object]
impl Mutation {
    async fn decide(&self) -> bool {
        true
    }
}
