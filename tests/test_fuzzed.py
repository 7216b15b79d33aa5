"""
Every input that a search found is read again: one line and
exit status 2, or an answer; never a fault of ours.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fuzz_readers import KEPT, read, seeds

FOUND = sorted(KEPT.iterdir()) if KEPT.exists() else []


@pytest.mark.parametrize("path", FOUND, ids=[path.name for path in FOUND])
def test_what_was_found_once_is_read(path: Path, tmp_path: Path) -> None:
    """No exit status 3, and no traceback, which `call` would not let pass."""
    assert read(
        re.sub(r"^[0-9]+ ", "", path.name), path.read_bytes(), tmp_path
    ) in (
        0,
        1,
        2,
    )


def test_what_is_sound_is_read(tmp_path: Path) -> None:
    """The files from which a search sets out are read, or refused for the law's sake alone."""
    for name, content in seeds(tmp_path).items():
        assert read(name, content, tmp_path) in (0, 1, 2), name
