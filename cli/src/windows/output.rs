//! What is made of one piece: rows for the table, windows for the arrays.

use groove::{
    Rules,
    corpus::{Made, Outcome, Piece, Rejection, name_hash},
    performance::Performance,
    quantize::QuantizeError,
    reference::{
        Cut, Inputs, Length, NoteDropout, Row, Tensor, Variant, Windows,
        published::{self, NominalMeter},
    },
};

/// How pieces are made into rows and windows.
pub struct Maker {
    /// How they are cut.
    pub cut: Cut,
    /// The rules for what its rules refuse.
    pub otherwise: Option<Rules>,
    /// Into the clips of the published data set.
    pub published: bool,
    /// Whether the windows themselves are asked for.
    pub arrays: bool,
    /// What of them.
    pub variant: Option<Variant>,
    /// Strokes to be dropped from the inputs.
    pub note_dropout: Option<NoteDropout>,
}

/// What one piece gives.
pub struct Output {
    /// Its rows: one, or one a clip.
    pub rows: Vec<(String, Row)>,
    /// Its arrays.
    pub arrays: Vec<NamedArray>,
}

/// Windows under a name.
pub struct NamedArray {
    /// Name in the archive.
    pub name: String,
    /// Rows of each window.
    pub rows: usize,
    /// The windows.
    pub windows: Vec<Tensor>,
    /// Whether the hits alone are stored, as controls.
    pub controls: bool,
}

impl Maker {
    /// Makes one piece. A piece that gives no window is a row too.
    pub fn make(&self, piece: &Piece, performance: &Performance) -> Made<Output> {
        if self.published {
            return self.clips(piece, performance);
        }
        let mut windows = self.cut.windows(performance);
        let mut row = self.cut.row(performance, &windows);
        if let Some((better, cut)) = self.otherwise(piece, &windows) {
            row = self.cut.row(&better, &cut);
            windows = cut;
        }
        let arrays = self.arrays(&piece.name, &windows);
        Made {
            outcome: outcome(&row, windows),
            value: Output {
                rows: vec![(piece.name.clone(), row)],
                arrays,
            },
        }
    }

    /// A piece that the rules refuse, by the other rules, if those take it.
    fn otherwise(
        &self,
        piece: &Piece,
        refused: &Result<Windows, QuantizeError>,
    ) -> Option<(Performance, Result<Windows, QuantizeError>)> {
        let error = refused.as_ref().err()?;
        if !error.is_refusal() {
            return None;
        }
        let rules = self.otherwise?;
        let performance = piece.read(rules).ok()?;
        let cut = Cut {
            rules,
            ..self.cut.clone()
        };
        let windows = cut.windows(&performance);
        Some((performance, windows))
    }

    fn clips(&self, piece: &Piece, performance: &Performance) -> Made<Output> {
        let mut output = Output {
            rows: Vec::new(),
            arrays: Vec::new(),
        };
        let outcome = self.add_clips(piece, performance, &mut output);
        Made {
            value: output,
            outcome,
        }
    }

    fn add_clips(
        &self,
        piece: &Piece,
        performance: &Performance,
        output: &mut Output,
    ) -> Result<Outcome, Rejection> {
        let about = piece.about.as_ref();
        let Some(nominal) = about.and_then(NominalMeter::listed) else {
            return Err(Rejection::other(
                "has no bpm or time signature in info.csv; the published cut needs both",
            ));
        };
        let bars = match self.cut.length {
            Length::Bars(bars) => bars,
            Length::Whole => 0,
        };
        let clips = nominal.and_then(|nominal| published::clips(performance, nominal, bars));
        let clips = clips.map_err(|error| Rejection::other(error.to_string()))?;
        let id = about.map_or(piece.name.as_str(), |about| &about.id);
        let mut outcome = Outcome::default();
        let mut why = None;
        for (number, clip) in clips.enumerate() {
            let windows = self.cut.windows(&clip);
            let row = self.cut.row(&clip, &windows);
            let name = format!("{id}:{number:03}");
            output.arrays.extend(self.arrays(&name, &windows));
            outcome.windows += row.sums.windows;
            outcome.strokes += row.sums.hits as usize;
            why = why.or(windows.err());
            output.rows.push((name, row));
        }
        match (outcome.windows, why) {
            (0, Some(error)) => Err(error.into()),
            (0, None) => Err(QuantizeError::TooShort {
                found: 0,
                needed: bars,
            }
            .into()),
            _ => Ok(outcome),
        }
    }

    fn arrays(&self, name: &str, windows: &Result<Windows, QuantizeError>) -> Vec<NamedArray> {
        if !self.arrays {
            return Vec::new();
        }
        let rows = match self.cut.length {
            Length::Bars(bars) => Some(bars * self.cut.grid.steps_per_bar()),
            Length::Whole => None,
        };
        let Ok(windows) = windows else {
            let none = |rows| array(name, rows, Vec::new(), false);
            return rows.map(none).into_iter().collect();
        };
        let Some(variant) = self.variant else {
            return pack(name, rows, windows.tensors().collect(), false);
        };
        let mut dropout = self.note_dropout;
        if let Some(dropout) = &mut dropout {
            // Which strokes are dropped depends on the name of a piece, not on its place.
            dropout.piece = name_hash(name);
        }
        let inputs = Inputs {
            note_dropout: dropout,
            ..variant.inputs()
        };
        let inputs = windows
            .whole()
            .flat_map(|target| windows.cut(&inputs.of(&target)))
            .collect();
        let mut arrays = pack(
            &format!("{}/inputs/{name}", variant.name()),
            rows,
            inputs,
            false,
        );
        if variant == Variant::HitsControl {
            let name = format!("{}/controls/{name}", variant.name());
            arrays.extend(pack(&name, rows, windows.tensors().collect(), true));
        }
        arrays
    }
}

/// Windows of one length share an array; those of whole files that change their meter have one
/// each, numbered from the second on.
fn pack(name: &str, rows: Option<usize>, windows: Vec<Tensor>, controls: bool) -> Vec<NamedArray> {
    if let Some(rows) = rows {
        return vec![array(name, rows, windows, controls)];
    }
    let numbered = windows.into_iter().enumerate().map(|(at, window)| {
        let name = match at {
            0 => name.to_owned(),
            _ => format!("{name}#{}", at + 1),
        };
        array(&name, window.rows(), vec![window], controls)
    });
    numbered.collect()
}

fn array(name: &str, rows: usize, windows: Vec<Tensor>, controls: bool) -> NamedArray {
    NamedArray {
        name: name.to_owned(),
        rows,
        windows,
        controls,
    }
}

fn outcome(row: &Row, windows: Result<Windows, QuantizeError>) -> Result<Outcome, Rejection> {
    let windows = windows?;
    Ok(Outcome {
        windows: row.sums.windows,
        ..Outcome::new(windows.strokes(), windows.left_out.clone())
    })
}
