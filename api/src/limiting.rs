//! How much one client may ask for: a budget of units, filled anew over a minute.
//!
//! A request costs a unit, a GraphQL operation besides what the guard works out that it may amount to; so a thousand
//! cheap questions and ten dear ones come to the same. A client is what the network tells ([`crate::client`]), not a
//! token: whether one holds is known only after the work that is to be limited, and whoever invents them would have as
//! many budgets. Each process counts for itself.
//!
//! Whoever is turned away, for their own asking or for what others ask, is told when to come again.

use crate::client::{Client, Proxies};
use crate::context::language;
use crate::metrics::RefusedWith;
use crate::problem::UNAVAILABLE;
use crate::rest::problem::Fault;
use crate::rest::trace::{TRACEPARENT, Trace};
use crate::system::SystemIds;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, web};
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use std::convert::Infallible;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// The code of a request for which nothing is left.
pub const EXCEEDED: &str = "RATE_LIMIT_EXCEEDED";
/// What is left, by the draft of the HTTP working group (draft-ietf-httpapi-ratelimit-headers).
pub const RATE_LIMIT: &str = "RateLimit";
/// How much there is, and in what time.
pub const RATE_LIMIT_POLICY: &str = "RateLimit-Policy";

/// What the policy is called in the headers.
const POLICY: &str = "client";
/// The time within which a spent budget is full again, in seconds.
const WINDOW: u32 = 60;
/// Fields that an operation may resolve for one unit.
const FIELDS_A_UNIT: u64 = 1_000;
/// How often clients whose budgets are full again are forgotten.
const FORGETTING: Duration = Duration::from_secs(60);
/// What is asked by machines that watch over the service, and is never refused for their asking often.
const UNLIMITED: [&str; 3] = ["/livez", "/readyz", "/metrics"];

/// What a GraphQL operation costs beyond its request.
///
/// # Units
/// `cost` in fields that may be resolved, as the guard counts them.
pub fn units(cost: u64) -> u32 {
    u32::try_from(cost / FIELDS_A_UNIT).unwrap_or(u32::MAX)
}

/// The budgets of all clients of this process.
pub struct Limiter<C: Clock = DefaultClock> {
    budgets: RateLimiter<Client, HashMapStateStore<Client>, C, StateInformationMiddleware>,
    quota: NonZeroU32,
    proxies: Proxies,
}

impl<C: Clock> std::fmt::Debug for Limiter<C> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Limiter")
            .field("quota", &self.quota)
            .finish_non_exhaustive()
    }
}

/// Nothing is left; when there is again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exceeded(Duration);

impl Exceeded {
    /// Whole seconds until there is enough.
    pub const fn seconds(self) -> u64 {
        let part = if self.0.subsec_nanos() == 0 { 0 } else { 1 };
        self.0.as_secs() + part
    }
}

impl Limiter {
    /// Budgets of so many units a minute.
    pub fn new(quota: NonZeroU32, proxies: Proxies) -> Self {
        Self::with_clock(quota, proxies, DefaultClock::default())
    }

    /// Forgets clients whose budgets are full, for as long as the service runs.
    pub async fn keep_small(limiter: Option<&Self>) -> Infallible {
        loop {
            tokio::time::sleep(FORGETTING).await;
            if let Some(limiter) = limiter {
                limiter.budgets.retain_recent();
                limiter.budgets.shrink_to_fit();
            }
        }
    }
}

impl<C: Clock> Limiter<C> {
    fn with_clock(quota: NonZeroU32, proxies: Proxies, clock: C) -> Self {
        let budget = Quota::per_minute(quota);
        Self {
            budgets: RateLimiter::new(budget, HashMapStateStore::default(), clock),
            quota,
            proxies,
        }
    }

