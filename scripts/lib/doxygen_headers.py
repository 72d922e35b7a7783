#!/usr/bin/env python3
"""Copies headers for Doxygen, with members that are declared together, "std::size_t t_q = 0, t_k = 0;  ///< sizes", as
one line each with the same comment, which Doxygen would give to the last of them only.

usage: doxygen_headers.py ROOT OUT FILE...
"""

import pathlib
import re
import sys

MEMBER = re.compile(
    r"^(?P<indent> +)(?P<type>(?:const )?[\w:]+(?:<[^;()=]*>)?\*?) (?P<names>\w+(?: = [^;,(){}]+)?(?:, \w+(?: = [^;,(){}]+)?)+);"
    r"(?P<doc> *///<.*)?$")


def shown(lines: list[str]) -> list[str]:
    out: list[str] = []
    for line in lines:
        match = MEMBER.match(line)
        if not match or match["type"] in ("return", "using", "static"):
            out.append(line)
            continue
        # A comment before the line holds for all, too.
        before: list[str] = []
        while out and out[-1].lstrip().startswith("///") and not out[-1].lstrip().startswith("///<"):
            before.insert(0, out.pop())
        for name in match["names"].split(", "):
            out += [*before, f"{match['indent']}{match['type']} {name};{match['doc'] or ''}"]
    return out


if __name__ == "__main__":
    root, out, *files = map(pathlib.Path, sys.argv[1:])
    for file in files:
        copy = out / file.relative_to(root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text("\n".join(shown(file.read_text(encoding="utf-8").split("\n"))), encoding="utf-8")
