//! What the standard's variables (`OTEL_*`) say about traces.
//!
//! The SDK reads them too, and passes over what it does not understand before anything can be logged. So what we have a
//! use for is looked at here first, and refused by its name.

use std::collections::BTreeMap;
use std::time::Duration;
use thiserror::Error;

/// The variables that are looked at. Headers are not among them: they may hold a secret, and the SDK alone reads them.
pub const NAMES: &[&str] = &[
    DISABLED,
    EXPORTER,
    ENDPOINTS[0],
    ENDPOINTS[1],
    PROTOCOLS[0],
    PROTOCOLS[1],
    COMPRESSIONS[0],
    COMPRESSIONS[1],
    TIMEOUTS[0],
    TIMEOUTS[1],
    SAMPLER,
    SAMPLER_ARGUMENT,
];

const DISABLED: &str = "OTEL_SDK_DISABLED";
const EXPORTER: &str = "OTEL_TRACES_EXPORTER";
/// Of each pair the first goes before the second.
const ENDPOINTS: [&str; 2] = [
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
];
const PROTOCOLS: [&str; 2] = [
    "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL",
    "OTEL_EXPORTER_OTLP_PROTOCOL",
];
const COMPRESSIONS: [&str; 2] = [
    "OTEL_EXPORTER_OTLP_TRACES_COMPRESSION",
    "OTEL_EXPORTER_OTLP_COMPRESSION",
];
const TIMEOUTS: [&str; 2] = [
    "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT",
    "OTEL_EXPORTER_OTLP_TIMEOUT",
];
const SAMPLER: &str = "OTEL_TRACES_SAMPLER";
const SAMPLER_ARGUMENT: &str = "OTEL_TRACES_SAMPLER_ARG";

/// The samplers that there are.
const SAMPLERS: [&str; 6] = [
    "always_on",
    "always_off",
    "traceidratio",
    "parentbased_always_on",
    "parentbased_always_off",
    "parentbased_traceidratio",
];
/// How long the collector may take for one batch.
const PATIENCE: Duration = Duration::from_secs(10);

/// A variable that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{name}: {reason}")]
pub struct Unfit {
    /// Its name.
    pub name: &'static str,
    /// What is wrong with its value.
    pub reason: &'static str,
}

/// That traces are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// How long the collector may take for one batch.
    pub timeout: Duration,
}

impl Wanted {
    /// What the variables ask for; `None` where they ask for nothing. One that is empty counts as not set.
    ///
    /// # Errors
    /// [`Unfit`] names the variable.
    pub fn read(variables: &BTreeMap<&'static str, String>) -> Result<Option<Self>, Unfit> {
        let said = |name: &'static str| {
            let value = variables.get(name).map(|value| value.trim());
            value
                .filter(|value| !value.is_empty())
                .map(|value| (name, value))
        };
        let first = |names: [&'static str; 2]| said(names[0]).or_else(|| said(names[1]));
        if said(DISABLED).is_some_and(|(_, value)| value.eq_ignore_ascii_case("true")) {
            return Ok(None);
        }
        match said(EXPORTER) {
            None | Some((_, "otlp")) => {}
            Some((_, "none")) => return Ok(None),
            Some((name, _)) => return unfit(name, "otlp or none is expected"),
        }
        let Some((name, endpoint)) = first(ENDPOINTS) else {
            return Ok(None);
        };
        let address = reqwest::Url::parse(endpoint).ok();
        if !address.is_some_and(|held| matches!(held.scheme(), "http" | "https") && held.has_host())
        {
            return unfit(name, "an address http://… or https://… is expected");
        }
        if let Some((name, protocol)) = first(PROTOCOLS)
            && protocol != "http/protobuf"
        {
            return unfit(name, "http/protobuf is the protocol that there is");
        }
        if let Some((name, compression)) = first(COMPRESSIONS)
            && compression != "none"
        {
            return unfit(name, "none is the compression that there is");
        }
        if let Some((name, sampler)) = said(SAMPLER)
            && !SAMPLERS.contains(&sampler)
        {
            let reason = "always_on, always_off or traceidratio is expected, or one of them after parentbased_";
            return unfit(name, reason);
        }
        if let Some((name, argument)) = said(SAMPLER_ARGUMENT) {
            let share = argument.parse::<f64>().ok();
            if !share.is_some_and(|share| (0.0..=1.0).contains(&share)) {
                return unfit(name, "a number from 0 to 1 is expected");
            }
        }
        let timeout = match first(TIMEOUTS) {
            None => PATIENCE,
            Some((name, text)) => match text.parse() {
                Ok(0) | Err(_) => return unfit(name, "milliseconds are expected"),
                Ok(milliseconds) => Duration::from_millis(milliseconds),
            },
        };
        Ok(Some(Self { timeout }))
    }
}

fn unfit<T>(name: &'static str, reason: &'static str) -> Result<T, Unfit> {
    Err(Unfit { name, reason })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENDPOINT: (&str, &str) = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318");

    fn read(pairs: &[(&'static str, &str)]) -> Result<Option<Wanted>, Unfit> {
        let pairs = pairs
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()));
        Wanted::read(&pairs.collect())
    }

    #[test]
    fn nothing_is_wanted_without_an_endpoint_or_where_it_is_switched_off() {
        for pairs in [
            &[][..],
            &[("OTEL_EXPORTER_OTLP_ENDPOINT", " ")],
            &[("OTEL_TRACES_SAMPLER", "always_on")],
            &[ENDPOINT, ("OTEL_SDK_DISABLED", "TRUE")],
            &[ENDPOINT, ("OTEL_TRACES_EXPORTER", "none")],
        ] {
            assert_eq!(read(pairs), Ok(None), "{pairs:?}");
        }
    }

    #[test]
    fn the_variable_for_traces_goes_before_that_for_all() {
        let timeout = |pairs: &[(&'static str, &str)]| {
            let wanted = read(pairs).expect("usable").expect("wanted");
            wanted.timeout.as_millis()
        };
        assert_eq!(timeout(&[ENDPOINT]), 10_000);
        let (all, own) = (
            ("OTEL_EXPORTER_OTLP_TIMEOUT", "700"),
            ("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "300"),
        );
        assert_eq!(timeout(&[ENDPOINT, all]), 700);
        assert_eq!(timeout(&[ENDPOINT, all, own]), 300);
    }

    #[test]
    fn what_cannot_be_used_is_refused_by_name() {
        for (name, value) in [
            ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "collector:4318"),
            ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "unix:/run/collector"),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
            ("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip"),
            ("OTEL_EXPORTER_OTLP_TIMEOUT", "10s"),
            ("OTEL_TRACES_SAMPLER", "sometimes"),
            ("OTEL_TRACES_SAMPLER_ARG", "1.5"),
            ("OTEL_TRACES_EXPORTER", "zipkin"),
        ] {
            let refused = read(&[ENDPOINT, (name, value)]).expect_err(value);
            assert_eq!(refused.name, name);
        }
    }
}
