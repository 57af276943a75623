"""Names of actors: those that the lexicon knows, the institutions of states, and those told by their form alone."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cache
from typing import Annotated, Any, NamedTuple

from analysis.core.days import MONTHS, WEEKDAYS
from analysis.core.lexicon import load_lexicon
from analysis.core.phrases import Phrases

KINDS = {"states": "state", "people": "person", "groups": "group", "organisations": "organisation", "places": "place"}
# A word with a capital, or the small one ("al", "bin", "von", "mujahideen") that some names begin with
_FIRST_LETTER = re.compile(r"[A-ZÀ-Þabmv](?<![\w’'].)(?:(?<=[A-ZÀ-Þ])|l(?=[- ][A-Z])|in(?= L)|on(?= d)|ujah)\w*")
_SHORT = r"(?:[A-Z]\.){0,2}[A-Z]|Mrs?|Ms|Drs?|Prof|Sens?|Reps?|Govs?|Gen|Lt|Col|Maj|Capt|St|Jr|Sr"
_CAP = rf"(?:(?:{_SHORT})\.|[A-ZÀ-Þ]\w*(?:[-’']\w+)*)"
_LINK = r"(?:(?:of|for|on|in|and|the|&|de|du|van|von|der|bin|ibn|ul|al) ){0,2}"
_CAPITAL = re.compile(r"[A-ZÀ-Þ](?<![\w.’'-].)")
_NICKNAME = r"(?:[“\"‘](?:\w{1,12} )?\w{1,12}[”\"’] )?"
_RUN = re.compile(rf"{_CAP}(?:[ \u00a0]{_NICKNAME}{_LINK}(?:(?:al|el|as|ash|ad|an|ar|at|az)-)?{_CAP}){{1,8}}")
_SMALL = re.compile(r" (?:of|for|on|in|and|the|&) ")
OPENERS = frozenset(
    "The A An In On At But And Or If As When While After Before Since With By From For To Of This That These "
    "Those It He She They We You I Its His Her Their Our My Although Though However Meanwhile Last Next Earlier "
    "Later Now Then Yet So Both Some Many Most Several Two Three Former According Despite During Following Under "
    "Until What Why How Where Who".split()
).union(WEEKDAYS, MONTHS)
_JOINED = frozenset("and along with alongside".split())
_ADDRESS = frozenset("Mr Mrs Ms Miss Dr Sir Dame".split())  # titles that tell of no office
_NOT_ROLE = frozenset(
    "said says told the a an his her its their our my one another and but that as by to of in on at for with when "
    "while after".split()
)
_SAID = frozenset("said says told that and but".split())
_POSSESSIVE = re.compile(r"[’']s$|(?<=s)[’']$")
_SPEAKS = (
    "said|says|wrote|writes|added|adds|explained|explains|noted|notes|argued|argues|warned|warns|"
    "claimed|claims|stated|suggested|suggests|recalled|recalls|insisted|insists|replied|believes|thinks"
)
_SPEAKS_AFTER = re.compile(rf"(?:,? (?:has |had |also |then )?(?:{_SPEAKS}|told|tells)\b|,? who\b)")
_SPEAKS_BEFORE = re.compile(rf"\b(?:{_SPEAKS}|according to),? $")
_BELONGS = re.compile(r"((?:[A-Z][\w’'-]+ ){1,2}[A-Z][\w’'-]+)(?<![’']s) (?:of|at|from) (?:the )?(?=[A-Z])")
_APPOSITION = re.compile(
    r",? (?:\d\d, )?"
    r"((?:an?|the|one of the|(?:[A-Z][\w-]* ){0,3}[A-Z][\w-]*[’']s|"
    r"(?i:former|senior|chief|deputy|director|head|professor|president|author|co-founder|"
    r"minister|secretary|ambassador|editor|analyst|fellow|researcher))"
    r" (?:[^,.;:()\n“”\"]|\([A-Z]{2,8}\)){2,140})"
)
_BEFORE = re.compile(r"(?:^|[\s“\"(])((?:[\w’'&/-]+ ){1,8})$")
_OFFICE = re.compile(r"(?:^|[\s“\"(])((?:[\w’'&/-]+ ){0,8}[\w’'-]+), $")
WITHIN = re.compile(r"\b(?:in|at|near|across|throughout|outside) $")
_LEADING = re.compile(r"(?:(?:and|the|&) |(?:of|for) (?:the )?[A-Z][\w-]* )+")
_ARTICLE = re.compile(r"^(?:an?|the) ")
# "Volta Air said on Monday that it would cut": who is "it" and acts as firms do is no person
_SAYS_IT = re.compile(
    r"\s[a-z]{3,12}(?:\s(?:on\s)?[A-Z][a-z]{2,5}day)?(?:\sthat)?\sit\s(?:(?:will|would|had|has|plans\sto|planned\sto|is|was)\s)?"
    r"(?:lay|laid|cut|hire|hired|sell|sold|buy|bought|acquire|open|close|build|buil[dt]ing|launch|invest|raise|expand|suspend|carry|carried"
    r"|ship|deliver|recall|produce|borrow|employ|expects|plans|operate)(?:s|d|ed|ing)?\b"
)


class Entry(NamedTuple):
    """One way to write an actor: the words, the name that tables show, and what kind of actor it is."""

    words: str
    actor: str
    kind: str
    role: str = ""
    form: str = "name"  # name, adjective ("Afghan"), capital ("Kabul") or surname: what the words are to the actor
    state: str = ""  # whose body this is, where those of others go by the same words


def known_names(text: str) -> Iterator[tuple[int, int, Entry]]:
    """Each name of the lexicon in a text, longest first where several begin, with its place.

    Capitals are yielded as capitals, adjectives as adjectives: what they mean here is for the caller to decide.

    >>> [(start, entry.actor) for start, _, entry in known_names("ISIS-K is a foe of the Afghan Taliban.")]
    [(0, 'ISIS-K'), (23, 'Taliban')]
    """
    index, end = _index(), 0
    named: Counter[str] = Counter()
    for match in _FIRST_LETTER.finditer(text):
        start = match.start()
        for entry in index.get(match[0], ()) if start >= end else ():
            stop = start + len(entry.words)
            after = text[stop : stop + 1]
            if text.startswith(entry.words, start) and not after.isalnum() and after not in tuple("$€£"):  # "US$"
                around = text[max(0, start - 20) : stop + 20]
                if len(entry.words) <= 3 and len(around) > 20 and around.isupper():
                    break  # a line of capitals, where WHO and IS are words like any other
                if entry.state:
                    named = named or _states_named(text)
                    shared = [other for other in index[match[0]] if other.words == entry.words and named[other.state]]
                    if not shared:
                        break
                    entry = max(shared, key=lambda other: named[other.state])
                yield start, stop, entry
                end = stop
                break


def kind_of(words: str) -> str:
    """What kind of actor words name, as they are or with small letters; "" when the lexicon doesn't know."""
    begun = ((spelt, _index().get(re.split(r"\W", spelt, maxsplit=1)[0], ())) for spelt in (words, words.title()))
    return next((one.kind for spelt, entries in begun for one in entries if one.words == spelt and not one.state), "")


