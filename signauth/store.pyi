# Made by tools/stubs.py: the methods that other cells add to these classes, for type checkers
from .core import *
import numpy as np
from .verify import Template, Verifier
from _typeshed import Incomplete
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Sequence

__all__ = ['StoreError', 'NotEnrolled', 'TooManyReferences', 'pooled', 'kept', 'Store', 'max_enrolled', 'id_pattern', 'Enrolled']

class StoreError(SignAuthError):
    """The database cannot be opened, or does not answer."""
class NotEnrolled(DataError):
    """Nobody of that name is enrolled."""
class TooManyReferences(DataError):
    """More references of one writer than make sense."""

def pooled(z: np.ndarray) -> np.ndarray:
    """A short vector of each embedding, to search by."""

kept: Incomplete

class Store:
    """Enrolments, keys and the audit log; may be used from many threads, and by many workers on one database."""
    keep: str
    url: Any
    pg: bool
    def __init__(self, url: str = 'sqlite:///signauth.db', keep: str = 'ink', cache: int = ...) -> None: ...
    @property
    def shown(self) -> str:
        """The URL without its password."""
    def close(self) -> None:
        """Give the connections back."""
    def ping(self) -> None:
        """Ask the database for nothing; raises `StoreError` where it does not answer."""
    def add(self, template: Template, digests: Sequence[str], images: Sequence[bytes] = ()) -> int:
        """Enrol references, all or none; what is enrolled already is passed over."""
    def writers(self, after: str = '', limit: int = 100, model: str | None = None) -> list[Enrolled]:
        """The people enrolled, page by page."""
    def writer(self, id: str, model: str | None = None) -> Enrolled:
        """One of the people enrolled."""
    def signatures(self, id: str, model: str | None = None) -> list[dict]:
        """The references of one writer."""
    def count(self) -> int:
        """How many are enrolled."""
    def log(self, action: str, *, who: str = '', writer: str | None = None, questioned: str = '', references: Sequence[str] = (), score: float | None = None, log10_lr: float | None = None, decision: str = '', threshold: float | None = None, fmr: float | None = None, model: str = '') -> int:
        """Write down a decision, for good."""
    def decisions(self, after: int = 0, limit: int = 100) -> list[dict]:
        """The audit log, from the oldest on."""
    def delete(self, id: str) -> None:
        """Delete a writer, with everything that is kept of them."""
    def template(self, id: str, model: str) -> Template:
        """The references of one writer as this model sees them, as they are now."""
    def templates(self, model: str, near: np.ndarray | None = None, limit: int | None = None) -> list[Template]:
        """The templates of all writers whom this model can use, or of those who are most alike."""
    def renew(self, verifier: Verifier) -> tuple[list[str], list[str]]:
        """Embed again what is of another model, from the images or the ink that were kept, writer by writer."""
    def add_key(self, name: str, scopes: Sequence[str], rate: str = '') -> str:
        """Make a key; raises `DataError` where there is one of that name."""
    def keys(self) -> list[dict]:
        """All keys, without what would open anything."""
    def revoke(self, name: str) -> None:
        """From now on a key opens nothing; other workers notice within a second."""
    def find_key(self, secret: str) -> dict | None:
        """Whose key is this? Looked up by its public beginning, compared in constant time, remembered for a second."""

max_enrolled: int
id_pattern: str

@dataclass(frozen=True)
class Enrolled:
    """What a store says of a writer."""
    writer: str
    references: int
    usable: bool
    created: datetime
    updated: datetime
    keep: str
