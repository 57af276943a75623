"""Whom or what a number is about: the actor that governs its clause, or the attack or disaster whose toll it is."""

import re
from calendar import day_abbr, month_abbr
from itertools import dropwhile

from analysis.claims.context import Surroundings
from analysis.claims.measures import measure_nouns
from analysis.claims.roles import Role, can_act, listed, subject_head
from analysis.core.phrases import Phrases
from analysis.core.values import Span
from analysis.readers.forms import DAYS, RELATIVES
from analysis.readers.names import OPENERS, ActorMention
from analysis.readers.numbers import number_of
from analysis.readers.parser import FINITE, NOUNS, VERBS
from analysis.readers.sentences import Sentence, read_sentences

_ATTACKS = frozenset(
    "earthquake quake tremor flood landslide mudslide avalanche blaze wildfire fire crash collapse stampede crush "
    "derailment collision storm cyclone typhoon hurricane tornado tsunami eruption outbreak heatwave shipwreck sinking "
    "attack bombing shooting massacre siege raid assault blast explosion airstrike strike ambush hijacking".split()
)
_KINDS = Phrases({"": [word + end for word in sorted(_ATTACKS) for end in ("", "s")]})
_TIMES = DAYS | frozenset("sept gmt utc minutes hours days weeks months years".split())
_TIMES |= frozenset(map(str.lower, (*day_abbr, *month_abbr)))


def attack_in(words: str) -> str:
    """What words on an attack call it, with what it was aimed at; "" when they tell of none."""
    sentences = read_sentences(words)
    for kind in _KINDS.find(words):
        s = sentences.at(kind.start)
        i = s.token_at(kind.start)
        aimed = i + 2 < len(s) and s.low[i + 1] in ("on", "at", "against", "in", "outside", "near")
        return s.text[s.starts[i] : s.core(s.noun_over(i + 2)).end if aimed else s.ends[i]]
    return ""


EVENTS = _ATTACKS | frozenset(
    "bomb blasts clash fighting violence offensive battle riot protest war conflict accident disaster virus epidemic "
    "pandemic disease coronavirus covid-19 shelling crackdown operation incident".split()
)
_TOLD = EVENTS - {"strike"}
_POINTING = frozenset(
    "company firm group airline bank carrier retailer country state city nation government party club team "
    "ministry agency organisation organization movement militia network giant maker district province region "
    "brokerage operator lender utility university hospital school business alliance insurer builder manufacturer "
    "chain startup unit army".split()
)
_LANDS = frozenset("country state city nation government district province region army team".split())
_FIRMS = _POINTING - {"party", "team", "government"}  # words for a body behind its name: "the Norsoft company"
_PARTIES = frozenset("party opposition coalition president leader".split())
_NAMELESS = frozenset(
    "official officials analyst analysts economist economists report data figure figures number total toll rate level "
    "amount people person man woman percent one all most some many others more year month week quarter day "
    "result addition way effect part case time case fact worst best".split()
)
_PRONOUNS, _SOMEBODY = frozenset(("it", "they")), frozenset(("he", "she"))
_ANYBODY = frozenset("anyone anybody everyone everybody someone somebody whoever".split())
# What a share is of and not about: "3 percent of GDP"
_SUMS = frozenset("gdp gnp product output total exports imports".split())
# Verbs whose subject is so large a part of what a share is of
_MAKING = ("", "represent", "comprise", "constitute", "be")
_LEADING = NOUNS | frozenset(("DET", "PRP$", "ADJ", "POS", "VBN", "VBG"))  # tags within a phrase
_SINCE = 8  # sentences in which no other is told of since a text's own subject, that it goes without saying
_LENDING = ("lend", "grant", "approve", "give", "extend", "offer", "provide", "sign")
_FINING = ("fine", "impose", "levy", "issue", "order", "demand", "seek", "announce", "hand")
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_LONG = 400  # words of a sentence that are looked at: what has more is a list
_PLACED = frozenset("in at near on outside across around inside".split())
_LEAVING = frozenset("evacuate flee displace drive expel uproot rescue report".split())
_QUOTES = frozenset("\"“„«''")
_PUBLISHING, _RESULTS = ("report", "announce"), frozenset("result quarter profit loss revenue earning".split())
_ONCE = frozenset(("", "time"))  # what is no thing that is counted somewhere
# Measures that are those of an event, or of the place of one
TOLLS = frozenset(("deaths", "injured", "killed or injured", "missing", "displaced", "cases"))
# Measures that count people
PEOPLE = TOLLS - {"cases"} | set("arrests hostages convictions deported defectors employees population".split())


