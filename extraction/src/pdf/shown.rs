//! What a page shows: its letters and their places.

use hayro_interpret::font::Glyph;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::{
    BlendMode, ClipPath, Device, GlyphDrawMode, Image, Paint, PathDrawMode, SoftMask,
};
use kurbo::{Affine, BezPath, Point, Rect};
use std::time::Instant;

/// A letter on the page, or a few that are drawn as one.
#[derive(Debug, Clone)]
pub(super) struct Placed {
    /// What it says.
    pub(super) text: String,
    /// Where it begins, from the left edge, in points.
    pub(super) x: f64,
    /// Its base line, from the upper edge.
    pub(super) y: f64,
    /// Where it ends; unknown for fonts that are drawings.
    pub(super) end: Option<f64>,
    /// Its size.
    pub(super) size: f64,
    /// Whether it runs from left to right.
    pub(super) upright: bool,
}

/// Thrown through the interpreter, which has no other way to be stopped.
pub(super) struct TooLong;

/// Most letters of one page.
const MAX_LETTERS: usize = 200_000;

/// Takes the letters of one page and nothing else.
#[derive(Debug)]
pub(super) struct Shown {
    glyphs: Vec<Placed>,
    unknown: usize,
    until: Instant,
    drawn: u64,
}

impl Shown {
    /// Takes letters until then.
    pub(super) const fn until(until: Instant) -> Self {
        Self {
            glyphs: Vec::new(),
            unknown: 0,
            until,
            drawn: 0,
        }
    }

    /// How many letters there are, blanks apart.
    pub(super) fn letters(&self) -> usize {
        let letters = self.glyphs.iter();
        letters
            .filter(|letter| !letter.text.trim().is_empty())
            .count()
    }

    /// How many of them nobody knows.
    pub(super) const fn unknown(&self) -> usize {
        self.unknown
    }

    /// The letters, in the order in which they are drawn.
    pub(super) fn into_glyphs(self) -> Vec<Placed> {
        self.glyphs
    }

    /// Ends the work where the time has run out. Asked at each thing that is drawn.
    fn tick(&mut self) {
        self.drawn += 1;
        if self.drawn.is_multiple_of(256) && Instant::now() > self.until {
            std::panic::resume_unwind(Box::new(TooLong));
        }
    }
}

/// The text of a glyph, the signs of the symbol fonts turned into what they look like.
fn text(glyph: &Glyph<'_>) -> Option<String> {
    let said = match glyph.as_unicode()? {
        BfString::Char(letter) => letter.to_string(),
        BfString::String(letters) => letters,
    };
    Some(
        said.chars()
            .map(|letter| match letter {
                '\u{f0b7}' | '\u{f0a7}' | '\u{f0d8}' | '\u{f076}' | '\u{f0a8}' => '\u{2022}',
                '\u{f02d}' => '-',
                '\u{e000}'..='\u{f8ff}' | '\0' => '\u{fffd}',
                other => other,
            })
            .collect(),
    )
}

impl<'a> Device<'a> for Shown {
    fn draw_glyph(
        &mut self,
        glyph: &Glyph<'a>,
        transform: Affine,
        glyph_transform: Affine,
        _: &Paint<'a>,
        _: &GlyphDrawMode,
    ) {
        self.tick();
        if self.glyphs.len() >= MAX_LETTERS {
            return;
        }
        let text = text(glyph).unwrap_or_else(|| "\u{fffd}".to_owned());
        if text.contains('\u{fffd}') {
            self.unknown += 1;
        }
        // A thousand units of a glyph are its size.
        let place = transform * glyph_transform;
        let begin = place * Point::ORIGIN;
        let along = place * Point::new(1000.0, 0.0) - begin;
        let up = place * Point::new(0.0, 1000.0) - begin;
        let advance = match glyph {
            Glyph::Outline(outline) => outline.advance_width().filter(|width| *width > 0.0),
            Glyph::Type3(_) => None,
        };
        let end = advance.map(|width| begin.x + along.x * f64::from(width) / 1000.0);
        if [begin.x, begin.y, along.x, up.y]
            .iter()
            .all(|figure| figure.is_finite())
        {
            self.glyphs.push(Placed {
                text,
                x: begin.x,
                y: begin.y,
                end: end.filter(|end| end.is_finite()),
                size: up.hypot().clamp(1.0, 200.0),
                upright: along.x > 0.0 && along.y.abs() < along.x * 0.1,
            });
        }
    }

    fn set_soft_mask(&mut self, _: Option<SoftMask<'a>>) {}
    fn set_blend_mode(&mut self, _: BlendMode) {}
    fn draw_path(&mut self, _: &BezPath, _: Affine, _: &Paint<'a>, _: &PathDrawMode) {
        self.tick();
    }
    fn draw_rect(&mut self, _: &Rect, _: Affine, _: &Paint<'a>, _: &PathDrawMode) {
        self.tick();
    }
    fn push_clip_path(&mut self, _: &ClipPath) {
        self.tick();
    }
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'a, '_>, _: Affine) {
        self.tick();
    }
    fn pop_clip_path(&mut self) {}
    fn pop_transparency_group(&mut self) {}
    fn begin_marked_content(&mut self, _: &[u8], _: Option<i32>) {
        self.tick();
    }
}
