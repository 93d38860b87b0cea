"""The networks of benches/pytorch.py in PyTorch: same layers, sizes, losses and optimizer as ours.

Called by pytorch.py in a process of its own, in the environment that has torch:

    python pytorch_networks.py --network groovae_4bar --batch 64 --threads 1 --warm 2 --steps 10

Prints one line of JSON. Batches are made of chance and ready in memory before the clock runs.
"""

import argparse
import json
import time

import torch
from torch import nn
from torch.nn import functional

DRUMS, BARS, BAR_STEPS = 9, 4, 16
WIDTH, STEPS = 3 * DRUMS, BARS * BAR_STEPS


def reconstruction(raw, truth, velocity_weight, offset_weight):
    """Cross-entropy of the hits, squared errors of velocities and offsets; a groove's sum."""
    hits, velocities, offsets = truth.split(DRUMS, -1)
    logits, velocity, offset = raw.split(DRUMS, -1)
    entropy = functional.binary_cross_entropy_with_logits(logits, hits, reduction="sum")
    squares = lambda found, wanted: ((found - wanted) ** 2 * hits).sum()
    return (entropy + velocity_weight * squares(velocity.sigmoid(), velocities)
            + offset_weight * squares(offset.tanh(), offsets))


def spread_of(raw):
    return functional.softplus(raw) + 1e-4


def from_standard(mean, spread):
    return (0.5 * (mean ** 2 + spread ** 2 - 1) - spread.log()).sum()


class Groovae(nn.Module):
    """`groovae_4bar` (MusicVAE, flat): LSTM both ways of 512, 256 latents, two LSTMs of 256.

    A share of 0.3 of each layer's inputs is kept in training, as the reference has it.
    """

    def __init__(self, keep=0.3):
        super().__init__()
        self.encoder = nn.LSTM(WIDTH, 512, bidirectional=True)
        self.mean, self.spread = nn.Linear(1024, 256), nn.Linear(1024, 256)
        self.begin = nn.Linear(256, 4 * 256)
        self.decoder = nn.LSTM(WIDTH + 256, 256, num_layers=2, dropout=1 - keep)
        self.output = nn.Linear(256, WIDTH)
        self.dropped = 1 - keep

    def forward(self, batch):
        truth = batch["grooves"]
        drop = lambda numbers: functional.dropout(numbers, self.dropped)
        _, (ends, _) = self.encoder(drop(truth))
        read = torch.cat([ends[0], ends[1]], 1)
        mean, spread = self.mean(read), functional.softplus(self.spread(read))
        latents = mean + spread * torch.randn_like(spread)
        cells_0, outputs_0, cells_1, outputs_1 = self.begin(latents).tanh().split(256, 1)
        before = torch.cat([torch.zeros_like(truth[:1]), truth[:-1]])
        heard = torch.cat([before, latents.expand(STEPS, -1, -1)], 2)
        memory = torch.stack([outputs_0, outputs_1]), torch.stack([cells_0, cells_1])
        raw = self.output(self.decoder(drop(heard), memory)[0])
        count = truth.shape[1]
        return reconstruction(raw, truth, 1, 1) / count + 0.2 * from_standard(mean, spread) / count


class Cells(nn.Module):
    """An LSTM written out step by step, its gates sharing a part over all steps."""

    def __init__(self, inputs, hidden):
        super().__init__()
        bound = (6 / (inputs + 5 * hidden)) ** 0.5
        self.inputs = nn.Parameter(torch.empty(inputs, 4 * hidden).uniform_(-bound, bound))
        self.recurrent = nn.Parameter(torch.empty(hidden, 4 * hidden).uniform_(-bound, bound))

    def forward(self, sequence, shared, output, cell):
        outputs = []
        for products in (sequence @ self.inputs + shared).unbind(0):
            gates = torch.addmm(products, output, self.recurrent)
            i, f, o, g = gates.chunk(4, 1)
            cell = f.sigmoid() * cell + i.sigmoid() * g.tanh()
            output = o.sigmoid() * cell.tanh()
            outputs.append(output)
        return torch.stack(outputs)


