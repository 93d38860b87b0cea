//! What the built plugins tell hosts about themselves.

use std::{path::Path, process::Command};

use whole_system::{
    clap_host::ClapHost,
    need, parts,
    vst3_host::{Bus, Media, Vst3Host},
};

const ARDOUR: &str = "/usr/lib/ardour7";

#[test]
fn clap_declares_a_stereo_output_and_notes_in_and_out() {
    let host = ClapHost::open(&need!(parts::clap())).unwrap();
    let told = host.description();
    assert_eq!(told.id, "org.quatrain.quatrain", "projects hold it");
    assert_eq!(told.name, "Quatrain");
    assert_eq!(told.audio_outputs, [2]);
    assert_eq!(told.audio_inputs, 0);
    assert_eq!((told.note_inputs, told.note_outputs), (1, 1));
}

#[test]
fn vst3_declares_a_stereo_output_and_notes_in_and_out() {
    let host = Vst3Host::open(&need!(parts::vst3())).unwrap();
    let count = |media, output| {
        let alike = |bus: &&Bus| bus.media == media && bus.output == output;
        host.buses().iter().filter(alike).count()
    };
    let audio = host.buses().iter().find(|bus| bus.media == Media::Audio);
    assert_eq!(audio.map(|bus| (bus.output, bus.channels)), Some((true, 2)));
    assert_eq!(count(Media::Audio, true), 1);
    assert_eq!(count(Media::Audio, false), 0);
    assert_eq!(count(Media::Events, true), 1);
    assert_eq!(count(Media::Events, false), 1);
}

/// A host that many people use: what its scanner finds is what they get.
#[test]
fn ardour_finds_a_midi_output_and_a_stereo_output() {
    let file = need!(parts::vst3());
    let scanner = need!(parts::installed(
        &Path::new(ARDOUR).join("ardour-vst3-scanner")
    ));
    let cache = tempfile::tempdir().unwrap();
    let output = Command::new("timeout")
        .arg("60")
        .arg(scanner)
        .args(["-v", "-f"])
        .arg(&file)
        .env("LD_LIBRARY_PATH", ARDOUR)
        // Its notes about plugins are not left in the user's home.
        .env("HOME", cache.path())
        .env("XDG_CACHE_HOME", cache.path())
        .env("XDG_CONFIG_HOME", cache.path())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    for fact in [
        "name=\"Quatrain\"",
        "n_inputs=\"0\"",
        "n_outputs=\"2\"",
        "n_midi_inputs=\"1\"",
        "n_midi_outputs=\"1\"",
    ] {
        assert!(told.contains(fact), "no {fact} in:\n{told}");
    }
}

/// The everyday build aborts where the audio thread allocates; a build without that check would
/// prove nothing in the other tests.
#[test]
fn the_plugin_under_test_checks_the_audio_threads_allocations() {
    let bytes = std::fs::read(need!(parts::clap())).unwrap();
    let sign = b"Memory allocation of";
    let is_checked = bytes.windows(sign.len()).any(|window| window == sign);
    assert!(is_checked, "assert_process_allocs is off in this build");
}
