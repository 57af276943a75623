"""The shape of a page: its characters, lines and blocks, and where the article runs (segmentation)."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import compress, count, pairwise
from typing import Annotated, NamedTuple

from analysis.core.lexicon import load_lexicon
from analysis.core.text import sentences
from analysis.core.values import Lazy, Span
from analysis.sources import credits

OUTER = " \t\r\xa0\u200b\ufeff\x0b\x0c\u2009\u202f\u3000"  # white space around a line
_NARROWEST, _WIDEST = 38, 180  # columns at which texts break their lines
_SLACK = 3  # columns that a full line may leave free
_STOPS = '.!?”"’:;…'
ROLES = tuple("title standfirst byline dateline caption body summary correction blank boilerplate".split())
PAGE_ON_ONE_LINE = 250  # a line this long that holds nearly the whole text is cut into its parts

_BULLET = re.compile(r"(?:[•●▪◦‣·*+○■–—-]|o|\d{1,2}[.)])\s+(?=\S)|[•●▪]|#{1,6}\s+")
_BULLETS = frozenset("#•●▪◦‣·*+○■–—-o0123456789")
_EMPTY = frozenset("•●▪◦‣·*+o-–—_=#|>~.,:;/\\()[]{} \t\r\xa0\u200b\ufeff")
_COLUMNS = re.compile(r"\r|\t+| {3,}|\s[|•»]\s")

# UTF-8 that was decoded as Windows-1252: a lead byte and what its followers turned into ("â€™" for ’).
_CP1252 = {bytes([code]).decode("cp1252", "replace"): code for code in range(0x80, 0xA0)}
_BYTES = {**{chr(code): code for code in range(0x80, 0x100)}, **_CP1252}
_NEXT = "[" + re.escape("".join(sorted(char for char, code in _BYTES.items() if 0x80 <= code < 0xC0))) + "]"
_BROKEN = re.compile(f"[Â-ô](?:(?<=[Â-ß]){_NEXT}|(?<=[à-ï]){_NEXT}{{2}}|(?<=[ð-ô]){_NEXT}{{3}}|(?<=â)€(?!\\w))")
_SPACES = re.compile("[\xa0\u2000-\u200a\u202f\u205f\u3000]")
_UNSEEN = re.compile("[\xad\u200b\u200c\u200e\u200f\u2060\ufeff]")
_EMPHASIS = re.compile(r"[*_](?:(?<=\*)\*|(?<=_)_|(?<=\*)(?:(?<![\w*].)(?=[\w\[])|(?<=[\w.,!?)”].)(?![\w*])))")
_LINK = re.compile(
    r"!\[[^\]\n]{0,300}+\]\([^)\s]{1,1000}+(?:\s[^)\n]{0,300}+)?\)"
    r"|(?<!!)\[([^\[\]\n]{1,300}+)\]\((?:https?:|mailto:|[/#.])[^)\s]{0,1000}+(?:\s[^)\n]{0,300}+)?\)"
)
_ESCAPE = re.compile(r"\\(?=[\[\]_*#.`>~()-])")
_NOTE = re.compile(
    r"(?<=[\w.,;:!?)\"”’%])(?:\[(?:\^?\d{1,3}|note [\da-z]{1,3}|citation needed)\])+"
    r"|(?<![^\s(\"“])\[\d{1,3}\](?=[\w$€£\"“])"
)
_RAISED = re.compile(r"[¹²³⁰⁴-⁹](?:(?<=[^\W\d_]{3}.)|(?<=[\d.,;:!?)\"”’%].))[¹²³⁰⁴-⁹]*")
# What any of these begins with; quotation marks and dashes, which most lines have, are none.
_TELLTALES = re.compile("[\xa0\xad\xb2\xb3\xb9Â-ô\u2000-\u200f\u202f\u205f-\u2079\u3000\ufeff*_\\[\\\\]")


@dataclass
class Block:
    """A stretch of text by itself (a paragraph, list item, heading or menu entry) and what it looks like."""

    first: int  # its rows
    last: int
    text: str  # its words on one line, without the mark of a list item or heading
    indent: int
    bullet: bool
    heading: bool
    gap: int  # the blank rows above it
    repeated: bool = False
    weight: float = 0.0  # above 0 it reads like prose, below like the furniture of a page
    role: str = "boilerplate"
    why: str = ""

    def look(self) -> None:
        """Find out what every block is asked for, once its text is whole: its words in lower case, and what they do."""
        self.words: list[str] = _WORDS.findall(self.text.lower())
        self.sentence = self.text.rstrip("\"”’')] ").endswith(_ENDS)
        self.reason = _boilerplate_reason(self.text, self.words)  # what its phrases say it is ("paywall")
        self.clock = self.text[0].isdigit() and credits.is_clock(self.text)
        self.dateline = credits.is_dateline(self.text, self.words)  # it is there to say when
        self.credit = (self.dateline and not self.clock) or _says_by(self)  # or by whom

    # What few are asked for; the cue is the column in which it says "by" or the like, -1 when it doesn't.
    cue = Lazy[int](lambda self: cue.start() if (cue := credits.find_cue(self.text)) else -1)
    names = Lazy[tuple[str, ...]](lambda self: credits.names_in(self.text))
    pictured = Lazy[bool](lambda self: credits.names_picture(self.text, self.words))
    caption = Lazy[str](lambda self: credits.caption_reason(self.text, self.sentence, self.pictured))
    masthead = Lazy[bool](lambda self: credits.is_masthead(self.text, self.words))


@dataclass(slots=True)
class Passage:
    """A line of a page, or a part of one where the whole page stands on a single line, without the space around it."""

    number: int
    start: int
    end: int
    role: Annotated[str, "what the line is", ROLES] = "blank"
    reason: Annotated[str, "why it was taken for that, in words"] = ""
    indent: int = 0


def read_rows(text: str) -> list[Passage]:
    """Cut a text into lines as an editor counts them; a page on one single line is cut into its parts."""
    rows, start = [], 0
    for number, line in enumerate(text.removesuffix("\n").split("\n"), 1):
        content = line.strip(OUTER)
        indent = line.find(content)
        rows.append(Passage(number, start + indent, start + indent + len(content), indent=indent))
        start += len(line) + 1
    longest = max(lengths := [row.end - row.start for row in rows])
    if longest > max(0.8 * len(text), PAGE_ON_ONE_LINE - 1):
        at = lengths.index(longest)
        rows[at : at + 1] = _parts(text, rows[at])
    return rows


def _parts(text: str, row: Passage) -> list[Passage]:
    """The parts of a line that holds a whole page: what wide gaps and bars separate, then the sentences of each."""
    parts, start = [], row.start
    for end, after in [*(gap.span() for gap in _COLUMNS.finditer(text, row.start, row.end)), (row.end, row.end)]:
        parts += [Passage(row.number, start + part.start, start + part.end) for part in sentences(text[start:end])]
        start = after
    return parts or [row]  # of rare blanks


def read_blocks(text: str, rows: list[Passage], together: Mapping[int, bool]) -> list[Block]:
    """Join the rows of wrapped paragraphs; `together` holds lines of which the file shows whether they go on."""
    width = _wrap_width(text, rows)
    blocks: list[Block] = []
    gap, open_ended = 0, False
    for at, row in enumerate(rows):
        line, words = text[row.start : row.end], ""
        if not _EMPTY.issuperset(line):
            skip = mark_length(line)
            words = mend(line[skip:]).strip()
        if not words:  # a rule, nothing but a picture, or marks
            gap, open_ended = gap + 1, False
            continue
        heading = skip > 0 and line[0] == "#"
        bullet = skip > 0 and not heading
        known = together.get(row.number)
        if blocks and (open_ended and not bullet and not heading if known is None else known):
            blocks[-1].text += " " + words
            blocks[-1].last = at
        else:
            blocks.append(Block(at, at, words, row.indent, bullet, heading, gap))
            gap = 0
        open_ended = width > 0 and at + 1 < len(rows) and _runs_on(text, row, rows[at + 1], width)
    for block in blocks:
        block.look()
    return blocks


def mark_length(line: str) -> int:
    """How many characters the mark of a list item or of a heading takes at the beginning of a line."""
    mark = _BULLET.match(line) if line[:1] in _BULLETS else None
    return mark.end() if mark else 0


def _line_end(text: str, row: Passage, after: Passage) -> tuple[int, int, bool, bool]:
    """The length of a row, and with the word that follows; whether it breaks off, and the next is in small letters."""
    length = row.indent + row.end - row.start
    word = text[after.start : min(after.end, after.start + 30)].split(maxsplit=1)[:1]  # none of rare blanks
    return length, length + 1 + len("".join(word)), text[row.end - 1] not in _STOPS, text[after.start].islower()


def _wrap_width(text: str, rows: list[Passage]) -> int:
    """The column at which most long lines end, most of these in the midst of a sentence; 0 when there is none."""
    long = [(row, after) for row, after in pairwise(rows) if row.indent + row.end - row.start > 0.7 * _NARROWEST]
    long = [(row, after) for row, after in long if after.end > after.start]
    broken = sum([text[after.start].islower() and text[row.end - 1] not in _STOPS for row, after in long])
    lines = [_line_end(text, row, after) for row, after in long] if 10 * broken > len(long) else []
    lengths, best, found = Counter([line[0] for line in lines]), 1.0, 0
    tried = sorted(lengths, reverse=True)[:40]  # lengths of lines that are tried as the width of the page
    for width in (width for width in tried if _NARROWEST <= width <= _WIDEST):
        near = [line for line in lines if 0.7 * width < line[0] <= width]
        full = [line for line in near if line[1] > width - _SLACK]
        longer = sum(count for length, count in lengths.items() if length > width)
        midst, lower = (sum(line[at] for line in full) for at in (2, 3))
        if len(full) > max(best, len(near) / 2, 4 * longer) and midst > 0.6 * len(full) and lower > 0.3 * len(full):
            best, found = len(full), width
    return found


def _runs_on(text: str, row: Passage, after: Passage, width: int) -> bool:
    """Whether the paragraph goes on in the next row: its first word would not have fitted on this one."""
    if after.end == after.start:
        return False
    length, needed, midst, lower = _line_end(text, row, after)
    if after.indent > row.indent + 1 and not midst and not mark_length(text[row.start : row.start + 8]):
        return False  # a paragraph that begins with an indent
    if midst and text.startswith(("By ", "BY "), after.start) and credits.names_in(text[after.start : after.end]):
        return False  # a line of authors under a headline that fills its own
    return length <= width < needed + _SLACK or (midst and lower and width > length > 0.7 * width)  # wrapped unevenly


def mend(text: str) -> str:
    """A line with the characters that were read in the wrong encoding, plain spaces, and no marks of emphasis or notes.

    >>> mend("Russiaâ€™s move"), mend("killed 145[3] peo\xadple [in Kabul](https://courier.example/2019)")
    ('Russia’s move', 'killed 145 people in Kabul')
    """
    return "".join([words for words, _ in mended(text, Span(0, len(text)))]) if _TELLTALES.search(text) else text


def _restored(broken: str) -> str:  # of "â€" the third byte has no sign in Windows-1252 and got lost
    return "”" if broken == "â€" else bytes(_BYTES[char] for char in broken).decode("utf8", "ignore") or broken


def mended(text: str, span: Span) -> Iterator[tuple[str, Span]]:
    """A stretch of a text in pieces, each with the span that it stands for."""
    line = span.of(text)
    if not _TELLTALES.search(line):
        yield line, span
        return
    at = 0
    for start, end, new in sorted(_edits(line)):
        if start < at:
            continue
        yield line[at:start], Span(span.start + at, span.start + start)
        yield new, Span(span.start + start, span.start + end)
        at = end
    yield line[at:], Span(span.start + at, span.end)


def _edits(line: str) -> Iterator[tuple[int, int, str]]:
    """What is replaced in a line: from where, to where, by what."""
    noted = ((_NOTE, ""),) if "[" in line else ()
    for pattern, new in ((_SPACES, " "), (_RAISED, ""), (_UNSEEN, ""), (_EMPHASIS, ""), (_ESCAPE, ""), *noted):
        yield from ((*found.span(), new) for found in pattern.finditer(line))
    yield from ((*found.span(), _restored(found[0])) for found in _BROKEN.finditer(line))
    for found in _LINK.finditer(line) if noted else ():  # of a picture nothing stays
        first, last = found.span(1) if found[1] else (found.end(), found.end())
        yield found.start(), first, ""
        yield last, found.end(), ""


# --- segmentation: stretches of prose, and which of them belong together ----------------------------------------------

SPLIT = 3.5  # what a gap has to weigh against before a stretch is cut in two


class Run(NamedTuple):
    """A stretch of blocks, first and last included, and the sum of their weights."""

    first: int
    last: int
    weight: float


def find_runs(weights: list[float], cost: float = SPLIT) -> list[Run]:
    """The stretches of blocks with the largest sum of weights, each of which has to pay its cost (Viterbi 1967)."""
    outside, inside = 0.0, -cost
    steps = []
    for weight in weights:
        left, entered = inside > outside, outside - cost > inside
        steps.append((left, entered))
        outside, inside = inside if left else outside, (outside - cost if entered else inside) + weight
    state = inside > outside
    runs, last = [], len(weights) - 1
    for at, (left, entered) in reversed([*enumerate(steps)]):
        if state and (entered or at == 0):
            runs.append(Run(at, last, sum(weights[at : last + 1])))
            state = False
        elif not state and left:
            state, last = True, at - 1
    return runs[::-1] or (find_runs(weights, 0.0)[:1] if cost else [])


# Words of a text in lower case, in any script; a plain set of characters is read twice as fast as \w, and compiled
# at once when it says what is no letter.
_WORDS: re.Pattern[str] = re.compile(
    r"[^\0-/:-`{-\xb4\xb6-\xde\u2000-\u2bff][^\0-&(-,./:-`{-\xb4\xb6-\xde\u2000-\u2018\u201a-\u2bff]*"
)
# The commonest words that carry a sentence and hardly a menu.
FUNCTION_WORDS = frozenset(
    "a about after all also an and are as at be been but by can could did do for from had has have he her his i if in "
    "into is it its more no not of on one or our out over said she so some than that the their them there they this to "
    "up was we were what when which who will with would you".split()
)
ADDRESS = frozenset("you your we our us".split())
NOTICES = frozenset({"paywall", "donation appeal", "newsletter", "sign-in", "consent"})

# Two texts joined without a space between them, as the headline and the teaser of a card of links are; a pattern that
# begins with a set of characters skips all others.
GLUED = re.compile(r"[A-Z](?:(?<=[a-z]{4}[A-Z])|(?<=[)!?][A-Z]))[a-z]{2}")
_ENDS: tuple[str, ...] = tuple(".!?。！？")
_PLACEHOLDER = re.compile(r"\[[A-Z][A-Z :-]{1,30}\]|(?:https?://|www\.)\S+")
_SIGNED = re.compile(r"(?:[—–-]{1,2} ?)?[A-Z][^()@]{1,60} \(@\w{1,30}\) ")  # — Jane Roe (@jroe) May 3, 2024
# "KABUL, May 3 (AFP) - "
_WIRE_OPENING = re.compile(r"(?:[A-Z][A-Z.'’-]+[ ,][^()]{0,40})?\([A-Z][\w .]{1,30}\)\s?(?:—|–|--?)\s")


def weigh(blocks: list[Block]) -> None:
    """Weigh each block; the weights were checked on the article-extraction-benchmark (Scrapinghub 2019)."""
    copies = Counter([block.text for block in blocks])
    columns: Counter[int] = Counter()
    company = [len(block.text) > 60 and block.sentence for block in blocks]  # in which a line is no link
    for block in compress(blocks, company):
        columns[block.indent] += len(block.text)
    column = columns.most_common(1)[0][0] if columns else 0
    company = [False, False, *company, False, False]
    near = zip(company, company[1:], company[3:], company[4:], strict=False)
    for block, (higher, above, below, lower) in zip(blocks, near, strict=True):
        count, times = len(block.words), copies[block.text]
        block.repeated = times > 1
        if not block.bullet and (block.clock or (times >= 4 and count < 5)):
            block.weight = -0.2
            continue
        if count < 3 and len(block.text) < 30:  # an entry of a menu, most often: not worth a closer look
            block.weight = -3.0 if block.reason else -2.0 if block.repeated else -1.0
        else:
            block.weight = _weight(block, block.indent == column)
        block.weight += 0.3 * (above + below + (above or higher) + (below or lower))
    _weigh_enclosed(blocks)


def _says_by(block: Block) -> bool:
    """Whether a line is there to name who wrote."""
    if block.words and block.words[0] in credits.CUES:
        return block.words == ["by"] or (block.cue == 0 and bool(block.names))
    dated = len(block.text) <= credits.SHORT and block.text[-1].isdigit() and credits.names_day(block.text, block.words)
    if not dated or not block.names:
        return False
    day = block.text.rpartition(block.names[-1])[2].strip(" |·•,–—-")  # "Anna Lind and Omid Shah | 3 May 2024"
    return credits.is_dateline(day, _WORDS.findall(day.lower()))


def _weigh_enclosed(blocks: list[Block]) -> None:
    """Lower what stands between two short notices of one kind: an appeal, between its heading and its close."""
    last: dict[str, int] = {}
    for at, block in enumerate(blocks):
        if block.reason in NOTICES and len(block.words) < 12 and not block.bullet:
            opened = last.get(block.reason, at)
            if at - opened <= 6:  # blocks that two notices may enclose
                for between in blocks[opened + 1 : at]:
                    between.weight = min(between.weight, -0.5)
                    between.reason = between.reason or block.reason
            last[block.reason] = at


# What a line weighs by its length.
_BY_LENGTH = [
    (-2.2 + 1.5 * min(length, 60) / 60) + (1.2 * min(max(length - 60, 0), 140) / 140 + 1.2 * max(length - 200, 0) / 300)
    for length in range(501)
]


def _weight(block: Block, aligned: bool) -> float:
    text, words = block.text, block.words
    length, count = len(text), len(words)
    weight = _BY_LENGTH[min(length, 500)]
    if count > 3:
        weight += sum(map(FUNCTION_WORDS.__contains__, words)) / (count + 2)
        if not text.startswith(("“", '"', "‘")) and not ADDRESS.isdisjoint(words):
            weight -= 3.0 * sum(map(ADDRESS.__contains__, words)) / (count + 2)
    weight += 1.4 * (block.sentence and length > 25)
    weight -= 0.3 * block.bullet + 0.8 * block.repeated + 1.0 * (not aligned)
    if 12 < length < 300 and GLUED.search(text):  # characters: a card of links is no longer than this
        weight -= 2.5
    elif "(" in text[:100] and (_WIRE_OPENING.match(text) or _SIGNED.match(text)):
        weight += 2.0
    elif count > 3 and text.endswith(":"):  # what follows belongs to it
        weight += 0.7
    if block.reason:
        return max(weight - (1.5 if count < 25 else 1.0), -3.0)
    return max(weight, -1.0)


@cache
def _phrases() -> dict[str, list[tuple[list[str], int, str]]]:
    """The phrases of the lexicon, each under its longest word, which is rare, with the place of that word in it."""
    phrases = defaultdict[str, list[tuple[list[str], int, str]]](list)
    reasons = load_lexicon("boilerplate")["reasons"].items()
    listed = [(_WORDS.findall(phrase), reason) for reason, known in reasons for phrase in known]
    for words, reason in sorted(listed, key=lambda phrase: -len(phrase[0])):  # the longer phrase says more
        rare = max(words, key=len)
        phrases[rare].append((words, words.index(rare), reason))
    return phrases


_TOLD = frozenset("said wrote posted announced written confirmed reported added claimed".split())


def _boilerplate_reason(text: str, words: list[str]) -> str:
    """Why a line of these words is boilerplate by its phrases, or "" when it holds none."""
    if text[0] in "[hw" and _PLACEHOLDER.fullmatch(text):
        return "media placeholder"
    phrases = _phrases()
    if phrases.keys().isdisjoint(words):
        return ""
    for at in compress(count(), map(phrases.__contains__, words)):
        if at > 1 and words[at - 1] == "on" and words[at - 2] in _TOLD:  # "the mayor wrote on Telegram"
            continue
        for phrase, before, reason in phrases[words[at]]:
            if len(phrase) == 1 or (at >= before and words[at - before : at - before + len(phrase)] == phrase):
                return reason
    return ""
