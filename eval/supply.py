"""What the product is made of: its bill of materials, the licences, and what is known against the packages.

In: requirements.lock. Out: docs/licences.md (kept with the code), dist/sbom.json (CycloneDX 1.6, a component
for each locked package with the hashes that the lock has, and the embedding model), and what pip-audit says:

    python -m eval.supply licences sbom audit

A licence is what the package's own metadata says. What is not installed here, as it is for other systems or
versions of Python, is looked up in the list as it was, or else fetched by pip, its metadata alone read.
"""

import argparse
import email
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from email.message import Message
from importlib import metadata, util
from pathlib import Path
from typing import Any

from rag.encoders.minilm_files import PACKAGE_HASH, PUBLISHED_SUMS
from rag.model.errors import AskError

ROOT = Path(__file__).resolve().parent.parent
LOCK, LICENCES, SBOM = ROOT / "requirements.lock", ROOT / "docs" / "licences.md", ROOT / "dist" / "sbom.json"
_LOCKED = re.compile(r"^([\w.-]+)==(\S+?)(?: ; (.*?))?((?: \\\n {4}--hash=sha256:[0-9a-f]{64})+)$", re.M)
_ROW = re.compile(r"^\| ([\w.-]+) (\S+) \| (.+?) \|", re.M)
_ELSEWHERE = ("--python-version", "3.13", *(f"--platform={one}" for one in ("win_amd64", "any")))
_SHORT = 60  # characters; what is longer is the text of a licence, not its name
_IDS = {  # SPDX's names, by what packages write instead
    "apache 2.0": "Apache-2.0",
    "apache license version 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "mit": "MIT",
    "mit license": "MIT",
    "3-clause bsd license": "BSD-3-Clause",
    "isc license": "ISC",
    "isc license (iscl)": "ISC",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "python software foundation license": "PSF-2.0",
    "psfl": "PSF-2.0",
    "psf": "PSF-2.0",
}
_EXPRESSION = re.compile(r"\(?[\w.+-]+\)?(?: (?:AND|OR|WITH) \(?[\w.+-]+\)?)*")
_HEAD = """# Licences of what is locked

Each package of `requirements.lock` with what its own metadata says. Written by `make sbom`; the wheel also
holds all-MiniLM-L6-v2, under the Apache License 2.0. Some packages are for other systems; the lock tells.

| package | licence |
|---|---|
"""


@dataclass(frozen=True, slots=True)
class Locked:
    """A package of the lock; `marker` says where it is needed, "" for everywhere."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]


def locked(text: str) -> list[Locked]:
    """All packages of a lock; ValueError where one has no hash: anything could be installed for it."""
    found = [
        Locked(name, version, marker or "", tuple(re.findall(r"sha256:(\w+)", hashes)))
        for name, version, marker, hashes in _LOCKED.findall(text)
    ]
    if len(found) != len(re.findall(r"^[^\s#]", text, re.M)):
        raise ValueError("the lock has lines that are no package with a version and a hash")
    return found


def licence(about: Message) -> str:
    """What a package's metadata says of its licence, in SPDX's names where they are known."""
    if expression := about.get("License-Expression"):
        return str(expression)
    classes = [text.split(" :: ")[-1] for text in about.get_all("Classifier", []) if "License ::" in text]
    said = dict.fromkeys(
        _IDS.get(name.lower(), name) for name in [*_named(about.get("License") or ""), *classes]
    )
    sure = [name for name in said if name != "BSD License" or len(said) == 1]
    return ", ".join(sure) or "not said"


def _named(text: str) -> list[str]:
    """The licences that are named in one line, or by the first line of a licence's text."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()] or ["UNKNOWN"]
    if len(lines) > 1 or len(lines[0]) > _SHORT:
        return lines[:1] if lines[0].lower() in _IDS else []
    return [] if lines[0] == "UNKNOWN" else lines if lines[0].lower() in _IDS else lines[0].split(", ")


def licences(packages: Iterable[Locked], known: Mapping[tuple[str, str], str]) -> dict[tuple[str, str], str]:
    """The licence of each, by name and version."""
    return {(one.name, one.version): _licence(one, known) for one in packages}


def _licence(one: Locked, known: Mapping[tuple[str, str], str]) -> str:
    try:
        found = metadata.distribution(one.name)
    except metadata.PackageNotFoundError:
        found = None
    if found and found.version == one.version:
        return licence(email.message_from_string(str(found.read_text("METADATA"))))
    return known.get((one.name, one.version)) or licence(_fetched(one))


