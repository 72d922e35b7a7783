"""Anything array-like as float32, with neither PyTorch nor NumPy required.

PyTorch, TensorFlow, JAX and NumPy are recognised by what they can do, never by import: a notebook that has
none of them works with nested lists.
"""

from __future__ import annotations

import math
import sys
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .checks import shown
from .errors import AttentionError

#: More than any form of attention has.
MOST_AXES = 8


@dataclass(frozen=True)
class Array:
    """`values` in row-major order, as many as the product of `shape`."""

    shape: tuple[int, ...]
    values: array[float]

    def bytes(self) -> bytes:
        """Little-endian float32, row-major."""
        if sys.byteorder == "little":
            return self.values.tobytes()
        swapped = array("f", self.values)
        swapped.byteswap()
        return swapped.tobytes()


def from_bytes(shape: Iterable[int], data: bytes) -> Array:
    """The inverse of `Array.bytes`; the caller has compared the lengths."""
    values = array("f")
    values.frombytes(data)
    if sys.byteorder != "little":
        values.byteswap()
    return Array(tuple(shape), values)


def is_tensor(value: Any) -> bool:
    """Whether it knows its own shape, as tensors of every library do."""
    return hasattr(value, "shape") and not isinstance(value, (list, tuple))


def to_array(value: Any, name: str) -> Array:
    """Of a tensor of any library, an object with the buffer protocol, or nested lists.

    `name` is what the value is called in a sentence about it. Raises AttentionError where it is ragged, holds
    something that is no number, or nothing that could be read.
    """
    if isinstance(value, Array):
        return value
    plain = _on_the_processor(value)
    if is_tensor(plain):
        packed = _by_buffer(plain)
        if packed is not None:
            return packed
        if not hasattr(plain, "tolist"):
            raise AttentionError(f"{name} is a {type(plain).__name__}, which cannot be read as numbers: pass a tensor, a NumPy array or nested lists")
        # An empty axis hides the axes after it from a list; the shape is known better by the tensor.
        shape = tuple(int(size) for size in plain.shape)
        return Array(shape, _nested(plain.tolist(), name).values)
    return _nested(plain, name)


def _on_the_processor(value: Any) -> Any:
    """A tensor without gradient, off the accelerator, in a type that every library can give away (bfloat16 is none)."""
    for step in ("detach", "cpu", "float"):
        method = getattr(value, step, None)
        if callable(method) and is_tensor(value):
            value = method()
    give = getattr(value, "numpy", None)
    if callable(give):
        try:
            return give()
        except (RuntimeError, ImportError, TypeError):
            return value  # PyTorch without NumPy: its lists are read instead.
    if hasattr(value, "__array__") and not hasattr(value, "__array_interface__"):
        return value.__array__()
    return value


def _by_buffer(value: Any) -> Array | None:
    """Through NumPy, where the value is NumPy's: ten thousand times faster than by lists."""
    as_type = getattr(value, "astype", None)
    if not callable(as_type) or not hasattr(value, "tobytes"):
        return None
    try:
        data = as_type("<f4").tobytes()
    except (TypeError, ValueError):
        return None
    return from_bytes((int(size) for size in value.shape), data)


def _nested(value: Any, name: str) -> Array:
    values = array("f")
    shape = _collect(value, name, values)
    return Array(shape, values)


def _collect(value: Any, name: str, values: array[float], axes: int = 0) -> tuple[int, ...]:
    if isinstance(value, (str, bytes, dict, bool)) or value is None:
        raise AttentionError(f"{name} is {shown(value)}, which is no number")
    if hasattr(value, "__float__") and not hasattr(value, "__len__"):
        values.append(_number(value, name))
        return ()
    if axes > 0 and is_tensor(value):
        inside = to_array(value, name)
        values.extend(inside.values)
        return inside.shape
    try:
        items = list(value)
    except TypeError:
        raise AttentionError(f"{name} is a {type(value).__name__}, which cannot be read as numbers") from None
    if axes == MOST_AXES:
        raise AttentionError(f"{name} is nested too deeply: attention has at most five axes, [l, 1, h, t, t]")
    inner: tuple[int, ...] = ()
    for index, item in enumerate(items):
        shape = _collect(item, f"{name}[{index}]", values, axes + 1)
        if index > 0 and shape != inner:
            raise AttentionError(f"{name}[{index}] has the shape {list(shape)}, but {name}[0] has {list(inner)}: the rows must be equally long")
        inner = shape
    return (len(items), *inner)


def _number(value: Any, name: str) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf
    except (TypeError, ValueError):
        raise AttentionError(f"{name} is {shown(value)}, which is no number") from None
