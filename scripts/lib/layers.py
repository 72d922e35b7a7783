#!/usr/bin/env python3
"""Checks which folder of src/ includes which, where xsimd and RapidJSON are included, and how long files are.

The order of the folders is the design; this is its one machine-read copy.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
MAX_LINES = 450

DIRECT = {
    "base": [],
    "simd": ["base"],
    "attention": ["simd"],
    "nn": ["attention"],
    "formats": ["base"],
    "model": ["nn", "formats"],
    "inspect": ["model"],
    "mechanisms": ["inspect"],
    "train": ["model"],
    "tools": ["mechanisms"],
    "cli": ["train", "inspect", "mechanisms"],
    "bindings": ["train", "inspect", "mechanisms"],
}
THIRD_PARTY = {"xsimd/": {"simd"}, "rapidjson/": {"formats", "cli"}, "emscripten": {"bindings", "simd"}}


def allowed(folder: str) -> set[str]:
    below = {folder}
    for other in DIRECT[folder]:
        below |= allowed(other)
    return below


def problems_of(path: pathlib.Path) -> list[str]:
    found = []
    name = path.relative_to(ROOT)
    folder = name.parts[1]
    if folder not in DIRECT:
        return [f"{name}: src/{folder} is not a folder of the design (see scripts/lib/layers.py)"]
    lines = path.read_text(encoding="utf-8").splitlines()
    if len(lines) > MAX_LINES:
        found.append(f"{name}: {len(lines)} lines; split it (at most {MAX_LINES})")
    for number, line in enumerate(lines, 1):
        include = re.match(r'\s*#\s*include\s*([<"])([^>"]+)', line)
        if not include:
            continue
        target = include[2]
        for prefix, folders in THIRD_PARTY.items():
            if target.startswith(prefix) and folder not in folders:
                found.append(f"{name}:{number}: only {', '.join(sorted(folders))} may include {target}")
        first = target.split("/")[0]
        if include[1] == '"' and first in DIRECT and first not in allowed(folder):
            found.append(f"{name}:{number}: {folder} may not include {target}")
    return found


def main() -> int:
    files = sorted(p for p in (ROOT / "src").rglob("*") if p.suffix in (".hpp", ".cpp"))
    problems = [problem for path in files for problem in problems_of(path)]
    print("\n".join(problems) or f"layers: {len(files)} files in order")
    return 1 if problems or not files else 0


if __name__ == "__main__":
    sys.exit(main())
