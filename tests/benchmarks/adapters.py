"""Where functions stand that comparisons with other tools call under an earlier name."""

from __future__ import annotations

MOVED: dict[str, str] = {}
"""Earlier "module.name" → "module.name" as it is now."""
