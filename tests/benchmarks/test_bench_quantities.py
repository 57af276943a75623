"""How fast quantities are read: sentences of news prose, with and without numbers."""

from analysis.readers.quantities import find_quantities

SENTENCES = [
    "The council met again on Tuesday to hear what the engineers had found under the old bridge.",
    "At least 12 people were killed and 30 others injured when the ferry sank, officials said.",
    "Exports rose 4.5 percent to $1.3 billion in 2021, compared with 2.1 percent a year earlier.",
    "Between 2,000 and 5,000 farmers, about two-thirds of them women, crossed the pass, 40 km to the north.",
    "Nobody could say why the lights had gone out, or whether they would come back before the winter.",
    "The firm paid 265,000 rubles ($3,350) for dozens of looms, two of which were 65 years old.",
] * 50


def test_reading_quantities(benchmark):
    found = benchmark(lambda: [find_quantities(sentence) for sentence in SENTENCES])
    assert sum(map(len, found)) > len(SENTENCES)
