"""What it costs to keep a reference in four kilobytes: errors on every corpus, and comparisons a second.

    python benchmarks/packing.py --data DATA
    python benchmarks/packing.py --learn

The second line learns the books that ship from a thousand drawn signatures, and writes them beside the weights: two
minutes on one core. The first measures them: ten minutes on one core; writes benchmarks/results/packing.json.

References are packed and questioned signatures are not, as in use. `moved` is the mean change of the scores, by kind;
`crossed` the share of all comparisons with a writer's own signatures and forgeries whose likelihood ratio is above 1
with one and below 1 with the other."""
import argparse, json, time
from pathlib import Path
from unittest import mock
import numpy as np
from signauth import distance
from signauth.calibration import even_threshold
from signauth.core import weights_dir
from signauth.describe import describe, standard_layout
from signauth.distance import compare_by_refs, similarity
from signauth.errors import eer
from signauth.ink import isolate_ink, views
from signauth.packing import learn_packing, read_packing, write_packing
from signauth.synth import Writer
from signauth.train_verifier import all_views, ink_corpora
from signauth.verify import Verifier

tests = 'cedar', 'bhsig260_hindi', 'kaggle_handwritten_signatures', 'seed_layout', 'crossmedia_chinese'
drawn, first = 1000, 7_000_000  # signatures to learn from; the seed of the first writer, far from those of the training


def learn(v):
    "Books for a verifier, from drawn signatures"
    z = [v.embed_views(views(isolate_ink(Writer(first+i).sign(i)))[None]) for i in range(drawn)]
    return learn_packing(np.concatenate(z), v.model, v.grid)


def differences(plain, packed, kind, rounds=300):
    "95 % interval of the change of the EER, by bootstrap over writers"
    rng, n = np.random.default_rng(0), int(plain['genuine'][:, 0].max())+1
    cuts = {k: np.searchsorted(plain[k][:, 0], range(1, n)) for k in ('genuine', kind)}
    parts = [{k: np.split(o[k][:, 1], cuts[k]) for k in cuts} for o in (plain, packed)]
    res = []
    for _ in range(rounds):
        some = rng.integers(0, n, n)
        both = [eer(*(np.concatenate([o[k][i] for i in some]) for k in ('genuine', kind)))[0] for o in parts]
        res.append(both[1]-both[0])
    return np.percentile(res, [2.5, 97.5]).tolist()


def by_writer(o):
    return o[np.argsort(o[:, 0], kind='stable')]


def compared(z, writers, genuine, between, refs):
    with mock.patch.object(distance, 'comparer', lambda *_: between):
        res = compare_by_refs(z, writers, genuine, refs, draws=5, grid=standard_layout, strangers=20)
    return {r: {kind: by_writer(o) for kind, o in found.items()} for r, found in res.items()}


def told(plain, packed, bar):
    "What packing changes with some number of references"
    res = {}
    for kind in ('skilled', 'random'):
        if len(plain[kind]):
            both = [eer(o['genuine'][:, 1], o[kind][:, 1])[0] for o in (plain, packed)]
            res[kind] = dict(eer=both, change=differences(plain, packed, kind))
    res['moved'] = {k: float((packed[k]-plain[k])[:, 1].mean()) for k in plain if len(plain[k])}
    own = [np.concatenate([o[k][:, 1] for k in ('genuine', 'skilled')])>=bar for o in (plain, packed)]
    return res | dict(crossed=float((own[0]!=own[1]).mean()))


def measure(path, v, books):
    ims, rows = ink_corpora([path])
    seen = all_views(ims)
    z = np.concatenate([v.embed_views(seen[i:i+16]) for i in range(0, len(seen), 16)])
    writers, genuine = np.array([o.instance for o in rows]), np.array([o.kind=='genuine' for o in rows])
    full = describe(z, v.grid)
    parts = [books.unpack(books.pack(z[i:i+100])) for i in range(0, len(z), 100)]
    kept = describe(np.concatenate([o[0] for o in parts]), v.grid, np.concatenate([o[1] for o in parts]))
    most = np.unique(writers[genuine], return_counts=True)[1].max()
    refs = [r for r in (1, 4, 10) if r<most]
    plain = compared(z, writers, genuine, lambda i, j: similarity(full.take(i), full.take(j)), refs)
    packed = compared(z, writers, genuine, lambda i, j: similarity(full.take(i), kept.take(j)), refs)
    bars = {r: even_threshold(r, v.meta['calibration']) for r in refs}
    return {r: told(plain[r], packed[r], bars[r]) for r in refs}


def pairs_a_second(v, books, refs=4, people=200):
    "Comparisons a second on one core, each with references that are unpacked for it, beside whole ones"
    signed = [isolate_ink(Writer(2).sign(o)) for o in range(refs)]
    z = np.concatenate([v.embed_views(views(o)[None]) for o in signed])
    asked, kept = describe(z[:1], v.grid), books.pack(z[:refs])
    def unpacked():
        again, known = books.unpack(kept)
        similarity(asked, describe(again, v.grid, known))
    whole = describe(z[:refs], v.grid)
    res = {}
    for name, run in (('packed', unpacked), ('whole', lambda: similarity(asked, whole))):
        run()
        start = time.process_time()
        for _ in range(people):
            run()
        res[name] = refs*people/(time.process_time()-start)
    return res


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--data', type=Path, help='folder of the corpora')
    p.add_argument('--learn', action='store_true', help='learn the books that ship, and measure nothing')
    p.add_argument('--json', type=Path, default=Path(__file__).parent/'results/packing.json')
    a = p.parse_args()
    v = Verifier.load(threads=1)
    if a.learn:
        return print(write_packing(learn(v), weights_dir))
    books = read_packing(weights_dir)
    res = dict(mark=books.mark.hex(), bytes=books.size, pairs=pairs_a_second(v, books), corpora={})
    for name in tests:
        res['corpora'][name] = measure(a.data/name, v, books)
        print(name, res['corpora'][name], flush=True)
    a.json.write_text(json.dumps(res, indent=1)+'\n')


if __name__ == '__main__':
    main()
