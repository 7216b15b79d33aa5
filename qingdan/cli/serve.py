"""`qingdan serve`: the SPARQL endpoint, the pages and the API over one inventory."""

from __future__ import annotations

import contextlib
import logging
import signal
import socket
import sys
import time
from datetime import date
from pathlib import Path

import click

from ..errors import CallError
from ..output import note
from .kinds import Command, Folder, Read
from .options import AS_OF, PACK
from .second import SECOND_OPINION, before_serving

_GUARDED = (
    "the token is asked for; open to all stay the law, its search"
    " and the comparison of lists"
)
_UNGUARDED = "the inventory can be read by all who reach this address; guard it with --token-file"
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@click.command(cls=Command)
@click.argument("inventory", nargs=-1, type=Read())
@AS_OF
@PACK
@SECOND_OPINION
@click.option(
    "--store",
    type=Folder(),
    help="Folder in which the store is kept, and opened again while nothing has changed.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=8_080,
    show_default=True,
    help="Port to listen on.",
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on; loopback unless you name another.",
)
@click.option(
    "--token-file",
    type=Read(),
    help="File with a token that all must bring who do more than read the law.",
)
@click.option(
    "--allow-origin",
    multiple=True,
    help="Site whose pages may read what is served, such as https://example.org; * for all.",
)
@click.option(
    "--trusted-host",
    multiple=True,
    help="Name by which the host may be called, beside its address, for example behind a proxy.",
)
def serve(
    inventory: tuple[Path, ...],
    as_of: date | None,
    second_opinion: bool,
    store: Path | None,
    port: int,
    host: str,
    token_file: Path | None,
    allow_origin: tuple[str, ...],
    trusted_host: tuple[str, ...],
) -> None:
    """
    Serve the law, INVENTORY and its determinations: SPARQL
    at /sparql, an API at /api/, a page for every term.

    \b
    qingdan serve data/inventories/icv-maker.ttl --as-of 2026-03-02 --port 8080
    """
    from ..serving.greeting import greeting

    token = _token(token_file)
    listener = _bound(host, port)
    address = _address(host, listener)
    since = time.monotonic()
    with contextlib.ExitStack() as failing, greeting(listener):
        failing.callback(listener.close)
        note(f"listening on {address}, which answers that it is loading")
        if second_opinion:
            before_serving(inventory, as_of)
        import qingdan_server

        from ..serving.service import Service

        service = Service(inventory, as_of, tell=note, folder=store)
        app = qingdan_server.create_app(
            service, token, allow_origin, _names(host, trusted_host)
        )
        server = qingdan_server.listen(app, listener)
        failing.pop_all()
    if token:
        note(_GUARDED)
    elif service.items and host not in _LOOPBACK:
        note(_UNGUARDED)
    note(f"serving on {address} (loaded in {time.monotonic() - since:.1f} s)")
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    try:
        server.run()
    finally:
        service.close()


def _address(host: str, listener: socket.socket) -> str:
    """The address of a listener, as a browser takes it."""
    port = listener.getsockname()[1]
    name = host
    if ":" in host:
        name = f"[{host}]"
    return f"http://{name}:{port}/"


def _bound(host: str, port: int) -> socket.socket:
    """A socket of this address, before an inventory is read for it."""
    listener = socket.socket(
        socket.AF_INET6 if ":" in host else socket.AF_INET
    )
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise CallError(
            f"{host}:{port} cannot be listened on ({error.strerror}); name another with --host and"
            " --port"
        ) from None
    return listener


def _names(host: str, trusted: tuple[str, ...]) -> tuple[str, ...]:
    """
    The names that a host answers to; those of the loopback
    where it listens there, all where none is said.
    """
    if host in _LOOPBACK:
        return (*_LOOPBACK, *trusted)
    if trusted:
        return (host, *trusted)
    return ()


def _token(path: Path | None) -> str:
    if path is None:
        return ""
    try:
        token = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise CallError(
            f"the token file {path} cannot be read ({error}); name a file that may be read"
        ) from None
    if not token:
        raise CallError(
            f"the token file {path} is empty; write a token into it, for example from `openssl rand"
            " -hex 32`"
        )
    return token
