import json

import pytest

from analysis.pages.handover.project import write_briefings
from analysis.pages.notebooks import NotebookError


@pytest.fixture
def folder(tmp_path, notebook):
    """Three notebooks, of which the second was not run."""
    notebook.say("# Ports\n\nWho?\n\nText.")
    for name in ("01_one", "03_three"):
        (tmp_path / f"{name}.ipynb").write_text(json.dumps(notebook.node), encoding="utf-8")
    notebook.give(source="book", count=None)
    (tmp_path / "02_two.ipynb").write_text(json.dumps(notebook.node), encoding="utf-8")
    return tmp_path


def test_each_notebook_becomes_a_pdf_of_its_name(folder):
    written = write_briefings([folder / "01_one.ipynb", folder / "03_three.ipynb"], folder / "new" / "out")
    assert [path.name for path in written] == ["01_one.pdf", "03_three.pdf"]
    assert all(path.read_bytes().startswith(b"%PDF") for path in written)


def test_a_notebook_that_fails_stops_no_other_and_leaves_nothing_behind(folder):
    out = folder / "out"
    with pytest.raises(ExceptionGroup, match="1 of 3 briefings could not be written") as caught:
        write_briefings(sorted(folder.glob("*.ipynb")), out)
    (error,) = caught.value.exceptions
    assert isinstance(error, NotebookError)
    assert str(error).startswith("02_two.ipynb, cell 2, line 1 ('book') was not run")
    assert sorted(path.name for path in out.iterdir()) == ["01_one.pdf", "03_three.pdf", "MANIFEST.json"]


def test_a_failing_notebook_leaves_the_pdf_of_an_earlier_run_alone(folder):
    out = folder / "out"
    out.mkdir()
    (out / "02_two.pdf").write_bytes(b"earlier")
    with pytest.raises(ExceptionGroup):
        write_briefings([folder / "02_two.ipynb"], out)
    assert (out / "02_two.pdf").read_bytes() == b"earlier"


def test_a_write_that_breaks_off_leaves_no_half_of_a_file(folder, monkeypatch):
    def break_off(*_):
        raise OSError("the disk is full")

    monkeypatch.setattr("os.replace", break_off)
    with pytest.raises(OSError, match="the disk is full"):
        write_briefings([folder / "01_one.ipynb"], folder / "out")
    assert list((folder / "out").iterdir()) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [("{", "JSONDecodeError"), ("[]", "TypeError"), ('{"nbformat": 3}', "ValueError")],
)
def test_a_file_that_is_no_notebook_is_named(tmp_path, content, said):
    path = tmp_path / "odd.ipynb"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ExceptionGroup) as caught:
        write_briefings([path], tmp_path)
    assert f"odd.ipynb is not a notebook ({said}); save it anew" in str(caught.value.exceptions[0])
