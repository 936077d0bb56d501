"""Which papers a library holds, where Chroma and the indexes do not agree: those of both.

In: a library's files. Out: its papers, which of them Chroma lacks, and what cannot be read of either. Chroma
is the truth of a paper that both hold; a paper that only the indexes hold is kept all the same, unless its
removal was begun: no database that was lost, put back from an old copy or damaged costs a paper. Changes
nothing.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from rag.ingest.merging import merge
from rag.ingest.records import paper_from_row
from rag.ingest.storage import Storage
from rag.model.paper import Paper, paper_from
from store.database_file import DatabaseError, strange_folders
from store.salvage import Salvaged, salvaged
from store.schema import DamagedError

_SUSPECT = (ValueError, KeyError, TypeError, AttributeError, RecursionError)  # not as it was written


@dataclass(frozen=True, slots=True)
class Surviving:
    """`papers`: each once, also those that only one of the two holds; `in_chroma`: ids that Chroma holds;
    `broken`: why Chroma cannot be read, empty where it can.

    `lost`: ids of papers that cannot be read; `unnamed`: how many more there are, whose ids are not known;
    `unknown`: segments of which nothing says how many papers they held; `altered`: ids of papers that say
    something else than was written. `harmed`: segments that could not be read whole.
    """

    papers: Sequence[Paper]
    in_chroma: frozenset[str]
    broken: str = ""
    lost: tuple[str, ...] = ()
    unnamed: int = 0
    unknown: tuple[str, ...] = ()
    altered: tuple[str, ...] = ()
    harmed: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether every paper that was written can be read."""
        return not (self.lost or self.unnamed or self.unknown or self.altered)

    @property
    def lacking(self) -> int:
        """How many papers only the indexes hold."""
        return sum(paper.paper_id not in self.in_chroma for paper in self.papers)


def surviving(storage: Storage, name: str) -> Surviving:
    """The papers of the library that `name` embedded. DatabaseError where Chroma cannot be read and the
    indexes hold nothing."""
    known, suspect, broken = dict[str, Paper](), dict[str, str](), ""
    try:
        known, suspect = _in_chroma(storage, name)
    except DatabaseError as error:
        broken = str(error) or "no reason given"
        storage.check_refusal(error)
    lost = bool(broken) or not known or storage.restoring.exists()
    found = salvaged(storage.index(name), _id_of, without_manifest=lost)
    kept = {id_: replace(paper_from(text), paper_id=id_) for id_, text in found.payloads.items()}
    if broken and not (kept or found.lost or found.unnamed or found.unknown):
        raise DatabaseError(broken)
    known |= {
        id_: kept[id_] for id_, noted in suspect.items() if id_ in kept and kept[id_].fingerprint == noted
    }
    missing = lacking([*kept, *found.lost], known.keys(), _begun(storage, name))
    unread = [id_ for id_ in suspect if id_ not in known and id_ not in kept]
    altered = [id_ for id_ in missing if id_ in kept and _is_altered(kept[id_], found)]
    papers = merge([*known.values(), *(kept[id_] for id_ in missing if id_ in kept)]).papers
    # of papers whose ids are not known, as many may be those that Chroma alone holds
    others = sum(id_ not in kept and id_ not in found.lost for id_ in known)
    return Surviving(
        papers,
        frozenset(known),
        broken,
        lost=tuple(dict.fromkeys([*(id_ for id_ in missing if id_ not in kept), *unread])),
        unnamed=max(0, found.unnamed - others),
        unknown=() if others else tuple(found.unknown),
        altered=tuple(altered),
        harmed=tuple(found.harmed),
    )


def lacking(kept: Collection[str], known: Collection[str], begun: dict[str, list[str]]) -> list[str]:
    """The ids that the indexes keep and Chroma does not know, though it should: what a writer began to
    remove or to rename is gone rightly, unless more than that is gone."""
    missing = [id_ for id_ in kept if id_ not in known]
    expected = begun.keys() | set(chain.from_iterable(begun.values()))
    return missing if any(id_ not in expected for id_ in missing) else []


def held_papers(storage: Storage, name: str) -> bool:
    """Whether something shows that there are papers, or were, where none can be read."""
    folder = storage.index(name)
    try:
        if storage.manifest(name).read().segments or any(folder.glob("segment-*[0-9]")):
            return True
    except DamagedError:
        return True
    if storage.manifest(name).stamp() != (0, 0):  # all were removed
        return False
    noted, begun = (storage.home / "library.json").exists(), _begun(storage, name)
    return not begun and (noted or bool(strange_folders(storage.home / "chroma")))


def _in_chroma(storage: Storage, name: str) -> tuple[dict[str, Paper], dict[str, str]]:
    """The papers in Chroma, by id; and the fingerprints that are noted of those that do not fit them, or
    cannot be read."""
    found: dict[str, Paper] = {}
    suspect: dict[str, str] = {}
    if not storage.has_database:
        return found, suspect
    for row in chain.from_iterable(storage.vectors(name).everything()):
        noted = str(row.metadata.get("fingerprint"))
        try:
            paper = paper_from_row(row)
            fits = paper.fingerprint == noted
        except _SUSPECT:
            if "fingerprint" in row.metadata:  # else no paper was written there
                suspect[row.id] = noted
            continue
        found[row.id] = paper
        if not fits:
            suspect[row.id] = noted
    return found, suspect


def _id_of(payload: bytes) -> str | None:
    """The id of the paper that is kept so; None where it is none."""
    try:
        paper = paper_from(payload)
        _ = paper.fingerprint, paper.key
    except _SUSPECT:
        return None
    return paper.paper_id if isinstance(paper.paper_id, str) else None


def _is_altered(paper: Paper, found: Salvaged) -> bool:
    return found.fingerprints.get(paper.paper_id, paper.fingerprint) != paper.fingerprint


def _begun(storage: Storage, name: str) -> dict[str, list[str]]:
    try:
        return storage.journal(name).begun()
    except DamagedError:
        return {}
