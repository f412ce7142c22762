//! `ready`: asks the service on this machine, as a container's health check does.

use super::Ended;
use crate::config::Settings;
use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream, ToSocketAddrs};
use std::time::Duration;

/// How long the service may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Where a service that listens everywhere is asked.
const fn near(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

fn asked(listen: &str) -> io::Result<String> {
    let nowhere = || io::Error::other("it is no address");
    let address = listen.to_socket_addrs()?.next().ok_or_else(nowhere)?;
    let mut stream = TcpStream::connect_timeout(&near(address), PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.take(8 * 1024).read_to_string(&mut answer)?;
    Ok(answer)
}

pub(super) fn ready(settings: &Settings) -> Ended {
    let listen = &settings.listen;
    let answer = match asked(listen) {
        Ok(answer) => answer,
        Err(error) => {
            eprintln!("paragraf: {listen}: {error}");
            return Ended::No;
        }
    };
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    println!("{}", body.trim());
    match head.starts_with("HTTP/1.1 200 ") {
        true => Ended::Done,
        false => Ended::No,
    }
}
