"""Train the tagger and the parser on a treebank: `python -m tools.train_tagger TREEBANK_FOLDER OUT`, five minutes.

The folder holds train.conllu.gz, dev.conllu.gz and test.conllu.gz of Universal Dependencies, English. Repeats the same
weights byte for byte, and prints how well they do on the two splits that they were not trained on.
"""

from __future__ import annotations

import gzip
import json
import random
import struct
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from analysis.readers.parser import FINITE, Model, framed, plain, quiet, shape, table
from tools.build_parser import build
from tools.news_sentences import Grammar

SAME = {"advcl:relcl": "advcl", "det:predet": "det", "cc:preconj": "cc", "goeswith": "fixed", "reparandum": "dep",
        "nsubj:outer": "nsubj", "csubj:pass": "csubj", "vocative": "discourse", "list": "parataxis",
        "dislocated": "dep"}  # fmt: skip
DRAWN = 4000
"""Sentences drawn from the grammar."""
SEEDS = (21, 22, 23)
"""Orders in which is learnt: the mean of the weights is less a matter of chance."""
RARE = 3
"""How often the parser must see a word to know it."""
HEADLINES = 0.08
"""Share of the sentences that are read as headlines."""
OFTEN, ALWAYS = 8, 0.99
"""How often something must have been seen, and how regularly, to be settled without weights."""
Averages = dict[bytes, dict[int, float]]
"""Weights by class, of each feature."""
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
    tight = [loose.get(int(row[0]), "SpaceAfter=No" in row[9]) for row in rows]
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


class Learner(Model):
    """A model that learns: `train.c` over the tables that are known before."""

    ROOM = 1 << 22

    def __init__(self, tags: Sequence[str], labels: Sequence[str], tables: Iterable[bytes]) -> None:
        with TemporaryDirectory() as folder:
            core = Path(folder) / "train.wasm"
            build(Path(__file__).with_name("train.c"), core)
            super().__init__(file_of(tags, labels, (), tables), core)
        self._aside = self.call("prepare", self.ROOM, 1 << 16)

    def right(self, answer: bytes) -> None:
        """Lay aside what is right about the next sentence."""
        self.memory.write(self.store, answer, self._aside)

    def mean_of(self, count: int, rounds: int, learn: Callable[[int, int, random.Random], None]) -> Averages:
        """The mean of what is learnt from so many sentences in several orders: by `learn` of a number and a round."""
        found: Averages = defaultdict(lambda: defaultdict(float))
        for seed in SEEDS:
            self.call("forget")
            chance, order = random.Random(seed), list(range(count))
            for turn in range(rounds):
                chance.shuffle(order)
                for number in order:
                    learn(number, turn, chance)
            for text, held in self.averages().items():
                for what, weight in held.items():
                    found[text][what] += weight / len(SEEDS)
        return found

    def averages(self) -> Averages:
        """The averaged weights of each feature."""
        start = self.call("averages")
        size = int.from_bytes(self.memory.read(self.store, start, start + 4), "little")
        data, at = bytes(self.memory.read(self.store, start + 4, start + 4 + size)), 0
        found: Averages = {}
        while at < size:
            text, end = data[at + 2 : at + 2 + data[at]], at + 2 + data[at] + 5 * data[at + 1]
            found[text] = dict(struct.iter_unpack("<Bf", data[at + 2 + data[at] : end]))
            at = end
        return found


def whole(averages: Averages, kept: int, most: int, scale: float) -> dict[bytes, list[tuple[int, int]]]:
    """The features whose weights count most, as whole numbers up to `most`."""
    size = {text: max(map(abs, held.values())) for text, held in averages.items()}
    first = sorted(size, key=lambda text: (-size[text], text))[:kept]
    found = {}
    for text in sorted(first):
        held = [(what, max(-most, min(most, round(weight * scale)))) for what, weight in sorted(averages[text].items())]
        if held := [pair for pair in held if pair[1]]:
            found[text] = held
    return found


def titled(words: Sequence[str]) -> list[str]:
    """The words as a headline writes them."""
    return [word if len(word) < 4 and i else word[:1].upper() + word[1:] for i, word in enumerate(words)]


