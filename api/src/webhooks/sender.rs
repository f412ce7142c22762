//! Posting events: to addresses of the public network, and of others to those alone that the settings name.
//!
//! A name is looked up when a connection is made; every address that is found must be one that may be posted to, and the
//! connection goes to one of them and nowhere else. No redirection is followed and no proxy used.

use crate::outbound::told;
use crate::traces;
use application::ports::Post;
use application::webhooks::deliver::{Heard, Posted};
use application::webhooks::network::Networks;
use async_trait::async_trait;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, Url};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use thiserror::Error;

/// Longest address, in bytes.
const LONGEST: usize = 2_000;
/// How long an attempt may take in all, and how long the connection.
const PATIENCE: (Duration, Duration) = (Duration::from_secs(15), Duration::from_secs(10));
/// How long the rest of an answer is waited for, whose status is known: only so that the connection can be used again.
const FOR_THE_REST: Duration = Duration::from_secs(1);
/// How much of an answer is read, in bytes.
const MOST: usize = 64 * 1024;
/// The first port that anybody may listen on.
const FREE_PORTS: u16 = 1_024;
/// Longest `Retry-After` that is looked at.
const LONGEST_HEADER: usize = 100;

/// Who looks names up.
#[async_trait]
pub trait Lookup: Send + Sync {
    /// The addresses of a name.
    async fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>>;
}

/// The machine's own way to look names up.
#[derive(Debug, Clone, Copy)]
pub struct System;

#[async_trait]
impl Lookup for System {
    async fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        let found = tokio::net::lookup_host((name, 0)).await?;
        Ok(found.map(|address| address.ip()).collect())
    }
}

/// Why nothing is posted to a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
enum Refused {
    #[error("the name has an address that is not posted to")]
    Address,
    #[error("the name has no address")]
    Nowhere,
}

/// What names are looked up with: it gives what may be connected to, or nothing.
struct Gate {
    lookup: Arc<dyn Lookup>,
    networks: Networks,
    /// Without TLS only what the settings name is posted to.
    plain: bool,
}

impl Gate {
    fn permits(&self, address: IpAddr) -> bool {
        match self.plain {
            true => self.networks.hold(address),
            false => self.networks.permit(address),
        }
    }
}

/// The gate as the library asks it.
struct Asked(Arc<Gate>);

impl Resolve for Asked {
    fn resolve(&self, name: Name) -> Resolving {
        let gate = Arc::clone(&self.0);
        Box::pin(async move {
            let found = gate.lookup.addresses(name.as_str()).await?;
            if found.is_empty() {
                return Err(Refused::Nowhere.into());
            }
            // One that is not permitted among others is a trick, or a mistake.
            if !found.iter().all(|address| gate.permits(*address)) {
                return Err(Refused::Address.into());
            }
            let found: Addrs = Box::new(found.into_iter().map(|ip| SocketAddr::new(ip, 0)));
            Ok(found)
        })
    }
}

/// Posts over HTTP.
pub struct HttpPost {
    secure: (Arc<Gate>, OnceLock<Option<Client>>),
    plain: (Arc<Gate>, OnceLock<Option<Client>>),
}

impl std::fmt::Debug for HttpPost {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("HttpPost").finish_non_exhaustive()
    }
}

impl HttpPost {
    /// One that may post to those networks beside the public one.
    pub fn new(networks: Networks) -> Self {
        Self::with(networks, Arc::new(System))
    }

    /// One that looks names up in a way of its own.
    pub fn with(networks: Networks, lookup: Arc<dyn Lookup>) -> Self {
        let gate = |plain| {
            let gate = Gate {
                lookup: Arc::clone(&lookup),
                networks: networks.clone(),
                plain,
            };
            (Arc::new(gate), OnceLock::new())
        };
        Self {
            secure: gate(false),
            plain: gate(true),
        }
    }

    /// What posts to an address; made at the first one, since the list of authorities takes a while to read.
    fn client(&self, address: &Url) -> Option<&Client> {
        let plain = address.scheme() == "http";
        let (gate, client) = if plain { &self.plain } else { &self.secure };
        let made = client.get_or_init(|| {
            let builder = Client::builder()
                .redirect(Policy::none())
                .no_proxy()
                .referer(false)
                .http1_only()
                .no_gzip()
                .no_brotli()
                .no_deflate()
                .no_zstd()
                .timeout(PATIENCE.0)
                .connect_timeout(PATIENCE.1)
                .pool_idle_timeout(Duration::from_secs(30))
                .pool_max_idle_per_host(4)
                .user_agent(concat!("paragraf/", env!("CARGO_PKG_VERSION")))
                .dns_resolver(Asked(Arc::clone(gate)));
            let builder = if plain {
                builder.tls_certs_only([])
            } else {
                builder.https_only(true)
            };
            let built = builder.build();
            built
                .inspect_err(|cause| tracing::error!(%cause, "webhooks cannot be posted"))
                .ok()
        });
        made.as_ref()
    }

