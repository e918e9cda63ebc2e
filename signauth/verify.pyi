# Made by tools/stubs.py: the methods that other cells add to these classes, for type checkers
from .core import *
from .ink import *
from .metrics import *
import numpy as np
from .copy_flag import Soft
from _typeshed import Incomplete
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Iterable, Iterator, Sequence

__all__ = ['Template', 'Verification', 'max_references', 'max_template', 'Verifier', 'in_words', 'support']

@dataclass(frozen=True, eq=False)
class Template:
    """What is kept of one writer: the embeddings of the references, and the model they are from."""
    embeddings: np.ndarray
    model: str
    writer: str = ...
    inks: tuple[bytes, ...] = ...
    def variety(self, grid: tuple[int, int, int]) -> np.ndarray:
        """`signauth.metrics.variety` of the references, worked out once."""
    def own(self, grid: tuple[int, int, int]) -> np.ndarray:
        """`signauth.metrics.similarity` of the references among themselves, worked out once."""
    def softened(self, shape: tuple[int, int]) -> list[Soft]:
        """The inks of the references, made ready for `signauth.copy_flag.same_ink` once."""
    def save(self, path: str | Path) -> Path:
        """Write a template, whole or not at all."""
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
    turned: int = ...
    @property
    def log10_lr(self) -> float:
        """The likelihood ratio on a scale where 0 says nothing."""
    def to_dict(self) -> dict:
        """All of it, as plain numbers and words."""

max_references: Incomplete
max_template: Incomplete

class Verifier:
    """Compares questioned signatures with references of the claimed writer."""
    run: Callable
    meta: dict
    model: str
    shape: tuple[int, int]
    grid: tuple[int, int, int]
    def __init__(self, path: str | Path, threads: int = 0) -> None: ...
    @classmethod
    def load(cls, path: str | Path | None = None, threads: int = 0) -> Verifier:
        """The shipped verifier, or one of your own; needs no torch and no download."""
    def embed(self, images: image_types | Sequence[image_types]) -> np.ndarray:
        """Ink, then embedding, of each image; raises `ImageError` for one without ink."""
    def embed_each(self, images: Iterable[image_types]) -> Iterator[np.ndarray]:
        """The same one after the other, several at once; holds a few images at a time. Quickest with `threads=1`: the images share the cores, not the network."""
    def enroll(self, references: image_types | Sequence[image_types], writer: str = '') -> Template:
        """Template of one writer from one reference signature or more."""
    def enroll_inks(self, inks: Sequence[np.ndarray], writer: str = '') -> Template:
        """`enroll`, for ink that was isolated already; raises `DataError` where one signature comes twice: its writer would seem to sign alike to a hair."""
    def compare(self, z: np.ndarray, template: Template, fmr: float | None = None, doubt: float = 2.0, bayes: float = 1.0) -> Verification:
        """Compare an embedding with a template; raises `ModelError` if they are from different models."""
    def verify(self, questioned: image_types, template: Template, fmr: float | None = None, doubt: float = 2.0, bayes: float = 1.0, askew: float = 0.0, turns: bool = False) -> Verification:
        """Compare a questioned signature with a template; raises `ImageError`, with the reason, for an image that cannot be compared."""
    def judge(self, ink: np.ndarray, template: Template, fmr: float | None = None, doubt: float = 2.0, bayes: float = 1.0, askew: float = 0.0, turns: bool = False) -> Verification:
        """`verify`, for ink that was isolated already."""
    def odd(self, template: Template) -> int | None:
        """The reference that is least like the others, where they speak against it by a likelihood ratio of 1/20 or less, which a calibration on few writers may not support: is it of the same person?"""
    def identify(self, questioned: image_types, templates: Sequence[Template], fmr: float | None = 0.01, doubt: float = 2.0) -> tuple[str, list[Verification]]:
        """Whose signature is it? Says 'unknown' where nobody's references speak for it, or it is a copy of one; raises `ImageError`, with the reason, for an image that cannot be compared."""
    def search(self, z: np.ndarray, templates: Sequence[Template], fmr: float | None = 0.01, doubt: float = 2.0, enrolled: int | None = None, ink: np.ndarray | None = None) -> tuple[str, list[Verification]]:
        """`identify`, for an embedding."""
    def stranger_bar(self, references: int, enrolled: int = 1, fmr: float | None = 0.01) -> float:
        """Threshold against random forgeries; raises `ModelError` where the calibration does not support `fmr`. What is laxer than the calibration holds is taken as strict as it is."""

def in_words(r: Verification) -> str:
    """The answer for a reader, with what it rests on."""
def support(lr: float) -> str:
    """The verbal scale of the ENFSI Guideline for Evaluative Reporting (2015)."""
