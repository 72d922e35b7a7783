"""Goldens of every score, head layout, bias and position, each from the library function that has it."""

import torch
from torch import nn
from torch.nn.functional import cosine_similarity
from transformers import LlamaConfig, T5Config
from transformers.masking_utils import causal_mask_function, sliding_window_causal_mask_function
from transformers.models.bloom import modeling_bloom
from transformers.models.gemma2 import modeling_gemma2
from transformers.models.gptj import modeling_gptj
from transformers.models.llama import modeling_llama
from transformers.models.t5.modeling_t5 import T5Attention
from transformers.models.xlm.modeling_xlm import create_sinusoidal_embeddings

from mechanisms_common import FLEX, SDPA, Random, attend, causal_bias, fill, golden, sdpa, single, visible

T5 = "transformers T5Attention.compute_bias"
BLOOM = "transformers modeling_bloom.build_alibi_tensor"
LLAMA = "transformers LlamaRotaryEmbedding and apply_rotary_pos_emb"


class Bahdanau(nn.Module):
    """v^T tanh(W q + U k): Bahdanau et al. 2014, section A.1.2, without biases."""

    def __init__(self, d, a):
        super().__init__()
        self.w, self.u, self.v = nn.Linear(d, a, bias=False), nn.Linear(d, a, bias=False), nn.Linear(a, 1, bias=False)

    def forward(self, q, k):
        return self.v(torch.tanh(self.w(q)[..., :, None, :] + self.u(k)[..., None, :, :]))[..., 0]


def from_scores(q, k, v, scores, mask_mod=None):
    """FlexAttention with a score_mod that puts other scores, [batch, h, t_q, t_k], in place of its own."""
    return attend(q, k, v, mask_mod, score_mod=lambda score, b, h, i, j: scores[b, h, i, j])


def additive():
    for name, mask_mod, spec in (("additive", None, {}), ("additive-causal", causal_mask_function, {"mask": "causal"})):
        random = Random(name)
        q, k, v = random.heads(1, 2, 2, 6, 6 if spec else 8, 4, 3)
        module = fill(Bahdanau(4, 5), random)
        y, pattern = from_scores(q, k, v, module(q, k), mask_mod)
        score = {"id": "additive", "w": module.w.weight, "u": module.u.weight, "v": module.v.weight[0]}
        yield golden(f"score-{name}", f"nn.Linear and torch.tanh (Bahdanau et al. 2014), {FLEX}",
                     {"q": q, "k": k, "v": v, "score": score, **spec}, y=y, pattern=pattern)
    q, k, v = Random("additive-plain").heads(1, 1, 1, 5, 7, 4)
    module = fill(Bahdanau(4, 4), Random(""))
    module.w.weight.copy_(torch.eye(4)), module.u.weight.copy_(torch.eye(4)), module.v.weight.fill_(1)
    y, pattern = from_scores(q, k, v, module(q, k))
    yield golden("score-additive-plain", f"nn.Linear (w and u the identity, v of ones), torch.tanh, {FLEX}",
                 {"q": q, "k": k, "v": v, "score": "additive"}, y=y, pattern=pattern)


def products():
    """dot, general, cosine and the scaled dot with another scale."""
    random = Random("general")
    q, k, v = random.heads(1, 2, 1, 5, 7, 4)
    module = fill(nn.Bilinear(4, 4, 1, bias=False), random)
    keys = k.expand(-1, 2, -1, -1)
    pairs = [x.contiguous() for x in torch.broadcast_tensors(q[..., :, None, :], keys[..., None, :, :])]
    y, pattern = attend(q, k, v, score_mod=lambda score, b, h, i, j, scores=module(*pairs)[..., 0]: scores[b, h, i, j])
    yield golden("score-general", f"nn.Bilinear, {FLEX}",
                 {"q": q, "k": k, "v": v, "score": {"id": "general", "w": module.weight[0]}}, y=y, pattern=pattern)

    for name, score in (("general-plain", "general"), ("dot", "dot")):
        q, k, v = Random(name).heads(1, 2, 2, 5, 7, 5)
        y, pattern = sdpa(q, k, v, scale=1.0)
        yield golden(f"score-{name}", f"{SDPA}, scale=1", {"q": q, "k": k, "v": v, "score": score}, y=y, pattern=pattern)

    q, k, v = Random("scaled").heads(1, 1, 1, 5, 7, 5)
    y, pattern = sdpa(q, k, v, scale=0.3)
    yield golden("score-scaled-dot-scale", f"{SDPA}, scale=0.3",
                 {"q": q, "k": k, "v": v, "score": "scaled_dot", "scale": 0.3}, y=y, pattern=pattern)

    for name in ("cosine", "cosine-zero-key"):
        q, k, v = Random(name).heads(1, 2, 2, 5, 7, 4)
        if name == "cosine-zero-key":  # its cosine with anything is 0
            k[:, :, 3] = 0
        y, pattern = from_scores(q, k, v, cosine_similarity(q[..., :, None, :], k[..., None, :, :], dim=-1))
        yield golden(f"score-{name}", f"torch.nn.functional.cosine_similarity, {FLEX}",
                     {"q": q, "k": k, "v": v, "score": "cosine"}, y=y, pattern=pattern)


