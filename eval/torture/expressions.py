"""Every regular expression of the product, with where it stands and how it is used.

In: the packages. Out: what each module has compiled, in lists, tables and values too, and what stands in its
source as a text or is compiled there in a function, as far as its parts are known.
"""

import ast
import importlib
import inspect
import pkgutil
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from types import ModuleType
from typing import Any

PACKAGES = ("rag", "store", "ui")
BEGINNING = frozenset({"match", "fullmatch"})  # looked for at the beginning of a text alone
ONE = BEGINNING | {"search"}
_METHODS = ONE | {"sub", "subn", "split", "findall", "finditer"}
_COMPILED = frozenset({"compile"})  # by a call that shows no use
_UNKNOWN = "word"  # what stands for a part that is known only when the function is called
_DEEPEST = 6
Found = tuple[str, "re.Pattern[Any]", set[str]]  # place, expression, methods


@dataclass(slots=True)
class Expression:
    """A compiled expression, the first place where it was found, and the methods that it is used by; none
    where that cannot be seen."""

    pattern: "re.Pattern[Any]"
    place: str
    methods: set[str] = field(default_factory=set)


def expressions() -> list[Expression]:
    """All of them, each once, in the order of their places."""
    modules = dict(sorted(_modules()))
    uses = _Uses(modules)
    found: dict[tuple[Any, int], Expression] = {}
    for place, pattern, methods in (*_compiled(modules, uses), *_written(modules)):
        key = pattern.pattern, pattern.flags
        if key not in found:
            found[key] = Expression(pattern, place, set(methods - _COMPILED))
        elif methods != _COMPILED:
            one = found[key]
            one.methods = one.methods | methods if one.methods and methods else set()
    return list(found.values())


def _modules() -> Iterator[tuple[str, ModuleType]]:
    for name in PACKAGES:
        package = importlib.import_module(name)
        for found in pkgutil.walk_packages(getattr(package, "__path__", ()), f"{name}."):
            if not found.name.endswith("build_hook"):  # of the wheel alone
                importlib.import_module(found.name)
    for name, module in list(sys.modules.items()):
        if _is_ours(name) and getattr(module, "__file__", None):
            yield name, module


def _is_ours(name: str | None) -> bool:
    return (name or "").split(".")[0] in PACKAGES


def _compiled(modules: Mapping[str, ModuleType], uses: "_Uses") -> Iterator[Found]:
    for module_name, module in modules.items():
        elsewhere = _imported(_tree(module))
        for name, value in list(vars(module).items()):
            if isinstance(value, ModuleType) or name in elsewhere:
                continue
            for pattern in _inside(value, 0, set()):
                methods = uses.of(module_name, name) if value is pattern else set()
                yield f"{module_name}.{name}", pattern, methods


def _inside(value: Any, depth: int, seen: set[int]) -> Iterator["re.Pattern[Any]"]:
    """The expressions in a value of any shape."""
    if isinstance(value, re.Pattern):
        yield value
        return
    if depth > _DEEPEST or id(value) in seen or isinstance(value, str | bytes | int | float):
        return
    seen.add(id(value))
    for part in _parts(value):
        yield from _inside(part, depth + 1, seen)


def _parts(value: Any) -> Iterable[Any]:
    if isinstance(value, Mapping):
        return [*value.keys(), *value.values()]
    if isinstance(value, list | tuple | set | frozenset):
        return value
    if isinstance(value, partial):
        return [value.func, *value.args, *value.keywords.values()]
    if isinstance(getattr(value, "__self__", None), re.Pattern):  # its method alone
        return [value.__self__]
    if closure := getattr(value, "__closure__", None):
        return [cell.cell_contents for cell in closure if _is_filled(cell)]
    kind = value if isinstance(value, type) else type(value)
    if not _is_ours(kind.__module__):
        return []
    if isinstance(value, type):
        return list(vars(value).values())
    slots = [name for base in kind.__mro__ for name in getattr(base, "__slots__", ())]
    return [*getattr(value, "__dict__", {}).values(), *(getattr(value, name, None) for name in slots)]


def _is_filled(cell: Any) -> bool:
    try:
        return cell.cell_contents is not None
    except ValueError:
        return False


class _Unknown(dict[str, Any]):
    """The names of a module; one that is local to a function stands for a word."""

    def __missing__(self, name: str) -> Any:
        return vars(__import__("builtins")).get(name, _UNKNOWN)


def _written(modules: Mapping[str, ModuleType]) -> Iterator[Found]:
    """What calls of `re` hold."""
    for module_name, module in modules.items():
        for node in _nodes(_tree(module)):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
                continue
            if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "re"):
                continue
            method = node.func.attr
            if method not in _METHODS and method != "compile":
                continue
            pattern = _evaluated(node, method, module)
            if pattern is not None:
                yield f"{module_name}, line {node.lineno}", pattern, {method}


def _evaluated(node: ast.Call, method: str, module: ModuleType) -> "re.Pattern[Any] | None":
    """The expression of one call; None where its parts are not known."""
    place = {"compile": 1, "sub": 4, "subn": 4, "split": 3}.get(method, 2)
    flags = next((k.value for k in node.keywords if k.arg == "flags"), None)
    flags = flags or (node.args[place] if len(node.args) > place else ast.Constant(0))
    names = _Unknown(vars(module))
    try:
        source, number = (
            eval(compile(ast.fix_missing_locations(ast.Expression(part)), "expression", "eval"), names)
            for part in (node.args[0], flags)
        )
        return re.compile(source, number)
    except Exception:  # of a part that is no word
        return None


@cache
def _imported(tree: ast.Module) -> dict[str, str]:
    """What names stand for that a module takes from others."""
    return {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in _nodes(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


@cache
def _tree(module: ModuleType) -> ast.Module:
    return ast.parse(inspect.getsource(module))


@cache
def _nodes(tree: ast.Module) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(tree))


class _Uses:
    """By which methods a module's expression is used, seen from all sources."""

    def __init__(self, modules: Mapping[str, ModuleType]) -> None:
        self._used: dict[str, set[str]] = {}
        self._otherwise: set[str] = set()
        for name, module in modules.items():
            self._read(name, _tree(module))

    def of(self, module_name: str, name: str) -> set[str]:
        """Nothing where it is also used in a way that is not seen."""
        key = f"{module_name}.{name}"
        return set() if key in self._otherwise else self._used.get(key, set())

    def _read(self, module_name: str, tree: ast.Module) -> None:
        nodes, called = _nodes(tree), set[int]()
        imported = _imported(tree)

        def key(node: ast.AST) -> str | None:
            if isinstance(node, ast.Name):
                return imported.get(node.id, f"{module_name}.{node.id}")
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                return f"{imported.get(node.value.id, node.value.id)}.{node.attr}"
            return None

        for node in nodes:
            func = node.func if isinstance(node, ast.Call) else None
            if isinstance(func, ast.Attribute) and func.attr in _METHODS and (name := key(func.value)):
                self._used.setdefault(name, set()).add(func.attr)
                called.add(id(func.value))
        for node in nodes:
            is_read = isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load)
            if is_read and id(node) not in called and (name := key(node)):
                self._otherwise.add(name)
