//! What the user is told at the end of an installation: how to play in a host.

/// How to route in the hosts that most people have.
pub const HOW_TO: &str = "\
How to play it:
  Reaper    Insert Quatrain (CLAP or VST3) on a track before a drum sampler. Press play.
  Bitwig    Put Quatrain on an instrument track, before the drum machine. Press play.
  Live      Load the VST3 on a MIDI track. On a second MIDI track with a drum rack choose
            \"MIDI From\": the first track, and below it Quatrain; set Monitor to In. Press play.
Move the slider between A and B, or automate it. No host at hand: run the standalone program,
or `quatrain sample --help` for MIDI files.";
