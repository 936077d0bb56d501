"""Papers as files that other tools read, and as references in the usual styles.

formats.py comes first: the name of a format, and papers to its text. Each format is a module: bibtex.py,
ris.py, csl.py (CSL-JSON), tables.py (CSV), references.py (APA, IEEE, Chicago, MLA). names.py tells given from
family names, keys.py names each paper for those who cite it. What a format has no field for is left out, and
nothing is made up: a year stays a year. A digest is ours and no abstract, so only tables hold it.
"""
