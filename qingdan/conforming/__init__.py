"""
A suite of cases that any engine can answer, and what an engine's answers come to beside it.

The cases lie in `conformance/`: facts, a day, a list, and the answer with its reasons.
"""

from .compare import Difference as Difference
from .compare import Score as Score
from .compare import compared as compared
from .engines import answers_of as answers_of
from .engines import own_answers as own_answers
from .engines import read_answers as read_answers
from .suite import KEYS as KEYS
from .suite import Case as Case
from .suite import answer as answer
from .suite import cases as cases
from .suite import inventory as inventory
