"""Text from articles made harmless: for Markdown, HTML and Typst.

What comes from an article is data. It is shown as it stands, and never acts: no markup, no link, no formula, no
change of the writing direction.
"""

import html
import json
import re

# Control characters, line separators, bidirectional embeddings and overrides, surrogates, private use, noncharacters
# and tag characters: they act or can't be shown. Marks that scripts need (joiners, LRM, RLM) are not among them.
_ACTING = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufeff"
    "\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f\U000f0000-\U0010ffff]+"
)
_SPACES = re.compile(r"[ \t\r\n]+")
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~&^$@{}])")
_MARKDOWN_START = re.compile(r"^(?:(\d{1,9})(?=[.)](?:\s|$))|(?=[-+#=:]))")
DOLLAR = "<span>$</span>"
_TYPST = re.compile(r"([!-/:-@\[-`{-~])")


def code_points(text: str) -> str:
    """The characters of a text by their code points."""
    return f"[{' '.join(f'U+{ord(character):04X}' for character in text)}]"


def visible(text: str) -> str:
    """Replace characters that act instead of showing (controls, direction overrides, private use) by code points."""
    return _ACTING.sub(lambda found: code_points(found.group()), text)


def one_line(text: str) -> str:
    """The visible text with each run of spaces, tabs and line ends turned into one space."""
    return _SPACES.sub(" ", visible(text)).strip(" ")


def shortened(text: str, most: int) -> str:
    """The text on one line; of a longer one the words that fit into so many characters."""
    words = one_line(text)
    return words if len(words) <= most else f"{words[:most].rsplit(' ', 1)[0]} …"


def escape_markdown(text: str) -> str:
    """Make a text stand in Markdown as it is, on one line, a table cell's included; quotation marks are kept."""
    escaped = _MARKDOWN_START.sub(r"\1\\", _MARKDOWN.sub(r"\\\1", one_line(text)))
    escaped = escaped.replace("://", "\\://").replace("www.", "www\\.")
    return escaped.replace('"', "&quot;").replace("'", "&#39;")


def escape_html(text: str) -> str:
    """Make a text stand in HTML as it is, attribute values included."""
    return html.escape(visible(text))


def screen_html(text: str) -> str:
    """The same for what a notebook shows, where a bare dollar sign would open a formula."""
    return escape_html(text).replace("$", DOLLAR)


def escape_typst(text: str) -> str:
    """Make a text stand in Typst markup as it is, on one line."""
    return _TYPST.sub(r"\\\1", _SPACES.sub(" ", visible(text)))


def typst_string(text: str) -> str:
    """A text as a string literal of Typst, which knows all that JSON escapes of a visible text."""
    return json.dumps(visible(text), ensure_ascii=False)
