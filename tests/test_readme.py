"""What the README tells an analyst to type does what it says."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from analysis import open_workbook
from analysis.cli import main
from tests.gold.scorer import accuracy

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
TYPED = [
    line.partition("  #")[0].removeprefix("workbook ").strip()
    for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
    if line.startswith("workbook ") and "briefings" not in line
]
ARTICLE = (
    "<html><head><title>Envoys sign rail deal</title></head><body><article><p>OSH, 3 May 2025. Envoys of five states "
    "signed a deal worth $5 million on 2 May 2025, the mayor said.</p></article></body></html>"
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    (tmp_path / "article.html").write_text(ARTICLE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_commands_of_the_readme_can_be_typed_one_after_the_other(project: Path):
    assert [line.split()[0] for line in TYPED] == ["add", "correct", "correct"]
    for line in TYPED:
        assert main(shlex.split(line)) == 0, line
    book = open_workbook()
    assert "article.html" in set(book.documents["file"])
    assert list(book.corrections["status"]) == ["applied", "applied"]


def test_the_python_of_the_readme_runs(project: Path):
    (block,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    *lines, last = block.strip().splitlines()
    names: dict = {}
    exec("\n".join(lines), names)
    assert names["book"].folder.name == "seeds"
    assert len(eval(lines[3].partition("  #")[0], names))
    assert "Id: f" in repr(eval(last.partition("  #")[0], names))


def test_pictures_and_pages_that_the_readme_leads_to_are_there():
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target


def test_the_readme_names_the_notebooks_that_there_are():
    named = set(re.findall(r"^\| `(\d\d_\w+)` \|", README, re.MULTILINE))
    assert named == {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")}


def test_the_accuracy_of_the_readme_is_what_comes_out(checks):
    table = README.partition("| table | what | right | of |")[2].partition("\n\n")[0]
    told = re.findall(r"^\| (\w+) \| (.+?) \| (\d+) \| (\d+) \|$", table, re.MULTILINE)
    scores = accuracy(checks)
    assert told == [(row.table, row.measure, str(row.right), str(row.of)) for row in scores.itertuples()]


def test_every_finding_is_listed_with_what_the_workbook_does_about_it():
    listed = re.findall(
        r"^\| `([\w-]+)` \| \S.* \| \S.* \|$", (ROOT / "docs" / "findings.md").read_text("utf8"), re.MULTILINE
    )
    scripts = {path.stem: path.read_text("utf8") for path in (ROOT / "findings").iterdir()}
    assert listed == sorted(scripts)
    for name, script in scripts.items():
        pinned = re.search(r"pip\"? install -.*(?<!=)( [\w-]+==[\w.]+)+$", script, re.MULTILINE)
        assert pinned, name
        assert "mktemp -d" in script
        assert re.search(r"^ *assert |^\[ ", script, re.MULTILINE), name
