import pandas as pd
import pytest

from analysis import open_workbook
from analysis.pages.endnotes import describe, endnote, one_note
from analysis.pages.handover.project import verify_briefings
from analysis.pages.page import Exhibit, Page
from analysis.pages.pdf.pieces import read_page
from analysis.pages.prose import Computed, Sentence, count, judge, lint_page, say

LONG = "At least 12 people died and more than 30 were injured in Alva on 3 May 2025, the mayor said on Sunday"
ARTICLE = f"Blast in Alva\n\nAlva Gazette, 17 May 2025\n\n{LONG}. Two ministers called it an accident.\n"


@pytest.fixture
def book(tmp_path):
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "001.txt").write_text(ARTICLE, encoding="utf-8")
    return open_workbook(tmp_path / "seeds")


def figures(book):
    return book.figures.to_dict("records")


def masthead(book, notebook, tmp_path, settings: str) -> dict:
    (tmp_path / "briefing.yaml").write_text(settings, encoding="utf-8")
    return notebook.run(Page(book, tmp_path / "briefing.yaml").masthead).last["metadata"]["briefing"]


def test_the_masthead_says_when_it_was_issued_by_whom_and_how_far_its_information_reaches(book, notebook, tmp_path):
    said = "issued: 2025-06-02\ncutoff: 2025-05-30\nauthor: Desk One\nreader: Desk Two\nmarking: Internal\n"
    details = masthead(book, notebook, tmp_path, said)
    assert (details["date"], details["marking"]) == ("2025-06-02", "Internal")
    assert dict(details["facts"]) == {
        "Issued": "2 June 2025",
        "Information cut-off": "30 May 2025",
        "Newest evidence": "17 May 2025",
        "Articles": "1",
        "Author": "Desk One",
        "Second reader": "Desk Two",
        "Edition": "1",
    }


def test_the_newest_evidence_may_be_from_outside_but_is_none_that_was_rejected(book, notebook, tmp_path):
    (book.folder / "reference").mkdir()
    lines = ["date,event,use", "2026-03-12,Verdict,official", "2027-01-01,Rumour,reject"]
    (book.folder / "reference" / "later.csv").write_text("\n".join(lines), encoding="utf-8")
    facts = dict(masthead(open_workbook(book.folder), notebook, tmp_path, "issued: 2026-04-01")["facts"])
    assert facts["Newest evidence"] == "12 March 2026"


def test_a_page_that_nobody_signed_says_so_and_names_no_author(book, notebook, tmp_path):
    facts = dict(masthead(book, notebook, tmp_path, "")["facts"])
    assert (facts["Issued"], facts["Second reader"], "Author" in facts) == ("not issued", "not signed off", False)


@pytest.mark.parametrize(
    ("said", "named"), [("autor: X", "'autor'"), ("issued: soon", "'soon'"), ("cutoff: late", "'late'")]
)
def test_a_setting_that_does_not_exist_or_is_no_day_is_named(book, notebook, tmp_path, said, named):
    with pytest.raises(ValueError, match=named):
        masthead(book, notebook, tmp_path, said)


def test_an_endnote_gives_a_sentence_once_however_many_claims_it_holds(book):
    rows = figures(book)
    assert len(rows) > 1
    assert endnote(book, rows)["words"].count("12 people died") == 1


@pytest.mark.parametrize(
    ("one", "other", "words", "starts"),
    [
        ((5, "It rained."), (30, "He left."), "It rained. … He left.", [5, 30]),
        ((30, "He left."), (5, "It rained."), "It rained. … He left.", [5, 30]),
        ((5, "It rained. He left."), (16, "He left."), "It rained. He left.", [5]),
        ((5, "It rained."), (5, "It rained. He left."), "It rained. He left.", [5]),
        ((5, "He said … no."), (30, "He left."), "He said … no. … He left.", [5, 30]),
    ],
)
def test_an_endnote_of_several_pages_holds_the_words_that_each_cites(one, other, words, starts):
    notes = [{"words": words, "starts": [start], "place": "a.txt, line 4"} for start, words in (one, other)]
    assert one_note(*notes) == {"words": words, "starts": starts, "place": "a.txt, line 4"}


