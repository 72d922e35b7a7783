"""Sphinx: `extensions = ["attention_playground.sphinx"]`, and directives for the elements.

    .. attention-playground::
       :text: Anna lost her red kite.
       :loading: lazy
       :poster: kite.png

       What is under the figure.

`attention-mechanisms`, `attention-matrix`, `attention-heads`, `attention-arcs` and `attention-generation` alike; the
option `data` names a document (docs/attention-json.md) beside the page. The elements and the shipped model come with
this package and are copied to `_static/attention-playground`. A builder whose readers have no scripts (EPUB, LaTeX, text,
help files) gets the poster and the caption, and none of these files.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive, directives
from sphinx.application import Sphinx
from sphinx.util.images import guess_mimetype
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
        if "poster" in self.options:
            # Sphinx's own way, for builders that show nothing else.
            node += nodes.image(uri=self.options["poster"], alt=self.options.get("alt", ""))
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


def _runs_scripts(builder: Any) -> bool:
    """Pages for browsers. Sphinx calls those embedded that another program shows: EPUB, and help of several kinds."""
    return builder.format == "html" and not getattr(builder, "embedded", False)


def _choose(app: Sphinx, doctree: nodes.document, _docname: str) -> None:
    """One doctree serves all builders: the element remains for browsers, and its poster and caption for all others."""
    for node in list(doctree.findall(attention_element)):
        poster, caption = node.children[: "poster_file" in node], node.children["poster_file" in node :]
        if _runs_scripts(app.builder):
            # The element's own poster needs a slot, which Sphinx's images have not: visit_html writes it.
            node.children = caption
        else:
            node.replace_self([drawn for image in poster for drawn in _drawn(app.builder, image)] + caption)


def _drawn(builder: Any, image: nodes.image) -> list[nodes.Node]:
    """In words where it cannot be a picture: in text, or an SVG in LaTeX that no extension has converted."""
    if guess_mimetype(image["uri"]) in builder.supported_image_types:
        return [image]
    return [nodes.paragraph("", image["alt"])] if image["alt"] else []


def _add_files(app: Sphinx) -> None:
    if _runs_scripts(app.builder):
        app.config.html_static_path.append(str(Path(__file__).parent / "static"))
        app.add_js_file("attention-playground/attention.js", type="module")


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_node(attention_element, html=(visit_html, depart_html))
    for name in NAMES:
        app.add_directive(name, AttentionDirective)
    app.connect("builder-inited", _add_files)
    app.connect("doctree-resolved", _choose)
    return {"version": __version__, "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