class Quatrain(nn.Module):
    """`quatrain_4bar` at its default sizes, layer for layer.

    What a bar's context and latent add to the gates is the same at each step. `nn.LSTM` has no
    place for that, so with `written_out` false they are inputs of every step (which is more
    work), and with `written_out` true the recurrence is [Cells] (the same work, more calls).
    """

    def __init__(self, written_out):
        super().__init__()
        bar, size, head, phrase, latent, context, path = BAR_STEPS * WIDTH, 512, 512, 64, 32, 256, 512
        told, seen = WIDTH + BAR_STEPS, context + latent
        self.written_out = written_out
        self.embed = nn.Sequential(nn.Linear(bar, size), nn.LayerNorm(size), nn.ReLU(),
                                   nn.Linear(size, size), nn.LayerNorm(size), nn.ReLU())
        self.bars = nn.LSTM(size + BARS, 256, bidirectional=True)
        self.phrase = nn.Sequential(nn.Linear(BARS * (size + 512), head), nn.ReLU(), nn.Linear(head, 2 * phrase))
        self.conductor_begin = nn.Linear(phrase, 512)
        self.context = nn.Sequential(nn.Linear(256 + phrase, context), nn.ReLU())
        self.prior = nn.Linear(256, 2 * latent)
        self.posterior = nn.Sequential(nn.Linear(size + context, head), nn.ReLU(), nn.Linear(head, 2 * latent))
        self.steps_begin = nn.Linear(seen, 512)
        self.path = nn.Sequential(nn.Linear(seen, path), nn.ReLU(), nn.Linear(path, bar))
        self.output = nn.Linear(256, WIDTH, bias=False)
        if written_out:
            self.conductor, self.conductor_share = Cells(BARS, 256), nn.Linear(phrase, 1024)
            self.steps, self.steps_share = Cells(told, 256), nn.Linear(seen, 1024)
        else:
            self.conductor = nn.LSTM(BARS + phrase, 256)
            self.steps = nn.LSTM(told + seen, 256)

    def recurrence(self, layer, share, sequence, constant, begin):
        output, cell = begin.tanh().chunk(2, 1)
        if self.written_out:
            return layer(sequence, share(constant), output.contiguous(), cell.contiguous())
        steps = sequence.shape[0]
        sequence = torch.cat([sequence, constant.expand(steps, -1, -1)], 2)
        return layer(sequence, (output.contiguous()[None], cell.contiguous()[None]))[0]

    def forward(self, batch):
        bars = batch["bars"]
        rows, grooves = bars.shape[0], bars.shape[0] // BARS
        normal = lambda raw: (raw.chunk(2, 1)[0], spread_of(raw.chunk(2, 1)[1]))
        drawn = lambda of: of[0] + of[1] * torch.randn_like(of[1])
        embeddings = self.embed(bars)
        by_groove = embeddings.view(grooves, BARS, -1)
        positions = torch.eye(BARS)[:, None].expand(-1, grooves, -1)
        read = self.bars(torch.cat([by_groove.transpose(0, 1), positions], 2))[0].transpose(0, 1)
        phrase = normal(self.phrase(torch.cat([by_groove, read], 2).reshape(grooves, -1)))
        latents = drawn(phrase)
        share = getattr(self, "conductor_share", None)
        led = self.recurrence(self.conductor, share, positions, latents, self.conductor_begin(latents))
        led = led.transpose(0, 1)
        everywhere = latents[:, None].expand(-1, BARS, -1)
        contexts = self.context(torch.cat([led, everywhere], 2).reshape(rows, -1))
        prior = normal(self.prior(led.reshape(rows, -1)))
        posterior = normal(self.posterior(torch.cat([embeddings, contexts], 1)))
        seen = torch.cat([contexts, drawn(posterior)], 1)
        share = getattr(self, "steps_share", None)
        outputs = self.recurrence(self.steps, share, batch["told"], seen, self.steps_begin(seen))
        raw = self.output(outputs) + self.path(seen).view(rows, BAR_STEPS, WIDTH).transpose(0, 1)
        nats = from_standard(*phrase) + from_standard(
            (posterior[0] - prior[0]) / prior[1], posterior[1] / prior[1])
        return (reconstruction(raw, batch["truth"], 10, 5) + 0.3 * nats) / grooves


NETWORKS = {
    "groovae_4bar": {"nn.LSTM": Groovae},
    "quatrain_4bar": {"nn.LSTM": lambda: Quatrain(False), "written out": lambda: Quatrain(True)},
}


def batch_of(network, grooves):
    """A batch of chance, laid out as the network reads it."""
    hits = (torch.rand(grooves, BARS, BAR_STEPS, DRUMS) < 0.2).float()
    velocities, offsets = torch.rand_like(hits) * hits, (2 * torch.rand_like(hits) - 1) * hits
    cells = torch.cat([hits, velocities, offsets], 3)
    if network == "groovae_4bar":
        return {"grooves": cells.view(grooves, STEPS, WIDTH).transpose(0, 1).contiguous()}
    rows = grooves * BARS
    truth = cells.view(rows, BAR_STEPS, WIDTH).transpose(0, 1).contiguous()
    before = torch.cat([torch.zeros_like(truth[:1]), truth[:-1]])
    positions = torch.eye(BAR_STEPS)[:, None].expand(-1, rows, -1)
    return {"bars": cells.reshape(rows, BAR_STEPS * WIDTH), "truth": truth,
            "told": torch.cat([before, positions], 2).contiguous()}


def measure(network, make, arguments):
    torch.manual_seed(1)
    model, batch = make(), batch_of(network, arguments.batch)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)

    def step():
        optimizer.zero_grad()
        loss = model(batch)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        return loss.item()

    for _ in range(arguments.warm):
        step()
    cpu, taken = time.process_time(), []
    for _ in range(arguments.steps):
        begin = time.perf_counter()
        step()
        taken.append(time.perf_counter() - begin)
    cpu = time.process_time() - cpu
    taken.sort()
    return {"seconds": sum(taken) / len(taken), "median_seconds": taken[len(taken) // 2],
            "least_seconds": taken[0], "cpu_seconds": cpu / len(taken),
            "parameters": sum(one.numel() for one in model.parameters())}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--network", choices=sorted(NETWORKS), required=True)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--warm", type=int, default=2)
    parser.add_argument("--steps", type=int, default=10)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    found = {name: measure(arguments.network, make, arguments)
             for name, make in NETWORKS[arguments.network].items()}
    print(json.dumps({"torch": torch.__version__, "variants": found}))


if __name__ == "__main__":
    main()
