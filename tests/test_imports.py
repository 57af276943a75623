"""Imports run one way through the house, lazy ones and those for typing included, and never in a circle."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "analysis"
WINGS = ("core", "sources", "readers", "claims", "book", "archive", "pages", "cli")
DOOR = ("analysis", "analysis.__main__")


def name_of(path: Path, package: Path) -> str:
    parts = [package.name, *path.relative_to(package).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def imports_of(package: Path) -> dict[str, dict[str, int]]:
    """Module → each module of the package that it imports, wherever in the file, and the line."""
    paths = {name_of(path, package): path for path in sorted(package.rglob("*.py"))}
    found: dict[str, dict[str, int]] = {}
    for name, path in paths.items():
        found[name] = {}
        home = name if path.name == "__init__.py" else name.rpartition(".")[0]
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            for other in named(node, home, paths):
                if other in paths and other != name:
                    found[name].setdefault(other, node.lineno)
    return found


def named(node: ast.AST, home: str, known: dict[str, Path]) -> list[str]:
    """The modules that a statement imports."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "import_module":
        return [each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    if not isinstance(node, ast.ImportFrom):
        return []
    above = home.split(".")[: len(home.split(".")) - node.level + 1] if node.level else []
    module = ".".join([*above, *filter(None, [node.module])])
    inside = [f"{module}.{alias.name}" for alias in node.names]
    return [part if part in known else module for part in inside]


def wrong_arrows(package: Path) -> list[str]:
    """Imports that do not run back along the order of the wings, each with its place."""
    found = []
    for name, others in imports_of(package).items():
        if name in DOOR:
            continue
        own = name.split(".")[1]
        for other, line in others.items():
            wing = other.split(".")[1] if "." in other else "the door"
            if wing not in WINGS or WINGS.index(wing) > WINGS.index(own):
                found.append(f"{name}, line {line}: imports {other}, but {own} must not know {wing}")
    return found


def circle(package: Path) -> list[str]:
    """Modules that need each other, in a ring; empty when there are none."""
    imports = {name: set(others) for name, others in imports_of(package).items() if name not in DOOR}
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as problem:
        return list(problem.args[1])
    return []


def test_no_module_knows_one_above_it():
    found = wrong_arrows(PACKAGE)
    assert not found, "\n".join(["wrong arrows:", *found])


def test_no_two_modules_need_each_other():
    ring = circle(PACKAGE)
    assert not ring, f"a circle of imports: {' → '.join(ring)}"


def test_every_wing_is_in_the_order():
    parts = {path.name for path in PACKAGE.iterdir() if path.is_dir() and any(path.glob("*.py"))}
    assert parts | {"cli"} == set(WINGS)


@pytest.mark.parametrize(
    "words",
    [
        "from analysis.pages import page",
        "def show():\n    from analysis.pages.page import Page",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import analysis.pages.page",
        "from ..pages.page import Page",
        "from importlib import import_module\npage = import_module('analysis.pages.page')",
        "import analysis",
    ],
)
def test_a_wrong_arrow_is_seen_however_it_is_written(tmp_path: Path, words: str):
    for name in ("__init__.py", "core/__init__.py", "pages/__init__.py", "pages/page.py"):
        (tmp_path / "analysis" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "analysis" / name).write_text("")
    (tmp_path / "analysis" / "core" / "text.py").write_text(words)
    assert [line.partition(",")[0] for line in wrong_arrows(tmp_path / "analysis")] == ["analysis.core.text"]


def test_a_circle_is_seen(tmp_path: Path):
    (tmp_path / "analysis" / "core").mkdir(parents=True)
    (tmp_path / "analysis" / "core" / "one.py").write_text("def first():\n    from analysis.core.other import second")
    (tmp_path / "analysis" / "core" / "other.py").write_text("from analysis.core.one import first")
    assert set(circle(tmp_path / "analysis")) == {"analysis.core.one", "analysis.core.other"}


def test_an_article_is_read_without_the_libraries_that_tables_need():
    reads = (
        "import sys\n"
        "from analysis.book.parse import parse_document\n"
        "from analysis.sources.documents import text_document\n"
        "text = 'Kabul, 3 March 2021\\n\\nRebels killed 12 men in Kabul.'\n"
        "rows = parse_document(text_document('a.txt', text)).rows\n"
        "assert rows['figures']\n"
        "print(*{'pandas', 'pyarrow', 'numpy'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", reads], capture_output=True, text=True, cwd=PACKAGE.parent)
    assert (done.stdout.strip(), done.returncode) == ("", 0), done.stderr