def train_tagger(trees: Sequence[Tree], rounds: int, kept: int) -> tuple[list[str], list[bytes]]:
    """The tags, and the tables of the tagger."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for tree in trees:
        for word, tag in zip(tree.words, tree.tags, strict=True):
            counts[plain(word)][tag] += 1
    mostly = {word: (found.most_common(1)[0], found.total()) for word, found in sorted(counts.items())}
    only = {word: tag for word, ((tag, n), total) in mostly.items() if n >= 8 and n >= 0.997 * total}
    tags = sorted({tag for tree in trees for tag in tree.tags})
    number = {tag: i for i, tag in enumerate(tags)}
    usual = {word: chr(0x61 + number[tag]) for word, ((tag, _), total) in mostly.items() if total >= 5 or word in only}
    tables = [
        table("o", {word: [(number[tag], 0)] for word, tag in only.items()}),
        table("c", {word: [(*letter.encode(), 0)[:2]] for word, letter in usual.items()}),
    ]
    learner = Learner(tags, (), tables)

    def learn(k: int, turn: int, chance: random.Random) -> None:
        learner.right(bytes(number[tag] for tag in trees[k].tags))
        learner.tag([titled(trees[k].words) if chance.random() < HEADLINES else trees[k].words])

    weights = whole(learner.mean_of(len(trees), rounds, learn), kept, 90, 6)
    settled = {view: [(number[tag], 0)] for view, tag in settled_tags(trees, only, usual).items()}
    return tags, [*tables, table("s", settled), table("w", weights)]


def train_parser(trees: Sequence[Tree], tagged: Sequence[Sequence[str]], rounds: int, kept: int) -> list[bytes]:
    """The tables by which words get their heads."""
    counts = Counter(plain(word) for tree in trees for word in tree.words)
    words = [word for word, n in sorted(counts.items()) if n >= RARE][:8188]
    fine = Counter(one for tree, tags in zip(trees, tagged, strict=True) for one in fines(tree.words, tags))
    tables = [
        table("v", {word: [(number & 255, number >> 8)] for number, word in enumerate(words, 3)}),
        table("f", {tag: [(number, 0)] for number, tag in enumerate(sorted(dict(fine.most_common(60))), 3)}),
    ]
    learner = Learner(sorted({tag for tags in tagged for tag in tags}), (), tables)
    made: dict[int, Counter[int]] = defaultdict(Counter)
    noted = learner.call("noted")

    def learn(k: int, turn: int, chance: random.Random) -> None:
        size, last = len(trees[k].words), turn == rounds - 1
        learner.right(struct.pack(f"<{size}i", *(head if head >= 0 else size for head in trees[k].heads)))
        learner.run("learn_moves", [learner.given(trees[k].words, tagged[k])], 0, 9 * bool(turn), last)
        if last:
            count = int.from_bytes(learner.memory.read(learner.store, noted, noted + 4), "little")
            notes = memoryview(learner.memory.read(learner.store, noted + 8, noted + 8 * count)).cast("Q")
            for note in notes:
                made[note >> 2][note & 3] += 1

    learnt = whole(learner.mean_of(len(trees), rounds, learn), kept, 120, 8)
    moves = {int.from_bytes(key, "little"): dict(held) for key, held in learnt.items()}
    weights = {key: bytes(128 + held.get(i, 0) for i in range(3)) for key, held in moves.items()}
    settled = {view: bytes((move, 0, 0)) for view, move in always(made).items()}
    return [*tables, numbers("M", weights), numbers("S", settled)]


def fines(words: Sequence[str], tags: Sequence[str]) -> list[str]:
    """The tags, with punctuation by its mark."""
    return [plain(word)[:1] if tag == "PUNCT" else tag for word, tag in zip(words, tags, strict=True)]


def train_labels(
    trees: Sequence[Tree], tagged: Sequence[Sequence[str]], rounds: int, kept: int
) -> tuple[list[str], list[bytes]]:
    """The labels, and the tables by which arcs get them."""
    names = sorted({label for tree in trees for label in tree.labels})
    number = {name: i for i, name in enumerate(names)}
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    closer: dict[str, Counter[str]] = defaultdict(Counter)
    arcs = [
        (key, tag, view, label)
        for tree, tags in zip(trees, tagged, strict=True)
        for key, tag, view, label in label_views(tree, tags)
    ]
    for key, _, _, label in arcs:
        seen[key][label] += 1
    sure = always(seen)
    for key, tag, view, label in arcs:
        if key != "root" and key not in sure and tag != "PUNCT":
            for one in view:
                closer[one][label] += 1
    tables = [table("a", {view: [(number[label], 0)] for view, label in (sure | always(closer)).items()})]
    learner = Learner(sorted({tag for tags in tagged for tag in tags}), names, tables)

    def learn(k: int, turn: int, chance: random.Random) -> None:
        size = len(trees[k].words)
        right = bytes(number[label] for label in trees[k].labels).ljust(size + 3 & ~3, b"\0")
        learner.right(right + struct.pack(f"<{size}i", *trees[k].heads))
        learner.run("learn_labels", [learner.given(trees[k].words, tagged[k])], 0)

    return names, [*tables, table("l", whole(learner.mean_of(len(trees), rounds, learn), kept, 90, 6))]


def label_views(tree: Tree, tags: Sequence[str]) -> Iterator[tuple[str, str, tuple[str, str], str]]:
    """What each arc joins, the tag of its word, two closer views of it, and its label; see `sure_label` in parser.c."""
    words, fine = list(map(plain, tree.words)), fines(tree.words, tags)
    child = [""] * len(words)
    for i in reversed(range(len(words))):
        if tree.heads[i] > i:
            child[tree.heads[i]] = words[i]
    for i, head in enumerate(tree.heads):
        key = f"{fine[i]} {fine[head]} {'<' if i < head else '>'}" if head >= 0 else "root"
        yield key, tree.tags[i], (f"{key}{words[i]}", f"{key} {min(abs(i - head), 5)}{child[i]}"), tree.labels[i]


def always(seen: Mapping[Any, Counter[Any]]) -> dict[Any, Any]:
    """What is the same nearly always where it was seen often enough: needs no weights."""
    return {
        view: what
        for view, found in sorted(seen.items())
        for what, n in found.most_common(1)
        if n >= OFTEN and n >= ALWAYS * found.total()
    }


def settled_tags(trees: Sequence[Tree], only: Mapping[str, str], usual: Mapping[str, str]) -> dict[str, str]:
    """The tags that a word has in the treebank wherever it stands between such words; see `settled` in parser.c."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for tree in trees:
        words = ["<s>", *map(quiet, tree.words), "</s>"]
        lows = list(map(plain, words))
        near = [usual.get(low) or shape(word) for low, word in zip(lows, words, strict=True)]
        tags = ["<s>", *tree.tags]
        for i in range(1, len(words) - 1):
            low, before, after = lows[i], tags[i - 1], near[i + 1]
            if low not in only:
                for view in (
                    f"{low} {before}", f"{low}>{after}", f"<{near[i]} {before}>{after}",
                    f"<{near[i]} {before} {low[-3:]}",
                ):  # fmt: skip
                    seen[view][tags[i]] += 1
    past = ("VBD", "VBN")  # which of the two hangs on the clause
    return {view: tag for view, tag in always(seen).items() if tag not in past}