@cache
def lexicon_words(name: str) -> frozenset[str]:
    """One of the word lists by which unknown names are recognised: titles, roles, collectives …"""
    return frozenset(load_lexicon("actors")["words"][name])


def _states_named(text: str) -> Counter[str]:
    """How often a text names each state that shares the name of a body with others."""
    index = _index()
    sharing = {entry.state for entries in index.values() for entry in entries}
    begun = ((match.start(), entry) for match in _FIRST_LETTER.finditer(text) for entry in index.get(match[0], ()))
    return Counter(one.actor for at, one in begun if one.actor in sharing and text.startswith(one.words, at))


@cache
def _index() -> dict[str, list[Entry]]:
    index: dict[str, list[Entry]] = {}
    for entry in sorted(_entries(load_lexicon("actors")), key=lambda entry: -len(entry.words)):
        first = re.match(r"\w+", entry.words)
        if first and all(other.words != entry.words or entry.state for other in index.get(first[0], ())):
            index.setdefault(first[0], []).append(entry)
    return index


def _entries(lexicon: Mapping[str, Any]) -> Iterator[Entry]:
    for section, kind in KINDS.items():
        for actor, facts in lexicon[section].items():
            role = facts.get("role", "")
            for words in (actor, *facts.get("aliases", ())):
                yield Entry(words, actor, kind, role)
                if kind == "person" and " " in words:
                    yield Entry(words.upper(), actor, kind, role)
            for key in ("short", "adjective", "people", "capital"):
                form = "name" if key in ("short", "people") else key
                state = facts.get("state", "") if key == "short" else ""
                yield from (Entry(words, actor, kind, role, form, state) for words in facts.get(key, ()))
            if kind == "person" and facts.get("surname", True):
                yield Entry(actor.split()[-1], actor, kind, role, "surname")


