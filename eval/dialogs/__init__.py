"""Conversations: does the last turn do what people expect of it after the turns before?

210 dialogues of 14 kinds over three libraries (the starter library, 1,000 papers of computing, 1,000 of
physics), written from the abstracts by people who had not seen the product. dialogues.py reads them,
grading.py says whether the last turn is right, suite.py asks and counts. physics is kept out: it is
measured, and nothing is changed because of one of its dialogues.
"""
