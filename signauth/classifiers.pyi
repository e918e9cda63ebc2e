# Made by tools/stubs.py: the methods that other cells add to these classes, for type checkers
from .core import *
from .corpus import *
from .ink import *
import numpy as np
from .verify import Verifier
from _typeshed import Incomplete
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, NamedTuple, Sequence

__all__ = ['Prediction', 'Classifier', 'predict_files', 'table', 'write_predictions', 'known_writers', 'Head', 'fit_head', 'cross_validate', 'save_known', 'Known', 'open_classifier', 'train_known']

@dataclass(frozen=True)
class Prediction:
    """The classifier's answer for one image."""
    image: str
    prediction: str
    probability: float | None
    probabilities: dict[str, float]

class Classifier:
    """A trained classifier; needs no torch."""
    run: Callable
    meta: dict
    model: str
    classes: Incomplete
    def __init__(self, path: str | Path, threads: int = 0) -> None: ...
    @classmethod
    def load(cls, path: str | Path, threads: int = 0) -> Classifier:
        """Open a classifier, as `Verifier.load` does."""
    def predict(self, images: image_types | Sequence[image_types]) -> list[Prediction]:
        """Class of each image; raises `ImageError` for one that cannot be read."""

def predict_files(clf: Classifier | Known, paths: Sequence[str | Path], done: Callable[[int, int], object] = ...) -> tuple[list[Prediction], list[str]]:
    """Predict images and whole folders; images that cannot be read are reported and skipped."""
def table(preds: list[Prediction]) -> str:
    """The answers as a table for the screen."""
def write_predictions(preds: list[Prediction], path: str | Path, fmt: str = '') -> Path:
    """Save the answers, completely or not at all; JSON has the probability of every class."""
def known_writers(rows: Corpus, least: int = 3) -> list[str]:
    """Writers with enough signatures to learn from."""

class Head(NamedTuple):
    """A linear layer on embeddings of length d, with k answers."""
    labels: list[str]
    weights: np.ndarray
    bias: np.ndarray
    centres: np.ndarray
    def __call__(self, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The answers; a centre stands out by its cosine, less the root mean square of the other cosines."""

def fit_head(z: np.ndarray, labels: Sequence[str] | np.ndarray, shrink: float = 0.2, sharp: float = 0.03) -> Head:
    """Fisher's linear discriminant on principal components (Belhumeur, Hespanha and Kriegman, 1997)."""
def cross_validate(z: np.ndarray, labels: Sequence[str], groups: Sequence[str], strangers: np.ndarray | None = None, folds: int = 5, lost: float = 0.0, seed: int = 0) -> tuple[dict, float]:
    """Accuracy on images that the training did not see, with 'unknown' counted as wrong."""
def save_known(head: Head, about: dict, path: str | Path) -> Path:
    """Write a head in eight bits, completely or not at all."""

class Known:
    """Tells whether a signature is real, a fake, or by nobody the model knows; needs no torch."""
    classes: Incomplete
    head: Head
    about: dict
    writers: Incomplete
    verifier: Incomplete
    def __init__(self, path: str | Path | None = None, threads: int = 0, verifier: Verifier | None = None) -> None: ...
    @classmethod
    def load(cls, path: str | Path | None = None, threads: int = 0) -> Known:
        """Open a classifier, as `Verifier.load` does."""
    def predict(self, images: image_types | Sequence[image_types]) -> list[Prediction]:
        """Real, fake or unknown, for each image; raises `ImageError` for one without ink."""

def open_classifier(path: str | Path) -> Classifier | Known:
    """Open a classifier of either sort."""
def train_known(corpora: Sequence[str | Path], others: Sequence[str | Path] = (), out: str | Path = 'known', model: str | Path | None = None, seed: int = 0, overwrite: bool = False, progress: bool = True) -> dict:
    """Learn to tell real from fake for known writers, and measure it by five-fold cross-validation."""
