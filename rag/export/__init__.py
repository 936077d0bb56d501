"""Papers as files that other tools read, as references in the usual styles; answers as documents.

formats.py comes first: the name of a format, and papers to its text. Each format is a module: bibtex.py,
ris.py, csl.py (CSL-JSON), tables.py (CSV), references.py (APA, IEEE, Chicago, MLA). names.py tells given from
family names, keys.py names each paper for those who cite it. What a format has no field for is left out, and
nothing is made up: a year stays a year. A digest is ours and no abstract, so only tables hold it.

documents.py takes answers away: as Markdown, HTML (document_html.py) and Word (document_word.py). What they
say is read as blocks by blocks.py, from which the page draws them too; mathml.py makes formulas of LaTeX.
"""
