//! The demo: fictional associations of our own making.

mod budgets;

use crate::auth::{Claims, TokenVerifier};
use crate::system::{SystemClock, SystemIds};
use application::actor::Role;
use application::archive::{Change, LoadMinutes};
use application::error::AppError;
use application::register::LoadRegister;
use application::{archive, register};
use persistence::Store;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../demo"]
struct Files;

/// The association that the demo's tokens are for.
pub const ASSOCIATION: &str = "samordningsforbundet-norrsken";
/// Who signs minutes with the demo's tokens: the chair of the association's board, and a member of it.
pub const SIGNERS: [(Role, &str); 2] = [
    (Role::Chair, "Lars-Åke Tjernlund"),
    (Role::Adjuster, "Anneli Strandvik"),
];
/// The member that the demo's reader comes from.
pub const MEMBER: &str = "bjorkanas-kommun";

/// What loading the demo did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Records that the database holds.
    pub records: usize,
    /// Records that it did not hold before.
    pub added: usize,
}

/// Loads the demo data; a second time changes nothing.
///
/// # Errors
/// [`AppError`] where the database cannot take it.
pub async fn load(store: &Store) -> Result<Loaded, AppError> {
    let (clock, ids) = (SystemClock, SystemIds);
    let actor = "command-line";
    let mut names: Vec<_> = Files::iter().collect();
    names.sort();
    let mut loaded = Loaded::default();
    if let Some(file) = Files::get("register.json") {
        register::load(
            LoadRegister {
                bytes: &file.data,
                actor,
            },
            store,
            &clock,
            &ids,
        )
        .await?;
    }
    for name in names.iter().filter(|name| name.starts_with("minutes/")) {
        let Some(file) = Files::get(name) else {
            continue;
        };
        let command = LoadMinutes {
            bytes: &file.data,
            organisation: None,
            publish: true,
            replaces: None,
            actor,
        };
        let outcome = archive::load(command, store, &clock, &ids).await?;
        loaded.records += 1;
        loaded.added += usize::from(outcome.change == Change::Added);
    }
    budgets::load(store).await?;
    Ok(loaded)
}

/// One token per role, good for a day.
pub fn tokens(verifier: &TokenVerifier, now: i64) -> Vec<(Role, String)> {
    Role::ALL
        .into_iter()
        .filter_map(|role| {
            let organisation = if role == Role::Reader {
                MEMBER
            } else {
                ASSOCIATION
            };
            let claims = Claims {
                sub: format!("demo-{}", role.as_str()),
                name: Some(format!("Demo {}", role.as_str())),
                exp: now + 24 * 3600,
                iat: now,
                nbf: None,
                jti: None,
                roles: vec![role.as_str().to_owned()],
                organisations: vec![organisation.to_owned()],
                person: SIGNERS
                    .iter()
                    .find(|(signer, _)| *signer == role)
                    .map(|(_, name)| (*name).to_owned()),
                acr: None,
                auth_time: None,
            };
            verifier.issue(&claims).ok().map(|token| (role, token))
        })
        .collect()
}
