# Made by tools/stubs.py: the methods that other cells add to these classes, for type checkers
from .core import *
import anywidget
import ipywidgets as W
import numpy as np
import threading
from .audit import Audit
from .corpus import Corpus, Signature
from .verify import Verification, Verifier
from PIL import Image
from _typeshed import Incomplete
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Iterable, Sequence

__all__ = ['Panel', 'SignPad', 'Tray', 'verdict', 'VerifyPanel', 'TrainPanel', 'aside', 'set_aside', 'put_back', 'apply_changes', 'Browser']

class Panel(W.VBox):
    """A box of widgets that shows a picture of itself where nothing runs widgets."""
    def __init__(self, children: Iterable[Any] = (), **kw: Any) -> None:
        """A box with these in it."""
    def still(self) -> str:
        """What to show where no widget can run."""

class SignPad(anywidget.AnyWidget):
    """A sheet to sign on."""
    png: Incomplete
    size: Incomplete
    @property
    def image(self) -> Image.Image | None:
        """What was signed."""
    def clear(self) -> None:
        """A new sheet."""

@dataclass
class _Given:
    """A picture in a tray, and what is compared of it"""
    name: str
    image: Image.Image | None
    ink: np.ndarray | None = ...
    wrong: str = ...

class Tray(W.VBox):
    """Pictures of signatures that were chosen, or signed on a sheet."""
    title: str
    most: int
    changed: Callable[[], Any]
    items: list[_Given]
    scan: bool
    def __init__(self, title: str, most: int = 1, changed: Callable[[], Any] = ...) -> None:
        """An empty tray."""
    def add(self, *images: image_types, names: Iterable[str] = ()) -> None:
        """Put pictures into the tray."""
    def clear(self) -> None:
        """Take everything out."""
    def inks(self) -> list[np.ndarray]:
        """What is compared."""
    def still(self) -> str:
        """The pictures, with the names below them, or why they cannot be compared."""

def verdict(r: Verification) -> str:
    """An answer for a reader."""

class VerifyPanel(Panel):
    """Questioned signature and references, the answer, and where they agree."""
    verifier: Verifier
    fmr: float | None
    result: Verification | None
    picture: Image.Image | None
    questioned: Tray
    references: Tray
    scan: Any
    def __init__(self, questioned: image_types | None = None, references: image_types | Sequence[image_types] | None = None, verifier: Verifier | None = None, fmr: float | None = None) -> None:
        """Empty, or with these images in it."""
    def still(self) -> str:
        """Both trays and the answer."""

class _Stopped(Exception):
    """The reader pressed the button"""

class TrainPanel(Panel):
    """Train a classifier on folders of images, and watch."""
    result: dict | None
    history: list[dict]
    thread: threading.Thread | None
    fields: dict[str, Any]
    bar: Any
    def __init__(self, data: str | Path = 'data', out: str | Path = 'model', epochs: int = 10, bs: int = 32, lr: float = 0.001, scan: bool = False) -> None:
        """Ready to train; nothing runs before the button is pressed, or `start` called."""
    def still(self) -> str:
        """The curve, and how it stands."""
    def start(self) -> None:
        """Begin, or go on where it was stopped; returns at once."""
    def stop(self) -> None:
        """Break off after this batch."""
    def wait(self) -> dict | None:
        """Wait for the training to end."""

aside: str

def set_aside(paths: Iterable[str | Path], root: str | Path) -> list[Path]:
    """Move files into the hidden folder `.aside` of their corpus; raises `DataError` before anything is moved where one is not there."""
def put_back(root: str | Path) -> list[Path]:
    """Undo `set_aside`, all of it."""
def apply_changes(changes: dict[Path, str], root: str | Path) -> list[Path]:
    """Set images aside, or move them to the folder of another label; all or none."""

class Browser(Panel):
    """The images of a corpus, page by page, to look at and to clean."""
    found: Audit | None
    rows: Corpus
    root: Path
    each: int
    changes: dict[Path, str]
    show: Any
    writer: Any
    label: Any
    page: Any
    def __init__(self, rows: Corpus | Audit | str | Path, each: int = 12) -> None:
        """Show the first page."""
    def shown(self) -> list[Signature]:
        """The images that the fields ask for."""
    def apply(self) -> list[Path]:
        """Do what was chosen, and read the corpus again."""
    def put_back(self) -> list[Path]:
        """Undo everything that was set aside."""
    def still(self) -> str:
        """The page that is shown."""
