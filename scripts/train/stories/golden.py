"""Writes what readers of the model folder in text are tested against: tokens of odd texts, a prompt and its greedy text.

Ids alone, with logits, for the C++ tests: scripts/golden/stories.py.

The greedy ids are those of `transformers` in float32 from the F16 file. `margin` is the smallest difference
between the best and the second logit on the way: how far an engine's rounding is from changing a token.
"""
import json
import sys
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import LlamaForCausalLM

PROMPT = "Once upon a time, there was a kind girl named Anna. Anna had a red kite."
TEXTS = ["", " ", "   three   spaces ", "\n\n\n", "\ttab\r\nwindows", "naïve café, “quotes” …", "日本語", "한국어", "العربية",
         "👩‍👩‍👧‍👦 🏳️‍🌈", "zero\u200bwidth", "don't I'll we've", "123 456.78", "Anna's red kite", "<|story|>Once", "x<|end|>y",
         "ALL CAPS", "e\u0301", "\ufeffbom", "a" * 40, "Tom\u00a0has", "½ ²", "snake_case camelCase", "Hello,world"]


def greedy(model, ids, count):
    """`count` ids after `ids` by argmax, and the smallest margin between the best two logits."""
    ids, margin = list(ids), float("inf")
    with torch.no_grad():
        for _ in range(count):
            best = model(input_ids=torch.tensor([ids])).logits[0, -1].topk(2)
            margin = min(margin, (best.values[0] - best.values[1]).item())
            ids.append(best.indices[0].item())
    return ids, margin


def main(folder, target):
    tokenizer = Tokenizer.from_file(str(Path(folder) / "tokenizer.json"))
    model = LlamaForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    prompt_ids = tokenizer.encode(PROMPT).ids
    ids, margin = greedy(model, prompt_ids, 100)
    target = Path(target)
    target.mkdir(parents=True, exist_ok=True)
    golden = {"prompt": PROMPT, "prompt_ids": prompt_ids, "ids": ids[len(prompt_ids):], "margin": margin,
              "text": tokenizer.decode(ids)}
    (target / "prompt.json").write_text(json.dumps(golden, ensure_ascii=False) + "\n")
    tokens = [{"text": text, "ids": tokenizer.encode(text).ids} for text in TEXTS]
    (target / "tokens.json").write_text(json.dumps(tokens) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
