//! Lines out of letters and their places: as they are read on paper, from the upper edge down, from left to right.

use super::shown::Placed;

/// A gap this wide, in sizes of the letters, parts words.
const WORD: f64 = 0.17;

/// A gap this wide parts columns.
const COLUMN: f64 = 1.4;

/// A gap this wide parts columns where one is known to begin, though a blank stands in it.
const CELL: f64 = 0.33;

/// Things this near to each other, in points, begin at the same place.
const NEAR: f64 = 1.0;

/// Letters on one base line.
struct Line {
    y: f64,
    size: f64,
    letters: Vec<Placed>,
}

/// The text of a page.
pub(super) fn of(letters: Vec<Placed>) -> String {
    let (upright, turned): (Vec<_>, Vec<_>) =
        letters.into_iter().partition(|letter| letter.upright);
    let lines = grouped(upright);
    let pitch = pitch(&lines);
    let starts = starts(&lines);
    let mut text = String::new();
    let mut above: Option<f64> = None;
    let mut columns = Columns::default();
    for line in &lines {
        if line
            .letters
            .iter()
            .all(|letter| letter.text.trim().is_empty())
        {
            continue;
        }
        if let Some(above) = above {
            // More air than between the lines of a paragraph.
            let air = pitch.map_or(1.9, |pitch| (pitch * 1.3).min(1.9));
            if line.y - above > line.size * air {
                text.push('\n');
            }
        }
        above = Some(line.y);
        columns.write(&cells(line, &starts), &mut text);
        text.push('\n');
    }
    // What stands across the page, in the margin: in the order in which it was drawn.
    let across: String = turned.into_iter().map(|letter| letter.text).collect();
    if !across.trim().is_empty() {
        text.push('\n');
        text.push_str(across.trim());
        text.push('\n');
    }
    text
}

/// Letters by their base lines. Raised and lowered ones stay with the line that they stand beside.
fn grouped(mut letters: Vec<Placed>) -> Vec<Line> {
    letters.sort_by(|one, other| one.y.total_cmp(&other.y));
    let mut lines: Vec<Line> = Vec::new();
    for letter in letters {
        match lines.last_mut() {
            Some(line) if letter.y - line.y <= 0.4 * line.size.max(letter.size) => {
                // The base line is that of the largest letters: a raised figure comes first and is smaller.
                if letter.size > line.size * 1.15 {
                    line.y = letter.y;
                    line.size = letter.size;
                }
                line.letters.push(letter);
            }
            _ => lines.push(Line {
                y: letter.y,
                size: letter.size,
                letters: vec![letter],
            }),
        }
    }
    let mut lines = joined(lines);
    for line in &mut lines {
        line.letters.sort_by(|one, other| one.x.total_cmp(&other.x));
    }
    lines
}

/// Raised figures that stand above all else of their line, put back into it.
fn joined(lines: Vec<Line>) -> Vec<Line> {
    let mut joined: Vec<Line> = Vec::new();
    for mut line in lines {
        if let Some(above) = joined.last_mut()
            && above.size < line.size * 0.9
            && line.y - above.y < line.size * 0.6
        {
            line.letters.append(&mut above.letters);
            joined.pop();
        }
        joined.push(line);
    }
    joined
}

/// Where columns begin on the page: what a gap that no blank fills parts more than once, at the same place. None where the page parts
/// its words by gaps alone, since any word may stand there then.
fn starts(lines: &[Line]) -> Vec<f64> {
    let letters: usize = lines.iter().map(|line| line.letters.len()).sum();
    let blanks = lines.iter().flat_map(|line| &line.letters);
    let blanks = blanks
        .filter(|letter| letter.text.trim().is_empty())
        .count();
    if blanks * 25 < letters {
        return Vec::new();
    }
    let mut starts: Vec<f64> = lines
        .iter()
        .flat_map(|line| {
            line.letters.windows(2).filter_map(|pair| match pair {
                [one, other] if !one.text.trim().is_empty() => {
                    Some(other.x).filter(|x| x - one.end.unwrap_or(*x) > WORD * other.size)
                }
                _ => None,
            })
        })
        .collect();
    starts.sort_by(f64::total_cmp);
    let mut again = starts
        .windows(2)
        .filter_map(|pair| match pair {
            [one, other] if other - one < NEAR => Some(*one),
            _ => None,
        })
        .collect::<Vec<f64>>();
    again.dedup_by(|one, other| *one - *other < NEAR);
    again
}

