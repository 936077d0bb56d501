"""Fit every number that is fitted: `make calibrate`, or `python -m eval.calibrate [TABLE...] [--write]`.

In: the calibration questions and the development split over the starter library and, where they are, the
real pages; SciFact for the support tables. Out: for each table what the numbers in its data file reach,
what a new fit reaches, also on what was kept out of it, and which numbers differ.

Nothing is written without --write, and then only what is no worse (the regressions) or better on what was
kept out (what is searched: fusion, passages, lists). Scores are what abstention and lists look at: after new
fusion weights the others are fitted by the next run. Then compare `ask eval --split dev --gates`.
"""

import argparse
from collections.abc import Callable

from eval import (
    calibrate_abstention,
    calibrate_fusion,
    calibrate_lists,
    calibrate_passages,
    calibrate_support,
    learn_intent,
)
from eval.calibration_set import open_libraries
from rag.encoders.opening import open_encoder
from rag.model.settings import Settings

FITS: dict[str, Callable[..., bool | None]] = {
    "fusion": calibrate_fusion.calibrate,
    "passages": calibrate_passages.calibrate,
    "lists": calibrate_lists.calibrate,
    "abstention_one": calibrate_abstention.calibrate_one,
    "abstention_several": calibrate_abstention.calibrate_several,
    "answerability": calibrate_abstention.calibrate_details,
    "answerability_read": calibrate_abstention.calibrate_read_details,
}
SUPPORT, INTENT = "support", "intent"


def main() -> None:
    plain = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=plain)
    parser.add_argument(
        "tables", nargs="*", metavar="TABLE", help=f"of: {', '.join([*FITS, SUPPORT, INTENT])}"
    )
    parser.add_argument("--write", action="store_true", help="put what is no worse into the data files")
    options = parser.parse_args()
    wanted = options.tables or [*FITS, SUPPORT, INTENT]
    if unknown := [table for table in wanted if table not in (*FITS, SUPPORT, INTENT)]:
        parser.error(f"no such table: {unknown[0]}")
    fits = [FITS[table] for table in wanted if table in FITS]
    libraries = open_libraries(open_encoder(Settings(), None, print)) if fits else {}
    for fit in fits:
        if fit(libraries, write=options.write) and fit is calibrate_fusion.calibrate:
            print("paper scores have changed: run it again for all that looks at them")
            return
    if SUPPORT in wanted:
        calibrate_support.calibrate_all(write=options.write)
    if INTENT in wanted:
        learn_intent.learn(0, write_it=options.write)


if __name__ == "__main__":
    main()
