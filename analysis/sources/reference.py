"""Outside evidence: the tables of a folder as one, each number with its days, its publisher and its address."""

import csv
import io
import math
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import pandas as pd
import yaml

from analysis.core.days import read_days
from analysis.core.lexicon import load_lexicon
from analysis.core.tables import ELSE, Row, Table, joined
from analysis.core.values import Bounds
from analysis.sources.documents import free_name


class Outside(NamedTuple):
    """A number of outside evidence, or a line of it without one."""

    id: Annotated[str, "name of the file, line, and column where a line has several numbers"]
    file: Annotated[str, "path of the file"]
    row: Annotated[int, "line of the file, as an editor counts", "lines from 1"]
    about: Annotated[str, "name of the file, without its ending"]
    subject: Annotated[str, "who or what it is about"]
    scope: Annotated[str, "where it holds"]
    concept: Annotated[str, "what the number counts or measures"]
    source: Annotated[str, "who says so"]
    edition: Annotated[str, "which edition of a report it stands in"]
    as_of: Annotated[str, "the days that it describes, as written"]
    earliest: Annotated[date | None, "first possible day of that", "day"]
    latest: Annotated[date | None, "last possible day of that", "day"]
    low: Annotated[float | None, "lowest value that the cell allows; missing when it sets none", "unit"]
    high: Annotated[float | None, "highest value that the cell allows; missing when it sets none", "unit"]
    low_open: Annotated[bool, "whether low itself is excluded (more than)"]
    high_open: Annotated[bool, "whether high itself is excluded (less than)"]
    qualifier: Annotated[str, "the hedging words, empty when stated outright"]
    unit: Annotated[str, "what is counted or measured, with its scale (USD billion)"]
    text: Annotated[str, "what it says, in words"]
    publisher: Annotated[str, "who published it"]
    published: Annotated[str, "when, as written"]
    url: Annotated[str, "address, where known"]
    affects: Annotated[tuple[str, ...], "documents that it touches; all for every one"]
    effect: Annotated[str, "what it does to them, in words"]
    note: Annotated[str, "remarks, and the columns of the file that have no place here"]
    use: Annotated[str, "what it may be used for", ("official", "reported", "reject", ELSE, "")]
    grade: Annotated[str, "what the analyst thinks of the page, in the Admiralty code; the program awards none"]
    problem: Annotated[str, "why it could not be read in full, empty when it could"]


OUTSIDE = Table.of("outside", "a number of outside evidence, or a line of it without one", Outside)

_NUMBER = re.compile(r"(?P<before>[^\d\n]{0,40}?)\s*(?P<number>-?\d[\d,]*(?:\.\d+)?)\s*(?P<after>[^\d\n]{0,40})")
_PLAIN = re.compile(r"-?(?:0|[1-9]\d*|[1-9]\d{0,2}(?:,\d{3})+)(?:\.\d+)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_QUALIFIER = "_qualifier"
_BELOW_ONE = re.compile(r"\b0\.(\d{1,3}) billion")  # people write it in millions


def read_reference(folder: Path | str) -> pd.DataFrame:
    """Read every CSV of a folder of outside evidence into one tidy table.

    A row of a CSV gives one row for each number in it, or one without a number. Columns are told by their names
    (`lexicon/reference.yaml`); what a whole file is about may stand beside it in `about.yaml`. The table is `outside`;
    without such a folder it is empty.

    >>> read_reference("no such folder").columns.tolist()[:4]
    ['id', 'file', 'row', 'about']
    """
    folder = Path(folder)
    about, problem = _about(folder / "about.yaml")
    rows = [{"file": f"{folder.name}/about.yaml", "problem": problem}] if problem else []
    for path in sorted(folder.glob("*.csv"), key=lambda path: path.name):
        rows += _read(path, f"{folder.name}/{path.name}", about.get(path.stem, {}))
    return OUTSIDE.frame({name: row[name] for name in OUTSIDE.names if name in row} for row in rows)


def _about(path: Path) -> tuple[dict[str, dict[str, str]], str]:
    """What about.yaml says of each file; one that cannot be read says nothing, and why."""
    if not path.is_file():
        return {}, ""
    try:
        said = yaml.load(path.read_text("utf-8-sig"), Loader=yaml.BaseLoader) or {}
        return {name: {key: value.strip() for key, value in words.items()} for name, words in said.items()}, ""
    except (OSError, ValueError, AttributeError, yaml.YAMLError, RecursionError) as problem:
        return {}, f'{path.name} is not read ({" ".join(str(problem).split())}): write "file: {{subject: …}}"'


def _read(path: Path, file: str, about: Mapping[str, str]) -> Iterator[Row]:
    """The rows of one CSV."""
    base = {"file": file, "about": path.stem}
    try:
        reader = csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""), strict=True)
        taken: set[str] = set()
        header = [free_name(name.strip().lower(), taken) for name in next(reader, [])]
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        yield base | {"problem": f"{file} cannot be read ({problem}): save it as CSV in UTF-8"}
        return
    line = reader.line_num + 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield from _figures({**base, "row": line}, header, [cell.strip() for cell in cells], about)
            line = reader.line_num + 1
    except csv.Error as problem:
        yield base | {"row": line, "problem": f"{file}, line {line}: {problem}; mend the quotation marks"}


