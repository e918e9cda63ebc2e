# Made by tools/stubs.py: the methods that other cells add to these classes, for type checkers
from .core import *
from .ink import *
from .calibration import *
import numpy as np
from .agreement import Agreement
from .copy_flag import Soft
from .describe import Described, Layout
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Iterable, Iterator, Sequence

__all__ = ['Template', 'Verification', 'in_words', 'support', 'Verifier']

@dataclass(frozen=True, eq=False)
class Template:
    """A writer's enrolled references, as one model sees them."""
    embeddings: np.ndarray
    model: str
    writer: str = ...
    inks: tuple[bytes, ...] = ...
    variety: np.ndarray | None = ...
    def described(self, grid: Layout) -> Described:
        """The description of the references."""
    def own(self, grid: Layout) -> np.ndarray:
        """`signauth.distance.similarity` of the references with each other, shape (r, r)."""
    def softened(self, shape: tuple[int, int]) -> list[Soft]:
        """The inks of the references, ready for `signauth.copy_flag.same_ink`."""
    def save(self, path: str | Path) -> Path:
        """Write a template, completely or not at all."""
    @classmethod
    def load(cls, path: str | Path) -> Template:
        """Read a template; raises `DataError` for any other file."""

@dataclass(frozen=True)
class Verification:
    """The answer to one comparison."""
    score: float
    lr: float
    decision: str
    threshold: float
    references: int
    writer: str = ...
    nearest: int = ...
    similarity: float = ...
    fmr: float | None = ...
    copy: int | None = ...
    pen: float = ...
    found: tuple[int, int, int, int] | None = ...
    turned: int = ...
    doubts: tuple[str, ...] = ...
    used: tuple[int, ...] = ...
    odd: tuple[int, ...] = ...
    @property
    def log10_lr(self) -> float:
        """The likelihood ratio on a scale where 0 says nothing."""
    def to_dict(self) -> dict:
        """All fields as plain numbers, words and lists."""

def in_words(r: Verification, names: Sequence[Any] = ()) -> str:
    """The answer for a reader."""
def support(lr: float) -> str:
    """The verbal scale of the ENFSI Guideline for Evaluative Reporting (2015)."""

class Verifier:
    """Compares questioned signatures with references of the claimed writer."""
    run: Callable
    meta: dict
    model: str
    shape: tuple[int, int]
    grid: Layout
    batch: int
    def __init__(self, path: str | Path, threads: int = 0) -> None: ...
    @classmethod
    def load(cls, path: str | Path | None = None, threads: int = 0) -> Verifier:
        """The shipped verifier, or one of your own; needs no torch and no download."""
    def embed_views(self, seen: np.ndarray) -> np.ndarray:
        """Embeddings of views."""
    def embed_inks(self, inks: Sequence[np.ndarray]) -> np.ndarray:
        """Embeddings of inks that were isolated already, `batch` of them at once."""
    def embed_ink(self, ink: np.ndarray) -> np.ndarray:
        """Embedding of ink that was isolated already."""
    def embed_each(self, images: Iterable[image_types]) -> Iterator[np.ndarray]:
        """Embed one image after another, several at once; holds only a few images, or a batch, at a time."""
    def embed(self, images: image_types | Sequence[image_types]) -> np.ndarray:
        """Ink, then embedding, of each image; raises `ImageError` for one without ink."""
    def enroll(self, references: image_types | Sequence[image_types], writer: str = '') -> Template:
        """Template of one writer from one or more reference signatures."""
    def enroll_inks(self, inks: Sequence[np.ndarray], writer: str = '') -> Template:
        """`enroll` for ink that was isolated already; raises `DataError` where one signature comes twice."""
    def agreement(self, template: Template) -> Agreement:
        """Which references are compared with, and which are left out, since they are unlike the others."""
    def compare(self, z: np.ndarray, template: Template, rule: Rule | None = None, **old: Any) -> Verification:
        """Compare an embedding with a template; raises `ModelError` if they are from different models."""
    def embed_rotated(self, ink: np.ndarray, askew: float) -> np.ndarray:
        """Embeddings of ink as it lies and rotated to either side."""
    def judge(self, ink: np.ndarray, template: Template, rule: Rule | None = None, *, askew: float = 0.0, turns: bool = False, doubts: Sequence[str] = (), found: tuple[int, int, int, int] | None = None, z: np.ndarray | None = None, **old: Any) -> Verification:
        """`verify` for ink that was isolated already."""
    def verify(self, questioned: image_types, template: Template, rule: Rule | None = None, *, askew: float = 0.0, turns: bool = False, which: int | None = None, **old: Any) -> Verification:
        """Compare a questioned signature with a template; raises `ImageError`, with the reason, if it cannot be compared."""
    def usual_fmr(self, references: int, enrolled: int) -> float:
        """One in a hundred, or the least that the calibration supports for as many people."""
    def stranger_bar(self, references: int, enrolled: int = 1, fmr: float | None = 0.01) -> float:
        """Threshold against random forgeries; raises `ModelError` where the calibration does not support `fmr`."""
    def search(self, z: np.ndarray, templates: Sequence[Template], rule: Rule | None = None, *, enrolled: int | None = None, ink: np.ndarray | None = None, **old: Any) -> tuple[str, list[Verification]]:
        """`identify` for an embedding."""
    def identify(self, questioned: image_types, templates: Sequence[Template], rule: Rule | None = None, which: int | None = None, **old: Any) -> tuple[str, list[Verification]]:
        """Name the person who signed, or 'unknown'; raises `ImageError`, with the reason, if it cannot be compared."""
