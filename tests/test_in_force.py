"""The days on which lists are in force, as they are drawn on one line."""

from __future__ import annotations

from datetime import date

from qingdan.comparing.records import records
from qingdan.reporting.lists.in_force import line_of

TODAY = date(2026, 11, 26)


def test_each_list_stands_on_the_line_as_its_file_dates_it() -> None:
    """
    Over, in force up to a day, without a last day, with one that is not known: what is not
    known is certain up to today alone; a list without a first day is told and not drawn.
    """
    line = line_of(records(), TODAY)
    assert line
    spans = {span.record.id: span for span in line.spans}
    undated = [record.id for record in line.undated]
    assert undated == ["fj-pingtan-general"]
    assert len(spans) + len(undated) == len(records())
    starts = [span.start for span in line.spans]
    assert starts == sorted(starts)
    assert {name for name, span in spans.items() if span.is_over} == {
        "bj-2024",
        "sh-2024",
    }
    assert spans["cq-2025"].known == spans["cq-2025"].width
    for span in line.spans:
        end = span.start + span.width
        certain = span.start + span.known
        assert 0 <= span.start <= certain <= end <= 100.1
        if span.record.ends == "DayNotKnown":
            assert round(certain, 2) == line.today
    assert round(spans["cn"].start + spans["cn"].known) == 100


def test_a_file_marks_no_day() -> None:
    """It would be another one tomorrow: nothing is over, and no last day is guessed."""
    line = line_of(records(), None)
    assert line
    assert line.today is None
    assert not any(span.is_over for span in line.spans)
    for span in line.spans:
        if span.record.ends == "DayNotKnown":
            assert span.known == 0
    assert line_of([], TODAY) is None
