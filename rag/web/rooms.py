"""The rooms of the page: which components stand where. With ui.py the only door to gradio.

In: a dictionary. Out: the components in it, by the names that rag/web/events.py has for them. Every gr.HTML
keeps gradio's own template "${value}": with "{{value}}" the browser would run a value once more.
"""

from typing import Any

import gradio as gr

from rag.answering.literature import LONGEST_QUESTION, MOST_QUESTIONS
from rag.model.conversation import MESSAGE_CHARACTERS
from rag.model.key_store import has_store
from rag.web import fetched, uploads
from rag.web.asking import HINT
from rag.web.configuring import EXAMPLE, QUOTES, WRITES
from rag.web.html import EMPTY, Markup, tag

Parts = dict[str, Any]
LOG_OUT = '<p><a href="logout?all_session=false" id="log-out">Log out</a></p>'  # this window's session alone


def html(id_: str, value: Markup = EMPTY) -> gr.HTML:
    """A part that shows markup."""
    return gr.HTML(str(value), elem_id=id_, js_on_load=None, apply_default_css=False)


def ask_room(parts: Parts, *, editable: bool) -> None:
    """`editable`: whether it can be chosen here what writes the answers."""
    with gr.Row(elem_id="desk"):
        with gr.Column(elem_id="past"):
            parts["new"] = gr.Button("New conversation", elem_id="new")
            parts["past"] = html("past-list")
        with gr.Column(elem_id="middle"):
            with gr.Column(elem_id="transcript"):
                parts["earlier"], parts["latest"] = html("earlier"), html("latest")
            with gr.Column(elem_id="composer"):
                with gr.Row(elem_id="composer-row"):
                    parts["box"] = gr.Textbox(
                        label="Your question",
                        show_label=False,
                        placeholder="Ask about the papers",
                        elem_id="box",
                        lines=1,
                        max_lines=8,
                        max_length=MESSAGE_CHARACTERS,
                        container=False,
                        autofocus=True,
                        scale=1,
                    )
                    parts["send"] = gr.Button("Ask", variant="primary", elem_id="send", scale=0)
                    parts["stop"] = gr.Button("Stop", elem_id="stop", scale=0)
                with gr.Row(elem_id="under-box"):
                    parts["hint"] = html("composer-hint", tag("p", HINT))
                    parts["writer"] = gr.Dropdown(
                        [QUOTES],
                        value=QUOTES,
                        label="Answers are",
                        show_label=False,
                        container=False,
                        filterable=False,
                        visible=editable,
                        elem_id="writer",
                        min_width=190,
                        scale=0,
                    )
        with gr.Column(elem_id="beside"):
            parts["sources"] = html("sources")


def library_room(parts: Parts) -> None:
    with gr.Column(elem_classes="room"):
        parts["query"] = gr.Textbox(
            label="Search the library",
            placeholder="Words from a title, an organisation or a subject",
            elem_id="query",
        )
        parts["ids"] = gr.Textbox(**fetched.BOX)
        parts["upload"] = gr.File(**uploads.BOX)
        parts["report"], parts["paper"] = html("report"), html("paper")
        parts["selection"] = html("selection")
        parts["questions"] = gr.Textbox(
            label="Questions for a table of the selected papers, one a line",
            placeholder="What data is used?\nWhat is the main result?",
            elem_id="questions",
            lines=2,
            max_lines=8,
            max_length=LONGEST_QUESTION * MOST_QUESTIONS,
        )
        for name in ("literature", "tabled_card", "shelf"):
            parts[name] = html(name)
        parts["years"] = html("years")


def compare_room(parts: Parts) -> None:
    with gr.Column(elem_classes="room"):
        with gr.Row():
            parts["name"] = gr.Textbox(label="Add a paper", placeholder="Its name", elem_id="name")
            parts["aspect"] = gr.Textbox(
                label="Compare them on", placeholder="For example: training cost", elem_id="aspect"
            )
        parts["comparison"], parts["cells"] = html("comparison"), html("cells")


def evaluation_room(parts: Parts) -> None:
    with gr.Column(elem_classes="room"):
        gr.HTML("<h2>Evaluation</h2>", apply_default_css=False)
        parts["evaluation"] = html("evaluation")


def settings_room(parts: Parts, *, editable: bool, guarded: bool) -> None:
    """`editable`: whether what concerns the model may be seen and changed; `guarded`: whether one logs in."""
    with gr.Column(elem_classes="room"):
        gr.HTML("<h2>Settings</h2>", apply_default_css=False)
        if guarded:
            gr.HTML(LOG_OUT, apply_default_css=False)
        _model_settings(parts, editable=editable)
        with gr.Row():
            parts["since"] = gr.Textbox(
                label="Only papers published since", placeholder="2024-03", elem_id="since"
            )
            parts["until"] = gr.Textbox(
                label="Only papers published until", placeholder="2025", elem_id="until"
            )
        parts["settings"] = html("settings")
        parts["test"] = gr.Button("Test the installation and the model's address", elem_id="test")
        parts["findings"] = html("findings")


def _model_settings(parts: Parts, *, editable: bool) -> None:
    with gr.Column(visible=editable, elem_id="model-settings"):
        parts["writes"] = gr.Radio(list(WRITES.items()), label="Answers", elem_id="writes")
        with gr.Row():
            parts["address"] = gr.Textbox(
                label="Address of the model's server",
                placeholder=EXAMPLE,
                elem_id="address",
            )
            parts["model"] = gr.Dropdown(
                [], label="Model", allow_custom_value=True, filterable=True, elem_id="model"
            )
        with gr.Row():
            parts["key"] = gr.Textbox(
                label="Key, where the server needs one (kept in memory)",
                placeholder="as it is now",
                type="password",
                elem_id="key",
            )
            parts["in_keyring"] = gr.Checkbox(
                label="Keep the key in this computer's keyring", visible=has_store(), elem_id="in_keyring"
            )
        with gr.Row(elem_classes="pushed"):
            parts["list_models"] = gr.Button("List the models", elem_id="list_models")
            parts["try_model"] = gr.Button("Ask it a question", elem_id="try_model")
            parts["save_model"] = gr.Button("Save", variant="primary", elem_id="save_model")
        parts["model_told"] = html("model_told")
