//! Servers: those of our own, which tell where they listen as the service does, and those that a run starts and ends.

use crate::Failure;
use std::net::TcpListener;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// What a server says once it is there.
const LISTENING: &str = "listening on ";

/// How long a server may take to start.
const PATIENCE: Duration = Duration::from_secs(60);

/// A free port of the loopback, told on standard output.
///
/// # Errors
/// [`Failure`] where there is none.
pub fn listener() -> Result<TcpListener, Failure> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    println!("{LISTENING}http://{}", listener.local_addr()?);
    Ok(listener)
}

/// A server that a run started; it is ended where this is dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// Where it listens, with the scheme and without a slash at the end.
    pub address: String,
    /// Its process.
    pub pid: u32,
}

impl Server {
    /// Starts a server and waits until it tells its address.
    ///
    /// # Errors
    /// [`Failure`] where it ends before, or takes too long.
    pub async fn start(command: &mut Command) -> Result<Self, Failure> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let failed = || Failure::Server("it ended before it told its address".to_owned());
        let out = child.stdout.take().ok_or_else(failed)?;
        let mut lines = BufReader::new(out).lines();
        let told = async {
            while let Some(line) = lines.next_line().await? {
                if let Some(address) = line.strip_prefix(LISTENING) {
                    return Ok(address.trim_end_matches('/').to_owned());
                }
            }
            Err(failed())
        };
        let address = tokio::time::timeout(PATIENCE, told)
            .await
            .map_err(|_| Failure::Server("it did not tell its address".to_owned()))??;
        // Whatever else it says is not to fill the pipe.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        let pid = child.id().ok_or_else(failed)?;
        Ok(Self {
            child,
            address,
            pid,
        })
    }

    /// Ends it and waits for that.
    ///
    /// # Errors
    /// [`Failure`] where it cannot be ended.
    pub async fn end(mut self) -> Result<(), Failure> {
        Ok(self.child.kill().await?)
    }
}
