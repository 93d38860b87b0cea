"""The published packages' side of tests/note_seq_package: note-seq makes and reads messages,
google-crc32c checks the frames of the records. Nothing here is ours but the framing.

    note_sequences.py compare FOLDER COLLECTION RECORDS   our records of MIDI files against theirs
    note_sequences.py write FOLDER RECORDS                their records of MIDI files
    note_sequences.py rich RECORDS NAMES                  messages with every field there is
    note_sequences.py same RECORDS OTHER                  two files of records, byte by byte

Prints what was seen as JSON; ends with an error where something differs.
"""

import hashlib
import importlib.util
import json
import os
import struct
import sys
import types

import google_crc32c

# `import note_seq` alone loads audio, plots and scores too, and needs 60 packages for them. Its
# modules are the same without.
package = types.ModuleType("note_seq")
package.__path__ = list(importlib.util.find_spec("note_seq").submodule_search_locations)
sys.modules["note_seq"] = package

from google.protobuf.descriptor import FieldDescriptor  # noqa: E402
from note_seq import midi_io  # noqa: E402
from note_seq.protobuf import music_pb2  # noqa: E402


def masked(data):
    crc = google_crc32c.value(data)
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def read_records(path):
    with open(path, "rb") as file:
        data = file.read()
    at = 0
    while at < len(data):
        head = data[at : at + 8]
        (length,) = struct.unpack("<Q", head)
        record = data[at + 12 : at + 12 + length]
        checks = data[at + 8 : at + 12] + data[at + 12 + length : at + 16 + length]
        assert struct.unpack("<II", checks) == (masked(head), masked(record)), f"checksum at {at}"
        yield record
        at += 16 + length
    assert at == len(data)


def write_records(path, records):
    with open(path, "wb") as file:
        for record in records:
            head = struct.pack("<Q", len(record))
            file.write(head + struct.pack("<I", masked(head)))
            file.write(record + struct.pack("<I", masked(record)))


def midi_files(folder):
    for place, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            if name.lower().endswith((".mid", ".midi")):
                yield os.path.relpath(os.path.join(place, name), folder)


def expected(folder, collection, name):
    """As magenta's convert_dir_to_note_sequences makes it."""
    sequence = midi_io.midi_file_to_note_sequence(os.path.join(folder, name))
    sequence.collection_name = collection
    sequence.filename = name
    fingerprint = hashlib.sha1(name.encode("utf-8")).hexdigest()
    sequence.id = f"/id/midi/{collection}/{fingerprint}"
    return sequence


REPEATED = [
    "time_signatures", "key_signatures", "tempos", "notes", "pitch_bends", "control_changes",
    "instrument_infos",
]  # fmt: skip


def compare(folder, collection, records):
    seen = {"messages": 0, "equal_bytes": 0, **dict.fromkeys(REPEATED, 0)}
    for record in read_records(records):
        ours = music_pb2.NoteSequence.FromString(record)
        theirs = expected(folder, collection, ours.filename)
        if ours != theirs:
            lines = zip(str(ours).splitlines(), str(theirs).splitlines())
            first = next(((a, b) for a, b in lines if a != b), "one goes on")
            sys.exit(f"{ours.filename} differs, ours first: {first}")
        seen["messages"] += 1
        seen["equal_bytes"] += record == theirs.SerializeToString(deterministic=True)
        for field in REPEATED:
            seen[field] += len(getattr(theirs, field))
    return seen


def write(folder, records):
    names = list(midi_files(folder))
    sequences = (expected(folder, "theirs", name) for name in names)
    write_records(records, (sequence.SerializeToString() for sequence in sequences))
    return {"messages": len(names)}


def camel(name):
    return "".join(word.capitalize() for word in name.split("_"))


