"""Second stage of training: settles a trained model on texts that begin anywhere, as people's texts do.

The first stage sees whole stories and, between them, rows to copy (data.py). A model that has seen no other
beginnings takes any text that is not the opening of a story for a row to copy. Here it reads whole stories, stories
from some sentence on, and public stories (TinyStories; Eldan & Li 2023) whole or from some sentence on, under a
learning rate that falls to zero. The result is mixed with what it came from (Wortsman et al. 2022, arXiv 2109.01903):
that gives back half of the loss on whole stories that settling costs.
"""
import argparse
import json
import re
import time
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from data import BUCKETS, CONTEXT, batches, read_shard
from model import attend, loss, new_model, save_folder
from tokenizer import EOS
from train import held_out, measure, optimizers

SENTENCE_END = re.compile(r"""(?<=[.!?])["']?\s+""")


def options():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--work", type=Path, required=True, help="folder of the first stage: checkpoint.pt, tokenizer.json, shards/")
    p.add_argument("--public", type=Path, help="tinystories_1000.json; without it only our own stories are read")
    p.add_argument("--minutes", type=float, default=8)
    p.add_argument("--rate", type=float, default=1.5e-3)
    p.add_argument("--tokens", type=int, default=8192, help="tokens a step")
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--kernel", action="store_true", help="compile and use kernel.cpp for attention")
    p.add_argument("--share", type=float, default=0.8, help="of the settled weights in the mixture; the rest is the first stage's")
    p.add_argument("--export", type=Path, required=True)
    return p.parse_args()


def from_some_sentence(text, rng):
    """The text from one of its sentences on, the last two excepted."""
    starts = [m.end() for m in SENTENCE_END.finditer(text)][:-2]
    return text[starts[rng.integers(len(starts))]:] if starts else text


def public_stories(path):
    """The texts of a JSON file: a list of strings, or of objects with one long string each."""
    def text_of(entry):
        return entry if isinstance(entry, str) else max((v for v in entry.values() if isinstance(v, str)), key=len)
    return [text_of(entry).strip() for entry in json.loads(path.read_text())]


def rows_to_read(tokenizer, shard, public, rng):
    """Of a shard's stories half whole and a third from some sentence on; public ones make up about a sixth."""
    end = tokenizer.token_to_id(EOS)
    stories = read_shard(shard)
    texts = tokenizer.decode_batch([list(s) for s in stories[: len(stories) * 2 // 5]])
    texts = [from_some_sentence(t, rng) for t in texts]
    texts += [t if rng.random() < 0.5 else from_some_sentence(t, rng) for t in public * (len(stories) // 5000)]
    encoded = tokenizer.encode_batch(texts)
    return stories[len(stories) * 2 // 5:] + [np.array(e.ids + [end])[:CONTEXT] for e in encoded]


def settle(args):
    torch.set_num_threads(args.threads)
    tokenizer = Tokenizer.from_file(str(args.work / "tokenizer.json"))
    model = new_model(tokenizer, seed=1)
    first = torch.load(args.work / "checkpoint.pt", weights_only=True)["model"]
    model.load_state_dict(first)
    if args.kernel:
        from kernel import attend as attention
    else:
        attention = attend
    torch._dynamo.config.recompile_limit = 4 * len(BUCKETS)
    step_loss = torch.compile(lambda m, batch: loss(m, batch, attention=attention), dynamic=False)
    test, rng = held_out(tokenizer, args.work), np.random.default_rng(7)
    public = public_stories(args.public) if args.public else []
    steppers, step, seen, started = optimizers(model, args.rate), 0, 0, time.time()
    shards = sorted((args.work / "shards").glob("shard-????.npz"), reverse=True)
    for shard in shards * 100:
        for batch in batches(rows_to_read(tokenizer, shard, public, rng), args.tokens, rng):
            done = (time.time() - started) / (60 * args.minutes)
            if done >= 1:
                break
            for stepper in steppers:
                for group in stepper.param_groups:
                    group["lr"] = args.rate * min(1, (step + 1) / 50) * (1 - done)
            value = step_loss(model, torch.from_numpy(batch))
            value.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            for stepper in steppers:
                stepper.step()
                stepper.zero_grad()
            step, seen = step + 1, seen + int((batch[:, 1:] >= 0).sum())
            if step % 50 == 0:
                print(json.dumps({"step": step, "tokens": seen, "minutes": round(60 * done * args.minutes / 60, 2),
                                  "loss": round(value.item(), 4)}), flush=True)
        else:
            continue
        break
    settled = model.state_dict()
    model.load_state_dict({n: args.share * settled[n] + (1 - args.share) * w for n, w in first.items()})
    print(json.dumps({"step": step, "tokens": seen, "held_out_loss": round(measure(step_loss, model, test), 4)}), flush=True)
    save_folder(model, tokenizer, args.export)


if __name__ == "__main__":
    settle(options())
