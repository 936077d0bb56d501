"""Names of a package that are imported when they are first used.

In: where each name lives. Out: a module's `__getattr__` (PEP 562), which imports the one that is
asked for and nothing else.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def attributes(package: str, places: Mapping[str, str]) -> Callable[[str], Any]:
    """`places` has the names of each module, split by spaces; AttributeError for any other name."""
    module_of = {name: module for module, names in places.items() for name in names.split()}

    def attribute(name: str) -> Any:
        if name not in module_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(module_of[name]), name)

    return attribute
