"""The `ask` command.

main.py comes first: it tells questions from commands, and turns an expected problem into one line and an exit
code. options.py makes a Session of the options that commands share. The commands are in ask.py (question,
search, batch), library.py (ingest, papers, show, remove, starter), servers.py (serve, mcp) and tools.py
(check, doctor, eval, ui).
chat.py is a conversation in the terminal, typed.py reads files line by line. In: arguments. Out: answers on
stdout, everything else on stderr. This room prints; what it prints is made in rag/answering and rag/ingest.
"""
