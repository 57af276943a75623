"""An article is told from the page around it, whatever the layout."""

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.core.values import Span
from analysis.sources.article import article_view, read_article
from analysis.sources.declared import Declared

TITLE = "Mountain Road Opens Again After Week of Snow"
BODY = [
    "The governor of the northern province said on Tuesday that the main road to the border had been opened again "
    "after a week of heavy snow, and that lorries were moving in both directions.",
    "Officials in the capital confirmed the reopening. “We expect that trade will reach its usual level within ten "
    "days,” said Karim Sattorov, who heads the road service of the region.",
    "The closure had left more than 300 lorries waiting on both sides, according to the customs office. Several "
    "drivers said that they had slept in their cabins for five nights without heating.",
    "Last year the same road was closed for nineteen days. The government has promised a tunnel, but work on it has "
    "not begun and no contractor has been named.",
]
MENU = ["Home", "News", "World", "Business", "Sport", "Sign in", "Subscribe"]
FOOT = ["Related stories", "Snow closes three more passes", "Share this article", "© 2025 Northern Courier Ltd."]
HEAD = [TITLE, "By Anna Lind", "12 March 2025"]
PAGE = "\n".join(MENU) + "\n\n" + "\n\n".join([*HEAD, *BODY]) + "\n\n" + "\n".join(FOOT)
TEXT = "\n\n".join(BODY)


def roles(page: str) -> dict[str, str]:
    return {page[passage.start : passage.end]: passage.role for passage in read_article(page).lines}


def wrap(text: str, width: int) -> str:
    return "\n".join(textwrap.fill(line, width) for line in text.split("\n"))


LAYOUTS = {
    "as saved": PAGE,
    "without blank lines": PAGE.replace("\n\n", "\n"),
    "with Windows line ends": PAGE.replace("\n", "\r\n"),
    "wrapped at 60 columns": wrap(PAGE, 60),
    "wrapped at 80 columns": wrap(PAGE, 80),
    "indented": textwrap.indent(PAGE, "      "),
    "with spaces that do not break": PAGE.replace("main road", "main\xa0road"),
    "with broken characters": PAGE.replace("“", "â€œ").replace("”", "â€\x9d"),
    "with marks of headings and lists": PAGE.replace(TITLE, f"# {TITLE}").replace("\nNews", "\n  * News"),
    "with the menu below": "\n\n".join([*HEAD, *BODY, *FOOT, *MENU]),
    "without a menu": "\n\n".join([*HEAD, *BODY]),
}


@pytest.mark.parametrize("page", LAYOUTS.values(), ids=LAYOUTS)
def test_title_author_and_body_are_found_in_any_layout(page: str) -> None:
    article = read_article(page)
    assert article.title == TITLE
    assert article.bylines == ("Anna Lind",)
    assert article.body == TEXT


def test_a_headline_in_capitals_is_a_headline() -> None:
    assert read_article(PAGE.replace(TITLE, TITLE.upper())).title == TITLE.upper()


def test_a_page_on_one_line_is_cut_into_passages_of_that_line() -> None:
    page = PAGE.replace("\n\n", "    ").replace("\n", "    ")
    article = read_article(page)
    assert {passage.number for passage in article.lines} == {1}
    assert article.title == TITLE
    assert [words for words in TEXT.split() if words not in article.body] == []
    assert "Subscribe" not in article.body


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("Home", "boilerplate"),
        (TITLE, "title"),
        ("By Anna Lind", "byline"),
        ("12 March 2025", "dateline"),
        (BODY[0], "body"),
        ("Snow closes three more passes", "boilerplate"),
        ("", "blank"),
    ],
)
def test_each_line_gets_its_role(line: str, role: str) -> None:
    assert roles(PAGE)[line] == role


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Subscribe now to keep reading", "paywall"),
        ("Sign up for our newsletter", "newsletter"),
        ("We use cookies to improve this page", "consent"),
        ("Your donation keeps us going", "donation appeal"),
        ("Join the conversation", "comments"),
        ("You may also like", "related stories"),
        ("Advertisement", "advertisement"),
        ("Loading, please wait...", "media placeholder"),
        ("© 2021 Lantern Press. All rights reserved.", "copyright"),
    ],
)
def test_boilerplate_says_why(line: str, reason: str) -> None:
    page = "\n\n".join([TITLE, *BODY[:3], line, BODY[3]])
    passage = next(passage for passage in read_article(page).lines if page[passage.start : passage.end] == line)
    assert (passage.role, passage.reason) == ("boilerplate", reason)


