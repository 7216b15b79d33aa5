"""
The book of another reading beside a book that has weighed a case.

Only the rules in which the two differ, and what rests on them, are weighed
anew. The books of a law share their bits: a set of rules is a number.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..law.conditions import Facts
from .rulebook import Rulebook
from .weighing import Weighing, bits


@dataclass(frozen=True)
class Beside:
    """
    A book and how it differs from another: the rules that it lacks, those that it alone has,
    and those of both that give way to others there, with the rules by whose overrides they do.
    """

    book: Rulebook
    gone: int
    added: int
    exposed: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, book: Rulebook, other: Rulebook) -> Beside | None:
        """A book beside another; None where their rules have no order in common."""
        if book.shared is not other.shared:
            return None
        before, after = other.by_bit, book.by_bit
        exposed = []
        for bit in sorted(before.keys() & after.keys()):
            against = set(before[bit][0].against)
            against ^= set(after[bit][0].against)
            over = 0
            for _, above in against:
                over |= above
            if over:
                exposed.append((bit, over))
        return cls(
            book,
            gone=sum(before.keys() - after.keys()),
            added=sum(after.keys() - before.keys()),
            exposed=tuple(exposed),
        )

    def differs(
        self,
        facts: Facts,
        weighing: Weighing,
    ) -> bool:
        """
        Whether a rule in which the books differ may bear on a case that the other has weighed.

        A rule that does not stand, and is not open, never will: nothing turns on it.
        """
        live = weighing.standing | weighing.still_open
        if self.gone & live:
            return True
        for bit, over in self.exposed:
            if over & live and weighing.by_bit[bit].applies is not False:
                return True
        for bit in bits(self.added):
            step, over = self.book.by_bit[bit]
            if step.openers is not None and not step.openers & live:
                continue
            weighed = self.book.weigh_rule(
                step,
                over,
                facts,
                weighing.standing,
                weighing.still_open,
                known=None,
            )
            if weighed.stands is not False:
                return True
        return False

    def weighing(self, facts: Facts, other: Weighing) -> Weighing:
        """The rules on which an outcome may turn, from what the other book came to."""
        book = self.book
        now = tuple(map(facts.get, book.shared.readers))
        by_bit = other.by_bit.copy()
        for bit in bits(self.gone):
            del by_bit[bit]
        standing = other.standing & ~self.gone
        still_open = other.still_open & ~self.gone
        due = self.added
        for bit, _ in self.exposed:
            due |= bit
        for bit in bits(self.gone & (other.standing | other.still_open)):
            due |= book.shared.resting[bit]
        before = Weighing(
            values=now,
            by_bit=by_bit,
            standing=standing,
            still_open=still_open,
        )
        return book.anew(
            facts,
            before,
            read=book.reading(other.values, now),
            among=book.bearing,
            due=due,
        )
