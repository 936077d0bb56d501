"""Names of a package that are imported when they are first used.

In: where each name lives. Out: a module's `__getattr__` (PEP 562), which imports the one that is
asked for and nothing else.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any


def attributes(package: str, **rooms: str) -> Callable[[str], Any]:
    """`rooms` has, for each room of the package, "module: Name Name; module: Name"; AttributeError
    for any other name."""
    module_of = {
        name: f"{package}.{room}.{module.strip()}"
        for room, places in rooms.items()
        for module, names in (place.split(":") for place in places.split(";"))
        for name in names.split()
    }

    def attribute(name: str) -> Any:
        if name not in module_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(module_of[name]), name)

    return attribute
