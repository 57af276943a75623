"""Word lists of the subject, in YAML files that an analyst can extend without touching code."""

import os
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml

from analysis.core.files import hash_of, nearest, sha256


@cache
def load_lexicon(name: str) -> Any:
    """The content of one word list ("actors", "measures" …), with what `lexicon/NAME.yaml` beside the seeds adds to it.

    It is read once and shared: treat it as read-only. ValueError names file, line and column when it is not valid YAML.
    """
    listed = _parsed(resources.files(__package__) / f"{name}.yaml")
    own = _own_folder() / f"{name}.yaml"
    return _joined(listed, _parsed(own), own) if own.is_file() else listed


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Takes no key twice: of two entries the first would be lost without a word."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set[Any]()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"{key.value!r} stands there twice", problem_mark=key.start_mark)
            seen.add(key.value)
        return dict(super().construct_mapping(node, deep))


def _parsed(source: Traversable) -> Any:
    try:
        return yaml.load(source.read_text("utf8"), Loader=_Loader)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark
        where = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise ValueError(f"lexicon/{source.name}{where}: {problem.problem}; mend it or restore the file") from None


def _own_folder() -> Path:
    """Where a project keeps word lists: `lexicon` beside the articles that WORKBOOK names, else the nearest seeds."""
    if named := os.environ.get("WORKBOOK"):
        return Path(named).resolve().parent / "lexicon"
    return (nearest("seeds") or Path.cwd()) / "lexicon"


def _joined(listed: Any, own: Any, file: Path) -> Any:
    """A word list with what a project adds to it: entries of mappings, and items of lists."""
    if isinstance(listed, dict) and isinstance(own, dict):
        return listed | {key: _joined(listed[key], own[key], file) if key in listed else own[key] for key in own}
    if isinstance(listed, list) and isinstance(own, list):
        return [*listed, *own]
    raise ValueError(f"{file}: {own!r} cannot be added to {type(listed).__name__}: write it as the package's list does")


@cache
def lexicon_hash() -> str:
    """SHA-256 over all word lists: part of the key under which results are kept."""
    own = ((f"own/{path.name}", path) for path in _own_folder().glob("*.yaml"))
    files = [*((source.name, source) for source in resources.files(__package__).iterdir()), *own]
    return hash_of({name: sha256(source.read_bytes()) for name, source in files if name.endswith(".yaml")})
