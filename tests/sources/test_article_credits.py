"""Lines of authors and dates are read by their shape."""

import textwrap

import pytest

from analysis.sources.article import read_article
from analysis.sources.credits import is_dateline, is_thanks, names_in
from analysis.sources.layout import find_runs, mend, read_blocks, read_rows


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Anna Lind", ("Anna Lind",)),
        ("Interview by Anna Lind, Almaty", ("Anna Lind",)),
        ("Story and photos by Anna Lind", ("Anna Lind",)),
        ("BY ANNA LIND", ("ANNA LIND",)),
        ("By Anna Lind and Karim de Boer", ("Anna Lind", "Karim de Boer")),
        ("By Anna Lind, Omid O'Hara and J. T. Aziz", ("Anna Lind", "Omid O'Hara", "J. T. Aziz")),
        ("By Anna Lind | Staff writer", ("Anna Lind",)),
        ("By Anna Lind in Almaty", ("Anna Lind",)),
        ("By Anna Lind • 11/08/23 5:19pm", ("Anna Lind",)),
        ("By Anna Lind May 8, 2020 5 min read", ("Anna Lind",)),
        ("Written by: Anna Lind", ("Anna Lind",)),
        ("Oct 30 2020 by Anna Lind", ("Anna Lind",)),
        ("Posted on October 30, 2020 Author Anna Lind Categories Roads", ("Anna Lind",)),
        ("Anna Lind", ("Anna Lind",)),
        ("Anna Lind - Nov 19, 2019, 10:31 pm CST", ("Anna Lind",)),
        ("Anna Lind Education editor", ("Anna Lind",)),
        ("Anna Lind, PhD", ("Anna Lind",)),
        ("Anna Lind and Karim Aziz in Kabul", ("Anna Lind", "Karim Aziz")),
        ("Anna Lind Published July 12, 2024 Updated July 12, 2024 08:10am", ("Anna Lind",)),
        ("Words: Anna Lind", ("Anna Lind",)),
        ("By ANNA LIND AND OMID SHAH Courier staff", ("ANNA LIND", "OMID SHAH")),
        ("By Anna Lind Reuters", ("Anna Lind",)),
        ("By Anna Maria Lind, Staff writer", ("Anna Maria Lind",)),
        ("By Anna Lind Last updated: 3 May 2024", ("Anna Lind",)),
        ("3 May 2024 | Anna Lind", ("Anna Lind",)),
        ("Anna Lind, Senior Fellow, Lom Institute", ("Anna Lind",)),
        ("Anna Lind | Lompress", ("Anna Lind",)),
        ("Anna Lind (Kabul)", ("Anna Lind",)),
        ("Anna Lind — Kabul", ("Anna Lind",)),
        ("Anna Lind @annalind", ("Anna Lind",)),
        ("Anna Lind anna.lind@courier.example", ("Anna Lind",)),
        ("Anna Lind · 4 min read", ("Anna Lind",)),
        ("Anna Lind reports from Kabul", ("Anna Lind",)),
        ("From Anna Lind in Kabul", ("Anna Lind",)),
        ("From our correspondent in Kabul", ()),
        ("BY ANNA LIND IN KABUL", ("ANNA LIND",)),
        ("Anna Lind Wed 3 May 2024 12.00 BST", ("Anna Lind",)),
        ("3 May 2024, 10:02 am | Anna Lind", ("Anna Lind",)),
        ("Opinion | Anna Lind", ("Anna Lind",)),
        ("Report: Anna Lind", ("Anna Lind",)),
        ("Contributor: Anna Lind", ("Anna Lind",)),
        ("Journalist: Anna Lind", ("Anna Lind",)),
        ("Skerry Courier Staff", ()),
        ("By Lom Valley Staff", ()),
        ("By Lom/FM's Valley Service", ()),
        ("The dam of Lom. (Photo by Anna Lind / Lompress)", ()),
        ("Published On 3 May 2024", ()),
        ("Anna Lind in Kabul and Omid Shah in Herat", ("Anna Lind", "Omid Shah")),
        ("Anna Lind, PhD, and Omid Shah, MD", ("Anna Lind", "Omid Shah")),
        ("Anna Lind, Omid Shah and Pell Oster", ("Anna Lind", "Omid Shah", "Pell Oster")),
        ("By Anna Lind, Foreign Affairs Editor, in Herat", ("Anna Lind",)),
        ("Lom, Skerry (Lompress) --", ()),
        ("Lom Valley | 4 comments", ()),
        ("Kabul (Lompress)", ()),
        ("Latest News", ()),
        ("Mining Correspondent", ()),
        ("Lorries in December", ()),
        ("Subscribe", ()),
        ("The road was closed by snow for a week, and nobody could say when it would be opened again, " * 2, ()),
        ("May 20, 2019, 9:28 AM UTC", ()),
        ("May 20, 2019, 9:28 PM GMT", ()),
    ],
)
def test_names_are_read_from_a_line(line: str, names: tuple[str, ...]) -> None:
    assert names_in(line) == names


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Wednesday 27 November 2024 12:03 GMT", True),
        ("17 May 2025 0:07", True),
        ("Updated 04/13/2021 / 09:40 AM CDT", True),
        ("2024-11-27", True),
        ("4 hours ago", True),
        ("May in the mountains", False),
        ("The road was closed on 27 November", False),
        ("Home", False),
        ("KABUL, 3 May 2021 (Lompress).", True),
        ("Last edited on 3 May 2021.", True),
        ("The dam burst at 04:12 GMT on 11 May 2025, drowning 14 people.", False),
        ("Voting began at 8am on Sunday 9 March 2025.", False),
        ("A train left Lom at 21:15 on Tuesday, 6 May 2025.", False),
        ("The quake struck at 3.15pm on 2 June 2024.", False),
        ("The truce began at 06:00 on 27 November 2024.", False),
    ],
)
def test_a_dateline_holds_a_date_and_hardly_anything_else(line: str, expected: bool) -> None:
    assert is_dateline(line, line.lower().replace(",", "").split()) is expected


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Reporting by Mira Osk; Editing by Jon Bere", ("Mira Osk",)),
        ("(Reporting by Mira Osk and Ana Lom; Editing by Jon Bere)", ("Mira Osk", "Ana Lom")),
        ("Written by Mira Osk; Additional reporting by Jon Bere", ("Mira Osk",)),
        ("By Mira Osk; Compiled by Jon Bere", ("Mira Osk",)),
        ("By Mira Osk; Edited by Jon Bere", ("Mira Osk",)),
        ("Edited by Jon Bere", ()),
        ("Words by Mira Osk; photos by Jon Bere", ("Mira Osk",)),
    ],
)
def test_who_edits_is_no_author(line: str, names: tuple[str, ...]) -> None:
    assert names_in(line) == names


