"""One message to what it asks.

parse.py comes first: a message, the names that a library knows and the conversation in; one ParsedQuery for
each question out. It calls, in this order: decomposition.py (questions told apart), followup.py with
anaphora.py (what a question takes from the conversation), filters.py with dates.py (which papers are meant at
all), intent.py with intent_features.py (which kind of answer is wanted, learnt from eval/intents.jsonl),
topic.py (what a list is to be about). Asks no language model and opens no store.
"""
