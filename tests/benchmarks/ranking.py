"""The days that mattered in a topic, ranked by how much its articles tell of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from math import sqrt

from analysis.readers.dates.find import find_dates

_LATER = timedelta(days=7)


def rank_dates(articles: Iterable[tuple[str, date, str]]) -> list[str]:
    """Days as ISO dates, the one that mattered most first.

    A day matters when articles name it, more so when they still name it more than a week later, and when articles were
    written on it. Articles are counted and not mentions, so that a chatty one has no more say than a terse one; the
    square root of each count is taken, because the hundredth article on a day says less than the second.

    Parameters
    ----------
    articles
        Name, day of writing and text of each article of one topic.

    Returns
    -------
    list of str
        Each past day that an article names or was written on. Equal days stand in the order of the calendar.

    >>> rank_dates([
    ...     ("a", date(2014, 3, 20), "The bridge fell on 2 March 2014."),
    ...     ("b", date(2014, 3, 21), "It fell on 2 March 2014; the inquiry opened on 19 March 2014."),
    ... ])[0]
    '2014-03-02'
    """
    written_on: Counter[date] = Counter()
    named_in: Counter[date] = Counter()
    remembered_in: Counter[date] = Counter()
    for _, written, text in articles:
        written_on[written] += 1
        intervals = {mention.interval for mention in find_dates(text, written) if mention.interval}
        days = {interval.earliest for interval in intervals if interval.days == 1 and interval.earliest <= written}
        named_in.update(days)
        remembered_in.update(day for day in days if written - day > _LATER)
    score = {
        day: sqrt(named_in[day]) + 2 * sqrt(remembered_in[day]) + sqrt(written_on[day]) for day in written_on | named_in
    }
    return [day.isoformat() for day in sorted(score, key=lambda day: (-score[day], day))]
