"""PyTorch's side of the comparison: the products, copies and training steps of a suite, as long as the suite's policy says.

usage: torch_turn.py SUITE FILE [cuda|cpu]     writes seconds of a launch to FILE; AMD's cards are "cuda" to PyTorch, too
"""

import json
import statistics
import sys
import time

import torch
from torch.nn import functional

TYPES = {"FP64": torch.float64, "FP32": torch.float32, "FP16": torch.float16, "BF16": torch.bfloat16}
# of newer releases
FP8 = {"FP8_E4M3": getattr(torch, "float8_e4m3fn", None)}


class Timer:
    """Batches of launches back to back, by the device's own events where it has them."""

    def __init__(self, device, policy):
        self.device = device
        self.policy = policy

    def batch(self, launch, count):
        if self.device == "cpu":
            start = time.perf_counter()
            for _ in range(count):
                launch()
            return time.perf_counter() - start
        start = torch.cuda.Event(enable_timing=True)
        end = torch.cuda.Event(enable_timing=True)
        start.record()
        for _ in range(count):
            launch()
        end.record()
        end.synchronize()
        return start.elapsed_time(end) / 1e3

    def seconds(self, launch):
        """The mean over the batches, as ours is."""
        self.batch(launch, 1)
        count = max(1, round(self.policy["minBatchSeconds"] / self.batch(launch, 1)))
        begun = time.perf_counter()
        while time.perf_counter() - begun < self.policy["maxWarmupSeconds"]:
            self.batch(launch, count)
        times = []
        while len(times) < self.policy["minBatches"] or sum(times) < self.policy["minTimedSeconds"]:
            times.append(self.batch(launch, count))
        return statistics.mean(times) / count


class Decoder(torch.nn.Module):
    """The program `decoder`: master weights in FP32, cast at each step where it calculates in 16 bits."""

    def __init__(self, sizes, dtype, device):
        super().__init__()
        self.heads = sizes["heads"]
        self.blocks = sizes["blocks"]
        self.dtype = dtype
        self.device = device
        width = sizes["width"]
        self.table = self.weights(0.02 * 3**0.5, sizes["vocabulary"], width)
        self.places = self.weights(0.02 * 3**0.5, sizes["sequence"], width)
        self.layers = torch.nn.ParameterDict()
        for block in range(self.blocks):
            for name in ("ln1", "ln2"):
                self.norm(f"{name}{block}", width)
            for name in ("q", "k", "v", "o"):
                self.linear(f"{name}{block}", width, width)
            self.linear(f"up{block}", width, 4 * width)
            self.linear(f"down{block}", 4 * width, width)
        self.norm("ln", width)

    def weights(self, bound, *shape):
        return torch.nn.Parameter((2 * torch.rand(shape, device=self.device) - 1) * bound)

    def norm(self, name, width):
        self.layers[name + "w"] = torch.nn.Parameter(torch.ones(width, device=self.device))
        self.layers[name + "b"] = torch.nn.Parameter(torch.zeros(width, device=self.device))

    def linear(self, name, inputs, outputs):
        self.layers[name + "w"] = self.weights((3 / inputs) ** 0.5, outputs, inputs)
        self.layers[name + "b"] = torch.nn.Parameter(torch.zeros(outputs, device=self.device))

    def of(self, parameter):
        return parameter.to(self.dtype)

    def through(self, name, x):
        return functional.linear(x, self.of(self.layers[name + "w"]), self.of(self.layers[name + "b"]))

    def normal(self, name, x):
        return functional.layer_norm(
            x, x.shape[-1:], self.of(self.layers[name + "w"]), self.of(self.layers[name + "b"])
        )

    def apart(self, x):
        return x.view(*x.shape[:2], self.heads, -1).transpose(1, 2)

    def forward(self, tokens, labels):
        table = self.of(self.table)
        x = functional.embedding(tokens, table) + self.of(self.places)
        for block in range(self.blocks):
            n = self.normal(f"ln1{block}", x)
            q, k, v = (self.apart(self.through(f"{name}{block}", n)) for name in ("q", "k", "v"))
            seen = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
            x = x + self.through(f"o{block}", seen.transpose(1, 2).reshape(x.shape))
            inner = functional.gelu(self.through(f"up{block}", self.normal(f"ln2{block}", x)), approximate="tanh")
            x = x + self.through(f"down{block}", inner)
        logits = self.normal("ln", x) @ table.t()
        return functional.cross_entropy(logits.flatten(0, 1), labels)