def test_every_other_line_has_a_reason_too() -> None:
    assert all(passage.reason for passage in read_article(PAGE).lines if passage.role != "blank")


def test_a_paywall_between_paragraphs_costs_none_of_them() -> None:
    wall = ["THIS STORY IS FOR SUBSCRIBERS ONLY", "Subscribe now to read on.", "• Unlimited access", "Log in"]
    page = "\n\n".join([TITLE, "Article content", BODY[0], *wall, "Article content", *BODY[1:]])
    assert read_article(page).body == TEXT


def test_an_appeal_between_headline_and_body_is_no_body() -> None:
    appeal = [
        "Your support makes all the difference",
        "From mountain roads to city halls, our reporters are on the spot when it matters most, and they ask the "
        "questions that nobody else will ask for you.",
        "Your support keeps our reporters on the road.",
    ]
    assert read_article("\n\n".join([TITLE, "By Anna Lind", *appeal, *BODY])).body == TEXT


def test_comments_below_an_article_are_no_body() -> None:
    comments = ["3 comments", "river_rat", "12 March 2025 at 10:12", "I drove up there on Sunday and it was closed."]
    assert read_article("\n\n".join([TITLE, *BODY, *comments])).body == TEXT


def test_a_subheading_belongs_to_the_body() -> None:
    page = "\n\n".join([TITLE, *BODY[:2], "Waiting at the pass", *BODY[2:]])
    assert roles(page)["Waiting at the pass"] == "body"


@pytest.mark.parametrize(
    "caption",
    [
        "Lorries wait below the pass. Photo: Dana Omarova",
        "Lorries wait below the pass on Monday. (AP Photo/Dana Omarova)",
        "Reuters A driver mends the chain of his lorry below the pass in deep snow.",
        "A driver mends the chain of his lorry below the pass, March 10, 2025.",
        "Dana Omarova/AFP/Getty Images",
    ],
)
def test_a_caption_is_told_from_the_body(caption: str) -> None:
    assert roles("\n\n".join([TITLE, *BODY[:2], caption, *BODY[2:]]))[caption] == "caption"


def test_a_sentence_between_headline_and_author_is_the_standfirst() -> None:
    standfirst = "Lorries move in both directions for the first time since the storm"
    article = read_article("\n\n".join([TITLE, standfirst, "By Anna Lind", *BODY]))
    assert (article.title, article.standfirst, article.body) == (TITLE, standfirst, TEXT)


def test_list_items_at_the_end_that_repeat_the_body_are_its_summary() -> None:
    items = [
        "- The main road to the border had been opened again after a week of heavy snow.",
        "- The closure had left more than 300 lorries waiting on both sides.",
        "- The government has promised a tunnel, but work on it has not begun.",
    ]
    found = roles("\n\n".join([TITLE, *BODY, *items]))
    assert {found[item] for item in items} == {"summary"}


def test_a_page_without_an_article_has_an_empty_body() -> None:
    article = read_article("\n".join([*MENU, "Page not found", "Search", *FOOT, "Cookie settings"]))
    assert article.body == ""
    assert {passage.role for passage in article.lines} == {"boilerplate"}


@pytest.mark.parametrize("page", ["", "\n\n", " \r\n", "Hello", "***", "\ufeff", "•"])
def test_next_to_nothing_is_no_article(page: str) -> None:
    article = read_article(page)
    assert (article.title, article.body, article.bylines) == (None, "", ())


def test_a_text_of_one_sentence_is_its_own_body() -> None:
    sentence = "A strong earthquake shook the east of the country early on Friday, the seismic service said."
    assert read_article(sentence).body == sentence


