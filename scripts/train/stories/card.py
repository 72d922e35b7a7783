"""Writes the model card from results.json and log.csv, so that no figure in it is typed by hand."""
import csv
import json
import sys

CARD = """---
license: mit
language: en
library_name: transformers
---

# stories

A {parameters:,}-parameter Llama (6 layers, 8 query heads sharing 4 key/value heads, width 128) that tells small children's
stories. It ships with Attention Playground so that every head on the page belongs to a trained model whose right
answers are known: it was trained on stories from a *simulated* world, in which it is a matter of fact who is
there, who has what and who wished for what. Weights, tokenizer and that world are this project's own; licence: MIT.

`model.safetensors` is {bytes:,} bytes, float16. Vocabulary: byte-level BPE, 1,024 pieces, `<|story|>` first and
`<|end|>` last; every name of the world is one piece. Context: 512 tokens. Any text can be typed, but the model
knows nothing outside its world, and it is no assistant.

## Data

`scripts/train/stories` simulates a world of two or three characters and a few things, draws one event after another from those
that the state allows (gifts, wishes, refusals, trades, loans, losses, searches, hiding, mending, questions and answers) and
says each in one of several hundred sentence shapes. A pronoun stands only where one single character can be meant.
- Distinct words in 20,000 stories: {words:,}.
- Drawn for training: {drawn_stories:,} stories, {drawn_tokens:,} tokens, of which the run used {tokens:,}, each story at most once, practice aside;
  exact repeats among the drawn stories: {repeats}.
- {other_text} A small share of steps practises copying (below) on shuffled tokens of the same stories.

## Training

| | |
|---|---|
| steps, tokens | {steps:,} steps, {tokens:,} scored tokens, one pass |
| step | about 8,192 tokens of stories of like length, each attending to itself alone |
| optimiser | Muon for matrices, AdamW for embeddings and norms; peak rate {rate}, linear to 0 over the last {decay} of the run |
| copying practice | from step {practice_from:,}, {practice_share:.0%} of steps and falling with the rate, about {practice_steps:,} in all: `<\\|story\\|>`, then tokens of a story, shuffled, over and over, the first time round unscored; induction heads form on it{note} |
{second_stage}| precision | float32 weights, bfloat16 matrix products |
| machine | one thread of a shared 2-core x86-64 CPU (AVX-512), {minutes:.0f} minutes |
| last training loss | {train_loss} nats per token |

Log: `scripts/train/stories/runs/log.csv`. Curve: `scripts/train/stories/runs/curve.svg`. To train again: `scripts/train/stories/train`.

## Held-out loss against the generator's own entropy

On {held_stories} stories with seeds that training never used ({held_tokens:,} tokens; {longer} longer than the context left out):

| | nats per token | nats per story |
|---|---|---|
| model | {loss:.4f} | {loss_story:.1f} |
| generator | {entropy:.4f} | {entropy_story:.1f} |
| difference | {gap:.4f} | {gap_story:.1f} ± {gap_error:.1f} (standard error) |

What the second row is: the generator adds up -log p of every choice it makes. Its mean is the entropy of the *choices*.
Two sequences of choices can, rarely, give the same text, so the entropy of the *text* is at most that: the row is an
upper bound on the least loss any model can have, and the difference a lower bound on the model's true excess.

## Names and possessions

`checker.py` reads a story sentence by sentence and keeps its own books. A story counts only if *every* sentence is one
that the world can say, every name was introduced, every pronoun fits, and everybody who gives, lends, loses, or is
said to have a thing has it, to the last line. One slip anywhere in about {sentences:.0f} units of one to three sentences fails it.

| {n} stories each | consistent | every name and pronoun right | every sentence readable | units right |
|---|---|---|---|---|
{table}

Sampled from `<|story|>` alone with no top-k or top-p, torch seed {seed}. The first row is the control. "Consistent" asks for
everything at once, and for an end. "Every name right" leaves out sentences that cannot be read. A unit after a slip is
judged by the books as they stand, so that one slip often makes several units wrong.

Typical slips at temperature 0.7 (sentence: what the checker says), in order of occurrence:

{slips}

## What the heads do

Over {head_stories} held-out stories, in float32. Layers and heads count from 0. Heads that score at least half of the best one,
at most five, are listed.

{heads}

Definitions:
{definitions}

## Out of domain

On {ood_texts} pieces of `{ood_name}` (public text, cut to the context): {bpb:.2f} bits per UTF-8 byte. For scale, a fair
coin per bit is 8. The model never saw such text; it spells out unknown words byte by byte.

## Samples, as they came

The first three of the 200 at temperature 0.7, and the first at temperature 1.0; nothing was chosen or touched up.

{samples}

## Limits

It only knows its world's plots and sentence shapes. Within a sentence or two it is mostly right; over a whole story it
mixes up who has what, or the colour of a thing, far more often than not, as the table above says. A prompt does best that begins
as its stories begin and introduces everybody by name. Other prompts give broken text.
"""

