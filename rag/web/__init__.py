"""The page.

events.py comes first: every event of the page in one table, from which ui.py wires gradio and page.js the
browser. Events are handled by asking.py, which has controller.py answer (a message in, view models out), and
by browsing.py. What is shown is made by answers.py, body.py, sources.py, sidebar.py, shelf.py, comparing.py,
tables.py and examples.py, all through html.py, which escapes. session.py is what one browser session holds,
conversations.py what outlives it, uploads.py and fetched.py what a reader adds, feedback.py what readers
thought, serving.py who may reach the page, queueing.py whose turn it is, patience.py who is waited for.
"""
