"""Cleaning mends what is certain and nothing else."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.ingest.clean import clean

MENDED = [
    pytest.param(r"Results:\textit{Moss} grows", "Results:Moss grows", id="a macro behind a colon"),
    pytest.param(r"p:\textless 5", r"p:\textless 5", id="a path, by its one letter"),
    pytest.param(
        "O_ST_ABSAimC_ST_ABSWe count. O_LIMossC_LI O_LIFernC_LI", "Aim: We count. Moss Fern", id="medRxiv"
    ),
    pytest.param(
        "BackgroundDuring frost it grows. ResultsA lot.",
        "Background: During frost it grows. Results: A lot.",
        id="glued",
    ),
    pytest.param(
        r"of 5\,$\mu\mathrm{m}$, $\alpha\mathbf{x}$ and $5\,\mu\mathrm{m}$",
        "of 5 µm, αx and 5 µm",
        id="a unit after a sign",
    ),
    pytest.param(r"p $<$0.05, $n$ $>$30, p$<$0.01", "p < 0.05, n > 30, p<0.01", id="spaces of a relation"),
    pytest.param(r"a $>$90\% rise", "a >90% rise", id="one-sided relation"),
    pytest.param(r"a 25.1\% gain", "a 25.1% gain", id="escaped percent"),
    pytest.param(r"moss \& fern", "moss & fern", id="escaped ampersand"),
    pytest.param("textbf{M}oss-textbf{n}et", "Moss-net", id="bold whose backslash was lost"),
    pytest.param(r"the \textbf{Moss} net", "the Moss net", id="bold"),
    pytest.param(r"(\texttt{MOS)}, a net", "(MOS), a net", id="bracket inside the braces"),
    pytest.param(r"a factor delta ({\delta}) rises", "a factor delta (δ) rises", id="greek"),
    pytest.param("slow\x8f gro\x00wth\x9d", "slow growth", id="control characters"),
    pytest.param(r"{\em slow} growth", "slow growth", id="switch"),
    pytest.param(r"plants (\eg moss)", "plants (e.g. moss)", id="shorthand"),
    pytest.param(r"named \mossname, it", "named mossname, it", id="a macro nobody knows keeps its name"),
    pytest.param("14.1times faster (2times)", "14.1× faster (2×)", id="times"),
    pytest.param("errs by sim6% or sim0.6 points", "errs by ~6% or ~0.6 points", id="sim"),
    pytest.param("small (leq100, geq 5)", "small (≤100, ≥ 5)", id="leq and geq"),
    pytest.param("0.78 pm 0.10", "0.78 ± 0.10", id="plus minus"),
    pytest.param("a 1{16} share", "a 1/16 share", id="fraction"),
    pytest.param("10^{19} signs", "10^19 signs", id="power of a number stays legible"),
    pytest.param("E$^{2}$Moss", "E²Moss", id="power of a letter"),
    pytest.param("T_{2}^*-weighted Moss_{ViT-L}", "T_2^*-weighted Moss_ViT-L", id="subscripts"),
    pytest.param("cost mathcal{L}(mathcal{A_{Psi circ Phi}+2})", "cost L(A_(Ψ∘Φ)+2)", id="nested styles"),
    pytest.param("mosses {Ash, Fern2} grow", "mosses (Ash, Fern2) grow", id="a set of names"),
    pytest.param("weightsx2013such as x2014 these", "weights–such as — these", id="dashes"),
    pytest.param(r"T\"ULU and Fr\'echet", "TÜLU and Fréchet", id="accents"),
    pytest.param("a ``slow'' and ''late'' ``moss``", 'a "slow" and "late" "moss"', id="doubled quotes"),
    pytest.param(
        "Encoder~(MAE), e.g.~moss at~https://a.org/~b",
        "Encoder (MAE), e.g. moss at https://a.org/~b",
        id="ties",
    ),
    pytest.param("see {https://a.org/b_c}.", "see https://a.org/b_c.", id="braced address"),
    pytest.param("https://a.org/b{Project page}.", "https://a.org/b (Project page).", id="labelled address"),
    pytest.param(
        r"\href{https://a.org}{here}, \url{https://b.org}", "here (https://a.org), https://b.org", id="links"
    ),
    pytest.param(r"$1\leq p<\infty $ for $k$-means", "1≤ p<∞ for k-means", id="mathematics"),
    pytest.param(r"a \footnote{50% of it} net", "a [50% of it] net", id="percent inside a macro"),
    pytest.param("mosses {x|x>0} in {0,1}^n", "mosses (x|x>0) in (0,1)^n", id="sets"),
    pytest.param("Moss2{7} and {{GAN}s}", "Moss2 7 and GANs", id="braces between digits"),
    pytest.param(r"by \cite{ash99}", "by [ash99]", id="citation"),
    pytest.param("fast &amp; cheap\n  moss", "fast & cheap moss", id="entities and line breaks"),
    pytest.param(
        r"12 $\mu$s, \(\mu\)m, the $\mu$ of it", "12 µs, µm, the μ of it", id="a sign beside a letter"
    ),
    pytest.param(
        r"$\alpha$ $\leq$ 5 $\pm$ 3 $\times$ 4 $\rightarrow$ B",
        "α ≤ 5 ± 3 × 4 → B",
        id="signs of mathematics",
    ),
    pytest.param(
        r"$H_2$O, CO$_2$, $R^2$, $\beta_{12}$, Ca$^{2+}$", "H₂O, CO₂, R², β₁₂, Ca²⁺", id="digits in math"
    ),
    pytest.param(r"$10^{19}$ and $10^3$ at 5$^\circ$C", "10^19 and 10^3 at 5°C", id="powers and degrees"),
    pytest.param(
        r"p \textless 0.05, \texttt{q \textgreater 3}, \mbox{moss} 4 \textmu m",
        "p < 0.05, q > 3, moss 4 µm",
        id="words that pylatexenc drops",
    ),
    pytest.param("Moss--fern --- 10--20~m -- slow", "Moss–fern — 10–20 m – slow", id="dashes of LaTeX"),
    pytest.param(
        r"a\^{} b\~{} \textasciicircum{} \textbraceleft{} m\^{o}ss",
        "a^ b~ ^ { môss",
        id="signs that are accents elsewhere",
    ),
    pytest.param(r"Moss\thanks{Paid by ferns.} grows", "Moss grows", id="thanks"),
    pytest.param(
        "<p>Moss <i>Fern</i> CO<sub>2</sub>.</p>\n<b>Results</b>: x &lt; 5 &mu;m, 10<sup>5</sup> "
        "m<sup>2</sup>, 1<sup>st</sup>",
        "Moss Fern CO₂. Results: x < 5 µm, 10^5 m², 1st",
        id="HTML",
    ),
    pytest.param(
        "<jats:title>Abstract</jats:title><jats:sec><jats:title>Aims</jats:title><jats:p>We count.</jats:p>"
        "</jats:sec><jats:p>Moss <jats:italic>grows</jats:italic>.</jats:p>",
        "Aims: We count. Moss grows.",
        id="JATS",
    ),
    pytest.param("&lt;p&gt;Moss &amp;lt; fern&lt;/p&gt;", "Moss < fern", id="escaped twice"),
    pytest.param(
        "Moss grows. © 2019 Elsevier B.V. All rights reserved.", "Moss grows.", id="copyright behind"
    ),
    pytest.param(
        "© 2019 Elsevier Ltd. All rights reserved. Moss grows.", "Moss grows.", id="copyright before"
    ),
    pytest.param("Moss grows. [ABSTRACT FROM AUTHOR]", "Moss grows.", id="whose abstract"),
    pytest.param("Abstract: Moss grows.", "Moss grows.", id="a label"),
    pytest.param("\u202amoss\u202c gr\u00adows", "moss grows", id="unseen signs"),
    pytest.param("the moss grows in cafÃ©s", "the moss grows in cafés", id="wrong encoding"),
]
LEFT = [
    "Phoenix2014T, phoenix2014t, Phoenix2014 and Phoenix2014 data",
    "16 times fewer tokens, 5 times, sometimes",
    "sim2real transfer, a sim 2 d world, sim2 real",
    "at 3 pm 12 ships came",
    "25% [email protected] on moss",
    "100% of it, # 5, a_b, x^2, R&D, ~5%, 10~30%, 0.07 ~ 0.65%",
    "from $5 to $10, or $5-$10, gets $0.50",
    "https://a.org/x_y/~z?p=%20&q=1#top{",
    "the max2013 of it; CUB-200-2011",
    "don't; the nets' own; ‘so’ “they” said—no",
    "recall@1 --all and 1/16, 10^19 and T_2",
    "An abstract cut short in the",
    "x < y and y > z; a <mask> token, <s> and </s>; a<b and b>c; List<String>",
    "Abstract Meaning Representation of moss; the copyright of 2019 stories in a corpus",
    "It holds (a) 2017, (b) 2018 and (c) 2019 moss. It has copyright 2019",
    "We study copyright. Since 2019 moss grows.",
    "DesignBench and ResultsNet count moss. SummaryMixing too, on Roomware© : the second.",
    "run moss --fast -o; a-b; ----; 2^n",
]


@pytest.mark.parametrize(("dirty", "meant"), MENDED)
def test_certain_dirt_is_mended(dirty: str, meant: str) -> None:
    assert clean(dirty) == meant


@pytest.mark.parametrize(
    "notice",
    [
        "© 2013 The Authors. Moss and Fern published by Ash Ltd.",
        "© Ash International Publishing AG, part of Fern",
        "© 2009 ASH LTD. ALL RIGHTS RESERVED.",
    ],
)
def test_who_owns_an_abstract_is_no_part_of_it(notice: str) -> None:
    assert clean(f"Moss grows. {notice}") == "Moss grows."


@pytest.mark.parametrize("text", LEFT)
def test_what_is_not_certain_is_left(text: str) -> None:
    assert clean(text) == text


FRAGMENTS = [
    "\\",
    "{",
    "}",
    "$",
    "^",
    "_",
    "~",
    "`",
    "''",
    "%",
    "&amp;",
    "\\em ",
    "\\frac",
    "textbf{",
    "x2013",
    "times",
    "sim",
]
FRAGMENTS += [
    "\\&",
    "\\cite{",
    "mathcal{",
    "https://a.org/",
    "Phi",
    "circ",
    "\\'e",
    "leq",
    " ",
    "moss",
    "T",
    "3",
    "0.5",
    "(",
    ")",
]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=3), max_size=14).map("".join))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from([p.values[0] for p in MENDED] + LEFT), max_size=4),
    st.decimals(0, 9999, places=1),
)
def test_a_plain_number_is_never_lost(parts: list[str], number: object) -> None:
    text = f" {number} ".join(["", *parts, ""])
    assert len(re.findall(rf"(?<!\S){number}(?!\S)", clean(text))) == len(parts) + 1


def test_comments_go_and_what_only_begins_like_one_stays_however_often() -> None:
    assert (
        clean("Moss <!-- of <!-- the --> north <![CDATA[grows]]> <!-- slowly")
        == "Moss north grows <!-- slowly"
    )
    assert clean("<!--" * 20_000 + "moss") == "<!--" * 20_000 + "moss"


@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        (r"5 $\mu s$ and 5 $\mu $s", "5 µs and 5 µs"),
        (r"\SI{5}{\micro\second} at \qty{20}{\degreeCelsius}", "5 µs at 20 °C"),
        (
            r"\SI{1.2e3}{\metre\per\second\squared}, \num{4 +- 1}, \SI{5}{\percent}",
            "1.2×10^3 m/s², 4 ± 1, 5%",
        ),
        (r"5 \si{\kilo\hertz} or \unit{m/s}", "5 kHz or m/s"),
        (r"\SIrange{1}{2}{\milli\metre}", "1 to 2 mm"),
        (r"costs $5 and 7$\mu$s", "costs $5 and 7µs"),
        (r"Nguy{\~{\^e}}n and \d{\^e}", "Nguyễn and ệ"),
    ],
)
def test_units_and_stacked_accents_are_shown_as_they_are_printed(latex: str, shown: str) -> None:
    assert clean(latex) == shown
