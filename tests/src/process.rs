//! The service as a process of its own, which can be killed.

use crate::app::SECRET;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The built binary.
///
/// # Panics
/// Where it was not built.
pub fn binary() -> PathBuf {
    let here = std::env::current_exe().expect("the test knows where it is");
    let binary = here
        .ancestors()
        .nth(2)
        .expect("target/debug")
        .join(format!("paragraf{}", std::env::consts::EXE_SUFFIX));
    assert!(
        binary.is_file(),
        "{} is not built: cargo build -p api (cargo test --workspace does so)",
        binary.display()
    );
    binary
}

/// A serving process. Dropping it kills it.
#[derive(Debug)]
pub struct Process {
    child: Child,
}

impl Process {
    /// Starts a server on a database and a port of this machine, and waits until it answers there.
    ///
    /// # Panics
    /// Where it does not answer within half a minute.
    pub fn serve(database_url: &str, port: u16) -> Self {
        Self::serve_with(database_url, port, &[])
    }

    /// The same with more settings, as the environment has them.
    ///
    /// # Panics
    /// As [`Process::serve`].
    pub fn serve_with(database_url: &str, port: u16, settings: &[(&str, &str)]) -> Self {
        Self::started(database_url, port, settings, Stdio::inherit())
    }

    /// The same, with its log in a file.
    ///
    /// # Panics
    /// As [`Process::serve`].
    pub fn logging(
        database_url: &str,
        port: u16,
        settings: &[(&str, &str)],
        log: std::fs::File,
    ) -> Self {
        Self::started(database_url, port, settings, Stdio::from(log))
    }

    fn started(database_url: &str, port: u16, settings: &[(&str, &str)], log: Stdio) -> Self {
        let child = Command::new(binary())
            .arg("serve")
            .env_clear()
            .env("PARAGRAF_DATABASE_URL", database_url)
            .env("PARAGRAF_LISTEN", format!("127.0.0.1:{port}"))
            .env("PARAGRAF_DEV_SECRET", SECRET)
            .env("PARAGRAF_LOG", "error")
            .envs(settings.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("the binary runs");
        let process = Self { child };
        let started = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(
                started.elapsed() < Duration::from_secs(30),
                "no answer on port {port}"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        process
    }

    /// Its id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Kills it outright, as a power cut would.
    ///
    /// # Panics
    /// Where the system refuses.
    pub fn kill(mut self) {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it ended");
    }

    /// Asks it to stop.
    ///
    /// # Panics
    /// Where the system refuses.
    pub fn terminate(&mut self) {
        let id = self.child.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &id]).status();
        assert!(
            asked.expect("kill runs").success(),
            "it cannot be asked to stop"
        );
    }

    /// Waits until it has ended by itself; `None` where it did not in time, or not in order.
    pub fn ended_within(&mut self, time: Duration) -> Option<()> {
        let started = Instant::now();
        while started.elapsed() < time {
            match self.child.try_wait() {
                Ok(None) => std::thread::sleep(Duration::from_millis(20)),
                Ok(Some(status)) if status.success() => return Some(()),
                _ => return None,
            }
        }
        None
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A port that nobody listens on now.
///
/// # Panics
/// Where there is none.
pub fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}
