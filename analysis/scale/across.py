"""What needs more than one document of an archive: origins, groups of events, and the ledger."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.scale.shards import write_frame
from analysis.workbook import connected

if TYPE_CHECKING:
    from analysis.scale.dataset import Archive

__all__ = ["MOST_MENTIONS", "across_folder", "connect"]

MOST_MENTIONS = 60_000
"""Mentions of events up to which an archive is connected: it is done in memory, by the functions of a workbook."""


def across_folder(out: Path, shards: Sequence[str]) -> Path:
    """Where the tables stand that need all of these shards, and no others."""
    return out / f"across-{hashlib.sha256(' '.join(shards).encode()).hexdigest()[:16]}"


def connect(archive: Archive, folder: Path) -> bool:
    """Fill what needs more than one document, as a workbook of a folder does: origins, groups and the ledger.

    Parameters
    ----------
    archive
        An archive all of whose shards are there.
    folder
        Where documents, origins, timeline, figures and ledger go: written beside, then renamed.

    Returns
    -------
    bool
        False, and nothing is written, when the archive has more than `MOST_MENTIONS` mentions of events.
    """
    if int(archive.query("SELECT count(*) AS n FROM timeline")["n"].item()) > MOST_MENTIONS:
        return False
    tables = connected(dict(archive.tables))
    aside = folder.with_name(f".{folder.name}")
    shutil.rmtree(aside, ignore_errors=True)
    for name in ("documents", "origins", "timeline", "figures", "ledger"):
        write_frame(name, tables[name], aside / f"{name}.parquet")
    shutil.rmtree(folder, ignore_errors=True)
    os.replace(aside, folder)
    return True
