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

__all__ = ['Panel', 'SignPad', 'Tray', 'VerifyPanel', 'TrainPanel', 'set_aside', 'put_back', 'apply_changes', 'Browser']

class Panel(W.VBox):
    """A box of widgets that shows a picture of itself where nothing runs widgets."""
    def __init__(self, children: Iterable[Any] = (), **kw: Any) -> None:
        """Make a box of these widgets."""
    def still(self) -> str:
        """Return what to show where no widget can run."""

class SignPad(anywidget.AnyWidget):
    """A sheet to sign on."""
    png: Incomplete
    size: Incomplete
    @property
    def image(self) -> Image.Image | None:
        """The signature, with two pixels for each of the screen."""
    def clear(self) -> None:
        """Take a new sheet."""

@dataclass
class _Given:
    """A picture in a tray, and its ink"""
    name: str
    image: Image.Image | None
    ink: np.ndarray | None = ...
    wrong: str = ...
    def shown(self, scan):
        """The picture or, if asked for, its ink; an empty sheet if it cannot be opened"""

class Tray(W.VBox):
    """Pictures of signatures that were chosen, or signed on a sheet."""
    title: Incomplete
    most: Incomplete
    changed: Incomplete
    items: list[_Given]
    scan: bool
    def __init__(self, title: str, most: int = 1, changed: Callable[[], Any] = ...) -> None:
        """Make an empty tray."""
    def still(self) -> str:
        """Return the pictures, with their names below them or why they cannot be compared."""
    def inks(self) -> list[np.ndarray]:
        """Return the inks of the pictures that can be compared."""
    def add(self, *images: image_types, names: Iterable[str] = ()) -> None:
        """Put pictures into the tray."""
    def clear(self) -> None:
        """Empty the tray."""

class VerifyPanel(Panel):
    """Questioned signature and references, the answer, and where they agree."""
    verifier: Verifier
    fmr: Incomplete
    result: Verification | None
    picture: Image.Image | None
    questioned: Tray
    references: Tray
    scan: Any
    def __init__(self, questioned: image_types | None = None, references: image_types | Sequence[image_types] | None = None, verifier: Verifier | None = None, fmr: float | None = None) -> None:
        """Show the panel, empty or with these images."""
    def still(self) -> str:
        """Return both trays and the answer."""

class TrainPanel(Panel):
    """Train a classifier on folders of images, and watch."""
    result: dict | None
    history: list[dict]
    thread: threading.Thread | None
    fields: dict[str, Any]
    bar: Any
    def __init__(self, data: str | Path = 'data', out: str | Path = 'model', epochs: int = 10, bs: int = 32, lr: float = 0.001, scan: bool = False) -> None:
        """Show the fields; nothing runs before the button is pressed or `start` is called."""
    def still(self) -> str:
        """Return the curve, and what is said below it."""
    def start(self) -> None:
        """Begin, or go on where the training was stopped; returns at once."""
    def wait(self) -> dict | None:
        """Wait for the training to end."""
    def stop(self) -> None:
        """Break off after this batch."""

class _Stopped(Exception):
    """The reader pressed the button"""

def set_aside(paths: Iterable[str | Path], root: str | Path) -> list[Path]:
    """Move files into the hidden folder `.aside` of their corpus, or none if one is not there: raises `DataError`."""
def put_back(root: str | Path) -> list[Path]:
    """Undo `set_aside` for all files."""
def apply_changes(changes: dict[Path, str], root: str | Path) -> list[Path]:
    """Set images aside, or move them to the folder of another label; all or none."""

class Browser(Panel):
    """The images of a corpus, page by page, to look at and to clean."""
    found: Audit | None
    rows: Corpus
    root: Path
    each: Incomplete
    changes: dict[Path, str]
    show: Any
    writer: Any
    label: Any
    page: Any
    def __init__(self, rows: Corpus | Audit | str | Path, each: int = 12) -> None:
        """Show the first page."""
    def shown(self) -> list[Signature]:
        """Return the images that the fields ask for."""
    def still(self) -> str:
        """Return the page that is shown."""
    def apply(self) -> list[Path]:
        """Do what was chosen, and read the corpus again."""
    def put_back(self) -> list[Path]:
        """Undo everything that was set aside."""
