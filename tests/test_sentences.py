"""Where sentences end, and that no character is lost between them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.sentences import sentences


@pytest.mark.parametrize(
    "cut",
    [
        pytest.param([], id="nothing"),
        pytest.param(["Moss grows"], id="no stop at all"),
        pytest.param(["Moss grows.", "Ferns wait."], id="two"),
        pytest.param(["Ferns (Moss et al., 2024) wait.", "They grow."], id="et al. inside"),
        pytest.param(["This follows Fern et al.", "They grew moss."], id="et al. may end a sentence"),
        pytest.param(["Soils, e.g. loam, are wet.", "They hold."], id="e.g."),
        pytest.param(["Soils, e.g. Loam and i.e. Clay, hold."], id="e.g. before a capital"),
        pytest.param(["See Fig. 3 and Eq. 2.", "They agree."], id="Fig. 3"),
        pytest.param(["It errs by 3.5 points.", "That is 17.25% less."], id="decimals"),
        pytest.param(["Code: https://example.org/a.b?c=D.", "It runs."], id="links"),
        pytest.param(["See www.example.org. now and then."], id="a plain small word begins nothing"),
        pytest.param(["It runs on phones.", "iPhone users gain."], id="iPhone"),
        pytest.param(["We plot it.", "t-SNE shows clusters."], id="t-SNE"),
        pytest.param(["A. Fern and B. C. Lichen grew it.", "It lives."], id="initials"),
        pytest.param(['He said "it grows."', "She agreed."], id="a quote that ends"),
        pytest.param(["It grows.", "“Slowly,” she said."], id="a quote that begins"),
        pytest.param(["(It grows.)", "It waits."], id="brackets"),
        pytest.param(["Does it grow?", "Yes!", "It does..."], id="question and exclamation marks"),
        pytest.param(["What grows in 3 days?", "4 things do."], id="a number may begin a sentence"),
        pytest.param(["Loss falls.", "$O(n)$ time suffices."], id="a formula may begin a sentence"),
        pytest.param(["Moss grows\nslowly.", "It waits."], id="a line end is a space"),
        pytest.param(["A title without a stop", "A text."], id="a blank line ends a sentence"),
        pytest.param(["Moss, ferns, etc.", "They grow."], id="etc. may end a sentence"),
        pytest.param(["Moss vs. Fern is settled."], id="vs."),
        pytest.param(["Yahoo! is a name."], id="an exclamation mark in a name"),
    ],
)
def test_a_text_is_cut_where_sentences_end(cut: list[str]) -> None:
    glue = "\n\n" if cut[:1] == ["A title without a stop"] else " "
    text = glue.join(cut)
    assert [text[a:b] for a, b in sentences(text)] == cut


@given(st.text(alphabet=st.sampled_from("aB1 .!?\n\"')([$é苔,-e.g.al"), max_size=120) | st.text(max_size=80))
def test_spans_are_in_order_and_leave_out_nothing_but_space(text: str) -> None:
    spans = sentences(text)
    edges = [place for span in spans for place in span]
    assert edges == sorted(edges)
    covered = {place for a, b in spans for place in range(a, b)}
    assert all(text[place].isspace() for place in set(range(len(text))) - covered)
    for a, b in spans:
        assert a < b
        assert text[a:b] == text[a:b].strip()