    /// An address as events are posted to it, where its form permits it.
    fn checked(&self, text: &str) -> Result<Url, &'static str> {
        let networks = &self.secure.0.networks;
        if text.len() > LONGEST {
            return Err("longer than 2000 bytes");
        }
        // The parser passes over some of them.
        let strange =
            |letter: char| letter.is_whitespace() || letter.is_control() || letter == '\\';
        if text.contains(strange) {
            return Err("holds a blank, a control character or a backslash");
        }
        let address = Url::parse(text).map_err(|_| "no address")?;
        match address.scheme() {
            "https" => {}
            "http" if !networks.is_empty() => {}
            _ => return Err("must be https://…"),
        }
        if !address.username().is_empty() || address.password().is_some() {
            return Err("must not name a user");
        }
        if address.fragment().is_some() {
            return Err("must not have a fragment");
        }
        let usual = match address.port() {
            None => true,
            Some(port) => FREE_PORTS <= port,
        };
        if !usual {
            return Err("must be on port 443, or one from 1024");
        }
        let host = address.host_str().unwrap_or_default();
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let gate = if address.scheme() == "http" {
            &self.plain.0
        } else {
            &self.secure.0
        };
        match bare.parse::<IpAddr>() {
            Ok(ip) if !gate.permits(ip) => Err("must be an address of the public network"),
            Ok(_) => Ok(address),
            Err(_) if networks.is_empty() && is_inside(host) => {
                Err("must be a name of the public network")
            }
            Err(_) => Ok(address),
        }
    }
}

/// Whether a name is one that means something only inside a house.
fn is_inside(host: &str) -> bool {
    let host = host.trim_end_matches('.');
    let inside = [
        "localhost",
        "local",
        "internal",
        "lan",
        "home",
        "corp",
        "intranet",
    ];
    let last = host.rsplit('.').next().unwrap_or_default();
    !host.contains('.') || inside.contains(&last) || host.ends_with(".home.arpa")
}

fn nothing(reason: impl Into<String>) -> Heard {
    Heard::Nothing {
        reason: reason.into(),
    }
}

/// Reads what is left of an answer, so that its connection can be used again; no more than is worth it.
async fn drained(mut response: Response) {
    let mut read = 0;
    let rest = async {
        while let Ok(Some(chunk)) = response.chunk().await {
            read += chunk.len();
            if read > MOST {
                break;
            }
        }
    };
    // Whether it came to its end or not, the connection is let go.
    let _ = tokio::time::timeout(FOR_THE_REST, rest).await;
}

#[async_trait]
impl Post for HttpPost {
    fn address(&self, text: &str) -> Result<String, String> {
        let checked = self.checked(text).map_err(str::to_owned)?;
        Ok(checked.into())
    }

