"""What each part of the verifier is worth: the shipped one with one thing changed in the comparison.

    python benchmarks/experiments.py DATA/cedar DATA/bhsig260_hindi

The corpora must be ones that its training never saw. Nothing is trained here. Ten minutes on one core;
writes benchmarks/results/experiments.json.
"""
import argparse, json
from contextlib import ExitStack
from pathlib import Path
from typing import Callable, NamedTuple
from unittest import mock
import numpy as np
from signauth import distance
from signauth.corpus import Corpus
from signauth.describe import standard_layout, unit_cells, unit_distance
from signauth.errors import eer
from signauth.train_verifier import all_views, ink_corpora
from signauth.verify import Verifier


def some_grids(pick):
    "Embeddings with some of the grids: learnt cells of two views, plain cells of two views; lengths do not matter"
    def change(z, writers, genuine):
        grids = standard_layout.grids(z)[:,pick]
        return np.concatenate([grids.reshape(len(z), -1), standard_layout.split(z)[1]], axis=1)
    return change


def unshared(z, writers, genuine):
    "Embeddings without the mean difference between forgeries and genuine signatures in their habits"
    z, w, g = z.copy(), np.asarray(writers), np.asarray(genuine)
    habits = standard_layout.split(z)[1]
    shift = np.mean([habits[(w==o)&~g].mean(0)-habits[(w==o)&g].mean(0) for o in np.unique(w[~g])], 0)
    shift /= np.linalg.norm(shift)
    habits -= (habits@shift)[:,None]*shift
    return z


def in_place(a, b):
    "Each cell with the one in its place, as `place_distance`"
    (unit_a, ink_a), (unit_b, ink_b) = unit_cells(a.cells), unit_cells(b.cells)
    far = unit_distance(np.einsum('npyxd,mpyxd->nmpyx', unit_a, unit_b))
    return (np.einsum('nmpyx,npyx->nm', far, ink_a)+np.einsum('nmpyx,mpyx->nm', far, ink_b))/2


def habits_bare(a, b):
    "As `similarity`, with a usual variety as the unit of all habits, so that they count as much on the whole"
    variety_a, variety_b = (np.maximum(o.variety, .1) for o in (a, b))
    places = distance.place_distance(a, b)/np.sqrt(variety_a[:,None]*variety_b)
    share = distance._habits
    far = (1-share)*places+share*distance.habit_distance(a, b)/.35**.5-distance.pen_allowance(a, b)
    return 1-far/3


def one_unit(cells):
    "The same variety for every signature"
    return np.full(len(cells), 1/3)


def among(own):
    "Similarities of each reference with the others, (r, r-1)"
    r = len(own)
    return own[~np.eye(r, dtype=bool)].reshape(r, r-1)


def alone(near, own=None):
    "Distance from the references only"
    return -np.log(1.1-distance._mean_and_nearest(near))


def as_before(near, own=None):
    "References count 1 - 1/r"
    r = near.shape[1]
    if r==1:
        return alone(near)
    return alone(near)+(1-1/r)*np.log((1.1-distance._mean_and_nearest(among(own))).mean())


def mean_only(near, own=None):
    "The nearest reference does not count more"
    r, far = near.shape[1], 1.1-near.mean(1)
    if r==1:
        return -np.log(far)
    return (r-1)/(r+1)*np.log(1.1-among(own).mean())-np.log(far)


def difference(near, own=None):
    "The difference of distances, not their ratio"
    r, res = near.shape[1], distance._mean_and_nearest(near)
    return res if r==1 else res-(r-1)/(r+1)*distance._mean_and_nearest(among(own)).mean()


def one_less(cos):
    "A distance that grows with the cosine itself"
    return 1-cos


class Row(NamedTuple):
    "One thing that is changed"
    says: str  # what it means
    change: Callable|None = None  # of the embeddings: takes them, their writers and kinds
    instead: dict = {}  # what of signauth is another: {module.name: value}


