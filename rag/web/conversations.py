"""Conversations that outlive the page: a file each, in the folder of the browser that held it.

In: an owner's token, answers. Out: the same answers later. A token is a secret that only the
browser keeps, so nobody sees another's conversations; only a token and an id make a path. The folder
is called by a hash of the token: who may list the home learns no secret. Only its owner may enter it, and a
folder of ours that stands otherwise is mended; what cannot be read is left as it is, and said.
"""

import hashlib
import json
import os
import re
import secrets
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from rag.model.answer import Answer, answer_from
from rag.web.privacy import OWN_FILE, entered, make_private, opened, private_below

TITLE_CHARACTERS = 70
MOST_LISTED = 100
MOST_UNKEPT = 100  # conversations that are remembered because they cannot be kept
ASKED_CHARACTERS = 2000  # of its questions, that a search looks through
_KEPT, _FORGOTTEN = ".jsonl", ".gone"  # how the file of a conversation ends, and of a deleted one
_TOKEN = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation; in the `widened` turns the reader removed filters that the message sets."""

    id: str
    answers: tuple[Answer, ...] = ()
    ratings: Mapping[int, str] = field(default_factory=dict)
    widened: frozenset[int] = frozenset()
    name: str = ""  # what its owner calls it
    pinned: bool = False
    only: tuple[str, ...] = ()  # ids of the papers that it is asked of; all where there are none

    @property
    def title(self) -> str:
        """Its name, else its first question."""
        asked = (
            self.name or " ".join(self.answers[0].question.split()) if self.answers else "New conversation"
        )
        return asked if len(asked) <= TITLE_CHARACTERS else asked[: TITLE_CHARACTERS - 1] + "…"

    def before(self, turn: int) -> "Conversation":
        """As it was before that turn."""
        kept = {n: r for n, r in self.ratings.items() if n < turn}
        widened = frozenset(n for n in self.widened if n < turn)
        return replace(self, answers=self.answers[:turn], ratings=kept, widened=widened)

    def named(self, name: str) -> "Conversation":
        """Under another name; a blank one gives it back its first question."""
        return replace(self, name=" ".join(name.split())[:TITLE_CHARACTERS])

    def with_answer(
        self, answer: Answer, *, widened: bool = False, turn: int | None = None
    ) -> "Conversation":
        """With one more answer, or another one in the place of a turn."""
        turn = len(self.answers) if turn is None else turn
        turns = self.widened | {turn} if widened else self.widened
        answers = (*self.answers[:turn], answer, *self.answers[turn + 1 :])
        return replace(self, answers=answers, widened=turns)


@dataclass(frozen=True, slots=True)
class Listed:
    """A conversation in the list of its owner; `asked` is what is looked through when one searches."""

    id: str
    title: str
    pinned: bool = False
    asked: str = ""


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
        self._unkept: dict[tuple[str, str], tuple[Conversation, str]] = {}  # and why, by owner and id

    def make_private(self) -> list[OSError]:
        """Mend what was left otherwise: folders that others may enter or that we may not, or that an earlier
        version called by the token itself. What was deleted is gone for good. Returns what the system
        refused: that is left as it was."""
        refused = private_below(self.folder)
        with suppress(OSError):  # told already
            for folder in [path for path in self.folder.iterdir() if path.is_dir() and not path.is_symlink()]:
                with suppress(OSError):
                    self._delete_forgotten(self._renamed(folder) if is_token(folder.name) else folder)
        return refused

    def _renamed(self, folder: Path) -> Path:
        """What lies in a folder that is called by its token goes where it is looked for; what is there
        already stays."""
        make_private(named := self._folder(folder.name))
        for path in list(folder.iterdir()):
            if not (named / path.name).exists():
                path.replace(named / path.name)
        with suppress(OSError):
            folder.rmdir()
        return named

    def open(self, owner: str, id_: str) -> Conversation:
        """The conversation as it was kept, or would have been; a new one where there is none."""
        if not (is_token(owner) and is_token(id_)):
            return Conversation(token())
        if found := self._unkept.get((owner, id_)):
            return found[0]
        try:
            with opened(self._path(owner, id_)) as file:
                lines = file.read().split("\n")
            head = json.loads(lines[0])
            answers = tuple(answer_from(json.loads(line)) for line in lines[1:] if line)
            ratings = {int(n): str(r) for n, r in head.get("ratings", {}).items()}
            widened = frozenset(map(int, head.get("widened", ())))
            name, pinned = str(head.get("name", "")), bool(head.get("pinned", False))
            only = tuple(map(str, head.get("only", ())))
            return Conversation(id_, answers, ratings, widened, name, pinned, only)
        except (FileNotFoundError, NotADirectoryError):
            return Conversation(id_)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return Conversation(token())  # damaged: left where it is, a new one begun
        except OSError:
            return Conversation(token())  # it cannot be read: the same, and `kept` says it

    def save(self, owner: str, conversation: Conversation) -> None:
        """Whole or not at all; OSError where it cannot be kept, or not so that only we read it. What is kept
        of it then stays as it was, and this process remembers the conversation until it can be kept."""
        if not (is_token(owner) and is_token(conversation.id)):
            return
        self._unkept.pop(at := (owner, conversation.id), None)
        try:
            self._write(owner, conversation)
        except OSError as error:
            error.filename = error.filename or str(self._folder(owner))  # a write does not know of which file
            while len(self._unkept) >= MOST_UNKEPT:
                self._unkept.pop(next(iter(self._unkept)), None)
            self._unkept[at] = conversation, error.strerror or str(error)
            raise

    def why_unkept(self, owner: str, id_: str) -> str:
        """Why the conversation is not kept as it is; empty where it is."""
        return self._unkept.get((owner, id_), (None, ""))[1]

    def _write(self, owner: str, conversation: Conversation) -> None:
        path = self._path(owner, conversation.id)
        make_private(self.folder)
        make_private(path.parent)
        head = {
            "title": conversation.title,
            "changed": time.time(),
            "ratings": dict(conversation.ratings),
            "widened": sorted(conversation.widened),
            "name": conversation.name,
            "pinned": conversation.pinned,
            "only": conversation.only,
            "begun": bool(conversation.answers),
            "asked": " ".join(answer.question for answer in conversation.answers)[:ASKED_CHARACTERS],
        }
        lines = [
            json.dumps(o, ensure_ascii=False) for o in (head, *(a.to_json() for a in conversation.answers))
        ]
        part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
        try:
            with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWN_FILE), "wb") as file:
                file.write(("\n".join(lines) + "\n").encode("utf-8", "replace"))
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)

    def forget(self, owner: str, id_: str) -> None:
        """Delete a conversation; an unknown one does nothing. It can be had back until another is deleted or
        the page is started anew."""
        if is_token(owner) and is_token(id_):
            self._unkept.pop((owner, id_), None)
            self._delete_forgotten(self._folder(owner))
            with suppress(FileNotFoundError):
                self._path(owner, id_).replace(self._path(owner, id_).with_suffix(_FORGOTTEN))

    def restore(self, owner: str, id_: str) -> None:
        """Have back the conversation that was deleted last; any other does nothing."""
        if is_token(owner) and is_token(id_):
            with suppress(FileNotFoundError):
                path = self._path(owner, id_)
                path.with_suffix(_FORGOTTEN).replace(path)

    def _delete_forgotten(self, folder: Path) -> None:
        for path in folder.glob(f"*{_FORGOTTEN}"):
            path.unlink(missing_ok=True)

    def listed(self, owner: str) -> list[Listed]:
        """All of them, pinned ones first, then the one last spoken in."""
        return self.kept(owner)[0]

    def kept(self, owner: str) -> tuple[list[Listed], str]:
        """Those, and why some may be there that cannot be read; empty where none is."""
        found, refused = [], ""
        try:
            files = entered(self._folder(owner)) if is_token(owner) else []
        except (FileNotFoundError, NotADirectoryError):
            return [], ""
        except OSError as error:
            return [], error.strerror or str(error)
        for path in (file for file in files if file.suffix == _KEPT):
            try:
                with opened(path) as file:
                    head = json.loads(file.readline())
                changed = float(head["changed"])
                if not head.get("begun", True):
                    continue  # nothing was asked yet: what is kept is of which papers it will be
                pinned, asked = bool(head.get("pinned", False)), str(head.get("asked", ""))
                one = Listed(path.stem, str(head["title"]), pinned, asked)
                found.append((pinned, changed, path.stem, one))
            except PermissionError as error:
                refused = error.strerror or str(error)
            except (OSError, ValueError, KeyError, TypeError, RecursionError):
                continue  # a file that is no conversation is none of ours
        return [one for *_, one in sorted(found, key=lambda f: f[:3], reverse=True)[:MOST_LISTED]], refused

    def _path(self, owner: str, id_: str) -> Path:
        return self._folder(owner) / f"{id_}{_KEPT}"

    def _folder(self, owner: str) -> Path:
        return self.folder / f"of-{hashlib.sha256(owner.encode()).hexdigest()[:32]}"
