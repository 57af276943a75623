"""Compile `analysis/readers/parser.c` to WebAssembly, beside it: `python -m tools.build_parser`.

Needs `pip install ziglang==0.17.1`, a C compiler as a wheel; the bytes are the same on every machine.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "analysis" / "readers" / "parser.c"
FLAGS = "-target wasm32-freestanding -O2 -mbulk-memory -Wall -Wextra -Werror -nostdlib -Wl,--no-entry -Wl,--strip-all"


def mark(source: bytes) -> bytes:
    """What the compiled file carries at its end, so that a test sees when the source has changed: a custom section."""
    name, digest = b"source", hashlib.sha256(source).hexdigest().encode()
    body = bytes((len(name),)) + name + digest
    return b"\0" + bytes((len(body),)) + body


def main() -> None:
    """Compile, and say how many bytes it takes."""
    out = SOURCE.with_suffix(".wasm")
    subprocess.run([sys.executable, "-m", "ziglang", "cc", *FLAGS.split(), "-o", out, SOURCE], check=True)
    out.write_bytes(out.read_bytes() + mark(SOURCE.read_bytes()))
    print(out.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
