"""What the pages about the project tell is so: commands, options, files, modules, settings, and the code in them."""

from __future__ import annotations

import gzip
import json
import re
import shlex
import shutil
from pathlib import Path

import pandas as pd
import pytest

from analysis.book.workbook import Workbook
from analysis.claims.corrections import COLUMNS, CORRECTABLE
from analysis.cli import main, workbook
from analysis.sources.documents import read_entries

ROOT = Path(__file__).resolve().parents[1]
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "seeds/README.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "analysis").rglob("*.md")),
]
OURS = re.compile(r"(?:analysis|tests|tools|docs|findings|notebooks)/[\w./-]*")
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())


def code(page: Path) -> list[str]:
    """All that stands on a page as code, line by line."""
    text = page.read_text("utf8")
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    spans = re.findall(r"(?<!`)`([^`]+)`(?!`)", re.sub(r"^```\w*\n.*?^```", "", text, flags=re.DOTALL | re.MULTILINE))
    return [" ".join(line.partition("  #")[0].split()) for each in (*blocks, *spans) for line in each.splitlines()]


def block(page: Path, kind: str, number: int = 0) -> str:
    found = re.findall(rf"^```{kind}\n(.*?)^```", page.read_text("utf8"), re.DOTALL | re.MULTILINE)
    return found[number]


@every_page
def test_every_command_and_option_on_it_exists(page: Path):
    for line in code(page):
        for name, words in re.findall(r"(?:^|\s)(?:workbook|python -m analysis) ([a-z][a-z-]*)(.*)", line):
            assert name in workbook.commands, line
            known = {option for each in workbook.commands[name].params for option in each.opts}
            assert set(re.findall(r"(?<![\w-])--[a-z-]+", words)) <= known, line


@every_page
def test_every_target_of_make_on_it_exists(page: Path):
    rules = (ROOT / "Makefile").read_text("utf8")
    for line in code(page):
        for target in re.findall(r"(?:^|\s)make (?:[A-Z]+=\S+ )*([a-z-]+)", line):
            assert re.search(rf"^(?:\S+ )*{target}(?: \S+)*:", rules, re.MULTILINE), line


@every_page
def test_every_file_module_and_setting_on_it_exists(page: Path):
    programs = "\n".join(
        path.read_text("utf8") for part in ("analysis", "tests") for path in (ROOT / part).rglob("*.py")
    )
    for line in code(page):
        for path in OURS.findall(line) if not line.startswith("http") else ():
            assert (ROOT / path).exists(), line
        for module in re.findall(r"-m ((?:analysis|tests|tools)[\w.]*)", line):
            assert (ROOT / module.replace(".", "/")).with_suffix(".py").exists() or (ROOT / module).is_dir(), line
        for setting in re.findall(r"\b((?:WORKBOOK|ARCHIVE)(?:_[A-Z]+)*)\b", line):
            assert setting in programs or "are gone" in page.read_text("utf8"), line


@every_page
def test_every_link_on_it_leads_somewhere(page: Path):
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf8")):
        assert (page.parent / target).exists(), target


# --- the code ---


def test_the_code_of_the_page_on_archives_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys):
    page = ROOT / "docs" / "scale.md"
    shutil.copytree(ROOT / "tests" / "articles", tmp_path / "archive", ignore=shutil.ignore_patterns("*.yaml", "*.md"))
    with gzip.open(tmp_path / "archive.jsonl.gz", "wt") as file:
        file.write(json.dumps({"id": "a", "text": "Rain\n\nRain fell on 3 May 2024, the Taliban said."}))
    monkeypatch.chdir(tmp_path)
    folder, lines, said, asked = block(page, "sh").strip().splitlines()
    for command in (folder, said, asked, lines.replace("--workers 8", "--workers 1").replace("tables", "others")):
        assert main(shlex.split(command, comments=True)[1:]) == 0, command
    assert "claims" in capsys.readouterr().out
    names: dict = {}
    *opening, found, counted = [line for line in block(page, "python").splitlines() if line]
    exec("\n".join(opening), names)
    assert isinstance(eval(found, names), pd.DataFrame)
    assert list(eval(counted, names)["measure"]) == ["deaths"] * len(eval(counted, names))
    chosen, book, shown = block(page, "python", 1).strip().splitlines()
    exec(f"{chosen}\n{book}", names)
    assert re.fullmatch(r"[\d,]+ of [\d,]+ articles", eval(shown.partition("  #")[0], names))


def test_the_figure_that_the_page_on_the_house_follows_is_read_as_it_says(book: Workbook):
    text = (ROOT / "docs" / "architecture.md").read_text("utf8")
    told = re.findall(r"^\| “(.+?)” \[(\d+):(\d+)\] \| (.+) \|$", text, re.MULTILINE)
    figures = [book.figures[book.figures["text"] == words].iloc[0] for words, *_ in told]
    assert [(row["text"], row["document"], str(row["line"])) for row in figures] == [row[:3] for row in told]
    assert [amount for *_, amount in told] == ["137 or more", "145", "above 130"]
    assert [(row["low"], row["low_open"]) for row in figures] == [(137, False), (145, False), (130, True)]
    first = figures[0]
    assert (first["qualifier"], first["unit"], first["measure"]) == ("at least", "people", "deaths")
    assert f"*{first['subject']}*" in " ".join(text.split())
    assert book.find("documents", document="000")["written_basis"].item() == "corrected"
    (verdict,) = book.ledger.loc[book.ledger["members"].str.contains(first["id"]), "status"]
    assert f"the verdict is *{verdict}*" in text


def test_the_entry_on_the_page_of_the_articles_is_taken_as_it_is(tmp_path: Path):
    (tmp_path / "documents.yaml").write_text(block(ROOT / "seeds" / "README.md", "yaml"), "utf8")
    entries, problems = read_entries(tmp_path / "documents.yaml")
    assert (list(entries), problems) == (["005_reuters.txt"], [])
    assert entries["005_reuters.txt"].reliability == "B"


def test_the_page_of_the_articles_names_all_that_a_correction_may_hold():
    rows = re.findall(r"^\| ([\w, ]+) \| (.*) \|$", (ROOT / "seeds" / "README.md").read_text("utf8"), re.MULTILINE)[1:]
    assert tuple(", ".join(name for name, _ in rows).split(", ")) == COLUMNS
    told = dict(rows)
    assert set(re.findall(r"\w+", told["table"])) & set(CORRECTABLE) == set(CORRECTABLE)
    assert set(re.findall(r"`(change|reject|add|undo)`", told["action"])) == {"change", "reject", "add", "undo"}


def test_the_readme_counts_what_is_installed():
    (told,) = re.findall(r"some (\d+) packages", (ROOT / "README.md").read_text("utf8"))
    wheels = (ROOT / "tests" / "wheels.txt").read_text("utf8").splitlines()
    assert abs(int(told) - sum(" ;  ; " in line for line in wheels)) < 10
