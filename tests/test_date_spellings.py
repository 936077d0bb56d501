"""Spellings of dates in questions, and the days they mean, on the twenty-seventh of November 2026."""

from datetime import date

import pytest

from rag.query.dates import find_dates

TODAY = date(2026, 11, 27)  # a Friday

# What is asked for, the first day and the last.
RANGES = """
papers published on 2024-08-05                        | 2024-08-05 | 2024-08-05
papers from 2024/08/05                                | 2024-08-05 | 2024-08-05
papers from 2024-8-5                                  | 2024-08-05 | 2024-08-05
papers from 20240805                                  | 2024-08-05 | 2024-08-05
papers of 05.08.2024                                  | 2024-08-05 | 2024-08-05
papers from 5.8.2024                                  | 2024-08-05 | 2024-08-05
papers of 08/05/2024                                  | 2024-08-05 | 2024-08-05
papers since 31/12/2023                               | 2023-12-31 |
papers since 12/31/2023                               | 2023-12-31 |
papers since 1.1.24                                   | 2024-01-01 |
papers on August 5, 2024                              | 2024-08-05 | 2024-08-05
papers since 5 August 2024                            | 2024-08-05 |
papers from the 5th of August, 2024                   | 2024-08-05 | 2024-08-05
papers from Aug 5th '24                               | 2024-08-05 | 2024-08-05
papers from 05-Aug-2024                               | 2024-08-05 | 2024-08-05
papers from 2024-Aug-05                               | 2024-08-05 | 2024-08-05
papers from Monday, August 5, 2024                    | 2024-08-05 | 2024-08-05
papers from August 5-8, 2024                          | 2024-08-05 | 2024-08-08
papers 5-8 August 2024                                | 2024-08-05 | 2024-08-08
papers from 15 to 30 November 2022                    | 2022-11-15 | 2022-11-30
papers between 15 and 30 November 2022                | 2022-11-15 | 2022-11-30
papers between the 3rd and the 9th of May 2020        | 2020-05-03 | 2020-05-09
papers between Nov 15th and 20th, 2022                | 2022-11-15 | 2022-11-20
papers from May 3 to 9 June 2020                      | 2020-05-03 | 2020-06-09
papers from 3 May to 9 June 2020                      | 2020-05-03 | 2020-06-09
papers since Jan. 1st, 2024                           | 2024-01-01 |
papers posted on Nov 3                                | 2026-11-03 | 2026-11-03
papers since Nov 28                                   | 2025-11-28 |
papers from Aug 24                                    | 2026-08-24 | 2026-08-24
papers from 30 August onwards                         | 2026-08-30 |
papers since 08/2024                                  | 2024-08-01 |
papers since 2024-08                                  | 2024-08-01 |
papers from 2024/8                                    | 2024-08-01 | 2024-08-31
papers from Aug. '24                                  | 2024-08-01 | 2024-08-31
papers from Aug'24                                    | 2024-08-01 | 2024-08-31
papers from August of 2024                            | 2024-08-01 | 2024-08-31
papers published in Feb. 2024                         | 2024-02-01 | 2024-02-29
papers in March of last year                          | 2025-03-01 | 2025-03-31
papers in May                                         | 2026-05-01 | 2026-05-31
papers published in december                          | 2025-12-01 | 2025-12-31
papers last March                                     | 2026-03-01 | 2026-03-31
August 2024 papers about music                        | 2024-08-01 | 2024-08-31
LoRA papers, August 2024                              | 2024-08-01 | 2024-08-31
papers since '24                                      | 2024-01-01 |
papers released in '23 or '24                         | 2023-01-01 | 2024-12-31
papers from '10-'12                                   | 2010-01-01 | 2012-12-31
papers from 2023-24                                   | 2023-01-01 | 2024-12-31
papers from 2023/24                                   | 2023-01-01 | 2024-12-31
papers 2023/2024                                      | 2023-01-01 | 2024-12-31
papers from 2010-12                                   | 2010-12-01 | 2010-12-31
papers from Q2/2024                                   | 2024-04-01 | 2024-06-30
papers in Q2 2024                                     | 2024-04-01 | 2024-06-30
papers in 2024Q2                                      | 2024-04-01 | 2024-06-30
papers from Q2'24                                     | 2024-04-01 | 2024-06-30
papers from 2Q24                                      | 2024-04-01 | 2024-06-30
papers during Q3 of 2024                              | 2024-07-01 | 2024-09-30
papers from Q1-Q2 2024                                | 2024-01-01 | 2024-06-30
papers from Q2                                        | 2026-04-01 | 2026-06-30
papers from the 3rd quarter of 2023                   | 2023-07-01 | 2023-09-30
papers from the last quarter of 2023                  | 2023-10-01 | 2023-12-31
papers in H1 2024                                     | 2024-01-01 | 2024-06-30
papers from 1H 2024                                   | 2024-01-01 | 2024-06-30
papers from the second half of 2024                   | 2024-07-01 | 2024-12-31
papers from the first half of this year               | 2026-01-01 | 2026-06-30
papers from the first six months of 2024              | 2024-01-01 | 2024-06-30
papers from week 32 of 2024                           | 2024-08-05 | 2024-08-11
papers from the spring of 2024                        | 2024-03-01 | 2024-05-31
papers from fall 2024                                 | 2024-09-01 | 2024-11-30
papers from winter 2023                               | 2023-12-01 | 2024-02-29
papers from winter 2023/24                            | 2023-12-01 | 2024-02-29
papers from last summer                               | 2026-06-01 | 2026-08-31
papers since spring                                   | 2026-03-01 |
papers in early 2024                                  | 2024-01-01 | 2024-04-30
papers from mid-2024                                  | 2024-05-01 | 2024-08-31
papers from early March 2024                          | 2024-03-01 | 2024-03-10
papers since the end of 2023                          | 2023-12-31 |
papers by the end of 2023                             |            | 2023-12-31
papers before the end of 2023                         |            | 2023-12-31
papers after the beginning of 2023                    | 2023-01-01 |
papers from the nineties                              | 1990-01-01 | 1999-12-31
papers from the '90s                                  | 1990-01-01 | 1999-12-31
papers from the 2010s                                 | 2010-01-01 | 2019-12-31
papers of 2010s                                       | 2010-01-01 | 2019-12-31
papers since the late 1990s                           | 1996-09-01 |
papers older than two years                           |            | 2024-11-26
papers newer than six months                          | 2026-05-28 |
papers at least 3 years old                           |            | 2023-11-27
papers less than a year old                           | 2025-11-28 |
papers no older than two years                        | 2024-11-27 |
papers older than half a year                         |            | 2026-05-26
papers more than a year and a half old                |            | 2025-05-26
papers published two years ago                        | 2024-01-01 | 2024-12-31
papers since two years ago                            | 2024-11-27 |
papers last month                                     | 2026-10-01 | 2026-10-31
last month's papers                                   | 2026-10-01 | 2026-10-31
papers last week                                      | 2026-11-16 | 2026-11-22
papers from last quarter                              | 2026-07-01 | 2026-09-30
papers last year                                      | 2025-01-01 | 2025-12-31
papers this year                                      | 2026-01-01 |
papers from this decade                               | 2020-01-01 |
papers over the last year                             | 2025-11-27 |
papers past 18 months                                 | 2025-05-27 |
papers in the last two weeks                          | 2026-11-13 |
papers from the last 1.5 years                        | 2025-05-27 |
papers of the last decade                             | 2016-11-27 |
the past 30 days                                      | 2026-10-28 |
papers since yesterday                                | 2026-11-26 |
papers since last Monday                              | 2026-11-23 |
papers published today                                | 2026-11-27 | 2026-11-27
papers until today                                    |            | 2026-11-27
papers from March 2021 to 05/2022                     | 2021-03-01 | 2022-05-31
papers from March 2021 to May                         | 2021-03-01 | 2021-05-31
papers from March to May 2024                         | 2024-03-01 | 2024-05-31
papers from November to February 2024                 | 2023-11-01 | 2024-02-29
papers from late 2023 to early 2024                   | 2023-09-01 | 2024-04-30
papers 2021–2023                                      | 2021-01-01 | 2023-12-31
papers 2020..2022                                     | 2020-01-01 | 2022-12-31
papers between 2021 and 2023                          | 2021-01-01 | 2023-12-31
papers between Aug '22 and now                        | 2022-08-01 | 2026-11-27
papers between 2023-05 and 5 August 2024              | 2023-05-01 | 2024-08-05
papers from 2020 to date                              | 2020-01-01 | 2026-11-27
papers 2020-present                                   | 2020-01-01 | 2026-11-27
papers from 2025 to 2023                              | 2023-01-01 | 2025-12-31
papers in 2021 and 2022                               | 2021-01-01 | 2022-12-31
papers from 2021, 2022 or 2023                        | 2021-01-01 | 2023-12-31
papers in 2021 or 2023                                | 2021-01-01 | 2023-12-31
pre-2020 papers                                       |            | 2019-12-31
post-2019 papers                                      | 2020-01-01 |
papers as early as 2015                               | 2015-01-01 |
papers up to and including 2019                       |            | 2019-12-31
papers up to but not including 2019                   |            | 2018-12-31
papers not before 2018                                | 2018-01-01 |
papers no later than 2019                             |            | 2019-12-31
papers not newer than 2019                            |            | 2019-12-31
papers that are not from before 2020                  | 2020-01-01 |
papers by 2020                                        |            | 2020-12-31
papers >= 2023                                        | 2023-01-01 |
papers < 2020                                         |            | 2019-12-31
papers since: 2024                                    | 2024-01-01 |
papers since "2024"                                   | 2024-01-01 |
papers since about 2020                               | 2020-01-01 |
papers from 2020 on                                   | 2020-01-01 |
papers from 2020 on pruning                           | 2020-01-01 | 2020-12-31
papers from 2020+                                     | 2020-01-01 |
papers 2020–                                          | 2020-01-01 |
papers dated 2024 or later                            | 2024-01-01 |
papers 2019 or earlier                                |            | 2019-12-31
papers 2018 at the earliest                           | 2018-01-01 |
papers 2019 at the latest                             |            | 2019-12-31
papers after March 2022                               | 2022-04-01 |
papers before June 2022                               |            | 2022-05-31
papers from before 2023                               |            | 2022-12-31
papers newer than 2023-05                             | 2023-06-01 |
papers since 2021 and before 2023                     | 2021-01-01 | 2022-12-31
papers of the year 2024                               | 2024-01-01 | 2024-12-31
papers about pruning (2024)                           | 2024-01-01 | 2024-12-31
papers of 2024 only                                   | 2024-01-01 | 2024-12-31
2025 papers about data                                | 2025-01-01 | 2025-12-31
only 2024                                             | 2024-01-01 | 2024-12-31
papers from 2099                                      | 2099-01-01 | 2099-12-31
Arbeiten seit März 2024                               | 2024-03-01 |
Arbeiten vom 5. August 2024                           | 2024-08-05 | 2024-08-05
Arbeiten aus den letzten zwei Jahren                  | 2024-11-27 |
articles depuis août 2024                             | 2024-08-01 |
articles entre 2021 et 2023                           | 2021-01-01 | 2023-12-31
artículos desde agosto de 2024                        | 2024-08-01 |
articoli dal 2024                                     | 2024-01-01 |
2024年8月以来的论文                                   | 2024-08-01 |
"""


@pytest.mark.parametrize("line", RANGES.strip().splitlines(), ids=lambda line: line.split("|")[0].strip())
def test_a_date_becomes_a_range(line: str) -> None:
    asked, since, until = (cell.strip() for cell in line.split("|"))
    dates = find_dates(asked, TODAY)
    assert (dates.since or "", dates.until or "") == (since, until)
