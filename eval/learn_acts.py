"""Learn what a message does with what was said before it: `python -m eval.learn_acts`; about a minute.

In: eval/acts.jsonl, messages with their dialogue act ("ask" is a question like any other). Out:
rag/query/act.npz, a head of the same kind as the intent head (eval/learn_intent.py), fitted in the same way.

With --fold N a fifth of the messages is kept out, nothing is written, and the mistakes on it are shown.
"""

import argparse
import json
from pathlib import Path

from eval.learn_intent import FOLDS, fitted_head, write
from rag.query.act import HEAD

MESSAGES = Path(__file__).with_name("acts.jsonl")


def messages(path: Path = MESSAGES) -> list[tuple[str, str]]:
    """Each message with its act."""
    lines = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [(line["message"], line["act"]) for line in lines]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--fold", type=int, choices=range(FOLDS), help="keep a fifth out and show the mistakes"
    )
    fold = parser.parse_args().fold
    if found := fitted_head(messages(), fold, write_it=fold is None):
        write(found, HEAD, MESSAGES)


if __name__ == "__main__":
    main()
