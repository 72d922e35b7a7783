"""Measures a saved model folder: losses, the generator's entropy, consistency of samples, head scores.

Writes results.json; card.py turns that into the model card, so that no figure is typed by hand.
Everything is computed in float32 from the F16 file that ships.
"""
import argparse
import json
import math
import re
import time
from collections import Counter
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import LlamaForCausalLM

from checker import check
from data import CONTEXT, HELD_OUT_SEED
from grammar import word_lists
from heads import head_scores
from tokenizer import EOS
from world import tell

SAMPLE_SEED = 2026
# Problems that concern who somebody is; all others but `unread` concern who has, did or wished what.
ABOUT_NAMES = re.compile(r'introduced|could mean|is not "|same person|two different|capital|is no (girl|boy)|a second ('
                         + "|".join(word_lists()["animals"]) + ")$")


def story_losses(model, sequences):
    """Summed cross-entropy (nats) of each id sequence, first token given."""
    out = []
    with torch.no_grad():
        for ids in sequences:
            logits = model(input_ids=torch.tensor([ids[:-1]])).logits[0]
            out.append(torch.nn.functional.cross_entropy(logits, torch.tensor(ids[1:]), reduction="sum").item())
    return out


def held_out(model, tokenizer, count):
    """The model's loss and the generator's own entropy on the same stories, none of them trained on."""
    stories = [tell(HELD_OUT_SEED + i) for i in range(count)]
    ids = [tokenizer.encode(text).ids + [tokenizer.token_to_id(EOS)] for text, _ in stories]
    fits = [i for i, one in enumerate(ids) if len(one) <= CONTEXT]
    losses = story_losses(model, [ids[i] for i in fits])
    entropies = [-stories[i][1] for i in fits]
    tokens = sum(len(ids[i]) - 1 for i in fits)
    gaps = np.array(losses) - np.array(entropies)
    return {"stories": len(fits), "longer_than_context": count - len(fits), "tokens": tokens,
            "loss_nats_per_token": sum(losses) / tokens, "generator_nats_per_token": sum(entropies) / tokens,
            "loss_nats_per_story": float(np.mean(losses)), "generator_nats_per_story": float(np.mean(entropies)),
            "gap_nats_per_story": float(gaps.mean()), "gap_standard_error": float(gaps.std(ddof=1) / math.sqrt(len(gaps)))}


def sample(model, tokenizer, count, temperature, seed=SAMPLE_SEED):
    """`count` stories drawn from <|story|> alone, with no truncation of the distribution; (text, ended)."""
    torch.manual_seed(seed)
    start = torch.full((count, 1), model.config.bos_token_id)
    with torch.no_grad():
        out = model.generate(start, do_sample=True, temperature=temperature, top_k=0, top_p=1.0,
                             max_length=CONTEXT, pad_token_id=model.config.eos_token_id)
    return [(tokenizer.decode(row.tolist()), model.config.eos_token_id in row.tolist()[1:]) for row in out]


def consistency(texts_and_ends):
    """How many stories the checker passes whole; why the others fail (first problem); how many units are right."""
    kept, reasons, failures, units, right = 0, Counter(), [], 0, 0
    names = readable = 0
    for text, ended in texts_and_ends:
        report = check(text, stop_at_first=False)
        units += report.units
        right += report.right
        readable += not any("unread" in why for _, why in report.problems)
        names += not any(ABOUT_NAMES.search(why) for _, why in report.problems)
        if report.consistent and ended:
            kept += 1
            continue
        words, why = report.problems[0] if report.problems else ("", "")
        cut = not ended and (not why or why == "the story has no end" or text.lower().endswith(words))
        kind = "cut off at the context length" if cut else "unread" if "unread" in why else "names or possessions"
        reasons[kind] += 1
        failures.append([words, why])
    return {"stories": len(texts_and_ends), "consistent": kept, "names_right": names, "all_readable": readable,
            "failures": dict(reasons),
            "units": units, "units_right": right, "first_failures": failures[:12]}


def corpus_texts(corpus):
    """A JSON list of texts, or a plain text cut at paragraphs into pieces of about 1,000 characters."""
    text = Path(corpus).read_text()
    if Path(corpus).suffix == ".json":
        return json.loads(text)
    pieces = [""]
    for paragraph in text.split("\n\n"):
        if len(pieces[-1]) > 1000:
            pieces.append("")
        pieces[-1] += paragraph.strip() + "\n\n"
    return [piece.strip() for piece in pieces if piece.strip()]


def out_of_domain(model, tokenizer, corpus, count=200):
    """Bits per UTF-8 byte on public texts that the model never saw (cut to the context), spread over the corpus."""
    ids, size, texts = [], 0, corpus_texts(corpus)
    for text in texts[::max(1, len(texts) // count)][:count]:
        one = tokenizer.encode(text).ids[:CONTEXT]
        ids.append(one)
        size += len(tokenizer.decode(one).encode())
    bits = sum(story_losses(model, ids)) / math.log(2)
    return {"corpus": Path(corpus).stem, "texts": len(ids), "bytes": size, "bits_per_byte": bits / size}


def duplicates(shards):
    """Exact repeats among all stories drawn for training."""
    seen, stories, tokens = set(), 0, 0
    for path in sorted(Path(shards).glob("shard-????.npz")):
        with np.load(path) as file:
            ids, start = file["ids"], 0
            for end in file["ends"]:
                seen.add(hash(ids[start:end].tobytes()))
                stories, tokens, start = stories + 1, tokens + int(end - start), end
    return {"stories": stories, "tokens": tokens, "duplicate_stories": stories - len(seen)}


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("folder", type=Path)
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--shards", type=Path, help="training shards, to count repeats")
    p.add_argument("--corpus", type=Path, help="texts never trained on (.json list, or .txt), for bits per byte")
    p.add_argument("--stories", type=int, default=200)
    args = p.parse_args()
    torch.set_num_threads(1)
    tokenizer = Tokenizer.from_file(str(args.folder / "tokenizer.json"))
    model = LlamaForCausalLM.from_pretrained(args.folder, dtype=torch.float32, attn_implementation="eager").eval()
    results = {"date": time.strftime("%Y-%m-%d"), "parameters": sum(p.numel() for p in model.parameters()),
               "bytes": (args.folder / "model.safetensors").stat().st_size, "sample_seed": SAMPLE_SEED}
    results["held_out"] = held_out(model, tokenizer, 1000)
    controls = [(tell(HELD_OUT_SEED + i)[0], True) for i in range(args.stories)]
    results["generated"] = consistency(controls)
    for temperature in (1.0, 0.7):
        texts = sample(model, tokenizer, args.stories, temperature)
        results[f"sampled_{temperature}"] = consistency(texts)
        results[f"samples_{temperature}"] = [text for text, _ in texts[:3]]
    results["words"] = len({w for i in range(20000) for w in "".join(
        c if c.isalpha() else " " for c in tell(i)[0].lower()).split()})
    if args.corpus:
        results["out_of_domain"] = out_of_domain(model, tokenizer, args.corpus)
    if args.shards:
        results["duplicates"] = duplicates(args.shards)
    results["heads"] = head_scores(model, tokenizer, [tell(HELD_OUT_SEED + 5000 + i)[0] for i in range(200)])
    args.out.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
