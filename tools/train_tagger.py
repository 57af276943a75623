"""Train the tagger and the parser on a treebank: `python -m tools.train_tagger TREEBANK_FOLDER OUT`.

The folder holds train.conllu.gz, dev.conllu.gz and test.conllu.gz of Universal Dependencies, English. Repeats the same
weights byte for byte, and prints how well they do on the two splits that they were not trained on.
"""

from __future__ import annotations

import gzip
import json
import random
import sys
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

from analysis.readers.parser import FINITE, Model, framed, shape, table
from tools import perceptrons as p
from tools.news_sentences import Grammar
from tools.perceptrons import Tagger, before, beside, own, plain, quiet, since, state_after, views

SAME = {"advcl:relcl": "advcl", "det:predet": "det", "cc:preconj": "cc", "goeswith": "fixed", "reparandum": "dep",
        "nsubj:outer": "nsubj", "csubj:pass": "csubj", "vocative": "discourse", "list": "parataxis",
        "dislocated": "dep"}  # fmt: skip
DRAWN = 3000
"""Sentences drawn from the grammar."""
OFTEN, ALWAYS = 8, 0.99
"""How often something must have been seen, and how regularly, to be settled without weights."""
HYPHENS = frozenset("-–—")


@dataclass
class Tree:
    """A sentence of the treebank, words joined by hyphens taken together as the tokenizer does."""

    words: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)


def tag_of(universal: str, penn: str, low: str) -> str:
    """The tag as the package has it."""
    if universal == "VERB":
        return penn if penn in ("VB", "VBD", "VBZ", "VBP", "VBN", "VBG", "MD") else "VB"
    if universal == "AUX":
        return "MD" if penn == "MD" else "AUX:" + (penn if penn.startswith("VB") and len(penn) < 4 else "VB")
    if universal == "NOUN":
        return "NNS" if penn == "NNS" else "NOUN"
    if universal == "PART":
        return "NOT" if penn == "RB" else penn if penn in ("TO", "POS") else "PART"
    if universal in ("PRON", "DET", "ADV") and penn in ("WP", "WDT", "WRB", "WP$"):
        return "WRB" if penn == "WRB" else "WH"
    if universal == "PRON":
        return penn if penn in ("PRP$", "EX") else "PRON"
    return "RP" if penn == "RP" else universal


def verbs(path: Path) -> list[str]:
    """The dictionary forms of all verbs of a file."""
    with gzip.open(path, "rt", encoding="utf8") as file:
        rows = [line.split("\t") for line in file if line[0].isdigit()]
    return sorted({row[2] for row in rows if row[3] == "VERB" and row[2].isalpha() and row[2].islower()})


def read(path: Path) -> list[Tree]:
    """The trees of one file."""
    with gzip.open(path, "rt", encoding="utf8") as file:
        blocks = file.read().split("\n\n")
    return [tree for block in blocks if (tree := read_one(block.splitlines())).words]


def read_one(lines: Iterable[str]) -> Tree:
    """One tree; a word of several parts joined by hyphens has the head of the part that hangs outside."""
    rows = [line.split("\t") for line in lines if line and line[0] != "#"]
    loose = {}
    for row in rows:
        if "-" in row[0]:  # a word of several tokens: its last one has no SpaceAfter of its own
            loose[int(row[0].split("-")[1])] = "SpaceAfter=No" in row[9]
    rows = [row for row in rows if row[0].isdigit()]
    tight = [
        loose.get(int(row[0]), "SpaceAfter=No" in row[9])
        or any(int(row[0]) + 1 == int(row2[0]) and row2[1] in ("'s", "n't") for row2 in ())
        for row in rows
    ]
    groups: list[list[int]] = []
    i = 0
    while i < len(rows):
        group = [i]
        while (
            i + 2 < len(rows)
            and rows[i + 1][1] in HYPHENS
            and tight[i]
            and tight[i + 1]
            and rows[i][1][-1].isalnum()
            and rows[i + 2][1][0].isalnum()
        ):
            group += [i + 1, i + 2]
            i += 2
        groups.append(group)
        i += 1
    place = {int(rows[k][0]): n for n, group in enumerate(groups) for k in group}
    tree = Tree()
    for n, group in enumerate(groups):
        outside = [k for k in group if place.get(int(rows[k][6]), -1) != n and rows[k][3] != "PUNCT"] or group
        top = rows[outside[-1] if len(group) > 1 else group[0]]
        last = rows[group[-1]]
        tag = tag_of(top[3], top[4], top[1].lower())
        if len(group) > 1:
            tag = tag_of(last[3], last[4], last[1].lower())
            tag = "ADJ" if tag in ("VBN", "VBG", "VBD", "ADV", "RP") else tag
        tree.words.append("".join(rows[k][1] for k in group))
        tree.tags.append(tag)
        tree.heads.append(place.get(int(top[6]), -1))
        label = top[7] if top[7] in KEPT else top[7].split(":")[0]
        tree.labels.append(SAME.get(top[7], label))
    return tree


