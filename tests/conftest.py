"""Lets `pytest` test the notebooks as strictly as the articles allow, and say which it did."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import pandas as pd

    from analysis.book.workbook import Workbook

ROOT = Path(__file__).resolve().parents[1]
SAID = {
    "strict": "notebooks: outputs compared with the committed ones, which were made from these articles (strict)",
    "lax": "notebooks: only run, outputs NOT compared, since the articles have changed (lax); "
    "after `workbook notebooks` they are compared again",
}


def pytest_configure(config: pytest.Config) -> None:
    compile_once(config)  # before anything is imported that is compiled
    from analysis.book.store import SWITCH
    from analysis.pages.handover.project import stale_notebooks

    # Nothing that an earlier run kept may stand in for what the program reads now.
    os.environ[SWITCH] = tempfile.mkdtemp(prefix="workbook-cache-")
    config.add_cleanup(lambda: shutil.rmtree(os.environ[SWITCH], ignore_errors=True))
    fork_kernels(config)
    option = config.option
    if not (option.nbval or option.nbval_lax):
        strict = not stale_notebooks(ROOT, ROOT / "seeds")
        option.nbval, option.nbval_lax = strict, not strict
    if not option.nbval_kernel_name:
        option.nbval_current_env = True
    if option.nbval_sanitize_with is None:
        option.nbval_sanitize_with = str(ROOT / "tests" / "nbval_sanitize.cfg")


def pytest_collection_finish() -> None:
    """Look for garbage among what tests leave alone, and less often: what was imported for them stays."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def pytest_unconfigure() -> None:
    """Let go of what was kept from the search for garbage, or compiled libraries report it as leaked."""
    gc.unfreeze()


def compile_once(config: pytest.Config) -> None:
    """Where no bytecode is to be written beside the sources, keep it elsewhere: each kernel would compile all anew."""
    if sys.dont_write_bytecode:
        sys.dont_write_bytecode, sys.pycache_prefix = False, tempfile.mkdtemp(prefix="workbook-bytecode-")
        os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        config.add_cleanup(lambda: shutil.rmtree(sys.pycache_prefix, ignore_errors=True))


def fork_kernels(config: pytest.Config) -> None:
    """Where processes can be forked, let kernels begin with their libraries imported."""
    if hasattr(os, "fork"):
        from jupyter_client.provisioning import local_provisioner

        from tests.forks import Server

        server = Server()
        config.add_cleanup(server.close)
        local_provisioner.launch_kernel = server.launch


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    ran = {
        report.nodeid for reports in terminalreporter.stats.values() for report in reports if hasattr(report, "nodeid")
    }
    if any(".ipynb::" in name for name in ran):
        terminalreporter.write_line(SAID["lax" if config.option.nbval_lax else "strict"])


@pytest.fixture(scope="session")
def checks(book: Workbook) -> pd.DataFrame:
    """Its tables against the answers of a person."""
    from tests.gold.scorer import compare

    return compare(book, ROOT / "tests" / "gold")


@pytest.fixture(scope="session")
def book() -> Workbook:
    """The five articles, read once for all tests."""
    from analysis import open_workbook

    return open_workbook(ROOT / "seeds")
