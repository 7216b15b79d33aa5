"""Qingdan decides, and proves, whether data may leave China, on which route and why."""

from .api import decide, load, loads, readings
from .deciding.determination import Determination
from .errors import CallError, InputError, KnowledgeError, QingdanError
from .version import VERSION as __version__

__all__ = [
    "CallError",
    "Determination",
    "InputError",
    "KnowledgeError",
    "QingdanError",
    "__version__",
    "decide",
    "load",
    "loads",
    "readings",
]
