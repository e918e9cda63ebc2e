# Made by tools/stubs.py: the methods that other cells add to these classes, for type checkers
from .core import *
import numpy as np
from _typeshed import Incomplete
from pathlib import Path
from typing import Any, Callable, Iterable, NamedTuple, Sequence

__all__ = ['Near', 'MemoryIndex', 'build_index', 'FaissIndex']

class Near(NamedTuple):
    """A person whom a search finds."""
    who: str
    cosine: float

class _Rows(NamedTuple):
    """What a search looks at"""
    vectors: np.ndarray
    owners: list
    n: int
    def compact(self):
        """The same without blank rows, and with room for twice as many"""
    def with_room(self, more):
        """The same, or a copy that has room for `more`"""

class MemoryIndex:
    """Short vectors in memory. Threads may share one."""
    def __init__(self, length: int = ...) -> None: ...
    def __len__(self) -> int: ...
    def put(self, who: Sequence[str], vectors: np.ndarray) -> None:
        """Add people, or replace all that is held of them."""
    def drop(self, who: Iterable[str]) -> None:
        """Forget people; their vectors are blank from now on."""
    def nearest(self, z: np.ndarray, limit: int) -> list[Near]:
        """The people whose short vectors are most like `z`."""

class _Exact:
    """The nearest neighbours of some vectors among all that pass by"""
    rows: Incomplete
    def __init__(self, queries) -> None: ...
    def see(self, vectors, first) -> None:
        """Look at vectors, numbered from `first`"""

def build_index(folder: str | Path, parts: Callable[[], Iterable[tuple[Sequence[str], np.ndarray]]], n: int, about: dict[str, Any] | None = None, overwrite: bool = False) -> FaissIndex:
    """Build an index for faiss, completely or not at all; `parts` is called twice."""

class FaissIndex:
    """Short vectors in a folder that `build_index` wrote, and in memory what came since. Threads may share one."""
    about: dict
    folder: Incomplete
    def __init__(self, folder: str | Path) -> None: ...
    def __len__(self) -> int: ...
    def __del__(self) -> None: ...
    def drop(self, who: Iterable[str]) -> None:
        """Forget people; their vectors are blank from now on, in the file, too."""
    def put(self, who: Sequence[str], vectors: np.ndarray) -> None:
        """Add people, or replace all that is held of them."""
    def note(self, who: Iterable[str], **followed: Any) -> None:
        """Write down how far the files follow, if they hold any of these people; `about` has it from now on."""
    def is_replaced(self) -> bool:
        """Has somebody built it anew since it was opened?"""
    def nearest(self, z: np.ndarray, limit: int) -> list[Near]:
        """The people whose short vectors are most like `z`, nearly all of them."""