    /// Takes units from a client's budget, and tells how many are left. What costs more than a whole budget costs the
    /// whole.
    fn spend(&self, client: Client, units: u32) -> Result<u32, Exceeded> {
        let Some(units) = NonZeroU32::new(units) else {
            return Ok(self.quota.get());
        };
        match self.budgets.check_key_n(&client, units.min(self.quota)) {
            Ok(Ok(state)) => Ok(state.remaining_burst_capacity()),
            Ok(Err(until)) => Err(Exceeded(until.wait_time_from(self.budgets.clock().now()))),
            // There is no such case: no more than the quota is asked for.
            Err(_) => Err(Exceeded(Duration::from_secs(WINDOW.into()))),
        }
    }
}

/// What a client spends in the course of one request, or of one connection.
#[derive(Debug, Clone)]
pub struct Account {
    limiter: Arc<Limiter>,
    client: Client,
    left: Arc<AtomicU32>,
}

impl Account {
    fn open(limiter: Arc<Limiter>, client: Client) -> Self {
        Self {
            limiter,
            client,
            left: Arc::default(),
        }
    }

    /// Takes units from the client's budget.
    ///
    /// # Errors
    /// [`Exceeded`], and nothing is taken.
    pub fn spend(&self, units: u32) -> Result<(), Exceeded> {
        if units == 0 {
            return Ok(());
        }
        let left = self.limiter.spend(self.client, units)?;
        self.left.store(left, Ordering::Relaxed);
        Ok(())
    }

    fn tell(&self, headers: &mut HeaderMap, exceeded: Option<Exceeded>) {
        let quota = self.limiter.quota.get();
        let left = match exceeded {
            Some(_) => 0,
            None => self.left.load(Ordering::Relaxed),
        };
        // The budget fills evenly: what was spent of it is back after its share of the window.
        let spent = u64::from(quota.saturating_sub(left)) * u64::from(WINDOW);
        let full = spent.div_ceil(u64::from(quota));
        put(
            headers,
            RATE_LIMIT_POLICY,
            format!("\"{POLICY}\";q={quota};w={WINDOW}"),
        );
        put(
            headers,
            RATE_LIMIT,
            format!("\"{POLICY}\";r={left};t={full}"),
        );
        if let Some(exceeded) = exceeded {
            headers.insert(header::RETRY_AFTER, exceeded.seconds().into());
        }
    }
}

fn put(headers: &mut HeaderMap, name: &str, value: String) {
    if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
        headers.insert(name, value);
    }
}

/// Stands around every request: takes a unit for it, tells what is left, and refuses with 429 where nothing is.
///
/// # Errors
/// Those of what it stands around.
pub async fn limited<B: MessageBody + 'static>(
    limiter: web::Data<Option<Arc<Limiter>>>,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let account = limiter
        .as_ref()
        .as_ref()
        .filter(|_| !UNLIMITED.contains(&request.path()))
        .and_then(|limiter| {
            let peer = request.peer_addr().as_ref().map(SocketAddr::ip);
            let client = limiter.proxies.client(peer, request.headers())?;
            Some(Account::open(Arc::clone(limiter), client))
        });
    let Some(account) = account else {
        return Ok(next.call(request).await?.map_into_left_body());
    };
    if let Err(exceeded) = account.spend(1) {
        let fault = Fault::told(EXCEEDED, "", None);
        let mut answer = fault.answer(request.request(), language(request.request()));
        account.tell(answer.headers_mut(), Some(exceeded));
        let trace = Trace::held(&request, &SystemIds).header();
        put(answer.headers_mut(), TRACEPARENT, trace);
        // Whoever reads it from a page of another origin is to know as well.
        put(
            answer.headers_mut(),
            "Access-Control-Allow-Origin",
            "*".to_owned(),
        );
        return Ok(request.into_response(answer).map_into_right_body());
    }
    request.extensions_mut().insert(account.clone());
    let mut answer = next.call(request).await?;
    let refused = answer.response().extensions().get::<Exceeded>().copied();
    account.tell(answer.headers_mut(), refused);
    Ok(answer.map_into_left_body())
}

/// Seconds after which there may be room again.
const COME_AGAIN: u64 = 2;

