#!/usr/bin/env python3
"""Ours against the reference, on the same machine, the same folder, in one run.

The work: read every MIDI file of a folder, lay it on the grid, cut windows of four bars (ROLAND table), sum
them up. The reference is Magenta 2.1.4's own GrooveConverter on note-seq 0.0.5; the packages are installed by
pip into target/benches/. Its start (ten seconds of imports) is not counted; the start of ours is.
Both must find the same windows and the same sums in every file, or the run fails.

    python3.11 benches/reference.py ../shared/groove-midi

Results: a table on the screen, all numbers in target/benches/reference.json. Takes some minutes: the
reference is slow. Python 3.9 to 3.11, since the reference's TensorFlow knows no later one.
"""

import argparse
import csv
import json
import os
import pathlib
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
HERE = ROOT / "target" / "benches"
PYTHON = HERE / "venv" / "bin" / "python"
PACKAGES = ["numpy==1.23.5", "note-seq==0.0.5", "pretty_midi==0.2.11.post0", "mido==1.3.3", "tensorflow-cpu==2.15.1",
            "tensorflow-datasets==4.9.4", "tensorflow-probability==0.23.0", "tf_slim==1.1.0"]
# Their own lists of dependencies contradict each other, or Python 3.11.
ALONE = ["magenta==2.1.4", "tensorflow-metadata==1.14.0"]
SUMS = ["n_windows", "sum_hits", "sum_velocities", "sum_abs_offsets", "sum_offsets"]
CUT = ["--drum-map", "roland", "--bars", "4", "--hop", "64", "--rules", "reference"]
MANY = 100_000


