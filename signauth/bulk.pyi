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

class _Pictures:
    """Signatures on pictures, each with its embedding; those of some rows may be looked at ahead, and embedded together"""
    seen: dict
    def __init__(self, verifier, room) -> None: ...
    def look(self, path):
        """Ink, place on a page and doubts of the signature on a picture, or the `SignAuthError` that it is refused by"""
    def __call__(self, path):
        """Ink, place, doubts and embedding; raises `SignAuthError`"""
    def ahead(self, paths) -> None:
        """Look at pictures, and embed what they show together"""
    def holds(self, path):
        """Is it a reference that came up lately?"""
    def reference(self, path):
        """Ink of a reference, its packed ink and its packed embedding; raises `SignAuthError`"""

class _Kept:
    """References as they are kept, and whether they agree, which takes longer to find out than to unpack them"""
    made: Incomplete
    known: Incomplete
    def __init__(self, packed, inks, writer, verifier) -> None: ...
    def template(self, model): ...

class _Folder:
    """People who are enrolled in a folder: a subfolder of pictures, or a file of `Template.save`, for each"""
    def __init__(self, pictures, path, recent) -> None: ...
    def __call__(self, writer): ...
    def paths(self, writer):
        """The pictures of a writer who is not held"""

class _Database:
    """People who are enrolled in a store"""
    def __init__(self, verifier, url) -> None: ...
    def __call__(self, writer): ...

class _Named:
    """References that a row names"""
    def __init__(self, pictures, table, recent) -> None: ...
    def paths(self, cell):
        """The pictures that are named, unless they are held"""
    def __call__(self, cell): ...

class _Asked(NamedTuple):
    """What a worker has to know before it can answer rows of a table"""
    table: Table
    enrolled: str = ...
    model: str | None = ...
    rule: Rule = ...
    room: int = ...
    run: str = ...

answer_schema: Incomplete

class _Answerer:
    """Answers rows of a table, one after another"""
    pictures: Incomplete
    column: Incomplete
    people: Callable
    def __init__(self, asked) -> None: ...
    def all(self, rows):
        """Answer rows"""
    def ahead(self, rows) -> None:
        """Embed the signatures of some rows together, where that is faster than one by one"""
    def __call__(self, number, cells):
        """Answer a row, or say why there is no answer; raises only what stops a run: a database or a network that is down"""

class _Actor:
    """A worker of Ray, which answers pieces of parts"""
    def __init__(self, asked) -> None: ...
    def __call__(self, batch): ...

def bulk(table: str | Path, out: str | Path, enrolled: str | Path | None = None, model: str | Path | None = None, rule: Rule | None = None, engine: str = 'processes', workers: int = 0, resume: bool = False, overwrite: bool = False, progress: bool = False) -> dict:
    """Answer a table of questions; raises `DataError` where table, people or answers cannot be read or written."""
