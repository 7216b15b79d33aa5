"""
In front of the application: which coding is sent, and
answers that stay the same, which are computed once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any

from cachetools import LRUCache
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

CODINGS = ["zstd", "br", "gzip"]
_PATHS = ("/sparql", "/queries/")
_BYTES = 64 << 20
_ENTRY = 1 << 20
_KEY = (
    "PATH_INFO",
    "QUERY_STRING",
    "HTTP_ACCEPT",
    "HTTP_ACCEPT_ENCODING",
    "HTTP_HOST",
    "HTTP_ORIGIN",
    "wsgi.url_scheme",
    "SCRIPT_NAME",
)
Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
_Kept = tuple[str, list[tuple[str, str]], bytes]


def one_coding(within: Application) -> Application:
    """
    An application that is asked for one coding, the best of
    ours that the client takes, or for none (RFC 9110, 12.5.3).
    """

    def chosen(environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        taken = parse_accept_header(
            environ.get("HTTP_ACCEPT_ENCODING"), Accept
        )
        best = taken.best_match([*CODINGS, "identity"], "identity")
        return within({**environ, "HTTP_ACCEPT_ENCODING": best}, start)

    return chosen


def counted(
    within: Application, count: Callable[[int], object]
) -> Application:
    """An application whose every answer is counted by its status."""

    def answered(
        environ: Environ, start: Callable[..., Any]
    ) -> Iterable[bytes]:
        def noted(status: str, *rest: Any) -> Any:
            count(int(status[:3]))
            return start(status, *rest)

        return within(environ, noted)

    return answered


class Remembering:
    """
    A WSGI application that answers again what it answered
    before to the same query; only what has an ETag is kept.
    """

    def __init__(self, within: Application) -> None:
        self._within = within
        self._lock = threading.Lock()
        self._kept: LRUCache[tuple[Any, ...], _Kept] = LRUCache(
            _BYTES, getsizeof=lambda kept: len(kept[2]) + (1 << 10)
        )

    def __call__(
        self, environ: Environ, start: Callable[..., Any]
    ) -> Iterable[bytes]:
        """The answer kept, or that of the application within (PEP 3333)."""
        if (
            environ["REQUEST_METHOD"] != "GET"
            or not environ["PATH_INFO"].startswith(_PATHS)
            or "HTTP_IF_NONE_MATCH" in environ
        ):
            return self._within(environ, start)
        key = tuple(environ.get(name) for name in _KEY)
        with self._lock:
            kept = self._kept.get(key)
        if kept is None:
            return self._fresh(key, environ, start)
        status, headers, content = kept
        start(status, headers)
        return [content]

    def _fresh(
        self, key: tuple[Any, ...], environ: Environ, start: Callable[..., Any]
    ) -> Iterable[bytes]:
        heads: list[tuple[str, list[tuple[str, str]]]] = []

        def noted(
            status: str, headers: list[tuple[str, str]], *failure: Any
        ) -> Any:
            heads.append((status, headers))
            return start(status, headers, *failure)

        answer = self._within(environ, noted)
        status, headers = heads[-1]
        if status != "200 OK" or not any(
            name == "ETag" for name, _ in headers
        ):
            return answer
        content = b"".join(answer)
        if len(content) <= _ENTRY:
            with self._lock:
                self._kept[key] = status, headers, content
        return [content]
