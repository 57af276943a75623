"""The role of each block of a page: headline, body and boilerplate first, then what stands between them."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate, takewhile

from analysis.sources.credits import is_thanks, words_of
from analysis.sources.layout import ADDRESS, FUNCTION_WORDS, NOTICES, Block, Run, find_runs

AHEAD = 60  # how many blocks below a headline its article should show
CLOSE = 4  # how close its standfirst
SHARED, ECHO = 3.0, 0.6  # the most that words shared with the prose count, and that the page repeats the line
NEAR = 7  # how close below it a line of date or author stands
REACH = 100_000  # characters in which a repetition is looked for
_CORRECTION = re.compile(
    r"(?i)\W{0,3}(?:corrections?|clarifications?|corrects|corrected)(?: \([^()]{3,40}\))?\s?[:–—-]\s?\S"
    r"|.{0,60}\b(?:earlier|previous) version of this (?:story|article|report)\b"
    r"|this (?:story|article|report|version) (?:has been|was) (?:corrected|updated|amended) to\b"
)
_OPENING = re.compile(r"[A-Z][\w .,'’-]{2,50}(?:\([A-Z][\w .]{1,30}\)\s?(?:—|–|--?|_)|\s(?:—|–|--|_))")

_TRAIL = re.compile(r"»|>|=|\{| / |<-|://")  # signs of a trail of menu entries or of code
ENDS = frozenset({"comments", "related stories", "copyright", "newsletter", "contact"})
CREDIT = -3.0  # the weight of a line of date or author
CLOSING = 5  # blocks below the body in which it is said who took part
HEAD = 14  # blocks below the headline in which its authors and dates are looked for


@dataclass(slots=True)
class Reading:
    """A page on its way to an article: its blocks, and which of them is the headline."""

    blocks: list[Block]
    title: int

    def at(self, role: str) -> list[int]:
        """The indexes of the blocks of a role."""
        return [at for at, block in enumerate(self.blocks) if block.role == role]


def read_roles(text: str, blocks: list[Block], title: str = "") -> Reading:
    """Each block's role and reason; `title` is the headline that the file declares."""
    named = [at for at, block in enumerate(blocks) if block.text == title]
    reading = Reading(blocks, named[0] if named else find_title(text, blocks))
    runs = _article_runs(blocks, reading.title)
    if reading.title >= 0 or len(blocks) <= 8 or sum([run.weight for run in runs]) >= 6.0:
        seen = {blocks[reading.title].text} if reading.title >= 0 else set()
        for run in runs:  # a sentence or two among many other lines is no article
            _name_run(blocks, run, seen)
    if reading.at("body"):
        _name_head(reading)
        _name_summary(reading)
        _name_authors(reading)
    else:
        _name_gallery(reading)
    for block in blocks:
        block.why = block.why or _why(block)
    return reading


def _why(block: Block) -> str:
    """Why a block outside the article is boilerplate."""
    if block.reason or block.bullet:
        return block.reason or "navigation: an entry of a list"
    if block.repeated:
        return "repeated on the page"
    text = block.sentence and len(block.words) > 8
    return "a text beside the article" if text else "navigation: a short line outside the article"


def _article_runs(blocks: list[Block], title: int) -> list[Run]:
    """The runs of prose that are the article: from the first one below the headline to a sign of its end."""
    weights = [CREDIT if block.credit else block.weight for block in blocks[title + 1 :]]
    about = stems_of(blocks[title]) if title >= 0 else set()
    kept = list[Run]()
    for run in find_runs([float("-inf")] * (title + 1) + weights):
        if not kept or _goes_on(blocks, kept, run, about):
            kept.append(run)
    return kept


