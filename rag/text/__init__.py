"""What every other room reads text with; each tool exists once.

No module comes first. Three cut a text: words.py into words where they stand, runs.py into runs of letters
and digits, by which names are compared, and terms.py into the stems that are indexed and looked up
(stemming.py). sentences.py cuts it into sentences. spelling.py finds the nearest of many spellings,
numbers.py and months.py read what is written in words, language.py guesses the language, common_words.py
lists everyday words, prose.py puts values into English.
"""