class Subjects:
    """Finds whom the numbers of a text are about."""

    def __init__(self, around: Surroundings) -> None:
        self._sentences, self._actors = around.sentences, around.actors
        actors, topic = around.actors.items, topic_name(around.text)
        named = next((mention for mention in actors if mention.text == topic), None)
        self._topic = topic if named is None else "" if named.kind == "person" else named.actor
        self._told: dict[int, str] = {}
        self._places = frozenset(mention.actor for mention in actors if mention.kind in ("state", "place"))
        self.people = frozenset(mention.actor for mention in actors if mention.kind == "person")

    def of(self, role: Role, measure: str, last: str | None, measured: bool = True) -> tuple[str, str]:
        """The subject of a number, and where it was found; `last` is that of the number before it, None without one.

        Where nothing tells what is measured, nobody is its subject whom no word names or points to.
        """
        s, self._last, self._measured = role.sentence, last, measured
        at = next((i for i in range(role.first - 1, max(0, role.first - 5), -1) if s.words[i] in "([{)]}"), 0)
        if at and s.tags[at - 1] == "PROPN" and _CLOSING.get(s.words[at]) in s.words[role.first :]:
            return self._name(s, at - 1), "bracket"
        if (at := self._before_aside(role, measure)) >= 0:
            return self._name(s, at), "clause"
        if s.low[max(0, role.first - 2) : role.first] in (["up", "from"], ["down", "from"]):
            return (last, "list") if last else ("", "none")  # "China had 41%, up from 29%"
        if role.joined and role.part in ("by", "to") and role.governors[:1] == (role.first - 2,):
            start, at = s.token_at(s.core(role.first - 2).start), role.first - 2
            if _is_name(s, at) and s.low[start - 1] in ("and", ","):
                return self._name(s, at), "clause"  # "Chile is to grow by 4% and Peru by 5%"
        if (measure == "turnout" and role.governors) or (measure == "distance" and role.part == "at"):
            return "", "none"  # who won "on a turnout of 69 percent", "with Tajik soldiers at a range 30km from"
        if measure == "recognition":
            whom = self._first(s.ends[max(role.last, role.verb)], s.span.end, "state", "group")
            return (whom, "clause") if whom else ("", "none")
        if (ahead := self._forecast(role)) >= 0:
            about = ahead + 2 if s.low[ahead + 1] in ("for", "of") else ahead - 1
            return (self._name(s, at), "clause") if (at := _proper(s, about)) >= 0 else ("", "none")
        if measure == "sentence":  # "The court sentenced Jan Holm to 8 years; Ole Berg was freed"
            start = s.starts[max(role.verb, 0)]
            stop = s.text.find(";", start, s.span.end)
            if who := self._first(start, stop if stop >= 0 else s.span.end, "person"):
                return who, "clause"
        if measure == "fine":
            on = role.last + 2 if s.low[role.last + 1 : role.last + 2] in (["on"], ["against"]) else role.first - 1
            if on > role.last or (role.lemma in _FINING and role.verb < on):  # "the court fined Norsoft $4 million"
                return (self._name(s, on), "clause") if _proper(s, on) >= 0 else ("", "none")
        if measure == "members" and (of := self._of_noun(role)):
            return of, "clause"  # "red notices for 29 members of the cell"
        if measure in ("debt", "seats") and role.lemma in _LENDING:  # who lends has no debt, who votes no seats
            whom = self._first(s.ends[role.verb], s.starts[role.first], "state", "organisation")
            return (whom, "clause") if whom else ("", "none")
        if measure == "rainfall" and (place := self._place_in(s)):
            return place, "clause"
        if found := self._event(role) if measure in TOLLS else self._owner(role):
            return found
        if measure == "share" and role.lemma in _MAKING and (of := self._of_noun(role)):
            return of, "clause"
        if role.verb > role.last:  # the number is what the clause is about
            built = s.low[role.last + 1] in ("long", "wide", "high", "tall", "deep")  # "a road 4 km long, built by"
            agent = None if built else s.clause_of(role.verb).agent
            # none that has a number of its own: "joined by 300 engineers"
            acts = agent and can_act(s, agent.head) and "NUM" not in (s.tags[i] for i in s.tokens(agent.span))
            if agent and acts and (measure != "other" or s.tags[agent.head] == "PROPN"):
                return self._name(s, agent.head), "clause"
            if measure not in PEOPLE and (of := self._of_noun(role)):
                return of, "clause"
        elif role.verb >= 0:
            counting = role.lemma in listed("counting") or (role.lemma, role.part) == ("put", "at")
            counting |= role.last + 1 < len(s) and s.tags[role.last + 1] in FINITE  # "X says 40 men are in the town"
            near = role.first - 1 - (s.low[role.first - 1] == "the")
            if near > 0 and s.low[near] == "of" and s.tags[near - 1] == "NUM":
                return "", "none"  # "132 of the 240 seats"
            over = -1 if measure in TOLLS | {"other", "duration"} else _antecedent(s, role.verb)
            # who counts is not what is counted
            head = -1 if counting else over if over >= 0 else subject_head(s, role.verb)
            if head >= 0 and measure != "arrests" and _does(s, head):
                whole = measure == "other" and self._of_noun(role)  # "police found 40 kilograms of powder"
                return (whole, "clause") if whole else ("", "none")
            if head >= 0 and measure == "exchange rate" and s.tags[head] in NOUNS:
                return _run(s, head), "clause"
            if 0 <= over == head:
                return self._name(s, over) if s.tags[over] == "PROPN" else _run(s, over), "clause"
            aside = not measured and role.part not in ("object", "at")  # "it was a row between 40 men"
            within = aside and head >= 0 and s.low[head] in _PRONOUNS
            said = self._named(s, head, measure not in TOLLS) if head >= 0 and not within else None
            if said and (said[0] not in self.people or measure_nouns().isdisjoint((role.noun, *role.heads[:1]))):
                return said  # but who cuts a tariff is not taxed
        if measure in TOLLS and (place := self._place_in(s)):
            return place, "sentence"
        # those counted, when their own words tell who they are: "150 Danes", "young people in the valley"
        for i in range(max(role.first + 1, role.number_end), role.last + 1):
            if _is_name(s, i):
                return s.place(i, role.last).of(s.text), "clause"
        counted = role.verb > role.last and role.noun not in measure_nouns() | _ONCE
        if counted and (place := self._place_in(s, s.clause_of(role.verb).span)):
            return place, "sentence"  # "2,000 women rallied in Portby"
        return ("", "none") if measure in TOLLS else self._carried(s)

    def _first(self, start: int, end: int, *kinds: str) -> str:
        """The first actor of some kinds that is named between two places; "" without."""
        return next((mention.actor for mention in self._actors.between(start, end) if mention.kind in kinds), "")

    def _forecast(self, role: Role) -> int:
        """The forecast that a number is: "the bank cut its forecast for Kenya to 4.8%"; -1 for others."""
        s, words = role.sentence, listed("forecasts")
        near = (*role.governors, *range(role.verb + 1, role.first))
        found = (i for i in near if i < role.first and s.lemmas[i] in words and s.tags[i] in NOUNS)
        return next(found, -1) if not words.isdisjoint(role.heads) else -1

    def _before_aside(self, role: Role, measure: str) -> int:
        """The name before an aside with a number: "the Red Front (RF), with 40 men", "Chile, the third largest"."""
        s, i = role.sentence, role.first - 1
        while measure == "rank" and i > 0 and s.tags[i] in _LEADING:
            i -= 1
        if measure != "rank" and s.low[i] != "with":
            return -1
        if s.low[i] == "with" and i > 1 and s.tags[i - 1] == "PROPN" and s.low[i - 2] == "by":
            return i - 1  # "followed by Norland with 19%"
        end = i - 1 - (s.low[i] == "with")
        if end < 0 or s.low[end + 1] != ",":
            return -1
        if s.low[end] == ")":
            end = max((i for i in range(end) if s.low[i] == "("), default=0) - 1
        return end if end >= 0 and _is_name(s, end) else -1

    def _of_noun(self, role: Role) -> str:
        """What a number is of: "buildings" of "27 percent of all buildings"."""
        s = role.sentence
        if s.low[role.last + 1 : role.last + 2] == ["of"] and role.last + 2 < len(s):
            i = role.last + 2
            while i + 1 < len(s) and s.tags[i] in _LEADING and s.tags[i + 1] in _LEADING:
                i += 1
            while s.tags[i].startswith("VB"):  # "of ballots counted"
                i -= 1
            if s.tags[i] in NOUNS and s.low[i] not in _SUMS and s.low[i] not in _NAMELESS:
                return mention.actor if (mention := self._mention(s, i)) else _run(s, i)
        return ""

    def _event(self, role: Role) -> tuple[str, str] | None:
        """The attack or disaster that a toll belongs to."""
        s = role.sentence
        near = range(max(0, role.first - _LONG), min(len(s), role.last + _LONG))
        words = (i for i in near if s.tags[i] in NOUNS and not role.first <= i <= role.last)
        events = [i for i in words if s.lemmas[i] in _TOLD and s.tags[i + 1 : i + 2] != ["NOUN"]]
        if not events:
            return None
        if any(s.low[i] == "when" and s.tags[i - 2] == "NUM" for i in range(2, role.first)):
            return "", "none"  # "the worst since 1998, when 212 people died"
        if role.verb > 0 and s.low[role.verb - 1] in RELATIVES:  # "an attack in March that killed 40, and a raid"
            events = [i for i in events if i < role.verb] or events
        nearest = min(events, key=lambda i: abs(i - role.first))
        own = s.clause_of(nearest) == s.clause_of(role.verb if role.verb >= 0 else role.first)
        if s.tags[nearest + 1 : nearest + 2] == ["PROPN"] and s.words[nearest][:1].isupper():
            return self._name(s, nearest), "clause" if own else "sentence"  # "Hurricane Helga"
        name, place = _run(s, nearest), self._place_in(s)
        return f"{name} in {place}" if place and place not in name else name, "clause" if own else "sentence"

    def _owner(self, role: Role) -> tuple[str, str] | None:
        """Who has what the number measures: "Chile's exports", "Chilean exports", "exports of Chile"."""
        s = role.sentence
        own = role.part == "object" and role.lemma in ("supply", "provide")  # "supplied 12 percent of Norland's gas"
        of = s.low[role.last + 1 : role.last + 2] == ["of"] and not role.noun and not own
        if of and (at := _proper(s, role.last + 2)) >= 0:
            return self._name(s, at), "clause"  # "12 percent of Norsoft's shares"
        owned = role.first > 1 and s.tags[role.first - 1] == "POS" and s.low[role.first - 2] != "world"
        if owned and "largest" not in role.words:
            if s.low[role.first - 2] in ("latter", "former"):
                near = self._actors.between(s.span.start, s.starts[role.first - 2])
                two = list(dict.fromkeys(mention.actor for mention in near if mention.kind != "person"))
                return (two[s.low[role.first - 2] == "latter"], "clause") if len(two) > 1 else None
            return self._pointed(s, role.first - 2, role.first - 3) or (self._name(s, role.first - 2), "clause")
        heads = list(role.governors)
        if role.verb >= 0 and (head := subject_head(s, role.verb)) >= 0 and not _does(s, head):
            heads.append(head)
        for head in heads:
            named = s.tags[head] == "PROPN" or (head and s.words[head].istitle())
            if (named and head != role.last) or s.lemmas[head] in _FIRMS:
                continue
            for k in range(head - 1, max(-1, head - 6), -1):
                if k <= role.number_end < head:
                    break
                if s.tags[k] == "POS" and k > 0:
                    if s.lemmas[head] in _PARTIES or any(word.endswith("est") for word in s.low[k + 1 : head]):
                        return Span(s.name(k - 1).start, s.ends[head]).of(s.text), "clause"  # one of many there
                    return self._pointed(s, k - 1, k - 2) or (self._name(s, k - 1), "clause")
                if _is_name(s, k):
                    return self._name(s, k), "clause"
                if s.tags[k] == "ADJ" and (mention := self._mention(s, k)) and mention.kind == "state":
                    return mention.actor, "clause"
                if s.tags[k] not in ("NOUN", "NNS", "ADJ", "NUM", "VBN", "VBG", "SYM"):
                    break
            beside = (
                head + 2 < len(s)
                and s.low[head + 1] in ("of", "at", "by", "for", "in", "on")
                and head + 2 != role.first
            )
            if beside and (at := _proper(s, head + 2)) >= 0:
                return self._name(s, at), "clause"
        return None

    def _named(self, s: Sentence, head: int, reports: bool = True) -> tuple[str, str] | None:
        """The name of a subject; of a pronoun or "the company" whom it points back to, or who reports of itself."""
        if _governed(s, head) or s.low[head + 1 : head + 2] == [":"]:
            return None
        if s.low[head] in _PRONOUNS:
            near = self._actors.between(s.starts[head] - 700, s.starts[head])
            groups = [(mention.actor, "sentence before") for mention in near if mention.kind == "group"]
            meant = groups or [("", "none") if s.low[head] == "they" else self._carried(s, pointed=True)]
            # "it was a fight between 40 fans"
            vague = not self._measured and (groups or meant[-1][1] == "heading")
            return self._reporter(s, head) or (("", "none") if vague else meant[-1])
        if s.low[head] in _ANYBODY or s.low[head] in _SOMEBODY or _is_time(s.low[head]):
            return "", "none"
        if s.low[head] in measure_nouns() or s.lemmas[head] in measure_nouns():
            kind = s.tags[head - 1] == "NOUN" and s.words[head - 1].isalpha() and s.low[head - 1] not in measure_nouns()
            own = s.low[s.token_at(s.core(head).start)] in ("its", "their")
            told = (_run(s, head), "clause") if kind else self._carried(s, pointed=own)  # "freight rates"
            return (self._reporter(s, head) or told) if reports else None
        mention = self._mention(s, head)
        if mention and mention.kind == "state" and any(s.tags[i] == "NUM" for i in s.children[head]):
            return _run(s, head), "clause"  # "55 million Americans" are not their country
        if s.tags[head] == "PROPN" or mention:
            return self._name(s, head), "clause"
        if pointed := self._pointed(s, head, s.token_at(s.core(head).start)):
            return pointed
        return None if s.tags[head] not in NOUNS or s.lemmas[head] in _NAMELESS else (_run(s, head), "clause")

    def _reporter(self, s: Sentence, head: int) -> tuple[str, str] | None:
        """The firm that reports its own figures: "Norsoft said profit rose"."""
        clause = s.clause_of(head).reporting
        verb = clause.verb if clause else s.token_at(s.name(head).start) - 1
        if verb < 0 or s.tags[verb] not in VERBS or s.lemmas[verb] not in listed("reporting"):
            return None
        if (subject := subject_head(s, verb)) >= 0 and s.tags[subject] == "PROPN":
            mention = self._mention(s, subject)
            if mention is None or mention.kind == "organisation":
                own = s.low[head] in _PRONOUNS or s.lemmas[head] in listed("own")
                return (self._name(s, subject), "clause") if own else ("", "none")
        return None

    def reports_own(self, role: Role) -> bool:
        """Whether a number is told by whom it is about: "Jan Holm said he had paid $400"."""
        s, head = role.sentence, subject_head(role.sentence, role.verb) if role.part == "object" else -1
        telling = s.clause_of(head).reporting if head >= 0 and s.low[head] in _SOMEBODY else None
        return telling is not None and telling.verb < head and _QUOTES.isdisjoint(s.words[telling.verb : head])

    def _place_in(self, s: Sentence, within: Span | None = None) -> str:
        """The first place that a sentence, or a part of it, names behind "in" and its like."""
        tokens = s.tokens(within) if within else range(len(s))
        for k in range(tokens.start, min(tokens.stop, len(s) - 1, tokens.start + _LONG)):
            left = s.low[k] == "from" and k and s.lemmas[k - 1] in _LEAVING  # not "rockets fired from Lebanon"
            if s.low[k] == "on" and k and s.lemmas[k - 1] in listed("reporting") | {"post"}:  # "wrote on Telegram"
                continue
            if (left or s.low[k] in _PLACED) and s.tags[k] == "ADP" and (at := _proper(s, k + 1)) >= 0:
                mention, name = self._mention(s, at), self._name(s, at)
                owns = within and mention and s.tags[s.token_at(mention.end + 1)] in NOUNS  # "on Gaza ceasefire calls"
                if not owns and (mention.kind in ("place", "state") if mention else name[0].isupper()):
                    return name
        return ""

    def _carried(self, s: Sentence, pointed: bool = False) -> tuple[str, str]:
        """Whom the sentence is about, or one before if words point there or the last was its; else the heading."""
        if not pointed and not self._measured:
            return "", "none"
        if name := self._about(s.number):
            return name, "sentence"
        spans, near = self._sentences.spans, True
        for number in range(s.number - 1, max(-1, s.number - _SINCE), -1):
            near = near and number > s.number - 4 and "\n\n" not in s.text[spans[number].end : spans[number + 1].start]
            if not near and not self._topic:
                break
            if name := self._about(number):
                if near and name not in self._topic:
                    return (name, "sentence before") if pointed or self._last in (None, name) else ("", "none")
                return (self._topic, "heading") if name in self._topic or self._topic in name else ("", "none")
        return (self._topic, "heading") if self._topic else ("", "none")

    def _pointed(self, s: Sentence, i: int, first: int) -> tuple[str, str] | None:
        """Whom words such as "the company" point back to, None for others: no firm is a state."""
        if s.lemmas[i] not in _POINTING or s.low[first] not in ("the", "this", "that", "its"):
            return None
        name, basis = self._carried(s, pointed=True)
        two = " and " in name  # "Chile and Peru signed a pact": either may be "the country"
        return (name, basis) if not two and (name in self._places) == (s.lemmas[i] in _LANDS) else ("", "none")

    def _about(self, number: int) -> str:
        """The first name before a finite verb of a sentence: of what is reported rather than who reports."""
        if number not in self._told:
            # in most sentences no name stands before what may be a verb: they need not be read
            span = self._sentences.spans[number]
            acts = _NAME_ACTS.search(self._sentences.text, span.start, span.end)
            self._told[number] = self._acting(self._sentences[number]) if acts else ""
        return self._told[number]

    def _acting(self, s: Sentence) -> str:
        for i in (k for k in range(len(s) - 1) if _is_name(s, k)):
            own = s.tags[i + 1] == "POS"  # "Norsoft's profit fell"
            verb = next((k for k in range(i + 1, len(s)) if s.tags[k] not in (_LEADING if own else ("ADV", "MD"))), i)
            if own and s.lemmas[verb - 1] not in listed("own"):
                continue
            if not (s.tags[verb] in FINITE or "MD" in s.tags[i + 1 : verb]):
                continue
            mention = self._mention(s, i)
            many = i == 0 and mention is None and s.low[0].endswith("s")
            if (many and s.text.count(s.words[0]) < 2) or (mention and mention.kind == "person") or _governed(s, i):
                continue  # "Voters backed": a capital because it comes first
            told = s.lemmas[verb] in listed("reporting", "counting")
            results = told and s.lemmas[verb] in _PUBLISHING and FINITE.isdisjoint(s.tags[verb + 1 : verb + 6])
            if not told or (results and not _RESULTS.isdisjoint(s.lemmas[verb + 1 : verb + 5])):
                first = next(k for k in range(i, -1, -1) if k == 0 or s.tags[k - 1] != "PROPN")
                joint = first > 1 and s.low[first - 1] == "and" and _is_name(s, first - 2)
                return s.place(first - 2, i).of(s.text) if joint else self._name(s, i)  # "Norsoft reported its results"
        return ""

    def _mention(self, s: Sentence, i: int) -> ActorMention | None:
        """The actor named where a word stands."""
        at = s.starts[i]
        near = self._actors.between(max(0, at - 80), at + 1)
        return next((mention for mention in reversed(near) if mention.end > at), None)

    def _name(self, s: Sentence, i: int) -> str:
        """The actor named where a word stands, or else the name that it is part of."""
        mention = self._mention(s, i)
        if mention and mention.kind in ("state", "place") and s.tags[i] == "PROPN":
            after = s.token_at(mention.end - 1) + 1
            if after < len(s) and _is_name(s, after):
                mention = None  # "the Oslo Stock Exchange" is not Norway
        return mention.actor if mention else _run(s, i, ("PROPN",), both=True)


