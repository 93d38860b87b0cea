//! Order, threads, reports.

use std::sync::atomic::{AtomicUsize, Ordering};

use groove::{
    DrumMap, Grid, Performance, Rules, Step,
    corpus::{Corpus, FaultKind, Made, Options, Outcome, Piece, Reason, Rejection, Report},
    quantize::{LeftOut, quantize},
};

use crate::help::*;

fn with_threads<R: Send>(threads: usize, work: impl FnOnce() -> R + Send) -> R {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
    pool.build().unwrap().install(work)
}

/// Five hundred pieces, every seventh torn.
fn many() -> tempfile::TempDir {
    let midi = midi();
    let folder = folder(&[]);
    for number in 0..500 {
        let bytes: &[u8] = if number % 7 == 0 { b"MThd" } else { &midi };
        write(
            folder.path(),
            &[(&format!("{}/{number}.mid", number % 10), bytes)],
        );
    }
    folder
}

#[test]
fn any_number_of_threads_gives_the_same_in_the_same_order() {
    let folder = many();
    let read = |threads| {
        with_threads(threads, || {
            let (fates, report) = read(folder.path());
            let mut json = Vec::new();
            report.write_json(&mut json).unwrap();
            (fates, json, report.table().to_string())
        })
    };
    let one = read(1);
    assert_eq!(one.0.len(), 500);
    assert_eq!(one, read(2));
    assert_eq!(one, read(7));
}

#[test]
fn work_runs_ahead_by_a_chunk_at_most() {
    let folder = many();
    with_threads(2, || {
        let started = AtomicUsize::new(0);
        let corpus = Corpus::open(folder.path()).unwrap();
        let mut import = corpus.import(Options::default(), |piece: &Piece, performance| {
            started.fetch_add(1, Ordering::Relaxed);
            count(piece, performance)
        });
        for taken in 0..300 {
            assert!(started.load(Ordering::Relaxed) <= taken + 2 * 64);
            import.next().unwrap();
        }
        // An import that is left early reports what was taken.
        assert_eq!(import.into_report().read, 300);
    });
}

#[test]
fn what_work_rejects_is_in_the_report_with_its_reason() {
    let folder = folder(&[("a.mid", &midi()), ("b.mid", &midi())]);
    let corpus = Corpus::open(folder.path()).unwrap();
    let work = |piece: &Piece, _: Performance| {
        if piece.name == "a.mid" {
            return Err(groove::QuantizeError::TooShort {
                found: 3,
                needed: 4,
            });
        }
        let outcome = Outcome {
            windows: 5,
            strokes: 80,
            left_out: LeftOut {
                shadowed: 2,
                ..LeftOut::default()
            },
        };
        Ok(Made {
            value: (),
            outcome: Ok(outcome),
        })
    };
    let mut import = corpus.import(Options::default(), work);
    let mut log = Vec::new();
    for imported in &mut import {
        imported.log(&mut log).unwrap();
    }
    let report = import.into_report();
    assert_eq!(
        (report.windows, report.strokes, report.shadowed),
        (5, 80, 2)
    );
    assert_eq!(report.rejected[&Reason::TooShort].named[0].name, "a.mid");
    let log = String::from_utf8(log).unwrap();
    let lines: Vec<serde_json::Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines[0]["rejected"], "too-short");
    assert!(
        lines[0]["sentence"]
            .as_str()
            .unwrap()
            .contains("found 3 bars")
    );
    assert_eq!(lines[1]["windows"], 5);
    assert!(lines[1].get("rejected").is_none());
}

#[test]
fn the_callers_own_reasons_are_welcome() {
    let folder = folder(&[("a.mid", &midi())]);
    let corpus = Corpus::open(folder.path()).unwrap();
    let mut import = corpus.import(Options::default(), |_: &Piece, _| {
        Err::<Made<()>, _>(Rejection {
            reason: Reason::Other,
            sentence: "is too loud; play softer".to_owned(),
        })
    });
    assert!(import.next().unwrap().result.is_err());
    assert!(import.next().is_none());
    let table = import.into_report().table().to_string();
    assert!(table.contains("a.mid  is too loud; play softer"), "{table}");
}

#[test]
fn an_empty_corpus_gives_an_empty_report() {
    let folder = folder(&[]);
    assert_eq!(read(folder.path()), (Vec::new(), Report::default()));
}

#[test]
fn faults_and_what_is_left_out_are_told_file_by_file() {
    let whole = midi();
    let (torn, stump) = (&whole[..whole.len() - 40], &whole[..40]);
    let folder = folder(&[("a.mid", torn), ("b.mid", &whole), ("c.mid", stump)]);
    let corpus = Corpus::open(folder.path()).unwrap();
    let map = DrumMap::roland();
    let grid = Grid::new(1, 4, 4, 2).unwrap();
    let work = |_: &Piece, performance: Performance| {
        let laid = quantize(&performance, map, grid, Rules::Quatrain)?;
        Made::windows(laid, grid, Step(16), |_, _| ())
    };
    let mut import = corpus.import(Options::default(), work);
    let results: Vec<bool> = import
        .by_ref()
        .map(|imported| imported.result.is_ok())
        .collect();
    assert_eq!(results, [true, true, false]);
    let report = import.into_report();
    let torn = &report.faults[&FaultKind::Torn];
    assert_eq!((torn.count, torn.named[0].name.as_str()), (1, "a.mid"));
    assert!(torn.named[0].sentence.contains("at byte"), "{torn:?}");
    // Why the third is empty is said beside that it is.
    let empty = &report.rejected[&Reason::Empty].named[0];
    assert!(empty.sentence.contains("no notes") && empty.sentence.contains("torn at byte"));
    // The hats of both have no place on a grid of two drums.
    let hats: Vec<(u8, u64)> = report
        .unknown_keys
        .iter()
        .map(|unknown| (unknown.key.get(), unknown.pieces))
        .collect();
    assert!(hats.contains(&(42, 2)), "{hats:?}");
}
