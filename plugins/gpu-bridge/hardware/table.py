"""The table of a visit to a GPU: what was found, what it is held against, what was wanted.

usage: table.py BASE        BASE is results/<plugin>/<system>/<run>; reads the records beside it and PyTorch's turns in
                            BASE-check, writes BASE-check/table.txt, .csv and .json; 1 if anything is missed or missing
"""

import csv
import glob
import json
import os
import statistics
import sys

# What must be reached, as shares of what it is held against.
GEMM_TARGET = 0.97
TRIAD_TARGET = 0.95
KERNEL_TARGET = 0.85

STREAMS = ("read-", "copy-", "triad-")
COLUMNS = ("what", "found", "unit", "against", "theirs", "share", "wanted", "verdict", "note")


class Missing(Exception):
    """Why a line has no figures."""


class Unsupported(Missing):
    """One side does not do it."""


def cases(folder):
    path = f"{folder}/cases.csv"
    if not os.path.exists(path):
        raise Missing(f"{os.path.basename(folder)} was not run, or not to its end")
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def fastest(rows, begins, dtype=None, lane=None):
    """Of the cases that are meant, the measured one that takes the least time."""
    meant = [
        row
        for row in rows
        if row["workload"].startswith(begins) and dtype in (None, row["dtype"]) and lane in (None, row["lane"])
    ]
    measured = [row for row in meant if row["outcome"] == "MEASURED"]
    if measured:
        return min(measured, key=lambda row: float(row["time_ns"]))
    if not meant:
        raise Missing(f"no case {begins}")
    why = Unsupported if meant[0]["outcome"] == "UNSUPPORTED" else Missing
    raise why(f"{meant[0]['id']} is {meant[0]['outcome']}: {meant[0]['reason']}")


def doubts(*rows):
    return "; ".join(
        dict.fromkeys(f"{word}: {row[word]}" for row in rows for word in ("suspect", "disturbed") if row[word])
    )


def line(what, unit, against, wanted, figures, everywhere=True):
    """figures() gives ours, theirs and a note; the share is ours ÷ theirs, for times theirs ÷ ours.

    What not every device or PyTorch has is missed by nobody where one side does not do it."""
    row = dict.fromkeys(COLUMNS, None) | {"what": what, "unit": unit, "against": against, "wanted": wanted}
    try:
        found, theirs, row["note"] = figures()
    except Missing as missing:
        nobody = isinstance(missing, Unsupported) and not everywhere
        return row | {"verdict": "not here" if nobody else "NOT MEASURED", "note": str(missing)}
    share = theirs / found if unit == "ms" else found / theirs
    verdict = "shown" if wanted is None else "reached" if share >= wanted else "MISSED"
    if verdict != "MISSED" and "suspect: " in (row["note"] or ""):
        verdict = "SUSPECT"
    return row | {"found": found, "theirs": theirs, "share": share, "verdict": verdict}


def kit(base):
    row = dict.fromkeys(COLUMNS, None) | {"what": "conformance kit", "unit": "exit code", "wanted": 0}
    try:
        with open(f"{base}-check/kit.code", encoding="utf-8") as file:
            code = int(file.read())
    except FileNotFoundError:
        return row | {"verdict": "NOT MEASURED", "note": "stage kit was not run, or not to its end"}
    return row | {"found": code, "verdict": "reached" if code == 0 else "MISSED"}


class Turns:
    """Ours, each between two turns of PyTorch."""

    def __init__(self, base):
        self.base = base
        self.ours = sorted(glob.glob(f"{base}-torch-*"))

    def theirs(self, turn, key):
        path = f"{self.base}-check/torch-{turn}.json"
        if not os.path.exists(path):
            raise Missing(f"PyTorch's turn {turn} was not taken")
        with open(path, encoding="utf-8") as file:
            seconds = json.load(file)["seconds"]
        if key not in seconds:
            raise Unsupported(f"PyTorch does not do {key} on this device")
        return seconds[key]

    def against(self, key, choose, rate):
        """Means over the turns; rate(case, seconds of PyTorch) gives both sides."""
        if not self.ours:
            raise Missing("stage torch was not run: python3 has no PyTorch that finds a device, or no time was left")
        pairs, rows = [], []
        for turn, folder in enumerate(self.ours, start=1):
            row = choose(cases(folder))
            sides = [self.theirs(turn, key), self.theirs(turn + 1, key)]
            pairs.append(rate(row, statistics.mean(sides)))
            rows.append(row)
        every = [self.theirs(turn, key) for turn in range(1, len(self.ours) + 2)]
        note = f"{len(pairs)} of our turns between {len(every)} of theirs that differ by {100 * (max(every) / min(every) - 1):.1f} %"
        doubt = doubts(*rows)
        return statistics.mean(p[0] for p in pairs), statistics.mean(p[1] for p in pairs), note + ("; " if doubt else "") + doubt

    def gemm(self, dtype):
        return self.against(
            f"matmul {dtype}",
            lambda rows: fastest(rows, "gemm-", dtype),
            lambda row, seconds: (float(row["effective_tflops"]), float(row["flops"]) / seconds / 1e12),
        )

    def triad(self):
        def choose(rows):
            return fastest(rows, "triad-") | {"copy": fastest(rows, "copy-")["bytes"]}

        return self.against(
            "copy FP32",
            choose,
            lambda row, seconds: (float(row["gigabytes_per_second"]), float(row["copy"]) / seconds / 1e9),
        )

    def step(self, dtype, lane):
        return self.against(
            f"decoder {dtype} {lane.upper().replace('-', '_')}",
            lambda rows: fastest(rows, "train-decoder-", dtype, lane),
            lambda row, seconds: (float(row["time_ns"]) / 1e6, seconds * 1e3),
        )


