"""The command line."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup

from analysis import open_workbook
from analysis.cli import main

ARTICLE = (
    "Ministers meet in Tashkent\n\nTASHKENT, 3 May 2021. Ministers of five states met on Monday to talk of rail.\n"
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "seeds" / "001.txt").write_text(ARTICLE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Notebooks are run in this process where it is not the kernel that matters, which takes a second to start."""

    def execute(path: Path) -> nbformat.NotebookNode:
        notebook, names = nbformat.read(path, as_version=4), {}
        for count, cell in enumerate((cell for cell in notebook.cells if cell.cell_type == "code"), 1):
            cell.execution_count, cell.outputs = count, []

            def display(data, *, raw: bool, metadata=None, into=cell.outputs):
                into.append(nbformat.v4.new_output("display_data", data, metadata=metadata or {}))

            monkeypatch.setattr("IPython.display.display", display)
            *lines, last = cell.source.splitlines()
            exec("\n".join(lines), names)
            if (value := eval(last, names)) is not None:
                shown = {"text/plain": repr(value)}
                cell.outputs.append(nbformat.v4.new_output("execute_result", shown, execution_count=count))
        return notebook

    monkeypatch.setattr("analysis.pages.notebooks.execute", execute)


def add_notebook(project: Path, source: str, name: str = "01_page.ipynb") -> Path:
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Page"), nbformat.v4.new_code_cell(source)])
    (project / "notebooks" / name).write_text(json.dumps(made))
    return project / "notebooks" / name


def test_help_shows_exit_statuses_and_how_to_name_other_articles():
    shown = subprocess.run(
        [sys.executable, "-m", "analysis", "--help"], capture_output=True, text=True, check=True
    ).stdout
    assert "--articles FOLDER" in shown
    assert "exit status:" in shown


@pytest.mark.parametrize("arguments", [[], ["unknown"], ["tables"], ["briefings", "--paper", "a0"]])
def test_wrong_usage_ends_with_2(arguments: list[str]):
    assert main(arguments) == 2


@pytest.mark.parametrize("command", [["briefings"], ["notebooks"], ["check"], ["tables", "--out", "out"]])
def test_without_a_folder_of_articles_every_command_says_so(tmp_path: Path, monkeypatch, capsys, command: list[str]):
    monkeypatch.chdir(tmp_path)
    assert main(command) == 2
    assert f"no folder 'seeds' in {tmp_path} or above it" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["briefings"], ["notebooks"], ["check"], ["tables", "--out", "out"]])
def test_an_empty_folder_of_articles_is_not_passed_over(project: Path, capsys, command: list[str]):
    (project / "seeds" / "001.txt").unlink()
    (project / "seeds" / "README.md").write_text("about")
    assert main(command) == 2
    assert f"no articles in {project / 'seeds'}" in capsys.readouterr().err
    assert not (project / "out").exists()


def test_a_missing_folder_that_was_named_is_reported(project: Path, capsys):
    assert main(["tables", "--articles", "elsewhere", "--out", "out"]) == 2
    assert "elsewhere" in capsys.readouterr().err


def test_a_project_without_notebooks_is_reported(project: Path, capsys):
    assert main(["briefings"]) == 2
    assert "no notebook" in capsys.readouterr().err


def test_a_name_that_no_notebook_begins_with_is_reported_with_those_there_are(project: Path, capsys):
    add_notebook(project, "1")
    assert main(["notebooks", "01", "09"]) == 2
    assert "no notebook 09" in (shown := capsys.readouterr().err)
    assert "01_page" in shown


def test_tables_are_written_from_anywhere_inside_the_project(project: Path, monkeypatch, capsys):
    monkeypatch.chdir(project / "notebooks")
    assert main(["tables", "--out", "../made"]) == 0
    assert (project / "made" / "documents.csv").read_text().count("001.txt") == 1
    assert (project / "made" / "timeline.parquet").exists()


