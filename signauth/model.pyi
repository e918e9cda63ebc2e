# Made by tools/stubs.py: the methods that other cells add to these classes, for type checkers
from .core import *
import numpy as np
from _typeshed import Incomplete
from pathlib import Path
from torch import Tensor, nn
from typing import Sequence

__all__ = ['Directions', 'DirectionPairs', 'stroke_width', 'SignatureNet', 'principal', 'habits', 'alike', 'save_model', 'load_model', 'opset', 'to_onnx']

class _Residual(nn.Module):
    """Two convolutions and a shortcut (He et al., 2016), (n, channels, h, w) to the same shape"""
    body: Incomplete
    def __init__(self, n) -> None: ...
    def forward(self, x): ...

class Directions(nn.Module):
    """How much line of each direction there is in each square of 8×8 pixels (Dalal and Triggs, 2005); nothing is learnt."""
    lobes: Tensor
    def __init__(self, bins: int = 8) -> None: ...
    def forward(self, ink: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Maps, as square roots (n, bins, h/8, w/8); line strength (n, 1, h/8, w/8); lines by pixel (n, bins, h, w)."""

class DirectionPairs(nn.Module):
    """How often a line of one direction has one of another a step away (Watanabe, Ito and Yokoi, 2009)."""
    steps: Incomplete
    far: Incomplete
    size: Incomplete
    def __init__(self, bins: int = 8, rings: tuple = ((2, 4), (3, 8), (6, 8))) -> None: ...
    def forward(self, lines: Tensor) -> Tensor:
        """Square roots of the shares of all pairs of directions, step by step, unit length, (n, size); 0 without lines."""

def stroke_width(ink: Tensor, lines: Tensor) -> Tensor:
    """Mean width of the strokes in units of five pixels: the ratio of ink to edge."""

class SignatureNet(nn.Module):
    """The CNN of signauth: float (n, v, h, w) with v views, h a multiple of 64, w of 128, to logits or embeddings."""
    plain: Tensor
    habit: Tensor
    usual: Tensor
    config: Incomplete
    directions: Incomplete
    body: Incomplete
    deep: Incomplete
    head: Incomplete
    out: Incomplete
    norm: Incomplete
    pairs: Incomplete
    def __init__(self, classes: int = 0, width: int = 64, local: int = 32, embed: int = 128, turns: int = 384) -> None: ...
    def cells(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """The cells of embeddings, learnt ones first, of all views; and the lines that habits are made of."""
    def forward(self, image: Tensor) -> Tensor:
        """Logits, or embeddings of unit length: cells, and habits as long beside them as the strokes are wide."""

def principal(net: SignatureNet, ims: Tensor) -> SignatureNet:
    """Set `plain` to the principal components of the directions in and around a cell of these images."""
def habits(net: SignatureNet, ims: np.ndarray, writers: Sequence[str] | np.ndarray) -> SignatureNet:
    """Set `habit` so that writers vary equally in all directions (WCCN); raises `DataError` where nobody signed twice."""
def alike(z: Tensor, grid: tuple[int, int, int]) -> Tensor:
    """1 less the `signauth.distance.place_distance` of all pairs of a batch."""
def save_model(net: SignatureNet, path: str | Path, meta: dict, half: bool = False) -> Path:
    """Write weights and header as safetensors, completely or not at all."""
def load_model(path: str | Path) -> tuple[SignatureNet, dict]:
    """Read a model; raises `ModelError` for anything else."""

opset: int

def to_onnx(net: nn.Module, path: str | Path, meta: dict, shape: tuple[int, int, int] = (1, 256, 256), inputs: tuple[str, ...] = ('image',), outputs: tuple[str, ...] = ()) -> Path:
    """Write the network as ONNX with its header; float32 inputs of shape (n, v, h, w), in 0..1 for a SignatureNet."""
