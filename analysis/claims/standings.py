"""Who leads whom in what: "A overtook B as the largest partner", "B trails A in exports"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Annotated

from analysis.claims.context import Nearby, modality_of, nearest, periods, whole
from analysis.claims.measures import every_member
from analysis.core.lexicon import load_lexicon
from analysis.core.phrases import Found, Phrases
from analysis.core.tables import ACTOR, ELSE, MANY, MODALITIES, Table
from analysis.core.text import sentences
from analysis.core.values import Interval, Span
from analysis.readers.sentences import read_sentences

if TYPE_CHECKING:
    from datetime import date

    from analysis.claims.statements import Statement
    from analysis.readers.actors import ActorMention
    from analysis.readers.dates.find import DateMention


def dimensions() -> tuple[str, ...]:
    """In what somebody can lead."""
    return (*load_lexicon("standings")["dimensions"], "overall", ELSE)


@dataclass(frozen=True, slots=True)
class Standing:
    """A claim that one actor is ahead of others."""

    start: int
    end: int
    text: str
    dimension: Annotated[str, "in what; the rank is named with it where it is not the first", dimensions]
    leader: Annotated[str, "who is ahead; of a tie both, joined by =", ACTOR]
    trailing: Annotated[str, "who is behind, when named", ACTOR]
    scope: Annotated[tuple[str, ...], "where it holds, as far as the words name it"]
    exception: Annotated[str, "what the words exclude: nothing is claimed there, least of all the opposite", MANY]
    period: Annotated[Interval | None, "its validity"]
    modality: Annotated[str, "whether it is said to be so, planned, guessed at or denied", MODALITIES]
    attributed_to: Annotated[str, "who says so; empty when the article itself does", ACTOR]


STANDINGS = Table.of("standings", "“A leads B in D”", Standing, sentence=True)


def find_standings(
    text: str,
    dates: Sequence[DateMention],
    actors: Sequence[ActorMention],
    statements: Sequence[Statement],
    written: date | Interval | None,
) -> list[Standing]:
    """Read who is said to lead whom: two parties that one clause compares in one field.

    An ally, a rank in the world and the largest of something compare nobody with anybody who is named.

    Parameters
    ----------
    text
        The text that all offsets point into.
    dates, actors, statements
        What was read there.
    written
        When the text was written.

    Returns
    -------
    list of Standing
        In the order of the text.
    """
    here = _Context(text, dates, actors, statements, written)
    return [
        standing
        for sentence in sentences(text)
        for cue in _cues().find(text, sentence.start, sentence.end)
        if (standing := here.compared(cue, _window(sentence, cue.start, cue.end)))
    ]


def _window(sentence: Span, start: int, end: int) -> Span:
    """The part of a sentence that can belong to a cue."""
    return Span(max(sentence.start, start - _REACH), min(sentence.end, end + _REACH))


_REACH = 400  # characters around a comparing word that can belong to it, however long the sentence
_BACK = 3000  # characters before it in which its statement begins or its region is named
_RANKS = ("second", "third", "fourth", "fifth")
_FIRSTS = (
    "largest",
    "biggest",
    "closest",
    "leading",
    "main",
    "dominant",
    "foremost",
    "top",
    "most important",
    "number one",
)
_LEADERS = ("state", "group", "organisation")
_WATCHES = re.compile(
    r"think tank|news|broadcaster|magazine|media|university|research"
    r"|\b(?:University|Institute|Institution|Foundation|Center|Centre|Times|Post|Journal|Review|Network)\b"
)
_FORECASTS = tuple("expect expects expected predict predicts predicted forecast forecasts anticipates foresees".split())
_SINCE = re.compile(r"\b[Ss]ince $")
_OWNS = re.compile(r"[’']s?\s")
_SCOPE = re.compile(r"\s(?:in|for|of|across|throughout|within|to|among)\s(?:the\s)?\Z")
_HEAD = re.compile(r"(?:For|In|Across|Throughout|Among)\s")
_REGION = re.compile(r"\b(?:in|across|throughout|of|for|with)\s(?:the|this)\sregion\b")
_NEXT = re.compile(r"[,;:.][”\"’]?(?:\s|\Z)|\s(?:which|while|whereas|and\sit|but\sit|but)\s|\Z")


class _Context:
    """One article's actors, dates and statements, looked up by place."""

    def __init__(
        self,
        text: str,
        dates: Sequence[DateMention],
        actors: Sequence[ActorMention],
        statements: Sequence[Statement],
        written: date | Interval | None,
    ) -> None:
        self._text = text
        # what is so for the first time since a year is not of that year
        self._periods = Nearby(p for p in periods(text, dates) if not _SINCE.search(text, max(0, p.start - 6), p.start))
        self._actors = Nearby(actors)
        self._statements = Nearby(statements)
        self._written = written if isinstance(written, Interval) or written is None else Interval.on(written)

    def compared(self, cue: Found, sentence: Span) -> Standing | None:
        """ "A overtook B", read from its verb; None without two actors."""
        text = self._text
        end = self._end(cue.end, sentence)
        part = self._part(cue, sentence)
        subject = self._first(part, cue.start) or self._last(sentence.start, cue.start)
        objects = [m for m in self._actors.between(cue.end, min(end, cue.end + 60)) if _leads(m)]
        if cue.kind == "tie" and len(objects) > 1:
            names = objects[0].actor, objects[1].actor
            return self._standing(
                Span(cue.start, end),
                sentence,
                " = ".join(names),
                "",
                self._scope(cue.start, end, names, sentence),
            )
        if not subject or not objects or objects[0].actor == subject:
            return None
        rank = _as_rank().match(text, objects[0].end, sentence.end)
        if cue.kind == "pass" and not rank:
            return None
        pair = (objects[0].actor, subject) if cue.kind == "trail" else (subject, objects[0].actor)
        scope = self._scope(objects[0].end, end, pair, sentence)
        standing = self._standing(Span(cue.start, end), sentence, *pair, scope, Span(part, end))
        return _ranked(standing, rank["rank"] if rank else None)

    def _part(self, cue: Found, sentence: Span) -> int:
        """Where the words begin that can hold the subject of a verb: past who says so, and past another clause."""
        found = ((self._text.rfind(mark, sentence.start, cue.start), len(mark)) for mark in (";", ": ", " that "))
        marks = (at + size for at, size in found if at >= 0)
        said = (
            s.clause.start for s in self._statements.between(cue.start - _REACH, cue.start) if cue.start < s.clause.end
        )
        return max([sentence.start, *marks, *said])

    def _standing(
        self,
        span: Span,
        sentence: Span,
        leader: str,
        trailing: str,
        scope: tuple[tuple[str, ...], str],
        part: Span | None = None,
    ) -> Standing:
        clause = whole(read_sentences(self._text).at(span.start).clause_at(span.start)).span
        speaker, said = self._speaker(span)
        modality = modality_of(self._text, clause, bool(said))
        return Standing(
            span.start,
            span.end,
            span.of(self._text),
            _dimension(self._text, span) or _dimension(self._text, part or clause) or "overall",
            leader,
            trailing,
            *scope,
            nearest(self._periods.between(sentence.start, sentence.end), part or clause, Span(span.start, span.start))
            or self._written,
            "speculated" if modality == "attributed" and said == "forecast" else modality,
            speaker,
        )

    def _scope(self, start: int, end: int, apart: Sequence[str], sentence: Span) -> tuple[tuple[str, ...], str]:
        """Where it holds, and what the words except: every member of a region that is named, or the places named."""
        if every := every_member(self._text, start, end):
            return every[0].states, "; ".join(every[0].excepted)
        named = [
            mention.actor
            for mention in self._actors.between(start, end)
            if mention.kind in ("place", "state")
            and mention.actor not in apart
            and (
                _SCOPE.search(self._text, max(0, mention.start - 14), mention.start)
                or (self._text.endswith(" as ", 0, mention.start) and _OWNS.match(self._text, mention.end))
            )
        ]
        if named:
            return tuple(dict.fromkeys(named)), ""
        if _REGION.search(self._text, sentence.start, sentence.end):
            regions = load_lexicon("standings")["regions"]
            before = [m.actor for m in self._actors.between(end - _BACK, end) if m.actor in regions]
            return ((before[-1],) if before else ()), ""
        for mention in self._actors.between(sentence.start, sentence.start + 40):
            if (
                mention.kind in ("place", "state")
                and mention.actor not in apart
                and _HEAD.match(self._text, sentence.start)
            ):
                return (mention.actor,), ""
        return (), ""

    def _end(self, start: int, sentence: Span) -> int:
        every = every_member(self._text, start, min(sentence.end, start + 120))
        stop = _NEXT.search(self._text, every[0].end if every else start, sentence.end)
        return stop.start() if stop else sentence.end

    def _first(self, start: int, end: int) -> str:
        return next((mention.actor for mention in self._actors.between(start, end) if _leads(mention)), "")

    def _last(self, start: int, end: int) -> str:
        return next((mention.actor for mention in reversed(self._actors.between(start, end)) if _leads(mention)), "")

    def _speaker(self, span: Span) -> tuple[str, str]:
        """Who says so, and whether as a statement or as a forecast; empty when the article itself does."""
        for statement in reversed(self._statements.between(span.start - _BACK, span.start + 1)):
            if span.start < statement.end:
                return statement.speaker, "forecast" if statement.cue.lower().endswith(_FORECASTS) else "statement"
        return "", ""


