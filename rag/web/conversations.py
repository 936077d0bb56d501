"""Conversations that outlive the page: a file each, in the folder of the browser that held it.

In: an owner's token, answers. Out: the same answers later. A token is a secret that only the
browser keeps, so nobody sees another's conversations; only a token and an id make a path. The folder
is called by a hash of the token: who may list the home learns no secret. Only its owner may enter it.
"""

import hashlib
import json
import os
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from rag.model.answer import Answer, answer_from

TITLE_CHARACTERS = 70
MOST_LISTED = 100
_OWN_FOLDER, _OWN_FILE = 0o700, 0o600  # what only its owner may enter and read
_TOKEN = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation; in the `widened` turns the reader removed filters that the message sets."""

    id: str
    answers: tuple[Answer, ...] = ()
    ratings: Mapping[int, str] = field(default_factory=dict)
    widened: frozenset[int] = frozenset()

    @property
    def title(self) -> str:
        """Its first question."""
        asked = " ".join(self.answers[0].question.split()) if self.answers else "New conversation"
        return asked if len(asked) <= TITLE_CHARACTERS else asked[: TITLE_CHARACTERS - 1] + "…"

    def before(self, turn: int) -> "Conversation":
        """As it was before that turn."""
        kept = {n: r for n, r in self.ratings.items() if n < turn}
        return Conversation(
            self.id, self.answers[:turn], kept, frozenset(n for n in self.widened if n < turn)
        )

    def with_answer(
        self, answer: Answer, *, widened: bool = False, turn: int | None = None
    ) -> "Conversation":
        """With one more answer, or another one in the place of a turn."""
        turn = len(self.answers) if turn is None else turn
        turns = self.widened | {turn} if widened else self.widened
        answers = (*self.answers[:turn], answer, *self.answers[turn + 1 :])
        return replace(self, answers=answers, widened=turns)


def token() -> str:
    """Nobody can guess it."""
    return secrets.token_hex(16)


def is_token(text: object) -> bool:
    """Whether it has the form of a token."""
    return isinstance(text, str) and bool(_TOKEN.fullmatch(text))


class ConversationStore:
    """The conversations under one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make_private(self) -> None:
        """Mend what an earlier version left: folders that others may enter, or that are called by the token
        itself."""
        make_private(self.folder)
        for folder in [path for path in self.folder.iterdir() if path.is_dir()]:
            named = self._folder(folder.name) if is_token(folder.name) else folder
            if named != folder:
                make_private(named)
                for path in list(folder.iterdir()):
                    path.replace(named / path.name)
                folder.rmdir()
            named.chmod(_OWN_FOLDER)
            for path in named.iterdir():
                path.chmod(_OWN_FILE)

    def open(self, owner: str, id_: str) -> Conversation:
        """The conversation as it was kept; a new one where there is none."""
        if not (is_token(owner) and is_token(id_)):
            return Conversation(token())
        try:
            lines = self._path(owner, id_).read_text(encoding="utf-8").split("\n")
            head = json.loads(lines[0])
            answers = tuple(answer_from(json.loads(line)) for line in lines[1:] if line)
            ratings = {int(n): str(r) for n, r in head.get("ratings", {}).items()}
            return Conversation(id_, answers, ratings, frozenset(map(int, head.get("widened", ()))))
        except (FileNotFoundError, NotADirectoryError):
            return Conversation(id_)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return Conversation(token())  # damaged: left where it is, a new one begun

    def save(self, owner: str, conversation: Conversation) -> None:
        """Whole or not at all."""
        if not (is_token(owner) and is_token(conversation.id)):
            return
        path = self._path(owner, conversation.id)
        make_private(path.parent)
        head = {
            "title": conversation.title,
            "changed": time.time(),
            "ratings": dict(conversation.ratings),
            "widened": sorted(conversation.widened),
        }
        lines = [
            json.dumps(o, ensure_ascii=False) for o in (head, *(a.to_json() for a in conversation.answers))
        ]
        part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
        try:
            with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _OWN_FILE), "wb") as file:
                file.write(("\n".join(lines) + "\n").encode("utf-8", "replace"))
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)

    def forget(self, owner: str, id_: str) -> None:
        """Delete a conversation; an unknown one does nothing."""
        if is_token(owner) and is_token(id_):
            self._path(owner, id_).unlink(missing_ok=True)

    def titles(self, owner: str) -> list[tuple[str, str]]:
        """Id and title of each, the one last spoken in first."""
        found = []
        for path in self._folder(owner).glob("*.jsonl") if is_token(owner) else ():
            try:
                with path.open(encoding="utf-8") as file:
                    head = json.loads(file.readline())
                found.append((float(head["changed"]), path.stem, str(head["title"])))
            except (OSError, ValueError, KeyError, TypeError, RecursionError):
                continue  # a file that is no conversation is none of ours
        return [(id_, title) for _, id_, title in sorted(found, reverse=True)[:MOST_LISTED]]

    def _path(self, owner: str, id_: str) -> Path:
        return self._folder(owner) / f"{id_}.jsonl"

    def _folder(self, owner: str) -> Path:
        return self.folder / f"of-{hashlib.sha256(owner.encode()).hexdigest()[:32]}"


def make_private(folder: Path) -> None:
    """A folder that only its owner may enter, made if it is not there."""
    folder.mkdir(parents=True, exist_ok=True, mode=_OWN_FOLDER)
    if folder.stat().st_mode & 0o077:
        folder.chmod(_OWN_FOLDER)
