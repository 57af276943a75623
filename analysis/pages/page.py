"""One page of a workbook: shows exhibits and sentences, and remembers what they rest on for its list of sources."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
import yaml

from analysis.book.workbook import Workbook
from analysis.core.citations import cite, cited_in, parse_anchor
from analysis.core.days import day_in_words
from analysis.core.tables import Row, records
from analysis.pages import show
from analysis.pages.endnotes import describe, endnote, not_taken, pointer, source_line, summary, words_behind
from analysis.pages.escape import escape_markdown, one_line
from analysis.pages.handover.edition import EDITIONS, changes_in_words, compare, edition_of, read_edition
from analysis.pages.prose import Sentence, capitalised, unborne, ungapped, words_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_EMPTY: dict[str, Any] = {"issued": None, "cutoff": None, "author": "", "reader": "", "marking": "", "articles": ()}
_MOST_ROWS = 60
_OUTSIDE = re.compile(r"\[[^\]\s]{1,99}\]")  # an anchor of outside evidence: a row, or the id of what it says
_MORE = re.compile(r"\d[\d,]* more\b")  # how many claims a sentence cites and does not list


class Exhibit(NamedTuple):
    """A table or a chart with its caption and the claims that it rests on; neither when there is nothing to show."""

    caption: str  # what it shows, in a phrase
    claims: pd.DataFrame  # the rows behind it, with their places: those that are cited in it get endnotes
    frame: pd.DataFrame | None = None
    figure: Figure | None = None
    alt: str = ""  # what the figure shows, for someone who cannot see it
    note: str = ""  # a remark at the foot


class Page:
    """Collects what a notebook shows, so that each citation on it leads to its words.

    Parameters
    ----------
    book
        The workbook that the page is made from.
    settings
        A YAML file beside the notebook, which need not exist, with `issued`, `cutoff`, `author`, `reader`, `marking`,
        and `articles`: the files that the analyst had read when she wrote the words that no row bears (`own`).

    Raises
    ------
    ValueError
        When the settings hold anything else. By `judgement` and the like, when an anchor does not read
        "[document:line] words", or a figure, day, name or quotation is not in the words that its sentence cites.
    """

    def __init__(self, book: Workbook, settings: Path | str = "briefing.yaml") -> None:
        self._book = book
        self._settings, self._named = _settings(Path(settings)), Path(settings).name
        self._cited: dict[str, list[Row]] = {}
        self._outside: dict[str, list[Row]] = defaultdict(list)
        for row in records(book.outside.query("problem == '' and use != 'reject'")):
            for name in {cite(row).strip("[]"), row["id"]}:
                self._outside[name].append(row)
        self._edition = edition_of(book.tables, book.folder.parent / EDITIONS)
        self._said_so = False  # that these are other articles

    @property
    def read(self) -> pd.DataFrame:
        """The documents, when they are those that the analyst had read, or she names none; else no rows."""
        known, documents = set(self._settings["articles"]), self._book.documents
        if not known or known == set(documents["file"]):
            return documents
        none = documents.head(0)
        none.attrs["anchors"] = ["the articles that it was written of"]
        return none

    def masthead(self) -> None:
        """When the page was issued, up to when evidence was sought and found, who answers for it, and from what."""
        said, evidence = self._settings, self._book.outside.query("use != 'reject'")["latest"]
        last = pd.concat([self._book.documents["written_latest"], evidence]).max()
        documents = self._book.documents.query("error == ''")
        origins = documents["origin"].nunique()
        facts = {
            "Issued": day_in_words(said["issued"]) if said["issued"] else "not issued",
            "Information cut-off": day_in_words(said["cutoff"]) if said["cutoff"] else "",
            "Newest evidence": "unknown" if pd.isna(last) else day_in_words(last),
            "Articles": f"{len(documents)} ({origins} by shared text)" if origins < len(documents) else len(documents),
            "Author": said["author"],
            "Second reader": said["reader"] or "not signed off",
            "Edition": self._edition.number,
            "Selection": self._book.selection,
        }
        kept = {name: fact for name, fact in facts.items() if fact != ""}
        show.show_masthead(kept, said["issued"], str(said["marking"]))

    def answer(self, *sentences: Sentence) -> None:
        """The answer to the page's question."""
        self._block("answer", sentences)

    def report(self, *sentences: Sentence) -> None:
        """What the sources say."""
        self._block("reported", sentences)

    def caveat(self, *sentences: Sentence) -> None:
        """What the sources can't bear."""
        self._block("caveat", sentences)

    def own(self, *words: str | Sentence) -> None:
        """The analyst's own words, which no row bears: printed as hers, and only beside the articles she had read.

        Sentences that cite are among them where they speak of all articles: what they lack, or have in common.
        """
        if not self._unread():
            self._block("view", (word if isinstance(word, Sentence) else Sentence(word) for word in words), "\n\n")

    def _unread(self) -> bool:
        """Whether these are other articles than the analyst had read; the page then says once what it withholds."""
        if not self._settings["articles"] or len(self.read):
            return False
        if not self._said_so:
            why = f"were written of other articles; read them again, and list these in {self._named}."
            show.show_block(f"**Withheld.** Our views and judgements {why}", "caveat")
        self._said_so = True
        return True

    def judgement(self, sentence: Sentence, rests_on: Iterable[str] = ()) -> None:
        """What the analyst concludes (`judge`), from claims each as "[document:line] exact words" or "[file:row]".

        It is to be reviewed, and the page says so, when one of these claims is no longer as it was. When all that it
        rests on in the articles is gone it is withheld: the page says which judgement, and why.
        """
        if self._unread():
            return
        anchors = list(rests_on)
        found = [row for anchor in anchors for row in self._find(anchor)]
        bearing = [anchor for anchor in anchors if not _OUTSIDE.fullmatch(anchor.strip())] or anchors
        if sentence.lacks or (bearing and not any(map(self._find, bearing))):
            gone = "; ".join(dict.fromkeys(map(_place, sentence.lacks or bearing)))
            words = f"“{_conclusion(sentence)}” rests on what is not in the tables: {gone}."
            show.show_block(f"**Withheld.** The judgement {words}", "caveat")
            return
        known = {row["id"] for row in found}
        if problems := [problem for anchor in anchors if (problem := self._moved(anchor, known))]:
            show.show_block(f"**To be reviewed.** {' '.join(problems)}", "caveat")
        if all(map(self._find, anchors)):
            self._borne(sentence, found)
        self._cite([*found, *sentence.claims])
        rests = _places(found)
        show.show_block(sentence.markdown, "judgement", rests, self._noted([sentence.markdown, rests]))

    def _standing(self, sentences: Iterable[Sentence]) -> tuple[list[Sentence], list[Row]]:
        """The sentences whose claims are all in the tables, cited, and these claims; the page names the others."""
        standing, resting, withheld = [], [], []
        for sentence in sentences:
            found = {anchor: self._find(anchor) for anchor in sentence.rests_on}
            if lost := [*sentence.lacks, *(anchor for anchor, rows in found.items() if not rows)]:
                withheld.append(f"“{_conclusion(sentence)}”, for want of {', '.join(dict.fromkeys(map(_place, lost)))}")
                continue
            rows = [row for rows in found.values() for row in rows]
            self._borne(sentence, rows)
            resting += rows
            cited = f"{sentence.markdown.removesuffix('.')} {escape_markdown(_places(rows))}."
            standing.append(sentence._replace(markdown=cited) if rows else sentence)
        if withheld:
            show.show_block(f"**Withheld:** {'; '.join(withheld)}.", "caveat")
        return standing, resting

    def _borne(self, sentence: Sentence, resting: list[Row]) -> None:
        """Stop where a sentence says what none of the rows that it cites holds."""
        rows = list(self._members([*sentence.claims, *resting]))
        plain = _MORE.sub("", sentence.markdown)
        for words in map(escape_markdown, sentence.computed):
            plain = plain.replace(capitalised(words), "").replace(words, "")
        articles = " ".join(self._said(row) for row in rows if "use" not in row)
        if rows and (word := unborne(plain, articles, " ".join(self._said(row) for row in rows if "use" in row))):
            raise ValueError(
                f"{word!r} in “{_conclusion(sentence)}” stands in none of the rows it cites ({_places(rows)}): cite "
                "one that holds it, say it as they do, pass it as Computed(words, rows), or print it by page.own()"
            )

    def _said(self, row: Row) -> str:
        """All that a row says: the sentences behind it, its cells, and its days in words."""
        if "sha256" in row:
            return source_line(row)
        days = [name for name, column in (("when", "earliest"), ("as_of", "as_of_earliest")) if column in row]
        cells = " ".join(words_of(row, name) for name in [*(name for name in row if name != "as_of"), *days])
        return f"{words_behind(self._book, [row])} {cells}"

    def _moved(self, anchor: str, known: set[str]) -> str:
        """Why a judgement that rests on this claim has to be read again, as Markdown; empty when it has not."""
        if not (rows := self._find(anchor)):
            return f"The claim {_place(anchor)} is no longer in the tables."
        ledger, members = self._book.ledger, self._book.members
        group = ledger.loc[(ledger["id"] == rows[0].get("group", "")) & (ledger["status"] == "differs"), "id"]
        new = set(members.loc[members["ledger"].isin(group), "claim"]) - known
        differ = f"The claim {escape_markdown(anchor)} stands beside {len(new)} more that the ledger says differ."
        return differ if new else ""

    def rows(self, *anchors: str) -> pd.DataFrame:
        """The claims behind anchors, for what the analyst lays out herself; no rows when one of them is gone.

        An anchor is a claim as "[document:line] exact words", or outside evidence as "[file:row]" or by its id in
        brackets; ValueError when it is neither. Rows are as their tables have them, in the order of the anchors.
        """
        found = [self._find(anchor) for anchor in anchors]
        if not anchors or not all(found):
            none = pd.DataFrame(columns=["document", "line", "text", "earliest", "latest"])
            none.attrs["anchors"] = [anchor for anchor, rows in zip(anchors, found, strict=True) if not rows]
            return none
        return pd.DataFrame([row for rows in found for row in rows])

    def _find(self, anchor: str) -> list[Row]:
        """The row that the words of an anchor are from: of several that hold them the shortest, a passage last."""
        if outside := self._outside.get(anchor.strip(" []")):
            return outside
        if _OUTSIDE.fullmatch(anchor.strip()):
            return []
        document, line, words = parse_anchor(anchor)
        for whole in (False, True):
            if here := [row for row in self._lines[whole, document, line] if one_line(words) in one_line(row["text"])]:
                row = min(here, key=lambda row: len(row["text"]))
                at = row["text"].find(words) if whole else -1
                start = row["char_from"] + at  # a passage is cut: the endnote shows the sentence of the words alone
                cut = {"char_from": start, "char_to": start + len(words)} if at >= 0 else {}
                return [{**row, **cut, "text": words}]
        return []

    @cached_property
    def _lines(self) -> Mapping[tuple[bool, str, int], list[Row]]:
        """The claims of each line, and its passage."""
        found: dict[tuple[bool, str, int], list[Row]] = defaultdict(list)
        for name in ("figures", "standings", "timeline", "statements", "passages"):
            for row in records(self._book.tables[name]):
                found[name == "passages", row["document"], row["line"]].append(row)
        return found

    def table(self, exhibit: Exhibit) -> None:
        """Show a table; say so when there is nothing in it."""
        if exhibit.frame is None or exhibit.frame.empty:
            self._nothing(exhibit)
            return
        frame, note = exhibit.frame, exhibit.note
        if len(frame) > _MOST_ROWS:
            note = f"The first {_MOST_ROWS} of {len(frame)} rows. {note}"
            frame = frame.head(_MOST_ROWS)
        texts = [exhibit.caption, note, *(str(cell) for column in frame for cell in frame[column])]
        show.show_table(frame, exhibit.caption, note, self._noted(texts, exhibit))

    def chart(self, exhibit: Exhibit) -> None:
        """Show a chart with the places of the claims behind it; say so when there is nothing to draw."""
        from matplotlib.text import Text

        if exhibit.figure is None:
            self._nothing(exhibit)
            return
        note = f"{exhibit.note} {_places(self._members(records(exhibit.claims)))}".strip()
        labels = (part.get_text() for part in exhibit.figure.findobj(Text) if isinstance(part, Text))
        words = self._noted([exhibit.caption, note, *labels], exhibit)
        show.show_figure(exhibit.figure, exhibit.caption, exhibit.alt, note, words)

    def sources(self) -> None:
        """The sources that the page cites and what they are worth, the exact words behind citations, what changed."""
        notes = {key: endnote(self._book, rows) for key, rows in self._cited.items() if "sha256" not in rows[0]}
        inside = dict.fromkeys(rows[0]["document"] for rows in self._cited.values() if "document" in rows[0])
        number, before = self._edition
        if before:
            changes = compare(read_edition(before), self._book.tables)
            show.show_block(changes_in_words(changes, number - 1, self._cited), "changes")
        words = summary(self._book)
        if lost := not_taken(self._book):
            words += f"\n\n**Could not be taken.** {escape_markdown('; '.join(lost))}."
        show.show_sources(words, notes, {name: describe(self._book, name) for name in inside})

    def _block(self, form: str, sentences: Iterable[Sentence], between: str = " ") -> None:
        said, resting = self._standing(sentence for sentence in sentences if sentence.markdown)
        self._cite([*resting, *(row for sentence in said for row in sentence.claims)])
        if said:
            markdown = between.join(sentence.markdown for sentence in said)
            show.show_block(markdown, form, words=self._noted([markdown]))

    def _nothing(self, exhibit: Exhibit) -> None:
        caption = escape_markdown(exhibit.caption.rstrip("."))
        show.show_block(f"**Withheld:** the exhibit “{caption}”, for want of its claims in these documents.", "caveat")

    def _cite(self, rows: Iterable[Row]) -> None:
        for row in self._members(rows):
            known = self._cited.setdefault(cite(row).strip("[]"), [])
            if row not in known:
                known.append(row)

    def _noted(self, texts: Iterable[str], exhibit: Exhibit | None = None) -> dict[str, tuple[str, str]]:
        """Give what texts cite an endnote; the words behind each citation, and the address of their source."""
        named = {key for text in texts for key in cited_in(text)}
        claims = records(exhibit.claims) if exhibit else []
        self._cite(row for row in self._members(claims) if cite(row).strip("[]") in named)
        self._cite(row for key in sorted(named - set(self._cited)) for row in self._outside.get(key, []))
        return {key: pointer(self._book, self._cited[key]) for key in named & set(self._cited)}

    def _members(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows themselves; of the ledger, the claims that they set side by side."""
        for row in rows:
            yield from records(self._book.claims([row["id"]])) if "members" in row else [ungapped(row)]


def _settings(path: Path) -> dict[str, Any]:
    """The settings of a briefing; what the file does not say is empty."""
    given = yaml.safe_load(path.read_text("utf-8-sig")) or {} if path.is_file() else {}
    if unknown := sorted(set(given) - set(_EMPTY)):
        raise ValueError(f"{path.name} has no setting {unknown[0]!r}: it may hold {', '.join(_EMPTY)}")
    for day in ("issued", "cutoff"):
        if not isinstance(given.get(day) or date.min, date):
            raise ValueError(f"{path.name}: {day} is {given[day]!r}; write a day as 2025-05-17")
    return _EMPTY | given


def _places(rows: Iterable[Row]) -> str:
    """The citations of rows, each once."""
    return " ".join(dict.fromkeys(map(cite, rows)))


def _conclusion(sentence: Sentence) -> str:
    """The first sentence of what the analyst says, without the stop and its citations, which have no endnote."""
    return re.sub(r" ?\\\[[^\]]{1,80}\\\]", "", sentence.markdown.split(". ")[0].removesuffix("."))


def _place(anchor: str) -> str:
    """The words of an anchor and where they stood, as Markdown without a citation: there is nothing to lead to."""
    if not anchor.startswith("[") or _OUTSIDE.fullmatch(anchor.strip()):
        return escape_markdown(anchor.strip(" []"))
    document, line, words = parse_anchor(anchor)
    return f"“{escape_markdown(one_line(words))}” (document {document}, line {line})"
