"""A document from a file, with all that docs/attention-json.md asks of a reader: what the page refuses is refused here."""

from __future__ import annotations

import json
import math
from base64 import b64decode
from os import PathLike
from pathlib import Path
from typing import Any

from .arrays import MOST_AXES, Array, from_bytes, to_array
from .checks import MOST_LAYERS, MOST_TOKENS, MOST_WEIGHTS, at_most, shown, text, whole
from .document import FORMAT, VERSION, Document
from .errors import AttentionError
from .layers import layer_entry, per_layer, without_batch

#: What was on the screen is a list in an object in an object.
_MOST_LEVELS = 8


def read_json(path: str | PathLike[str]) -> Document:
    """A document from a file. Raises AttentionError naming the file and what is wrong with it."""
    name = Path(path).name
    try:
        # With a byte-order mark too, as browsers read it.
        value = json.loads(Path(path).read_text(encoding="utf-8-sig"), parse_constant=_no_constant)
    except ValueError as error:
        raise AttentionError(f"{name} is no JSON: {error}") from None
    except RecursionError:
        raise AttentionError(f"{name} is nested too deeply to be read") from None
    try:
        return _checked(value)
    except AttentionError as error:
        raise AttentionError(f"{name}: {error}") from None


def _no_constant(name: str) -> None:
    raise ValueError(f"it has no {name}")


def _checked(value: Any) -> Document:
    given = value if isinstance(value, dict) else {}
    # A member that is null is one that is not there.
    given = {name: member for name, member in given.items() if member is not None}
    if "tokens" not in given or "attention" not in given:
        raise AttentionError('this is no attention document: it must be an object with "tokens" and "attention"')
    _check_version(given)
    document: Document = {"format": FORMAT, "version": VERSION}
    if "text" in given:
        document["text"] = text(given["text"], "text")
    if "model" in given:
        document["model"] = _model(given["model"])
    for name in ("tokens", "keys"):
        if name in given:
            document[name] = _tokens(given[name], name)
    size = (len(document["tokens"]), len(document.get("keys", document["tokens"])))
    document["attention"] = _layers(given["attention"], size)
    if "next" in given:
        document["next"] = _next(given["next"])
    if isinstance(given.get("state"), dict):
        document["state"] = _plain(given["state"])
    return document


def _check_version(given: dict[str, Any]) -> None:
    if "format" not in given:
        return
    if given["format"] != FORMAT:
        raise AttentionError(f'the format is {shown(given["format"])}: "{FORMAT}" can be read')
    version = given.get("version")
    if isinstance(version, bool) or version != VERSION:
        newer = isinstance(version, (int, float)) and version > VERSION
        remedy = "update attention-playground" if newer else f'write "version": {VERSION}'
        raise AttentionError(f"the document has version {shown(version)}, and this package reads {VERSION}: {remedy}")


def _model(value: Any) -> dict[str, str]:
    if isinstance(value, str):
        return {"name": text(value, "model")}
    if not isinstance(value, dict):
        raise AttentionError(f'model is {shown(value)}: it must be {{"name": ...}}')
    name = value.get("name")
    model = {"name": "" if name is None else text(name, "model.name")}
    if isinstance(value.get("url"), str):
        model["url"] = text(value["url"], "model.url")
    return model


