"""Questions of more than 4,000 characters, whichever way they come: one answer that says what was read, or
one line, in bounded time and memory. That the page says so before it cuts: tests/test_ui_kept.py."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from rag.answering.assistant import CUT, Assistant
from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.integrations.mcp.tools import MOST_CHECKED
from rag.model.conversation import MESSAGE_CHARACTERS
from rag.model.settings import Settings
from rag.retrieval.searcher import Searcher
from tests.conftest import Ask
from tests.fakes import HashEncoder, paper
from tests.service import Service, filled
from tests.sessions import Session
from tests.test_endless_replies import no_status
from tests.test_mcp import Client, tools_over, used

SECONDS = 20  # of processor time, for a question that takes less than two
UNITS = {
    "words": "What is AmberNet, and what about the tides by night? ",
    "one word": "AmberNet ",
    "no spaces": "AmberNet",
    "one letter": "a",
    "digits": "7",
    "CJK": "这篇论文如何计算潮汐？",
    "CJK, no stop": "潮汐",
    "hyphens": "Amber-Net-",
    "brackets": "((((",
    "question marks": "? ",
}
LUMPS = [UNITS[name] for name in UNITS if name != "words"]  # one sentence, however long
MUCH = ("words", "no spaces", "CJK, no stop")
LONG = [pytest.param(unit, 4_500, id=name) for name, unit in UNITS.items()]
LONG += [pytest.param(UNITS[name], 300_000, id=f"much: {name}") for name in MUCH]
long_questions = pytest.mark.parametrize(("unit", "size"), LONG)


def long(unit: str, size: int) -> str:
    return (unit * (size // len(unit) + 1))[:size].strip()


@contextmanager
def in_time() -> Iterator[None]:
    began = time.process_time()
    yield
    assert time.process_time() - began < SECONDS


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return filled(tmp_path_factory.mktemp("long") / "ask", count=12)


@pytest.fixture(scope="module")
def service(library: Library) -> Iterator[Service]:
    with Service(library) as running:
        yield running


@pytest.fixture(scope="module")
def page(library: Library) -> Iterator[str]:
    pytest.importorskip("gradio", reason="gradio is not installed")
    from ui import serve

    settings = Settings(home=library.home, starter=False)
    served = serve(settings, Assistant(library.reader, NoEncoder()), library)
    yield str(served.local_url)
    served.close()


@long_questions
def test_the_command_answers_and_says_what_it_read(ask: Ask, unit: str, size: int) -> None:
    question = long(unit, size)
    with in_time():
        ran = ask("--json", "-", typed=question)
    assert ran.code in (0, 3), ran.err
    assert ran.json["question"] == question[:MESSAGE_CHARACTERS]
    assert ran.json["notes"][0] == CUT


def test_a_cut_question_is_answered_from_what_was_read(ask: Ask) -> None:
    ran = ask("What is AmberNet? " + " " * 5_000 + "What is BirchNet?")
    assert (ran.code, "AmberNet" in ran.out, "BirchNet" in ran.out) == (0, True, False)
    assert ran.err.splitlines()[1:] == [CUT]


def test_long_gaps_are_shortened_and_lines_stay_apart(ask: Ask) -> None:
    for gap, read in ((" " * 90, " "), ("\n" * 90, "\n\n"), ("  \n" + " " * 90, "\n"), (" " * 8, " " * 8)):
        asked = ask("--json", "-", typed=f"What is AmberNet?{gap}What is BirchNet?")
        assert asked.json["question"] == f"What is AmberNet?{read}What is BirchNet?"
        assert "BirchNet" in asked.json["answer"]


@long_questions
def test_the_service_answers_and_says_what_it_read(service: Service, unit: str, size: int) -> None:
    question = long(unit, size)
    said = {"messages": [{"role": "user", "content": question}], "model": "ask"}
    with service.client() as client, in_time():
        replies = [
            client.post("/api/ask", json={"question": question}),
            client.post("/v1/chat/completions", json=said),
        ]
        looked = client.get("/api/papers/" + question[:5_000])
    assert [r.status_code for r in replies] == [200, 200], replies
    assert replies[0].json()["notes"][0] == CUT
    assert CUT in replies[1].json()["choices"][0]["message"]["content"]
    assert looked.status_code == 404
    assert len(looked.json()["error"]["message"]) < 400


def test_the_service_takes_no_more_than_its_limit_in_a_line(service: Service) -> None:
    with service.client() as client:
        reply = client.post("/api/ask", json={"question": "moss " * 500_000})
        looked = client.get("/api/search", params={"q": "moss " * 1_000})
        dated = client.get("/api/search", params={"q": "moss", "since": "2024 " * 10})
    assert (reply.status_code, reply.json()["error"]["message"]) == (413, "larger than 2,000,000 bytes")
    assert (looked.status_code, looked.json()["notes"][0]) == (200, CUT)
    assert dated.json()["error"]["message"] == "since: String should have at most 40 characters"


@long_questions
def test_the_tools_answer_and_say_what_they_read(library: Library, unit: str, size: int) -> None:
    question, tools = long(unit, size), tools_over(library)

    async def all_three(client: Client) -> list[Any]:
        """With one server: to make it takes longer than most of what it answers."""
        answered = await client.call_tool("ask_papers", {"question": question, "earlier": [question]})
        checked = await client.call_tool("check_claim", {"claim": question})
        return [answered, checked, await client.call_tool("get_paper", {"paper": question})]

    with in_time():
        answered, checked, got = used(tools, all_three)
    tools.close()
    assert answered.structured_content["notes"][0] == CUT
    assert got.is_error
    assert len(got.content[0].text) < 400
    assert checked.is_error == (size > MOST_CHECKED)
    if checked.is_error:
        assert f"more than {MOST_CHECKED:,} characters" in checked.content[0].text
    else:
        said = [s for s in checked.structured_content["sentences"] if len(s["text"]) > MESSAGE_CHARACTERS]
        assert all("characters are too many for one claim" in s["why"] for s in said)
        assert len(said) == (unit in LUMPS)


@long_questions
def test_the_page_answers_and_says_what_it_read(page: str, unit: str, size: int) -> None:
    with in_time():
        sent = Session(page).ask(long(unit, size))
    assert CUT in sent
    assert "Something went wrong" not in sent


@no_status
def test_memory_does_not_grow_with_a_question(shelf: Path) -> None:
    """Twenty megabytes of it."""
    script = "import sys\nfrom tests.test_endless_replies import peak_megabytes\n"
    script += "from rag.cli.main import main\ntry:\n    main()\nfinally:\n"
    script += "    print(peak_megabytes(), file=sys.stderr)\n"
    environment = {**os.environ, "ASK_EMBEDDING": "none", "ASK_STARTER": "off", "ASK_HOME": str(shelf)}
    command = [sys.executable, "-c", script, "--json", "-"]
    typed = "潮汐AmberNet" * 1_200_000
    ran = subprocess.run(command, input=typed, capture_output=True, text=True, env=environment, check=False)
    assert ran.returncode in (0, 3), ran.stderr
    assert json.loads(ran.stdout)["notes"][0] == CUT
    assert int(ran.stderr.split()[-1]) < 700  # megabytes


def test_a_long_name_is_no_papers_and_its_line_is_short(ask: Ask) -> None:
    for command in (("show",), ("remove",)):
        ran = ask(*command, "AmberNet " * 1_000)
        assert (ran.code, ran.err.count("\n")) == (1, 1)
        assert ran.err.startswith("ask: no paper called 'AmberNet ")
        assert len(ran.err) < 250


def test_a_claim_that_is_too_long_is_told_and_the_others_are_checked(ask: Ask, tmp_path: Path) -> None:
    draft = tmp_path / "draft.md"
    draft.write_text("AmberNet counts tides from sound alone.\n\n" + "moss " * 5_000, encoding="utf-8")
    first, second = ask("check", str(draft), "--json").json
    assert first["support"] == "supported"
    assert second["why"] == "24,999 characters are too many for one claim; 4,000 are read at most"
    claims = tmp_path / "claims.jsonl"
    claims.write_text(json.dumps({"id": 1, "claim": "moss " * 5_000, "sources": ["moss"]}) + "\n")
    assert "too many for one claim" in ask("check", "--jsonl", str(claims)).json["error"]


class Counting(HashEncoder):
    """Notes each text whose word pieces are counted."""

    counted = 0

    def count(self, text: str) -> int:
        self.counted += 1
        return super().count(text) + 1  # no word is known whole


def test_a_word_of_a_thousand_parts_is_looked_at_once(home: Path) -> None:
    encoder = Counting()
    made = Library(home, encoder)
    made.ingest([paper(0)])
    from tests.fakes import catalogue

    encoder.counted = 0
    Searcher(catalogue(made), encoder).query("-".join(f"moth{chr(97 + n % 26)}x" for n in range(500)))
    assert encoder.counted < 10
