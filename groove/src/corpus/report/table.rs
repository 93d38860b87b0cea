//! A report as aligned text.

use std::fmt::{Display, Formatter, Result};

use super::{Cases, Report};

/// Names are padded to the longest of their group, or to this.
const WIDEST_NAME: usize = 80;

pub(super) struct Table<'r>(pub &'r Report);

impl Display for Table<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        let report = self.0;
        for (what, count) in [
            ("pieces read", report.read),
            ("pieces used", report.used),
            ("pieces rejected", report.rejected()),
        ] {
            writeln!(formatter, "{what:<34}{count:>12}")?;
        }
        let unknown = report.unknown_keys.iter().map(|key| key.strokes).sum();
        for (what, count) in [
            ("windows made", report.windows),
            ("strokes on the grid", report.strokes),
            ("pieces of other splits", report.of_other_splits),
            ("strokes left out: shadowed", report.shadowed),
            ("strokes left out: other meters", report.foreign_meters),
            ("strokes left out: bars cut short", report.broken_bars),
            ("strokes left out: before the start", report.before_start),
            ("strokes left out: unknown keys", unknown),
            ("notes left out: other parts", report.other_parts),
            ("other files, not read", report.ignored.count()),
        ] {
            if count > 0 {
                writeln!(formatter, "{what:<34}{count:>12}")?;
            }
        }
        for (reason, cases) in &report.rejected {
            group(formatter, "rejected", reason.text(), cases)?;
        }
        for (kind, cases) in &report.faults {
            group(formatter, "used", kind.text(), cases)?;
        }
        if !report.unknown_keys.is_empty() {
            writeln!(formatter, "\nkeys unknown to the drum map")?;
            for unknown in &report.unknown_keys {
                let (key, strokes, pieces) = (unknown.key.get(), unknown.strokes, unknown.pieces);
                writeln!(
                    formatter,
                    "  {key:>3}  {strokes:>10} strokes in {pieces} pieces"
                )?;
            }
        }
        if report.ignored.count() > 0 {
            writeln!(formatter, "\nother files, not read")?;
            for (kind, count) in report.ignored.types() {
                writeln!(formatter, "  {kind:<20}{count:>10}")?;
            }
        }
        Ok(())
    }
}

fn group(formatter: &mut Formatter<'_>, fate: &str, what: &str, cases: &Cases) -> Result {
    writeln!(formatter, "\n{fate}: {} {what}", cases.count)?;
    let widths = cases.named.iter().map(|case| case.name.chars().count());
    let width = widths.max().unwrap_or(0).min(WIDEST_NAME);
    for case in &cases.named {
        writeln!(formatter, "  {:<width$}  {}", case.name, case.sentence)?;
    }
    match cases.unnamed() {
        0 => Ok(()),
        more => writeln!(
            formatter,
            "  and {more} more; a log of the import names them all"
        ),
    }
}