def test_notebooks_are_run_in_place_and_say_what_they_were_made_from(project: Path, capsys):
    path = add_notebook(project, "6 * 7")
    assert main(["notebooks"]) == 0
    first = path.read_bytes()
    assert b'"42"' in first
    assert main(["check"]) == 0
    assert main(["notebooks"]) == 0
    assert path.read_bytes() == first
    (project / "seeds" / "002.txt").write_text(ARTICLE + "More.\n")
    assert main(["check"]) == 1
    assert "other articles" in capsys.readouterr().out


@pytest.mark.usefixtures("at_once")
def test_briefings_leave_the_notebooks_as_they_are(project: Path, capsys):
    path = add_notebook(project, "6 * 7")
    before = path.read_bytes()
    assert main(["briefings", "01", "--out", "pdf"]) == 0
    assert (project / "pdf" / "01_page.pdf").read_bytes().startswith(b"%PDF")
    assert path.read_bytes() == before
    assert capsys.readouterr().err == ""


def unbriefed(project: Path, name: str, briefing: object) -> None:
    path = add_notebook(project, "6 * 8", name)
    notebook = json.loads(path.read_text())
    notebook["metadata"]["briefing"] = briefing
    path.write_text(json.dumps(notebook))


@pytest.mark.usefixtures("at_once")
def test_the_copy_of_a_page_that_is_there_to_be_copied_is_a_briefing(project: Path):
    for name in ("02_starter.ipynb", "03_my_question.ipynb"):
        unbriefed(project, name, "02_starter")
    assert main(["briefings", "--out", "pdf"]) == 0
    assert [pdf.name for pdf in (project / "pdf").glob("*.pdf")] == ["03_my_question.pdf"]


@pytest.mark.usefixtures("at_once")
def test_a_notebook_that_is_no_briefing_becomes_one_only_by_its_name(project: Path, capsys):
    add_notebook(project, "6 * 7")
    unbriefed(project, "02_tool.ipynb", False)
    assert main(["briefings", "--out", "pdf"]) == 0
    assert [pdf.name for pdf in (project / "pdf").glob("*.pdf")] == ["01_page.pdf"]
    assert main(["briefings", "02", "--out", "pdf"]) == 0
    assert main(["verify", "pdf"]) == 0
    assert "2 briefings, no fault found" in capsys.readouterr().out


@pytest.mark.usefixtures("at_once")
def test_briefings_that_no_longer_hold_fail_the_verification(project: Path, capsys):
    add_notebook(project, "6 * 7")
    assert main(["briefings", "--out", "pdf"]) == 0
    (project / "seeds" / "001.txt").write_text(ARTICLE + "More.\n")
    assert main(["verify", "pdf"]) == 1
    assert "stale: seeds/001.txt has changed since" in capsys.readouterr().out
    assert main(["verify", "nowhere"]) == 2


@pytest.mark.usefixtures("at_once")
def test_who_receives_the_folder_alone_verifies_what_it_can_tell_and_is_told_what_it_cannot(
    project: Path, capsys, tmp_path_factory
):
    add_notebook(project, "6 * 7")
    folder = str(tmp_path_factory.mktemp("received"))
    assert main(["briefings", "--out", folder]) == 0
    assert main(["verify", folder]) == 0
    said = capsys.readouterr().out
    assert "1 briefing, no fault found" in said
    assert "not checked: whether the words still stand in the articles; for that, put seeds/ beside the folder" in said


@pytest.mark.usefixtures("at_once")
def test_one_briefing_may_be_made_again_and_that_of_a_notebook_that_is_gone_goes_with_it(project: Path, capsys):
    add_notebook(project, "6 * 7")
    add_notebook(project, "6 * 8", "02_page.ipynb")
    assert main(["briefings"]) == 0
    (project / "seeds" / "001.txt").write_text(ARTICLE + "More.\n")
    assert main(["briefings", "02"]) == 0
    assert main(["verify", "briefings"]) == 1
    assert "01_page.pdf: inputs: was not made from the inputs that are listed" in capsys.readouterr().out
    (project / "notebooks" / "01_page.ipynb").unlink()
    (project / "briefings" / "mine.pdf").write_bytes(b"%PDF")
    assert main(["briefings"]) == 1
    assert {path.name for path in (project / "briefings").glob("*.pdf")} == {"02_page.pdf", "mine.pdf"}


