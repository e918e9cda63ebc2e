"""What each part of the verifier is worth: the shipped one with one thing changed in the comparison, on corpora that
its training never saw; writes benchmarks/results/experiments.json.

    python benchmarks/experiments.py DATA/cedar DATA/bhsig260_hindi

Nothing is trained here; ten minutes on one core.
"""
import argparse, json
from contextlib import nullcontext
from unittest import mock
from pathlib import Path
import numpy as np
import signauth.metrics as M
from signauth.corpus import Corpus
from signauth.train import all_views, ink_corpora
from signauth.verify import Verifier


n_turns = 384
def cells(change):
    return lambda z, *_: np.concatenate(
        [change(z[:, :-n_turns]), z[:, -n_turns:]], axis=1
    )  # what is not of length 1 any more, the comparison sees to


def halves(k):
    return cells(lambda z: np.split(z, 2, axis=1)[k])
def view(k):
    return cells(lambda z: z.reshape(len(z), 2, 2, -1)[:,:,k].reshape(len(z), -1))

def unshared(z, w, g):
    """Turns without the direction in which the forgeries of these writers lie from their genuine signatures on the
    mean, such as that of another scanner"""
    z,w,g = z.copy(),np.asarray(w),np.asarray(g)
    t = z[:,-n_turns:]
    d = np.mean([t[(w==o)&~g].mean(0)-t[(w==o)&g].mean(0) for o in np.unique(w[~g])], 0)
    d /= np.linalg.norm(d)
    t -= (t@d)[:,None]*d
    return z

def in_place(z, refs, grid):
    "Each cell with the one in its place"
    (a,ink_a),(b,ink_b) = M._cells(z, grid),M._cells(refs, grid)
    far = M._far(np.einsum('npyxd,mpyxd->nmpyx', a, b))
    return (np.einsum('nmpyx,npyx->nm', far, ink_a)+np.einsum('nmpyx,mpyx->nm', far, ink_b))/2

def turns_bare(z, refs, grid=None, known=None):
    "As `similarity`, but the turns"
    a,b = (np.maximum(o, .1) for o in known)
    return (
        1
        - (
            (1 - M._share) * M._matched(z, refs, grid) / np.sqrt(a[:, None] * b)
            + M._share * M._far(M._turns(z, grid) @ M._turns(refs, grid).T) / 0.35**0.5
            - M._pens(z, refs, grid)
        )
        / 3
    )  # a usual variety, so that they count as much


def no_unit(z, grid):
    return np.full(len(z), 1/3)
def alone(near, own=None):
    return -np.log(1.1-M._alike(near))
def as_before(near, own=None):
    r = near.shape[1]
    return alone(near) + (
        0 if r == 1 else (1 - 1 / r) * np.log((1.1 - M._alike(own[~np.eye(r, dtype=bool)].reshape(r, r - 1))).mean())
    )
def mean_only(near, own=None):
    r = near.shape[1]
    far = 1.1-near.mean(1)
    return -np.log(far) if r==1 else (r-1)/(r+1)*np.log(1.1-own[~np.eye(r, dtype=bool)].mean())-np.log(far)
def difference(near, own=None):
    r = near.shape[1]
    return M._alike(near)-(0 if r==1 else (r-1)/(r+1)*M._alike(own[~np.eye(r, dtype=bool)].reshape(r, r-1)).mean())

rows: dict[str, tuple] = {  # name: (what it means, change of the embeddings, what of `signauth.metrics` is another)
    'as shipped': (
        'both descriptions of cells, two views, matched, turns, in units of variety, ratio of distances',
        None,
        {},
    ),
    'without turns': ('cells alone', None, dict(_share=0.0)),
    'turns alone': ('no cells: nothing that has a place, nothing learnt', None, dict(_share=1.0)),
    'turns count a half': ('not a third', None, dict(_share=0.5)),
    'turns without what forgeries share': (
        'nor the mean of forgeries less genuine ones in them, such as another scanner',
        unshared,
        {},
    ),
    'turns in no unit': ('not in the root of the variety', None, dict(similarity=turns_bare)),
    'pens count': ('a broader pen is a distance like others', None, dict(_pen=0.0)),
    'cells: what was learnt alone': ('half of them, and the turns', halves(0), {}),
    'cells: plain directions alone': ('the other half, and the turns: nothing learnt at all', halves(1), {}),
    'in its box only': ('one view of two', view(0), {}),
    'by density only': ('likewise', view(1), {}),
    'distances as they are': (
        'not in units of variety; the references count 1 − 1/r',
        None,
        dict(variety=no_unit, score_of=as_before),
    ),
    'references count 1 − 1/r': ('not (r − 1)/(r + 1)', None, dict(score_of=as_before)),
    'each cell in its place': ('no search among the cells around', None, dict(_matched=in_place)),
    'cosine of matched cells': ('many good matches weigh less', None, dict(_far=lambda cos: 1 - cos)),
    'distance alone': ('not beside that of the references among themselves', None, dict(score_of=alone)),
    'mean reference': ('the nearest does not count more', None, dict(score_of=mean_only)),
    'difference of distances': ('not their ratio', None, dict(score_of=difference)),
}


def figures(z, w, g, grid, change, other, draws):
    "Skilled and random EER in percent with 1, 4 and 10 references"
    with mock.patch.multiple(M, **other) if other else nullcontext():
        c = {r:M.compare_writers(z if change is None else change(z, w, g), w, g, r, draws, grid=grid) for r in (1,4,10)}
    return {r:[round(100*M.eer(o['genuine'][:,1], o[k][:,1])[0], 2) for k in ('skilled','random')] for r,o in c.items()}

def embedded(v, path, writers):
    "Embeddings, writers and kinds of a corpus, of so many writers at most"
    ims,table = ink_corpora([path], False)
    some = set(np.random.default_rng(0).permutation(sorted(set(table.where(kind='forged').writers)))[:writers].tolist())
    keep = np.array([o.writer in some for o in table])
    z = np.concatenate([v._run(all_views(ims[i:i+1])) for i in np.flatnonzero(keep)])
    table = Corpus(o for o,b in zip(table, keep) if b)
    return z,[o.writer for o in table],[o.kind=='genuine' for o in table]

if __name__=='__main__':
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('tests', nargs='+', type=Path, help='corpora to test on')
    p.add_argument('--model', type=Path, help='another verifier')
    p.add_argument('--draws', type=int, default=3)
    p.add_argument('--writers', type=int, default=60, help='at most so many of each corpus')
    a = p.parse_args()
    v = Verifier.load(a.model, threads=1)
    seen = [o.name for o in a.tests if o.name in v.meta['trained_on']]
    if seen:
        raise SystemExit(f"the verifier was trained on {', '.join(seen)}")
    data = {o.name:embedded(v, o, a.writers) for o in a.tests}
    res = {}
    for name,(says,*how) in rows.items():
        res[name] = dict(says=says, **{k:figures(*o, v.grid, *how, a.draws) for k,o in data.items()})
        print(name, res[name], flush=True)
    f = Path(__file__).parent/'results/experiments.json'
    names = ' '.join(o.name for o in a.tests)
    res = dict(
        command=f'python benchmarks/experiments.py {names} --draws {a.draws} --writers {a.writers}', model=v.model,
        draws=a.draws, writers=a.writers, columns='skilled and random EER (%) by number of references', rows=res)
    f.write_text(json.dumps(res, indent=1))
    print(f)
