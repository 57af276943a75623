"""The role of each block of a page: headline, body and boilerplate first, then what stands between them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analysis.sources.credits import has_cue, is_credit, is_dateline, is_thanks, names_in, words_of
from analysis.sources.layout import Block
from analysis.sources.segmentation import ADDRESS, FUNCTION_WORDS, NOTICES, Prose, Run, find_runs
from analysis.sources.title import caption_reason, find_title, stems_of

ENDS = frozenset({"comments", "related stories", "copyright", "newsletter", "contact"})
CREDIT = -3.0  # the weight of a line of date or author
LONELY, THIN = 8, 6.0  # lines of a page, and weight of its prose, that make no article without a headline
GALLERY = 3  # captions that make a page without a body a gallery
CLOSING = 5  # blocks below the body in which it is said who took part
MARKUP = 3.0  # what it weighs that the file's markup shows a block to be article, or not
HEAD = 14  # blocks below the headline in which its authors and dates are looked for
_ORDERS = frozenset(
    "share follow like tweet click watch listen view read search join leave post get download sign see".split()
)
_BIOGRAPHY = re.compile(
    r"^(?:[A-Z][\w'’.-]+\s){1,4}(?:is|was|has been|covers|writes|joined|works)\s.{0,80}"
    r"\b(?:editor|reporter|writer|journalist|correspondent|columnist|professor|fellow|author|analyst|producer|researcher)\b"
)


@dataclass(slots=True)
class Reading:
    """A page on its way to an article: its blocks, what they look like, and the role and reason of each."""

    blocks: list[Block]
    prose: list[Prose]
    roles: list[tuple[str, str]]
    title: int = -1

    def at(self, role: str) -> list[int]:
        """The indexes of the blocks of a role."""
        return [at for at, (name, _) in enumerate(self.roles) if name == role]


def read_roles(
    text: str, blocks: list[Block], prose: list[Prose], title: str = "", main: frozenset[int] | None = None
) -> Reading:
    """Give each block of a page its role and the reason for it.

    Parameters
    ----------
    text, blocks, prose
        The page: its text, its blocks and what they look like.
    title
        The headline, where the file declares it; it is looked for among the blocks.
    main
        The rows that the file's markup shows to be the article, or None: strong evidence, yet not the last word.
    """
    if main is not None:
        for block, look in zip(blocks, prose, strict=True):
            look.weight += MARKUP if block.first in main else -MARKUP
    reading = Reading(
        blocks, prose, [("boilerplate", _why(block, look)) for block, look in zip(blocks, prose, strict=True)]
    )
    credits = [is_credit(block.text, look.words) for block, look in zip(blocks, prose, strict=True)]
    named = [at for at, block in enumerate(blocks) if block.text == title]
    reading.title = named[0] if title and named else find_title(text, blocks, prose, credits)
    runs = _article_runs(prose, credits, reading.title)
    seen = {blocks[reading.title].text} if reading.title >= 0 else set()
    if reading.title < 0 and len(blocks) > LONELY and sum([run.weight for run in runs]) < THIN:
        runs = []  # a sentence or two among many other lines is no article
    for run in runs:
        _name_run(reading, run, runs[-1].last, seen)
    if reading.at("body"):
        _name_head(reading, credits)
        _name_summary(reading)
    else:
        _name_gallery(reading, credits)
    return reading


def _why(block: Block, look: Prose) -> str:
    """Why a block outside the article is boilerplate."""
    if look.reason:
        return look.reason
    if block.bullet:
        return "navigation: an entry of a list"
    if look.repeated:
        return "repeated on the page"
    if look.sentence and len(look.words) > 8:
        return "a text beside the article"
    return "navigation: a short line outside the article"


def _article_runs(prose: list[Prose], credits: list[bool], title: int) -> list[Run]:
    """The runs of prose that are the article: from the first one below the headline to a sign of its end.

    Lines of date or author below the body are such a sign: they belong to other stories, or to comments.
    """
    below = title + 1
    weights = [CREDIT if credit else look.weight for look, credit in zip(prose[below:], credits[below:], strict=True)]
    runs = [Run(run.first + below, run.last + below, run.weight) for run in find_runs(weights)]
    about = stems_of(prose[title]) if title >= 0 else set()
    kept: list[Run] = []
    weight = 0.0
    for run in runs:
        if not kept or _goes_on(prose, credits, range(kept[-1].last + 1, run.first), run, about, weight):
            kept.append(run)
            weight += run.weight
    return kept


def _goes_on(prose: list[Prose], credits: list[bool], gap: range, run: Run, about: set[str], weight: float) -> bool:
    """Whether an article goes on in a run after a gap: no sign of its end stands there, or the headline's words come
    again, or what follows outweighs what came before by far."""
    ends = sum([credits[at] or (prose[at].reason in ENDS and len(prose[at].words) < 8) for at in gap])
    if not ends or run.weight > 2 * weight * ends:
        return True
    if any(credits[at] or prose[at].reason == "comments" for at in gap):
        return False
    said = set[str]().union(*[stems_of(look) for look in prose[run.first : run.last + 1]])
    return len(about & said) >= min(4, len(about))


def _name_run(reading: Reading, run: Run, end: int, seen: set[str]) -> None:
    """The roles inside a run: body, its subheadings and lists, and the captions and notices that interrupt it."""
    for at in range(run.first, run.last + 1):
        block, look = reading.blocks[at], reading.prose[at]
        if reason := caption_reason(block, look):
            role = "caption", reason
        elif is_thanks(block.text):
            role = "byline", "names who else took part"
        elif look.reason and not _tells(look) and (look.weight < 0 or len(look.words) < 12 or _is_notice(block, look)):
            role = "boilerplate", look.reason
        elif run.last - at < 12 and at > run.first + 2 and _heads_appendix(block, look):
            for below in range(at, run.last + 1):
                reading.roles[below] = "boilerplate", "notes, contacts or description below the article"
            break
        elif at > end - 3 and _BIOGRAPHY.match(block.text) and at > run.first:
            role = "boilerplate", "about the author"
        elif block.text in seen:
            role = "boilerplate", "repeated on the page"
        elif len(look.words) > 5 and block.text.isupper() and not look.sentence:
            role = "boilerplate", "related stories: a headline in capitals"
        elif look.sentence or len(look.words) > 14:
            role = "body", "sentence in the article's run"
        else:
            role = "body", "list item in the article's run" if block.bullet else "subheading in the article's run"
        seen.add(block.text)
        reading.roles[at] = role


def _tells(look: Prose) -> bool:
    """Whether a short sentence tells of somebody, and only names what buttons name as well ("… said on Telegram.")."""
    plain = look.reason in ("sharing", "media placeholder", "navigation") and ADDRESS.isdisjoint(look.words)
    return plain and look.sentence and len(look.words) > 5 and look.words[0] not in _ORDERS


def _is_notice(block: Block, look: Prose) -> bool:
    """Whether a sentence is a claim of copyright, or asks something of the reader outside a quotation."""
    if look.reason == "copyright":
        return True
    asks = look.reason in NOTICES and len(look.words) < 30 and not ADDRESS.isdisjoint(look.words)
    return asks and not any(mark in block.text for mark in '"“')


def _heads_appendix(block: Block, look: Prose) -> bool:
    """Whether a heading opens the notes, the contacts, or what a publisher says of itself ("About the Centre")."""
    if look.sentence or len(look.words) > 6:
        return False
    about = look.words[:1] == ["about"] and len(look.words) > 1 and block.text.split()[-1][0].isupper()
    return about or " ".join(look.words) in words_of("appendix")


def _name_head(reading: Reading, credits: list[bool]) -> None:
    """The roles around the headline: standfirst, authors, dates, captions."""
    title, body = reading.title, reading.at("body")
    if title >= 0:
        reading.roles[title] = "title", "headline: the prose below it uses its words"
    head = range(max(title - 4, 0), min(max(body[0], title + 2) + 2, title + HEAD + 2, len(reading.blocks)))
    for at in range(head.stop):
        block, look = reading.blocks[at], reading.prose[at]
        if at == title or not (credits[at] or (at < body[0] and at in head)):
            continue
        if credits[at] and is_dateline(block.text, look.words) and not has_cue(block.text):
            reading.roles[at] = "dateline", "a date or clock and hardly anything else"
        elif at < body[0] and (at > title or at < 3) and (reason := caption_reason(block, look)):
            reading.roles[at] = "caption", reason
        elif at in head and (credits[at] or _name_line(reading, credits, at)):
            reading.roles[at] = "byline", "names the authors"
    _name_standfirst(reading)
    for at in range(body[-1] + 1, min(body[-1] + CLOSING, len(reading.blocks))):
        text = reading.blocks[at].text
        below = reading.blocks[at + 1 : at + CLOSING]
        if is_thanks(text) or any(text in block.text and "©" in block.text for block in below):
            reading.roles[at] = "byline", "names who else took part, or the source"


def _name_line(reading: Reading, credits: list[bool], at: int) -> bool:
    """Whether a line is a bare name beside the headline or a line of date or author."""
    text = reading.blocks[at].text
    if at < reading.title or len(text) > 60 or not names_in(text):
        return False
    return at - reading.title < 3 or True in credits[max(at - 2, 0) : at + 4]


def _name_standfirst(reading: Reading) -> None:
    """What stands between headline and body: the sentence that sums the article up, captions, first sentences."""
    title, body = reading.title, reading.at("body")
    if title < 0:
        return
    for at in range(title + 1, body[0]):
        block, look = reading.blocks[at], reading.prose[at]
        if reading.roles[at][0] != "boilerplate" or len(look.words) < 4 or look.reason or block.bullet:
            continue
        if look.repeated or (at + 1 < body[0] and reading.roles[at + 1][0] == "caption" and look.weight > 0):
            reading.roles[at] = "caption", "stands by a picture"
        elif len(block.text) > 60 and any(look.reason == "paywall" for look in reading.prose[at + 1 : body[0]]):
            reading.roles[at] = "body", "sentences above the paywall"
        elif look.weight > 0 or at <= title + 2:
            reading.roles[at] = "standfirst", "between headline and body"
            return
    first = reading.blocks[body[0]]
    if body[0] > title + 3 or len(body) < 3 or ". " in first.text[:-1]:
        return
    after = reading.blocks[body[1]]
    apart = after.gap > first.gap and after.gap > reading.blocks[body[2]].gap
    if apart or len(after.text) > 2.5 * len(first.text) > 200:
        reading.roles[body[0]] = "standfirst", "one sentence under the headline, apart from the body"


def _name_gallery(reading: Reading, credits: list[bool]) -> None:
    """The roles on a page of pictures: no body, but captions, and the headline above the first of them."""
    found = [(at, caption_reason(*pair)) for at, pair in enumerate(zip(reading.blocks, reading.prose, strict=True))]
    captions = [(at, reason) for at, reason in found if reason and len(reading.prose[at].words) > 5]
    if len(captions) < GALLERY:
        return
    for at, reason in captions:
        reading.roles[at] = "caption", reason
    for at in range(captions[0][0]):
        if not credits[at] and not reading.prose[at].reason and 3 <= len(reading.prose[at].words) <= 25:
            reading.title = at
            reading.roles[at] = "title", "headline above the captions"
            return


def _name_summary(reading: Reading) -> None:
    """The list items at the end of the body that say again what it said."""
    body = reading.at("body")
    first = len(body)
    while first and reading.blocks[body[first - 1]].bullet:
        first -= 1
    items = body[first:]
    if len(items) < 3 or first < 3 or not reading.prose[body[first - 1]].sentence:
        return
    said = {word[:6] for at in body[:first] for word in reading.prose[at].words}
    for at in items:
        words = {word[:6] for word in reading.prose[at].words} - FUNCTION_WORDS
        if len(words & said) < 0.6 * len(words):
            return
    for at in items:
        reading.roles[at] = "summary", "list item at the end that says the body again"
