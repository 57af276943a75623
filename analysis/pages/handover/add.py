"""The next article: copied unchanged, read, and set against what is there already, in a screenful."""

import re
import shutil
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from analysis.book.workbook import SORTS, Workbook
from analysis.core.citations import places_in
from analysis.core.files import sha256, write_whole
from analysis.core.tables import Row, records
from analysis.pages.endnotes import document_card
from analysis.pages.escape import one_line, shortened
from analysis.pages.handover.project import left_out
from analysis.pages.notebooks import NotebookError, find_notebooks, texts_of
from analysis.sources.documents import short_name

_SENTENCE_END = re.compile(r"(?<=[.!?:\]])\s+(?=[A-Z“])|\n+")
_SHOWN, _MOST = 5, 8


class Copied(NamedTuple):
    """A file that was offered, where it stands below the folder of articles, and how it came there."""

    source: Path
    file: str
    how: str


NEW, SAME, HERE = "added as", "is there already, byte for byte:", "stands in"


def copy_articles(source: Path, folder: Path) -> list[Copied]:
    """Copy a file, or every file of a folder, unchanged to the articles; no file that is there is ever written to."""
    if not source.exists():
        raise FileNotFoundError(f"no file or folder {str(source)!r}; name an article to add")
    paths = sorted(path for path in source.rglob("*") if path.is_file()) if source.is_dir() else [source]
    paths = [path for path in paths if not any(part.startswith(".") for part in path.relative_to(source).parts)]
    if not paths:
        next(source.iterdir(), None)  # a locked folder says so itself
        raise FileNotFoundError(f"no file in the folder {str(source)!r}; save the articles there, or name another one")
    return [_copied(path, folder) for path in paths]


def _copied(source: Path, folder: Path) -> Copied:
    """Write a file to the articles under a name of its own, unless it is among them."""
    if source.resolve().is_relative_to(folder.resolve()):
        return Copied(source, source.resolve().relative_to(folder.resolve()).as_posix(), HERE)
    content, name = source.read_bytes(), source.name
    known = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    for path in known:
        if path.stat().st_size == len(content) and path.read_bytes() == content:
            return Copied(source, path.relative_to(folder).as_posix(), SAME)
    ids = {short_name(path.stem) for path in known}
    hidden = name.startswith(".") or name.upper().startswith("README") or name in ("documents.yaml", "corrections.csv")
    if hidden or short_name(source.stem) in ids:
        number = max((int(name) for name in ids if name.isdecimal()), default=-1) + 1
        name = f"{number:03}_{sha256(content)[:16]}{Path(name).suffix or '.txt'}"
    if (folder / name).exists():
        raise FileExistsError(f"{name} is in {folder} already; give the article another name")
    write_whole(folder / name, content)
    return Copied(source, name, NEW)


def report(before: Workbook, after: Workbook, document: str, root: Path) -> str:
    """What a new document brings, in a screenful, down to the sentences of the notebooks below `root` it touches."""
    row = records(after.find("documents", document=document))[0]
    facts = [("not read", row["error"])]
    if not row["error"]:
        facts = [*_text_facts(after, row), *_claim_facts(after, document)]
        groups = list(_groups(before, after, document))
        facts += [(kind, _listed("", said)) for kind, said in _verdicts(groups).items()]
        touched = _touched(after, [group for group, _ in groups], document, root)
        more = [f"and {len(touched) - _MOST} sentences more"] if len(touched) > _MOST else []
        facts += zip_longest(["touches"], [*touched[:_MOST], *more], fillvalue="")
    lines = textwrap.TextWrapper(110, subsequent_indent=" " * 15, break_long_words=False)  # below the fact
    told = (f"  {label:<12} {lines.fill(one_line(fact))}" for label, fact in facts if fact)
    return "\n".join([f"[{document}] {row['title'] or row['file']}", *told])


def _text_facts(book: Workbook, row: Row) -> Iterator[tuple[str, str]]:
    names = ("written_evidence", "passages", "origins", "copies")
    evidence, passages, origins, copies = (book.find(name, document=row["document"]) for name in names)
    for label, fact in document_card(book, row["document"]).facts.items():
        yield label.lower(), fact
        if label == "Source":
            yield "because", "; ".join(dict.fromkeys(evidence["reason"].head(3)))
    yield "look at it", left_out(passages).get(row["document"], "")
    shared = ", ".join(f"[{name}]" for name in copies["copy"])
    share = f"{origins['share'].max():.0%} of its word sequences stand in {shared}: one origin, not two sources"
    yield "shared text", share if shared else "none with earlier articles"


