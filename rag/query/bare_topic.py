"""Whether a message only names a subject: "data privacy", "tell me about machine translation".

In: a message. Out: yes or no. Such words can also be asked of the assistant ("is it private?", "a
translation, please"), but then something in the message speaks to it.
"""

import re

from rag.text.runs import runs

MOST_WORDS = 4  # of a subject that is typed alone
_LEAD = re.compile(
    r"^\W*(?:(?:please|so|ok|and)\W+)*(?:tell me(?: more| something)? about|explain|describe"
    r"|define|(?:the )?(?:definition|meaning) of|(?:what|how) about|anything (?:on|about)|(?:an )?overview of"
    r"|introduction to"
    r"|info(?:rmation)? (?:on|about))\s+",
    re.I,
)
_SPEAKS_TO = frozenset(
    """i me my mine we us our you your yours yourself it its this that these those here there please is are am
    was were be been being do does did can could will would shall should may might must has have had need want
    what which who whose whom when where why how if whether translate translated keep keeps kept send sends
    sent share shares shared store stored the a an since before after until newer older""".split()
)


def names_a_topic(message: str) -> bool:
    """Whether it is a subject alone, with "tell me about" before it or without."""
    said = runs(_LEAD.sub("", message).lower())
    return bool(said) and _SPEAKS_TO.isdisjoint(said)


_MEASURES = frozenset(  # what a study gives a figure of, and no subject of papers by itself
    """accuracy precision recall f1 f-1 f1-score f-score f-measure fscore micro-f1 macro-f1 auc auroc
    roc bleu rouge meteor wer cer perplexity mae mse rmse mape psnr ssim fid iou miou map ndcg mrr hit
    score scores error errors rate rates sensitivity specificity throughput latency latencies overhead
    overheads speedup speedups runtime runtimes delay delays bandwidth cost costs size sizes sample
    samples participants subjects patients respondents parameters dose doses duration distance distances
    budget numbers figures percentage top-1 top-5""".split()
)
_BESIDE = frozenset(
    "and the a an its their any what about how so ok of average mean median final test".split()
)


def is_measure(message: str) -> bool:
    """Whether it names nothing but what is measured: "precision?", "and the error rate". It is asked of what
    was talked of."""
    said = [word for word in message.lower().split() if word.strip(".,;:!?")]
    said = [word.strip(".,;:!?") for word in said]
    return bool(_MEASURES & set(said)) and set(said) <= _MEASURES | _BESIDE


def is_short_topic(message: str) -> bool:
    """Whether it is a subject alone in a few words, as people type it into a search box: "long context"."""
    return names_a_topic(message) and not _LEAD.match(message) and len(runs(message)) <= MOST_WORDS
