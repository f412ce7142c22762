//! PDF: the letters that a page shows and where it shows them, by `hayro-interpret`; lines out of that by
//! [`lines`].
//!
//! A hostile file can make any reader of PDF pack out gigabytes, run for hours or overflow its stack. So streams are
//! measured before anything is unpacked ([`measured`]), the reader works in a thread with a stack of its own, its panics
//! stay in there, and a deadline ends it at the next thing that it draws.

mod lines;
mod measured;
mod shown;

use crate::{MAX_PAGES, MAX_TEXT, Refused};
use hayro_interpret::hayro_syntax::{LoadPdfError, Pdf};
use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, interpret_page};
use kurbo::{Affine, Rect};
use shown::{Shown, TooLong};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// How long one file may take. Fifty pages take a tenth of a second in a release build.
const PATIENCE: Duration = Duration::from_secs(10);

/// Stack of the thread that reads, of which a sound file touches some kilobytes.
const STACK: usize = 256 * 1024 * 1024;

const fn malformed(what: &'static str) -> Refused {
    Refused::Malformed {
        format: "PDF",
        what,
    }
}

/// Reads the pages.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<String>, Refused> {
    let bytes = measured::without_pictures(bytes)?;
    let until = Instant::now() + PATIENCE;
    let (answer, answered) = mpsc::channel();
    std::thread::Builder::new()
        .name("pdf".to_owned())
        .stack_size(STACK)
        .spawn(move || {
            let read = catch_unwind(AssertUnwindSafe(|| pages(bytes, until)));
            let read = read.unwrap_or_else(|cause| {
                Err(if cause.is::<TooLong>() {
                    too_slow()
                } else {
                    malformed("it cannot be interpreted")
                })
            });
            // Nobody waits for it any more where the time ran out.
            let _ = answer.send(read);
        })
        .map_err(|_| Refused::TooMuch {
            what: "no thread could be started for it",
        })?;
    // What draws nothing does not see its deadline: it is left behind.
    answered
        .recv_timeout(PATIENCE + Duration::from_secs(1))
        .unwrap_or_else(|_| Err(too_slow()))
}

const fn too_slow() -> Refused {
    Refused::TooSlow {
        seconds: PATIENCE.as_secs(),
    }
}

fn pages(bytes: Vec<u8>, until: Instant) -> Result<Vec<String>, Refused> {
    let pdf = Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(_) => Refused::Encrypted,
        LoadPdfError::Invalid => malformed("its pages are not found"),
    })?;
    if pdf.pages().len() > MAX_PAGES {
        return Err(Refused::TooMuch { what: "pages" });
    }
    let cache = InterpreterCache::new();
    let mut pages = Vec::new();
    let (mut letters, mut unknown, mut length) = (0, 0, 0);
    for page in pdf.pages().iter() {
        let (width, height) = page.render_dimensions();
        let upright = page.initial_transform(true).as_coeffs();
        let mut context = Context::new(
            Affine::new(upright),
            Rect::new(0.0, 0.0, f64::from(width), f64::from(height)),
            &cache,
            pdf.xref(),
            InterpreterSettings::default(),
        );
        let mut shown = Shown::until(until);
        interpret_page(page, &mut context, &mut shown);
        letters += shown.letters();
        unknown += shown.unknown();
        let text = lines::of(shown.into_glyphs());
        length += text.len();
        if length > MAX_TEXT {
            return Err(Refused::TooMuch { what: "text" });
        }
        pages.push(text);
    }
    if letters == 0 {
        return Err(Refused::NoTextLayer);
    }
    if unknown * 10 > letters {
        return Err(Refused::UnreadableFonts);
    }
    Ok(pages)
}