@pytest.mark.parametrize(
    ("opening", "agency"),
    [
        ("(Bloomberg) — ", "Bloomberg"),
        ("KABUL, May 3 (AFP) - ", "Agence France-Presse (AFP)"),
        ("OSH, Kyrgyzstan (Reuters) – ", "Reuters"),
        ("TERMEZ, Oct 30, 2022 (River Valley News Agency) - ", "River Valley News Agency"),
        ("", None),
    ],
)
def test_the_agency_stands_in_brackets_before_the_story(opening: str, agency: str | None) -> None:
    assert read_article("\n\n".join([TITLE, opening + BODY[0], *BODY[1:]])).agency == agency


def test_a_line_of_thanks_names_the_agency() -> None:
    assert read_article("\n\n".join([TITLE, *BODY, "(With additional inputs from Reuters)"])).agency == "Reuters"


def test_the_agency_of_a_picture_is_neither_agency_nor_publisher_nor_author() -> None:
    article = read_article("\n\n".join([TITLE, "Dana Omarova/AFP/Getty Images", *BODY]))
    assert (article.agency, article.publisher, article.bylines) == (None, None, ())


@pytest.mark.parametrize(
    ("line", "publisher"),
    [
        ("© 2025 Northern Courier Ltd. All rights reserved.", "Northern Courier"),
        ("Copyright 2019-2024 by Lantern Press", "Lantern Press"),
    ],
)
def test_the_publisher_is_found(line: str, publisher: str) -> None:
    assert read_article("\n\n".join([TITLE, *BODY, "Comments", line])).publisher == publisher


@pytest.mark.parametrize(
    ("notice", "publisher"),
    [
        ("Register with {} to save what you read and to see fewer advertisements.", "The Ridge"),
        ("Read more stories here: our editors choose what matters for you every day.", "Far Ridge Publishing"),
    ],
)
def test_a_publication_goes_by_what_its_notices_call_it_and_not_by_its_company(notice: str, publisher: str) -> None:
    notices = [f"{word}: {notice.format('The Ridge')}" for word in ("Sign in", "Newsletter")]
    page = [TITLE, *BODY, "Comments", *notices, "© 2025 Far Ridge Publishing Corp. All rights reserved."]
    assert read_article("\n\n".join(page)).publisher == publisher


def test_what_headlines_beside_an_article_speak_of_is_no_publisher() -> None:
    beside = [f"Goat Island sees {many} more visitors than it ever had in a summer before this one" for many in (4, 5)]
    assert read_article("\n\n".join([TITLE, *BODY, "Comments", *beside])).publisher is None


def test_what_the_file_declares_wins() -> None:
    declared = Declared(title="Road opens", bylines=("Dana Omarova",), publisher="Valley Post")
    article = read_article(PAGE, declared)
    assert (article.title, article.bylines, article.publisher) == ("Road opens", ("Dana Omarova",), "Valley Post")


@pytest.mark.parametrize("sign", ["|", "·", "–", ","])
@pytest.mark.parametrize("named", [(), ("Dana Omarova",)])
def test_a_line_of_names_and_a_day_names_all_authors_also_those_whom_the_file_forgets(named, sign: str) -> None:
    line = f"Dana Omarova and Omid Shah {sign} 8 May 2023"
    article = read_article("\n\n".join([TITLE, line, *BODY]), Declared(title=TITLE, bylines=named))
    assert article.bylines == ("Dana Omarova", "Omid Shah")
    assert line not in article.body
    told = f"Dana Omarova and Omid Shah {sign} wrote of it in 2023"
    assert told in read_article("\n\n".join([TITLE, BODY[0], told, *BODY[1:]])).body


@pytest.mark.parametrize("sign", ["|", "·", "–", ","])
def test_a_line_of_names_and_a_day_within_the_article_s_own_markup_names_its_authors(sign: str) -> None:
    line = f"Dana Omarova and Omid Shah {sign} 8 May 2023"
    page = "\n".join(["Home", TITLE, line, *BODY])
    said = Declared(title=TITLE, bylines=("Dana Omarova",), main=frozenset(range(2, 4 + len(BODY))))
    article = read_article(page, said)
    assert article.bylines == ("Dana Omarova", "Omid Shah")
    assert line not in article.body


