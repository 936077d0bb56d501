#!/usr/bin/env bash
# mathml-to-latex 1.0.0: brackets double under an exponent, and an underscore in text
# becomes a subscript.
#
# Valid input: presentation MathML as JATS articles hold it.
# Assumed, with no guess on paper: (a+b)^2 and \text{gene\_1 count}.
# Expected: one pair of brackets; the words of mtext as they are.
# Seen: \left(\left(\right. a + b \left.\right)\right)^{2}, which prints ((a+b))^2 (with an
# mfenced or without any brackets there is one pair), and \text{gene}_\text{1 count}, which
# prints "1 count" as an index of "gene".
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check mathml-to-latex==1.0.0

cat >probe.py <<'PROBE'
from mathml_to_latex.converter import MathMLToLaTeX

inner = "<mi>a</mi><mo>+</mo><mi>b</mi>"
formulas = (
    f"<math><msup><mrow><mo>(</mo>{inner}<mo>)</mo></mrow><mn>2</mn></msup></math>",
    f"<math><msup><mrow>{inner}</mrow><mn>2</mn></msup></math>",
    "<math><mtext>gene_1 count</mtext></math>",
)
for formula in formulas:
    print(MathMLToLaTeX().convert(formula))
PROBE
"$work/venv/bin/python" probe.py >seen.txt
cat seen.txt

diff - seen.txt <<'SEEN'
\left(\left(\right. a + b \left.\right)\right)^{2}
\left(a + b\right)^{2}
\text{gene}_\text{1 count}
SEEN
echo "still so"
