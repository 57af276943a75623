"""What leads from a finding back to its words: its row id, its line, and the exact words in the untouched text."""

from __future__ import annotations

import hashlib
from base64 import b32encode
from bisect import bisect_right
from collections.abc import Iterable
from typing import Any

from analysis.core.tables import Row, Table
from analysis.core.text import LineIndex, View, sentences
from analysis.core.values import Span
from analysis.sources.documents import Document

_ID = 12


class Citer:
    """Cites what was read in a view of a document; without a view, what points into the reading text itself.

    An id is made of file, table, the exact words and their number among equal words, so that an edit elsewhere in the
    article, or lines that are wrapped anew, leave it as it is.
    """

    def __init__(self, document: Document, view: View | None = None) -> None:
        self._document = document
        self._view = view
        self._lines = LineIndex(document.text)
        self._seen: dict[str, int] = {}
        self._placed = (-1, -1), (-1, -1)
        self._file = hashlib.blake2b(f"{document.file}\0".encode("utf8", "surrogatepass"), digest_size=10)
        self._sentences = sentences(view.text) if view else []
        self._starts = [span.start for span in self._sentences]

    def rows(self, table: Table, findings: Iterable[Any]) -> list[Row]:
        """The rows of findings, in their order."""
        return [self._row(table, finding) for finding in findings]

    def _row(self, table: Table, finding: Any) -> Row:
        row = self.cite(table.name, finding.start, finding.end)
        row.update(table.cells(finding, self))
        if table.sentence:
            row["sentence_from"], row["sentence_to"] = self._sentence(finding.start, finding.end)
        return row

    def cite(self, table: str, start: int, end: int) -> Row:
        """The leading columns of a row: id, document, line, char_from, char_to, text."""
        start, end = self.place(start, end)
        text = self._document.text[start:end]
        words = f"{table}\0{' '.join(text.split())}\0"
        number = self._seen[words] = self._seen.get(words, 0) + 1
        digest = self._file.copy()
        digest.update(f"{words}{number}".encode("utf8", "surrogatepass"))
        return {
            "id": table[0] + b32encode(digest.digest())[:_ID].decode().lower(),
            "document": self._document.id,
            "line": self._lines.at(start) + self._document.above,
            "char_from": start,
            "char_to": end,
            "text": text,
        }

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the view begins and ends in the reading text: asked for one column after the other."""
        if self._view is None:
            return start, end
        if self._placed[0] != (start, end):
            self._placed = (start, end), self._view.place(start, end)
        return self._placed[1]

    def words(self, span: Span) -> str:
        """The words that the readers saw: wrapped lines joined, broken characters mended."""
        return span.of(self._view.text if self._view else self._document.text)

    def _sentence(self, start: int, end: int) -> tuple[int, int]:
        """Where the sentence around a stretch stands in the reading text; the stretch itself when there is none."""
        index = bisect_right(self._starts, start) - 1
        if index >= 0 and self._sentences[index].end > start:
            sentence = self._sentences[index]
            start, end = sentence.start, max(sentence.end, end)
        return self.place(start, end)