def _does(s: Sentence, i: int) -> bool:
    """Whether a noun is one for those who act on others of whom a number tells: "police seized 3 tonnes"."""
    return not listed("doers").isdisjoint((s.low[i], s.lemmas[i]))


def _antecedent(s: Sentence, verb: int) -> int:
    """What a relative clause tells of: "a stadium" of "a stadium that cost 64m euros"; -1 for other clauses."""
    clause = s.clause_of(verb)
    over = s.heads[clause.head] if clause.kind == "relative" else -1
    if clause.subject and clause.subject.head != over:
        over = -1
        if s.low[clause.subject.head] in RELATIVES and clause.subject.head > 1:  # "…, who lost 22 seats"
            over = clause.subject.head - 1 - (s.low[clause.subject.head - 1] == ",")
    return over if over >= 0 and s.tags[over] in NOUNS and s.lemmas[over] not in measure_nouns() | _NAMELESS else -1


def _governed(s: Sentence, i: int) -> bool:
    """Whether a preposition stands before the phrase of a noun: no verb has it as its subject."""
    while i > 0 and s.tags[i] != "PRON" and s.tags[i - 1] in (*NOUNS, "ADJ", "DET", "POS"):
        i -= 1
    return i > 0 and s.tags[i - 1] == "ADP"


