# Made by tools/stubs.py: the methods that other cells add to these classes, for type checkers
from .core import *
import numpy as np
import torch
from .pages import Sources
from _typeshed import Incomplete
from pathlib import Path
from torch import Tensor, nn
from typing import Callable, NamedTuple, Sequence

__all__ = ['DocumentNet', 'document_loss', 'Samples', 'draw_samples', 'draw_decoys', 'fit_document', 'fit_scores', 'save_document', 'train_document']

class _Residual(nn.Module):
    """Two convolutions beside the way straight on"""
    def __init__(self, n, dilation: int = 1) -> None: ...
    def forward(self, x): ...

class DocumentNet(nn.Module):
    """Boxes of signatures and layers of a page: image (n, 3, h, w) to (n, 5, h/8, w/8) and (n, 4, h/2, w/2)."""
    down4: Incomplete
    down8: Incomplete
    down16: Incomplete
    down32: Incomplete
    everywhere: Incomplete
    up16: Incomplete
    fine16: Incomplete
    up8: Incomplete
    fine8: Incomplete
    up4: Incomplete
    fine4: Incomplete
    boxes: Incomplete
    layers: Incomplete
    def __init__(self, widths: tuple[int, ...] = (16, 32, 48, 80, 96)) -> None: ...
    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Look at images."""

def document_loss(raw: Tensor, seg: Tensor, bits: Tensor, owner: Tensor, distances: Tensor) -> Tensor:
    """Loss of boxes and layers; its parts are weighted to be of one size at the end."""

class Samples(NamedTuple):
    """Pictures with the truth about them."""
    images: np.ndarray
    bits: np.ndarray
    boxes: list[np.ndarray]

def draw_samples(folder: str | Path, kind: str, n: int, sources: Sources | None = None, first: int = 0, say: Callable = ...) -> Samples:
    """Draw samples to train with, or find them in their folder."""
def draw_decoys(n: int, sources: Sources | None = None) -> list[tuple[str, np.ndarray]]:
    """Draw things that are easily taken for signatures."""

class _Training(NamedTuple):
    net: nn.Module
    mean: torch.optim.swa_utils.AveragedModel
    adam: torch.optim.Optimizer

def fit_document(samples: dict[str, Samples], steps: int, decoys: Sequence = (), lr: float = 0.002, seed: int = 0, checkpoint: str | Path | None = None, say: Callable = ...) -> DocumentNet:
    """Train a network that finds signatures."""
def fit_scores(run: Callable, samples: dict[str, Samples]) -> tuple[float, float]:
    """Fit the share of right boxes to the network's scores, each kind of sample counting the same."""

class _Few:
    """Samples as the quantisation wants them: one after the other, then None"""
    rows: Incomplete
    def __init__(self, samples, n) -> None: ...
    def get_next(self): ...

def save_document(net: DocumentNet, path: str | Path, samples: dict[str, Samples], trained: dict | None = None) -> None:
    """Write a network as `signauth.document` reads it: in whole numbers, with a header."""
def train_document(out: str | Path, strokes: str | Path | None = None, fonts: str | Path | None = None, drawn: str | Path | None = None, pages: int = 12000, steps: int = 11000, seed: int = 0, checkpoint: str | Path | None = None, say: Callable = ...) -> Path:
    """Draw pages, train a network that finds signatures on them, calibrate its scores, and write it."""