/// Stands around every request: whoever is turned away for now is told when to come again.
///
/// # Errors
/// Those of what it stands around.
pub async fn come_again<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let mut answer = next.call(request).await?;
    let busy = answer.status() == StatusCode::SERVICE_UNAVAILABLE
        || answer
            .response()
            .extensions()
            .get::<RefusedWith>()
            .is_some_and(|refused| refused.0.iter().any(|code| code == UNAVAILABLE));
    let headers = answer.headers_mut();
    if busy && !headers.contains_key(header::RETRY_AFTER) {
        headers.insert(header::RETRY_AFTER, COME_AGAIN.into());
    }
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use governor::clock::FakeRelativeClock;
    use std::net::IpAddr;

    const QUOTA: u32 = 1_000;

    fn limiter(clock: &FakeRelativeClock) -> Limiter<FakeRelativeClock> {
        let proxies = Proxies::parse("127.0.0.1").expect("networks");
        let quota = NonZeroU32::new(QUOTA).expect("a number");
        Limiter::with_clock(quota, proxies, clock.clone())
    }

    fn client<C: Clock>(limiter: &Limiter<C>, address: &str) -> Client {
        let address: IpAddr = address.parse().expect("an address");
        let client = limiter.proxies.client(Some(address), &HeaderMap::new());
        client.expect("a client")
    }

    /// How often a client may spend so many units before it is refused.
    fn times<C: Clock>(limiter: &Limiter<C>, client: Client, units: u32) -> u32 {
        let spent = (0..).take_while(|_| limiter.spend(client, units).is_ok());
        u32::try_from(spent.count()).expect("a number")
    }

    #[test]
    fn a_thousand_cheap_questions_and_ten_dear_ones_come_to_the_same() {
        let clock = FakeRelativeClock::default();
        let limiter = limiter(&clock);
        let cheap = times(&limiter, client(&limiter, "192.0.2.1"), 1 + units(999));
        let dear = times(&limiter, client(&limiter, "192.0.2.2"), 1 + units(99_000));
        assert_eq!((cheap, dear), (1_000, 10));
    }

    #[test]
    fn a_budget_fills_evenly_and_holds_no_more_than_a_minutes() {
        let clock = FakeRelativeClock::default();
        let limiter = limiter(&clock);
        let one = client(&limiter, "192.0.2.1");
        assert_eq!(times(&limiter, one, 1), QUOTA);
        let wait = limiter.spend(one, 1).expect_err("nothing is left");
        assert_eq!(wait.seconds(), 1);
        assert_eq!(
            limiter.spend(one, QUOTA).expect_err("nothing").seconds(),
            60
        );
        // Others have budgets of their own.
        assert_eq!(
            limiter.spend(client(&limiter, "192.0.2.2"), 1),
            Ok(QUOTA - 1)
        );
        clock.advance(Duration::from_millis(59));
        assert!(limiter.spend(one, 1).is_err());
        clock.advance(Duration::from_millis(1));
        assert_eq!(limiter.spend(one, 1), Ok(0));
        clock.advance(Duration::from_secs(30));
        assert_eq!(times(&limiter, one, 1), QUOTA / 2);
        clock.advance(Duration::from_secs(3_600));
        assert_eq!(times(&limiter, one, 1), QUOTA);
    }

    #[test]
    fn what_costs_more_than_a_budget_takes_the_whole() {
        let clock = FakeRelativeClock::default();
        let limiter = limiter(&clock);
        let one = client(&limiter, "192.0.2.1");
        assert_eq!(limiter.spend(one, units(u64::MAX)), Ok(0));
        assert!(limiter.spend(one, 1).is_err());
    }

    #[test]
    fn clients_whose_budgets_are_full_are_forgotten() {
        let clock = FakeRelativeClock::default();
        let limiter = limiter(&clock);
        for last in 1..=200 {
            let _ = limiter.spend(client(&limiter, &format!("192.0.2.{last}")), 1);
        }
        assert_eq!(limiter.budgets.len(), 200);
        clock.advance(Duration::from_secs(3_600));
        limiter.budgets.retain_recent();
        assert_eq!(limiter.budgets.len(), 0);
    }
}
