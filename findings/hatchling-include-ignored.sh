#!/usr/bin/env bash
# hatchling 1.33.0 (build 1.6.1): beside "packages", "include" is ignored in silence, and
# "only-include" drops the packages.
#
# Valid input: a project with a package and one module beside it, both asked for.
# Assumed, with no guess on paper: the two settings add up.
# Expected: pkg/__init__.py and top.py in every wheel.
# Seen: packages with include gives only the package, packages with only-include gives only
# the module, and no warning either way. The module named in "packages" itself is taken.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check hatchling==1.33.0 build==1.6.1

mkdir pkg
touch pkg/__init__.py top.py

wheel() {
  printf '%s\n' '[build-system]' 'requires = ["hatchling"]' 'build-backend = "hatchling.build"' \
    '[project]' 'name = "pkg"' 'version = "1"' '[tool.hatch.build.targets.wheel]' "$@" >pyproject.toml
  rm -rf dist
  venv/bin/python -m build --wheel --no-isolation . >build.log 2>&1
  files=$(venv/bin/python -m zipfile --list dist/*.whl | awk '/\.py/ {print $1}' | paste -sd ' ' -)
  warnings=$(grep --ignore-case --count warning build.log || true)
  echo "${*//\"/}: $files, warnings: $warnings"
}

all() {
  wheel 'packages = ["pkg"]' 'include = ["top.py"]'
  wheel 'packages = ["pkg"]' 'only-include = ["top.py"]'
  wheel 'packages = ["pkg", "top.py"]'
  wheel 'only-include = ["pkg", "top.py"]'
}

all >seen.txt
cat seen.txt

diff - seen.txt <<'SEEN'
packages = [pkg] include = [top.py]: pkg/__init__.py, warnings: 0
packages = [pkg] only-include = [top.py]: top.py, warnings: 0
packages = [pkg, top.py]: pkg/__init__.py top.py, warnings: 0
only-include = [pkg, top.py]: pkg/__init__.py top.py, warnings: 0
SEEN
echo "still so"
