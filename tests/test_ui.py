"""The page in a browser: what a reader sees, does and cannot be harmed by."""

import json
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from rag.answer import Answer, Citation, Status
from rag.assistant import NO_LIMITS, Assistant
from rag.embed import NoEncoder
from rag.filters import Filters
from rag.followup import Turn
from rag.library import Library
from rag.settings import Settings
from tests.browser import Tab, axe_script, chromium, tab
from tests.fakes import paper, papers
from tests.payloads import PAYLOADS
from tests.sessions import Session

gradio = pytest.importorskip("gradio", reason="gradio is not installed")

NAME = "AmberNet"
ABOUT = f"What is {NAME}?"


class Dictated(Assistant):
    """Says what it is told to, piece by piece: a model's part, played by the test."""

    script: Sequence[str] = ()
    gate: threading.Event | None = None  # waited for between pieces: a slow model

    def stream(
        self, message: str, history: Sequence[Turn] = (), *, limits: Filters = NO_LIMITS
    ) -> Iterator[str | Answer]:
        if not self.script:
            yield from super().stream(message, history, limits=limits)
            return
        for number, piece in enumerate(self.script):
            if number and self.gate:
                self.gate.wait(0.05)
            yield piece
        yield self._written("".join(self.script), message)

    def _written(self, text: str, message: str) -> Answer:
        first = next(self.catalogue.papers())
        kinds = ("supported", "weak", "unsupported")
        cited = tuple(
            Citation(
                1,
                first.paper_id,
                first.title,
                first.url,
                first.published,
                "abstract",
                first.text[:20],
                0,
                20,
                kind,
            )
            for kind in kinds
        )
        return Answer(message, message, Status.ANSWERED, text, cited, mode="write", model="<b>model</b>")


class Served:
    """A page over invented papers."""

    def __init__(self, home: Path) -> None:
        from ui import serve

        self.home = home
        self.library = Library(home, NoEncoder())
        self.library.ingest(papers(60))
        self.assistant = Dictated(self.library.reader, NoEncoder())
        self.page = serve(Settings(home=home, starter=False), self.assistant, self.library)
        self.address = str(self.page.local_url)

    def dictate(self, *script: str, slow: bool = False) -> None:
        self.assistant.script, self.assistant.gate = script, threading.Event() if slow else None


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, browser: Any) -> Iterator[Served]:
    served = Served(tmp_path_factory.mktemp("page") / "ask")
    yield served
    served.page.close()


@pytest.fixture
def served(running: Served) -> Iterator[Served]:
    yield running
    running.dictate()


@pytest.fixture
def opened(served: Served, browser: Any) -> Iterator[Tab]:
    """A fresh session, which must have kept to its own server and complained of nothing."""
    with tab(browser, served.address) as found:
        yield found
        assert found.elsewhere == []
        assert found.complaints == []


def test_an_answer_shows_its_quotes_and_the_card_of_the_paper_beside_it(opened: Tab) -> None:
    opened.ask(ABOUT)
    page = opened.page
    assert NAME in page.text_content(".answer")
    page.click(".turn .mark >> nth=0")
    marked = page.text_content("#sources mark.on")
    assert marked in page.text_content(".answer").replace("\n", " ")
    assert "no model" in page.text_content(".turn .meta")


def test_shift_enter_breaks_the_line_and_enter_asks(opened: Tab) -> None:
    page = opened.page
    page.fill("#box textarea", "What is")
    page.keyboard.press("End")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type(f"{NAME}?")
    assert page.input_value("#box textarea") == f"What is\n{NAME}?"
    assert page.locator(".turn").count() == 0
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn .acts")
    assert page.input_value("#box textarea") == ""


def test_words_appear_while_the_answer_is_written_and_escape_keeps_what_came(
    opened: Tab, served: Served
) -> None:
    served.dictate(*[f"word{n} " for n in range(400)], slow=True)
    page = opened.page
    page.fill("#box textarea", "anything")
    page.keyboard.press("Enter")
    page.wait_for_selector('.turn[aria-busy="true"] .answer:has-text("word3")')
    page.wait_for_selector("#stop:visible")
    page.keyboard.press("Escape")
    page.wait_for_selector(".turn .note:has-text('You stopped')")
    page.wait_for_selector("#send:visible")
    assert "word3" in page.text_content(".answer")
    assert "word399" not in page.text_content(".answer")


