"""What each number of an article claims: which measure, of whom, as of when, and who says so."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import chain, pairwise
from typing import Annotated, NamedTuple

from analysis.claims import measures
from analysis.claims.context import Nearby, Period, Surroundings, modality_of, periods, whole
from analysis.claims.events import Event
from analysis.claims.measures import Reading
from analysis.claims.roles import Role, is_denied, is_part, listed, role_of
from analysis.claims.statements import Statement
from analysis.claims.subjects import EVENTS, PEOPLE, TOLLS, Subjects
from analysis.core.tables import ACTOR, MANY, MODALITIES, Also, Inside, Table
from analysis.core.values import Interval, Span
from analysis.readers.dates.readings import DateMention
from analysis.readers.forms import RELATIVES
from analysis.readers.names import kind_of
from analysis.readers.parser import FINITE, VERBS
from analysis.readers.quantities import Quantity
from analysis.readers.sentences import Sentence

_BACK = 3000  # characters before a sentence in which its statement may begin
_CLOSE = 400  # characters at most between a number and its time
_NEXT_SENTENCE = 200  # characters between a statement and a sentence that goes on with it
_GOES_ON = re.compile(r"(?:,[”\"]?\s\w+ing|,?\swhile)\s")
_JOINT = re.compile(r"[,;]\s|\swho\s|\s(?:and|but|or)\s(?:that|it|its|he|his|she|her|they|their|the)\s")
# What stands before a date that goes with the words behind it: "…, and in 2023 it was"
_LEADS_ON = re.compile(
    r"(?:\s(?:and|but|while)|[,;:])\s(?:(?:that|those)\s)?(?:in|of|by|on|since|from|during|for)\s(?:the\s)?\Z"
)
_SINCE = re.compile(r"\b[Ss]ince\s(?:[\w’'-]{1,20}\s){0,6}\Z")
# What has a record: "the highest share since 1991"
_RECORD = re.compile(
    r"\bthe\s(?:second[ -])?(?:most|least|first|worst|best|(?:high|low|large|small|big|great|deadli|sharp|fast)est)"
    r"\s(?:[\w’'-]{1,20}\s){0,4}\Z"
)
_NO_TIME = re.compile(_SINCE.pattern + r"|\b(?:by|until|till)\s\Z")  # of what comes next
# Words behind which stands what a number is compared with
_BASE = re.compile(
    r"(?i)\b(?:compared|against|versus|vs|from(?=\s(?:the\s[\d,.]+\s\w+ed\s|[$€£\d]|(?:its|their)\s(?:peak|high)\b))"
    r"|(?:up|down|over)(?=\s(?:on\s)?(?:the\ssame|last|a)\s)|(?:up|down)\sfrom"
    r"|than(?=\s(?:in|during|for|at)\s)|(?<!more )(?<!less )(?<!fewer )(?<!rather )than)\b"
)
# What stands behind the year of a deed of which a number tells: "since the 2010 quake that killed 40"
_OF_THAT = re.compile(r"\s[\w-]+(?:\sin\s[A-Z]\w+)?\s(?:of|that|which)\s")
_OF_THEM = frozenset((("of", "which"), ("of", "whom")))
_AGAINST = re.compile(r"\b(?:compared|against|versus|vs)\b[^.;$€£]{0,40}\Z")
_PAIR = re.compile(
    r"\b(?:against|versus|vs|compared\s(?:to|with)|from|than)\s(\d[\d,]*)\sand\s(\d[\d,]*)\b(?!\s[a-z]{3,}s\b)"
)
# "police put the number at 80", "activists say the true figure is closer to 80": said of what was just counted
_OTHERWISE = re.compile(
    r"\bthe\s(?:true\s|real\s|actual\s)?(?:number|figure|total|count)\s(?:at|was|is)\s(?:closer\sto\s|nearer\s)?\Z"
)
_NEAR = 200  # characters within which that was
_NO_COUNT = re.compile(
    r"\b(?:aged?\s(?:\d\d\sand\s)?|\d\sof\s(?:/\s?)?)\Z|\b(?:north|south|east|west|latter)(?:ern)?\s\Z"
    r"|\b(?:[Pp]aragraph|[Cc]hapter|[Pp]age|[Ll]ine|[Ss]ection)s?\s\Z"
)
_OF_ALL = re.compile(r"\sof\s/?\s?\d")
_VAGUE = ("other", "duration", "share")
_ANY = ("count", "vague", "duration")
_COUNTING = ("count", "vague", "share")
_RECENT = re.compile(r"\b(?:last|past|previous|next|coming|first|final|recent|every)\s\Z", re.IGNORECASE)
_ENDED = re.compile(r",|\s(?:ended|ending|to|through|of)\s")
_DASH = re.compile("[–—]| - ")
# What stands right before a date that something is compared with
_COMPARED = re.compile(
    r"\b(?:over|from|on|than)\sthe\s(?:(?:previous|prior|preceding|same|corresponding)\b|(?:\w+\s(?:before|earlier))?\Z)"
    r"|\b(?:compared|against|versus|than)\b[^\d$€£]{0,24}\Z|\btimes\s(?:its|the|their|that)\s(?:\w+\s){0,2}(?:of|in)\s\Z"
    r"|(?:%|\b(?:percent|cents?|points?|rise|increase|growth|jump|drop|fall|decline|decrease))\s(?:from|on|over)\s"
    r"(?:(?:a|one)\s(?:year|month|quarter|week)\s(?:earlier|ago|before)|\d{4}|the\s\w+\s(?:half|quarter)\sof\s\d{4})\Z"
    r"|\bas\sin\s\Z"
)
_PRICES = re.compile(r"[’']s\s(?:\w+\s)?(?:prices?|rates?|terms|money)\b")
_EARLIER_VERSION = re.compile(r"\bversion of (?:this|the)\b|\bmisstated\b|\bincorrect|\bwrong(?:ly)?\b")
_CAUSE = frozenset("when after as".split())  # words that lead to what a toll is of
_LOOSE = frozenset(("other", "reward", "investment flow", "height", "rank"))  # measures that words tell less surely
_ELIDED = re.compile(
    r"\s(?:(?:in|for)\s)?(?:the\s)?(?:next|last|previous|first|second|third|fourth)(?=[.,;)]|\s(?:and|but)\b)"
)
_LENGTHS = frozenset(("duration", "distance", "height"))  # measures of no state, and mostly of nobody
_FALLEN = frozenset(("inch", "millimetre"))  # lengths that rain and snow are measured in
_APART = TOLLS | {"share", "growth", "duration"}  # what a part of those harmed is told by itself
_NUMBER = Inside(("", "low", "high", "low_open", "high_open", "qualifier", "currency", "kind"))
# What a reading rests on
_BASES = ("clause", "list", "bracket", "sentence", "sentence before", "heading", "writing", "kind", "none")


class Figure(NamedTuple):
    """A measured claim: the words of its number, which a quantity has or which they imply."""

    start: int
    end: int
    text: str
    quantity: Annotated[Quantity, _NUMBER, Also("quantity", "id of the quantity", "quantities")]
    unit: Annotated[str, "what is counted or measured, singular; “people” where only the measure says so"]
    measure: Annotated[str, "what the number measures (lexicon/measures.yaml), other when none fits", measures.measures]
    change: Annotated[str, "the size of a rise or a fall; empty for a level", ("up", "down", "")]
    subject: Annotated[str, "which actor or event it is about, empty when the text names none", ACTOR]
    as_of: Annotated[Interval | None, "the state that it describes"]
    attributed_to: Annotated[str, "who says so; empty when the article itself does", ACTOR]
    modality: Annotated[str, "whether it is said to be so, planned, guessed at or denied", MODALITIES]
    topic: Annotated[str, "question it belongs to", lambda: (*measures.topics(), "other")]
    event: Annotated[Event | None, Also("event", "id of the timeline row of its clause, if any", "timeline")]
    measure_basis: Annotated[str, "what the measure rests on", _BASES]
    subject_basis: Annotated[str, "what the subject rests on", _BASES]
    as_of_basis: Annotated[str, "what the time rests on", _BASES]
    attributed_to_basis: Annotated[str, "what the owner rests on", _BASES]
    sure: Annotated[bool, "whether every reading rests on the clause itself, by rules of measured precision"]
    scope: Annotated[str, "where a rank or superlative holds, or with whom a sum is shared", MANY] = ""
    part: Annotated[bool, "whether it counts some of those whom another number counts"] = False


class Beside(NamedTuple):
    """What the ledger says of a figure."""

    group: Annotated[str, Also("group", "id of the ledger row that holds it", "ledger")]


_FIRST = "measure subject low high qualifier attributed_to"
FIGURES = Table.of("figures", "a measured claim", Figure, Beside, tell=_FIRST, sentence=True)


def find_figures(around: Surroundings, quantities: Sequence[Quantity], events: Sequence[Event]) -> list[Figure]:
    """Read the claim around each number.

    Numbers that words imply are added; one that measures nothing ("one of them", "the last four years") has no figure.
    The day of writing is the state that an undated figure describes.
    """
    implied = measures.implied_quantities(around.text, quantities)
    every = sorted([*quantities, *implied], key=lambda number: number.start)
    context = _Context(around, events)
    return [figure for quantity in every if (figure := context.figure(quantity))]


class _Context:
    """What was read of one article, and the figures before the one that is read."""

    def __init__(self, around: Surroundings, events: Sequence[Event]) -> None:
        self._text, self._sentences, self._actors = around.text, around.sentences, around.actors
        self._statements, self._written = around.statements, around.written
        timely = [mention for mention in around.dates if _tells_a_time(around.text, mention)]
        self._dates, self._periods = Nearby(around.dates), Nearby(periods(around.text, timely))
        self._back = {mention.start for mention in timely if mention.counts_back}
        self._subjects, self._events = Subjects(around), Nearby(events, "clause.start")
        self._last: Figure | None = None
        self._row: list[Figure] = []  # of the sentence
        self._toll: tuple[int, Interval] | None = None

    def figure(self, quantity: Quantity) -> Figure | None:
        """The claim that a number makes, None where it makes none."""
        text, at = self._text, Span(quantity.start, quantity.end)
        sentence = self._sentences.at(at.start)
        role = role_of(sentence, quantity)
        reading = measures.measure_of(role, quantity)
        self._row = [figure for figure in self._row if figure.start >= sentence.span.start]
        twin = self._twin(quantity)
        if self._no_claim(quantity, role, reading):
            return None
        if reading.measure == "other" and sentence.number:  # An earlier version misstated the toll. It was 12, not 21.
            told = self._sentences.spans[sentence.number - 1]
            if _EARLIER_VERSION.search(text, told.start, told.end):
                reading = measures.measure_named(self._sentences.at(told.start), quantity) or reading
        last, part = self._last, is_part(role)
        before = None if last is None else last.subject if last.measure != "other" else ""
        here = last if last and sentence.span.start <= last.start else None
        some = here if here and part and here.measure in TOLLS and quantity.kind in _COUNTING else None
        goes_on = here if here and self._goes_on(here, role, quantity, reading) else None
        like = twin or (some if reading.measure not in _APART else None) or goes_on
        measured = reading.basis != "none" or like is not None
        subject, subject_basis = self._subjects.of(role, reading.measure, before, measured)
        if quantity.kind == "measure" and subject in quantity.text:  # a unit is nobody: "120 MW"
            subject, subject_basis = "", "none"
        if like:
            reading = Reading(like.measure, like.topic, like.change, "list")
            if (twin or like.measure in TOLLS) and like.subject != like.attributed_to:
                subject, subject_basis = like.subject, like.subject_basis
        tellers = quantity.unit and (reading.measure in TOLLS or quantity.kind == "count")
        said = self._statements.between(at.start - _BACK, at.end + _NEXT_SENTENCE) if tellers else ()
        if any(s.speaker_span and s.speaker_span.contains(at) for s in said):
            reading, subject, subject_basis = Reading("other", "", "", "none"), "", "none"  # "…, two doctors said"
        measure, toll, span = reading.measure, reading.measure in TOLLS, sentence.span
        speaker, said_basis = self._speaker(quantity, span, measure)
        acting = sentence.clause_of(role.verb if role.verb >= 0 else role.first)
        if quantity.kind == "share" and acting.kind == "participle" and role.verb > role.last:
            acting = sentence.clause_of(role.first)  # "60% of cars sold there may be electric"
        clause = whole(acting).span
        near = self._actors.between(span.start, span.end)
        length = measure in _LENGTHS
        beside = " " not in quantity.text and "-" in quantity.text and not text.startswith(subject, at.end + 1)
        if (length and subject_basis not in ("clause", "list")) or (beside and quantity.kind not in ("share", "money")):
            subject, subject_basis = "", "none"
        as_of, as_of_basis = (None, "none") if length else self._as_of(at, role, toll)
        if as_of and toll and not (self._toll and as_of.latest < self._toll[1].latest):
            self._toll = sentence.number, as_of
        others = self._statements.between(span.start, span.end) if subject_basis == "sentence" and speaker else ()
        if any(one.speaker == subject != speaker for one in others):
            subject, subject_basis = "", "none"  # "X says 40 were captured, while Y says 30"
        source = bool(subject and speaker) and (subject.lower() in speaker.lower() or speaker in subject)
        unnamed = speaker.endswith("(unnamed)") or subject in self._subjects.people
        if source and (unnamed or toll) and subject_basis == "clause":
            subject, subject_basis = "", "none"  # whoever says so
        if not subject and not length and speaker in self._subjects.people and self._subjects.reports_own(role):
            subject, subject_basis = speaker, "sentence"
        counted = twin or (some if quantity.kind == "count" and not role.noun else None) or quantity
        unit = _unit(quantity, measure, counted.unit)
        denied, joint = is_denied(role) or _EARLIER_VERSION.search(speaker), _JOINT.search(text, at.end, clause.end)
        # how firmly it is put: up to what is joined on behind it
        put = Span(min(clause.start, at.start), max(at.end, joint.start() if joint else clause.end))
        if role.part == "subject" and role.lemma in listed("reporting"):
            put = Span(put.start, sentence.ends[role.verb])  # "60% say they may leave"
        modality = "denied" if denied else modality_of(text, put, said_basis != "none")
        asked = role.lemma in listed("asking") and (measure == "sentence" or role.lemma not in ("face", "want"))
        if modality in ("asserted", "attributed") and asked:
            modality = "planned"  # "the measure needs 60 votes"
        topic = reading.topic or measures.topics_of(text)[sentence.number]
        what = unit, measure, reading.change, subject, as_of, speaker, modality, topic
        bases = reading.basis, subject_basis, as_of_basis, said_basis
        sure = not source and unit != "" and self._sure(quantity, role, reading, unit, subject, subject_basis)
        scope, event = measures.scope_of(text, at, span, measure, subject, near), self._event(at)
        found = Figure(at.start, at.end, quantity.text, quantity, *what, event, *bases, sure, scope, part)
        self._row.append(found)
        if not (measure in ("countries", "provinces") and last and last.measure in TOLLS):
            self._last = found  # "killed 90 people in six states, 35 of them in"
        return found

    def _no_claim(self, quantity: Quantity, role: Role, reading: Reading) -> bool:
        """Whether a number measures nothing: "one of them", "the last four years", "several"."""
        text, words, kind, measure = self._text, quantity.text.lower().split(), quantity.kind, reading.measure
        before, after = text[max(0, quantity.start - 12) : quantity.start], text[quantity.end : quantity.end + 6]
        low, bare = before.lower(), not quantity.unit
        age = before.endswith(", ") and after[:1] == "," and quantity.text.isdecimal() and int(quantity.text) < 120
        dozens = kind == "count" and (quantity.low or 0) >= 12  # "a dozen drones"
        ended = low.endswith(("for the ", "in the ")) and _ENDED.match(text, quantity.end)
        return bool(
            before.endswith((", not ", " and not ", " instead of ", " rather than ", " per "))
            or (bare and (age or _NO_COUNT.search(before) or _OF_ALL.match(after)))
            or (kind in ("rank", "count") and (low.endswith("one of ") or words[:3] == ["one", "of", "the"]))
            or (kind == measure == "duration" and (ended or _RECENT.search(before)))
            or (quantity.low is quantity.high is None and measure in ("other", "share", "growth"))
            or (words[-1].endswith("old") and kind != "duration")
            or (words[0] in ("one", "another") and role.part == "subject" and role.lemma in listed("reporting"))
            or (words[0] in ("one", "another", "a") and measure in _VAGUE and kind in _ANY and not dozens)
        )

    def _twin(self, quantity: Quantity) -> Figure | None:
        """That of a bare number: of "57 raids and 389 dead, against 42 and 260", of "police put the figure at 80"."""
        last, near = self._last, max(0, quantity.start - 50)
        if last and not quantity.unit and _OTHERWISE.search(self._text, near, quantity.start):
            money = last.quantity.kind == "money" and (quantity.low or 0) >= 1e6  # a bare number of that size
            same = (last.quantity.kind == quantity.kind or money) and quantity.start - last.end < _NEAR
            return last if same and not last.change else None
        if len(self._row) < 2 or not quantity.text.replace(",", "").isdecimal():
            return None
        if (pair := _PAIR.search(self._text, max(0, quantity.start - 40), quantity.end + 20)) is None:
            return None
        mine = [figure for figure in self._row if figure.start < pair.start()][-2:]
        return dict(zip(map(pair.start, (1, 2)), mine, strict=False)).get(quantity.start)

    def _goes_on(self, last: Figure, role: Role, quantity: Quantity, reading: Reading) -> bool:
        """Whether a number measures what the one before it in its list does."""
        if "share" in quantity.unit and last.measure in ("profit", "loss") and reading.measure in ("other", "price"):
            return True
        others = listed("people") if last.measure in PEOPLE else ()  # "two dead, 140,000 homes"; "40 troops, 20 tanks"
        homes = last.measure in PEOPLE | {"troops", "fighters"} and role.noun and role.noun not in others
        alike = quantity.kind == last.quantity.kind and not quantity.unit.endswith("of age") and not homes
        return alike and reading.measure == "other" and (role.joined or (role.verb < 0 and not role.noun))

    def _sure(self, quantity: Quantity, role: Role, reading: Reading, unit: str, subject: str, basis: str) -> bool:
        """Whether unit, measure and subject stand in the clause itself; of those harmed the subject is a name."""
        measure = reading.measure
        if quantity.kind == "vague" or measure in _LOOSE or role.lemma == "pay":
            return False
        if reading.basis == "kind":
            size = unit in ("metre", "foot") and ("-" in quantity.text or role.part == "at")  # "a 335-metre dam"
            size |= unit.partition(" ")[0] in _FALLEN  # "an inch an hour"
            return measure in _LENGTHS | {"temperature"} and basis in ("none", "clause") and not size
        words = subject.split()
        opens = subject == role.sentence.words[0] and not kind_of(subject)  # "Divers found 4 bodies"
        named = any(word[0].isupper() for word in words) and not (opens or (len(subject) > 4 and subject.isupper()))
        if measure in PEOPLE and not named:
            return False
        if basis == "sentence":  # an event by its name: "blast in Oslo"
            return measure in TOLLS and any(word.islower() and len(word) > 3 for word in words)
        own = basis in ("clause", "list", "bracket") and not subject.endswith(("share", "shares"))
        return own and (quantity.kind != "share" or "percent" in unit)

    def _speaker(self, quantity: Quantity, sentence: Span, measure: str) -> tuple[str, str]:
        """Who says the number, and where that is told: "none" where the article itself says so."""
        before = self._statements.between(quantity.start - _BACK, quantity.start + 1)
        holding = [s for s in before if quantity.start < s.clause.end and _says(self._text, s, quantity, measure)]
        if holding:
            sourced = [s for s in holding if s.cue.lower().startswith("according")]
            cues = [(abs(s.cue_span.start - quantity.end), s.speaker) for s in sourced if s.cue_span]
            return min(cues)[1] if cues else holding[-1].speaker, "clause"
        named = [s for s in before if s.speaker and sentence.start - s.end < _NEXT_SENTENCE]
        if named and named[-1].end > sentence.start and _GOES_ON.search(self._text, named[-1].end, quantity.start):
            return named[-1].speaker, "sentence"
        return "", "none"

    def _event(self, at: Span) -> Event | None:
        """The event whose clause holds a number; the one whose date is nearest, if several do."""
        inside = (event for event in self._events.between(at.start - _BACK, at.start + 1) if at.end <= event.clause.end)
        return min(inside, key=lambda event: (abs(event.start - at.start), event.start), default=None)

    def _as_of(self, at: Span, role: Role, toll: bool) -> tuple[Interval | None, str]:
        """The time of the clause, never the one that a number is compared with; else what the text goes on with."""
        text, s = self._text, role.sentence
        if _ELIDED.match(text, at.end):
            return None, "none"  # "2.3 percent this year and 2.6 percent next"
        told = _told(role)
        done = toll or "VBD" in s.tags[told]
        begin, end = max(s.span.start, at.start - _CLOSE), min(s.span.end, at.end + _CLOSE)
        near = [p for p in self._periods.between(begin, end) if p.end <= at.start or at.end <= p.start]
        near = [p for p in near if not text.endswith(("until ", " till "), max(0, p.start - 6), p.start)]
        near = [
            p for p in near if p.start not in self._back or (p.end < at.start and "," not in text[p.end : at.start])
        ]
        near = [p for p in near if not (self._ahead(p.interval) and text.endswith("through ", 0, p.start))]
        base = [match.start() for match in _BASE.finditer(text, begin, end)] if near else []
        around = [p for p in near if bisect_left(base, p.start) == bisect_left(base, at.start)]
        now = max((m.start for m in self._dates.between(begin, at.start) if m.value == "PRESENT_REF"), default=0)
        past, around = around and around[0].end < now, [p for p in around if p.end >= now]  # "3 in 2019; now 9"
        own = [p for p in around if self._holds(p, role, told, toll) and not (done and self._ahead(p.interval))]
        current = text.endswith((" now ", " currently "), 0, at.start) or text.startswith((" now,", " now."), at.end)
        if self._written and ((past and not own) or current):
            return self._written, "writing"
        over = role.verb >= 0 and s.clause_of(role.verb).perfect and s.clause_of(role.verb).tense == "present"
        if over and (today := self._written):  # "has received", of the next months
            own = [p for p in own if not today.earliest <= p.interval.earliest < p.interval.latest > today.latest]
        if role.verb > 0 and s.low[role.verb - 1] in RELATIVES:  # "an attack in March that killed 40, and one in May"
            own = [p for p in own if p.end < s.starts[role.verb - 1]][-1:] or own
        if period := self._own_period(at, own):
            tied = _OF_THAT.match(text, period.end, max(period.end, at.start)) or text.startswith(", when ", period.end)
            since = None if tied else _SINCE.search(text, max(0, period.start - 60), period.start)
            if since and _RECORD.search(text, s.span.start, since.start()):
                return None, "none"  # "the highest share since 1991"
            return (self._written, "writing") if since else (period.interval, "clause")
        dates = [m for m in self._dates.between(begin, end) if m.type in ("DATE", "TIME")]
        later = self._dates.between(at.end, s.span.end) and _AGAINST.search(text, s.span.start, at.start)
        if later or (around and not toll) or any(m.interval is None for m in dates):
            return None, "none"
        if found := self._time_before(s, toll, done):
            if self._written and s.lemmas[told] == "have" and toll:
                found = found.hull(self._written)  # "has killed 40" since then
            return found, "sentence before"
        behind = (s.token_at(m.end) + 1 for m in dates if m.value == "PRESENT_REF")
        if any(i >= len(s) or s.lemmas[i] not in listed("reporting") for i in behind):
            return self._written, "writing"
        return None, "none"

    def _time_before(self, s: Sentence, toll: bool, done: bool) -> Interval | None:
        """When the sentence before was, if this one goes on with what is over; of a toll the time of the last."""
        if toll and self._toll and s.number - self._toll[0] < 12:  # sentences in which a toll goes on to be told of
            return self._toll[1]
        last, before = self._last, self._sentences[max(0, s.number - 1)]
        near = last and last.as_of_basis != "writing" and last.start >= (before if done else s).span.start
        compared = "since" in before.low or _BASE.search(self._text, before.span.start, before.span.end)
        if compared and (not last or last.start < s.span.start):
            return None
        if last and last.as_of and near:
            return None if done and last.modality in ("planned", "speculated") else last.as_of
        dated = self._periods.between(before.span.start, before.span.end) if done and before is not s else ()
        dated = [p for p in dated if not compared and not _NO_TIME.search(self._text, max(0, p.start - 60), p.start)]
        if not dated or self._ahead(dated[-1].interval) or "WH" in before.tags[: before.token_at(dated[-1].start)]:
            return None
        return dated[-1].interval

    def _ahead(self, interval: Interval) -> bool:
        """Whether a time begins after the day of writing."""
        return self._written is not None and interval.earliest > self._written.latest

    def _holds(self, period: Period, role: Role, told: int, toll: bool) -> bool:
        """Whether a date is none of a clause beside that of a number, such as of a relative one, nor of who says so."""
        s, first, last = role.sentence, role.first, role.last
        i, behind = s.token_at(period.start), min(s.token_at(period.end - 1) + 1, len(s) - 1)
        gap = range(last + 1, i) if last < i else range(i + 1, first)
        between = [k for k in gap if s.tags[k] in VERBS and "AUX" not in s.tags[k]]
        noun = s.lemmas[behind + (s.low[behind] == ",")] if behind + 1 < len(s) else ""
        its, own = s.clause_of(i), s.clause_of(max(role.verb, 0))
        opens = s.low[s.token_at(its.span.start)]
        if ("and", "to") in pairwise(s.low[last:i]):
            return False  # "is to cost $14 billion and to be finished by 2035"
        if toll and last < i and its.parent == own and opens in _CAUSE:
            return True  # "were hurt when gunmen opened fire on Monday"
        led = s.tags[i - 1] == "DET" and behind == i + 1 and s.low[i].isdigit() and s.tags[behind] in ("NOUN", "NNS")
        if led and s.tags[told] in ("VBZ", "VBP", "MD") and not {s.low[behind], noun} & measures.measure_nouns():
            return False  # "the 1958 bridge carries"
        aside = next((k for k in range(i - 1, max(-1, i - 99), -1) if s.low[k] == ","), i) + 1
        if i < first and s.low[behind] in (",", "and") and "VBN" in s.tags[aside : aside + 2]:
            return False  # "the dam, first proposed in 1998, would power"
        described = s.tags[behind] in ("NOUN", "NNS") and (between or noun not in EVENTS)  # not "the May 5 bombing"
        if last < i and (described or s.low[behind] in ("after", "before", "since")):
            return False  # "the early winter temperatures"
        if len(set(between) - {role.verb}) > 1 and "," in s.low[gap.start : gap.stop]:
            return i <= 2
        whose = its.kind == "relative" and last < i and not toll and not FINITE.isdisjoint(s.tags[i:])
        if whose or (s.tags[told] in ("VBZ", "VBP") and not {"VBD", "AUX:VBD"}.isdisjoint(s.tags[last:i])):
            return False  # "60% of those who came in 2021 have left"; a state, and what led to it
        if i < first and own.perfect and its.head < own.head and "VBD" in s.tags[:i]:
            return False  # "emerged in 2015 and has been linked to"
        apart = its.head != own.head and "NUM" in s.tags[last + 1 : i]
        later = s.low[i - 1] == "by" or opens in ("after", "since")
        if apart and (later or not _OF_THEM.isdisjoint(pairwise(s.low[last:i]))):
            return False  # "19 cars, 3 of which came in", "at 3 and could reach 10 by"
        reported = its.verb not in (-1, role.verb) and its.lemma in listed("reporting")
        if reported and period.interval.days == 1 and s.labels[i] not in ("nsubj", "nsubj:pass"):
            return False
        leads = s.low[behind] != "," and any(s.labels[k].startswith("nsubj") for k in gap)
        if i < first and leads and all(s.clause_of(k).head == own.head for k in gap):
            return True  # "…, and in 2023 they killed", whatever the date was taken to hang on
        if its.kind not in ("relative", "participle", "adverbial") or FINITE.isdisjoint(s.tags):
            aside = own.kind in ("participle", "relative") or (s.low[own.head - 1] == "," and own != its)
            # not "the van, bought for $40, sank in May"
            return toll or not aside or s.tags[own.head] == "VBG" or "," not in s.low[last:i]
        whom = s.heads[its.head]  # "gave $4 to the family of Roe, who died in 2017", but "in a raid that took place"
        if its.kind == "relative" and last < whom < i and not toll and s.lemmas[whom] not in EVENTS:
            return False
        return its.span.start <= s.starts[first] < its.span.end or between == [its.head]

    def _own_period(self, at: Span, periods: Sequence[Period]) -> Period | None:
        """The date that goes with a number: the one behind it, unless it leads what follows; else the last before."""
        before = [p for p in periods if p.end <= at.start]
        after = next((p for p in periods if p.start >= at.end), None)
        gap = self._text[at.end : after.start] if after else ";"
        apart = ";" in gap or (before and _DASH.search(gap)) or _LEADS_ON.search(gap)
        return after if not apart else before[-1] if before else None


def _tells_a_time(text: str, mention: DateMention) -> bool:
    """Whether a date can be the time of a number: neither "now" nor what something is compared with."""
    if mention.mention.reading.kind == "vague" or _PRICES.match(text, mention.end):
        return False
    return not any(_COMPARED.search(text, max(0, mention.start - 30), end) for end in (mention.start, mention.end))


def _unit(quantity: Quantity, measure: str, unit: str) -> str:
    """What is counted: people where the measure is of them and no other word stands with the number itself."""
    counted = unit.rpartition(" ")[2]
    others = counted[:4] in quantity.text or counted in listed("people")
    return "people" if measure in PEOPLE and not (unit and others) else unit  # "57 attacks and 389 dead"


def _told(role: Role) -> int:
    """The finite verb of a number's own clause; else the first of its sentence that tells rather than says who does."""
    s = role.sentence
    own = s.clause_of(role.verb).head if role.verb >= 0 else -1
    near = range(max(0, role.first - _CLOSE), min(len(s), role.last + _CLOSE))
    verbs = [(i, s.clause_of(i)) for i in near if s.tags[i] in FINITE]
    mine = (i for i, clause in verbs if clause.head == own and clause.lemma not in ("say", "tell"))
    return next(chain(mine, (i for i, clause in verbs if clause.lemma not in listed("reporting"))), 0)


def _says(text: str, statement: Statement, quantity: Quantity, measure: str) -> bool:
    """Whether a statement speaks of a number: a claim of responsibility vouches for attacks, not for their toll."""
    cue = statement.cue_span
    gap = text[cue.end : quantity.start] if cue else ","
    if 0 < len(gap) < 12 and "," not in gap and statement.cue.lower().startswith("according"):
        return False  # "according to two people": those counted are who says it
    if statement.claim != "statement":
        return measure == "attacks"
    return not (statement.cue.startswith("claim") and measure in TOLLS and statement.start >= quantity.start)
