"""What the page keeps: conversations, and what readers thought of answers."""

import json
import socket
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rag.web import serving
from rag.web.asking import Asking
from rag.web.conversations import Conversation, ConversationStore, Listed, token
from rag.web.feedback import keep
from rag.web.session import SessionState
from tests.page_rooms import asking, controller, library
from tests.page_values import answer, asked, citation

__all__ = ["asking", "controller", "library"]  # fixtures


def test_a_conversation_is_kept_whole_and_only_for_its_owner(tmp_path: Path) -> None:
    conversations, owner, other = ConversationStore(tmp_path), token(), token()
    conversation = Conversation(token()).with_answer(answer("Yes “a\u2028b” [1]", citation(), seconds=0.5))
    conversations.save(owner, conversation)
    conversation = conversation.with_answer(answer("x", parsed=(asked("moss", since="2024"),)), widened=True)
    conversations.save(owner, conversation)
    assert conversations.open(owner, conversation.id) == conversation
    assert conversations.listed(owner) == [Listed(conversation.id, "What?", asked="What? What?")]
    assert conversations.listed(other) == []
    assert conversations.open(other, conversation.id).answers == ()
    conversations.forget(other, conversation.id)
    conversations.forget(owner, conversation.id)
    assert conversations.listed(owner) == []


@pytest.mark.parametrize("owner", ["", "..", "../../etc", "a" * 31, "A" * 32, "0" * 32 + "/..", None, 7])
def test_what_is_no_token_reaches_no_file(tmp_path: Path, owner: Any) -> None:
    conversations = ConversationStore(tmp_path / "talks")
    conversations.save(owner, Conversation(token()).with_answer(answer("x")))
    conversations.forget(owner, "../x")
    assert conversations.listed(owner) == []
    assert list(tmp_path.rglob("*")) == []


def test_a_conversation_kept_by_an_earlier_version_still_opens(tmp_path: Path) -> None:
    owner, id_ = token(), token()
    record = {k: v for k, v in answer("Yes.").to_json().items() if k not in ("parsed", "usage", "sentences")}
    head = {"title": "What?", "changed": 1.0, "ratings": {"0": "up"}}
    (tmp_path / owner).mkdir()
    lines = f"{json.dumps(head)}\n{json.dumps(record)}\n"
    (tmp_path / owner / f"{id_}.jsonl").write_text(lines, encoding="utf-8")
    ConversationStore(tmp_path).make_private()
    opened = ConversationStore(tmp_path).open(owner, id_)
    assert [a.answer for a in opened.answers] == ["Yes."]
    assert (opened.ratings, opened.widened) == ({0: "up"}, frozenset())


def test_a_damaged_conversation_is_not_lost_and_not_in_the_way(tmp_path: Path) -> None:
    conversations, owner, id_ = ConversationStore(tmp_path), token(), token()
    (tmp_path / owner).mkdir()
    (tmp_path / owner / f"{id_}.jsonl").write_text("{not json", encoding="utf-8")
    conversations.make_private()
    opened = conversations.open(owner, id_)
    assert opened.answers == ()
    assert opened.id != id_
    assert conversations.listed(owner) == []


def modes(folder: Path) -> dict[str, int]:
    return {p.name: p.stat().st_mode & 0o777 for p in (folder, *folder.rglob("*")) if p != folder}


def test_only_the_owner_of_the_home_may_read_and_a_listing_tells_no_secret(tmp_path: Path) -> None:
    conversations, feedback = serving.private_folders(tmp_path, print)[0], tmp_path / "feedback.jsonl"
    owner = token()
    conversations.save(owner, Conversation(token()).with_answer(answer("x")))
    keep(tmp_path, [answer("x")], "up")
    assert feedback.stat().st_mode & 0o777 == 0o600
    assert set(modes(tmp_path / "page").values()) == {0o700, 0o600}
    assert not any(owner in str(path) for path in tmp_path.rglob("*"))


def test_what_an_earlier_version_left_open_is_closed_at_the_start(tmp_path: Path) -> None:
    owner, id_ = token(), token()
    talks = tmp_path / "page" / "talks"
    now = ConversationStore(talks)
    now.save(owner, Conversation(id_).with_answer(answer("kept")))
    (folder,) = talks.iterdir()
    folder.rename(talks / owner)
    for path, mode in ((tmp_path / "page", 0o755), (talks, 0o775), (talks / owner, 0o755)):
        path.chmod(mode)
    (talks / owner / f"{id_}.jsonl").chmod(0o644)
    (tmp_path / "feedback.jsonl").touch(mode=0o644)
    conversations, _ = serving.private_folders(tmp_path, print)
    assert [a.answer for a in conversations.open(owner, id_).answers] == ["kept"]
    assert set(modes(tmp_path / "page").values()) == {0o700, 0o600}
    assert (tmp_path / "feedback.jsonl").stat().st_mode & 0o777 == 0o600
    assert not any(owner in str(path) for path in tmp_path.rglob("*"))


