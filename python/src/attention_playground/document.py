"""Attention as a document: version 1 of the file that docs/attention-json.md specifies.

A document here is a plain dict. Its weights are `{"shape": [h, t_q, t_k], "data": bytes}` (little-endian float32,
row-major); in JSON the bytes are base64.
"""

from __future__ import annotations

import json
import math
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

from .arrays import Array, from_bytes, is_tensor, to_array
from .errors import AttentionError
from .tokens import token_texts

FORMAT = "attention-playground"
VERSION = 1
#: Rounding in half precision passes 1 by less than this, as web/src/data/weights.ts has it.
_MOST = 1.01
#: 256 MB: what the page reads at most.
_MOST_WEIGHTS = 2**26

Document = dict[str, Any]


@dataclass(frozen=True)
class Labels:
    """What is known of the weights besides the numbers."""

    layers: Sequence[int] | None = None
    heads: Sequence[int] | None = None
    text: str = ""
    model: str = ""


def make_document(tokens: Any, attentions: Any, keys: Any = None, labels: Labels = Labels(), prettify: bool = True) -> Document:
    """`attentions` in any form of `per_layer`; `keys` only in cross-attention: the tokens of the columns.

    Raises AttentionError naming the value and the remedy.
    """
    queries = token_texts(tokens, "tokens", prettify)
    columns = queries if keys is None else token_texts(keys, "keys", prettify)
    layers = per_layer(attentions)
    if sum(len(layer.values) for layer in layers) > _MOST_WEIGHTS:
        raise AttentionError(f"attentions holds more than {_MOST_WEIGHTS} weights: pass fewer layers, or a shorter text")
    numbers = _numbers(labels.layers, len(layers), "layers")
    document: Document = {"format": FORMAT, "version": VERSION}
    if labels.text:
        document["text"] = labels.text
    if labels.model:
        document["model"] = {"name": labels.model}
    document["tokens"] = queries
    if keys is not None:
        document["keys"] = columns
    document["attention"] = [
        _layer(weights, number, f"attentions[{index}]", (len(queries), len(columns)), labels.heads)
        for index, (weights, number) in enumerate(zip(layers, numbers))
    ]
    return document


def per_layer(attentions: Any) -> list[Array]:
    """Of each layer [h, t_q, t_k].

    Takes [t, t] (one head), [h, t, t] (one layer), [l, h, t, t] and, with the batch axis of transformers,
    [l, 1, h, t, t]: a tensor, nested lists, or a tuple of tensors a layer each, as `outputs.attentions` is.
    """
    if is_tensor(attentions):
        return _split(to_array(attentions, "attentions"))
    if attentions is None:
        raise AttentionError(_NONE.format("attentions"))
    items = list(attentions)
    if not items:
        raise AttentionError(f"attentions is empty. {_REMEDY}")
    for index, item in enumerate(items):
        if item is None:
            raise AttentionError(_NONE.format(f"attentions[{index}]"))
    if not any(is_tensor(item) for item in items) and _axes(items) < 4:
        return _split(to_array(items, "attentions"))
    arrays = [to_array(item, f"attentions[{index}]") for index, item in enumerate(items)]
    if all(len(array.shape) == 2 for array in arrays):
        return _split(_stack(arrays))
    return [_without_batch(array, f"attentions[{index}]") for index, array in enumerate(arrays)]


def _axes(value: Any) -> int:
    """Of nested lists, told from the first entries. Layers, which may have unlike heads, are then read one by one."""
    count = 0
    while isinstance(value, (list, tuple)) or (hasattr(value, "__len__") and hasattr(value, "typecode")):
        count += 1
        if len(value) == 0:
            break
        value = value[0]
    return count


_REMEDY = 'With transformers: load the model with attn_implementation="eager" and call it with output_attentions=True'
_NONE = "{} is None. " + _REMEDY


