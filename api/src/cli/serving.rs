//! `demo`, `serve`, `token`, `compact`, `migrate`.

use super::{Direction, Ended, wrong};
use crate::auth::Claims;
use crate::config::Settings;
use crate::demo;
use crate::startup::{Application, StartError, open};
use crate::system::{SystemClock, SystemIds};
use application::actor::Role;
use application::ports::{Clock, Ids};
use clap::Args;
use listenfd::ListenFd;
use secrecy::SecretString;
use std::io::Write;
use std::net::TcpListener;
use std::sync::Arc;

pub(super) async fn demo(mut settings: Settings) -> Ended {
    if settings.dev_secret.is_none() {
        let ids = SystemIds;
        settings.dev_secret = Some(SecretString::from(format!("{}{}", ids.salt(), ids.salt())));
    }
    let store = match open(&settings).await {
        Ok(store) => store,
        Err(error) => return wrong(&error),
    };
    match demo::load(&store).await {
        Ok(loaded) => println!(
            "demo: {} records, {} of them new",
            loaded.records, loaded.added
        ),
        Err(error) => return wrong(&error),
    }
    let verifier = match settings.verifier() {
        Ok(Some(verifier)) => verifier,
        Ok(None) => return wrong(&"no secret for tokens"),
        Err(error) => return wrong(&error),
    };
    let application = match Application::build(&settings, store, Arc::new(SystemClock)).await {
        Ok(application) => application,
        Err(error) => return wrong(&error),
    };
    let base = settings
        .public_url
        .clone()
        .unwrap_or_else(|| format!("http://{}", application.address()));
    println!("explorer: {base}/explorer");
    println!("public page: {base}/");
    println!("tokens (Authorization: Bearer …), good for a day:");
    for (role, token) in demo::tokens(&verifier, SystemClock.now().timestamp()) {
        println!("  {:<9} {token}", role.as_str());
    }
    let [(_, chair), (_, adjuster)] = demo::SIGNERS;
    println!(
        "the chair is {chair}, the adjuster {adjuster}, both of {}",
        demo::ASSOCIATION
    );
    run(application).await
}

pub(super) async fn serve(settings: &Settings) -> Ended {
    let built = async {
        let store = open(settings).await?;
        let clock = Arc::new(SystemClock);
        Application::build_on(handed()?, settings, store, clock).await
    };
    match built.await {
        Ok(application) => run(application).await,
        Err(error) => wrong(&error),
    }
}

/// The listener that whoever started the process opened for it, as systemd does (`LISTEN_FDS`).
fn handed() -> Result<Option<TcpListener>, StartError> {
    let taken = ListenFd::from_env().take_tcp_listener(0);
    taken.map_err(|source| StartError::Listen {
        listen: "the socket that was handed over".to_owned(),
        source,
    })
}

async fn run(application: Application) -> Ended {
    // The socket is bound: from here on every connection is answered.
    println!("listening on http://{}", application.address());
    let _ = std::io::stdout().flush();
    match application.serve().await {
        Ok(()) => Ended::Done,
        Err(error) => wrong(&error),
    }
}

/// Print a development token.
#[derive(Debug, Args)]
pub(super) struct Token {
    /// reader, secretary, chair, adjuster, treasurer, auditor or operator.
    #[arg(long)]
    role: String,
    /// The organisation, by its name as an address.
    #[arg(long, value_name = "SLUG")]
    organisation: String,
    /// The person that it speaks for.
    #[arg(long, value_name = "NAME")]
    person: Option<String>,
    /// How long it holds, such as 30m, 1h or 7d.
    #[arg(long, default_value = "1h")]
    ttl: String,
}

fn seconds(ttl: &str) -> Option<i64> {
    let (number, unit) = ttl.split_at_checked(ttl.len().checked_sub(1)?)?;
    let unit = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        _ => return None,
    };
    number
        .parse::<i64>()
        .ok()
        .filter(|number| *number > 0)?
        .checked_mul(unit)
}

impl Token {
    pub(super) fn run(self, settings: &Settings) -> Ended {
        let Some(role) = Role::parse(&self.role) else {
            return wrong(&format!("--role: no role {}", self.role));
        };
        let Some(ttl) = seconds(&self.ttl).filter(|ttl| *ttl <= 366 * 86_400) else {
            return wrong(&format!(
                "--ttl: {} is no time such as 30m, 1h or 7d (at most 366d)",
                self.ttl
            ));
        };
        let verifier = match settings.verifier() {
            Ok(Some(verifier)) => verifier,
            Ok(None) => return wrong(&"token: PARAGRAF_DEV_SECRET is not set"),
            Err(error) => return wrong(&error),
        };
        let now = SystemClock.now().timestamp();
        let claims = Claims {
            sub: self
                .person
                .clone()
                .unwrap_or_else(|| format!("dev-{}", role.as_str())),
            name: self.person.clone(),
            exp: now + ttl,
            iat: now,
            nbf: None,
            jti: Some(SystemIds.salt().to_string()),
            roles: vec![role.as_str().to_owned()],
            organisations: vec![self.organisation],
            person: self.person,
            acr: None,
            auth_time: Some(now),
        };
        match verifier.issue(&claims) {
            Ok(token) => {
                println!("{token}");
                Ended::Done
            }
            Err(error) => wrong(&error),
        }
    }
}

pub(super) async fn migrate(settings: &Settings, direction: Direction) -> Ended {
    let untouched = Settings {
        migrate: false,
        ..settings.clone()
    };
    let store = match open(&untouched).await {
        Ok(store) => store,
        Err(error) => return wrong(&error),
    };
    let outcome = match direction {
        Direction::Up => store.migrate().await,
        Direction::Down => store.down(u32::MAX).await,
        Direction::Status => Ok(()),
    };
    if let Err(error) = outcome {
        return wrong(&StartError::Migrate(error));
    }
    match store.schema().await {
        Ok(changes) => {
            for change in changes {
                let mark = if change.applied { "in " } else { "out" };
                println!("{mark} {}", change.name);
            }
            Ended::Done
        }
        Err(error) => wrong(&error),
    }
}

pub(super) async fn compact(settings: &Settings) -> Ended {
    let store = match open(settings).await {
        Ok(store) => store,
        Err(error) => return wrong(&error),
    };
    match store.compact().await {
        Ok(()) => {
            println!("compacted");
            Ended::Done
        }
        Err(error) => wrong(&error),
    }
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn a_time_to_live_has_a_number_and_a_unit() {
        assert_eq!(seconds("30m"), Some(1800));
        assert_eq!(seconds("7d"), Some(604_800));
        for wrong in [
            "",
            "h",
            "1",
            "-1h",
            "1w",
            "0s",
            "9223372036854775807d",
            "1å",
        ] {
            assert_eq!(seconds(wrong), None, "{wrong}");
        }
    }
}
