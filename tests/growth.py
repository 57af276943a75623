"""Whether work grows with a text, and no faster."""

import time
from collections.abc import Callable


def is_linear(read: Callable[[str], object], piece: str, size: int = 20_000) -> bool:
    """Whether four times a piece takes less than nine times as long: squared growth takes sixteen times.

    What the processor did for this process is counted; it is tried again, as a busy machine may spoil one try.
    """
    short, long = piece * (size // len(piece)), piece * (4 * size // len(piece))
    read(short[:100])
    return any(seconds(read, long) < 9 * seconds(read, short) + 0.005 for _ in range(3))


def seconds(read: Callable[[str], object], text: str) -> float:
    """The processor's time that reading takes."""
    begin = time.process_time()
    read(text)
    return time.process_time() - begin
