"""The analyst's word on a document: the entries of `documents.yaml`."""

import hashlib
import os
import re
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from analysis.core.days import read_days
from analysis.core.values import Interval
from analysis.sources.declared import Reading, UnreadableError


class Entry(NamedTuple):
    """One entry of documents.yaml; every field may be missing."""

    title: str = ""
    publisher: str = ""
    written: Interval | None = None
    url: str = ""
    retrieved: str = ""
    origin: str = ""
    # The two grades of the Admiralty code (A–F, 1–6): a person's judgement, never computed
    reliability: str = ""
    credibility: str = ""
    note: str = ""


_DAYS = 'a day, month or year ("2025-04-23", "2025-04", "2025") or two of them ("2025-04-23/2025-04-29")'
_ALLOWED: dict[str, tuple[Callable[[str], Any], str]] = {
    "written": (read_days, _DAYS),
    "retrieved": (read_days, _DAYS),
    "reliability": (re.compile(r"[A-F]").fullmatch, "a letter from A to F"),
    "credibility": (re.compile(r"[1-6]").fullmatch, "a number from 1 to 6"),
    "url": (re.compile(r"https?://\S+").fullmatch, "an address that begins with http:// or https://"),
}


def read_entries(path: Path | str) -> tuple[dict[str, Entry], list[str]]:
    """Read documents.yaml, of which there need not be one: what the analyst knows of documents, by file name or id.

    Besides the entries come the problems found, each naming file, line and remedy. A bad value costs only itself, a
    file that is no YAML costs all entries.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "documents.yaml")
    ...     _ = path.write_text("003: {written: 2025-05-16, reliability: G}", encoding="utf8")
    ...     entries, problems = read_entries(path)
    >>> entries["003"].written.precision, problems
    ('day', ["documents.yaml, line 1: reliability 'G' of 003 is not a letter from A to F; mend it"])
    """
    path = Path(path)
    try:
        node = yaml.compose(path.read_text("utf-8-sig"), Loader=yaml.SafeLoader)
    except FileNotFoundError:
        return {}, []
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as problem:
        mark = getattr(problem, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        return {}, [f"{path.name}{where}: {getattr(problem, 'problem', problem)}; mend the YAML, and save it as UTF-8"]
    if not isinstance(node, yaml.MappingNode):
        wrong = f'{path.name}, line 1: write one entry a document, as "file name: {{title: …}}"'
        return {}, [] if node is None or node.tag == "tag:yaml.org,2002:null" else [wrong]
    problems: list[str] = []
    found: dict[str, Entry] = {}
    for key, value in node.value:
        where = f"{path.name}, line {key.start_mark.line + 1}"
        if not (name := key.value if isinstance(key, yaml.ScalarNode) else ""):
            problems.append(f"{where}: the entry has no name; begin it with that of a file, or an id")
        elif name in found:
            problems.append(f"{where}: {name} has an entry already; join the two")
        elif not isinstance(value, yaml.MappingNode):
            problems.append(f'{where}: the entry of {name} names no fields; write them as "title: …"')
        else:
            found[name] = _entry(name, value, path.name, problems)
    return found, problems


def unused_entries(entries: Iterable[str], named: Iterable[str]) -> list[str]:
    """Problems for entries that answer to none of the paths, file names and ids of the documents there are."""
    gone = ", ".join(sorted(set(entries) - set(named)))
    return [f"documents.yaml: there is no document {gone}; name a file or an id, or remove the entry"] if gone else []


def _entry(name: str, node: yaml.MappingNode, file: str, problems: list[str]) -> Entry:
    """The entry of one document; what is wrong in it goes to the problems."""
    kept: dict[str, Any] = {}
    for key, value in node.value:
        field, where = key.value, f"{file}, line {key.start_mark.line + 1}"
        if field not in Entry._fields:
            shown = repr(field) if isinstance(field, str) else "a list or mapping"
            problems.append(f"{where}: {shown} of {name} is no field; use {', '.join(Entry._fields)}")
        elif not isinstance(value, yaml.ScalarNode):
            problems.append(f"{where}: {field} of {name} is a list or mapping; write one value")
        elif words := " ".join(str(value.value).split()):
            check, wanted = _ALLOWED.get(field, (bool, ""))
            if accepted := check(words):
                kept[field] = accepted if field == "written" else words
            else:
                problems.append(f"{where}: {field} {words!r} of {name} is not {wanted}; mend it")
    return Entry(**kept)


SIZE_LIMIT = 20_000_000  # bytes above which a file is listed but not read: the longest articles have a hundredth
_APART = {"documents.yaml", "corrections.csv", "reference"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Reading):
    """One file of the folder, or one article of a file that holds many, as it was read."""

    id: str  # its short name in citations, unique in its folder
    file: str  # the POSIX path relative to the folder; "name.txt#3" for the third article of a file
    sha256: str = ""  # of the untouched file, as `bytes`; "" when it could not be read at all
    bytes: int = 0
    entry: Entry | None = None

    def read_as(self, reading: Reading) -> "Document":
        """The document with what was read of it."""
        read = {field.name: getattr(reading, field.name) for field in fields(Reading)}
        return replace(self, **read | {"error": reading.error and f"{self.file} {reading.error}"})


def list_documents(folder: Path | str) -> tuple[list[tuple[Path, Document]], dict[str, Entry]]:
    """The files of a folder, and of the folders inside it, none of them read, sorted by path; the analyst's entries.

    Left out are README files, names that begin with a dot, and, at the top, `documents.yaml`, `corrections.csv` and
    `reference/`. A second file with the same content is listed with an error. Raises `FileNotFoundError` when there is
    no such folder.
    """
    if not (root := Path(folder)).is_dir():
        raise FileNotFoundError(f"no folder {str(folder)!r}: create it and put the article files in, or name another")
    files = ((path.relative_to(root).as_posix(), path) for path in article_files(root))
    named = sorted((file.encode("utf8", "surrogateescape").decode("utf8", "replace"), path) for file, path in files)
    seen: dict[str, str] = {}
    listed = _with_unique_ids([_looked_at(file, path, seen) for file, path in named])
    entries, _ = read_entries(root / "documents.yaml")
    known = [replace(document, entry=entry_of(document, entries)) for document in listed]
    return [(path, document) for (_, path), document in zip(named, known, strict=True)], entries


def open_document(document: Document, path: Path, entries: Mapping[str, Entry]) -> list[Document]:
    """Read the articles of a listed file, of which there is at least one: "name.txt#1" and so on where it holds more.

    Of the analyst's entries some may be for single articles. What is wrong with the file, or with an article of it,
    stands in `error`.
    """
    from analysis.sources.formats import extract

    if document.error:
        return [document]
    try:
        reading = extract(path.read_bytes())
    except OSError as problem:
        return [replace(document, error=f"{document.file} {_shut(problem)}")]
    except UnreadableError as problem:
        return [replace(document, format=problem.format, error=f"{document.file} {problem}")]
    if not reading.parts:
        return [document.read_as(reading)]
    found = []
    for number, part in enumerate(reading.parts, 1):
        named = replace(document, id=f"{document.id}.{number}", file=f"{document.file}#{number}")
        found.append(replace(named, entry=entry_of(named, entries) or document.entry).read_as(part))
    return found


def text_document(file: str, text: str) -> Document:
    """A document of a text at hand: for trying a reader out, and for tests."""
    data = text.encode("utf8", "surrogatepass")
    digest, size = hashlib.sha256(data).hexdigest(), len(data)
    return Document("text", text, language="en", id=short_name(Path(file).stem), file=file, sha256=digest, bytes=size)


def article_files(folder: Path, root: Path | None = None, above: tuple[Path, ...] = ()) -> Iterator[Path]:
    """Every path that becomes a document: files, and whatever only pretends to be a file or a folder."""
    root = root or folder
    try:
        here, names = folder.resolve(), sorted(os.listdir(folder))
    except (OSError, RuntimeError):
        here, names = folder, None
    if names is None or here in above:
        yield folder
        return
    for name in names:
        path = folder / name
        if name.startswith(".") or name.upper().startswith("README") or (folder == root and name in _APART):
            continue
        if path.is_dir():
            yield from article_files(path, root, (*above, here))
        else:
            yield path


def _looked_at(file: str, path: Path, seen: dict[str, str]) -> Document:
    """The document of a file, not yet read; `seen` maps the hashes of earlier files to their names, and gains its."""
    digest, size, error = "", 0, ""
    try:
        status = path.stat()
        if stat.S_ISREG(status.st_mode):
            with path.open("rb") as source:
                digest, size = hashlib.file_digest(source, "sha256").hexdigest(), status.st_size
        else:
            what = "folder that contains itself by a link" if stat.S_ISDIR(status.st_mode) else "special file"
            error = f"is a {what}, not an article: remove it"
    except OSError as problem:
        error = _shut(problem)
    if digest and (first := seen.setdefault(digest, file)) != file:
        error = f"is a copy of {first}, byte for byte, and is not read again"
    elif size > SIZE_LIMIT:
        error = f"has {size:,} bytes; files over {SIZE_LIMIT:,} are not read: cut it to the article"
    error = error and f"{file} {error}"
    return Document(id=short_name(path.stem), file=file, sha256=digest, bytes=size, error=error)


def _shut(problem: OSError) -> str:
    return f"cannot be opened ({problem.strerror or type(problem).__name__}): check its rights and links"


def short_name(stem: str) -> str:
    """The leading token of a file name, as short as a citation wants it."""
    token = re.split("[_ .]", stem.lstrip("_ ."))[0]
    return "".join(letter for letter in token if letter.isalnum() or letter == "-")[:12] or "file"


def _with_unique_ids(documents: list[Document]) -> list[Document]:
    """Documents whose names begin alike get four digits of their hash, and a running number if that is not enough."""
    shared = Counter(document.id for document in documents)
    taken = {token for token, count in shared.items() if count == 1}
    for at, one in enumerate(documents):
        if shared[one.id] > 1:
            documents[at] = replace(one, id=free_name(f"{one.id}-{one.sha256[:4] or 'none'}", taken))
    return documents


def free_name(stem: str, taken: set[str]) -> str:
    """A name, or one like it ("003-2") where that is taken; it is added to those taken."""
    names = (f"{stem[:34]}-{number}" if number > 1 else stem for number in count(1))
    name = next(name for name in names if name not in taken)
    taken.add(name)
    return name


def entry_of(document: Document, entries: Mapping[str, Entry]) -> Entry | None:
    """The analyst's entry for a document: by its path, its file name or its id."""
    keys = document.file, document.file.rpartition("/")[2], document.id
    return next((entries[key] for key in keys if key in entries), None)
