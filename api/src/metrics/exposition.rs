//! The two texts of Prometheus: OpenMetrics 1.0.0, and the older 0.0.4 for whoever does not ask for it.

/// In which text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exposition {
    /// OpenMetrics.
    OpenMetrics,
    /// The older text.
    Plain,
}

impl Exposition {
    /// The one that an `Accept` header asks for.
    pub fn asked(accept: &str) -> Self {
        match accept.contains("application/openmetrics-text") {
            true => Self::OpenMetrics,
            false => Self::Plain,
        }
    }

    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::OpenMetrics => "application/openmetrics-text; version=1.0.0; charset=utf-8",
            Self::Plain => "text/plain; version=0.0.4; charset=utf-8",
        }
    }
}

/// OpenMetrics in the text that was asked for. In the older one a counter is named as its samples are, information is
/// a gauge, and there are neither units nor an end.
pub fn told(text: String, exposition: Exposition) -> String {
    if exposition == Exposition::OpenMetrics {
        return text;
    }
    let mut plain = String::with_capacity(text.len());
    let mut help = None;
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# HELP ") {
            help = rest.split_once(' ');
            continue;
        }
        if line.starts_with("# UNIT ") || line == "# EOF" {
            continue;
        }
        let told = line
            .strip_prefix("# TYPE ")
            .and_then(|rest| rest.split_once(' '));
        let Some((name, kind)) = told else {
            plain.push_str(line);
            plain.push('\n');
            continue;
        };
        let (ending, kind) = match kind {
            "counter" => ("_total", kind),
            "info" => ("_info", "gauge"),
            "unknown" => ("", "untyped"),
            _ => ("", kind),
        };
        if let Some((_, words)) = help.take().filter(|(of, _)| *of == name) {
            plain.push_str(&format!("# HELP {name}{ending} {words}\n"));
        }
        plain.push_str(&format!("# TYPE {name}{ending} {kind}\n"));
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_older_text_names_a_counter_as_its_samples_are() {
        let text = "# HELP a_requests Requests.\n# TYPE a_requests counter\na_requests_total{x=\"# TYPE\"} 1\n\
            # HELP b_seconds Time.\n# TYPE b_seconds gauge\n# UNIT b_seconds seconds\nb_seconds 2\n\
            # HELP c What.\n# TYPE c info\nc_info{v=\"1\"} 1\n# EOF\n";
        let plain = "# HELP a_requests_total Requests.\n# TYPE a_requests_total counter\na_requests_total{x=\"# TYPE\"} 1\n\
            # HELP b_seconds Time.\n# TYPE b_seconds gauge\nb_seconds 2\n\
            # HELP c_info What.\n# TYPE c_info gauge\nc_info{v=\"1\"} 1\n";
        assert_eq!(told(text.to_owned(), Exposition::Plain), plain);
        assert_eq!(told(text.to_owned(), Exposition::OpenMetrics), text);
    }

    #[test]
    fn whoever_asks_for_nothing_gets_the_older_text() {
        for (accept, exposition) in [
            ("", Exposition::Plain),
            ("*/*", Exposition::Plain),
            (
                "application/openmetrics-text;version=1.0.0;q=0.8,text/plain;q=0.5",
                Exposition::OpenMetrics,
            ),
        ] {
            assert_eq!(Exposition::asked(accept), exposition);
        }
    }
}
