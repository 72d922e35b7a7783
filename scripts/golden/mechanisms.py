"""Makes tests/golden/mechanisms: what PyTorch and transformers give for every mechanism, one small JSON file each.

The files' "problem" is what `attn attention FILE.json` reads; README.md, made here too, says the rest. Made by
mechanisms_masks.py, mechanisms_scores.py and mechanisms_beyond.py; run twice, the files are the same bytes.

    python -m venv /tmp/golden && /tmp/golden/bin/pip install -r scripts/golden/requirements.txt
    /tmp/golden/bin/python scripts/golden/mechanisms.py
"""

import pathlib

import torch
import transformers

import mechanisms_beyond
import mechanisms_masks
import mechanisms_scores
from mechanisms_common import TOLERANCE, document

OUT = pathlib.Path(__file__).resolve().parents[2] / "tests" / "golden" / "mechanisms"
MOST = 400_000  # bytes, all files together

README = """# Goldens of the mechanisms

Made by `scripts/golden/mechanisms.py` with PyTorch {torch} and transformers {transformers}; nothing here was made by this
library. {files} files of one object each, this page with them:

    {{"name": file name, "made_by": the function that gave the numbers,
     "problem": inputs, "expect": outputs, "tolerance": greatest absolute difference of any number of "expect"}}

- `problem` is what `attn attention FILE.json` reads, in the files that have `q`. The others are not attention over q,
  k and v: `"operator": "selective_scan"`, and those whose only key is `moe`, `softmax_jacobian`, `alibi_slopes` or
  `t5_buckets` (below). No file names an executor: every one must give these numbers. Inputs are float32 in their
  shortest decimal. The sources computed in double precision, except inside those functions of transformers that
  insist on float32; `expect` has nine digits.
- `expect.y` is [batch, heads, queries, width of v], `expect.pattern` [batch, heads, queries, keys]: the weights that
  y was made with. Where the source gives no weights, they are its y for the identity as values.
- `"alignment": "lower_right"`: query 0 is token t_k - t_q (p = i + t_k - t_q), for mask, bias and position; otherwise
  ("upper_left") it is token 0. With `past_key`, t_k counts the past as well. A query that may see no key has a row of
  zeros.
- `position` moves q and k; v stays. Rotary angles are (p / linear) * base'^(-2n/d), base' = base * ntk^(d / (d
  - 2)); `rotary_half` turns the pairs (n, n + d/2), `rotary_interleaved` the pairs (2n, 2n + 1). The sinusoid is
  added: sine in even places, cosine in odd ones.
- `softcap` comes before bias and mask, as in ONNX and Gemma 2. Only `scaled_dot` is divided by sqrt(d); the other
  scores are as they read.
- ALiBi files are all causal: -slope * (p - j).
- T5's distance is j - p; its files with `"bidirectional": 0` are causal.
- `random` files draw every block there is: any draw of ours must give them. `mask-bigbird-painted` has BigBird's own
  draw, painted.
- `adaptive_span`: x = p - j, so the token itself has x = 0 and always counts. (In the paper a token does not see
  itself, and x begins at 1.)
- `hierarchical`: one query per token at both levels, both scores over sqrt(d); `pattern` is beta * alpha.
- `selective_scan`: state = exp(delta a) state + delta b x; y = c . state + d x, with x, delta, y [t, c], a [c, n], b
  and c [t, n], d [c]. `delta` is after its softplus, y before the gate. `pattern` [c, t, t] is the matrix that the
  scan implies, without d: y = pattern x + d x.
- `moe`: x [t, c], router [experts, c], w1 and w3 [experts, inner, c], w2 [experts, c, inner]: y = sum of gate * w2
  (silu(w1 x) * (w3 x)). `probabilities` [t, experts] over all experts, `chosen` and `gates` [t, top_k] from the most
  probable down, gates divided by their sum, `load` how many tokens each expert has.
- `softmax_jacobian`: weights = softmax(scale * dots); `jacobian` by the scaled scores, `jacobian_of_dots` by the
  dots: scale times that.
- `alibi_slopes`, `t5_buckets`: tables for head counts and for relative positions j - p.

| file | made by |
|---|---|
{rows}
"""


def main():
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    OUT.mkdir(parents=True, exist_ok=True)
    made = {}
    for module in (mechanisms_scores, mechanisms_masks, mechanisms_beyond):
        for case in module.cases():
            assert case["name"] not in made, case["name"]
            made[case["name"]] = case["made_by"]
            (OUT / f"{case['name']}.json").write_text(document(case))
    rows = "\n".join(f"| {name} | {made_by} |" for name, made_by in sorted(made.items()))
    (OUT / "README.md").write_text(README.format(torch=torch.__version__.split("+")[0], files=len(made), rows=rows,
                                                 transformers=transformers.__version__))
    for path in OUT.glob("*.json"):
        if path.stem not in made:
            path.unlink()
    size = sum(path.stat().st_size for path in OUT.iterdir())
    assert size < MOST, size
    print(f"{len(made)} files, {size} bytes, tolerance {TOLERANCE}")


if __name__ == "__main__":
    main()
