"""The next article is copied unchanged, and what it brings is said in a screenful."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import nbformat
import pytest

from analysis import open_workbook
from analysis.claims.corrections import COLUMNS
from analysis.cli import main
from analysis.pages.handover.add import HERE, NEW, SAME, copy_articles, report
from tests.sources.folders import read_documents

FIRST = (
    "Blast at a market\n\nOSH, 3 May 2021 - At least 40 people were killed in the blast at the market in Osh on "
    "2 May 2021, the mayor said. More than 300 wagons stood idle.\n\n"
    "Traders swept glass from the lanes all morning, while neighbours carried water and bread to those who had slept "
    "in the open. Nobody could tell when the stalls along the river would open again, or who is to pay for new roofs.\n"
)
SECOND = (
    "Toll of blast at market rises\n\nBy Anna Berg\n\nOSH, 6 May 2021 - At least 43 people were killed in the blast at "
    "the market in Osh on 2 May 2021, the health ministry said. “We are counting still,” said Dr Lena Orlova."
    "\n\nAnother 4,500 tents were put up. In the wards of the old hospital, doctors worked by the light of lamps, and "
    "families waited in the yard for names to be read out. A commission from the capital is expected before the week "
    "ends, and its members will look at how the gas was stored.\n"
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "seeds" / "000_first.txt").write_text(FIRST)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def publish(project: Path, sentence: str) -> None:
    data = {"text/html": "<p></p>", "text/markdown": sentence, "text/plain": ""}
    judged = data | {"text/markdown": "It is likely that roofs are cheap. It is unlikely that gas is."}
    details = {"form": "judgement", "rests_on": "[000:3]"}
    shown = [
        nbformat.v4.new_output("display_data", data, metadata={"briefing": {"form": "reported"}}),
        nbformat.v4.new_output("display_data", judged, metadata={"briefing": details}),
    ]
    cell = nbformat.v4.new_code_cell('page.judgement(x, rests_on=["[000:3] At least 40 people"])', outputs=shown)
    (project / "notebooks" / "04_page.ipynb").write_text(json.dumps(nbformat.v4.new_notebook(cells=[cell])))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


# --- copying ---


def test_a_file_is_copied_byte_for_byte_and_nothing_else_is_touched(project: Path):
    before = contents(project / "seeds")
    (project / "001_second.txt").write_bytes(b"\xef\xbb\xbfA text\r\nwith its own line ends\n")
    copied = copy_articles(project / "001_second.txt", project / "seeds")
    assert [(copy.file, copy.how) for copy in copied] == [("001_second.txt", NEW)]
    after = contents(project / "seeds")
    assert after.pop("001_second.txt") == (project / "001_second.txt").read_bytes()
    assert after == before


def test_a_second_copy_is_recognised_and_not_copied(project: Path):
    before = contents(project / "seeds")
    (project / "other.txt").write_text(FIRST)
    copied = copy_articles(project / "other.txt", project / "seeds")
    assert [(copy.file, copy.how) for copy in copied] == [("000_first.txt", SAME)]
    assert contents(project / "seeds") == before


@pytest.mark.parametrize("name", ["000_first.txt", "000_second.txt", "README.txt", ".hidden", "documents.yaml"])
def test_a_name_that_is_taken_or_would_not_be_read_gives_way_to_the_next_number(project: Path, name: str):
    (project / "elsewhere").mkdir()
    (project / "elsewhere" / name).write_text(SECOND)
    (copied,) = copy_articles(project / "elsewhere" / name, project / "seeds")
    assert copied.file.startswith("001_")
    assert [document.id for document in read_documents(project / "seeds")] == ["000", "001"]


def test_a_folder_is_copied_without_its_hidden_files(project: Path):
    (project / "new" / "may").mkdir(parents=True)
    (project / "new" / "may" / "b.txt").write_text(SECOND)
    (project / "new" / ".DS_Store").write_text("hidden")
    assert [copy.file for copy in copy_articles(project / "new", project / "seeds")] == ["b.txt"]


def test_a_file_dropped_into_the_folder_counts_as_added(project: Path):
    (project / "seeds" / "001.txt").write_text(SECOND)
    copied = copy_articles(project / "seeds" / "001.txt", project / "seeds")
    assert [(copy.file, copy.how) for copy in copied] == [("001.txt", HERE)]
    assert len(contents(project / "seeds")) == 2


def test_nothing_to_add_is_said(project: Path, capsys):
    (project / "empty").mkdir()
    assert main(["add", "nowhere.txt"]) == 2
    assert main(["add", "empty"]) == 2
    assert "no file or folder 'nowhere.txt'" in capsys.readouterr().err


def test_a_folder_that_is_locked_is_not_called_empty(project: Path, capsys, monkeypatch):
    (project / "locked").mkdir()

    def locked(folder: Path):
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr(Path, "iterdir", locked)
    assert main(["add", "locked"]) == 1
    assert capsys.readouterr().err == "workbook: locked: Permission denied\n"


# --- the report ---


def said(project: Path, text: str = SECOND) -> str:
    (project / "001_new.txt").write_text(text)
    (copied,) = copy_articles(project / "001_new.txt", project / "seeds")
    after = open_workbook(project / "seeds")
    name = after.documents.set_index("file")["document"][copied.file]
    return report(open_workbook(project / "seeds", without={copied.file}), after, name, project)


def line(shown: str, label: str) -> str:
    return next(line for line in shown.splitlines() if line.strip().startswith(label))


def test_the_report_says_what_the_text_is_and_brings(project: Path):
    shown = said(project)
    assert shown.startswith("[001] Toll of blast at market rises")
    assert "written 6 May 2021 (as the page states)" in " ".join(shown.split())
    assert line(shown, "because")
    assert "At least 43 people (deaths)" in line(shown, "figures")
    assert "Lena Orlova" in line(shown, "speakers")
    assert "Lena Orlova" in line(shown, "new names")
    assert "4,500 tents" in line(shown, "no measure")


def test_the_report_names_what_is_corroborated(project: Path):
    assert "[000:3]" in line(said(project), "corroborates")


def test_the_report_names_what_is_contradicted(project: Path):
    shown = said(project, SECOND.replace("At least 43", "Exactly 12"))
    assert "differs" in line(shown, "contradicts")


def test_a_copy_repeats_and_corroborates_nothing(project: Path):
    shown = said(project, FIRST + "A sentence more.\n")
    assert "[000:3]" in line(shown, "repeats")
    assert "corroborates" not in shown


def test_a_copy_of_a_long_article_is_told_in_a_screenful(tmp_path: Path):
    shutil.copytree(Path(__file__).parents[3] / "seeds", tmp_path / "seeds")
    text = (tmp_path / "seeds" / "003_dac611b11158a047.txt").read_text(encoding="utf-8")
    shown = said(tmp_path, f"{text}\nA sentence more.\n")
    assert len(shown.splitlines()) <= 50


ODD = {
    "empty": b"",
    "binary": bytes(range(256)) * 20,
    "another language": "Москва, 3 мая 2025 года. Министр заявил, что подписал соглашение на пять миллионов.".encode(),
    "broken characters": b"The mayor said \xff\xfe that 40 people were hurt on 3 May 2021.\n",
    "no date": b"Envoys meet\n\nThe envoys met again last month, the mayor said.\n",
    "one long line": b"The ministry said that 40 people were killed in Osh. " * 2_000,
    "markup": b"<script>alert(1)</script> $x$ | 40 people were killed in Osh on 2 May 2021, the mayor said.\n",
}


@pytest.mark.parametrize("content", ODD.values(), ids=ODD)
def test_whatever_is_added_is_told_in_a_screenful_and_kept_when_it_can_be_read(project: Path, capsys, content: bytes):
    (project / "odd.txt").write_bytes(content)
    status = main(["add", "odd.txt"])
    shown = capsys.readouterr().out
    assert status == int("not read" in shown)
    assert (project / "seeds" / "odd.txt").exists() == (status == 0)
    assert ("odd.txt: not taken" in shown) == (status == 1)
    assert (project / "odd.txt").read_bytes() == content
    assert "[odd]" in shown
    assert len(shown.splitlines()) <= 50
    assert max(map(len, shown.splitlines())) <= 130


def test_the_report_names_the_published_sentences_that_are_touched(project: Path):
    publish(project, "The blast killed at least 40 people \\[000:3\\]. The sky was blue \\[000:1\\].")
    shown = said(project)
    assert "04_page: The blast killed at least 40 people [000:3]." in shown
    assert "04_page: It is likely that roofs are cheap. It is unlikely that gas is. [000:3]" in shown
    assert len(shown.split("04_page")) == 3
    assert "sky" not in shown


def test_the_report_names_shared_text_as_one_origin(project: Path):
    assert "one origin" in line(said(project, FIRST + "A sentence more.\n"), "shared text")
    assert "none with earlier articles" in line(said(project, "Rail talks\n\nThe envoys met in Osh.\n"), "shared text")


def test_a_text_that_cannot_be_read_is_reported(project: Path):
    assert "not read" in said(project, " \n")


def test_the_report_fits_a_screen(tmp_path: Path):
    shutil.copytree(Path(__file__).parents[3] / "seeds", tmp_path / "seeds")
    shutil.copytree(Path(__file__).parents[3] / "notebooks", tmp_path / "notebooks")
    moved = (tmp_path / "seeds" / "003_dac611b11158a047.txt").rename(tmp_path / "seeds" / "009.txt")
    after = open_workbook(tmp_path / "seeds")
    shown = report(open_workbook(tmp_path / "seeds", without={moved.name}), after, "009", tmp_path)
    assert len(shown.splitlines()) <= 50
    assert max(map(len, shown.splitlines())) <= 130


# --- from the command line ---


def test_a_file_of_the_folder_that_cannot_be_read_is_told_and_stays(project: Path, capsys):
    (project / "seeds" / "odd.txt").write_bytes(b"")
    assert main(["add", "seeds/odd.txt"]) == 1
    assert "seeds/odd.txt: stands in seeds/odd.txt" in capsys.readouterr().out
    assert (project / "seeds" / "odd.txt").exists()


def test_correct_writes_a_line_that_is_applied(project: Path, capsys):
    row = open_workbook(project / "seeds").figures.iloc[0]
    assert main(["correct", row["id"], "measure", "injured", "--why", "the mayor said hurt", "--who", "AB"]) == 0
    lines = (project / "seeds" / "corrections.csv").read_text().splitlines()
    assert lines[0] == ",".join(COLUMNS)
    book = open_workbook(project / "seeds")
    assert book.find("figures", id=row["id"])["measure"].tolist() == ["injured"]
    assert book.evidence(row["id"]).facts["Corrected measure"].endswith("(AB: the mayor said hurt)")


def test_correct_without_a_column_rejects_the_row(project: Path):
    row = open_workbook(project / "seeds").figures.iloc[0]
    assert main(["correct", row["id"], "--why", "no claim"]) == 0
    assert row["id"] not in set(open_workbook(project / "seeds").figures["id"])


def test_correct_says_what_cannot_be(project: Path, capsys):
    row = open_workbook(project / "seeds").figures.iloc[0]
    assert main(["correct", "f-gone", "measure", "injured", "--why", "x"]) == 1
    assert main(["correct", row["id"], "modality", "perhaps", "--why", "x"]) == 1
    shown = capsys.readouterr().err
    assert "f-gone" in shown
    assert "modality cannot be 'perhaps'" in shown


def test_diff_of_two_folders_names_what_came_and_why(project: Path, capsys):
    shutil.copytree(project / "seeds", project / "later")
    (project / "later" / "001.txt").write_text(SECOND)
    assert main(["diff", "seeds", "later"]) == 0
    assert "came  figures  [001:5]  At least 43 people  (new document)" in capsys.readouterr().out


def test_diff_reads_tables_of_an_earlier_edition(project: Path, capsys):
    assert main(["tables", "--out", "edition"]) == 0
    assert main(["diff", "edition", "seeds"]) == 0
    assert capsys.readouterr().out.endswith("0 changes\n")
