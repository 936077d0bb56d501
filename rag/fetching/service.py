"""What a service is, and one request to it.

In: nothing. Out: values. Where a service is can be set: `setting` names the field of Settings.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

JSON, XML, BIBTEX = "JSON", "XML", "BibTeX"


@dataclass(frozen=True, slots=True)
class Service:
    """A service by the name that papers from it have as their source. `seconds`: the least time between two
    requests, none of which may overlap then; `key`: the field of Settings with a key, where it takes one, and
    `key_name` what it is sent as: a header, or a parameter where it begins with "?"."""

    name: str
    setting: str
    speaks: str = JSON
    seconds: float = 0.0
    key: str = ""
    key_name: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a service: a path below its address, and parameters. `earlier`: at the address that
    its earlier version had. `ids`: many papers at once, sent as JSON in the body of a POST."""

    service: Service
    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    earlier: bool = False
    ids: tuple[str, ...] = ()


Asks = Callable[[str], Request]  # an identifier or a title to what is asked for it
