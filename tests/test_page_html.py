"""What the page shows and keeps, without a browser: markup, conversations, uploads, reactions."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from rag.answering.browse import filters_from
from rag.answering.literature import Cell, LiteratureRow, LiteratureTable
from rag.model.errors import AskError, SettingError
from rag.model.filters import Filters
from rag.model.paper import Paper
from rag.web import serving, shelf, tables, uploads
from rag.web.answers import ShownTurn, turns_html
from rag.web.body import MOST_ITEMS, body
from rag.web.html import is_web, link, tag
from rag.web.literature import literature_view
from rag.web.selecting import selection_bar
from rag.web.session import SessionState, whole_number
from rag.web.sources import MOST_CARDS, marked, panel, paper_facts
from tests.fakes import paper
from tests.page_values import answer, asked, citation
from tests.payloads import PAYLOADS

TODAY = date(2026, 11, 20)
ALIVE = "script,img,iframe,object,embed,style,link,base,meta,form,svg,video,audio,marquee,math,source"


def harm(markup: str) -> list[str]:
    """What a browser would run, load or follow."""
    tree = HTMLParser(markup)
    found = [node.tag for node in tree.css(ALIVE) if node.tag not in ("head", "body", "html")]
    for node in tree.css("*"):
        for name, value in node.attributes.items():
            if name.startswith("on") or (name in ("href", "src") and not is_web(value)):
                found.append(f"{node.tag} {name}={value}")
    return found


def text_of(markup: str) -> str:
    return " ".join(HTMLParser(markup).text().split())


def _tabled(hostile: Paper, text: str) -> LiteratureTable:
    row = LiteratureRow(hostile, 1, (Cell(text), Cell(text, citation(text, title=text))))
    return LiteratureTable((text, text), (row,), 1)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_lives_in_any_part_of_the_page(payload: str) -> None:
    hostile = paper(
        title=payload, text=f"{payload} and {payload}", organisation=payload, authors=(payload,), url=payload,
        sources=(payload,), published=payload, text_kind=payload, paper_id=payload,
    )  # fmt: skip
    cited = citation(
        payload, title=payload, url=payload, published=payload, paper_id=payload, support=payload
    )
    said = answer(
        f"{payload} [1]\n- {payload} [1]\n\n{payload} [9]", cited,
        question=payload, understood="u", parsed=(asked(payload, organisation=payload),),
        notes=(payload,), model=payload,
    )  # fmt: skip
    shown = [
        turns_html([ShownTurn(said, payload), ShownTurn(said, running=True)], ends=True),
        panel(said, 0, lambda id_: hostile),
        panel(said, 0, lambda id_: None),
        paper_facts(hostile),
        shelf._row(hostile, [payload], compared=True, picked=True),
        selection_bar((payload,), {payload: (payload,)}),
        literature_view(_tabled(hostile, payload)),
        uploads._remarks([payload]),
        tag("i", payload, title=payload, data_x=payload),
        link(payload, payload),
    ]
    for markup in shown:
        assert harm(markup) == []


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("https://arxiv.org/abs/2403.03507", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org", False),
        ("https:", False),
        ("http://[", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(url: str | None, good: bool) -> None:
    assert is_web(url) is good


def test_a_link_never_tells_where_it_came_from() -> None:
    made = HTMLParser(link("https://example.org", "Paper")).css_first("a").attributes
    assert made["rel"] == "noopener noreferrer nofollow"


def test_each_marker_leads_to_the_quote_in_front_of_it() -> None:
    cited = [citation("one thing"), citation("another thing", start=40), citation("a third", number=2)]
    said = answer("P: “another thing” [1] “one thing” [1]\n\nQ: “a third” [2]", *cited)
    marks = HTMLParser(body(said, 0)).css("button.mark")
    assert [m.attributes["data-cite"] for m in marks] == ["1", "0", "2"]
    assert [m.text() for m in marks] == ["1", "1", "2"]


def test_a_made_up_number_is_shown_as_such() -> None:
    assert HTMLParser(body(answer("So it is [4]."), 0)).css_first(".unknown").text() == "[4]"


def test_lines_and_lists_keep_their_order() -> None:
    made = body(answer("Two fit:\n- one\n- two\nand that is all\n\nThe end"), 0)
    assert re.sub(r"<(/?)(\w+)[^>]*>", r"<\1\2>", str(made)) == (
        "<p>Two fit:</p><ul><li>one</li><li>two</li></ul><p>and that is all</p><p>The end</p>"
    )


def test_what_a_model_writes_is_drawn_and_what_papers_say_is_not() -> None:
    text = "# Cost\n**Low** [1]: $x^2$\n\n| a | b |\n|---|---|\n| 1 | 2 [1] |\n\n3. so\n\n`*x*`"
    drawn = HTMLParser(body(answer(text, citation(), model="m"), 0))
    assert [drawn.css_first(s).text() for s in ("h3", "strong", "math msup", "th", "ol li", "code")] == [
        "Cost", "Low", "x2", "a", "so", "*x*"
    ]  # fmt: skip
    assert len(drawn.css("button.mark")) == 2
    assert drawn.css_first("math").attributes["alttext"] == "x^2"
    assert drawn.css_first("ol li").attributes["value"] == "3"
    quoted = HTMLParser(body(answer("“**Low** and `x` cost $5 or $6”\n# no heading"), 0))
    assert quoted.css("strong, code, math, h3") == []
    assert "**Low** and `x`" in quoted.text()


def test_a_long_list_is_folded_and_its_cards_are_made_when_they_are_opened() -> None:
    citations = [replace(citation(), number=n, paper_id=f"paper-{n}") for n in range(1, MOST_CARDS + 11)]
    text = "\n".join(f"- Paper {c.number} [{c.number}]" for c in citations)
    shown = HTMLParser(body(answer(text, *citations), 0))
    assert len(shown.css("body > ul > li")) == MOST_ITEMS
    assert len(shown.css("details.rest li")) == len(citations) - MOST_ITEMS
    first, last = (HTMLParser(panel(answer(text, *citations), 0, lambda _: None, n)) for n in (0, 35))
    assert len(first.css("details.card")) == MOST_CARDS
    assert len(last.css("details.card")) == MOST_CARDS + 1
    assert last.css_first("details.card[open]").attributes["data-number"] == "36"


def test_quotes_are_marked_where_the_text_has_their_words_and_told_apart_where_not() -> None:
    text = "Tides are counted. Nets count them."
    found = [
        (0, citation("Tides are counted.")),
        (1, citation("Nets count them.", start=3)),
        (2, citation("gone")),
    ]
    made = HTMLParser(marked(text, found, "T"))
    assert [m.text() for m in made.css("mark")] == ["Tides are counted.", "Nets count them."]
    assert [q.text() for q in made.css("blockquote")] == ["gone"]
    assert made.css_first(".text").text() == text


@pytest.mark.parametrize(
    ("host", "auth", "no_auth", "login"),
    [
        ("127.0.0.1", None, False, None),
        ("localhost", None, False, None),
        ("::1", None, False, None),
        ("0.0.0.0", "me:pass:word", False, ("me", "pass:word")),
        ("0.0.0.0", None, True, None),
    ],
)
def test_who_may_come_in(host: str, auth: str | None, no_auth: bool, login: tuple[str, str] | None) -> None:
    assert serving.login(host, auth, no_auth=no_auth) == login


@pytest.mark.parametrize(
    ("host", "auth"), [("0.0.0.0", None), ("example.org", None), ("", None), ("127.0.0.1", "me")]
)
def test_a_page_for_others_is_not_opened_by_accident(host: str, auth: str | None) -> None:
    with pytest.raises(SettingError):
        serving.login(host, auth, no_auth=False)


def test_dates_are_read_as_people_write_them() -> None:
    assert filters_from("2024", "March 2025", TODAY) == Filters(since="2024-01-01", until="2025-03-31")
    assert filters_from(" ", "", TODAY).empty
    with pytest.raises(AskError, match="is not a date"):
        filters_from("soonish", "", TODAY)


def test_what_a_browser_sends_is_taken_only_in_its_own_kind() -> None:
    state = SessionState.of(
        {"owner": 7, "editing": "x", "chosen": {}, "box": {"a": 1}, "since": "2024", "name": "q", "gone": 1}
    )
    assert (state.owner, state.editing, state.chosen, state.since, state.name) == ("", -1, (), "2024", "q")
    assert [whole_number({"n": text}, "n") for text in ("3", "-1", "٣", "1e3", "9999999", "")] == [
        3,
        -1,
        -1,
        -1,
        -1,
        -1,
    ]


def test_the_last_run_is_shown_with_failures_to_ask_again(tmp_path: Path) -> None:
    assert "ask eval" in tables.evaluation_view(tmp_path, may_run=False)
    run = tmp_path / "runs" / "20261120-1"
    run.mkdir(parents=True)
    (run / "metrics.json").write_text('{"all": {"recall": 0.91}}', encoding="utf-8")
    (run / "scores.jsonl").write_text(
        '{"id": "q1", "kind": "fact", "failures": ["<b>missed</b>"]}\n', encoding="utf-8"
    )
    (run / "answers.jsonl").write_text('{"id": "q1", "question": "What <i>is</i> it?"}\n', encoding="utf-8")
    (run / "report.html").write_text("<script>window.owned=1</script>", encoding="utf-8")
    shown = HTMLParser(tables.evaluation_view(tmp_path, may_run=False))
    assert shown.css_first("button[data-act=example]").attributes["data-message"] == "What <i>is</i> it?"
    assert not shown.css_first("iframe").attributes["sandbox"]
    assert shown.css("script") == []
    (run / "scores.jsonl").write_text("{", encoding="utf-8")
    assert "cannot be read" in tables.evaluation_view(tmp_path, may_run=False)


def test_the_page_asks_no_other_host() -> None:
    folder = Path(tables.__file__).parent
    for path in (folder / "page.css", folder / "page.js", folder / "effects.js"):
        assert "//" not in re.sub(r"^\s*//.*$|; //.*$", "", path.read_text(encoding="utf-8"), flags=re.M), (
            path
        )


def test_only_ui_and_the_rooms_of_the_page_know_gradio() -> None:
    root = Path(tables.__file__).parent.parent.parent
    knowing = [p for room in ("rag", "store", "eval", "prompts") for p in (root / room).rglob("*.py")
               if re.search(r"^\s*(?:import|from) gradio", p.read_text(encoding="utf-8"), re.M)]  # fmt: skip
    assert [path.name for path in knowing] == ["rooms.py"]
