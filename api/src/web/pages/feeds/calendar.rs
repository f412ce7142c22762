//! The meetings of a body as iCalendar (RFC 5545): those that are public, with a UID that stays, a sequence that grows,
//! and what was called off as such.

use super::LATEST;
use crate::graphql::viewing::Seen;
use crate::web::pages::body;
use crate::web::pages::rows::meeting_path;
use crate::web::pages::visit::{Trouble, Visit};
use application::read::{MeetingFilter, MeetingOrder};
use chrono::NaiveDateTime;
use domain::Time;
use domain::live::Stage;
use icalendar::{Calendar, CalendarDateTime, Component, Event, EventLike, EventStatus, Property};

/// A calendar that holds nothing.
const EMPTY: &str =
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Paragraf//Paragraf//SV\r\nEND:VCALENDAR\r\n";

/// The zone that the record's times are of, as the EU has moved its clocks since 1996. As text: the library would give
/// each part of it an identity and a time of its own, which a zone must not have and which would never be the same twice.
const ZONE: &str = "BEGIN:VTIMEZONE\r\nTZID:Europe/Stockholm\r\n\
    BEGIN:STANDARD\r\nDTSTART:19961027T030000\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n\
    TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nTZNAME:CET\r\nEND:STANDARD\r\n\
    BEGIN:DAYLIGHT\r\nDTSTART:19960331T020000\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n\
    TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nTZNAME:CEST\r\nEND:DAYLIGHT\r\n\
    END:VTIMEZONE\r\n";

const TZID: &str = "Europe/Stockholm";

/// The calendar of an organisation's body.
pub(super) async fn of(visit: &Visit, owner: &str, named: &str) -> Result<String, Trouble> {
    let owner = visit.organisation(owner).await?;
    let held = body::find(visit, &owner, named).await?;
    let filter = MeetingFilter {
        body: Some(held.id),
        ..MeetingFilter::default()
    };
    let page = visit.first(LATEST);
    let order = MeetingOrder::DateDescending;
    let found = visit
        .read()
        .meetings(&filter, order, &page, &visit.see)
        .await?;
    let ids: Vec<_> = found.items.iter().map(|(id, _)| *id).collect();
    let records = visit.records(&ids).await?;
    let mut calendar: Calendar = EMPTY.parse().unwrap_or_default();
    calendar
        .name(&format!("{}, {}", held.name, owner.name))
        .timezone(TZID);
    for seen in ids.iter().filter_map(|id| records.get(id)) {
        if let Some(event) = event(visit, seen) {
            calendar.push(event);
        }
    }
    Ok(with_zone(&calendar.to_string()))
}

/// A calendar with [`ZONE`] before what it holds.
fn with_zone(calendar: &str) -> String {
    let first = calendar.find("\r\nBEGIN:VEVENT\r\n");
    let held = first.or_else(|| calendar.rfind("\r\nEND:VCALENDAR\r\n"));
    let (head, held) = calendar.split_at(held.unwrap_or(calendar.len()));
    [head, "\r\n", ZONE, held.trim_start()].concat()
}

/// A meeting; `None` for one whose day is not known.
fn event(visit: &Visit, seen: &Seen) -> Option<Event> {
    let meeting = &seen.meeting;
    let occasion = &meeting.occasion;
    let day = occasion.date?;
    let mut event = Event::new();
    event
        .uid(&format!("{}@paragraf", meeting.id))
        .summary(&format!("{}, {}", meeting.body.name, meeting.owner.name))
        .timestamp(seen.stored_at())
        .last_modified(seen.stored_at())
        .url(&format!("{}{}", visit.base(), meeting_path(meeting)))
        .status(
            match matches!(seen.stage(), Some(Stage::Cancelled { .. })) {
                true => EventStatus::Cancelled,
                false => EventStatus::Confirmed,
            },
        );
    // A version is a number of an entry; of those beyond what a sequence holds the highest will do.
    let sequence = seen.version().clamp(0, i64::from(i32::MAX));
    event.append_property(Property::new("SEQUENCE", sequence.to_string()));
    if let Some(place) = &occasion.place {
        event.location(place);
    }
    let at = |time: Time| CalendarDateTime::WithTimezone {
        date_time: NaiveDateTime::new(day, time),
        tzid: TZID.to_owned(),
    };
    match occasion.starts_at {
        None => {
            event.all_day(day);
        }
        Some(start) => {
            event.starts(at(start));
            // Without an end it takes no time that anybody stated.
            if let Some(end) = occasion.ends_at.filter(|end| start < *end) {
                event.ends(at(end));
            }
        }
    }
    Some(event)
}