def main():
    arguments = parse()
    if arguments.reference_into:
        return reference(arguments.data, arguments.reference_into)
    install()
    program = arguments.program or build()
    files = midi_files(arguments.data)
    for file in files:  # so that both find them in the system's memory
        file.read_bytes()
    result = {"machine": machine(), "versions": versions(), "files": len(files)}
    with tempfile.TemporaryDirectory(dir=HERE) as folder:
        folder = pathlib.Path(folder)
        result["reference"] = run([PYTHON, __file__, arguments.data, "--reference-into", folder / "reference.csv"])
        cores = len(os.sched_getaffinity(0))
        for name, threads in (("ours", cores), ("ours_one_core", 1)):
            runs = [ours(program, arguments.data, folder / "ours.csv", threads) for _ in range(arguments.repeats)]
            result[name] = {"threads": threads, "runs": runs, **summary(runs)}
        result["compared"] = compare(folder / "reference.csv", folder / "ours.csv")
        result["corpora"] = [] if arguments.no_corpora else list(corpora(program, files, folder))
    result["load_at_end"] = os.getloadavg()
    for measure in ("wall_s", "cpu_s"):
        result["times_faster_" + measure[:-2]] = result["reference"][measure] / result["ours"][measure]
    (HERE / "reference.json").write_text(json.dumps(result, indent=1) + "\n")
    print(table(result))
    return 1 if result["compared"]["differences"] else 0


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=pathlib.Path, help="folder of the Groove MIDI Dataset")
    parser.add_argument("--program", type=pathlib.Path, help="our command line, if not to be built here")
    parser.add_argument("--repeats", type=int, default=15, help="runs of ours")
    parser.add_argument("--no-corpora", action="store_true", help="leave out the folders of many copies")
    parser.add_argument("--reference-into", type=pathlib.Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def install():
    """Installs the reference, once."""
    done = HERE / "installed"
    wanted = "\n".join(PACKAGES + ALONE)
    if done.exists() and done.read_text() == wanted:
        return
    if not (3, 9) <= sys.version_info[:2] <= (3, 11):
        sys.exit("the reference needs Python 3.9 to 3.11; this is " + platform.python_version())
    shutil.rmtree(HERE, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", PYTHON.parent.parent], check=True)
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run(pip + PACKAGES, check=True)
    subprocess.run(pip + ["--no-deps"] + ALONE, check=True)
    done.write_text(wanted)


def build():
    """Builds our command line as users do."""
    subprocess.run(["cargo", "build", "--release", "-p", "quatrain"], cwd=ROOT, check=True)
    return pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release" / "quatrain"


def midi_files(data):
    return sorted(file for file in data.rglob("*") if file.suffix.lower() in (".mid", ".midi"))


def reference(data, output):
    """The reference's share, in a process of its own: writes the table, prints what it took."""
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import note_seq
    import numpy
    from magenta.models.music_vae import data as music_vae
    converter = music_vae.GrooveConverter(split_bars=4, steps_per_quarter=4, quarters_per_bar=4,
                                          pitch_classes=music_vae.ROLAND_DRUM_PITCH_CLASSES)
    files = midi_files(data)
    wall, cpu, reading, rows = time.perf_counter(), time.process_time(), 0.0, []
    for file in files:
        begin = time.perf_counter()
        sequence = note_seq.midi_file_to_note_sequence(str(file))
        reading += time.perf_counter() - begin
        windows = converter.to_tensors(sequence).outputs
        sums = [sum(part(window) for window in windows) for part in (
            lambda w: w[:, :9].sum(), lambda w: w[:, 9:18].sum(),
            lambda w: numpy.abs(w[:, 18:]).sum(), lambda w: w[:, 18:].sum())]
        rows.append([file.relative_to(data).as_posix(), len(windows)] + ["%.6f" % value for value in sums])
    took = {"wall_s": time.perf_counter() - wall, "cpu_s": time.process_time() - cpu, "reading_s": reading}
    with open(output, "w", newline="") as out:
        csv.writer(out).writerows([["midi_filename"] + SUMS] + rows)
    print(json.dumps({**took, "peak_memory": peak(resource.getrusage(resource.RUSAGE_SELF))}))
    return 0


def run(command):
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout.splitlines()[-1])


def ours(program, data, output, threads):
    """One run of ours, from the start of the process to its end."""
    command = [str(program), "windows", str(data)] + CUT + ["--csv", str(output), "--quiet"]
    begin = time.perf_counter()
    child = os.posix_spawn(command[0], command, {**os.environ, "RAYON_NUM_THREADS": str(threads)})
    _, status, usage = os.wait4(child, 0)
    wall = time.perf_counter() - begin
    if status:
        sys.exit("failed: " + " ".join(command))
    return {"wall_s": wall, "cpu_s": usage.ru_utime + usage.ru_stime, "peak_memory": peak(usage)}


def peak(usage):
    """Bytes; macOS tells bytes, Linux KiB."""
    return usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def summary(runs):
    median = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
    walls = sorted(run["wall_s"] for run in runs)
    return {**median, "fastest_s": walls[0], "slowest_s": walls[-1]}


def read(file):
    with open(file, newline="") as text:
        return {row["midi_filename"]: row for row in csv.DictReader(text)}


def compare(theirs, mine):
    theirs, mine = read(theirs), read(mine)
    differences = sorted(set(theirs) ^ set(mine))
    differences += ["%s %s: %s, ours %s" % (name, key, row[key], mine[name][key])
                    for name, row in theirs.items() if name in mine
                    for key in SUMS if float(row[key]) != float(mine[name][key])]
    windows, hits = (int(sum(float(row[key]) for row in mine.values())) for key in SUMS[:2])
    return {"files": len(theirs), "windows": windows, "hits": hits, "differences": differences}


def corpora(program, files, folder):
    """Ours on folders of growing size: hard links to copies of the files."""
    copies = folder / "copies"
    copies.mkdir()
    own = [copies / ("%d.mid" % number) for number in range(len(files))]
    for file, copy in zip(files, own):
        shutil.copyfile(file, copy)
    for count, in_one in ((len(own), True), (20 * len(own), False), (MANY, False), (MANY, True)):
        data = folder / "corpus"
        data.mkdir()
        for number in range(count):
            place = data if in_one else data / str(number // len(own))
            place.mkdir(exist_ok=True)
            os.link(own[number % len(own)], place / ("%d.mid" % number))
        taken = ours(program, data, folder / "corpus.csv", len(os.sched_getaffinity(0)))
        yield {"folders": 1 if in_one else len(list(data.iterdir())), "files": count, **taken}
        shutil.rmtree(data)


def output_of(*command):
    try:
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def machine():
    models = [line.split(":")[1].strip() for line in lines_of("/proc/cpuinfo") if line.startswith("model name")]
    memory = [int(line.split()[1]) * 1024 for line in lines_of("/proc/meminfo") if line.startswith("MemTotal")]
    return {"processor": models[0] if models else platform.processor(), "cores": len(os.sched_getaffinity(0)),
            "memory": memory[0] if memory else None, "system": platform.platform(), "load": os.getloadavg()}


def lines_of(file):
    return open(file).read().splitlines() if os.path.exists(file) else []


def versions():
    state = output_of("git", "status", "--porcelain")
    return {"quatrain": output_of("git", "rev-parse", "--short=12", "HEAD") + (" and changes" if state else ""),
            "rustc": output_of("rustc", "--version"), "python": platform.python_version(),
            "packages": output_of(PYTHON, "-m", "pip", "freeze", "--disable-pip-version-check").split()}


def table(result):
    theirs, compared = result["reference"], result["compared"]
    mebibytes = lambda run: "%.0f MiB" % (run["peak_memory"] / 2**20)
    rows = [["", "wall", "processor time", "peak memory"],
            ["reference (Magenta 2.1.4), 1 run", "%.1f s" % theirs["wall_s"], "%.1f s" % theirs["cpu_s"],
             mebibytes(theirs)]]
    for name in ("ours", "ours_one_core"):
        mine = result[name]
        rows.append(["ours, %d thread(s), median of %d" % (mine["threads"], len(mine["runs"])),
                     "%.3f s (%.3f to %.3f)" % (mine["wall_s"], mine["fastest_s"], mine["slowest_s"]),
                     "%.3f s" % mine["cpu_s"], mebibytes(mine)])
    rows.append(["**times faster**", "**%.0f**" % result["times_faster_wall"],
                 "**%.0f**" % result["times_faster_cpu"], ""])
    for corpus in result["corpora"]:
        rows.append(["ours, {files:,} files in {folders} folder(s)".format(**corpus), "%.2f s" % corpus["wall_s"],
                     "%.2f s" % corpus["cpu_s"], mebibytes(corpus)])
    rows.insert(1, ["---"] * 4)
    about = result["machine"]
    head = ["%s, %d cores, %s; load %.1f at the start, %.1f at the end" % (
                about["processor"], about["cores"], about["system"], about["load"][0], result["load_at_end"][0]),
            "Quatrain %(quatrain)s, %(rustc)s; Python %(python)s" % result["versions"],
            "%(files)d files, %(windows)d windows, %(hits)d hits" % compared
            + ("; every file's sums agree" if not compared["differences"] else ""), ""]
    differences = ["", "DIFFERENT:"] + compared["differences"][:20] if compared["differences"] else []
    return "\n".join(head + ["| " + " | ".join(row) + " |" for row in rows] + differences)


if __name__ == "__main__":
    sys.exit(main())
