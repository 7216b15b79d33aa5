"""Bad input: one clear line for each fault, with the place and the mend; never a determination."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import qingdan
from qingdan import api
from qingdan.law.load import law

FOLDER = Path(__file__).parent / "bad-input"
HEAD = "@prefix qd: <https://w3id.org/qingdan/ns/> .\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n@prefix : <urn:x:> .\n"
FAULTS = json.loads((FOLDER / "faults.json").read_text("utf-8"))


@pytest.mark.parametrize(
    "fault", FAULTS, ids=[fault["name"] for fault in FAULTS]
)
def test_fault_is_told_in_one_line(
    fault: dict[str, str], tmp_path: Path
) -> None:
    """Each bad document is refused with a line that names the place, the fault and the mend."""
    suffix = fault.get("suffix", ".ttl")
    path = tmp_path / f"inventory{suffix}"
    head = HEAD if suffix == ".ttl" and "raw" not in fault else ""
    path.write_text(head + fault["content"], "utf-8")
    with pytest.raises(qingdan.InputError) as error:
        list(api.decide(api.load([path])))
    lines = str(error.value).splitlines()
    assert any(re.search(fault["says"], line) for line in lines), lines
    assert all(line.count("; ") >= 1 for line in lines), lines
    assert all(str(path) in line or "urn:x:" in line for line in lines), lines


def test_a_file_that_does_not_exist() -> None:
    """A wrong path is told as such."""
    with pytest.raises(qingdan.InputError, match="cannot be read"):
        api.load(["no-such-file.ttl"])


def test_unknown_reading_and_item() -> None:
    """A call that names what is not there is told what is."""
    with pytest.raises(qingdan.CallError, match=r"Q3=literal"):
        api.readings(["Q3=litteral"])
    found = api.loads(
        (
            HEAD + ":h a qd:DataHandler . :i a qd:DataItem ; qd:heldBy :h ."
        ).encode()
    )
    with pytest.raises(qingdan.CallError, match="not in the inventory"):
        next(api.decide(found, items=["urn:x:other"]))


def test_statements_of_other_vocabularies_are_read_past_and_counted() -> None:
    """
    Only facts of the vocabulary are read; the rest is
    counted, and law terms in an inventory are refused.
    """
    found = api.loads(
        (
            HEAD
            + ":h a qd:DataHandler . :i a qd:DataItem ; qd:heldBy :h ; <urn:x:colour> 'red' ."
        ).encode()
    )
    assert found.ignored == 1
    with pytest.raises(qingdan.InputError, match="qd:concludes is not known"):
        api.loads(
            (
                HEAD + ":i a qd:DataItem ; qd:concludes qd:NoRegulatedData ."
            ).encode()
        )


def test_context_names_every_fact() -> None:
    """The JSON-LD context has a key for every fact that may be stated, and no other fact."""
    from qingdan.files import folder

    context = json.loads(
        (folder("ontology") / "context.jsonld").read_text("utf-8")
    )["@context"]
    keys = {key for key, value in context.items() if isinstance(value, dict)}
    assert keys == {
        name
        for name, fact in law().facts.items()
        if not fact.is_a("ComputedFact")
    }


def test_json_ld_that_loses_nothing_is_read() -> None:
    """
    Aliases, prefixes, a key mapped to null, maps of languages,
    JSON as a value and titles of any characters are no faults.
    """
    terms = {
        "title": {"@id": "qd:title", "@container": "@language"},
        "raw": {"@id": "urn:x:raw", "@type": "@json"},
        "comment": None,
    }
    context = ["https://w3id.org/qingdan/context.jsonld", terms]
    item = {
        "id": "urn:x:i",
        "type": "DataItem",
        "heldBy": {"id": "urn:x:h", "type": "DataHandler"},
        "qd:coreData": False,
    }
    item |= {
        "title": {"en": "a <b> {c}", "zh": "甲 乙"},
        "raw": {"any key": ["at all"]},
        "comment": {"of": "mine"},
        "depicts": ["Face"],
    }
    found = api.loads(
        json.dumps({"@context": context, "@graph": [item]}).encode(), ".jsonld"
    )
    (read,) = found.items
    assert (read.title, read.facts["coreData"]) == (
        {"en": "a <b> {c}", "zh": "甲 乙"},
        [False],
    )
    assert read.facts["depicts"]
