"""Tokens as people read them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from .checks import MOST_TOKENS, at_most, shown, text
from .errors import AttentionError


def token_texts(tokens: Any, name: str = "tokens", prettify: bool = True) -> list[str]:
    """The tokens' texts. Raises AttentionError for what is no list of strings."""
    if isinstance(tokens, (str, bytes)):
        raise AttentionError(f"{name} is one string: pass a list of tokens, as tokenizer.convert_ids_to_tokens(ids) gives")
    try:
        texts = list(tokens)
    except TypeError:
        raise AttentionError(f"{name} is {shown(tokens)}: pass a list of strings") from None
    at_most(len(texts), MOST_TOKENS, name)
    for index, one in enumerate(texts):
        if not isinstance(one, str):
            raise AttentionError(
                f"{name}[{index}] is {shown(one)}, not a string: pass texts, as tokenizer.convert_ids_to_tokens(ids) gives"
            )
    found = [text(one, f"{name}[{index}]") for index, one in enumerate(texts)]
    return pretty(found) if prettify else found


def pretty(texts: Sequence[str]) -> list[str]:
    """Tokenizers write spaces and bytes with stand-ins; this puts back what they stand for.

    Byte-level BPE (GPT-2, section 2.2) writes each byte of UTF-8 as one printable letter; SentencePiece writes a
    space as U+2581; BPE of the first GPT ends a word with `</w>`.
    """
    if any("\u0120" in text or "\u010a" in text for text in texts):
        return [_from_bytes(text) for text in texts]
    return [text.replace("\u2581", " ").replace("</w>", "") for text in texts]


def _byte_letters() -> dict[str, int]:
    """The letter of each byte: itself where it is printable, else the next free letter from U+0100."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    hidden: Iterable[int] = (byte for byte in range(256) if byte not in printable)
    letters = {chr(byte): byte for byte in printable}
    letters.update({chr(0x100 + index): byte for index, byte in enumerate(hidden)})
    return letters


_LETTERS = _byte_letters()


def _from_bytes(text: str) -> str:
    if any(letter not in _LETTERS for letter in text):
        return text  # A special token, or text that was never encoded.
    # A letter of several bytes may be cut in two by the tokenizer; its halves are shown as U+FFFD.
    return bytes(_LETTERS[letter] for letter in text).decode("utf-8", errors="replace")