def test_a_line_of_thanks_is_no_list_of_authors() -> None:
    assert is_thanks("Anna Lind contributed to this report.")
    assert not is_thanks("The report was written by the ministry.")


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("itâ€™s", "it’s"),
        ("â€œyesâ€\x9d", "“yes”"),
        ("â€œyesâ€ he", "“yes” he"),
        ("CafÃ©", "Café"),
        ("naïve Â", "naïve Â"),
    ],
)
def test_broken_characters_are_mended_and_whole_ones_left(broken: str, whole: str) -> None:
    assert mend(broken) == whole


def test_lines_that_are_full_are_joined_and_a_new_paragraph_is_not() -> None:
    page = (
        "The road over the pass was opened on\nTuesday after a week of heavy snow, the\ngovernor said.\nLorries moved."
    )
    page = page.replace("on\nTue", "a Monday, not on\nTue").replace("the\ngov", "as the\ngov")
    assert [block.text[:12] for block in read_blocks(page, read_rows(page), {})] == ["The road ove", "Lorries move"]


def test_runs_are_cut_where_the_gap_outweighs_the_cost_of_a_new_one() -> None:
    assert [(run.first, run.last) for run in find_runs([5, -1, 5, -9, 6])] == [(0, 2), (4, 4)]
    assert find_runs([-1, -2]) == []


