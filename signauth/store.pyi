# Made by tools/stubs.py: the methods that other cells add to these classes, for type checkers
from .core import *
from .database import *
import numpy as np
from .chain import Followed
from .search import FaissIndex
from .vault import Vault
from .verify import Template, Verifier
from _typeshed import Incomplete
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Sequence

__all__ = ['NotEnrolled', 'Changed', 'TooManyReferences', 'kept', 'id_pattern', 'Store', 'max_enrolled', 'Enrolled']

class NotEnrolled(DataError):
    """No writer of that id is enrolled."""
class Changed(DataError):
    """A writer was changed by somebody else meanwhile."""
class TooManyReferences(DataError):
    """A writer would have more than `max_enrolled` references of one model."""

class _Held:
    """An index, and how far it has followed the database"""
    index: Incomplete
    version: Incomplete
    log: Incomplete
    deleted: Incomplete
    lock: Incomplete
    def __init__(self, index, version: int = -1, log: int = 0, deleted: int = -1) -> None: ...

class _Memory:
    """Templates, held until a writer is deleted, and short vectors"""
    room: Incomplete
    size: int
    deleted: Incomplete
    templates: OrderedDict
    indexes: dict[str, _Held]
    lock: Incomplete
    def __init__(self, room) -> None: ...
    def forget(self, deleted):
        """Drop all templates if any worker has deleted a writer since; True if so"""

kept: Incomplete
id_pattern: str

class Store:
    """Enrolments, keys and the audit log. Threads may share one, and many workers may use one database."""
    vault: Vault
    keep: str
    url: Any
    shown: str
    pg: bool
    def __init__(self, url: str = 'sqlite:///signauth.db', keep: str = 'ink', cache: int = ..., index: str | Path | None = None) -> None: ...
    def ping(self) -> None:
        """Write next to nothing into the database; raises `StoreError` where it does not answer, or may not be written."""
    def close(self) -> None:
        """Close the connections that no thread uses; the store opens new ones when it needs them."""
    def stamp(self, id: str) -> str:
        """Return what changes with every change of a writer, for `add`."""
    def add(self, template: Template, digests: Sequence[str], images: Sequence[bytes] = (), who: str = '', since: str | None = None, waiting: Sequence[str] = (), by: int = 0) -> int:
        """Enrol references, all or none, except those that this model has enrolled already; raises `Changed`."""
    def writers(self, after: str = '', limit: int = 100, model: str | None = None) -> list[Enrolled]:
        """The writers enrolled, page by page."""
    def count(self) -> int:
        """Count the writers enrolled."""
    def writer(self, id: str, model: str | None = None) -> Enrolled:
        """One writer; raises `NotEnrolled`."""
    def signatures(self, id: str, model: str | None = None) -> list[dict]:
        """The references of one writer; raises `NotEnrolled`."""
    def log(self, action: str, *, who: str = '', writer: str | None = None, questioned: str = '', references: Sequence[str] = (), score: float | None = None, log10_lr: float | None = None, decision: str = '', threshold: float | None = None, fmr: float | None = None, model: str = '') -> int:
        """Write down a decision, for good."""
    def decisions(self, after: int = 0, limit: int = 100) -> list[dict]:
        """The audit log, oldest first."""
    def head(self) -> str:
        """Where the log stands: an anchor for `check_log`."""
    def check_log(self, *anchors: str) -> Followed:
        """Follow the chain of the audit log; raises `DataError` for what is no anchor."""
    def delete(self, id: str, who: str = '', why: str = '') -> None:
        """Delete a writer and everything that is kept of them, and destroy their key; raises `NotEnrolled`."""
    def template(self, id: str, model: str) -> Template:
        """The template of a writer as it is now; raises `NotEnrolled`, or `ModelError` if this model can use no reference."""
    def templates(self, model: str, near: np.ndarray | None = None, limit: int | None = None) -> list[Template]:
        """The templates of all writers whom this model can use, or of those most like a questioned signature."""
    def index(self, folder: str | Path, model: str, overwrite: bool = False) -> FaissIndex:
        """Build an index of the short vectors for faiss, completely or not at all; others may enrol meanwhile."""
    def renew(self, verifier: Verifier) -> tuple[list[str], list[str]]:
        """Embed again the signatures of other models, writer by writer, and pack those that are not."""
    def had_keys(self) -> bool:
        """Was a key ever made?"""
    def add_key(self, name: str, scopes: Sequence[str], rate: str = '', who: str = '', days: int = 365) -> str:
        """Make a key; raises `DataError` if there is one of that name."""
    def keys(self) -> list[dict]:
        """All keys, without their secrets."""
    def revoke(self, name: str, who: str = '') -> None:
        """Delete a key; from now on it opens nothing, and other workers notice within a second."""
    def find_key(self, secret: str) -> dict | None:
        """Find the key that a secret belongs to, and note its use."""

max_enrolled: int

@dataclass(frozen=True)
class Enrolled:
    """A writer as the store lists them."""
    writer: str
    references: int
    usable: bool
    created: datetime
    updated: datetime
    keep: str

class _Pgvector:
    """The table of pgvector, asked as an index"""
    def __init__(self, c, vectors, model) -> None: ...
    def nearest(self, z, limit):
        """The writers whose short vectors are most like `z`, in a transaction"""
