"""BertViz's two calls, by its argument names (https://github.com/jessevig/bertviz).

What cannot be done as BertViz does it is refused with a sentence; nothing is ignored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .document import Document, Labels, make_document
from .errors import AttentionError
from .page import View, page
from .widget import AttentionWidget


@dataclass(frozen=True)
class _Part:
    caption: str
    attention: Any
    tokens: Any
    keys: Any


def head_view(
    attention: Any = None,
    tokens: Any = None,
    sentence_b_start: int | None = None,
    prettify_tokens: bool = True,
    layer: int | None = None,
    heads: Sequence[int] | None = None,
    encoder_attention: Any = None,
    decoder_attention: Any = None,
    cross_attention: Any = None,
    encoder_tokens: Any = None,
    decoder_tokens: Any = None,
    include_layers: Sequence[int] | None = None,
    html_action: str = "view",
) -> Any:
    """Shows the attention below the cell; `html_action="return"` gives it as an IPython HTML object instead.

    `heads`: one head, which is drawn large (`[3]`); the others are small beside it.
    """
    if heads is not None and len(list(heads)) != 1:
        raise AttentionError(f"heads is {list(heads)}: one head is drawn large, with all others beside it: pass one, as heads=[0]")
    parts = _parts(attention, tokens, encoder_attention, decoder_attention, cross_attention, encoder_tokens, decoder_tokens)
    documents = _documents(parts, sentence_b_start, prettify_tokens, include_layers, None)
    return _act(documents, layer, None if heads is None else int(list(heads)[0]), "", html_action)


def model_view(
    attention: Any = None,
    tokens: Any = None,
    sentence_b_start: int | None = None,
    prettify_tokens: bool = True,
    display_mode: str = "",
    encoder_attention: Any = None,
    decoder_attention: Any = None,
    cross_attention: Any = None,
    encoder_tokens: Any = None,
    decoder_tokens: Any = None,
    include_layers: Sequence[int] | None = None,
    include_heads: Sequence[int] | None = None,
    html_action: str = "view",
) -> Any:
    """The same view, which always holds every head of every layer; `display_mode`: "light" or "dark", else the notebook's."""
    if display_mode not in ("", "light", "dark"):
        raise AttentionError(f'display_mode is {display_mode!r}: it must be "light" or "dark"')
    parts = _parts(attention, tokens, encoder_attention, decoder_attention, cross_attention, encoder_tokens, decoder_tokens)
    documents = _documents(parts, sentence_b_start, prettify_tokens, include_layers, include_heads)
    return _act(documents, None, None, display_mode, html_action)


def _parts(attention: Any, tokens: Any, encoder: Any, decoder: Any, cross: Any, encoder_tokens: Any, decoder_tokens: Any) -> list[_Part]:
    if attention is not None:
        if any(value is not None for value in (encoder, decoder, cross, encoder_tokens, decoder_tokens)):
            raise AttentionError("attention comes with tokens alone: leave out the arguments of an encoder and decoder, or leave out attention")
        return [_Part("", attention, _given(tokens, "tokens", "attention"), None)]
    if tokens is not None:
        raise AttentionError("tokens comes with attention; an encoder and decoder have encoder_tokens and decoder_tokens")
    parts = []
    if encoder is not None:
        parts.append(_Part("Encoder", encoder, _given(encoder_tokens, "encoder_tokens", "encoder_attention"), None))
    if decoder is not None:
        parts.append(_Part("Decoder", decoder, _given(decoder_tokens, "decoder_tokens", "decoder_attention"), None))
    if cross is not None:
        queries = _given(decoder_tokens, "decoder_tokens", "cross_attention")
        parts.append(_Part("Cross", cross, queries, _given(encoder_tokens, "encoder_tokens", "cross_attention")))
    if not parts:
        raise AttentionError("there is no attention: pass attention, or encoder_attention, decoder_attention or cross_attention")
    return parts


def _given(tokens: Any, name: str, beside: str) -> Any:
    if tokens is None:
        raise AttentionError(f"{beside} needs {name}")
    return tokens


def _documents(
    parts: Sequence[_Part],
    sentence_b_start: int | None,
    prettify: bool,
    layers: Sequence[int] | None,
    heads: Sequence[int] | None,
) -> list[tuple[str, Document]]:
    if sentence_b_start is not None:
        raise AttentionError("sentence_b_start is not supported: both sentences are shown as one text; leave it out")
    return [(part.caption, _document(part, prettify, layers, heads)) for part in parts]


def _document(part: _Part, prettify: bool, layers: Sequence[int] | None, heads: Sequence[int] | None) -> Document:
    whole = make_document(part.tokens, part.attention, part.keys, Labels(), prettify)
    if layers is not None:
        whole["attention"] = [_one(whole["attention"], "layer", int(n), "include_layers") for n in layers]
    if heads is not None:
        whole["attention"] = [_some_heads(layer, [int(n) for n in heads]) for layer in whole["attention"]]
    return whole


def _one(layers: Sequence[dict[str, Any]], key: str, number: int, name: str) -> dict[str, Any]:
    for layer in layers:
        if layer[key] == number:
            return layer
    raise AttentionError(f"{name} names {number}, but there are {len(layers)}, from 0 to {len(layers) - 1}")


def _some_heads(layer: dict[str, Any], heads: list[int]) -> dict[str, Any]:
    count, rows, columns = layer["weights"]["shape"]
    size = 4 * rows * columns
    for head in heads:
        if not 0 <= head < count:
            raise AttentionError(f"include_heads names {head}, but layer {layer['layer']} has heads 0 to {count - 1}")
    data = b"".join(layer["weights"]["data"][head * size : (head + 1) * size] for head in heads)
    return {"layer": layer["layer"], "heads": heads, "weights": {"shape": [len(heads), rows, columns], "data": data}}


def _act(documents: Sequence[tuple[str, Document]], layer: int | None, head: int | None, theme: str, html_action: str) -> Any:
    widgets = [(caption, AttentionWidget.from_document(document, layer=layer, head=head, theme=theme)) for caption, document in documents]
    from IPython.display import HTML, Markdown, display

    if html_action == "return":
        views = [View(widget._document, widget.layer, widget.head, caption) for caption, widget in widgets]
        return HTML(_framed(page(views, theme=theme)))
    if html_action != "view":
        raise AttentionError(f'html_action is {html_action!r}: it must be "view" or "return"')
    for caption, widget in widgets:
        if caption:
            display(Markdown(f"**{caption}**"))
        display(widget)
    return None


def _framed(source: str) -> str:
    """In a frame of its own: a page inside a notebook's page would meet its styles and its other elements."""
    from html import escape

    return f'<iframe srcdoc="{escape(source)}" style="width: 100%; height: 720px; border: 0" title="Attention"></iframe>'
