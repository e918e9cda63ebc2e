# Made by tools/stubs.py: the methods that other cells add to these classes, for type checkers
from .core import *
from .ink import *
import numpy as np
from PIL import Image
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

__all__ = ['Found', 'Shown', 'one_signature', 'find_signatures', 'full_ink']

class _Seen(NamedTuple):
    """What the network sees in a picture."""
    boxes: np.ndarray
    scores: np.ndarray
    layers: np.ndarray
    scale: float

@dataclass(frozen=True, eq=False)
class Found:
    """A signature on a page."""
    box: tuple[int, int, int, int]
    score: float
    part: np.ndarray
    place: tuple[int, int, int, int]
    strokes: np.ndarray
    covered: float
    @property
    def ink(self) -> np.ndarray:
        """Its ink in the resolution of the image, and nothing else."""
    def cut_out(self) -> Image.Image:
        """The signature in its own colour on transparent paper."""
    def on_canvas(self, shape: tuple[int, int] = ...) -> Ink | None:
        """Its ink alone on a canvas, to be compared."""

@dataclass(frozen=True, eq=False)
class _Look:
    """What the network sees in the ink of a whole picture."""
    boxes: np.ndarray
    scores: np.ndarray
    other: float
    kinds: np.ndarray
    covered: float
    doubts: tuple[str, ...]
    mixed: bool
    ink: np.ndarray
    layers: list
    @cached_property
    def by_hand(self):
        """1 where a signature's or other handwriting's ink is"""
    @property
    def share_by_hand(self):
        """Share of the ink that is a signature's or other handwriting"""

class Shown(NamedTuple):
    """What a picture shows to somebody who looks for one signature."""
    ink: Ink | None
    reason: str
    found: tuple[Found, ...] = ...
    one: Found | None = ...
    by_hand: float = ...
    doubts: tuple[str, ...] = ...
    @property
    def is_whole(self) -> bool:
        """Is it one signature with all the ink of the picture?"""

def one_signature(src: image_types, shape: tuple[int, int] = ..., which: int | None = None) -> Shown:
    """Return the ink of the one signature on a picture; raises `DataError` if there are fewer than `which`."""
def find_signatures(src: image_types, least: float = 0.5) -> list[Found]:
    """Find the signatures on a page; raises `DataError` for a score outside 0 to 1."""
def full_ink(src: image_types, which: int | None = None) -> np.ndarray:
    """Return the ink of the one signature on a picture in its full resolution; raises `ImageError` where there is none."""
