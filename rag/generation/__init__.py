"""Answers written by a model, from numbered sources.

writer.py comes first: papers and a question in, pieces of text and at last a checked Answer out. context.py
fits the papers into what the model can hold, prompts.py fills the texts in prompts/, models.py asks the
model, stream.py and markers.py take its reply apart as it comes, and reply_reader.py has each sentence
checked by rag/verification. Beside that: rephrase.py (a message made to stand alone), expansion.py (questions
that a paper answers), cache.py (replies kept on disk), tokens.py. Which papers there are to write from is
decided before.
"""
