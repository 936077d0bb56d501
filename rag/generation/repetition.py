"""A reply without what it says twice: repeated sentences once, loops stopped.

In: pieces of text as they stream in. Out: the text that says something new. Words are held back only
while they go along with what was said before; after the second repeat it is a loop, and nothing more
is wanted.
"""

import re

MOST_PERIOD = 40  # words of a phrase that may go round in a loop
LEAST_LOOP = 6  # words that came again, at least, in a loop: "very, very" is none
LEAST_SENTENCE = 3  # words of a sentence that counts as repeated
MOST_BLANKS = 200  # white space in a row
REPEATS = 2  # of the same, after which it is a loop
_HELD_RUN = 2  # words in a row that came before, from which the next is held back
_FRAGMENT = re.compile(
    r"\s|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\s\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+"
)
_MARKER = re.compile(r"[\[【［(]\s*+(?:[a-z]++:?\s*+)?[\d,;\s–-]*+(?<=[\d,;\s–-])[\]】］)]")
_OPEN_MARKER = re.compile(r"[\[【［][^\]】］]{0,20}$")
_LEADING_MARKERS = re.compile(r"(?:(?<!\s)\s+)?(?:\[[^\]\n]{1,20}\]\s*)+")
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’)\]*_]*(?:\s*\[[^\]\n]{1,20}\])*$")
_SPUN = re.compile(r"(.{1,8}?)\1{24,}$", re.S)  # one word that does not end
LONGEST_SPUN = 200  # characters that tell whether a word spins: twenty-five times eight
_NO_LETTER = re.compile(r"[^\w%]+|_")


class RepetitionReader:
    """Reads one reply. `looping`: the rest is not worth reading; `left_out`: sentences said before."""

    def __init__(self) -> None:
        self.looping, self.left_out = False, 0
        self._held, self._sentence, self._word = "", "", ""
        self._said: dict[str, int] = {}  # sentences, plainly written, and how often they came
        self._words: list[str] = []
        self._runs: dict[int, int] = {}  # by period: how many words in a row came one period before
        self._after_repeat = False
        self._blanks = 0

    def feed(self, piece: str) -> str:
        """What may be shown now that this came."""
        out = ""
        for match in _FRAGMENT.finditer(piece):
            if self.looping:
                return out
            out += self._take(match[0])
        return out

    def finish(self) -> str:
        """The rest, unless it was said before."""
        out = "" if self.looping else self._end_word() + self._end_sentence()
        held, self._held = self._held, ""
        return "" if self.looping else out + held

    def _take(self, text: str) -> str:
        self._held += text
        self._blanks = self._blanks + 1 if text.isspace() else 0
        if self._blanks > MOST_BLANKS:
            self.looping, self._held = True, ""
            return ""
        if text.isspace():
            out = self._end_word()
            if text == "\n" or _SENTENCE_END.search(self._sentence):
                return out + self._end_sentence()
            self._sentence += text
            return out + self._release()
        alone = len(text) == 1 and text > "\u3000"  # a character that is a word
        self._sentence += text
        self._word += text
        if _SPUN.search(self._word[-LONGEST_SPUN:]):
            self.looping, self._held = True, ""
            return ""
        return (self._end_word() if alone else "") + self._release()

    def _release(self) -> str:
        """What is held, unless it may yet turn out to be said already."""
        if self.looping or self._may_repeat():
            return ""
        held, self._held = self._held, ""
        if self._after_repeat and _plain(held):
            self._after_repeat = False  # the marker belongs to what was left out
            held = _LEADING_MARKERS.sub(" ", held, count=1) if _LEADING_MARKERS.match(held) else held
        return held

    def _may_repeat(self) -> bool:
        plain, word = _plain(self._sentence), _plain(self._word)
        if not plain and self._said:
            return True
        if any(said.startswith(plain) for said in self._said):
            return True
        return any(
            run >= _HELD_RUN and self._words[-period].startswith(word) for period, run in self._runs.items()
        )

    def _end_word(self) -> str:
        """Count a word that is complete."""
        word, self._word = _plain(self._word), ""
        if not word:
            return ""
        words = self._words
        words.append(word)
        self._runs = {
            period: self._runs.get(period, 0) + 1
            for period in range(1, min(MOST_PERIOD, len(words) - 1) + 1)
            if words[-1 - period] == word
        }
        if any(run >= max(REPEATS * period, LEAST_LOOP) for period, run in self._runs.items()):
            self.looping, self._held = True, ""
        return ""

    def _end_sentence(self) -> str:
        sentence, self._sentence = self._sentence, ""
        plain = _plain(sentence)
        if not plain or self.looping:
            return ""
        repeated = plain in self._said and len(sentence.split()) >= LEAST_SENTENCE
        self._said[plain] = self._said.get(plain, 0) + 1
        held, self._held = self._held, ""
        if not repeated:
            self._after_repeat = False
            return held
        self.left_out += 1
        self.looping = self._said[plain] > REPEATS
        marker = None if self._after_repeat else _LEADING_MARKERS.match(held)
        self._after_repeat = True
        return marker[0] if marker and len(self._said) > 1 else ""


def _plain(text: str) -> str:
    """Without case, marks and citations: what it says."""
    return _NO_LETTER.sub(" ", _OPEN_MARKER.sub(" ", _MARKER.sub(" ", text.lower()))).strip()
