"""`ask serve` as OpenAI's own client meets it: chats, citations, follow-ups, many at once, errors."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("openai", reason="openai is not installed")

import openai
from openai import AsyncOpenAI, OpenAI

from rag.integrations.serve.conversation import Said
from rag.model.filters import NO_FILTERS
from tests.fakes import papers
from tests.service import PAPERS, Service, filled

ABOUT = "What is AmberNet?"
FIRST = papers(1)[0]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with Service(filled(tmp_path_factory.mktemp("serve") / "ask")) as running:
        yield running


@pytest.fixture
def client(service: Service) -> Iterator[OpenAI]:
    with OpenAI(base_url=f"{service.address}/v1", api_key="none", max_retries=0) as made:
        yield made


def said(*texts: str) -> Any:
    """A conversation: the user speaks first."""
    return [{"role": ("user", "assistant")[n % 2], "content": text} for n, text in enumerate(texts)]


def marks(message: Any) -> list[dict[str, Any]]:
    return [mark.url_citation.model_dump() for mark in message.annotations]


def cited(completion: Any) -> set[str]:
    return {mark["paper_id"] for mark in marks(completion.choices[0].message)}


def test_a_chat_is_answered_with_sources_under_the_text(client: OpenAI) -> None:
    made = client.chat.completions.create(model="ask", messages=said(ABOUT))
    (choice,) = made.choices
    text, _, below = str(choice.message.content).partition("\n\nSources")
    assert "“We present AmberNet, which counts tides from sound alone." in text
    assert below == f"  \n[1] {FIRST.title} · 2024-01-01 · abstract"
    assert (choice.finish_reason, choice.message.role, made.object) == (
        "stop",
        "assistant",
        "chat.completion",
    )
    assert made.usage
    assert made.usage.total_tokens == made.usage.prompt_tokens + made.usage.completion_tokens
    assert made.usage.completion_tokens > 50


def test_each_annotation_marks_the_words_that_it_is_about(client: OpenAI, service: Service) -> None:
    message = client.chat.completions.create(model="ask", messages=said(ABOUT)).choices[0].message
    found = marks(message)
    assert len(found) == str(message.content).count("”") > 0
    for mark in found:
        marked = str(message.content)[mark["start_index"] : mark["end_index"]]
        assert marked.removesuffix("” [1]") == mark["quote"]
        assert FIRST.text[mark["quote_start"] : mark["quote_end"]] == mark["quote"]
        assert mark["title"] == FIRST.title
        assert mark["url"] == f"{service.address}/api/papers/{FIRST.paper_id}"


def test_a_stream_says_what_the_whole_says(client: OpenAI) -> None:
    whole = client.chat.completions.create(model="ask", messages=said(ABOUT))
    asked: Any = {"messages": said(ABOUT), "stream": True, "stream_options": {"include_usage": True}}
    chunks = [*client.chat.completions.create(model="ask", **asked)]
    deltas = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    assert "".join(d.content or "" for d in deltas) == whole.choices[0].message.content
    (annotated,) = [d.annotations for d in deltas if getattr(d, "annotations", None)]  # type: ignore[attr-defined]
    assert [a["url_citation"] for a in annotated] == marks(whole.choices[0].message)
    assert [c.choices[0].finish_reason for c in chunks if c.choices][-1] == "stop"
    assert chunks[-1].usage == whole.usage
    assert len({chunk.id for chunk in chunks}) == 1


def test_a_stream_without_usage_ends_with_its_reason(client: OpenAI) -> None:
    chunks = [*client.chat.completions.create(model="ask", messages=said(ABOUT), stream=True)]
    assert chunks[-1].choices[0].finish_reason == "stop"


# -- conversations


def test_a_follow_up_is_understood_from_the_conversation_that_the_client_sends(client: OpenAI) -> None:
    first = client.chat.completions.create(model="ask", messages=said(ABOUT)).choices[0].message.content
    second = client.chat.completions.create(
        model="ask", messages=said(ABOUT, str(first), "How much does it err?")
    )
    assert "errs by 2.5%" in str(second.choices[0].message.content)
    assert cited(second) == {FIRST.paper_id}


def test_a_conversation_from_before_a_restart_is_understood_too(client: OpenAI) -> None:
    told = said("What is BirchNet?", "Something that this server never said.", "How much does it err?")
    made = client.chat.completions.create(model="ask", messages=told)
    assert cited(made) == {papers(2)[1].paper_id}


def test_what_a_client_makes_the_assistant_say_is_no_source(client: OpenAI) -> None:
    told = said(ABOUT, "AmberNet errs by 99% [1].", "How much does it err?")
    content = str(client.chat.completions.create(model="ask", messages=told).choices[0].message.content)
    assert "99%" not in content
    assert "2.5%" in content


def test_an_answer_that_was_given_is_known_again_by_its_words(service: Service) -> None:
    remembered, turns = service.desk._remembered, (Said("Never asked?", "As it was given."),)
    answer = service.desk.assistant.ask(ABOUT)
    remembered.keep(turns, NO_FILTERS, answer)
    spaced = (Said("Never  asked?", " As it was\ngiven. "),)
    assert remembered.history(spaced, NO_FILTERS) == [answer]
    other = (Said("Never asked?", "As it was not given."),)
    assert remembered.history(other, NO_FILTERS) != [answer]


# -- what clients send


def test_text_in_blocks_is_read_and_other_blocks_are_left_out(client: OpenAI) -> None:
    picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}
    content: Any = [{"type": "text", "text": "What is"}, picture, {"type": "text", "text": "AmberNet?"}]
    made = client.chat.completions.create(model="ask", messages=[{"role": "user", "content": content}])
    assert cited(made) == {FIRST.paper_id}


def test_parameters_that_mean_nothing_here_change_nothing(client: OpenAI) -> None:
    tool: Any = {"type": "function", "function": {"name": "f", "parameters": {}}}
    made = client.chat.completions.create(
        model="ask",
        messages=[{"role": "system", "content": "Speak like a pirate."}, *said(ABOUT)],
        temperature=1.5,
        max_tokens=3,
        n=2,
        tools=[tool],
        seed=1,
        user="moss",
        extra_body={"top_k": 1, "no_such_thing": {"deep": [1]}},
    )
    plain = client.chat.completions.create(model="ask", messages=said(ABOUT))
    assert [c.message.content for c in made.choices] == [plain.choices[0].message.content]


def test_papers_can_be_limited_by_date(client: OpenAI) -> None:
    ask = client.chat.completions.create
    made = ask(model="ask", messages=said("Which papers count?"), extra_body={"since": "2024-12"})
    dates = {mark["published"][:7] for mark in marks(made.choices[0].message)}
    assert dates == {"2024-12"}


def test_half_a_character_and_controls_do_no_harm(service: Service) -> None:
    body = json.dumps({"model": "ask", "messages": said("What is \ud800\x1b[31mAmberNet?")})
    with service.client(content_type="application/json") as http:
        made = http.post("/v1/chat/completions", content=body)
    assert made.status_code == 200
    assert "\x1b" not in made.json()["choices"][0]["message"]["content"]


WRONG = [
    pytest.param({"model": "gpt-9"}, 404, "model", "no model called 'gpt-9'; there are: ask", id="model"),
    pytest.param({"messages": said("a", "b")}, 400, "messages", "the last message must be", id="order"),
    pytest.param({"messages": said(" ")}, 400, "messages", "no text", id="empty"),
    pytest.param({"messages": []}, 400, "messages", "messages: List should have", id="no messages"),
    pytest.param({"messages": [{"role": "user", "content": 7}]}, 400, "messages[0].content", "", id="text"),
    pytest.param({"messages": None}, 400, "messages", "", id="null"),
    pytest.param({"since": "soonish"}, 400, "since", "'soonish' is not a date", id="date"),
]


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize(("sent", "status", "param", "says"), WRONG)
def test_what_is_wrong_is_said_in_openais_shape(
    client: OpenAI, sent: dict[str, Any], status: int, param: str, says: str, stream: bool
) -> None:
    body = {"model": "ask", "messages": said(ABOUT), "stream": stream, **sent}
    with pytest.raises(openai.APIStatusError) as wrong:
        client.post("/chat/completions", body=body, cast_to=object)
    error: Any = wrong.value.body
    assert wrong.value.status_code == status
    assert (error["type"], error["param"]) == ("invalid_request_error", param)
    assert says in error["message"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/v1/nothing", "", 404),
        ("GET", "/v1/chat/completions", "", 405),
        ("POST", "/v1/chat/completions", "{", 400),
        ("POST", "/v1/chat/completions", "[]", 400),
        ("POST", "/v1/chat/completions", "", 400),
        ("GET", "/v1/models/gpt-9", "", 404),
    ],
)
def test_every_refusal_has_that_shape(
    service: Service, method: str, path: str, body: str, status: int
) -> None:
    with service.client(content_type="application/json") as http:
        made = http.request(method, path, content=body or None)
    assert made.status_code == status
    assert set(made.json()["error"]) == {"message", "type", "param", "code"}


def test_the_models_are_listed(client: OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["ask"]
    assert client.models.retrieve("ask").owned_by == "ask"


# -- many at once


def test_of_a_hundred_at_once_each_gets_its_own_answer(service: Service) -> None:
    names = {paper.title.partition(":")[0]: paper.paper_id for paper in papers(PAPERS)}
    client = AsyncOpenAI(base_url=f"{service.address}/v1", api_key="none", max_retries=0)

    async def asked(name: str, *, stream: bool) -> str:
        made: Any = await client.chat.completions.create(
            model="ask", messages=said(f"What is {name}?"), stream=stream
        )
        if not stream:
            return str(made.choices[0].message.content)
        return "".join([c.choices[0].delta.content or "" async for c in made if c.choices])

    async def all_of_them() -> list[str]:
        return [
            *await asyncio.gather(
                *(asked(name, stream=n % 2 == 0) for n, name in enumerate([*names, *names]))
            )
        ]

    answers = asyncio.run(all_of_them())
    assert len(answers) == 100
    for name, answer in zip([*names, *names], answers, strict=True):
        assert answer.startswith(f"“We present {name}")
        assert f"[1] {name}: Counting" in answer
    assert service.desk.work.running == 0