def multi_head():
    """MultiheadAttention with its own projections; its output projection is the identity, so that y is the heads."""
    h, d = 3, 4
    for name, t_q, t_k, causal in (("self", 6, 6, False), ("self-causal", 7, 7, True), ("cross", 5, 8, False)):
        random = Random("multi-head-" + name)
        module = fill(nn.MultiheadAttention(h * d, h, bias=False, batch_first=True), random, 0.5)
        module.out_proj.weight.copy_(torch.eye(h * d))
        x = random.normal(1, t_q, h * d)
        source = random.normal(1, t_k, h * d) if name == "cross" else x
        weights = module.in_proj_weight.chunk(3)
        q, k, v = (single((tokens @ weight.T).unflatten(-1, (h, d)).transpose(1, 2))
                   for tokens, weight in zip((x, source, source), weights))
        mask = ~causal_mask_function(0, 0, torch.arange(t_q)[:, None], torch.arange(t_k)) if causal else None
        y, pattern = module(x, source, source, attn_mask=mask, need_weights=True, average_attn_weights=False)
        yield golden(f"heads-multi-head-{name}", "torch.nn.MultiheadAttention, need_weights, q k v by its in_proj_weight",
                     {"q": q, "k": k, "v": v, **({"mask": "causal"} if causal else {})},
                     y=y.unflatten(-1, (h, d)).transpose(1, 2), pattern=pattern)


def grouped():
    for name, (h, g, kv_heads) in {"grouped-query": (6, 2, None), "multi-query": (4, 1, None), "pooled-to-two": (4, 4, 2),
                                   "pooled-to-one": (6, 3, 1), "pooled-to-all": (2, 2, 2)}.items():
        q, k, v = Random(name).heads(1, h, g, 5, 6, 4, 3)
        problem = {"q": q, "k": k, "v": v}
        if kv_heads:
            problem["kv_heads"] = kv_heads
            k, v = (x.unflatten(1, (kv_heads, -1)).mean(2) for x in (k, v))
        y, pattern = sdpa(q, k, v)
        made_by = f"{SDPA}, enable_gqa" + ("; neighbouring key/value heads pooled by torch.mean" if kv_heads else "")
        yield golden(f"heads-{name}", made_by, problem, y=y, pattern=pattern)


def alibi():
    """BLOOM's bias is slope * j: within a causal row a constant away from slope * (j - p), which softmax ignores."""
    for name, (h, g, t_q, t_k, more) in {
            "alibi": (4, 4, 8, 8, {}), "alibi-six-heads": (6, 2, 7, 7, {}), "alibi-one-head": (1, 1, 9, 9, {}),
            "alibi-lower-right": (2, 2, 4, 9, {"alignment": "lower_right"})}.items():
        q, k, v = Random(name).heads(1, h, g, t_q, t_k, 4)
        bias = modeling_bloom.build_alibi_tensor(torch.ones(1, t_k, dtype=torch.int64), h, torch.float64)
        past = t_k - t_q
        y, pattern = sdpa(q, k, v, bias.unflatten(0, (1, h)) + causal_bias(t_q, t_k, past))
        slopes = modeling_bloom._get_alibi_slopes(h, "cpu").double()
        again = attend(q, k, v, visible(causal_mask_function, past),
                       lambda score, b, head, i, j: score - slopes[head] * (i + past - j))
        torch.testing.assert_close(again, (y, pattern))
        yield golden(f"bias-{name}", f"{BLOOM} added in {SDPA}; {FLEX} with score_mod -slope * (p - j) agrees",
                     {"q": q, "k": k, "v": v, "bias": "alibi", "mask": "causal", **more}, y=y, pattern=pattern)
    q, k, v = Random("alibi-slopes").heads(1, 2, 2, 8, 8, 4)
    slopes = single(torch.tensor([0.7, 0.05]))
    y, pattern = attend(q, k, v, sliding_window_causal_mask_function(5),
                        lambda score, b, head, i, j: score - slopes[head] * (i - j))
    yield golden("bias-alibi-slopes", f"{FLEX} with score_mod -slope * (p - j) under a causal window of 5",
                 {"q": q, "k": k, "v": v, "bias": {"id": "alibi", "slopes": slopes},
                  "mask": {"id": "local", "window": 5, "sides": 1}}, y=y, pattern=pattern)


