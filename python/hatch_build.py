"""Puts what `npm run build` made into the wheel and the source distribution: front end, elements, shipped model.

A source distribution holds them in `built/`, and its version in PKG-INFO: a wheel is made of it without the checkout.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGE = "attention_playground"
BUILT = "built"


class BuildHook(BuildHookInterface):
    """`ATTN_DIST`: where the build of web/ lies, if not in web/dist."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        unpacked = (root / "PKG-INFO").is_file()
        parts = _of_source_distribution(root / BUILT) if unpacked else _of_checkout(root.parent)
        into = BUILT if self.target_name == "sdist" else PACKAGE
        for target, source in parts.items():
            if not source.exists():
                remedy = "this source distribution is not whole" if unpacked else "run `npm run build` in web first"
                raise FileNotFoundError(f"{source} is missing: {remedy}")
            build_data["force_include"][str(source)] = f"{into}/{target}"


def _of_checkout(checkout: Path) -> dict[str, Path]:
    dist = Path(os.environ.get("ATTN_DIST") or checkout / "web" / "dist")
    return {
        "attention-explorer.js": dist / "widget" / "attention-explorer.js",
        "static/attention-playground": dist / "element",
        "static/attention-playground/models/stories": checkout / "web" / "public" / "models" / "stories",
        "LICENSE": checkout / "LICENSE",
    }


def _of_source_distribution(built: Path) -> dict[str, Path]:
    # The model lies within the elements' folder there.
    return {name: built / name for name in ("attention-explorer.js", "static", "LICENSE")}