def file_of(tags: Sequence[str], labels: Sequence[str], known: Sequence[str], tables: Iterable[bytes]) -> bytes:
    """A file as `analysis.readers.parser.Model` reads it."""
    head = {"tags": list(tags), "labels": list(labels), "verbs": list(known)}
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
        [guess] = model.tag([tree.words])
        [(found, names)] = model.parse([(tree.words, guess)])
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
    tags, tables = train_tagger(trees[1 - half :: 2], 4, 10**9)
    tagger = Model(file_of(tags, (), (), tables))
    return tagger.tag([tree.words for tree in trees[half::2]])


def main() -> None:
    """Train on the folder given first, write to the file given second, and measure."""
    folder, out = Path(sys.argv[1]), Path(sys.argv[2])
    train, dev, test = (read(folder / f"{name}.conllu.gz") for name in ("train", "dev", "test"))
    train += drawn(DRAWN)
    halves = half_tagged(train, 0), half_tagged(train, 1)
    tagged = [tags for pair in zip_longest(*halves) for tags in pair if tags is not None]
    tags, tables = train_tagger(train, 7, 54_000)
    tables += train_parser(train, tagged, 9, 185_000)
    names, labelling = train_labels(train, tagged, 6, 84_000)
    out.write_bytes(file_of(tags, names, verbs(folder / "train.conllu.gz"), [*tables, *labelling]))
    print("bytes", out.stat().st_size)
    model = Model(out.read_bytes())
    for name, trees in (("dev", dev), ("test", test), ("drawn", drawn(DRAWN + 400)[DRAWN:])):
        print(name, evaluate(trees, model))


if __name__ == "__main__":
    main()
