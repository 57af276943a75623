"""The role of each block of a page, once it is known where the article runs."""

from __future__ import annotations

from dataclasses import dataclass, field

from analysis.sources.layout import Block
from analysis.sources.prose import Prose


@dataclass(slots=True)
class Roles:
    """A role and a reason for each block, and what the page says of its article."""

    roles: list[tuple[str, str]]
    title: str = ""
    standfirst: str = ""
    bylines: tuple[str, ...] = field(default_factory=tuple)
    publisher: str = ""
    agency: str = ""


def read_roles(blocks: list[Block], prose: list[Prose], inside: list[bool]) -> Roles:
    """Name the role of each block."""
    roles = []
    for look, within in zip(prose, inside, strict=True):
        if within and not (look.reason and look.weight < 0):
            roles.append(("body", "sentence in the article's run" if look.sentence else "heading in the article's run"))
        else:
            roles.append(("boilerplate", look.reason or "navigation"))
    found = Roles(roles)
    first = next((at for at, role in enumerate(roles) if role[0] == "body"), 0)
    for at in range(first - 1, max(-1, first - 30), -1):
        if 3 <= len(prose[at].words) <= 25 and not blocks[at].bullet and not prose[at].reason:
            found.title = blocks[at].text
            roles[at] = ("title", "the headline above the article")
            break
    return found
