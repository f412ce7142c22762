//! How a letter is written: plain text and HTML beside each other, with the headers that mail systems go by.

use application::mail::letter::{Letter, Outgoing};
use askama::Template;
use domain::text::Language;
use lettre::Message;
use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use std::error::Error;
use std::time::SystemTime;

/// A letter as text.
#[derive(Template)]
#[template(path = "mail.txt", escape = "none")]
struct Text<'a> {
    letter: &'a Letter,
}

/// The same as HTML.
#[derive(Template)]
#[template(path = "mail.html")]
struct Html<'a> {
    letter: &'a Letter,
    tag: &'static str,
}

macro_rules! plain_header {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone)]
        struct $name(String);

        impl Header for $name {
            fn name() -> HeaderName {
                HeaderName::new_from_ascii_str($text)
            }

            fn parse(text: &str) -> Result<Self, Box<dyn Error + Send + Sync>> {
                Ok(Self(text.to_owned()))
            }

            fn display(&self) -> HeaderValue {
                HeaderValue::new(Self::name(), self.0.clone())
            }
        }
    )+};
}

plain_header! {
    /// Where a subscription ends (RFC 2369).
    ListUnsubscribe = "List-Unsubscribe";
    /// That one POST is enough (RFC 8058).
    ListUnsubscribePost = "List-Unsubscribe-Post";
    /// That no person wrote it (RFC 3834).
    AutoSubmitted = "Auto-Submitted";
    /// Its language (RFC 3282).
    ContentLanguage = "Content-Language";
}

const fn tag(language: Language) -> &'static str {
    match language {
        Language::Swedish => "sv",
        Language::English => "en",
    }
}

/// The message of a letter; `None` where it cannot be written, which the log tells.
pub(super) fn message(mail: &Outgoing, from: &Mailbox) -> Option<Message> {
    let made = || -> Result<Message, Box<dyn Error>> {
        let letter = &mail.letter;
        let tag = tag(letter.language);
        let text = Text { letter }.render()?;
        let html = Html { letter, tag }.render()?;
        let to = Mailbox::new(None, mail.to.expose().parse()?);
        let message = Message::builder()
            .from(from.clone())
            .to(to)
            .subject(letter.subject.clone())
            .date(SystemTime::from(mail.at))
            .message_id(Some(format!("<{}@{}>", mail.name, from.email.domain())))
            .header(ListUnsubscribe(format!("<{}>", letter.unsubscribe)))
            .header(ListUnsubscribePost("List-Unsubscribe=One-Click".to_owned()))
            .header(AutoSubmitted("auto-generated".to_owned()))
            .header(ContentLanguage(tag.to_owned()))
            .multipart(MultiPart::alternative_plain_html(text, html))?;
        Ok(message)
    };
    // What went wrong may name the address.
    made()
        .inspect_err(|_| tracing::error!("a mail could not be written"))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use application::mail::MailAddress;
    use application::mail::letter::Line;

    fn mail(subject: &str, text: &str) -> Outgoing {
        Outgoing {
            to: MailAddress::parse("anna@example.org").expect("an address"),
            letter: Letter {
                language: Language::Swedish,
                subject: subject.to_owned(),
                lead: vec![text.to_owned()],
                lines: vec![Line {
                    text: text.to_owned(),
                    link: Some("https://paragraf.example.org/a".to_owned()),
                    below: Vec::new(),
                }],
                action: None,
                foot: "Avsluta:".to_owned(),
                unsubscribe: "https://paragraf.example.org/mail/unsubscribe/0123".to_owned(),
            },
            name: "0123".to_owned(),
            at: chrono::DateTime::UNIX_EPOCH,
        }
    }

    fn written(mail: &Outgoing) -> String {
        let from = "Paragraf <nej@paragraf.example.org>"
            .parse()
            .expect("a sender");
        let message = message(mail, &from).expect("written");
        String::from_utf8(message.formatted()).expect("ASCII")
    }

    #[test]
    fn no_word_of_the_record_makes_a_header_or_an_element() {
        let evil = "Hej\r\nBcc: all@example.org\r\n\r\n<script>alert(1)</script>";
        let text = written(&mail(evil, evil));
        let head = text.split("\r\n\r\n").next().expect("a head");
        assert!(text.is_ascii());
        for line in head.lines() {
            assert!(!line.to_ascii_lowercase().starts_with("bcc"), "{head}");
        }
        assert!(text.contains("&#60;script&#62;"), "{text}");
        assert!(
            !text
                .split("text/html")
                .nth(1)
                .expect("HTML")
                .contains("<script")
        );
    }

    #[test]
    fn every_mail_says_how_to_end_it_and_that_a_machine_wrote_it() {
        let text = written(&mail("Nytt från Ådalen", "Åtgärd"));
        let head = text.split("\r\n\r\n").next().expect("a head");
        for line in [
            "Message-ID: <0123@paragraf.example.org>",
            "List-Unsubscribe: <https://paragraf.example.org/mail/unsubscribe/0123>",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
            "Auto-Submitted: auto-generated",
            "Date: Thu, 01 Jan 1970 00:00:00 +0000",
        ] {
            assert!(head.contains(line), "{line} in {head}");
        }
        assert!(head.contains("=?utf-8?"), "{head}");
    }
}