KEPT = frozenset(
    "nsubj:pass aux:pass acl:relcl nmod:poss nmod:unmarked nmod:desc obl:unmarked obl:agent compound:prt".split()
)


class Averaged:
    """Perceptron weights with their averages: feature -> class -> weight."""

    def __init__(self) -> None:
        self.weights: dict[object, dict[int, float]] = {}
        self.totals: dict[tuple[object, int], float] = defaultdict(float)
        self.stamps: dict[tuple[object, int], int] = defaultdict(int)
        self.now = 0

    def scores(self, features: Iterable[object], size: int) -> list[float]:
        column = [0.0] * size
        get = self.weights.get
        for feature in features:
            if found := get(feature):
                for k, weight in found.items():
                    column[k] += weight
        return column

    def update(self, right: int, wrong: int, features: Iterable[object]) -> None:
        for feature in features:
            held = self.weights.setdefault(feature, {})
            for k, change in ((right, 1.0), (wrong, -1.0)):
                key = (feature, k)
                weight = held.get(k, 0.0)
                self.totals[key] += (self.now - self.stamps[key]) * weight
                self.stamps[key] = self.now
                held[k] = weight + change

    def average(self) -> dict[object, dict[int, float]]:
        for feature, held in self.weights.items():
            for k, weight in held.items():
                key = (feature, k)
                held[k] = (self.totals[key] + (self.now - self.stamps[key]) * weight) / self.now
        return self.weights


def quantised(
    weights: dict[object, dict[int, float]], kept: int, most: int, scale: float
) -> dict[object, dict[int, int]]:
    """The features whose weights count most, as whole numbers up to `most`."""
    size = {feature: max(map(abs, held.values())) for feature, held in weights.items()}
    found = {}
    for feature in sorted(size, key=lambda feature: (-size[feature], str(feature)))[:kept]:
        held = {k: max(-most, min(most, round(weight * scale))) for k, weight in weights[feature].items()}
        if held := {k: weight for k, weight in held.items() if weight}:
            found[feature] = held
    return found


def titled(words: Sequence[str]) -> list[str]:
    """The words as a headline writes them."""
    return [word if len(word) < 4 and i else word[:1].upper() + word[1:] for i, word in enumerate(words)]


