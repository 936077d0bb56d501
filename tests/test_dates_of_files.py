"""Dates of files keep the precision that they have; nothing is invented."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.ingest.dates import iso_date


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2019", "2019"),
        ("2019a", "2019"),
        ("[2019]", "2019"),
        ("©2019", "2019"),
        ("Spring 2019", "2019"),
        ("2019 Q3", "2019"),
        ("2018-2019", "2018"),
        ("1998-99", "1998"),
        ("2019///", "2019"),
        ("2019///Spring", "2019"),
        ("2019-00-00", "2019"),
        ("2019-31-12", "2019"),
        ("2019-07", "2019-07"),
        ("2018/04", "2018-04"),
        ("2019/07//", "2019-07"),
        ("201907", "2019-07"),
        ("2019-02-30", "2019-02"),
        ("2019-07-00", "2019-07"),
        ("2019 Jul", "2019-07"),
        ("July 2019", "2019-07"),
        ("2019-July--August", "2019-07"),
        ("2019-07/2019-09", "2019-07"),
        ("Jul-Aug 2019", "2019-07"),
        ("2019 Dec-2020 Jan", "2019-12"),
        ("07/2019", "2019-07"),
        ("2018 Jul 3", "2018-07-03"),
        ("2018 jul 3-5", "2018-07-03"),
        ("2018-jul-28", "2018-07-28"),
        ("2019 3~jul", "2019-07-03"),
        ("2019-3 # jul", "2019-07-03"),
        ("2019 July 3", "2019-07-03"),
        ("2019-12-10T23:59:59.000+00:00", "2019-12-10"),
        ("2019-12-10 10:30", "2019-12-10"),
        ("2019-07-03/2019-07-05", "2019-07-03"),
        ("2019/07/03/", "2019-07-03"),
        ("2019 7 3", "2019-07-03"),
        ("20190703", "2019-07-03"),
        ("20190703101500", "2019-07-03"),
        ("D:20190703101500+02'00'", "2019-07-03"),
        ("1562112000", "2019-07-03"),
        ("1562112000000", "2019-07-03"),
        ("Wed, 03 Jul 2019 10:00:00 GMT", "2019-07-03"),
        ("Wed, 3 Jul 2019 10:00:00 +0200", "2019-07-03"),
        ("Jul 3, 2019", "2019-07-03"),
        ("3rd of July 2019", "2019-07-03"),
        ("10-12 July 2019", "2019-07-10"),
        ("28 Jun - 3 Jul 2019", "2019-06-28"),
        ("12-MAR-2019", "2019-03-12"),
        ("3. Juli 2019", "2019-07-03"),
        ("3 août 2019", "2019-08-03"),
        ("3 de marzo de 2019", "2019-03-03"),
        ("2019年7月3日", "2019-07-03"),
        ("03.07.2019", "2019-07-03"),
        ("23/07/2019", "2019-07-23"),
        ("07/23/2019", "2019-07-23"),
        ("03/07/2019", "2019"),
        ("Start date: 20190703", "2019-07-03"),
        ("1687", "1687"),
        ("2018 (accessed 3 Jul 2019)", "2018"),
        ("[Online; accessed 3 July 2019]", None),
        ("n.d.", None),
        ("forthcoming", None),
        ("in press", None),
        ("0000", None),
        ("0000-00-00", None),
        ("2999", None),
        ("2999-01-01", None),
        ("9999 Jul 3", None),
        ("May 2", None),
        ("", None),
        ("9" * 5000, None),
    ],
)
def test_a_date_keeps_its_precision(written: str, iso: str | None) -> None:
    assert iso_date(written) == iso


@given(st.text(max_size=40) | st.from_regex(r"[0-9 /.:TZ-]{1,20}"))
def test_no_text_breaks_it(text: str) -> None:
    found = iso_date(text)
    assert found is None or len(found) in (4, 7, 10)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2025, 1, 1)))
def test_usual_spellings_of_a_day_are_that_day(day: date) -> None:
    for form in (
        "%Y-%m-%d",
        "%Y/%m/%d",
        "%d %B %Y",
        "%B %d, %Y",
        "%Y %b %d",
        "%d.%m.%Y",
        "%a, %d %b %Y 08:00:00 GMT",
    ):
        assert iso_date(day.strftime(form)) == day.isoformat(), form
