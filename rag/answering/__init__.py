"""The path of a question: a message to an answer.

start.py opens what the settings describe and gives an Assistant (assistant.py): a message and the answers
before it in, an Answer out. It parses the message and hands each question in it to router.py, which has the
papers looked up, decides whether they answer, and picks the kind of answer. extractive.py answers by quoting,
metadata.py with dates, authors and counts, figure_asked.py puts a figure on top; citations.py numbers what is
quoted, rendering.py shows an answer. Beside that way: suggested.py (what may be asked next), browse.py and
comparison.py (the page), drafts.py (`ask check`), expand.py (`ask ingest --expand`), doctor.py.
"""
