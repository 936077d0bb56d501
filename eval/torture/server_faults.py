"""What a model's server can do wrong, byte by byte; sound replies are among it.

In: nothing. Out: `FAULTS`, by name: what is sent in answer to a chat (eval/torture/faulty_server.py).
"""

import gzip
import json
from collections.abc import Iterator
from itertools import product, repeat
from typing import Any

from eval.torture.faulty_server import LONG, RESET, Fault, Step, head

SAYS = "Counter7 counts things of kind 7 within 9 nights. [1]"
SECRET = "sk-moss-0123456789abcdef"


def chunk(**delta: Any) -> dict[str, Any]:
    """One piece of a stream, as it should be."""
    choice = {"index": 0, "delta": delta, "finish_reason": None}
    return {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [choice]}


def event(data: object) -> bytes:
    return f"data: {json.dumps(data)}\n\n".encode()


START, WORDS, DONE = (
    event(chunk(role="assistant", content="")),
    event(chunk(content=SAYS)),
    b"data: [DONE]\n\n",
)
STOP = event({**chunk(), "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
WHOLE = START + WORDS + STOP + DONE


def _sent(*steps: Step) -> Fault:
    return lambda: steps


def _streamed(*steps: Step) -> Fault:
    return _sent(head(), *steps)


def _for_ever(first: bytes, again: bytes, pause: float = 0.0) -> Fault:
    def steps() -> Iterator[Step]:
        yield first
        for piece in repeat(again):
            yield piece
            if pause:
                yield pause

    return steps


def _refusals() -> Iterator[tuple[str, Fault]]:
    """Every status with every kind of body."""
    statuses = (
        400,
        401,
        402,
        403,
        404,
        405,
        408,
        409,
        413,
        415,
        418,
        422,
        429,
        451,
        500,
        501,
        502,
        503,
        504,
        529,
    )
    for status in statuses:
        body = json.dumps({"error": {"message": f"no: {SECRET}", "type": "x", "code": status}}).encode()
        yield f"{status}, JSON", _sent(head(status, "application/json"), body)
    bodies = {
        "nothing": b"",
        "HTML": b"<html><body><h1>Bad Gateway</h1></body></html>",
        "a string": b'"no"',
        "a list": b'["no", 3]',
        "null": b"null",
        "error null": b'{"error": null}',
        "error a string": b'{"error": "no"}',
        "error a list": b'{"error": [{"message": "no"}]}',
        "a message of lists": b'{"error": {"message": [["no"]], "code": {"a": 1}}}',
        "controls": b'{"error": {"message": "no\\u001b[31m\\u0000\\nTraceback (most recent call last):"}}',
        "half a JSON": b'{"error": {"mess',
        "no UTF-8": b'{"error": {"message": "\xff\xfe\xed\xa0\x80"}}',
        "very much": b'{"error": {"message": "' + b"no " * 300_000 + b'"}}',
    }
    for status, (name, body) in product((400, 500), bodies.items()):
        yield f"{status}, {name}", _sent(head(status, "application/json"), body)
    for after in ("0", "1", "-5", "1e9", "soon", "Wed, 21 Oct 2099 07:28:00 GMT", "NaN", "٣"):
        line = f"Retry-After: {after}"
        yield (
            f"429, {line}",
            _sent(head(429, "application/json", line.encode("latin-1", "replace").decode("latin-1"))),
        )


def _heads() -> Iterator[tuple[str, Fault]]:
    """What is no HTTP, or not what it says."""
    yield "closed at once", _sent()
    yield "reset at once", _sent(RESET)
    yield "silence", _sent(LONG)
    yield "half a status line", _sent(b"HTTP/1.")
    yield "half a head", _sent(b"HTTP/1.1 200 OK\r\nContent-Ty")
    yield "a head that stops", _sent(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n", LONG)
    yield "a head that drips", _for_ever(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", 0.2)
    yield "an endless head", _for_ever(b"HTTP/1.1 200 OK\r\n", b"X-Moss: " + b"y" * 5_000 + b"\r\n")
    yield "a greeting of SMTP", _sent(b"220 mail ready\r\n")
    yield "TLS's alert", _sent(b"\x15\x03\x01\x00\x02\x02\x46")
    yield "HTTP/2", _sent(b"\x00\x00\x12\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x64")
    yield "HTTP/0.9", _sent(b"data: no head at all\n\n")
    yield "a status of words", _sent(b"HTTP/1.1 two hundred\r\n\r\n")
    yield "zero bytes in a header", _sent(b"HTTP/1.1 200 OK\r\nX: \0\r\n\r\n", WHOLE)
    for status in (100, 101, 199, 204, 205, 206, 299, 300, 304, 600, 999):
        yield f"status {status}", _sent(head(status), WHOLE)
    for where in (
        "/v1/chat/completions",
        "http://127.0.0.1:1/v1",
        "http://[::1",
        "file:///etc/passwd",
        "",
        "//",
    ):
        yield f"redirected to {where!r}", _sent(head(307, "text/html", f"Location: {where}"))
    for name, line, body in (
        ("shorter than it says", "Content-Length: 100000", WHOLE),
        ("longer than it says", "Content-Length: 10", WHOLE),
        ("a length of words", "Content-Length: many", WHOLE),
        ("a length below zero", "Content-Length: -1", WHOLE),
        ("gzip that is none", "Content-Encoding: gzip", WHOLE),
        ("gzip cut short", "Content-Encoding: gzip", gzip.compress(WHOLE)[:-20]),
        ("an encoding of its own", "Content-Encoding: moss", WHOLE),
        ("chunks that are none", "Transfer-Encoding: chunked", WHOLE),
        ("a chunk of words", "Transfer-Encoding: chunked", b"zz\r\n" + WHOLE),
        ("a chunk below zero", "Transfer-Encoding: chunked", b"-5\r\n" + WHOLE),
        ("a chunk too long", "Transfer-Encoding: chunked", b"ffffffffffff\r\n" + WHOLE),
        ("no last chunk", "Transfer-Encoding: chunked", f"{len(WHOLE):x}\r\n".encode() + WHOLE),
    ):
        yield name, _sent(head(200, "text/event-stream", line), body)
    bomb = gzip.compress(event(chunk(content="moss " * 4_000_000)))
    yield "a bomb of gzip", _sent(head(200, "text/event-stream", "Content-Encoding: gzip"), bomb)
    yield "much at once", _sent(head(), event(chunk(content="moss " * 1_000_000)), DONE)
    for kind in (
        "text/html",
        "application/json",
        "text/plain",
        "image/png",
        "moss",
        "text/event-stream; charset=moss",
    ):
        yield f"a stream as {kind}", _sent(head(200, kind), WHOLE)


def _bodies() -> Iterator[tuple[str, Fault]]:
    """Streams that break off, never end, or say something else."""
    yield "as it should be", _streamed(WHOLE)
    yield "nothing", _streamed()
    yield "only the end", _streamed(DONE)
    yield "cut before a word", _streamed(START)
    yield "cut after words", _streamed(START + WORDS)
    yield "cut inside an event", _streamed(START + WORDS[:40])
    yield "reset after words", _streamed(START + WORDS, 0.1, RESET)
    yield "silence after the head", _streamed(LONG)
    yield "silence after words", _streamed(START + WORDS, LONG)
    yield "words that drip", _for_ever(head() + START, b"d", 0.3)
    yield "signs of life for ever", _for_ever(head() + START, b": alive\n\n", 0.05)
    yield "empty words for ever", _for_ever(head() + START, event(chunk(content="")), 0.01)
    yield "words for ever", _for_ever(head() + START, event(chunk(content="and so on ")))
    yield "blank lines for ever", _for_ever(head() + START, event(chunk(content="\n")))
    yield "one line for ever", _for_ever(head() + b"data: ", b"x" * 60_000)
    yield "thoughts for ever", _for_ever(head() + START, event(chunk(reasoning_content="let me think ")))
    yield "HTML", _sent(head(200, "text/html"), b"<html><body>Sign in to the network</body></html>")
    yield (
        "no UTF-8",
        _streamed(START + b'data: {"choices":[{"delta":{"content":"\xff\xc0\xed\xa0\x80"}}]}\n\n' + DONE),
    )
    yield (
        "halves of characters",
        _streamed(START + b'data: {"choices":[{"delta":{"content":"\\ud800 x"}}]}\n\n' + DONE),
    )
    yield "UTF-16", _streamed(WHOLE.decode().encode("utf-16"))
    yield "a mark in front", _streamed(b"\xef\xbb\xbf" + WHOLE)
    yield "other line ends", _streamed(WHOLE.replace(b"\n", b"\r"))
    yield "nested deeply", _streamed(START + b"data: " + b"[" * 100_000 + b"\n\n" + WORDS + DONE)
    yield (
        "a number of many digits",
        _streamed(START + b'data: {"choices": ' + b"9" * 5_000 + b"}\n\n" + WORDS + DONE),
    )
    yield "half a JSON", _streamed(START + b'data: {"choices": [{"del\n\n' + WORDS + DONE)
    yield "the secret", _streamed(START + event(chunk(content=f"The key is {SECRET}. {SAYS}")) + STOP + DONE)
    yield "controls", _streamed(START + event(chunk(content=f"\x1b[31m\0\x07{SAYS}\u202e")) + STOP + DONE)
    yield "a reply in one piece", _sent(head(200, "application/json"), json.dumps(_whole(SAYS)).encode())
    for name, data in _shapes():
        yield f"an event of {name}", _streamed(START + event(data) + WORDS + STOP + DONE)
        yield f"only an event of {name}", _streamed(event(data) + DONE)


def _whole(text: object) -> dict[str, Any]:
    return {
        "object": "chat.completion",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": text}}],
    }


def _shapes() -> Iterator[tuple[str, object]]:
    """Valid JSON that is no piece of a reply."""
    values: dict[str, object] = {
        "null": None,
        "a number": 3,
        "text": "moss",
        "a list": [],
        "an object": {},
        "yes": True,
    }
    for name, value in values.items():
        yield name, value
        yield f"choices {name}", {**chunk(), "choices": value}
        yield f"a choice {name}", {**chunk(), "choices": [value]}
        yield f"a delta {name}", {**chunk(), "choices": [{"index": 0, "delta": value}]}
        yield f"content {name}", chunk(content=value)
        yield f"an end {name}", {**chunk(), "choices": [{"index": 0, "delta": {}, "finish_reason": value}]}
        yield f"usage {name}", {**chunk(), "choices": [], "usage": value}
        yield (
            f"tokens {name}",
            {**chunk(), "choices": [], "usage": {"prompt_tokens": value, "total_tokens": value}},
        )
        yield f"tools {name}", chunk(tool_calls=value)
        yield f"an error {name}", {"error": value}
    yield "an error in words", {"error": {"message": f"the GPU fell over {SECRET}", "code": 500}}
    yield (
        "tokens below zero",
        {**chunk(), "choices": [], "usage": {"prompt_tokens": -1, "completion_tokens": -5}},
    )
    yield "tokens without end", {**chunk(), "choices": [], "usage": {"prompt_tokens": float("inf")}}
    yield (
        "choices of another index",
        {**chunk(), "choices": [{"index": 99, "delta": {"content": "moss"}}] * 3},
    )


FAULTS: dict[str, Fault] = dict([*_refusals(), *_heads(), *_bodies()])
