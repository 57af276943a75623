"""The days that mattered in a topic, ranked by how much its articles tell of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from analysis.readers.dates import find_dates


def rank_dates(articles: Iterable[tuple[str, date, str]]) -> list[str]:
    """Days as ISO dates, the one on which most happened first.

    Parameters
    ----------
    articles
        Name, day of writing and text of each article of one topic.

    Returns
    -------
    list of str
        Each day that an article names or was written on, ranked by the number of mentions and of articles.
    """
    mentions: Counter[date] = Counter()
    told_in: defaultdict[date, set[str]] = defaultdict(set)
    for name, written, text in articles:
        told_in[written].add(name)
        for mention in find_dates(text, written):
            if mention.interval and mention.interval.days == 1 and mention.interval.earliest <= written:
                mentions[mention.interval.earliest] += 1
                told_in[mention.interval.earliest].add(name)
    score = {day: mentions[day] + len(names) for day, names in told_in.items()}
    return [day.isoformat() for day in sorted(score, key=lambda day: (-score[day], day))]
