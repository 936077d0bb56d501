"""The page in a browser: what a reader sees and does."""

import json
from pathlib import Path
from typing import Any

from tests.browser import Tab, tab
from tests.fakes import paper
from tests.served import ABOUT, NAME, Served, anew, browser, kept_open, opened, running, served

__all__ = ["anew", "browser", "kept_open", "opened", "running", "served"]  # fixtures


def test_an_answer_shows_its_quotes_and_the_card_of_the_paper_beside_it(anew: Tab) -> None:
    anew.ask(ABOUT)
    page = anew.page
    assert NAME in page.text_content(".answer")
    page.click(".turn .mark >> nth=0")
    marked = page.text_content("#sources mark.on")
    assert marked in page.text_content(".answer").replace("\n", " ")
    assert "no model" in page.text_content(".turn .meta")


def test_shift_enter_breaks_the_line_and_enter_asks(anew: Tab) -> None:
    page = anew.page
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
    anew: Tab, served: Served
) -> None:
    served.dictate(*[f"word{n} " for n in range(5)], hold=True)
    page = anew.page
    page.fill("#box textarea", "anything")
    page.keyboard.press("Enter")
    page.wait_for_selector('.turn[aria-busy="true"] .answer:has-text("word3")')
    page.wait_for_selector("#stop:visible")
    page.keyboard.press("Escape")
    page.wait_for_selector(".turn .note:has-text('You stopped')")
    page.wait_for_selector("#send:visible")
    assert "word3" in page.text_content(".answer")
    assert "word4" not in page.text_content(".answer")


def test_support_is_told_in_words(anew: Tab, served: Served) -> None:
    served.dictate("One holds [1]. Two may [1]. Three does not [1]. Nobody said this [7].")
    anew.ask("anything")
    words = anew.page.locator(".turn .support").all_text_contents()
    assert words == ["supported", "weakly supported", "not supported"]
    assert anew.page.get_attribute(".mark.unknown", "title") == "No paper has this number"


def test_the_last_message_can_be_edited_and_asked_again(anew: Tab) -> None:
    page = anew.page
    anew.ask(ABOUT)
    anew.ask("What is BirchNet?", turn=1)
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


def test_a_limit_is_a_chip_that_widens_the_search_when_removed(anew: Tab) -> None:
    page = anew.page
    anew.ask("papers about counting since June 2024")
    page.wait_for_selector(".understood button.chip")
    assert "2024-06-01" in page.text_content(".understood button.chip")
    page.click(".understood button.chip")
    page.wait_for_selector(".understood button.chip", state="detached")
    page.wait_for_selector(".turn .acts")
    assert page.locator(".understood button.chip").count() == 0
    assert page.text_content(".understood .plain") == "papers about counting"
    page.click("[data-act='again']")
    page.wait_for_selector('.turn[aria-busy="true"]', state="detached")
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
    page.wait_for_selector(".turn", state="detached")


def test_an_example_question_is_answered_when_pressed(anew: Tab) -> None:
    page = anew.page
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
    assert page.text_content("#shelf tbody tr:first-child td[data-label='Upvotes']") == "59"
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
    assert "1 entry in 1 file: 1 added, 0 updated, 0 unchanged, 0 skipped; 2 files not read;" in report
    assert "skipped empty.txt: not a listing of papers" in report
    assert "skipped lying.bib: a damaged PDF" in report
    page.wait_for_selector("#top .library:has-text('61 papers')")
    assert list((served.home / "page" / "files").rglob("*.jsonl")) == []
    page.fill("#query textarea, #query input", "ZebraNet")
    page.click("#shelf tbody tr:first-child:has-text('ZebraNet') button.title")
    page.click(".paper [data-sure='yes']")
    page.click(".paper [data-act='remove']")
    page.wait_for_selector("#top .library:has-text('60 papers')")


def test_a_page_left_open_sees_papers_ingested_elsewhere(anew: Tab, served: Served) -> None:
    added = paper(900)
    served.library.ingest([added])
    name = added.title.partition(":")[0]
    anew.ask(f"What is {name}?")
    assert name in anew.page.text_content(".answer")
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