def t5_layer(random, h, buckets, max_distance, bidirectional):
    config = T5Config(d_model=8, d_kv=4, num_heads=h, relative_attention_num_buckets=buckets,
                      relative_attention_max_distance=max_distance, is_decoder=not bidirectional)
    return fill(T5Attention(config, has_relative_attention_bias=True, layer_idx=0), random)


def t5():
    for name, (t_q, t_k, buckets, max_distance, bidirectional, score) in {
            "t5-encoder": (13, 13, 8, 10, 1, "dot"), "t5-decoder": (13, 13, 8, 11, 0, "dot"),
            "t5-usual": (7, 7, 32, 128, 1, "scaled_dot"), "t5-lower-right": (3, 12, 8, 11, 0, "scaled_dot")}.items():
        random, h, past = Random(name), 2, t_k - t_q
        q, k, v = random.heads(1, h, h, t_q, t_k, 4)
        layer = t5_layer(random, h, buckets, max_distance, bidirectional)
        bias = layer.compute_bias(t_q, t_k, past_seen_tokens=past)
        mask = {} if bidirectional else {"mask": "causal", "alignment": "lower_right"}
        y, pattern = sdpa(q, k, v, bias if bidirectional else bias + causal_bias(t_q, t_k, past),
                          1.0 if score == "dot" else None)
        node = {"id": "t5_relative", "buckets": buckets, "max_distance": max_distance, "bidirectional": bidirectional,
                "table": layer.relative_attention_bias.weight}
        yield golden(f"bias-{name}", f"{T5} ({'encoder' if bidirectional else 'decoder'}) added in {SDPA}",
                     {"q": q, "k": k, "v": v, "score": score, "bias": node, **mask}, y=y, pattern=pattern)


def two_biases():
    random, h, t = Random("two-biases"), 2, 9
    q, k, v = random.heads(1, h, h, t, t, 4)
    layer = t5_layer(random, h, 8, 10, 0)
    alibi_bias = modeling_bloom.build_alibi_tensor(torch.ones(1, t, dtype=torch.int64), h, torch.float64)
    y, pattern = sdpa(q, k, v, layer.compute_bias(t, t) + alibi_bias.unflatten(0, (1, h)) + causal_bias(t, t))
    node = {"id": "t5_relative", "buckets": 8, "max_distance": 10, "bidirectional": 0,
            "table": layer.relative_attention_bias.weight}
    yield golden("bias-alibi-and-t5", f"{BLOOM} and {T5} added in {SDPA}",
                 {"q": q, "k": k, "v": v, "bias": ["alibi", node], "mask": "causal"}, y=y, pattern=pattern)


def softcap():
    """Gemma 2 caps before bias and mask, as ONNX does."""
    for name, cap, h, g, with_alibi in (("softcap", 1.5, 4, 2, False), ("softcap-and-alibi", 2.0, 2, 2, True)):
        t = 7
        q, k, v = Random(name).heads(1, h, g, t, t, 4)
        module = nn.Module().eval()
        module.num_key_value_groups = h // g
        bias = causal_bias(t, t)[None, None]
        if with_alibi:
            bias = bias + modeling_bloom.build_alibi_tensor(torch.ones(1, t, dtype=torch.int64), h, torch.float64)[None]
        y, pattern = modeling_gemma2.eager_attention_forward(module, q, k, v, bias, scaling=4**-0.5, softcap=cap)
        slopes = modeling_bloom._get_alibi_slopes(h, "cpu").double() * with_alibi
        again = attend(q, k, v, causal_mask_function, lambda score, b, head, i, j:
                       cap * torch.tanh(score / cap) - slopes[head] * (i - j))
        torch.testing.assert_close(again, (y.transpose(1, 2), pattern), rtol=0, atol=1e-6)  # Gemma's softmax is float32
        yield golden(f"bias-{name}", "transformers modeling_gemma2.eager_attention_forward" +
                     (f", with {BLOOM} in its mask" if with_alibi else "") + f"; {FLEX} with score_mod agrees",
                     {"q": q, "k": k, "v": v, "softcap": cap, "mask": "causal", **({"bias": "alibi"} if with_alibi else {})},
                     y=y.transpose(1, 2), pattern=pattern)


