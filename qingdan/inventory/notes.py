"""What a reader of an inventory passed over, in; lines that tell it, out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ..rdf.names import local

_SPACES = 10


def past(ignored: Counter[str]) -> Iterator[str]:
    """What was ignored, by namespace and predicate, the most frequent first."""
    spaces: dict[str, list[str]] = {}
    for predicate, many in ignored.most_common():
        space = predicate[: len(predicate) - len(local(predicate))]
        name = local(predicate)
        spaces.setdefault(space, []).append(f"{name} {many:,}")
    if spaces:
        yield f"{ignored.total():,} statements outside the vocabulary were ignored"
    for space, names in list(spaces.items())[:_SPACES]:
        more = ""
        if len(names) > _SPACES:
            more = f" and {len(names) - _SPACES} more"
        yield f"  {space}: {', '.join(names[:_SPACES])}{more}"
    if len(spaces) > _SPACES:
        yield f"  and {len(spaces) - _SPACES} more namespaces"
