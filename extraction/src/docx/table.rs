//! A table as lines: a row's cells side by side, parted by tabs, however many lines they hold.

/// A table that is being read.
#[derive(Debug, Default)]
pub(super) struct Table {
    lines: Vec<String>,
    row: Vec<Vec<String>>,
    dropped: bool,
}

impl Table {
    /// The row that is being read was deleted.
    pub(super) const fn drop_row(&mut self) {
        self.dropped = true;
    }

    /// A cell ends.
    pub(super) fn cell(&mut self, lines: Vec<String>) {
        self.row.push(lines);
    }

    /// A row ends.
    pub(super) fn end_row(&mut self) {
        let row = std::mem::take(&mut self.row);
        if std::mem::take(&mut self.dropped) {
            return;
        }
        let height = row.iter().map(Vec::len).max().unwrap_or(0);
        for line in 0..height {
            let cells: Vec<&str> = row
                .iter()
                .map(|cell| cell.get(line).map_or("", String::as_str))
                .collect();
            self.lines.push(cells.join("\t").trim_end().to_owned());
        }
    }

    /// The lines of the whole.
    pub(super) fn into_lines(self) -> Vec<String> {
        self.lines
    }
}
