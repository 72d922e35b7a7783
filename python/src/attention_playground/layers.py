"""Weights of any form as layers [h, t_q, t_k], every number checked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from .arrays import MOST_AXES, Array, is_tensor, to_array
from .checks import MOST_HEADS, numbers, shown
from .errors import AttentionError

#: Rounding in half precision passes 1 by less than this, as web/src/data/weights.ts has it.
_MOST = 1.01
_REMEDY = 'With transformers: load the model with attn_implementation="eager" and call it with output_attentions=True'
_NONE = "{} is None. " + _REMEDY


def per_layer(attentions: Any, name: str = "attentions") -> list[Array]:
    """Of each layer [h, t_q, t_k].

    Takes [t, t] (one head), [h, t, t] (one layer), [l, h, t, t] and, with the batch axis of transformers,
    [l, 1, h, t, t]: a tensor, nested lists, or a tuple of tensors a layer each, as `outputs.attentions` is.
    `name` is what it is called in a sentence about it.
    """
    if is_tensor(attentions):
        return _split(to_array(attentions, name), name)
    items = _items(attentions, name)
    if not any(is_tensor(item) for item in items) and _axes(items) < 4:
        return _split(to_array(items, name), name)
    arrays = [to_array(item, f"{name}[{n}]") for n, item in enumerate(items)]
    if all(len(array.shape) == 2 for array in arrays):
        return _split(_stack(arrays, name), name)
    return [without_batch(array, f"{name}[{n}]") for n, array in enumerate(arrays)]


def _items(attentions: Any, name: str) -> list[Any]:
    if attentions is None:
        raise AttentionError(_NONE.format(name))
    try:
        items = None if isinstance(attentions, (str, bytes, dict)) else list(attentions)
    except TypeError:
        items = None
    if items is None:
        raise AttentionError(f"{name} is {shown(attentions)}: pass the tuple outputs.attentions, a tensor, a NumPy array or nested lists")
    if not items:
        raise AttentionError(f"{name} is empty. {_REMEDY}")
    for n, item in enumerate(items):
        if item is None:
            raise AttentionError(_NONE.format(f"{name}[{n}]"))
    return items


def _axes(value: Any) -> int:
    """Of nested lists, told from the first entries. Layers, which may have unlike heads, are then read one by one."""
    count = 0
    while count < MOST_AXES and (isinstance(value, (list, tuple)) or (hasattr(value, "__len__") and hasattr(value, "typecode"))):
        count += 1
        if len(value) == 0:
            break
        value = value[0]
    return count


def _split(whole: Array, name: str) -> list[Array]:
    axes = len(whole.shape)
    if axes == 2:
        return [Array((1, *whole.shape), whole.values)]
    if axes == 3:
        return [whole]
    if axes not in (4, 5):
        raise AttentionError(f"{name} has the shape {list(whole.shape)}: it must be [t, t], [h, t, t], [l, h, t, t] or [l, 1, h, t, t]")
    size = math.prod(whole.shape[1:])
    layers = [Array(whole.shape[1:], whole.values[n * size : (n + 1) * size]) for n in range(whole.shape[0])]
    return [without_batch(layer, f"{name}[{n}]") for n, layer in enumerate(layers)]


def _stack(arrays: Sequence[Array], name: str) -> Array:
    """Heads [t, t] of one layer."""
    for n, head in enumerate(arrays):
        if head.shape != arrays[0].shape:
            raise AttentionError(f"{name}[{n}] has the shape {list(head.shape)}, but {name}[0] has {list(arrays[0].shape)}")
    values = arrays[0].values[:]
    for head in arrays[1:]:
        values.extend(head.values)
    return Array((len(arrays), *arrays[0].shape), values)


def without_batch(layer: Array, name: str) -> Array:
    """[h, t, t] of that or [1, h, t, t]."""
    shape = layer.shape
    if len(shape) == 3:
        return layer
    if len(shape) != 4:
        raise AttentionError(f"{name} has the shape {list(shape)}: a layer is [h, t, t] or [1, h, t, t]")
    if shape[0] != 1:
        raise AttentionError(f"{name} has the shape {list(shape)}, a batch of {shape[0]} texts: pass one, [layer[:1] for layer in attentions]")
    return Array(shape[1:], layer.values)


def layer_entry(
    weights: Array, number: int, name: str, wanted: tuple[int, int], heads: Any = None, heads_name: str = "heads"
) -> dict[str, Any]:
    """A layer of a document. `wanted`: how many queries and keys there are; `heads`: their numbers, None for 0, 1, 2, ..."""
    count, rows, columns = weights.shape
    if not 1 <= count <= MOST_HEADS:
        raise AttentionError(f"{name} has {count or 'no'} heads: its shape is {list(weights.shape)}, and 1 to {MOST_HEADS} can be shown")
    if (rows, columns) != wanted:
        raise AttentionError(
            f"{name} has {rows} rows and {columns} columns, but there are {wanted[0]} tokens and {wanted[1]} keys"
            + (": pass keys=[...] for cross-attention" if rows == wanted[0] != columns else "")
        )
    _check_values(weights, name)
    layer: dict[str, Any] = {"layer": number}
    if heads is not None:
        layer["heads"] = as_many(numbers(heads, heads_name), count, heads_name)
    layer["weights"] = {"shape": [count, rows, columns], "data": weights.bytes()}
    return layer


def as_many(named: list[int], count: int, name: str) -> list[int]:
    """The numbers, which must be as many as there are layers or heads."""
    if len(named) != count:
        raise AttentionError(f"{name} names {len(named)}, but there are {count}: name each once")
    return named


def _check_values(weights: Array, name: str) -> None:
    values = weights.values
    # At the speed of C for what is right, as nearly everything is; a NaN shows in the sum.
    if not values or (math.isfinite(sum(values)) and min(values) >= 0 and max(values) <= _MOST):
        return
    for n, value in enumerate(values):
        if 0 <= value <= _MOST:
            continue
        _, rows, columns = weights.shape
        head, cell = divmod(n, rows * columns)
        query, key = divmod(cell, columns)
        where = f"{name}: head {head}, query {query}, key {key} is {value:g}"
        why = "" if math.isnan(value) else ": are these scores before the softmax, or was the model in training mode?"
        raise AttentionError(f"{where}, and weights are numbers from 0 to 1{why}")
