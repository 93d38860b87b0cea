//! The built plugin plays in real hosts: every note on its sample, nothing left on, the same
//! again. One table of scripts drives both formats.

#![allow(clippy::unwrap_used)] // helpers of tests fail as tests do

mod support;

use std::{path::Path, time::Duration};

use groove::{DrumMap, Groove};
use whole_system::{
    Host, HostError, cases,
    host::{play, play_groove, settled_groove},
    need,
    notes::Recording,
    parts, score,
    script::{FOUR_BARS, Script, Seams},
    transport::Call,
};

use support::{Open, clap, vst3};

/// How long a plugin may take to have its groove; far more than it needs.
const PATIENCE: Duration = Duration::from_secs(60);

/// Opens the plugin anew, lets it settle, and plays.
fn run(open: Open, file: &Path, script: &str) -> (Box<Groove>, Recording) {
    let mut host = open(file);
    let groove = settled_groove(host.as_mut(), PATIENCE).unwrap();
    (
        groove,
        play(host.as_mut(), &script.parse().unwrap()).unwrap(),
    )
}

/// Plays a script in a project with the groove of the table, and tells the first difference.
fn check(host: &mut dyn Host, project: &[u8], script: &Script) -> Result<(), String> {
    let groove = cases::groove();
    let failed = |error: HostError| error.to_string();
    // Asleep, so that nothing is left of the script before.
    host.play(&[Call::Deactivate]).map_err(failed)?;
    host.load(project).map_err(failed)?;
    let heard = play(host, script).map_err(failed)?;
    score::compare(
        &heard,
        &score::expected(&groove, DrumMap::general_midi(), script),
    )?;
    if let Some(disorder) = heard.disorder() {
        return Err(format!("{disorder:?}"));
    }
    match heard.peak == 0.0 {
        true => Ok(()),
        false => Err("the audio output is not silent".to_owned()),
    }
}

/// Plays the whole table, and tells all that is wrong.
fn plays_every_case(open: Open, file: &Path, name: &str, told: bool) {
    let mut host = open(file);
    play_groove(host.as_mut(), &cases::groove(), PATIENCE).unwrap();
    let project = host.save().unwrap();
    let mut wrong = Vec::new();
    let mut count = 0;
    for case in cases::all().unwrap() {
        let scripts = case.scripts().into_iter();
        let playable = scripts.filter(|(seams, _)| told || *seams != Seams::Told);
        for (seams, script) in playable.filter(|_| case.is_for(name)) {
            count += 1;
            if let Err(difference) = check(host.as_mut(), &project, &script) {
                wrong.push(format!(
                    "{}, seams {}: {difference}",
                    case.name,
                    seams.word()
                ));
            }
        }
    }
    assert!(count > 50, "{count} cases");
    assert!(
        wrong.is_empty(),
        "{} of {count}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

fn plays_the_same_again(open: Open, file: &Path) {
    let script = "loop 3.1 to 5.1; play 3 bars; tempo 96; play 3 bars; loop off; play 2 bars";
    let (_, first) = run(open, file, script);
    let (_, second) = run(open, file, script);
    assert_eq!(first, second);
}

#[test]
fn clap_plays_every_note_on_its_sample() {
    let file = need!(parts::clap());
    plays_every_case(clap, &file, "clap", true);
}

#[test]
fn vst3_plays_every_note_on_its_sample() {
    let file = need!(parts::vst3());
    plays_every_case(vst3, &file, "vst3", false);
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
    let (_, in_clap) = run(clap, &files.0, FOUR_BARS);
    let (_, in_vst3) = run(vst3, &files.1, FOUR_BARS);
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

/// A parameter moves with the first block of a bounce: the notes are already those of the new
/// groove. Back in real time nothing waits: those of the block are still the old one's.
fn renders_the_exact_groove(open: Open, file: &Path) {
    let mut host = open(file);
    let at_a = groove_after(host.as_mut(), "morph", 0.0);
    let script = format!("offline on; set morph 1; {FOUR_BARS}")
        .parse()
        .unwrap();
    let heard = play(host.as_mut(), &script).unwrap();
    let at_b = settled_groove(host.as_mut(), PATIENCE).unwrap();
    assert_ne!(at_a, at_b, "morph has no effect");
    let expected = score::expected(&at_b, DrumMap::general_midi(), &script);
    score::compare(&heard, &expected).unwrap();

    // A single block, from a beat on which something is to be heard.
    let scripts = (1..=4).map(|beat| {
        let text = format!("offline off; blocks 8192; jump 1.{beat}; set morph 0");
        format!("{text}; play 8192 samples").parse().unwrap()
    });
    let expected = |script: &Script| score::expected(&at_b, DrumMap::general_midi(), script);
    let script = scripts
        .into_iter()
        .find(|script| !expected(script).is_empty());
    let script = script.expect("a bar with strokes");
    let heard = play(host.as_mut(), &script).unwrap();
    score::compare(&heard, &expected(&script)).unwrap();
}

#[test]
fn clap_renders_the_exact_groove() {
    renders_the_exact_groove(clap, &need!(parts::clap()));
}

#[test]
fn vst3_renders_the_exact_groove() {
    renders_the_exact_groove(vst3, &need!(parts::vst3()));
}