def _tokens(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise AttentionError(f'"{name}" must be a list of tokens, and is {shown(value)}')
    at_most(len(value), MOST_TOKENS, name)
    return [_token(token, f"{name}[{n}]") for n, token in enumerate(value)]


def _token(value: Any, name: str) -> Any:
    if isinstance(value, str):
        return text(value, name)
    if not isinstance(value, dict):
        raise AttentionError(f'{name} is {shown(value)}: a token is a string or {{"text": ..., "id": ...}}')
    token: dict[str, Any] = {"text": text(value.get("text"), f"{name}.text")}
    for member in ("id", "start", "end"):
        # -1 is how programs write that it is not known.
        number = -1 if value.get(member) is None else whole(value[member], f"{name}.{member}", -1)
        if number >= 0:
            token[member] = number
    if value.get("special") is True:
        token["special"] = True
    return token


def _next(value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, list):
        raise AttentionError(f"next is {shown(value)}: it must be a list")
    found = []
    for n, entry in enumerate(value[:MOST_TOKENS]):
        name = f"next[{n}]"
        if not isinstance(entry, dict):
            raise AttentionError(f'{name} is {shown(entry)}: it must be {{"text": ..., "probability": ...}}')
        read = {**_token(entry, name), "probability": _share(entry.get("probability"), f"{name}.probability")}
        if _is_number(entry.get("logit")):
            read["logit"] = entry["logit"]
        if entry.get("chance") is not None:
            read["chance"] = _share(entry["chance"], f"{name}.chance")
        found.append(read)
    return found


def _is_number(value: Any) -> bool:
    if isinstance(value, int):
        return not isinstance(value, bool)
    return isinstance(value, float) and math.isfinite(value)


def _share(value: Any, name: str) -> float:
    if _is_number(value) and 0 <= value <= 1:
        return value
    raise AttentionError(f"{name} is {shown(value)}: it must be a number from 0 to 1")


def _plain(value: Any, levels: int = 0) -> Any:
    """Whoever restores it checks it; here it must only be such that it can be written again."""
    if levels > _MOST_LEVELS or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if isinstance(value, dict):
        return {text(name, "state"): _plain(member, levels + 1) for name, member in value.items()}
    if isinstance(value, list):
        return [_plain(member, levels + 1) for member in value]
    return text(value, "state") if isinstance(value, str) else value


def _layers(given: Any, size: tuple[int, int]) -> list[dict[str, Any]]:
    if given == [] and size[0] == 0:
        return []
    named = isinstance(given, list) and given and isinstance(given[0], dict) and "weights" in given[0]
    if named:
        at_most(len(given), MOST_LAYERS, "layers")
        read = [_layer(layer, n, size) for n, layer in enumerate(given)]
    else:
        arrays = per_layer(_weights(given, "attention", size), "attention")
        at_most(len(arrays), MOST_LAYERS, "layers")
        read = [layer_entry(array, n, f"attention[{n}]", size) for n, array in enumerate(arrays)]
    seen = set()
    for layer in read:
        if layer["layer"] in seen:
            raise AttentionError(f"attention has layer {layer['layer']} twice: each must be named once")
        seen.add(layer["layer"])
    at_most(sum(len(layer["weights"]["data"]) // 4 for layer in read), MOST_WEIGHTS, "weights")
    return read


def _layer(layer: Any, place: int, size: tuple[int, int]) -> dict[str, Any]:
    name = f"attention[{place}]"
    if not isinstance(layer, dict) or layer.get("weights") is None:
        raise AttentionError(f'{name} must be an object with "weights"')
    number = place if layer.get("layer") is None else whole(layer["layer"], f"{name}.layer")
    array = to_array(_weights(layer["weights"], f"{name}.weights", size), f"{name}.weights")
    if len(array.shape) == 2:
        array = Array((1, *array.shape), array.values)
    return layer_entry(without_batch(array, f"{name}.weights"), number, name, size, layer.get("heads"), f"{name}.heads")


def _weights(given: Any, name: str, size: tuple[int, int]) -> Any:
    """With every `{"shape", "base64"}` in it decoded, wherever it stands in nested lists."""
    if size[0] == 0 and isinstance(given, list):
        # Where there are no queries, lists end there and cannot tell the keys.
        empty = to_array(given, name)
        return Array((*empty.shape, size[1]), empty.values)
    return _decoded(given, name, 0)


def _decoded(given: Any, name: str, levels: int) -> Any:
    if isinstance(given, dict):
        return _tensor(given, name)
    if isinstance(given, list) and given and isinstance(given[0], (list, dict)) and levels < MOST_AXES:
        return [_decoded(entry, f"{name}[{n}]", levels + 1) for n, entry in enumerate(given)]
    return given


def _tensor(given: dict[str, Any], name: str) -> Array:
    shape = given.get("dims") if given.get("shape") is None else given["shape"]
    if not isinstance(shape, list) or len(shape) > MOST_AXES:
        raise AttentionError(f'{name} needs a "shape": [heads, queries, keys]')
    shape = [whole(size, f"{name}.shape[{n}]") for n, size in enumerate(shape)]
    count = math.prod(shape)
    if isinstance(given.get("base64"), str):
        try:
            data = b64decode(given["base64"], validate=True)
        except ValueError:
            raise AttentionError(f"{name}.base64 is no base64") from None
        if len(data) != 4 * count:
            raise AttentionError(f"{name} holds {len(data)} bytes, but its shape {shape} needs {4 * count}")
        return from_bytes(shape, data)
    if not isinstance(given.get("data"), list):
        raise AttentionError(f'{name} has a shape but no weights: give "base64"')
    array = to_array(given["data"], f"{name}.data")
    if array.shape != (count,):
        raise AttentionError(f"{name} holds {list(array.shape)} numbers, but its shape {shape} needs {count}")
    return Array(tuple(shape), array.values)