    async fn post(&self, url: &str, posted: &Posted) -> Heard {
        // The settings may have become stricter since the address was taken.
        let address = match self.checked(url) {
            Ok(address) => address,
            Err(reason) => return nothing(format!("nothing is posted there: it {reason}")),
        };
        let Some(client) = self.client(&address) else {
            return nothing("no connection can be made");
        };
        let request = client
            .post(address)
            .header("webhook-id", &posted.id)
            .header("webhook-timestamp", posted.timestamp)
            .header("webhook-signature", &posted.signature)
            .header(CONTENT_TYPE, posted.media)
            .body(posted.body.clone());
        let answer = async {
            match traces::send("webhook", request).await {
                Err(error) => nothing(told(&error.without_url())),
                Ok(response) => {
                    let status = response.status().as_u16();
                    let retry_after = response.headers().get(RETRY_AFTER);
                    let retry_after = retry_after
                        .and_then(|value| value.to_str().ok())
                        .filter(|text| text.len() <= LONGEST_HEADER)
                        .map(str::to_owned);
                    drained(response).await;
                    Heard::Status {
                        status,
                        retry_after,
                    }
                }
            }
        };
        let in_time = tokio::time::timeout(PATIENCE.0, answer).await;
        in_time.unwrap_or_else(|_| nothing("it took too long"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn post(networks: &str) -> HttpPost {
        HttpPost::new(Networks::parse(networks).expect("networks"))
    }

    #[test]
    fn an_address_is_https_on_the_public_network() {
        let strict = post("");
        for (text, taken) in [
            ("https://mottagare.example", "https://mottagare.example/"),
            (
                "https://MOTTAGARE.example:443/a?b=c",
                "https://mottagare.example/a?b=c",
            ),
            (
                "https://mottagare.example:8443/",
                "https://mottagare.example:8443/",
            ),
            ("https://193.10.1.1/", "https://193.10.1.1/"),
            ("https://[2a00:1450::1]/", "https://[2a00:1450::1]/"),
            (
                "https://b\u{fc}cher.example/",
                "https://xn--bcher-kva.example/",
            ),
        ] {
            assert_eq!(strict.address(text).as_deref(), Ok(taken), "{text}");
        }
    }

    /// Addresses that lead inside a house, however they are written (I4). PORT is that of a listener on this machine.
    const INSIDE: &[&str] = &[
        "http://127.0.0.1:PORT/",
        "https://127.0.0.1:PORT/",
        "https://127.0.0.2:PORT/",
        "https://127.1:PORT/",
        "https://127.0.1:PORT/",
        "https://2130706433:PORT/",
        "https://0x7f000001:PORT/",
        "https://0x7f.0.0.1:PORT/",
        "https://0177.0.0.1:PORT/",
        "https://017700000001:PORT/",
        "https://0x7f.1:PORT/",
        "https://127.0.0.1.:PORT/",
        "https://0.0.0.0:PORT/",
        "https://0:PORT/",
        "https://0x0:PORT/",
        "https://[::]:PORT/",
        "https://[::1]:PORT/",
        "https://[0:0:0:0:0:0:0:1]:PORT/",
        "https://[::ffff:127.0.0.1]:PORT/",
        "https://[::ffff:7f00:1]:PORT/",
        "https://[::127.0.0.1]:PORT/",
        "https://[64:ff9b::127.0.0.1]:PORT/",
        "https://[2002:7f00:1::]:PORT/",
        "https://[2001:0:7f00:1::1]:PORT/",
        "https://[fe80::1]:PORT/",
        "https://[fc00::1]:PORT/",
        "https://[fd00:ec2::254]:PORT/",
        "https://[fec0::1]:PORT/",
        "https://[ff02::1]:PORT/",
        "https://10.0.0.1:PORT/",
        "https://10.1:PORT/",
        "https://172.16.0.1:PORT/",
        "https://172.31.255.254:PORT/",
        "https://192.168.1.1:PORT/",
        "https://3232235777:PORT/",
        "https://100.64.0.1:PORT/",
        "https://169.254.169.254/latest/meta-data/",
        "https://2852039166/latest/meta-data/",
        "https://0xA9FEA9FE/",
        "https://[::ffff:169.254.169.254]/",
        "https://198.18.0.1:PORT/",
        "https://224.0.0.1:PORT/",
        "https://255.255.255.255:PORT/",
        "https://localhost:PORT/",
        "https://LOCALHOST:PORT/",
        "https://localhost.:PORT/",
        "https://anything.localhost:PORT/",
        "https://intranet:PORT/",
        "https://server.local:PORT/",
        "https://metadata.google.internal/",
        "https://router.home.arpa:PORT/",
        "https://user@mottagare.example:PORT/",
        "https://user:password@127.0.0.1:PORT/",
        "https://mottagare.example@127.0.0.1:PORT/",
        "https://mottagare.example#@127.0.0.1:PORT/",
        "https://127.0.0.1:PORT\\@mottagare.example/",
        "https:\\\\127.0.0.1:PORT/",
        "https://\u{24db}\u{24de}\u{24d2}\u{24d0}\u{24db}\u{24d7}\u{24de}\u{24e2}\u{24e3}:PORT/",
        "https://127\u{3002}0\u{3002}0\u{3002}1:PORT/",
        "https://\u{2460}\u{2461}\u{2466}.0.0.1:PORT/",
        "https://127.0.0.1%00.mottagare.example:PORT/",
        "https://127.0.0.1\t:PORT/",
        "ht\ntps://127.0.0.1:PORT/",
        "https://mottagare.example:22/",
        "https://mottagare.example:25/",
        "https://mottagare.example:80/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:PORT/_x",
        "ftp://127.0.0.1:PORT/",
        "dict://127.0.0.1:PORT/",
        "unix:///run/docker.sock",
        "data:text/plain,x",
        "javascript:alert(1)",
        "//127.0.0.1:PORT/",
        "127.0.0.1:PORT",
        "",
    ];

    /// Names that lead inside by what is found when they are looked up.
    struct Names(Mutex<Vec<String>>);

    #[async_trait]
    impl Lookup for Names {
        async fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>> {
            let mut asked = self.0.lock().expect("no panic");
            asked.push(name.to_owned());
            let again = asked.iter().filter(|held| *held == name).count() > 1;
            let found: &[&str] = match name {
                "loopback.example" => &["127.0.0.1"],
                "six.example" => &["::1"],
                "mapped.example" => &["::ffff:127.0.0.1"],
                "private.example" => &["10.0.0.1"],
                "both.example" => &["193.10.1.1", "127.0.0.1"],
                "rebinding.example" if again => &["127.0.0.1"],
                // Nobody listens there, and a second lookup would find somebody who does.
                "rebinding.example" => &["127.0.0.9"],
                "nowhere.example" => &[],
                _ => return Err(io::Error::other("no such name")),
            };
            let found = found.iter().map(|text| text.parse().expect("an address"));
            Ok(found.collect())
        }
    }

    fn posted() -> Posted {
        Posted {
            id: "msg_1".to_owned(),
            timestamp: 7,
            signature: "v1,x".to_owned(),
            media: "application/json",
            body: "{}".to_owned(),
        }
    }

    /// Somebody on this machine whom nobody should reach.
    fn canary() -> (u16, Arc<AtomicUsize>) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let reached = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&reached);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                counter.fetch_add(1, Ordering::SeqCst);
                drop(stream);
            }
        });
        (port, reached)
    }

    fn with_names(networks: &str) -> (HttpPost, Arc<Names>) {
        let names = Arc::new(Names(Mutex::default()));
        let networks = Networks::parse(networks).expect("networks");
        (
            HttpPost::with(networks, Arc::clone(&names) as Arc<dyn Lookup>),
            names,
        )
    }

    #[tokio::test]
    async fn no_way_to_write_an_address_leads_inside() {
        let (port, reached) = canary();
        let (strict, _) = with_names("");
        assert!(INSIDE.len() > 60, "{}", INSIDE.len());
        for shape in INSIDE {
            let url = shape.replace("PORT", &port.to_string());
            assert!(strict.address(&url).is_err(), "{url}");
            let heard = strict.post(&url, &posted()).await;
            assert!(matches!(heard, Heard::Nothing { .. }), "{url}: {heard:?}");
        }
        for name in [
            "loopback", "six", "mapped", "private", "both", "nowhere", "unknown",
        ] {
            let url = format!("https://{name}.example:{port}/");
            assert!(
                strict.address(&url).is_ok(),
                "{url}: its form tells nothing"
            );
            let heard = strict.post(&url, &posted()).await;
            assert!(matches!(heard, Heard::Nothing { .. }), "{url}: {heard:?}");
        }
        assert_eq!(reached.load(Ordering::SeqCst), 0);
        // The canary can be reached, where the settings permit it.
        let (lax, _) = with_names("127.0.0.1");
        lax.post(&format!("https://127.0.0.1:{port}/"), &posted())
            .await;
        lax.post(&format!("http://loopback.example:{port}/"), &posted())
            .await;
        assert!(reached.load(Ordering::SeqCst) >= 2);
    }

    #[tokio::test]
    async fn a_name_is_looked_up_once_and_that_is_where_it_goes() {
        let (port, reached) = canary();
        let (sender, names) = with_names("127.0.0.0/8");
        let heard = sender
            .post(&format!("http://rebinding.example:{port}/"), &posted())
            .await;
        assert!(matches!(heard, Heard::Nothing { .. }), "{heard:?}");
        assert_eq!(*names.0.lock().expect("no panic"), ["rebinding.example"]);
        assert_eq!(reached.load(Ordering::SeqCst), 0);
    }

    #[test]
    fn without_tls_nothing_is_posted_but_to_what_the_settings_name() {
        let lax = post("10.1.2.0/24");
        for (url, taken) in [
            ("http://10.1.2.3/", true),
            ("http://10.1.2.3:8080/", true),
            ("http://10.1.2.3:22/", false),
            ("http://10.1.3.3/", false),
            ("http://193.10.1.1/", false),
            ("https://10.1.2.3/", true),
            ("https://10.1.3.3/", false),
            ("https://intranet/", true),
            ("ftp://10.1.2.3/", false),
        ] {
            assert_eq!(lax.address(url).is_ok(), taken, "{url}");
        }
    }
}
