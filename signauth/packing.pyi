# Made by tools/stubs.py: the methods that other cells add to these classes, for type checkers
from .core import *
from .describe import *
import numpy as np
from pathlib import Path
from typing import NamedTuple, Sequence

__all__ = ['Packing', 'learn_packing', 'packing_file', 'write_packing', 'read_packing', 'note_folder', 'packing_of', 'pack_references', 'unpack_references']

class Packing(NamedTuple):
    """The books by which embeddings of one model are packed."""
    model: str
    layout: Layout
    habits: int
    learnt: np.ndarray
    plain: np.ndarray
    mark: bytes
    @property
    def size(self) -> int:
        """Bytes of a packed embedding: an odd number, which half precision never has."""
    def pack(self, z: np.ndarray) -> list[bytes]:
        """Pack embeddings; raises `DataError` for those of another length."""
    def unpack(self, packed: Sequence[bytes]) -> tuple[np.ndarray, np.ndarray]:
        """Read embeddings that these books have packed; raises `DataError` for any other bytes."""

def learn_packing(z: np.ndarray, model: str, layout: Layout = ..., seed: int = 0) -> Packing:
    """Learn to pack the embeddings of a model; raises `DataError` for too few."""

packing_file: str

def write_packing(p: Packing, folder: str | Path) -> Path:
    """Write the books of a model beside it, completely or not at all."""
def read_packing(folder: str | Path) -> Packing | None:
    """Read the books beside a model; raises `ModelError` for any other file."""
def note_folder(model: str, path: str | Path) -> None:
    """Remember where a model lies, so that `packing_of` finds its books."""
def packing_of(model: str) -> Packing | None:
    """The books of a model."""
def pack_references(z: np.ndarray, model: str) -> list[bytes]:
    """References as a store keeps them: packed by the books of their model, or in half precision where it has none."""
def unpack_references(packed: Sequence[bytes], model: str) -> tuple[np.ndarray, np.ndarray | None]:
    """Read references as a store keeps them; raises `DataError` where the books that packed them are not there."""
