"""Kinds of fault that people report of tools like this: what holds instead, on the articles of kinds.yaml."""

import re
from pathlib import Path

import pandas as pd
import pytest
import yaml

from analysis import open_workbook

KINDS = yaml.safe_load((Path(__file__).parent / "kinds.yaml").read_text(encoding="utf-8"))
ARTICLES = [(kind, article) for kind, articles in KINDS.items() for article in articles]
_OWN = {"text", "undated", "html", "note", "byline", "foot", "encoding"}
_HEAD = "Council debates the harbour in Marrowby\n\n{by}\n\n{day}"
_DAY = "Published 14 May 2025\n\n"
_NEWS = "A fire has destroyed the harbour hall of Marrowby, killing 61 people, the mayor said on Monday."
_REST = (
    "\n\nThe orchard lies behind the chapel and slopes down to the lake.\n\n"
    "The chapel was painted white when the old priest retired to his sister's house.\n"
)
_PAGE = (
    "<!DOCTYPE html><html lang='en'><head><title>Fire in the harbour of Marrowby</title></head><body><article>"
    "<h1>Fire in the harbour of Marrowby</h1><p>By Jana Ostrova</p><time datetime='2025-05-14'>14 May 2025</time>"
    "<p>{news}</p>{body}<p>{rest}</p></article></body></html>"
)


def _written(article):
    """The file of an article, and the ending of its name."""
    if "html" in article:
        news = "" if article["html"].startswith("<p>") else _NEWS
        return _PAGE.format(news=news, body=article["html"], rest="</p><p>".join(_REST.split("\n\n")[1:])), "html"
    head = _HEAD.format(by=article.get("byline", "By Jana Ostrova"), day="" if "undated" in article else _DAY)
    foot = article.get("note") or article.get("foot") or ""
    return head + (article.get("text") or article.get("undated") or _NEWS) + _REST + f"\n{foot}\n", "txt"


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kinds")
    for number, (_, article) in enumerate(ARTICLES):
        text, ending = _written(article)
        (folder / f"{number:03}_a.{ending}").write_bytes(text.encode(article.get("encoding", "utf-8")))
    book = open_workbook(folder)
    names = ("documents", "dates", "quantities", "figures", "statements", "timeline")
    return {name: dict([*getattr(book, name).groupby("document")]) for name in names}


def _holds(words, other):
    """Whether the words of one stand whole in the other."""
    left, right = (r"(?<!\w)" if words[:1].isalnum() else ""), (r"(?!\w)" if words[-1:].isalnum() else "")
    return bool(words) and re.search(left + re.escape(words) + right, other) is not None


def _meets(cell, wanted):
    if isinstance(wanted, list):
        return any(_meets(cell, one) for one in wanted)
    if wanted is None or pd.isna(cell):
        return wanted is None and (pd.isna(cell) or cell == "")
    if isinstance(wanted, str) and wanted[:1] == "~":
        return wanted[1:].casefold() in str(cell).casefold()
    return str(cell)[:10] == wanted if isinstance(cell, pd.Timestamp) else cell == wanted


def _rows(table, cells):
    wanted, words = {name: cell for name, cell in cells.items() if name != "words"}, cells.get("words", "")
    for _, row in table.iterrows():
        said = not words or _holds(words, row["text"]) or _holds(row["text"], words)
        if said and all(_meets(row[name], cell) for name, cell in wanted.items()):
            yield row


@pytest.mark.parametrize(("number", "kind"), [*enumerate(kind for kind, _ in ARTICLES)])
def test_what_people_report_of_other_tools_holds_here(read, number, kind):
    for what, rows in ARTICLES[number][1].items():
        if what in _OWN:
            continue
        name = what.rpartition(" ")[2]
        table = read[name].get(f"{number:03}", pd.DataFrame())
        for cells in rows:
            if what == name:
                assert [*_rows(table, cells)], (what, cells, table.to_dict("records"))
            elif what.startswith("no "):
                assert not [*_rows(table, cells)], (what, cells)
            else:
                dated = table[table["earliest"].notna() & (table.get("kind", "") != "statement")]
                days = [str(dated["earliest"].min())[:10], str(dated["latest"].max())[:10]]
                first, last = cells["earliest"], cells["latest"]
                assert days == [first, last] if "span" in what else first <= days[0] and days[1] <= last, (what, days)
