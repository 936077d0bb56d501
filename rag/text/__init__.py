"""What every other room reads text with; each tool exists once.

Three tokenizers, one a purpose: terms.py makes the stems that are indexed (with stemming.py), words.py
leaves words in place as people write them, runs.py cuts letters and digits for comparing names. Around them
the stop list (in terms.py), common_words.py, spelling.py, numbers.py and months.py, read by all. sentences.py
cuts a text and keeps the places, language.py guesses what it is in, prose.py puts values into English.
"""
