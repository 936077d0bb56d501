"""What every other room reads text with; each tool exists once.

Three tokenizers, one a purpose: `terms` are indexed and looked up, `words` stay in place as people write
them, `runs` of letters and digits are what names are compared by. Around them one stemmer, one stop list (in
`terms`), one list of everyday words, one reader of numbers and one spelling corrector. `sentences` cuts a
text and keeps the places, `language` guesses what it is in, `prose` says counts and lists in English.
"""