rows = {
    'as shipped': Row('both descriptions of cells, two views, matched, habits, units of variety, ratio of distances'),
    'without habits': Row('cells alone', None, {'distance._habits': 0.}),
    'habits alone': Row('no cells: nothing that has a place, nothing learnt', None, {'distance._habits': 1.}),
    'habits count a half': Row('not a third', None, {'distance._habits': .5}),
    'habits without what forgeries share': Row(
        'without the mean of forgeries less genuine ones, such as another scanner', unshared),
    'habits in no unit': Row('not in the root of the variety', None, {'distance.similarity': habits_bare}),
    'pens count': Row('a broader pen is a distance like others', None, {'distance._pen': 0.}),
    'cells: what was learnt alone': Row('half of them, and the habits', some_grids([0,1])),
    'cells: plain directions alone': Row('the other half, and the habits: nothing learnt at all', some_grids([2,3])),
    'in its box only': Row('one view of two', some_grids([0,2])),
    'by density only': Row('the other view', some_grids([1,3])),
    'distances as they are': Row('not in units of variety; the references count 1 − 1/r', None,
                                 {'describe.variety': one_unit, 'distance.score_of': as_before}),
    'references count 1 − 1/r': Row('not (r − 1)/(r + 1)', None, {'distance.score_of': as_before}),
    'each cell in its place': Row('no search among the cells around', None, {'distance.place_distance': in_place}),
    'cosine of matched cells': Row('many good matches weigh less', None,
                                   {'describe.unit_distance': one_less, 'distance.unit_distance': one_less}),
    'distance alone': Row('not beside that of the references among themselves', None, {'distance.score_of': alone}),
    'mean reference': Row('the nearest does not count more', None, {'distance.score_of': mean_only}),
    'difference of distances': Row('not their ratio', None, {'distance.score_of': difference}),
}


def figures(z, writers, genuine, grid, row, draws):
    "Skilled and random EER in percent with 1, 4 and 10 references"
    z, res = z if row.change is None else row.change(z, writers, genuine), {}
    with ExitStack() as stack:
        for name, value in row.instead.items():
            stack.enter_context(mock.patch(f'signauth.{name}', value))
        for r in (1, 4, 10):
            o = distance.compare_writers(z, writers, genuine, r, draws, grid=grid)
            res[r] = [round(100*eer(o['genuine'][:,1], o[k][:,1])[0], 2) for k in ('skilled', 'random')]
    return res


def embedded(v, path, writers):
    "Embeddings, writers and kinds of a corpus, of so many writers at most"
    ims, table = ink_corpora([path], False)
    names = sorted(set(table.where(kind='forged').writers))
    some = set(np.random.default_rng(0).permutation(names)[:writers].tolist())
    keep = np.array([o.writer in some for o in table])
    z = np.concatenate([v.embed_views(all_views(ims[i:i+1])) for i in np.flatnonzero(keep)])
    table = Corpus(o for o, b in zip(table, keep) if b)
    return z, [o.writer for o in table], [o.kind=='genuine' for o in table]


def options():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('tests', nargs='+', type=Path, help='corpora to test on')
    p.add_argument('--model', type=Path, help='another verifier')
    p.add_argument('--draws', type=int, default=3)
    p.add_argument('--writers', type=int, default=60, help='at most so many of each corpus')
    return p.parse_args()


def main():
    a = options()
    v = Verifier.load(a.model, threads=1)
    if seen := [o.name for o in a.tests if o.name in v.meta['trained_on']]:
        raise SystemExit(f"the verifier was trained on {', '.join(seen)}")
    data, res = {o.name: embedded(v, o, a.writers) for o in a.tests}, {}
    for name, row in rows.items():
        res[name] = dict(says=row.says, **{k: figures(*o, v.grid, row, a.draws) for k, o in data.items()})
        print(name, res[name], flush=True)
    tests = ' '.join(o.name for o in a.tests)
    command = f'python benchmarks/experiments.py {tests} --draws {a.draws} --writers {a.writers}'
    columns = 'skilled and random EER (%) by number of references'
    f = Path(__file__).parent/'results/experiments.json'
    res = dict(command=command, model=v.model, draws=a.draws, writers=a.writers, columns=columns, rows=res)
    f.write_text(json.dumps(res, indent=1))
    print(f)


if __name__=='__main__':
    main()
