"""Makes tests/golden/attention/sdpa.safetensors: what PyTorch's scaled_dot_product_attention gives.

Each case is four or five tensors, "<case>.q" [batch, h, t_q, d], ".k" [batch, g, t_k, d], ".v" [batch, g, t_k, d_v],
optionally ".bias" (float, -inf masks; [batch or 1, h or 1, t_q, t_k]) or ".allowed" (1 or 0, [t_q, t_k]), and ".y"
[batch, h, t_q, d_v]; the metadata says "<case>": "scale=S causal=C" with C one of none, upper_left, lower_right (S = 0:
the default). Inputs are float32; PyTorch computes in float64, so that y's own error is its last rounding.

    python -m venv /tmp/golden && /tmp/golden/bin/pip install -r scripts/golden/requirements.txt
    /tmp/golden/bin/python scripts/golden/attention.py
"""

import pathlib

import torch
from safetensors.torch import save_file
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.nn.attention.bias import causal_lower_right
from torch.nn.functional import scaled_dot_product_attention as sdpa

OUT = pathlib.Path(__file__).resolve().parents[2] / "tests" / "golden" / "attention"
SEED = 20260103

# case: (batch, h, g, t_q, t_k, d, d_v), causal, mask, scale
CASES = {
    "plain": ((1, 2, 2, 5, 5, 8, 8), "none", None, 0),
    "odd": ((2, 3, 3, 7, 11, 5, 3), "none", None, 0),
    "causal": ((1, 2, 2, 9, 9, 4, 4), "upper_left", None, 0),
    "causal_upper_left_more_keys": ((1, 1, 1, 4, 7, 4, 4), "upper_left", None, 0),
    "causal_lower_right_more_keys": ((1, 2, 1, 4, 9, 6, 6), "lower_right", None, 0),
    "gqa": ((2, 6, 2, 5, 6, 7, 9), "none", None, 0),
    "mqa_causal": ((1, 4, 1, 6, 6, 8, 8), "upper_left", None, 0),
    "bool_mask": ((1, 2, 2, 6, 10, 4, 4), "none", "bool", 0),
    "bool_mask_with_blind_row": ((1, 2, 2, 6, 10, 4, 4), "none", "blind", 0),
    "float_mask": ((2, 2, 2, 5, 8, 4, 4), "none", "float", 0),
    "float_mask_over_heads": ((2, 4, 2, 5, 8, 4, 4), "none", "float_heads", 0),
    "scaled": ((1, 2, 2, 8, 8, 16, 16), "none", None, 0.37),
    "tiles": ((1, 1, 1, 65, 130, 3, 2), "lower_right", None, 0),
}


def mask_of(kind, shape, random):
    batch, h, _, t_q, t_k, _, _ = shape
    if kind is None:
        return None
    if kind in ("bool", "blind"):
        allowed = torch.rand(t_q, t_k, generator=random) < 0.6
        allowed[:, 0] = True
        if kind == "blind":
            allowed[2] = False
        return allowed
    bias = torch.randn(batch, 1 if kind == "float_heads" else h, t_q, t_k, generator=random)
    return bias.masked_fill(torch.rand(bias.shape, generator=random) < 0.2, -torch.inf)


def compute(q, k, v, causal, mask, scale):
    options = dict(scale=scale or None, enable_gqa=q.shape[1] != k.shape[1])
    q, k, v = q.double(), k.double(), v.double()
    with sdpa_kernel(SDPBackend.MATH):
        if causal == "upper_left":
            return sdpa(q, k, v, is_causal=True, **options)
        if causal == "lower_right":
            lower_right = torch.ones(q.shape[2], k.shape[2], dtype=torch.bool).tril(k.shape[2] - q.shape[2])
            y = sdpa(q, k, v, attn_mask=lower_right, **options)
            if q.shape[1] == k.shape[1]:  # PyTorch's own lower-right mask says the same
                torch.testing.assert_close(y, sdpa(q, k, v, attn_mask=causal_lower_right(q.shape[2], k.shape[2]), **options))
            return y
        return sdpa(q, k, v, attn_mask=mask.double() if mask is not None and mask.is_floating_point() else mask, **options)


def main():
    random = torch.Generator().manual_seed(SEED)
    tensors, metadata = {}, {"torch": torch.__version__.split("+")[0], "seed": str(SEED)}
    for case, (shape, causal, mask_kind, scale) in CASES.items():
        batch, h, g, t_q, t_k, d, d_v = shape
        q = torch.randn(batch, h, t_q, d, generator=random)
        k = torch.randn(batch, g, t_k, d, generator=random)
        v = torch.randn(batch, g, t_k, d_v, generator=random)
        mask = mask_of(mask_kind, shape, random)
        tensors |= {f"{case}.q": q, f"{case}.k": k, f"{case}.v": v, f"{case}.y": compute(q, k, v, causal, mask, scale).float()}
        if mask is not None:
            tensors[f"{case}.bias" if mask.is_floating_point() else f"{case}.allowed"] = mask.float()
        metadata[case] = f"scale={scale} causal={causal}"
    OUT.mkdir(parents=True, exist_ok=True)
    save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, OUT / "sdpa.safetensors", metadata)
    print(f"{len(CASES)} cases, {(OUT / 'sdpa.safetensors').stat().st_size} bytes")


if __name__ == "__main__":
    main()
