# Made by tools/stubs.py: the methods that other cells add to these classes, for type checkers
from .core import *
from .ink import *
from .access import *
from .receive import *
import asyncio
import numpy as np
from .store import Store
from .verify import Template, Verifier
from _typeshed import Incomplete
from dataclasses import dataclass
from datetime import datetime
from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, JSONResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from typing import Annotated, Any, Callable, Literal, Mapping, Sequence
from typing_extensions import TypedDict

__all__ = ['Settings', 'Answer', 'Comparison', 'Identified', 'Predicted', 'Seen', 'Added', 'Person', 'Kept', 'Whole', 'People', 'Decisions', 'About', 'Fault', 'ProblemDetails', 'told', 'errors', 'Gate', 'log', 'Service', 'sha256', 'many', 'nearest', 'Guarded', 'guarded', 'public', 'Image_', 'Images', 'Fmr', 'WriterId', 'one', 'several', 'verify', 'identify', 'ink', 'upload_image', 'enrol', 'writers', 'one_writer', 'delete', 'decisions', 'healthz', 'readyz', 'version', 'page', 'index', 'demo', 'Meters', 'metrics', 'max_headers', 'Around', 'create_app', 'app']

@dataclass(frozen=True)
class Settings:
    """What a service is told when it starts; from the environment, where a container has it."""
    db: str = ...
    keep: str = ...
    model: str = ...
    classifier: str = ...
    rate: str = ...
    rates: str = ...
    open: bool = ...
    demo: bool = ...
    threads: int = ...
    waiting: int = ...
    @classmethod
    def from_env(cls, env: Mapping[str, str] = ...) -> Settings:
        """Those of the environment; raises `DataError` for a number that is none."""

class Answer(TypedDict):
    """One comparison."""
    decision: Literal['genuine', 'forged', 'inconclusive', 'copy']
    score: Annotated[float, None]
    lr: Annotated[float, None]
    log10_lr: float
    threshold: Annotated[float, None]
    fmr: Annotated[float | None, None]
    references: int
    writer: Annotated[str | None, None]
    nearest: Annotated[int, None]
    similarity: Annotated[float, None]
    pen: Annotated[float | None, None]
    copy: Annotated[int | None, None]
    turned: Annotated[int, None]
    odd: Annotated[int | None, None]
    copy_checked: Annotated[bool, None]
    words: Annotated[str, None]
    quality: Annotated[dict, None]
    model: Annotated[str, None]
    explanation: Annotated[str | None, None]
    id: Annotated[int, None]

class Comparison(TypedDict):
    """One of the enrolled, compared."""
    writer: str
    decision: Annotated[Literal['genuine', 'forged', 'inconclusive', 'copy'], None]
    score: float
    lr: float
    log10_lr: float
    references: int

class Identified(TypedDict):
    """Whose signature it is."""
    writer: Annotated[str | None, None]
    enrolled: int
    fmr: Annotated[float, None]
    comparisons: Annotated[list[Comparison], None]
    model: str
    id: int

class Predicted(TypedDict):
    """What the classic client expects, and more."""
    prediction: Annotated[str, None]
    scan: bool
    probability: Annotated[float | None, None]
    writer: Annotated[str | None, None]
    probabilities: Annotated[dict[str, float] | None, None]
    model: str

class Seen(TypedDict):
    """What signauth sees of an image."""
    ink: Annotated[str | None, None]
    ok: Annotated[bool, None]
    reasons: list[str]
    hints: list[str]
    measures: dict

class Added(TypedDict):
    """An enrolment."""
    writer: str
    added: Annotated[int, None]
    references: int
    keep: str
    odd: Annotated[str | None, None]

class Person(TypedDict):
    """Somebody enrolled."""
    writer: str
    references: int
    usable: Annotated[bool, None]
    created: datetime
    updated: datetime

class Kept(TypedDict):
    """One reference; the picture itself is never given out."""
    digest: Annotated[str, None]
    added: datetime
    usable: bool

class Whole(Person):
    """Somebody enrolled, with the references."""
    kept: str
    signatures: list[Kept]

class People(TypedDict):
    """Some of those enrolled, by the alphabet."""
    writers: list[Person]
    next: Annotated[str | None, None]
    total: int

class Decisions(TypedDict):
    """Part of the log, oldest first."""
    decisions: list[dict]
    next: Annotated[int | None, None]

class About(TypedDict):
    """What runs here."""
    version: str
    model: Annotated[str | None, None]
    classifier: str | None
    classes: list[str] | None
    keep: str
    demo: bool
    keys_required: Annotated[bool, None]
    enrolled: int

class Fault(TypedDict):
    """Where in the request, and what."""
    at: str
    what: str

class ProblemDetails(TypedDict, total=False):
    """RFC 9457, with a code for programs."""
    type: str
    title: str
    status: int
    code: str
    detail: str
    hint: str
    errors: list[Fault]

def told(p: HTTPException) -> JSONResponse:
    """The response for a problem."""
def errors(*status: int) -> dict:
    """`status` as they stand in the OpenAPI description."""

class Gate:
    """Runs functions in threads: some at once, some in line, the next gets a `Problem` 503."""
    free: asyncio.Semaphore
    most: int
    n: int
    def __init__(self, at_once: int, waiting: int) -> None: ...
    async def __call__(self, fn, *args): ...

log: Incomplete

