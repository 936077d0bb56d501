"""The dialogue act of a message: what it does with what was said before, by a learnt classifier.

In: a message of a conversation, its names masked, and its vector where there is one. Out: an act, or None where it
is a question like any other, or where the head is not sure. `python -m eval.learn_acts` fits it.
"""

from pathlib import Path

from rag.model.query import Act
from rag.query.intent import FloatArray, best_label, head
from rag.query.parameters import parameters
from rag.text.runs import runs

HEAD = Path(__file__).with_name("act.npz")
_ASK = "ask"


def act_of(message: str, vector: FloatArray | None = None) -> Act | None:
    """What a message does with what was said before it; names in it are to be masked."""
    if not runs(message):
        return None
    label, chance = best_label(head(HEAD), message, vector)
    return None if label == _ASK or chance < parameters().sure_act else Act(label)
