"""The parts of `ask serve`, one by one: conversations, work that waits its turn, texts that a chat shows."""

import asyncio
from collections.abc import Iterator
from threading import Event
from typing import Any, cast

import pytest

pytest.importorskip("fastapi", reason="fastapi is not installed")

from rag.integrations.serve.chat import Reply
from rag.integrations.serve.conversation import conversation_of
from rag.integrations.serve.marks import annotations, below, harmless
from rag.integrations.serve.wire import Completion
from rag.integrations.serve.work import Work
from rag.model.answer import Answer, Citation, Status
from rag.model.listener import Listener
from tests.fakes import paper


@pytest.mark.parametrize(
    ("heard", "understood"),
    [
        pytest.param("u:a", ("a",), id="one message"),
        pytest.param("s:x u:a", ("a",), id="instructions are left out"),
        pytest.param("u:a a:b u:c", ("c", ("a", "b")), id="a turn"),
        pytest.param("u:a u:c", ("c", ("a", "")), id="a turn without a reply"),
        pytest.param("u:a a:b a:d u:c", ("c", ("a", "b\nd")), id="a reply in two parts"),
        pytest.param("a:b u:c", ("c",), id="the assistant greets"),
        pytest.param("u:a a:b t:x u:c", ("c", ("a", "b")), id="a tool is left out"),
        pytest.param("u:a a:b", None, id="nothing is asked"),
        pytest.param("s:x", None, id="only instructions"),
    ],
)
def test_messages_become_turns(heard: str, understood: Any) -> None:
    roles = {"u": "user", "a": "assistant", "s": "system", "t": "tool"}
    found = conversation_of([(roles[one[0]], one[2:]) for one in heard.split()])
    assert (found and (found.message, *((s.question, s.reply) for s in found.said))) == understood


def test_no_picture_of_a_paper_is_loaded_by_a_chat() -> None:
    pieces = ["It counts !", "[so](http://evil.example/a.png)", " well!", "\x1b![", "again]!"]
    reply = Reply(cast(Any, None), cast(Any, None), Completion("ask"), "", 0, "")
    shown = "".join(reply.take(piece) for piece in pieces)
    assert shown == reply.shown
    assert shown + reply.held == harmless("".join(pieces))
    assert "![" not in shown
    evil = paper(0, title="An ![image](http://evil.example)")
    cited = (Citation.of(1, evil, 0, 20),)
    assert "![" not in below(Answer("?", "?", Status.ANSWERED, "", cited, notes=("![",)))


def test_annotations_are_of_the_quotes_before_the_markers_else_in_their_order() -> None:
    one = paper(0)
    first, second = Citation.of(1, one, 0, 31), Citation.of(1, one, 32, 89)
    text = f"“{second.quote}” [1] We say so [1] and so [1]. Nobody [7]."
    answer = Answer("?", "?", Status.ANSWERED, text, (first, second))
    found = [mark["url_citation"] for mark in annotations(answer, "at/{}".format, shift=5)]
    assert [mark["quote"] for mark in found] == [second.quote, first.quote, second.quote]
    assert [text[m["start_index"] - 5 : m["end_index"] - 5] for m in found] == [
        f"{second.quote}” [1]",
        "[1]",
        "[1]",
    ]
    assert {mark["url"] for mark in found} == {f"at/{one.paper_id}"}


def test_of_quotes_in_a_row_each_is_annotated_the_last_with_their_marker() -> None:
    one = paper(0)
    first, second = Citation.of(1, one, 0, 31), Citation.of(1, one, 32, 89)
    text = f"Amber: “{second.quote}” “{first.quote}” [1]"
    found = [
        mark["url_citation"]
        for mark in annotations(Answer("?", "?", Status.ANSWERED, text, (second, first)), "at/{}".format)
    ]
    assert [text[m["start_index"] : m["end_index"]] for m in found] == [second.quote, f"{first.quote}” [1]"]


def test_more_than_can_wait_are_sent_away_and_none_of_those_who_wait_is_lost() -> None:
    gate, work = Event(), Work(1, most_waiting=1)

    def held(listener: Listener) -> Iterator[str]:
        gate.wait()
        yield "said"

    async def asked() -> list[str | None]:
        return [piece async for piece in work.pieces(held)]

    async def three() -> list[Any]:
        first, second, third = (asyncio.ensure_future(asked()) for _ in range(3))
        await asyncio.wait([third])
        gate.set()
        return [await first, await second, third.exception()]

    first, second, refused = asyncio.run(three())
    assert (first, second) == (["said"], ["said"])
    assert (refused.status, refused.wait, refused.code) == (503, 2, "overloaded")
    assert work.running == 0


def test_nobodys_second_request_is_answered_before_anothers_first() -> None:
    gate, work, made = Event(), Work(1), list[str]()

    def asking(name: str) -> Any:
        def made_in_turn(listener: Listener) -> Iterator[str]:
            gate.wait()
            made.append(name)
            yield name

        return made_in_turn

    async def asked(name: str) -> None:
        async for _ in work.pieces(asking(name), name[0]):
            pass

    async def all_of_them() -> None:
        waiting = [asyncio.ensure_future(asked(name)) for name in ("a1", "a2", "a3", "b1")]
        await asyncio.sleep(0)
        gate.set()
        await asyncio.gather(*waiting)

    asyncio.run(all_of_them())
    assert made == ["a1", "b1", "a2", "a3"]
