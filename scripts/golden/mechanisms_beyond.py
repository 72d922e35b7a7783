"""Goldens beyond one softmax: linear attention, scan, hierarchy, adaptive span, experts, gradients, tables."""

import math

import torch
from torch.autograd.functional import jacobian
from torch.nn.functional import elu, softplus
from transformers import MambaConfig, MixtralConfig
from transformers.models.bloom import modeling_bloom
from transformers.models.mamba import modeling_mamba
from transformers.models.mixtral import modeling_mixtral
from transformers.models.t5.modeling_t5 import T5Attention

from mechanisms_common import Random, fill, golden, past_of, single


def katharopoulos(q, k, v, causal, past):
    """Katharopoulos et al. 2020, equations 4 to 12: phi(x) = elu(x) + 1; causal by sums over a prefix of the keys."""
    q, k = elu(q) + 1, elu(k) + 1
    k, v = (x.repeat_interleave(q.shape[1] // x.shape[1], dim=1) for x in (k, v))
    states, totals = torch.einsum("bhjd,bhjm->bhjdm", k, v), k
    if causal:
        seen = past + torch.arange(q.shape[2])  # query i sees keys up to itself
        states, totals = states.cumsum(2)[:, :, seen], totals.cumsum(2)[:, :, seen]
        return torch.einsum("bhid,bhidm->bhim", q, states) / torch.einsum("bhid,bhid->bhi", q, totals)[..., None]
    return torch.einsum("bhid,bhdm->bhim", q, states.sum(2)) / torch.einsum("bhid,bhd->bhi", q, totals.sum(2))[..., None]


def with_pattern(mechanism, k, v):
    """y, and the pattern that made it: y for the identity as values."""
    unit = torch.eye(k.shape[2], dtype=k.dtype).expand(*k.shape[:2], -1, -1)
    return mechanism(v), mechanism(unit)


def linear_attention():
    for name, shape, causal, alignment in (("linear", (1, 2, 2, 6, 8, 4, 3), False, None),
                                           ("linear-causal", (1, 2, 2, 9, 9, 4, 3), True, None),
                                           ("linear-causal-grouped", (1, 4, 2, 6, 6, 4, 4), True, None),
                                           ("linear-causal-lower-right", (1, 1, 1, 4, 9, 4, 4), True, "lower_right")):
        q, k, v = Random(name).heads(*shape)
        past = past_of(q, k, alignment)
        y, pattern = with_pattern(lambda values: katharopoulos(q, k, values, causal, past), k, v)
        more = ({"mask": "causal"} if causal else {}) | ({"alignment": alignment} if alignment else {})
        yield golden(f"operator-{name}", "torch elu, cumsum, einsum (Katharopoulos et al. 2020, equations 4 to 12)",
                     {"operator": "linear_attention", "q": q, "k": k, "v": v, **more}, y=y, pattern=pattern)


def yang(q, k, v, segments, causal, past):
    """Yang et al. 2016, section 2.2, with the query in place of the two learned vectors; both levels 1/sqrt(d)."""
    k, v = (x.repeat_interleave(q.shape[1] // x.shape[1], dim=1) for x in (k, v))
    y = torch.zeros(*q.shape[:3], v.shape[3], dtype=q.dtype)
    places = torch.arange(k.shape[2])
    for i in range(q.shape[2]):
        query = q[:, :, i, :, None] / math.sqrt(q.shape[3])
        keys, values = [], []
        for segment in torch.unique(segments):
            words = (segments == segment) & (places <= i + past if causal else torch.ones_like(places, dtype=torch.bool))
            if words.any():
                alpha = torch.softmax(k[:, :, words] @ query, dim=2)  # over the segment's words
                keys.append((alpha * k[:, :, words]).sum(2))
                values.append((alpha * v[:, :, words]).sum(2))
        keys, values = torch.stack(keys, 2), torch.stack(values, 2)
        beta = torch.softmax(keys @ query, dim=2)  # over segments
        y[:, :, i] = (beta * values).sum(2)
    return y


def hierarchical():
    segments = [0, 0, 0, 1, 2, 2, 2, 2, 3]
    for name, shape, causal, alignment in (("hierarchical", (1, 2, 2, 4, 9, 4, 3), False, None),
                                           ("hierarchical-causal", (1, 2, 1, 9, 9, 4, 3), True, None),
                                           ("hierarchical-causal-lower-right", (1, 1, 1, 3, 9, 5, 5), True, "lower_right")):
        q, k, v = Random(name).heads(*shape)
        past = past_of(q, k, alignment)
        y, pattern = with_pattern(lambda values: yang(q, k, values, torch.tensor(segments), causal, past), k, v)
        more = ({"mask": "causal"} if causal else {}) | ({"alignment": alignment} if alignment else {})
        yield golden(f"operator-{name}", "torch.softmax over each segment's words, then over segments (Yang et al. 2016, "
                     "section 2.2); pattern is beta * alpha",
                     {"operator": "hierarchical", "q": q, "k": k, "v": v, "segments": segments, **more},
                     y=y, pattern=pattern)


def adaptive_span():
    """Sukhbaatar et al. 2019, section 2.2, with x = p - j; x = 0 is the token itself, which always counts."""
    for name, span, ramp, t_q, t_k in (("adaptive-span", 3.0, 4.0, 11, 11), ("adaptive-span-part", 2.25, 3.0, 9, 9),
                                       ("adaptive-span-none", 0.0, 2.0, 7, 7),
                                       ("adaptive-span-lower-right", 4.0, 2.0, 4, 11)):
        q, k, v = Random(name).heads(1, 2, 1, t_q, t_k, 4, 3)
        past = t_k - t_q
        distance = (past + torch.arange(t_q))[:, None] - torch.arange(t_k)
        soft_mask = ((ramp + span - distance) / ramp).clamp(0, 1) * (distance >= 0)
        weights = soft_mask * torch.exp(q @ k.expand(-1, 2, -1, -1).transpose(2, 3) / math.sqrt(4))
        pattern = weights / weights.sum(-1, keepdim=True)
        more = {"alignment": "lower_right"} if past else {}
        yield golden(f"bias-{name}", "torch.clamp, exp, sum (Sukhbaatar et al. 2019, section 2.2)",
                     {"q": q, "k": k, "v": v, "bias": {"id": "adaptive_span", "span": span, "ramp": ramp},
                      "mask": "causal", **more}, y=pattern @ v, pattern=pattern)


def mamba_inputs(random, t, hidden, n):
    """What transformers' MambaMixer gives its own selective scan, caught on the way, delta as the scan sees it."""
    config = MambaConfig(hidden_size=hidden, state_size=n, conv_kernel=3, expand=2, time_step_rank=2,
                         num_hidden_layers=1)
    mixer = fill(modeling_mamba.MambaMixer(config, 0), random, 0.6)
    caught, scan = [], modeling_mamba.mamba_selective_scan

    def catch(*args, **kwargs):
        caught.append((args, kwargs))
        return scan(*args, **kwargs)

    modeling_mamba.mamba_selective_scan = catch
    mixer(random.normal(1, t, hidden))
    modeling_mamba.mamba_selective_scan = scan
    (x, step, a, b, c), options = caught[0]
    delta = softplus(step + options["delta_bias"][:, None])
    return scan, tuple(single(tensor) for tensor in (x, delta, a, b, c, options["D"]))


def selective_scan():
    """The problem's layout is tokens first; the scan's own is channels first, with a batch axis."""
    for name, t, hidden, n in (("selective-scan", 11, 2, 3), ("selective-scan-one-state", 6, 3, 1),
                               ("selective-scan-one-token", 1, 2, 4)):
        scan, (x, delta, a, b, c, d) = mamba_inputs(Random(name), t, hidden, n)
        y = scan(x, delta, a, b, c, D=d)
        with torch.enable_grad():  # the attention matrix that a scan implies: how y moves with x, the rest held
            implied = jacobian(lambda moved: scan(moved, delta, a, b, c)[0].double(), x)[:, :, 0]
        pattern = torch.stack([implied[channel, :, channel] for channel in range(x.shape[1])])
        again = torch.einsum("cij,cj->ci", pattern, x[0]) + d[:, None] * x[0]
        torch.testing.assert_close(again, y[0], rtol=1e-5, atol=1e-6)
        problem = {"operator": "selective_scan", "x": x[0].T, "delta": delta[0].T, "a": a, "b": b[0].T, "c": c[0].T,
                   "d": d}
        yield golden(f"operator-{name}", "transformers modeling_mamba.mamba_selective_scan on what MambaMixer gives it; "
                     "pattern [c, t, t] by torch.autograd.functional.jacobian of the scan without d", problem,
                     y=y[0].T, pattern=pattern)


def experts():
    """w1, w2, w3 as in Mixtral's checkpoints: y = w2 (silu(w1 x) * (w3 x)), each [out, in]."""
    for name, t, hidden, inner, count, top_k in (("experts", 7, 4, 5, 4, 2), ("experts-one", 5, 3, 4, 3, 1),
                                              ("experts-all", 4, 4, 3, 3, 3)):
        random = Random(name)
        config = MixtralConfig(hidden_size=hidden, intermediate_size=inner, num_local_experts=count,
                               num_experts_per_tok=top_k, num_attention_heads=1)
        config._experts_implementation = "eager"
        block = fill(modeling_mixtral.MixtralSparseMoeBlock(config), random, 0.8)
        x = random.normal(1, t, hidden)
        logits, gates, chosen = block.gate(x)
        w1, w3 = block.experts.gate_up_proj.chunk(2, dim=1)
        problem = {"x": x[0], "router": block.gate.weight, "w1": w1, "w2": block.experts.down_proj, "w3": w3,
                   "top_k": top_k}
        yield golden(f"moe-{name}", "transformers MixtralSparseMoeBlock", {"moe": problem}, y=block(x)[0],
                     probabilities=torch.softmax(logits, -1), chosen=chosen, gates=gates,
                     load=torch.bincount(chosen.flatten(), minlength=count))


def softmax_jacobian():
    """Vaswani et al. 2017, section 3.2.1: without 1/sqrt(d) a long row saturates and its gradient dies."""
    d = 64
    dots = single(Random("softmax-jacobian").normal(7) * math.sqrt(d))
    for name, scale in (("scaled", 1 / math.sqrt(d)), ("unscaled", 1.0)):
        with torch.enable_grad():
            by_score = jacobian(lambda scores: torch.softmax(scores, 0), dots * scale)
            by_dot = jacobian(lambda products: torch.softmax(products * scale, 0), dots)
        yield golden(f"gradient-softmax-{name}", "torch.autograd.functional.jacobian of torch.softmax",
                     {"softmax_jacobian": {"dots": dots, "d": d, "scale": scale}}, weights=torch.softmax(dots * scale, 0),
                     jacobian=by_score, jacobian_of_dots=by_dot)


def tables():
    """Two tables that biases are made of."""
    heads = [1, 2, 3, 4, 5, 6, 8, 12, 16, 25]
    yield golden("table-alibi-slopes", "transformers modeling_bloom._get_alibi_slopes", {"alibi_slopes": {"heads": heads}},
                 slopes=[modeling_bloom._get_alibi_slopes(h, "cpu") for h in heads])
    for name, buckets, max_distance, bidirectional in (("usual", 32, 128, True), ("usual-causal", 32, 128, False),
                                                       ("small", 8, 10, True), ("small-causal", 8, 11, False)):
        far = [23, 32, 33, 45, 46, 63, 64, 65, 90, 91, 127, 128, 129, 1000]  # beside the buckets' edges
        relative = [-distance for distance in reversed(far)] + list(range(-20, 21)) + far
        bucket = T5Attention._relative_position_bucket(torch.tensor(relative), bidirectional, buckets, max_distance)
        yield golden(f"table-t5-buckets-{name}", "transformers T5Attention._relative_position_bucket",
                     {"t5_buckets": {"relative": relative, "buckets": buckets, "max_distance": max_distance,
                                     "bidirectional": int(bidirectional)}}, tolerance=0, bucket=bucket)


def cases():
    for maker in (linear_attention, hierarchical, adaptive_span, selective_scan, experts, softmax_jacobian, tables):
        yield from maker()
