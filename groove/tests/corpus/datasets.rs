//! Collections with an `info.csv`.

use groove::{
    Tempo,
    corpus::{BeatType, Corpus, CorpusError, Options, Split},
};

use crate::help::*;

const HEAD: &str = "drummer,session,id,style,bpm,beat_type,time_signature,midi_filename,\
                    audio_filename,duration,split\n";

fn line(name: &str, split: &str) -> String {
    format!("drummer1,s,id,rock,120,beat,4-4,{name},,8.0,{split}\n")
}

#[test]
fn the_archive_as_published_gives_its_pieces_in_order_with_what_is_known() {
    let corpus = Corpus::open(&archive("dataset.zip")).unwrap();
    assert!(corpus.has_splits());
    assert_eq!(corpus.count(), Some(2));
    let pieces: Vec<_> = corpus.pieces().collect();
    let names: Vec<&str> = pieces.iter().map(|piece| piece.name.as_str()).collect();
    assert_eq!(names, ["drummer1/2_fill.mid", "drummer1/1_ROCK.MID"]);
    let splits: Vec<_> = pieces.iter().map(|piece| piece.split).collect();
    assert_eq!(splits, [Some(Split::Test), Some(Split::Train)]);
    let about = pieces[0].about.as_ref().unwrap();
    assert_eq!(
        (about.drummer.as_str(), about.id.as_str()),
        ("drummer1", "drummer1/2")
    );
    assert_eq!(
        (about.style.as_str(), about.bpm),
        ("rock/fill", Tempo::new(120.0))
    );
    assert_eq!(about.beat_type, Some(BeatType::Fill));
    assert_eq!(about.meter.unwrap().to_string(), "4/4");
    let (fates, report) = import(&corpus, Options::default());
    assert_eq!(fates[0].1, Ok(strokes(&fixture("fill.mid"))));
    assert_eq!(report.used, 2);
    let ignored: Vec<(&str, u64)> = report.ignored.types().collect();
    assert_eq!(ignored, [("(no extension)", 1), ("wav", 1)]);
}

#[test]
fn every_line_that_leads_to_no_piece_says_why() {
    let midi = midi();
    let info = [
        line("a/1.mid", "train"),
        line("a/missing.mid", "train"),
        line("a/1.mid", "test"),
        line("../outside.mid", "train"),
        line("a/2.MID", "train"),
        line("a/2.mid", "train"),
        line(r"a\3.mid", "Train"),
        line("a", "train"),
        "too,short\n".to_owned(),
        line("a/4.mid", "validation").replace("120", "fast"),
    ];
    let info = format!("{HEAD}{}", info.concat());
    let files: &[(&str, &[u8])] = &[
        ("info.csv", info.as_bytes()),
        ("a/1.mid", &midi),
        ("a/2.mid", &midi),
        ("a/3.mid", &midi),
        ("a/4.mid", &midi),
        ("a/5.mid", &midi),
        ("a/1.wav", b""),
        ("a/6.tfrecord", b""),
        ("LICENSE", b""),
    ];
    let folder = folder(files);
    let (fates, report) = read(folder.path());
    let expected = [
        "a/1.mid",
        "a/missing.mid: missing",
        "a/1.mid: twice",
        "../outside.mid: bad-line",
        "a/2.MID",
        "a/2.mid: twice",
        r"a\3.mid: bad-line",
        "a: unreadable",
        "info.csv: bad-line",
        "a/4.mid: bad-line",
        "a/5.mid: unlisted",
    ];
    assert_eq!(lines(&fates), expected);
    let ignored: Vec<(&str, u64)> = report.ignored.types().collect();
    assert_eq!(
        ignored,
        [("(no extension)", 1), ("tfrecord", 1), ("wav", 1)]
    );
    assert_eq!(Corpus::open(folder.path()).unwrap().count(), Some(11));
    let table = report.table().to_string();
    for part in [
        "line 10 of info.csv: 2 fields",
        "`fast`",
        "`Train` is no split",
    ] {
        assert!(table.contains(part), "{part} is not in\n{table}");
    }

    // The same archived, except that an archive has no folder `a` to be named.
    let archived: Vec<(String, &[u8])> = files
        .iter()
        .map(|(name, bytes)| (format!("groove/{name}"), *bytes))
        .collect();
    let mut archived: Vec<(&str, &[u8])> = archived
        .iter()
        .map(|(name, bytes)| (name.as_str(), *bytes))
        .collect();
    archived.reverse();
    let data = self::folder(&[("data.zip", &zip(&archived))]);
    let (fates, _) = read(&data.path().join("data.zip"));
    let expected = expected.map(|line| line.replace("a: unreadable", "a: missing"));
    assert_eq!(lines(&fates), expected);
}

