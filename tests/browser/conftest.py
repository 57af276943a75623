"""A real JupyterLab in a real Chromium, on a copy of the project, with every request watched."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
QUIET = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]
TOKEN = "browser-test"


def browser() -> str | None:
    """The system's Chromium, or the one that WORKBOOK_BROWSER names."""
    named = os.environ.get("WORKBOOK_BROWSER", "")
    return named or next((path for name in BROWSERS if (path := shutil.which(name))), None)


def lab_flags() -> list[str]:
    """The flags of `make lab`, as the Makefile has them."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    line = next(line for line in makefile.splitlines() if line.startswith("LAB_FLAGS"))
    return line.partition(":=")[2].split()


@dataclass
class Lab:
    """A running JupyterLab: its address, its folder, what the browser asked for, and what its console complained of."""

    address: str
    folder: Path
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lab") / "project"
    for name in ("seeds", "notebooks", "tools"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def lab(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    if browser() is None:
        pytest.skip("no Chromium found: install one, or name it in WORKBOOK_BROWSER")
    home = tmp_path_factory.mktemp("home")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    places = {f"JUPYTER_{place}": str(home / place) for place in ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR")}
    places["JUPYTERLAB_SETTINGS_DIR"] = places["JUPYTERLAB_WORKSPACES_DIR"] = str(home)
    alone = ["--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}", f"--IdentityProvider.token={TOKEN}"]
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyter", "lab", *lab_flags(), *alone],
        cwd=project,
        env={**os.environ, **places},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait_for(server, f"http://127.0.0.1:{port}/api?token={TOKEN}")
        yield Lab(f"http://127.0.0.1:{port}", project)
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)


def _wait_for(server: subprocess.Popen, address: str) -> None:
    directly = urllib.request.build_opener(urllib.request.ProxyHandler({})).open
    for _ in range(600):
        assert server.poll() is None, "JupyterLab ended before it answered"
        try:
            with directly(address, timeout=20):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("JupyterLab did not answer")


@pytest.fixture(scope="module")
def page(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """A page of the browser that notes each request and each error of its console."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        context = play.chromium.launch_persistent_context(
            str(tmp_path_factory.mktemp("browser")),
            executable_path=browser(),
            args=QUIET,
            viewport={"width": 1360, "height": 1180},
            accept_downloads=True,
        )
        shown = context.pages[0] if context.pages else context.new_page()
        shown.set_default_timeout(60_000)
        context.on("request", lambda request: lab.requests.append(request.url))
        shown.on("console", lambda said: lab.complaints.append(said.text) if said.type == "error" else None)
        shown.on("pageerror", lambda error: lab.complaints.append(str(error)))
        yield shown
        context.close()


def pytest_ignore_collect(config: pytest.Config) -> bool | None:
    """Browser tests take minutes: they run when they are asked for (`make test-browser`)."""
    return None if any("browser" in argument for argument in config.args) else True
