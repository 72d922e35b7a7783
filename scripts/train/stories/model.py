"""The shipped model: its shape, a fast forward pass for training, and its Hugging Face folder.

The parameters live in a `transformers` LlamaForCausalLM; `loss` computes with those same tensors, in
bfloat16 matrix products and batched attention, about twice as fast on a CPU (tests: same loss).
"""
import json
from pathlib import Path

import torch
import torch.nn.functional as F
from transformers import LlamaConfig, LlamaForCausalLM

from data import CONTEXT
from tokenizer import BOS, EOS, PIECES

SHAPE = dict(hidden_size=128, intermediate_size=240, num_hidden_layers=6, num_attention_heads=8,
             num_key_value_heads=4, max_position_embeddings=CONTEXT, rope_theta=10000.0,
             rms_norm_eps=1e-5, tie_word_embeddings=True, vocab_size=PIECES, initializer_range=0.02)


def new_model(tokenizer, seed):
    torch.manual_seed(seed)
    config = LlamaConfig(**SHAPE, bos_token_id=tokenizer.token_to_id(BOS), eos_token_id=tokenizer.token_to_id(EOS))
    return LlamaForCausalLM(config)


def rotary_tables(t, d):
    """cos, sin [t, d]; RoPE as in Llama (halves rotated)."""
    angle = torch.arange(t)[:, None] * (SHAPE["rope_theta"] ** (-torch.arange(0, d, 2) / d))[None]
    angle = torch.cat([angle, angle], -1)
    return angle.cos(), angle.sin()


def attend(q, k, v):
    """Causal attention; q [b, h, t, d], k and v [b, g, t, d], to [b, h, t, d]."""
    b, h, t, d = q.shape
    g = k.shape[1]
    scores = (q.reshape(b * g, h // g * t, d) @ k.reshape(b * g, t, d).transpose(1, 2)).view(b * g, h // g, t, t)
    mask = torch.full((t, t), float("-inf")).triu(1)
    pattern = torch.softmax(scores.float() * d**-0.5 + mask, -1).to(q.dtype)
    return (pattern.view(b * g, h // g * t, t) @ v.reshape(b * g, t, d)).view(b, h, t, d)


def logits(model, ids, dtype=torch.bfloat16, attention=attend):
    """ids [b, t] to logits [b, t, vocabulary] in `dtype`."""
    def linear(x, layer):
        return F.linear(x, layer.weight.to(dtype))

    def norm(x, layer):
        scale = torch.rsqrt(x.float().pow(2).mean(-1, keepdim=True) + SHAPE["rms_norm_eps"])
        return (x.float() * scale * layer.weight).to(dtype)

    b, t = ids.shape
    h, g = SHAPE["num_attention_heads"], SHAPE["num_key_value_heads"]
    d = SHAPE["hidden_size"] // h
    cos, sin = rotary_tables(t, d)

    def heads(x, n, rotate):
        x = x.view(b, t, n, d).transpose(1, 2)
        if rotate:
            low, high = x.float().chunk(2, -1)
            x = (x * cos + torch.cat([-high, low], -1) * sin).to(dtype)
        return x

    x = F.embedding(ids, model.model.embed_tokens.weight)
    for block in model.model.layers:
        a = block.self_attn
        u = norm(x, block.input_layernorm)
        z = attention(heads(linear(u, a.q_proj), h, True), heads(linear(u, a.k_proj), g, True),
                      heads(linear(u, a.v_proj), g, False))
        x = x + linear(z.transpose(1, 2).reshape(b, t, h * d), a.o_proj)
        u = norm(x, block.post_attention_layernorm)
        x = x + linear(F.silu(linear(u, block.mlp.gate_proj)) * linear(u, block.mlp.up_proj), block.mlp.down_proj)
    return F.linear(norm(x, model.model.norm), model.model.embed_tokens.weight.to(dtype))


def loss(model, batch, dtype=torch.bfloat16, attention=attend):
    """Mean cross-entropy (nats per scored token) of a batch padded with -1; -2 - id is id, read but not scored."""
    ids = torch.where(batch < -1, -2 - batch, batch.clamp(min=0))
    out = logits(model, ids[:, :-1], dtype, attention)
    return F.cross_entropy(out.flatten(0, 1).float(), batch[:, 1:].clamp(min=-1).flatten(), ignore_index=-1)


def save_folder(model, tokenizer, folder):
    """Writes config, F16 weights, tokenizer: what a Hugging Face loader, and the page, needs."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    half = LlamaForCausalLM(model.config)
    half.load_state_dict(model.state_dict())
    half.half().save_pretrained(folder)
    (folder / "model.safetensors").chmod(0o644)
    # Readers older than transformers 5 look for rope_theta at the top level.
    config = json.loads((folder / "config.json").read_text()) | {"rope_theta": SHAPE["rope_theta"]}
    (folder / "config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")
    tokenizer.save(str(folder / "tokenizer.json"))
    settings = {"tokenizer_class": "PreTrainedTokenizerFast", "bos_token": BOS, "eos_token": EOS,
                "add_bos_token": True, "clean_up_tokenization_spaces": False, "model_max_length": CONTEXT}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, indent=2) + "\n")
