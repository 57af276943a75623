"""The names of the authors, from the lines that were taken for bylines and datelines."""

from __future__ import annotations

from analysis.sources.credits import has_cue, names_in
from analysis.sources.roles import Reading

BELOW, EARLY = 12, 12  # blocks below the article in which its authors may be named, and columns in which "by" stands


def find_authors(reading: Reading) -> tuple[str, ...]:
    """The authors in the order of the page: those of lines that say "by", else bare names by the headline."""
    texts = [block.text for block in reading.blocks]
    for cued in (True, False):
        found: list[str] = []
        last = -1
        for at in sorted(reading.at("byline") + reading.at("dateline")):
            if cued == _is_cued(texts, at) and (not found or at <= last + 1) and (names := names_in(texts[at], cued)):
                known = {name.lower() for name in found}
                found += [name for name in names if name.lower() not in known]
                last = at
        if found:
            return tuple(found)
    body = reading.at("body")
    for text in texts[body[-1] + 1 : body[-1] + BELOW] if body else ():
        if has_cue(text, EARLY) and (names := names_in(text)):
            return names
    return ()


def _is_cued(texts: list[str], at: int) -> bool:
    return has_cue(texts[at]) or (at > 0 and texts[at - 1].lower().strip(" :") == "by")
