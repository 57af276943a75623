"""The names of the authors, from the lines that were taken for bylines and datelines."""

from __future__ import annotations

import re

from analysis.sources.credits import has_cue, is_thanks, names_in, without_place
from analysis.sources.roles import Reading

_MADE = re.compile(r"\b(?:powered|brought|designed|developed|hosted|sponsored|presented|theme)\b", re.I)
BELOW = 12  # blocks below the article in which its authors may be named


def find_authors(reading: Reading) -> tuple[str, ...]:
    """The authors in the order of the page: those of lines that say "by", else bare names by the headline."""
    texts = [block.text for block in reading.blocks]
    head = [at for at in sorted(reading.at("byline") + reading.at("dateline")) if not is_thanks(texts[at])]
    for cued in (True, False):
        found: list[str] = []
        last = -1
        for at in head:
            if cued != _is_cued(texts, at) or (found and at > last + 1 + cued):
                continue
            names = names_in(texts[at] if cued else without_place(texts[at]), cued)
            if names:
                known = {name.lower() for name in found}
                found += [name for name in names if name.lower() not in known]
                last = at
        if found:
            return tuple(found)
    body = reading.at("body")
    for at in range(body[-1] + 1, min(body[-1] + BELOW, len(texts))) if body else ():
        if has_cue(texts[at][:20]) and not _MADE.search(texts[at][:60]) and (names := names_in(texts[at])):
            return names
    return ()


def _is_cued(texts: list[str], at: int) -> bool:
    return has_cue(texts[at]) or (at > 0 and texts[at - 1].lower().strip(" :") == "by")
