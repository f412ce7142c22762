//! What an address may be.

use super::*;

fn place(url: &str) -> Place<'_> {
    Place {
        url,
        endpoint: None,
        region: "eu-north-1",
        account: Some(("name", "a secret that is never told")),
    }
}

#[test]
fn an_address_names_a_folder_or_a_bucket() {
    let folder = tempfile::tempdir().expect("a folder");
    let below = format!("file://{}/below/files", folder.path().display());
    assert!(open(&place(&below)).is_ok());
    assert!(open(&place("s3://bucket")).is_ok());
    assert!(open(&place("s3://bucket/some/prefix")).is_ok());
    for url in [
        "",
        "file://",
        "s3://",
        "s3:///prefix",
        "ftp://host/files",
        "/srv/files",
    ] {
        assert!(matches!(open(&place(url)), Err(Unusable::Address)), "{url}");
    }
}

#[test]
fn storage_is_not_asked_without_a_key_nor_in_the_clear_beyond_this_machine() {
    let open_to = Place {
        account: None,
        ..place("s3://bucket")
    };
    assert!(matches!(open(&open_to), Err(Unusable::NoKey)));
    for (endpoint, usable) in [
        ("http://storage.example.org", false),
        ("http://127.0.0.1.example.org:80", false),
        ("https://storage.example.org", true),
        ("http://127.0.0.1:9000", true),
    ] {
        let at = Place {
            endpoint: Some(endpoint),
            ..place("s3://bucket")
        };
        let opened = open(&at);
        assert_eq!(opened.is_ok(), usable, "{endpoint}");
        if let Err(error) = opened {
            assert!(matches!(error, Unusable::NoTls), "{endpoint}");
        }
    }
    assert!(!format!("{:?}", place("s3://bucket")).contains("secret"));
}
