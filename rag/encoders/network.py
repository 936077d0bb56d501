"""What the environment says of the network: the proxy to an address, the certificates that count.

In: an Endpoint, the environment's variables. Out: a proxy's address or None, and what httpx trusts.
A variable that cannot be used is a SettingError that names it.
"""

import os
import re
import ssl
import urllib.request
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from rag.encoders.endpoint import Endpoint
from rag.model.errors import SettingError

_SCHEMES = ("http", "https", "socks4", "socks5", "socks5h")
_MEANT = {"socks": "socks5", "socks4": "socks5", "socks4a": "socks5"}  # what desktops write
_CERTIFICATES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_DIR")


def proxy_for(to: Endpoint) -> str | None:
    """The proxy of the environment for this address; never one for this machine."""
    parts = urlsplit(to.base_url)
    if to.local or urllib.request.proxy_bypass(parts.hostname or ""):
        return None
    found = urllib.request.getproxies()
    kind = parts.scheme if found.get(parts.scheme) else "all"
    return _proxy(found[kind].strip(), _variable(kind)) if found.get(kind) else None


def _proxy(typed: str, variable: str) -> str:
    """The proxy as httpx takes it."""
    scheme, there, rest = typed.partition("://")
    scheme, rest = (scheme.lower(), rest) if there else ("http", typed)
    scheme = _MEANT.get(scheme, scheme)
    try:
        parts = urlsplit(f"{scheme}://{rest}")
        known = scheme in _SCHEMES and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        known = False
    if not known or re.search(r"\s", rest):
        raise SettingError(
            f"{variable} is not the address of a proxy; write http://NAME:PORT, or unset it, or add the "
            "server that is asked to NO_PROXY"
        )
    if scheme.startswith("socks") and find_spec("socksio") is None:
        raise SettingError(f"{variable} names a SOCKS proxy, which needs socksio: pip install socksio")
    return f"{scheme}://{rest}"


def _variable(kind: str) -> str:
    """The variable that names the proxy, as it is written there."""
    names = (f"{kind}_proxy", f"{kind}_proxy".upper())
    return next((name for name in names if os.environ.get(name)), names[1])


def trusted(to: Endpoint) -> ssl.SSLContext | bool:
    """The certificates that are trusted: those of a variable, else those that httpx brings along."""
    if to.base_url.startswith("http:"):
        return False  # nothing is encrypted, nothing to read
    variable = next((name for name in _CERTIFICATES if os.environ.get(name)), "")
    return _context(variable, os.environ.get(variable, ""))


@cache
def _context(variable: str, path: str) -> ssl.SSLContext:
    """Read once: it takes a moment."""
    import certifi

    if not variable:
        return ssl.create_default_context(cafile=certifi.where())
    try:
        if Path(path).is_dir():
            return ssl.create_default_context(capath=path)
        return ssl.create_default_context(cafile=path)
    except (OSError, ssl.SSLError):
        raise SettingError(
            f"{variable} names {path}, which holds no certificates that can be read; correct it or unset it"
        ) from None
