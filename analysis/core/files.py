"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = [
    "beside",
    "write_whole",
]


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """A place beside a file's own: what is written there becomes the file when nothing went wrong.

    Yields
    ------
    Path
        In the same folder, hidden. A process that is killed leaves it there.
    """
    aside = path.with_name(f".{uuid.uuid4().hex}.part")
    try:
        yield aside
        os.replace(aside, path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def write_whole(path: Path, content: bytes) -> Path:
    """Write a file so that nobody finds half of it.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_whole(Path(folder, "note.txt"), b"Seen.").read_bytes()
    b'Seen.'
    """
    with beside(path) as aside:
        aside.write_bytes(content)
    return path
