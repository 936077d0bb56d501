"""The house as drawn: who may import whom, one door per library, no file too long."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("prompts", "store", "rag", "eval", "ui")
LONGEST = 300  # lines

# A room imports itself and the rooms named here.
ARROWS = {
    "prompts": set(),
    "store": set(),
    "rag": {"store", "prompts", "eval", "ui"},  # eval and ui from the command line only, see below
    "eval": {"store", "rag", "prompts"},
    "ui": {"store", "rag", "eval"},
}
# Modules of rag that may reach up to the evaluation and the page.
FACES = {"eval": {"rag.cli.tools", "rag.page"}, "ui": {"rag.cli.tools"}}

# A library and the modules that may import it; a package stands for all below it.
DOORS = {
    "bibtexparser": {"rag.ingest.formats"},
    "bm25s": {"store.words", "eval.baselines"},
    "chromadb": {"store.vectors", "eval"},
    "filelock": {"store.ledger", "rag.web.feedback"},
    "ftfy": {"rag.ingest.clean", "rag.ingest.pages"},
    "gradio": {"ui"},
    "httpx": {"rag.generation.endpoint", "rag.generation.models"},
    "ir_measures": {"eval.metrics"},
    "llama_index": {
        "rag.ingest.chunks",
        "rag.ingest.records",
        "rag.integrations.llama_index",
        "rag.generation.models",
        "eval",
    },
    "matplotlib": {"eval.plots"},
    "onnx": {"rag.encoders.minilm_graph"},
    "onnxruntime": {"rag.encoders.minilm", "rag.encoders.minilm_graph"},
    "openai": {"rag.encoders.encoder", "rag.generation.endpoint"},
    "prompt_toolkit": {"rag.cli.chat"},
    "pylatexenc": {"rag.ingest.clean"},
    "rispy": {"rag.ingest.formats"},
    "safetensors": {"rag.encoders.minilm"},
    "selectolax": {"rag.ingest.formats"},
    "starlette": {"ui"},
    "tenacity": {"rag.generation.endpoint"},
    "tiktoken": {"rag.generation.tokens"},
    "tokenizers": {"rag.encoders.minilm"},
}


def modules() -> dict[str, Path]:
    files = [f for room in ROOMS[:-1] for f in sorted((ROOT / room).rglob("*.py"))] + [ROOT / "ui.py"]
    names = {".".join(f.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): f for f in files}
    return {name: file for name, file in names.items() if file.exists()}


@cache
def imports(module: str) -> frozenset[str]:
    """Everything a module imports, wherever in it; what only the type checker sees does not count."""
    tree = ast.parse(modules()[module].read_text(encoding="utf-8"))
    return frozenset(_imports(tree))


def _imports(node: ast.AST) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and getattr(child.test, "id", "") == "TYPE_CHECKING":
            continue
        if isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names)
        elif isinstance(child, ast.ImportFrom) and child.module:
            yield child.module
            yield from (f"{child.module}.{alias.name}" for alias in child.names)
        yield from _imports(child)


def within(module: str, places: set[str]) -> bool:
    return any(module == place or module.startswith(f"{place}.") for place in places)


@pytest.mark.parametrize("module", sorted(modules()))
def test_a_room_imports_only_the_rooms_it_may(module: str) -> None:
    room = module.split(".")[0]
    reached = {name.split(".")[0] for name in imports(module)} & set(ROOMS) - {room}
    assert reached <= ARROWS[room]
    for face, allowed in FACES.items():
        if room == "rag" and face in reached:
            assert within(module, allowed), f"{module} reaches up to {face}"


@pytest.mark.parametrize("library", sorted(DOORS))
def test_a_library_is_imported_only_through_its_door(library: str) -> None:
    users = {m for m in modules() if any(name.split(".")[0] == library for name in imports(m))}
    assert users, f"nothing imports {library}; drop it"
    assert {m for m in users if not within(m, DOORS[library])} == set()


def test_no_module_of_rag_is_part_of_a_circle() -> None:
    arrows = {
        m: {n for n in imports(m) if n in modules() and n != m} for m in modules() if m.startswith("rag")
    }
    done: set[str] = set()

    def visit(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " -> ".join((*path[path.index(module) :], module))
        if module not in done:
            for other in arrows.get(module, ()):
                visit(other, (*path, module))
            done.add(module)

    for module in arrows:
        visit(module, ())


@pytest.mark.parametrize(
    "path", sorted([*modules().values(), *(ROOT / "tests").glob("*.py")]), ids=lambda p: p.name
)
def test_no_file_is_over_300_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


def test_prompts_are_files_and_not_strings_in_the_code() -> None:
    assert {p.suffix for p in (ROOT / "prompts").iterdir() if p.is_file()} <= {".md", ".py"}
