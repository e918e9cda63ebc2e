# Made by tools/stubs.py: the methods that other cells add to these classes, for type checkers
from .core import *
from .corpus import *
import numpy as np
import torch
from _typeshed import Incomplete
from fastai.vision.all import DataLoaders, DisplayedTransform, TensorImageBW
from pathlib import Path
from torch import Tensor
from typing import Callable, Iterator, Sequence

__all__ = ['load_images', 'ink_cache', 'thickest', 'thicken', 'augment', 'default_device', 'get_dls', 'WriterBatches']

def load_images(rows: Corpus, prepare: Callable, progress: bool = True) -> tuple[np.ndarray, Corpus, list[str]]:
    """Prepare the images of `rows` in threads; images that cannot be read are reported and left out."""
def ink_cache(rows: Corpus, folder: str | Path | None = None, shape: tuple[int, int] = ..., progress: bool = True) -> tuple[np.memmap, Corpus, list[str]]:
    """Return the ink of `rows` as a memory-mapped file, built if it is missing; broken images are reported and left out."""

thickest: int

def thicken(ink: Tensor, by: Tensor) -> Tensor:
    """Return the ink as a thicker pen would have written it."""
def augment(x: Tensor, strength: float = 1.0, lines: float = 0.2, pens: float = 0.0) -> Tensor:
    """Warp, thicken or thin, and fade the ink of a batch and draw lines across it, with torch's random numbers."""

class _TensorPaper(TensorImageBW):
    """A grey image that fastai shows as it is, dark ink on white paper"""

class _BatchAugment(DisplayedTransform):
    """`augment` as a fastai transform of training batches"""
    split_idx: Incomplete
    order: Incomplete
    strength: Incomplete
    def __init__(self, strength: float = 1.0) -> None: ...
    def encodes(self, x: _TensorPaper): ...

def default_device() -> torch.device:
    """Return a CUDA GPU if there is one, else the CPU."""
def get_dls(ims: np.ndarray, labels: Sequence[str], classes: list[str], valid: list[int], bs: int = 32, strength: float = 1.0) -> DataLoaders:
    """Return fastai `DataLoaders` over images in memory or in a memory-mapped file."""

class _Deck:
    """An endless deck of cards in random order"""
    cards: Incomplete
    rng: Incomplete
    left: Incomplete
    def __init__(self, cards, rng) -> None: ...
    def deal(self, n):
        """Return the next `n` cards, all different if there are enough."""

class WriterBatches:
    """Endless batches of P writers × (K genuine + F forged signatures)."""
    left_out: Corpus
    def __init__(self, rows: Corpus, writers: int = 8, genuine: int = 5, forged: int = 3, seed: int = 0) -> None: ...
    def __iter__(self) -> Iterator[tuple[np.ndarray, np.ndarray]]: ...
    def __next__(self) -> tuple[np.ndarray, np.ndarray]:
        """Return indices of images, and their labels: the writer's position in the batch, −1 for a forgery."""
    def show_batch(self, ims: np.ndarray, nrows: int = 3) -> None:
        """Show pairs of the next batch without taking it: for each writer a genuine pair and both kinds of forgeries."""
