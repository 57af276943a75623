"""How fast speakers and what they say are read: an article of usual length, half of it quotations."""

from analysis.claims.statements import find_statements
from analysis.readers.actors import find_actors
from analysis.readers.quotations import find_quotations

PARAGRAPHS = [
    "The council of Lom met again on Tuesday to hear what the engineers had found under the old bridge.",
    "“The bridge will hold,” said Mira Osk, an engineer at the Lom River Institute. “It always has.”",
    "The mayor told reporters on Wednesday that the work would cost more than Iran had offered, but declined to say "
    "who would pay, adding that Moscow had made “a generous offer” in the spring.",
    "“We were never asked,” the foreign ministry in Tashkent said in a statement. Mr Putin called the plan “wise”.",
    "According to a report of the World Bank, the river carries less water each year, and no town on it is safe.",
]
ARTICLE = "\n\n".join(PARAGRAPHS * 7)


def test_reading_quotations(benchmark):
    assert len(benchmark(find_quotations, ARTICLE)) > 5 * 7


def test_reading_actors(benchmark):
    assert len(benchmark(find_actors, ARTICLE)) > 6 * 7


def test_naming_speakers(benchmark):
    quotations, actors = find_quotations(ARTICLE), find_actors(ARTICLE)
    told = [quotation for quotation in quotations if quotation.told]
    assert len(benchmark(find_statements, ARTICLE, quotations, actors)) >= len(told) > 0
