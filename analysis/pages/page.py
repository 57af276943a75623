"""One page of a workbook: shows exhibits and sentences, and remembers what they rest on for its list of sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import pandas as pd
import yaml

from analysis.core.citations import CITATION, cite, cited_in, parse_anchor
from analysis.core.days import day_in_words
from analysis.core.tables import records
from analysis.core.text import counted
from analysis.pages import show
from analysis.pages.endnotes import describe, describe_outside, endnote, not_taken, summary
from analysis.pages.escape import escape_markdown, one_line
from analysis.pages.handover.edition import EDITIONS, changes_between, changes_in_words, edition_of, read_edition
from analysis.pages.prose import Row, Sentence

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from analysis.book.workbook import Workbook

_MOST_ROWS, _MOST_CITED = 60, 150


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A table or a chart with its caption and the claims that it rests on.

    Parameters
    ----------
    caption
        What it shows, in a phrase.
    claims
        The rows behind it, with their places: they get endnotes, and the caption says how many there are.
    frame, figure
        One of them; neither when there is nothing to show.
    alt
        What a figure shows, for someone who cannot see it.
    note
        A remark at the foot.
    """

    caption: str
    claims: pd.DataFrame
    frame: pd.DataFrame | None = None
    figure: Figure | None = None
    alt: str = ""
    note: str = ""


