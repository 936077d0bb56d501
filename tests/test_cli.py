"""The command as a stranger meets it: help, one line for every problem, exit codes, streams."""

import json
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from rag.cli.main import hides_interrupt
from tests.conftest import Ask, Ran

SCREENS = Path(__file__).parent / "screens"
ASK = [sys.executable, "-c", "from rag.cli.main import main; main()"]
HEAVY = ("chromadb", "llama_index", "onnxruntime", "openai", "gradio", "tiktoken", "bm25s", "rich")
HANGS = 600  # seconds; no test waits for this, a loaded machine may need minutes for what takes one second
COMMANDS = (
    "question search batch add follow update ingest papers show remove starter export backup restore check"
    " eval ui doctor serve mcp"
).split()


def started(*args: str, home: Path, **options: object) -> "subprocess.Popen[bytes]":
    """`ask` in a process of its own."""
    outside = {k: v for k, v in os.environ.items() if not k.startswith(("ASK_", "OPENAI_"))}
    environment = {**outside, "ASK_HOME": str(home), "ASK_EMBEDDING": "none", "ASK_STARTER": "off"}
    environment.update(options.pop("environment", {}))  # type: ignore[call-overload]
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([*ASK, *args], env=environment, **{**streams, **options})  # type: ignore[call-overload, no-any-return]


def finished(process: "subprocess.Popen[bytes]") -> Ran:
    out, err = process.communicate(timeout=HANGS)
    return Ran(process.returncode, (out or b"").decode(errors="replace"), (err or b"").decode())


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_as_kept(ask: Ask, command: str) -> None:
    shown = ask(*([command] if command else []), "--help")
    kept = SCREENS / f"{command or 'ask'}.txt"
    assert shown.out == kept.read_text(encoding="utf-8")
    assert (shown.code, shown.err) == (0, "")


@pytest.mark.parametrize("screen", sorted(SCREENS.glob("*.txt")), ids=lambda path: path.stem)
def test_help_fits_a_screen_and_ends_with_commands_to_paste(screen: Path) -> None:
    lines = screen.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 34
    assert max(map(len, lines)) <= 80
    assert lines[-1].startswith(("    ask ", "    cat ", "    echo "))


@pytest.mark.parametrize("args", [("-h",), ("what is this", "--help"), ("--json", "-h")])
def test_help_of_what_is_no_command_is_help(ask: Ask, args: tuple[str, ...]) -> None:
    assert ask(*args).out.startswith("Usage: ask")


def test_help_loads_nothing_heavy() -> None:
    look = "import sys, rag.cli.main as c; c._register(); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True).stdout
    assert {name.partition(".")[0] for name in loaded.split()}.isdisjoint(HEAVY)


WRONG = [
    pytest.param(("",), "nothing was asked", id="empty question"),
    pytest.param(("\x1b[31m\x07",), "nothing was asked", id="control characters only"),
    pytest.param(("x", "-k", "0"), "1 to 1000", id="no papers"),
    pytest.param(("x", "-k", "many"), "'many' is not", id="papers in words"),
    pytest.param(("x", "--since", "spring"), "write 2024", id="no date"),
    pytest.param(("x", "--since", "2024-13"), "write 2024", id="no month"),
    pytest.param(("x", "--since", "2025", "--until", "2024"), "is after", id="dates crossed"),
    pytest.param(("x", "--mode", "sing"), "'quote'", id="mode"),
    pytest.param(("x", "--nope"), "No such option", id="option"),
    pytest.param(("ingest",), "give files", id="ingest nothing"),
    pytest.param(("add", "  "), "give ids", id="add nothing"),
    pytest.param(("update",), "nothing is followed", id="update nothing"),
    pytest.param(("follow", "--remove"), "give a feed", id="follow no more of nothing"),
    pytest.param(("search", " "), "nothing to search", id="search nothing"),
    pytest.param(("show", ""), "give a paper's id", id="show nothing"),
    pytest.param(("batch",), "Missing argument", id="batch nothing"),
    pytest.param(("ui", "--port", "99999"), "65535", id="port"),
    pytest.param(("ui", "--root-path", "papers"), "such as /papers", id="path of the page"),
]


@pytest.mark.parametrize(("args", "says"), WRONG)
def test_wrong_usage_is_one_line_and_exit_2(ask: Ask, args: tuple[str, ...], says: str) -> None:
    ran = ask(*args)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert ran.err.startswith("ask: ")
    assert says in ran.err
    assert "--help" in ran.err


