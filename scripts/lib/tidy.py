#!/usr/bin/env python3
"""clang-tidy over src/, two files at a time, remembering what passed.

usage: tidy.py BUILD_DIR CACHE_DIR [CLANG_TIDY]

A file is checked again only when its text, a project header it includes (as ninja recorded), its compile command,
.clang-tidy or clang-tidy itself changed. Exit status 1 when anything was found.
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def recorded_headers(build: pathlib.Path) -> dict[str, list[pathlib.Path]]:
    """Object file -> the project's headers that it was compiled from."""
    out = subprocess.run(["ninja", "-C", build, "-t", "deps"], capture_output=True, text=True, check=True).stdout
    headers: dict[str, list[pathlib.Path]] = {}
    current: list[pathlib.Path] = []
    for line in out.splitlines():
        if line.startswith("    "):
            path = (build / line.strip()).resolve()
            if path.is_relative_to(ROOT) and ".toolchain" not in path.parts and path.is_file():
                current.append(path)
        elif ": #deps" in line:
            current = headers.setdefault(line.split(":")[0], [])
    return headers


def key_of(entry: dict, headers: list[pathlib.Path], common: bytes) -> str:
    digest = hashlib.sha256(common)
    # Without the checkout's own path, so that another clone of the same text is known to pass.
    digest.update(entry["command"].replace(str(ROOT), "").encode())
    for path in sorted({pathlib.Path(entry["file"]), *headers}):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def main() -> int:
    build, cache = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
    tool = sys.argv[3] if len(sys.argv) > 3 else "clang-tidy-19"
    cache.mkdir(parents=True, exist_ok=True)
    common = (ROOT / ".clang-tidy").read_bytes() + subprocess.run([tool, "--version"], capture_output=True, check=True).stdout
    headers = recorded_headers(build)
    todo = []
    entries = [e for e in json.loads((build / "compile_commands.json").read_text()) if "/src/" in e["file"]
               and pathlib.Path(e["file"]).is_relative_to(ROOT / "src")]
    for entry in entries:
        output = re.search(r" -o (\S+)", entry["command"])
        stamp = cache / key_of(entry, headers.get(output[1], []) if output else [], common)
        if not stamp.exists():
            todo.append((entry["file"], stamp))

    def check(job: tuple[str, pathlib.Path]) -> bool:
        file, stamp = job
        arguments = ["--quiet", "--extra-arg=-Wno-unknown-warning-option", "-p", str(build), file]
        run = subprocess.run([tool, *arguments], capture_output=True, text=True)
        if run.returncode == 0:
            stamp.touch()
        else:
            print(run.stdout + run.stderr, flush=True)
        return run.returncode == 0

    with concurrent.futures.ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        results = list(pool.map(check, todo))
    print(f"clang-tidy: {len(entries)} files, {len(todo)} checked now, {results.count(False)} with findings")
    return 0 if all(results) and entries else 1


if __name__ == "__main__":
    sys.exit(main())
