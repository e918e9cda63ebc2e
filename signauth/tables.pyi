# Made by tools/stubs.py: the methods that other cells add to these classes, for type checkers
from .core import *
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Iterator, NamedTuple, Sequence

__all__ = ['Unreachable', 'reaching', 'Place', 'place', 'Table', 'look_at', 'read_whole', 'Parts', 'begin']

class Unreachable(DataError):
    """What is elsewhere cannot be reached now; later it may."""

@contextmanager
def reaching(path: str, doing: str = 'read') -> Iterator[None]:
    """Turn whatever a file system raises into a `DataError` of one line."""

class Place(NamedTuple):
    """A file or folder, here or elsewhere."""
    path: str
    fs: Any
    inner: str
    def open(self) -> Any:
        """Open it to read bytes."""
    def beside(self, name: str) -> str:
        """Path of a name that is relative to the folder of this file; other names stay as they are."""

def place(path: str | Path) -> Place:
    """Where a path leads; raises `DataError` for an address of an unknown kind, or where a package for it is missing."""

class _Lines:
    """Lines of an open file as text; `at` is where the last one ends"""
    def __init__(self, f, at: int = 0) -> None: ...
    def __iter__(self): ...
    def __next__(self): ...

class Table(NamedTuple):
    """A table that was looked at from start to end, and can be read in parts."""
    path: str
    columns: tuple[str, ...]
    rows: int
    starts: tuple[int, ...]
    sha256: str
    delimiter: str = ...
    size: int = ...
    def part(self, i: int) -> list[tuple[int, dict[str, str] | str]]:
        """Read a part."""

def look_at(path: str | Path, needs: Sequence[str] = ()) -> Table:
    """Look at a table from start to end; raises `DataError` where it is none, or has no rows."""
def read_whole(f: Any, columns: Sequence[str] | None = None) -> Any:
    """Read Parquet from an open file, without threads: those of pyarrow may abort a program that ends."""

class Parts(NamedTuple):
    """The answers to a table, part by part, on their way to one file."""
    out: Place
    schema: Any
    number: int
    @property
    def folder(self) -> str:
        """The folder of the parts, within the file system of the file."""
    def file(self, i: int) -> str:
        """The file of a part."""
    def todo(self) -> list[int]:
        """The parts that are not answered yet."""
    def write(self, i: int, rows: Sequence[dict]) -> None:
        """Write the answers to a part, completely or not at all."""
    def join(self) -> None:
        """Make one file of all parts, completely or not at all, and remove them; raises `DataError` where any is missing."""

def begin(out: str | Path, plan: dict, schema: Any, number: int, resume: bool = False, overwrite: bool = False) -> Parts:
    """Make the folder of the parts, or find it again; raises `DataError` where something is in the way."""
