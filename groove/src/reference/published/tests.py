#!/usr/bin/env python3
"""What the real pretty_midi makes of the performance in tests.rs: its clips of one bar, cut, written and
read again as by the builder of the TensorFlow data set `groove`, at two nominal tempos.

usage: pip install pretty_midi==0.2.11 && python3 tests.py > tests.txt
"""

import copy
import io

import pretty_midi
from pretty_midi import ControlChange, Instrument, KeySignature, Note, PitchBend, TimeSignature

NOMINAL_BPMS, BEATS_PER_BAR, BARS = (109, 120), 4, 1
TICKS_PER_BEAT, TEMPO = 4, 120

midi = pretty_midi.PrettyMIDI(resolution=TICKS_PER_BEAT, initial_tempo=TEMPO)
tick = 60 / (TEMPO * TICKS_PER_BEAT)
midi._tick_scales.append((40, 60 / (90 * TICKS_PER_BEAT)))  # from there on at 90 beats a minute
midi._update_tick_to_time(80)
drums = Instrument(0, is_drum=True, name="Drums")
# On key 42, strokes shorter than a tick: most lose their length, and ring until the next one's end.
# On 36, the second comes early for the second bar. On 46 they overlap. On 49 and 51, they
# ring over a bar line. At 120, half a tick lies as near to the tick before as to the one after.
for key, velocity, start, end in ([(36, 100, 0, 4), (36, 90, 17.25, 19), (38, 91, 18.5, 19.5)]
                                  + [(42, 20 + n, n, n + 0.4) for n in range(0, 48, 3)]
                                  + [(46, 70, 20, 30), (46, 71, 24, 32), (49, 110, 30, 47), (51, 60, 33, 36)]):
    drums.notes.append(Note(velocity, key, start * tick, end * tick))
drums.control_changes = [ControlChange(4, at, at * tick) for at in (3, 10, 11, 16, 25, 70)]
drums.pitch_bends = [PitchBend(-at, at * tick) for at in (2, 30)]
cowbell = Instrument(5)
cowbell.notes = [Note(1, 56, 40 * tick, 41 * tick)]
cowbell.control_changes = [ControlChange(7, at, at * tick) for at in (20, 50)]
midi.instruments = [drums, cowbell]
midi.time_signature_changes = [TimeSignature(3, 4, 30 * tick)]
midi.key_signature_changes = [KeySignature(21, 0.0), KeySignature(2, 20 * tick)]

for nominal_bpm in NOMINAL_BPMS:
    bar = 60 / nominal_bpm * BEATS_PER_BAR
    total = int(round(midi.get_end_time() / bar))
    for first in range(total - BARS + 1):
        clip = copy.deepcopy(midi)
        clip.adjust_times([first * bar, (first + BARS) * bar], [0, BARS * bar])
        clip.time_signature_changes = midi.time_signature_changes
        file = io.BytesIO()
        clip.write(file)
        file.seek(0)
        again = pretty_midi.PrettyMIDI(file)
        print("clip", nominal_bpm, first)
        for time, tempo in zip(*again.get_tempo_changes()):
            print("tempo", time, tempo)
        for meter in again.time_signature_changes:
            print("meter", meter.time, "%d/%d" % (meter.numerator, meter.denominator))
        for key in again.key_signature_changes:
            print("key", key.time, key.key_number % 12, "minor" if key.key_number > 11 else "major")
        for part in again.instruments:
            print('part %d %s "%s"' % (part.program, "drums" if part.is_drum else "tuned", part.name))
            for note in part.notes:
                print("stroke", note.pitch, note.velocity, note.start, note.end)
            for change in part.control_changes:
                print("control", change.number, change.value, change.time)
            for bend in part.pitch_bends:
                print("bend", bend.pitch, bend.time)
