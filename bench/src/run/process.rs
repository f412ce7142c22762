//! What processes cost, as the kernel counts it.

use crate::Failure;
use std::path::Path;
use std::time::Duration;
use tokio_postgres::Client;

/// Ticks of the kernel's clock for processes a second, as it tells them to everybody.
const TICKS: f64 = 100.0;

/// How long processes are looked at that are to come to rest, and how often at the most.
const WAIT: Duration = Duration::from_millis(300);
const MOST_WAITS: usize = 60;

/// Seconds of CPU.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cost {
    /// Of the server.
    pub server: f64,
    /// Of PostgreSQL, all of its processes.
    pub postgres: f64,
}

impl Cost {
    /// What was added since.
    pub fn since(self, before: Self) -> Self {
        Self {
            server: self.server - before.server,
            postgres: self.postgres - before.postgres,
        }
    }
}

/// Whose cost is counted.
#[derive(Debug, Clone, Copy)]
pub struct Processes {
    /// The server.
    pub server: u32,
    /// The first process of PostgreSQL.
    pub postgres: u32,
}

/// A process: its parent, and its ticks with and without those of children that have ended.
struct Process {
    parent: u32,
    own: u64,
    ended: u64,
}

fn process(folder: &Path) -> Option<Process> {
    let text = std::fs::read_to_string(folder.join("stat")).ok()?;
    // The name is in brackets and may hold anything; what follows is numbers.
    let (_, rest) = text.rsplit_once(") ")?;
    let fields: Vec<&str> = rest.split(' ').collect();
    let number = |place: usize| fields.get(place)?.parse::<u64>().ok();
    Some(Process {
        parent: u32::try_from(number(1)?).ok()?,
        own: number(11)? + number(12)?,
        ended: number(13)? + number(14)?,
    })
}

#[expect(clippy::cast_precision_loss, reason = "ticks of a few minutes")]
fn seconds(ticks: u64) -> f64 {
    ticks as f64 / TICKS
}

impl Processes {
    /// What they have cost until now.
    ///
    /// # Errors
    /// [`Failure`] where one of them has ended.
    pub fn now(&self) -> Result<Cost, Failure> {
        let of = |pid: u32| process(&Path::new("/proc").join(pid.to_string()));
        let gone = |what: &str| Failure::Server(format!("{what} has ended"));
        let server = of(self.server).ok_or_else(|| gone("the server"))?;
        let first = of(self.postgres).ok_or_else(|| gone("PostgreSQL"))?;
        let mut postgres = first.own + first.ended;
        for entry in std::fs::read_dir("/proc")? {
            // A process that ends meanwhile counts among those that its parent has outlived.
            let found = process(&entry?.path());
            let child = found.filter(|found| found.parent == self.postgres);
            postgres += child.map_or(0, |child| child.own + child.ended);
        }
        Ok(Cost {
            server: seconds(server.own),
            postgres: seconds(postgres),
        })
    }
}

impl Processes {
    /// Waits until they do next to nothing: what a load generator left behind is not to burden the next.
    ///
    /// # Errors
    /// As [`Processes::now`].
    pub async fn settle(&self) -> Result<(), Failure> {
        for _ in 0..MOST_WAITS {
            let before = self.now()?;
            tokio::time::sleep(WAIT).await;
            let cost = self.now()?.since(before);
            if cost.server + cost.postgres < WAIT.as_secs_f64() / 10.0 {
                break;
            }
        }
        Ok(())
    }
}

/// The first process of the PostgreSQL behind a connection, which must be on this machine.
///
/// # Errors
/// [`Failure`] where it is not.
pub async fn postmaster(database: &Client) -> Result<u32, Failure> {
    let backend: i32 = database
        .query_one("SELECT pg_backend_pid()", &[])
        .await?
        .get(0);
    let found = process(&Path::new("/proc").join(backend.to_string()));
    found
        .map(|found| found.parent)
        .ok_or_else(|| Failure::Server("PostgreSQL does not run on this machine".to_owned()))
}

/// The resident memory of a process in MiB.
///
/// # Errors
/// [`Failure`] where it has ended.
pub fn resident(pid: u32) -> Result<f64, Failure> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<f64>().ok());
    kib.map(|kib| kib / 1024.0)
        .ok_or_else(|| Failure::Server("a process tells no memory".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_has_a_parent_a_cost_and_memory() {
        let own = std::process::id();
        let found = process(&Path::new("/proc").join(own.to_string())).unwrap();
        assert!(found.parent > 0);
        assert!(resident(own).unwrap() > 0.5);
        let busy = Processes {
            server: own,
            postgres: found.parent,
        };
        let before = busy.now().unwrap();
        let mut sum = 0_u64;
        while busy.now().unwrap().since(before).server < 0.05 {
            sum = sum.wrapping_add((0..100_000).sum::<u64>());
        }
        assert!(sum > 0);
    }
}
