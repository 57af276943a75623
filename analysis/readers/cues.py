"""The verbs that put something down to somebody, in all their forms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from analysis.core.lexicon import load_lexicon

FRAMES = ("say", "tell", "think", "urge", "stance")
_VOWELS = "aeiou"


@dataclass(frozen=True, slots=True)
class Cue:
    """A form of a verb of attribution: the verb, what it takes ("say", "tell" …), and which form it is."""

    lemma: str
    frame: str
    form: str
    """base, s, ed or ing."""
    particles: tuple[str, ...] = ()
    silent: bool = False
    """Whether a thing or a deed can be its subject, without anybody speaking."""
    blow: bool = False
    """Whether it tells of a blow, which only counts when it is one of words."""

    @property
    def plain(self) -> bool:
        """Whether it only tells that something is said, and no view or wish."""
        return self.frame in ("say", "tell")


@cache
def cues() -> Mapping[str, Cue]:
    """Every form of every verb of the lexicon.

    >>> cues()["said"].lemma, cues()["criticised"].frame, cues()["claims"].form
    ('say', 'stance', 's')
    """
    lexicon = load_lexicon("cues")
    found: dict[str, Cue] = {}
    kinds = {name: frozenset(lexicon[name]) for name in ("silent", "blow")}
    for frame in FRAMES:
        for lemma in lexicon[frame]:
            particles = tuple(lexicon["particles"].get(lemma, ()))
            for form, word in _forms(lemma, lexicon["irregular"].get(lemma)):
                traits = {name: lemma in verbs for name, verbs in kinds.items()}
                found.setdefault(word, Cue(lemma, frame, form, particles, **traits))
    return found


def _forms(lemma: str, irregular: list[str] | None) -> Iterator[tuple[str, str]]:
    yield "base", lemma
    if irregular:
        for word in irregular:
            yield "ing" if word.endswith("ing") else "s" if word.endswith("s") else "ed", word
        return
    consonant_y = lemma.endswith("y") and lemma[-2] not in _VOWELS
    stem = lemma[:-1] + "i" if consonant_y else lemma
    yield "s", stem + ("es" if consonant_y or lemma.endswith(("s", "sh", "ch", "x", "z")) else "s")
    yield "ed", stem + ("d" if lemma.endswith("e") else "ed")
    yield "ing", (lemma[:-1] if lemma.endswith("e") else lemma) + "ing"