def train_tagger(trees: Sequence[Tree], rounds: int, kept: int, headlines: float = 0.08) -> dict[str, object]:
    """The model of the tagger."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for tree in trees:
        for word, tag in zip(tree.words, tree.tags, strict=True):
            counts[plain(word)][tag] += 1
    only = {
        word: tag
        for word, tags in sorted(counts.items())
        for tag, n in tags.most_common(1)
        if n >= 8 and n >= 0.997 * tags.total()
    }
    common = {
        word: tag
        for word, tags in sorted(counts.items())
        for tag, n in tags.most_common(1)
        if tags.total() >= 5 and word not in only
    }
    tags = sorted({tag for tree in trees for tag in tree.tags})
    number = {tag: i for i, tag in enumerate(tags)}
    short = {tag: chr(0x61 + i) for i, tag in enumerate(tags)}
    usual = {word: short[tag] for word, tag in (common | only).items()}
    model = Averaged()
    chance = random.Random(18)
    order = list(range(len(trees)))
    for _ in range(rounds):
        chance.shuffle(order)
        for k in order:
            tree = trees[k]
            given = titled(tree.words) if chance.random() < headlines else tree.words
            words = ["<s>", "<s>", *quiet(given), "</s>", "</s>"]
            lows = [plain(word) for word in words]
            near = [usual.get(low) or shape(word) for low, word in zip(lows, words, strict=True)]
            found, state = ["<s>", "<s>"], "s"
            for i in range(2, len(words) - 2):
                low = lows[i]
                tag = only.get(low)
                if not tag:
                    features = [
                        *own(words[i], near[i]),
                        *before(found[-2], found[-1], low),
                        *since(state, found[-1], low, near[i + 1]),
                    ]
                    for side, other in (("-", i - 1), ("+", i + 1), ("<", i - 2), (">", i + 2)):
                        features += beside(words[other], near[other], side)
                    scores = model.scores(features, len(tags))
                    guess = scores.index(max(scores))
                    right = number[tree.tags[i - 2]]
                    model.now += 1
                    if guess != right:
                        model.update(right, guess, features)
                    tag = tags[guess]
                found.append(tag)
                state = state_after(state, tag, low)
    table = {feature: p.encoded(held) for feature, held in sorted(quantised(model.average(), kept, 90, 6).items())}
    found = {"weights": table, "tags": tags, "only": only, "common": usual}
    return found | {"settled": settled_tags(trees, found)}


def costs(state: p.State, heads: list[int], children: list[list[int]]) -> tuple[int, int, int]:
    """How many right arcs each move makes impossible."""
    stack, b, n = state.stack, state.next, state.size
    shift = left = right = 99
    if b < n:
        below = set(stack)
        shift = sum(child in below for child in children[b])
        head = heads[b]
        shift += head in below and head != stack[-1]
    if stack:
        s0 = stack[-1]
        later = len(children[s0]) - bisect_left(children[s0], b)
        head = heads[s0] if heads[s0] >= 0 else n
        left = later + (head > b or (len(stack) > 1 and head == stack[-2]))
        if len(stack) > 1:
            right = later + (head >= b)
    return shift, left, right


def train_parser(
    trees: Sequence[Tree], tagged: Sequence[Sequence[str]], rounds: int, kept: int, rare: int
) -> dict[str, object]:
    """The model of the parser."""
    counts = Counter(plain(word) for tree in trees for word in tree.words)
    words = [word for word, n in sorted(counts.items()) if n >= rare][: p.WORD - 4]
    fines = [p.fine(list(map(plain, tree.words)), tags) for tree, tags in zip(trees, tagged, strict=True)]
    tags = [tag for tag, _ in Counter(tag for one in fines for tag in one).most_common(p.TAG - 4)]
    reader = p.Parser({"words": words, "tags": sorted(tags)})
    model, chance = Averaged(), random.Random(18)
    order = list(range(len(trees)))
    plains = [list(map(plain, tree.words)) for tree in trees]
    for turn in range(rounds):
        chance.shuffle(order)
        wrong = 0
        for k in order:
            heads = trees[k].heads
            children: list[list[int]] = [[] for _ in range(len(heads) + 1)]
            for i, head in enumerate(heads):
                children[head if head >= 0 else len(heads)].append(i)
            state = reader.state(plains[k], fines[k])
            while state.next < state.size or state.stack:
                legal = state.legal()
                if sum(legal) == 1:
                    state.move(legal.index(True))
                    continue
                features = state.features()
                scores = model.scores(features, 3)
                best = costs(state, heads, children)
                least_cost = min(c for c, ok in zip(best, legal, strict=True) if ok)
                guess = max((i for i in range(3) if legal[i]), key=lambda i: scores[i])
                good = [i for i in range(3) if legal[i] and best[i] == least_cost]
                right = max(good, key=lambda i: scores[i])
                model.now += 1
                if guess != right:
                    wrong += 1
                    model.update(right, guess, features)
                state.move(guess if turn and chance.random() < 0.9 else right)
        print("parser", turn, wrong, file=sys.stderr, flush=True)
    moves = quantised(model.average(), kept, 120, 8)
    table = {key: bytes(128 + held.get(i, 0) for i in range(3)) for key, held in moves.items()}
    return {"words": words, "tags": sorted(tags), "moves": table}


def train_labels(trees: Sequence[Tree], tagged: Sequence[Sequence[str]], rounds: int, kept: int) -> dict[str, object]:
    """The part of the parser's model that names arcs."""
    names = sorted({label for tree in trees for label in tree.labels})
    number = {name: i for i, name in enumerate(names)}
    model, chance = Averaged(), random.Random(18)
    plains = [list(map(plain, tree.words)) for tree in trees]
    fines = [p.fine(words, tags) for words, tags in zip(plains, tagged, strict=True)]
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    closer: dict[str, Counter[str]] = defaultdict(Counter)
    for tree, tags in zip(trees, fines, strict=True):
        for i, head in enumerate(tree.heads):
            key = f"{tags[i]} {tags[head]} {'<' if i < head else '>'}" if head >= 0 else "root"
            seen[key][tree.labels[i]] += 1
    sure = always(seen)
    for tree, words, tags in zip(trees, plains, fines, strict=True):
        left = p.outer(words, tree.heads)[0]
        for i, head in enumerate(tree.heads):
            key = f"{tags[i]} {tags[head]} {'<' if i < head else '>'}"
            if head >= 0 and key not in sure and tree.tags[i] != "PUNCT":
                for view in p.label_views(key, words, head, i, left[i]):
                    closer[view][tree.labels[i]] += 1
    sure |= always(closer)
    order = list(range(len(trees)))
    for _ in range(rounds):
        chance.shuffle(order)
        for k in order:
            tree, words, tags = trees[k], plains[k], fines[k]
            left, right_, commas = p.outer(words, tree.heads)
            for i, head in enumerate(tree.heads):
                key = f"{tags[i]} {tags[head]} {'<' if i < head else '>'}" if head >= 0 else "root"
                if key in sure or tree.tags[i] == "PUNCT":
                    continue
                features = p.label_features(words, tags, tree.heads, i, left[i], right_[i], commas)
                scores = model.scores(features, len(names))
                guess, right = scores.index(max(scores)), number[tree.labels[i]]
                model.now += 1
                if guess != right:
                    model.update(right, guess, features)
    table = {feature: p.encoded(held) for feature, held in sorted(quantised(model.average(), kept, 90, 6).items())}
    return {"labels": table, "names": names, "sure": sure}


