"""What the makers of tests/golden/mechanisms share: numbers, the file format, and attention as PyTorch computes it."""

import json
import warnings
import zlib

import numpy as np
import torch
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.nn.attention.flex_attention import create_block_mask, create_mask, flex_attention
from torch.nn.functional import scaled_dot_product_attention
from transformers.masking_utils import add_offsets_to_mask_function

# Eager FlexAttention holds all scores: at these sizes that is what we want.
warnings.filterwarnings("ignore", message="flex_attention called without torch.compile")
# Traced, it takes another case's cap for the same graph with a symbolic number, and fails.
torch.compiler.set_stance("force_eager")

SEED = 20261122
FLEX = "torch.nn.attention.flex_attention.flex_attention"
SDPA = "torch.nn.functional.scaled_dot_product_attention"
# Absolute, on every number of "expect": the source works in double (or float32 inside transformers), we in float32
# with at most 13 terms of magnitude about 1 to a sum; ten times what `attn attention` was seen to differ by (1e-6).
TOLERANCE = 1e-5


class Random:
    """Numbers that depend on the case's name alone, so that a new case leaves the others as they are."""

    def __init__(self, name):
        self.generator = torch.Generator().manual_seed(SEED + zlib.crc32(name.encode()) % 2**31)

    def normal(self, *shape, spread=1.0):
        """Three decimals, which keeps the files small; float32 as the engine reads them, in a double tensor."""
        drawn = torch.randn(*shape, generator=self.generator, dtype=torch.float64) * spread
        return single(torch.round(drawn, decimals=3))

    def heads(self, batch, h, g, t_q, t_k, d, d_v=None):
        """q [batch, h, t_q, d], k [batch, g, t_k, d], v [batch, g, t_k, d_v]"""
        return self.normal(batch, h, t_q, d), self.normal(batch, g, t_k, d), self.normal(batch, g, t_k, d_v or d)


def single(x):
    """Rounded to float32, still double."""
    return x.detach().float().double()


def fill(module, random, spread=1.0):
    """Gives every parameter of a module such numbers; the module is double and does not train afterwards."""
    module = module.double().eval().requires_grad_(False)
    for parameter in module.parameters():
        parameter.copy_(random.normal(*parameter.shape, spread=spread))
    return module


def past_of(q, k, alignment):
    """Where query 0 stands among the keys; negative when there are more queries than keys."""
    return k.shape[2] - q.shape[2] if alignment == "lower_right" else 0


def visible(mask_mod, past):
    """A FlexAttention mask_mod on absolute positions, for queries that start at `past`."""
    return add_offsets_to_mask_function(mask_mod, past, 0) if past else mask_mod


def attend(q, k, v, mask_mod=None, score_mod=None, scale=None):
    """FlexAttention's y and pattern: the pattern is y for the identity as values. SDPA with the same mask agrees."""
    t_q, t_k = q.shape[2], k.shape[2]
    block_mask = None if mask_mod is None else create_block_mask(mask_mod, None, None, t_q, t_k, device="cpu")
    options = dict(scale=scale, enable_gqa=q.shape[1] != k.shape[1])
    unit = torch.eye(t_k, dtype=q.dtype).expand(*k.shape[:2], t_k, t_k).contiguous()
    y, pattern = (flex_attention(q, k, values, score_mod=score_mod, block_mask=block_mask, **options)
                  for values in (v, unit))
    if score_mod is None:
        allowed = None if mask_mod is None else create_mask(mask_mod, 1, 1, t_q, t_k, device="cpu")
        torch.testing.assert_close(sdpa(q, k, v, allowed, scale)[0], y)
    return y, pattern


def sdpa(q, k, v, mask=None, scale=None):
    """scaled_dot_product_attention's y and pattern, for a boolean mask or numbers to add."""
    options = dict(scale=scale, enable_gqa=q.shape[1] != k.shape[1])
    unit = torch.eye(k.shape[2], dtype=q.dtype).expand(*k.shape[:2], -1, -1)
    with sdpa_kernel(SDPBackend.MATH):
        return tuple(scaled_dot_product_attention(q, k, values, attn_mask=mask, **options) for values in (v, unit))


def causal_bias(t_q, t_k, past=0):
    """0 where a query may look, -inf where it may not."""
    allowed = torch.ones(t_q, t_k, dtype=torch.bool).tril(past)
    return torch.zeros(t_q, t_k, dtype=torch.float64).masked_fill(~allowed, -torch.inf)


def golden(name, made_by, problem, tolerance=TOLERANCE, **expect):
    return {"name": name, "made_by": made_by, "problem": problem, "expect": expect, "tolerance": tolerance}


def given(value):
    """An input: the shortest decimal that is the same float32."""
    if isinstance(value, torch.Tensor):
        return given(value.tolist())
    if isinstance(value, dict):
        return {key: given(element) for key, element in value.items()}
    if isinstance(value, (list, tuple)):
        return [given(element) for element in value]
    return float(str(np.float32(value))) if isinstance(value, float) else value


def expected(value):
    """An output: nine significant digits, which name one float32."""
    if isinstance(value, torch.Tensor):
        return expected(value.tolist())
    if isinstance(value, (list, tuple)):
        return [expected(element) for element in value]
    if isinstance(value, float):
        assert np.isfinite(value), "no golden may hold NaN or infinity"
        return float(f"{value:.9g}") + 0.0  # + 0.0: no -0
    return value


def document(case):
    """The file's text: one line to a tensor, so that a change shows as one."""

    def block(fields):
        return "{\n" + ",\n".join(f'  "{key}": {json.dumps(value)}' for key, value in fields.items()) + "\n }"

    parts = {"name": json.dumps(case["name"]), "made_by": json.dumps(case["made_by"]),
             "problem": block({key: given(value) for key, value in case["problem"].items()}),
             "expect": block({key: expected(value) for key, value in case["expect"].items()}),
             "tolerance": json.dumps(case["tolerance"])}
    return "{" + ",\n ".join(f'"{key}": {text}' for key, text in parts.items()) + "}\n"
