"""Outputs as the display helpers give them, and small executed notebooks made of them."""

from __future__ import annotations

from typing import Any

import pytest


class Notebook:
    """Builds an executed notebook: prose, and code cells whose outputs are what a call displays."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.cells: list[dict[str, Any]] = []
        self.metadata: dict[str, Any] = {}
        self._outputs: list[dict[str, Any]] = []
        monkeypatch.setattr("IPython.display.display", self._display)

    def _display(self, data: dict[str, str], raw: bool, metadata: dict[str, Any]) -> None:
        assert raw
        self._outputs.append({"output_type": "display_data", "data": data, "metadata": metadata})

    def say(self, markdown: str, *tags: str) -> Notebook:
        self.cells.append({**self._new("markdown", markdown), "metadata": {"tags": list(tags)}})
        return self

    def run(self, show: Any, *args: Any, **kwargs: Any) -> Notebook:
        self._outputs = []
        show(*args, **kwargs)
        return self.give(*self._outputs)

    def give(self, *outputs: dict[str, Any], source: str = "show()", count: int | None = 1) -> Notebook:
        self.cells.append({**self._new("code", source), "execution_count": count, "outputs": list(outputs)})
        return self

    def _new(self, kind: str, source: str) -> dict[str, Any]:
        return {"cell_type": kind, "id": f"cell-{len(self.cells)}", "metadata": {}, "source": source}

    @property
    def last(self) -> dict[str, Any]:
        """The only output of the last cell."""
        (output,) = self.cells[-1]["outputs"]
        return output

    @property
    def node(self) -> dict[str, Any]:
        return {"cells": self.cells, "metadata": self.metadata, "nbformat": 4, "nbformat_minor": 5}


@pytest.fixture
def notebook(monkeypatch: pytest.MonkeyPatch) -> Notebook:
    return Notebook(monkeypatch)