def _goes_on(blocks: list[Block], kept: list[Run], run: Run, about: set[str]) -> bool:
    """Whether an article goes on in a run: no sign of its end stands before it, it outweighs that, or has its words."""
    between = blocks[kept[-1].last + 1 : run.first]
    ends = sum([block.credit or (block.reason in ENDS and len(block.words) < 8) for block in between])
    if run.weight > 2 * sum([one.weight for one in kept]) * ends:
        return True
    if any(block.credit or block.reason == "comments" for block in between):
        return False
    return len(about & set[str]().union(*map(stems_of, blocks[run.first : run.last + 1]))) >= min(4, len(about))


def _name_run(blocks: list[Block], run: Run, seen: set[str]) -> None:
    """The roles inside a run: body, its subheadings and lists, and the captions and notices that interrupt it."""
    held = blocks[run.first : run.last + 1]
    for at, block in enumerate(held):
        if block.caption:
            role = "caption", block.caption
        elif _CORRECTION.match(block.text):
            role = "correction", "says what an earlier version had wrong"
        elif is_thanks(block.text):
            role = "byline", "names who else took part"
        elif block.reason and _is_notice(block):
            role = "boilerplate", block.reason
        elif len(held) - at < 13 and at > 2 and _heads_appendix(block):
            for below in held[at:]:
                below.role, below.why = "boilerplate", "notes, contacts or description below the article"
            break
        elif block.text in seen:
            role = "boilerplate", "repeated on the page"
        elif block.sentence or len(block.words) > 14:
            role = "body", "sentence in the article's run"
        else:
            role = "body", "list item in the article's run" if block.bullet else "subheading in the article's run"
        seen.add(block.text)
        block.role, block.why = role


_OF_AUTHOR = re.compile(r"\s(?:is|was|reports|covers|writes|works|teaches)\s(?:an?|the|on|for|about|at|in|from|as)\b")


def _name_authors(reading: Reading) -> None:
    """The lines at the end that say who the authors are are none of the article."""
    names = {name for at in reading.at("byline") for name in reading.blocks[at].names}
    for block in [reading.blocks[at] for at in reading.at("body")[-3:]]:
        if any(block.text.startswith(name) and _OF_AUTHOR.match(block.text, len(name)) for name in names):
            block.role, block.why = "boilerplate", "says who wrote the article"


def _is_notice(block: Block) -> bool:
    """Whether a line of the article's run is none of its own: short, or one that asks something of the reader."""
    asks = not ADDRESS.isdisjoint(block.words)
    if block.reason in NOTICES and asks and len(block.words) < 30 and '"' not in block.text and "“" not in block.text:
        return True
    tells = block.sentence and len(block.words) > 5 and not asks  # as "… said on Telegram." does
    return block.reason == "copyright" or ((block.weight < 0 or len(block.words) < 12) and not tells)


def _heads_appendix(block: Block) -> bool:
    """Whether a heading opens the notes, the contacts, or what a publisher says of itself ("About the Centre")."""
    about = block.words[:1] == ["about"] and 1 < len(block.words) < 7 and block.text.split()[-1][0].isupper()
    return not block.sentence and (about or " ".join(block.words) in words_of("appendix"))


def _name_head(reading: Reading) -> None:
    """The roles around the headline: standfirst, authors, dates, captions."""
    title, blocks, body = reading.title, reading.blocks, reading.at("body")
    if title >= 0:
        blocks[title].role, blocks[title].why = "title", "headline: the prose below it uses its words"
    head = range(max(title - 4, 0), min(max(body[0], title + 2) + 2, title + HEAD + 2, len(blocks)))
    for at, block in enumerate(blocks[: head.stop]):
        if at == title or not (block.credit or (at < body[0] and at in head)):
            continue
        if block.credit and block.dateline and block.cue < 0:
            block.role, block.why = "dateline", "a date or clock and hardly anything else"
        elif at < body[0] and (at > title or at < 3) and block.caption and not _signs(reading, at):
            block.role, block.why = "caption", block.caption
        elif at in head and (block.credit or is_thanks(block.text) or _name_line(reading, at)):
            block.role, block.why = "byline", "names the authors"
        elif at < body[0] and opens(block.text):
            block.role, block.why = "dateline", "the place, and the agency, with which the text opens"
    _name_standfirst(reading)
    for at, block in enumerate(blocks[body[-1] + 1 : body[-1] + CLOSING], body[-1] + 2):
        claims = (below.text for below in blocks[at : at + CLOSING - 1] if "©" in below.text)
        if is_thanks(block.text) or any(block.text in claim for claim in claims):
            block.role, block.why = "byline", "names who else took part, or the source"