def test_the_answer_is_copied_as_text_with_its_markers(served: Served, browser: Any) -> None:
    with tab(browser, served.address, permissions=["clipboard-read", "clipboard-write"]) as found:
        found.ask(ABOUT)
        found.page.click("[data-act='copy']")
        found.page.wait_for_selector("[data-act='copy']:has-text('Copied')")
        copied = found.page.evaluate("() => navigator.clipboard.readText()")
        assert copied.startswith(f"{NAME}: “")
        assert "” [1]" in copied


def test_support_is_told_in_words(opened: Tab, served: Served) -> None:
    served.dictate("One holds [1]. Two may [1]. Three does not [1]. Nobody said this [7].")
    opened.ask("anything")
    words = opened.page.locator(".turn .support").all_text_contents()
    assert words == ["supported", "weakly supported", "not supported"]
    assert opened.page.get_attribute(".mark.unknown", "title") == "No paper has this number"


def test_the_last_message_can_be_edited_and_asked_again(opened: Tab) -> None:
    page = opened.page
    opened.ask(ABOUT)
    opened.ask("What is BirchNet?", turn=1)
    page.click('article[data-turn="1"] [data-act="edit"]')
    page.wait_for_function("() => document.querySelector('#box textarea').value.includes('Birch')")
    page.click("[data-act='keep']")
    page.wait_for_function("() => !document.querySelector('#box textarea').value")
    page.click('article[data-turn="1"] [data-act="edit"]')
    page.wait_for_function("() => document.querySelector('#box textarea').value.includes('Birch')")
    page.fill("#box textarea", "What is CedarNet?")
    page.keyboard.press("Enter")
    page.wait_for_selector("article[data-turn='1'] h2:has-text('CedarNet')")
    page.wait_for_selector("article[data-turn='1'] .acts")
    assert page.locator(".turn").count() == 2
    page.click('article[data-turn="1"] [data-act="again"]')
    page.wait_for_selector("article[data-turn='1'] .acts")
    assert page.locator(".turn").count() == 2


def test_a_limit_is_a_chip_that_widens_the_search_when_removed(opened: Tab) -> None:
    page = opened.page
    opened.ask("papers about counting since June 2024")
    page.wait_for_selector(".understood button.chip")
    assert "2024-06-01" in page.text_content(".understood button.chip")
    page.click(".understood button.chip")
    page.wait_for_selector(".turn h2:has-text('papers about counting')")
    page.wait_for_function("() => !document.querySelector('.turn h2').textContent.includes('2024')")
    page.wait_for_selector(".turn .acts")
    assert page.locator(".understood button.chip").count() == 0


def test_conversations_outlive_the_page_and_are_only_their_owners(
    served: Served, browser: Any, opened: Tab
) -> None:
    page = opened.page
    opened.ask("What is DuneNet?")
    page.reload()
    page.wait_for_selector("#past button.talk")
    page.click("#past button.talk:has-text('DuneNet')")
    page.wait_for_selector(".turn h2:has-text('DuneNet')")
    with tab(browser, served.address) as other:
        assert other.page.locator("#past button.talk").count() == 0
    page.click("#past button.cross >> nth=0")
    page.wait_for_selector("#past button.talk", state="detached")
    assert page.locator(".turn").count() == 0


def test_an_example_question_is_answered_when_pressed(opened: Tab) -> None:
    page = opened.page
    question = page.text_content("button.example >> nth=0")
    page.click("button.example >> nth=0")
    page.wait_for_selector(".turn .acts")
    assert page.text_content(".turn h2") == question


def test_the_library_is_searched_sorted_and_read(opened: Tab) -> None:
    page = opened.page
    opened.room("Library")
    page.wait_for_selector("#shelf tbody tr")
    page.click("#shelf [data-column='upvotes']")
    page.wait_for_selector("#shelf th[aria-sort='descending']")
    assert page.text_content("#shelf tbody tr:first-child td:nth-child(4)") == "59"
    page.fill("#query textarea, #query input", "KelpNet")
    page.wait_for_selector("#shelf tbody tr:first-child:has-text('KelpNet')")
    page.click("#shelf tbody tr:first-child button.title")
    page.wait_for_selector(".paper h2:has-text('KelpNet')")
    assert page.locator(".similar li").count() > 0
    page.click("[data-act='about']")
    page.wait_for_function("() => document.querySelector('#box textarea').value.includes('KelpNet')")


