"""Many readers without many browsers: the page's own protocol, spoken over plain HTTP.

In: the page's address. Out: what a session was sent after asking.
"""

import json
import secrets
from typing import Any

import httpx


class Session:
    """One reader: an owner's token, as a browser would keep it."""

    def __init__(self, address: str) -> None:
        self.client = httpx.Client(base_url=address, timeout=600, verify=False)
        self.hash, self.owner = secrets.token_hex(6), secrets.token_hex(16)
        config = self.client.get("config").json()
        self.kinds = {c["id"]: c["type"] for c in config["components"]}
        self.box = next(c["id"] for c in config["components"] if c["props"].get("elem_id") == "box")
        self.event = next(d for d in config["dependencies"] if [self.box, "submit"] in d["targets"])

    def ask(self, question: str) -> str:
        """Everything the server sent in answer, as text."""
        body = {
            "data": [self._value(id_, question) for id_ in self.event["inputs"]],
            "event_data": None,
            "fn_index": self.event["id"],
            "trigger_id": self.box,
            "session_hash": self.hash,
        }
        self.client.post("gradio_api/queue/join", json=body).raise_for_status()
        sent: list[Any] = []
        with self.client.stream("GET", "gradio_api/queue/data", params={"session_hash": self.hash}) as lines:
            for line in lines.iter_lines():
                if line.startswith("data:"):
                    sent.append(json.loads(line[5:]))
                    if sent[-1]["msg"] in ("process_completed", "close_stream"):
                        break
        return json.dumps(sent, ensure_ascii=False)

    def _value(self, id_: int, question: str) -> str | None:
        if id_ == self.box:
            return question
        return self.owner if self.kinds[id_] == "browserstate" else None
