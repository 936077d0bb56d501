"""One message to what it asks.

parse.py comes first: a message, the names that a library knows and the conversation in; one ParsedQuery for
each question out. It calls decomposition.py (questions told apart), followup.py with anaphora.py (what the
conversation gives), filters.py with dates.py (which papers are meant), intent.py with intent_features.py (the
kind of answer wanted; learnt) and topic.py (what a list is about). A date is read in three steps:
periods.py (which days words name), date_limits.py (what those around them ask for), unread_dates.py (what is
left and must be said). Asks no language model and opens no store.
"""