class Page:
    """Collects what a notebook shows, so that each citation on it leads to its words.

    Parameters
    ----------
    book
        The workbook that the page is made from.

    Raises
    ------
    ValueError
        By `judgement`, when an anchor does not read "[document:line] words".
    """

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._cited: dict[str, list[Row]] = {}
        self._outside: dict[str, list[Row]] = {}
        for row in records(book.outside.query("problem == ''")):
            self._outside.setdefault(cite(row).strip("[]"), []).append(row)
        self._edition = edition_of(book.tables, book.folder.parent / EDITIONS)

    def masthead(self, settings: Path | str = "briefing.yaml") -> None:
        """When the page was issued, to what day its information reaches, who answers for it, and what it was made from.

        Parameters
        ----------
        settings
            A YAML file beside the notebook with `issued`, `author`, `reader` and `marking`; there need not be one.

        Raises
        ------
        ValueError
            When the file holds anything else.
        """
        said = _settings(Path(settings))
        documents = self._book.documents.query("error == ''")
        origins = documents["origin"].nunique()
        facts = {
            "Issued": day_in_words(said["issued"]) if said["issued"] else "not issued",
            "Information to": self._reaches(),
            "Articles": f"{len(documents)} ({origins} by shared text)" if origins < len(documents) else len(documents),
            "Author": said["author"] or "not named",
            "Second reader": said["reader"] or "not signed off",
            "Edition": self._edition.number,
        }
        if self._book.selection:
            facts["Selection"] = self._book.selection
        show.show_masthead(facts, said["issued"], str(said["marking"]))

    def _reaches(self) -> str:
        """The last day that an article was written on, or that outside evidence speaks of."""
        evidence = self._book.outside.query("use != 'reject'")["latest"]
        last = pd.concat([self._book.documents["written_latest"], evidence]).max()
        return "unknown" if pd.isna(last) else day_in_words(last)

    def answer(self, *sentences: Sentence) -> None:
        """The answer to the page's question."""
        self._block("answer", sentences)

    def report(self, *sentences: Sentence) -> None:
        """What the sources say."""
        self._block("reported", sentences)

    def assume(self, *sentences: Sentence) -> None:
        """What the page takes for granted."""
        self._block("assumption", sentences)

    def caveat(self, *sentences: Sentence) -> None:
        """What the sources can't bear."""
        self._block("caveat", sentences)

    def judgement(self, sentence: Sentence, rests_on: Iterable[str] = ()) -> None:
        """What the analyst concludes.

        It is to be reviewed, and the page says so, when one of the claims that it rests on is no longer as it was. When
        all of them are gone it is withheld: the page says which judgement, and why.

        Parameters
        ----------
        sentence
            As `judge` makes it.
        rests_on
            The claims that it rests on, each as "[document:line] exact words".
        """
        anchors = list(rests_on)
        found = [row for anchor in anchors if (row := self._find(anchor))]
        if not sentence.markdown:
            return
        if anchors and not found:
            gone = "; ".join(map(_place, anchors))
            words = f"“{_conclusion(sentence)}” rests on what is not in the tables: {gone}."
            show.show_block(f"**Withheld.** The judgement {words}", "caveat")
            return
        if problems := [problem for anchor in anchors if (problem := self._moved(anchor, anchors))]:
            show.show_block(f"**To be reviewed.** {' '.join(problems)}", "caveat")
        self._cite([*found, *sentence.claims])
        show.show_block(sentence.markdown, "judgement", " ".join(dict.fromkeys(map(cite, found))))

    def _standing(self, sentences: Iterable[Sentence]) -> tuple[list[Sentence], list[Row]]:
        """The sentences whose claims are all in the tables, cited, and these claims; the page names the others."""
        standing, resting, withheld = [], [], []
        for sentence in sentences:
            found = [row for anchor in sentence.rests_on if (row := self._find(anchor))]
            if len(found) < len(sentence.rests_on):
                gone = ", ".join(_place(anchor) for anchor in sentence.rests_on if not self._find(anchor))
                withheld.append(f"“{_conclusion(sentence)}”, for want of {gone}")
                continue
            resting += found
            standing.append(_citing(sentence, found))
        if withheld:
            show.show_block(f"**Withheld:** {'; '.join(withheld)}.", "caveat")
        return standing, resting

    def _moved(self, anchor: str, anchors: list[str]) -> str:
        """Why a judgement that rests on this claim has to be read again, as Markdown; empty when it has not."""
        row = self._find(anchor)
        if row is None:
            return f"The claim {_place(anchor)} is no longer in the tables."
        ledger = self._book.ledger
        group = ledger[ledger["id"] == row.get("group", "")]
        if group.empty or group.iloc[0]["status"] != "differs":
            return ""
        known = {found["id"] for other in anchors if (found := self._find(other))}
        members = self._book.members
        new = [name for name in members.loc[members["ledger"] == row["group"], "claim"] if name not in known]
        if not new:
            return ""
        return f"The claim {escape_markdown(anchor)} stands beside {len(new)} more that the ledger says differ."

    def rows(self, *anchors: str) -> pd.DataFrame:
        """The claims behind anchors, for what the analyst lays out herself; no rows when one of them is gone.

        Parameters
        ----------
        anchors
            Each a claim as "[document:line] exact words", or a row of outside evidence as "[file:row]".

        Returns
        -------
        DataFrame
            Rows as their tables have them, in the order of the anchors.

        Raises
        ------
        ValueError
            When an anchor is neither.
        """
        found: list[Row] = []
        nothing = pd.DataFrame(columns=["document", "line", "text", "earliest", "latest"])
        for anchor in anchors:
            named = CITATION.fullmatch(anchor.strip())
            known = self._outside.get(named[1], []) if named else [self._find(anchor)]
            found += filter(None, known)
            if not any(known):
                return nothing
        return pd.DataFrame(found) if found else nothing

    def _find(self, anchor: str) -> Row | None:
        """The row that the words of an anchor are: of several whose text holds them the shortest, a passage last."""
        document, line, words = parse_anchor(anchor)
        wanted, found = one_line(words), []
        for name in ("figures", "standings", "timeline", "statements"):
            rows = self._book.tables[name]
            here = rows[(rows["document"] == document) & (rows["line"] == line)]
            found += [row for row in records(here) if wanted in one_line(row["text"])]
        if found:
            return min(found, key=lambda row: len(row["text"]))
        rows = self._book.passages
        here = rows[(rows["document"] == document) & (rows["line"] == line)]
        return next((_narrowed(row, words) for row in records(here) if wanted in one_line(row["text"])), None)

    def table(self, exhibit: Exhibit) -> None:
        """Show a table; say so when there is nothing in it."""
        if exhibit.frame is None or exhibit.frame.empty:
            self._nothing(exhibit)
            return
        frame, note = exhibit.frame, self._note(exhibit)
        if len(frame) > _MOST_ROWS:
            note = f"The first {_MOST_ROWS} of {len(frame)} rows. {note}"
            frame = frame.head(_MOST_ROWS)
        shown = " ".join(str(cell) for column in frame for cell in frame[column])
        self._cite(row for row in records(exhibit.claims) if len(exhibit.claims) <= _MOST_CITED or cite(row) in shown)
        self._cite_outside([note, *(str(cell) for column in frame for cell in frame[column])])
        show.show_table(frame, exhibit.caption, note)

    def chart(self, exhibit: Exhibit) -> None:
        """Show a chart; say so when there is nothing to draw."""
        if exhibit.figure is None:
            self._nothing(exhibit)
            return
        self._cite(records(exhibit.claims))
        drawn = exhibit.figure.findobj(lambda part: hasattr(part, "get_text"))
        self._cite_outside([exhibit.note, *(str(part.get_text()) for part in drawn if hasattr(part, "get_text"))])
        show.show_figure(exhibit.figure, f"{exhibit.caption} {self._count(exhibit.claims)}", exhibit.alt, exhibit.note)

    def sources(self, *own: Sentence) -> None:
        """The sources that the page cites, what they are worth, the exact words behind each citation, and what changed.

        Parameters
        ----------
        own
            The analyst's own words on the sources: what they had access to, what they leave out, how they lean.
        """
        said, resting = self._standing(own)
        self._cite(resting)
        cited = self._cited.items()
        notes = {key: endnote(self._book, rows) for key, rows in cited if "sha256" not in rows[0]}
        inside = dict.fromkeys(rows[0]["document"] for _, rows in cited if "document" in rows[0])
        outside = dict.fromkeys(rows[0]["file"] for _, rows in cited if "document" not in rows[0])
        described = {name: describe(self._book, name) for name in inside}
        described |= {PurePosixPath(name).stem: describe_outside(self._book, name) for name in outside}
        self._changes()
        words = [summary(self._book, list(inside)), " ".join(sentence.markdown for sentence in said)]
        if lost := not_taken(self._book.tables, self._book.folder):
            words.append(f"**Could not be taken.** {escape_markdown('; '.join(lost))}.")
        show.show_sources("\n\n".join(part for part in words if part), notes, described)

    def _changes(self) -> None:
        """What changed since the last edition, as far as the page cites it."""
        number, before = self._edition.number, self._edition.before
        if before:
            changes = changes_between(read_edition(before), self._book.tables)
            show.show_block(changes_in_words(changes, number - 1, self._cited), "changes")

    def ledger(self) -> None:
        """The rows of the ledger that touch the claims of the page."""
        ids = {row["id"] for rows in self._cited.values() for row in rows if "id" in row}
        ledger = self._book.ledger
        members = self._book.members
        touched = ledger[ledger["id"].isin(members.loc[members["claim"].isin(ids), "ledger"])]
        columns = ["family", "subject", "status", "reason", "citations"]
        frame = touched.loc[touched["documents"] > 1, columns] if len(touched) else touched
        caption = "Claims of several documents about one thing, side by side"
        self.table(Exhibit(caption, self._book.claims(touched.loc[touched["documents"] > 1, "id"]), frame))

    def _block(self, form: str, sentences: Iterable[Sentence]) -> None:
        said, resting = self._standing(sentence for sentence in sentences if sentence.markdown)
        self._cite([*resting, *(row for sentence in said for row in sentence.claims)])
        self._cite_outside(sentence.markdown for sentence in said)
        if said:
            show.show_block(" ".join(sentence.markdown for sentence in said), form)

    def _nothing(self, exhibit: Exhibit) -> None:
        show.show_block(f"{escape_markdown(exhibit.caption.rstrip('.'))}: no claim found in these documents.", "caveat")

    def _cite(self, rows: Iterable[Row]) -> None:
        for row in self._members(rows):
            known = self._cited.setdefault(cite(row).strip("[]"), [])
            if row not in known:
                known.append(row)

    def _cite_outside(self, texts: Iterable[str]) -> None:
        """Outside evidence that a verdict, a label or a sentence names has its endnote, like the claims behind them."""
        named = [key for text in texts for key in cited_in(text)]
        self._cite(row for key in named for row in self._outside.get(key, []))

    def _members(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows themselves; of the ledger, the claims that they set side by side."""
        for row in rows:
            if "members" in row:
                yield from records(self._book.claims([row["id"]]))
            else:
                yield row

    def _count(self, claims: pd.DataFrame) -> str:
        """How many claims from how many documents and origins stand behind an exhibit."""
        if claims.empty or "document" not in claims:
            return ""
        origins = self._book.documents.set_index("document")["origin"]
        documents = claims["document"].dropna().unique()
        counts = (len(claims), len(documents), origins.reindex(documents).nunique())
        names = ("claim", "document", "origin")
        said = list(map(counted, counts, names))
        return f"({said[0]} from {said[1]}, {said[2]}.)"

    def _note(self, exhibit: Exhibit) -> str:
        return " ".join(part for part in (exhibit.note, self._count(exhibit.claims)) if part)


def _settings(path: Path) -> dict[str, Any]:
    """The settings of a briefing; what the file does not say is empty."""
    settings: dict[str, Any] = {"issued": None, "author": "", "reader": "", "marking": ""}
    given = yaml.safe_load(path.read_text("utf-8-sig")) or {} if path.is_file() else {}
    if unknown := sorted(set(given) - set(settings)):
        raise ValueError(f"{path.name} has no setting {unknown[0]!r}: it may hold {', '.join(settings)}")
    if not isinstance(given.get("issued") or date.min, date):
        raise ValueError(f"{path.name}: issued is {given['issued']!r}; write a day as 2025-05-17")
    return settings | given


def _narrowed(row: Row, words: str) -> Row:
    """A passage cut to the words of an anchor, so that the endnote shows their sentence and no other."""
    at = row["text"].find(words)
    start = row["char_from"] + at
    return {**row, "char_from": start, "char_to": start + len(words), "text": words} if at >= 0 else row


def _citing(sentence: Sentence, rows: list[Row]) -> Sentence:
    """A sentence with the citations of what it rests on before its last full stop."""
    places = " ".join(dict.fromkeys(map(cite, rows)))
    cited = f"{sentence.markdown.removesuffix('.')} {escape_markdown(places)}."
    return replace(sentence, markdown=cited) if places else sentence


def _conclusion(sentence: Sentence) -> str:
    """The first sentence of what the analyst says, without the stop."""
    return sentence.markdown.split(". ")[0].removesuffix(".")


def _place(anchor: str) -> str:
    """The words of an anchor and where they stood, as Markdown without a citation: there is nothing to lead to."""
    document, line, words = parse_anchor(anchor)
    return f"“{escape_markdown(one_line(words))}” (document {document}, line {line})"
