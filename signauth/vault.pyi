# Made by tools/stubs.py: the methods that other cells add to these classes, for type checkers
from .core import *
from .database import *
from _typeshed import Incomplete
from datetime import datetime
from typing import Any, Iterable, Mapping, NamedTuple

__all__ = ['VaultError', 'seal', 'unseal', 'KeySource', 'Vault', 'open_vault']

class VaultError(StoreError):
    """The keys of what is kept are missing, or do not fit."""

def seal(key: bytes, data: bytes, about: str) -> bytes:
    """Encrypt so that nobody can read or change it (AES-256-GCM, NIST SP 800-38D)."""
def unseal(key: bytes, sealed: bytes, about: str) -> bytes:
    """Decrypt; raises `VaultError` for another key, other words, or changed bytes."""

class KeySource(NamedTuple):
    """Where the master keys come from: the first of these that is given."""
    text: str = ...
    command: str = ...
    file: str = ...
    @classmethod
    def from_env(cls, beside: str, env: Mapping[str, str] = ...) -> KeySource:
        """As the environment says: `SIGNAUTH_KEY`, `SIGNAUTH_KEY_COMMAND` or `SIGNAUTH_KEY_FILE`."""
    def read(self) -> list[bytes]:
        """The master keys; raises `VaultError`."""

class Vault:
    """The keys of writers. Threads may share one, and many workers may use one database."""
    url: Incomplete
    source: Incomplete
    def __init__(self, url: str = 'sqlite://', source: KeySource | None = None) -> None: ...
    @property
    def shown(self) -> str:
        """Where it lies, without a password."""
    def close(self) -> None:
        """Close the connections that no thread uses."""
    def ping(self) -> None:
        """Write next to nothing; raises `StoreError` where it does not answer, or may not be written."""
    def keys(self, uids: Iterable[str]) -> dict[str, bytes]:
        """The keys of writers."""
    def key(self, uid: str) -> bytes:
        """The key of a writer, made if there is none; raises `VaultError` for one who was deleted."""
    def condemn(self, uid: str) -> None:
        """Note that a writer is about to be deleted."""
    def spare(self, uid: str) -> None:
        """Note that a writer is there after all."""
    def condemned(self) -> list[str]:
        """The writers whose deletion has begun."""
    def destroy(self, uid: str) -> None:
        """Destroy the key of a writer for good, and set a tombstone."""
    def erased(self) -> dict[str, datetime]:
        """The writers whose keys were destroyed."""
    def count_erased(self) -> int:
        """Count the writers whose keys were destroyed."""
    def mark(self, name: str, text: str | None = None) -> str:
        """Read a mark, or set it."""
    def rotate(self) -> int:
        """Use the newest master key of the source from now on, and wrap all keys again with it."""
    def renew(self) -> int:
        """Wrap all keys again with a new master key: the one that was put first, or one that is made for it."""

def open_vault(url: Any, new: bool, env: Mapping[str, str] = ...) -> Vault:
    """Open the vault of a store, and make it and its master key for a new one; raises `VaultError`."""
