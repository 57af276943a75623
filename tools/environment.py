"""Writes environment.yml, for conda users, from pyproject.toml: `python tools/environment.py`."""

from __future__ import annotations

import re
import tomllib
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOT_ON_CONDA_FORGE = frozenset(
    {"duckdb", "page-validation", "playwright", "pypandoc_binary", "sentencex", "types-tqdm", "typst", "wasmtime"}
)  # or under another name, or too old
HEAD = """\
# For conda users: conda env create -f environment.yml && conda activate analyst-workbook
# Made from pyproject.toml by tools/environment.py; requirements.txt is the lock that the tests run with.
"""


def environment(pyproject: str) -> str:
    """The text of environment.yml for the text of pyproject.toml.

    Every requirement keeps its range; what conda-forge lacks stands under ``pip:``, as does the package itself.

    >>> print(environment('''[project]
    ... name = "book"
    ... requires-python = ">=3.11"
    ... dependencies = ["pandas>=3,<4", "typst>=0.15"]
    ... optional-dependencies = {dev = ["pytest>=9"]}'''))  # doctest: +ELLIPSIS
    # ...
    name: book
    channels:
      - conda-forge
    dependencies:
      - python >=3.11
      - pip
      - pandas >=3,<4
      - pytest >=9
      - pip:
          - typst>=0.15
          - -e .
    <BLANKLINE>
    """
    project = tomllib.loads(pyproject)["project"]
    requirements = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    named = sorted((re.match(r"[\w.-]+", requirement)[0].lower(), requirement) for requirement in requirements)
    conda = [f"{name} {text[len(name) :]}".rstrip() for name, text in named if name not in NOT_ON_CONDA_FORGE]
    pip = [text for name, text in named if name in NOT_ON_CONDA_FORGE]
    lines = [f"name: {project['name']}", "channels:", "  - conda-forge", "dependencies:"]
    lines += [f"  - {text}" for text in (f"python {project['requires-python']}", "pip", *conda)]
    lines += ["  - pip:", *(f"      - {text}" for text in (*pip, "-e ."))]
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    text = environment((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (ROOT / "environment.yml").write_text(text, encoding="utf-8", newline="\n")
