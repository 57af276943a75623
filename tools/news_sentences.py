"""Sentences of agency prose with their tags and heads, drawn from the grammar in news_grammar.yaml."""

from __future__ import annotations

import random
import re
from pathlib import Path

import yaml

from analysis.core.lexicon import load_lexicon

_ITEM = re.compile(r"('[^']*'|\"[^\"]*\"|[\w|:]+)([*/!]?)([\w:]*)")
_IRREGULAR = {forms[0]: forms for line in load_lexicon("forms")["verbs"].split(";") if (forms := line.split())}
_FORMS = ("{}", "{}", "{}{}", "{}{}", "{}{}{}", "{},{}{}{}", "{}.{}", "{}{},{}{}{}", "{}.{}{}")
_DEEPEST = 14


def inflected(verb: str, tag: str) -> str:
    """A form of a verb: "rose" for "rise" and VBD."""
    irregular = _IRREGULAR.get(verb, [])
    if tag in ("VBD", "VBN") and len(irregular) > 1:
        return irregular[-1] if tag == "VBN" else irregular[1]
    stem = verb[:-1] if verb.endswith("e") else verb
    if verb.endswith("y") and tag in ("VBD", "VBN", "VBZ"):
        stem = verb[:-1] + "i"
        return stem + ("es" if tag == "VBZ" else "ed")
    if verb in ("drop", "trap", "slip", "wed"):
        stem = verb + verb[-1]
    if tag == "VBZ":
        return verb + ("es" if verb.endswith(("s", "sh", "ch")) else "s")
    return verb if tag in ("VB", "VBP") else stem + ("ing" if tag == "VBG" else "ed")


class Grammar:
    """Draws trees, each as rows of word, tag, place of its head (-1 of the root) and label."""

    def __init__(self, path: Path, seed: int = 18) -> None:
        content = yaml.safe_load(path.read_text("utf8"))
        self._words = {name: (line.split()[0], line.split()[1:]) for name, line in content["words"].items()}
        self._rules = {name: [_ITEM.findall(rule) for rule in rules] for name, rules in content["rules"].items()}
        self._chance = random.Random(seed)

    def _number(self, kind: str) -> str:
        chance = self._chance
        if kind == "day":
            return str(chance.randint(1, 31))
        if kind == "year":
            return str(chance.randint(1990, 2030))
        return chance.choice(
            ("{}", "{}", "{}{}", "{}{}", "{}{}{}", "{},{}{}{}", "{}.{}", "{}{},{}{}{}", "{}.{}{}")
        ).format(*(chance.randint(1, 9) for _ in range(5)))

    def _leaf(self, name: str) -> tuple[str, str] | None:
        """A word and its tag, when a name stands for a word."""
        if name[0] in "'\"":
            word, _, tag = name[1:-1].rpartition("|")
            return (word, tag) if word else (name[1:-1], "PUNCT")
        name, _, tag = name.partition("|")
        if name in ("num", "day", "year"):
            if tag:
                return self._number(name), tag
        elif name in self._words:
            kind, words = self._words[name]
            word = self._chance.choice(words)
            return (inflected(word, tag), tag) if kind == "VB" else (word, kind)
        return None

    def _drawn(self, name: str, depth: int) -> tuple[list[tuple[str, str, int, str]], int]:
        """The rows of a constituent, their heads as places among them, and the place of its head."""
        if leaf := self._leaf(name):
            return [(*leaf, -1, "root")], 0
        rules = self._rules[name]
        rule = rules[0] if depth > _DEEPEST else self._chance.choice(rules)
        rows: list[tuple[str, str, int, str]] = []
        tops: list[tuple[int, str, bool]] = []
        for part, mark, label in rule:
            if not mark and part in self._rules:
                part, mark, label = self._chance.choice(self._rules[part])[0]
            drawn, top = self._drawn(part, depth + 1)
            start = len(rows)
            rows += [(word, tag, head + start if head >= 0 else -1, arc) for word, tag, head, arc in drawn]
            tops.append((top + start, "*" if mark == "*" else label.rstrip("0"), mark == "!"))
        head = next(top for top, label, _ in tops if label == "*")
        for i, (top, label, ahead) in enumerate(tops):
            if label != "*":
                word, tag, _, _ = rows[top]
                rows[top] = (word, tag, tops[i + 1][0] if ahead else head, label)
        return rows, head

    def tree(self) -> list[tuple[str, str, int, str]]:
        """One sentence."""
        rows, _ = self._drawn("top", 0)
        word, *rest = rows[0]
        return [(word[:1].upper() + word[1:], *rest), *rows[1:]]  # type: ignore[list-item]


if __name__ == "__main__":
    grammar = Grammar(Path(__file__).with_name("news_grammar.yaml"))
    for _ in range(40):
        print(" ".join(f"{word}/{tag}/{label}>{head}" for word, tag, head, label in grammar.tree()))
