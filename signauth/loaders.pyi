# Made by tools/stubs.py: the methods that other cells add to these classes, for type checkers
from .core import *
from .preprocess import *
from .corpus import *
import numpy as np
import torch
from _typeshed import Incomplete
from fastai.vision.all import DataLoaders, DisplayedTransform, TensorImageBW
from pathlib import Path
from torch import Tensor
from typing import Callable, Iterator, Sequence

__all__ = ['load_images', 'ink_cache', 'thickest', 'thicken', 'augment', 'TensorPaper', 'BatchAugment', 'get_dls', 'default_device', 'WriterBatches', 'show_pairs']

def load_images(rows: Corpus, prepare: Callable, progress: bool = True) -> tuple[np.ndarray, Corpus, list[str]]:
    """Prepare the images of `rows` in threads; broken ones are reported and left out."""
def ink_cache(rows: Corpus, folder: str | Path | None = None, shape: tuple[int, int] = ..., progress: bool = True) -> tuple[np.memmap, Corpus, list[str]]:
    """The ink of `rows` as a memory-mapped file, built where there is none yet; broken images are reported and left out."""

thickest: int

def thicken(ink: Tensor, by: Tensor) -> Tensor:
    """As a thicker pen would have written it."""
def augment(x: Tensor, strength: float = 1.0, lines: float = 0.2, pens: float = 0.0) -> Tensor:
    """Warp, thicken or thin, fade the ink of a batch and draw lines across it, with torch's random numbers."""

class TensorPaper(TensorImageBW):
    """A grey image that fastai shows as it is, dark ink on white paper."""

class BatchAugment(DisplayedTransform):
    """`augment` as a fastai transform of training batches."""
    split_idx: Incomplete
    order: Incomplete
    strength: Incomplete
    def __init__(self, strength: float = 1.0) -> None: ...
    def encodes(self, x: TensorPaper) -> TensorPaper:
        """The same images, augmented."""

def get_dls(ims: np.ndarray, labels: Sequence[str], classes: list[str], valid: list[int], bs: int = 32, strength: float = 1.0) -> DataLoaders:
    """fastai `DataLoaders` over images in memory or in a memory-mapped file."""
def default_device() -> torch.device:
    """A CUDA GPU if there is one, else the CPU."""

class _Deck:
    """Cards in random order, for ever"""
    def __init__(self, cards, rng) -> None: ...
    def deal(self, n):
        """The next `n` cards, all different as far as there are so many"""

class WriterBatches:
    """Endless batches of P writers × (K genuine + F forged), drawn by seed; `left_out` holds the rows of writers with less than two genuine signatures."""
    left_out: Corpus
    names: np.ndarray
    chance: np.ndarray
    decks: dict[str, dict]
    rng: np.random.Generator
    p: int
    k: int
    f: int
    def __init__(self, rows: Corpus, writers: int = 8, genuine: int = 5, forged: int = 3, seed: int = 0) -> None: ...
    def __iter__(self) -> Iterator[tuple[np.ndarray, np.ndarray]]: ...
    def __next__(self) -> tuple[np.ndarray, np.ndarray]:
        """Indices of the images, and their labels: the writer's place in the batch, −1 for a forgery."""
    def show_batch(self, ims: np.ndarray, nrows: int = 3) -> None:
        """Pairs of the batch that comes next, which is not taken: a genuine one and both kinds of forgeries for each writer."""

def show_pairs(refs: Sequence[np.ndarray], questioned: Sequence[np.ndarray], kinds: Sequence[str], ncols: int = 3) -> None:
    """Pairs of signatures under their kind, reference at the left."""
