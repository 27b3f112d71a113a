"""PyTorch's side of the comparison: the same product, and a copy of the same size, on the current device.

measure FILE               writes TFLOP/s of a BF16 product of 8192 cubed and GB/s of a copy of 1 GiB (read and written)
compare FOLDER CASES_CSV   holds ours against the mean of torch-before.json and torch-after.json; 1 if a target is missed
"""

import csv
import json
import statistics
import sys

N = 8192
COPY_BYTES = 1 << 30
WARM_UP_LAUNCHES = 20
BATCHES = 30
LAUNCHES = 10

# What must be reached, as shares of what it is held against.
GEMM_TARGET = 0.97
TRIAD_TARGET = 0.95


def seconds_per_launch(torch, launch):
    """The median over batches of launches back to back, by the device's own events."""
    for _ in range(WARM_UP_LAUNCHES):
        launch()
    torch.cuda.synchronize()
    times = []
    for _ in range(BATCHES):
        start = torch.cuda.Event(enable_timing=True)
        end = torch.cuda.Event(enable_timing=True)
        start.record()
        for _ in range(LAUNCHES):
            launch()
        end.record()
        end.synchronize()
        times.append(start.elapsed_time(end) / 1e3 / LAUNCHES)
    return statistics.median(times)


def measure(path):
    import torch

    # sums stay in FP32, as ours do
    torch.backends.cuda.matmul.allow_bf16_reduced_precision_reduction = False
    a = torch.randn(N, N, device="cuda").to(torch.bfloat16)
    b = torch.randn(N, N, device="cuda").to(torch.bfloat16)
    c = torch.empty(N, N, device="cuda", dtype=torch.bfloat16)
    gemm = seconds_per_launch(torch, lambda: torch.matmul(a, b, out=c))
    source = torch.randn(COPY_BYTES // 4, device="cuda")
    target = torch.empty_like(source)
    copy = seconds_per_launch(torch, lambda: target.copy_(source))
    facts = {
        "device": torch.cuda.get_device_name(),
        "torch": torch.__version__,
        "gemmTflops": 2 * N**3 / gemm / 1e12,
        "copyGigabytesPerSecond": 2 * COPY_BYTES / copy / 1e9,
    }
    with open(path, "w", encoding="utf-8") as file:
        json.dump(facts, file, indent=2)
    print(json.dumps(facts))


def ours(cases, begins):
    for row in cases:
        if row["workload"].startswith(begins):
            if row["outcome"] != "MEASURED":
                raise SystemExit(f"{row['id']} is {row['outcome']}: {row['reason']}")
            return row
    raise SystemExit(f"no case of {begins} was run")


def compare(folder, path):
    turns = []
    for name in ("torch-before.json", "torch-after.json"):
        with open(f"{folder}/{name}", encoding="utf-8") as file:
            turns.append(json.load(file))
    with open(path, encoding="utf-8-sig", newline="") as file:
        cases = list(csv.DictReader(file))
    gemm = float(ours(cases, "gemm-8192x8192x8192")["effective_tflops"])
    triad = float(ours(cases, "triad-")["gigabytes_per_second"])
    copy = float(ours(cases, "copy-")["gigabytes_per_second"])
    torch_gemm = statistics.mean(turn["gemmTflops"] for turn in turns)
    torch_copy = statistics.mean(turn["copyGigabytesPerSecond"] for turn in turns)
    rows = [
        ("GEMM BF16 8192^3, TFLOP/s", gemm, "PyTorch", torch_gemm, GEMM_TARGET),
        ("triad FP32, GB/s", triad, "PyTorch's copy", torch_copy, TRIAD_TARGET),
        ("triad FP32, GB/s", triad, "our copy", copy, TRIAD_TARGET),
    ]
    missed = 0
    for what, mine, against, theirs, target in rows:
        reached = mine / theirs
        missed += reached < target
        verdict = "reached" if reached >= target else "MISSED"
        print(f"{what}: {mine:.4g}; {against}: {theirs:.4g}; {100 * reached:.1f} %, wanted {100 * target:.0f} %: {verdict}")
    drift = abs(turns[0]["gemmTflops"] / turns[1]["gemmTflops"] - 1)
    print(f"PyTorch's two turns differ by {100 * drift:.1f} % in GEMM")
    return 1 if missed else 0


if __name__ == "__main__":
    words = sys.argv[1:]
    if len(words) == 2 and words[0] == "measure":
        measure(words[1])
    elif len(words) == 3 and words[0] == "compare":
        sys.exit(compare(words[1], words[2]))
    else:
        sys.exit(f"usage:\n{__doc__}")
