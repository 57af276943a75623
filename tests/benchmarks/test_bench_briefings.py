"""How fast an executed notebook of usual size is set as a PDF."""

from analysis.pages.pdf.typst import compose

PROSE = "The harbour of Alva was open for all of the winter [a:4], and the ships came in one by one. " * 5
TABLE = "| day | what | where |\n| :-- | :-- | --: |\n" + "| 4 May | The ships came in | [a:4] |\n" * 60
SHOWN = [(TABLE, {"form": "table", "caption": "Days"}), (PROSE, {"form": "judgement"})]


def _shown(markdown, details):
    return {"output_type": "display_data", "data": {"text/markdown": markdown}, "metadata": {"briefing": details}}


def _notebook(name):
    prose = {"cell_type": "markdown", "metadata": {}, "source": f"# {name}\n\nWho?\n\n" + f"## Part\n\n{PROSE}\n\n" * 6}
    code = {"cell_type": "code", "metadata": {}, "source": "show()", "execution_count": 1}
    return {"cells": [prose, {**code, "outputs": [_shown(*output) for output in SHOWN]}], "metadata": {}}


def test_setting_a_briefing(benchmark):
    numbers = iter(range(10_000))  # a new title each time, or the compiler would remember the pages
    pdf = benchmark(lambda: compose(_notebook(f"Harbour {next(numbers)}")))
    assert pdf.startswith(b"%PDF")
