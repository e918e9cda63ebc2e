# Made by tools/stubs.py: the methods that other cells add to these classes, for type checkers
from .core import *
from .access import *
from .answers import *
from .receive import *
import asyncio
from .serve import Settings
from .store import Store
from .verify import Template, Verifier
from _typeshed import Incomplete
from fastapi import FastAPI
from fastapi.routing import APIRoute
from typing import Any, Callable, NamedTuple, Sequence

__all__ = ['Service', 'create_app', 'app']

class _Gate:
    """Runs functions in threads: some at once, some waiting; refuses more with a `Problem` 503."""
    free: Incomplete
    most: Incomplete
    n: int
    def __init__(self, at_once, waiting) -> None: ...
    async def __call__(self, fn, *args): ...

class _Notes:
    """Writes into the log of decisions what may happen very often"""
    held: dict
    lock: Incomplete
    def __init__(self, store, seconds: float = 60.0) -> None: ...
    def __call__(self, action, who: str = '', what: str = '') -> None: ...
    def flush(self) -> None:
        """Write what is not written yet"""

class Service:
    """The verifier, the classifier, the store and the access rules of one process."""
    settings: Settings
    verifier: Verifier
    classifier: Any
    store: Store
    access: Access
    notes: _Notes
    work: _Gate
    tried: asyncio.Event
    trouble: str
    count: Callable[[str, str], object]
    def __init__(self, settings: Settings, count: Callable[[str, str], object] = ...) -> None: ...
    def test(self) -> None:
        """Compare signatures with known answers; raises `ModelError` for any other answer."""
    def load(self) -> None:
        """Open the verifier, the classifier and the store, and test them; raises `SignAuthError`."""
    async def start(self, pause: float = 2.0) -> None:
        """Load everything, and try again until it succeeds; `trouble` says meanwhile what is wrong."""
    def close(self) -> None:
        """Give back threads and database connections."""
    def see(self, data: bytes, page: int | None = None, which: int | None = None) -> Seen:
        """Return the ink of an image for a preview, and whether it can be compared."""
    def find(self, data: bytes, cut_outs: bool = False) -> FoundOnPages:
        """Find the signatures on all pages of a document."""
    def kept(self, writer: str) -> Template:
        """Return the template of a writer; raises `NotEnrolled`, or `Problem` 409 where the model has changed."""
    def enrol(self, writer: str, references: Sequence[bytes], caller: Caller = ...) -> Added:
        """Enrol all of the references or, where one cannot be used, none; some may wait for a second key."""
    def people(self, after: str = '', limit: int = 100) -> People:
        """List enrolled writers in alphabetical order."""
    def person(self, writer: str) -> Whole:
        """Return a writer with the list of references; raises `NotEnrolled`."""
    def forget(self, writer: str, who: str = '') -> None:
        """Delete everything of a writer; raises `NotEnrolled`."""
    def verify(self, questioned: bytes, references: Sequence[bytes], writer: str | None, fmr: float | None = None, explain: bool = False, who: str = '', page: int | None = None, which: int | None = None) -> Answer:
        """Compare a questioned signature, and note the answer in the log of decisions."""
    def identify(self, questioned: bytes, fmr: float | None = None, who: str = '', page: int | None = None, which: int | None = None) -> Identified:
        """Find the writer of a signature, and note the answer in the log of decisions."""
    def predict(self, data: bytes, scan: bool = False, who: str = '') -> Predicted:
        """Predict real, fake or unknown, or a class of the classifier, and note it in the log of decisions."""

class _Guarded(APIRoute):
    """A route that admits a request before it reads its body"""
    def get_route_handler(self): ...

class _Meters:
    """Counts and times; of all workers where `PROMETHEUS_MULTIPROC_DIR` is set"""
    registry: Incomplete
    requests: Incomplete
    seconds: Incomplete
    decisions: Incomplete
    running: Incomplete
    def __init__(self) -> None: ...
    def text(self):
        """The figures in the text format of Prometheus"""

class _Around:
    """ASGI middleware: headers, log and figures, and an answer where everything else failed"""
    def __init__(self, app, meters) -> None: ...
    async def __call__(self, scope, receive, send): ...

def create_app(settings: Settings | None = None) -> FastAPI:
    """Return the service as an ASGI application; it opens nothing before it starts."""

class _Choice(NamedTuple):
    """The signature that a request means"""
    page: int | None = ...
    which: int | None = ...

app: Incomplete