def test_a_failing_notebook_ends_the_command_with_1_is_named_and_stops_no_other(project: Path, capsys):
    path = add_notebook(project, "1 / 0")
    add_notebook(project, "6 * 7", "02_page.ipynb")
    assert main(["briefings", "--out", "pdf"]) == 1
    assert [pdf.name for pdf in (project / "pdf").glob("*.pdf")] == ["02_page.pdf"]
    assert f"{path}, code cell 1, line 1: ZeroDivisionError" in capsys.readouterr().err


def test_tables_are_kept_as_an_edition(project: Path, capsys):
    assert main(["edition"]) == 0
    assert (project / "editions" / "1" / "figures.csv").exists()


@pytest.mark.usefixtures("at_once")
def test_briefings_come_with_a_list_of_all_that_they_were_made_from(project: Path, capsys):
    add_notebook(project, "6 * 7")
    manifests = []
    for text in (ARTICLE, ARTICLE, ARTICLE + "More.\n"):
        (project / "seeds" / "001.txt").write_text(text)
        assert main(["briefings"]) == 0
        manifests.append(json.loads((project / "briefings" / "MANIFEST.json").read_text()))
    pages = [manifest["briefings"]["01_page.pdf"] for manifest in manifests]
    assert {"seeds/001.txt", "tables/figures", "edition", "lexicon", "program"} <= set(manifests[0]["inputs"])
    assert set(pages[0]["inputs"]) == {"notebooks/01_page.ipynb", "notebooks/01_page.ipynb (cells)"}
    assert manifests[0] == manifests[1]
    assert pages[0]["inputs_hash"] != pages[2]["inputs_hash"]


def test_a_file_that_cannot_be_read_fails_the_check_and_no_other_command(project: Path, capsys):
    (project / "seeds" / "002.txt").write_bytes(bytes(range(256)) * 40)
    assert main(["check"]) == 1
    assert "002.txt" in capsys.readouterr().out
    assert main(["tables", "--out", "out"]) == 0


