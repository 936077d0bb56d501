"""A question in another language: looked up by the names and the words that it shares with the papers.

In: a parsed query, a searcher. Out: the query in those words alone, and a line that says what language the
papers are in. Nothing is translated, and no word is mended: a German word is no slip in an English one.
"""

from dataclasses import replace

from rag.answering.parameters import parameters
from rag.answering.part import Part
from rag.model.answer import Status
from rag.model.query import Asked, AskedTerm, Intent, Mention, ParsedQuery
from rag.retrieval.searcher import Searcher
from rag.text.common_words import COMMON
from rag.text.language import SMALL_WORDS
from rag.text.terms import STOP_WORDS, terms
from rag.text.words import word_spans

SHORTEST = 4  # letters of a plain word that is taken to be the same word in both languages
_PAPERS = frozenset(  # and no subject
    """papers paper articles article artikel artikeln studies study studien publications publication
    publikationen papiers papier travaux documents document textes arbeiten works work""".split()
)
_IN_ENGLISH = "The papers are in English, and quoted as they are."


def in_shared_words(searcher: Searcher, query: ParsedQuery) -> ParsedQuery | None:
    """The query; where it is not in English, with nothing to look up but the words that papers have too. None
    where there are none."""
    if query.language == "en":
        return query
    mentions = tuple(mention for mention in query.mentions if mention.exact)
    kept = _shared(searcher, query, mentions)
    if not kept and not query.active_papers:
        return None
    names = [word for word in kept if _is_name(word)]
    sure = any(mention.certainty >= parameters().routing.certain_name for mention in mentions)
    alone = len(names) == 1 and not sure and not query.active_papers
    alone = alone and kept == names
    only_named = all(any(word in mention.text for mention in mentions) for word in kept)
    return replace(
        query,
        mentions=mentions,
        question=" ".join(kept) or query.question,
        search_text=query.search_text and (" ".join(kept) or query.search_text),
        asked_term=AskedTerm(Asked.MEANING, names[0]) if alone else query.asked_term,
        intent=Intent.EXPLAIN if only_named and query.intent is Intent.FACT else query.intent,
    )


def _is_name(word: str) -> bool:
    """Whether a word is spelt like a name in any language: "LoRA"; a noun in German has one capital."""
    return any(letter.isupper() or letter.isdigit() for letter in word[1:])


def _shared(searcher: Searcher, query: ParsedQuery, mentions: tuple[Mention, ...]) -> list[str]:
    """The words of a question that are names, or that the papers have and the other language's small words do
    not."""
    small = STOP_WORDS.union(SMALL_WORDS.get(query.language, "").split())
    kept = []
    for word, start, end in word_spans(query.question, technical=True):
        if word.lower() in _PAPERS:
            continue
        named = any(mention.start < end and start < mention.end for mention in mentions)
        plain = word[1:].islower()  # "Wer" is not WER
        known = any(searcher.catalogue.snapshot.known(term) for term in terms(word))
        if named or (known and word.lower() not in small and len(word) >= (SHORTEST if plain else 2)):
            kept.append(word)
    return kept if mentions or any(word.lower() not in COMMON for word in kept) else []


def noted(part: Part) -> Part:
    """The part, with a line on the papers' language where the question is in another one; a refusal that is
    no list's says it itself."""
    listing = part.query.intent in (Intent.LIST, Intent.COUNT)
    if part.query.language == "en" or (part.status is Status.NOT_ANSWERED and not listing):
        return part
    return replace(part, text=f"{part.text}\n\n{_IN_ENGLISH}")
