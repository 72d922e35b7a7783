"""Reads a story, generated or sampled from the model, and says whether its names and possessions agree.

The text is cut into units by the sentence frames (the shapes of sentences are the only thing shared with
the generator); who is there, who has what, who wished for what is kept here, from the text alone. Rules:
  - every person is introduced once before being named, described or speaking, with one kind and gender;
  - a pronoun means the single character of its gender named in the last unit or earlier in this one;
  - who gives, lends, trades, hides, loses or breaks a thing has it; who is said to have it, has it;
  - a thing keeps its adjective, appears before it is called "the", and is only found where nobody has it;
  - answers are true: who has it, who gave it, where it was found, what was wished for;
  - a wish that comes true was made, and no question at the end is left with a thing lost or borrowed.
A sentence that fits no frame is an `unread` problem: nothing is passed in silence.
"""
import functools
import re
from dataclasses import dataclass, field

from grammar import frames, parsed_lists, plain, regex, word_lists

GENDER_OF_NAME = {name.lower(): gender for which, gender in
                  (("girls", "f"), ("shepets", "f"), ("boys", "m"), ("hepets", "m")) for name in word_lists()[which]}
NAME = "(?:" + "|".join(sorted(GENDER_OF_NAME, key=len, reverse=True)) + ")"
KINDS = sorted({"girl", "boy", *word_lists()["animals"], *word_lists()["trades"]}, key=len, reverse=True)
KIND = "(?:" + "|".join(KINDS) + ")"


def _any(which):
    return "(?:" + "|".join(sorted(map(re.escape, word_lists()[which]), key=len, reverse=True)) + ")"


TRAIT, ADJ, NOUN, SPOT = _any("traits"), _any("adjs"), _any("nouns"), _any("spots")
PLACE = "(?:" + "|".join(sorted({p.split(" ", 1)[1] for p in word_lists()["places"]}, key=len, reverse=True)) + ")"
AT = "(?:" + "|".join(sorted(word_lists()["places"], key=len, reverse=True)) + ")"
PERSON_FORMS = {
    "": f"{NAME}|she|he|the {KIND}", "v": f"{NAME}|the {KIND}", "n": NAME, "o": f"{NAME}|her|him|the {KIND}",
    "s": f"{NAME}'s|her|his|the {KIND}'s", "he": "she|he", "him": "her|him", "his": "her|his", "self": "herself|himself",
    "new": f"a {TRAIT} {KIND} (?:named|called) {NAME}|{NAME} the {TRAIT} {KIND}", "new2": f"a {TRAIT} {KIND}"}
THING_FORMS = {"": f"the (?:{ADJ} )?{NOUN}", "a": f"a {ADJ} {NOUN}", "b": f"(?:{ADJ} )?{NOUN}"}
GENDER_OF_PRONOUN = {**dict.fromkeys(("she", "her", "herself"), "f"), **dict.fromkeys(("he", "him", "his", "himself"), "m")}


SENTENCE_END = re.compile(r'[.!?]"?(?= |\n|$)')
GAP = re.compile(r"\s*")


@dataclass(eq=False)
class Reading:
    """One frame way as a regular expression; slots[i] = (role, form) of its i-th group."""
    frame: str
    pattern: re.Pattern
    slots: list


@functools.cache
def readings():
    out = []
    openers = [regex(entry, None) for kind in ("timeopen", "lateropen", "conn") for entry in parsed_lists()[kind]]
    opener = "(?:(?:" + "|".join(sorted(openers, key=len, reverse=True)) + ") )?"
    for frame, ways in frames().items():
        for opens, nodes in ways:
            slots = []

            def slot(role, form):
                slots.append((role, form))
                if role in "XY":
                    body = THING_FORMS[form]
                elif role == "P":
                    body = AT if form == "at" else PLACE
                else:
                    body = SPOT if role[0] == "S" else PERSON_FORMS[form]
                return f"(?P<g{len(slots) - 1}>{body})"

            body = regex(nodes, slot)
            out.append(Reading(frame, re.compile((opener if opens else "") + body + r"(?= |\n|$)"), slots))
    return out


@dataclass(eq=False)
class Person:
    name: str
    kind: str
    gender: str


@dataclass(eq=False)
class Item:
    adj: str
    noun: str
    holder: Person = None
    before: Person = None
    giver: Person = None
    spot: str = None
    borrowed_from: Person = None
    loser: Person = None
    hidden: str = None


class Problem(Exception):
    """What does not agree, in words."""


@dataclass
class Book:
    """What the text has said so far."""
    people: dict = field(default_factory=dict)
    items: dict = field(default_factory=dict)
    wishes: list = field(default_factory=list)   # (Person, adj, noun, fulfilled)
    before: list = field(default_factory=list)
    now: list = field(default_factory=list)

    def mention(self, person):
        if person not in self.now:
            self.now.append(person)
        return person

    def person(self, words):
        """Whom the words of a slot mean."""
        bare = words.removesuffix("'s")
        if words in GENDER_OF_PRONOUN:
            near = self.before + [p for p in self.now if p not in self.before]
            found = [p for p in near if p.gender == GENDER_OF_PRONOUN[words]]
            if len(found) != 1:
                raise Problem(f'"{words}" could mean {len(found)} people')
        elif bare.startswith("the "):
            found = [p for p in self.people.values() if p.kind == bare[4:]]
            if len(found) != 1:
                raise Problem(f'"{bare}" could mean {len(found)} people')
        else:
            found = [self.people[bare]] if bare in self.people else []
            if not found:
                raise Problem(f"{bare} was never introduced")
        return self.mention(found[0])

    def introduce(self, words):
        match = re.fullmatch(f"a {TRAIT} (?P<k>{KIND}) (?:named|called) (?P<n>{NAME})|(?P<n2>{NAME}) the {TRAIT} (?P<k2>{KIND})", words)
        name, kind = match["n"] or match["n2"], match["k"] or match["k2"]
        gender = GENDER_OF_NAME[name]
        if name in self.people:
            raise Problem(f"{name} is introduced twice")
        if kind in ("girl", "boy") and gender != {"girl": "f", "boy": "m"}[kind]:
            raise Problem(f"{name} is no {kind}")
        if any(p.kind == kind for p in self.people.values()) and kind in word_lists()["animals"]:
            raise Problem(f"a second {kind}")
        self.people[name] = Person(name, kind, gender)
        return self.mention(self.people[name])

    def item(self, words):
        """The thing meant by "the red kite", "red kite" or "kite"."""
        words = words.removeprefix("the ")
        for item in self.items.values():
            if words in (item.noun, f"{item.adj} {item.noun}"):
                return item
        raise Problem(f"there is no {words}")

    def new_item(self, words, holder):
        adj, noun = _split(words)
        if noun in self.items:
            raise Problem(f"a second {noun}")
        self.items[noun] = Item(adj, noun, holder)
        return self.items[noun]


