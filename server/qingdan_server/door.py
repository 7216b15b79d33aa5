"""
Who is let in: the names this host is called by, the pages
of other sites, those who have the token.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from flask import Flask, Response, request
from flask_cors import CORS

from .http import prefers_page, refuse

_OPEN = (
    "/",
    "/health",
    "/openapi.json",
    "/docs",
    "/context.jsonld",
    "/style.css",
    "/law",
    "/compare",
    "/.well-known/void",
)
_OPEN_BELOW = ("/static/", "/docs/", "/ns/", "/id/")
_DETERMINED = "/id/graph/"
_TOLD = [
    "ETag",
    "Qingdan-Version",
    "Qingdan-Edition",
    "Qingdan-Rules",
    "Qingdan-Truncated",
]


def attach(
    app: Flask, token: str, origins: Sequence[str], hosts: Sequence[str]
) -> None:
    """
    Guard an application; a host of no names answers to all,
    no token is no guard, and the origins are those of CORS.
    """
    if hosts:
        app.before_request(_called(frozenset(hosts)))
    if token:
        app.before_request(_known(token))
    if "*" not in origins:
        app.after_request(_varying)
    CORS(
        app,
        origins=list(origins),
        send_wildcard=True,
        methods=["GET", "HEAD", "POST", "OPTIONS"],
        expose_headers=_TOLD,
        max_age=3600,
    )


def _varying(response: Response) -> Response:
    """An answer that is another one for the pages of another site."""
    response.vary.add("Origin")
    return response


def _called(hosts: frozenset[str]) -> Callable[[], Response | None]:
    """
    What refuses a call by a name that is not ours: a page of
    another site whose name was made to lead here (DNS rebinding).
    """

    def check() -> Response | None:
        try:
            name = urlsplit("//" + request.headers.get("Host", "")).hostname
        except ValueError:
            name = None
        if name in hosts:
            return None
        names = " or ".join(sorted(hosts))
        return refuse(
            421,
            "the host has another name",
            f"call it {names}, or name yours with --trusted-host",
        )

    return check


def _known(token: str) -> Callable[[], Response | None]:
    """
    What refuses a call without the token, as a bearer token (RFC
    6750) or as a password (RFC 7617), so that pages can be read too.

    Open stay the law, what the front says of itself, and
    what a browser asks beforehand: whether it may call.
    """

    def check() -> Response | None:
        given = request.authorization
        given_token = (given.password or "").encode() if given else b""
        if given and given.type == "bearer":
            given_token = (given.token or "").encode(
                "latin-1", "replace"
            )  # as headers are read (PEP 3333)
        if _open() or hmac.compare_digest(given_token, token.encode()):
            return None
        refused = refuse(
            401,
            "a token is needed",
            "send it as a bearer token, or as the password of a login",
        )
        if prefers_page():
            refused.headers["WWW-Authenticate"] = (
                'Basic realm="qingdan", charset="UTF-8"'
            )
        else:
            refused.headers["WWW-Authenticate"] = "Bearer"
        return refused

    return check


def _open() -> bool:
    """
    Whether the request reads the law or asks what the front
    is, and makes no work of what it sends.
    """
    if request.method == "OPTIONS":
        return True
    read = request.method in ("GET", "HEAD") and request.path in _OPEN
    return read or (
        request.path.startswith(_OPEN_BELOW)
        and not request.path.startswith(_DETERMINED)
    )
