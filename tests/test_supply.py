"""What the product is made of: the list of licences and the bill of materials fit the lock."""

import email
import re

import pytest

from eval.supply import LICENCES, LOCK, Locked, audited, licence, licences, locked, read_licences, sbom, table
from rag.encoders.minilm_files import PACKAGE, PACKAGE_HASH

PACKAGES = locked(LOCK.read_text(encoding="utf-8"))
KEPT = read_licences(LICENCES.read_text(encoding="utf-8"))


def test_the_kept_list_of_licences_has_each_package_of_the_lock_and_says_what_it_says_itself() -> None:
    assert licences(PACKAGES, KEPT) == KEPT, "make sbom"


def test_no_package_asks_for_more_than_its_notice() -> None:
    assert not [row for row in KEPT.items() if re.search(r"\bA?GPL|not said|Proprietary", row[1])]


def test_a_list_that_was_written_is_read_again() -> None:
    assert read_licences(table(KEPT)) == KEPT


def test_the_weights_are_the_wheel_whose_content_is_known() -> None:
    name, version = PACKAGE.split("==")
    weights = next(one for one in PACKAGES if one.name == name)
    assert weights.version == version
    assert PACKAGE_HASH.removeprefix("sha256:") in weights.hashes


def test_a_package_without_a_hash_is_no_lock() -> None:
    hashed = "one==1 \\\n    --hash=sha256:" + 64 * "a"
    assert locked(f"{hashed}\n") == [Locked("one", "1", "", (64 * "a",))]
    with pytest.raises(ValueError, match="no package with a version and a hash"):
        locked(f"{hashed}\ntwo==2\n")


def test_the_bill_of_materials_has_each_package_with_its_hashes_and_the_weights() -> None:
    made = sbom(PACKAGES, KEPT)["components"]
    assert len({one["bom-ref"] for one in made}) == len(made) == len(PACKAGES) + 1
    hashes = {h["content"] for one in made for r in one.get("externalReferences", ()) for h in r["hashes"]}
    assert hashes == {digest for one in PACKAGES for digest in one.hashes}
    assert [part["name"] for part in made[-1]["components"]] == ["model.safetensors", "tokenizer.json"]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        pytest.param("License-Expression: MIT OR Apache-2.0", "MIT OR Apache-2.0", id="an expression"),
        pytest.param("License: Apache License, Version 2.0", "Apache-2.0", id="a name with a comma"),
        pytest.param("License: MIT, BSD", "MIT, BSD", id="two names"),
        pytest.param("License: MIT License\n \n Permission is hereby", "MIT", id="a whole text"),
        pytest.param("Classifier: License :: OSI Approved :: BSD License", "BSD License", id="a classifier"),
        pytest.param("License: UNKNOWN", "not said", id="nothing"),
    ],
)
def test_a_licence_is_what_the_metadata_says(lines: str, said: str) -> None:
    assert licence(email.message_from_string(f"Name: x\n{lines}\n\n")) == said


def test_an_audit_that_knew_no_package_is_told_from_one_that_found_nothing() -> None:
    skipped = {"name": "one", "skip_reason": "not found"}
    bug = {"name": "two", "version": "2", "vulns": [{"id": "CVE-1", "fix_versions": []}]}
    assert audited({"dependencies": [skipped]}) == ([], 0)
    assert audited({"dependencies": [skipped, bug]}) == (["two 2: CVE-1, mended in none"], 1)
