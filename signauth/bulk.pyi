# Made by tools/stubs.py: the methods that other cells add to these classes, for type checkers
from .core import *
from .tables import *
from .calibration import Rule
from _typeshed import Incomplete
from pathlib import Path
from typing import Callable, NamedTuple

__all__ = ['answer_schema', 'bulk']

class _Refused(Exception):
    """A row cannot be answered, through the fault of 'row', 'questioned', 'references' or 'writer'; why, in one line"""
    def __init__(self, fault, reason) -> None: ...

class _Recent:
    """What was made lately, up to some bytes, the last used last"""
    def __init__(self, room) -> None: ...
    def get(self, key, make): ...

class _Kept:
    """References as they are kept, and whether they agree, which takes longer to find out than to unpack them"""
    known: Incomplete
    def __init__(self, t, verifier) -> None: ...
    def template(self, model): ...

class _Folder:
    """People who are enrolled in a folder: a subfolder of pictures, or a file of `Template.save`, for each"""
    def __init__(self, verifier, path, recent) -> None: ...
    def __call__(self, writer): ...

class _Database:
    """People who are enrolled in a store"""
    def __init__(self, verifier, url) -> None: ...
    def __call__(self, writer): ...

class _Named:
    """References that a row names"""
    def __init__(self, verifier, table, recent) -> None: ...
    def __call__(self, cell): ...

class _Asked(NamedTuple):
    """What a worker has to know before it can answer rows of a table"""
    table: Table
    enrolled: str = ...
    model: str | None = ...
    rule: Rule = ...
    room: int = ...

answer_schema: Incomplete

class _Answerer:
    """Answers rows of a table, one after another"""
    column: Incomplete
    people: Callable
    def __init__(self, asked) -> None: ...
    def __call__(self, number, cells):
        """Answer a row, or say why there is no answer; raises only what stops a run: a database or a network that is down"""

class _Actor:
    """A worker of Ray, which answers parts"""
    def __init__(self, asked) -> None: ...
    def __call__(self, batch): ...

def bulk(table: str | Path, out: str | Path, enrolled: str | Path | None = None, model: str | Path | None = None, rule: Rule | None = None, engine: str = 'processes', workers: int = 0, resume: bool = False, overwrite: bool = False, progress: bool = False) -> dict:
    """Answer a table of questions; raises `DataError` where table, people or answers cannot be read or written."""
