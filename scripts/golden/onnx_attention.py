"""Makes tests/golden/onnx: inputs of `attn attention` with what ONNX itself computes from them (Attention, opset 24).

Each case is computed twice by the `onnx` package: by its reference implementation of the operator, and by the
function body (a graph of primitive operators) that the operator's schema defines. They must agree, except where
REFERENCE_DIFFERS says why not; the file then holds what the specification says.

    python -m venv /tmp/golden && /tmp/golden/bin/pip install -r scripts/golden/requirements.txt
    /tmp/golden/bin/python scripts/golden/onnx_attention.py
"""

import json
import pathlib

import numpy as np
import onnx
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator

OUT = pathlib.Path(__file__).resolve().parents[2] / "tests" / "golden" / "onnx"
OPSET = 24
INPUTS = ["q", "k", "v", "attn_mask", "past_key", "past_value", "nonpad_kv_seqlen"]
OUTPUTS = ["y", "present_key", "present_value", "qk_matmul_output"]
ATTRIBUTES = ["is_causal", "scale", "softcap", "qk_matmul_output_mode"]

# Mode 0 is "the output of qk matmul". The reference implementation overwrites that by the softcapped scores.
REFERENCE_DIFFERS = {"softcap-mode-0": ["qk_matmul_output"]}

rng = np.random.default_rng(20260722)


def normal(*shape):
    """Three decimals, so that the files stay small and every float is what it reads as."""
    return np.round(rng.normal(size=shape), 3).astype(np.float32)


def qkv(batch=1, h=2, g=None, t_q=3, t_k=None, d=4, d_v=None):
    g, t_k, d_v = g or h, t_q if t_k is None else t_k, d_v or d
    return {"q": normal(batch, h, t_q, d), "k": normal(batch, g, t_k, d), "v": normal(batch, g, t_k, d_v)}


def past(batch=1, g=2, t=2, d=4, d_v=None):
    return {"past_key": normal(batch, g, t, d), "past_value": normal(batch, g, t, d_v or d)}


def booleans(*shape):
    return rng.random(shape) < 0.6


def additive(*shape):
    mask = normal(*shape)
    mask[rng.random(shape) < 0.25] = -np.inf
    return mask


def with_row(mask, row, value):
    mask[..., row, :] = value
    return mask


CASES = {
    "plain": qkv(),
    "batch-and-value-width": qkv(batch=2, h=3, t_q=5, d=3, d_v=7),
    "cross": qkv(t_q=2, t_k=5),
    "causal": qkv(t_q=4) | {"is_causal": 1},
    "causal-more-keys": qkv(t_q=2, t_k=5) | {"is_causal": 1},
    "causal-more-queries": qkv(t_q=5, t_k=3) | {"is_causal": 1},
    "scale": qkv() | {"scale": 0.3},
    "softcap-mode-0": qkv() | {"softcap": 0.7, "qk_matmul_output_mode": 0},
    "softcap-mode-1": qkv() | {"softcap": 0.7, "qk_matmul_output_mode": 1},
    "softcap-mode-2": qkv() | {"softcap": 0.7, "qk_matmul_output_mode": 2, "attn_mask": additive(3, 3)},
    "softcap-mode-3": qkv() | {"softcap": 0.7, "qk_matmul_output_mode": 3, "attn_mask": booleans(3, 3)},
    "grouped-queries": qkv(batch=2, h=6, g=2, t_q=3, t_k=4),
    "one-key-head": qkv(h=4, g=1, t_q=3) | {"is_causal": 1, "qk_matmul_output_mode": 3},
    "boolean-mask-2d": qkv(t_q=4, t_k=3) | {"attn_mask": booleans(4, 3)},
    "boolean-mask-3d-heads": qkv(h=2, t_q=3) | {"attn_mask": booleans(2, 3, 3), "qk_matmul_output_mode": 2},
    "boolean-mask-4d-batch": qkv(batch=2, t_q=3) | {"attn_mask": booleans(2, 1, 3, 3)},
    "boolean-mask-one-query-row": qkv(batch=2, t_q=3) | {"attn_mask": booleans(2, 2, 1, 3)},
    "boolean-mask-causal": qkv(t_q=4) | {"attn_mask": booleans(4, 4), "is_causal": 1, "qk_matmul_output_mode": 2},
    "float-mask-2d": qkv(t_q=4) | {"attn_mask": additive(4, 4), "qk_matmul_output_mode": 2},
    "float-mask-4d": qkv(batch=2, t_q=3, t_k=4) | {"attn_mask": additive(2, 2, 3, 4)},
    "float-mask-1d": qkv(t_q=3, t_k=4) | {"attn_mask": additive(4)},
    "short-boolean-mask": qkv(t_q=3, t_k=5) | {"attn_mask": booleans(3, 4), "qk_matmul_output_mode": 2},
    "short-float-mask-causal": qkv(t_q=4, t_k=5) | {"attn_mask": normal(4, 3), "is_causal": 1, "qk_matmul_output_mode": 2},
    "mask-of-one-key": qkv(t_q=2, t_k=3) | {"attn_mask": normal(2, 1), "qk_matmul_output_mode": 3},
    "fully-masked-row-boolean": qkv(t_q=3) | {"attn_mask": with_row(booleans(3, 3), 1, False), "qk_matmul_output_mode": 3},
    "fully-masked-row-float": qkv(t_q=3) | {"attn_mask": with_row(normal(3, 3), 2, -np.inf), "qk_matmul_output_mode": 3},
    "past": qkv(t_q=3) | past(),
    "past-causal": qkv(batch=2, t_q=3) | past(batch=2, t=4) | {"is_causal": 1, "qk_matmul_output_mode": 2},
    "past-causal-one-token": qkv(h=4, g=2, t_q=1) | past(t=5) | {"is_causal": 1, "qk_matmul_output_mode": 3},
    "past-mask": qkv(t_q=3) | past(t=2) | {"attn_mask": additive(3, 5), "qk_matmul_output_mode": 2},
    "past-short-mask": qkv(t_q=2) | past(t=3) | {"attn_mask": booleans(2, 4), "qk_matmul_output_mode": 3},
    "past-everything": qkv(batch=2, h=4, g=2, t_q=3, d=3, d_v=2) | past(batch=2, t=2, d=3, d_v=2)
    | {"attn_mask": additive(2, 4, 3, 5), "is_causal": 1, "scale": 0.9, "softcap": 2.5, "qk_matmul_output_mode": 2},
    "padding": qkv(batch=3, t_q=2, t_k=5) | {"nonpad_kv_seqlen": np.array([5, 3, 1]), "qk_matmul_output_mode": 3},
    "padding-of-everything": qkv(batch=2, t_q=2, t_k=3) | {"nonpad_kv_seqlen": np.array([3, 0]), "qk_matmul_output_mode": 3},
    # The diagonal ends at the last key that is no padding; where there are fewer such keys than queries, the first
    # queries see nothing.
    "padding-causal": qkv(batch=3, h=4, g=2, t_q=3, t_k=6)
    | {"nonpad_kv_seqlen": np.array([6, 3, 2]), "is_causal": 1, "qk_matmul_output_mode": 3},
    "padding-short-mask": qkv(batch=2, t_q=2, t_k=5)
    | {"nonpad_kv_seqlen": np.array([3, 2]), "attn_mask": booleans(2, 3), "qk_matmul_output_mode": 2},
}

