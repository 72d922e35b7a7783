"""Makes tests/golden/stories/greedy.json: what transformers generates greedily from the model that ships.

Run it again whenever web/public/models/stories changes.

    /tmp/golden/bin/python scripts/golden/stories.py   # environment: see models.py
"""

import hashlib
import json
import pathlib

import torch
from transformers import AutoModelForCausalLM

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODEL = ROOT / "web" / "public" / "models" / "stories"
OUT = ROOT / "tests" / "golden" / "stories" / "greedy.json"
TOKENS = 120
SEED = 7


def greedy(model, prompt):
    """Ids after `prompt`, the model's last logits, and how close any choice was (a rounding could turn a tie)."""
    ids, past, closest = list(prompt), None, float("inf")
    step = torch.tensor([ids])
    for _ in range(TOKENS):
        out = model(step, past_key_values=past, use_cache=True)
        past, logits = out.past_key_values, out.logits[0, -1]
        first, second = logits.topk(2).values.tolist()
        closest = min(closest, first - second)
        ids.append(int(logits.argmax()))
        step = torch.tensor([ids[-1:]])
    return ids, logits.tolist(), closest


def main():
    model = AutoModelForCausalLM.from_pretrained(MODEL, dtype=torch.float32).eval()
    bos = model.config.bos_token_id
    generator = torch.Generator().manual_seed(SEED)
    start = [bos] if bos is not None else [0]
    longer = start + torch.randint(0, model.config.vocab_size, (20,), generator=generator).tolist()
    runs = []
    with torch.no_grad():
        for prompt in (start, longer):
            ids, logits, closest = greedy(model, prompt)
            runs.append({"prompt": len(prompt), "ids": ids, "logits": [round(x, 6) for x in logits]})
            print(f"{len(prompt)} -> {len(ids)} tokens, closest choice {closest:.5f}")
    digest = hashlib.sha256((MODEL / "model.safetensors").read_bytes()).hexdigest()
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps({"sha256": digest, "runs": runs}) + "\n")


if __name__ == "__main__":
    main()
