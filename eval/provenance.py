"""What a run was made with: commit, code, libraries.

In: this checkout. Out: short texts that a run keeps.
"""

import hashlib
import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ("rag/**/*.py", "rag/**/*.toml", "rag/**/*.np[yz]", "store/*.py", "prompts/**/*")
INDEXING_SOURCE = ("rag/encoders/*", "rag/entities/*", "rag/ingest/**/*.py", "rag/text/*.py", "store/*.py")
LIBRARIES = ("numpy", "onnxruntime", "chromadb", "llama-index-core", "bm25s", "tokenizers", "ir-measures")


def commit() -> str:
    """The commit in the checkout, with + when files differ from it; "unknown" outside one."""
    try:
        head = _git("rev-parse", "--short=12", "HEAD")
        return head + ("+" if _git("status", "--porcelain", "--untracked-files=no") else "")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def source_hash(patterns: tuple[str, ...] = SOURCE) -> str:
    """Changes with every file that can change an answer (`WRITING`: an index); 12 hex digits."""
    found = hashlib.sha256()
    for path in sorted(path for pattern in patterns for path in ROOT.glob(pattern) if path.is_file()):
        if "__pycache__" not in path.parts:
            found.update(f"{path.relative_to(ROOT).as_posix()}\n".encode() + path.read_bytes())
    return found.hexdigest()[:12]


def versions() -> dict[str, str]:
    """Python and the libraries that can change a number."""
    found = {"python": platform.python_version(), "machine": platform.machine()}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "absent"
    return found


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()