def test_a_new_workbook_of_another_subject_can_be_handed_over(tmp_path: Path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ferry.txt").write_text(ARTICLE)
    assert main(["new", "ferries"]) == 0
    assert main(["new", "ferries"]) == 1
    assert "ferries is not empty" in capsys.readouterr().err
    monkeypatch.chdir(tmp_path / "ferries")
    assert main(["add", "../ferry.txt"]) == 0
    assert main(["check"]) == 0
    assert main(["briefings"]) == 0
    assert {"02_timeline.pdf", "03_figures.pdf"} < {path.name for path in Path("briefings").iterdir()}
    assert main(["verify", "briefings"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("at_once")
def test_other_articles_than_the_projects_own_are_named(project: Path, capsys, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    (other / "b.txt").write_text(ARTICLE.replace("Tashkent", "Osland"))
    add_notebook(project, "from analysis import open_workbook\nopen_workbook().documents['file'].item()")
    named = ["--articles", str(other)]
    assert main(["briefings", *named]) == 0
    assert main(["verify", "briefings", *named]) == 0
    assert main(["verify", "briefings"]) == 1
    assert main(["notebooks", *named]) == 0
    assert b"b.txt" in (project / "notebooks" / "01_page.ipynb").read_bytes()
    assert main(["check", *named]) == 0
    assert main(["check"]) == 1
    assert main(["check", "--articles", "nowhere"]) == 2
    assert "no folder nowhere" in capsys.readouterr().err


def test_what_is_corrected_can_be_corrected_again_and_taken_back(project: Path, capsys):
    def place() -> str:
        return open_workbook(project / "seeds").find("timeline", id=row)["place"].item()

    row = open_workbook(project / "seeds").timeline["id"].iloc[0]
    before, seen = place(), []
    for command in (["correct", row, "place", "Osh"], ["correct", row, "place", "Bishkek"], ["correct", row, "place"]):
        assert main([*command, "--why", "it says so"]) == int(len(command) == 3)
    assert "what is right in place? Give a value, or --empty" in capsys.readouterr().err
    for command in (["undo", row], ["undo", "--all"], ["undo"]):
        seen.append(place())
        assert main(command) == int(len(seen) == 3)
    assert seen == ["Bishkek", "Osh", before]
    assert main(["correct", row, "kind", "--empty"]) == 1
    assert main(["check"]) == 0


def test_a_claim_that_was_missed_is_added_by_its_words(project: Path, capsys):
    said = ["--why", "missed"]
    assert main(["add-row", "001", "figures", "of rail", "measure=other", "low=1", *said]) == 0
    assert main(["add-row", "001", "figures", "five states", "low=5", *said]) == 1
    assert main(["add-row", "001", "figures", "ten states", "low=10", *said]) == 1
    assert main(["add-row", "001", "figures", "Ministers", "low=10", *said]) == 1
    assert main(["add-row", "001", "figurs", "rail", *said]) == 1
    said = [line.removeprefix("workbook: ") for line in capsys.readouterr().err.splitlines()]
    wanted = [
        "a row of figures stands on",
        "the words are not in",
        "the words stand there 2 times",
        "'figurs' is no table",
    ]
    assert [line[: len(words)] for line, words in zip(said, wanted, strict=True)] == wanted


def test_proposals_are_listed_and_count_when_they_are_accepted(project: Path, capsys):
    (project / "rows.csv").write_text(
        "document,table,words,low,kind\n001,figure,five states,6,\n001,event,rail,,dael\n"
    )
    assert main(["propose", "rows.csv"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in said] == ["differs", "refused"]
    assert not (project / "seeds" / "corrections.csv").exists()
    assert main(["propose", "rows.csv", "--accept", "all"]) == 0
    assert "accepted" in capsys.readouterr().out
    corrections = open_workbook(project / "seeds").corrections
    assert corrections[["status", "why"]].to_numpy().tolist() == [["applied", "proposed in rows.csv"]]
    assert main(["propose", "nowhere.csv"]) == 2
    assert main(["propose", "rows.csv", "--accept", "3"]) == 1
    assert "there is no proposal 3: they are numbered 1 to 2" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command",
    [
        ["diff", "seeds", "nowhere"],
        ["open", "nowhere"],
        ["correct", "x", "kind", "visit", "--why", "so"],
        ["correct", "x", "kind", "visit"],
        ["verify", "nowhere"],
        ["parse", "nowhere", "--out", "out"],
        ["parse", "seeds", "--out", "out", "--workers", "0"],
    ],
)
def test_wrong_use_ends_in_one_line(project: Path, capsys, command: list[str]):
    assert main(command) in (1, 2)
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    assert said.err.count("workbook: ") == 1


@pytest.fixture(scope="module")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("parsed")
    (folder / "001.txt").write_text(ARTICLE)
    assert main(["parse", str(folder), "--out", str(folder / "out")]) == 0
    return str(folder / "out")


@pytest.mark.parametrize(
    "sql",
    [
        *("SELEC 1", "SELECT nosuch FROM figures", "SELECT * FROM figurs", "DROP TABLE figures"),
        *("COPY figures TO 'x.csv'", "ATTACH 'x.db'", "SELECT 1; SELECT 2"),
    ],
)
def test_a_slip_in_sql_ends_in_one_line(parsed: str, capsys, sql: str):
    capsys.readouterr()
    assert main(["open", parsed, sql]) == 1
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_an_archive_of_another_source_is_not_replaced_unasked(project: Path, capsys, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    (other / "b.txt").write_text(ARTICLE)
    assert main(["parse", "seeds", "--out", "out"]) == 0
    assert main(["parse", "seeds", "--out", "out"]) == 0
    assert main(["parse", str(other), "--out", "out"]) == 1
    assert "holds the archive of" in capsys.readouterr().err
    assert main(["parse", str(other), "--out", "out", "--replace"]) == 0


def test_an_edition_is_compared_with_what_the_articles_say_now(project: Path, capsys):
    assert main(["edition"]) == 0
    (project / "seeds" / "001.txt").write_text(ARTICLE.replace("five", "six"))
    assert main(["diff", "editions/1", "seeds"]) == 0
    assert "edited article" in capsys.readouterr().out


@pytest.mark.usefixtures("at_once")
def test_a_briefing_can_be_a_web_page_that_needs_no_network(project: Path):
    add_notebook(
        project,
        "from matplotlib.figure import Figure\nfrom analysis.pages.show import show_block, show_figure, show_sources\n"
        "words = {key: ('Five', '001.txt') for key in ('001:3', '001', 'ports:2')}\n"
        "show_block('Five states met \\\\[001\\\\] \\\\[001:3\\\\] \\\\[ports:2\\\\].', 'answer', words=words)\n"
        "show_figure(Figure(), 'A chart', 'An empty chart <b>')\n"
        "notes = {'001:3': {'words': 'Five', 'place': '001.txt, line 3'}, 'ports:2': {'words': 'Six'}}\n"
        "show_sources('', notes, {'001': 'a paper'})\n",
    )
    assert main(["briefings", "--to", "html"]) == 0
    written = (project / "briefings" / "01_page.html").read_text("utf-8")
    assert written.startswith("<!DOCTYPE html>")
    assert 'alt="An empty chart &lt;b&gt;"' in written
    assert "show_block(" not in written
    assert not re.search(r"(?:src|href)=.(?:https?:)?//", written)
    page = BeautifulSoup(written, "lxml")
    cited = page("a", class_="workbook-cited")
    assert [link.text for link in cited] == ["001", "1", "outside 1"]
    led = [page.find(id=link["href"].removeprefix("#")).text for link in cited]
    assert led == ["[001]", "[1]", "[outside 1]"]


@pytest.mark.usefixtures("at_once")
def test_a_briefing_can_be_a_word_document_with_headings_table_heads_and_descriptions(project: Path):
    pypandoc = pytest.importorskip("pypandoc")
    path = add_notebook(
        project,
        "import pandas\nfrom matplotlib.figure import Figure\n"
        "from analysis.pages.show import show_block, show_figure, show_sources, show_table\n"
        "words = {'001:3': ('Ministers of five states met', '001.txt')}\n"
        "show_block('Five states met \\\\[001:3\\\\].\\n\\n- one\\n- *two*', 'answer', words=words)\n"
        "show_table(pandas.DataFrame({'state': ['Osland'], 'what it has': ['ships ' * 20]}), 'Ships')\n"
        "show_figure(Figure(), 'A chart', 'An empty chart <b>')\n"
        "show_sources('', {'001:3': {'words': 'Ministers of five states met', 'place': '001.txt, line 3'}})\n",
    )
    written = project / "briefings" / f"{path.stem}.docx"
    assert main(["briefings", "--to", "docx"]) == 0
    first = written.read_bytes()
    assert main(["briefings", "--to", "docx"]) == 0
    assert written.read_bytes() == first
    page = BeautifulSoup(pypandoc.convert_file(written, "html", extra_args=["--standalone"]), "lxml")
    assert page.title.text == "Page"
    assert [" ".join(head.text.split()) for head in page("h1")] == ["Page", "The exact words behind each citation"]
    assert [item.text.strip() for item in page("li")] == ["one", "two"]
    assert [cell.text for cell in page("th")] == ["state", "what it has"]
    assert page.figure.img["alt"] == "An empty chart <b>"
    assert page.find(id=page.find("a", string="1")["href"][1:])
    with zipfile.ZipFile(written) as archive:
        inside = archive.read("word/document.xml").decode()
    assert "<w:tblHeader" in inside
    narrow, wide = map(int, re.findall(r'<w:gridCol w:w="(\d+)"', inside))
    assert narrow < wide
