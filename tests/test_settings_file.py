"""ask.toml as a program changes it: values in their place, everything else as it was written."""

import sys
import tomllib
from pathlib import Path

import pytest

from rag.model.errors import SettingError
from rag.model.key_store import has_store, store_key, stored_key
from rag.model.settings import load_settings
from rag.model.settings_file import save_settings, with_values

WRITTEN = """# mine
model = "old"   # the small one
top_k = 12

base_url='http://a/v1' # with a # in "quotes"
# model = "not this"
"""


@pytest.mark.parametrize(
    ("text", "values", "becomes"),
    [
        pytest.param("", {"model": "m"}, 'model = "m"\n', id="a new file"),
        pytest.param(
            '[store]\nurl = "u"\n', {"model": "m"}, 'model = "m"\n[store]\nurl = "u"\n', id="before a table"
        ),
        pytest.param(
            'top_k = 3\n\n[store]\nmodel = "x"\n',
            {"model": "m"},
            'top_k = 3\nmodel = "m"\n\n[store]\nmodel = "x"\n',
            id="a key of a table is another",
        ),
        pytest.param("top_k = 3", {"model": "m"}, 'top_k = 3\nmodel = "m"\n', id="no end of line"),
        pytest.param('model = "a"#b\n', {"model": 'x"\\y'}, 'model = "x\\"\\\\y"#b\n', id="quotes in it"),
        pytest.param("mode = 'auto'\n", {"mode": "auto"}, 'mode = "auto"\n', id="the same"),
        pytest.param(
            WRITTEN,
            {"model": "new", "base_url": "http://b/v1"},
            WRITTEN.replace('"old"', '"new"').replace("'http://a/v1'", '"http://b/v1"'),
            id="comments and order stay",
        ),
    ],
)
def test_a_value_takes_the_place_of_the_old_one_and_nothing_else_changes(
    text: str, values: dict[str, str], becomes: str
) -> None:
    assert with_values(text, values) == becomes
    assert tomllib.loads(becomes) == {**tomllib.loads(text), **values}


@pytest.mark.parametrize(
    "text", ['model = """\na"""\n', "model = [\n'a']\n", "x = 1\nmodel = [\n['a']]\n", "="]
)
def test_a_file_that_cannot_be_changed_without_loss_is_left_as_it_is(tmp_path: Path, text: str) -> None:
    (tmp_path / "ask.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingError, match="left as it is"):
        save_settings(tmp_path, {"model": "new"})
    assert (tmp_path / "ask.toml").read_text(encoding="utf-8") == text


def test_what_is_saved_is_read_again_through_a_link_and_with_its_permissions(tmp_path: Path) -> None:
    kept = tmp_path / "dotfiles.toml"
    kept.write_text("top_k = 3\n", encoding="utf-8")
    kept.chmod(0o600)
    (tmp_path / "ask.toml").symlink_to(kept)
    save_settings(tmp_path, {"model": "ollama:m"})
    assert (tmp_path / "ask.toml").is_symlink()
    assert kept.stat().st_mode & 0o777 == 0o600
    settings = load_settings({"home": tmp_path}, {})
    assert (settings.model, settings.top_k) == ("ollama:m", 3)


STORE = """
import pathlib
FILE = pathlib.Path(__file__).with_name("kept")
class Store: priority = 5
def get_keyring(): return Store()
def set_password(service, name, key): FILE.write_text(key)
def get_password(service, name): return FILE.read_text() if FILE.exists() else None
"""


def test_a_key_in_the_keyring_is_found_by_whoever_reads_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "keyring.py").write_text(STORE, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "keyring", raising=False)
    assert has_store()
    assert stored_key() == ""
    assert store_key("sk-1")
    save_settings(tmp_path, {"api_key": "keyring"})
    assert load_settings({"home": tmp_path}, {}).api_key == "sk-1"
    assert load_settings({"home": tmp_path}, {"ASK_API_KEY": "sk-2"}).api_key == "sk-2"
    assert "sk-1" not in (tmp_path / "ask.toml").read_text(encoding="utf-8")
    monkeypatch.delitem(sys.modules, "keyring")
