"""Invented articles by the thousand, as dense in dates, figures, names and quotations as news of five kilobytes."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

_PLACES = ("Kabul", "Tashkent", "Bishkek", "Dushanbe", "Almaty", "Moscow", "Beijing", "Islamabad", "Tehran", "Ankara")
_PEOPLE = ("Anna Berg", "Timur Aliyev", "Karim Nazari", "Li Wenhua", "Igor Sedov", "Maria Lopes", "Daniyar Osmonov")
_OFFICES = ("Foreign Minister", "President", "analyst", "spokesman", "governor", "professor", "Interior Minister")
_BODIES = ("the United Nations", "the World Bank", "Russia", "China", "the Taliban", "Uzbekistan", "the European Union")
_DEEDS = (
    "signed an agreement on {place} worth ${many} million",
    "said that at least {some} people were killed in an attack in {place}",
    "opened a railway of {many} kilometres near {place}",
    "invested between ${some} million and ${many} million in a power plant in {place}",
    "sent {some} tonnes of wheat to {place}",
    "met envoys of {body} in {place}",
    "overtook {body} in trade with {place}, by {some} percent",
    "claimed responsibility for the bombing in {place} that wounded more than {some}",
)
_WHEN = ("On {day}", "In {month}", "Last week", "In {year}", "Two years later", "Since mid-{year}", "By late {year}")
_SAID = (
    "“We will not leave {place} before {year},” {person}, the {office}, told reporters.",
    "{person} said that trade had grown to ${many} million in {year}, up {some} percent from a year before.",
    "According to {body}, about {many} people had crossed the border by {day}.",
    "The {office} called it “a long road”, and added that {body} would decide in {month}.",
    "The {office} did not answer questions.",
)
_PLAIN = (
    "Nobody in {place} would say what comes next, and the streets were calm when the evening came.",
    "Investors from {body} have waited for such news, and some of them still doubt that it will last.",
    "{person}, who has studied the region for decades, sees a threat that few in {place} like to name.",
    "It was cold, the shops had closed early, and there was little that people wished to talk about at all.",
    "What was promised then has not been kept since, as those who live along the river know better than others.",
)
_MENU = "Home\nWorld\nBusiness\nSubscribe now\nSign in\n"
_FOOT = "Read more\nRelated stories\n{place}: what we know\nShare this article\n© {year} The {city} Courier.\n"


def article(number: int, size: int = 5_000) -> dict[str, str]:
    """One record of an archive: the same for the same number, some longer and some shorter than `size` characters."""
    draw = random.Random(number)
    written = date(2015, 1, 1) + timedelta(draw.randrange(4_000))
    target = int(size * draw.uniform(0.5, 1.5))
    paragraphs: list[str] = []
    length = 0
    while length < target:
        sentences = []
        for _ in range(draw.randint(1, 4)):
            chance = draw.random()
            if chance < 0.72:
                form = draw.choice(_PLAIN)
            elif chance < 0.82:
                form = f"{draw.choice(_WHEN)}, {{body}} {draw.choice(_DEEDS)}."
            else:
                form = draw.choice(_SAID)
            sentences.append(_filled(form, draw, written))
        paragraphs.append(" ".join(words[0].upper() + words[1:] for words in sentences))
        length += len(paragraphs[-1]) + 2
    title = _filled("{body} Looks to {place} as {office} Warns of Delay", draw, written)
    head = f"{_MENU}\n{title[0].upper()}{title[1:]}\n\nBy {draw.choice(_PEOPLE)}\n\n{_long(written)}\n\n"
    foot = _filled(_FOOT, draw, written)
    return {"id": f"a{number:07}", "text": head + "\n\n".join(paragraphs) + "\n\n" + foot}


def archive(path: Path, count: int, size: int = 5_000, first: int = 0) -> Path:
    """A JSON Lines file of that many articles."""
    with path.open("w", encoding="utf-8", newline="\n") as lines:
        lines.writelines(json.dumps(record) + "\n" for record in records(count, size, first))
    return path


def records(count: int, size: int = 5_000, first: int = 0) -> Iterator[dict[str, str]]:
    """The records themselves."""
    return (article(number, size) for number in range(first, first + count))


def _filled(form: str, draw: random.Random, written: date) -> str:
    day = written - timedelta(draw.randrange(900))
    return form.format(
        place=draw.choice(_PLACES),
        city=draw.choice(_PLACES),
        person=draw.choice(_PEOPLE),
        office=draw.choice(_OFFICES),
        body=draw.choice(_BODIES),
        some=draw.randint(2, 99),
        many=f"{draw.randint(100, 9_000):,}",
        day=_long(day),
        month=f"{day:%B} {day.year}",
        year=day.year,
    )


def _long(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"
