"""Attention in a notebook, live both ways."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from .document import Document, Labels, heads_of, make_document
from .errors import AttentionError
from .page import View, page
from .reading import read_json

_HERE = Path(__file__).parent
THEMES = ("", "light", "dark")


class AttentionWidget(anywidget.AnyWidget):
    """Every head of every layer, and one of them large.

    `tokens`: a string per token. `attentions`: weights after the softmax, [t, t], [h, t, t], [l, h, t, t] or
    [l, 1, h, t, t]; tensors of any library, nested lists, or the tuple `outputs.attentions` of transformers.
    `keys`: the tokens of the columns, in cross-attention. `layers`, `heads`: their numbers where they are not
    0, 1, 2, ... `prettify_tokens`: put spaces and letters back for the stand-ins of tokenizers.

    Traits, two-way: `layer`, `head` (their numbers) and `selection`: (query, key), or None. What the reader
    chooses in the page is seen by `widget.observe(..., "head")`, and what Python sets is drawn at once.

    Raises AttentionError naming the value and the remedy.
    """

    _esm = _HERE / "attention-explorer.js"
    _css = _HERE / "widget.css"

    layer = traitlets.Int(0).tag(sync=True)
    head = traitlets.Int(0).tag(sync=True)
    #: (query, key) of the chosen cell, counted from 0; None where none is.
    selection = traitlets.Tuple(traitlets.Int(), traitlets.Int(), default_value=None, allow_none=True).tag(sync=True)
    #: "light", "dark", or "" for the notebook's own.
    theme = traitlets.Enum(THEMES, default_value="").tag(sync=True)
    #: Language of the words, "en", "nb" or "nl"; "" for the page's own.
    lang = traitlets.Unicode("").tag(sync=True)
    _document = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        tokens: Any,
        attentions: Any,
        *,
        keys: Any = None,
        layer: int | None = None,
        head: int | None = None,
        layers: Sequence[int] | None = None,
        heads: Sequence[int] | None = None,
        text: str = "",
        model: str = "",
        prettify_tokens: bool = True,
        **traits: Any,
    ) -> None:
        document = make_document(tokens, attentions, keys, Labels(layers, heads, text, model), prettify_tokens)
        super().__init__(**_opening(document, layer, head), _document=document, **traits)

    @classmethod
    def from_document(cls, document: Document, *, layer: int | None = None, head: int | None = None, **traits: Any) -> AttentionWidget:
        """Of a document that is made already."""
        widget = cls.__new__(cls)
        anywidget.AnyWidget.__init__(widget, **_opening(document, layer, head), _document=document, **traits)
        return widget

    @traitlets.validate("layer")
    def _layer_exists(self, proposal: Any) -> int:
        if self._document:
            heads_of(self._document, proposal["value"])
        return proposal["value"]

    @traitlets.observe("layer")
    def _keep_head(self, change: Any) -> None:
        # Layers may have unlike heads; where the head is not in the new one, its first stands in.
        known = heads_of(self._document, change["new"]) if self._document else []
        if known and self.head not in known:
            self.head = known[0]

    @traitlets.validate("head")
    def _head_exists(self, proposal: Any) -> int:
        value = proposal["value"]
        known = heads_of(self._document, self.layer) if self._document else [value]
        if value not in known:
            raise AttentionError(f"layer {self.layer} has no head {value} (have {', '.join(map(str, known))})")
        return value

    @traitlets.validate("selection")
    def _cell_exists(self, proposal: Any) -> tuple[int, int] | None:
        cell = proposal["value"]
        if cell is None or not self._document:
            return cell
        rows, columns = self._document["attention"][0]["weights"]["shape"][1:]
        if not (0 <= cell[0] < rows and 0 <= cell[1] < columns):
            raise AttentionError(f"there is no cell {cell}: queries are 0 to {rows - 1}, keys 0 to {columns - 1}")
        return cell

    def to_html(self, title: str = "Attention") -> str:
        """One page that needs nothing else."""
        return page([View(self._document, self.layer, self.head)], title, self.theme, self.lang)

    def save_html(self, path: str | PathLike[str], title: str = "Attention") -> None:
        """Writes `to_html` to a file, which opens from a disk, offline."""
        Path(path).write_text(self.to_html(title), encoding="utf-8")


def from_json(path: str | PathLike[str], **traits: Any) -> AttentionWidget:
    """Shows a document: what the page's export or `attention-playground export` wrote."""
    return AttentionWidget.from_document(read_json(path), **traits)


def _opening(document: Document, layer: int | None, head: int | None) -> dict[str, int]:
    # A file may be empty, for programs; there is no head to open on.
    if not document["tokens"] or not document.get("keys", document["tokens"]):
        raise AttentionError("the document has no tokens: there is nothing to show")
    first = document["attention"][0]["layer"] if layer is None else layer
    heads = heads_of(document, first)
    return {"layer": first, "head": heads[0] if head is None else head}
