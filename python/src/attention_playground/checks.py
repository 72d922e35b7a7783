"""What the page reads at most, and the checks that all ways into a document share."""

from __future__ import annotations

from collections.abc import Iterable
from operator import index
from typing import Any

from .errors import AttentionError

# As web/src/data/weights.ts has them.
MOST_TOKENS = 16_384
MOST_LAYERS = 1_024
MOST_HEADS = 1_024
#: 256 MB of float32.
MOST_WEIGHTS = 2**26
#: Of one string, in UTF-16 units.
MOST_CHARACTERS = 1_000_000
#: What JavaScript holds exactly.
_MOST_WHOLE = 2**53 - 1


def shown(value: Any) -> str:
    """A value as a sentence can hold it: short, and never the whole of something large or deep."""
    if isinstance(value, str):
        return repr(value if len(value) <= 40 else value[:40] + "…")
    if value is None or isinstance(value, (bool, int, float)):
        return f"{value!r:.40}"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, (list, tuple)):
        return f"a list of {len(value)}"
    return f"a {type(value).__name__}"


def at_most(count: int, most: int, what: str) -> None:
    """Raises AttentionError for more of something than the page reads."""
    if count > most:
        raise AttentionError(f"there are {count} {what}: {most} can be shown")


def whole(value: Any, name: str, least: int = 0) -> int:
    """A whole number of any library; 2.0 is one, as in JSON, and True is none."""
    try:
        number = int(value) if isinstance(value, float) and value.is_integer() else index(value)
    except TypeError:
        number = least - 1
    if isinstance(value, bool) or not least <= number <= _MOST_WHOLE:
        raise AttentionError(f"{name} is {shown(value)}: it must be a whole number from {least}")
    return number


def numbers(given: Any, name: str) -> list[int]:
    """Numbers of layers or heads, each named once."""
    if isinstance(given, (str, bytes, dict)) or not isinstance(given, Iterable):
        raise AttentionError(f"{name} is {shown(given)}: it must be a list of whole numbers")
    found = [whole(number, f"{name}[{n}]") for n, number in enumerate(given)]
    for n, number in enumerate(found):
        if number in found[:n]:
            raise AttentionError(f"{name} names {number} twice: each must be named once")
    return found


def text(value: Any, name: str) -> str:
    """A string that the page reads, in whole letters."""
    if not isinstance(value, str):
        raise AttentionError(f"{name} is {shown(value)}: it must be a string")
    units = len(value) + sum(letter > "\uffff" for letter in value) if len(value) > MOST_CHARACTERS // 2 else len(value)
    if units > MOST_CHARACTERS:
        raise AttentionError(f"{name} has {units} characters: {MOST_CHARACTERS} can be shown")
    return whole_letters(value)


def whole_letters(value: str) -> str:
    """Half a surrogate pair, which JSON can spell and no file can hold, becomes U+FFFD; two that fit become their letter."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return value
