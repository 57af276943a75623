"""Which libraries the package imports."""

import ast
import sys
from functools import cache
from pathlib import Path


def libraries(folder: Path) -> set[str]:
    """Those that the modules below a folder import, lazily too, without the package and what comes with Python."""
    found = {name for path in folder.rglob("*.py") for name in imported(path)}
    return found - {"analysis", *sys.stdlib_module_names}


@cache
def imported(path: Path) -> set[str]:
    """The top names of all that a module imports, but for its neighbours."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return {name.partition(".")[0] for name in found}
