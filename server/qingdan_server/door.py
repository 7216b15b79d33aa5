"""Who is let in: the names this host is called by, the pages of other sites, the token of the API."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from flask import Flask, Response, request
from flask_cors import CORS

from qingdan.serving.work import problem

from .http import respond

_TOLD = ["ETag", "Qingdan-Version", "Qingdan-Edition", "Qingdan-Rules", "Qingdan-Truncated"]


def attach(app: Flask, token: str, origins: Sequence[str], hosts: Sequence[str]) -> None:
    """Guard an application; a host of no names answers to all, no token is no guard, and the origins are those of CORS."""
    if hosts:
        app.before_request(_called(frozenset(hosts)))
    if token:
        app.before_request(_known(token))
    CORS(app, origins=list(origins), send_wildcard=True, methods=["GET", "HEAD", "POST", "OPTIONS"], expose_headers=_TOLD, max_age=3600)


def _called(hosts: frozenset[str]) -> Callable[[], Response | None]:
    """What refuses a call by a name that is not ours: a page of another site whose name was made to lead here (DNS rebinding)."""

    def check() -> Response | None:
        try:
            name = urlsplit("//" + request.headers.get("Host", "")).hostname
        except ValueError:
            name = None
        if name in hosts:
            return None
        names = " or ".join(sorted(hosts))
        return respond(problem(421, "the host has another name", f"call it {names}, or name yours with --trusted-host"))

    return check


def _known(token: str) -> Callable[[], Response | None]:
    """What refuses a call of the API without the token (RFC 6750); a browser asks beforehand, without it, whether it may call."""

    def check() -> Response | None:
        given = request.headers.get("Authorization", "")
        if not request.path.startswith("/api/") or request.method == "OPTIONS":
            return None
        if hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
            return None
        refused = respond(problem(401, "a token is needed", "send it as Authorization: Bearer …"))
        refused.headers["WWW-Authenticate"] = "Bearer"
        return refused

    return check