@pytest.mark.parametrize(
    "content", ["[]", "3", "null", '{"ratings": []}', '{"ratings": {"a": 1}}', "[" * 9999]
)
def test_a_conversation_of_another_shape_is_left_where_it_is(tmp_path: Path, content: str) -> None:
    conversations, owner, id_ = ConversationStore(tmp_path), token(), token()
    conversations.save(owner, Conversation(id_).with_answer(answer("x")))
    (file,) = tmp_path.rglob("*.jsonl")
    file.write_text(content)
    assert conversations.open(owner, id_).answers == ()
    assert conversations.listed(owner) == []
    assert file.read_text() == content


def test_feedback_is_a_line_that_can_become_a_question(tmp_path: Path) -> None:
    keep(tmp_path, [answer("first"), answer("second", citation())], "down", "n" * 5000)
    keep(tmp_path, [answer("second")], "sideways")
    (line,) = (tmp_path / "feedback.jsonl").read_text(encoding="utf-8").splitlines()
    record = json.loads(line)
    assert (record["rating"], record["papers"], len(record["note"])) == ("down", ["p"], 2000)
    assert record["turns"] == ["What?", "What?"]


def test_pinned_conversations_stand_first_and_a_name_takes_the_place_of_the_question(tmp_path: Path) -> None:
    conversations, owner = ConversationStore(tmp_path), token()
    first = Conversation(token()).with_answer(answer("x"))
    conversations.save(owner, replace(first.named("  Tides,\nand so "), pinned=True))
    second = Conversation(token()).with_answer(answer("y"))
    conversations.save(owner, second)
    assert [one.title for one in conversations.listed(owner)] == ["Tides, and so", "What?"]
    kept = conversations.open(owner, first.id).before(0)
    assert (kept.name, kept.pinned, kept.answers) == ("Tides, and so", True, ())
    assert kept.named(" ").with_answer(answer("z")).title == "What?"


def test_a_deleted_conversation_can_be_had_back_until_the_next_is_deleted(tmp_path: Path) -> None:
    conversations, owner = ConversationStore(tmp_path), token()
    one, other = (Conversation(token()).with_answer(answer(text)) for text in "ab")
    for each in (one, other):
        conversations.save(owner, each)
    conversations.forget(owner, one.id)
    assert [found.id for found in conversations.listed(owner)] == [other.id]
    conversations.restore(owner, one.id)
    assert conversations.open(owner, one.id) == one
    for each in (one, other):
        conversations.forget(owner, each.id)
    conversations.restore(owner, one.id)
    assert conversations.open(owner, one.id).answers == ()
    ConversationStore(tmp_path).make_private()
    conversations.restore(owner, other.id)
    assert conversations.open(owner, other.id).answers == (), "the page was started anew"


def test_the_page_names_pins_deletes_and_brings_back(asking: Asking) -> None:
    state = SessionState(owner=token(), conversation=token(), box="What is AmberNet?")
    list(asking.ask(state, {}))
    that = {"conversation": state.conversation}
    assert "Nets" in asking.rename(state, {**that, "name": "Nets <b>"})["past"]
    assert "Pinned" in asking.pin(state, that)["past"]
    assert "Pinned" not in asking.pin(state, that)["past"]
    gone = asking.forget(state, that)
    assert "Nets &lt;b&gt;" in gone["hint"]
    assert "AmberNet" not in gone["latest"] + gone["earlier"]
    back = asking.restore(state, that)
    assert back["conversation"] == state.conversation
    assert "AmberNet" in back["latest"]
    assert asking.rename(state, {"conversation": token(), "name": "x"}).keys() == {"past"}


def test_a_taken_port_is_said_and_the_next_free_one_is_used() -> None:
    told: list[str] = []
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        found = serving.free_port("127.0.0.1", port, told.append)
        assert port < found <= port + serving.PORTS_TRIED
        assert told == [f"port {port} is taken; using {found}"]
    assert serving.free_port("127.0.0.1", 0, told.append) == 0
