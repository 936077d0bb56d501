"""Quantities: the kind of measure that a question asks for, and whether a text gives one.

In: a question, a text. Out: whether the text has a number with a unit of a kind that is asked for.
An abstract that says how long something took writes a number and a unit of time, whatever its field.
"""

import re
from dataclasses import dataclass

_NUMBER = (
    r"(?:\d[\d.,]{0,30}+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty"
    r"|sixty|hundreds?|thousands?|millions?|billions?|half(?: an?)?"
    r"|several|few|couple of|dozens?|(?:within|under|(?:less|more) than) an?|dozens of)"
)


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of measure: how it is asked for, and how a text gives it."""

    asked: re.Pattern[str]
    given: re.Pattern[str]


def _kind(asked: str, units: str, *, before: str = "", alone: str = "") -> _Kind:
    """`units` stand behind a number, `before` before one, `alone` needs none; words apart by white space."""
    phrases = "|".join(phrase.replace("_", " ") for phrase in asked.split())
    forms = [rf"{_NUMBER}[\s-]?(?:{'|'.join(units.split())})(?!\w)"] if units else []
    forms += [rf"[{before}]\s?\d"] if before else []
    forms += [rf"\b(?:{'|'.join(alone.split())})\b"] if alone else []
    return _Kind(re.compile(rf"\b(?:{phrases})\b", re.I), re.compile("|".join(forms), re.I))


# What is asked for stands before the first of these behind the question's word: in "which software was used
# when speed matters" speed is none of it.
_ASKS = re.compile(r"\b(?:what|which|how|when|since when)\b", re.I)
_ELSEWHERE = re.compile(
    r"\b(?:about|of|for|with|when|if|in|on|that|where|while|at|by|from|to|under|whose|who|between|among"
    r"|against|after|before|during|compared|than|as|per)\b",
    re.I,
)
_MANY = re.compile(r"\bhow many\b|\bnumber of\b", re.I)
_UNITS = tuple(  # each as it is written in short and in full
    """ms|milliseconds? s|secs?|seconds? min|mins|minutes? h|hrs?|hours? ns|nanoseconds? [uµμ]s|microseconds?
    nm|nanomet(?:er|re)s? [uµμ]m|micromet(?:er|re)s?|microns? mm|millimet(?:er|re)s? cm|centimet(?:er|re)s?
    km|kilomet(?:er|re)s? mg|milligrams? kg|kilograms?|kilos? kb|kilobytes? mb|megabytes? gb|gib|gigabytes?
    tb|terabytes? kbps mbps gbps hz|hertz khz|kilohertz mhz|megahertz ghz|gigahertz mw|megawatts?
    kw|kilowatts? kwh|kilowatt-?hours? ev kev mev gev db|decibels? fps ppm""".split()
)
_UNIT = re.compile(  # "how many ms does it save?": the unit itself is asked for
    rf"\b(?:how many|number of|in(?=\s\S+\W*$))\s+(?P<unit>{'|'.join(_UNITS)})(?!\w)", re.I
)
_VERB = re.compile(r"\b(?:do(?:es)?|did|is|are|was|were|ha[sd]|have|can|could|will|would|must)\b", re.I)
_OF_WHICH = re.compile(r"\b(which|what) of (?:the |these |those |them)?", re.I)

_KINDS = (
    _kind(
        "how_long how_old duration runtime running_time training_time latency delay lifetime interval ages? "
        "milliseconds? seconds? minutes? hours? days? weeks? months? years? "
        "time_(?:to|needed|taken|per|did|does)",
        "ms s sec us µs μs ns fs ps min h hrs? d yrs? gyr myr milliseconds? microseconds? nanoseconds? "
        "femtoseconds? seconds? minutes? hours? days? weeks? months? years? decades? century centuries",
    ),
    _kind(
        "how_(?:far|high|deep|tall|wide|thick) distances? heights? depths? widths? thickness radius radii "
        "diameters? wavelengths? met(?:er|re)s? kilomet(?:er|re)s? km miles?",
        "nm um µm μm mm cm m km pc kpc mpc gpc au å angstroms? met(?:er|re)s? kilomet(?:er|re)s? "
        "(?:milli|centi|micro|nano)met(?:er|re)s? miles? feet inch(?:es)? pixels? light-?years?",
    ),
    _kind(
        "how_heavy weighs? weighed mass masses kilograms? kg",
        "kg g mg tons? tonnes? [kmgt]ev m_?sun m☉",
    ),
    _kind(
        "costs? price prices priced dollars? euros? budget salary salaries how_much_money",
        "dollars? euros? usd eur pounds? cents?",
        before="$€£",
    ),
    _kind(
        "percent percentage share fraction proportion accuracy auc f1 precision recall score bleu "
        "perplexity efficiency percentage_points?",
        r"% per\s?cent points?",
        alone=r"\d*\.\d+",
    ),
    _kind("errors? rates?", r"% \w+", before="±", alone=r"\d*\.\d+"),  # of whatever is measured: in any unit
    _kind(
        "how_fast speeds? velocity velocities frames_per_second fps throughput speed-?ups? times_faster "
        "how_much_(?:faster|slower|quicker)",
        r"x × times -?fold fps hz frames km/s m/s km/h mph [gmt]bps [gmt]b/s",
        alone="real-?time",
    ),
    _kind(
        "temperatures? how_(?:hot|cold|warm) kelvin celsius degrees",
        "k mk °c ° kelvin celsius c degrees?",
    ),
    _kind("frequency frequencies hz bandwidth", "hz [kmgt]hz"),
    _kind(
        "energy energies power voltage watts? ev",
        "[kmgt]?ev k?j [kmg]?w m?v kv m?a k?wh ergs? watts? volts? joules?",
    ),
    _kind(
        "(?<=^)when(?=_(?:was|were|did|will)) since_when which_years? what_years? what_date",
        "",
        alone=r"(?:1[5-9]|20)\d\d",
    ),
)


def _asked(question: str) -> list[_Kind]:
    """The kinds of measure that a question asks for: by its words up to where they turn to something else."""
    asked = question.strip(" \t\n\"'“‘([")
    start = _ASKS.search(asked)
    if start:
        asked = _OF_WHICH.sub(r"\1 ", asked[start.start() :], count=1)
        ends = [_ELSEWHERE.search(asked, start.end() - start.start())]
        many = _MANY.search(asked)
        ends += [_VERB.search(asked, many.end())] if many else []
        asked = asked[: min((end.start() for end in ends if end), default=len(asked))]
    return [kind for kind in _KINDS if kind.asked.search(asked)]


def unit_asked(question: str) -> re.Pattern[str] | None:
    """How a text gives a number in the unit that a question names: "142.2 ms" for "how many ms?"."""
    match = _UNIT.search(question)
    if not match:
        return None
    forms = next(forms for forms in _UNITS if re.fullmatch(forms, match["unit"], re.I))
    return re.compile(rf"{_NUMBER}[\s-]?(?:{forms})(?!\w)", re.I)


def gives_measure(question: str, text: str) -> float:
    """1 where the text gives a measure of a kind that the question asks for, -1 where it gives none of
    them, 0 where none is asked for."""
    asked = _asked(question)
    unit = unit_asked(question)
    if unit and unit.search(text):
        return 1.0
    if not asked:
        return -1.0 if unit else 0.0
    return 1.0 if any(kind.given.search(text) for kind in asked) else -1.0


def measures(question: str, text: str) -> list[tuple[int, int]]:
    """Where measures of the kinds that a question asks for stand in a text, in order, none inside another;
    none where no kind is asked for."""
    unit = unit_asked(question)
    forms = [unit] if unit and unit.search(text) else [kind.given for kind in _asked(question)]
    spans = sorted({match.span() for form in forms for match in form.finditer(text)})
    return [one for one in spans if not any(a <= one[0] and one[1] <= b and (a, b) != one for a, b in spans)]
