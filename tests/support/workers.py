"""
Which worker runs which tests: those of a file go to one, so that what they share is made once.

`--dist loadgroup` does not do it: with pytest 9.2 and pytest-xdist 3.8 it has no effect, and tells nobody.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

import pytest

# Files with a front over the same service.
FRONT = (
    "test_browser.py",
    "test_server.py",
    "test_http.py",
    "test_doors_guarded.py",
    "test_words_shown.py",
    "test_walkthrough.py",
    "test_mapping_page.py",
    "test_site.py",
)
# What takes longest begins first, so that the workers end together.
FIRST = (
    *FRONT,
    "test_documents.py",
    "test_validation_differential.py",
    "test_bulk.py",
    "test_owl.py",
    "test_queries.py",
    "test_mcp.py",
    "test_new_zone.py",
    "test_differences.py",
    "test_proofs.py",
    "test_law_by_list.py",
    "test_counting.py",
    "test_matrix.py",
    "test_greeting.py",
    "test_facts.py",
)


def turn(path: PurePath) -> int:
    """The place of a file in the order of the run."""
    name = path.name
    return FIRST.index(name) if name in FIRST else len(FIRST)


def by_file(config: pytest.Config, log: Any) -> object:
    """Work is given out by file; the files that share a front are one."""
    from xdist.scheduler import LoadScopeScheduling  # not where Spark is tried

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = PurePath(nodeid.partition("::")[0]).name
            return "front" if file in FRONT else file

    return ByFile(config, log)
