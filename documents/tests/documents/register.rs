//! Reads a minutes document into a meeting, with identities that are the same at every run.

use domain::body::Body;
use domain::id::{
    AssignmentId, BodyId, DecisionId, MeetingId, NoticeId, OrganisationId, ParagraphId, PersonId,
};
use domain::meeting::Meeting;
use domain::name::{Slug, fold};
use domain::organisation::{Organisation, OrganisationKind};
use interchange::minutes_document::{Identify, MinutesDocument, Owned};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Numbers names and keys in the order in which they come.
#[derive(Default)]
struct Register(BTreeMap<String, u128>);

impl Register {
    fn id(&mut self, of: &str, key: &str) -> Uuid {
        let next = 1 + self.0.len() as u128;
        Uuid::from_u128(*self.0.entry(format!("{of} {key}")).or_insert(next))
    }
}

impl Identify for Register {
    fn person(&mut self, name: &str) -> PersonId {
        PersonId::from_uuid(self.id("person", &fold(name)))
    }

    fn organisation(&mut self, name: &str, slug: &Slug) -> Organisation {
        Organisation {
            id: OrganisationId::from_uuid(self.id("organisation", &fold(name))),
            slug: slug.clone(),
            name: name.to_owned(),
            kind: OrganisationKind::of_name(name),
        }
    }

    fn paragraph(&mut self, key: &str) -> ParagraphId {
        ParagraphId::from_uuid(self.id("paragraph", key))
    }

    fn decision(&mut self, key: &str) -> DecisionId {
        DecisionId::from_uuid(self.id("decision", key))
    }

    fn assignment(&mut self, key: &str) -> AssignmentId {
        AssignmentId::from_uuid(self.id("assignment", key))
    }

    fn notice(&mut self, key: &str) -> NoticeId {
        NoticeId::from_uuid(self.id("notice", key))
    }
}

/// The meeting that a minutes document holds.
pub fn meeting(json: &[u8]) -> Meeting {
    let document = MinutesDocument::parse(json).expect("a minutes document");
    let mut register = Register::default();
    let (name, slug, kind) = document.organisation().expect("names its organisation");
    let owner = Organisation {
        id: OrganisationId::from_uuid(register.id("organisation", &fold(name))),
        slug: slug.clone(),
        name: name.to_owned(),
        kind,
    };
    let (name, slug, kind) = document.body();
    let body = Body {
        id: BodyId::from_uuid(register.id("body", slug.as_str())),
        owner: owner.id,
        slug: slug.clone(),
        name: name.to_owned(),
        kind,
        scheme: document.scheme(),
        safety_committee: None,
    };
    let owned = Owned {
        meeting: MeetingId::from_uuid(register.id("meeting", "0")),
        owner,
        body,
    };
    document
        .to_meeting(owned, &mut register)
        .expect("a meeting")
        .meeting
}