def always(seen: Mapping[Any, Counter[Any]]) -> dict[Any, Any]:
    """What is the same nearly always where it was seen often enough: needs no weights."""
    return {
        view: what
        for view, found in sorted(seen.items())
        for what, n in found.most_common(1)
        if n >= OFTEN and n >= ALWAYS * found.total()
    }


def settled_tags(trees: Sequence[Tree], tagger: Mapping[str, Any]) -> dict[str, str]:
    """The tags that a word has in the treebank wherever it stands between such words."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for tree in trees:
        words = ["<s>", *quiet(tree.words), "</s>"]
        lows = [plain(word) for word in words]
        usual = [tagger["common"].get(low) or shape(word) for low, word in zip(lows, words, strict=True)]
        tags = ["<s>", *tree.tags]
        for i in range(1, len(words) - 1):
            if lows[i] not in tagger["only"]:
                for view in views(lows[i], usual[i], tags[i - 1], usual[i + 1]):
                    seen[view][tags[i]] += 1
    past = ("VBD", "VBN")  # which of the two hangs on the clause
    return {view: tag for view, tag in always(seen).items() if tag not in past}


def settled_moves(trees: Sequence[Tree], tagged: Sequence[Sequence[str]], parser: Mapping[str, Any]) -> dict[int, int]:
    """The moves that the parser makes whatever else it sees."""
    seen: dict[int, Counter[int]] = defaultdict(Counter)

    class Watched(p.State):
        def move(self, what: int) -> None:
            if self.stack:
                for view in self.views():
                    seen[view][what] += 1
            super().move(what)

    class Watching(p.Parser):
        def state(self, words: Sequence[str], tags: Sequence[str]) -> p.State:
            known = super().state(words, tags)
            return Watched(known.words[: known.size], known.tags[: known.size])

    packed = {key: p.packed(weights) for key, weights in parser["moves"].items()}
    reader = Watching({**parser, "moves": packed, "settled": {}})
    for tree, tags in zip(trees, tagged, strict=True):
        words = list(map(plain, tree.words))
        reader.heads(words, p.fine(words, tags))
    return always(seen)


def written(tagger: Mapping[str, Any], parser: Mapping[str, Any]) -> bytes:
    """Both models as `analysis.readers.parser.Model` reads them."""
    tags, labels = tagger["tags"], parser["names"]
    texts = {
        "o": {word: [(tags.index(tag), 0)] for word, tag in tagger["only"].items()},
        "c": {word: [(*tag.encode(), 0)[:2]] for word, tag in tagger["common"].items()},
        "s": {view: [(tags.index(tag), 0)] for view, tag in tagger["settled"].items()},
        "w": {feature: p.decoded(weights) for feature, weights in tagger["weights"].items()},
        "v": {word: [(number & 255, number >> 8)] for number, word in enumerate(parser["words"], 3)},
        "f": {tag: [(number, 0)] for number, tag in enumerate(parser["tags"], 3)},
        "a": {view: [(labels.index(label), 0)] for view, label in parser["sure"].items()},
        "l": {feature: p.decoded(weights) for feature, weights in parser["labels"].items()},
    }
    settled = {view: bytes((move, 0, 0)) for view, move in parser["settled"].items()}
    tables = [
        *(table(space, known) for space, known in texts.items()),
        numbers("M", parser["moves"]),
        numbers("S", settled),
    ]
    head = {"tags": tags, "labels": labels, "verbs": tagger.get("verbs", [])}
    return gzip.compress(json.dumps(head, ensure_ascii=False).encode() + b"\n" + b"".join(tables), 9, mtime=0)


def numbers(space: str, known: Mapping[int, bytes]) -> bytes:
    """Numbers of five bytes, and the three bytes that are known by each, as `parser.c` loads them."""
    kinds = [held for held, _ in Counter(known.values()).most_common()]
    code = {held: number for number, held in enumerate(kinds)}
    planes = b""
    for whole, size in ((sorted(known), 5), ([code[known[key]] for key in sorted(known)], 2)):
        rows = b"".join(one.to_bytes(size, "little") for one in whole)
        planes += b"".join(rows[i::size] for i in range(size))  # bytes of one place beside each other pack better
    return framed(space, planes, b"".join(kinds))


def universal(tag: str) -> str:
    """The universal part of speech of a tag."""
    if tag.startswith("VB"):
        return "VERB"
    return "AUX" if tag.startswith("AUX") or tag == "MD" else "NOUN" if tag == "NNS" else tag


def evaluate(trees: Sequence[Tree], model: Model) -> str:
    """How much is right: tags, finite verbs, heads, and arcs of the kinds that claims rest on."""
    tags = heads = labels = total = arcs = 0
    finite: Counter[str] = Counter()
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for tree in trees:
        guess = model.tag(tree.words)
        found, names = model.parse(tree.words, guess)
        for i, tag in enumerate(tree.tags):
            total += 1
            tags += universal(tag) == universal(guess[i])
            finite["gold"] += tag in FINITE
            finite["found"] += guess[i] in FINITE
            finite["both"] += guess[i] in FINITE and tag in FINITE
            if tag != "PUNCT":
                arcs += 1
                heads += found[i] == tree.heads[i]
                labels += found[i] == tree.heads[i] and names[i] == tree.labels[i]
            if tag == "PUNCT":
                continue
            mine, its = names[i].replace(":pass", ""), tree.labels[i].replace(":pass", "")
            kinds[its]["gold"] += 1
            kinds[mine]["found"] += 1
            kinds[its]["both"] += mine == its and found[i] == tree.heads[i]
    rows = [
        f"tags {tags / total:.4f}",
        f"  finite verbs P {finite['both'] / finite['found']:.3f} R {finite['both'] / finite['gold']:.3f}",
        f"  heads {heads / arcs:.4f}  with label {labels / arcs:.4f}",
    ]
    for kind in "nsubj obj obl nmod nummod conj appos acl:relcl acl advcl ccomp compound nmod:poss cop".split():
        c = kinds[kind]
        rows.append(
            f"  {kind:10} P {c['both'] / max(1, c['found']):.3f} R {c['both'] / max(1, c['gold']):.3f}  of {c['gold']}"
        )
    return "\n".join(rows)


def drawn(count: int) -> list[Tree]:
    """Sentences of the small grammar."""
    grammar = Grammar(Path(__file__).with_name("news_grammar.yaml"))
    return [Tree(*map(list, zip(*grammar.tree(), strict=True))) for _ in range(count)]  # type: ignore[arg-type]


def half_tagged(trees: Sequence[Tree], half: int) -> list[list[str]]:
    """Tags of one half of the sentences, as a tagger gives them that has seen the other half only."""
    tagger = Tagger(train_tagger(trees[1 - half :: 2], 4, 10**9))
    return [tagger.tag(tree.words) for tree in trees[half::2]]


def main() -> None:
    """Train on the folder given first, write to the file given second, and measure."""
    folder, out = Path(sys.argv[1]), Path(sys.argv[2])
    train, dev, test = (read(folder / f"{name}.conllu.gz") for name in ("train", "dev", "test"))
    train += drawn(DRAWN)
    with ProcessPoolExecutor(2) as pool:
        tagging = pool.submit(train_tagger, train, 7, 50_000)
        halves = [pool.submit(half_tagged, train, half) for half in (0, 1)]
        tagged = [
            tags for pair in zip_longest(*(half.result() for half in halves)) for tags in pair if tags is not None
        ]
        moves = pool.submit(train_parser, train, tagged, 9, 190_000, 3)
        labels = pool.submit(train_labels, train, tagged, 6, 80_000)
        tagger = tagging.result() | {"verbs": verbs(folder / "train.conllu.gz")}
        parser = moves.result() | labels.result()
    parser["settled"] = settled_moves(train, tagged, parser)
    out.write_bytes(written(tagger, parser))
    print("bytes", out.stat().st_size)
    model = Model(out.read_bytes())
    for name, trees in (("dev", dev), ("test", test), ("drawn", drawn(DRAWN + 400)[DRAWN:])):
        print(name, evaluate(trees, model))


if __name__ == "__main__":
    main()
