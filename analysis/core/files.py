"""Files and folders that are there whole or not at all."""

import errno
import hashlib
import os
import shutil
import sys
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """A hidden place beside that of a file or folder: what is written there becomes it when nothing went wrong."""
    aside = path.with_name(f".{uuid.uuid4().hex}.part")
    try:
        yield aside
        os.replace(aside, path)
    except BaseException as error:
        if isinstance(error, OSError) and error.filename == str(aside):
            error.filename = str(path)  # of which a reader has heard
        shutil.rmtree(aside, ignore_errors=True) if aside.is_dir() else aside.unlink(missing_ok=True)
        raise


def write_whole(path: Path, content: bytes) -> Path:
    """Write a file so that nobody finds half of it."""
    with beside(path) as aside:
        aside.write_bytes(content)
    return path


def append_whole(path: Path, content: bytes) -> None:
    """Write below what a file holds, all or nothing (OSError), whoever else writes at the same time."""
    with path.open("ab", buffering=0) as file:
        size = file.seek(0, os.SEEK_END)
        try:
            whole = file.write(content) == len(content)
        finally:
            if file.seek(0, os.SEEK_END) < size + len(content):
                file.truncate(size)
            if not size and not path.stat().st_size:
                path.unlink()
        if not whole:
            raise OSError(errno.ENOSPC, f"no room for {len(content)} bytes; the file is as it was", str(path))


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """No other run that asks writes to a folder meanwhile, or BlockingIOError; one that dies leaves no lock."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("ab") as held:
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(held.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as problem:  # a disk that knows no locks is not guarded
            if problem.errno in (errno.EAGAIN, errno.EACCES):
                said = "another run writes to this folder: wait until it has ended"
                raise BlockingIOError(errno.EAGAIN, said, str(folder)) from None
        yield


def nearest(*names: str, start: Path | None = None) -> Path | None:
    """The folder, the working one or the next above it, that holds a folder of one of these names."""
    here = start or Path.cwd()
    return next((place for place in (here, *here.parents) if any((place / name).is_dir() for name in names)), None)


def sha256(content: bytes) -> str:
    """The SHA-256 of a content, as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def hash_of(parts: Mapping[str, str]) -> str:
    """One hash of many: SHA-256 over names and hashes, in the order of the names."""
    listed = "".join(f"{value} {name}\n" for name, value in sorted(parts.items()))
    return sha256(listed.encode("utf8", "surrogateescape"))
