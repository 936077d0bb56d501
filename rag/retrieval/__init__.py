"""The catalogue, the search, and whether what was found answers.

searcher.py comes first: a question in, a Ranking of papers with their component scores out (ranking.py).
catalogue.py is the library as it is now, prefilter.py which papers pass the filters. background.py says what
a score means here; measured.py when that is measured, background_vectors.py what need not be read again for
it. Then what was found is judged: abstention.py (do the papers answer at all?), answerability.py (does this
paper state the detail?) and passages.py (which of its sentences answer?). What follows from that is decided
in rag/answering/router.py.
"""
