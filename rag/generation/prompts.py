"""The texts a model is sent: the files of `prompts/`, with their $gaps filled.

In: the name of a prompt and a value for each of its gaps. Out: the filled text. Gaps and
values must be the same, both ways; what was filled in is never read again as a gap. A
literal dollar is written $$.
"""

from functools import cache
from pathlib import Path
from string import Template

FOLDER = Path(__file__).parents[2] / "prompts"


class PromptError(ValueError):
    """A prompt and the values for it do not fit: a bug of ours, not of the reader's."""


@cache
def read_prompt(path: Path) -> Template:
    """The prompt in a file."""
    try:
        template = Template(path.read_text(encoding="utf-8").strip())
    except FileNotFoundError:
        there = ", ".join(sorted(p.stem for p in path.parent.glob("*.md")))
        raise PromptError(f"no prompt called {path.stem!r}; there are: {there}") from None
    if not template.is_valid():
        raise PromptError(f"{path.name}: a dollar sign that is not a gap; write $$ for a literal one")
    return template


def _template(name: str) -> Template:
    return read_prompt(FOLDER / f"{name}.md")


def gaps(name: str) -> frozenset[str]:
    """The gaps of a prompt."""
    return frozenset(_template(name).get_identifiers())


def fill(name: str, **values: str) -> str:
    """The prompt with every gap filled; PromptError names what is missing or too much."""
    wanted = gaps(name)
    if missing := sorted(wanted - values.keys()):
        raise PromptError(f"{name}.md: no value for ${missing[0]}")
    if extra := sorted(values.keys() - wanted):
        raise PromptError(f"{name}.md: has no gap ${extra[0]}")
    return _template(name).substitute(values)
