"""What the project promises about its own installation."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path

import pytest
import yaml
from packaging.markers import Marker
from packaging.tags import compatible_tags, cpython_tags, mac_platforms, parse_tag
from rattler import BuildString, MatchSpec, PackageRecord

from analysis.cli import main, workbook
from tests.imports import libraries

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.txt").read_text(encoding="utf-8")
MADE = (ROOT / "environment.yml").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")

COMMANDS = sorted(name for name, command in workbook.commands.items() if not command.hidden)
TARGETS = sorted(re.findall(r"^#   make (\S+)", MAKEFILE, re.MULTILINE))


def name_of(requirement: str) -> str:
    return re.match(r"[\w.-]+", requirement)[0].lower().replace("_", "-")


def declared() -> dict[str, str]:
    project = PROJECT["project"]
    extras = chain(*project["optional-dependencies"].values())
    return {name_of(text): text for text in [*project["dependencies"], *extras]}


def locked() -> dict[str, list[str]]:
    versions: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==(\S+)", LOCK, re.MULTILINE):
        versions.setdefault(name_of(name), []).append(version)
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


def test_the_lock_has_every_library_that_the_package_imports():
    names = libraries(ROOT / "analysis")
    packages = packages_distributions()
    assert {"pandas", "lxml"} <= names
    assert [name for name in sorted(names) if not {*map(name_of, packages.get(name, ()))} & locked().keys()] == []


def test_every_package_of_the_lock_has_hashes():
    entries = re.split(r"^(?=[a-zA-Z])", LOCK, flags=re.MULTILINE)[1:]
    assert len(entries) > 100
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_lock_names_no_address_and_no_index():
    assert re.findall(r"://|index-url|find-links|trusted-host", LOCK) == []


def test_the_lock_serves_all_systems():
    for package, marker in [("pywinpty", "os_name == 'nt'"), ("appnope", "sys_platform == 'darwin'")]:
        assert re.search(rf"^{package}==\S+ ; {marker}", LOCK, re.MULTILINE)


SYSTEMS = {
    "Linux": (
        "linux",
        "posix",
        "x86_64",
        ["manylinux1_x86_64", *(f"manylinux_2_{minor}_x86_64" for minor in range(5, 29))],
    ),
    "Windows": ("win32", "nt", "AMD64", ["win_amd64"]),
    "Darwin": ("darwin", "posix", "arm64", list(mac_platforms((15, 0), "arm64"))),
}


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("minor", [11, 12, 13, 14])
def test_all_of_the_lock_is_wheels_on_each_python_and_system(minor: int, system: str):
    platform, name, machine, platforms = SYSTEMS[system]
    here = {"sys_platform": platform, "os_name": name, "platform_machine": machine, "platform_system": system}
    here |= {"python_version": f"3.{minor}", "python_full_version": f"3.{minor}.0"}
    here |= {"implementation_name": "cpython", "platform_python_implementation": "CPython"}
    known = {*cpython_tags((3, minor), platforms=platforms), *compatible_tags((3, minor), f"cp3{minor}", platforms)}
    recorded = [line.split(" ; ") for line in (ROOT / "tests" / "wheels.txt").read_text("utf8").splitlines()]
    assert {pinned for pinned, *_ in recorded} == {f"{name}=={v}" for name, all_ in locked().items() for v in all_}
    wanted = [(pinned, tags) for pinned, marker, tags in recorded if not marker or Marker(marker).evaluate(here)]
    assert len(wanted) > 140
    assert [pinned for pinned, tags in wanted if not known & set(chain(*map(parse_tag, tags.split())))] == []


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
    assert re.search(rf"\bworkbook {command}\b", README)


def test_every_option_that_the_readme_names_exists():
    for command, words in re.findall(r"\bworkbook ([a-z-]+)([^`\n]*)", README):
        known = {name for option in workbook.commands[command].params for name in option.opts}
        assert set(re.findall(r"(?<![\w-])--[a-z-]+", words)) <= known, command


def test_every_command_that_the_readme_names_exists(capsys):
    for command in re.findall(r"`workbook ([a-z-]+)", README):
        assert main([command, "--help"]) == 0
    for target in re.findall(r"\bmake ([a-z]+)\b(?=`|$|  )", README, re.MULTILINE):
        assert re.search(rf"^(?:\S+ )*{target}(?: \S+)*:", MAKEFILE, re.MULTILINE), f"make {target}"


# --- the distributions ---


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment that has the libraries and the wheel made from the source distribution."""
    place = tmp_path_factory.mktemp("release")
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    for name in filter(None, files.split("\0")):
        if name.startswith("analysis/") or "/" not in name:
            (place / "source" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, place / "source" / name)
    version = PROJECT["project"]["version"]
    (place / "dist").mkdir()
    for kind, source in (("sdist", place / "source"), ("wheel", place / f"analyst_workbook-{version}")):
        pack = f"from setuptools import build_meta; build_meta.build_{kind}({str(place / 'dist')!r})"
        subprocess.run([sys.executable, "-c", pack], cwd=source, check=True, capture_output=True)
        if kind == "sdist":
            shutil.unpack_archive(place / "dist" / f"analyst_workbook-{version}.tar.gz", place, filter="data")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", place / "env"], check=True)
    programs = place / "env" / ("Scripts" if os.name == "nt" else "bin")
    uv = [Path(sys.executable).with_name("uv"), "pip", "install", "--quiet", "--offline", "--no-index", "--no-deps"]
    wheel = place / "dist" / f"analyst_workbook-{version}-py3-none-any.whl"
    subprocess.run([*uv, "--python", programs / "python", wheel], check=True, capture_output=True)
    (packages,) = place.glob("env/**/site-packages")
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib"))  # whose own .pth files are not read
    return programs


def test_the_wheel_of_the_source_distribution_begins_a_subject_and_briefs_on_it_where_nothing_else_is(
    installed: Path, tmp_path: Path
):
    outside = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}

    def run(name: str, *arguments: str, cwd: Path = tmp_path / "floods") -> str:
        command = [str(installed / name), *arguments]
        done = subprocess.run(command, cwd=cwd, env=outside, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "--articles FOLDER" in run("workbook", "--help", cwd=tmp_path)
    run("workbook", "new", "floods", cwd=tmp_path)
    (tmp_path / "osh.txt").write_text(
        "Floods in Osh\n\nFloods killed at least 12 people in Osh on 3 May 2021, the ministry of emergencies said.\n"
    )
    run("workbook", "add", str(tmp_path / "osh.txt"))
    told = (
        "import analysis, importlib.metadata as m; b = analysis.open_workbook(); "
        "print(m.version('analyst-workbook'), *b.figures['low'], analysis.__file__)"
    )
    version, low, file = run("python", "-c", told).split()
    assert (version, low) == (PROJECT["project"]["version"], "12.0")
    assert Path(file).is_relative_to(installed.parent)
    run("workbook", "briefings")
    assert "no fault found" in run("workbook", "verify", "briefings")
    assert "briefing.pdf" in {path.name for path in (tmp_path / "floods" / "briefings").iterdir()}


def test_the_version_has_an_entry_among_the_changes():
    newest = re.search(r"^## (\S+) \(", (ROOT / "CHANGELOG.md").read_text("utf8"), re.MULTILINE)
    assert newest[1] == PROJECT["project"]["version"]
