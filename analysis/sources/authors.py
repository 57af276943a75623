"""The names of the authors, from the lines that were taken for bylines."""

from __future__ import annotations

from analysis.sources.credits import is_thanks, names_in
from analysis.sources.roles import Reading

BELOW = 12  # blocks below the article in which its authors may be named


def find_authors(reading: Reading) -> tuple[str, ...]:
    """The authors in the order of the page: those of lines that begin with "By", else bare names by the headline."""
    texts = [block.text for block in reading.blocks]
    lines = [at for at in reading.at("byline") if not is_thanks(texts[at])]
    for cued in (True, False):
        found: list[str] = []
        for at in lines:
            names = _after_by(texts, at) if cued else names_in(texts[at])
            if names and (cued == _has_cue(texts, at)):
                found += [name for name in names if name.lower() not in {other.lower() for other in found}]
            elif found:
                break
        if found:
            return tuple(found)
    body = reading.at("body")
    for at in range(body[-1] + 1, min(body[-1] + BELOW, len(texts))) if body else ():
        if _has_cue(texts, at) and (names := _after_by(texts, at)):
            return names
    return ()


def _has_cue(texts: list[str], at: int) -> bool:
    from analysis.sources.credits import has_cue

    return has_cue(texts[at]) or (at > 0 and texts[at - 1].lower().strip(" :") == "by")


def _after_by(texts: list[str], at: int) -> tuple[str, ...]:
    return names_in(texts[at], cued=at > 0 and texts[at - 1].lower().strip(" :") == "by")