def test_papers_are_added_by_upload_and_removed_again(opened: Tab, served: Served) -> None:
    page = opened.page
    opened.room("Library")
    page.wait_for_selector("#shelf tbody tr")
    record = {
        "title": "ZebraNet: Stripes at Dusk",
        "abstract": "We present ZebraNet, which counts stripes. " * 4,
    }
    files = [
        {"name": "new.jsonl", "mimeType": "application/json", "buffer": json.dumps(record).encode()},
        {"name": "empty.txt", "mimeType": "text/plain", "buffer": b"just a letter to nobody"},
        {"name": "lying.bib", "mimeType": "text/plain", "buffer": b"%PDF-1.7 not a bibliography"},
    ]
    page.set_input_files("#upload input[type=file]", files)
    page.wait_for_selector("#report .done")
    report = page.text_content("#report")
    assert "1 added" in report
    assert "2 skipped" in report
    assert "lying.bib: a PDF" in report
    page.wait_for_selector("#top .library:has-text('61 papers')")
    assert list((served.home / "page" / "files").rglob("*.jsonl")) == []
    page.fill("#query textarea, #query input", "ZebraNet")
    page.click("#shelf tbody tr:first-child:has-text('ZebraNet') button.title")
    page.click(".paper [data-sure='yes']")
    page.click(".paper [data-act='remove']")
    page.wait_for_selector("#top .library:has-text('60 papers')")


def test_a_page_left_open_sees_papers_ingested_elsewhere(opened: Tab, served: Served) -> None:
    added = paper(900)
    served.library.ingest([added])
    name = added.title.partition(":")[0]
    opened.ask(f"What is {name}?")
    assert name in opened.page.text_content(".answer")
    served.library.remove([added.paper_id])


def test_papers_are_compared_side_by_side_with_cited_cells(opened: Tab) -> None:
    page = opened.page
    opened.room("Compare")
    for name in ("AmberNet", "BirchNet"):
        page.fill("#name textarea, #name input", name)
        page.keyboard.press("Enter")
        page.wait_for_selector(f"#comparison .chip:has-text('{name}')")
    page.wait_for_selector("#comparison td .mark")
    page.click("#comparison td .mark >> nth=1")
    page.wait_for_selector("#cells details[open] mark")


