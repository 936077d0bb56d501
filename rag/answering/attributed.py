"""What is to be said where papers are asked for by who wrote or published them: that nobody is known, or how
many are.

In: filters, a catalogue. Out: a text, None where nothing is to be said.
"""

from collections import Counter
from dataclasses import replace

from rag.answering.part import Part
from rag.model.filters import Filters, alternatives
from rag.retrieval.catalogue import Catalogue
from rag.text.prose import plural, spoken_list

NAMED = 8  # organisations that are named where the one asked for is not here


def unknown(catalogue: Catalogue, filters: Filters) -> str | None:
    """That no paper is by the authors asked for, with what the papers do name."""
    together = alternatives(filters.author or "")
    if any(all(catalogue.authors.by(name).rows for name in names) for names in together):
        return _not_together(catalogue, filters)
    strangers = [n for names in together for n in names if not catalogue.authors.by(n).rows]
    named, total = catalogue.authors.named, plural(len(catalogue), "paper")
    whom = spoken_list(strangers)
    if named:
        said = f"No paper here names an author {whom}; {named:,} of {total} name their authors."
    else:
        said = f"No paper here names an author or organisation {whom}; none of {total} names its authors."
    return f"{said}{_organisations(catalogue)}"


def _not_together(catalogue: Catalogue, filters: Filters) -> str | None:
    """That several authors wrote no paper together, and how many each wrote."""
    by = catalogue.authors.by
    for names in alternatives(filters.author or ""):
        if len(names) < 2 or set.intersection(*(set(by(name).rows) for name in names)):
            return None
    counts = [
        f"{name} wrote {len(by(name).rows):,}"
        for names in alternatives(filters.author or "")
        for name in names
    ]
    return f"No paper here is by all of them together: {spoken_list(counts)}."


def unknown_venue(catalogue: Catalogue, filters: Filters) -> str | None:
    """That no paper is from the venues asked for, and how many papers name any."""
    asked = (filters.venue or "").split(" or ")
    if any(map(catalogue.venues_called, asked)):
        return None
    named, total = _naming(catalogue, "venue"), plural(len(catalogue), "paper")
    if not named:
        return f"None of {total} names the journal or conference that it was published in."
    said = f"No paper here names {spoken_list(asked)} as where it was published"
    return f"{said}; {named:,} of {total} name{'s' if named == 1 else ''} a journal or conference."


def _naming(catalogue: Catalogue, field: str) -> int:
    """How many papers have this field."""
    return sum(number for value, number in catalogue.columns.counted(field).items() if value)


def noted(catalogue: Catalogue, part: Part) -> Part:
    """The part, with how many papers can pass its filters on who wrote them."""
    said = _coverage(catalogue, part.query.filters)
    return replace(part, text=f"{part.text}\n\n{said}") if said else part


def _coverage(catalogue: Catalogue, filters: Filters) -> str:
    """How many papers can pass a filter on authors or organisations at all, and who else may be meant."""
    notes, total = [], plural(len(catalogue), "paper")
    if filters.organisation:
        having = _naming(catalogue, "organisation")
        if having < len(catalogue):
            notes.append(f"Only {having:,} of {total} name{'s' if having == 1 else ''} an organisation.")
    if filters.venue and (having := _naming(catalogue, "venue")) < len(catalogue):
        notes.append(f"Only {having:,} of {total} name{'s' if having == 1 else ''} a journal or conference.")
    for name in (name for names in alternatives(filters.author or "") for name in names if name):
        found = catalogue.authors.by(name)
        people = Counter(found.sure.values())
        if len(people) > 1:
            listed = [f"{person} ({number})" for person, number in people.most_common(NAMED)]
            notes.append(f"By the name of {name}: {', '.join(listed)}.")
        if found.perhaps:
            initials = spoken_list(sorted(set(found.perhaps.values())))
            notes.append(f"Perhaps meant too: {initials} ({plural(len(found.perhaps), 'paper')}).")
    if filters.author and catalogue.authors.named < len(catalogue):
        notes.append(f"{catalogue.authors.named:,} of {total} name their authors.")
    return " ".join(notes)


def _organisations(catalogue: Catalogue) -> str:
    found = Counter({str(o): n for o, n in catalogue.columns.counted("organisation").items() if o})
    if not found:
        return ""
    listed = ", ".join(name for name, _ in found.most_common(NAMED))
    return f" {found.total():,} name{'s' if found.total() == 1 else ''} an organisation: {listed}."
