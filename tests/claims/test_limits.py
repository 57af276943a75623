"""Numbers of some are told from numbers of all; ranks and sums say where and with whom they hold."""

import pytest

from analysis.claims.measures import scope_of
from analysis.claims.roles import is_part, role_of
from analysis.core.values import Span
from analysis.readers.actors import find_actors
from analysis.readers.quantities import find_quantities
from analysis.readers.sentences import read_sentences


def place(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


@pytest.mark.parametrize(
    ("words", "number", "part"),
    [
        ("The blast killed 17 people, including three women.", "three women", True),
        ("Among the dead were 19 women.", "19 women", True),
        ("Of those killed, 23 were children.", "23", True),
        ("Thirty-one of the dead were children.", "Thirty-one", True),
        ("Three of those held were later freed.", "Three", True),
        ("The blast killed 17 people, five of them women.", "five", True),
        ("The raid wounded 40 people, six of whom later died.", "six", True),
        ("The raid killed 17, including three women, and wounded 40.", "40", False),
        ("The raid killed three women and injured 40 others.", "40", False),
        ("The raid wounded 40 people, six of whom later died.", "40 people", False),
        ("Among the 17 dead in the raid were five guards.", "17", False),
        ("Among the 17 dead in the raid were five guards.", "five guards", True),
        ("The blast killed 17 people on Monday.", "17 people", False),
        ("Several raids, including one in May that killed 12 people, went unpunished.", "12 people", False),
    ],
)
def test_a_number_of_some_of_them_is_told_from_the_number_of_all(words: str, number: str, part: bool) -> None:
    quantity = next(q for q in find_quantities(words) if q.text in number or number in q.text)
    assert is_part(role_of(read_sentences(words)[0], quantity)) is part


@pytest.mark.parametrize(
    ("words", "number", "measure", "scope"),
    [
        ("It was the worst blast in South America in 12 years.", "12 years", "since a like attack", "South America"),
        ("It was the worst blast in 12 years.", "12 years", "since a like attack", ""),
        ("It ranked 12th in Europe and 35th worldwide.", "35th", "rank", "world"),
        ("It ranked 12th in Europe and 35th worldwide.", "12th", "rank", "Europe"),
        ("Exports to China came to $5 billion.", "$5 billion", "exports", "China"),
        ("Trade with India and Iran came to $5 billion.", "$5 billion", "trade turnover", "India; Iran"),
        ("The blast in Iran killed 5.", "5", "deaths", ""),
    ],
)
def test_a_number_says_where_or_with_whom_it_holds(words: str, number: str, measure: str, scope: str) -> None:
    whole = Span(0, len(words))
    assert scope_of(words, place(words, number), whole, measure, "", find_actors(words)) == scope