PROBLEMS = [
    pytest.param(("show", "nosuchpaper"), "no paper called", id="unknown paper"),
    pytest.param(("remove", "nosuchpaper"), "no paper called", id="remove unknown"),
    pytest.param(("batch", "/no/such/file"), "no such file", id="no file"),
    pytest.param(("follow", "moss"), "nothing that can be followed", id="follow what is no feed"),
    pytest.param(("check", "/no/such/file"), "no such file", id="no draft"),
    pytest.param(("check", "/"), "could not be opened", id="a folder"),
    pytest.param(("check", sys.executable), "binary", id="a program"),
    pytest.param(("check", "-"), "empty", id="an empty draft"),
    pytest.param(("x", "--mode", "write"), "ASK_MODEL", id="no model"),
]


@pytest.mark.parametrize(("args", "says"), PROBLEMS)
def test_a_problem_is_one_line_and_exit_1(ask: Ask, args: tuple[str, ...], says: str) -> None:
    ran = ask(*args)
    assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert ran.err.startswith("ask: ")
    assert says in ran.err


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("the of and", id="stop words"),
        pytest.param("🎉🎉", id="emoji"),
        pytest.param("z" * 20_000, id="20,000 characters"),
        pytest.param("Wer hat die Fußballmeisterschaft gewonnen?", id="German"),
        pytest.param("誰がサッカーの試合に勝ちましたか", id="Japanese"),
        pytest.param("\ud800 ?", id="half a character"),
    ],
)
def test_what_the_papers_do_not_say_is_exit_3(ask: Ask, question: str) -> None:
    ran = ask(question)
    assert ran.code == 3
    assert ran.out.startswith("The papers here do not answer this")


def test_options_may_stand_before_the_command(ask: Ask, shelf: Path, tmp_path: Path) -> None:
    empty = tmp_path / "papers"  # also the name of the command
    assert ask("-k", "2", "papers").out.count("\n") == 4
    assert ask("--home", str(shelf), "papers", "-k", "1", home=empty).out.count("\n") == 2


def test_a_question_needs_no_quotes_and_may_come_from_stdin(ask: Ask) -> None:
    typed = ask("What", "is", "AmberNet?").out
    assert "AmberNet" in typed
    assert ask("-", typed="What is AmberNet?\n").out == typed
    assert ask(typed="\ufeffWhat is AmberNet?").out == typed


def test_escape_sequences_never_reach_the_terminal(ask: Ask) -> None:
    ran = ask("What is \x1b[31mAmberNet\x07?\x1b]0;owned\x07")
    assert ran.code == 0
    assert "\x1b" not in ran.out + ran.err


def test_a_misspelt_command_is_pointed_out(ask: Ask) -> None:
    ran = ask("ingst", "pages")
    assert ran.code == 3
    assert "ask ingest --help" in ran.err
    assert ask("ingst", "pages", "--quiet").err == ""


def test_papers_are_those_that_have_all_words(ask: Ask) -> None:
    ran = ask("papers", "harbours", "night")
    assert ran.out.splitlines()[0].startswith("BirchNet: Counting Harbours by Night · 2024-02-02 · abstract")
    assert ran.err == "2 papers: 2 abstracts\n"
    assert "the nearest" in ask("papers", "zeppelins").err
    assert (ask("papers", "--since", "2031").out, ask("papers", "--since", "2031").err) == ("", "0 papers\n")


def test_a_command_says_which_options_mean_nothing_to_it(ask: Ask) -> None:
    ran = ask("show", "AmberNet", "--since", "2024")
    assert ran.code == 0
    assert ran.err == "--since and --until change nothing for: ask show\n"


def test_ingest_twice_changes_nothing_and_remove_takes_out(ask: Ask, home: Path, invented: Path) -> None:
    first = ask("ingest", str(invented), "--json", home=home).json
    again = ask("ingest", str(invented), "--json", home=home).json
    assert (first["added"], first["unchanged"], first["papers"]) == (12, 0, 12)
    assert (again["added"], again["updated"], again["unchanged"]) == (0, 0, 12)
    gone = ask("remove", "AmberNet", "--json", home=home).json
    assert gone == {"removed": ["ambernet-counting-tides-by-night"], "papers": 11}
    assert ask("ingest", "--rebuild", "--json", home=home).json["rebuilt"] == 11


