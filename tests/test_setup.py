"""What the project promises about its own installation."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path

import pytest
import yaml
from rattler import BuildString, MatchSpec, PackageRecord

from analysis.cli import main

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.txt").read_text(encoding="utf-8")
MADE = (ROOT / "environment.yml").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")

COMMANDS = ["briefings", "notebooks", "tables", "check", "parse", "open"]
TARGETS = ["briefings", "test", "notebooks", "lab", "lint", "bench", "check", "clean"]


def name_of(requirement: str) -> str:
    return re.match(r"[\w.-]+", requirement)[0].lower().replace("_", "-")


def declared() -> dict[str, str]:
    project = PROJECT["project"]
    extras = chain(*project["optional-dependencies"].values())
    return {name_of(text): text for text in [*project["dependencies"], *extras]}


def locked() -> dict[str, list[str]]:
    versions: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==(\S+)", LOCK, re.MULTILINE):
        versions.setdefault(name.lower(), []).append(version)
    return versions


def conda_and_pip() -> tuple[list[str], list[str]]:
    entries = yaml.safe_load(MADE)["dependencies"]
    return [entry for entry in entries if isinstance(entry, str)], next(
        e["pip"] for e in entries if isinstance(e, dict)
    )


def admits(spec: str, name: str, version: str) -> bool:
    record = PackageRecord(name=name, version=version, build=BuildString("0"), build_number=0, subdir="noarch")
    return MatchSpec(spec).matches(record)


# --- the lock ---


def test_the_lock_pins_every_declared_package():
    assert declared().keys() <= locked().keys()


def test_every_package_of_the_lock_has_hashes():
    entries = re.split(r"^(?=[a-zA-Z])", LOCK, flags=re.MULTILINE)[1:]
    assert len(entries) > 100
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_lock_names_no_address_and_no_index():
    assert re.findall(r"://|index-url|find-links|trusted-host", LOCK) == []


def test_the_lock_serves_all_systems():
    for package, marker in [("pywinpty", "os_name == 'nt'"), ("appnope", "sys_platform == 'darwin'")]:
        assert re.search(rf"^{package}==\S+ ; {marker}", LOCK, re.MULTILINE)


def test_the_lock_holds_the_build_backend():
    assert PROJECT["build-system"]["requires"] == [f"setuptools=={version}" for version in locked()["setuptools"]]


def test_installed_packages_are_those_of_the_declared_ranges():
    for name, requirement in declared().items():
        for version in locked()[name]:
            assert admits(f"{name} {requirement[len(name) :]}", name, version), (requirement, version)


# --- environment.yml ---


def test_environment_yml_is_what_pyproject_makes_it():
    made = subprocess.run(
        [
            sys.executable,
            "-c",
            "import environment as e; print(e.environment((e.ROOT / 'pyproject.toml').read_text()))",
        ],
        cwd=ROOT / "tools",
        capture_output=True,
        text=True,
        check=True,
    )
    assert made.stdout.rstrip("\n") == MADE.rstrip("\n"), "run `python tools/environment.py`"


def test_environment_yml_names_the_declared_packages_and_the_package_itself():
    conda, pip = conda_and_pip()
    names = [name_of(text) for text in [*conda, *pip[:-1]]]
    assert sorted(names) == sorted([*declared(), "python", "pip"])
    assert pip[-1] == "-e ."


@pytest.mark.parametrize("spec", conda_and_pip()[0])
def test_environment_yml_admits_the_locked_version(spec: str):
    name = name_of(spec)
    versions = {"python": ["3.11.0", "3.13.1"], "pip": ["25.0"]}.get(name) or locked()[name]
    assert all(admits(spec, name, version) for version in versions)


def test_python_before_3_11_is_kept_out_everywhere():
    assert not admits(conda_and_pip()[0][0], "python", "3.10.13")
    assert PROJECT["project"]["requires-python"] == ">=3.11"
    assert "sys.version_info >= (3, 11)" in MAKEFILE


# --- what the README says ---


@pytest.mark.parametrize("target", TARGETS)
def test_readme_names_every_make_target(target: str):
    assert re.search(rf"^(?:\S+ )*{target}(?: \S+)*:", MAKEFILE, re.MULTILINE)
    assert f"make {target}" in README


@pytest.mark.parametrize("command", COMMANDS)
def test_readme_names_every_command(command: str):
    assert f"`workbook {command} " in README or f"`workbook {command}`" in README


def test_every_command_that_the_readme_names_exists(capsys):
    for command in re.findall(r"`workbook ([a-z-]+)", README):
        assert main([command, "--help"]) == 0
    for target in re.findall(r"\bmake ([a-z]+)\b(?=`|$|  )", README, re.MULTILINE):
        assert re.search(rf"^(?:\S+ )*{target}(?: \S+)*:", MAKEFILE, re.MULTILINE), f"make {target}"
