//! A page of HTML that needs nothing outside itself.

use std::fmt::{self, Display, Formatter, Write};

use super::drawing::{Drawing, STYLE, escape};

const LAYOUT: &str = "\
html{background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,sans-serif}\
body{max-width:1120px;margin:2rem auto;padding:0 1rem}\
h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2.2rem;border-bottom:1px solid var(--line)}\
p,li{max-width:46rem}figure{display:inline-block;margin:.6rem 1rem .6rem 0;max-width:100%;vertical-align:top}\
figcaption{color:var(--dim);font-size:.85rem;max-width:46rem}svg{max-width:100%;height:auto}\
.scroll{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums;margin:.6rem 0}\
th,td{padding:.15rem .6rem;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}\
th{color:var(--dim);font-weight:600}th:first-child,td:first-child{text-align:left}\
code,pre{font-size:.9em;background:var(--faint);padding:.1em .3em}\
pre{padding:.6rem;overflow-x:auto;line-height:1.35}\
.words th,.words td{text-align:left;vertical-align:top}.words td:last-child{white-space:normal}";

/// A page under way: what is added appears beneath what is there.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    title: String,
    body: String,
}

/// Rows of words under a head. Display makes Markdown of it, [`Page::table`] HTML.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Page {
    /// An empty page under its title.
    #[must_use]
    pub fn new(title: &str) -> Self {
        Self {
            title: title.to_owned(),
            body: format!("<h1>{}</h1>\n", escape(title)),
        }
    }

    /// Begins a section.
    pub fn section(&mut self, title: &str) {
        self.put(format_args!("<h2>{}</h2>\n", escape(title)));
    }

    /// Adds a paragraph.
    pub fn paragraph(&mut self, words: &str) {
        self.put(format_args!("<p>{}</p>\n", escape(words)));
    }

    /// Adds a command or another line of code.
    pub fn code(&mut self, line: &str) {
        self.put(format_args!("<p><code>{}</code></p>\n", escape(line)));
    }

    /// Adds lines as they are, as of a file.
    pub fn lines(&mut self, text: &str) {
        let lines: Vec<String> = text.lines().map(escape).collect();
        self.put(format_args!("<pre>{}</pre>\n", lines.join("\n")));
    }

    /// Adds a drawing, with words under it.
    pub fn figure(&mut self, drawing: &Drawing, caption: &str) {
        self.put(format_args!(
            "<figure style=\"width:{}px\">{drawing}",
            drawing.width()
        ));
        if !caption.is_empty() {
            self.put(format_args!("<figcaption>{}</figcaption>", escape(caption)));
        }
        self.body.push_str("</figure>\n");
    }

    /// Adds a table of numbers: all but the first column to the right.
    pub fn table(&mut self, table: &Table) {
        self.rows("scroll", table);
    }

    /// Adds a table of words: to the left, lines of the last column broken.
    pub fn words(&mut self, table: &Table) {
        self.rows("scroll words", table);
    }

    fn rows(&mut self, class: &str, table: &Table) {
        self.put(format_args!("<div class=\"{class}\"><table>\n<thead>"));
        self.row("th", &table.head);
        self.body.push_str("</thead>\n<tbody>");
        table.rows.iter().for_each(|row| self.row("td", row));
        self.body.push_str("</tbody></table></div>\n");
    }

    fn row(&mut self, tag: &str, cells: &[String]) {
        self.body.push_str("<tr>");
        for cell in cells {
            self.put(format_args!("<{tag}>{}</{tag}>", escape(cell)));
        }
        self.body.push_str("</tr>\n");
    }

    fn put(&mut self, text: fmt::Arguments<'_>) {
        // Writing to a String always succeeds.
        let _ = self.body.write_fmt(text);
    }
}

impl Display for Page {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let title = escape(&self.title);
        write!(
            out,
            "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>\
             <meta name=\"viewport\" content=\"width=device-width\"/>\
             <meta name=\"color-scheme\" content=\"light dark\"/>\
             <title>{title}</title><style>{STYLE}{LAYOUT}</style></head>\n<body>\n{}</body></html>\n",
            self.body
        )
    }
}

impl Table {
    /// A table without rows.
    #[must_use]
    pub fn new<S: Into<String>>(head: impl IntoIterator<Item = S>) -> Self {
        Self {
            head: head.into_iter().map(Into::into).collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a row; it may be shorter than the head.
    pub fn row<S: Into<String>>(&mut self, cells: impl IntoIterator<Item = S>) {
        let mut cells: Vec<String> = cells.into_iter().map(Into::into).collect();
        cells.resize(self.head.len().max(cells.len()), String::new());
        self.rows.push(cells);
    }

    /// Whether it has no rows.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// As Markdown: the first column to the left, the others, numbers mostly, to the right.
impl Display for Table {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let line = |out: &mut Formatter<'_>, cells: &[String]| {
            let cells: Vec<String> = cells
                .iter()
                .map(|cell| cell.replace('|', "\\|").replace('\n', " "))
                .collect();
            writeln!(out, "| {} |", cells.join(" | "))
        };
        line(out, &self.head)?;
        let rule = "---:|".repeat(self.head.len().saturating_sub(1));
        writeln!(out, "|---|{rule}")?;
        self.rows.iter().try_for_each(|row| line(out, row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::{Chart, Series};

    fn table() -> Table {
        let mut table = Table::new(["what", "a|b"]);
        table.row(["x<y", "1"]);
        table.row(["short"]);
        table
    }

    #[test]
    fn a_page_asks_nothing_of_the_network_and_holds_what_was_put() {
        let mut page = Page::new("A & B");
        page.section("Curves");
        page.paragraph("1 < 2");
        page.code("quatrain evaluate");
        page.lines("[network]\nlatents = \"<\"\n");
        let series = [Series::of_values("one", [1.0, 2.0])];
        page.figure(&Chart::new("t", "x", "y", &series).draw(), "seen");
        page.table(&table());
        page.words(&table());
        let html = page.to_string();
        let (_, without_type) = html.split_once('\n').unwrap();
        let read = roxmltree::Document::parse(without_type).unwrap();
        let count = |tag: &str| {
            let all = read.descendants();
            all.filter(|node| node.tag_name().name() == tag).count()
        };
        let found = ["svg", "tr", "h2", "script", "link"].map(count);
        assert_eq!(found, [1, 6, 1, 0, 0]);
        assert!(html.contains("<pre>[network]\nlatents = &quot;&lt;&quot;</pre>"));
        for reach in [" src=", " href=", "url(", "@import"] {
            assert!(!html.contains(reach), "{reach}");
        }
    }

    #[test]
    fn a_table_is_markdown_too() {
        let text = "| what | a\\|b |\n|---|---:|\n| x<y | 1 |\n| short |  |\n";
        assert_eq!(table().to_string(), text);
    }
}
