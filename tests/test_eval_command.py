"""`ask eval` as it is typed: where runs go, and what a script can read."""

from pathlib import Path

from eval.questions import load_questions
from eval.runs import all_runs
from tests.conftest import Ask
from tests.eval_fakes import QuotingAssistant, run


def test_a_run_goes_to_the_home_of_the_environment_and_is_one_json_object(ask: Ask, home: Path) -> None:
    ran = ask("eval", "--kind", "corpus", "--json", "--quiet", home=home)
    (made,) = all_runs(home / "runs")
    assert (ran.code, ran.err) == (0, "")
    corpus = [q for q in load_questions() if q.kind == "corpus" and q.split == "dev"]
    assert (ran.json["folder"], ran.json["answers"]) == (str(made.path), len(corpus))
    assert ran.json["figures"] == made.figures()


def test_home_beats_the_environment_and_a_run_is_shown_as_json(ask: Ask, home: Path, tmp_path: Path) -> None:
    made = run(home / "runs" / "one", QuotingAssistant())
    ran = ask("eval", "--show", "last", "--json", "--home", str(home), home=tmp_path / "another")
    assert (ran.json["run"], ran.json["figures"]) == ("one", made.figures())


def test_json_of_what_is_no_run_is_wrong_usage(ask: Ask) -> None:
    ran = ask("eval", "--list", "--json")
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert "--json is for a run" in ran.err


def test_h_is_help(ask: Ask) -> None:
    assert ask("eval", "-h").out.startswith("Usage: ask eval")