def _split(whole: Array) -> list[Array]:
    axes = len(whole.shape)
    if axes == 2:
        return [Array((1, *whole.shape), whole.values)]
    if axes == 3:
        return [whole]
    if axes not in (4, 5):
        raise AttentionError(f"attentions has the shape {list(whole.shape)}: it must be [t, t], [h, t, t], [l, h, t, t] or [l, 1, h, t, t]")
    size = math.prod(whole.shape[1:])
    layers = [Array(whole.shape[1:], whole.values[n * size : (n + 1) * size]) for n in range(whole.shape[0])]
    return [_without_batch(layer, f"attentions[{n}]") for n, layer in enumerate(layers)]


def _stack(arrays: Sequence[Array]) -> Array:
    """Heads [t, t] of one layer."""
    for index, head in enumerate(arrays):
        if head.shape != arrays[0].shape:
            raise AttentionError(f"attentions[{index}] has the shape {list(head.shape)}, but attentions[0] has {list(arrays[0].shape)}")
    values = arrays[0].values[:]
    for head in arrays[1:]:
        values.extend(head.values)
    return Array((len(arrays), *arrays[0].shape), values)


def _without_batch(layer: Array, name: str) -> Array:
    shape = layer.shape
    if len(shape) == 3:
        return layer
    if len(shape) != 4:
        raise AttentionError(f"{name} has the shape {list(shape)}: a layer is [h, t, t] or [1, h, t, t]")
    if shape[0] != 1:
        raise AttentionError(f"{name} has the shape {list(shape)}, a batch of {shape[0]} texts: pass one, [layer[:1] for layer in attentions]")
    return Array(shape[1:], layer.values)


def _numbers(given: Sequence[int] | None, count: int, name: str) -> list[int]:
    if given is None:
        return list(range(count))
    numbers = [int(number) for number in given]
    if len(numbers) != count:
        raise AttentionError(f"{name} names {len(numbers)}, but there are {count}: name each once")
    if len(set(numbers)) != count or any(number < 0 for number in numbers):
        raise AttentionError(f"{name} is {numbers}: each must be named once, and none is below 0")
    return numbers


def _layer(weights: Array, number: int, name: str, wanted: tuple[int, int], heads: Sequence[int] | None) -> dict[str, Any]:
    count, rows, columns = weights.shape
    if count == 0:
        raise AttentionError(f"{name} has no heads: its shape is {list(weights.shape)}")
    if (rows, columns) != wanted:
        raise AttentionError(
            f"{name} has {rows} rows and {columns} columns, but there are {wanted[0]} tokens and {wanted[1]} keys"
            + (": pass keys=[...] for cross-attention" if rows == wanted[0] != columns else "")
        )
    _check_values(weights, name)
    layer: dict[str, Any] = {"layer": number}
    if heads is not None:
        layer["heads"] = _numbers(heads, count, "heads")
    layer["weights"] = {"shape": [count, rows, columns], "data": weights.bytes()}
    return layer


def _check_values(weights: Array, name: str) -> None:
    values = weights.values
    # At the speed of C for what is right, as nearly everything is; a NaN shows in the sum.
    if not values or (math.isfinite(sum(values)) and min(values) >= 0 and max(values) <= _MOST):
        return
    for index, value in enumerate(values):
        if 0 <= value <= _MOST:
            continue
        _, rows, columns = weights.shape
        head, cell = divmod(index, rows * columns)
        query, key = divmod(cell, columns)
        where = f"{name}: head {head}, query {query}, key {key} is {value:g}"
        why = "" if math.isnan(value) else ": are these scores before the softmax, or was the model in training mode?"
        raise AttentionError(f"{where}, and weights are numbers from 0 to 1{why}")


def to_json(document: Document) -> str:
    """As docs/attention-json.md has it, in one line."""
    layers = []
    for layer in document["attention"]:
        weights = layer["weights"]
        encoded = {"shape": weights["shape"], "base64": b64encode(weights["data"]).decode("ascii")}
        layers.append({**layer, "weights": encoded})
    return json.dumps({**document, "attention": layers}, ensure_ascii=False, allow_nan=False)


