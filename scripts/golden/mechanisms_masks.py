"""Goldens of every mask: mask_mods written for FlexAttention, transformers' own where it has the mask.

A mask_mod here reads absolute positions: p of the query, j of the key.
"""

import math

import numpy as np
import torch
from torch.nn.attention.flex_attention import and_masks, noop_mask, or_masks
from transformers import BigBirdConfig, LongformerConfig
from transformers.masking_utils import (causal_mask_function, chunked_causal_mask_function, chunked_overlay,
                                        packed_sequence_mask_function, padding_mask_function,
                                        sliding_window_bidirectional_mask_function,
                                        sliding_window_causal_mask_function)
from transformers.models.big_bird.modeling_big_bird import BigBirdBlockSparseAttention, BigBirdModel
from transformers.models.longformer.modeling_longformer import LongformerSelfAttention

from mechanisms_common import FLEX, Random, attend, fill, golden, past_of, single, visible

MASKING = "transformers.masking_utils."
SEGMENTS = [0, 0, 0, 1, 1, 2, 2, 2, 2]
PICTURE = """
#........
.##......
#.#.#....
.........
....#...#
#########
......#..
#.......#
.#.#.#.#.
""".split()


def dilated(window, dilation, sides):
    def mask_mod(b, h, p, j):
        distance = p - j if sides == 1 else abs(p - j)
        return (distance >= 0) & (distance % dilation == 0) & (distance < window * dilation)
    return mask_mod


def strided(stride):
    """Child et al. 2019, section 4.2: one head sees the stride before it, the other every stride-th token."""
    return and_masks(causal_mask_function,
                     or_masks(lambda b, h, p, j: p - j <= stride, lambda b, h, p, j: (p - j) % stride == 0))


def fixed(stride, summary):
    """Child et al. 2019, section 4.2: its own block of `stride`, and the last `summary` tokens of every block."""
    return and_masks(causal_mask_function, or_masks(lambda b, h, p, j: p // stride == j // stride,
                                                    lambda b, h, p, j: j % stride >= stride - summary))