def test_outside_evidence_that_two_pages_word_differently_is_given_in_both_wordings():
    notes = [{"words": "2024: 40.", "source": "fdi"}, {"words": "2024: over 40.", "source": "fdi"}]
    assert one_note(*notes)["words"] == "2024: 40. 2024: over 40."
    assert one_note(notes[0], notes[0])["words"] == "2024: 40."


def test_an_endnote_names_publisher_title_dates_file_and_line(book):
    note = endnote(book, figures(book)[:1])
    for words in ("Blast in Alva", "written 17 May 2025 (as the page states)"):
        assert words in note["source"]
    assert note["place"] == "001.txt, line 5"


def test_a_row_without_a_sentence_of_its_own_gets_that_of_its_line(book):
    row = book.quantities.to_dict("records")[0]
    assert "sentence_from" not in row
    assert endnote(book, [row])["words"].startswith("At least 12")


def test_a_judgement_cites_what_it_rests_on(book, notebook):
    page, words = Page(book), figures(book)[0]["text"]
    sentence = judge("It is {likelihood} that it was an accident.", "likely", "low", "one article says so")
    notebook.run(page.judgement, sentence, [f"[001:5] {words}"])
    assert notebook.last["metadata"]["briefing"]["rests_on"] == "[001:5]"
    notebook.run(page.sources)
    assert list(notebook.cells[-1]["outputs"][-1]["metadata"]["briefing"]["endnotes"]) == ["001:5"]


def shown(notebook):
    return [
        (output["metadata"]["briefing"]["form"], output["data"]["text/markdown"].replace("\\", ""))
        for output in notebook.cells[-1]["outputs"]
    ]


def test_a_judgement_one_of_whose_claims_is_gone_is_to_be_reviewed_without_a_dead_citation(book, notebook):
    sentence = judge("It is {likelihood} that it was an accident.", "likely", "low", "one article says so")
    notebook.run(Page(book).judgement, sentence, ["[001:9] 99 people", f"[001:5] {figures(book)[0]['text']}"])
    (form, caveat), (after, _) = shown(notebook)
    assert (form, after) == ("caveat", "judgement")
    assert "“99 people” (document 001, line 9) is no longer in the tables" in caveat
    assert "[001:9" not in caveat


def test_a_judgement_is_withheld_when_all_that_it_rests_on_is_gone(book, notebook):
    sentence = judge("It is {likelihood} that it was an accident.", "likely", "low", "one article says so")
    notebook.run(Page(book).judgement, sentence, ["[001:9] 99 people"])
    ((form, caveat),) = shown(notebook)
    assert form == "caveat"
    assert caveat.startswith("**Withheld.** The judgement “It is likely (55–80%) that it was an accident” rests on")
    assert caveat.endswith("not in the tables: “99 people” (document 001, line 9).")


def test_of_several_caveats_only_the_one_without_ground_is_withheld(book, notebook):
    here = say("This is the page of a gazette.", rests_on=["[001:3] Alva Gazette"])
    notebook.run(Page(book).caveat, here, say("That one was cut.", rests_on=["[002:3] Log in"]))
    assert shown(notebook) == [
        ("caveat", "**Withheld:** “That one was cut”, for want of “Log in” (document 002, line 3)."),
        ("caveat", "This is the page of a gazette [001:3]."),
    ]


def test_what_is_withheld_cites_nothing_for_no_endnote_stands_behind_it(book, notebook):
    gone = say("{dead} died, and the site was closed.", dead=figures(book)[0], rests_on=["[002:3] Log in"])
    notebook.run(Page(book).report, gone)
    words = "“At least 12 people died, and the site was closed”, for want of “Log in” (document 002, line 3)."
    assert shown(notebook) == [("caveat", f"**Withheld:** {words}")]


def test_a_claim_that_is_not_there_withholds_its_sentence_and_the_page_says_which(book, notebook):
    notebook.run(
        Page(book).report, say("{dead} died on a {day}.", dead=figures(book)[0], day=None), say("", "", n=None)
    )
    assert shown(notebook) == [("caveat", "**Withheld:** “… died on a …”, for want of rows for “day”.")]


