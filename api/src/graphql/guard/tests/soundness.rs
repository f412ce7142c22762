//! The guard never says less than what really runs.

use std::sync::atomic::Ordering;

use proptest::prelude::*;

use super::*;

/// Writes a random query from random bytes; every type with every road through it.
struct Writer<'a> {
    bytes: &'a [u8],
    fragments: Vec<String>,
}

impl Writer<'_> {
    fn next(&mut self, below: u8) -> u8 {
        let (byte, rest) = self
            .bytes
            .split_first()
            .map_or((0, self.bytes), |(byte, rest)| (*byte, rest));
        self.bytes = rest;
        byte % below
    }

    fn selection(&mut self, ty: &str, depth: u8) -> String {
        let count = 1 + self.next(3);
        (0..count).map(|_| self.item(ty, depth)).collect()
    }

    fn item(&mut self, ty: &str, depth: u8) -> String {
        match self.next(8) {
            0 if depth > 0 => format!("... on {ty} {{ {}}} ", self.selection(ty, depth - 1)),
            1 if depth > 0 => format!(
                "... @include(if: true) {{ {}}} ",
                self.selection(ty, depth - 1)
            ),
            2 if depth > 0 => {
                let body = self.selection(ty, depth - 1);
                let name = format!("F{}", self.fragments.len());
                self.fragments
                    .push(format!("fragment {name} on {ty} {{ {body}}}\n"));
                format!("...{name} ...{name} ")
            }
            _ => self.field(ty, depth),
        }
    }

    fn field(&mut self, ty: &str, depth: u8) -> String {
        let leaf = match ty {
            "Query" => "number ",
            "OrganisationConnection" => "totalCount ",
            _ => "name ",
        };
        if depth == 0 {
            return leaf.to_owned();
        }
        let page = match self.next(6) {
            0 => "(first: 0)",
            1 => "(first: 2)",
            2 => "(last: 3)",
            3 => "(first: $n)",
            4 => "(first: $d, last: 1)",
            _ => "(first: null, last: 2)",
        };
        let roads: &[(&str, &str, bool)] = match ty {
            "Query" => &[
                ("organisation", "Organisation", false),
                ("organisations", "OrganisationConnection", true),
                ("byIds(ids: [1, 2, 3])", "Organisation", false),
                ("named", "Named", false),
            ],
            "Organisation" => &[
                ("parent", "Organisation", false),
                ("members", "OrganisationConnection", true),
                ("people", "Person", false),
                ("latest", "Person", false),
                ("latest(first: 2)", "Person", false),
            ],
            "Person" => &[("organisation", "Organisation", false)],
            "OrganisationConnection" => &[
                ("nodes", "Organisation", false),
                ("edges { node", "Organisation", false),
            ],
            _ => return leaf.to_owned(),
        };
        let road = self.next(u8::try_from(roads.len()).unwrap() + 1);
        let Some((name, next, paged)) = roads.get(usize::from(road)) else {
            return leaf.to_owned();
        };
        let page = if *paged { page } else { "" };
        let close = if name.contains('{') { "} " } else { "" };
        format!(
            "{name}{page} {{ {}}} {close}",
            self.selection(next, depth - 1)
        )
    }
}

fn write(bytes: &[u8]) -> String {
    let mut writer = Writer {
        bytes,
        fragments: Vec::new(),
    };
    let body = writer.selection("Query", 5);
    let fragments = writer.fragments.concat();
    format!(
        "query($n: Int, $d: Int = 2) {{ {body} a: organisations(first: $n) {{ totalCount }} b: organisations(first: $d) {{ totalCount }} }}\n{fragments}"
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn cost_is_never_less_than_the_fields_resolved(bytes in proptest::collection::vec(any::<u8>(), 20..200)) {
        let query = write(&bytes);
        let (schema, resolved) = sample::schema();
        let variables = Variables::from_json(serde_json::json!({ "n": 3 }));
        let limits = Limits { cost: 5_000, ..Limits::default() };
        let guard = Guard::from_sdl(&schema.sdl(), limits).unwrap();
        if let Ok(admitted) = guard.admit(query.clone(), None, variables) {
            let response = tokio::runtime::Builder::new_current_thread()
                .build()
                .unwrap()
                .block_on(schema.execute(admitted.request));
            // Two spellings of one page cannot be merged; then nothing runs.
            let conflict = response.errors.iter().all(|error| error.message.contains("conflict"));
            prop_assert!(conflict, "{:?}\n{}", response.errors, query);
            let resolved = resolved.load(Ordering::Relaxed);
            prop_assert!(admitted.weight.cost >= resolved, "{} < {resolved}\n{query}", admitted.weight.cost);
        }
    }
}

#[test]
fn the_count_of_resolved_fields_is_exact_where_pages_are_full() {
    let (schema, resolved) = sample::schema();
    let query =
        "{ organisations(first: 7) { nodes { name people { name organisation { name } } } } }";
    let admitted = Guard::from_sdl(&schema.sdl(), Limits::default())
        .unwrap()
        .admit(query.to_owned(), None, Variables::default())
        .unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    assert!(runtime.block_on(schema.execute(admitted.request)).is_ok());
    // The list `nodes` itself is counted once for each object of the page.
    assert_eq!(resolved.load(Ordering::Relaxed), 2 + 7 * (2 + 10 * 3));
    assert_eq!(admitted.weight.cost, 1 + 7 * (1 + 2 + 10 * 3));
}
