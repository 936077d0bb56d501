"""A conversation in the terminal: follow-ups, commands, keys, what is kept."""

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pexpect
import pytest

from rag.answering.assistant import Assistant
from rag.answering.rendering import Terminal
from rag.cli.chat import ChatSession
from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.model.answer import Answer
from rag.model.errors import ModelError

PROMPT = r"ask>[^\n]{0,60}\x1b\[\?25h"


@pytest.fixture
def talk(shelf: Path) -> ChatSession:
    assistant = Assistant(Library(shelf, NoEncoder()).reader, NoEncoder())
    return ChatSession(assistant, Terminal(), assistant.ask)


def test_a_follow_up_knows_what_came_before(talk: ChatSession) -> None:
    talk.take("What is AmberNet?")
    talk.take("By how much does it err?")
    assert "AmberNet" in talk.answers[-1].understood
    assert "2.5%" in talk.answers[-1].answer


def test_a_question_asked_again_or_edited_takes_the_place_of_the_last(talk: ChatSession) -> None:
    for line in ("What is AmberNet?", "What is BirchNet?", "/again", "/edit By how much does it err?"):
        talk.take(line)
    assert [a.question for a in talk.answers] == ["What is AmberNet?", "By how much does it err?"]
    assert "AmberNet" in talk.answers[-1].understood


def test_what_cannot_be_asked_again_stays_as_it_was(talk: ChatSession) -> None:
    talk.take("What is AmberNet?")
    kept, talk.show = list(talk.answers), failing
    with pytest.raises(ModelError):
        talk.take("/edit What is BirchNet?")
    assert talk.answers == kept


def failing(question: str, history: Sequence[Answer]) -> Answer:
    raise ModelError("no answer")


@pytest.mark.parametrize(
    ("lines", "printed"),
    [
        pytest.param(["/sources"], "nothing has been asked yet", id="sources of nothing"),
        pytest.param(["/papers"], "12 papers; see: ask papers", id="papers of nothing"),
        pytest.param(["/save x.md"], "nothing has been asked yet", id="save nothing"),
        pytest.param(["/again"], "nothing has been asked yet", id="nothing to ask again"),
        pytest.param(["What is AmberNet?", "/edit"], "type the question: /edit TEXT", id="edit to nothing"),
        pytest.param(["/bogus"], "no command called /bogus; /help lists them", id="no such command"),
        pytest.param(["   "], "", id="blank"),
        pytest.param(["What is AmberNet?", "/save"], "name a file: /save FILE", id="save nowhere"),
        pytest.param(["What is AmberNet?", "/save /no/such/x"], "not saved: No such file", id="no folder"),
        pytest.param(["What is AmberNet?", "/sources"], "[1] AmberNet: Counting Tides", id="sources"),
        pytest.param(["What is AmberNet?", "/papers"], "AmberNet: Counting Tides", id="papers"),
        pytest.param(["What is AmberNet?", "/new", "/sources"], "nothing has been asked yet", id="new"),
        pytest.param(["/help"], "/save FILE", id="help"),
    ],
)
def test_commands(
    talk: ChatSession, capsys: pytest.CaptureFixture[str], lines: list[str], printed: str
) -> None:
    for line in lines[:-1]:
        assert talk.take(line)
    capsys.readouterr()
    assert talk.take(lines[-1])
    assert printed in capsys.readouterr().out


@pytest.mark.parametrize("line", ["/quit", "/exit", " /q ", "quit", "Exit.", "bye!", "goodbye"])
def test_quit_is_the_last_line(talk: ChatSession, line: str) -> None:
    assert not talk.take(line)


def test_a_question_that_begins_with_a_word_for_leaving_is_asked(talk: ChatSession) -> None:
    assert talk.take("exit rates in AmberNet")
    assert len(talk.answers) == 1


def test_a_saved_conversation_has_its_references(talk: ChatSession, tmp_path: Path) -> None:
    talk.take("What is AmberNet?")
    talk.take("What is BirchNet?")
    talk.take(f"/save {tmp_path / 'talk.md'}")
    saved = (tmp_path / "talk.md").read_text(encoding="utf-8")
    assert saved.index("## What is AmberNet?") < saved.index("## What is BirchNet?")
    assert "[1] AmberNet: Counting Tides by Night (2024-01-01)" in saved


def test_what_was_said_stays_when_an_answer_fails(talk: ChatSession) -> None:
    talk.take("What is AmberNet?")
    answers = list(talk.answers)

    def failing(line: str, history: Sequence[Answer]) -> None:
        raise ModelError("the server is away")

    talk.show = failing  # type: ignore[assignment]
    with pytest.raises(ModelError):
        talk.take("By how much does it err?")
    assert talk.answers == answers


@pytest.fixture
def terminal(shelf: Path) -> Iterator[pexpect.spawn]:
    outside = {k: v for k, v in os.environ.items() if not k.startswith(("ASK_", "OPENAI_"))}
    environment = {
        **outside,
        "ASK_HOME": str(shelf),
        "ASK_EMBEDDING": "none",
        "TERM": "xterm",
        "NO_COLOR": "1",
        "PROMPT_TOOLKIT_NO_CPR": "1",
    }
    child = pexpect.spawn(
        sys.executable,
        ["-c", "from rag.cli.main import main; main()"],
        env=environment,
        encoding="utf-8",
        timeout=600,
        dimensions=(24, 80),
        use_poll=True,  # select() knows 1,024 files: other tests hold more
    )
    child.expect(PROMPT)
    yield child
    child.close(force=True)
    (shelf / "typed.txt").unlink(missing_ok=True)


def test_a_conversation_in_a_terminal(terminal: pexpect.spawn) -> None:
    terminal.send("What is AmberNet?\r")
    terminal.expect("Sources")
    terminal.expect(PROMPT)
    terminal.sendintr()  # Ctrl-C clears the line and stays
    terminal.expect(PROMPT)
    terminal.send("\x1b[A\r")  # the arrow key brings back what was typed
    terminal.expect("AmberNet counts|counts tides|Counting Tides")
    terminal.expect(PROMPT)
    terminal.send("\x04")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0
