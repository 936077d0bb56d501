"""What the page keeps: conversations, and what readers thought of answers."""

import json
from pathlib import Path
from typing import Any

import pytest

from rag.web import serving
from rag.web.conversations import Conversation, ConversationStore, token
from rag.web.feedback import keep
from tests.page_values import answer, asked, citation


def test_a_conversation_is_kept_whole_and_only_for_its_owner(tmp_path: Path) -> None:
    conversations, owner, other = ConversationStore(tmp_path), token(), token()
    conversation = Conversation(token()).with_answer(answer("Yes “a\u2028b” [1]", citation(), seconds=0.5))
    conversations.save(owner, conversation)
    conversation = conversation.with_answer(answer("x", parsed=(asked("moss", since="2024"),)), widened=True)
    conversations.save(owner, conversation)
    assert conversations.open(owner, conversation.id) == conversation
    assert conversations.titles(owner) == [(conversation.id, "What?")]
    assert conversations.titles(other) == []
    assert conversations.open(other, conversation.id).answers == ()
    conversations.forget(other, conversation.id)
    conversations.forget(owner, conversation.id)
    assert conversations.titles(owner) == []


@pytest.mark.parametrize("owner", ["", "..", "../../etc", "a" * 31, "A" * 32, "0" * 32 + "/..", None, 7])
def test_what_is_no_token_reaches_no_file(tmp_path: Path, owner: Any) -> None:
    conversations = ConversationStore(tmp_path / "talks")
    conversations.save(owner, Conversation(token()).with_answer(answer("x")))
    conversations.forget(owner, "../x")
    assert conversations.titles(owner) == []
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
    assert conversations.titles(owner) == []


def modes(folder: Path) -> dict[str, int]:
    return {p.name: p.stat().st_mode & 0o777 for p in (folder, *folder.rglob("*")) if p != folder}


def test_only_the_owner_of_the_home_may_read_and_a_listing_tells_no_secret(tmp_path: Path) -> None:
    conversations, feedback = serving.private_folders(tmp_path)[0], tmp_path / "feedback.jsonl"
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
    conversations, _ = serving.private_folders(tmp_path)
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
    assert conversations.titles(owner) == []
    assert file.read_text() == content


def test_feedback_is_a_line_that_can_become_a_question(tmp_path: Path) -> None:
    keep(tmp_path, [answer("first"), answer("second", citation())], "down", "n" * 5000)
    keep(tmp_path, [answer("second")], "sideways")
    (line,) = (tmp_path / "feedback.jsonl").read_text(encoding="utf-8").splitlines()
    record = json.loads(line)
    assert (record["rating"], record["papers"], len(record["note"])) == ("down", ["p"], 2000)
    assert record["turns"] == ["What?", "What?"]
