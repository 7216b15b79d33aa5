"""`qingdan lists check --prove`: where no rules stand beside the file of a list, that is said in one line."""

from __future__ import annotations

import shutil
from pathlib import Path

from calls import call
from qingdan.files import folder


def test_without_rules_there_is_nothing_to_prove(tmp_path: Path) -> None:
    """Exit status 2, nothing on standard output, and the name that the file of rules would have."""
    path = tmp_path / "bj-2025.ttl"
    shutil.copy(folder("data") / "lists" / "bj-2025.ttl", path)
    found = call("lists", "check", str(path), "--prove")
    assert (found.status, found.out) == (2, "")
    assert "bj-2025.rules.ttl" in found.err
