"""Libraries of strangers: how well the product answers over papers that nobody here chose.

Three libraries of 420 arXiv abstracts each, with 228 questions each, written from the abstracts alone by
people who had never seen the product. libraries.py reads them, suite.py asks, grading.py grades an answer,
figures.py makes the figures and their gap to the starter library, tables.py shows them, record.py puts them
into RESULTS.md. Two of the libraries may be tuned on. all-fields is kept out: it is measured, and nothing is
fitted to its questions or changed because of one.
"""
