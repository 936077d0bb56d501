#!/usr/bin/env bash
# python-dateutil 4.0.0: "12-16 June 2017" is read as 16 June 2012, at 20:17.
#
# Valid input: the dates of a conference as proceedings print them.
# Assumed, with no guess on paper: ParserError, or 12 June 2017.
# Expected: either. "2017 Jul-Aug" and "30 June-2 July 2017" do raise.
# Seen: 12 becomes the year 2012, and the year 2017 the time 20:17; a range of days
# never raises unless its "time" is impossible, as for 1998 (19:98).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check python-dateutil==4.0.0

cat >probe.py <<'PROBE'
from datetime import datetime

from dateutil.parser import ParserError, parse

midnight = datetime(2000, 1, 1)
for text in ("12-16 June 2017", "1-3 Jun 2001", "10-12 May 1998", "2017 Jul-Aug", "30 June-2 July 2017"):
    try:
        print(text, "->", parse(text, default=midnight))
    except ParserError as error:
        print(text, "->", error)
PROBE
"$work/venv/bin/python" probe.py >seen.txt
cat seen.txt

diff - seen.txt <<'SEEN'
12-16 June 2017 -> 2012-06-16 20:17:00
1-3 Jun 2001 -> 2001-06-03 20:01:00
10-12 May 1998 -> minute must be in 0..59: 10-12 May 1998
2017 Jul-Aug -> Unknown string format: 2017 Jul-Aug
30 June-2 July 2017 -> Unknown string format: 30 June-2 July 2017
SEEN
echo "still so"
