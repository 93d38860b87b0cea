#!/usr/bin/env python3
"""Our training beside PyTorch's: the same networks, batches and cores, in one run.

Ours is `quatrain speed`; theirs is benches/pytorch_networks.py, the same layers in PyTorch with its own LSTM
and its fused Adam. torch comes from pip into target/benches/torch/ (some gigabytes), or is that of --python.
Runs of both take turns. Wall time says little on a machine that does other things besides, so the time on the
processor is measured too; the load stands in the result.

    python3 benches/pytorch.py --batches 64 128 --threads 1 2

Results: a table on the screen, all numbers in target/benches/pytorch.json.
"""

import argparse
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
HERE = ROOT / "target" / "benches"
VENV = HERE / "torch"
NETWORKS = ["quatrain_4bar", "groovae_4bar"]
MEASURES = ["median_seconds", "least_seconds", "cpu_seconds"]


def main():
    arguments = parse()
    python = arguments.python or install()
    program = arguments.program or build()
    HERE.mkdir(parents=True, exist_ok=True)
    result = {"machine": machine(), "load": [os.getloadavg()], "cases": []}
    for network in arguments.networks:
        for batch in arguments.batches:
            for threads in arguments.threads:
                runs = []
                for _ in range(arguments.repeats):
                    runs.append({"ours": ours(program, network, batch, threads, arguments.steps),
                                 **theirs(python, network, batch, threads, arguments.steps, result)})
                    result["load"].append(os.getloadavg())
                result["cases"].append({"network": network, "batch": batch, "threads": threads, "runs": runs,
                                        "found": summary(runs)})
    (HERE / "pytorch.json").write_text(json.dumps(result, indent=1) + "\n")
    print(table(result))


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--networks", nargs="+", default=NETWORKS, choices=NETWORKS)
    parser.add_argument("--batches", nargs="+", type=int, default=[64, 128])
    parser.add_argument("--threads", nargs="+", type=int, default=[1, 2], help="ours: parts of a batch")
    parser.add_argument("--steps", type=int, default=20, help="steps measured in a run")
    parser.add_argument("--repeats", type=int, default=3, help="runs of each")
    parser.add_argument("--program", type=pathlib.Path, help="our command line, if not to be built here")
    parser.add_argument("--python", type=pathlib.Path, help="an interpreter that has torch, if it is not to be installed")
    return parser.parse_args()


def install():
    """Installs torch, once."""
    python = VENV / "bin" / "python"
    if not (VENV / "installed").exists():
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "torch", "numpy"],
                       check=True)
        (VENV / "installed").touch()
    return python


def build():
    """Builds our command line as users do."""
    subprocess.run(["cargo", "build", "--release", "-p", "quatrain"], cwd=ROOT, check=True)
    return pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release" / "quatrain"


def ours(program, network, batch, threads, steps):
    command = [str(program), "speed", "--config", network, "--batch", str(batch), "--parts", str(threads),
               "--steps", str(steps), "--json"]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def theirs(python, network, batch, threads, steps, result):
    command = [str(python), str(ROOT / "benches" / "pytorch_networks.py"), "--network", network,
               "--batch", str(batch), "--threads", str(threads), "--steps", str(steps)]
    environment = {**os.environ, "OMP_NUM_THREADS": str(threads), "MKL_NUM_THREADS": str(threads)}
    found = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment).stdout)
    result["torch"] = found["torch"]
    return {"PyTorch, " + name: run for name, run in found["variants"].items()}


def summary(runs):
    """Of each measure the median over the runs, of the least the least."""
    of = lambda who, measure: [run[who][measure] for run in runs]
    return {who: {"median_seconds": statistics.median(of(who, "median_seconds")),
                  "least_seconds": min(of(who, "least_seconds")),
                  "cpu_seconds": statistics.median(of(who, "cpu_seconds"))} for who in runs[0]}


def machine():
    lines = open("/proc/cpuinfo").read().splitlines() if os.path.exists("/proc/cpuinfo") else []
    models = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    return {"processor": models[0] if models else platform.processor(), "cores": os.cpu_count(),
            "system": platform.platform()}


def table(result):
    rows = [["network", "batch", "threads", "", "s a step, median", "quickest", "processor time", "ours is"],
            ["---"] * 8]
    for case in result["cases"]:
        mine = case["found"]["ours"]
        for who, found in case["found"].items():
            ratio = "" if who == "ours" else "%.2f × / %.2f × / %.2f ×" % tuple(
                found[measure] / mine[measure] for measure in MEASURES)
            rows.append([case["network"], str(case["batch"]), str(case["threads"]), who]
                        + ["%.3f" % found[measure] for measure in MEASURES] + [ratio])
    loads = [load[0] for load in result["load"]]
    head = ["%(processor)s, %(cores)d cores, %(system)s" % result["machine"],
            "PyTorch %s; load %.1f to %.1f" % (result["torch"], min(loads), max(loads)),
            "The last column: how many times faster ours is, by median, quickest and processor time.", ""]
    return "\n".join(head + ["| " + " | ".join(row) + " |" for row in rows])


if __name__ == "__main__":
    main()
