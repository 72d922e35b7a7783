"""BertViz's two calls, by its argument names (https://github.com/jessevig/bertviz).

What cannot be done as BertViz does it is refused with a sentence; nothing is ignored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .checks import numbers, shown
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
    chosen = None if heads is None else numbers(heads, "heads")
    if chosen is not None and len(chosen) != 1:
        raise AttentionError(f"heads is {chosen}: one head is drawn large, with all others beside it: pass one, as heads=[0]")
    parts = _parts(attention, tokens, encoder_attention, decoder_attention, cross_attention, encoder_tokens, decoder_tokens)
    documents = _documents(parts, sentence_b_start, prettify_tokens, include_layers, None)
    return _act(documents, layer, None if chosen is None else chosen[0], "", html_action)


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
        raise AttentionError(f'display_mode is {shown(display_mode)}: it must be "light" or "dark"')
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
    shown_layers, shown_heads = _included(layers, "include_layers"), _included(heads, "include_heads")
    return [(part.caption, _document(part, prettify, shown_layers, shown_heads)) for part in parts]


def _included(given: Sequence[int] | None, name: str) -> list[int] | None:
    named = None if given is None else numbers(given, name)
    if named == []:
        raise AttentionError(f"{name} is empty: name what is to be shown, or leave it out for all")
    return named


def _document(part: _Part, prettify: bool, layers: list[int] | None, heads: list[int] | None) -> Document:
    whole = make_document(part.tokens, part.attention, part.keys, Labels(), prettify)
    if layers is not None:
        count = len(whole["attention"])
        _all_there(layers, "include_layers", count, f"there are {count} layers")
        whole["attention"] = [whole["attention"][n] for n in layers]
    if heads is not None:
        whole["attention"] = [_some_heads(layer, heads) for layer in whole["attention"]]
    return whole


def _some_heads(layer: dict[str, Any], heads: list[int]) -> dict[str, Any]:
    count, rows, columns = layer["weights"]["shape"]
    size = 4 * rows * columns
    _all_there(heads, "include_heads", count, f"layer {layer['layer']} has {count} heads")
    data = b"".join(layer["weights"]["data"][head * size : (head + 1) * size] for head in heads)
    return {"layer": layer["layer"], "heads": heads, "weights": {"shape": [len(heads), rows, columns], "data": data}}


def _all_there(named: list[int], name: str, count: int, there: str) -> None:
    """`there`: how many there are, and of what."""
    if max(named) >= count:
        raise AttentionError(f"{name} names {max(named)}, but {there}, from 0 to {count - 1}")


def _act(documents: Sequence[tuple[str, Document]], layer: int | None, head: int | None, theme: str, html_action: str) -> Any:
    widgets = [(caption, AttentionWidget.from_document(document, layer=layer, head=head, theme=theme)) for caption, document in documents]
    from IPython.display import HTML, Markdown, display

    if html_action == "return":
        views = [View(widget._document, widget.layer, widget.head, caption) for caption, widget in widgets]
        return HTML(_framed(page(views, theme=theme)))
    if html_action != "view":
        raise AttentionError(f'html_action is {shown(html_action)}: it must be "view" or "return"')
    for caption, widget in widgets:
        if caption:
            display(Markdown(f"**{caption}**"))
        display(widget)
    return None


def _framed(source: str) -> str:
    """In a frame of its own: a page inside a notebook's page would meet its styles and its other elements."""
    from html import escape

    return f'<iframe srcdoc="{escape(source)}" style="width: 100%; height: 720px; border: 0" title="Attention"></iframe>'
