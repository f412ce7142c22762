//! `rows`: the honest ceiling of asking the database. Statements by hand over the service's own tables, prepared once,
//! rows over the binary protocol, JSON by serde; the same facts in the same shape as the service's answers.
//!
//! It knows no viewer but the public, no language and no rule, and what it writes is in no journal: it is no service.
//! PostgreSQL alone.

mod budget;
mod lists;
mod one;
mod shape;
mod write;

use crate::Failure;
use crate::serving::listener;
use actix_web::http::header::ContentType;
use actix_web::{App, HttpResponse, HttpServer, web};
use clap::Args;
use deadpool_postgres::{Client, Manager, ManagerConfig, Pool, RecyclingMethod};
use serde::Deserialize;
use serde::Serialize;
use thiserror::Error;
use tokio_postgres::NoTls;

/// Serve rows by hand; for PostgreSQL.
#[derive(Debug, Args)]
pub struct Rows {
    /// The database.
    #[arg(long, value_name = "URL")]
    database: String,
    /// Connections to the database; as many as the service reads with.
    #[arg(long, default_value_t = 8)]
    connections: usize,
    /// Threads.
    #[arg(long, default_value_t = 2)]
    workers: usize,
}

/// Why there is no answer.
#[derive(Debug, Error)]
enum NoAnswer {
    #[error(transparent)]
    Pool(#[from] deadpool_postgres::PoolError),
    #[error(transparent)]
    Database(#[from] tokio_postgres::Error),
    #[error("a variable is wrong: {0}")]
    Variable(&'static str),
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

impl actix_web::ResponseError for NoAnswer {}

type Answer = Result<HttpResponse, NoAnswer>;

/// A question as the service is asked it; only the variables are looked at.
#[derive(Debug, Deserialize)]
struct Asked<V> {
    variables: V,
}

fn json(data: &impl Serialize) -> Answer {
    /// An answer of GraphQL.
    #[derive(Serialize)]
    struct Answered<'a, T> {
        data: &'a T,
    }
    let body = serde_json::to_vec(&Answered { data })?;
    Ok(HttpResponse::Ok()
        .content_type(ContentType::json())
        .body(body))
}

async fn connection(pool: &Pool) -> Result<Client, NoAnswer> {
    Ok(pool.get().await?)
}

impl Rows {
    /// Serves until the process is ended.
    ///
    /// # Errors
    /// [`Failure`] where the database cannot be reached.
    pub async fn run(self) -> Result<(), Failure> {
        let config = self.database.parse::<tokio_postgres::Config>()?;
        let how = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let manager = Manager::from_config(config, NoTls, how);
        let pool = Pool::builder(manager)
            .max_size(self.connections)
            .build()
            .map_err(|error| Failure::Server(error.to_string()))?;
        let pool = web::Data::new(pool);
        HttpServer::new(move || {
            let post = |path: &str| web::resource(path.to_owned());
            App::new()
                .app_data(web::Data::clone(&pool))
                .service(post("/decision").route(web::post().to(one::decision)))
                .service(post("/budget").route(web::post().to(budget::budget)))
                .service(post("/nested").route(web::post().to(one::nested)))
                .service(post("/latest").route(web::post().to(lists::latest)))
                .service(post("/sync").route(web::post().to(lists::sync)))
                .service(post("/search").route(web::post().to(lists::search)))
                .service(post("/write").route(web::post().to(write::write)))
                .service(
                    web::resource("/paragraf/v1/decisions.ndjson")
                        .route(web::get().to(lists::snapshot)),
                )
        })
        .workers(self.workers)
        .listen(listener()?)?
        .run()
        .await?;
        Ok(())
    }
}
