import pytest

from analysis.pages.pdf.pieces import Page, Piece
from analysis.pages.prose import faults_of, lint_page, split_sentences, unborne


def checks(markdown, form=""):
    return [fault.check for fault in lint_page(Page("T", pieces=[Piece(markdown, form, cell=3)]), "a.ipynb")]


@pytest.mark.parametrize(
    "sentence",
    [
        "It is likely (55–80%) that the port stays open.",
        "It is almost certain (95–99%) that it rained.",
        "He called it “probably open”.",
        "Confidence is low: one article says so.",
        "Nobody knows how many came.",
    ],
)
def test_sound_sentences_pass(sentence):
    assert checks(sentence) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "It is probably open.",
        "It is highly likely that it is open.",
        "It is likely that it is open.",
        "It is likely (20–45%) that it is open.",
        "In all likelihood it is open.",
    ],
)
def test_a_term_that_is_not_as_the_scale_has_it_is_named(sentence):
    assert checks(sentence) == ["likelihood"]


def test_the_message_names_the_cell_the_term_and_the_remedy():
    (fault,) = lint_page(Page("T", pieces=[Piece("It is probably open.", cell=3)]), "a.ipynb")
    assert str(fault).startswith("a.ipynb: likelihood: cell 3: “It is probably open.”: 'probably' is not on the")
    assert "use one of almost no chance, very unlikely" in str(fault)


def test_likelihood_and_confidence_may_stand_in_two_sentences_and_not_in_one():
    assert checks("It is likely (55–80%).") == []
    assert checks("We are confident of it.") == []
    assert checks("We are confident that it is unlikely (20–45%).") == ["mixed"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Figure 3 shows the G20 and the Su-35.",
        "It is withheld for want of trade:10.",
        "See lines 3–5.",
        "It rose to 12 [003:4].",
        "Nobody came.",
    ],
)
def test_numerals_of_figures_and_names_and_cited_ones_pass(sentence):
    assert checks(sentence) == []


def test_words_that_are_in_the_tables_no_longer_need_no_citation():
    assert list(faults_of("The judgement rests on “99 people” (document 001, line 9).")) == []


@pytest.mark.parametrize("sentence", ["It rose to 12.", "It was 2024.", "Some 40 % left (12–14 of them)."])
def test_a_numeral_without_citation_is_found(sentence):
    assert checks(sentence) == ["numbers"]


def test_a_citation_behind_the_full_stop_belongs_to_its_sentence():
    assert split_sentences("It rose to 12. [003:4] It fell.") == ["It rose to 12 [003:4].", "It fell."]


@pytest.mark.parametrize("form", ["reported", "table", "sources", "quotation", "changes"])
def test_what_others_said_is_not_linted(form):
    assert checks("It is probably 12.", form) == []


def test_lists_and_block_quotations_are_read_and_tables_and_code_are_not():
    assert checks("- It is 12.\n- Or not.") == ["numbers"]
    assert checks("> It is 12.") == ["numbers"]
    assert checks("| a |\n| --- |\n| 12 |\n\n```\n12\n```\n\nRun `x = 12`.") == []


@pytest.mark.parametrize("text", ["“" * 10**5, "[a:1" * 10**5, ". " * 10**5, "likely (" * 10**4, "1" * 10**5])
def test_long_monotonous_text_is_read(text):
    for sentence in split_sentences(text):
        assert sum(check != "likelihood" for check, _ in faults_of(sentence)) <= 2


@pytest.mark.parametrize("text", ["\n" * 10**5, "``` " * 10**4, "- \n" * 10**4, "`" * 10**5])
def test_a_page_of_marks_is_linted(text):
    assert checks(text) == []


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("Moscow sent two ships on Friday \\[003:4\\].", ""),
        ("The Kremlin sent them.", "Kremlin"),
        ("It is likely (55–80%) that two ships sank.", ""),
        ("Twelve ships sank.", "Twelve"),
        ("They “sank at sea”.", ""),
        ("They “sank at dawn”.", "“sank at dawn”"),
        ("They “sank in port”.", "“sank in port”"),
        ("In port they sank twice.", "twice"),
    ],
)
def test_the_first_word_that_the_cited_rows_do_not_hold_is_named(sentence, word):
    articles, outside = "Russia said on Friday that 2 ships sank at sea.", "Ships sank in port."
    assert unborne(sentence, articles, outside) == word
