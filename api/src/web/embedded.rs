//! Files that the binary carries, and how they are answered.

use actix_web::http::header::{self, EntityTag, IfNoneMatch};
use actix_web::{HttpResponse, web};
use rust_embed::EmbeddedFile;
use std::hash::{DefaultHasher, Hash, Hasher};

/// A file under a policy of what it may load, or nothing.
pub fn file(
    found: Option<EmbeddedFile>,
    policy: &'static str,
    known: &IfNoneMatch,
) -> HttpResponse {
    let Some(file) = found else {
        return HttpResponse::NotFound().finish();
    };
    let kind = match file.metadata.mimetype() {
        text if text.starts_with("text/") => format!("{text}; charset=utf-8"),
        other => other.to_owned(),
    };
    let tag = tag(file.metadata.sha256_hash());
    answer(tag, known, &kind, policy, file.data.into_owned().into())
}

/// Weak, since compression may change the bytes on their way.
pub fn tag(content: impl Hash) -> EntityTag {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    EntityTag::new_weak(format!("{:016x}", hasher.finish()))
}

/// The content, or 304 where the client has it already. Always asked anew, so that a page never
/// meets the scripts of another version.
pub fn answer(
    tag: EntityTag,
    known: &IfNoneMatch,
    kind: &str,
    policy: &'static str,
    body: web::Bytes,
) -> HttpResponse {
    let unchanged = match known {
        IfNoneMatch::Any => true,
        IfNoneMatch::Items(tags) => tags.iter().any(|one| one.weak_eq(&tag)),
    };
    let mut response = if unchanged {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    response
        .insert_header(header::ETag(tag))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header((header::CONTENT_SECURITY_POLICY, policy))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"));
    if unchanged {
        return response.finish();
    }
    response.content_type(kind).body(body)
}