def _signs(reading: Reading, at: int) -> bool:
    """Whether a line with the words of a caption names who wrote: it says "by", or stands between headline and date."""
    block, below = reading.blocks[at], reading.blocks[at + 1 : at + 2]
    between = at == reading.title + 1 and any(one.dateline for one in below)
    return (block.cue == 0 or (between and block.cue < 0)) and bool(block.names)


def _name_line(reading: Reading, at: int) -> bool:
    """Whether a line is a bare name beside the headline or a line of date or author."""
    block = reading.blocks[at]
    if at < reading.title or len(block.text) > 60 or not block.names:
        return False
    office = [word for near in reading.blocks[at + 1 : at + 2] if len(near.words) < 8 for word in near.words]
    named = at - reading.title < 3 or not words_of("trades").isdisjoint(office)
    return named or any(near.credit for near in reading.blocks[max(at - 2, 0) : at + 4])


def _name_standfirst(reading: Reading) -> None:
    """What stands between headline and body: the sentence that sums the article up, captions."""
    title, blocks, body = reading.title, reading.blocks, reading.at("body")
    if title < 0:
        return
    for at, block in enumerate(blocks[title + 1 : body[0]], title + 1):
        if block.role != "boilerplate" or len(block.words) < 4 or block.reason or block.bullet:
            continue
        if block.repeated:
            block.role, block.why = "caption", "stands by a picture"
        elif len(block.text) > 60 and any(below.reason == "paywall" for below in blocks[at + 1 : body[0]]):
            block.role, block.why = "body", "sentences above the paywall"
        elif block.weight > 0 or at <= title + 2:
            block.role, block.why = "standfirst", "between headline and body"
            return
    first, after, *_ = [blocks[at] for at in body[:2]] * 2
    apart = len(body) > 2 and after.gap > max(first.gap, blocks[body[2]].gap)
    if body[0] < title + 4 and ". " not in first.text[:-1] and (apart or len(after.text) > 2.5 * len(first.text) > 200):
        first.role, first.why = "standfirst", "one sentence under the headline, apart from the body"


def _name_gallery(reading: Reading) -> None:
    """The roles on a page of pictures: no body, but captions, and the headline above the first of them."""
    captions = [block for block in reading.blocks if block.caption and len(block.words) > 5]
    if len(captions) < 3:  # captions that make a page without a body a gallery
        return
    for block in captions:
        block.role, block.why = "caption", block.caption
    for at, block in enumerate(takewhile(lambda block: block is not captions[0], reading.blocks)):
        if not block.credit and not block.reason and 3 <= len(block.words) <= 25:
            reading.title = at
            block.role, block.why = "title", "headline above the captions"
            return


def _name_summary(reading: Reading) -> None:
    """The list items at the end of the body that say again what it said."""
    body = [reading.blocks[at] for at in reading.at("body")]
    items = list(takewhile(lambda block: block.bullet, reversed(body)))
    if len(items) < 3:
        return
    said = {word[:6] for block in body[: -len(items)] for word in block.words}
    stems = [{word[:6] for word in block.words} - FUNCTION_WORDS for block in items]
    if all(len(words & said) >= 0.6 * len(words) for words in stems):
        for block in items:
            block.role, block.why = "summary", "list item at the end that says the body again"


