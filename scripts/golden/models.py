"""Makes tests/golden/models: small random checkpoints of both families with what transformers computes from them.

Each folder is an ordinary Hugging Face checkpoint (config.json, model.safetensors) plus golden.safetensors: the
input ids (as floats, "input_ids"), the logits, and every intermediate under the hook names of src/nn/hooks.hpp.
Intermediates are what transformers' own modules received and returned (forward hooks, eager attention); only
what its modules do not expose (the norms' scales, a head's part of the attention output) is worked out here,
and then held against the module's output.

    python -m venv /tmp/golden && /tmp/golden/bin/pip install -r scripts/golden/requirements.txt
    /tmp/golden/bin/python scripts/golden/models.py
"""

import json
import math
import pathlib
import re

import torch
from safetensors.torch import load_file, save_file
from transformers import GPT2Config, GPT2LMHeadModel, LlamaConfig, LlamaForCausalLM
from transformers.models.gpt2 import modeling_gpt2
from transformers.models.llama import modeling_llama

OUT = pathlib.Path(__file__).resolve().parents[2] / "tests" / "golden" / "models"
SEED = 20260722
TOKENS = 11
VOCAB = 37

LLAMA = dict(vocab_size=VOCAB, num_hidden_layers=2, max_position_embeddings=19, bos_token_id=1, eos_token_id=2)
GPT2 = dict(vocab_size=VOCAB, n_layer=2, n_positions=13, bos_token_id=0, eos_token_id=0)

# name: (family, its configuration, dtype of the file, prefix to drop from tensor names)
MODELS = {
    # Three query heads to a key head; heads wider together than the model (6 x 4 against 18).
    "llama-gqa-tied-f32": ("llama", dict(LLAMA, hidden_size=18, intermediate_size=29, num_attention_heads=6,
                                         num_key_value_heads=2, head_dim=4, rms_norm_eps=1e-5, rope_theta=10000.0,
                                         tie_word_embeddings=True), "F32", ""),
    "llama-mha-untied-f16": ("llama", dict(LLAMA, hidden_size=18, intermediate_size=31, num_attention_heads=3,
                                           num_key_value_heads=3, rms_norm_eps=1e-6, rope_theta=500000.0,
                                           tie_word_embeddings=False), "F16", ""),
    "llama-mqa-untied-bf16": ("llama", dict(LLAMA, hidden_size=25, intermediate_size=17, num_attention_heads=5,
                                            num_key_value_heads=1, head_dim=10, rms_norm_eps=0.01, rope_theta=77.0,
                                            tie_word_embeddings=False), "BF16", "model."),
    "llama-bias-tied-f32": ("llama", dict(LLAMA, hidden_size=16, intermediate_size=21, num_attention_heads=4,
                                          num_key_value_heads=2, rms_norm_eps=1e-5, rope_theta=10000.0,
                                          attention_bias=True, mlp_bias=True, tie_word_embeddings=True), "F32", ""),
    "gpt2-tied-f32": ("gpt2", dict(GPT2, n_embd=21, n_head=3, activation_function="gelu_new",
                                   layer_norm_epsilon=1e-5, tie_word_embeddings=True), "F32", ""),
    "gpt2-untied-f16": ("gpt2", dict(GPT2, n_embd=20, n_head=5, n_inner=33, activation_function="gelu",
                                     layer_norm_epsilon=1e-3, tie_word_embeddings=False), "F16", "transformer."),
}

DTYPES = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}