def test_the_answer_can_be_taken_away_and_judged(anew: Tab, served: Served) -> None:
    page = anew.page
    anew.ask(ABOUT)
    page.click("#sources .export summary")
    markdown = "#sources [data-format='markdown'][data-style='plain']"
    for shown, holds in (("[data-act='answer_json']", '"status": "answered"'), (markdown, f"## {ABOUT}")):
        with page.expect_download() as download:
            page.click(f"{shown} >> nth=0")
        assert holds in Path(download.value.path()).read_text(encoding="utf-8")
    with page.expect_download() as download:
        page.click("#sources [data-format='word'][data-style='apa']")
    assert Path(download.value.path()).read_bytes().startswith(b"PK")
    page.click("[data-act='rate'][data-rating='down']")
    page.fill(".note-text", "wrong number")
    page.click("[data-act='remark']")
    page.wait_for_selector("#composer-hint:has-text('saved')")
    lines = (served.home / "feedback.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[-1])["note"] == "wrong number"


def test_sources_papers_and_the_library_can_be_exported(opened: Tab) -> None:
    page = opened.page
    opened.ask(ABOUT)
    page.click("#sources .export summary")
    title = page.text_content("#sources .card .title")
    for name, ending, begins in (
        ("bibtex", ".bib", "@misc{"),
        ("ris", ".ris", "TY  - "),
        ("csl", ".json", "["),
        ("csv", ".csv", "Title,Authors,"),
        ("ieee", ".txt", "[1] "),
    ):
        text = _exported(page, f"#sources [data-format='{name}']", ending)
        assert text.startswith(begins)
        assert str(title) in text.replace("{", "").replace("}", "")
    opened.room("Library")
    page.fill("#query textarea, #query input", "KelpNet")
    page.wait_for_selector("#shelf tbody tr:first-child:has-text('KelpNet')")
    page.click("#shelf .export summary")
    listed = page.locator("#shelf tbody tr").count()
    assert _exported(page, "#shelf [data-format='ris']", ".ris").count("TY  - ") == listed
    page.click("#shelf tbody tr:first-child button.title")
    page.click(".paper .export summary")
    assert "KelpNet" in _exported(page, ".paper [data-format='apa']", ".txt")


def _exported(page: Any, button: str, ending: str) -> str:
    with page.expect_download() as download:
        page.click(button)
    assert download.value.suggested_filename.endswith(ending)
    return Path(download.value.path()).read_text(encoding="utf-8")


def test_the_settings_name_what_answers_and_limit_by_date(opened: Tab) -> None:
    page = opened.page
    opened.room("Settings")
    page.wait_for_selector("#settings dd:has-text('quoting, no model')")
    page.fill("#since textarea, #since input", "2024-06")
    opened.room("Ask")
    page.wait_for_selector("#composer-hint:has-text('2024-06-01')")
    opened.ask("papers about counting")
    page.wait_for_selector(".understood button.chip:has-text('2024-06-01')")
    page.reload()
    page.wait_for_selector("#composer-hint:has-text('2024-06-01')")


def test_the_theme_is_kept(served: Served, browser: Any) -> None:
    with tab(browser, served.address, color_scheme="light") as found:
        found.page.click("[data-act='theme']")
        assert found.page.evaluate("() => document.body.classList.contains('dark')")
        found.page.reload()
        found.page.wait_for_selector(".empty h2")
        found.page.wait_for_function("() => document.body.classList.contains('dark')")


def test_nothing_jumps_while_the_answer_is_written(anew: Tab, served: Served) -> None:
    served.dictate(*[f"Sentence {n} of a longer answer that is being written. " for n in range(40)])
    anew.page.evaluate(
        """() => {
          window.shifted = 0;
          new PerformanceObserver((list) => { for (const e of list.getEntries()) window.shifted += e.value; })
            .observe({ type: 'layout-shift', buffered: false });
        }"""
    )
    anew.ask("anything")
    assert anew.page.evaluate("() => window.shifted") < 0.1


def test_the_report_in_its_frame_follows_the_theme_of_the_page(opened: Tab) -> None:
    page = opened.page
    page.evaluate(
        """() => { const frame = document.createElement('iframe'); frame.className = 'report-frame';
        frame.srcdoc = '<html lang="en"><body>report</body></html>'; document.body.append(frame); }"""
    )
    for _ in range(2):
        page.click("[data-act='theme']")
        name = page.evaluate("() => document.body.classList.contains('dark') ? 'dark' : 'light'")
        page.wait_for_selector(f".report-frame[data-theme='{name}']", state="attached")
        assert f'<html lang="en" data-theme="{name}">' in page.get_attribute(".report-frame", "srcdoc")
