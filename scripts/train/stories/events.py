"""What can happen. `OPTIONS` lists (name, weight, ways): `ways(world)` gives the argument tuples the state
allows, and the function of that name makes one of them happen."""
from grammar import word_lists
from world import Place


def begin(w):
    first = w.new_character()
    w.say.say("intro", A=first)
    if w.choose.chance(0.6):
        w.say.say("has", A=first, X=w.new_thing(first))
    if w.choose.chance(0.75):
        second = w.new_character()
        w.say.say("intro2", A=first, B=second)
        if w.choose.chance(0.55):
            w.say.say("has2" if w.things else "has", A=second if not w.things else first, B=second,
                      X=w.new_thing(second))
    w.say.paragraph()
    move(w) if len(w.cast) == 2 else arrive(w)


def arrive(w):
    """The only character goes somewhere and meets a second one there."""
    first = w.cast[0]
    w.place = new_place(w)
    w.say.say("go", A=first, P=w.place)
    if w.choose.chance(0.3):
        w.say.say("scene")
    meet(w, first)


def new_place(w):
    return Place(w.choose.pick([p for p in word_lists()["places"] if w.place is None or p != w.place.at]))


def move(w):
    w.say.paragraph()
    w.place = new_place(w)
    if len(w.cast) == 3:
        a, b, c = w.cast
        w.say.say("gothree", A=a, B=b, C=c, P=w.place)
    else:
        a, b = w.choose.pick(w.pairs())
        w.say.say("gotwo", A=a, B=b, P=w.place)
    if w.choose.chance(0.3):
        w.say.say("scene")


def meet(w, a):
    b = w.new_character()
    w.say.say("meet", A=a, B=b, P=w.place)
    if w.choose.chance(0.5):
        w.say.say("has", A=b, X=w.new_thing(b))


def wish(w, a, b):
    thing = w.new_thing()
    w.wishes[a] = thing
    w.say.say("wish", A=a, B=b, X=thing)


def grant(w, who, thing):
    """Says that a wish came true, if it did."""
    if w.wishes.get(who) is thing:
        del w.wishes[who]
        w.granted[who] = thing
        return True
    return False


def obtain(w, a, thing):
    """`a` finds, makes or gets `thing`."""
    frame = w.choose.weighted(("find", "make", "buy"), (3, 1, 1.5))
    spot = w.spot() if frame == "find" else None
    w.hands(thing, a)
    thing.spot = spot
    w.say.say(frame, A=a, X=thing, S=spot)
    if grant(w, a, thing):
        w.say.say("wishself", A=a, X=thing)


def get(w, a):
    obtain(w, a, w.new_thing())


def get_wished(w, a, thing):
    """Someone comes by what somebody wished for."""
    obtain(w, a, thing)


def give(w, a, b, thing):
    w.say.say("give", A=a, B=b, X=thing)
    w.hands(thing, b, gift=True)
    thanks(w, a, b, thing)


def thanks(w, a, b, thing):
    if grant(w, b, thing):
        w.say.say("thankwish", A=a, B=b, X=thing)
    elif w.choose.chance(0.7):
        w.say.say("thank", A=a, B=b, X=thing)


def ask(w, a, b, thing):
    w.say.say("ask", A=a, B=b, X=thing)
    if w.choose.chance(0.6):
        w.say.say("yes", A=a, B=b, X=thing)
        w.hands(thing, b, gift=True)
        thanks(w, a, b, thing)
    else:
        w.say.say("no", A=a, B=b, X=thing)
        w.refused = (a, b, thing)


def regret(w):
    a, b, thing = w.refused
    w.refused = None
    w.say.say("regret", A=a, B=b, X=thing)
    w.hands(thing, b, gift=True)
    thanks(w, a, b, thing)


def trade(w, a, b, x, y):
    w.say.say("trade", A=a, B=b, X=x, Y=y)
    w.hands(x, b)
    w.hands(y, a)
    for who, thing in ((a, y), (b, x)):
        if grant(w, who, thing):
            w.say.say("wishself", A=who, X=thing)


def lend(w, a, b, thing):
    w.say.say("lend", A=a, B=b, X=thing)
    w.hands(thing, b)
    thing.borrowed_from = a


def give_back(w, thing):
    b, a = thing.holder, thing.borrowed_from
    w.say.say("return", A=a, B=b, X=thing)
    w.hands(thing, a)


