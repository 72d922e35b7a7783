"""The simulated world: who is there, who has what, what is lost or wished for; events that change it.

`tell(seed)` runs one story. Every event is drawn from those that the state allows, says its frames
through the realiser and changes the state, so the words can never disagree with the world.
"""
from dataclasses import dataclass, field

from grammar import Chooser, word_lists
from realise import Realiser


@dataclass(eq=False)
class Character:
    name: str
    kind: str
    gender: str
    slot_kind = "person"


@dataclass(eq=False)
class Thing:
    adj: str
    noun: str
    holder: Character = None
    before: Character = None   # who had it before the holder
    giver: Character = None    # who gave it to the holder for good
    spot: str = None           # where the holder found it
    borrowed_from: Character = None
    slot_kind = "thing"


@dataclass(eq=False)
class Place:
    at: str
    slot_kind = "place"


@dataclass(eq=False)
class World:
    choose: Chooser
    say: object = None
    cast: list = field(default_factory=list)
    things: list = field(default_factory=list)
    wishes: dict = field(default_factory=dict)      # Character -> Thing not yet had
    granted: dict = field(default_factory=dict)     # Character -> Thing wished for and had
    lost: tuple = None                              # (owner, Thing)
    refused: tuple = None                           # (owner, asker, Thing)
    hidden: tuple = None                            # (hider, Thing, spot)
    broken: tuple = None                            # (owner, Thing)
    asked: set = field(default_factory=set)         # questions already put
    used: dict = field(default_factory=dict)        # event name -> times
    place: Place = None

    def new_character(self):
        lists, pick = word_lists(), self.choose.pick
        sort = self.choose.weighted(("child", "animal", "trade"), (5, 4, 1.5))
        gender = pick("fm")
        if sort == "animal":
            kind = pick([k for k in lists["animals"] if all(k != c.kind for c in self.cast)])
            names = lists["shepets" if gender == "f" else "hepets"]
        else:
            names = lists["girls" if gender == "f" else "boys"]
            kind = {"f": "girl", "m": "boy"}[gender] if sort == "child" else pick(lists["trades"])
        name = pick([n for n in names if all(n != c.name for c in self.cast)])
        self.cast.append(Character(name, kind, gender))
        return self.cast[-1]

    def new_thing(self, holder=None):
        lists, pick = word_lists(), self.choose.pick
        taken = {t.noun for t in self.things}
        thing = Thing(pick(lists["adjs"]), pick([n for n in lists["nouns"] if n not in taken]), holder)
        self.things.append(thing)
        return thing

    def hands(self, thing, to, gift=False):
        """`thing` passes to `to` (None: nobody has it)."""
        if thing.holder is not None:
            thing.before = thing.holder
        thing.giver = thing.holder if gift else None
        thing.holder, thing.spot, thing.borrowed_from = to, None, None

    def of(self, who):
        """What `who` holds and may part with."""
        return [t for t in self.things if t.holder is who and not t.borrowed_from and not self.busy(t)]

    def busy(self, thing):
        return any(s and thing in s for s in (self.lost, self.refused, self.hidden, self.broken))

    def pairs(self):
        return [(a, b) for a in self.cast for b in self.cast if a is not b]

    def other(self, *those):
        """Someone else, if there is one, else the first of `those`."""
        rest = [c for c in self.cast if c not in those]
        return self.choose.pick(rest) if rest else those[0]

    def spot(self, but=None):
        return self.choose.pick([s for s in word_lists()["spots"] if s != but])

    def settled(self):
        lent = any(t.borrowed_from for t in self.things)
        return not (self.lost or self.refused or self.hidden or self.broken or self.wishes or lent)


def tell(seed):
    """One story: (text, log-probability of the choices made, in nats)."""
    from events import begin, finish, next_event
    choose = Chooser(seed)
    world = World(choose)
    world.say = Realiser(choose)
    begin(world)
    # A story goes on until nothing is left open, with a chance to stop that grows with its length.
    count = 0
    while True:
        late = count > 5
        if world.settled() and count >= 2 and (late or choose.chance(0.2 * (count - 1))):
            break
        next_event(world, closing=late)
        count += 1
    finish(world)
    return world.say.text(), choose.logp
