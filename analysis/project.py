"""The project that commands work on: its folder, its notebooks, its articles."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.inputs import find_articles, find_notebooks

if TYPE_CHECKING:
    from analysis.workbook import Workbook


class NothingToDoError(Exception):
    """There is no folder, no article or no notebook to work on."""


class FailedError(Exception):
    """The command could not finish."""


def find_project(start: Path | None = None) -> Path:
    """The nearest folder that holds `seeds/`: from the working directory upwards, or from another one."""
    here = start or Path.cwd()
    for place in (here, *here.parents):
        if (place / "seeds").is_dir():
            return place
    raise NothingToDoError(f"no folder 'seeds' in {here} or above it; go to the project's folder, or make one")


def project_with_articles() -> Path:
    """The project, which must hold articles."""
    root = find_project()
    if not find_articles(root):
        raise NothingToDoError(f"no articles in {root / 'seeds'}; put text, HTML, Markdown or PDF files there")
    return root


def chosen(root: Path, only: Sequence[str]) -> list[Path]:
    """The notebooks whose names begin with one of the words; without words, all."""
    known = find_notebooks(root)
    names = ", ".join(path.stem for path in known) or "none at all"
    for name in only or [""]:
        if not any(path.name.startswith(name) for path in known):
            raise NothingToDoError(f"no notebook {name}… in {root / 'notebooks'}: there is {names}")
    return [path for path in known if not only or path.name.startswith(tuple(only))]


def opened(folder: Path, without: Collection[str] = ()) -> Workbook:
    """The workbook of a folder; what the analyst wrote wrongly into its own files ends the command with a sentence."""
    from analysis.workbook import open_workbook

    try:
        return open_workbook(folder, without=without)
    except ValueError as error:
        raise FailedError(str(error)) from error
