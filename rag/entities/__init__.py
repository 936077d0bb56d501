"""What papers and methods are called.

names.py comes first: a NameIndex is made of all titles and texts of a library; a message in, the names in it
out, each with the papers that it may stand for and how certain that is. aliases.py extracts the names that a
paper coins or mentions, titles.py finds titles that a message types whole, in part or in quotes, words.py
decides which spellings of a name are alike.
"""