def bandwidth(row):
    return float(row["gigabytes_per_second"])


def best_stream(rows):
    streams = [row for row in rows if row["workload"].startswith(STREAMS) and row["outcome"] == "MEASURED"]
    if not streams:
        raise Missing("no case of read, copy or triad was measured")
    return max(streams, key=bandwidth)


def memory(base):
    try:
        rows = cases(f"{base}-memory")
    except Missing as missing:
        reason = missing

        def none():
            raise reason

        return [
            line("triad FP32", "GB/s", "our copy", TRIAD_TARGET, none),
            line("norm, softmax, elementwise, AdamW", "GB/s", "best of read, copy, triad", KERNEL_TARGET, none),
        ]

    def triad():
        mine, other = fastest(rows, "triad-"), fastest(rows, "copy-")
        return bandwidth(mine), bandwidth(other), doubts(mine, other)

    def kernel(row):
        def figures():
            mine, best = fastest([row], row["workload"]), best_stream(rows)
            return bandwidth(mine), bandwidth(best), doubts(mine, best)

        return line(row["workload"], "GB/s", "best of read, copy, triad", KERNEL_TARGET, figures)

    kernels = [kernel(row) for row in rows if not row["workload"].startswith(STREAMS)]
    return [line("triad FP32", "GB/s", "our copy", TRIAD_TARGET, triad), *kernels]


def table(base):
    turns = Turns(base)
    steps = [
        line(
            f"GPT-2 style step {dtype}, {lane}",
            "ms",
            f"PyTorch, {'eager' if lane == 'op-by-op' else 'CUDA graph'}",
            None,
            lambda dtype=dtype, lane=lane: turns.step(dtype, lane),
        )
        for dtype in ("BF16", "FP32")
        for lane in ("op-by-op", "replay")
    ]
    return [
        kit(base),
        line("GEMM BF16 8192^3", "TFLOP/s", "PyTorch", GEMM_TARGET, lambda: turns.gemm("BF16")),
        line("GEMM FP8_E4M3 8192^3", "TFLOP/s", "PyTorch", None, lambda: turns.gemm("FP8_E4M3"), everywhere=False),
        line("triad FP32", "GB/s", "PyTorch's copy", TRIAD_TARGET, turns.triad),
        *memory(base),
        *steps,
    ]


def text(value, percent=False):
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{100 * value:.1f} %" if percent else f"{value:.4g}"
    return str(value)


def written(rows):
    cells = [list(COLUMNS)]
    for row in rows:
        cells.append([text(row[name], name in ("share", "wanted")) for name in COLUMNS])
    widths = [max(len(line[i]) for line in cells) for i in range(len(COLUMNS))]
    return "".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() + "\n" for line in cells)


def main(words):
    if len(words) != 1:
        sys.exit(f"usage:\n{__doc__}")
    base = words[0]
    if not os.path.isdir(f"{base}-check"):
        sys.exit(f"table: there is no folder {base}-check; the table is made of what carry run has left.")
    rows = table(base)
    with open(f"{base}-check/table.txt", "w", encoding="utf-8") as file:
        file.write(written(rows))
    with open(f"{base}-check/table.json", "w", encoding="utf-8") as file:
        json.dump(rows, file, indent=2)
        file.write("\n")
    with open(f"{base}-check/table.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    print(written(rows), end="")
    return 0 if all(row["verdict"] in ("reached", "shown", "not here") for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
