"""The examples in docstrings give what they say."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path

import pytest

import qingdan

ROOT = Path(qingdan.__file__).parent
MODULES = [
    ".".join(("qingdan", *path.relative_to(ROOT).with_suffix("").parts))
    for path in sorted(ROOT.rglob("*.py"))
    if ">>>" in path.read_text("utf-8")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_hold(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Run where the repository is, as they name files of it."""
    monkeypatch.chdir(ROOT.parent)
    module = import_module(name.removesuffix(".__init__"))
    tried = doctest.testmod(module, optionflags=doctest.ELLIPSIS)
    assert tried.attempted
    assert not tried.failed
