"""The library as an HTTP service for programs: `ask serve`.

app.py comes first: it puts the routes together behind the gate. chat.py speaks OpenAI's wire format, which
wire.py and marks.py write; rest.py is plain REST. Both ask at desk.py. conversation.py knows again what was
answered before, work.py runs answers and ends those that nobody waits for, gate.py says who may ask, and how
much, metrics.py counts. launching.py listens. In: requests. Out: responses. Answers are made in
rag/answering.
"""
