"""A sentence cut into words as the treebank cuts them, and the dictionary forms of its verbs and nouns."""

from __future__ import annotations

import re
from functools import lru_cache

from analysis.readers.weights import MODEL

_ABBREVIATED = (
    r"(?:Mr|Mrs|Ms|Dr|Prof|St|Gen|Lt|Col|Maj|Capt|Sgt|Sen|Rep|Gov|Adm|Jr|Sr|Inc|Ltd|Corp|Co|No|Jan|Feb|Mar|Apr|Jun|Jul|Aug"
    r"|Sept?|Oct|Nov|Dec|vs|etc|approx|est)\.(?!\.)"
)
_PART = r"(?:[’'][A-Z]\w*+|[&@_]\w++)"
_WORD = rf"\w++{_PART}*+(?:[-‐‑–]\w++{_PART}*+)*+"
_TOKEN = re.compile(
    r"https?://\S++|\w[\w.+-]{0,60}@\w[\w-]*+(?:\.\w[\w-]*+)++"  # addresses
    r"|(?:US|AU|A|C|NZ|HK|S|R|Z)?[$€£¥₽₹₩₺]"
    rf"|{_ABBREVIATED}|(?:[A-Za-z]\.){{2,8}}(?:[A-Za-z]\b)?|[A-Z]\.(?=\s?[A-Z])"
    r"|\d++(?:[.,]\d++)*+(?:(?:st|nd|rd|th|s)\b|(?:[-‐‑–]\w++)++)?"  # 1,200; 21st; 1990s; 12-year-old; the letters of 5bn are a word
    r"|[Cc]an(?=not\b)|\w{1,20}?(?=n[’']t\b)|n[’']t\b"
    r"|[’'](?:s|re|ve|d|ll|m|S)\b"
    rf"|{_WORD}|\.\.++|--++|\S"
)


def words_of(text: str, start: int, end: int) -> tuple[list[str], list[int]]:
    """The words of a stretch of text, and where each begins.

    >>> words_of("Didn’t the U.S. pay $1.2bn (5%)?", 0, 32)[0]
    ['Did', 'n’t', 'the', 'U.S.', 'pay', '$', '1.2', 'bn', '(', '5', '%', ')', '?']
    """
    found = [(word[0], word.start()) for word in _TOKEN.finditer(text, start, end)]
    return [word for word, _ in found], [at for _, at in found]


_IRREGULAR = """
arise arose arisen;awake awoke awoken;bear bore borne;beat beat beaten;become became become;begin began begun;bend bent;bet bet;bid bid bidden;
bind bound;bite bit bitten;bleed bled;blow blew blown;break broke broken;breed bred;bring brought;build built;burn burnt;burst burst;buy bought;
catch caught;choose chose chosen;cling clung;come came come;cost cost;creep crept;cut cut;deal dealt;dig dug;do did done;draw drew drawn;
drink drank drunk;drive drove driven;eat ate eaten;fall fell fallen;feed fed;feel felt;fight fought;find found;flee fled;fling flung;fly flew flown;
forbid forbade forbidden;forecast forecast;foresee foresaw foreseen;forget forgot forgotten;forgive forgave forgiven;freeze froze frozen;get got gotten;
give gave given;go went gone;grind ground;grow grew grown;hang hung;have had;hear heard;hide hid hidden;hit hit;hold held;hurt hurt;keep kept;
know knew known;lay laid;lead led;leave left;lend lent;let let;lie lay lain;light lit;lose lost;make made;mean meant;meet met;mislead misled;
overcome overcame overcome;oversee oversaw overseen;overtake overtook overtaken;overthrow overthrew overthrown;pay paid;prove proved proven;put put;
quit quit;read read;rebuild rebuilt;repay repaid;ride rode ridden;ring rang rung;rise rose risen;run ran run;say said;see saw seen;seek sought;
sell sold;send sent;set set;shake shook shaken;shed shed;shoot shot;show showed shown;shrink shrank shrunk;shut shut;sing sang sung;sink sank sunk;
sit sat;slay slew slain;sleep slept;slide slid;speak spoke spoken;speed sped;spend spent;spin spun;split split;spread spread;spring sprang sprung;
stand stood;steal stole stolen;stick stuck;strike struck stricken;string strung;strive strove striven;swear swore sworn;sweep swept;swim swam swum;
swing swung;take took taken;teach taught;tear tore torn;tell told;think thought;throw threw thrown;undergo underwent undergone;
understand understood;undertake undertook undertaken;uphold upheld;upset upset;wake woke woken;wear wore worn;weave wove woven;weep wept;win won;
wind wound;withdraw withdrew withdrawn;withhold withheld;withstand withstood;write wrote written;be was;be were;be been;be is;be are;be am;be 's;be 're;be 'm
"""
_PAST = {form: forms[0] for line in _IRREGULAR.split(";") if (forms := line.split()) for form in forms}
_PLURALS = {"men": "man", "women": "woman", "children": "child", "people": "people", "feet": "foot", "lives": "life", "wives": "wife",
            "knives": "knife", "thieves": "thief", "leaves": "leaf", "halves": "half", "troops": "troops", "police": "police",
            "servicemen": "serviceman", "policemen": "policeman", "gunmen": "gunman", "firemen": "fireman"}  # fmt: skip


@lru_cache(maxsize=8192)
def lemma(word: str, tag: str) -> str:
    """The dictionary form of a verb or a noun; any other word in small letters.

    >>> [lemma(*pair) for pair in (("Killed", "VBD"), ("rising", "VBG"), ("cities", "NNS"), ("’s", "AUX:VBZ"))]
    ['kill', 'rise', 'city', 'be']
    """
    low = word.lower().replace("’", "'")
    if tag == "NNS":
        return _singular(low)
    if "VB" not in tag or tag.endswith(("VB", "VBP")) and low not in _PAST:
        return low
    if low in _PAST:
        return _PAST[low]
    known = MODEL.verbs
    for ending, swaps in (
        ("ied", ("y",)),
        ("ies", ("y", "ie")),
        ("ed", ("", "e")),
        ("ing", ("", "e")),
        ("es", ("e", "")),
        ("s", ("",)),
    ):
        if low.endswith(ending) and len(low) > len(ending) + 1:
            stem = low[: -len(ending)]
            forms = [stem + swap for swap in swaps]
            if (
                len(stem) > 2
                and stem[-1] == stem[-2]
                and stem[-1] not in "lsz"
                or stem + "e" not in known
                and stem[-2:] in ("ll",)
            ):
                forms.insert(0, stem[:-1])
            return next((form for form in forms if form in known), _guess(stem, ending, forms))
    return low


def _guess(stem: str, ending: str, forms: list[str]) -> str:
    """A verb that no list has: with an "e" after letters that verbs do not end with."""
    silent = ending in ("ed", "ing", "es") and stem.endswith(
        ("v", "c", "u", "z", "dg", "rg", "at", "iz", "is", "ur", "as", "bl", "pl", "tl")
    )
    return stem + "e" if silent and stem + "e" in forms else forms[0]


def _singular(low: str) -> str:
    head, joint, last = low.rpartition("-")
    if last in _PLURALS:
        return head + joint + _PLURALS[last]
    if last.endswith("men"):
        return low[:-2] + "an"
    if low.endswith("ies") and len(low) > 4:
        return low[:-3] + "y"
    if low.endswith(("sses", "shes", "ches", "xes", "zes")):
        return low[:-2]
    return low[:-1] if low.endswith("s") and not low.endswith(("ss", "us", "is")) else low
