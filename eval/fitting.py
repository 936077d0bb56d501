"""Write fitted numbers into the data files that `rag.model.fitted` reads.

In: a file, a table, its new values, the command that made them and the files it made them from. Out:
the file, changed in place; comments and all other tables stay as they are.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

Number = float | int
Value = Number | Sequence[Number] | str


def hash_of(parts: Iterable[Path | bytes]) -> str:
    """Stands for the contents of these files, and these bytes, in this order; 12 hex digits."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(hashlib.sha256(part if isinstance(part, bytes) else part.read_bytes()).digest())
    return whole.hexdigest()[:12]


def write(path: Path, table: str, values: Mapping[str, Value], *, by: str, inputs: str) -> None:
    """Put these values into a table; names that it lacks are added, those not given stay."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    match = re.search(rf"^\[{re.escape(table)}\]\n.*?(?=^\[|\Z)", text, re.M | re.S)
    block = match[0] if match else f"[{table}]\n"
    for name, value in {"by": by, "inputs": inputs, **values}.items():
        block = _with(block, name, value)
    if match:
        text = text[: match.start()] + block + text[match.end() :]
    else:
        text += "\n" * bool(text) + block
    path.write_text(text, encoding="utf-8")


def _with(block: str, name: str, value: Value) -> str:
    """The lines of a table with one value in place of what stood there, or added."""
    written = f"{name} = {_toml(value)}"
    new, count = re.subn(
        rf'^{name} = (?:"[^"\n]*"|\[[^\]]*\]|[^#\n]*?)(?=\s*(?:#|$))', lambda _: written, block, flags=re.M
    )
    return new if count else f"{block.rstrip()}\n{written}\n" + "\n" * block.endswith("\n\n")


def _toml(value: Value) -> str:
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, Sequence):
        return f"[{', '.join(map(_toml, value))}]"
    return repr(value)
