//! Which addresses of the network events may be posted to: public ones, and of others those alone that the settings name.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use thiserror::Error;

/// A part of a list is no network.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0}: expected a network such as 10.1.2.0/24 or fd00::/8")]
pub struct NoNetwork(String);

/// A network by its address and the length of its prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Network {
    address: IpAddr,
    prefix: u32,
}

const fn v4(a: u8, b: u8, c: u8, d: u8, prefix: u32) -> Network {
    Network {
        address: IpAddr::V4(Ipv4Addr::new(a, b, c, d)),
        prefix,
    }
}

const fn v6(first: u16, second: u16, prefix: u32) -> Network {
    Network {
        address: IpAddr::V6(Ipv6Addr::new(first, second, 0, 0, 0, 0, 0, 0)),
        prefix,
    }
}

/// What is not the public network: this host, private use, shared by a carrier, link-local, for protocols, benchmarks and
/// documentation, the way in to 6to4, multicast, reserved (RFC 6890 and its registry).
const NOT_PUBLIC: [Network; 16] = [
    v4(0, 0, 0, 0, 8),
    v4(10, 0, 0, 0, 8),
    v4(100, 64, 0, 0, 10),
    v4(127, 0, 0, 0, 8),
    v4(169, 254, 0, 0, 16),
    v4(172, 16, 0, 0, 12),
    v4(192, 0, 0, 0, 24),
    v4(192, 0, 2, 0, 24),
    v4(192, 31, 196, 0, 24),
    v4(192, 88, 99, 0, 24),
    v4(192, 168, 0, 0, 16),
    v4(198, 18, 0, 0, 15),
    v4(198, 51, 100, 0, 24),
    v4(203, 0, 113, 0, 24),
    v4(224, 0, 0, 0, 4),
    v4(240, 0, 0, 0, 4),
];
/// Of IPv6, what is handed out to be public.
const PUBLIC: Network = v6(0x2000, 0, 3);
/// What is not, within it: for protocols with Teredo, documentation, 6to4, documentation again.
const NOT_PUBLIC_WITHIN: [Network; 4] = [
    v6(0x2001, 0, 23),
    v6(0x2001, 0xdb8, 32),
    v6(0x2002, 0, 16),
    v6(0x3fff, 0, 20),
];

impl Network {
    fn holds(&self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let mask = u32::MAX.checked_shl(32 - self.prefix).unwrap_or(0);
                own.to_bits() & mask == other.to_bits() & mask
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let mask = u128::MAX.checked_shl(128 - self.prefix).unwrap_or(0);
                own.to_bits() & mask == other.to_bits() & mask
            }
            _ => false,
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address.parse::<IpAddr>().ok()?, prefix.parse().ok()?),
            None => {
                let address: IpAddr = text.parse().ok()?;
                (address, if address.is_ipv4() { 32 } else { 128 })
            }
        };
        let longest = if address.is_ipv4() { 32 } else { 128 };
        (prefix <= longest).then_some(Self { address, prefix })
    }
}

/// Whether an address is of the public network.
pub fn is_public(address: IpAddr) -> bool {
    // An IPv4 address within an IPv6 one is the IPv4 address.
    match address.to_canonical() {
        IpAddr::V4(_) => !NOT_PUBLIC
            .iter()
            .any(|network| network.holds(address.to_canonical())),
        IpAddr::V6(_) => {
            PUBLIC.holds(address) && !NOT_PUBLIC_WITHIN.iter().any(|held| held.holds(address))
        }
    }
}

/// Networks that are not public and that events may be posted to all the same.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Networks(Vec<Network>);

impl Networks {
    /// Reads a list of networks with white space or commas between them.
    ///
    /// # Errors
    /// [`NoNetwork`] with the part at fault.
    pub fn parse(text: &str) -> Result<Self, NoNetwork> {
        let parts = text.split(|letter: char| letter.is_whitespace() || letter == ',');
        let parts = parts.filter(|part| !part.is_empty());
        let networks =
            parts.map(|part| Network::parse(part).ok_or_else(|| NoNetwork(part.to_owned())));
        Ok(Self(networks.collect::<Result<_, _>>()?))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether an address is of one of them.
    pub fn hold(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.holds(address))
    }

    /// Whether events may be posted to an address.
    pub fn permit(&self, address: IpAddr) -> bool {
        is_public(address) || self.hold(address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().expect(text)
    }

    #[test]
    fn what_is_not_the_public_network_is_not_posted_to() {
        for text in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "10.255.255.255",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.31.196.1",
            "192.88.99.1",
            "192.168.0.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:a9fe:a9fe",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:10::1",
            "2001:20::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2002:a00:1::1",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "4000::1",
        ] {
            assert!(!is_public(address(text)), "{text}");
        }
        for text in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.0.0.1",
            "128.0.0.1",
            "169.253.0.1",
            "172.15.255.255",
            "172.32.0.0",
            "192.167.255.255",
            "192.169.0.0",
            "193.10.1.1",
            "223.255.255.255",
            "::ffff:193.10.1.1",
            "2001:67c:15::1",
            "2600::1",
            "2a00:1450::1",
            "3ffe::1",
        ] {
            assert!(is_public(address(text)), "{text}");
        }
    }

    #[test]
    fn the_settings_name_what_may_be_posted_to_besides() {
        let networks = Networks::parse("10.1.2.0/24, 127.0.0.1\n fd00::/8").expect("networks");
        for (text, permitted) in [
            ("10.1.2.3", true),
            ("::ffff:10.1.2.3", true),
            ("10.1.3.1", false),
            ("127.0.0.1", true),
            ("127.0.0.2", false),
            ("fd12::1", true),
            ("fe80::1", false),
            ("193.10.1.1", true),
        ] {
            assert_eq!(networks.permit(address(text)), permitted, "{text}");
        }
        assert!(!networks.hold(address("193.10.1.1")));
        assert!(Networks::parse("").expect("nothing").is_empty());
        let all = Networks::parse("0.0.0.0/0 ::/0").expect("networks");
        assert!(all.permit(address("127.0.0.1")) && all.permit(address("::1")));
        for wrong in [
            "10.1.2.0/33",
            "fd00::/129",
            "intranet",
            "10.1.2/24",
            "10.1.2.0/-1",
        ] {
            let error = Networks::parse(wrong).expect_err(wrong);
            assert!(error.to_string().starts_with(wrong), "{error}");
        }
    }
}
