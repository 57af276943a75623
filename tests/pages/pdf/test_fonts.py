import pytest

from analysis.pages.escape import code_points
from analysis.pages.pdf.typst import fonts, printable


@pytest.mark.parametrize(
    "text", ["Zürich — “naïve”", "Путин, Ўзбекистон, Қазақстан", "محمد بن سلمان", "→ ≈ ≥ − ½ 😀", "שלום"]
)
def test_scripts_of_the_region_are_covered(text):
    assert printable(text) == text


@pytest.mark.parametrize("text", ["习近平", "金正恩", "नरेन्द्र", "🇺🇸"])
def test_characters_of_other_scripts_are_given_by_code_point(text):
    assert printable(f"a {text} b") == f"a {code_points(text)} b"


def test_what_the_page_is_set_in_is_there():
    assert {"Libertinus Serif", "DejaVu Sans", "DejaVu Sans Mono"} <= set(fonts().families())
