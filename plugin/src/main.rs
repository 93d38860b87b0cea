//! Quatrain without a host: `quatrain-standalone --help` lists the audio and MIDI backends.

use nice_plug::prelude::nice_export_standalone;
use quatrain_plugin::Quatrain;

fn main() -> std::process::ExitCode {
    if nice_export_standalone::<Quatrain>() {
        std::process::ExitCode::SUCCESS
    } else {
        std::process::ExitCode::FAILURE
    }
}
