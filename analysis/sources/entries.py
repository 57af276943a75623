"""The analyst's word on a document: the entries of `documents.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import yaml

from analysis.sources.spans import read_days
from analysis.values import Interval


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of documents.yaml; every field may be missing.

    `written` and `retrieved` are days, months, years or spans ("2025-04-23/2025-04-29"). `reliability` (A–F) and
    `credibility` (1–6) are the two grades of the Admiralty code: a person's judgement, never computed.
    """

    title: str = ""
    publisher: str = ""
    written: Interval | None = None
    url: str = ""
    retrieved: str = ""
    origin: str = ""
    reliability: str = ""
    credibility: str = ""
    note: str = ""


_FIELDS = tuple(field.name for field in fields(Entry))
_ALLOWED = {
    "reliability": (re.compile(r"[A-F]"), "a letter from A to F"),
    "credibility": (re.compile(r"[1-6]"), "a number from 1 to 6"),
    "url": (re.compile(r"https?://\S+"), "an address that begins with http:// or https://"),
}
_DAYS = 'a day, month or year ("2025-04-23", "2025-04", "2025") or two of them ("2025-04-23/2025-04-29")'


def read_entries(path: Path | str) -> tuple[dict[str, Entry], list[str]]:
    """Read documents.yaml: a mapping from file name (or id) to what the analyst knows of the document.

    Parameters
    ----------
    path
        The file; there need not be one.

    Returns
    -------
    (dict, list of str)
        File name or id → entry, and the problems found, each naming file, line and remedy. A bad value costs only
        itself, a file that is no YAML costs all entries.

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
    except (OSError, UnicodeDecodeError) as problem:
        return {}, [f"{path.name} cannot be read ({problem}): save it as UTF-8, or remove it"]
    except (yaml.YAMLError, RecursionError) as problem:
        mark = getattr(problem, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        return {}, [f"{path.name}{where}: {getattr(problem, 'problem', problem)}; mend the YAML"]
    if node is None or node.tag == "tag:yaml.org,2002:null":
        return {}, []
    if not isinstance(node, yaml.MappingNode):
        return {}, [f'{path.name}, line 1: write one entry a document, as "file name: {{title: …}}"']
    problems: list[str] = []
    found: dict[str, Entry] = {}
    for key, value in node.value:
        name, where = str(key.value), f"{path.name}, line {key.start_mark.line + 1}"
        if name in found:
            problems.append(f"{where}: {name} has an entry already; join the two")
        elif not isinstance(value, yaml.MappingNode):
            problems.append(f'{where}: the entry of {name} names no fields; write them as "title: …"')
        else:
            found[name] = _entry(name, value, path.name, problems)
    return found, problems


def unused_entries(entries: Iterable[str], named: Iterable[str]) -> list[str]:
    """Problems for entries that answer to none of the paths, file names and ids of the documents there are.

    >>> unused_entries(["003", "009"], ["003_story.txt", "003"])
    ['documents.yaml: there is no document 009; name a file or an id, or remove the entry']
    """
    known = set(named)
    said = "documents.yaml: there is no document {}; name a file or an id, or remove the entry"
    return [said.format(name) for name in entries if name not in known]


def _entry(name: str, node: yaml.MappingNode, file: str, problems: list[str]) -> Entry:
    """The entry of one document; what is wrong in it goes to the problems."""
    kept: dict[str, Any] = {}
    for key, value in node.value:
        field, where = str(key.value), f"{file}, line {key.start_mark.line + 1}"
        if field not in _FIELDS:
            problems.append(f"{where}: {field!r} of {name} is no field; use {', '.join(_FIELDS)}")
        elif not isinstance(value, yaml.ScalarNode):
            problems.append(f"{where}: {field} of {name} is a list or mapping; write one value")
        elif words := " ".join(str(value.value).split()):
            accepted, wanted = _checked(field, words)
            if accepted is None:
                problems.append(f"{where}: {field} {words!r} of {name} is not {wanted}; mend it")
            else:
                kept[field] = accepted
    return Entry(**kept)


def _checked(field: str, words: str) -> tuple[Interval | str | None, str]:
    """The value of a field, or None and what it should have been."""
    if field in ("written", "retrieved"):
        days = read_days(words)
        return (days if field == "written" or days is None else words), _DAYS
    pattern, wanted = _ALLOWED.get(field, (None, ""))
    return (words if pattern is None or pattern.fullmatch(words) else None), wanted
