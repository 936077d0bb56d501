"""`python -m eval.torture`: what breaks programs, done to this one; exit 1 where anything broke.

In: kinds and options. Out: a row for each thing that was tortured, and each failure with how to see it again.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from eval.torture import crowd, edits, faults, formats, kills, large, patterns
from eval.torture.kind import Kind, Plan, Row
from eval.torture.packed_samples import SAMPLES

KINDS: dict[str, Kind] = {
    "formats": formats.torture,
    "large": large.torture,
    "kills": kills.torture,
    "edits": edits.torture,
    "faults": faults.torture,
    "crowd": crowd.torture,
    "patterns": patterns.torture,
}
SHOWN = 10  # failures of one row


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the kinds that are asked for; 1 where anything failed."""
    options = _options(arguments)
    kinds = options.kinds or list(KINDS)
    share = options.minutes / len(kinds) if options.minutes is not None else None
    plan = Plan(
        tries=options.tries,
        seed=options.seed,
        minutes=share,
        only=tuple(options.only),
        samples=tuple(options.samples),
        size=options.size,
    )
    if options.twin:
        name, number = options.twin
        file = Path(tempfile.mkdtemp(prefix="twin-")) / "list"
        print("\n".join(formats.shown(plan, name, int(number), file)))
        return 0
    failed = 0
    print(f"{'what':<24} {'tries':>7} {'failed':>7} {'slowest':>9} {'memory':>9}")
    for kind in kinds:
        for row in KINDS[kind](plan):
            failed += len(row.failures)
            _show(row)
    print(f"{failed:,} failed")
    return 1 if failed else 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m eval.torture", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"of {', '.join(KINDS)}; all by default")
    parser.add_argument("--tries", type=int, default=2_000, help="how often each thing is tried")
    parser.add_argument("--minutes", type=float, help="stop after so many, however few the tries")
    parser.add_argument("--seed", type=int, default=0, help="another seed, other damages")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="things of these names")
    parser.add_argument("--samples", nargs="+", type=Path, default=[], help="files to damage besides")
    parser.add_argument("--size", type=int, default=1_000, help="megabytes of the large file")
    twin_help = "show what is read of one damaged file of a format"
    parser.add_argument("--twin", nargs=2, metavar=("NAME", "NUMBER"), help=twin_help)
    options = parser.parse_args(arguments)
    if unknown := [kind for kind in options.kinds if kind not in KINDS]:
        parser.error(f"no kind {unknown[0]!r}; there are {', '.join(KINDS)}")
    names = [*(sample.name for sample in SAMPLES), *map(str, options.samples)]
    if options.twin and (options.twin[0] not in names or not options.twin[1].isdecimal()):
        parser.error(f"no twin {' '.join(options.twin)!r}; a number from 0, of one of {', '.join(names)}")
    return options


def _show(row: Row) -> None:
    name = row.what if len(row.what) <= 24 else f"…{row.what[-23:]}"
    print(
        f"{name:<24} {row.tries:>7,} {len(row.failures):>7,} {row.slowest:>7.2f} s {row.memory:>6,.0f} MB"
        f"{f'  {row.note}' if row.note else ''}",
        flush=True,
    )
    for failure in row.failures[:SHOWN]:
        print(f"    {failure}", flush=True)
    if len(row.failures) > SHOWN:
        print(f"    and {len(row.failures) - SHOWN:,} more", flush=True)


if __name__ == "__main__":
    sys.exit(main())
