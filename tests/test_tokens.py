"""Tokens are counted as the model would count them, without a network."""

import subprocess
import sys

import pytest

from rag.generation.tokens import count_tokens

OFFLINE = """
import sys
def no_network(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo"):
        raise OSError("no network")
sys.addaudithook(no_network)
from rag.generation.tokens import count_tokens
print(count_tokens("Moss grows slowly."), count_tokens("Moss grows slowly.", "gpt-4"))
"""


@pytest.mark.parametrize("model", ["", "gpt-4", "gpt-4o", "gpt-2", "some-local-model", "text-davinci-003"])
def test_every_model_can_be_counted_for(model: str) -> None:
    assert count_tokens("Moss grows slowly on the forest floor.", model) in range(7, 13)
    assert count_tokens("", model) == 0


def test_a_special_token_in_a_paper_is_plain_text() -> None:
    assert count_tokens("<|endoftext|>") > 1
    assert count_tokens("Moss <|endoftext|> grows.", "gpt-4") > count_tokens("Moss grows.", "gpt-4") + 1


def test_models_are_counted_by_their_own_tables() -> None:
    chinese = "苔藓在森林的地面上慢慢生长" * 4
    assert count_tokens(chinese, "gpt-4o") < count_tokens(chinese, "gpt-4")


def test_no_network_is_needed(tmp_path: object) -> None:
    run = [sys.executable, "-c", OFFLINE]
    found = subprocess.run(run, check=True, capture_output=True, text=True, env={"TMPDIR": str(tmp_path)})
    assert found.stdout.split() == [str(count_tokens("Moss grows slowly.", m)) for m in ("", "gpt-4")]
