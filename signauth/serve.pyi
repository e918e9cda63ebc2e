# Made by tools/stubs.py: the methods that other cells add to these classes, for type checkers
from .core import *
import h11
import logging
from .store import Store
from .verify import Verifier
from _typeshed import Incomplete
from dataclasses import dataclass
from typing import Any, Mapping
from uvicorn.protocols.http.h11_impl import H11Protocol

__all__ = ['Settings', 'enrol_people', 'examples', 'Protocol', 'run']

@dataclass(frozen=True)
class Settings:
    """Settings of a service; each can come from an environment variable."""
    db: str = ...
    keep: str = ...
    model: str = ...
    classifier: str = ...
    index: str = ...
    rate: str = ...
    fmr: float = ...
    attempts: str = ...
    rates: str = ...
    keyless: bool = ...
    demo: bool = ...
    threads: int = ...
    waiting: int = ...
    log: str = ...
    @classmethod
    def from_env(cls, env: Mapping[str, str] = ...) -> Settings:
        """Read the settings from environment variables; raises `DataError` where a number is needed and not given."""

def enrol_people(store: Store, v: Verifier) -> int:
    """Enrol five synthetic people with four references each."""
def examples() -> list[dict]:
    """Return questioned signatures to try: genuine ones, a forgery, a copy, and the signature of a stranger."""

class _Strict(h11.Connection):
    """A connection that takes no request which a gateway might end elsewhere than we do (request smuggling)"""
    def next_event(self): ...

class Protocol(H11Protocol):
    """HTTP/1.1 with time limits: a client that stops sending, or stops reading, is cut off."""
    limits: Incomplete
    conn: Incomplete
    def connection_made(self, transport: Any) -> None:
        """Start the clock of a new connection."""
    def send_400_response(self, msg: str) -> None:
        """Answer with a problem, and close the connection."""

class _Lines(logging.Formatter):
    """One line of text for each event, with the time in UTC"""
    converter: Incomplete
    default_time_format: str
    default_msec_format: str

class _JsonLines(logging.Formatter):
    """One JSON object for each event, in one line"""
    def format(self, record): ...

def run(host: str = '127.0.0.1', port: int = 8000, workers: int = 1, settings: dict | None = None) -> None:
    """Serve until SIGTERM or Ctrl-C, then answer the requests under way; raises `SignAuthError` for wrong settings."""