def read_json(path: str | PathLike[str]) -> Document:
    """A document from a file. Raises AttentionError naming the file and what is wrong with it."""
    name = Path(path).name
    try:
        value = json.loads(Path(path).read_text(encoding="utf-8"))
    except ValueError as error:
        raise AttentionError(f"{name} is no JSON: {error}") from None
    try:
        return _checked(value)
    except AttentionError as error:
        raise AttentionError(f"{name}: {error}") from None


def _checked(value: Any) -> Document:
    if not isinstance(value, dict) or "tokens" not in value or "attention" not in value:
        raise AttentionError('this is no attention document: it must be an object with "tokens" and "attention"')
    if value.get("format", FORMAT) != FORMAT:
        raise AttentionError(f'the format is {value["format"]!r:.40}: "{FORMAT}" can be read')
    if "format" in value and value.get("version") != VERSION:
        raise AttentionError(f"the document has version {value.get('version')!r:.20}, and this package reads {VERSION}: update attention-playground")
    queries = _texts(value["tokens"], "tokens")
    columns = _texts(value["keys"], "keys") if "keys" in value else queries
    size = (len(queries), len(columns))
    kept = {name: value[name] for name in ("text", "model", "tokens", "keys", "next", "state") if name in value}
    return {"format": FORMAT, "version": VERSION, **kept, "attention": _read_layers(value["attention"], size)}


def _read_layers(layers: Any, size: tuple[int, int]) -> list[dict[str, Any]]:
    named = isinstance(layers, list) and layers and isinstance(layers[0], dict) and "weights" in layers[0]
    if not named:
        plain = _decoded(layers, "attention") if isinstance(layers, dict) else layers
        split = _split(plain) if isinstance(plain, Array) else per_layer(plain)
        return [_layer(array, n, f"attention[{n}]", size, None) for n, array in enumerate(split)]
    read = [_read_layer(layer, n, size) for n, layer in enumerate(layers)]
    _numbers([layer["layer"] for layer in read], len(read), "attention")
    return read


def _texts(tokens: Any, name: str) -> list[str]:
    if not isinstance(tokens, list):
        raise AttentionError(f'"{name}" must be a list of tokens')
    texts = [token.get("text") if isinstance(token, dict) else token for token in tokens]
    return token_texts(texts, name, prettify=False)


def _read_layer(layer: Any, index: int, size: tuple[int, int]) -> dict[str, Any]:
    name = f"attention[{index}]"
    if not isinstance(layer, dict) or "weights" not in layer:
        raise AttentionError(f'{name} must be an object with "weights"')
    number = layer.get("layer", index)
    if not isinstance(number, int):
        raise AttentionError(f"{name}.layer is {number!r:.20}: it must be a whole number")
    weights = layer["weights"]
    array = _decoded(weights, name) if isinstance(weights, dict) else to_array(weights, f"{name}.weights")
    if len(array.shape) == 2:
        array = Array((1, *array.shape), array.values)
    return _layer(_without_batch(array, f"{name}.weights"), number, name, size, layer.get("heads"))


def _decoded(weights: dict[str, Any], name: str) -> Array:
    shape = weights.get("shape")
    if not isinstance(shape, list) or any(not isinstance(size, int) or size < 0 for size in shape):
        raise AttentionError(f'{name}.weights needs a "shape": [heads, queries, keys]')
    try:
        data = b64decode(weights.get("base64", ""), validate=True)
    except (ValueError, TypeError):
        raise AttentionError(f"{name}.weights.base64 is no base64") from None
    if len(data) != 4 * math.prod(shape):
        raise AttentionError(f"{name}.weights holds {len(data)} bytes, but its shape {shape} needs {4 * math.prod(shape)}")
    return from_bytes(shape, data)


def heads_of(document: Document, layer: int) -> list[int]:
    """The numbers of the layer's heads. Raises AttentionError for a layer that is not there."""
    for entry in document["attention"]:
        if entry["layer"] == layer:
            return list(entry.get("heads") or range(entry["weights"]["shape"][0]))
    raise AttentionError(f"there is no layer {layer} (have {_listed(entry['layer'] for entry in document['attention'])})")


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(str(number) for number in numbers)
