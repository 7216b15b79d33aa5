"""The tables of tests/law/ say what the compiled law says, term by term."""

from __future__ import annotations

import pytest

from law_tables import TABLES, compiled, dated, differing, table
from qingdan.law.load import law


def test_the_law_is_what_the_tables_say() -> None:
    """What each term cites, its days, its grade, the defaults, the phases and the periods."""
    assert list(differing(law())) == []


@pytest.mark.parametrize("name", TABLES[:-1])
def test_every_term_stands_in_its_table(name: str) -> None:
    """A rule, an override or a duty that is added is written down a second time, and one that is gone is taken out."""
    assert sorted(table(name)) == sorted(compiled(name, law()))


def test_every_written_day_stands_in_its_table() -> None:
    """The table of days names each term on which a day is written, and no other."""
    assert sorted(table("days")) == sorted(dated(law()))
