"""How often a stranger is named among N people, and how often somebody enrolled is: FPIR and DIR of ISO/IEC 19795-1.

    python benchmarks/strangers.py --draw
    python benchmarks/strangers.py --data DATA

The first line draws a hundred thousand people and twenty thousand strangers into build/crowd: three quarters of an
hour on one core, and 1.5 GB; it goes on where it was stopped. The second measures: ten minutes on two cores; writes
benchmarks/results/strangers.json.

Corpora: the tail that judges a corpus was fitted to the others of the calibration, and to the drawn people that
`signauth calibrate` takes. `realised` is the FMR of random forgeries at a nominal one, with its 95 %
interval over writers; where none is reached, `interval` ends at three in the number of pairs of writers. `fpir` is of
galleries of as many people as the corpus has. `dir` asks for rank 1 among these and the bar for N people.
Of the Chinese corpus, where a hundred people write ten names, a random forgery is another name by another person;
`namesakes` are the same name by another one. Every fifth of its writers and names is taken.

Crowd: the search of the service with the calibration that ships, among N people who do not exist: the fifty nearest by
their short vectors, compared in full with packed references. Where the tail does not vouch for so few strangers, the
bar is where it would be if it went on. Intervals are over those who sign."""
import argparse, json
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
import numpy as np
from signauth.calibrate import _draw
from signauth.calibration import Rule, fmr_range
from signauth.core import ModelError
from signauth.describe import short_vectors
from signauth.errors import wilson
from signauth.ink import isolate_ink, views
from signauth.packing import packing_of
from signauth.strangers import fit_tail, random_pairs, strangers_only, tail_score, tail_share
from signauth.synth import Writer
from signauth.train_verifier import all_views, ink_corpora
from signauth.verify import Template, Verifier

tests = 'cedar', 'bhsig260_hindi', 'kaggle_handwritten_signatures', 'seed_layout', 'crossmedia_chinese'
known = tests[:3]  # of the calibration that ships; the fourth is a part of the third
crowd = Path(__file__).resolve().parent.parent/'build/crowd'
first, part = 20_000_000, 1000  # number of the first person, far from those of any training; people in a file
nominal = 1e-3, 1e-4, 1e-5
rates = .01, .001  # of strangers who may be named
sizes = 100, 1000, 10_000, 100_000


@cache
def verifier():
    return Verifier.load(threads=1)


def drawn(k, folder):
    "Draw a thousand people: the first ten files have four references and a questioned signature, the last twenty that"
    v, f = verifier(), folder/f'{k:03}.npz'
    if f.exists():
        return
    def embed(writer, i):
        return v.embed_views(views(isolate_ink(Writer(first+writer).sign(i)))[None])[0]
    people, res = range(k*part, (k+1)*part), {}
    if k<100:
        n = 4 if k<10 else 1
        z = np.stack([embed(w, i) for w in people for i in range(n)])
        packed = b''.join(packing_of(v.model).pack(z))
        res |= dict(refs=np.frombuffer(packed, np.uint8).reshape(part, n, -1))
        res |= dict(short=short_vectors(z).reshape(part, n, -1).astype(np.float16))
    if k<10 or k>=100:
        res['questioned'] = np.stack([embed(w, 9) for w in people]).astype(np.float16)
    np.savez(folder/f'.{k:03}.part.npz', **res)
    (folder/f'.{k:03}.part.npz').rename(f)


def draw(folder, workers):
    folder.mkdir(parents=True, exist_ok=True)
    parts = [*range(10), *range(100, 110), *range(10, 100), *range(110, 120)]
    with ProcessPoolExecutor(workers) as pool:
        list(pool.map(drawn, parts, [folder]*len(parts)))


def embedded(path, v):
    "Embeddings of genuine signatures, and their writers"
    ims, rows = ink_corpora([path])
    which = [i for i, o in enumerate(rows) if o.kind=='genuine']
    if 'crossmedia' in path.name:
        some = sorted({rows[i].instance for i in which})[::5]
        which = [i for i in which if rows[i].instance in some]
    z = [v.embed_views(all_views(ims[which[i:i+16]])) for i in range(0, len(which), 16)]
    return np.concatenate(z), np.array([rows[i].instance for i in which])


def by_name(pairs, names):
    "Random forgeries with another name by another person, and those with the same name"
    person, name = (np.array(o) for o in zip(*(o.rsplit('/', 1) for o in names)))
    i, j = pairs[:, :2].astype(int).T
    number = np.array([o.rsplit('/', 1)[1] for o in person])  # one person may be in both parts
    others = number[i]!=number[j]
    return pairs[others&(name[i]!=name[j])], pairs[others&(name[i]==name[j])]


