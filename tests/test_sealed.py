"""
A job on what is sent may open no file: all that any answer
shows is read before, in a process that did nothing else.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from cases import all_cases, document, facts_of
from qingdan.serving.interview import askable

ENQUIRER = """
import json, resource, sys
from datetime import date
from qingdan import api
from qingdan.law.load import law
from qingdan.reporting.determination.as_html import fragment
from qingdan.serving import jobs
from qingdan.serving.answer import Ending
from qingdan.serving.interview import ask
from qingdan.serving.preparing import warm

cases = json.load(sys.stdin)
warm()
resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
for name, case in cases.items():
    content, day = json.dumps(case["document"]).encode(), case["day"]
    for lang in ("en", "zh"):
        sent = {"suffix": ".jsonld", "as_of": day, "lang": lang, "reading": []}
        answers = [job(sent, content) for job in (jobs.decide, jobs.duties)]
        answers += [
            jobs.why({**sent, "item": case["item"], "detail": "full", "form": form}, content)
            for form in ("text/turtle", "text/plain", "application/json")
        ]
        asked = {"lang": lang, "facts": case["facts"], "as_of": day, "skipped": case["skipped"], "asked": ""}
        answers.append(ask(asked, b""))
        found = list(api.decide(api.loads(content, ".jsonld"), date.fromisoformat(day)))
        fragment(law(), found, (lang,), "legal")
        assert {one.ending for one in answers} <= {Ending.ANSWERED, Ending.FAULTY}, name
        assert answers[0].ending == Ending.ANSWERED, (name, answers[0])
    print(name)
"""


def test_no_answer_needs_a_file() -> None:
    """One case of each outcome, by every job and in both languages."""
    chosen: dict[str, Any] = {}
    for name, case in all_cases():
        outcome = case["expect"].get("outcome")
        if outcome is None or outcome in chosen or case.get("readings"):
            continue
        stated = document(facts_of(case))
        items = [one for one in stated["@graph"] if one["type"] == "DataItem"]
        secret = case["expect"]["outcome"] == "StateSecretRegime"
        chosen[outcome] = {
            "document": stated,
            "day": case.get("asOf", "2026-03-02"),
            "item": items[0]["id"],
            "facts": {"secrecy": "StateSecret"} if secret else {},
            "skipped": sorted(askable()),
            "name": name,
        }
    assert len(chosen) > 10
    told = subprocess.run(
        [sys.executable, "-c", ENQUIRER],
        input=json.dumps(chosen),
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr[-3_000:]
    assert told.stdout.split() == list(chosen)