def _leads(mention: ActorMention) -> bool:
    """Whether an actor can be ahead of others: those who only watch and write are not."""
    return mention.kind in _LEADERS and not _WATCHES.search(f"{mention.role} {mention.actor}")


def _ranked(standing: Standing, rank: str | None) -> Standing:
    """A standing with the rank that the words give, where it is not the first."""
    rank = (rank or "").rstrip("- ").lower()
    return replace(standing, dimension=f"{standing.dimension} ({rank})") if rank else standing


def _dimension(text: str, part: Span) -> str:
    """The dimension that a part of a text names; the first of the lexicon's order."""
    found = {named.kind for named in _dimensions().find(text, part.start, part.end, apart=False)}
    return next((name for name in load_lexicon("standings")["dimensions"] if name in found), "")


@cache
def _dimensions() -> Phrases:
    return Phrases(load_lexicon("standings")["dimensions"], gap=4)


@cache
def _cues() -> Phrases:
    lexicon = load_lexicon("standings")
    return Phrases({name: lexicon[name] for name in ("trail", "overtake", "pass", "tie")}, gap=4)


@cache
def _as_rank() -> re.Pattern[str]:
    """ "… as the second-largest", within some words."""
    return re.compile(
        rf"[^.;]{{0,40}}?\sas\s(?:the\s|its\s|their\s|[A-Z][\w ]{{1,24}}[’']s?\s)?(?:world[’']s\s)?"
        rf"(?P<rank>(?:{_any(_RANKS)})[-\s])?(?:{_any(_FIRSTS)})\b"
    )


def _any(phrases: Sequence[str]) -> str:
    """An alternation of phrases, the longest first: * any ending."""
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return "|".join(longest_first).replace("*", r"\w{0,12}").replace(" ", r"\s")
