//! A drawing under way: shapes on a canvas, and the sheet of styles that colours them.

use std::fmt::{self, Display, Formatter, Write};

/// How shapes look. Classes `c0` to `c3` are the series of a chart, by the palette of Okabe and Ito
/// (2008), which the colour-blind tell apart.
pub(super) const STYLE: &str = "\
:root{--paper:#fff;--ink:#1b1f24;--dim:#57606a;--line:#d0d7de;--faint:#eef1f4;\
--c0:#0072b2;--c1:#d55e00;--c2:#009e73;--c3:#a05a8a}\
@media(prefers-color-scheme:dark){:root{--paper:#14171b;--ink:#e6e9ec;--dim:#9aa4ae;\
--line:#3a424b;--faint:#22272d;--c0:#56b4e9;--c1:#e69f00;--c2:#2ec4a0;--c3:#d998c4}}\
svg text{font:11px system-ui,sans-serif;fill:var(--dim)}svg .title{font-weight:600;fill:var(--ink)}\
svg .end{text-anchor:end}svg .middle{text-anchor:middle}\
svg .line{stroke:var(--line)}svg .faint{stroke:var(--faint)}svg .strong{stroke:var(--dim)}\
svg .paper{fill:var(--paper)}svg .whisker{stroke:var(--ink)}\
svg .curve{fill:none;stroke-width:1.6}svg .d1{stroke-dasharray:6 3}svg .d2{stroke-dasharray:2 2}\
svg .d3{stroke-dasharray:8 3 2 3}\
svg .c0{stroke:var(--c0)}svg .c1{stroke:var(--c1)}svg .c2{stroke:var(--c2)}svg .c3{stroke:var(--c3)}\
svg .f0{fill:var(--c0)}svg .f1{fill:var(--c1)}svg .f2{fill:var(--c2)}svg .f3{fill:var(--c3)}";

/// Series that can be told apart; further ones begin anew.
pub(super) const SERIES: usize = 4;

/// An SVG. Displayed it is an element for a page ([`super::Page`] brings the styles); as a file of
/// its own see [`Drawing::file`].
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    width: f64,
    height: f64,
    label: String,
    body: String,
}

/// A point of the canvas: right of its left edge, below its upper edge.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Place {
    pub x: f64,
    pub y: f64,
}

pub(super) const fn at(x: f64, y: f64) -> Place {
    Place { x, y }
}

impl Drawing {
    /// An empty canvas. The label is what a screen reader says.
    pub(super) fn new(width: f64, height: f64, label: &str) -> Self {
        Self {
            width,
            height,
            label: label.to_owned(),
            body: String::new(),
        }
    }

    /// An SVG file that stands alone.
    #[must_use]
    pub fn file(&self) -> String {
        let style =
            format!("<style>{STYLE}</style><rect class=\"paper\" width=\"100%\" height=\"100%\"/>");
        self.element(&style)
    }

    pub(super) const fn width(&self) -> f64 {
        self.width
    }

    fn element(&self, before: &str) -> String {
        let Self {
            width,
            height,
            label,
            body,
        } = self;
        let label = escape(label);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
             width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"{label}\">{before}{body}</svg>\n"
        )
    }

    fn put(&mut self, shape: fmt::Arguments<'_>) {
        // Writing to a String always succeeds.
        let _ = self.body.write_fmt(shape);
    }

    /// A line from one point to another.
    pub(super) fn line(&mut self, class: &str, from: Place, to: Place) {
        self.put(format_args!(
            "<line class=\"{class}\" x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\"/>",
            from.x, from.y, to.x, to.y
        ));
    }

    /// A rectangle by its upper left corner, with what is shown where the pointer rests.
    pub(super) fn rectangle(&mut self, class: &str, corner: Place, size: Place, told: &str) {
        let Place { x, y } = corner;
        let (width, height) = (size.x.max(0.0), size.y.max(0.0));
        self.put(format_args!(
            "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\""
        ));
        if told.is_empty() {
            self.body.push_str("/>");
        } else {
            self.put(format_args!("><title>{}</title></rect>", escape(told)));
        }
    }

    /// A run of straight lines.
    pub(super) fn curve(&mut self, class: &str, places: &[Place]) {
        if places.is_empty() {
            return;
        }
        self.put(format_args!("<polyline class=\"curve {class}\" points=\""));
        for (number, Place { x, y }) in places.iter().enumerate() {
            let gap = if number == 0 { "" } else { " " };
            self.put(format_args!("{gap}{x:.1},{y:.1}"));
        }
        self.body.push_str("\"/>");
    }

    /// Words, their base line beginning (or, by class `end` or `middle`, ending or centred) there.
    pub(super) fn text(&mut self, class: &str, place: Place, words: &str) {
        self.put(format_args!(
            "<text class=\"{class}\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            place.x,
            place.y,
            escape(words)
        ));
    }
}

impl Display for Drawing {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        out.write_str(&self.element(""))
    }
}

/// Words as they may stand in XML: its signs spelled out, and what XML can't hold left out.
pub(super) fn escape(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len());
    for letter in words.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(' '),
            '\u{fffe}' | '\u{ffff}' => {}
            control if control.is_control() => {}
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_words_make_a_file_that_is_read_back(words in "\\PC*|.*") {
            let mut drawing = Drawing::new(10.0, 10.0, &words);
            drawing.text("title", at(1.0, 2.0), &words);
            drawing.rectangle("f0", at(0.0, 0.0), at(1.0, 1.0), &format!("{words}!"));
            let file = drawing.file();
            let read = roxmltree::Document::parse(&file).unwrap();
            prop_assert_eq!(read.root_element().tag_name().name(), "svg");
            let texts = read.descendants().filter(|node| node.has_tag_name("text")).count();
            prop_assert_eq!(texts, 1);
        }
    }
}
