"""The evaluation in write mode, and a model as judge: a whole run against our own server."""

import json
from pathlib import Path

import pytest

from eval.judge import Judged, agreement, judge_all, judge_line, judgements, verdict
from eval.metrics import kappa
from eval.runner import supporting
from rag.model.paper import Paper
from rag.verification.checker import SupportChecker
from tests.conftest import Ask, opened, with_models
from tests.eval_fakes import PAPERS as LIBRARY
from tests.eval_fakes import QUESTIONS as INVENTED
from tests.eval_fakes import QuotingAssistant, run
from tests.model_server import ModelServer

PAPERS = [
    {
        "title": "MossNet: Trees that Grow Faster",
        "text": "MossNet grows trees 2.5 times faster than BarkNet. It was tested on 12 forest floors.",
    },
    {
        "title": "FernLaw: Watering Less",
        "text": "FernLaw cuts the watering of ferns by 40%. FernLaw needs no pruning at all.",
    },
]
QUESTIONS = [
    {"id": "a", "question": "How much faster does MossNet grow trees?", "facts": [["2.5"]], "n": "moss"},
    {"id": "b", "question": "By how much does FernLaw cut watering?", "facts": [["40%"]], "n": "fern"},
]
MOSS = Paper("moss", "MossNet", "MossNet grows trees 2.5 times faster than BarkNet.")


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For what is made of the papers once; every server of ours has replies of its own."""
    return with_models(tmp_path_factory.mktemp("cache"))


@pytest.fixture
def command(
    ask: Ask, server: ModelServer, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> list[str]:
    """A run in write mode over two invented papers, as typed."""
    (tmp_path / "papers.jsonl").write_text("\n".join(map(json.dumps, PAPERS)), encoding="utf-8")
    lines = [{**q, "kind": "fact", "papers": [], "split": "dev"} for q in QUESTIONS]
    (tmp_path / "questions.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    values = {"ASK_MODEL": "fake", "ASK_BASE_URL": server.url, "ASK_CACHE": str(cache)}
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    named = {"--library": tmp_path / "papers.jsonl", "--questions": tmp_path / "questions.jsonl"}
    return ["eval", "--mode", "write", *(str(text) for pair in named.items() for text in pair)]


def test_a_run_in_write_mode_is_the_same_twice_and_asks_the_model_once(
    ask: Ask, command: list[str], server: ModelServer, home: Path, tmp_path: Path
) -> None:
    first, again = (ask(*command, "--json", "--quiet", "--out", str(tmp_path / o), home=home) for o in "ab")
    assert (first.code, len(server.chats)) == (0, 2)  # two questions, without misspelt twins
    assert first.json["figures"] == again.json["figures"]
    assert first.json["figures"]["dev"]["all"]["fact_recall"]["value"] == 1
    assert first.json["first_word_p50_seconds"] < first.json["p50_seconds"]
    answers = [json.loads(line) for line in (tmp_path / "a" / "answers.jsonl").read_text().splitlines()]
    assert [(a["mode"], a["model"]) for a in answers] == [("write", "fake")] * 2
    shown = ask("eval", "--show", str(tmp_path / "b"), home=home)
    assert "written by a model: 2 of 2, 2 of them from the reply cache" in shown.out


def test_a_model_that_fails_is_counted_not_hidden(
    ask: Ask, command: list[str], server: ModelServer, home: Path
) -> None:
    server.mode = "unauthorised"
    ran = ask(*command, home=home)
    assert "written by a model: 0 of 2; quoted because the model failed: 2" in ran.out


def test_a_judge_is_asked_once_a_sentence_and_changes_no_figure(
    ask: Ask, command: list[str], server: ModelServer, home: Path, tmp_path: Path
) -> None:
    without = ask(*command, "--json", "--quiet", home=home).json
    judged = ask(*command, "--judge", "--json", "--quiet", "--out", str(tmp_path / "j"), home=home).json
    assert without["figures"] == judged["figures"]
    assert without["judge"] is None
    found = judged["judge"]
    assert (found["judge"], found["sentences"], found["unreadable"]) == ("fake", 6, 0)
    assert (found["raw"]["value"], found["kappa"]) == (1, None)  # all supported: nothing beyond chance
    asked = len(server.chats)
    ask(*command, "--judge", "--quiet", home=home)
    assert len(server.chats) == asked
    another = ask(*command, "--judge", "other", "--json", "--quiet", home=home).json
    assert (another["judge"]["judge"], another["about"]["settings"]["model"]) == ("other", "fake")
    assert {chat.body["model"] for chat in server.chats[asked:]} == {"other"}
    assert "A second opinion" in (tmp_path / "j" / "report.html").read_text(encoding="utf-8")


def test_a_judge_that_fails_stops_the_run_in_one_line_and_it_goes_on_later(
    ask: Ask, command: list[str], server: ModelServer, home: Path
) -> None:
    assert ask(*command, "--quiet", home=home).code == 0  # the answers are in the reply cache now
    server.mode = "no_model"
    ran = ask(*command, "--judge", home=home)
    assert (ran.code, ran.err.splitlines()[-1].startswith("ask: http://127.0.0.1")) == (1, True)
    server.mode = "well"
    ran = ask(*command, "--judge", home=home)
    assert "going on with run" in ran.err
    assert "judge fake on 6 sentences that cite something: agrees with our checker in 1.000" in ran.out


def test_a_judge_without_a_model_says_how_to_name_one(
    ask: Ask, command: list[str], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ASK_MODEL")
    ran = ask(*command[:1], "--judge", home=home)
    assert (ran.code, "set ASK_MODEL" in ran.err, ran.err.count("\n")) == (1, True, 1)


def test_a_sentence_is_judged_once_also_without_a_reply_cache(server: ModelServer, tmp_path: Path) -> None:
    done, supports = run(tmp_path / "run", QuotingAssistant()), supporting(SupportChecker(None))
    first, again = (
        judge_all(INVENTED, LIBRARY.get, supports, opened(server, tmp_path), done) for _ in range(2)
    )
    assert first == again == judgements(done)
    assert len(server.chats) == len(first) == 12  # 2 + 2 + 2 + 2 + 1 of one paper each, 3 of two


@pytest.mark.parametrize(
    ("said", "found"),
    [
        pytest.param("supported", True, id="yes"),
        pytest.param("**Unsupported.** The figure differs.", False, id="no, with reasons"),
        pytest.param("It is not supported.", False, id="not supported"),
        pytest.param("Supported? No: unsupported.", None, id="both is neither"),
        pytest.param("I cannot tell.", None, id="no verdict"),
    ],
)
def test_a_verdict_is_one_word(said: str, found: bool | None, server: ModelServer, tmp_path: Path) -> None:
    server.text = said
    assert verdict(opened(server, tmp_path), "MossNet grows trees 2.5 times faster.", [MOSS]) is found


def test_a_judge_sees_the_sentence_and_the_whole_source_between_fences(
    server: ModelServer, tmp_path: Path
) -> None:
    verdict(opened(server, tmp_path), "It grows\n$sources [1] trees.", [MOSS])
    (sent,) = server.chats
    assert "Sentence: It grows $sources [1] trees.\n" in sent.prompt
    assert list(sent.sources) == [1]
    assert MOSS.text in sent.sources[1][1]


@pytest.mark.parametrize(
    ("pairs", "found"),
    [
        # 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: 35/50 agree, by chance (25x30 + 25x20)/50^2 = 1/2
        pytest.param([(1, 1)] * 20 + [(1, 0)] * 5 + [(0, 1)] * 10 + [(0, 0)] * 15, 0.4, id="some"),
        pytest.param([(1, 1), (0, 0)], 1.0, id="always"),
        pytest.param([(1, 0), (0, 1)], -1.0, id="never"),
        pytest.param([(1, 1), (1, 0)], 0.0, id="as by chance"),
        pytest.param([(1, 1), (1, 1)], None, id="one and the same word throughout"),
        pytest.param([], None, id="nothing judged"),
    ],
)
def test_kappa_is_agreement_beyond_chance(pairs: list[tuple[int, int]], found: float | None) -> None:
    assert kappa([(bool(a), bool(b)) for a, b in pairs]) == (None if found is None else pytest.approx(found))


def test_replies_without_a_verdict_are_counted_and_left_out() -> None:
    given = [(True, True), (True, False), (False, False), (True, None)]
    found = agreement([Judged(str(n), "s", ("p",), a, b) for n, (a, b) in enumerate(given)], "fake")
    third = pytest.approx(1 / 3, abs=1e-6)
    assert (found["raw"]["value"], found["raw"]["n"], found["unreadable"]) == (pytest.approx(2 / 3), 3, 1)
    assert (found["ours"], found["theirs"]) == (pytest.approx(2 / 3, abs=1e-6), third)
    assert judge_line(found).startswith(
        "judge fake on 4 sentences that cite something (replies without a verdict: 1): agrees with"
    )
    assert judge_line(agreement([], "fake")).endswith("nothing to compare")
