"""Numbers written as words: one table for whoever reads them.

In: a word such as "twelve", "twenty-one" or "dozen", or digits. Out: its value. Units, fractions and bounds
are read by rag/verification/figures.py, calendar dates by rag/query/dates.py.
"""

_UP_TO_NINETEEN = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
CARDINALS = {word: value for value, word in enumerate(_UP_TO_NINETEEN.split())}
DIGITS = tuple(CARDINALS)[1:10]  # "one" to "nine": what may stand behind a ten, as in "twenty-one"
TENS = {
    word: 10 * n
    for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
SCALES = {"hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
QUANTITIES = {"single": 1, "couple": 2, "dozen": 12}
NUMBER_WORDS = CARDINALS | TENS | SCALES | QUANTITIES
_COUNTING = CARDINALS | TENS | QUANTITIES | {"hundred": 100}
# A regular expression: a number that counts things, in digits or words. Longest first, so that "six" does not
# cut "sixteen" short.
NUMBER = (
    rf"(?:\d+|(?:{'|'.join(TENS)})-(?:{'|'.join(DIGITS)})|"
    + "|".join(sorted(_COUNTING, key=len, reverse=True))
    + ")"
)


def number(text: str) -> int:
    """The value of a whole number in digits ("1,000") or one word ("twenty-one"), in any case.

    KeyError for other words."""
    plain = text.lower().replace(",", "")
    return int(plain) if plain.isdecimal() else sum(NUMBER_WORDS[part] for part in plain.split("-"))


def is_number(word: str) -> bool:
    """Whether a word is a number, or holds a digit."""
    return any(c.isdigit() for c in word) or word.lower() in NUMBER_WORDS