def test_a_place_alone_can_be_cited_where_its_words_stand():
    row = {"document": "001", "line": 5, "text": "at least 12 people"}
    assert say("The mayor spoke {there.cite}, the press not.", there=row).markdown == (
        "The mayor spoke \\[001:5\\], the press not."
    )


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("In Alva three ministers spoke.", "'three'"),
        ("It was in June.", "'June'"),
        ("Ankara called it so.", "'Ankara'"),
        ("They called it “a crime”.", "'“a crime”'"),
    ],
)
def test_what_none_of_the_cited_rows_holds_stops_the_cell_and_is_named(book, sentence, word):
    anchor = ["[001:5] called it an accident"]
    with pytest.raises(ValueError, match=f"^{word} in “.*” stands in none of the rows it cites .*001:5"):
        Page(book).report(say(sentence, rests_on=anchor))
    judgement = judge("It is {likelihood} that it was no accident.", "likely", "low", sentence)
    with pytest.raises(ValueError, match=f"^{word} in"):
        Page(book).judgement(judgement, anchor)


def test_what_the_rows_hold_or_was_computed_from_them_is_printed(book, notebook):
    row = book.figures.head(1)
    by = Computed("a third", row)
    said = say("Two ministers called it “an accident”, {by}.", rests_on=["[001:5] called it an accident"], by=by)
    notebook.run(Page(book).report, said)
    ((_, words),) = shown(notebook)
    assert words == "Two ministers called it “an accident”, a third (computed from [001:5]) [001:5]."


def test_a_sentence_on_many_claims_or_on_rows_of_the_ledger_is_borne_by_them(tmp_path, notebook):
    (tmp_path / "seeds").mkdir()
    for name in ("001", "002"):
        (tmp_path / "seeds" / f"{name}.txt").write_text(ARTICLE.replace("17", name[-1:]), encoding="utf-8")
    book = open_workbook(tmp_path / "seeds")
    shared = book.ledger[book.ledger["documents"] > 1]
    notebook.run(Page(book).report, say("On {n} more than one article speaks.", n=count(shared, "subject")))
    assert [form for form, _ in shown(notebook)] == ["reported"]
    rows = pd.concat([book.figures.head(1).assign(line=line) for line in range(1, 30)])
    notebook.run(Page(book).report, say("They give {n}.", n=count(rows, "figure")))
    ((_, words),) = shown(notebook)
    assert words.endswith("[001:24] ….")


def test_outside_evidence_is_not_quoted(book):
    (book.folder / "reference").mkdir()
    (book.folder / "reference" / "later.csv").write_text("date,event\n2026-03-12,A verdict falls\n", encoding="utf-8")
    page = Page(open_workbook(book.folder))
    page.report(say("A verdict fell.", rests_on=["[later:2]"]))
    with pytest.raises(ValueError, match="“A verdict falls”"):
        page.report(say("It said “A verdict falls”.", rests_on=["[later:2]"]))


def test_a_sentence_that_cites_nothing_is_the_analysts_own():
    with pytest.raises(ValueError, match="cites nothing: give it rests_on"):
        say("Nobody counted.")


@pytest.mark.parametrize(("read", "here"), [("[001.txt]", True), ("[002.txt]", False), ("[]", True)])
def test_the_analysts_own_words_and_judgements_are_withheld_beside_other_articles(book, notebook, tmp_path, read, here):
    (tmp_path / "briefing.yaml").write_text(f"articles: {read}\n", encoding="utf-8")
    page, anchors = Page(book, tmp_path / "briefing.yaml"), ["[001:5] called it an accident"]
    notebook.run(page.own, "Nobody counted.", say("No minister objected.", rests_on=anchors))
    words = "Nobody counted.\n\nNo minister objected [001:5]."
    why = "were written of other articles; read them again, and list these in briefing.yaml."
    assert shown(notebook) == [("view", words) if here else ("caveat", f"**Withheld.** Our views and judgements {why}")]
    notebook.run(page.judgement, judge("It is {likelihood} that it was one.", "likely", "low", "few say so"), anchors)
    assert [form for form, _ in shown(notebook)] == (["judgement"] if here else [])  # the reason is given once
    notebook.run(page.report, say("Of {n}, none objects.", n=count(page.read, "article")))
    assert ("for want of the articles that it was written of" in shown(notebook)[0][1]) != here