#[test]
fn one_split_is_read_and_the_others_are_counted() {
    let midi = midi();
    let info = [
        line("1.mid", "train"),
        line("2.mid", "test"),
        line("3.mid", "train"),
        line("gone.mid", "test"),
    ];
    let info = format!("{HEAD}{}", info.concat());
    let folder = folder(&[
        ("info.csv", info.as_bytes()),
        ("1.mid", &midi),
        ("2.mid", &midi),
        ("3.mid", &midi),
        ("extra.mid", &midi),
    ]);
    let corpus = Corpus::open(folder.path()).unwrap();
    let of = |split| {
        let split = Some(split);
        let options = Options {
            split,
            ..Options::default()
        };
        let (fates, report) = import(&corpus, options);
        (lines(&fates), report.of_other_splits)
    };
    // What has no split is told to all who ask.
    let unlisted = "extra.mid: unlisted".to_owned();
    assert_eq!(
        of(Split::Train),
        (vec!["1.mid".into(), "3.mid".into(), unlisted.clone()], 2)
    );
    assert_eq!(
        of(Split::Test),
        (
            vec!["2.mid".into(), "gone.mid: missing".into(), unlisted.clone()],
            2
        )
    );
    assert_eq!(of(Split::Validation), (vec![unlisted], 4));
}

#[test]
fn plain_folders_are_split_by_name() {
    let midi = midi();
    let folder = folder(&[]);
    for number in 0..60 {
        write(folder.path(), &[(&format!("{number}.mid"), &midi)]);
    }
    let corpus = Corpus::open(folder.path()).unwrap();
    let mut seen = 0;
    for split in Split::ALL {
        let options = Options {
            split: Some(split),
            ..Options::default()
        };
        let (fates, report) = import(&corpus, options);
        assert!(!fates.is_empty(), "{split}");
        assert!(fates.iter().all(|(name, _)| Split::by_name(name) == split));
        assert_eq!(report.read + report.of_other_splits, 60);
        seen += fates.len();
    }
    assert_eq!(seen, 60);
}

#[test]
fn an_info_without_the_columns_is_an_error_that_names_them() {
    let midi = midi();
    for info in [
        "",
        "a,b\n1,2\n",
        "midi_filename\nx.mid\n",
        "midi_filename;split\n",
    ] {
        let files: &[(&str, &[u8])] = &[("info.csv", info.as_bytes()), ("a.mid", &midi)];
        let folder = folder(files);
        let plain = Corpus::open(folder.path()).unwrap_err();
        write(folder.path(), &[("data.zip", &zip(files))]);
        let zipped = Corpus::open(&folder.path().join("data.zip")).unwrap_err();
        for error in [plain, zipped] {
            assert!(matches!(error, CorpusError::Info { .. }), "{error}");
            let text = error.to_string();
            assert!(
                text.contains("info.csv") && text.contains("midi_filename"),
                "{text}"
            );
            assert!(text.contains("rename it"), "{text}");
        }
    }
}

#[test]
fn the_folder_above_the_unpacked_archive_will_do() {
    let info = format!("{HEAD}{}", line("1.mid", "train"));
    let folder = folder(&[
        ("groove/info.csv", info.as_bytes()),
        ("groove/1.mid", &midi()),
    ]);
    let corpus = Corpus::open(folder.path()).unwrap();
    assert!(corpus.has_splits());
    assert_eq!(lines(&import(&corpus, Options::default()).0), ["1.mid"]);
}

#[test]
fn an_archive_with_several_infos_uses_the_outermost() {
    let inner = format!("{HEAD}{}", line("x.mid", "train"));
    let outer = format!("{HEAD}{}", line("a/1.mid", "train"));
    let zip = zip(&[
        ("a/info.csv", inner.as_bytes()),
        ("info.csv", outer.as_bytes()),
        ("a/1.mid", &midi()),
    ]);
    let data = folder(&[("data.zip", &zip)]);
    let (fates, report) = read(&data.path().join("data.zip"));
    assert_eq!(lines(&fates), ["a/1.mid"]);
    assert_eq!(report.ignored.types().next(), Some(("csv", 1)));
}
