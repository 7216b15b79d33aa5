"""Waivers and baselines: what need not fail, who said so, until when; answers stay as they are."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from calls import call
from test_inputs import HEAD

DAY = ("--as-of", "2026-03-02")
BARE = HEAD + ":h a qd:DataHandler . :i a qd:DataItem ; qd:heldBy :h ."
SAID = 'who = "Wang Min"\nwhy = "counted at month end"\n'
VALID = SAID + "until = 2999-12-31\n"
SARIF = Path(__file__).parent / "schemas" / "sarif-2.1.0.json"
SUPPRESSED = {
    "kind": "external",
    "status": "accepted",
    "justification": "counted at month end (Wang Min, until 2999-12-31)",
}
PAST = SAID + "until = 2020-01-31\n"


@pytest.fixture
def inventory(tmp_path: Path) -> Path:
    """One item of which nothing is stated."""
    path = tmp_path / "inventory.ttl"
    path.write_text(BARE, "utf-8")
    return path


def item(inventory: Path) -> str:
    """The IRI of the item."""
    told = call("decide", inventory, *DAY, "--format", "json")
    return str(json.loads(told.out)[0]["item"])


def test_a_waiver_changes_the_exit_status_alone(
    inventory: Path, tmp_path: Path
) -> None:
    """The same answer; told beside it, with who, why, until; one that is expired fails."""
    asked = ("decide", inventory, *DAY, "--format", "json")
    asked = (*asked, "--fail-on", "NeedsFacts")
    plain = call(*asked)
    assert plain.status == 1
    path = tmp_path / "waivers.toml"
    named = f'[[waiver]]\nitem = "{item(inventory)}"\n'
    for entry, status, word in (
        (named + 'outcome = "NeedsFacts"\n' + VALID, 0, "waived"),
        (named + 'outcome = "NeedsReview"\n' + VALID, 1, ""),
        (named + 'outcome = "NeedsFacts"\n' + PAST, 1, "expired"),
        (named + 'outcome = "NeedsReview"\n' + PAST, 1, "expired"),
    ):
        path.write_text(entry, "utf-8")
        told = call(*asked, "--waivers", path)
        assert (told.status, told.out) == (status, plain.out), told.err
        assert word in told.err
        if word:
            assert "counted at month end (Wang Min, until " in told.err


def test_a_waived_result_is_suppressed_in_sarif(
    inventory: Path, tmp_path: Path
) -> None:
    """
    With why, who and until when; every other result says that it is not; an expired
    waiver suppresses nothing; without a file of waivers nothing is said of it.
    """
    asked = ("validate", inventory, "--engine", "distinct")
    found = json.loads(call(*asked, "--format", "json").out)["results"]
    item, shape = found[0]["focus"], found[0]["shape"]
    path = tmp_path / "waivers.toml"
    named = f'[[waiver]]\nitem = "{item}"\nshape = "{shape}"\n'
    schema = json.loads(SARIF.read_text("utf-8"))
    for content, expected in (
        (named + VALID, [SUPPRESSED]),
        (named + PAST, []),
        ("", None),
    ):
        path.write_text(content, "utf-8")
        more = ("--waivers", path) if content else ()
        log = json.loads(call(*asked, "--format", "sarif", *more).out)
        jsonschema.Draft7Validator(schema).validate(log)
        results = log["runs"][0]["results"]
        said = [result.get("suppressions") for result in results]
        assert len(said) == len(found)
        if expected is None:
            assert set(map(str, said)) == {"None"}
        else:
            assert None not in said
            assert [one for one in said if one] == [expected] * bool(expected)


def test_a_report_is_a_baseline(inventory: Path, tmp_path: Path) -> None:
    """What was found before need not fail, by one line for all; what is new does."""
    asked = ("validate", inventory, "--engine", "distinct")
    report = tmp_path / "before.json"
    assert call(*asked, "--output", report).status == 1
    path = tmp_path / "waivers.toml"
    path.write_text(f'[[baseline]]\nreport = "before.json"\n{VALID}', "utf-8")
    told = call(*asked, "--waivers", path)
    assert told.status == 0
    assert told.err.count("waived: ") == 1
    assert "found in before.json as well; counted at month end" in told.err
    few = call(*asked, "--waivers", path, "--max-findings", "1")
    assert few.status == 1
    inventory.write_text(BARE + " :j a qd:DataItem ; qd:heldBy :h .", "utf-8")
    assert call(*asked, "--waivers", path).status == 1


def test_answers_are_a_baseline(inventory: Path, tmp_path: Path) -> None:
    """Of outcomes and flags, in both forms; what is covered is waived by its name alone."""
    path = tmp_path / "waivers.toml"
    for form in ("json", "jsonl"):
        before = tmp_path / f"before.{form}"
        call("decide", inventory, *DAY, "--output", before)
        entry = f'[[baseline]]\nreport = "{before.name}"\n{VALID}'
        path.write_text(entry, "utf-8")
        asked = ("decide", inventory, *DAY, "--waivers", path, "--fail-on")
        assert call(*asked, "NeedsFacts").status == 0
        uncovered = call(*asked, "NeedsFacts,uncovered").status
        named = (
            f'[[waiver]]\nitem = "{item(inventory)}"\noutcome = "uncovered"\n'
        )
        path.write_text(entry + named + VALID, "utf-8")
        assert uncovered == call(*asked[:4], "--fail-on", "uncovered").status
        assert call(*asked, "NeedsFacts,uncovered").status == 0


ITEM = '[[waiver]]\nitem = "urn:x:i"\n'


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("x = 1", 1, "'x' is not known"),
        ("\n[waiver]\nwho = 'a'", 2, "write [[waiver]]"),
        (ITEM + VALID, 1, "an outcome or a shape"),
        (ITEM + "outcome = 'a'\nshape = 'b'\n" + VALID, 1, "one of the two"),
        (ITEM + "outcome = 'a'\n" + SAID, 1, "until is not given"),
        (ITEM + "outcome = 'a'\nuntil = '2026-01-01'", 4, "give a day"),
        (ITEM + "outcome = 'a'\nuntil = 2026-01-01T00:00:00", 4, "a day"),
        (ITEM + "who = ''", 3, "give a text"),
        (ITEM + "\nwhom = 'a'", 4, "the key 'whom' is not known"),
        (ITEM + "outcome = 'a'\n" + VALID + ITEM + "u = 1", 9, "'u'"),
        ("[[baseline]]\nreport = 'no.json'\n" + VALID, 1, "no.json"),
        ("[[baseline]]\nreport = 'inventory.ttl'\n" + VALID, 1, "form"),
        ("[[waiver", None, "write it in TOML"),
    ],
)
def test_what_is_no_waiver_is_refused(
    inventory: Path, tmp_path: Path, text: str, line: int | None, words: str
) -> None:
    """With the line on which it stands; nothing is decided."""
    path = tmp_path / "waivers.toml"
    path.write_text(text, "utf-8")
    told = call("decide", inventory, *DAY, "--waivers", path)
    assert (told.status, told.out) == (2, "")
    assert words in told.err
    assert len(told.err.strip().splitlines()) == 1
    assert line is None or f"waivers.toml, line {line}: " in told.err