def test_of_what_was_computed_the_claims_that_are_gone_are_named(book, notebook):
    page = Page(book)
    notebook.run(page.report, say("They gave {part}.", part=Computed("half", page.rows("[001:9] 99 people"))))
    assert shown(notebook) == [
        ("caveat", "**Withheld:** “They gave …”, for want of “99 people” (document 001, line 9).")
    ]


def test_of_many_claims_a_sentence_lists_the_first_and_counts_the_rest():
    rows = [{"document": "001", "line": n, "text": f"{n} dead"} for n in range(1, 13)]
    said = say("They give {dead}.", dead=pd.DataFrame(rows))
    assert said.markdown.endswith("8 dead \\[001:8\\] and 4 more.")
    assert len(said.claims) == 8


def test_a_long_table_shows_its_first_rows_and_says_how_many_there_are(book, notebook):
    frame = pd.DataFrame({"n": range(100)})
    notebook.run(Page(book).table, Exhibit("Numbers", book.figures, frame))
    assert notebook.last["metadata"]["briefing"]["note"].startswith("The first 60 of 100 rows.")
    assert "59" in notebook.last["data"]["text/markdown"]
    assert "60" not in notebook.last["data"]["text/markdown"]


def test_sources_carry_the_analysts_word_and_a_first_edition_says_nothing_of_changes(book, notebook):
    entry = "001: {reliability: B, credibility: 2, note: All lean one way.}\n"
    (book.folder / "documents.yaml").write_text(entry, encoding="utf-8")
    page = Page(open_workbook(book.folder))
    notebook.run(page.report, say("{dead} died.", dead=figures(book)[0]))
    notebook.run(page.sources)
    (sources,) = notebook.cells[-1]["outputs"]
    assert sources["metadata"]["briefing"]["descriptors"]["001"].endswith("Grade B2. All lean one way.")
    assert (
        "Grades (Admiralty code: source A to F, information 1 to 6) are the analyst’s."
        in sources["data"]["text/markdown"]
    )


def test_a_document_without_the_analysts_word_is_said_to_be_ungraded(book, notebook):
    page = Page(book)
    notebook.run(page.report, say("{dead} died.", dead=figures(book)[0]))
    notebook.run(page.sources)
    (sources,) = notebook.cells[-1]["outputs"]
    assert sources["metadata"]["briefing"]["descriptors"]["001"].endswith("Not graded.")
    assert "Not graded by a person: 1." in sources["data"]["text/markdown"]


def test_a_sentence_begins_with_a_capital_and_citations_stand_apart(book):
    rows = book.figures.head(2).assign(line=[5, 7])
    assert say("{many} are given.", many=count(rows, "figure")).markdown == (
        "Two figures \\[001:5\\]\u2009\\[001:7\\] are given."
    )


def test_a_page_made_with_it_is_exported_without_a_fault(book, notebook, tmp_path):
    import json

    from analysis.pages.handover.project import write_briefings

    page, row = Page(book), figures(book)[0]
    notebook.say("# Blast\n\nHow many died?").run(page.masthead).run(page.answer, say("{dead} died.", dead=row))
    notebook.say("## Judgement")
    sentence = judge("It is {likelihood} that it was an accident.", "likely", "low", "one article says so")
    notebook.run(page.judgement, sentence, [f"[001:5] {row['text']}"])
    notebook.say("## Sources").run(page.sources)
    (tmp_path / "01.ipynb").write_text(json.dumps(notebook.node), encoding="utf-8")
    write_briefings([tmp_path / "01.ipynb"], tmp_path / "out", inputs={"program": "1"})
    assert verify_briefings(tmp_path / "out", {"001.txt": ARTICLE}) == []
    assert lint_page(read_page(notebook.node), "01.ipynb") == []