def find_title(page: str, blocks: list[Block]) -> int:
    """The block most like a headline, by length, form, and words shared with the prose below; -1 when none will do."""
    above = [0.0, *accumulate([block.weight if block.weight > 0 else 0.0 for block in blocks])]
    above += [above[-1]] * AHEAD
    credits = [0, *accumulate([block.credit for block in blocks])]
    credits += [credits[-1]] * NEAR
    scored, headline = [], -CLOSE
    for at, block in enumerate(blocks[: bisect_right(above, 0.8 * above[-1])]):
        count, ahead = len(block.words), above[at + 1 + AHEAD] - above[at + 1]
        if block.credit or not ahead or not 1 < count <= 32 or len(block.text) > 220:
            continue
        if opens(block.text) or (_tells_news(block, not at) and credits[at + CLOSE] == credits[at + 1]):
            continue
        form = _form(block)
        score = form + min(ahead, 20.0) / 10
        score -= 3.0 * above[at] / (above[-1] + 1) + min(above[at], 10.0) / 9
        score += 0.8 * (credits[at + NEAR] > credits[at + 1]) + 0.4 * (credits[at + 3] > credits[at + 1])
        score -= 1.2 * (at - headline < CLOSE)  # what follows a headline so closely is its standfirst
        if form > 0.8 and count > 4 and block.text[-1] != "." and form - _doubts(block) > 0.8:
            headline = at
        scored.append((-score, at))

    prose = [{word[:6] for word in block.words} if block.weight > 0 else set() for block in blocks]

    def shares(at: int) -> float:  # the share of a line's content words that the prose below it uses as well
        stems = stems_of(blocks[at])
        return (len(stems) - len(stems.difference(*prose[at + 1 : at + 1 + AHEAD]))) / (len(stems) + 1)

    best, found = 2.0, -1  # the score under which no line will do
    for minus, at in sorted(scored)[:200]:  # candidates whose words are compared with the prose below them
        if SHARED + ECHO - minus <= best:
            break
        block = blocks[at]
        score = -minus - _doubts(block) + ECHO * (1 < page.count(block.text, 0, REACH) < 8)
        if score + SHARED > best and (score := score + SHARED * shares(at)) > best:
            best, found = score, at
    for at in range(found + 1, min(found + CLOSE, len(blocks))) if found >= 0 else ():
        if len(blocks[at].words) > 3 and blocks[found].text.endswith(blocks[at].text):
            return at  # the first was the trail of menu entries that leads to the headline
    return found


def opens(text: str) -> bool:
    """Whether a line is the place and agency with which a text opens, on a line of their own."""
    return text[-1] in "—–-_" and _OPENING.fullmatch(text) is not None


def _tells_news(block: Block, first: bool) -> bool:
    """Whether a block is a sentence of the text: no headline."""
    count = len(block.words)
    if not block.sentence or block.heading or block.repeated:
        return False
    least = 14 if first else 5 if block.text.rstrip("\"”'’)")[-1:] == "." else 16
    return count > least and sum([word[0].isupper() for word in block.text.split()]) < 0.6 * count


def _form(block: Block) -> float:
    """How much a line looks like a headline by its length and marks."""
    text, count = block.text, len(block.words)
    score = 1.8 * min(count, 8) / 8 - 0.8 * (count == 1) + block.heading - block.bullet
    if block.words[0] == "by" and count < 12:
        score -= 2.0
    if text[-1] in ".,:;":
        score -= 0.4 if count < 15 else 1.2
    if count > 14 and ". " in text:
        score -= 0.6
    return score


def _doubts(block: Block) -> float:
    """What takes from its form: the credit of a picture, the name of a publication or person, a trail of entries."""
    text, count = block.text, len(block.words)
    score = 0.8 * block.pictured + 0.8 * (count < 7 and block.masthead) + 1.5 * (_TRAIL.search(text) is not None)
    return score + (len(text) < 30 and bool(block.names)) + 1.2 * (count == 2 and block.names == (text,))


def stems_of(block: Block) -> set[str]:
    """The content words of a block, by their first six letters."""
    return {word[:6] for word in set(block.words) - FUNCTION_WORDS if len(word) > 2}