def _run(s: Sentence, i: int, tags: tuple[str, ...] = ("ADJ", "NOUN", "NNS", "PROPN"), both: bool = False) -> str:
    """A word with the words of some kinds right before it, or on both sides; times are none of them."""
    first = last = i
    while first > 0 and not _is_time(s.low[first - 1]):
        entitled = both and first > 1 and s.tags[first - 1] == "ADJ" and s.words[first - 1][:1].isupper()
        if s.tags[first - 1] not in tags and not entitled:
            break
        first -= 1
    while both and last + 1 < len(s) and s.tags[last + 1] in tags and not _is_time(s.low[last + 1]):
        last += 1
    return s.place(first, last).of(s.text)


def _is_name(s: Sentence, i: int) -> bool:
    return s.tags[i] == "PROPN" and not (s.words[i].islower() or _is_time(s.low[i])) and number_of(s.low[i]) is None


def _proper(s: Sentence, i: int) -> int:
    """A word that is a name, or the one behind an article that is; -1 for others."""
    i += i < len(s) and s.tags[i] == "DET"
    named = 0 <= i < len(s) and not s.words[i].islower()
    named = named and "PROPN" in s.tags[i : i + 1 + s.words[i][:1].isupper()]
    return i if named and not _is_time(s.low[i]) and s.low[i] not in _SUMS else -1