def test_outside_evidence_that_a_cell_a_label_or_a_sentence_names_has_its_endnote(book, notebook):
    from matplotlib.figure import Figure

    folder = book.folder / "reference"
    folder.mkdir()
    rows = [f"{day},{number},The Bank,https://example.org/{day}" for day, number in (("2022", 15), ("2023", 20))]
    rows += ["2024,30,The Bank,https://example.org/2024", "2025,40,The Bank,https://example.org/2025"]
    (folder / "fdi.csv").write_text("\n".join(["as_of,usd_bn,publisher,url", *rows]), encoding="utf-8")
    page = Page(open_workbook(book.folder))
    figure = Figure((2, 1))
    figure.text(0, 0, "stock, 2022 [fdi:2]")
    frame, claims = pd.DataFrame({"Outside": ["newer evidence says 20 [fdi:3]"]}), book.figures
    notebook.run(page.chart, Exhibit("C", claims, figure=figure, alt="A bar."))
    notebook.run(page.table, Exhibit("T", claims, frame))
    notebook.run(page.report, Sentence(r"Evidence says so \[fdi:4\]."))
    notebook.run(page.sources)
    details = notebook.cells[-1]["outputs"][-1]["metadata"]["briefing"]
    assert [key for key in details["endnotes"] if key.startswith("fdi")] == ["fdi:2", "fdi:3", "fdi:4"]
    assert details["endnotes"]["fdi:3"] == {
        "words": "Usd bn, 2023: US$20 billion. Source: The Bank (not graded).",
        "source": "Outside evidence; reference/fdi.csv",
        "place": "https://example.org/2023",
    }
    assert list(details["descriptors"]) == ["001"]


def test_what_of_the_folder_could_not_be_taken_stands_in_the_list_of_sources(book, notebook):
    (book.folder / "documents.yaml").write_text("001: {reliability: Z}\n009: {title: x}\n", encoding="utf-8")
    page = Page(open_workbook(book.folder))
    said = notebook.run(page.sources).cells[-1]["outputs"][-1]["data"]["text/markdown"]
    assert "**Could not be taken.** documents.yaml, line 1: reliability &#39;Z&#39; of 001 is not" in said
    assert "there is no document 009" in said


def test_rows_are_found_by_their_words_and_by_the_place_of_outside_evidence(book):
    folder = book.folder / "reference"
    folder.mkdir()
    (folder / "toll.csv").write_text("date,dead,publisher\n2022,15,The Bank\n", encoding="utf-8")
    page = Page(open_workbook(book.folder))
    row = book.figures.iloc[0]
    anchor = f"[{row['document']}:{row['line']}] {row['text']}"
    found = page.rows(anchor, "[toll:2]")
    assert found["text"].tolist() == [row["text"], "15 deaths"]
    assert page.rows(anchor, "[toll:9]").empty
    assert page.rows(f"[{row['document']}:{row['line']}] words that nobody wrote").empty


def test_words_that_no_table_holds_are_cited_by_themselves(book):
    page = Page(book)
    line = book.passages.query("role == 'body'").iloc[-1]
    words = line["text"].split(". ")[-1][:12]
    found = page.rows(f"[{line['document']}:{line['line']}] {words}").iloc[0]
    assert words in book.texts[line["document"]][found["char_from"] : found["char_to"]]


def test_a_descriptor_says_how_the_file_came_to_be(tmp_path):
    saved = "<!-- Page saved with SingleFile url: https://mill.example/a saved date: Mon Jan 30 2023 -->"
    words = "<p>The mill at Sar was closed on Friday, its owner said, and 40 people have lost their work.</p>" * 3
    (tmp_path / "001.html").write_text(f"<!DOCTYPE html>{saved}<h1>Mill at Sar closes</h1>{words}", encoding="utf-8")
    book = open_workbook(tmp_path)
    said, digest = describe(book, "001"), book.described["001"]["sha256"]
    assert "retrieved 30 January 2023 with SingleFile" in said
    assert f"from mill.example/a; file 001.html (SHA-256 {digest[:12]})" in said
    facts = book.evidence(book.figures["id"].iloc[0]).facts
    assert "retrieved 30 January 2023 with SingleFile; from mill.example/a; file 001.html" in facts["Source"]
    assert book.document("001").facts["SHA-256"] == digest
