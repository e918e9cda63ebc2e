# Made by tools/stubs.py: the methods that other cells add to these classes, for type checkers
from .core import *
from _typeshed import Incomplete
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable, Iterable, Sequence

__all__ = ['Signature', 'layouts', 'Corpus', 'read_corpora', 'content_hash', 'remember', 'pixel_hash', 'pixel_hashes', 'same_image', 'drop_leaks', 'Split', 'writer_groups', 'split', 'kfold', 'leave_one_out', 'split_writers', 'split_images', 'sources', 'fetch']

@dataclass(frozen=True)
class Signature:
    """One image of a signature, and what its path and its file say about it."""
    path: Path
    label: str
    writer: str
    kind: str
    sample: str = ...
    forger: str = ...
    part: str = ...
    corpus: str = ...
    hash: str = ...
    size: tuple[int, int] = ...
    text: str = ...
    @property
    def who(self) -> str:
        """Corpus and writer: writers of different corpora are different people."""
    @property
    def instance(self) -> str:
        """Which signature of which person, such as a left thumb is a finger of somebody (ISO/IEC 2382-37): two are to match if they have this in common."""

layouts: Incomplete

class Corpus(list[Signature]):
    """A list of `Signature`s, with the questions that one asks of them."""
    name: str
    skipped: dict
    layout: str
    def __init__(self, rows: Iterable[Signature] = (), name: str = '', skipped: dict | None = None, layout: str = '') -> None: ...
    def like(self, rows: Iterable[Signature]) -> Corpus:
        """These rows, and all else as it is here."""
    def __getitem__(self, i): ...
    @classmethod
    def read(cls, path: str | Path, layout: str | None = None, name: str = '') -> Corpus:
        """Read a folder of any known layout; raises `DataError` where no layout fits."""
    def where(self, **kw: Any) -> Corpus:
        """The rows whose fields have these values; raises `DataError` for a field that there is not."""
    def __add__(self, other): ...
    @property
    def classes(self) -> list[str]:
        """Labels that occur, sorted."""
    @property
    def writers(self) -> list[str]:
        """Writers that occur, sorted."""

def read_corpora(paths: Sequence[str | Path]) -> Corpus:
    """Read several corpora as one."""
def content_hash(row: Signature | str | Path) -> str:
    """Hash of the content of a file: that of the row, where it has one."""
def remember(what: str, rows: Sequence, fn: Callable, progress: bool = False) -> list:
    """Compute `fn` in threads for the images of which the answer is not yet known on this machine."""
def pixel_hash(path: str | Path) -> str:
    """Hash of the decoded pixels in grey, whatever the name and format of the file; raises `ImageError`."""
def pixel_hashes(rows: Sequence[Signature | str | Path], progress: bool = False) -> list[str | None]:
    """`pixel_hash` of many files, remembered."""
def same_image(rows: Sequence[Signature | str | Path]) -> list[str]:
    """The hash of the pixels, or of the bytes where no pixels can be read."""
def drop_leaks(train: Corpus, *others: Corpus) -> tuple[Corpus, Corpus]:
    """Remove from `train` every image whose pixels occur in `others`."""

@dataclass
class Split:
    """Which writers belong to which part."""
    parts: dict[str, list[str]]
    how: str = ...
    seed: int = ...
    images: dict[str, int] = field(default_factory=dict)
    linked: list[list[str]] = field(default_factory=list)
    forgers: dict[str, list[str]] = field(default_factory=dict)
    def save(self, path: str | Path) -> None:
        """Write the split; what stood there is replaced once the new one is whole."""
    @classmethod
    def read(cls, path: str | Path) -> Split:
        """Read a split; raises `DataError` for any other file."""
    def label(self, rows: Corpus) -> Corpus:
        """Write its part into each row; raises `DataError` for writers the split does not know."""
    def apply(self, rows: Corpus) -> dict[str, Corpus]:
        """Deal out `rows`; raises `DataError` as `label` does, and for images that would stand in two parts."""

def writer_groups(rows: Corpus, copies: Sequence = ()) -> list[list[str]]:
    """Writers that must stay together, because the same pixels, or copies, occur under both names."""
def split(rows: Corpus, shares: dict[str, float] | None = None, seed: int = 0, copies: Sequence = ()) -> Split:
    """Split by writer."""
def kfold(rows: Corpus, k: int = 5, seed: int = 0, copies: Sequence = ()) -> list[Split]:
    """k-fold cross-validation by writer: everybody is tested once."""
def leave_one_out(rows: Corpus, seed: int = 0, copies: Sequence = ()) -> list[Split]:
    """Each corpus in turn is the one that training and calibration never saw."""
def split_writers(rows: Corpus, share: float = 0.2, seed: int = 0) -> tuple[Corpus, Corpus]:
    """Split by writer: nobody stands on both sides, and no image."""
def split_images(rows: Corpus, share: float = 0.2, seed: int = 0) -> tuple[Corpus, Corpus]:
    """Split by image within each class and writer; equal pixels stay on one side."""

sources: dict[str, dict]

def fetch(name: str, out: str | Path | None = None) -> Path:
    """Download a corpus; where that cannot be, the `DataError` says where to get it and where to put it."""
