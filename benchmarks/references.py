"""Measure what one wrong reference does: how many genuine signatures and skilled forgeries are accepted with 2, 3, 4
and 10 references, all right, or with one by another writer or by a forger among them; writes a results file.

    python benchmarks/references.py DATA/cedar --model not_cedar --json FILE

The model is one that was calibrated on other corpora (`signauth calibrate`). Each set of references with a wrong one is
compared with the same set without it. `as before` compares with all references alike, whatever they are. Of each
writer, four draws of references are tried; this takes a few minutes."""
import argparse, copy, json
from pathlib import Path
import numpy as np
from signauth.agreement import Agreement
from signauth.audit import drop_copies
from signauth.core import ImageError, in_threads
from signauth.corpus import Corpus
from signauth.errors import mean_interval
from signauth.quality import acquire
from signauth.verify import Template, Verifier

numbers, draws = (2, 3, 4, 10), 4
kinds = 'right', 'stranger', 'forged'


def embedded(v, rows):
    "Embedding of each row that can be compared, by writer and kind"
    def one(row):
        try:
            return v.embed_ink(acquire(row.path, v.shape))
        except ImageError:
            return None
    res = {}
    for row, z in zip(rows, in_threads(one, list(rows))):
        if z is not None:
            res.setdefault(row.writer, dict(genuine=[], forged=[]))[row.kind].append(z)
    return res


def trusting(v):
    "The verifier as it would be if it trusted every reference"
    res = copy.copy(v)
    res.agreement = lambda template: Agreement(tuple(range(len(template.embeddings))))
    return res


def sets_of(people, who, rng):
    "References, and genuine and forged signatures to question: (number, kind, references, questioned)"
    own, forged = (rng.permutation(people[who][k]) for k in ('genuine', 'forged'))
    others = [o for o in people if o!=who]
    stranger = rng.choice(people[others[rng.integers(len(others))]]['genuine'])
    questioned = [(z, True) for z in own[-2:]]+[(z, False) for z in forged[1:5]]
    for n in numbers:
        if len(own)<n+2:
            continue
        for kind, last in dict(right=own[n-1], stranger=stranger, forged=forged[0]).items():
            yield n, kind, np.stack([*own[:n-1], last]), questioned
            if kind=='right':
                yield n-1, 'without', own[:n-1], questioned


def asked(v, plain, people, seed):
    "A row for each comparison: number of references, kind, writer, is it genuine, decision today, decision as before"
    rng = np.random.default_rng(seed)
    rows = []
    for who in people:
        for _ in range(draws):
            for n, kind, refs, questioned in sets_of(people, who, rng):
                t = Template(refs, v.model)
                for z, genuine in questioned:
                    rows.append((n, kind, who, genuine, v.compare(z, t).decision, plain.compare(z, t).decision))
    return rows


def rate(rows, column, decision):
    "Share of the comparisons with a decision, and its interval over writers"
    said = np.array([o[column]==decision for o in rows], float)
    return [float(said.mean()), *mean_interval(said, [o[2] for o in rows])]


def figures(rows):
    "Rates of one set of references"
    genuine, forged = ([o for o in rows if o[3]==k] for k in (True, False))
    both = {name: dict(
        genuine_accepted=rate(genuine, k, 'genuine'), genuine_inconclusive=rate(genuine, k, 'inconclusive'),
        forged_accepted=rate(forged, k, 'genuine')) for name, k in (('today', 4), ('as before', 5))}
    return dict(comparisons=len(rows), **both)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('corpus', type=Path)
    p.add_argument('--model', required=True)
    p.add_argument('--json', type=Path, required=True)
    p.add_argument('--seed', type=int, default=0)
    a = p.parse_args()
    v = Verifier(a.model, threads=1)
    people = embedded(v, drop_copies(Corpus(o for o in Corpus.read(a.corpus) if o.part!='predict' and o.writer))[0])
    people = {k: o for k, o in people.items() if len(o['genuine'])>=4 and len(o['forged'])>=5}
    rows, res = asked(v, trusting(v), people, a.seed), {}
    for n, kind in sorted({o[:2] for o in rows}):
        name = f'{n} {kind}'
        res[name] = figures([o for o in rows if o[:2]==(n, kind)])
        shares = [res[name][k][which][0] for k in ('as before', 'today') for which in
                  ('genuine_accepted', 'genuine_inconclusive', 'forged_accepted')]
        print(f'{name:12}', *(f'{o:6.1%}' for o in shares), flush=True)
    if not res:
        raise SystemExit(f'{a.corpus}: no writer has four genuine signatures and five forgeries')
    about = dict(model=v.model, calibrated_on=v.meta['calibration'].get('corpora'), writers=len(people), draws=draws,
                 seed=a.seed, sets=res)
    a.json.write_text(json.dumps(about, indent=1)+'\n')


if __name__=='__main__':
    main()
