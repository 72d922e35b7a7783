"""Puts what `npm run build` made into the wheel: the widget's front end, the elements' folder, the shipped model."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BuildHook(BuildHookInterface):
    """`ATTN_DIST`: where the build of web/ lies, if not in web/dist."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        checkout = Path(self.root).parent
        dist = Path(os.environ.get("ATTN_DIST") or checkout / "web" / "dist")
        parts = {
            dist / "widget" / "attention-explorer.js": "attention-explorer.js",
            dist / "element": "static/attention-playground",
            checkout / "web" / "public" / "models" / "stories": "static/attention-playground/models/stories",
        }
        for source, target in parts.items():
            if not source.exists():
                raise FileNotFoundError(f"{source} is missing: run `npm run build` in web first")
            build_data["force_include"][str(source)] = f"attention_playground/{target}"
        build_data["force_include"][str(checkout / "LICENSE")] = "attention_playground/LICENSE"