_CAPITAL = re.compile(r"\b[A-Z][\w’'&-]*(?:[ ](?:of[ ]|the[ ]|and[ ](?=[A-Z]))?[A-Z][\w’'&-]*){0,4}")
_NAME_ACTS = re.compile(
    rf"\b(?!(?:{'|'.join(OPENERS)})\b)\w*?[A-ZÀ-Þ][\w.&-]*+(?:[’']s?)?+\s(?!(?:a|an|and|as|at|but|by|for|from|in|of|on|or|that|the"
    r"|to|when|which|who|with)\b)[A-Za-z]"
)
_LEAD = 700  # characters at the head of a text among whose names the one is that it is about


def topic_name(text: str) -> str:
    """The name that a text is about: of those in its first lines the one that is named most; "" without one."""
    head = text[:_LEAD]
    title_end = len(head.split("\n", 1)[0])
    best: tuple[int, int, str] = (0, 0, "")
    for match in _CAPITAL.finditer(head):
        name = " ".join(dropwhile(OPENERS.__contains__, re.sub(r"[’']s?\Z", "", match[0]).split()))
        low = name.lower()
        named = len(name) > 2 and not (low in measure_nouns() or low in listed("doers") or _is_time(low))
        source = not named or _SOURCE.match(head, match.end()) or number_of(low.partition(" ")[0]) is not None
        if not source and (count := min(text.count(name), 12)) > 1 and f" {low} " not in text:
            entitled = match.end() <= title_end and not _AFTER.search(head, max(0, match.start() - 8), match.start())
            best = max(best, (count + 8 * entitled, -match.start(), name))
    return best[2]


_AFTER = re.compile(r"\b(?:from|to|in|at|after|with|by|for|of)\s(?:the\s)?\Z")
_SOURCE = re.compile(r"\)|\s(?:says?|said|reports?|reported|warns?|warned|estimates?)\b")


def _is_time(low: str) -> bool:
    return low.rstrip(".") in _TIMES