def _fetched(one: Locked) -> Message:
    """The metadata of a package for another system, of a wheel whose hash is in the lock."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "wanted.txt"
        hashes = " ".join(f"--hash=sha256:{digest}" for digest in one.hashes)
        wanted.write_text(f"{one.name}=={one.version} {hashes}\n", encoding="utf-8")
        pip = (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:")
        options = ("--require-hashes", *_ELSEWHERE, "--dest", folder, "-r", str(wanted))
        ran = subprocess.run([*pip, *options], capture_output=True, text=True)
        wheel = next(Path(folder).glob("*.whl"), None)
        if wheel is None:
            raise AskError(f"the licence of {one.name} cannot be looked up: {ran.stderr.strip()[-200:]}")
        with zipfile.ZipFile(wheel) as archive:
            name = next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
            return email.message_from_bytes(archive.read(name))


def read_licences(text: str) -> dict[tuple[str, str], str]:
    """A list that `table` wrote."""
    return {(name, version): said for name, version, said in _ROW.findall(text)}


def table(found: Mapping[tuple[str, str], str]) -> str:
    """The list of licences, as it is kept."""
    rows = (f"| {name} {version} | {said.replace('|', '/')} |\n" for (name, version), said in found.items())
    return _HEAD + "".join(rows)


def sbom(packages: Sequence[Locked], found: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    """The bill of materials; the same from the same lock."""
    project = metadata.metadata("ask-papers")
    components = [_component(one, found[one.name, one.version]) for one in packages]
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "ask-papers",
                "name": "ask-papers",
                "version": project["Version"],
                "licenses": [{"expression": "MIT AND Apache-2.0"}],
            }
        },
        "components": [*components, _model()],
        "dependencies": [{"ref": "ask-papers", "dependsOn": [c["bom-ref"] for c in components] + ["model"]}],
    }


def _component(one: Locked, said: str) -> dict[str, Any]:
    address = f"pkg:pypi/{one.name}@{one.version}"
    marker = [{"name": "python:marker", "value": one.marker}] if one.marker else []
    hashes = [{"type": "distribution", "url": address, "hashes": [_sha256(digest)]} for digest in one.hashes]
    return {
        "type": "library",
        "bom-ref": address,
        "name": one.name,
        "version": one.version,
        "purl": address,
        "licenses": _licences_of(said),
        "externalReferences": hashes,
        **({"properties": marker} if marker else {}),
    }


def _licences_of(said: str) -> list[dict[str, Any]]:
    if _EXPRESSION.fullmatch(said) and said != "BSD":
        return [{"expression": said}]
    return [{"license": {"id" if one in _IDS.values() else "name": one}} for one in said.split(", ")]


def _model() -> dict[str, Any]:
    """The weights: what vouches for them are the sums of the published files, not who packed them."""
    parts = [
        {"type": "file", "bom-ref": name, "name": name, "hashes": [_sha256(digest)]}
        for name, digest in PUBLISHED_SUMS.items()
    ]
    return {
        "type": "machine-learning-model",
        "bom-ref": "model",
        "name": "sentence-transformers/all-MiniLM-L6-v2",
        "version": "1110a243",
        "licenses": [{"license": {"id": "Apache-2.0"}}],
        "hashes": [_sha256(PACKAGE_HASH.removeprefix("sha256:"))],
        "components": parts,
    }


def _sha256(digest: str) -> dict[str, str]:
    return {"alg": "SHA-256", "content": digest}


def audited(report: Mapping[str, Any]) -> tuple[list[str], int]:
    """What is known against the packages of a report of pip-audit, a line each, and how many it knew at all:
    where it asks a mirror that has no advisories, it skips each package and finds nothing."""
    rows = report.get("dependencies", [])
    against = [
        f"{row['name']} {row['version']}: {bug['id']}, mended in {', '.join(bug['fix_versions']) or 'none'}"
        for row in rows
        for bug in row.get("vulns", [])
    ]
    return against, sum("skip_reason" not in row for row in rows)


def audit() -> int:
    """Run pip-audit over the lock; 1 where something is known against a package. One line where it is not
    here or cannot reach what it asks."""
    if util.find_spec("pip_audit") is None:
        print("pip-audit is not installed, so nothing was audited; try: pip install pip-audit")
        return 0
    options = ("--require-hashes", "--disable-pip", "--format=json", "--progress-spinner=off")
    command = (sys.executable, "-m", "pip_audit", "-r", str(LOCK), *options)
    ran = subprocess.run(command, capture_output=True, text=True)
    try:
        against, known = audited(json.loads(ran.stdout))
    except ValueError:
        against, known = [], 0
    if not known:
        why = " ".join(ran.stderr.split())[-200:] or "it knows none of the packages"
        print(f"pip-audit could not reach its advisories, so nothing was audited: {why}")
        return 0
    print(*against, f"{known:,} packages audited, {len(against):,} advisories", sep="\n")
    return bool(against)


def main(arguments: Sequence[str] | None = None) -> int:
    """Make what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m eval.supply")
    parser.add_argument("what", nargs="*", metavar="licences|sbom|audit")
    what = parser.parse_args(arguments).what or ["licences", "sbom"]
    packages = locked(LOCK.read_text(encoding="utf-8"))
    known = read_licences(LICENCES.read_text(encoding="utf-8")) if LICENCES.exists() else {}
    found = licences(packages, known) if {"licences", "sbom"} & {*what} else {}
    if "licences" in what:
        LICENCES.write_text(table(found), encoding="utf-8")
        print(f"{LICENCES.relative_to(ROOT)}: {len(found):,} packages")
    if "sbom" in what:
        SBOM.parent.mkdir(exist_ok=True)
        SBOM.write_text(json.dumps(sbom(packages, found), indent=1) + "\n", encoding="utf-8")
        print(f"{SBOM.relative_to(ROOT)}: {len(packages) + 1:,} components")
    return audit() if "audit" in what else 0


if __name__ == "__main__":
    sys.exit(main())
