"""The fragments of the changelog: of a known kind, and one about the law names the provision."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
KINDS = {
    kind["directory"]
    for kind in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))[
        "tool"
    ]["towncrier"]["type"]
}
FRAGMENTS = sorted(
    path
    for path in (ROOT / "changelog.d").iterdir()
    if path.name != "README.md"
)


@pytest.mark.parametrize("path", FRAGMENTS, ids=lambda path: path.name)
def test_a_fragment_is_of_a_known_kind(path: Path) -> None:
    """`NAME.KIND.md`; one of the kind `law` names a provision by its number."""
    name = re.fullmatch(r"[a-z0-9-]+\.(\w+)\.md", path.name)
    assert name, "a fragment is named NAME.KIND.md"
    assert name[1] in KINDS
    text = path.read_text("utf-8")
    if name[1] == "law":
        assert re.search(
            r"Article|Guide|Part [ABC]|Order \d|GB/T|YD/T", text
        ), "name the provision"
