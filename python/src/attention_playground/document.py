"""Attention as a document: version 1 of the file that docs/attention-json.md specifies.

A document here is a plain dict. Its weights are `{"shape": [h, t_q, t_k], "data": bytes}` (little-endian float32,
row-major); in JSON the bytes are base64. `reading.py` reads it from a file.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from .checks import MOST_LAYERS, MOST_WEIGHTS, at_most, numbers, text
from .errors import AttentionError
from .layers import as_many, layer_entry, per_layer
from .tokens import token_texts

FORMAT = "attention-playground"
VERSION = 1

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
    # No layers of no tokens is a document; no layers of some tokens is a mistake, which per_layer tells.
    nothing = not queries and isinstance(attentions, (list, tuple)) and not attentions
    layers = [] if nothing else per_layer(attentions)
    at_most(len(layers), MOST_LAYERS, "layers")
    at_most(sum(len(layer.values) for layer in layers), MOST_WEIGHTS, "weights")
    named = range(len(layers)) if labels.layers is None else as_many(numbers(labels.layers, "layers"), len(layers), "layers")
    document: Document = {"format": FORMAT, "version": VERSION}
    if text(labels.text, "text"):
        document["text"] = text(labels.text, "text")
    if text(labels.model, "model"):
        document["model"] = {"name": text(labels.model, "model")}
    document["tokens"] = queries
    if keys is not None:
        document["keys"] = columns
    size = (len(queries), len(columns))
    document["attention"] = [
        layer_entry(weights, number, f"attentions[{n}]", size, labels.heads) for n, (weights, number) in enumerate(zip(layers, named))
    ]
    return document


def to_json(document: Document) -> str:
    """As docs/attention-json.md has it, in one line."""
    layers = []
    for layer in document["attention"]:
        weights = layer["weights"]
        encoded = {"shape": weights["shape"], "base64": b64encode(weights["data"]).decode("ascii")}
        layers.append({**layer, "weights": encoded})
    return json.dumps({**document, "attention": layers}, ensure_ascii=False, allow_nan=False)


def heads_of(document: Document, layer: int) -> list[int]:
    """The numbers of the layer's heads. Raises AttentionError for a layer that is not there."""
    for entry in document["attention"]:
        if entry["layer"] == layer:
            return list(entry.get("heads") or range(entry["weights"]["shape"][0]))
    raise AttentionError(f"there is no layer {layer} (have {_listed(entry['layer'] for entry in document['attention'])})")


def _listed(named: Iterable[int]) -> str:
    return ", ".join(str(number) for number in named)