def test_what_cannot_be_read_is_named_and_the_rest_goes_on(ask: Ask, tmp_path: Path, invented: Path) -> None:
    folder = tmp_path / "pages"
    (folder / "inner").mkdir(parents=True)
    (folder / "blank.txt").write_text("")
    (folder / "program").write_bytes(b"\x7fELF\0\0\0")
    home = folder / "home"
    ran = ask("ingest", str(folder), str(invented), "/no/such", str(folder / "inner"), home=home)
    assert ran.code == 0
    assert "12 added" in ran.out
    assert {line.split(":")[0] for line in ran.err.splitlines() if "skipped" in line} == {
        "skipped /no/such",
        "skipped blank.txt",
        f"skipped {folder / 'inner'}",
        "skipped program",
    }
    assert "home" not in ask("ingest", str(folder), home=home).err
    assert ask("ingest", "/no/such", home=home).code == 1


def test_papers_come_from_stdin(ask: Ask, home: Path, invented: Path) -> None:
    assert "12 added" in ask("ingest", "-", home=home, typed=invented.read_bytes()).out


def test_an_empty_library_says_how_to_fill_it(ask: Ask, home: Path) -> None:
    ran = ask("What is AmberNet?", home=home)
    assert (ran.code, ran.out) == (1, "")
    assert "ask ingest" in ran.err


@pytest.mark.parametrize(
    ("environment", "sign"),
    [
        pytest.param({"LC_ALL": "C"}, "“", id="the C locale"),
        pytest.param({"PYTHONIOENCODING": "latin-1"}, "?", id="an encoding without these quotes"),
        pytest.param({"NO_COLOR": "1", "COLUMNS": "1"}, "“", id="no colour, one column"),
    ],
)
def test_any_locale_prints_an_answer(shelf: Path, environment: dict[str, str], sign: str) -> None:
    ran = finished(started("What is AmberNet?", home=shelf, environment=environment))
    assert (ran.code, ran.err) == (0, "")
    assert sign in ran.out


def test_a_reader_that_goes_away_is_no_problem(shelf: Path) -> None:
    process = started("papers", "--json", home=shelf)
    assert process.stdout
    process.stdout.close()
    process.stdout = None
    ran = finished(process)
    assert (ran.code, ran.err) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_one_line(shelf: Path) -> None:
    with Path("/dev/full").open("w") as full:
        ran = finished(started("papers", home=shelf, stdout=full))
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert "free some space" in ran.err


def test_a_chroma_that_is_no_database_is_one_line(ask: Ask, home: Path, invented: Path) -> None:
    ask("ingest", str(invented), home=home)
    (home / "chroma" / "chroma.sqlite3").write_bytes(b"kelp" * 1000)
    ran = ask("remove", "AmberNet", home=home)
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert f"Chroma cannot read {home / 'chroma'} (" in ran.err
    assert "the indexes hold the papers; mend it with: ask ingest --rebuild" in ran.err
    assert "Chroma cannot read" in ask("doctor", home=home).out


@pytest.mark.parametrize("command", [("papers",), ("doctor",), ("What is AmberNet?",)])
def test_a_home_that_is_a_file_is_one_line(ask: Ask, tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "file").write_text("")
    ran = ask(*command, home=tmp_path / "file")
    assert (ran.code, ran.err.count("\n")) == (1, 1)


@pytest.mark.parametrize(
    ("error", "hidden"),
    [
        pytest.param(ValueError("Error calling function: KeyboardInterrupt: "), True, id="in its text"),
        pytest.param(ValueError("no such thing"), False, id="another error"),
    ],
)
def test_ctrl_c_inside_a_library_is_still_ctrl_c(error: Exception, hidden: bool) -> None:
    assert hides_interrupt(error) is hidden
    outer = RuntimeError("wrapped")
    outer.__cause__ = KeyboardInterrupt()
    assert hides_interrupt(outer)


def test_ctrl_c_keeps_what_was_finished(home: Path, tmp_path: Path) -> None:
    """Stopped as soon as the first batch is kept; many batches are then still to come."""
    many, count = tmp_path / "many.jsonl", 3_000
    lines = [{"title": f"Moss {n}", "text": f"We count moss number {n}. It is green."} for n in range(count)]
    many.write_text("\n".join(json.dumps(line) for line in lines))
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # also in the background
    process = started("ingest", str(many), home=home, preexec_fn=heard)
    while not list(home.glob("index-*/manifest.json")):
        assert process.poll() is None, finished(process)
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    ran = finished(process)
    assert (ran.code, ran.out, ran.err.splitlines()[-1]) == (
        130,
        "",
        "ask: stopped; what was finished is kept",
    )
    kept = finished(started("papers", "--json", "--quiet", home=home))
    assert 0 < len(kept.json) < count
