"""
The service: a keeper for what strangers send, a keeper of
the store, and what is known of the inventory that is served.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from ..door import calls
from ..language import LANGUAGES
from ..law.load import OWN, editions, law
from ..law.quotes import words
from ..querying.stored import WHOLE, add_inventory, law_store
from ..reporting.determination.as_html import proven_fragment
from ..reporting.determination.view import View
from ..reporting.formats import DUTIES
from ..version import VERSION
from . import jobs
from .answer import Answer, Ending, given, problem
from .browsing import InMemory
from .dataset import found_in, graphs_of, querying, rows_of, terms_of
from .held import Held
from .interview import ask
from .jobs import refusing
from .listed import Listed
from .listing import made
from .mapping import mapping
from .on_disk import OnDisk, path_of
from .one_item import inventory_of
from .owing import owing
from .pool import Job, Keeper
from .preparing import prepare_for_sent, read_behind_the_law
from .requests import Proof
from .state import State, memory_of
from .worker import SECONDS, Failed

if TYPE_CHECKING:
    from ..reporting.documents import answers

_WITH_FILES = ("validate", "findings", "report", "mapping")
_BULK = " in bulk"  # such a job may write files, of which a database makes use
STATES = {
    Ending.TIMED_OUT: (
        "it took too long",
        "the work was stopped at its deadline, and there is no answer; ask for less",
    ),
    Ending.CRASHED: (
        "the work ended without an answer",
        "it needed more memory than it may have, or it failed; there is no answer",
    ),
    Ending.BUSY: ("others are being served", "try again"),
}


class Service:
    """
    An inventory and the day asked about, or a store of your own, ready
    for questions; raises InputError where the inventory has a fault.

    It is ready once all items are decided and every determination is in the store; in a folder
    this lies on disk, and is opened again as long as all that it was made of is the same. What the
    jobs have in common beside that is done by the keepers: for what is sent while the inventory is
    read.

    Processes are forked: make one before any thread is started, and close it. The keeper of what is
    sent holds no store, so that its children are made quickly and see nothing but what they were
    sent. Its name is never that of another service.
    """

    def __init__(
        self,
        paths: tuple[Path, ...] = (),
        as_of: date | None = None,
        seconds: float = SECONDS,
        store: ox.Store | None = None,
        tell: Callable[[str], object] = str,
        folder: Path | None = None,
    ) -> None:
        tell("loading the law and the lists")
        law()
        self.name = secrets.token_hex(8)
        self.state = State()
        self._as_of = as_of
        sent, bulk = _on_what_is_sent()
        self.items: Listed | InMemory
        with contextlib.ExitStack() as opened:
            self._sent = Keeper(
                sent | bulk,
                frozenset([*_WITH_FILES, *bulk]),
                seconds,
                prepared=partial(prepare_for_sent, as_of),
            )
            opened.callback(self._sent.close)
            self._sent.prepare()
            if folder:
                held = Held(path=path_of(folder))
                self._read = _reading(held, as_of, seconds)
                opened.callback(self._read.close)
                on_disk = OnDisk(folder, paths, as_of, tell)
                opened.callback(on_disk.close)
                self.store, self.items = on_disk.store, on_disk.items
            else:
                held, self.items = _in_memory(store, paths, as_of, tell)
                self.store = held.store
                self._read = _reading(held, as_of, seconds)
                opened.callback(self._read.close)
            self.graphs = graphs_of(self.store)
            self.terms = terms_of(self.store)
            self._read.prepare()
            self.close = opened.pop_all().close
        self.state.is_ready()

    def title(self, item: str, lang: str) -> str:
        """What an item of the served inventory is called, empty where it is not there."""
        return self.items.title(item, lang)

    def ask(
        self,
        name: str,
        options: Mapping[str, Any],
        content: bytes = b"",
        long: bool = False,
    ) -> Answer:
        """
        The answer of a job, or the problem that says why there is
        none. A stored question, and an inventory that is sent, may take long.
        """
        keeper = self._read if name in self._read.jobs else self._sent
        if jobs.in_bulk(name, options) and name + _BULK in keeper.jobs:
            name += _BULK
        try:
            return keeper.ask(name, options, content, long)
        except Failed as failed:
            self.state.failed(name, STATES[failed.ending][0])
            return problem(failed.ending, *STATES[failed.ending])

    def told(self) -> answers.State:
        """What it tells an operator of itself."""
        keepers = {"sent": self._sent, "served": self._read}
        numbers = [keeper.process for keeper in keepers.values()]
        return {
            "version": VERSION,
            "rules": f"sha256:{law().digest}",
            "edition": OWN,
            "lists": sorted(editions()),
            "inventory": self._inventory() if len(self.items) else None,
            "readySince": self.state.ready,
            "memory": memory_of(os.getpid(), numbers),
            "requests": self.state.requests(),
            "workers": [
                {"on": name, "alive": keeper.is_alive}
                for name, keeper in keepers.items()
            ],
            "failures": self.state.failures(),
        }

    def _inventory(self) -> answers.Served:
        first = self.items.browse({}, "en").rows[0]
        in_memory = isinstance(self.items, InMemory)
        return {
            "items": len(self.items),
            "determinations": self.items.determinations(),
            "kept": "memory" if in_memory else "database",
            "findings": first.findings is not None,
            "asOf": self._as_of.isoformat() if self._as_of else None,
        }


def _in_memory(
    store: ox.Store | None,
    paths: tuple[Path, ...],
    as_of: date | None,
    tell: Callable[[str], object],
) -> tuple[Held, Listed | InMemory]:
    """
    A store that is given, or one of the law and of an inventory that is read, decided and proven,
    with its items; the anchors are read once for all jobs.
    """
    if store is not None:
        return Held(store), InMemory(rows_of(store))
    store = law_store()
    words("")
    if not paths:
        return Held(store), InMemory(())
    tell(f"reading, deciding and proving {', '.join(map(str, paths))}")
    bases: list[sqlite3.Connection] = []
    inventory = add_inventory(
        store,
        paths,
        as_of,
        most=WHOLE,
        listing=lambda *decided: bases.append(made(*decided)),
    )
    for base in bases:
        return Held(store, inventory), Listed(base)
    rows = rows_of(store, found_in(paths))
    return Held(store, inventory), InMemory(rows)


def _reading(held: Held, as_of: date | None, seconds: float) -> Keeper:
    """The keeper of the store."""
    read = {
        "query": querying(held),
        "proof": proving(held, as_of),
        "owing": owing(held, as_of),
    }
    return Keeper(
        read,
        seconds=seconds,
        lasting=frozenset(read),
        warming=frozenset(["owing"]),
        prepared=partial(show, held, read["proof"], as_of),
        files=held.files,
    )


def _on_what_is_sent() -> tuple[dict[str, Job], dict[str, Job]]:
    """The jobs on what strangers send, and those of them that may write files."""
    sent: dict[str, Job] = {
        "decide": jobs.decide,
        "why": jobs.why,
        "validate": jobs.validate,
        "findings": jobs.findings,
        "ask": ask,
        "report": jobs.report,
        "routes": jobs.routes,
        "duties": jobs.duties,
        "mapping": mapping,
    }
    names = ("decide", "why", "routes", "duties")
    bulk = {name + _BULK: sent[name] for name in names}
    return sent, bulk


def proving(held: Held, as_of: date | None) -> Job:
    """The job that proves an item of the served inventory, as the content of a page."""

    @refusing("there is no such item", Ending.NOT_FOUND)
    def proof(options: Proof, content: bytes) -> Answer:
        if not held.is_served:
            return problem(
                Ending.NOT_FOUND,
                "there is no such item",
                "no inventory is served; send one",
            )
        item = options["item"]
        answer = calls.why(held.of_item(item), item, as_of)
        langs = tuple(options["lang"].split(","))
        if options.get("form"):
            return jobs.proof_in(
                options["form"],
                answer.subject,
                langs,
                options.get("whole", False),
            )
        name = View(law()).name(answer.determination, langs)
        html = proven_fragment(answer.subject, langs)
        return given("text/html", f"<h2>{name}</h2>{html}".encode())

    return proof


def show(held: Held, proof: Job, as_of: date | None) -> None:
    """
    Show an item, and what is owed of it alone, or of nothing,
    so that no child reads a file for it: it may open none.
    """
    read_behind_the_law()
    item = held.first() if held.is_served else None
    alone = Held(held.store)
    if item:
        for lang in LANGUAGES:
            proof({"item": item, "lang": lang}, b"")
        proof({"item": item, "lang": "en,zh", "form": "docx"}, b"")
        alone = Held(held.store, inventory_of(held.store, item))
    owed = owing(alone, as_of)
    for form in ("", *DUTIES.names):
        asked = {"lang": "zh", "debtor": "", "state": "", "form": form}
        owed(asked, b"")
