"""Chroma is lost and files of the indexes too: what can be read is kept, what cannot is told before anything
is changed."""

import json
import shutil
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from rag.ingest.kept import LossError
from rag.ingest.library import Library
from tests.fakes import HashEncoder, in_chroma, kept, paper, papers, sorted_papers
from tests.losses import CHROMA, FIRST, HELD, Damage, files, overwritten, written_home


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written_home(tmp_path_factory.mktemp("written") / "home")


@pytest.fixture
def filled(written: Path, home: Path) -> Path:
    return Path(shutil.copytree(written, home))


def place_of(path: Path, what: str) -> int:
    return path.read_bytes().index(what.encode())


def in_payload(of: str, what: bytes, *, beside: int = 0) -> Damage:
    """Overwrite the payload of a paper near these words."""

    def damage(segment: Path) -> None:
        path = segment / "payloads.bin"
        overwritten(path, place_of(path, of) + beside, what)

    return damage


def gone(*names: str) -> Damage:
    return lambda segment: [(segment / name).unlink() for name in names]


def headless(*names: str) -> Damage:
    return lambda segment: [overwritten(segment / name, 0) for name in names]


def shifted(segment: Path) -> None:
    """The starts of the payloads are starts, of something else."""
    starts = np.load(segment / "payloads.npy")
    starts[1:-1] += 7
    np.save(segment / "payloads.npy", starts)


def others_ids(segment: Path) -> None:
    overwritten(segment / "ids.bin", 0, b"moss")


def own_id_changed(segment: Path) -> None:
    in_payload(f'"paper_id": "{paper(7).paper_id}"', b"moss", beside=14)(segment)


# What costs no paper: payloads.bin is whole, and says itself what it holds.
MENDABLE: dict[str, Damage] = {
    "ids.npy gone": gone("ids.npy"),
    "ids.bin gone": gone("ids.bin"),
    "ids gone": gone("ids.npy", "ids.bin"),
    "ids and their hashes gone": gone("ids.npy", "ids.bin", "id_hashes.npy"),
    "payloads.npy gone": gone("payloads.npy"),
    "both arrays gone": gone("ids.npy", "payloads.npy"),
    "all but the payloads gone": gone(
        "ids.npy", "ids.bin", "payloads.npy", "fingerprints.json", "columns.json", "words.bin", "words.npy"
    ),
    "ids.npy without its header": headless("ids.npy"),
    "payloads.npy without its header": headless("payloads.npy"),
    "both without their headers": headless("ids.npy", "payloads.npy"),
    "payloads.npy emptied": lambda segment: (segment / "payloads.npy").write_bytes(b""),
    "starts that are others": shifted,
    "fingerprints gone": gone("fingerprints.json"),
    "an id that is another": others_ids,
    "a payload that says another id": own_id_changed,
}
# What costs papers: how many, and whether they can be named.
COSTLY: dict[str, tuple[Damage, int, bool]] = {
    "a payload cut": (in_payload(paper(7).title, b"\0" * 6, beside=-3), 1, True),
    "a payload cut, ids gone": (
        lambda s: (in_payload(paper(7).title, b"\0" * 6)(s), gone("ids.bin", "ids.npy")(s)),
        1,
        False,
    ),
    "the first brace gone": (lambda s: overwritten(s / "payloads.bin", 0, b"\0\0"), 1, True),
    "a brace gone, starts gone": (
        lambda s: (overwritten(s / "payloads.bin", 0, b"\0\0"), gone("payloads.npy")(s)),
        1,
        True,
    ),
    "payloads.bin gone": (gone("payloads.bin"), 20, True),
    "payloads.bin cut in half": (
        lambda s: (s / "payloads.bin").write_bytes(
            (s / "payloads.bin").read_bytes()[: place_of(s / "payloads.bin", f'"{paper(10).paper_id}"')]
        ),
        10,
        True,
    ),
    "segment gone": (shutil.rmtree, 20, False),
    "segment emptied": (lambda s: [p.unlink() for p in s.iterdir() if p.is_file()], 20, False),
}


def whole(home: Path, wanted: list[str]) -> None:
    library = Library(home, HashEncoder())
    assert sorted(p.paper_id for p in kept(library)) == sorted(wanted)
    assert in_chroma(library) == (sorted(wanted), sorted(wanted))


def first(home: Path) -> Path:
    return home / "index-hash" / "segment-000001"


@pytest.mark.parametrize("damage", MENDABLE)
@pytest.mark.parametrize("loss", ["database gone", "not a database"])
def test_what_payloads_hold_is_read_by_their_own_records(filled: Path, loss: str, damage: str) -> None:
    CHROMA[loss](filled)
    MENDABLE[damage](first(filled))
    assert Library(filled, HashEncoder()).rebuild() == len(HELD)
    whole(filled, [p.paper_id for p in HELD])
    assert kept(Library(filled, HashEncoder())) == sorted_papers(*HELD)