def test_names_that_a_comma_parts_stand_on_lines_of_their_own() -> None:
    body = "The ferry will not run before Friday, the harbour office said, because the winds are not expected to drop."
    text = "\n".join(["Ferry stays in port until the winds drop", "", "By", "Una Reed,", "Pell Oster", "", body, ""])
    assert read_article(text + f"\n{body} So it is.").bylines == ("Una Reed", "Pell Oster")


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Una Reed | The Skerry Courier", ("Una Reed",)),
        ("By Una Reed and Pell Oster, AP", ("Una Reed", "Pell Oster")),
        ("By Web Desk", ()),
        ("By AFP – Agence France Presse", ()),
        ("By AFP and Una Reed", ("Una Reed",)),
        ("By Una Reed, AFP", ("Una Reed",)),
        ("*By [Una Reed](https://courier.example/una)*", ("Una Reed",)),
    ],
)
def test_papers_agencies_and_desks_are_no_authors(line: str, names: tuple[str, ...]) -> None:
    body = "The ferry will not run before Friday, the harbour office said, because the winds are not expected to drop."
    text = "\n\n".join(["Ferry stays in port until the winds drop", line, "8 November 2022", body, body + " So it is."])
    assert read_article(text).bylines == names


def test_a_name_with_an_agency_is_the_author_between_headline_and_date_and_a_credit_elsewhere():
    title, lead = (
        "Dam Breaks at Night above Lom",
        "The dam broke on Monday, officials said, and two villages were led to safety.",
    )
    signed = read_article(
        "\n\n".join([title, "Anna Lind (AFP)\n\n3 May 2024", lead, lead.replace("Monday", "Tuesday")])
    )
    below = read_article("\n\n".join([title, "3 May 2024", "Anna Lind (AFP)", lead, lead.replace("Monday", "Tuesday")]))
    assert (signed.bylines, below.bylines) == (("Anna Lind",), ())


LOM = "The dam broke on {}, officials said, and the people of two villages had to be led to safety."
STORY = "\n\n".join(LOM.format(day) for day in ("Monday", "Tuesday", "Friday"))


@pytest.mark.parametrize(
    ("above", "head", "below", "names"),
    [
        ("", "3 May 2024", "Related stories\n\nMayor of Herat resigns\nBy Omid Shah\n2 May 2024", ()),
        ("", "3 May 2024", "2 comments\n\nPosted by Omid Shah\nWhat a mess this is.", ()),
        ("Most read\n\nMayor of Herat resigns\nBy Omid Shah", "By Anna Lind\n3 May 2024", "", ("Anna Lind",)),
        ("", "Anna Lind in Lom\n\n3 May 2024", "Additional reporting by Omid Shah", ("Anna Lind",)),
        ("", "3 May 2024", "Reporting by Anna Lind; Editing by Omid Shah", ("Anna Lind",)),
        ("", "2 hours ago\n\nShare\n\nSave\n\nAnna Lind\nValley correspondent, Lompress", "", ("Anna Lind",)),
    ],
)
def test_who_wrote_other_stories_or_took_part_is_no_author(above, head, below, names):
    page = "\n\n".join([above, "Dam Breaks at Night above Lom", head, STORY, below])
    assert read_article(page).bylines == names


def test_offices_may_stand_between_the_authors() -> None:
    head = "Ferry stays in port until the winds drop\n\nUna Reed\nPorts correspondent\nPell Oster\nReporter in Vell\n\n"
    body = "The ferry will not run before Friday, the harbour office said, because the winds are not expected to drop."
    assert read_article(f"{head}8 November 2022\n\n{body}\n\n{body} So it is.").bylines == ("Una Reed", "Pell Oster")


def test_a_line_of_authors_does_not_go_on_with_a_headline_that_fills_its_line() -> None:
    words = (
        "The ferry to the islands will not run before Friday, the harbour office said, because the winds that keep it "
    )
    body = "\n".join(textwrap.wrap(words * 4 + "last.", 60))
    article = read_article(f"Ferry to the northern islands stays in port until the wind\nBy Una Reed\n{body}\n")
    assert (article.title, article.bylines) == (
        "Ferry to the northern islands stays in port until the wind",
        ("Una Reed",),
    )
