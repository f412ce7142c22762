//! Items without numbers: headings told by their form, groups and initials.

use super::flow::{Wrap, ends_sentence};
use super::lines::Line;
use super::raw::{Group, Parts, Raw, group_label, is_subheading, take_case, take_presenters};

/// Cuts a text whose headings have no numbers.
pub(crate) fn cut(lines: &[Line], wrap: &Wrap) -> Parts {
    let mut parts = Parts::default();
    let grouped = lines.iter().filter(|line| line.text.ends_with(':') && group_label(&line.text).is_some()).count() >= 2;
    let strong = lines.iter().filter(|line| line.strong).count() >= 3;
    let mut group: Option<Group> = None;
    let mut started = false;
    let mut open_parent = false;
    let mut labelled = false;
    // Without groups and initials the items begin after the last label of the cover.
    let cover_end = lines.iter().take(60).enumerate().filter(|(_, line)| super::labels::label_at(&line.text).is_some()).map(|(index, _)| index).last();
    for (index, line) in lines.iter().enumerate() {
        if super::closing::opens_tail(&line.text) && started && index * 2 > lines.len() {
            parts.tail.extend_from_slice(&lines[index..]);
            break;
        }
        if grouped && let Some(found) = group_label(&line.text) {
            group = Some(found);
            started = true;
            open_parent = false;
            labelled = true;
            continue;
        }
        let mut title = line.text.flat();
        let mut raw = Raw { group, loose: true, ..Raw::default() };
        let next = lines.get(index + 1);
        let presented = title.chars().count() < 110 && !ends_sentence(&title) && take_presenters(&mut title, &mut raw.presenters);
        let known = is_usual_title(&title);
        // A page's end may have taken the blank line before.
        let turned = index > 0 && lines[index - 1].hard && ends_sentence(&lines[index - 1].text) && title.split_whitespace().count() <= 3;
        let shaped = is_subheading(line, next, !started || turned)
            || known && !ends_sentence(&title) && title.split_whitespace().count() <= 6;
        let above_goes_on = index > 0 && !line.gap && !ends_sentence(&lines[index - 1].text) && lines[index - 1].text.split_whitespace().count() > 6;
        let after_cover = cover_end.is_some_and(|end| index > end) && shaped && line.gap && next.is_some_and(|next| next.gap);
        let heading = after_cover || presented && !above_goes_on
            || shaped && (known || started && (group.is_some() || !strong || line.strong))
            || strong && line.strong && title.chars().count() < 110;
        let heading = heading && !wraps_from_above(lines, index, wrap);
        if !heading || !started && !presented && !known && !grouped && !after_cover {
            if started {
                match parts.items.last_mut() {
                    // `Beslut:` with one sentence below and no heading is told of the whole record.
                    Some(_) if labelled => parts.tail.push(line.clone()),
                    Some(item) => push_line(item, line),
                    None => parts.cover.push(line.clone()),
                }
            } else {
                parts.cover.push(line.clone());
            }
            continue;
        }
        started = true;
        labelled = false;
        take_case(&mut title, &mut raw.case);
        raw.title = Some(title.bare(&[':']));
        let empty = parts.items.last().is_some_and(|item| item.body.is_empty());
        let child = !presented && !known && (open_parent || empty) && parts.items.last().is_some_and(|item| item.group == group && !item.presenters.is_empty());
        if child {
            open_parent = true;
            raw.group = None;
            if let Some(parent) = parts.items.last_mut() {
                parent.items.push(raw);
            }
        } else {
            open_parent = false;
            parts.items.push(raw);
        }
    }
    parts
}

fn push_line(item: &mut Raw, line: &Line) {
    match item.items.last_mut() {
        Some(child) => child.body.push(line.clone()),
        None => item.body.push(line.clone()),
    }
}

fn wraps_from_above(lines: &[Line], index: usize, wrap: &Wrap) -> bool {
    index > 0 && !lines[index].gap && !lines[index - 1].hard && wrap.joins(&lines[index - 1], &lines[index]) && lines[index - 1].text.split_whitespace().count() > 6
}

/// Titles that items of minutes often have.
pub(crate) fn is_usual_title(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    const USUAL: &[&str] = &[
        "val av justerare", "val av justeringsman", "val av justeringsperson", "val av protokolljusterare", "mötets öppnande", "mötet öppnas", "mötet avslutas", "mötets avslutande", "föregående protokoll",
        "föregående mötesprotokoll", "föregående minnesanteckningar", "föregående mötesanteckningar", "föregående sammanträdesprotokoll", "övriga frågor", "övrigt", "nästa möte", "nästa sammanträde", "dagordning", "godkännande av dagordning", "fastställande av dagordning", "mötets avslut", "avslutning", "öppnande", "upprop", "genomgång av föregående protokoll",
    ];
    USUAL.iter().any(|usual| lower == *usual || lower.starts_with(usual) && lower.len() < usual.len() + 14)
}
