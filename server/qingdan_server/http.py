"""What every view needs: the service, and its answers as responses."""

from __future__ import annotations

from flask import Response, current_app

from qingdan.serving.child import Answer
from qingdan.serving.service import Service


def service() -> Service:
    """The service behind the application."""
    found: Service = current_app.extensions["qingdan"]
    return found


def respond(answer: Answer) -> Response:
    """An answer as a response."""
    return Response(answer.content, answer.status, content_type=answer.type, headers=answer.notes)
