"""The calls: an inventory, logs or lists in, a result out; errors are raised at the call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import api
from ..counting.day import today
from ..deciding.determination import Proven
from ..errors import CallError
from ..law.load import OWN, law
from .answers import Answer, Determinations
from .inventory import Inventory, opened
from .reports import Comparison, Count, Duties, Findings, Found, Routes
from .sources import PATHS

if TYPE_CHECKING:
    from ..counting.results import Count as Counted
    from ..deciding.batch import Decided

Day = date | str | None
Names = str | Iterable[str]


def known_outcomes(names: Iterable[str], flags: bool = False) -> None:
    """Raise CallError for a name that is no outcome; nor, where flags are meant too, a flag."""
    api.known_outcomes(names, flags)


def known_severities(names: Iterable[str]) -> None:
    """Raise CallError for a name that is no severity of a finding."""
    from ..law.severities import severities

    for name in names:
        if name not in severities():
            known = ", ".join(severities())
            raise CallError(
                f"the severity {name!r} is not known; choose one of {known}"
            )


def known_readings(names: Iterable[str]) -> None:
    """Raise CallError for a name that is no reading of an open question."""
    api.readings(names)


def day_of(given: Day) -> date | None:
    """A day that is given as such or as text; raises CallError for what is no day."""
    if given is None or (
        isinstance(given, date) and not isinstance(given, datetime)
    ):
        return given
    if isinstance(given, datetime):
        raise CallError(
            "a moment is no day; give the day in Beijing, as .date() or text"
        )
    try:
        return date.fromisoformat(given)
    except (TypeError, ValueError):
        raise CallError(
            f"{given!r} is no day; write each as 2026-03-02"
        ) from None


def names_of(given: Names) -> list[str]:
    """One name, or several, as a list."""
    return [given] if isinstance(given, str) else list(given)


def decide(
    inventory: Any,
    as_of: Day = None,
    *,
    readings: Names = (),
    edition: str = OWN,
    in_bulk: bool = False,
) -> Determinations:
    """
    Decide every item of an inventory, or of anything that `load` takes.

    `as_of` is the day asked about, else that of each export, else today in Beijing.
    `readings` are others than the defaults, such as `Q3=literal`; `edition` is the list, `cn`
    for the national rules alone. A large inventory is decided in bulk, a small one where
    `in_bulk` says so. Raises InputError for a fault of the inventory, CallError for a wrong call.

    >>> decide("data/inventories/icv-maker.ttl", "2026-03-02").outcomes()["NeedsFacts"]
    9
    """
    day, chosen = day_of(as_of), api.readings(names_of(readings))
    taken = opened(inventory)

    def decided() -> Decided:
        from ..deciding import batch

        register = taken.register(edition, day is not None)
        return batch.decide(register, day, chosen)

    def proven(item: str) -> Answer:
        return why(taken, item, day, readings=chosen, edition=edition)

    if in_bulk or not taken.is_in_memory:
        return Determinations(taken, edition, None, decided, proven)
    applied = api.decide(taken.in_memory(), day, chosen, edition=edition)
    return Determinations(taken, edition, tuple(applied), decided, proven)


def why(
    inventory: Any,
    item: str,
    as_of: Day = None,
    *,
    readings: Names = (),
    edition: str = OWN,
    against: str | None = None,
) -> Answer:
    """
    The determination of one item with its proof; the item is named by its IRI or the end of it.

    `against` is an outcome: the text then says also why it is not that one.
    """
    api.known_outcomes((against,) if against else ())
    day, chosen = day_of(as_of), api.readings(names_of(readings))
    taken = opened(inventory).in_memory([item])
    (noted,) = api.decide(taken, day, chosen, [item], edition)
    changes = partial(api.changes, taken, noted, chosen, edition)
    return Answer(Proven(law(edition), noted, changes), against)


def validate(
    inventory: Any,
    *,
    engine: str = "auto",
    most: int = 1_000,
    each_shape: bool = False,
    fail_on: tuple[str, ...] | None = None,
) -> Findings:
    """
    Validate an inventory against the shapes; its faults are findings, and no errors.

    `most` findings are listed, all are counted; `each_shape` tells what several shapes find
    alike of each, as Turtle has it. `fail_on` are severities; None is any.
    """
    from ..validating.validate import validated

    known_severities(fail_on or ())
    taken = opened(inventory)
    report = validated(taken.any_register(), engine, most, not each_shape)
    return Findings(report._replace(fail_on=fail_on))


def count(
    logs: str | Path | Iterable[str | Path],
    as_of: Day = None,
    *,
    through: Day = None,
    by: Names = (),
    mapping: str | Path | None = None,
    key: str | Path | None = None,
    memory: str = "1GiB",
    engine: str = "duckdb",
    mechanisms: Any = None,
) -> Count:
    """
    Count the natural persons of transfer logs, each once in a calendar year.

    `logs` are files, patterns or folders; `through` is the day up to which they are complete;
    `by` parts the tallies by recipient, month, scenario or item; `key` is a file with the
    secret of the pseudonyms; `mechanisms` is an inventory that states what the handlers have
    in hand: the count tells when it is used up.
    """
    from ..counting import count as counting
    from ..counting.logs import read_log_mapping
    from ..counting.pseudonym import key as secret

    named = [logs] if isinstance(logs, PATHS) else list(logs)
    taken = counting.count(
        law(),
        [str(each) for each in named],
        day_of(as_of) or today(),
        secret(Path(key) if key else None),
        read_log_mapping(Path(mapping) if mapping else None),
        tuple(names_of(by)),
        memory,
        engine,
        day_of(through),
    )
    return Count(with_mechanisms(taken, mechanisms))


def with_mechanisms(taken: Counted, mechanisms: Any) -> Counted:
    """A count, where asked with how far what the handlers have in hand is used up."""
    if mechanisms is None:
        return taken
    from ..counting.exhaustion import used_up

    in_hand = opened(mechanisms).in_memory()
    return taken._replace(mechanisms=used_up(law(), in_hand, taken))


def compare(*lists: str) -> Comparison:
    """The lists of those names side by side, all where none is named."""
    from ..comparing.comparison import compare as compared
    from ..comparing.records import chosen

    return Comparison(compared(chosen(lists)))


def routes(
    inventory: Any,
    as_of: Day = None,
    *,
    readings: Names = (),
    most: int | None = None,
) -> Routes:
    """The route of each item, or of the first `most`, under every list."""
    from ..comparing.routes import routes as routed

    day, chosen = day_of(as_of), api.readings(names_of(readings))
    taken = opened(inventory).in_memory()
    items = taken.items[:most]
    return Routes(
        [(item.iri, routed(taken, item, day, chosen)) for item in items]
    )


def owed(
    inventory: Any,
    as_of: Day = None,
    *,
    calendars: Iterable[str | Path] = (),
    readings: Names = (),
    edition: str = OWN,
) -> Duties:
    """What the handlers of an inventory owe on a day, by day, overdue first."""
    from ..deciding.agenda import agenda
    from ..duties.calendars import with_files
    from ..reporting.duties.listing import Listing, listed

    chosen = api.readings(names_of(readings))
    known = with_files(Path(path) for path in calendars)
    day = day_of(as_of) or today()
    taken = agenda(law(edition), opened(inventory).in_memory(), day, chosen)
    return Duties(Listing(law(edition), listed(taken, day, known), day, known))


def query(
    question: str,
    inventory: Any = None,
    *,
    bindings: Mapping[str, str] | None = None,
    as_of: Day = None,
    format: str = "json",
) -> Found:
    """
    Ask a stored question by name, or a SPARQL file, over the law and an inventory.

    `bindings` are values of its parameters: an IRI, a text, or the end of the IRI of an item.
    """
    return asking(
        question, inventory, bindings=bindings, as_of=as_of, format=format
    )()


def asking(
    question: str,
    inventory: Any = None,
    *,
    bindings: Mapping[str, str] | None = None,
    as_of: Day = None,
    format: str = "json",
) -> Callable[[], Found]:
    """As `query`, with all made ready, and the question asked by a call of what is returned."""
    from tempfile import TemporaryDirectory

    from ..querying.ask import ask

    with TemporaryDirectory(prefix="qingdan-") as folder:
        taken: Inventory | None = (
            None if inventory is None else opened(inventory)
        )
        paths = () if taken is None else tuple(taken.paths(Path(folder)))
        ready = ask(
            question, paths, dict(bindings or {}), day_of(as_of), format
        )

    def asked() -> Found:
        """Ask it, which may take long."""
        answer = ready()
        return Found(answer.text, answer.nothing, format)

    return asked
