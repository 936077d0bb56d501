"""The check of the real services, against our own: it tells a changed shape from a service that is silent."""

from pathlib import Path

from rag.fetching.web import Web
from tests.paper_services import Fault, PaperServices
from tests.paper_values import Shown
from tests.real_services import ASKED, DIFFERENT, NO_ANSWER, TOGETHER, findings, plan
from tests.test_fetching import Hands

KNOWN = Shown("Attention Is All You Need", "Moss attends.", arxiv="1706.03762")


def test_a_changed_reply_is_told_from_one_as_it_was_and_from_none(tmp_path: Path) -> None:
    faults: dict[str, Fault] = {"arxiv": "changed", "huggingface": "portal"}
    with PaperServices([KNOWN]) as services, Web(services.settings(cache=tmp_path), Hands().clock) as web:
        services.fault_of = lambda asked: faults.get(asked.service, "")
        came = list(findings(web))
    of = {name: [how for what, how in came if what.startswith(name)] for name in ("arXiv", "Hugging", "Sem")}
    assert of["Sem"][:2] == ["as expected"] * 2
    assert all(how.startswith(DIFFERENT) for how in of["arXiv"])
    assert all(how.startswith(NO_ANSWER) for how in of["Hugging"])
    assert [how.endswith("not asked again") for how in of["Hugging"]] == [False, True, True, True, True]


def test_the_plan_names_every_request_and_asks_nobody() -> None:
    assert len(list(plan())) == len(ASKED) + len(TOGETHER)