def block(size, reach):
    return lambda b, h, p, j: abs(p // size - j // size) <= reach


def global_tokens(count):
    return lambda b, h, p, j: (p < count) | (j < count)


def prefix(length):
    return or_masks(lambda b, h, p, j: j < length, causal_mask_function)


def painted(rows):
    bitmap = torch.tensor([[cell == "#" for cell in row] for row in rows])
    return lambda b, h, p, j: bitmap[p, j]


def padding(valid, t_k):
    return padding_mask_function(torch.arange(t_k)[None, :].expand(1, -1) < valid)


def document_of(segments):
    return packed_sequence_mask_function(torch.tensor([segments]))


def mask(id, **knobs):
    return {"id": id, **knobs}


# name: (t_q, t_k), mask of the problem, mask_mod, who wrote the mask_mod, more of the problem
LOWER_RIGHT = {"alignment": "lower_right"}
OURS = "a mask_mod of scripts/golden/mechanisms_masks.py"
CASES = {
    "full": ((9, 9), "full", noop_mask, "torch's noop_mask", {}),
    "full-cross": ((4, 7), "full", noop_mask, "torch's noop_mask", {}),
    "causal": ((9, 9), "causal", causal_mask_function, MASKING + "causal_mask_function", {}),
    "causal-upper-left": ((4, 9), "causal", causal_mask_function, MASKING + "causal_mask_function",
                          {"alignment": "upper_left"}),
    "causal-lower-right": ((4, 9), "causal", causal_mask_function, MASKING + "causal_mask_function", LOWER_RIGHT),
    "causal-more-queries": ((7, 4), "causal", causal_mask_function, MASKING + "causal_mask_function", LOWER_RIGHT),
    "padding": ((5, 9), mask("padding", valid_keys=6), padding(6, 9), MASKING + "padding_mask_function", {}),
    "padding-everything": ((3, 4), mask("padding", valid_keys=0), padding(0, 4), MASKING + "padding_mask_function", {}),
    "local": ((9, 9), mask("local", window=3, sides=1), sliding_window_causal_mask_function(3),
              MASKING + "sliding_window_causal_mask_function(3)", {}),
    "local-two-sides": ((9, 9), mask("local", window=3, sides=2), sliding_window_bidirectional_mask_function(2),
                        MASKING + "sliding_window_bidirectional_mask_function(2), which counts the tokens beside one", {}),
    "local-lower-right": ((5, 11), mask("local", window=4, sides=1), sliding_window_causal_mask_function(4),
                          MASKING + "sliding_window_causal_mask_function(4)", LOWER_RIGHT),
    "local-one": ((5, 5), mask("local", window=1, sides=1), sliding_window_causal_mask_function(1),
                  MASKING + "sliding_window_causal_mask_function(1)", {}),
    "dilated": ((11, 11), mask("dilated", window=3, dilation=2, sides=1), dilated(3, 2, 1), OURS, {}),
    "dilated-two-sides": ((11, 11), mask("dilated", window=2, dilation=3, sides=2), dilated(2, 3, 2), OURS, {}),
    "strided": ((11, 11), mask("strided", stride=3), strided(3), OURS, {}),
    "strided-root": ((11, 11), mask("strided", stride=0), strided(math.isqrt(10) + 1), OURS, {}),
    "fixed": ((11, 11), mask("fixed", stride=4, summary=1), fixed(4, 1), OURS, {}),
    "fixed-two-summaries": ((11, 11), mask("fixed", stride=4, summary=2), fixed(4, 2), OURS, {}),
    "block": ((10, 10), mask("block", size=4, reach=0), chunked_overlay(4, torch.zeros(1, dtype=torch.int64)),
              MASKING + "chunked_overlay(4)", {}),
    "block-reach": ((11, 11), mask("block", size=3, reach=1), block(3, 1), OURS, {}),
    "block-causal": ((10, 10), {"all": [mask("block", size=4, reach=0), "causal"]},
                     chunked_causal_mask_function(4, torch.zeros(1, dtype=torch.int64)),
                     MASKING + "chunked_causal_mask_function(4)", {}),
    "global": ((9, 9), mask("global", count=2), global_tokens(2), OURS, {}),
    # Which blocks are drawn is this library's own matter; when every block is drawn the draw does not matter.
    "random-every-block": ((9, 9), mask("random", size=3, keys=3, seed=7), noop_mask, "torch's noop_mask", {}),
    "random-every-block-causal": ((9, 9), {"all": [mask("random", size=3, keys=3, seed=11), "causal"]},
                                  causal_mask_function, MASKING + "causal_mask_function", {}),
    "document": ((9, 9), "document", document_of(SEGMENTS), MASKING + "packed_sequence_mask_function",
                 {"segments": SEGMENTS}),
    "document-causal": ((9, 9), {"all": ["document", "causal"]}, and_masks(document_of(SEGMENTS), causal_mask_function),
                        MASKING + "packed_sequence_mask_function and causal_mask_function", {"segments": SEGMENTS}),
    "document-lower-right": ((4, 9), {"all": ["document", "causal"]},
                             and_masks(document_of(SEGMENTS), causal_mask_function),
                             MASKING + "packed_sequence_mask_function and causal_mask_function",
                             {"segments": SEGMENTS, **LOWER_RIGHT}),
    "prefix": ((9, 9), mask("prefix", length=4), prefix(4), OURS, {}),
    "painted": ((9, 9), mask("painted", rows=PICTURE), painted(PICTURE), OURS, {}),
    "sliding-window-with-global": ((11, 11), {"all": ["causal", {"any": [mask("local", window=2, sides=1),
                                                                        mask("global", count=1)]}]},
                                   and_masks(causal_mask_function, or_masks(sliding_window_causal_mask_function(2),
                                                                            global_tokens(1))), OURS, {}),
    "three-deep": ((11, 11), {"any": [{"all": ["causal", {"any": [mask("strided", stride=4),
                                                                 mask("block", size=2, reach=0)]}]},
                                      {"all": [mask("dilated", window=2, dilation=3, sides=2),
                                               mask("padding", valid_keys=9)]}]},
                   or_masks(and_masks(causal_mask_function, or_masks(strided(4), block(2, 0))),
                            and_masks(dilated(2, 3, 2), padding(9, 11))), OURS, {}),
}


def from_flex():
    for name, ((t_q, t_k), spec, mask_mod, author, more) in CASES.items():
        q, k, v = Random(name).heads(1, 1, 1, t_q, t_k, 4)
        past = past_of(q, k, more.get("alignment"))
        y, pattern = attend(q, k, v, visible(mask_mod, past))
        yield golden(f"mask-{name}", f"{FLEX} with {author}", {"q": q, "k": k, "v": v, "mask": spec, **more},
                     y=y, pattern=pattern)


def with_past():
    """Keys and values that come before k and v: two new tokens after five."""
    q, k, v = Random("past").heads(2, 2, 1, 2, 7, 4, 3)
    y, pattern = attend(q, k, v, visible(causal_mask_function, 5))
    problem = {"q": q, "k": k[:, :, 5:], "v": v[:, :, 5:], "past_key": k[:, :, :5], "past_value": v[:, :, :5],
               "mask": "causal", "alignment": "lower_right"}
    yield golden("mask-causal-past", f"{FLEX} with {MASKING}causal_mask_function on past and new keys together", problem,
                 y=y, pattern=pattern)


def projected(layer, x, h):
    """q, k, v [1, h, t, d] of a layer, by its own projections."""
    return (single(getattr(layer, part)(x).unflatten(-1, (h, -1)).transpose(1, 2)) for part in ("query", "key", "value"))


def longformer():
    """Longformer's own layer: a window of 2 to each side, and one global token that shares its projections."""
    random, h, d, t = Random("longformer"), 2, 4, 12
    config = LongformerConfig(hidden_size=h * d, num_attention_heads=h, attention_window=[4],
                              attention_probs_dropout_prob=0.0, num_hidden_layers=1)
    layer = fill(LongformerSelfAttention(config, 0), random, 0.5)
    for part in ("query", "key", "value"):
        getattr(layer, part + "_global").load_state_dict(getattr(layer, part).state_dict())
    x = random.normal(1, t, h * d)
    is_global = torch.arange(t)[None] < 1
    # The layer divides the query by sqrt(d) in place: project first.
    q, k, v = projected(layer, x, h)
    y = layer(x, attention_mask=is_global.double() * 10000, is_index_masked=torch.zeros(1, t, dtype=torch.bool),
              is_index_global_attn=is_global, is_global_attn=True)[0]
    y = y.unflatten(-1, (h, d)).transpose(1, 2)
    again = attend(q, k, v, or_masks(sliding_window_bidirectional_mask_function(2), global_tokens(1)))[0]
    torch.testing.assert_close(again, y, rtol=0, atol=1e-6)  # its softmax is float32
    spec = {"any": [mask("local", window=3, sides=2), mask("global", count=1)]}
    yield golden("mask-longformer", f"transformers LongformerSelfAttention (attention_window 4, token 0 global); {FLEX} "
                 "agrees", {"q": q, "k": k, "v": v, "mask": spec}, y=y)


def bigbird():
    """BigBird's own layer in blocks of one token; its random draw is handed over as a painted mask."""
    random, h, d, t = Random("bigbird"), 1, 4, 12
    config = BigBirdConfig(hidden_size=h * d, num_attention_heads=h, block_size=1, num_random_blocks=2,
                           attention_probs_dropout_prob=0.0, max_position_embeddings=t, use_bias=True)
    layer = fill(BigBirdBlockSparseAttention(config, seed=3), random, 0.7).train()  # only training draws blocks
    x = random.normal(1, t, h * d)
    q, k, v = projected(layer, x, h)
    everything = torch.ones(1, t, dtype=torch.float64)
    blocked, band, from_mask, to_mask = BigBirdModel.create_masks_for_block_sparse_attn(everything, 1)
    y, probabilities = layer(x, band, from_mask, to_mask, blocked, blocked, output_attentions=True)
    rows = ["".join("#" if cell > 0 else "." for cell in row) for row in np.asarray(probabilities[0, 0])]
    y = y.unflatten(-1, (h, d)).transpose(1, 2)
    torch.testing.assert_close(attend(q, k, v, painted(rows))[0], y, rtol=0, atol=1e-6)
    yield golden("mask-bigbird-painted", "transformers BigBirdBlockSparseAttention (block_size 1, 2 random blocks); the "
                 "rows are the pairs it gave weight to", {"q": q, "k": k, "v": v, "mask": mask("painted", rows=rows)},
                 y=y, pattern=probabilities)


def cases():
    yield from from_flex()
    yield from with_past()
    yield from longformer()
    yield from bigbird()
