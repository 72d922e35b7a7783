"""Sphinx: `extensions = ["attention_playground.sphinx"]`, and directives for the elements.

    .. attention-playground::
       :text: Anna lost her red kite.
       :loading: lazy
       :poster: kite.png

       What is under the figure.

`attention-mechanisms`, `attention-matrix`, `attention-heads`, `attention-arcs` and `attention-generation` alike; the
option `data` names a document (docs/attention-json.md) beside the page. The elements and the shipped model come with
this package and are copied to `_static/attention-playground`. Other builders than HTML get the caption.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive, directives
from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri

from . import __version__

FOLDER = "_static/attention-playground"
NAMES = (
    "attention-playground",
    "attention-mechanisms",
    "attention-matrix",
    "attention-heads",
    "attention-arcs",
    "attention-generation",
    "attention-explorer",
)


class attention_element(nodes.General, nodes.Element):
    """One element; its children are the caption."""


def _loading(argument: str | None) -> str:
    return directives.choice(argument, ("eager", "lazy", "click"))


class AttentionDirective(Directive):
    """The directive has the name of its element, and the options the names of its attributes."""

    has_content = True
    option_spec = {
        "text": directives.unchanged_required,
        "model": directives.uri,
        "layer": directives.nonnegative_int,
        "head": directives.nonnegative_int,
        "mechanism": directives.unchanged_required,
        "compare": directives.unchanged_required,
        "query": directives.nonnegative_int,
        "key": directives.nonnegative_int,
        "scale-by": lambda argument: directives.choice(argument, ("linear", "sqrt")),
        "threshold": directives.unchanged_required,
        "temperature": directives.unchanged_required,
        "seed": directives.nonnegative_int,
        "tokens": directives.nonnegative_int,
        "hide": directives.unchanged_required,
        "lang": directives.unchanged_required,
        "theme": lambda argument: directives.choice(argument, ("light", "dark")),
        "loading": _loading,
        "readonly": directives.flag,
        "data": directives.uri,
        "poster": directives.uri,
        "alt": directives.unchanged,
    }

    def run(self) -> list[nodes.Node]:
        env = self.state.document.settings.env
        node = attention_element(tag=self.name, shown=dict(self.options))
        # Files beside the page are copied by Sphinx if it knows of them.
        for option in ("data", "poster"):
            if option in self.options:
                relative, absolute = env.relfn2path(self.options[option])
                if not Path(absolute).is_file() or relative.startswith(".."):
                    raise self.error(f'{option}: there is no file "{relative}" in the documentation\'s folder')
                env.note_dependency(relative)
                node[f"{option}_file"] = relative
        self.state.nested_parse(self.content, self.content_offset, node)
        return [node]


def _attributes(translator: Any, node: attention_element) -> dict[str, str]:
    shown = {name: value for name, value in node["shown"].items() if name not in ("poster", "alt", "data")}
    if "data_file" in node:
        shown["src"] = _copied(translator, node["data_file"])
    elif "model" not in shown and node["tag"] != "attention-explorer":
        shown["model"] = _uri(translator, f"{FOLDER}/models/stories/")
    elif shown.get("model", "").startswith("/"):
        # As elsewhere in Sphinx, "/" is the root of the documentation.
        shown["model"] = _uri(translator, shown["model"].lstrip("/"))
    return {name: "" if value is None else str(value) for name, value in shown.items()}


def _uri(translator: Any, path: str) -> str:
    """From the page that is being written to a path under the root, so that it works under any address."""
    builder = translator.builder
    return relative_uri(builder.get_target_uri(builder.current_docname), path)


def _copied(translator: Any, file: str) -> str:
    """Puts a file of the sources into the built documentation; its address from the page."""
    builder = translator.builder
    target = Path(builder.outdir, FOLDER, "files", file)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(Path(builder.srcdir, file).read_bytes())
    return _uri(translator, f"{FOLDER}/files/{file}")


def visit_html(translator: Any, node: attention_element) -> None:
    translator.body.append(translator.starttag(node, node["tag"], "", **_attributes(translator, node)))
    if "poster_file" in node:
        source = _copied(translator, node["poster_file"])
        translator.body.append(translator.emptytag(node, "img", "", slot="poster", src=source, alt=node["shown"].get("alt", "")))
    if node.children:
        translator.body.append('<div slot="caption">')


def depart_html(translator: Any, node: attention_element) -> None:
    translator.body.append("</div>" * bool(node.children) + f"</{node['tag']}>\n")


def _nothing(translator: Any, node: attention_element) -> None:
    """A builder without scripts writes the caption alone."""


def _add_static(app: Sphinx) -> None:
    app.config.html_static_path.append(str(Path(__file__).parent / "static"))


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_node(
        attention_element,
        html=(visit_html, depart_html),
        **{name: (_nothing, _nothing) for name in ("latex", "text", "man", "texinfo")},
    )
    for name in NAMES:
        app.add_directive(name, AttentionDirective)
    app.add_js_file("attention-playground/attention.js", type="module")
    app.connect("builder-inited", _add_static)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
