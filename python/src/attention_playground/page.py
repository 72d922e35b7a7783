"""One HTML file that shows attention on its own: from a disk, offline, years later."""

from __future__ import annotations

import html
import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

from .checks import whole_letters
from .document import Document, to_json


@dataclass(frozen=True)
class View:
    """What of a document is seen first."""

    document: Document
    layer: int
    head: int
    caption: str = ""


@cache
def front_end() -> str:
    """The script that defines <attention-explorer> and is the widget's front end."""
    return files(__package__).joinpath("attention-explorer.js").read_text(encoding="utf-8")


def page(views: Sequence[View], title: str = "Attention", theme: str = "", lang: str = "en") -> str:
    """A whole HTML page. Its policy forbids every request, and runs no script but the one inside."""
    script = _inside_script(front_end())
    policy = f"default-src 'none'; script-src 'sha256-{_hash(script)}'; style-src 'unsafe-inline'; img-src data: blob:"
    scheme = theme if theme in ("light", "dark") else "light dark"
    body = "\n".join(_element(view, theme) for view in views)
    return whole_letters(f"""<!doctype html>
<html lang="{html.escape(lang or "en")}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="{scheme}">
<link rel="icon" href="data:,">
<title>{html.escape(title)}</title>
<style>
body {{ margin: 0 auto; padding: 16px; max-width: 1100px; font: 15px/1.5 system-ui, sans-serif; }}
h2 {{ font-size: 1rem; }}
</style>
</head>
<body>
{body}
<script type="module">{script}</script>
</body>
</html>
""")


def _element(view: View, theme: str) -> str:
    # In a script element "<" could end the element or open a comment; in a string of JSON it may be written so.
    data = to_json(view.document).replace("<", "\\u003c")
    caption = f"<h2>{html.escape(view.caption)}</h2>\n" if view.caption else ""
    shown = f'layer="{view.layer}" head="{view.head}"' + (f' theme="{html.escape(theme)}"' if theme else "")
    return f'{caption}<attention-explorer {shown}>\n<script type="application/json">{data}</script>\n</attention-explorer>'


def _inside_script(source: str) -> str:
    """The same program, with nothing in it that would end the element or open a comment there."""
    # The sequences can stand in strings, templates and regular expressions only, and mean the same escaped.
    return re.sub(r"<(?=/script|!--|script)", r"\\x3c", source, flags=re.IGNORECASE)


def _hash(script: str) -> str:
    return b64encode(sha256(script.encode("utf-8")).digest()).decode("ascii")