def play(w, a, b, thing):
    w.say.say("play", A=a, B=b, X=thing)


def lose(w, a, b, thing):
    w.say.say("lose", A=a, X=thing)
    w.hands(thing, None)
    w.lost = (a, thing)
    if w.choose.chance(0.75):
        w.say.say("cry", A=a, B=b, X=thing)


def search(w, b):
    """Looking in vain once or twice, then somebody finds it."""
    owner, thing = w.lost
    w.lost = None
    if w.choose.chance(0.3):
        w.say.paragraph()
    spot = w.spot()
    for _ in range(2):
        if not w.choose.chance(0.4):
            break
        wrong = w.spot(spot)
        w.say.say("search", A=owner, B=b if b is not owner else w.other(owner), X=thing, S=wrong, S2=w.spot(wrong))
    if b is owner:
        w.say.say("foundself", A=owner, X=thing, S=spot)
    else:
        w.say.say("foundby", B=b, X=thing, S=spot)
        w.say.say("giveback", A=owner, B=b, X=thing)
        if w.choose.chance(0.6):
            w.say.say("thank", A=b, B=owner, X=thing)
    w.hands(thing, owner)
    thing.spot, thing.before = spot, thing.before if thing.before is not owner else None


def break_it(w, a, thing):
    w.say.say("break", A=a, X=thing)
    w.broken = (a, thing)


def mend(w, b):
    a, thing = w.broken
    w.broken = None
    w.say.say("mend", A=a, B=b, X=thing)
    if w.choose.chance(0.5):
        w.say.say("thank", A=b, B=a, X=thing)


def hide(w, a, b, thing):
    spot = w.spot()
    w.say.say("hide", A=a, B=b, X=thing, S=spot)
    w.hands(thing, None)
    w.say.say("seek", A=a, B=b, X=thing, S=spot, S2=w.spot(spot))
    w.hands(thing, b)
    thing.spot = spot


def eat(w, a, b):
    w.say.say("eat", A=a, B=b)


def chat(w, a, b):
    w.say.say("chat", A=a, B=b)


def who_has(w, a, thing):
    b, c = thing.holder, w.other(a, thing.holder)
    w.say.say("ihave" if c in (a, b) or w.choose.chance(0.3) else "whohas", A=a, B=b, C=c, X=thing)


def what_wish(w, a, b, thing):
    """`a` asks about `b`'s wish; a third one answers, or `b` himself."""
    c = w.other(a, b)
    w.say.say("whatwish" if c not in (a, b) else "whatwishself", A=a, B=b, C=c, X=thing)


def where_found(w, a, thing):
    w.say.say("wherefound", A=a, B=thing.holder, X=thing, S=thing.spot)


def who_gave(w, a, thing):
    w.say.say("whogave", A=a, B=thing.holder, C=thing.giver, X=thing)


def whose_before(w, a, thing):
    w.say.say("whohadfirst", A=a, B=thing.holder, C=thing.before, X=thing)


def now_has(w, thing):
    w.say.say("nowhas", A=thing.holder, X=thing)


def owned(w):
    return [(c, t) for c in w.cast for t in w.of(c)]


def gifts(w):
    """Gifts, those that grant a wish three times as likely."""
    out = []
    for (a, t) in owned(w):
        for b in w.cast:
            if b is not a and t.giver is not b and w.wishes.get(a) is not t:
                out += [(a, b, t)] * (3 if w.wishes.get(b) is t else 1)
    return out


def handovers(w):
    """Passing something on for a while; never what the other one wishes for, which must be a gift."""
    return [(a, b, t) for a, t in owned(w) for b in w.cast if a is not b and w.wishes.get(b) is not t]


def trades(w):
    own = owned(w)
    return [(a, b, x, y) for a, x in own for b, y in own if a is not b]


def asked_once(name, args):
    return lambda w: [a for a in args(w) if (name, a[1:]) not in w.asked]