/// The usual distance between lines, in sizes of their letters.
fn pitch(lines: &[Line]) -> Option<f64> {
    let mut pitches: Vec<f64> = lines
        .windows(2)
        .filter_map(|pair| match pair {
            [above, below] => Some((below.y - above.y) / below.size),
            _ => None,
        })
        .filter(|pitch| (0.8..1.9).contains(pitch))
        .collect();
    pitches.sort_by(f64::total_cmp);
    pitches.get(pitches.len() / 2).copied()
}

/// A stretch of a line that stands by itself.
struct Cell {
    x: f64,
    end: f64,
    text: String,
}

/// Where the columns begin of the table that is being read, so that an empty cell keeps its place.
#[derive(Default)]
struct Columns(Vec<f64>);

impl Columns {
    /// Which column begins here.
    fn at(&self, x: f64) -> Option<usize> {
        self.0.iter().position(|column| (x - column).abs() < NEAR)
    }

    /// Writes the cells of a line, each in its column where all of them stand in one.
    fn write(&mut self, cells: &[Cell], text: &mut String) {
        let places: Option<Vec<usize>> = cells.iter().map(|cell| self.at(cell.x)).collect();
        let across = cells
            .iter()
            .zip(places.iter().flatten())
            .any(|(cell, place)| {
                let next = self.0.get(place + 1);
                next.is_some_and(|next| cell.end > *next)
            });
        let places = match places {
            Some(places) if !across && self.0.len() >= cells.len() => places,
            _ => {
                self.0 = if cells.len() > 1 {
                    cells.iter().map(|cell| cell.x).collect()
                } else {
                    Vec::new()
                };
                (0..cells.len()).collect()
            }
        };
        let mut column = 0;
        for (cell, place) in cells.iter().zip(places) {
            while column < place {
                text.push('\t');
                column += 1;
            }
            text.push_str(&cell.text);
        }
    }
}

/// The stretches of a line. Where a column is known to begin, a small gap is enough.
fn cells(line: &Line, starts: &[f64]) -> Vec<Cell> {
    let loose = looseness(line);
    let mut cells: Vec<Cell> = Vec::new();
    let mut before: Option<&Placed> = None;
    let mut blank = false;
    for letter in &line.letters {
        if letter.text.trim().is_empty() {
            blank = true;
            continue;
        }
        let mut apart = true;
        let alone = cells.len() == 1;
        if let (Some(before), Some(cell)) = (before, cells.last_mut()) {
            // Bold that is a letter drawn twice, a hair apart.
            if before.text == letter.text && letter.x - before.x < 0.12 * letter.size {
                continue;
            }
            let size = before.size.max(letter.size);
            // Fonts that are drawings do not tell how wide a letter is.
            let end = before.end.unwrap_or_else(|| letter.x.min(before.x + size));
            let gap = (letter.x - end) / size - loose;
            let begins = || starts.iter().any(|start| (letter.x - start).abs() < NEAR);
            let enough = if blank { CELL } else { WORD };
            // A number before a heading belongs to it, however often such headings stand below each other.
            let first = alone && is_number(&cell.text);
            apart = gap > COLUMN || (gap > enough && !first && begins());
            if !apart {
                if blank || gap > WORD {
                    cell.text.push(' ');
                }
                cell.text.push_str(&letter.text);
                cell.end = letter.end.unwrap_or(letter.x);
            }
        }
        if apart {
            cells.push(Cell {
                x: letter.x,
                end: letter.end.unwrap_or(letter.x),
                text: letter.text.clone(),
            });
        }
        before = Some(letter);
        blank = false;
    }
    cells
}

/// Whether this is the number of a heading or an item: `§ 12`, `7 a`, `3.`, `b)`.
fn is_number(text: &str) -> bool {
    let sign = |letter: char| letter.is_alphanumeric() || "§.): ".contains(letter);
    text.chars().count() <= 8
        && text.chars().all(sign)
        && (text.starts_with('§')
            || text.starts_with(|letter: char| letter.is_ascii_digit())
            || text.ends_with(['.', ')']))
}

/// How far apart the letters of a line are set beyond what is usual, in sizes: `P R O T O K O L L`.
fn looseness(line: &Line) -> f64 {
    let mut gaps: Vec<f64> = line
        .letters
        .windows(2)
        .filter_map(|pair| match pair {
            [one, other] if !one.text.trim().is_empty() && !other.text.trim().is_empty() => {
                Some((other.x - one.end?) / other.size)
            }
            _ => None,
        })
        .collect();
    if gaps.len() < 5 {
        return 0.0;
    }
    gaps.sort_by(f64::total_cmp);
    gaps.get(gaps.len() / 2)
        .copied()
        .unwrap_or(0.0)
        .clamp(0.0, 1.0)
}
