"""Models that think: what they think is never an answer, and they have room for it."""

from collections.abc import Callable

import pytest

from rag.generation.models import Model
from rag.generation.stream import Usage
from rag.generation.thinking import closes_only, room, thinks
from rag.generation.thoughts import Said, ThoughtReader
from rag.generation.writer import DIVIDER, Writer
from rag.model.answer import Answer
from rag.web.answers import ShownTurn, turns_html
from tests.conftest import ASKED as MESSAGES
from tests.fakes import ASKED, QUOTED
from tests.model_server import ModelServer
from tests.model_shapes import SHAPES, THOUGHT
from tests.test_write import PAPERS


def heard(text: str, size: int, *, closed_only: bool = False) -> tuple[str, str]:
    """(answer, thoughts) of a reply that comes in pieces."""
    reader, answer, thoughts = ThoughtReader(closed_only=closed_only), "", ""
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    for said, part in [*(one for piece in pieces for one in reader.feed(piece)), *reader.finish()]:
        if said is Said.RESTART:
            thoughts, answer = thoughts + answer, ""
        elif said is Said.ANSWER:
            answer += part
        else:
            thoughts += part
    return answer.strip(), thoughts.strip()


@pytest.mark.parametrize("size", [1, 4, 1000])
@pytest.mark.parametrize(
    ("text", "answer"),
    [
        pytest.param("<think>Is it moss? Yes.</think>Moss is green.", "Moss is green.", id="tags"),
        pytest.param("<THINKING>Moss?</THINKING> Moss.", "Moss.", id="in any case"),
        pytest.param("Okay, is it moss? Yes.</think>Moss.", "Moss.", id="only closed"),
        pytest.param("Moss it is.\n</think>\n\nMoss.", "Moss.", id="only closed, and unlike thoughts"),
        pytest.param("[THINK]Moss?[/THINK]Moss [1].", "Moss [1].", id="square"),
        pytest.param("◁think▷Moss?◁/think▷Moss.", "Moss.", id="diamonds"),
        pytest.param("analysisWe think.assistantfinalMoss.", "Moss.", id="channels without bars"),
        pytest.param("<think>a</think>Moss.\n<think>b</think>\nFern.", "Moss.\n\nFern.", id="twice"),
        pytest.param("<think>never closed", "", id="never closed"),
        pytest.param("Let me see. It is moss.", "Let me see. It is moss.", id="begins like a thought"),
        pytest.param("Text between <think> and </think> [1].", "Text between <think> and </think> [1].", id="words"),  # noqa: E501
        pytest.param("It has `<think>` and `</think>` [1].", "It has `<think>` and `</think>` [1].", id="code"),  # noqa: E501
        pytest.param("<b> it </b>", "<b> it </b>", id="another tag"),
    ],
)  # fmt: skip
def test_thoughts_are_told_from_the_answer(text: str, answer: str, size: int) -> None:
    assert heard(text, size)[0] == answer


def test_text_is_held_back_where_only_its_end_can_tell_what_it_is() -> None:
    reader = ThoughtReader(closed_only=True)
    assert list(reader.feed("Moss is what is asked. ")) == []
    assert reader.thinking
    plain = ThoughtReader()
    assert list(plain.feed("Moss")) == [(Said.ANSWER, "Moss")]


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("qwen3:8b", True), ("Qwen/Qwen3-8B", True), ("hf.co/unsloth/Qwen3-30B-A3B-Thinking-2507-GGUF:Q4", True),  # noqa: E501
        ("openai/gpt-oss-120b", True), ("Magistral-Small-2509", True), ("DeepSeek-R1-Distill-Qwen-7B", True),
        ("zai-org/GLM-4.6", True), ("SmolLM3-3B", True), ("o3-mini", True), ("gpt-5.1", True),
        ("gpt-4o-mini", False), ("llama3.1:8b", False), ("SmolLM2-135M-Instruct", False), ("qwen2.5:0.5b", False),  # noqa: E501
        ("Qwen3-30B-A3B-Instruct-2507", False), ("mistral-small", False), ("phi4", False),
    ],
)  # fmt: skip
def test_a_model_that_thinks_is_known_by_its_name(name: str, first: bool) -> None:
    assert thinks(name, "auto") is first
    assert thinks(name, "on")
    assert not thinks(name, "off")
    assert room(name, "auto", 8192) == (4096 if first else 1024)


def test_only_names_whose_template_opens_the_thoughts_are_waited_for() -> None:
    assert closes_only("deepseek-r1:7b", "auto")
    assert not closes_only("qwen3:8b", "auto")


# -- at a real server


def written(writer: Writer) -> tuple[str, Answer]:
    *shown, answer = writer.stream(PAPERS, ASKED, fallback=lambda: QUOTED)
    assert isinstance(answer, Answer)
    return "".join(map(str, shown)), answer


@pytest.mark.parametrize("mode", SHAPES)
def test_what_a_model_thinks_is_no_answer_and_is_kept_apart(
    server: ModelServer, writer: Callable[..., Writer], mode: str
) -> None:
    server.mode = mode
    shown, answer = written(writer())
    assert answer.mode == "write"
    assert "bananas" not in answer.answer
    assert "plain ones to fewer [1]" in answer.answer
    assert "bananas are blue" in answer.thoughts
    assert shown.rpartition(DIVIDER)[2] == answer.answer
    assert DIVIDER not in shown or mode == "think_unopened_plain"
    assert not any("bananas" in c.quote for c in answer.citations)


def test_a_model_that_was_seen_to_close_its_thoughts_is_waited_for_the_next_time(
    server: ModelServer, writer: Callable[..., Writer]
) -> None:
    server.mode, made = "think_unopened_plain", writer()
    written(made)
    assert DIVIDER not in written(made)[0]


def test_one_that_thinks_too_long_is_asked_once_more_with_more_room(
    server: ModelServer, writer: Callable[..., Writer]
) -> None:
    server.mode = "thinks_long"
    _, answer = written(writer())
    assert [sent.body["max_tokens"] for sent in server.chats] == [1024, 4096]
    assert answer.mode == "write"
    assert (
        "fake thought until its 1,024 tokens were used up; it was asked again with room for more"
        in answer.notes
    )


def test_one_that_never_ends_thinking_leaves_the_quotes_and_one_line(
    server: ModelServer, writer: Callable[..., Writer]
) -> None:
    server.mode = "thinks_for_ever"
    _, answer = written(writer())
    assert len(server.chats) == 2
    assert answer.answer == QUOTED.answer
    assert answer.notes[0].startswith(
        "fake thought until its 4,096 tokens were used up and gave no answer; raise"
    )


def test_thoughts_are_folded_away_on_the_page_and_no_markup_of_theirs_is_run() -> None:
    answer = Answer("q", "q", QUOTED.status, "Moss.", thoughts="Is it <script>alert(1)</script>?")
    shown = str(turns_html([ShownTurn(answer)]))
    assert "<details" in shown
    assert "<script>" not in shown
    assert THOUGHT not in shown


def test_a_short_reply_can_be_had_whole(server: ModelServer, writer: Callable[..., Writer]) -> None:
    server.mode, server.text = "think", "Moss."
    model: Model = writer().model
    text, usage = model.reply(MESSAGES[1].text)
    assert text.strip() == "Moss."
    assert isinstance(usage, Usage)
    assert "bananas" in usage.thoughts
