//! The world that Typst sees: a template, a document, five fonts. No file system, no network, no clock.

use std::sync::LazyLock;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};

/// Libertinus Serif in the four cuts that the template uses, and a wide face for letters that it lacks. Their places
/// in the list of the assets crate.
const FACES: [usize; 5] = [0, 1, 2, 4, 16];

/// What is the same for every document, made once.
struct Shop {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    template: Source,
    data: FileId,
}

static SHOP: LazyLock<Shop> = LazyLock::new(|| {
    let fonts: Vec<Font> = typst_assets::fonts()
        .enumerate()
        .filter(|(place, _)| FACES.contains(place))
        .filter_map(|(_, face)| Font::new(Bytes::new(face), 0))
        .collect();
    let template = include_str!("template.typ").to_owned();
    Shop {
        library: LazyHash::new(
            Library::builder()
                .with_features([Feature::A11yExtras].into_iter().collect())
                .build(),
        ),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
        template: Source::new(file("template.typ"), template),
        data: file("document.json"),
    }
});

fn file(name: &str) -> FileId {
    let path = VirtualPath::new(name).unwrap_or_else(|_| unreachable!("a plain name is a path"));
    RootedPath::new(VirtualRoot::Project, path).intern()
}

/// Whether the fonts have a shape for a character. Characters that have none of their own, joiners and spaces, count
/// as shaped.
pub(super) fn is_shaped(letter: char) -> bool {
    matches!(
        letter,
        ' ' | '\n' | '\u{ad}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}'
    ) || SHOP
        .fonts
        .iter()
        .any(|font| font.info().coverage.contains(u32::from(letter)))
}

/// One document being set.
pub(super) struct Typesetter {
    document: Bytes,
}

impl Typesetter {
    pub(super) fn new(document: Vec<u8>) -> Self {
        Self {
            document: Bytes::new(document),
        }
    }
}

impl World for Typesetter {
    fn library(&self) -> &LazyHash<Library> {
        &SHOP.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &SHOP.book
    }

    fn main(&self) -> FileId {
        SHOP.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == SHOP.template.id() {
            Ok(SHOP.template.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == SHOP.data {
            Ok(self.document.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        SHOP.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
