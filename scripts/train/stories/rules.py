"""What each sentence frame demands of the checker's book, and what it changes there."""
from checker import Problem, _split, need


def _hold(who, item):
    need(item.holder is who, f"{who.name} does not have the {item.noun}: "
         + (f"{item.holder.name} has" if item.holder else "nobody has"))


def _pass(item, to, gift=False):
    if item.holder is not None:
        item.before = item.holder
    item.giver = item.holder if gift else None
    item.holder, item.spot, item.borrowed_from = to, None, None


def _differ(*people):
    need(len(set(people)) == len(people), "the same person twice")


def _wish_of(book, who, words):
    adj_noun = _split(words) if isinstance(words, str) else (words.adj, words.noun)
    for wish in book.wishes:
        if wish[0] is who and wish[1] == adj_noun:
            return wish
    raise Problem(f"{who.name} never wished for {words if isinstance(words, str) else 'the ' + words.noun}")


def _fulfilled(book, who, words):
    """`who` has what he or she wished for."""
    if words is None:
        mine = [w for w in book.wishes if w[0] is who]
        need(any(w[1] == (i.adj, i.noun) for w in mine for i in book.items.values() if i.holder is who),
             f"{who.name} has nothing that {who.name} wished for")
    else:
        _wish_of(book, who, words)
        noun = _split(words)[1] if isinstance(words, str) else words.noun
        need(noun in book.items, f"there is no {noun}")
        _hold(who, book.items[noun])


def has(book, r):
    book.new_item(r.X, r.B or r.A)


def gets(book, r):
    book.new_item(r.X, r.A).spot = r.S


def wish(book, r):
    if r.B:
        _differ(r.A, r.B)
    book.wishes.append((r.A, _split(r.X)))


def give(book, r):
    _differ(r.A, r.B)
    _hold(r.A, r.X)
    _pass(r.X, r.B, gift=True)


def ask(book, r):
    _differ(r.A, r.B)
    _hold(r.A, r.X)
    book.asked = (r.A, r.B, r.X)


def _asked(book, r):
    need(hasattr(book, "asked"), "an answer without a question")
    owner, asker, item = book.asked
    need(r.A in (None, owner) and r.B in (None, asker) and r.X in (None, item), "an answer to another question")
    _hold(owner, item)
    return item, asker


def yes(book, r):
    item, asker = _asked(book, r)
    _pass(item, asker, gift=True)


def no(book, r):
    _asked(book, r)


def trade(book, r):
    _differ(r.A, r.B)
    _hold(r.A, r.X)
    _hold(r.B, r.Y)
    _pass(r.X, r.B)
    _pass(r.Y, r.A)


def lend(book, r):
    _differ(r.A, r.B)
    _hold(r.A, r.X)
    _pass(r.X, r.B)
    r.X.borrowed_from = r.A


def give_back(book, r):
    _differ(r.A, r.B)
    _hold(r.B, r.X)
    need(r.X.borrowed_from is r.A, f"{r.A.name} did not lend the {r.X.noun}")
    _pass(r.X, r.A)


def play(book, r):
    _hold(r.A, r.X)
    if r.B:
        _differ(r.A, r.B)


def lose(book, r):
    _hold(r.A, r.X)
    _pass(r.X, None)
    r.X.loser = r.A


def cry(book, r):
    if r.A and r.B:
        _differ(r.A, r.B)
    lost = [i for i in book.items.values() if i.loser and r.X in (None, i) and r.A in (None, i.loser)]
    need(lost, "nothing of the kind is lost")


def search(book, r):
    need(any(i.loser and r.X in (None, i) for i in book.items.values()), "nothing of the kind is lost")


def found_by(book, r):
    need(r.X.loser is not None, f"the {r.X.noun} was not lost")
    need(r.X.loser is not r.B, "found by its owner, yet to be given back")
    r.X.holder, r.X.spot = r.B, r.S


def handed_back(book, r):
    _differ(r.A, r.B)
    _hold(r.B, r.X)
    need(r.X.loser is r.A, f"{r.A.name} did not lose the {r.X.noun}")
    r.X.holder, r.X.loser = r.A, None
    if r.X.before is r.A:
        r.X.before = None


def found_self(book, r):
    need(r.X.loser is r.A, f"{r.A.name} did not lose the {r.X.noun}")
    r.X.holder, r.X.loser, r.X.spot = r.A, None, r.S
    if r.X.before is r.A:
        r.X.before = None


def breaks(book, r):
    _hold(r.A, r.X)
    r.X.broken = True


def mend(book, r):
    _differ(r.A, r.B)
    _hold(r.A, r.X)
    need(getattr(r.X, "broken", False), f"the {r.X.noun} was not broken")
    r.X.broken = False


def hide(book, r):
    _hold(r.A, r.X)
    if r.B:
        _differ(r.A, r.B)
    _pass(r.X, None)
    r.X.hidden = (r.A, r.S)


def seek(book, r):
    need(r.X.hidden is not None, f"the {r.X.noun} was not hidden")
    hider, spot = r.X.hidden
    need(spot == r.S, f"it was hidden {spot}")
    _differ(hider, r.B)
    _pass(r.X, r.B)
    r.X.hidden, r.X.spot = None, r.S


def who_has(book, r):
    people = [p for p in (r.A, r.B, r.C) if p]
    _differ(*people)
    _hold(r.B, r.X)


def what_wish(book, r):
    _differ(*[p for p in (r.A, r.B, r.C) if p])
    _wish_of(book, r.B, r.X)


def where_found(book, r):
    _differ(r.A, r.B)
    _hold(r.B, r.X)
    need(r.X.spot == r.S, f"it was found {r.X.spot}")


def who_gave(book, r):
    _differ(r.A, r.B, r.C)
    _hold(r.B, r.X)
    need(r.X.giver is r.C, f"{r.C.name} did not give the {r.X.noun}")


def whose_before(book, r):
    _differ(r.A, r.B, r.C)
    _hold(r.B, r.X)
    need(r.X.before is r.C, f"{r.C.name} did not have the {r.X.noun} before")


def now_has(book, r):
    _hold(r.A, r.X)


def both_have(book, r):
    _differ(r.A, r.B)
    _hold(r.A, r.X)
    _hold(r.B, r.Y)


def one_has(book, r):
    _hold(r.A, r.X)
    if r.B:
        _differ(r.A, r.B)
        need(not any(i.holder is r.B for i in book.items.values()), f"{r.B.name} has something too")


def two(book, r):
    _differ(*[p for p in (r.A, r.B, r.C) if p])


RULES = {
    "has": has, "has2": has, "find": gets, "make": gets, "buy": gets, "wish": wish,
    "thankwish": lambda book, r: _fulfilled(book, r.B, r.X), "wishself": lambda book, r: r.A and _fulfilled(book, r.A, r.X),
    "give": give, "ask": ask, "yes": yes, "no": no, "regret": yes, "trade": trade, "lend": lend, "return": give_back,
    "play": play, "lose": lose, "cry": cry, "search": search, "foundby": found_by, "giveback": handed_back,
    "foundself": found_self, "break": breaks, "mend": mend, "hide": hide, "seek": seek, "whohas": who_has,
    "ihave": who_has, "whatwish": what_wish, "whatwishself": what_wish, "wherefound": where_found, "whogave": who_gave,
    "whohadfirst": whose_before, "nowhas": now_has, "recap2": both_have, "recapone": one_has,
    "thank": two, "eat": two, "chat": two, "gotwo": two, "gothree": two, "meet": two, "close": two,
}