HEAD_ROWS = (("previous", "previous-token", "previous"), ("sink", "first-token sink", "sink"), ("induction", "induction", "induction"),
             ("repeated", "induction, on repeated shuffled text", "repeated"), ("duplicate", "duplicate-token", "duplicate"), ("name_attention", "name mover, by attention", "name_attention"),
             ("name_logit", "name mover, by logit (nats)", "name_logit"))


def practice(rows, share, rate):
    """What the log says of copying practice: (first step, share of steps then, expected number of steps)."""
    at = [i for i, row in enumerate(rows) if row["copying_loss"]]
    if not at:
        return 0, 0.0, 0
    now = [share * float(row["rate"]) / rate for row in rows]
    steps = sum((int(rows[i]["step"]) - int(rows[i - 1]["step"])) * now[i] for i in range(at[0], len(rows)) if i)
    return int(rows[at[0] - 1]["step"]) if at[0] else 0, now[at[0]], round(steps)


def table_row(label, r):
    return (f"| {label} | **{r['consistent']}** | {r['names_right']} | {r['all_readable']} "
            f"| {100 * r['units_right'] / r['units']:.1f} % |")


def head_table(heads):
    lines = ["| | heads, best first: layer.head (score) | mean of all heads |", "|---|---|---|"]
    for key, label, _ in HEAD_ROWS:
        scores = sorted(((s, f"{layer}.{head}") for layer, row in enumerate(heads["scores"][key]) for head, s in enumerate(row)), reverse=True)
        best = [f"{name} ({s:.2f})" for s, name in scores[:5] if s >= scores[0][0] / 2]
        lines.append(f"| {label} | {', '.join(best)} | {sum(s for s, _ in scores) / len(scores):.2f} |")
    return "\n".join(lines)


def quote(text):
    return "\n".join("> " + line if line else ">" for line in text.split("\n"))


def main(results_file, log_file, settings_file, target):
    with open(settings_file) as file:
        settings = json.load(file)
    with open(results_file) as file:
        r = json.load(file)
    with open(log_file) as file:
        rows = list(csv.DictReader(file))
    last, held, heads = rows[-1], r["held_out"], r["heads"]
    practice_from, practice_share, practice_steps = practice(rows, settings["practice"], settings["rate"])
    slips = "\n".join(f"- {words[:160] or '(end)'}: *{why}*" for words, why in r["sampled_0.7"]["first_failures"][:6])
    samples = [("temperature 0.7, no. " + str(i + 1), text) for i, text in enumerate(r["samples_0.7"])] + [
        ("temperature 1.0, no. 1", r["samples_1.0"][0])]
    card = CARD.format(
        parameters=r["parameters"], bytes=r["bytes"], words=r["words"], drawn_stories=r["duplicates"]["stories"],
        drawn_tokens=r["duplicates"]["tokens"], repeats=r["duplicates"]["duplicate_stories"], steps=int(last["step"]),
        tokens=int(last["tokens"]), minutes=float(last["minutes"]),
        decay=f"{settings['decay']:.0%}", rate=settings["rate"], practice_from=practice_from, practice_share=practice_share,
        practice_steps=practice_steps, note=settings.get("note", ""),
        # A second stage, if there was one, is described in settings.json: what it did, and what other text it read.
        second_stage=f"| second stage | {settings['second_stage']} |\n" if "second_stage" in settings else "",
        other_text=settings.get("other_text", "No other text was used."),
        sentences=r["generated"]["units"] / r["generated"]["stories"],
        train_loss=next(row["train_loss"] for row in reversed(rows) if row["train_loss"]),
        held_stories=held["stories"], held_tokens=held["tokens"], longer=held["longer_than_context"],
        loss=held["loss_nats_per_token"], entropy=held["generator_nats_per_token"],
        gap=held["loss_nats_per_token"] - held["generator_nats_per_token"], loss_story=held["loss_nats_per_story"],
        entropy_story=held["generator_nats_per_story"], gap_story=held["gap_nats_per_story"], gap_error=held["gap_standard_error"],
        n=r["generated"]["stories"], seed=r["sample_seed"],
        table="\n".join([table_row("told by the generator (control)", r["generated"]),
                         *(table_row(f"model, temperature {t}", r[f"sampled_{t}"]) for t in ("1.0", "0.7"))]),
        slips=slips or "(none)", head_stories=heads["stories"], heads=head_table(heads),
        definitions="\n".join(f"- **{label}**: {heads['definitions'][key]}." for key, label, _ in HEAD_ROWS),
        ood_name=r["out_of_domain"]["corpus"], ood_texts=r["out_of_domain"]["texts"], bpb=r["out_of_domain"]["bits_per_byte"],
        samples="\n\n".join(f"**{label}**\n\n{quote(text)}" for label, text in samples))
    with open(target, "w") as file:
        file.write(card)


if __name__ == "__main__":
    main(*sys.argv[1:])