def test_the_answer_can_be_taken_away_and_judged(opened: Tab, served: Served) -> None:
    page = opened.page
    opened.ask(ABOUT)
    for act, holds in (
        ("answer_json", '"status": "answered"'),
        ("markdown", f"## {ABOUT}"),
        ("bibtex", "@misc{"),
    ):
        with page.expect_download() as download:
            page.click(f"[data-act='{act}'] >> nth=0")
        assert holds in Path(download.value.path()).read_text(encoding="utf-8")
    page.click("[data-act='rate'][data-rating='down']")
    page.fill(".remark input", "wrong number")
    page.click("[data-act='remark']")
    page.wait_for_selector("#composer-hint:has-text('kept')")
    lines = (served.home / "feedback.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[-1])["note"] == "wrong number"


def test_the_settings_name_what_answers_and_limit_by_date(opened: Tab) -> None:
    page = opened.page
    opened.room("Settings")
    page.wait_for_selector("#settings dd:has-text('quoting, no model')")
    page.fill("#since textarea, #since input", "2024-06")
    opened.room("Ask")
    page.wait_for_selector("#composer-hint:has-text('2024-06-01')")
    page.fill("#box textarea", "papers about counting")
    page.keyboard.press("Enter")
    page.wait_for_selector(".understood button.chip:has-text('2024-06-01')")


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


def test_what_a_model_writes_and_a_reader_asks_is_inert(opened: Tab, served: Served) -> None:
    for turn, half in enumerate((PAYLOADS[:24], PAYLOADS[24:])):
        served.dictate("\n\n".join(f"{p} [1]" for p in half))
        opened.ask(" ".join(half), turn=turn)
        assert _harm(opened) == []
    assert PAYLOADS[0] in opened.page.text_content(".answer >> nth=0")


def test_names_and_contents_of_uploads_are_inert(opened: Tab, served: Served) -> None:
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
        assert "16 skipped" in page.text_content("#report")
        assert _harm(opened) == []
    page.fill("#query textarea, #query input", "Upload4")
    page.wait_for_selector("#shelf tbody tr:has-text('Upload40')")
    assert _harm(opened) == []
    ids = [p.paper_id for p in served.assistant.catalogue.papers() if p.title.startswith("Upload")]
    assert len(ids) == len(PAYLOADS)
    served.library.remove(ids)


def test_no_file_but_the_pages_own_is_served(opened: Tab, served: Served) -> None:
    (served.home / "ask.toml").write_text("papers = 8\n", encoding="utf-8")
    asked = [served.home / "ask.toml", served.home / "library.json", Path("/etc/passwd"), Path(__file__)]
    for path in asked:
        for route in ("gradio_api/file=", "file="):
            answer = opened.page.request.get(f"{served.address}{route}{path}")
            assert answer.status in (403, 404), path
    (served.home / "ask.toml").unlink()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(served: Served, browser: Any, scheme: str) -> None:
    script = axe_script()
    served.dictate("One holds [1]. Two may [1]. Three does not [1]. Nobody said this [7].")
    with tab(browser, served.address, color_scheme=scheme, bypass_csp=True) as found:
        found.page.evaluate(script)
        found.ask("anything since 2024")
        _no_barrier(found, "support")
        served.dictate()
        found.ask("papers about counting since June 2024", turn=1)
        _no_barrier(found, "answer")
        for room, shown in (
            ("Library", "#shelf tbody tr"),
            ("Compare", "#comparison p"),
            ("Evaluation", "#evaluation p"),
            ("Settings", "#settings dd"),
        ):
            found.room(room)
            found.page.wait_for_selector(shown)
            _no_barrier(found, room)
        found.room("Library")
        found.page.click("#shelf tbody tr:first-child button.title")
        found.page.click(".paper [data-sure='yes']")
        found.page.wait_for_selector(".paper [data-act='remove']")
        _no_barrier(found, "paper")


def _no_barrier(found: Tab, where: str) -> None:
    result = found.page.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")
    grave = [v for v in result["violations"] if v["impact"] in ("serious", "critical")]
    assert [(v["id"], v["nodes"][0]["html"][:120]) for v in grave] == [], where


def test_a_narrow_page_never_scrolls_sideways(served: Served, browser: Any) -> None:
    with tab(browser, served.address, wide=390) as found:
        found.ask(ABOUT)
        for room, shown in (
            ("Ask", ".answer"),
            ("Library", "#shelf tbody tr"),
            ("Compare", "#comparison p"),
            ("Settings", "#settings dd"),
        ):
            found.room(room)
            found.page.wait_for_selector(shown)
            assert found.page.evaluate("() => document.documentElement.scrollWidth") <= 390, room


def test_the_theme_is_kept(served: Served, browser: Any) -> None:
    with tab(browser, served.address, color_scheme="light") as found:
        found.page.click("[data-act='theme']")
        assert found.page.evaluate("() => document.body.classList.contains('dark')")
        found.page.reload()
        found.page.wait_for_selector(".empty h2")
        found.page.wait_for_function("() => document.body.classList.contains('dark')")


def test_nothing_jumps_while_the_answer_is_written(opened: Tab, served: Served) -> None:
    served.dictate(*[f"Sentence {n} of a longer answer that is being written. " for n in range(40)])
    opened.page.evaluate(
        """() => {
          window.shifted = 0;
          new PerformanceObserver((list) => { for (const e of list.getEntries()) window.shifted += e.value; })
            .observe({ type: 'layout-shift', buffered: false });
        }"""
    )
    opened.ask("anything")
    assert opened.page.evaluate("() => window.shifted") < 0.1


def test_thirty_sessions_at_once_each_get_their_own_answer(served: Served) -> None:
    sessions = [Session(served.address) for _ in range(30)]
    names = [p.title.partition(":")[0] for p in served.assistant.catalogue.papers()][:30]
    with ThreadPoolExecutor(30) as pool:
        answers = list(
            pool.map(lambda pair: pair[0].ask(f"What is {pair[1]}?"), zip(sessions, names, strict=True))
        )
    for answer, name in zip(answers, names, strict=True):
        told = {other for other in names if f"What is {other}?" in answer.text}
        assert told == {name}
        assert f"{name} counts" in answer.text or f"{name}, which counts" in answer.text
    seconds = sorted(answer.seconds for answer in answers)
    assert seconds[28] < 6, "2 s is the aim on two idle cores; these may be shared"
