//! `run`: asks the service, `rows` and `memory` for the same works in turns, and prints what it took.

mod asking;
mod check;
mod process;
mod sitting;
mod table;

use crate::Failure;
use crate::draw::{Questions, questions};
use crate::serving::Server;
use crate::works::Work;
use asking::{Load, Measured, Script};
use clap::Args;
use process::{Cost, Processes};
use sitting::Sittings;
use std::path::{Path, PathBuf};
use std::time::Instant;
use table::{Line, Way};
use tempfile::TempDir;
use tokio::process::Command;
use tokio_postgres::{Client, NoTls};

/// Measure, over a database that was generated; PostgreSQL alone. What is written stays in it.
#[derive(Debug, Args)]
#[command(args_override_self = true)]
pub struct Run {
    /// The database.
    #[arg(long, value_name = "URL")]
    database: String,
    /// The service's binary, as released.
    #[arg(long, value_name = "FILE")]
    service: PathBuf,
    /// How long each measurement takes, in seconds.
    #[arg(long, default_value_t = 3)]
    seconds: u32,
    /// How often service and comparators take turns.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=100))]
    rounds: u32,
    /// Connections of the load generator.
    #[arg(long, value_delimiter = ',', default_values_t = [16, 64])]
    connections: Vec<u32>,
    /// Only these works.
    #[arg(long, value_delimiter = ',')]
    only: Vec<Work>,
    /// What questions are drawn from.
    #[arg(long, default_value_t = 2003)]
    seed: u64,
}

/// Everything that stands while works are measured.
#[derive(Debug)]
struct Standing<'a> {
    asked: &'a Run,
    folder: &'a Path,
    database: &'a Client,
    service: &'a Server,
    rows: &'a Server,
    memory: &'a Server,
    postgres: u32,
    secret: &'a str,
}

impl Run {
    /// Measures, and prints the table.
    ///
    /// # Errors
    /// [`Failure`] where something does not start, or answers wrongly.
    pub async fn run(self) -> Result<(), Failure> {
        let (database, connection) = tokio_postgres::connect(&self.database, NoTls).await?;
        tokio::spawn(connection);
        let folder = TempDir::new()?;
        let secret = "a secret of the bench and of nothing else, in 40 bytes or more";
        let begun = Instant::now();
        let service = self.serve(secret).await?;
        let started = begun.elapsed().as_millis();
        let idle = process::resident(service.pid)?;
        let own = std::env::current_exe()?;
        let rows =
            Server::start(Command::new(&own).args(["rows", "--database", &self.database])).await?;
        let works = Work::ALL
            .into_iter()
            .filter(|work| self.only.is_empty() || self.only.contains(work));
        let mut drawn = Vec::new();
        for work in works {
            let asked = questions(work, &database, self.seed).await?;
            check::work(work, &asked, (&service, &rows), folder.path()).await?;
            drawn.push((work, asked));
        }
        let mut memory = Command::new(&own);
        memory.arg("memory").arg("--answers").arg(folder.path());
        let memory = Server::start(&mut memory).await?;
        let standing = Standing {
            asked: &self,
            folder: folder.path(),
            database: &database,
            service: &service,
            rows: &rows,
            memory: &memory,
            postgres: process::postmaster(&database).await?,
            secret,
        };
        for connections in &self.connections {
            println!("{}", table::head(*connections, self.seconds, self.rounds));
            for (work, asked) in &drawn {
                for line in standing.work(*work, asked, *connections).await? {
                    println!("{line}");
                }
            }
            println!();
        }
        println!("The service listened after {started} ms and held {idle:.0} MiB then.");
        for server in [service, rows, memory] {
            server.end().await?;
        }
        Ok(())
    }

    async fn serve(&self, secret: &str) -> Result<Server, Failure> {
        let mut command = Command::new(&self.service);
        command
            .arg("serve")
            .env("PARAGRAF_DATABASE_URL", &self.database)
            .env("PARAGRAF_LISTEN", "127.0.0.1:0")
            .env("PARAGRAF_DEV_SECRET", secret)
            // What is refused under load stands in the table.
            .env("PARAGRAF_LOG", "off");
        Server::start(&mut command).await
    }
}

/// Whom a measurement is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Whom {
    Service,
    Rows,
    Memory,
}

/// One thing that is measured, round after round.
struct Turn {
    whom: Whom,
    way: Way,
    warm: bool,
    script: Script,
    /// How many questions have been asked.
    offset: u64,
    measured: Vec<(Measured, Cost)>,
    /// The share of refusals and failures among answers that were looked into, from 0 to 1.
    refused: f64,
}