def _claim_facts(book: Workbook, document: str) -> Iterator[tuple[str, str]]:
    tables = ("timeline", "figures", "statements", "actors", "quantities")
    events, figures, statements, actors, quantities = (book.find(name, document=document) for name in tables)
    alone = events[events["group_documents"] == 1]
    new = f", of which {len(alone) or 'none'} in no other article" if len(events) else ""
    told = ((row, f"{shortened(row['text'], 30)}: {shortened(row['event'], 50)}") for row in records(alone))
    said = (f"{words} [{document}:{row['line']}]" for row, words in told)
    yield "events", _listed(f"{len(events) or 'none'}{new}", said)
    measured = (f"{shortened(row['text'], 60)} ({row['measure']})" for row in records(figures))
    yield "figures", _listed(str(len(figures) or "none"), measured)
    speakers = Counter(statements["speaker"])
    nameless = f", and {unnamed} statements of nobody named" if (unnamed := speakers.pop("", 0)) else ""
    named = (f"{name} ({count})" for name, count in speakers.most_common())
    yield "speakers", _listed(f"{len(speakers) or 'none'}{nameless}", named)
    unknown = actors[~actors["known"]].sort_values("mentions", ascending=False, kind="stable")
    names = (shortened(name, 60) for name in unknown["actor"])
    yield "new names", _listed(f"{len(unknown)} in no word list", names) if len(unknown) else ""
    loose = records(figures[figures["measure"] == "other"])
    loose += records(quantities[~quantities["id"].isin(figures["quantity"])])
    numbers = [f"{shortened(row['text'], 60)} [{document}:{row['line']}]" for row in loose]
    yield "no measure", _listed(str(len(numbers)), numbers) if numbers else ""


def _listed(head: str, items: Iterable[str]) -> str:
    shown = list(items)
    more = f"; and {len(shown) - _SHOWN} more" if len(shown) > _SHOWN else ""
    listed = f"{'; '.join(shown[:_SHOWN])}{more}"
    return f"{head}: {listed}" if head and shown else head or listed


def _groups(before: Workbook, after: Workbook, document: str) -> Iterator[tuple[Row, Row]]:
    """The ledger rows in which the document meets others, each with the row that stood there before it, or nothing."""
    was = {group["id"]: group for group in records(before.ledger)}
    earlier = {row["claim"]: was[row["ledger"]] for row in records(before.members)}
    mine = {name for table in SORTS for name in after.find(table, document=document)["id"]}
    for group in records(after.ledger):
        members = after.members.loc[after.members["ledger"] == group["id"], "claim"].tolist()
        if group["documents"] > 1 and mine & set(members):
            yield group, next((earlier[name] for name in members if name in earlier), {})


def _verdicts(groups: Sequence[tuple[Row, Row]]) -> dict[str, list[str]]:
    """What the document does to each group; without an origin of its own it repeats, and corroborates nothing."""
    words = {"agrees": "corroborates", "compatible": "corroborates", "differs": "contradicts"}
    found: dict[str, list[str]] = {"corroborates": [], "contradicts": [], "repeats": [], "beside": []}
    for group, was in groups:
        status = was.get("status", "single claim")
        new = group["origins"] > was.get("origins", 1) or (group["status"] == "differs" != status)
        changed = f", {status} before" if status not in (group["status"], "single claim") else ""
        places = group["citations"].split()
        cited = " ".join(places[:_SHOWN]) + " …" * (len(places) > _SHOWN)
        said = f"{group['family']}, {shortened(group['subject'], 40)}: {group['status']}{changed} {cited}"
        found[words.get(group["status"], "beside") if new else "repeats"].append(said)
    return found


def _touched(book: Workbook, groups: Sequence[Row], document: str, root: Path) -> list[str]:
    """Published sentences that cite a claim which now stands beside one of the new document, or the document itself."""
    claims = book.claims(group["id"] for group in groups)
    places = {(row["document"], row["line"]) for row in records(claims) if row["document"] != document}
    said = ((path.stem, sentence) for path in find_notebooks(root) for sentence in _published(path))
    touched = (f"{name}: {shortened(words, 80)}" for name, words in said if places & set(places_in(words)))
    return list(dict.fromkeys(touched))


def _published(path: Path) -> Iterator[str]:
    """The sentences of a notebook that a reader sees; a judgement whole, with what it rests on."""
    with suppress(NotebookError):
        for form, text in texts_of(path):
            if form == "judgement":
                yield text.replace("\\", "")
            elif form in ("answer", "reported", "caveat"):
                yield from _SENTENCE_END.split(text.replace("\\", ""))


def new_workbook(folder: Path) -> str:
    """Begin a workbook of another subject, with notebooks of general use; what comes next is told."""
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty: name a folder that is new")
    shutil.copytree(Path(__file__).parents[1] / "starter", folder, dirs_exist_ok=True, copy_function=shutil.copyfile)
    (folder / "seeds" / "reference").mkdir()
    return f"next: go to {folder}, put articles into seeds/ with `workbook add FILE`, then `workbook briefings`"
