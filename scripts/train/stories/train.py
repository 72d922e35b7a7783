"""Trains the story model until a given time of day or number of steps, and can go on from a checkpoint.

Muon for the matrices, AdamW for embeddings and norms; the learning rate warms up, stays, and falls
to zero over the last part of the run (planned by the clock, so that the run ends decayed, on time).
"""
import argparse
import csv
import json
import time
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from data import BUCKETS, HELD_OUT_SEED, batches, copying_practice, read_shard, write_shard
from model import attend, loss, new_model, save_folder

COLUMNS = ["step", "tokens", "minutes", "rate", "train_loss", "copying_loss", "held_out_loss"]


def options():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--work", type=Path, required=True, help="folder with tokenizer.json and shards/; checkpoints go here")
    p.add_argument("--minutes", type=float, help="length of this run")
    p.add_argument("--until", type=float, help="end of the run, Unix time (instead of --minutes)")
    p.add_argument("--decay", type=float, default=0.3, help="last part of the whole run in which the rate falls")
    p.add_argument("--rate", type=float, default=4e-3)
    p.add_argument("--tokens", type=int, default=8192, help="tokens a step")
    p.add_argument("--practice", type=float, default=0.0,
                   help="share of steps that practise copying (data.py); it falls with the rate")
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--export", type=Path, help="folder for a usable model every 10 minutes")
    p.add_argument("--kernel", action="store_true", help="compile and use kernel.cpp for attention")
    return p.parse_args()


def optimizers(model, rate):
    matrices = [p for n, p in model.named_parameters() if p.ndim == 2 and "embed" not in n]
    others = [p for n, p in model.named_parameters() if p.ndim != 2 or "embed" in n]
    return [torch.optim.Muon(matrices, lr=rate, momentum=0.95, weight_decay=0.05, adjust_lr_fn="match_rms_adamw"),
            torch.optim.AdamW(others, lr=rate, betas=(0.9, 0.98), weight_decay=0.0)]


def shape_of_rate(step, done, decay):
    """Fraction of the full rate: warm-up over 100 steps, flat, then linear to zero."""
    return min(1.0, (step + 1) / 100) * min(1.0, max(0.0, (1 - done) / decay))


def held_out(tokenizer, work, count=1000):
    path = work / "held-out.npz"
    if not path.exists():
        write_shard(tokenizer, path, HELD_OUT_SEED, count)
    return read_shard(path)


def measure(step_loss, model, stories):
    """Loss per token over the batches of `stories`, every token weighing the same."""
    total = count = 0
    with torch.no_grad():
        for batch in batches(stories, 8192, np.random.default_rng(0)):
            batch = torch.from_numpy(batch)
            n = (batch[:, 1:] >= 0).sum().item()
            total += step_loss(model, batch).item() * n
            count += n
    return total / count