class Service:
    """What one process holds: model, classifier, store, and who may use them."""
    settings: Settings
    verifier: Verifier
    classifier: Any
    store: Store
    access: Access
    work: Gate
    tried: asyncio.Event
    trouble: str
    count: Callable[[str, str], object]
    def __init__(self, settings: Settings, count: Callable[[str, str], object] = ...) -> None: ...
    async def start(self, pause: float = 2.0) -> None:
        """Load everything and try it; what is wrong is told in the log and by `/readyz`, and tried again: a database may come up later."""
    def load(self) -> None:
        """Model, classifier, store; raises `SignAuthError`."""
    def test(self) -> None:
        """One comparison with a known outcome; raises `ModelError` for any other."""
    def close(self) -> None:
        """Give back threads and connections."""
    def look(self, data: bytes, name: str = 'image') -> tuple:
        """Ink of an image, and whether it can be compared."""
    def acquire(self, data: bytes, name: str = 'image') -> tuple[np.ndarray, dict]:
        """Ink that can be compared, and its measures; raises `Problem` 422 with the reason for any other."""
    def see(self, data: bytes) -> Seen:
        """For a preview."""
    def given(self, files: Sequence[bytes], writer: str = '') -> tuple[Template, list[np.ndarray], list[int]]:
        """A template of uploaded references."""
    def kept(self, writer: str) -> Template:
        """The template of somebody enrolled; raises `NotEnrolled`, or `Problem` 409 where the model has changed."""
    def verify(self, questioned: bytes, references: Sequence[bytes], writer: str | None, fmr: float | None = None, explain: bool = False, who: str = '') -> Answer:
        """Compare, and note it in the log of decisions."""
    def identify(self, questioned: bytes, fmr: float | None = None, who: str = '') -> Identified:
        """Whose signature is it? Noted in the log of decisions."""
    def predict(self, data: bytes, scan: bool = False, who: str = '') -> Predicted:
        """Real, fake or unknown; or a class. Noted in the log of decisions."""
    def enrol(self, writer: str, references: Sequence[bytes], who: str = '') -> Added:
        """Enrol all of the references or, where one cannot be used, none."""
    def people(self, after: str = '', limit: int = 100) -> People:
        """Some of those enrolled."""
    def person(self, writer: str) -> Whole:
        """One of them; raises `NotEnrolled`."""
    def forget(self, writer: str, who: str = '') -> None:
        """Delete everything of a writer's; raises `NotEnrolled`."""

def sha256(data: bytes) -> str:
    """Its SHA-256 in hexadecimal."""

many: Incomplete
nearest: Incomplete

class Guarded(APIRoute):
    """A route that asks first who it is, and what comes."""
    def get_route_handler(self) -> Callable:
        """What FastAPI calls for each request."""

guarded: Incomplete
public: Incomplete
Image_: Incomplete
Images: Incomplete
Fmr: Incomplete
WriterId: Incomplete
one: Any
several: Any

async def verify(request: Request, questioned: Image_, references: Images | None = None, writer: Annotated[str | None, None] = None, fmr: Fmr = None, explain: Annotated[bool, None] = False) -> Answer:
    """Is the questioned signature by the person who gave the references?"""
async def identify(request: Request, questioned: Image_, fmr: Fmr = None) -> Identified:
    """Whose signature is it, of all enrolled? Without `fmr`, as strict as the calibration supports."""
async def ink(request: Request, image: Image_) -> Seen:
    """What signauth sees of an image, and whether it can be compared."""
async def upload_image(request: Request, file: Image_, scan: Annotated[bool, None] = False) -> Predicted:
    """Real or fake, of one image: by the classifier, or else by comparing with all enrolled."""
async def enrol(request: Request, writer: WriterId, references: Images) -> Added:
    """Enrol references, all or none. When this has answered, they are there to stay."""
def writers(request: Request, after: Annotated[str, None] = '', limit: Annotated[int, None] = 100) -> People:
    """Who is enrolled."""
def one_writer(request: Request, writer: WriterId) -> Whole:
    """Somebody enrolled."""
def delete(request: Request, writer: WriterId) -> None:
    """Delete a writer, and everything of theirs."""
def decisions(request: Request, after: Annotated[int, None] = 0, limit: Annotated[int, None] = 100) -> Decisions:
    """The log of decisions, oldest first."""
async def healthz() -> dict[str, str]:
    """Does the process answer?"""
def readyz(request: Request) -> dict[str, str]:
    """Has the self-test passed, and does the database answer?"""
def version(request: Request) -> About:
    """What runs here."""

page: Incomplete

async def index() -> FileResponse:
    """The page."""
def demo(request: Request) -> dict[str, list]:
    """Questioned signatures for the page to offer, where people who do not exist are enrolled."""

class Meters:
    """Counts for Prometheus, over all workers where `PROMETHEUS_MULTIPROC_DIR` is set."""
    registry: Incomplete
    requests: Incomplete
    seconds: Incomplete
    decisions: Incomplete
    running: Incomplete
    def __init__(self) -> None: ...
    def text(self) -> bytes:
        """As Prometheus reads it."""

def metrics(request: Request) -> Response:
    """Counts and times, for Prometheus."""

max_headers: Incomplete

class Around:
    """ASGI: headers, log, meters, and a last word where everything else failed."""
    app: Callable
    meters: Meters
    def __init__(self, app: Callable, meters: Meters) -> None: ...
    async def __call__(self, scope, receive, send): ...
    def note(self, scope: dict, status: int, took: float) -> None:
        """Count an answer, and write a line that names nobody but the key."""

def create_app(settings: Settings | None = None) -> FastAPI:
    """The service as an ASGI app. Nothing is opened before it starts."""

app: Incomplete
