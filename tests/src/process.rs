//! The service as a process of its own, which can be killed.

use crate::app::SECRET;
use crate::logs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::fd::OwnedFd;
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

/// An environment of its own, and its log where the run keeps logs; else errors alone, to be seen.
fn keep_log(command: &mut Command) {
    command.env_clear();
    if let Some(folder) = logs::folder() {
        command
            .env("PARAGRAF_LOG", logs::FILTER)
            .stderr(logs::file(folder, "processes"));
    } else {
        command.env("PARAGRAF_LOG", "error");
    }
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
        let mut command = Command::new(binary());
        keep_log(&mut command);
        Self::started(command, database_url, port, settings)
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
        let mut command = Command::new(binary());
        command.env_clear().env("PARAGRAF_LOG", "error").stderr(log);
        Self::started(command, database_url, port, settings)
    }

    fn started(
        mut command: Command,
        database_url: &str,
        port: u16,
        settings: &[(&str, &str)],
    ) -> Self {
        let child = command
            .arg("serve")
            .env("PARAGRAF_DATABASE_URL", database_url)
            .env("PARAGRAF_LISTEN", format!("127.0.0.1:{port}"))
            .env("PARAGRAF_DEV_SECRET", SECRET)
            .envs(settings.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
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

    /// Starts a server on a database and a listener that is handed to it, as systemd does, and waits until it is ready.
    /// The listener stays open here whatever becomes of the process.
    ///
    /// # Panics
    /// Where it is not ready within half a minute.
    #[cfg(unix)]
    pub fn serve_on(database_url: &str, listener: &TcpListener, settings: &[(&str, &str)]) -> Self {
        let port = listener.local_addr().expect("an address").port();
        let handed = OwnedFd::from(listener.try_clone().expect("another handle"));
        // The first handed descriptor is the third; whom they are for is told by the process's own id.
        let hand = "exec 3<&0 </dev/null; LISTEN_FDS=1 LISTEN_PID=$$ exec \"$0\" serve";
        let mut command = Command::new("/bin/sh");
        command.arg("-c").arg(hand).arg(binary());
        keep_log(&mut command);
        command
            .env("PARAGRAF_DATABASE_URL", database_url)
            .env("PARAGRAF_DEV_SECRET", SECRET)
            .stdin(Stdio::from(handed))
            .stdout(Stdio::null());
        for (name, value) in settings {
            command.env(name, value);
        }
        let child = command.spawn().expect("the binary runs");
        let process = Self { child };
        let started = Instant::now();
        while !is_ready(port) {
            let waited = started.elapsed();
            assert!(waited < Duration::from_secs(30), "not ready on port {port}");
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

/// Whether a server on a port of this machine says that it is ready.
pub fn is_ready(port: u16) -> bool {
    let asked = || {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(Duration::from_secs(1)))?;
        stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok::<_, std::io::Error>(answer)
    };
    asked().is_ok_and(|answer| answer.starts_with("HTTP/1.1 200 "))
}

/// A port that nobody listens on now.
///
/// # Panics
/// Where there is none.
pub fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

/// Serves on a thread of its own, which only waits for the server's workers.
///
/// # Panics
/// There, where serving fails.
pub fn beside<F, E>(serving: F)
where
    F: Future<Output = Result<(), E>> + Send + 'static,
    E: std::fmt::Debug,
{
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        runtime.block_on(serving).expect("served");
    });
}
