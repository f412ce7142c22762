//! Whom a request comes from, by the network.

use actix_web::http::header::HeaderMap;
use application::webhooks::network::{Networks, NoNetwork};
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

/// The header in which a proxy tells whom it asks for.
const FORWARDED_FOR: &str = "x-forwarded-for";
/// What a proxy adds to what it passes on.
const FORWARDED: [&str; 4] = ["forwarded", FORWARDED_FOR, "x-real-ip", "via"];
/// How much of an IPv6 address is one subscriber's: the rest is theirs to choose.
const SUBSCRIBER: u32 = 64;

/// Whether a request comes from this machine, without a proxy in between: behind one, everybody comes from it.
pub fn is_here(peer: Option<IpAddr>, headers: &HeaderMap) -> bool {
    peer.is_some_and(|peer| peer.to_canonical().is_loopback())
        && !FORWARDED.iter().any(|name| headers.contains_key(*name))
}

/// One client as far as the network tells: an IPv4 address, or the part of an IPv6 one that a subscriber has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Client(IpAddr);

impl Client {
    fn of(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(address) => {
                let mask = u128::MAX << (128 - SUBSCRIBER);
                IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & mask))
            }
            address @ IpAddr::V4(_) => address,
        })
    }
}

/// The proxies that are believed when they tell whom they ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proxies(Networks);

impl Proxies {
    /// Reads a list of networks with white space or commas between them.
    ///
    /// # Errors
    /// [`NoNetwork`] with the part at fault.
    pub fn parse(text: &str) -> Result<Self, NoNetwork> {
        Networks::parse(text).map(Self)
    }

    /// Who asks; `None` for this machine, told by a proxy or not, and where nobody can tell.
    ///
    /// From the nearest on, each proxy that is believed is asked for whom it asks; what lies beyond the first that is
    /// not may be invented and is not read.
    pub fn client(&self, peer: Option<IpAddr>, headers: &HeaderMap) -> Option<Client> {
        if is_here(peer, headers) {
            return None;
        }
        let mut nearest = peer?;
        let told: Vec<&str> = headers
            .get_all(FORWARDED_FOR)
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .collect();
        for told in told.into_iter().rev() {
            if !self.0.hold(nearest) {
                break;
            }
            match address(told.trim()) {
                Some(address) => nearest = address,
                None => break,
            }
        }
        let away = !nearest.to_canonical().is_loopback();
        away.then(|| Client::of(nearest))
    }
}

/// An address as proxies write it: alone, with a port, or in brackets.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(text);
    let alone = bare.parse::<IpAddr>().ok();
    alone.or_else(|| text.parse::<SocketAddr>().ok().map(|both| both.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::{HeaderName, HeaderValue};

    fn ip(text: &str) -> IpAddr {
        text.parse().expect(text)
    }

    fn told(values: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            let name = HeaderName::from_static(FORWARDED_FOR);
            headers.append(name, HeaderValue::from_str(value).expect("a value"));
        }
        headers
    }

    #[test]
    fn only_proxies_that_are_believed_tell_for_whom_they_ask() {
        let proxies = Proxies::parse("127.0.0.0/8, ::1, 10.0.0.0/8").expect("networks");
        let cases: [(&str, &[&str], Option<&str>); 17] = [
            ("127.0.0.1", &[], None),
            ("::1", &[], None),
            ("::ffff:127.0.0.1", &[], None),
            ("127.0.0.1", &["192.0.2.7"], Some("192.0.2.7")),
            ("127.0.0.1", &["127.0.0.1"], None),
            ("192.0.2.9", &["127.0.0.1"], Some("192.0.2.9")),
            ("127.0.0.1", &["127.0.0.1, 192.0.2.7"], Some("192.0.2.7")),
            ("192.0.2.9", &[], Some("192.0.2.9")),
            // Not a proxy of ours: what it says is its own invention.
            ("192.0.2.9", &["198.51.100.1"], Some("192.0.2.9")),
            // The first of the list is what the client said, the last what our proxy saw.
            ("127.0.0.1", &["198.51.100.1, 192.0.2.7"], Some("192.0.2.7")),
            (
                "127.0.0.1",
                &["198.51.100.1", "192.0.2.7, 10.1.2.3"],
                Some("192.0.2.7"),
            ),
            ("10.0.0.1", &["192.0.2.7:4711"], Some("192.0.2.7")),
            ("10.0.0.1", &["[2001:db8::7]:4711"], Some("2001:db8::")),
            ("10.0.0.1", &["2001:db8::7"], Some("2001:db8::")),
            ("10.0.0.1", &["::ffff:192.0.2.7"], Some("192.0.2.7")),
            // What is no address is nobody's; the proxy itself pays.
            ("10.0.0.1", &["unknown"], Some("10.0.0.1")),
            ("10.0.0.1", &["192.0.2.7, _hidden"], Some("10.0.0.1")),
        ];
        for (peer, headers, expected) in cases {
            let client = proxies.client(Some(ip(peer)), &told(headers));
            let expected = expected.map(|text| Client(ip(text)));
            assert_eq!(client, expected, "{peer} {headers:?}");
        }
        assert_eq!(proxies.client(None, &HeaderMap::new()), None);
    }

    #[test]
    fn the_addresses_of_one_subscriber_are_one_client() {
        let same = [ip("2001:db8:1:2::1"), ip("2001:db8:1:2:ffff::9")].map(Client::of);
        assert_eq!(same[0], same[1]);
        assert_ne!(same[0], Client::of(ip("2001:db8:1:3::1")));
        assert_ne!(Client::of(ip("192.0.2.7")), Client::of(ip("192.0.2.8")));
    }

    #[test]
    fn behind_a_proxy_nobody_is_here() {
        let mut passed_on = HeaderMap::new();
        assert!(is_here(Some(ip("127.0.0.1")), &passed_on));
        assert!(!is_here(Some(ip("192.0.2.7")), &passed_on));
        assert!(!is_here(None, &passed_on));
        passed_on.insert(
            HeaderName::from_static("via"),
            HeaderValue::from_static("1.1 proxy"),
        );
        assert!(!is_here(Some(ip("127.0.0.1")), &passed_on));
    }
}