def _split(words):
    match = re.fullmatch(f"a ({ADJ}) ({NOUN})", words)
    return match[1], match[2]


def need(true, problem):
    if not true:
        raise Problem(problem)





def bind(book, reading, match):
    """{role: Person | Item | words} for a matched unit; every slot of a role must mean the same one."""
    roles, later = {}, []
    introduced = {role: (form, words) for i, (role, form) in enumerate(reading.slots)
                  if (words := match[f"g{i}"]) and form in ("new", "new2")}
    for i, (role, form) in enumerate(reading.slots):
        words = match[f"g{i}"]
        if words is None:
            continue
        if role in "XY":
            value = words
            if form == "a":
                roles.setdefault(role, words)
                continue
            value = None if reading.frame in ("wish", "whatwish", "whatwishself") else book.item(words)
        elif role in "PS" or role == "S2":
            value = words
        elif form == "new":
            value = book.introduce(words)
        elif form == "new2":
            continue
        elif form in ("he", "him", "his", "self"):
            later.append((role, words))
            continue
        elif role in introduced and role not in roles:
            # "I am Tom," said a shy boy: named before described.
            how, description = introduced[role]
            need(how == "new2", f"{words} speaks before being introduced")
            value = book.introduce(f"{words} the {description.removeprefix('a ')}")
        else:
            value = book.person(words)
        known = roles.setdefault(role, value)
        if role in "XY" and isinstance(known, str):
            roles[role], known = value, value
        need(known is value or known == value, f"two different ones in one sentence: {_name(known)}, {_name(value)}")
    for role, words in later:
        if role in roles:
            need(roles[role].gender == GENDER_OF_PRONOUN[words], f'{roles[role].name} is not "{words}"')
    return roles


def _name(value):
    return getattr(value, "name", getattr(value, "noun", value))


@dataclass
class Report:
    problems: list   # (words, what is wrong)
    frames: list     # frames read, in order
    units: int       # sentences or groups of sentences that the text was cut into
    right: int       # those without a problem, given what came before
    book: Book

    @property
    def consistent(self):
        return not self.problems


def apply(book, rules, reading, match):
    """Enters one unit in the book; what is wrong with it, or None."""
    book.now = []
    try:
        roles = bind(book, reading, match)
        rules.get(reading.frame, lambda book, roles: None)(book, Roles(roles))
    except Problem as problem:
        return str(problem)
    return None


def check(text, stop_at_first=True):
    """Reads `text` and reports every problem (or the first)."""
    from rules import RULES  # rules.py needs the names above
    book, problems, read, units, right = Book(), [], [], 0, 0
    for name in re.findall(r"(?<![A-Za-z])[a-z]+", text):
        if name in GENDER_OF_NAME and name not in _common_words():
            problems.append((name, "a name without its capital"))
    words, at = plain(text.strip()), 0
    paragraph = True
    while at < len(words):
        if paragraph:
            book.before = []
        units, before = units + 1, len(problems)
        found = [(r, m) for r in readings() if (m := r.pattern.match(words, at))]
        if not found:
            end = SENTENCE_END.search(words, at)
            end = end.end() if end else len(words)
            problems.append((words[at:end], "unread: fits no sentence frame"))
        else:
            end = max(match.end() for _, match in found)
            # Some sentences have two readings ("Tom found the kite ..." as loser or as helper): one must hold.
            whole = [(reading, match) for reading, match in found if match.end() == end]
            for reading, match in whole:
                wrong = apply(book, RULES, reading, match)
                if wrong is None:
                    break
            if wrong:
                problems.append((match[0], wrong))
            read.append(reading.frame)
            book.before = book.now
        right += len(problems) == before
        if problems and stop_at_first:
            break
        gap = GAP.match(words, end)
        paragraph, at = "\n" in gap[0], gap.end()
    if not problems:  # after an error, the books at the end say little
        problems += [(f"the {i.noun}", "is still lost at the end") for i in book.items.values() if i.loser or i.hidden]
        problems += [(f"the {i.noun}", "was never given back") for i in book.items.values() if i.borrowed_from]
        problems += [] if read[-1:] == ["close"] else [("", "the story has no end")]
    return Report(problems, read, units, right, book)


class Roles(dict):
    """roles.A, roles.X ...; None where the sentence leaves one out."""
    __getattr__ = dict.get


@functools.cache
def _common_words():
    """Names that are also words of the world: "pepper", "hazel" ..., in its lower-case text."""
    text = " ".join(entry for entries in word_lists().values() for entry in entries)
    return set(re.findall(r"(?<![A-Za-z])[a-z]+", text))
