//! Requests that the service makes itself: which addresses may be asked, how long that may take, how much is read.

use reqwest::redirect::Policy;
use reqwest::{Client, Response, Url};
use std::time::Duration;

/// An address that may be asked: over TLS, or of this machine; without user, query and fragment.
///
/// # Errors
/// What is wrong with it.
pub fn address(text: &str) -> Result<Url, &'static str> {
    let address = Url::parse(text).map_err(|_| "no address")?;
    let own = matches!(
        address.host_str(),
        Some("localhost" | "127.0.0.1" | "[::1]")
    );
    match address.scheme() {
        "https" => {}
        "http" if own => {}
        _ => return Err("an address is https://…, or http://… of this machine"),
    }
    let bare = address.username().is_empty() && address.password().is_none();
    if !bare || address.query().is_some() || address.fragment().is_some() {
        return Err("an address has no user, query or fragment");
    }
    Ok(address)
}

/// One that asks: it follows no redirection and uses no proxy, so that what is named is asked and nothing else.
///
/// # Errors
/// The machine's list of authorities cannot be read.
pub fn client(in_all: Duration, to_connect: Duration) -> Result<Client, reqwest::Error> {
    Client::builder()
        .redirect(Policy::none())
        .no_proxy()
        .timeout(in_all)
        .connect_timeout(to_connect)
        .user_agent(concat!("paragraf/", env!("CARGO_PKG_VERSION")))
        .build()
}

/// An error without the address, which the log has beside it, and with its cause.
pub fn told(error: &reqwest::Error) -> String {
    let mut cause: Option<&dyn std::error::Error> = std::error::Error::source(error);
    let mut last = match error {
        error if error.is_timeout() => "it took too long".to_owned(),
        error if error.is_connect() => "no connection".to_owned(),
        _ => "the connection broke".to_owned(),
    };
    while let Some(found) = cause {
        last = format!("{last}: {found}");
        cause = found.source();
    }
    last
}

/// The body of an answer, as far as it is read.
///
/// # Errors
/// It is longer than `most` bytes, breaks off, or is no text.
pub async fn body(response: Response, most: usize) -> Result<String, String> {
    let bytes = bytes(response, most).await?;
    String::from_utf8(bytes).map_err(|_| "its answer is no text".to_owned())
}

/// The same of what need not be text.
///
/// # Errors
/// It is longer than `most` bytes or breaks off.
pub async fn bytes(mut response: Response, most: usize) -> Result<Vec<u8>, String> {
    let mut bytes: Vec<u8> = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if bytes.len() + chunk.len() <= most => bytes.extend(&chunk),
            Ok(Some(_)) => return Err(format!("its answer is longer than {most} bytes")),
            Ok(None) => return Ok(bytes),
            Err(error) => return Err(format!("its answer breaks off: {}", told(&error))),
        }
    }
}
