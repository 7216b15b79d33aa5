"""The facts that hold for one item, one of its exports and one day."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from .graph import QD, RDF, Graph, Term, Text
from .law import Law

Bound = int | None


class Known(NamedTuple):
    """The values of a fact; not closed where there may be more, or where they are bounds."""

    values: tuple[Term, ...]
    closed: bool = True
    number: bool = False

    @property
    def bounds(self) -> tuple[Term, Term | None]:
        """The lowest and the highest value of a number or day."""
        high = self.values[-1] if self.closed or len(self.values) > 1 else None
        return self.values[0], high


class Place(NamedTuple):
    """Where a fact is stated, or the class that gives it."""

    where: str
    how: str


Facts = dict[str, Known | None]


def between(low: Term, high: Term | None) -> Known:
    """A number of which bounds are known."""
    if low == high:
        return Known((low,))
    return Known((low,) if high is None else (low, high), False, True)


def the_day(*days: Term | None) -> date | None:
    """The latest of days that are known."""
    return max((day for day in days if isinstance(day, date)), default=None)


class Inventory:
    """The statements of a company, with what leads to an item."""

    def __init__(self, graph: Graph) -> None:
        """Look up the lists of items once."""
        self.graph = graph
        self.listing = graph.inverse("lists")
        self.exports = graph.inverse("exportOf")


class Case:
    """One item, one export or none, one day."""

    def __init__(
        self,
        law: Law,
        data: Inventory,
        item: str,
        export: str | None,
        day: date,
    ) -> None:
        """Gather what is stated, then what follows by definition and by computing."""
        self.law, self.data, self.day = law, data, day
        self.item, self.export = item, export
        handler = data.graph.one(item, "heldBy")
        self.handler = handler if isinstance(handler, str) else None
        self.lists = sorted(data.listing.get(item, []))
        tallies = data.graph.iris(self.handler or "", "tally")
        self.tallies = [
            each for each in tallies if self._year(each) == day.year
        ]
        self.places: dict[str, list[Place]] = {}
        self.stated: dict[str, tuple[Term, ...]] = {}
        for fact in law.kinds("about"):
            self._state(fact[len(QD) :])
        self._define()
        self.facts = self._known()

    def _year(self, tally: str) -> int | None:
        year = self.data.graph.one(tally, "year")
        return int(year.text) if isinstance(year, Text) else None

    # What is stated

    def _where(self, fact: str) -> list[list[str]]:
        about = {
            str(each)[len(QD) :]
            for each in self.law.graph.all(QD + fact, "about")
        }
        local = [self.handler] if self.handler else []
        if "Tally" in about:
            return [self.tallies]
        if fact == "groundProven":
            claimed = self.export and self.data.graph.all(
                self.export, "ground"
            )
            return [[self.export]] if claimed and self.export else []
        if "Event" in about:
            return [self._events()]
        general = [[self.item], self.lists, local]
        if "Export" in about:
            return [[self.export] if self.export else [], *general]
        if "DataItem" in about:
            return general
        return [local] if "DataHandler" in about else []

    def _events(self) -> list[str]:
        graph = self.data.graph
        events = graph.iris(self.handler or "", "hasEvent")
        happened = {each: graph.one(each, "happenedOn") for each in events}
        return [
            each
            for each, day in happened.items()
            if isinstance(day, date) and day <= self.day
        ]

    def _state(self, fact: str) -> None:
        for subjects in self._where(fact):
            result: list[Term] = []
            for subject in subjects:
                values = self._named(fact, self.data.graph.all(subject, fact))
                result += [each for each in values if each not in result]
                if values:
                    place = Place(subject, "stated")
                    self.places.setdefault(fact, []).append(place)
            if result:
                self.stated[fact] = tuple(result)
                return

    def _named(self, fact: str, values: list[Term]) -> list[Term]:
        """Values, a text by the term that has it as its name."""
        if not self.law.is_a(QD + fact, "TextValued"):
            return values
        return [
            self.law.named(v) if isinstance(v, Text) else v for v in values
        ]

    # What follows by definition

    def _define(self) -> None:
        before = -1
        while before != sum(map(len, self.stated.values())):
            before = sum(map(len, self.stated.values()))
            for defined in self.law.defined:
                if all(self._meets(*need) for need in defined.needs):
                    for fact, value in defined.gives:
                        self._add(
                            fact[len(QD) :] if QD in fact else fact, value
                        )

    def _meets(self, fact: str, kind: str, value: Term) -> bool:
        known = self.stated.get(fact, ())
        if kind == "value":
            return any(
                type(each) is type(value) and each == value for each in known
            )
        return any(value in self._classes(each) for each in known)

    def _classes(self, term: Term) -> set[str]:
        local = self.data.graph.iris(term, RDF + "type")
        return self.law.graph.classes(term) | self.law.graph.above(local)

    def _add(self, fact: str, value: Term) -> None:
        known = self.stated.get(fact, ())
        if value not in known:
            self.stated[fact] = (*known, value)

    def gives(self, cls: str, fact: str, value: Term) -> bool:
        """Whether the item meets a class that gives it a fact, or what leads to it."""
        given: set[tuple[str, Term]] = set()
        for defined in self.law.defined:
            if defined.iri == cls and all(
                self._meets(*need) for need in defined.needs
            ):
                given = {*defined.gives}
        for _ in self.law.defined:
            for defined in self.law.defined:
                if all((need[0], need[2]) in given for need in defined.needs):
                    given |= {*defined.gives}
        return (fact, value) in given

    # What is known

    def _known(self) -> Facts:
        facts = {fact[len(QD) :]: None for fact in self.law.kinds("valueType")}
        known: Facts = {fact: self._plain(fact) for fact in facts}
        known["evaluationDate"] = Known((self.day,))
        for fact in facts:
            self._close(known, fact)
            self._compute(known, fact)
        self._persons(known)
        for fact in facts:
            parts = [
                str(p)[len(QD) :]
                for p in self.law.graph.all(QD + fact, "plus")
            ]
            if parts:
                known[fact] = self._sum(known, fact, parts)
        return known

    def _plain(self, fact: str) -> Known | None:
        if fact in self.stated:
            values = self.stated[fact]
            return Known(tuple(sorted(values, key=str)))
        assumed = self.law.fact_says(fact, "ifNotStated")
        if assumed is not None:
            return Known((assumed,))
        return Known(()) if self.law.is_a(QD + fact, "Claim") else None

    def _close(self, known: Facts, fact: str) -> None:
        closing = self.law.fact_says(fact, "closedBy")
        if closing is None:
            return
        by = str(closing)[len(QD) :]
        if self.stated.get(by) == (True,):
            known[fact] = Known(())
        elif fact in self.stated:
            known[fact] = Known(
                tuple(sorted(self.stated[fact], key=str)), False
            )
            known[by] = Known((False,))

    def _compute(self, known: Facts, fact: str) -> None:
        since = self.law.fact_says(fact, "trueFrom")
        if since is not None:
            day = the_day(*self.stated.get(str(since)[len(QD) :], ()))
            if day is not None:
                known[fact] = Known((day <= self.day,))
        source = self.law.fact_says(fact, "computedFrom")
        if source is not None:
            wanted = self.law.fact_says(fact, "trueIf")
            stated = self.stated.get(str(source)[len(QD) :], ())
            known[fact] = Known((wanted in stated,))

    # Persons

    def _persons(self, known: Facts) -> None:
        exact = True
        for adding in self.law.kinds("addsTo"):
            fact = str(self.law.graph.one(adding, "addsTo"))[len(QD) :]
            added = self.stated.get(adding[len(QD) :], (None,))[0]
            tallied = self.stated.get(fact, (None,))[0]
            known[fact] = self._exported(tallied, added)
            exact &= tallied is not None and known[fact] == Known((tallied,))
        if not exact and self.stated.get("personsInBoth"):
            known["personsInBoth"] = self._overlap(
                self.stated["personsInBoth"][0]
            )
            self._within(known, "personsInBoth")

    def _within(self, known: Facts, overlap: str) -> None:
        """No more than either of the sets can hold."""
        low, high = _span(known[overlap])
        for each in self.law.graph.all(QD + overlap, "within"):
            _, top = _span(known.get(str(each)[len(QD) :]))
            if top is not None:
                high = top if high is None else min(high, top)
        known[overlap] = between(low, high)

    def _overlap(self, stated: Term) -> Known:
        as_of = self.stated.get("asOf", (None,))[0]
        latest = the_day(
            self.day, self.data.graph.one(self.export or "", "exportDate")
        )
        at_least = between(stated, None)
        if not isinstance(as_of, date) or latest is None:
            return at_least
        if as_of < latest:
            return at_least
        if as_of > self.day:
            return between(0, None if self._open_ended() else stated)
        return at_least if self._open_ended() else Known((stated,))

    def _open_ended(self) -> bool:
        return any(
            self.data.graph.one(each, "noKnownMaximum")
            for each in self.tallies
        )

    def _exported(
        self, tallied: Term | None, added: Term | None
    ) -> Known | None:
        graph = self.data.graph
        if not isinstance(tallied, int):
            return None if added is None else between(added, None)
        as_of = self.stated.get("asOf", (None,))[0]
        open_ended = self._open_ended()
        left = graph.one(self.export or "", "exportDate")
        latest = the_day(self.day, left)
        if not isinstance(as_of, date) or latest is None:
            return between(tallied, None)
        if as_of < latest:
            if isinstance(added, int) and not open_ended:
                return Known((tallied + added,))
            more = added if isinstance(added, int) else 0
            return between(tallied + more, None)
        if as_of > self.day:
            return between(0, None if open_ended else tallied)
        return between(tallied, None) if open_ended else Known((tallied,))

    def _sum(self, known: Facts, fact: str, parts: list[str]) -> Known:
        overlap = str(self.law.fact_says(fact, "less"))[len(QD) :]
        within = [
            str(each)[len(QD) :]
            for each in self.law.graph.all(QD + overlap, "within")
        ]
        spans = [_span(known[part]) for part in parts]
        least, most = _span(known[overlap])
        tops = [_span(known[each])[1] for each in within] + [most]
        most = min((top for top in tops if top is not None), default=None)
        lows = [low for low, _ in spans]
        highs = [high for _, high in spans]
        smallest = max(*lows, least) if len(parts) > 1 else 0
        if most is not None:
            smallest = max(smallest, sum(lows) - most)
        largest = None
        if None not in highs:
            largest = sum(high for high in highs if high is not None) - least
        return between(smallest, largest)


def _span(known: Known | None) -> tuple[int, Bound]:
    if known is None:
        return 0, None
    low, high = known.bounds
    return int(str(low)), None if high is None else int(str(high))
