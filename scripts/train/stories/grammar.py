"""Sentence frames: parsing, expanding with counted randomness, and turning into regular expressions.

One notation serves both directions, so whatever the generator can say the checker can read. The
checker keeps its own books about who has what (checker.py); only the shapes of sentences are shared.
"""
import functools
import math
import random
import re
from pathlib import Path

HERE = Path(__file__).resolve().parent


class Chooser:
    """The only source of randomness: every choice also adds its log-probability (nats)."""

    def __init__(self, seed):
        self._random = random.Random(seed).random
        self.logp = 0.0

    def pick(self, options):
        n = len(options)
        if n == 1:
            return options[0]
        self.logp -= math.log(n)
        return options[int(self._random() * n)]

    def weighted(self, options, weights):
        total = sum(weights)
        at = self._random() * total
        for option, weight in zip(options, weights):
            at -= weight
            if at < 0 and weight > 0:
                break
        self.logp += math.log(weight / total)
        return option

    def chance(self, p):
        yes = self._random() < p
        self.logp += math.log(p if yes else 1 - p)
        return yes


def parse(text, at=0, until=""):
    """Parses a template into a tuple of str | ("alt", nodes) | ("ref", list) | ("slot", role, form)."""
    nodes, literal = [], []

    def flush():
        if literal:
            nodes.append("".join(literal))
            literal.clear()

    while at < len(text) and text[at] not in until:
        if text[at] == "[":
            flush()
            options, at = [], at + 1
            while True:
                node, at = parse(text, at, "|]")
                options.append(node)
                at += 1
                if text[at - 1] == "]":
                    break
            nodes.append(("alt", tuple(options)))
        elif text[at] == "{":
            flush()
            end = text.index("}", at)
            name = text[at + 1:end]
            if name[0] == "#":
                nodes.append(("ref", name[1:]))
            else:
                role, _, form = name.partition(".")
                nodes.append(("slot", role, form))
            at = end + 1
        else:
            literal.append(text[at])
            at += 1
    flush()
    return tuple(nodes), at


@functools.cache
def word_lists():
    """{list: tuple of raw entries} from words.txt."""
    lists, name = {}, None
    for line in (HERE / "words.txt").read_text().splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if not line.startswith(" "):
            name, line = line.split(":", 1)
            lists[name] = ""
        lists[name] += line
    # A bar inside [..] belongs to the entry, so split only at depth 0.
    return {name: tuple(_split_bars(body)) for name, body in lists.items()}


def _split_bars(body):
    depth, start = 0, 0
    for at, letter in enumerate(body + "|"):
        depth += (letter == "[") - (letter == "]")
        if letter == "|" and depth == 0:
            entry = body[start:at].strip()
            if entry:
                yield entry
            start = at + 1


@functools.cache
def parsed_lists():
    return {name: tuple(parse(entry)[0] for entry in entries) for name, entries in word_lists().items()}


@functools.cache
def frames():
    """{frame: tuple of (takes an opener, parsed template)} from frames.txt."""
    out, name = {}, None
    for line in (HERE / "frames.txt").read_text().splitlines():
        if line.startswith("== "):
            name = line[3:].strip()
            out[name] = []
        elif line.strip() and not line.startswith("#"):
            out[name].append((line[0] == "^", parse(line.lstrip("^"))[0]))
    return {name: tuple(ways) for name, ways in out.items()}


def expand(nodes, choose, slot, out):
    """Appends the words of `nodes` to `out`; `slot(role, form)` gives the words of a slot."""
    for node in nodes:
        if type(node) is str:
            out.append(node)
        elif node[0] == "slot":
            out.append(slot(node[1], node[2]))
        elif node[0] == "alt":
            expand(choose.pick(node[1]), choose, slot, out)
        else:
            expand(choose.pick(parsed_lists()[node[1]]), choose, slot, out)


_SENTENCE_START = re.compile(r'(^|[.!?] |\." |(?:^|[^,]) "|^")([a-z])')
_ARTICLE = re.compile(r"\b([Aa]) (?=[aeiou])")


def polish(text):
    """Capitals at sentence and quote starts, and "an" before a vowel."""
    text = _ARTICLE.sub(r"\1n ", text)
    return _SENTENCE_START.sub(lambda m: m[1] + m[2].upper(), text)


def plain(text):
    """Undoes what `polish` does, for reading: lower case, "a" for "an"."""
    return re.sub(r"\ban (?=[aeiou])", "a ", text.lower())


def regex(nodes, slot):
    """A regular expression (over `plain` text) for `nodes`; `slot(role, form)` gives that of a slot."""
    out = []
    for node in nodes:
        if type(node) is str:
            out.append(re.escape(plain(node)))
        elif node[0] == "slot":
            out.append(slot(node[1], node[2]))
        else:
            options = node[1] if node[0] == "alt" else parsed_lists()[node[1]]
            # Longest first, so that an alternative is not cut short by its own beginning.
            parts = sorted((regex(option, slot) for option in options), key=len, reverse=True)
            out.append("(?:" + "|".join(parts) + ")")
    return "".join(out)
