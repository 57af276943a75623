"""Compile `analysis/readers/parser.c` to WebAssembly, beside it: `python -m tools.build_parser`.

Needs `pip install ziglang==0.17.1`, a C compiler as a wheel; the bytes are the same on every machine.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "analysis" / "readers" / "parser.c"
FLAGS = (
    "-target wasm32-freestanding -O2 -mbulk-memory -msimd128 -Wall -Wextra -Werror -nostdlib "
    "-Wl,--no-entry -Wl,--strip-all"
)


def build(source: Path, out: Path) -> None:
    """Compile a file; the result carries the hash of its source."""
    subprocess.run([sys.executable, "-m", "ziglang", "cc", *FLAGS.split(), "-o", out, source], check=True)
    out.write_bytes(out.read_bytes() + mark(source.read_bytes()))


def mark(source: bytes) -> bytes:
    """A custom section of WebAssembly with the hash of a source, by which a test sees when it has changed."""
    name, digest = b"source", hashlib.sha256(source).hexdigest().encode()
    body = bytes((len(name),)) + name + digest
    return b"\0" + bytes((len(body),)) + body


if __name__ == "__main__":
    build(SOURCE, SOURCE.with_suffix(".wasm"))
    print(SOURCE.with_suffix(".wasm").stat().st_size, "bytes")
