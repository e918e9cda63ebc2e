# Made by tools/stubs.py: the methods that other cells add to these classes, for type checkers
from .core import *
import numpy as np
from _typeshed import Incomplete
from pathlib import Path
from typing import Any, Callable, Iterator, NamedTuple

__all__ = ['scripts', 'Hand', 'Control', 'forger', 'Writer', 'Drawn', 'draw_corpus', 'write_corpus']

class _Movement(NamedTuple):
    """A pen in motion, n moments"""
    t: np.ndarray
    xy: np.ndarray
    speed: np.ndarray
    owner: np.ndarray

class _Plan:
    """Targets of a name, collected sign by sign"""
    rng: Incomplete
    pos: Incomplete
    rows: Incomplete
    late: Incomplete
    forms: Incomplete
    tall: Incomplete
    fade: Incomplete
    round: Incomplete
    apart: Incomplete
    def __init__(self, rng) -> None: ...
    @property
    def right(self): ...
    def form(self, table, name):
        """Return the writer's own form of a sign, the same each time."""

scripts: Incomplete

class Hand(NamedTuple):
    """Habits of a writer."""
    slant: float
    width: float
    gap: float
    sigma: float
    rise: float
    press: float
    taper: float
    shake: float
    loose: float
    @classmethod
    def draw(cls, rng: np.random.Generator, script: str = 'latin') -> Hand:
        """Return the habits of a new person."""

class Control(NamedTuple):
    """How well a movement is mastered: amounts of deviation."""
    shape: float = ...
    misread: float = ...
    foreign: float = ...
    tremor: float = ...
    tempo: float = ...
    rhythm: float = ...
    lifts: float = ...
    joins: float = ...
    taper: float = ...
    play: float = ...

def forger(skill: float, traced: bool = False) -> Control:
    """Return the deviations that a forger of this skill cannot avoid; raises `DataError` for a skill out of range."""

class _Trace(NamedTuple):
    """The path of a pen, n points"""
    xy: np.ndarray
    press: np.ndarray
    down: np.ndarray

class _Pen(NamedTuple):
    """A pen, as it writes in one signature"""
    width: float
    play: float
    dark: float
    skip: float
    grain: float
    blobs: float
    @classmethod
    def draw(cls, rng):
        """Return one of the usual pens."""

class Writer:
    """An invented person with a stable signature; equal seeds make equal people."""
    seed: Incomplete
    key: Incomplete
    script: Incomplete
    hand: Incomplete
    plan: Incomplete
    size: Incomplete
    def __init__(self, seed: int | list[int]) -> None: ...
    def sign(self, rng: int | np.random.Generator | None = None) -> np.ndarray:
        """Return a genuine signature."""
    def draw_ink(self, rng: int | np.random.Generator | None = None, width: float | None = None, height: float | None = None, angle: float = 0.0, pen: float | None = None) -> np.ndarray:
        """Return the bare ink of a genuine signature, without paper; raises `DataError` for a size below one pixel."""
    def forge(self, rng: int | np.random.Generator | None = None, skill: float = 0.5, by: Writer | None = None) -> np.ndarray:
        """Return a skilled forgery, traced or free-hand; raises `DataError` for a skill out of range."""

class Drawn(NamedTuple):
    """One image of a synthetic corpus; the fields after the first are those of a `Signature`."""
    image: Any
    writer: str
    kind: str
    forger: str
    sample: str
    part: str

def draw_corpus(writers: int = 10, genuine: int = 8, forged: int = 6, test: float = 0.25, seed: int = 0, prepare: Callable | None = None, workers: int | None = None) -> Iterator[Drawn]:
    """Yield train and test images of a synthetic corpus in a random order; raises `DataError` for numbers out of range."""
def write_corpus(out: str | Path, writers: int = 10, genuine: int = 8, forged: int = 6, test: float = 0.25, seed: int = 0, overwrite: bool = False, progress: bool = True, workers: int | None = None) -> Path:
    """Write a synthetic corpus in the classic layout; raises `DataError` for numbers out of range or a folder in use."""
