"""Papers as files that other tools read, as references in the usual styles; answers as documents.

formats.py comes first: a format's name and papers to text, by bibtex.py, ris.py, csl.py (CSL-JSON), tables.py
(CSV) and references.py (APA, IEEE, Chicago, MLA). names.py tells given from family names, keys.py names each
paper. Nothing is made up: a year stays a year; a digest is ours, so only tables hold it. documents.py takes
answers away: Markdown, HTML (document_html.py), Word (document_word.py), all from the blocks that blocks.py
reads and the page draws; mathml.py makes formulas of LaTeX.
"""