impl Standing<'_> {
    fn server(&self, whom: Whom) -> &Server {
        match whom {
            Whom::Service => self.service,
            Whom::Rows => self.rows,
            Whom::Memory => self.memory,
        }
    }

    async fn work(
        &self,
        work: Work,
        asked: &Questions,
        connections: u32,
    ) -> Result<Vec<Line>, Failure> {
        if work == Work::Write {
            return self.write(connections).await.map(|line| vec![line]);
        }
        let mut turns = self.turns(work, asked)?;
        for turn in &mut turns {
            self.processes(turn.whom).settle().await?;
            let seen = self
                .load(connections, turn.whom)
                .look(&turn.script, 0)
                .await?;
            turn.offset += seen.requests;
            turn.refused = seen.refused();
        }
        for _ in 0..self.asked.rounds {
            for turn in &mut turns {
                let load = self.load(connections, turn.whom);
                let costs = self.processes(turn.whom);
                costs.settle().await?;
                let before = costs.now()?;
                let measured = load.run(&turn.script, turn.offset).await?;
                let after = costs.now()?;
                turn.offset += measured.requests;
                turn.measured.push((measured, after.since(before)));
            }
        }
        let resident = process::resident(self.service.pid)?;
        Ok(table::lines(work, &turns, resident))
    }

    fn load<'a>(&'a self, connections: u32, whom: Whom) -> Load<'a> {
        Load {
            address: &self.server(whom).address,
            seconds: self.asked.seconds,
            connections,
        }
    }

    fn processes(&self, whom: Whom) -> Processes {
        Processes {
            server: self.server(whom).pid,
            postgres: self.postgres,
        }
    }

    /// What of a work is measured: the service cold and warm by every way, rows cold, memory warm.
    fn turns(&self, work: Work, asked: &Questions) -> Result<Vec<Turn>, Failure> {
        let mut turns = Vec::new();
        let mut add = |whom, way, warm, script| {
            turns.push(Turn {
                whom,
                way,
                warm,
                script,
                offset: 0,
                measured: Vec::new(),
                refused: 0.0,
            });
        };
        let file = |name: &str, lines: &[String]| asking::file(self.folder, work, name, lines);
        let bodies = check::bodies(work, asked);
        let path = format!("/{}", work.name());
        if let Some(first) = bodies.first() {
            let (all, one) = (
                file("cold", &bodies)?,
                file("warm", std::slice::from_ref(first))?,
            );
            let post = |path: &str, file: &Path| Script::post(self.folder, path, file);
            add(Whom::Service, Way::Graphql, false, post("/graphql", &all));
            add(Whom::Rows, Way::Graphql, false, post(&path, &all));
            add(Whom::Service, Way::Graphql, true, post("/graphql", &one));
            add(Whom::Memory, Way::Graphql, true, post(&path, &one));
        }
        if let Some(first) = asked.addresses.first() {
            let all = file("cold-rest", &asked.addresses)?;
            let one = file("warm-rest", std::slice::from_ref(first))?;
            let get = |file: &Path| Script::get(self.folder, file);
            add(Whom::Service, Way::Rest, false, get(&all));
            if bodies.is_empty() {
                add(Whom::Rows, Way::Rest, false, get(&all));
            }
            add(Whom::Service, Way::Rest, true, get(&one));
            if bodies.is_empty() {
                let one = file("memory", &[path])?;
                add(Whom::Memory, Way::Rest, true, get(&one));
            }
        }
        Ok(turns)
    }

    /// Decisions under the next §: the service by two requests, rows by one.
    async fn write(&self, connections: u32) -> Result<Line, Failure> {
        let mut sittings = Sittings::of(self).await?;
        let rows = sitting::rows(self).await?;
        let (mut service, mut by_hand) = (Vec::new(), Vec::new());
        for _ in 0..self.asked.rounds {
            let script = sittings.prepare(connections, self.asked.seconds).await?;
            for (whom, script, kept) in [
                (Whom::Service, &script, &mut service),
                (Whom::Rows, &rows, &mut by_hand),
            ] {
                let costs = self.processes(whom);
                costs.settle().await?;
                let before = costs.now()?;
                let measured = self.load(connections, whom).run(script, 0).await?;
                kept.push((measured, costs.now()?.since(before)));
            }
            sittings.went(&service);
        }
        let resident = process::resident(self.service.pid)?;
        Ok(Line::of(Work::Write, Way::Graphql, false, &service)
            .beside(&by_hand, &[])
            .with_resident(resident))
    }
}
