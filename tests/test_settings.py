"""Settings: who wins, what is refused, what is never shown."""

from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import pytest

from rag.model.errors import SettingError
from rag.model.settings import Settings, load_settings


def load(
    home: Path, toml: str | None = None, options: dict[str, Any] | None = None, **environment: Any
) -> Settings:
    home.mkdir(exist_ok=True)
    if toml is not None:
        (home / "ask.toml").write_text(toml, encoding="utf-8")
    return load_settings({"home": str(home), **(options or {})}, environment)


@pytest.mark.parametrize(
    ("toml", "environment", "options", "top_k", "origin"),
    [
        pytest.param(None, {}, {}, 8, "default", id="nothing set"),
        pytest.param("top_k = 3", {}, {}, 3, "ask.toml", id="the file beats the default"),
        pytest.param("top_k = 3", {"ASK_TOP_K": "4"}, {}, 4, "environment", id="a variable beats the file"),
        pytest.param("top_k = 3", {"ASK_TOP_K": "4"}, {"top_k": 5}, 5, "option", id="an option beats all"),
        pytest.param("top_k = 3", {"ASK_TOP_K": ""}, {"top_k": None}, 3, "ask.toml", id="empty says nothing"),
    ],
)
def test_the_first_that_speaks_wins(
    home: Path,
    toml: str | None,
    environment: dict[str, Any],
    options: dict[str, Any],
    top_k: int,
    origin: str,
) -> None:
    found = load(home, toml, options, **environment)
    assert (found.top_k, found.shown()["top_k"]) == (top_k, (str(top_k), origin))


@pytest.mark.parametrize(
    ("environment", "key", "url"),
    [
        pytest.param({"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": "u"}, "k", "u", id="OpenAI's own"),
        pytest.param({"ASK_API_KEY": "a", "OPENAI_API_KEY": "k"}, "a", "", id="ours first"),
        pytest.param({"ASK_BASE_URL": "", "OPENAI_BASE_URL": "u"}, "", "u", id="ours is empty"),
    ],
)
def test_variables_of_openai_are_honoured(
    home: Path, environment: dict[str, Any], key: str, url: str
) -> None:
    found = load(home, **environment)
    assert (found.api_key, found.base_url) == (key, url)


def test_home_comes_from_the_option_before_the_variable(home: Path, tmp_path: Path) -> None:
    (tmp_path / "ask.toml").write_text("top_k = 3")
    assert load_settings({}, {"ASK_HOME": str(tmp_path)}).top_k == 3
    assert load_settings({"home": home}, {"ASK_HOME": str(tmp_path)}).home == home
    assert load_settings({"home": home}, {"ASK_HOME": str(tmp_path)}).top_k == 8
    assert load_settings({"home": "~/ask"}, {}).home == Path.home() / "ask"


def test_a_home_that_chroma_cannot_lie_in_is_one_line() -> None:
    with pytest.raises(SettingError) as caught:
        load_settings({}, {"ASK_HOME": "/moss/h\udcff"})
    assert str(caught.value) == "home (environment) must be a name in UTF-8, not '/moss/h\\udcff'"


