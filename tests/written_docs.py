"""What docs/ holds that is written by a program: the table of rooms, the reference of the public face.

In: the architecture test's ARROWS, docstrings and signatures. Out: the same text every time.
`python -m tests.written_docs --update` writes it; tests/test_docs.py says when that is due.
"""

import ast
import importlib
import inspect
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.test_architecture import ARROWS

ROOT = Path(__file__).resolve().parent.parent
API, ARCHITECTURE = ROOT / "docs" / "api.md", ROOT / "docs" / "architecture.md"
_BEGIN = "<!-- rooms: written by python -m tests.written_docs --update -->\n"
_END = "<!-- end of rooms -->\n"

# The public face, by heading: where it is imported from, and its names.
FACE: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "Open a library": ("rag.answering.start", ("open_assistant",)),
    "Ask questions": ("rag.answering.assistant", ("Assistant",)),
    "Fill a library": ("rag.ingest.library", ("Library",)),
    "What came of it": ("rag.ingest.report", ("Report", "Merge")),
    "Answers": ("rag.model.answer", ("Answer", "Status", "Citation", "RankedPaper", "CheckedSentence")),
    "Papers": ("rag.model.paper", ("Paper",)),
    "Filters": ("rag.model.filters", ("Filters",)),
    "Settings": ("rag.model.settings", ("Settings", "load_settings")),
    "LlamaIndex": (
        "rag.integrations.llama_index",
        ("PaperRetriever", "MiniLMEmbedding", "PaperReader"),
    ),
}


def rooms_table() -> str:
    """ARROWS as a Markdown table, each room with the first sentence of its docstring."""
    rows = [f"| `{room}` | {_purpose(room)} | {_listed(arrows)} |" for room, arrows in ARROWS.items()]
    return "\n".join(("| room | what it holds | imports |", "|---|---|---|", *rows, ""))


def _purpose(room: str) -> str:
    path = ROOT / room.replace(".", "/")
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    doc = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return doc.splitlines()[0].rstrip(".")


def _listed(arrows: str) -> str:
    return ", ".join(f"`{room}`" for room in arrows.split()) or "nothing"


def architecture() -> str:
    """docs/architecture.md with its table of rooms as it should be."""
    before, rest = ARCHITECTURE.read_text(encoding="utf-8").split(_BEGIN)
    after = rest.split(_END)[1]
    return f"{before}{_BEGIN}\n{rooms_table()}\n{_END}{after}"


def api() -> str:
    """docs/api.md as it should be."""
    parts = [
        "# The public face\n\nWritten from the docstrings by `python -m tests.written_docs --update`; "
        "do not edit it by hand.\n"
    ]
    for heading, (module, names) in FACE.items():
        parts += [f"## {heading}\n\nfrom `{module}`\n"]
        parts += [_entry(getattr(importlib.import_module(module), name)) for name in names]
    errors = importlib.import_module("rag.model.errors")
    parts.append(f"## Errors\n\nfrom `rag.model.errors`\n\n```text\n{inspect.getdoc(errors)}\n```\n")
    return "\n".join(parts)


def _entry(thing: Any) -> str:
    """A class with its public methods, or a function."""
    module = ast.parse(Path(inspect.getfile(thing)).read_text(encoding="utf-8"))
    node = next(n for n in module.body if getattr(n, "name", None) == thing.__name__)
    if isinstance(node, ast.FunctionDef):
        return f"### `{node.name}`\n\n{_described(node)}"
    assert isinstance(node, ast.ClassDef)
    fields = [ast.unparse(n) for n in node.body if _is_field(n)]
    told = [f"### `{node.name}`\n", f"{ast.get_docstring(node)}\n"]
    if fields:
        told.append("\n".join(f"- `{field}`" for field in fields) + "\n")
    return "\n".join([*told, *(_described(n, node.name) for n in _methods(node))])


def _is_field(node: ast.stmt) -> bool:
    """A dataclass's field, or a member of an enumeration."""
    named = node.target if isinstance(node, ast.AnnAssign) else None
    if isinstance(node, ast.Assign):
        named = node.targets[0]
    return isinstance(named, ast.Name) and not named.id.startswith("_")


def _methods(node: ast.ClassDef) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The constructor, where it is written out, and every public method that says what it does."""
    for child in node.body:
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) and (
            child.name == "__init__" or (child.name[0] != "_" and ast.get_docstring(child))
        ):
            yield child


def _described(node: ast.FunctionDef | ast.AsyncFunctionDef, owner: str = "") -> str:
    """A signature and the docstring; a constructor goes by its class's name."""
    decorators = {ast.unparse(d) for d in node.decorator_list}
    returns = _annotation(node.returns)
    if decorators & {"property", "cached_property"}:
        signature = f"{node.name}: {returns}"
    else:
        made = node.name == "__init__"
        called = f"{owner if made else node.name}({', '.join(_arguments(node.args))})"
        signature = called if made else f"{called} -> {returns}"
    doc = ast.get_docstring(node)
    return f"**`{signature}`**\n" + (f"\n{doc}\n" if doc else "")


def _arguments(args: ast.arguments) -> Iterator[str]:
    """Each argument as it is written in a signature, without `self`."""
    plain = [*args.posonlyargs, *args.args]
    for arg, default in zip(plain, [None] * (len(plain) - len(args.defaults)) + args.defaults, strict=True):
        if arg.arg not in ("self", "cls"):
            yield _argument(arg, default)
    if args.vararg or args.kwonlyargs:
        yield f"*{_argument(args.vararg, None) if args.vararg else ''}"
    for arg, default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
        yield _argument(arg, default)
    if args.kwarg:
        yield f"**{_argument(args.kwarg, None)}"


def _argument(arg: ast.arg, default: ast.expr | None) -> str:
    typed = f"{arg.arg}: {_annotation(arg.annotation)}" if arg.annotation else arg.arg
    return f"{typed} = {ast.unparse(default)}" if default else typed


def _annotation(node: ast.expr | None) -> str:
    """A type; one that is written as a text, without the quotes."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return ast.unparse(node) if node else "None"


def main() -> None:
    if sys.argv[1:] != ["--update"]:
        sys.exit("usage: python -m tests.written_docs --update")
    ARCHITECTURE.write_text(architecture(), encoding="utf-8")
    API.write_text(api(), encoding="utf-8")


if __name__ == "__main__":
    main()
