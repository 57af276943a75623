"""Writes tests/wheels.txt, the wheels that the hashes of the lock admit: `make lock` does, for it asks the registry."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
SERVED = re.compile(r"^any$|manylinux.*_x86_64|win_amd64|macosx.*(?:arm64|universal2)")


def recorded(lock: Path) -> str:
    """A line for each package of the lock: its version, its marker, and the tags of its wheels."""
    with TemporaryDirectory() as place:
        made = Path(place, "pylock.toml")
        uv = Path(sys.executable).with_name("uv")
        command = [uv, "pip", "compile", lock, "--universal", "--quiet", "--format", "pylock.toml", "-o", made]
        subprocess.run(list(map(str, command)), check=True)
        packages = tomllib.loads(made.read_text("utf8"))["packages"]
    hashes, lines = set(re.findall(r"sha256:(\w{64})", lock.read_text("utf8"))), []
    for package in packages:
        held = [wheel for wheel in package.get("wheels", ()) if wheel["hashes"]["sha256"] in hashes]
        files = [wheel["url"].rpartition("/")[2].removesuffix(".whl").split("-") for wheel in held]
        tags = sorted({"-".join(parts[-3:]) for parts in files if SERVED.search(parts[-1])})
        lines.append(f"{package['name']}=={package['version']} ; {package.get('marker', '')} ; {' '.join(tags)}\n")
    return "".join(lines)


if __name__ == "__main__":
    (ROOT / "tests" / "wheels.txt").write_text(recorded(ROOT / "requirements.txt"), "utf8", newline="\n")