def share_above(pairs, bar, rounds=300):
    "Share of pairs that reach a bar, with its interval over writers"
    w = np.unique(pairs[:, :2])
    met, hit = np.zeros((len(w),)*2), np.zeros((len(w),)*2)
    at = tuple(np.searchsorted(w, pairs[:, :2]).T)
    np.add.at(met, at, 1)
    np.add.at(hit, at, pairs[:, 2]>=bar)
    times = np.random.default_rng(0).multinomial(len(w), np.full(len(w), 1/len(w)), rounds)
    shares = [(t@hit@t)/max(t@met@t, 1) for t in times]
    low, high = np.percentile(shares, [2.5, 97.5])
    unseen = 3/max((met>0).sum()/2, 1)
    return dict(share=float(hit.sum()/met.sum()), interval=[float(low), float(max(high, 0) or unseen)],
                reached=int(hit.sum()), comparisons=int(met.sum()))


def galleries(pairs, own, tail, n):
    "FPIR with everybody of a corpus as the gallery, and DIR at the bar for N people"
    draws = len(own)//n
    best = np.full((draws, int(own[:, 0].max())+1), -np.inf)
    draw = np.arange(len(pairs))//(len(pairs)//draws)
    np.maximum.at(best, (draw, pairs[:, 1].astype(int)), pairs[:, 2])
    last = best[np.arange(len(own))//n, own[:, 0].astype(int)]
    res = dict(fpir={}, dir={})
    for fmr in rates:
        named = (last>=tail_score(fmr/n, tail)).mean()
        res['fpir'][f'{fmr:g}'] = dict(share=float(named), interval=list(wilson(named, n)))
        for size in sizes:
            where = f'{fmr:g}, {size}'
            if fmr/size<min(map(float, tail.bound)):
                res['dir'][where] = None
                continue
            hit = ((own[:, 2]>=tail_score(fmr/size, tail))&(own[:, 2]>last)).mean()
            res['dir'][where] = dict(share=float(hit), interval=list(wilson(hit, n)))
    return res


def measured(data):
    "All real corpora, each by a tail that did not see it"
    v = verifier()
    seen = {o: embedded(data/o, v) for o in tests}
    everyone = seen | dict(drawn=_draw(v, 60))
    pairs, own, same, names = {}, {}, {}, {}
    for name, (z, w) in everyone.items():
        got = random_pairs(z, w, (1, 3, 4), 1 if 'crossmedia' in name else 4, grid=v.grid)
        own[name] = {r: o[o[:, 0]==o[:, 1]] for r, o in got.items()}
        pairs[name], same[name] = strangers_only(got)
        if 'crossmedia' in name:  # namesakes are told apart by their names, not by how alike they are
            pairs[name], same[name] = {r: o[o[:, 0]!=o[:, 1]] for r, o in got.items()}, None
        names[name] = [o for o, k in zip(*np.unique(w, return_counts=True)) if k>1]
    res = {}
    for name in tests:
        left = 'kaggle_handwritten_signatures' if name=='seed_layout' else name
        for r in (1, 3) if 'crossmedia' in name else (1, 4):
            tail = fit_tail([pairs[o][r] for o in (*known, 'drawn') if o!=left])
            found = by_name(pairs[name][r], names[name]) if 'crossmedia' in name else (pairs[name][r], None)
            res.setdefault(name, {})[r] = one(*found, own[name][r], same[name], tail)
    return res


def one(pairs, namesakes, own, same, tail):
    "What is told of a corpus and a number of references"
    n = len(np.unique(own[:, 0]))
    top = pairs[:, 2]
    curve = [(float(np.quantile(top, 1-q)), q) for q in np.geomspace(.1, 1/len(top), 25)]
    res = dict(writers=n, one_person_twice=same, tail=tail._asdict(), curve=curve)
    bars = {f'{q:g}': tail_score(q, tail) for q in nominal}
    res['realised'] = {q: dict(bar=bar, **share_above(pairs, bar)) for q, bar in bars.items()}
    res['mine'] = [(s, *tail_share(s, tail)) for s, _ in curve]
    if namesakes is not None:
        res['namesakes'] = {q: share_above(namesakes, bar) for q, bar in bars.items()}
    return res | galleries(pairs, own, tail, n)


class Crowd:
    "People who do not exist, as a store keeps them"
    def __init__(self, folder, v, refs, n):
        parts = [np.load(folder/f'{k:03}.npz') for k in range(n//part)]
        self.refs = np.concatenate([o['refs'][:, :refs] for o in parts])
        self.short = np.concatenate([o['short'][:, :refs] for o in parts]).astype(np.float32)
        self.v, self.n, self.books = v, n, packing_of(v.model)

    def search(self, z):
        "Best comparison of the fifty nearest, and its number"
        near = (self.short@short_vectors(z[None])[0]).max(1)
        which = np.argpartition(-near, 50)[:50]
        refs = self.refs[which]
        whole, variety = self.books.unpack([o.tobytes() for o in refs.reshape(-1, refs.shape[2])])
        k = refs.shape[1]
        people = [Template(whole[i*k:i*k+k], self.v.model, str(o), (), variety[i*k:i*k+k]) for i, o in enumerate(which)]
        return self.v.search(z, people, Rule(fmr=None), enrolled=self.n)[1][0]


def interval(hits, rounds=1000):
    "Share and its interval by bootstrap over those who sign"
    rng = np.random.default_rng(0)
    shares = rng.binomial(len(hits), hits.mean(), rounds)/len(hits)
    low, high = np.percentile(shares, [2.5, 97.5]) if 0<hits.sum()<len(hits) else wilson(hits.mean(), len(hits))
    return dict(share=float(hits.mean()), interval=[float(low), float(high)], people=len(hits))


def bar_for(v, refs, n, fmr):
    "The bar for an FPIR among n people, which goes on as before where the tail does not vouch for it"
    try:
        return v.stranger_bar(refs, n, fmr)
    except ModelError:
        least = fmr_range(refs, v.meta['calibration'], 'strangers')[0]
        last, before = (v.stranger_bar(refs, 1, o) for o in (least, 10*least))
        return last+(last-before)*np.log10(least*n/fmr)


def among(folder, refs, n, strangers, genuine):
    "FPIR and DIR among n people"
    v = verifier()
    c = Crowd(folder, v, refs, n)
    away = np.concatenate([np.load(folder/f'{100+k}.npz')['questioned'] for k in range(-(-strangers//part))])
    step = max(min(n, 10*part)//genuine, 1)
    asked = [k*step for k in range(min(genuine, n))]
    home = np.concatenate([np.load(folder/f'{k:03}.npz')['questioned'] for k in range(min(n//part, 10))])[asked]
    found = [[c.search(o.astype(np.float32)) for o in z] for z in (away[:strangers], home)]
    right = np.array([int(r.writer)==k for r, k in zip(found[1], asked)])
    res = dict(nearest=float(right.mean()))
    for fmr in rates:
        bar = bar_for(v, refs, n, fmr)
        named = [np.array([r.decision=='genuine' and r.score>=bar for r in o]) for o in found]
        res[f'{fmr:g}'] = dict(bar=bar, fpir=interval(named[0]), dir=interval(named[1]&right))
    return res


def few(refs):
    "By how much fewer people are searched for where that takes longer"
    return 1 if refs==1 else 2


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--data', type=Path, help='folder of the corpora')
    p.add_argument('--draw', action='store_true', help='draw the crowd, and measure nothing')
    p.add_argument('--workers', type=int, default=2, help='processes that draw or measure')
    p.add_argument('--crowd', type=Path, default=crowd, help='folder of the crowd')
    p.add_argument('--strangers', type=int, default=2000, help='strangers who are searched for')
    p.add_argument('--genuine', type=int, default=600, help='people of the gallery who are searched for')
    p.add_argument('--json', type=Path, default=Path(__file__).parent/'results/strangers.json')
    a = p.parse_args()
    if a.draw:
        return draw(a.crowd, a.workers)
    tasks = [(4, 10_000), (4, 1000), (1, 100_000), (1, 10_000), (1, 1000)]
    with ProcessPoolExecutor(a.workers) as pool:
        corpora = pool.submit(measured, a.data)
        found = {o: pool.submit(among, a.crowd, *o, a.strangers//few(o[0]), a.genuine//few(o[0])) for o in tasks}
        res = dict(corpora=corpora.result(), crowd={'{}, {}'.format(*o): found[o].result() for o in sorted(tasks)})
    a.json.write_text(json.dumps(res, indent=1)+'\n')


if __name__ == '__main__':
    main()
