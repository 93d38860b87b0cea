//! That memory does not grow with the corpus, measured by an allocator that counts.

#![allow(clippy::unwrap_used)]
#![cfg(feature = "corpus")]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    fs,
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
};

use groove::{
    Performance,
    corpus::{Corpus, Made, Options, Outcome, Piece, Rejection},
};

struct Counting;

static NOW: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call is the system allocator's own.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let now = NOW.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        PEAK.fetch_max(now, Ordering::Relaxed);
        // SAFETY: as the caller says.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: as the caller says.
        unsafe { System.dealloc(place, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Most bytes that reading a corpus adds to those held before, and the pieces it gave.
fn peak(path: &Path) -> (usize, u64) {
    let before = NOW.load(Ordering::Relaxed);
    PEAK.store(before, Ordering::Relaxed);
    let corpus = Corpus::open(path).unwrap();
    let work = |_: &Piece, performance: Performance| {
        let value = vec![0u8; 1000];
        let outcome = Outcome {
            strokes: performance.strokes.len(),
            ..Outcome::default()
        };
        let outcome = Ok(outcome);
        Ok::<_, Rejection>(Made { value, outcome })
    };
    let mut import = corpus.import(Options::default(), work);
    import.by_ref().for_each(drop);
    let report = import.into_report();
    (PEAK.load(Ordering::Relaxed) - before, report.used)
}

/// Folders of a hundred files each; every file of about 1 KB of notes.
fn folders(root: &Path, files: usize, bytes: &[u8]) {
    for number in 0..files {
        let folder = root.join((number / 100).to_string());
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(format!("{number}.mid")), bytes).unwrap();
    }
}

#[test]
fn a_corpus_ten_times_as_large_takes_no_more_memory() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures");
    let bytes = fs::read(fixtures.join("rock.mid")).unwrap();
    let (small, large) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    folders(small.path(), 200, &bytes);
    folders(large.path(), 2_000, &bytes);
    // One thread, so that the peak is the same in every run.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1);
    pool.build().unwrap().install(|| {
        // Once for what stays: threads' own memory, tables made at first use.
        peak(small.path());
        let (few, used) = peak(small.path());
        assert_eq!(used, 200);
        let (many, used) = peak(large.path());
        assert_eq!(used, 2_000);
        println!("peak: {few} bytes for 200 files, {many} for 2,000");
        // Less than six bytes for each further file: not even its name is kept.
        assert!(
            many < few + few / 16,
            "{few} bytes for 200 files, {many} for 2,000"
        );
    });
}
