import json
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pytest

from analysis.pages import show
from analysis.pages.handover.project import MANIFEST, cells_of, verify_briefings, write_briefings
from analysis.pages.notebooks import read_notebook
from analysis.pages.prose import Fault

ARTICLE = "Alva Gazette\n\nThe ships came in\none by one, said Илья Морозов.\nNobody counted them.\n"
INPUTS = {"seeds/a.txt": "1f", "program": "0.1.0"}
NOTES = {
    "003:3": {
        "words": "The ships came in one by one, said Илья Морозов. … Nobody counted them.",
        "place": "a.txt, line 3",
    },
    "fdi:4": {"words": "12", "place": "https://example.org"},
}


def typed(path: Path) -> dict[str, str]:
    return cells_of(path.name, read_notebook(path)["cells"])


@dataclass
class Folder:
    path: Path
    texts: dict[str, str]

    def checks(self):
        return [fault.check for fault in verify_briefings(self.path, self.texts)]

    def change(self, **entry):
        """Change what the manifest says of the only briefing."""
        manifest = json.loads((self.path / MANIFEST).read_text(encoding="utf-8"))
        manifest["briefings"]["ports.pdf"] |= entry
        (self.path / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")

    def rewrite(self, edit):
        """Change the PDF itself."""
        path = self.path / "ports.pdf"
        with pikepdf.open(path, allow_overwriting_input=True) as document:
            edit(document)
            document.save(path)


@pytest.fixture
def make(tmp_path, notebook):
    def build(prose="Ships came [003:3] and [fdi:4].", notes=NOTES, alt="A line."):
        from matplotlib.figure import Figure

        notebook.say(f"# Ports\n\nWho came?\n\n## Record\n\n{prose}").run(
            show.show_figure, Figure((2, 1)), "Ships", alt
        )
        notebook.say("## Sources").run(show.show_sources, "", notes)
        source = tmp_path / "ports.ipynb"
        source.write_text(json.dumps(notebook.node), encoding="utf-8")
        out = tmp_path / "out"
        write_briefings([source], out, inputs=INPUTS)
        return Folder(out, {"a.txt": ARTICLE})

    return build


def test_a_sound_folder_has_no_faults(make):
    assert verify_briefings(make().path, {"a.txt": ARTICLE}) == []


def test_words_can_only_be_checked_with_the_articles(make):
    folder = make()
    assert verify_briefings(folder.path) == []
    assert verify_briefings(folder.path, {}) == [
        Fault("ports.pdf", "words", "the source of [003:3], a.txt, is not there")
    ]


@pytest.mark.parametrize(
    "article",
    [
        ARTICLE.replace("one by one", "two by two"),
        "A line more.\n" + ARTICLE,
        ARTICLE.replace("Nobody counted them.", ""),
    ],
    ids=["changed", "moved", "cut"],
)
def test_an_article_that_changed_is_found(make, article):
    folder = make()
    folder.texts["a.txt"] = article
    assert folder.checks() == ["words"]


@pytest.mark.parametrize("line", [2, 6])
def test_a_citation_that_is_a_line_off_is_found(make, line):
    assert make(notes={**NOTES, "003:3": {**NOTES["003:3"], "place": f"a.txt, line {line}"}}).checks() == ["words"]


@pytest.mark.parametrize("line", [3, 4, 5])
def test_each_line_that_the_words_touch_will_do(make, line):
    assert make(notes={**NOTES, "003:3": {**NOTES["003:3"], "place": f"a.txt, line {line}"}}).checks() == []


@pytest.mark.parametrize("citation", ["[003:4]", "[004:1]", "[fdi:5]", "[003:3, 003:9]"])
def test_a_citation_without_endnote_is_found(make, citation):
    assert make(f"Ships came {citation} in winter.").checks() == ["citations"]


def test_brackets_in_other_words_are_no_citations(make):
    assert make("Ships came [note:4] in winter.").checks() == []


def test_a_pdf_that_was_changed_is_found(make):
    folder = make()
    folder.rewrite(lambda document: None)
    assert folder.checks() == ["manifest"]


def test_an_endnote_that_the_pdf_lacks_is_found(make):
    folder = make()
    folder.change(endnotes={**NOTES, "003:5": {"words": "Nobody counted", "place": "a.txt, line 5"}})
    assert folder.checks() == []
    folder.change(endnotes={**NOTES, "003:5": {"words": "They counted", "place": "a.txt, line 5"}})
    assert folder.checks() == ["endnotes", "words"]


def test_pdfs_that_are_missing_or_not_listed_are_found(make):
    folder = make()
    (folder.path / "ports.pdf").rename(folder.path / "harbours.pdf")
    assert [str(fault) for fault in verify_briefings(folder.path)] == [
        "harbours.pdf: manifest: is not listed: only what `workbook briefings` wrote can be verified",
        "ports.pdf: manifest: is listed in the manifest, but is not there",
    ]


def test_a_pdf_that_is_none_is_found(make):
    folder = make()
    (folder.path / "ports.pdf").write_bytes(b"%PDF-1.7 cut off")
    assert set(folder.checks()) == {"manifest"}


def test_inputs_that_do_not_give_the_hash_are_found(make):
    folder = make()
    manifest = json.loads((folder.path / MANIFEST).read_text(encoding="utf-8"))
    manifest["inputs"]["program"] = "0.2.0"
    (folder.path / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    assert folder.checks() == ["inputs"]


@pytest.mark.parametrize("content", [None, "{", "[]", "{}"])
def test_a_folder_without_a_manifest_says_what_to_do(tmp_path, content):
    if content:
        (tmp_path / MANIFEST).write_text(content, encoding="utf-8")
    (fault,) = verify_briefings(tmp_path)
    assert (fault.file, fault.check) == (MANIFEST, "manifest")
    assert fault.message.endswith("make the briefings again")


def test_the_manifest_is_the_same_each_time(make, tmp_path):
    folder = make()
    first = (folder.path / MANIFEST).read_bytes()
    write_briefings([tmp_path / "ports.ipynb"], folder.path, inputs=dict(reversed(INPUTS.items())))
    assert (folder.path / MANIFEST).read_bytes() == first


@pytest.mark.parametrize(
    "words",
    [
        "قال عمر الخطاب نعم",
        "لا سلام الآن كلا",
        "a \u202e b 习近平",
        "ffi ﬁ — “x” 'y' 1–2",
        "w" * 300,
        "[003:9] [12:30]",
    ],
)
def test_endnotes_in_any_script_are_read_back_whole(make, words):
    note = {"words": f"He said {words} then.", "place": "b.txt, line 1"}
    folder = make(notes={**NOTES, "005:1": note})
    folder.texts["b.txt"] = f"He said {words} then."
    assert [check for check in folder.checks() if check != "citations"] == []


def test_what_has_changed_since_is_found(make, tmp_path):
    folder = make()
    now = {**INPUTS, **typed(tmp_path / "ports.ipynb")}
    assert verify_briefings(folder.path, None, now) == []
    notebook = json.loads((tmp_path / "ports.ipynb").read_text(encoding="utf-8"))
    notebook["cells"][0]["source"] += "\n\nOne more sentence."
    (tmp_path / "ports.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    now = {"seeds/a.txt": "2e", "seeds/b.txt": "3d", **typed(tmp_path / "ports.ipynb"), "notebooks/new": "1"}
    assert [str(fault) for fault in verify_briefings(folder.path, None, now)] == [
        f"MANIFEST.json: stale: {name} since: make the briefings again"
        for name in (
            "notebooks/ports.ipynb (cells) has changed",
            "program is not there any more",
            "seeds/a.txt has changed",
            "seeds/b.txt was added",
        )
    ]


def test_tables_are_called_stale_only_when_nothing_that_they_follow_from_is(make, tmp_path):
    folder, now = make(), {**INPUTS, **typed(tmp_path / "ports.ipynb"), "tables/dates": "4e", "notebooks/new": "1"}
    (fault,) = verify_briefings(folder.path, None, now)
    assert fault.message.startswith("tables/dates was added")
    (fault,) = verify_briefings(folder.path, None, now | {"program": "0.2.0"})
    assert fault.message.startswith("program has changed")


def test_a_briefing_of_an_earlier_run_holds_while_all_else_is_the_same(make, tmp_path):
    folder = make()
    (tmp_path / "harbours.ipynb").write_bytes((tmp_path / "ports.ipynb").read_bytes())
    write_briefings([tmp_path / "harbours.ipynb"], folder.path, inputs=INPUTS)
    assert folder.checks() == []
    write_briefings([tmp_path / "harbours.ipynb"], folder.path, inputs={"program": "0.2.0"})
    assert [str(fault) for fault in verify_briefings(folder.path)] == [
        "ports.pdf: inputs: was not made from the inputs that are listed: make all briefings again"
    ]