class Filler:
    """Fills every field of a message, each with a value of its own."""

    def __init__(self, number, sign):
        self.number, self.sign = number, sign
        self.names = set()

    def next(self):
        self.number += 1
        return self.sign * self.number

    def value(self, field):
        """A value for a field; how Rust prints the two is kept."""
        number, shown = self.next(), None
        if field.type == FieldDescriptor.TYPE_STRING:
            value = f"text {number} é"
            shown = f'"{value}"'
        elif field.type == FieldDescriptor.TYPE_BOOL:
            value, shown = True, "true"
        elif field.type == FieldDescriptor.TYPE_ENUM:
            last = field.enum_type.values[-1]
            value, shown = last.number, camel(last.name)
        elif field.type == FieldDescriptor.TYPE_DOUBLE:
            value = number + 0.1
        elif field.type == FieldDescriptor.TYPE_INT64:
            value = number << 40
        else:
            assert field.type == FieldDescriptor.TYPE_INT32, field.name
            value = number
        shown = shown or str(value)
        chosen = f"{camel(field.name)}({shown})"
        self.names.add(chosen if field.containing_oneof else f"{field.name}: {shown}")
        return value

    def fill(self, message, depth=0, arm=0):
        """Of a choice, the field `arm`; groups in groups down to a depth."""
        for field in message.DESCRIPTOR.fields:
            choice = field.containing_oneof
            if choice and choice.fields[min(arm, depth < 3)] != field:
                continue
            if field.type == FieldDescriptor.TYPE_MESSAGE:
                if field.is_repeated:
                    for other in range(2):
                        self.fill(getattr(message, field.name).add(), depth + 1, other)
                else:
                    self.fill(getattr(message, field.name), depth + 1, arm)
            elif field.is_repeated:
                getattr(message, field.name).extend(["one", "two", ""])
            else:
                setattr(message, field.name, self.value(field))
        return message


def extremes(message):
    """Notes with numbers at the ends of their ranges, and of no version of an enumeration."""
    for number in (-(2**31), 2**31 - 1):
        message.notes.add(pitch=number, velocity=-1, instrument=number, pitch_name=99)
    for number in (-(2**63), 2**63 - 1):
        message.notes.add(quantized_start_step=number, quantized_end_step=-1)
    for time in (float("inf"), float("-inf"), float("nan"), 5e-324, 1.7976931348623157e308):
        message.notes.add(start_time=time)
    message.notes.add()
    message.source_info.parser = 1234
    return message


def score(message):
    """What a transcribed song may hold and MIDI has not."""
    message.quantization_info.steps_per_quarter = 4
    message.total_quantized_steps = 32
    for step in range(0, 32, 4):
        message.notes.add(
            pitch=38, velocity=80, quantized_start_step=step, quantized_end_step=step + 1,
            pitch_name="D", numerator=1, denominator=4, voice=1, part=1, is_drum=True,
        )  # fmt: skip
        annotation = message.text_annotations.add(quantized_step=step, text="Am7")
        annotation.annotation_type = message.TextAnnotation.CHORD_SYMBOL
    message.subsequence_info.start_time_offset = 8.5
    message.section_annotations.add(time=0, section_id=0)
    message.section_groups.add(num_times=2).sections.add(section_id=0)
    message.sequence_metadata.genre.append("funk")
    return message


def rich(records, names):
    new = music_pb2.NoteSequence
    filler = Filler(100, 1)
    whole = filler.fill(new(), arm=0)
    other = Filler(100, -1).fill(new(), arm=1)
    by_the_second = Filler(5000, 1).fill(new(), arm=1)
    empty = new()
    empty.source_info.SetInParent()
    empty.quantization_info.SetInParent()
    messages = [whole, other, by_the_second, empty, new(), extremes(new()), score(new())]
    write_records(records, (m.SerializeToString(deterministic=True) for m in messages))
    with open(names, "w", encoding="utf-8") as file:
        file.writelines(f"{name}\n" for name in sorted(filler.names))
    return {"messages": len(messages), "names": len(filler.names)}


def same(records, other):
    pairs = list(zip(read_records(records), read_records(other), strict=True))
    for at, (one, two) in enumerate(pairs):
        if one != two:
            parse = music_pb2.NoteSequence.FromString
            sys.exit(f"record {at} differs:\n{parse(one)}\n---\n{parse(two)}")
    return {"messages": len(pairs)}


if __name__ == "__main__":
    command = {"compare": compare, "write": write, "rich": rich, "same": same}[sys.argv[1]]
    print(json.dumps(command(*sys.argv[2:])))
