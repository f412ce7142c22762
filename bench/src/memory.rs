//! `memory`: ready bytes. The service's own answers, fetched once, given to whoever asks.

use crate::Failure;
use crate::serving::listener;
use crate::works::Work;
use actix_web::web::{Bytes, Data, Path};
use actix_web::{App, HttpResponse, HttpServer, web};
use clap::Args;
use std::collections::HashMap;
use std::path::PathBuf;

/// Serve ready answers.
#[derive(Debug, Args)]
pub struct Memory {
    /// A folder with an answer for each work, by its name.
    #[arg(long, value_name = "FOLDER")]
    answers: PathBuf,
    /// Threads.
    #[arg(long, default_value_t = 2)]
    workers: usize,
}

type Answers = HashMap<&'static str, Bytes>;

/// The answer to a question that is read and not looked at.
async fn ready(work: Path<String>, answers: Data<Answers>, _question: Bytes) -> HttpResponse {
    match answers.get(work.as_str()) {
        Some(answer) => HttpResponse::Ok()
            .content_type("application/json")
            .body(answer.clone()),
        None => HttpResponse::NotFound().finish(),
    }
}

impl Memory {
    /// Serves until the process is ended.
    ///
    /// # Errors
    /// [`Failure`] where the answers cannot be read.
    pub async fn run(self) -> Result<(), Failure> {
        let mut answers = Answers::new();
        for work in Work::ALL {
            let file = self.answers.join(work.name());
            if file.exists() {
                answers.insert(work.name(), Bytes::from(std::fs::read(file)?));
            }
        }
        let answers = Data::new(answers);
        HttpServer::new(move || {
            App::new()
                .app_data(Data::clone(&answers))
                .service(web::resource("/{work}").to(ready))
        })
        .workers(self.workers)
        .listen(listener()?)?
        .run()
        .await?;
        Ok(())
    }
}
