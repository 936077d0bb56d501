#!/usr/bin/env bash
# onnxruntime 1.31.1 (onnx 1.23.2, numpy 2.4.6): a row of a dynamically quantised model
# depends on the other rows of its batch.
#
# Valid input: one MatMul, quantised with quantize_dynamic's defaults; one row run alone,
# then the same row beside a longer vector.
# Guess before running: each row has a result of its own, so both runs agree to rounding.
# Expected: the same numbers, as the float model gives.
# Seen: the scale of the activations is taken over the whole batch, so the neighbour moves
# the row: no difference in float32, a large one in int8. An index built in batches and a
# query encoded alone are not encoded alike.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check onnxruntime==1.31.1 onnx==1.23.2 numpy==2.4.6

cat >probe.py <<'PROBE'
import logging

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import quantize_dynamic

logging.disable(logging.CRITICAL)
rng = np.random.default_rng(0)
weights = numpy_helper.from_array(rng.normal(size=(64, 32)).astype("float32"), "w")
rows = helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, 64])
out = helper.make_tensor_value_info("y", TensorProto.FLOAT, [None, 32])
graph = helper.make_graph([helper.make_node("MatMul", ["x", "w"], ["y"])], "g", [rows], [out], [weights])
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
onnx.save(model, "float.onnx")
quantize_dynamic("float.onnx", "int8.onnx")

row = rng.normal(size=(1, 64)).astype("float32")
neighbour = 10 * rng.normal(size=(1, 64)).astype("float32")
for name in ("float.onnx", "int8.onnx"):
    session = onnxruntime.InferenceSession(name, providers=["CPUExecutionProvider"])
    alone = session.run(None, {"x": row})[0][0]
    beside = session.run(None, {"x": np.vstack([row, neighbour])})[0][0]
    moved = float(np.abs(alone - beside).max())
    print(name, "moved by more than 0.1:", moved > 0.1)
PROBE
"$work/venv/bin/python" probe.py >seen.txt
cat seen.txt

diff - seen.txt <<'SEEN'
float.onnx moved by more than 0.1: False
int8.onnx moved by more than 0.1: True
SEEN
echo "still so"
