"""all-MiniLM-L6-v2 on onnxruntime: text to one vector per word piece.

In: texts. Out: for each, the word pieces' vectors, their ids and the characters they
stand for. Two int8 models (rag/encoders/minilm_files.py has their files), one for texts and one for
questions: the published weights, each with a low-rank update of its own that was learnt to bring a
question nearer to the text that answers it in other words.
"""

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

from rag.encoders.minilm_files import PUBLISHED, MiniLMFiles, Reads
from rag.model.errors import WeightsError

FloatArray = npt.NDArray[np.float32]
Int32Array = npt.NDArray[np.int32]

WIDTH = 384
WINDOW = 512  # position embeddings; two of them go to [CLS] and [SEP]
TOKENIZED = 32  # texts cut into word pieces at a time
OVERLAP = 96  # word pieces that neighbouring windows of a long text share
CLS, SEP = 101, 102


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


def published(cache: Path, *, threads: int = 0) -> "MiniLM":
    """The model as it was published, for texts alone: a claim and its source are alike, a question and its
    answer need not be, and the learnt readers are for those."""
    return MiniLM(cache, threads=threads, files=MiniLMFiles(cache, version=PUBLISHED))


def unit(vectors: FloatArray) -> FloatArray:
    """Rows scaled to length one; rows of zeros stay. Shape (..., d) in and out."""
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: FloatArray = vectors / np.maximum(norms, 1e-9)
    return scaled.astype(np.float32, copy=False)


class MiniLM:
    """The model. Loading is lazy and takes about 0.1 s once its files are there. Several threads may
    read with it at once.

    `threads` texts are read at a time, 0 for up to four; `files` are the latest version's, of the
    installation and of `cache`, where no others are given.
    """

    def __init__(self, cache: Path, *, threads: int = 0, files: MiniLMFiles | None = None) -> None:
        self.files = files or MiniLMFiles(cache)
        self.name = self.files.version.name
        self._threads = threads or min(4, os.cpu_count() or 1)

    def available(self, *models: Reads) -> str | None:
        """None when these models (both where none is named) can be used, else why not. Builds them where
        there are none."""
        try:
            for reads in models or self.files.version.adapted:
                self.files.model(reads)
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
        """A question as `encode` gives a text, by the model that reads questions; its vectors are to be
        compared with those of texts."""
        return self._encoded(self._tokenized([text])[0], self._question_session)

    def pieces(self, text: str) -> tuple[Int32Array, Int32Array]:
        """The ids (n,) and spans (n, 2) of a text's word pieces, without the two special ones."""
        encoding = self._tokenized([text])[0]
        return np.asarray(encoding.ids, np.int32), np.asarray(encoding.offsets, np.int32).reshape(-1, 2)

    def count(self, text: str) -> int:
        """Word pieces in a text, without the two special ones."""
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The whole words of its vocabulary, which is in the order of how common they are."""
        pieces: Mapping[str, int] = self._tokenizer.get_vocab()
        return tuple(piece for piece in sorted(pieces, key=pieces.__getitem__) if piece.isalpha())

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
        return opened_tokenizer(self.files)

    @cached_property
    def _session(self) -> Any:
        return opened_session(self.files.model("text"))

    @cached_property
    def _question_session(self) -> Any:
        return opened_session(self.files.model("question"))


def opened_tokenizer(files: MiniLMFiles) -> Any:
    """The tokenizer, of texts of any length."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(files.tokenizer()))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def opened_session(model: Path) -> Any:
    """A model, of one thread for each text."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        str(model),
        options,
        ["CPUExecutionProvider"],
        disabled_optimizers=["SkipLayerNormFusion"],  # it made a pass a quarter slower
    )


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
