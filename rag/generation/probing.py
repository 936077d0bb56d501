"""Try the model that is set: what its server says of itself, and one real question, answered or not.

In: settings. Out: lines for `ask doctor`, each good or not. A line never sends the reader to the
doctor: they are there.
"""

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import httpx

from rag.encoders.endpoint import PROVIDERS, Endpoint, ollama_address
from rag.encoders.failures import failure
from rag.generation.chat import EndpointChat
from rag.generation.context import fit_prompt
from rag.generation.dialect import Dialect
from rag.generation.models import Model, model_endpoint, open_model
from rag.generation.server import ServerFacts, model_names, server_facts
from rag.generation.stream import Usage
from rag.model.errors import AskError, ModelError
from rag.model.paper import Paper

if TYPE_CHECKING:
    from rag.encoders.transport import Pause
    from rag.model.settings import Settings

PROBE_SECONDS = 3.0
SHOWN_MODELS = 8
READ = 0.6  # of what was sent; a server that counts fewer tokens has dropped some
# A question whose answer stands nowhere else.
_PAPER = Paper(
    "larkspur",
    "Larkspur: Counting Ferries at Night",
    "Larkspur counts ferries from the sound of their engines. On HarbourSet it finds 83.6% of them, while "
    "counting by camera finds 41.2%. It needs no light and runs on one processor.",
)
_ASKED, _EXPECTED = "What share of the ferries on HarbourSet does Larkspur find?", "83.6"
_FILLER = (
    "Engines of ferries were recorded at {0} quays for this, on {0} nights, and each was counted by hand."
)
FILLER_SENTENCES = 24  # so that the prompt is about as long as real ones


@dataclass(frozen=True, slots=True)
class Probe:
    """What was found, in one line."""

    line: str
    ok: bool = True


def probe(settings: "Settings", *, ollama: str = "", pause: "Pause | None" = None) -> list[Probe]:
    """Whether the server answers, has the model, and answers a question with it; an Ollama that runs on
    this machine (at the address `ollama`, or where it usually is) is mentioned, never used unasked."""
    found, tried = [], ""
    try:
        at = model_endpoint(settings)
        if at is None and settings.base_url:
            at = model_endpoint(replace(settings, model="?"))
        tried = at.base_url if at else ""
        found = list(_probed(at, settings, pause)) if at else [Probe("no model is set; answers are quoted")]
    except AskError as error:
        found = [Probe(str(error), ok=False)]
    here = _ollama(settings, ollama)
    if tried != here and (names := model_names(Endpoint("", here, timeout_seconds=PROBE_SECONDS / 3))):
        line = f"Ollama runs here with {_listed(names)}; to use it: ASK_MODEL=ollama:{names[0]}"
        found.append(Probe(line))
    return [replace(one, line=_without_us(one.line)) for one in found]


def _ollama(settings: "Settings", given: str) -> str:
    if given:
        return given
    try:
        typed = ollama_address(settings)
    except AskError:
        return PROVIDERS["ollama"]
    return typed if typed.endswith("/v1") else f"{typed}/v1"


def _probed(at: Endpoint, settings: "Settings", pause: "Pause | None") -> Iterator[Probe]:
    facts = ServerFacts((), 0, 1)
    try:
        facts = server_facts(replace(at, timeout_seconds=PROBE_SECONDS))
        yield _about(at, facts)
        yield from _size(facts, settings)
    except (httpx.HTTPStatusError, ValueError):
        yield Probe(
            f"{at.host} has no list of its models; the question below tells whether it has {at.model}"
        )
    except (httpx.HTTPError, AskError) as error:
        yield Probe(str(failure(error, at)), ok=False)
        return
    if at.model == "?":
        return
    model = open_model(replace(settings, mode="auto"), cache=False, pause=pause)
    if model:
        yield from _answered(model, facts)


def _about(at: Endpoint, facts: ServerFacts) -> Probe:
    names = facts.models
    if at.model == "?":
        return Probe(f"{at.host} answers with {_listed(names)}; no model is set; set ASK_MODEL", ok=False)
    has = at.model in names or f"{at.model}:latest" in names or len(names) == 0
    told = "which it has" if has else "which it does not list; set ASK_MODEL to one that it lists"
    return Probe(f"{at.host} answers with {_listed(names)}; the model is {at.model}, {told}", ok=has)


def _size(facts: ServerFacts, settings: "Settings") -> Iterator[Probe]:
    if holds := facts.context_tokens:
        fits = settings.context_tokens <= holds
        advice = (
            "" if fits else f"; fewer than ASK_CONTEXT_TOKENS={settings.context_tokens}: set that to {holds}"
        )
        yield Probe(f"the model holds {holds:,} tokens{advice}", ok=fits)


def _answered(model: Model, facts: ServerFacts) -> Iterator[Probe]:
    """One real question: what came, how fast, and what the server dropped of what it was sent."""
    filler = " ".join(_FILLER.format(number) for number in range(11, 11 + FILLER_SENTENCES))
    paper = replace(_PAPER, text=f"{_PAPER.text} {filler}")
    room = model.context_tokens - model.reply_tokens
    began, first, text, usage = time.perf_counter(), 0.0, "", Usage(0, 0)
    try:
        prompt = fit_prompt([paper], (), (_ASKED, _ASKED), room=room, count=model.count)
        for piece in model.stream(prompt.messages):
            first = first or time.perf_counter() - began
            if isinstance(piece, Usage):
                usage = piece
            else:
                text = text + piece if isinstance(piece, str) else ""
    except ModelError as error:
        yield Probe(f"a question to {model.name} was not answered: {error}", ok=False)
        return
    taken = max(time.perf_counter() - began - first, 1e-6)
    right = _EXPECTED in text
    speed = f"first word after {first:.1f} s, then {usage.completion_tokens / taken:,.0f} tokens a second"
    verdict = (
        "answered a question rightly" if right else "answered a question, but not with what the source says"
    )
    yield Probe(f"{model.name} {verdict}: {speed}", ok=right)
    yield from _dropped(model, usage, sum(model.count(m.text) for m in prompt.messages))


def _dropped(model: Model, usage: Usage, sent: int) -> Iterator[Probe]:
    changed = model.chat.dialect if isinstance(model.chat, EndpointChat) else Dialect()
    if lost := list(_changes(changed)):
        yield Probe(f"the server does not take {', '.join(lost)}; it is asked without")
    if not usage.estimated and 0 < usage.prompt_tokens < READ * sent:
        yield Probe(
            f"the server read {usage.prompt_tokens:,} of about {sent:,} tokens and dropped the rest; give "
            "the model a larger context (for Ollama: OLLAMA_CONTEXT_LENGTH)",
            ok=False,
        )
    if usage.thoughts:
        yield Probe(f"the model thinks before it answers; it has {model.reply_tokens:,} tokens for both")


def _changes(now: Dialect) -> Iterator[str]:
    usual = Dialect()
    if now.limit != usual.limit:
        yield "max_tokens"
    for name, said in (
        ("temperature", "temperature"),
        ("usage", "stream_options"),
        ("system", "a system message"),
        ("stream", "streaming"),
    ):
        if getattr(now, name) != getattr(usual, name):
            yield said


def _without_us(line: str) -> str:
    """The line without "see: ask doctor"."""
    return re.sub(r"(?:[,;] or|[,;])? see(?: those it has with)?: ask doctor", "", line)


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:SHOWN_MODELS]) or "no model"
    return f"{shown} and {len(names) - SHOWN_MODELS} more" if len(names) > SHOWN_MODELS else shown
