"""Which later exports an event bars: told beside the outcome, which it does not change."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from calls import call
from qingdan.law.load import law
from qingdan.rdf.names import PREFIXES, QD, curie
from test_duties import EVENT, inventory

SINCE, DAY = "2026-02-09", "2026-03-02"
IN_ZONE = ("cn:bar-suspension", "cq25:bar-suspension")


def told(path: str, day: str = DAY) -> dict[str, Any]:
    """The answer for the item, alike for one item and for the whole inventory."""
    alone = call("why", path, "item", "--as-of", day, "--format", "json")
    assert alone.status == 0, alone.err
    found: dict[str, Any] = json.loads(alone.out)
    (one,) = json.loads(
        call("decide", path, "--as-of", day, "--format", "json").out
    )
    assert one["barred"] == found["barred"]
    return found


def after(
    folder: Path, kind: str, day: str, more: str = "", facts: str = ""
) -> str:
    """An inventory whose handler has had an event."""
    rest = EVENT.format(kind=kind, day=day) + more
    return inventory(folder, SINCE, DAY, "; qd:hasEvent h:event" + facts, rest)


CASES = {
    "SuspensionOrder": (IN_ZONE, True),
    "CommitmentBreach": (("cq25:bar-commitment",), True),
    "Penalty": (("cq25:bar-termination",), True),
    "Relocation": (("cq25:bar-termination",), True),
    "MaterialChange": (("cq25:bar-change",), False),
    "SecurityIncident": ((), True),
    "RisingRisk": ((), True),
    "PublishedAsImportant": ((), True),
}


@pytest.mark.parametrize("kind", CASES)
def test_each_kind_of_event(tmp_path: Path, kind: str) -> None:
    """Its bars from its day on, with the duty that follows; the day before nothing is barred."""
    bars, certain = CASES[kind]
    path = after(tmp_path, kind, "2026-03-01")
    found = told(path)
    assert tuple(sorted(one["bar"] for one in found["barred"])) == bars
    duties = {one["duty"] for one in found["duties"]}
    for one in found["barred"]:
        assert (one["kind"], one["event"]) == (kind, "urn:x:h:event")
        assert (one["since"], one["certain"]) == ("2026-03-01", certain)
        assert one["cites"]
        assert one["ends"]["en"]
        assert one["ends"]["zh"]
        assert set(one["duties"]) <= duties
    assert told(path, "2026-02-28")["barred"] == []
    bare = told(inventory(tmp_path, SINCE, DAY))
    assert (bare["outcome"], bare["position"]) == (
        found["outcome"],
        found["position"],
    )
    assert bare["barred"] == []


def test_every_kind_of_event_is_tried_and_every_bar_hit() -> None:
    """No kind of the vocabulary without a case, no rule without one that it meets."""
    kinds = {
        curie(one).removeprefix("qd:")
        for one in law().graph.members(QD + "EventKind")
    }
    assert kinds == set(CASES)
    hit = {bar for bars, _ in CASES.values() for bar in bars} | {
        "cn:bar-publication"
    }
    assert hit == {curie(one) for one in law().graph.members(QD + "Bar")}


def test_what_follows_to_whom_and_by_when(tmp_path: Path) -> None:
    """The duty of the order: promptly, to the block; the lifting has no fact, which is told."""
    found = told(after(tmp_path, "SuspensionOrder", "2026-03-01"))
    duties = {one["duty"]: one for one in found["duties"]}
    stop = duties["cq25:duty-stop-ordered"]
    assert (stop["from"], stop["promptly"]) == ("2026-03-01", True)
    assert stop["owedTo"] == ["block"]
    for one in found["barred"]:
        assert (
            "There is no fact for the lifting of an order" in one["ends"]["en"]
        )


def test_the_end_of_the_use_leaves_what_rests_on_the_list(
    tmp_path: Path,
) -> None:
    """Once the end is stated the national rules answer, and nothing is barred under the list."""
    facts = '; qd:listUseEnded "2026-03-01"^^xsd:date ; qd:listUseEndReason qd:Penalised'
    found = told(after(tmp_path, "Penalty", "2026-03-01", facts=facts))
    assert found["position"] != "out-of-list"
    assert found["barred"] == []


def test_a_breach_stated_as_the_reason_bars_too(tmp_path: Path) -> None:
    """Without an event: since the day on which the use ended."""
    facts = (
        '; qd:listUseEnded "2026-03-01"^^xsd:date'
        " ; qd:listUseEndReason qd:CommitmentBreached"
    )
    found = told(inventory(tmp_path, SINCE, DAY, facts))
    (one,) = found["barred"]
    assert (one["bar"], one["event"], one["since"]) == (
        "cq25:bar-commitment",
        None,
        "2026-03-01",
    )


def test_reading_in_china_is_not_barred(tmp_path: Path) -> None:
    """What is no export is not suspended."""
    more = (
        "h:export a qd:Export ; qd:exportOf h:item ; qd:accessMode qd:ReadInChinaOnly ;"
        ' qd:exportDate "2026-03-02"^^xsd:date .'
    )
    found = told(after(tmp_path, "SuspensionOrder", "2026-03-01", more))
    assert found["outcome"] == "NotAnExport"
    assert found["barred"] == []


def published(folder: Path, facts: str = "", rest: str = "") -> str:
    """An item that was published as important on 2025-09-05."""
    more = 'h:told a qd:Event ; qd:eventKind qd:PublishedAsImportant ; qd:happenedOn "2025-09-05"^^xsd:date .'
    path = inventory(
        folder, SINCE, DAY, "; qd:hasEvent h:told" + facts, more + rest
    )
    text = Path(path).read_text("utf-8")
    text = text.replace("qd:ReviewedNotImportant", "qd:PublishedImportant")
    Path(path).write_text(
        text.replace("qd:matchesNoListedItem true ;", ""), "utf-8"
    )
    return path


def test_two_months_after_publication(tmp_path: Path) -> None:
    """E45: on the last day not yet; the day after it is; not where it was filed in time."""
    path = published(tmp_path)
    assert told(path, "2025-11-05")["barred"] == []
    (one,) = told(path, "2025-11-06")["barred"]
    assert (one["bar"], one["since"]) == ("cn:bar-publication", "2025-11-06")
    filed = (
        "h:filed a qd:Filing ; qd:fulfils <https://w3id.org/qingdan/cn/duty-file-within-two-months> ;"
        ' qd:filedOn "2025-10-20"^^xsd:date .'
    )
    path = published(tmp_path, "; qd:hasFiling h:filed", filed)
    assert told(path, "2025-11-06")["barred"] == []


@pytest.mark.parametrize(
    ("lang", "lines"),
    [
        (
            "en",
            (
                "Barred by an event",
                "since 2026-03-01, urn:x:h:event",
                "no fact for the lifting",
            ),
        ),
        (
            "zh",
            (
                "因事件不得出境",
                "自2026-03-01起，urn:x:h:event",
                "解除后请从清册中删去该事件",
            ),
        ),
    ],
)
def test_text_and_page_tell_it(
    tmp_path: Path, lang: str, lines: tuple[str, ...]
) -> None:
    """In the proof, beside what is in hand."""
    path = after(tmp_path, "SuspensionOrder", "2026-03-01")
    shown = ("why", path, "item", "--as-of", DAY, "--lang", lang)
    text, page = call(*shown).out, call(*shown, "--format", "html").out
    for line in lines:
        assert line in text
        assert line in page


def test_rdf_and_exit_status(tmp_path: Path) -> None:
    """A node for each bar; `--fail-on barred` ends with 1 where there is any."""
    path = after(tmp_path, "SuspensionOrder", "2026-03-01")
    turtle = call("decide", path, "--as-of", DAY, "--format", "turtle").out
    store = ox.Store()
    store.load(turtle.encode(), format=ox.RdfFormat.TRIG)
    rows = store.query(
        f"PREFIX qd: <{QD}> SELECT ?bar ?since ?event {{ GRAPH ?g {{ ?d qd:barredBy ?b ."
        " ?b qd:bar ?bar ; qd:since ?since ; qd:event ?event } } ORDER BY ?bar"
    )
    assert isinstance(rows, ox.QuerySolutions)
    found = [[term.value for term in row] for row in rows]
    assert [curie(row[0]) for row in found] == list(IN_ZONE)
    assert {tuple(row[1:]) for row in found} == {
        ("2026-03-01", "urn:x:h:event")
    }
    assert PREFIXES["qd"] == QD
    fails = ("decide", "--as-of", DAY, "--fail-on", "barred")
    assert call(*fails[:1], path, *fails[1:]).status == 1
    assert (
        call(*fails[:1], inventory(tmp_path, SINCE, DAY), *fails[1:]).status
        == 0
    )