TYPES = {np.dtype(np.float32): TensorProto.FLOAT, np.dtype(np.bool_): TensorProto.BOOL, np.dtype(np.int64): TensorProto.INT64}


def node_of(case):
    inputs = [name if name in case else "" for name in INPUTS]
    # present_* must not be asked for beside nonpad_kv_seqlen; they are k and v then.
    outputs = [name if not name.startswith("present") or "nonpad_kv_seqlen" not in case else "" for name in OUTPUTS]
    attributes = {name: case[name] for name in ATTRIBUTES if name in case}
    return helper.make_node("Attention", inputs, outputs, **attributes)


def by_reference(case):
    node = node_of(case)
    inputs = [helper.make_tensor_value_info(n, TYPES[case[n].dtype], case[n].shape) for n in INPUTS if n in case]
    outputs = [helper.make_tensor_value_info(n, TensorProto.FLOAT, None) for n in node.output if n]
    graph = helper.make_graph([node], "attention", inputs, outputs)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
    evaluator = ReferenceEvaluator(model)
    names = [n for n in node.output if n]
    return dict(zip(names, evaluator.run(names, {n: case[n] for n in INPUTS if n in case})))


def by_function(case):
    node = node_of(case)
    types = [helper.make_tensor_type_proto(TYPES[case[n].dtype], case[n].shape).SerializeToString() if n else b""
             for n in node.input]
    schema = onnx.defs.get_schema("Attention", OPSET)
    body = onnx.FunctionProto()
    body.ParseFromString(schema.get_context_dependent_function_with_opset_version(OPSET, node.SerializeToString(), types))
    # The function names its own inputs and outputs; a graph around its nodes has only those that are there.
    graph = helper.make_graph(
        list(body.node), "expanded",
        [helper.make_tensor_value_info(formal, TYPES[case[name].dtype], case[name].shape)
         for formal, name in zip(body.input, node.input) if name],
        [helper.make_tensor_value_info(formal, TensorProto.FLOAT, None)
         for formal, name in zip(body.output, node.output) if name])
    model = helper.make_model(graph, opset_imports=list(body.opset_import))
    names = [(formal, name) for formal, name in zip(body.output, node.output) if name]
    feeds = {formal: case[name] for formal, name in zip(body.input, node.input) if name}
    values = ReferenceEvaluator(model).run([formal for formal, _ in names], feeds)
    return {name: value for (_, name), value in zip(names, values)}


def plain(value):
    """Arrays as nested lists, in the spelling of `attn attention`."""
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, list):
        return [plain(element) for element in value]
    if isinstance(value, float) and not np.isfinite(value):
        return "nan" if np.isnan(value) else "inf" if value > 0 else "-inf"
    return float(f"{value:.8g}") if isinstance(value, float) else value


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    worst = 0.0
    with np.errstate(all="ignore"):
        for name, case in CASES.items():
            reference, expanded = by_reference(case), by_function(case)
            for output, value in expanded.items():
                if output in REFERENCE_DIFFERS.get(name, []):
                    assert not np.allclose(reference[output], value), f"{name}: {output} differs no more"
                    continue
                np.testing.assert_allclose(reference[output], value, rtol=1e-5, atol=1e-6, err_msg=f"{name}: {output}")
                finite = np.isfinite(value)
                worst = max(worst, float(np.max(np.abs(reference[output][finite] - value[finite]), initial=0)))
            outputs = {"present_key": case["k"], "present_value": case["v"]} | expanded
            document = {"inputs": case, "outputs": {key: outputs[key] for key in OUTPUTS}}
            lines = [f'"{part}": {{\n' + ",\n".join(f' "{key}": {json.dumps(plain(value))}' for key, value in fields.items())
                     + "\n}" for part, fields in document.items()]
            (OUT / f"{name}.json").write_text("{" + ",\n".join(lines) + "}\n")
    print(f"onnx {onnx.__version__}: {len(CASES)} cases; reference and function body differ by at most {worst:.2g}")


if __name__ == "__main__":
    main()
