"""How the page looks and what its script may do: style, scripts, what the browser may load.

In: nothing. Out: texts for the head of the page and for its answers. No address of another
host is in any of them, and POLICY makes the browser refuse one that got in.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from rag.web.html import Markup, button, tag

_FOLDER = Path(__file__).resolve().parent

# gradio builds its templates with Function, and styles elements in place: 'unsafe-eval' and
# 'unsafe-inline' are its price. Nothing is loaded from, or sent to, another host.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-src 'self'; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "SAMEORIGIN",
}

_SAME_IN_BOTH = {
    "body_background_fill": "var(--paper)",
    "body_text_color": "var(--ink)",
    "body_text_color_subdued": "var(--soft)",
    "background_fill_primary": "var(--sheet)",
    "background_fill_secondary": "var(--paper)",
    "border_color_primary": "var(--line)",
    "border_color_accent": "var(--accent)",
    "block_background_fill": "var(--sheet)",
    "block_border_color": "var(--line)",
    "block_label_background_fill": "var(--sheet)",
    "block_label_text_color": "var(--soft)",
    "block_title_text_color": "var(--soft)",
    "block_info_text_color": "var(--soft)",
    "input_background_fill": "var(--sheet)",
    "input_background_fill_focus": "var(--sheet)",
    "input_border_color": "var(--line)",
    "input_border_color_focus": "var(--accent)",
    "block_border_width": "0px",
    "block_shadow": "none",
    "input_border_width": "1px",
    "input_placeholder_color": "var(--soft)",
    "link_text_color": "var(--accent)",
    "button_primary_background_fill": "var(--accent)",
    "button_primary_background_fill_hover": "var(--accent)",
    "button_primary_text_color": "var(--accent-ink)",
    "button_secondary_background_fill": "var(--sheet)",
    "button_secondary_background_fill_hover": "var(--tint)",
    "button_secondary_text_color": "var(--ink)",
    "checkbox_background_color": "var(--sheet)",
    "checkbox_background_color_selected": "var(--accent)",
    "checkbox_border_color": "var(--soft)",
    "checkbox_border_color_focus": "var(--accent)",
    "checkbox_border_color_selected": "var(--accent)",
    "checkbox_label_background_fill": "var(--sheet)",
    "checkbox_label_background_fill_hover": "var(--tint)",
    "checkbox_label_background_fill_selected": "var(--tint)",
    "checkbox_label_text_color": "var(--ink)",
    "checkbox_label_text_color_selected": "var(--ink)",
}
THEME = {f"{name}{theme}": value for name, value in _SAME_IN_BOTH.items() for theme in ("", "_dark")}
STATUS_LINE = tag("p", id="told", role="status")  # what the page's script tells a screen reader
SANS = ("Inter", "Segoe UI", "system-ui", "Liberation Sans", "Arial", "sans-serif")
MONO = ("ui-monospace", "Liberation Mono", "monospace")


def head() -> str:
    """The style, for the page's head: gradio would rewrite selectors of a style given elsewhere."""
    return f"<style>{(_FOLDER / 'page.css').read_text(encoding='utf-8')}</style>"


def page_script(signals: Sequence[str]) -> str:
    """The page's script, told what it may trigger; gradio looks for these names, quoted, in its text."""
    script = (_FOLDER / "page.js").read_text(encoding="utf-8")
    return script.replace("/* SIGNALS */ []", json.dumps(signals))


def effects_script() -> str:
    return (_FOLDER / "effects.js").read_text(encoding="utf-8")


def top_bar(library: str) -> Markup:
    """What stands at the top right of every room."""
    inside = [
        tag("h1", "Ask the papers", class_="unseen"),
        tag("span", library, class_="library"),
        button("☰", "past", class_="quiet only-phone", aria_label="Show the conversations"),
        button(
            "◐",
            "theme",
            class_="quiet theme",
            aria_label="Change between light and dark",
            title="Light or dark",
        ),
    ]
    return tag("div", *inside, class_="bar")
