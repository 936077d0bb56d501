"""The computer's own store of passwords, where the package keyring is installed and reaches one.

In: a key. Out: the same later, to whoever asks as the same user. Without the package there is no store; it is
no dependency, and nothing is installed for it.
"""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

IN_KEYRING = "keyring"  # the value of api_key where the key itself is in the store
_SERVICE, _NAME = "ask-papers", "api_key"


def has_store() -> bool:
    """Whether keys can be kept: the package is there, and a store that is not the one that always fails."""
    if find_spec("keyring") is None:
        return False
    try:
        return float(_keyring().get_keyring().priority) > 0
    except Exception:  # stores are of many makers, and fail in their own ways
        return False


def stored_key() -> str:
    """The key; empty where there is none, or no store."""
    try:
        return _keyring().get_password(_SERVICE, _NAME) or ""
    except Exception:  # also where the package is missing, or the store is locked
        return ""


def store_key(key: str) -> bool:
    """Keep the key; whether it can be had back."""
    try:
        _keyring().set_password(_SERVICE, _NAME, key)
    except Exception:
        return False
    return stored_key() == key


def _keyring() -> Any:
    return import_module("keyring")