def randomize(model, dtype):
    """Weights large enough for sharp attention (transformers' own 0.02 makes it flat), rounded to the file's dtype."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            noise = torch.randn(parameter.shape)
            if parameter.dim() == 1:
                gain = name.endswith("weight")
                parameter.copy_(noise * 0.3 + (1.0 if gain else 0.0))
            elif "embed_tokens" in name or "wte" in name or "wpe" in name:
                parameter.copy_(noise)
            else:
                # Llama's Linear is [out, in], GPT-2's Conv1D [in, out].
                fan_in = parameter.shape[0] if isinstance(model, GPT2LMHeadModel) else parameter.shape[1]
                parameter.copy_(noise * 1.5 / math.sqrt(fan_in))
            parameter.copy_(parameter.to(dtype).float())


class Capture(dict):
    """Records tensors without their batch axis; a name is recorded once."""

    def put(self, name, value):
        assert name not in self, name
        self[name] = value.detach().float().squeeze(0).contiguous().clone()


def record_attention(capture, module_file, block_of):
    """Replaces the module's eager attention by itself plus a recording of what went in and came out."""
    eager = module_file.eager_attention_forward

    def recorded(module, query, key, value, attention_mask, scaling=None, **kwargs):
        output, pattern = eager(module, query, key, value, attention_mask, scaling=scaling, **kwargs)
        at = f"blocks.{block_of(module)}.attn."
        keys = key.repeat_interleave(query.shape[1] // key.shape[1], dim=1)
        scores = query @ keys.transpose(-1, -2) * scaling
        visible = torch.ones(scores.shape[-2:], dtype=torch.bool).tril()
        capture.put(at + "hook_attn_scores", scores.masked_fill(~visible, -math.inf))
        capture.put(at + "hook_pattern", pattern)
        capture.put(at + "hook_z", output)
        if module_file is modeling_llama:
            capture.put(at + "hook_rot_q", query.transpose(1, 2))
            capture.put(at + "hook_rot_k", key.transpose(1, 2))
        return output, pattern

    module_file.eager_attention_forward = recorded
    return lambda: setattr(module_file, "eager_attention_forward", eager)


def watch_norm(capture, module, name, rms):
    """TransformerLens names RMSNorm's output before its gain "normalized", LayerNorm's after gain and bias."""

    def hook(_, inputs, output):
        x = inputs[0]
        centred = x if rms else x - x.mean(-1, keepdim=True)
        eps = module.variance_epsilon if rms else module.eps
        scale = (centred.pow(2).mean(-1, keepdim=True) + eps).sqrt()
        normalized = centred / scale if rms else output
        torch.testing.assert_close(centred / scale * module.weight + (0 if rms else module.bias), output)
        capture.put(name + ".hook_scale", scale)
        capture.put(name + ".hook_normalized", normalized)

    module.register_forward_hook(hook)


def watch_output(capture, module, name, shape=lambda x: x):
    first = lambda output: output[0] if isinstance(output, tuple) else output
    module.register_forward_hook(lambda _, __, output: capture.put(name, shape(first(output))))


def watch_input(capture, module, name):
    def hook(_, args, kwargs):
        capture.put(name, args[0] if args else kwargs["hidden_states"])

    module.register_forward_pre_hook(hook, with_kwargs=True)


def heads(width):
    return lambda x: x.unflatten(-1, (-1, width))


def watch_llama(model, capture):
    config = model.config
    d = config.head_dim
    watch_output(capture, model.model.embed_tokens, "hook_embed")
    for n, layer in enumerate(model.model.layers):
        at = f"blocks.{n}."
        watch_input(capture, layer, at + "hook_resid_pre")
        watch_norm(capture, layer.input_layernorm, at + "ln1", rms=True)
        for letter in "qkv":
            watch_output(capture, getattr(layer.self_attn, f"{letter}_proj"), f"{at}attn.hook_{letter}", heads(d))
        watch_output(capture, layer.self_attn, at + "hook_attn_out")
        watch_input(capture, layer.post_attention_layernorm, at + "hook_resid_mid")
        watch_norm(capture, layer.post_attention_layernorm, at + "ln2", rms=True)
        watch_output(capture, layer.mlp.gate_proj, at + "mlp.hook_pre")
        watch_output(capture, layer.mlp.up_proj, at + "mlp.hook_pre_linear")
        watch_input(capture, layer.mlp.down_proj, at + "mlp.hook_post")
        watch_output(capture, layer.mlp, at + "hook_mlp_out")
        watch_output(capture, layer, at + "hook_resid_post")
    watch_norm(capture, model.model.norm, "ln_final", rms=True)
    output_weights = [(layer.self_attn.o_proj.weight, layer.self_attn.o_proj.bias) for layer in model.model.layers]
    return output_weights, d


def watch_gpt2(model, capture):
    d = model.config.n_embd // model.config.n_head
    watch_output(capture, model.transformer.wte, "hook_embed")
    watch_output(capture, model.transformer.wpe, "hook_pos_embed")
    for n, layer in enumerate(model.transformer.h):
        at = f"blocks.{n}."
        watch_input(capture, layer, at + "hook_resid_pre")
        watch_norm(capture, layer.ln_1, at + "ln1", rms=False)
        for part, letter in enumerate("qkv"):
            split = lambda x, part=part: heads(d)(x.chunk(3, dim=-1)[part])
            watch_output(capture, layer.attn.c_attn, f"{at}attn.hook_{letter}", split)
        watch_output(capture, layer.attn, at + "hook_attn_out")
        watch_input(capture, layer.ln_2, at + "hook_resid_mid")
        watch_norm(capture, layer.ln_2, at + "ln2", rms=False)
        watch_output(capture, layer.mlp.c_fc, at + "mlp.hook_pre")
        watch_output(capture, layer.mlp.act, at + "mlp.hook_post")
        watch_output(capture, layer.mlp, at + "hook_mlp_out")
        watch_output(capture, layer, at + "hook_resid_post")
    watch_norm(capture, model.transformer.ln_f, "ln_final", rms=False)
    output_weights = [(layer.attn.c_proj.weight.T, layer.attn.c_proj.bias) for layer in model.transformer.h]
    return output_weights, d


def add_results(capture, output_weights, d):
    """hook_result: what each head adds to the residual stream; the heads' sum must be attn_out."""
    for n, (weight, bias) in enumerate(output_weights):
        z = capture[f"blocks.{n}.attn.hook_z"]
        result = torch.einsum("thd,chd->thc", z, weight.unflatten(1, (-1, d)))
        total = result.sum(1) + (0 if bias is None else bias)
        torch.testing.assert_close(total, capture[f"blocks.{n}.hook_attn_out"])
        capture.put(f"blocks.{n}.attn.hook_result", result.unsqueeze(0))


def make(name, family, options, dtype, dropped_prefix):
    torch.manual_seed(SEED + sum(name.encode()))
    model = (LlamaForCausalLM(LlamaConfig(**options, attn_implementation="eager")) if family == "llama"
             else GPT2LMHeadModel(GPT2Config(**options, attn_implementation="eager"))).eval()
    randomize(model, DTYPES[dtype])
    model.tie_weights()

    capture = Capture()
    watch = watch_llama if family == "llama" else watch_gpt2
    output_weights, d = watch(model, capture)
    source = modeling_llama if family == "llama" else modeling_gpt2
    restore = record_attention(capture, source, lambda module: module.layer_idx)
    ids = torch.randint(0, VOCAB, (1, TOKENS))
    with torch.no_grad():
        logits = model(ids, use_cache=False).logits
        add_results(capture, output_weights, d)
    restore()
    capture.put("logits", logits)
    capture.put("input_ids", ids)

    folder = OUT / name
    folder.mkdir(parents=True, exist_ok=True)
    model.to(DTYPES[dtype]).save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    weights = {re.sub("^" + re.escape(dropped_prefix), "", key): value
               for key, value in load_file(folder / "model.safetensors").items()}
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    save_file(dict(capture), folder / "golden.safetensors")
    config = json.loads((folder / "config.json").read_text())
    print(f"{name}: {len(weights)} tensors of {dtype}, {len(capture)} goldens, "
          f"largest weight {max(float(capture[f'blocks.{n}.attn.hook_pattern'][:, -1].max()) for n in range(2)):.2f}, "
          f"config keys {sorted(config)}")


if __name__ == "__main__":
    for model_name, arguments in MODELS.items():
        make(model_name, *arguments)
    total = sum(file.stat().st_size for file in OUT.rglob("*") if file.is_file())
    print(f"{total / 1024:.0f} KB in {OUT}")
