"""The page that says what the service offers, for a reader with a browser; nothing comes from elsewhere.

In: the OpenAPI description. Out: HTML without a script.
"""

from collections.abc import Mapping
from html import escape
from typing import Any

HEADERS = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"}
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;"
    "color-scheme:light dark}code{font-family:ui-monospace,monospace}dt{margin-top:1rem}dd{margin:0}"
)


def page(description: Mapping[str, Any], address: str) -> str:
    """A list of all routes, and how a client is pointed here."""
    rows = (
        f"<dt><code>{escape(method.upper())} {escape(path)}</code></dt>"
        f"<dd>{escape(str(route.get('description') or route.get('summary', '')))}</dd>"
        for path, methods in description["paths"].items()
        for method, route in methods.items()
    )
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>ask serve</title>'
        f"<style>{_STYLE}</style>"
        f"<h1>ask serve</h1><p>For clients that speak OpenAI's API, the base address is "
        f"<code>{escape(address)}v1</code>.</p>"
        f'<p>The whole description: <a href="/openapi.json">openapi.json</a>.</p><dl>{"".join(rows)}</dl>'
    )
