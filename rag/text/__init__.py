"""Words, sentences and languages: what every other room reads text with.

No module comes first. words.py finds words where they stand; terms.py makes of a text the stems that are
indexed and looked up (stemming.py). sentences.py cuts a text into sentences, spelling.py finds the nearest of
many spellings, numbers.py and months.py read what is written in words, language.py guesses the language.
common_words.py lists everyday words, prose.py puts values into English. In: text. Out: pieces of it.
"""