_ITS_OWNER = re.compile(r"(?:[’']s)? (?:[a-z-]+ )?$")
Hit = tuple[int, int, Entry]


def institutions(text: str, hits: Sequence[Hit]) -> Iterator[tuple[int, int, str]]:
    """Each institution of a state: the place of its words, and the name that tables show."""
    ends = {end: (start, entry) for start, end, entry in hits if entry.kind == "state"}
    starts = {start: (end, entry) for start, end, entry in hits if entry.kind == "state"}
    for start, end, _ in _phrases("institutions").find(text):
        noun = " ".join(text[start:end].lower().split())
        owner = _ITS_OWNER.search(text, max(0, start - 24), start)
        if owner and (before := ends.get(owner.start())):
            yield before[0], end, f"{state_prefixes()[before[1].actor]} {noun}"
        elif text.startswith((" in ", " of "), end) and (after := starts.get(end + 4)):
            yield start, after[0], f"{state_prefixes()[after[1].actor]} {noun}"


@cache
def _phrases(name: str) -> Phrases:
    """The words of a list as a text has them; of "co-founder", the word behind the hyphen."""
    return Phrases({name: {word.rpartition("-")[2] for word in lexicon_words(name)}})


@cache
def state_prefixes() -> Mapping[str, str]:
    """What stands before an institution of each state: "US" intelligence, the "Afghan" foreign ministry."""
    states = load_lexicon("actors")["states"]
    return {state: facts.get("as") or facts.get("adjective", [state])[0] for state, facts in states.items()}


class ActorMention(NamedTuple):
    """An actor named in a text: the words and their place, and whom they mean."""

    start: int
    end: int
    text: str
    actor: Annotated[str, "canonical name"]
    kind: Annotated[str, "sort of actor", ("person", "organisation", "state", "group", "place")]
    role: Annotated[str, "office or profession, where given"] = ""
    known: Annotated[bool, "in the lexicon (else found by form, to be adopted)"] = True


def names_by_form(text: str, known: Mapping[int, int], regions: Set[int]) -> Iterator[ActorMention]:
    """People and organisations whose names stand in no list."""
    passed = 0
    for capital in _CAPITAL.finditer(text):
        if capital.start() < passed or not (run := _RUN.match(text, capital.start())):
            continue
        passed = run.end()
        start, title = _without_openers(text, run.start(), run.end())
        organisation = _organisation(text[start : run.end()]) if not title else ""
        who = _BELONGS.match(organisation)
        if who and not _heads().search(who[1]) and lexicon_words("roles").isdisjoint(who[1].lower().split()):
            yield _mention(start, who[1], "person", organisation[who.end() :])
            start, organisation = start + who.end(), organisation[who.end() :]
        if organisation and all(at in regions or at not in known for at in range(start, start + len(organisation))):
            yield _mention(start, organisation, "organisation")
            continue
        own, end = _beside_known(text, start, run.end(), known)
        if own > start:  # the title was that of the known name
            start, title = _without_openers(text, own, end)
        if lead := _LEADING.match(text, start, end):
            start = lead.end()
            if " " not in text[start:end]:  # Minister for Development Cooperation
                continue
        if title and _heads().fullmatch(text, start, end):  # Justice Department, Governor Council
            start -= len(title) + 1
            yield _mention(start, text[start:end], "organisation")
        elif person := _person(text, start, end, title):
            yield person


def _mention(start: int, words: str, kind: str, role: str = "") -> ActorMention:
    actor = words.title() if kind == "person" and words.isupper() else words
    return ActorMention(start, start + len(words), words, actor, kind, role, known=False)


