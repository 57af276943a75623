"""What holds of the temporal reader for every date and for every text."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analysis.core.values import Interval
from analysis.readers.dates.find import find_dates, recognise
from analysis.readers.dates.grammar import grammar
from tests.growth import is_linear

MONTHS = "January February March April May June July August September October November December".split()
SHORT = "Jan. Feb. Mar. Apr. May Jun. Jul. Aug. Sept. Oct. Nov. Dec.".split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
TIMES = [1, 2, 7, 30, 400, 5000]

days = st.dates(date(1400, 1, 1), date(2199, 12, 31))
writings = st.none() | st.dates() | st.tuples(st.dates(), st.dates()).map(lambda ends: Interval(*sorted(ends), "fuzzy"))


def ordinal(number: int) -> str:
    return f"{number}{'th' if 10 <= number % 100 <= 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


FORMS = {
    "day first": lambda d: f"{d.day} {MONTHS[d.month - 1]} {d.year}",
    "day first, ordinal": lambda d: f"the {ordinal(d.day)} of {MONTHS[d.month - 1]} {d.year}",
    "day first, short": lambda d: f"{d.day} {SHORT[d.month - 1]} {d.year}",
    "month first": lambda d: f"{MONTHS[d.month - 1]} {d.day}, {d.year}",
    "month first, ordinal": lambda d: f"{MONTHS[d.month - 1]} {ordinal(d.day)}, {d.year}",
    "month first, short": lambda d: f"{SHORT[d.month - 1]} {d.day}, {d.year}",
    "weekday in front": lambda d: f"{WEEKDAYS[d.weekday()]}, {MONTHS[d.month - 1]} {d.day}, {d.year}",
    "weekday, day first": lambda d: f"{WEEKDAYS[d.weekday()]} {d.day} {MONTHS[d.month - 1]} {d.year}",
    "capitals": lambda d: f"{MONTHS[d.month - 1].upper()} {d.day}, {d.year}",
    "ISO 8601": lambda d: f"{d:%Y-%m-%d}",
    "with a time": lambda d: f"5:30 p.m. on {MONTHS[d.month - 1]} {d.day}, {d.year}",
}


@pytest.mark.parametrize("form", FORMS)
@given(day=days)
def test_a_day_in_any_form_is_read_back(form, day):
    words = FORMS[form](day)
    text = f"It ended on {words}, they said."
    (found,) = find_dates(text, None)
    assert (found.interval, found.basis) == (Interval.on(day), "absolute")
    assert found.value.startswith(day.isoformat())
    assert found.text in (words, words.removeprefix("the "))


@given(day=days)
def test_numbers_alone_never_make_up_a_day(day):
    for text in (f"{day:%d/%m/%Y}", f"{day:%m/%d/%Y}", f"{day:%d.%m.%Y}"):
        (found,) = find_dates(f"Dated {text}", None)
        assert found.interval.hull(Interval.on(day)) == found.interval
        assert found.interval.days == 1 or (day.day <= 12 and day.day != day.month)


@given(day=days)
def test_months_years_and_decades_are_read_back(day):
    month = f"{MONTHS[day.month - 1]} {day.year}"
    for words, value in (
        (month, f"{day:%Y-%m}"),
        (f"{day.year}", f"{day.year}"),
        (f"the {day.year // 10}0s", f"{day.year // 10}"),
    ):
        (found,) = find_dates(f"It was built in {words}.", None)
        assert found.value == value
        assert found.interval.hull(Interval.on(day)) == found.interval


@given(written=st.dates(date(1900, 1, 1), date(2100, 1, 1)), count=st.integers(2, 400))
def test_days_ago_are_exact(written, count):
    (found,) = find_dates(f"He left {count} days ago.", written)
    assert found.interval == Interval.on(written - timedelta(count))


@given(
    written=st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    count=st.integers(2, 300),
    unit=st.sampled_from(["weeks", "months", "years"]),
)
def test_what_lies_further_back_is_no_later(written, count, unit):
    near, far = (find_dates(f"He left {n} {unit} ago.", written)[0].interval for n in (count, count + 1))
    assert far.earliest <= near.earliest
    assert far.latest <= near.latest <= written


@given(ends=st.tuples(st.dates(date(1990, 1, 1), date(2040, 1, 1)), st.integers(0, 40)), share=st.floats(0, 1))
@pytest.mark.parametrize(
    "text",
    [
        "He left last month.",
        "He left earlier this year.",
        "He left two years ago.",
        "He spoke today.",
        "He left last week.",
    ],
)
def test_a_vague_day_of_writing_allows_whatever_one_of_its_days_allows(text, ends, share):
    first, length = ends
    written = Interval(first, first + timedelta(length), "fuzzy")
    inside = first + timedelta(round(share * length))
    whole, part = find_dates(text, written)[0].interval, find_dates(text, inside)[0].interval
    assert whole.hull(part) == whole


temporal = st.sampled_from(sorted(word for words in grammar().values.values() for word in words))
numbers = st.sampled_from(
    ["1", "12", "31", "45", "99", "264", "1919", "2024", "1990s", "80s", "19th", "3rd", "5:30", "1,200", "9.75", "٣"]
)
words = (temporal | temporal.map(str.title) | numbers).flatmap(
    lambda word: st.sampled_from([" ", " ", " ", ", ", ". ", "-", "'s ", "/", ":", "\n\n"]).map(lambda end: word + end)
)
soup = st.lists(words, max_size=14).map("".join)


@given(text=st.text() | soup, written=writings)
@example(text="in 264 BC, the 31st of that month, last Easter", written=date.min)
@example(text="1-AM", written=None)
@example(text="two centuries from now, next Thanksgiving, this weekend", written=date.max)
def test_no_text_raises_and_spans_are_in_order(text, written):
    end = 0
    for found in find_dates(text, written):
        assert end <= found.start < found.end
        assert text[found.start : found.end] == found.text
        assert (found.interval is None) == bool(found.reason)
        end = found.end


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "( ",
        "1",
        '"',
        "a ",
        "\n",
        "2019-",
        "1/2 ",
        "the ",
        "two and ",
        "early in ",
        "the 2019 quarter ",
        "Monday, ",
        "may ",
    ],
)
def test_work_grows_with_the_text_and_no_faster(piece, monkeypatch):
    """Counts how often the grammar looks for a rule: twice the text, at most twice the looks (and the start's few)."""

    class Counted(dict):
        looks = 0

        def get(self, letter, default=()):
            self.looks += 1
            return super().get(letter, default)

    looks = []
    for times in TIMES:
        counter = Counted(grammar()._starts)
        monkeypatch.setattr(grammar(), "_starts", counter)
        recognise(piece * times)
        looks.append(counter.looks)
        monkeypatch.undo()
    longest = max(looks[0], 1) * 4
    assert all(seen <= longest * times for seen, times in zip(looks, TIMES, strict=True))


@pytest.mark.parametrize("piece", ["a", "( ", "9", '"', "a ", "the ", "2019, the quarter, ", "half a "])
def test_a_long_text_of_one_thing_is_read_to_its_end_in_linear_time(piece):
    assert is_linear(lambda text: find_dates(text, None), piece, 10_000)
    text = piece * (40_000 // len(piece)) + ". He left on 3 May 2019."
    assert find_dates(text, None)[-1].value == "2019-05-03"
