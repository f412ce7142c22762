use super::*;

fn archive() -> Vec<u8> {
    let mut writer = Writer::new(Vec::new());
    writer.add("head.json", b"{}").expect("written");
    let lines = "[\"å\",1,null]\n".repeat(300);
    writer
        .add("tables/a/000001.ndjson", lines.as_bytes())
        .expect("written");
    writer
        .add("files/att-1/000001", &[7; 512])
        .expect("written");
    writer.finish().expect("finished").0
}

fn read(bytes: &[u8]) -> Result<Vec<Member>, Broken> {
    let mut reader = Reader::new(bytes);
    let mut members = Vec::new();
    while let Some(member) = reader.next_member()? {
        members.push(member);
    }
    assert!(reader.digest().is_some());
    Ok(members)
}

#[test]
fn what_was_written_is_read() {
    let members = read(&archive()).expect("a whole archive");
    let told: Vec<_> = members
        .iter()
        .map(|m| (m.name.as_str(), m.bytes.len()))
        .collect();
    assert_eq!(
        told,
        [
            ("head.json", 2),
            ("tables/a/000001.ndjson", 4200),
            ("files/att-1/000001", 512)
        ]
    );
    assert_eq!(members[0].at, 0);
}

#[test]
fn no_bit_can_change_and_no_byte_can_go_or_come() {
    let whole = archive();
    for place in 0..whole.len() {
        for bit in 0..8 {
            let mut altered = whole.clone();
            altered[place] ^= 1 << bit;
            assert!(read(&altered).is_err(), "bit {bit} of byte {place}");
        }
        assert!(read(&whole[..place]).is_err(), "cut at {place}");
    }
    for more in [vec![0], whole.clone()] {
        assert!(read(&[whole.clone(), more].concat()).is_err());
    }
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let whole = archive();
    let members = read(&whole).expect("a whole archive");
    let at = usize::try_from(members[1].at).expect("a place");
    let mut altered = whole.clone();
    // Behind the header of gzip, within what is packed.
    altered[at + 40] ^= 1;
    let place = read(&altered).expect_err("altered").place;
    assert!(
        place == format!("tables/a/000001.ndjson (byte {at})")
            || place == format!("after head.json (byte {at})"),
        "{place}"
    );
    let cut = read(&whole[..at + 40]).expect_err("cut");
    assert_eq!(cut.reason, "the file is cut short");
    let cut = read(&whole[..whole.len() - 1]).expect_err("cut");
    assert!(cut.place.starts_with("the end"), "{cut}");
}

#[test]
fn members_are_not_exchanged_unseen() {
    let whole = archive();
    let members = read(&whole).expect("a whole archive");
    let at: Vec<usize> = members
        .iter()
        .map(|m| usize::try_from(m.at).expect("a place"))
        .collect();
    let swapped = [&whole[..at[1]], &whole[at[2]..], &whole[at[1]..at[2]]].concat();
    assert!(read(&swapped).is_err());
    let without = [&whole[..at[1]], &whole[at[2]..]].concat();
    assert!(
        read(&without)
            .expect_err("one is missing")
            .place
            .starts_with("the end")
    );
}

#[test]
fn a_member_that_is_too_large_or_strangely_named_is_not_written() {
    assert!(header("x", MOST_BYTES + 1).is_none());
    assert!(header("", 1).is_none());
    assert!(header(&"x".repeat(100), 1).is_none());
    let block = header("a b", 1).expect("a header");
    assert!(told(&block).is_none(), "no name of ours");
}

#[test]
fn tar_reads_it() {
    use std::process::{Command, Stdio};
    let mut child = Command::new("tar")
        .args(["-tzvf", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("tar runs");
    let mut input = child.stdin.take().expect("its input");
    input.write_all(&archive()).expect("written");
    drop(input);
    let ended = child.wait_with_output().expect("ended");
    let listed = String::from_utf8_lossy(&ended.stdout).into_owned();
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(ended.status.success() && said.is_empty(), "{said}");
    assert_eq!(listed.lines().count(), 3, "{listed}");
    assert!(
        listed.contains("tables/a/000001.ndjson") && listed.contains("-rw-------"),
        "{listed}"
    );
}