@pytest.mark.parametrize(
    ("toml", "environment", "message"),
    [
        pytest.param("top_k = 0", {}, "top_k (ask.toml) must be more than 0, not 0", id="too small"),
        pytest.param("", {"ASK_TOP_K": "-1"}, "top_k (environment) must be more than 0, not '-1'", id="less"),
        pytest.param(
            "", {"ASK_TIMEOUT_SECONDS": "nan"}, "timeout_seconds (environment) must be more than 0", id="nan"
        ),
        pytest.param(
            "", {"ASK_TOP_K": "many"}, "top_k (environment) must be a number, not 'many'", id="no number"
        ),
        pytest.param("top_k = 8.5", {}, "top_k (ask.toml) must be a number, not 8.5", id="half a paper"),
        pytest.param(
            "top_k = true", {}, "top_k (ask.toml) must be a number, not True", id="yes is no number"
        ),
        pytest.param("cache = 3", {}, "cache (ask.toml) must be text, not 3", id="no path"),
        pytest.param("model = ['a']", {}, "model (ask.toml) must be text, not ['a']", id="no text"),
        pytest.param(
            "", {"ASK_STARTER": "maybe"}, "starter (environment) must be on or off", id="neither on nor off"
        ),
        pytest.param(
            "", {"ASK_MODE": "guess"}, "mode (environment) must be one of auto, quote, write", id="no mode"
        ),
        pytest.param(
            "paper = 3", {}, "no setting called 'paper'; there are: acl_url, api_key", id="unknown name"
        ),
        pytest.param("origins = 3", {}, "no setting called 'origins'", id="not for setting"),
        pytest.param("top_k =", {}, "ask.toml cannot be read", id="no TOML"),
        pytest.param("", {"ASK_MODE": "a\nb"}, "not 'a\\nb'", id="a line end in a value"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(
    home: Path, toml: str, environment: dict[str, Any], message: str
) -> None:
    with pytest.raises(SettingError) as caught:
        load(home, toml, **environment)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "content", [pytest.param(b"\xff\xfe\x00", id="no UTF-8"), pytest.param(None, id="a folder")]
)
def test_a_file_that_cannot_be_read_is_named(home: Path, content: bytes | None) -> None:
    home.mkdir()
    if content is None:
        (home / "ask.toml").mkdir()
    else:
        (home / "ask.toml").write_bytes(content)
    with pytest.raises(SettingError, match=r"ask\.toml cannot be read \(.*\); repair it or move it away"):
        load(home)


@pytest.mark.parametrize("below", ["", "sub"])
def test_a_home_that_is_no_folder_is_named_with_what_to_set(tmp_path: Path, below: str) -> None:
    (tmp_path / "file").write_text("")
    home = tmp_path / "file" / below
    with pytest.raises(SettingError) as caught:
        load_settings({"home": home}, {})
    assert str(caught.value) == f"home {home} is not a folder; set --home or ASK_HOME to a folder"


@pytest.mark.parametrize(("written", "on"), [("1", True), ("off", False), ("Yes", True), ("FALSE", False)])
def test_a_switch_reads_as_people_write_it(home: Path, written: str, *, on: bool) -> None:
    assert load(home, ASK_STARTER=written).starter is on


def test_a_key_is_never_shown() -> None:
    secret = Settings(api_key="sk-secret")
    assert secret.shown()["api_key"] == ("set", "default")
    assert Settings().shown()["api_key"] == ("not set", "default")
    assert "sk-secret" not in f"{secret!r} {secret.shown()} {secret.hash}"


def test_the_hash_changes_with_what_can_change_an_answer_only() -> None:
    same = [
        Settings(api_key="k"),
        Settings(home=Path("/a")),
        Settings(cache=Path("/b")),
        Settings(origins={"a": "b"}),
    ]
    assert {s.hash for s in same} == {Settings().hash}
    assert (
        len({s.hash for s in (Settings(), Settings(model="m"), Settings(top_k=3), Settings(mode="write"))})
        == 4
    )


def test_settings_stay_as_they_are() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings().top_k = 3  # type: ignore[misc]


def test_a_server_is_named_in_a_table_of_its_own(home: Path) -> None:
    home.mkdir(parents=True)
    (home / "ask.toml").write_text('[store]\nurl = "https://papers.example.org"\ntoken = "secret"\n')
    found = load_settings({"home": str(home)}, {"ASK_STORE_DATABASE": "ours"})
    assert (found.store, found.store_token) == ("https://papers.example.org", "secret")
    assert found.store_database == "ours"
    assert "secret" not in f"{found} {found.shown()}"
    assert found.hash == load_settings({}, {}).hash


@pytest.mark.parametrize("wrong", ['[store]\naddress = "x"', "store = 8000", 'store = "papers:8000"'])
def test_a_server_that_cannot_be_meant_is_refused(home: Path, wrong: str) -> None:
    home.mkdir(parents=True)
    (home / "ask.toml").write_text(wrong)
    with pytest.raises(SettingError, match="store"):
        load_settings({"home": str(home)}, {})