def _person(text: str, start: int, end: int, title: str) -> ActorMention | None:
    """The person whose name begins here, if a title or the words around it tell that it is one."""
    name = _POSSESSIVE.sub("", _SMALL.split(text[start:end], maxsplit=1)[0]).removesuffix(" of")
    first, _, more = name.partition(" ")
    if not title and " " in more and first.lower() in lexicon_words("roles"):  # Economist Jane Roe
        start, name, title = start + len(first) + 1, more, first.lower()
    if not title and name.rpartition(" ")[2] in lexicon_words("region_adjectives"):  # every Central Asian country
        return None
    if not name or (not title and (not 1 <= name.count(" ") <= 3 or WITHIN.search(text, max(0, start - 12), start))):
        return None
    end = start + len(name)
    role = _role(text, start, end)
    speaks = _SPEAKS_AFTER.match(text, end) or _SPEAKS_BEFORE.search(text, max(0, start - 16), start)
    given = name.split()[0] in lexicon_words("given_names")
    if _SAYS_IT.match(text, end) and not (title or role or given):
        return _mention(start, name, "organisation")
    if title or role or speaks or given:
        return _mention(start, name, "person", role or (title if title.strip(".") not in _ADDRESS else ""))
    return None


def _beside_known(text: str, start: int, end: int, known: Mapping[int, int]) -> tuple[int, int]:
    """The part of a run of capitalised words that no name of the lexicon covers."""
    at = start
    while at < end:
        if at not in known:
            at = text.find(" ", at, end) + 1 or end
        elif before := text[start:at].rstrip():
            return start, start + len(before)
        else:
            at = start = next((i for i in range(known[at], end) if text[i].isupper()), max(known[at], end))
    return start, end


def _without_openers(text: str, start: int, end: int) -> tuple[int, str]:
    """Where the name proper begins in a run of capitalised words, and the title before it: "Party Sen. Roe" is Roe."""
    titles, title, at = lexicon_words("titles"), "", start
    words = text[start:end].replace("\u00a0", " ").split(" ")
    while words and words[0] in OPENERS:
        start = at = min(at + len(words.pop(0)) + 1, end)
    while words:
        taken = 2 if " ".join(words[:2]) in titles else 1
        found = " ".join(words[:taken]).rstrip(".")
        at += sum(map(len, words[:taken])) + taken
        words = words[taken:]
        if found in titles:
            start, title = min(at, end), found
    return start, title


@cache
def _heads() -> re.Pattern[str]:
    heads = "|".join(sorted(lexicon_words("organisation_heads"), key=lambda head: (-len(head), head)))
    return re.compile(rf"\b(?:{heads})\b")


def _organisation(words: str) -> str:
    *_, end = (0, *(match.end() for match in _heads().finditer(words)))
    if end and words.startswith((" of ", " for ", " on "), end):
        return _POSSESSIVE.sub("", words)
    return words[:end] if " " in words[:end] else ""


def _role(text: str, start: int, end: int) -> str:
    """What the words beside a name say the person is: "X, a fellow at Y" or "the analyst X"."""
    after, roles = _APPOSITION.match(text, end), lexicon_words("roles")
    if after and any(word.lower().strip("’'s,") in roles for word in after[1].split()[:8]):
        return _ARTICLE.sub("", after[1].strip())
    if not _phrases("roles").find(text, max(0, start - 90), start):
        return ""
    if text.startswith(",", end) and (office := _OFFICE.search(text, max(0, start - 90), start)):
        words = office[1].split()  # "its author, Jane Roe, …"
        first = next((i for i, word in enumerate(words) if word.lower() in roles), None)
        if first is not None and words[min(first + 1, len(words) - 1)].lower() not in _SAID:
            return _from_adjectives(words, first)
    before = _BEFORE.search(text, max(0, start - 90), start)
    words = before[1].split() if before else []
    last = next((i for i in reversed(range(len(words))) if words[i].lower() in roles), None)
    of = words[last + 1 :] if last is not None else ["and"]  # the founder of a party along with Jane Roe
    if last is None or not _JOINED.isdisjoint(of) or (of and of[0] not in ("to", "for", "of", "in", "at")):
        return ""
    return _from_adjectives(words, last)


def _from_adjectives(words: list[str], first: int) -> str:
    """Words from the first one that says more of an office on: "interior minister"."""
    while first and words[first - 1].lower() not in _NOT_ROLE:
        first -= 1
    return " ".join(words[first:])
