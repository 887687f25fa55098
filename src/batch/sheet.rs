//! Tables as files for spreadsheets (RFC 4180), which must not take a name for a formula.

/// A table as text.
#[derive(Clone, Debug)]
pub struct Sheet(String);

impl Sheet {
    /// A table with its heads.
    pub fn new(heads: &[&str]) -> Self {
        // Spreadsheets take a file without this mark for a file in an old code page.
        let mut table = Self("\u{FEFF}".to_owned());
        table.push(heads);
        table
    }

    /// Adds a row.
    pub fn push<T: AsRef<str>>(&mut self, cells: &[T]) {
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                self.0.push(',');
            }
            self.push_cell(cell.as_ref());
        }
        self.0.push_str("\r\n");
    }

    fn push_cell(&mut self, text: &str) {
        // Spreadsheets calculate what begins like this; the apostrophe makes it a text.
        let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
        if text.contains(['"', ',', '\n', '\r']) {
            self.0.push('"');
            self.0.push_str(guard);
            self.0.push_str(&text.replace('"', "\"\""));
            self.0.push('"');
        } else {
            self.0.push_str(guard);
            self.0.push_str(text);
        }
    }

    /// What was written since the last time, for tables that are sent piece by piece.
    pub fn take(&mut self) -> String {
        std::mem::take(&mut self.0)
    }

    /// Bytes that were written since then.
    pub fn length(&self) -> usize {
        self.0.len()
    }

    /// The whole table.
    pub fn into_text(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_a_spreadsheet_would_calculate_becomes_a_text() {
        for (cell, written) in [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@x", "'@x"),
            ("\tx", "'\tx"),
            ("\rx", "\"'\rx\""),
            ("=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""),
            ("Ada, \"the first\"", "\"Ada, \"\"the first\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            ("a=b", "a=b"),
        ] {
            let mut table = Sheet(String::new());
            table.push(&[cell, "end"]);
            assert_eq!(table.0, format!("{written},end\r\n"));
        }
    }
}
