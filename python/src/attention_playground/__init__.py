"""Attention in notebooks and in Sphinx.

    from attention_playground import AttentionWidget
    AttentionWidget(tokens, outputs.attentions)
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from typing import Any

from .errors import AttentionError

__version__ = version("attention-playground")
__all__ = ["AttentionError", "AttentionWidget", "from_json", "head_view", "model_view"]

_PLACES = {"AttentionWidget": "widget", "from_json": "widget", "head_view": "bertviz", "model_view": "bertviz"}


def __getattr__(name: str) -> Any:
    # Not at import: documentation that only wants the Sphinx extension has no notebook's packages.
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        return getattr(import_module(f".{_PLACES[name]}", __name__), name)
    except ModuleNotFoundError as error:
        if error.name not in ("anywidget", "traitlets"):
            raise
        raise ModuleNotFoundError(f'{name} needs anywidget: pip install "attention-playground[notebook]"', name=error.name) from None


def __dir__() -> list[str]:
    return sorted([*globals(), *_PLACES])
