#!/usr/bin/env bash
# safetensors 0.8.0, numpy 2.4.6: a transposed array comes back scrambled.
#
# Valid input: numpy arrays that are contiguous and dense, as the docstring asks, but in
# column-major (Fortran) order: a transpose, or what pandas' DataFrame.to_numpy() returns.
# Guess before running: the values come back right, or save() refuses the array.
# Expected: [[0, 3], [1, 4], [2, 5]] back from the transpose of [[0, 1, 2], [3, 4, 5]].
# Seen: no error, the right shape, and the bytes of memory read row by row:
# [[0, 1], [2, 3], [4, 5]]. Version 0.7.0 still gives the right values.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check safetensors==0.8.0 numpy==2.4.6

cat >probe.py <<'PROBE'
import numpy as np
from safetensors.numpy import load, save

matrix = np.arange(6.0).reshape(2, 3)
for name, array in (("transpose", matrix.T), ("fortran", np.asfortranarray(matrix))):
    back = load(save({"x": array}))["x"]
    print(name, array.tolist(), "->", back.tolist(), "equal:", np.array_equal(array, back))
PROBE
"$work/venv/bin/python" probe.py >seen.txt
cat seen.txt

diff - seen.txt <<'SEEN'
transpose [[0.0, 3.0], [1.0, 4.0], [2.0, 5.0]] -> [[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]] equal: False
fortran [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]] -> [[0.0, 3.0, 1.0], [4.0, 2.0, 5.0]] equal: False
SEEN
echo "still so"
