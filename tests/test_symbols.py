"""Are formulas and identifiers read, and compared with those of a source?"""

import pytest

from rag.verification.checker import SupportChecker
from rag.verification.symbol_signs import in_plain_signs
from rag.verification.symbols import Missing, formulas, missing_formula
from rag.verification.verdict import Verdict

WEIR = r"""Weir: Low-Rank Dams for Gradients
Weir keeps a gradient $G_t$ in a space of rank r and learns $\mathbf{W}_t + \alpha AB$ in
$\mathcal{O}(n \log n)$ steps. It holds where m >> n, for ε=8/255 and a decay of $R^{-1}$. Weir is finetuned
on assin2 with wav2vec 2.0 and 16 g^4 gates, 10 times faster than E²DAM."""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("Weir uses W_t = P_t a/b here.", ["W_t = P_t a/b"], id="up to the words beside it"),
        pytest.param(
            "It learns f(x), then m >> n.", ["f(x)", "m ≪ n".replace("≪", "≫")], id="call, relation"
        ),
        pytest.param("Steps are 1/(1+x^2) long.", ["1/(1+x^2)"], id="begins with a number"),
        pytest.param("In W - A^2 B. A second sentence", ["W - A^2 B"], id="ends at a stop"),
        pytest.param("y = max(0, x)^3 is used", ["y = max(0, x)^3"], id="comma in brackets"),
        pytest.param("with n = 40, k=5 and b", ["n = 40", "k=5"], id="comma outside brackets"),
        pytest.param(r"\lambda ||W||1 is added", ["lambda ||W||1"], id="norm"),
        pytest.param("Here α·β + γ counts", ["alpha*beta + gamma"], id="product"),
        pytest.param("T_1-weighted conv_q1 and word23", ["T_1", "conv_q1", "word23"], id="identifiers"),
        pytest.param("A/B tests of I/O w/o it, and/or AT&T, C++, R@1, HumanEval+, M3ID+DPO", [], id="terms"),
        pytest.param("at 5 m/s, 10 W/m^2, 10m/s, 2x/3x, 10^{-3}, 24/7, 3-sigma, 5x", [], id="units, numbers"),
        pytest.param(
            "model(s) with a(n) option (a), k-means, vitamin C, a plan B", [], id="letters in prose"
        ),
        pytest.param("see https://a.b/c_d?x=y1 and www.x1.org/a_b", [], id="addresses"),
        pytest.param("an AUC = 0.9 and precision = 0.5", [], id="words that equal numbers"),
    ],
)
def test_formulas_are_told_from_words(text: str, found: list[str]) -> None:
    assert formulas(text) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (r"\mathcal{O}(n)", "O(n)"),
        (r"m \gg n", "m >> n"),
        (r"\alpha", "α"),
        (r"\varepsilon", "ϵ"),
        (r"\frac{a}{b}", "a/b"),
        ("Wₜ", "W_t"),
        ("R²", "R^2"),
        ("λ", "lambda"),
        (r"\ell_2", "ℓ_2"),
    ],
)
def test_a_sign_is_written_in_one_way(one: str, other: str) -> None:
    assert in_plain_signs(one) == in_plain_signs(other)


@pytest.mark.parametrize(
    "claim",
    [
        pytest.param("The gradient G_t has rank r.", id="in plain signs"),
        pytest.param("It needs O(n log n) steps.", id="LaTeX in the source"),
        pytest.param(r"It holds for $m \gg n$.", id="LaTeX in the claim"),
        pytest.param("It learns W_t + αAB.", id="Greek letter"),
        pytest.param("It decays as 1/R.", id="inverse"),
        pytest.param("At an epsilon = 8/255 it holds.", id="other relation to the number"),
        pytest.param("It has g^4 gates.", id="behind its number"),
        pytest.param("E^2DAM is x10 slower.", id="times"),
        pytest.param("wav2vec2 reads assin2 (p = 0.03, n = 9).", id="identifiers, everybody's signs"),
    ],
)
def test_a_formula_of_the_source_is_found(claim: str) -> None:
    assert missing_formula(claim, WEIR) is None


@pytest.mark.parametrize(
    ("claim", "missing"),
    [
        pytest.param("Weir uses W_t = P_t a/b here.", Missing("W_t = P_t a/b", rearranged=False), id="new"),
        pytest.param("It holds where m << n.", Missing("m ≪ n", rearranged=True), id="turned round"),
        pytest.param("It learns AB + αW_t.", Missing("alphaW_t", rearranged=False), id="other scripts"),
        pytest.param("It keeps word23.", Missing("word23", rearranged=False), id="identifier"),
        pytest.param("It keeps assin3.", Missing("assin3", rearranged=False), id="another number"),
        pytest.param("It keeps sin2.", Missing("sin2", rearranged=False), id="a part of a word"),
        pytest.param("It is x17 faster.", Missing("x17", rearranged=False), id="another factor"),
        pytest.param("At z = 8 it holds.", Missing("z = 8", rearranged=False), id="number of another symbol"),
        pytest.param("m << n or Q_k.", Missing("Q_k", rearranged=False), id="the worst is told"),
    ],
)
def test_a_formula_that_the_source_lacks_is_told(claim: str, missing: Missing) -> None:
    assert missing_formula(claim, WEIR) == missing


@pytest.mark.parametrize(
    ("claim", "verdict", "why"),
    [
        ("Weir keeps a gradient G_t in a space of rank r.", Verdict.SUPPORTED, ""),
        ("Weir keeps a gradient Q_t in a space of rank r.", Verdict.UNSUPPORTED, "Q_t not found"),
        ("Weir keeps a gradient in a space, it holds where m < n.", Verdict.WEAK, "m < n is put otherwise"),
        ("Weir keeps a gradient in a space of word23.", Verdict.UNSUPPORTED, "word23 not found"),
    ],
)
def test_a_claim_with_a_formula_of_its_own_is_not_supported(claim: str, verdict: Verdict, why: str) -> None:
    found = SupportChecker(None).check(claim, [WEIR])
    assert (found.verdict, found.why) == (verdict, why)
