"""Scores for what each head does, over held-out stories. Definitions are in `DEFINITIONS`, and in the card.

Previous-token and induction heads: Elhage et al. 2021, "A Mathematical Framework for Transformer
Circuits", and Olsson et al. 2022, "In-context Learning and Induction Heads" (arXiv 2209.11895); name
movers: Wang et al. 2022 (arXiv 2211.00593); the sink on the first token: Xiao et al. 2023 (arXiv 2309.17453).
"""
import torch

from grammar import word_lists

DEFINITIONS = {
    "previous": "mean attention from token i to token i-1, over i >= 2",
    "sink": "mean attention from token i to the first token, over i >= 2",
    "induction": "mean attention from token i to tokens that stand right after an earlier occurrence of token i, "
                 "over those i whose token occurred before (and not directly before)",
    "repeated": "on <|story|>, then 60 tokens of a story, shuffled, twice: mean attention from the second occurrence of "
                "each to the token after its first (from i to i - 59), over the second time round",
    "duplicate": "mean attention from token i to earlier occurrences of the same token, over those i",
    "name_attention": "where the next token is a name said before: mean attention from there to the earlier "
                      "occurrences of that name",
    "name_logit": "at the same places, if the story has said other names too: what the head's output adds, through "
                  "the final norm (its scale as it was), to that name's logit above the mean of the other names (nats)",
}


def _norm_scale(model, resid):
    """What the final RMSNorm multiplies each channel with; resid [t, c]."""
    norm = model.model.norm
    return torch.rsqrt(resid.pow(2).mean(-1, keepdim=True) + norm.variance_epsilon) * norm.weight


def _run(model, ids):
    """patterns [layers, h, t, t]; result [layers, h, t, c], each head's own addition to the residual stream; last resid [t, c]."""
    z, resid = [], []
    hooks = [block.self_attn.o_proj.register_forward_pre_hook(lambda _, args: z.append(args[0][0])) for block in model.model.layers]
    hooks.append(model.model.norm.register_forward_pre_hook(lambda _, args: resid.append(args[0][0])))
    try:
        out = model(input_ids=torch.tensor([ids]), output_attentions=True)
    finally:
        for hook in hooks:
            hook.remove()
    patterns = torch.stack([a[0] for a in out.attentions])
    h = patterns.shape[1]
    results = []
    for block, one in zip(model.model.layers, z):
        t, c = one.shape
        heads = one.view(t, h, c // h).transpose(0, 1)
        weight = block.self_attn.o_proj.weight.view(-1, h, c // h).permute(1, 2, 0)
        results.append(heads @ weight)
    return patterns, torch.stack(results), resid[0]


def masks_for(ids):
    """Boolean [t, t] masks over (i, j): j follows an earlier i-token; j is an earlier i-token."""
    x = torch.tensor(ids)
    same = (x[:, None] == x[None, :]).tril(-1)
    after = torch.zeros_like(same)
    after[:, 1:] = same[:, :-1]
    after = after.tril(-1)
    return after, same


def head_scores(model, tokenizer, texts):
    """{score: [[layer][head]]} for every score of DEFINITIONS, and the counts they were averaged over."""
    names = {tokenizer.token_to_id("Ġ" + n) for which in ("girls", "boys", "shepets", "hepets") for n in word_lists()[which]}
    names.discard(None)
    shape = model.config.num_hidden_layers, model.config.num_attention_heads
    totals = {key: torch.zeros(shape) for key in DEFINITIONS}
    counts = dict.fromkeys(DEFINITIONS, 0)

    def add(key, values):
        totals[key] += values.sum(-1)
        counts[key] += values.shape[-1]

    shuffle = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for text in texts:
            ids = tokenizer.encode(text).ids[:model.config.max_position_embeddings]
            piece = [ids[1 + i] for i in torch.randperm(len(ids) - 1, generator=shuffle)[:60].tolist()]
            if len(piece) == 60:
                twice = _run(model, ids[:1] + piece + piece)[0]
                add("repeated", twice.diagonal(-59, 2, 3)[..., 2:])
            patterns, results, resid = _run(model, ids)
            after, same = masks_for(ids)
            add("previous", patterns.diagonal(-1, 2, 3)[..., 1:])
            add("sink", patterns[..., 2:, 0])
            rows = after.any(1)
            add("induction", (patterns * after).sum(-1)[..., rows])
            rows = same.any(1)
            add("duplicate", (patterns * same).sum(-1)[..., rows])
            _add_names(model, ids, names, patterns, results * _norm_scale(model, resid), add)
    scores = {key: (totals[key] / counts[key]).tolist() for key in DEFINITIONS}
    return {"scores": scores, "counts": counts, "definitions": DEFINITIONS, "stories": len(texts)}


def _add_names(model, ids, names, patterns, results, add):
    unembed = model.lm_head.weight
    for i in range(len(ids) - 1):
        name, earlier = ids[i + 1], [j for j in range(i + 1) if ids[j] in names]
        own = [j for j in earlier if ids[j] == name]
        if name not in names or not own:
            continue
        add("name_attention", patterns[:, :, i, own].sum(-1, keepdim=True))
        others = sorted({ids[j] for j in earlier} - {name})
        if others:
            direction = unembed[name] - unembed[others].mean(0)
            add("name_logit", (results[:, :, i] @ direction)[..., None])
