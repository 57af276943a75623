"""What a file says of itself in markup or front matter."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.values import Interval


@dataclass(frozen=True, slots=True)
class Declared:
    """Title, authors, dates and address as a file declares them; empty where it says nothing.

    `main` holds the 1-based lines of the reading text that the HTML extraction took for the article, or None.
    """

    title: str = ""
    bylines: tuple[str, ...] = ()
    publisher: str = ""
    agency: str = ""
    published: Interval | None = None
    modified: Interval | None = None
    url: str = ""
    language: str = ""
    main: frozenset[int] | None = None