OPTIONS = [
    ("move", 1.0, lambda w: [()] if w.used.get("move", 0) < 2 else []),
    ("meet", 1.2, lambda w: [(a,) for a in w.cast] if len(w.cast) < 3 and w.place else []),
    ("wish", 1.6, lambda w: [p for p in w.pairs() if p[0] not in w.wishes and p[0] not in w.granted]
        if len(w.wishes) + len(w.granted) < 2 and len(w.things) < 4 else []),
    ("get", 1.2, lambda w: [(a,) for a in w.cast] if len(w.things) < 3 else []),
    ("get_wished", 3.0, lambda w: [(a, t) for t in w.wishes.values() if t.holder is None and not w.busy(t) for a in w.cast]),
    ("give", 1.6, gifts),
    ("ask", 1.2, lambda w: [(a, b, t) for a, b, t in gifts(w)] if not w.refused else []),
    ("regret", 4.0, lambda w: [()] if w.refused else []),
    ("trade", 0.9, trades),
    ("lend", 0.7, handovers),
    ("give_back", 2.5, lambda w: [(t,) for t in w.things if t.borrowed_from]),
    ("play", 0.5, lambda w: [(a, b, t) for a, t in owned(w) for b in w.cast if a is not b]),
    ("lose", 1.2, lambda w: [(a, b, t) for a, t in owned(w) for b in w.cast if a is not b] if not w.lost else []),
    ("search", 4.0, lambda w: [(c,) for c in w.cast] if w.lost else []),
    ("break_it", 0.5, lambda w: [(a, t) for a, t in owned(w)] if not w.broken else []),
    ("mend", 4.0, lambda w: [(c,) for c in w.cast if c is not w.broken[0]] if w.broken else []),
    ("hide", 0.5, handovers),
    ("eat", 0.4, lambda w: w.pairs()),
    ("chat", 0.4, lambda w: w.pairs()),
    ("who_has", 1.2, asked_once("who_has", lambda w: [(a, t) for t in w.things if t.holder and not w.busy(t)
        for a in w.cast if a is not t.holder and (t.before or t.spot)])),
    ("what_wish", 0.8, asked_once("what_wish", lambda w: [(a, b, t) for b, t in [*w.wishes.items(), *w.granted.items()]
        for a in w.cast if a is not b])),
    ("where_found", 0.9, asked_once("where_found", lambda w: [(a, t) for t in w.things if t.spot and t.holder
        and not w.busy(t) for a in w.cast if a is not t.holder])),
    ("who_gave", 0.9, asked_once("who_gave", lambda w: [(a, t) for t in w.things if t.giver and not w.busy(t)
        for a in w.cast if a not in (t.holder, t.giver)])),
    ("whose_before", 0.6, asked_once("whose_before", lambda w: [(a, t) for t in w.things if t.holder and t.before
        and not t.borrowed_from and t.before is not t.holder and not w.busy(t) for a in w.cast if a not in (t.holder, t.before)])),
    ("now_has", 0.5, asked_once("now_has", lambda w: [(t,) for t in w.things if t.holder and t.before and not t.borrowed_from
        and not w.busy(t)] if w.things else [])),
]
# Once a story is long, only what closes something may still happen.
CLOSERS = {"get_wished", "give", "regret", "give_back", "search", "mend"}
QUESTIONS = {"who_has", "what_wish", "where_found", "who_gave", "whose_before"}


def next_event(w, closing):
    names, weights, ways = [], [], []
    for name, weight, options in OPTIONS:
        if closing and name not in CLOSERS:
            continue
        args = options(w)
        if closing and name == "give":
            args = [g for g in args if w.wishes.get(g[1]) is g[2]]
        if args:
            names.append(name)
            weights.append(weight / (1 + w.used.get(name, 0)))
            ways.append(args)
    at = w.choose.weighted(range(len(names)), weights) if len(names) > 1 else 0
    name, args = names[at], w.choose.pick(ways[at])
    w.used[name] = w.used.get(name, 0) + 1
    if name in QUESTIONS:
        w.asked.add((name, args[1:]))
    elif name == "now_has":
        w.asked.add((name, ()))
    if len(w.say.paragraphs[-1]) > 6 and w.choose.chance(0.4):
        w.say.paragraph()
    globals()[name](w, *args)


def finish(w):
    w.say.paragraph()
    held = [t for t in w.things if t.holder]
    pairs = [(x, y) for x in held for y in held if x.holder is not y.holder]
    if held and w.choose.chance(0.7):
        if pairs:
            x, y = w.choose.pick(pairs)
            w.say.say("recap2", A=x.holder, B=y.holder, X=x, Y=y)
        else:
            x = w.choose.pick(held)
            w.say.say("recapone", A=x.holder, B=w.other(x.holder), X=x)
    a, b = w.choose.pick(w.pairs())
    w.say.say("close", A=a, B=b)