def _figures(base: Row, header: list[str], cells: list[str], about: Mapping[str, str]) -> Iterator[Row]:
    """The tidy rows of one line: one for each of its numbers."""
    given = dict(zip(header, cells, strict=False))
    row = base | {"id": f"{base['about']}:{base['row']}"} | _roles(given, about)
    wrong = f"{len(cells)} cells under {len(header)} columns" if len(cells) != len(header) else ""
    if _number(given.get("low", "")) > _number(given.get("high", "")):
        wrong = f"low {given.pop('low')} is above high {given.pop('high')}"
    row["problem"] = f"{base['file']}, line {base['row']}: {wrong}; mend the line" if wrong else ""
    if days := read_days(row["as_of"]):
        row |= {"earliest": pd.Timestamp(days.earliest), "latest": pd.Timestamp(days.latest)}
    measured = list(_measured(row, given))
    for values in measured or [{}]:
        yield row | values | ({"id": f"{row['id']}:{values['name']}"} if len(measured) > 1 else {})


def _roles(given: Mapping[str, str], about: Mapping[str, str]) -> Row:
    """What the columns say of subject, days and source, and in the note whatever no role claims."""
    row, taken = Row(), {"low", "high", "qualifier"}
    for role, names in load_lexicon("reference")["roles"].items():
        name = next((name for name in names if name in given and name not in taken), "")
        taken.add(name)
        row[role] = given.get(name, "") or about.get(role, "")
    row["unit"] = about.get("unit", "")
    touched, *more = (part.strip() for part in row["affects"].split(";"))
    listed, _, effect = touched.partition(":")
    row |= {"affects": joined(name.strip() for name in listed.split(",")), "effect": effect.strip()}
    beside = (name for name in given if name not in taken and not name.endswith(_QUALIFIER))
    rest = [f"{name}: {value}" for name in beside if (value := given[name]) and not _is_figure(name, value)]
    row["note"] = "; ".join(filter(None, [row["note"], *more, *rest]))
    return row


def _is_figure(name: str, value: str) -> bool:
    """Whether a cell holds a number that measures something: not a year, not a code with leading zeros."""
    return name in load_lexicon("reference")["figures"] or bool(_PLAIN.fullmatch(value) and not _YEAR.fullmatch(value))


def _measured(row: Mapping[str, Any], given: Mapping[str, str]) -> Iterator[Row]:
    """The numbers of a line, each with its bounds, its qualifier and what it measures."""
    lexicon, qualifier = load_lexicon("reference"), given.get("qualifier", "")
    low, high = _number(given.get("low", "")), _number(given.get("high", ""))
    if not (math.isnan(low) and math.isnan(high)):
        bounds = Bounds(None if math.isnan(low) else low, None if math.isnan(high) else high)
        amount = f"{qualifier} {low if high != high else high:,.15g}" if qualifier else bounds.text
        text = row["text"] or f"{amount} {row['concept']}".strip()
        yield {"name": "range", "text": text} | _ends(low, high, qualifier)
    taken = {name for names in lexicon["roles"].values() for name in names} | {"low", "high", "qualifier"}
    for name, value in given.items():
        if value and name not in taken and _is_figure(name, value):
            plain = name.replace("_", " ")
            known = lexicon["figures"].get(name, {"concept": plain, "unit": "", "says": plain + " {}"})
            values = _bounded(value, given.get(name + _QUALIFIER, ""))
            said = known["says"].replace("{}", values.pop("words"))
            said = _BELOW_ONE.sub(lambda found: f"{int(found[1].ljust(3, '0'))} million", said)
            concept, unit = known["concept"] or row["concept"] or plain, known["unit"] or row["unit"]
            text = row["text"] or f"{values['qualifier']} {said}".strip()
            yield {"name": name, "concept": concept, "unit": unit, "text": text} | values


def _bounded(value: str, qualifier: str) -> Row:
    """Low and high of a cell such as "137", "more than 600" or "several hundred", of which only the words stay."""
    if not (match := _NUMBER.fullmatch(value)):
        return _ends(math.nan, math.nan, "") | {"words": value}
    said = " ".join(filter(None, [qualifier, match["before"].strip(), match["after"].strip()]))
    number = _number(match["number"])
    low = math.nan if _begins(said, "ceiling", "below") else number
    high = math.nan if _begins(said, "floor", "above") else number
    return _ends(low, high, said) | {"words": f"{number:,.15g}"}


def _ends(low: float, high: float, said: str) -> Row:
    """Bounds, which the words before them may exclude."""
    open_ends = {"low_open": _begins(said, "above"), "high_open": _begins(said, "below")}
    return {"low": low, "high": high, "qualifier": said} | open_ends


def _begins(said: str, *kinds: str) -> bool:
    """Whether words leave an end of a number open, or exclude it, as the lexicon lists them."""
    return any(said.lower().startswith(tuple(load_lexicon("reference")[kind])) for kind in kinds)


def _number(words: str) -> float:
    with suppress(ValueError):
        return float(words.replace(",", ""))
    return math.nan