def test_a_heading_with_a_day_is_no_line_of_authors() -> None:
    heading = "Snow and ice, 8 May 2023"
    page = "\n".join([TITLE, BODY[0], heading, *BODY[1:]])
    article = read_article(page, Declared(title=TITLE, main=frozenset(range(1, 4 + len(BODY)))))
    assert heading in article.body


def test_lines_that_the_markup_shows_to_be_the_article_are_its_body() -> None:
    page = "\n".join([TITLE, "Open at last.", "Snow gone.", BODY[0], BODY[1]])
    assert read_article(page, Declared(main=frozenset({2, 3}))).body == "Open at last.\n\nSnow gone."


def test_the_view_holds_the_article_alone_and_joins_wrapped_lines() -> None:
    article = read_article(wrap(PAGE, 70))
    assert article_view(article).text == "\n\n".join([TITLE, *BODY])


def test_a_line_that_breaks_off_early_in_the_midst_of_a_sentence_goes_on_in_the_next() -> None:
    early = "A woman crossed the pass on foot before the snow came, two of her neighbours said, in"
    page = wrap("\n\n".join([TITLE, *BODY]), 100)
    view = article_view(read_article(f"{page}\n\n{early}\nthe coldest night of the year.")).text
    assert f"{early} the coldest night of the year." in view


def test_a_short_line_of_a_wrapped_page_stands_by_itself() -> None:
    page = wrap("\n\n".join([TITLE, *BODY]), 100)
    view = article_view(read_article(f"{page}\n\nWhat was lost\nthree bridges, a mill and eleven houses.")).text
    assert "What was lost\n\nthree bridges" in view


def test_the_view_leaves_out_the_marks_of_lists_and_headings() -> None:
    page = "\n\n".join([f"# {TITLE}", *BODY[:2], *(f"• {part}" for part in BODY[2:])])
    assert article_view(read_article(page)).text == "\n\n".join([TITLE, *BODY])


def test_the_view_mends_broken_characters_and_leads_back_to_them() -> None:
    page = PAGE.replace("”", "â€\x9d").replace("“", "â€œ")
    view = article_view(read_article(page))
    at = view.text.index("“We expect")
    assert view.source(Span(at, at + 10)).of(page) == "â€œWe expect"


@given(st.text(alphabet="ab .\n\r\t•-*\xa0“”â€™œ©123ABy:|/()", max_size=400))
@settings(max_examples=150, deadline=None)
def test_passages_tile_the_lines_and_the_view_leads_back_whatever_the_text(text: str) -> None:
    article = read_article(text)
    ends = [0, *(passage.end for passage in article.lines)]
    assert all(end <= passage.start <= passage.end for end, passage in zip(ends, article.lines, strict=False))
    outside = [text[end : passage.start] for end, passage in zip(ends, article.lines, strict=False)]
    assert not "".join([*outside, text[ends[-1] :]]).strip(" \t\r\n\xa0|•")
    view = article_view(article)
    for at, char in enumerate(view.text):
        source = view.source(Span(at, at + 1)).of(text)
        assert source == char or len(source) != 1 or char in " \n"


@pytest.mark.parametrize(
    ("above", "below", "authors"),
    [
        (["By", "Dana Omarova", "and", "Omid Shah", "Published May 8, 2023"], [], ("Dana Omarova", "Omid Shah")),
        (
            [],
            ["(Reporting by Dana Omarova, with reporting by Omid Shah; editing by Anna Lind)"],
            ("Dana Omarova", "Omid Shah"),
        ),
    ],
)
def test_authors_are_all_named_who_share_a_credit(above: list[str], below: list[str], authors: tuple[str, ...]) -> None:
    assert read_article("\n".join([TITLE, *above, *BODY, *below])).bylines == authors


@pytest.mark.parametrize("blank", ["\u2028", "\u2029", "\x1c", "\u2028\u2028", "\x85"])
def test_a_line_of_rare_blanks_in_a_wrapped_text_is_no_word(blank: str) -> None:
    body = "The river rose in the night and took two bridges with it, the mayor of the town said on Monday. " * 6
    lines = textwrap.fill(body, 72).split("\n")
    lines[3:3] = [blank]
    article = read_article("The river rises\n\n" + "\n".join(lines) + "\n")
    assert "took two bridges with it" in " ".join(article_view(article).text.split())