class Run:
    """State of a run: model, optimisers, counters, log; saved and restored together."""

    def __init__(self, args):
        self.args = args
        self.tokenizer = Tokenizer.from_file(str(args.work / "tokenizer.json"))
        self.model = new_model(self.tokenizer, seed=1)
        self.optimizers = optimizers(self.model, args.rate)
        self.step = self.seen = self.epoch = 0
        self.fraction = 0.0  # of the full rate, now
        self.started = time.time()
        self.file = args.work / "checkpoint.pt"
        if self.file.exists():
            saved = torch.load(self.file, weights_only=True)
            self.model.load_state_dict(saved["model"])
            for optimizer, state in zip(self.optimizers, saved["optimizers"]):
                optimizer.load_state_dict(state)
            self.step, self.seen, self.epoch, elapsed = saved["counters"]
            self.started -= elapsed
            self.forget_log_after(self.step)

    def save(self):
        partial = self.file.with_suffix(".part")
        torch.save({"model": self.model.state_dict(), "optimizers": [o.state_dict() for o in self.optimizers],
                    "counters": [self.step, self.seen, self.epoch, time.time() - self.started]}, partial)
        partial.rename(self.file)

    def forget_log_after(self, step):
        """Drops the rows of steps that were lost with an interrupted run, for they come again."""
        path = self.args.work / "log.csv"
        lines = path.read_text().splitlines(keepends=True) if path.exists() else []
        path.write_text("".join(line for line in lines if not line[0].isdigit() or int(line.split(",")[0]) <= step))

    def log(self, **row):
        path = self.args.work / "log.csv"
        new = not path.exists() or not path.stat().st_size
        with open(path, "a", newline="") as out:
            writer = csv.DictWriter(out, COLUMNS)
            if new:
                writer.writeheader()
            writer.writerow(row)
        print(json.dumps(row), flush=True)

    def stream(self):
        """(batch, whether it is practice) from every shard there is, in order, for ever; read when it is its turn."""
        while True:
            shards = sorted((self.args.work / "shards").glob("shard-????.npz"))
            path = shards[self.epoch % len(shards)]
            self.epoch += 1
            stories, rng = read_shard(path), np.random.default_rng(self.epoch)
            for batch in batches(stories, self.args.tokens, rng):
                while rng.random() < self.args.practice * self.fraction:
                    yield copying_practice(stories, self.args.tokens, rng), True
                yield batch, False


def train(args):
    torch.set_num_threads(args.threads)
    run = Run(args)
    settings = {key: getattr(args, key) for key in ("rate", "decay", "practice", "tokens")}
    (args.work / "settings.json").write_text(json.dumps(settings) + "\n")
    end = args.until or run.started + 60 * args.minutes
    attention = attend
    if args.kernel:
        from kernel import attend as attention
    torch._dynamo.config.recompile_limit = 4 * len(BUCKETS)
    step_loss = torch.compile(lambda model, batch: loss(model, batch, attention=attention), dynamic=False)
    test_stories = held_out(run.tokenizer, args.work)
    losses, copying, saved, exported, measured = [], [], time.time(), 0.0, 0
    for batch, practice in run.stream():
        now = time.time()
        fraction = run.fraction = shape_of_rate(run.step, (now - run.started) / (end - run.started), args.decay)
        if now >= end or (fraction == 0 and run.step):
            break
        for optimizer in run.optimizers:
            for group in optimizer.param_groups:
                group["lr"] = args.rate * fraction
        batch = torch.from_numpy(batch)
        value = step_loss(run.model, batch)
        value.backward()
        torch.nn.utils.clip_grad_norm_(run.model.parameters(), 1.0)
        for optimizer in run.optimizers:
            optimizer.step()
            optimizer.zero_grad()
        (copying if practice else losses).append(value.item())
        run.step += 1
        run.seen += int((batch[:, 1:] >= 0).sum())
        if run.step % 50 == 0:
            test = ""
            if run.step - measured >= 250:
                test, measured = round(measure(step_loss, run.model, test_stories[:200]), 4), run.step
            run.log(step=run.step, tokens=run.seen, minutes=round((now - run.started) / 60, 2),
                    rate=round(args.rate * fraction, 6), train_loss=round(float(np.mean(losses)), 4),
                    copying_loss=round(float(np.mean(copying)), 4) if copying else "", held_out_loss=test)
            losses, copying = [], []
        if now - saved > 180:
            run.save()
            saved = now
        if args.export and now - exported > 600:
            save_folder(run.model, run.tokenizer, args.export)
            exported = now
    run.save()
    run.log(step=run.step, tokens=run.seen, minutes=round((time.time() - run.started) / 60, 2), rate=0.0,
            train_loss=round(float(np.mean(losses)), 4) if losses else "",
            held_out_loss=round(measure(step_loss, run.model, test_stories), 4))
    if args.export:
        save_folder(run.model, run.tokenizer, args.export)


if __name__ == "__main__":
    train(options())
