"""Word lists of the subject, in YAML files that an analyst can extend without touching code."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources
from typing import Any

import yaml


@cache
def load_lexicon(name: str) -> Any:
    """The content of one word list, read once.

    Parameters
    ----------
    name
        File name without its ending: "actors", "measures", "boilerplate" …

    Returns
    -------
    dict or list
        As the YAML file has it. Treat it as read-only: it is shared.

    Raises
    ------
    ValueError
        When the file is not valid YAML; names the file, the line and the column.

    >>> isinstance(load_lexicon("boilerplate"), dict)
    True
    """
    source = resources.files(__package__) / f"{name}.yaml"
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(source.read_text("utf8"), Loader=loader)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark
        where = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise ValueError(f"lexicon/{name}.yaml{where}: {problem.problem}; mend it or restore the file") from None


@cache
def lexicon_hash() -> str:
    """SHA-256 over all word lists, in name order: part of the key under which results are kept."""
    digest = hashlib.sha256()
    for source in sorted(resources.files(__package__).iterdir(), key=lambda entry: entry.name):
        if source.name.endswith(".yaml"):
            digest.update(source.name.encode() + b"\0" + source.read_bytes() + b"\0")
    return digest.hexdigest()