def llama_rotary(parameters, d, trained):
    """A layer made for `trained` positions; what it knows about scaling is in its parameters."""
    config = LlamaConfig(hidden_size=d, num_attention_heads=1, head_dim=d, max_position_embeddings=trained,
                         rope_parameters=parameters)
    layer = modeling_llama.LlamaRotaryEmbedding(config)

    def rotate(x, past):
        cos, sin = layer(x, past + torch.arange(x.shape[2])[None])
        return modeling_llama.apply_rotary_pos_emb(x, x, cos, sin)[0]
    return rotate


def gptj_rotary(x, past):
    """GPT-J turns neighbouring pairs: x [batch, h, t, d], its own function [batch, t, h, d]."""
    t, d = x.shape[2:]
    table = modeling_gptj.create_sinusoidal_positions(past + t, d)[past:][None]
    sin, cos = table.split(d // 2, dim=-1)
    return modeling_gptj.apply_rotary_pos_emb(x.transpose(1, 2), sin, cos).transpose(1, 2)


def sinusoid(x, past):
    """XLM's table: sine in even places, cosine in odd ones, as in Vaswani et al. 2017, section 3.5."""
    t, d = x.shape[2:]
    return x + create_sinusoidal_embeddings(past + t, d, torch.empty(past + t, d))[past:].double()


def positions():
    table = fill(nn.Embedding(13, 4), Random("learned"), 0.7)
    default = {"rope_type": "default", "rope_theta": 10000.0}
    ntk = 2.0 * 12 / 4 - (2.0 - 1)  # the layer's factor 2 at 12 tokens, trained on 4
    xlm = "transformers modeling_xlm.create_sinusoidal_embeddings, added"
    gptj = "transformers modeling_gptj.create_sinusoidal_positions and apply_rotary_pos_emb"
    for name, (t_q, t_k, d), node, move, made_by in (
            ("none", (8, 8, 4), "none", lambda x, past: x, "nothing"),
            ("rotary-half", (9, 9, 8), "rotary_half", llama_rotary(default, 8, 64), LLAMA),
            ("rotary-half-lower-right", (4, 9, 6), "rotary_half", llama_rotary(default, 6, 64), LLAMA),
            ("rotary-half-base", (9, 9, 8), {"id": "rotary_half", "base": 100},
             llama_rotary({"rope_type": "default", "rope_theta": 100.0}, 8, 64), LLAMA + ", rope_theta 100"),
            ("rotary-half-linear", (9, 9, 8), {"id": "rotary_half", "linear": 4},
             llama_rotary({"rope_type": "linear", "rope_theta": 10000.0, "factor": 4.0}, 8, 64), LLAMA + ", linear factor 4"),
            ("rotary-half-ntk", (12, 12, 8), {"id": "rotary_half", "ntk": ntk},
             llama_rotary({"rope_type": "dynamic", "rope_theta": 10000.0, "factor": 2.0}, 8, 4),
             LLAMA + ", dynamic factor 2, max_position_embeddings 4 (ntk = 2 * 12 / 4 - 1)"),
            ("rotary-interleaved", (9, 9, 8), "rotary_interleaved", gptj_rotary, gptj),
            ("rotary-interleaved-lower-right", (3, 10, 6), "rotary_interleaved", gptj_rotary, gptj),
            ("sinusoidal", (9, 9, 8), "sinusoidal", sinusoid, xlm),
            ("sinusoidal-odd-width", (6, 6, 5), "sinusoidal", sinusoid, xlm),
            ("sinusoidal-lower-right", (4, 9, 4), "sinusoidal", sinusoid, xlm),
            ("learned", (8, 8, 4), {"id": "learned", "table": table.weight},
             lambda x, past: x + table(past + torch.arange(x.shape[2])), "torch.nn.Embedding, added"),
            ("learned-lower-right", (4, 11, 4), {"id": "learned", "table": table.weight},
             lambda x, past: x + table(past + torch.arange(x.shape[2])), "torch.nn.Embedding, added")):
        q, k, v = Random(name).heads(1, 2, 1, t_q, t_k, d, 3)
        past = t_k - t_q
        y, pattern = attend(move(q, past), move(k, 0), v, visible(causal_mask_function, past))
        more = {"alignment": "lower_right"} if past else {}
        yield golden(f"position-{name}", f"{made_by}; {FLEX}, causal",
                     {"q": q, "k": k, "v": v, "position": node, "mask": "causal", **more}, y=y, pattern=pattern)


def cases():
    for maker in (additive, products, multi_head, grouped, alibi, t5, two_biases, softcap, positions):
        yield from maker()
