"""The names that LaTeX has for signs in formulas. Data; it does nothing.

In: nothing. Out: tables from a name to its sign.
"""


def _pairs(text: str) -> dict[str, str]:
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


LETTERS = _pairs(
    "alpha α beta β gamma γ delta δ epsilon ε varepsilon ε "
    "zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ "
    "mu μ nu ν xi ξ pi π rho ρ varrho ϱ sigma σ "
    "varsigma ς tau τ upsilon υ phi φ varphi ϕ chi χ psi ψ omega ω "
    "Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω "
    "ell ℓ infty ∞ partial ∂ nabla ∇ emptyset ∅ varnothing ∅ hbar ℏ Re ℜ Im ℑ aleph ℵ prime ′ top ⊤ bot ⊥ "
    "ldots … dots … cdots ⋯ vdots ⋮ ddots ⋱"
)  # fmt: skip
OPERATORS = _pairs(
    "cdot · times × pm ± mp ∓ div ÷ ast ∗ star ⋆ circ ∘ bullet • oplus ⊕ ominus ⊖ otimes ⊗ odot ⊙ "
    "le ≤ leq ≤ leqslant ≤ ge ≥ geq ≥ geqslant ≥ ne ≠ "
    "neq ≠ ll ≪ gg ≫ lesssim ≲ gtrsim ≳ approx ≈ sim ∼ simeq ≃ "
    "cong ≅ equiv ≡ propto ∝ to → rightarrow → "
    "leftarrow ← longrightarrow ⟶ Rightarrow ⇒ Leftarrow ⇐ mapsto ↦ "
    "leftrightarrow ↔ Leftrightarrow ⇔ iff ⇔ implies ⇒ uparrow ↑ "
    "downarrow ↓ mid ∣ parallel ∥ perp ⊥ in ∈ notin ∉ "
    "ni ∋ subset ⊂ subseteq ⊆ supset ⊃ supseteq ⊇ cup ∪ "
    "cap ∩ setminus ∖ forall ∀ exists ∃ neg ¬ lnot ¬ land ∧ "
    "wedge ∧ lor ∨ vee ∨ langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ lVert ‖ rVert ‖ lvert | rvert | "
    "vert | Vert ‖ | ‖ colon : succ ≻ prec ≺ succeq ⪰ preceq ⪯ triangleq ≜ coloneqq ≔"
)  # fmt: skip
LARGE = _pairs(
    "sum ∑ prod ∏ coprod ∐ int ∫ iint ∬ oint ∮ bigcup ⋃ bigcap ⋂ bigoplus ⨁ bigotimes ⨂ bigvee ⋁ bigwedge ⋀"
)
LIMITS = frozenset("max min sup inf lim limsup liminf argmax argmin det gcd Pr".split())
NAMES = LIMITS | frozenset("log ln lg exp sin cos tan cot tanh sinh cosh arctan arg dim ker deg mod".split())
ACCENTS = _pairs("hat ^ widehat ^ tilde ~ widetilde ~ bar ¯ overline ¯ vec → dot ˙ ddot ¨")
SPACES = {",": ".17em", ";": ".28em", ":": ".22em", "!": "0", " ": ".33em", "quad": "1em", "qquad": "2em"}
SIZES = frozenset(
    "left right big Big bigl bigr Bigl Bigr bigg Bigg displaystyle textstyle limits nolimits".split()
)
WORDS = frozenset("text textrm textbf textit textsf texttt mathrm mathsf mathtt operatorname mbox".split())

_FIRST = {"mathbb": 0x1D538, "mathcal": 0x1D49C, "mathscr": 0x1D49C, "mathfrak": 0x1D504, "mathbf": 0x1D400}
_ALSO_BOLD = ("boldsymbol", "bm", "pmb")
ALPHABETS = {*_FIRST, *_ALSO_BOLD, "mathit"}
_SCRIPT = _pairs("B ℬ E ℰ F ℱ H ℋ I ℐ L ℒ M ℳ R ℛ e ℯ g ℊ o ℴ")
_ELSEWHERE = {
    "mathbb": _pairs("C ℂ H ℍ N ℕ P ℙ Q ℚ R ℝ Z ℤ"),
    "mathcal": _SCRIPT,
    "mathscr": _SCRIPT,
    "mathfrak": _pairs("C ℭ H ℌ I ℑ R ℜ Z ℨ"),
}


def in_alphabet(letter: str, alphabet: str) -> str:
    """The letter as the sign that Unicode has for it in an alphabet; itself where there is none."""
    first = _FIRST.get("mathbf" if alphabet in _ALSO_BOLD else alphabet)
    if sign := _ELSEWHERE.get(alphabet, {}).get(letter):
        return sign
    if first is None or not (letter.isascii() and letter.isalpha()):
        return letter
    return chr(first + ord(letter) - ord("A") if letter.isupper() else first + 26 + ord(letter) - ord("a"))
