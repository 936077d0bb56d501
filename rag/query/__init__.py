"""One message to what it asks.

parse.py comes first: a message, the names that a library knows and the conversation in; one ParsedQuery for
each question out. It calls, in this order: decomposition.py (questions told apart), followup.py with
anaphora.py (what a question takes from the conversation), filters.py with dates.py (which papers are meant at
all), intent.py with library_questions.py (which kind of answer is wanted). A date is read in three steps:
periods.py (which days words name), date_limits.py (what those around them ask for), unread_dates.py (what is
left and must be said). Asks no model and opens no store.
"""