class Step:
    """Forward, backward into gradients that were set to none, AdamW; the loss must fall."""

    def __init__(self, sizes, dtype, device):
        self.model = Decoder(sizes, dtype, device)
        tokens = (sizes["batch"], sizes["sequence"])
        self.tokens = torch.randint(sizes["vocabulary"], tokens, device=device)
        self.labels = torch.randint(sizes["vocabulary"], (tokens[0] * tokens[1],), device=device)
        words = {} if device == "cpu" else {"fused": True, "capturable": True}
        self.optimizer = torch.optim.AdamW(
            self.model.parameters(), lr=6e-4, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.1, **words
        )
        self.loss = None

    def __call__(self):
        self.optimizer.zero_grad(set_to_none=True)
        self.calculate()

    def calculate(self):
        self.loss = self.model(self.tokens, self.labels)
        self.loss.backward()
        self.optimizer.step()

    def graph(self):
        """The whole step recorded once, and launched as one."""
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(3):
                self()
        torch.cuda.current_stream().wait_stream(side)
        self.optimizer.zero_grad(set_to_none=True)
        recorded = torch.cuda.CUDAGraph()
        with torch.cuda.graph(recorded):
            self.calculate()
        return recorded.replay


def product(entry, dtype, device):
    a = torch.randn(entry["m"], entry["k"], device=device).to(dtype)
    b = torch.randn(entry["k"], entry["n"], device=device).to(dtype)
    c = torch.empty(entry["m"], entry["n"], device=device, dtype=dtype)
    return lambda: torch.matmul(a, b, out=c)


def scaled(entry, dtype, device):
    """A product of FP8 as PyTorch has it: scales of 1, sums that are not the fast ones."""
    a = torch.randn(entry["m"], entry["k"], device=device).to(dtype)
    b = torch.randn(entry["n"], entry["k"], device=device).to(dtype)
    one = torch.ones((), device=device)
    return lambda: torch._scaled_mm(a, b.t(), scale_a=one, scale_b=one, out_dtype=torch.bfloat16, use_fast_accum=False)


def fp8(entry, word, device, timer):
    """Nothing where the device or this PyTorch has none."""
    try:
        return {f"matmul {word}": timer.seconds(scaled(entry, FP8[word], device))}
    except (AttributeError, NotImplementedError, RuntimeError, TypeError) as reason:
        print(f"torch_turn: no {word}: {reason}", file=sys.stderr)
        return {}


def copy(entry, dtype, device):
    number, unit = int(entry["workingSets"][:-3]), entry["workingSets"][-3:]
    count = number * {"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}[unit] // 2 // dtype.itemsize
    source = torch.randn(count, device=device).to(dtype)
    target = torch.empty_like(source)
    return lambda: target.copy_(source)


def steps(entry, name, dtype, device, timer):
    step = Step(entry, dtype, device)
    step()
    first = step.loss.item()
    found = {f"{name} OP_BY_OP": timer.seconds(step)}
    if device != "cpu":
        found[f"{name} REPLAY"] = timer.seconds(step.graph())
    last = step.loss.item()
    if not last < first:
        sys.exit(f"torch_turn: {name} has not trained: its loss went from {first} to {last}.")
    return found


def measure(suite, device):
    # sums stay in FP32, as ours do, and FP32 stays FP32
    torch.backends.cuda.matmul.allow_bf16_reduced_precision_reduction = False
    torch.backends.cuda.matmul.allow_fp16_reduced_precision_reduction = False
    torch.set_float32_matmul_precision("highest")
    torch.manual_seed(1)
    timer = Timer(device, suite["policy"])
    seconds = {}
    for entry in suite["workloads"]:
        for word in entry["dtypes"]:
            kind, dtype = entry.get("op", entry.get("program")), TYPES.get(word)
            if word in FP8:
                seconds |= fp8(entry, word, device, timer)
            elif kind == "matmul":
                seconds[f"matmul {word}"] = timer.seconds(product(entry, dtype, device))
            elif kind == "copy":
                seconds[f"copy {word}"] = timer.seconds(copy(entry, dtype, device))
            elif kind == "decoder":
                seconds |= steps(entry, f"decoder {word}", dtype, device, timer)
            if device != "cpu":
                torch.cuda.empty_cache()
    name = "cpu" if device == "cpu" else torch.cuda.get_device_name()
    return {"torch": torch.__version__, "device": name, "seconds": seconds}


def main(words):
    if len(words) not in (2, 3) or (words[2:] or ["cuda"])[0] not in ("cuda", "cpu"):
        sys.exit(f"usage:\n{__doc__}")
    device = (words[2:] or ["cuda"])[0]
    if device == "cuda" and not torch.cuda.is_available():
        sys.exit(f"torch_turn: PyTorch {torch.__version__} finds no device.")
    with open(words[0], encoding="utf-8") as file:
        facts = measure(json.load(file), device)
    with open(words[1], "w", encoding="utf-8") as file:
        json.dump(facts, file, indent=2)
    print(json.dumps(facts))


if __name__ == "__main__":
    main(sys.argv[1:])
