"""The page in a browser: nobody is harmed, shut out or mixed up with another."""

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.browser import Tab, tab
from tests.fakes import paper
from tests.payloads import PAYLOADS
from tests.served import ABOUT, Served, anew, browser, kept_open, opened, running, served
from tests.sessions import Session

__all__ = ["anew", "browser", "kept_open", "opened", "running", "served"]  # fixtures


def _harm(found: Tab) -> list[str]:
    """What of a payload came alive."""
    return found.page.evaluate(
        """() => {
          const harm = window.owned ? ['script ran'] : [];
          const ours = '#transcript,#sources,#past,#shelf,#paper,#report,#comparison,#cells';
          const rooms = document.querySelectorAll(ours);
          for (const room of rooms) for (const e of room.querySelectorAll('.html-container *')) {
            if ('SCRIPT IMG IFRAME OBJECT EMBED STYLE LINK BASE META FORM SVG VIDEO AUDIO MARQUEE'
              .split(' ').includes(e.tagName.toUpperCase())) harm.push(e.outerHTML.slice(0, 80));
            for (const a of e.attributes) {
              if (a.name.startsWith('on')) harm.push(a.name);
              if (a.name === 'href' && !/^https?:/.test(a.value)) harm.push(a.value);
            }
          }
          return harm;
        }"""
    )


@pytest.fixture
def hostile(served: Served) -> Iterator[list[str]]:
    """Papers whose every field is a payload; their ids."""
    made = [
        paper(
            1000 + n,
            paper_id=f"hostile-{n}",
            title=f"Hostile{n} {payload}",
            text=f"Hostile{n} says {payload} and more. It is {payload} again, for hostile readers.",
            organisation=f"Org {payload}",
            authors=(payload, "B"),
            url=f"javascript:window.owned=1//{n}" if n % 2 else payload,
            sources=(payload,),
            questions=(payload,),
        )
        for n, payload in enumerate(PAYLOADS)
    ]
    served.library.ingest(made)
    yield [p.paper_id for p in made]
    served.library.remove([p.paper_id for p in made])


def test_titles_and_abstracts_are_inert_in_table_paper_answer_and_card(
    opened: Tab, hostile: list[str]
) -> None:
    page = opened.page
    opened.room("Library")
    page.fill("#query textarea, #query input", "Hostile")
    page.wait_for_selector("#shelf tbody tr:has-text('Hostile47')")
    assert page.locator("#shelf tbody tr").count() >= len(PAYLOADS)
    assert _harm(opened) == []
    page.click("#shelf tbody tr:has-text('Hostile3 ') button.title")
    page.wait_for_selector(".paper h2")
    assert _harm(opened) == []
    opened.room("Ask")
    for turn, number in enumerate((0, 3, 8, 20, 25, 38)):
        opened.ask(f"What does Hostile{number} say?", turn=turn)
        assert _harm(opened) == []


def test_what_a_model_writes_and_a_reader_asks_is_inert(anew: Tab, served: Served) -> None:
    for turn, half in enumerate((PAYLOADS[:24], PAYLOADS[24:])):
        served.dictate("\n\n".join(f"{p} [1]" for p in half))
        anew.ask(" ".join(half), turn=turn)
        assert _harm(anew) == []
    assert PAYLOADS[0] in anew.page.text_content(".answer >> nth=0")


def test_names_and_contents_of_uploads_are_inert(opened: Tab, served: Served, browser: Any) -> None:
    page = opened.page
    opened.room("Library")
    page.wait_for_selector("#shelf tbody tr")
    records = [
        {"title": f"Upload{n} {p}", "abstract": f"Upload{n} says {p}. " * 4, "url": p, "organisation": p}
        for n, p in enumerate(PAYLOADS)
    ]
    for start in range(0, len(PAYLOADS), 16):
        names = [f"{p.replace('/', '∕')[:90]}.txt" for p in PAYLOADS[start : start + 16]]
        files = [{"name": n, "mimeType": "text/plain", "buffer": f"no listing {n}".encode()} for n in names]
        buffer = "\n".join(map(json.dumps, records[start : start + 16])).encode()
        files.append({"name": f"hostile{start}.jsonl", "mimeType": "text/plain", "buffer": buffer})
        page.set_input_files("#upload input[type=file]", files)
        page.wait_for_selector(f"#report .done:has-text('holds {76 + start} papers')")
        assert "0 skipped; 16 files not read;" in page.text_content("#report")
        assert _harm(opened) == []
    with tab(browser, served.address) as other:  # and they are inert where the shelf is read anew
        other.room("Library")
        other.page.wait_for_selector("#shelf tbody tr")
        other.page.fill("#query textarea, #query input", "Upload4")
        other.page.wait_for_selector("#shelf tbody tr:has-text('Upload40')")
        assert _harm(other) == []
    ids = [p.paper_id for p in served.assistant.catalogue.papers() if p.title.startswith("Upload")]
    assert len(ids) == len(PAYLOADS)
    served.library.remove(ids)


def test_no_file_but_the_pages_own_is_served(anew: Tab, served: Served) -> None:
    (served.home / "ask.toml").write_text("papers = 8\n", encoding="utf-8")
    asked = [served.home / "ask.toml", served.home / "library.json", Path("/etc/passwd"), Path(__file__)]
    for path in asked:
        for route in ("gradio_api/file=", "file="):
            answer = anew.page.request.get(f"{served.address}{route}{path}")
            assert answer.status in (403, 404), path
    (served.home / "ask.toml").unlink()


def test_a_narrow_page_never_scrolls_sideways(served: Served, browser: Any) -> None:
    with tab(browser, served.address, wide=390) as found:
        found.ask(ABOUT)
        rooms = found.page.get_by_role("tab").all_inner_texts()
        assert {"Ask", "Library", "Compare", "Evaluation", "Settings"} <= {room.strip() for room in rooms}
        assert all(
            found.page.get_by_role("tab", name=room.strip(), exact=True).is_visible() for room in rooms
        )
        for room, shown in (
            ("Ask", ".answer"),
            ("Library", "#shelf tbody tr"),
            ("Compare", "#comparison p"),
            ("Settings", "#settings dd"),
        ):
            found.room(room)
            found.page.wait_for_selector(shown)
            assert found.page.evaluate("() => document.documentElement.scrollWidth") <= 390, room


def test_thirty_sessions_at_once_each_get_their_own_answer(served: Served) -> None:
    served.assistant.warm_up()
    alone = min(_work(lambda: Session(served.address).ask(ABOUT)) for _ in range(3))
    sessions = [Session(served.address) for _ in range(30)]
    names = [p.title.partition(":")[0] for p in served.assistant.catalogue.papers()][:30]
    answers: list[str] = []

    def ask_all() -> None:
        with ThreadPoolExecutor(30) as pool:
            asked = [pool.submit(s.ask, f"What is {name}?") for s, name in zip(sessions, names, strict=True)]
            answers.extend(future.result() for future in asked)

    together = _work(ask_all)
    for answer, name in zip(answers, names, strict=True):
        told = {other for other in names if f"What is {other}?" in answer}
        assert told == {name}
        assert f"{name} counts" in answer or f"{name}, which counts" in answer
    assert together < 2 * 30 * alone, "30 at once are much more work than one after the other"


def _work(done: Callable[[], object]) -> float:
    """Seconds of processor time that readers and server take, which are as many on a busy machine."""
    began = time.process_time()
    done()
    return time.process_time() - began
