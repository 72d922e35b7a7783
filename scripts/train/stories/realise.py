"""From (frame, roles) to words: which name, pronoun or description to use, openers, paragraphs.

A pronoun is used only when one single character of that gender was named in the previous unit of
the same paragraph or earlier in this one; the checker reads pronouns by the same rule.
"""
from grammar import expand, frames, parsed_lists, polish, word_lists

PRONOUNS = {"f": ("she", "her", "her", "herself"), "m": ("he", "him", "his", "himself")}


class Realiser:
    def __init__(self, choose):
        self.choose = choose
        self.cast = []  # every Character introduced so far
        self.paragraphs = [[]]
        self.before, self.now = [], []  # characters mentioned in the previous and in this unit
        self.after_intro = False

    def paragraph(self):
        """Starts a new paragraph, unless one has just begun."""
        if self.paragraphs[-1]:
            self.paragraphs.append([])
        self.before = []

    def say(self, frame, **roles):
        """Adds one unit: a way, drawn evenly, of saying `frame` about `roles`."""
        opens, nodes = self.choose.pick(frames()[frame])
        out, self.now = [], []
        if opens:
            self._opener(out)

        def slot(role, form):
            value = roles[role]
            kind = value.slot_kind if hasattr(value, "slot_kind") else "text"
            return getattr(self, "_" + kind)(value, form)

        expand(nodes, self.choose, slot, out)
        self.paragraphs[-1].append(polish("".join(out)))
        self.before = self.now
        self.after_intro = True

    def text(self):
        return "\n\n".join(" ".join(p) for p in self.paragraphs if p)

    def _opener(self, out):
        start = not self.paragraphs[-1]
        first = len(self.paragraphs) == 2
        if not self.choose.chance(0.75 if start else 0.25):
            return
        kind = ("timeopen" if first else "lateropen") if start else "conn"
        expand(self.choose.pick(parsed_lists()[kind]), self.choose, None, out)
        out.append(" ")

    def _mention(self, who):
        if who not in self.now:
            self.now.append(who)

    def _can_say_pronoun(self, who):
        rivals = [c for c in self.before + self.now if c.gender == who.gender and c is not who]
        return not rivals and (who in self.before or who in self.now)

    def _person(self, who, form):
        """Words for a character; forms are listed at the top of frames.txt."""
        he, him, his, self_ = PRONOUNS[who.gender]
        if form in ("new", "new2"):
            return self._introduce(who, form)
        pronoun = {"he": he, "him": him, "his": his, "self": self_}.get(form)
        if pronoun:
            return pronoun
        allowed = form in ("", "o", "s") and self._can_say_pronoun(who)
        self._mention(who)
        if allowed and self.choose.chance(0.6):
            return {"": he, "o": him, "s": his}[form]
        name = who.name
        lone_kind = sum(c.kind == who.kind for c in self.cast) == 1
        if form != "n" and lone_kind and self.choose.chance(0.15):
            name = "the " + who.kind
        return name + ("'s" if form == "s" else "")

    def _introduce(self, who, form):
        self.cast.append(who)
        self._mention(who)
        trait = self.choose.pick(word_lists()["traits"])
        if form == "new2":
            return f"a {trait} {who.kind}"
        if self.choose.chance(0.75):
            return f"a {trait} {who.kind} {self.choose.pick(('named', 'called'))} {who.name}"
        return f"{who.name} the {trait} {who.kind}"

    def _thing(self, thing, form):
        if form == "a":
            return f"a {thing.adj} {thing.noun}"
        bare = f"{thing.adj} {thing.noun}" if self.choose.chance(0.6) else thing.noun
        return bare if form == "b" else "the " + bare

    def _place(self, place, form):
        at = place.at
        return at if form == "at" else at.split(" ", 1)[1]

    def _text(self, text, form):
        return text