@pytest.mark.parametrize(("loss", "damage"), list(product(CHROMA, COSTLY)))
def test_what_cannot_be_read_is_told_before_anything_is_changed(filled: Path, loss: str, damage: str) -> None:
    CHROMA[loss](filled)
    harm, cost, named = COSTLY[damage]
    cost -= damage.startswith(("payloads.bin gone", "segment"))  # the removed one is none
    harm(first(filled))
    library, before = Library(filled, HashEncoder()), files(filled)
    with pytest.raises(LossError, match=rf"^{cost} of {len(HELD)} papers cannot be read") as refused:
        library.rebuild()
    assert (" (" in str(refused.value).split(" cannot be read")[1][:2]) == named
    assert "\n" not in str(refused.value)
    if "emptied" not in loss:  # into an empty file Chroma writes its tables
        assert files(filled) == before


@pytest.mark.parametrize("damage", COSTLY)
def test_at_a_loss_the_others_are_kept_and_the_damaged_files_too(filled: Path, damage: str) -> None:
    CHROMA["database gone"](filled)
    harm, cost, _ = COSTLY[damage]
    harm(first(filled))
    before = {p.name: p.read_bytes() for p in first(filled).glob("*.bin")}
    told: list[str] = []
    library = Library(filled, HashEncoder())
    library.tell = told.append
    left = library.rebuild(at_a_loss=True)
    assert left == len(HELD) - cost + (cost == 20)  # the removed one is none
    assert any("cannot be read" in line for line in told), told
    whole(filled, [p.paper_id for p in kept(library)])
    copied = filled / "kept" / "damaged-000001" / "segment-000001"
    assert {p.name: p.read_bytes() for p in copied.glob("*.bin")} == before


def test_while_chroma_is_whole_no_damage_of_the_indexes_costs_a_paper(written: Path, tmp_path: Path) -> None:
    for number, harm in enumerate([*MENDABLE.values(), *(one[0] for one in COSTLY.values())]):
        home = Path(shutil.copytree(written, tmp_path / str(number)))
        harm(first(home))
        assert Library(home, HashEncoder()).rebuild() == len(HELD)
        whole(home, [p.paper_id for p in HELD])


def test_a_paper_that_says_something_else_than_was_written_is_told(filled: Path) -> None:
    CHROMA["database gone"](filled)
    in_payload(paper(7).title, b"M0ss")(first(filled))
    library = Library(filled, HashEncoder())
    for write in (library.rebuild, lambda: library.ingest(papers(1))):
        with pytest.raises(LossError, match=rf"1 paper is not as written \({paper(7).paper_id}\)"):
            write()
    assert library.rebuild(at_a_loss=True) == len(HELD)
    assert list(filled.glob("kept/damaged-*")) == []  # each file could be read; the copy of papers has it


def test_an_old_database_beside_a_lost_segment_is_not_all(
    filled: Path, tmp_path: Path, written: Path
) -> None:
    """Chroma is put back from a copy of the time before the last papers came."""
    old = Library(tmp_path / "old", HashEncoder())
    old.ingest(FIRST)
    shutil.rmtree(filled / "chroma")
    shutil.copytree(tmp_path / "old" / "chroma", filled / "chroma")
    shutil.rmtree(filled / "index-hash" / "segment-000002")
    with pytest.raises(LossError, match="2 of 22 papers cannot be read"):
        Library(filled, HashEncoder()).rebuild()


def test_of_a_segment_whose_size_an_earlier_version_did_not_note_nobody_knows(filled: Path) -> None:
    manifest = filled / "index-hash" / "manifest.json"
    noted = json.loads(manifest.read_text())
    assert noted.pop("items") == {"segment-000001": 20, "segment-000002": 3}
    manifest.write_text(json.dumps(noted))
    CHROMA["database gone"](filled)
    shutil.rmtree(first(filled))
    with pytest.raises(LossError, match="nobody knows how many papers were in segment-000001"):
        Library(filled, HashEncoder()).rebuild()


@pytest.mark.parametrize(
    "noted", ["3", "[]", "null", '{"segment-000001": "20"}', '{"segment-000001": -1}', '{"moss": 4}']
)
def test_sizes_of_another_shape_are_none(filled: Path, noted: str) -> None:
    manifest = filled / "index-hash" / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "items": json.loads(noted)}))
    assert len(Library(filled, HashEncoder()).reader.now()) == len(HELD)
