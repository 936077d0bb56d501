"""What breaks programs, done to this one many times over: `python -m eval.torture`.

__main__.py comes first: options in, a table and an exit code out. kind.py says what a kind of torture is;
each kind has a module, formats.py and large.py, and a line in KINDS. expressions.py finds
what patterns.py feeds with the texts of hostile.py. samples.py and packed_samples.py
write papers in every format, damage.py spoils them.
"""
