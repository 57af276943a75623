"""Tables in files that are there whole or not at all: where they are kept, and what decides how a text is read."""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast

import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from analysis.core.files import beside, hash_of, sha256
from analysis.core.lexicon import lexicon_hash
from analysis.core.tables import DAY, EMPTY, FLAG, NUMBER, TEXT, WHOLE, Table

SWITCH = "WORKBOOK_CACHE"  # environment variable: "off" to keep nothing, or a folder instead of the user's cache folder
LIBRARIES = (  # what the wings that read lean on; another version may read otherwise
    *("charset_normalizer", "lxml", "numpy", "pandas", "pyarrow", "pypdfium2"),
    *("python_dateutil", "pyyaml", "sentencex", "striprtf", "trafilatura", "wasmtime"),
)
_READING = ("core", "sources", "readers", "claims", "book/parse.py", "book/tables.py")
ARROW = {TEXT: pa.string(), WHOLE: pa.int64(), NUMBER: pa.float64(), FLAG: pa.bool_(), DAY: pa.date32()}
_KEY = b"key"

pa.set_memory_pool(pa.system_memory_pool())  # Arrow's own pools keep a hundred megabytes a process for later


class SpoiledError(OSError):
    """A file that is not what was written under its name: half of it, or a stranger's."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is not what was written there: remove it")
        self.path = path


def cache_folder() -> Path | None:
    """Where what was read of folders is kept; None keeps nothing."""
    place = os.environ.get(SWITCH, "")
    if place.lower() in ("off", "0", "no", "false"):
        return None
    try:
        from platformdirs import user_cache_path

        folder = Path(place).expanduser() if place else user_cache_path("analyst-workbook", appauthor=False)
        return folder / "articles"
    except RuntimeError:  # no home folder
        return None


@cache
def program_hash() -> str:
    """SHA-256 of all that decides how a text is read: wings, word lists, the project's own included, and libraries."""
    # "lxml-6.0.0.dist-info": its name says the version, and what is in it takes ten times as long to read
    there = (path.stem.lower() for folder in sys.path for path in Path(folder).glob("*-info"))
    return code_hash(*_READING, lexicon_hash(), *(name for name in there if name.partition("-")[0] in LIBRARIES))


@cache
def code_hash(*parts: str) -> str:
    """SHA-256 of files and folders of the package, and of words that are neither."""
    root = Path(__file__).parents[1]
    files = (path for part in parts for path in (root / part, *(root / part).rglob("*")))
    held = (path for path in files if path.suffix != ".pyc" and path.is_file())
    hashes = {path.relative_to(root).as_posix(): sha256(path.read_bytes()) for path in held}
    return hash_of(dict.fromkeys(parts, "") | hashes)


def write_table(table: pa.Table, path: Path) -> None:
    """Write a table beside its place, then rename it; its name is in it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with beside(path) as aside:
        named = table.replace_schema_metadata({_KEY: path.stem})
        # Without dictionaries, which pay in larger files, they are smaller, and a third faster to write and to read.
        pq.write_table(named, aside, compression="zstd", use_dictionary=False, write_page_checksum=True)


def read_table(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """What `write_table` wrote; SpoiledError when the file is missing, half of one, changed, or another's."""
    try:
        with pq.ParquetFile(path, page_checksum_verification=True, pre_buffer=False) as file:
            found = file.read(columns, use_threads=False)
    except (OSError, pa.ArrowInvalid) as problem:
        raise SpoiledError(path) from problem
    if (found.schema.metadata or {}).get(_KEY) != path.stem.encode():
        raise SpoiledError(path)
    return found


def arrow_table(table: Table, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Rows of a table as Arrow columns, days as dates; a value that is not given is empty, as in `Table.frame`."""
    rows, arrays = list(rows), []
    for column in table.columns:
        kind = pa.string() if column.dtype == DAY else ARROW[column.dtype]
        array = pa.array([row.get(column.name) for row in rows], kind).cast(ARROW[column.dtype])
        arrays.append(array.fill_null(EMPTY[column.dtype]) if column.dtype in EMPTY else array)
    return pa.Table.from_arrays(arrays, table.names)


def frame_table(table: Table, rows: pd.DataFrame) -> pa.Table:
    """A table that a workbook holds, in the types of the files."""
    types = [(column.name, ARROW[column.dtype]) for column in table.columns]
    return pa.Table.from_pandas(rows, schema=pa.schema(types), preserve_index=False, safe=False)


def frame(rows: pa.Table) -> pd.DataFrame:
    """Rows in the dtypes that a workbook has: days in whole seconds, and no text is missing."""
    for at, column in enumerate(rows.schema):
        if pa.types.is_temporal(column.type):
            rows = rows.set_column(at, column.name, rows[at].cast(pa.timestamp("s"), safe=False))
        elif column.type == pa.string() and rows[at].null_count:
            rows = rows.set_column(at, column.name, rows[at].fill_null(""))
    return cast(pd.DataFrame, rows.to_pandas())


def tuples(rows: pa.Table | pa.RecordBatch) -> Iterator[tuple[Any, ...]]:
    """The rows of Arrow columns."""
    return zip(*(column.to_pylist() for column in rows.columns), strict=True)
