//! Organisations and persons.

table! {
    /// An organisation, with the ends of its journal and its feed.
    organisation = "organisation" {
        #[sea_orm(primary_key, auto_increment = false)]
        id: Uuid,
        slug: String,
        name: String,
        kind: Option<String>,
        published: bool,
        journal_sequence: i64,
        journal_head: String,
        feed_sequence: i64,
    }
}

table! {
    /// Another print of an organisation's name.
    organisation_alias = "organisation_alias" {
        #[sea_orm(primary_key, auto_increment = false)]
        slug: String,
        organisation_id: Uuid,
        name: String,
    }
}

table! {
    /// A person that an owner's records or register name.
    person = "person" {
        #[sea_orm(primary_key, auto_increment = false)]
        id: Uuid,
        owner_id: Uuid,
        name: String,
        folded: String,
    }
}

table! {
    /// An identity at an issuer of tokens, bound to a person.
    person_identity = "person_identity" {
        #[sea_orm(primary_key, auto_increment = false)]
        owner_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        issuer: String,
        #[sea_orm(primary_key, auto_increment = false)]
        subject: String,
        person_id: Uuid,
    }
}

table! {
    /// Another print of a person's name.
    person_variant = "person_variant" {
        #[sea_orm(primary_key, auto_increment = false)]
        owner_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        folded: String,
        name: String,
        person_id: Uuid,
    }
}
