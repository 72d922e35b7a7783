"""What is told when something cannot be drawn."""

from __future__ import annotations


class AttentionError(ValueError):
    """Names the value that cannot be used, and the remedy."""
