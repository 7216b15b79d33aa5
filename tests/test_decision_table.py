"""The engine against the decision table in plain Python: cases of which everything is stated."""

from __future__ import annotations

from hypothesis import note
from hypothesis import strategies as st

from decision_table import (
    AUTOMOTIVE,
    TECHNOLOGY,
    UNCOUNTED,
    Whole,
    answer,
    inventory,
)
from guard import Ledger, guarded
from inventories import turtle

RARE = st.integers(0, 11).map(lambda number: number == 0)
DAYS = [
    "2025-09-04",
    "2025-09-05",
    "2026-03-02",
    "2026-06-15",
    "2027-09-05",
    "2027-09-06",
]
RECORDS = [
    "reviewed",
    "reviewed",
    "reviewed",
    "NotifiedImportant",
    "IdentifiedImportant",
    "listed item",
    "charging network",
    "unmasked faces",
]


def around(*limits: int) -> st.SearchStrategy[int]:
    """Zero, one, and both sides of each limit."""
    return st.sampled_from(
        [0, 1, *(limit + step for limit in limits for step in (-1, 0, 1))]
    )


@st.composite
def wholes(draw: st.DrawFn) -> Whole:
    """A case of which everything is stated and nothing contradicts."""
    sector = draw(
        st.sampled_from(
            [*AUTOMOTIVE, AUTOMOTIVE[0], "Banking", "Pharmaceuticals"]
        )
    )
    record = draw(st.sampled_from(RECORDS))
    vehicle = sector in AUTOMOTIVE or draw(st.booleans())
    kind = draw(st.sampled_from(["none", "ordinary", "ordinary", "sensitive"]))
    kind = "sensitive" if record == "unmasked faces" else kind
    tally = (
        draw(around(100_000, 1_000_000)),
        draw(around(10_000) if kind == "sensitive" else st.just(0)),
    )
    if kind == "sensitive":
        tally = tally[0], max(1, tally[1])
    ordinary = draw(
        around(100_000) if kind == "sensitive" else around(100_000, 10_000_000)
    )
    sensitive = draw(around(100_000, 1_000_000))
    return Whole(
        day=draw(st.sampled_from(DAYS)),
        in_zone=draw(st.sampled_from([True, True, False])),
        sector=sector,
        use=draw(st.sampled_from(["in use", "in use", "ended", "not begun"])),
        vehicle_data=vehicle,
        infrastructure=draw(st.sampled_from([False, False, False, True])),
        holds=(
            ordinary,
            sensitive,
            min(sensitive, draw(around(100_000))),
            draw(st.integers(0, min(ordinary, sensitive))),
        ),
        tally=tally,
        secret=draw(RARE),
        core=draw(RARE),
        control=draw(
            st.sampled_from(
                ["NoControlRegime"] * 12 + ["ExportControlLaw", *TECHNOLOGY]
            )
        ),
        access=draw(
            st.sampled_from(
                ["SentAbroad"] * 4
                + ["AccessibleFromAbroad", "ReadInChinaOnly"]
            )
        ),
        foreign=draw(RARE),
        restricted=draw(RARE),
        kind=kind,
        extract=draw(
            st.sampled_from(
                ["SmallExtract", "RepresentativeExtract", "WholeOfHeldData"]
            )
        ),
        record=record,
        unlisted_fields=draw(RARE),
        ground=draw(
            st.sampled_from(
                ["NoGround"] * 4 + [*UNCOUNTED, "CbdfArticle5BelowThreshold"]
            )
        ),
        proven=draw(st.booleans()),
    )


@guarded(wholes())
def test_the_engine_gives_what_the_table_gives(
    ledger: Ledger, case: Whole
) -> None:
    """Outcome and position, for every combination of what the table turns on."""
    stated = inventory(case)
    note(f"asked about {case.day}\n{turtle(stated)}")
    found = ledger.decided(stated, case.day)
    assert (found.outcome, found.position) == answer(case)
