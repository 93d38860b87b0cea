//! The built plugin plays in real hosts: every note on its sample, nothing left on, the same
//! again. One table of scripts drives both formats.

#![allow(clippy::unwrap_used)] // helpers of tests fail as tests do

use std::{path::Path, time::Duration};

use groove::{DrumMap, Groove};
use whole_system::{
    Host,
    clap_host::ClapHost,
    host::{play, settled_groove},
    need,
    notes::Recording,
    parts, score,
    script::{FOUR_BARS, Script, Seams},
    vst3_host::Vst3Host,
};

/// How long a plugin may take to have its groove; far more than it needs.
const PATIENCE: Duration = Duration::from_secs(60);

/// Block sizes as hosts have them.
const BLOCKS: &str = "blocks 512 64 441 1 1024 4096 333";

type Open = fn(&Path) -> Box<dyn Host>;

fn clap(file: &Path) -> Box<dyn Host> {
    Box::new(ClapHost::open(file).unwrap())
}

fn vst3(file: &Path) -> Box<dyn Host> {
    Box::new(Vst3Host::open(file).unwrap())
}

/// What hosts do, each with a name.
fn scripts() -> Vec<(&'static str, &'static str)> {
    vec![
        ("four bars at 120", "play 4 bars"),
        (
            "eight bars with a tempo change and a loop",
            "loop 3.1 to 5.1; play 3 bars; tempo 96; play 3 bars; loop off; play 2 bars",
        ),
        (
            "a loop of one bar, four times, at a crooked tempo",
            "tempo 133.7; jump 2.1; loop 2.1 to 3.1; play 4 bars",
        ),
        (
            "a loop of three beats and a sixteenth",
            "tempo 90; jump 1.2; loop 1.2 to 4.25 beats; play 9.75 beats",
        ),
        (
            "a start in the middle of a bar, and a jump",
            "tempo 140; jump 2.5 beats; play 4.5 beats; jump 4.2; play 2 bars",
        ),
    ]
}

/// Opens the plugin anew, lets it settle, and plays.
fn run(open: Open, file: &Path, script: &Script) -> (Box<Groove>, Recording) {
    let mut host = open(file);
    let groove = settled_groove(host.as_mut(), PATIENCE).unwrap();
    (groove, play(host.as_mut(), script).unwrap())
}

fn plays_every_script(open: Open, file: &Path, all_seams: &[Seams]) {
    for (name, script) in scripts() {
        for &seams in all_seams {
            let script = format!("{BLOCKS}; seams {}; {script}", seams.word());
            let script = script.parse().unwrap();
            let (groove, heard) = run(open, file, &script);
            let expected = score::expected(&groove, DrumMap::general_midi(), &script);
            assert!(!expected.is_empty(), "{name}: the groove is silent");
            score::compare(&heard, &expected)
                .unwrap_or_else(|difference| panic!("{name}, {seams:?}: {difference}"));
            assert_eq!(heard.disorder(), None, "{name}, {seams:?}");
            assert_eq!(heard.peak, 0.0, "{name}: the audio output is not silent");
        }
    }
}

fn plays_the_same_again(open: Open, file: &Path) {
    let (name, script) = scripts().swap_remove(1);
    let script = script.parse().unwrap();
    let (_, first) = run(open, file, &script);
    let (_, second) = run(open, file, &script);
    assert_eq!(first, second, "{name}");
}

#[test]
fn clap_plays_every_note_on_its_sample() {
    let file = need!(parts::clap());
    plays_every_script(clap, &file, &[Seams::Split, Seams::Untold, Seams::Told]);
}

#[test]
fn vst3_plays_every_note_on_its_sample() {
    let file = need!(parts::vst3());
    plays_every_script(vst3, &file, &[Seams::Split, Seams::Untold]);
}

#[test]
fn clap_plays_the_same_again_in_a_new_instance() {
    plays_the_same_again(clap, &need!(parts::clap()));
}

#[test]
fn vst3_plays_the_same_again_in_a_new_instance() {
    plays_the_same_again(vst3, &need!(parts::vst3()));
}

#[test]
fn both_formats_play_the_same_notes() {
    let files = (need!(parts::clap()), need!(parts::vst3()));
    let script = FOUR_BARS.parse().unwrap();
    let (_, in_clap) = run(clap, &files.0, &script);
    let (_, in_vst3) = run(vst3, &files.1, &script);
    assert_eq!(in_clap, in_vst3);
}

/// The groove after the parameter was set, in a host that shows none but new ones.
fn groove_after(host: &mut dyn Host, parameter: &str, value: f64) -> Box<Groove> {
    host.set(parameter, value).unwrap();
    settled_groove(host, PATIENCE).unwrap()
}

fn a_parameter_changes_the_groove(open: Open, file: &Path) {
    let mut host = open(file);
    let at_a = groove_after(host.as_mut(), "morph", 0.0);
    let at_b = groove_after(host.as_mut(), "morph", 1.0);
    assert_ne!(at_a, at_b, "morph has no effect");
    let script = FOUR_BARS.parse().unwrap();
    let heard = play(host.as_mut(), &script).unwrap();
    let expected = score::expected(&at_b, DrumMap::general_midi(), &script);
    score::compare(&heard, &expected).unwrap();
    assert_eq!(
        groove_after(host.as_mut(), "morph", 0.0),
        at_a,
        "the way back"
    );
}

#[test]
fn clap_automation_of_morph_changes_the_groove() {
    a_parameter_changes_the_groove(clap, &need!(parts::clap()));
}

#[test]
fn vst3_automation_of_morph_changes_the_groove() {
    a_parameter_changes_the_groove(vst3, &need!(parts::vst3()));
}
