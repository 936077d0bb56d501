"""Is a sentence supported?

checker.py comes first: a claim and the texts of its sources in; a verdict, a score and the best quote out.
similarity.py says how near a source is, objections.py what speaks against it: numbers (figures.py,
comparing.py, counts.py, derived.py, relations.py), names and clauses (clauses.py), words that the source does
not have together (alignment.py, kinds.py, pairing.py), negation, direction and strength (contradictions.py).
Whole sentences that are quoted (quotations.py) need none of it; else the claim is read beside a passage
(passages.py). attribution.py: a sentence with citations; claims.py: is it a claim? parameters.py: numbers.
"""
