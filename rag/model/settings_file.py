"""ask.toml, changed by a program: a few values in it, everything else as its owner wrote it.

In: a home, values by the names of settings. Out: the file with them, written in one step; comments, order and
blank lines stay. SettingError where that cannot be done without losing something.
"""

import json
import re
import shutil
import tomllib
from collections.abc import Mapping
from pathlib import Path

from rag.model.errors import SettingError, trouble

FILE = "ask.toml"
_TABLE = re.compile(r"^[ \t]*\[", re.M)
_VALUE = r"""(?:"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^#"'\n]+?)"""


def save_settings(home: Path, values: Mapping[str, str]) -> Path:
    """Put the values into the home's ask.toml, which is made where there is none; the file."""
    file = (home / FILE).resolve()  # a link stays one
    try:
        text = file.read_text(encoding="utf-8") if file.exists() else ""
        changed = with_values(text, values)
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_name(f"{FILE}.new")
        beside.write_text(changed, encoding="utf-8")
        if file.exists():
            shutil.copymode(file, beside)
        beside.replace(file)
    except OSError as error:
        raise SettingError(trouble(error)) from error
    except ValueError as error:
        raise SettingError(f"{file} is left as it is ({error}); change it by hand") from error
    return file


def with_values(text: str, values: Mapping[str, str]) -> str:
    """The text with each value in the place of the old one, or behind the others before the first table.
    ValueError where the result would not say what the old text and the values say together."""
    table = _TABLE.search(text)
    changed, tables = (text[: table.start()], text[table.start() :]) if table else (text, "")
    for name, value in values.items():
        line = re.compile(rf"^(\s*{name}\s*=\s*){_VALUE}([ \t]*(?:#.*)?)$", re.M)
        written = json.dumps(value, ensure_ascii=False)  # a basic string of TOML
        new = line.sub(lambda old, written=written: f"{old[1]}{written}{old[2]}", changed, count=1)  # type: ignore[misc]
        if new == changed and not line.search(changed):
            ended = changed.rstrip("\n") if tables else changed.removesuffix("\n")
            blank = changed[len(ended) + 1 :] if tables else ""  # stays between the values and the table
            new = (f"{ended}\n" if ended else "") + f"{name} = {written}\n{blank}"
        changed = new
    whole = changed + tables
    if tomllib.loads(whole) != {**tomllib.loads(text), **values}:
        raise ValueError("its values stand in a way that is not changed by a program")
    return whole
