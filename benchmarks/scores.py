"""Which score carries over: ways to compare a signature with references, on corpora that did not calibrate them.

    python benchmarks/scores.py [--data DATA] [--model FILE] [--writers FILE]

For each formula: skilled and random EER (%), and after calibration on the other corpora together Cllr, its minimum (bits), and the
realised FMR (%) of skilled forgeries at the nominal 1 %. DATA holds the corpora under their usual folder names; what is absent is
left out, two are needed. What the model was trained on must stay out: FILE is a JSON list of writers (corpus/writer), and of a corpus
that it names only those are taken. Prints a table and writes benchmarks/results/scores.json."""
import argparse, json, os
from pathlib import Path
import numpy as np
import signauth.metrics as M

corpora = dict(cedar=['cedar'], bhsig260_hindi=['bhsig260_hindi'], nfi=['kaggle_handwritten_signatures', 'seed_layout'])


def among(refs, grid): # cosines of each reference with the others
    r = len(refs)
    return M.similarity(refs, refs, grid)[~np.eye(r, dtype=bool)].reshape(r, r-1)

def mean_cosine(z, refs, grid): return M.similarity(z, refs, grid).mean(1)
def less_among(z, refs, grid): return mean_cosine(z, refs, grid)-((1-1/len(refs))*among(refs, grid).mean() if len(refs)>1 else 0)
def per_spread(z, refs, grid, prior=.2):
    r,sd = len(refs),among(refs, grid).std() if len(refs)>2 else 0
    return less_among(z, refs, grid)/np.sqrt((r*sd**2+4*prior**2)/(r+4))

def s_norm(cohort): # scores beside those of strangers: adaptive s-norm with the 30 nearest of a cohort
    def f(z, refs, grid):
        top = lambda o: np.sort(o@cohort.T, 1)[:,-30:]
        (zm,zs),(rm,rs) = ((t.mean(1), t.std(1)) for t in (top(z), top(refs)))
        s = mean_cosine(z, refs, grid)
        return ((s-zm)/zs+(s-rm.mean())/rs.mean())/2
    return f

def log_ratio(a, soft): # a: weight of the nearest; soft: what is added to each distance
    alike = lambda c: (1-a)*c.mean(-1)+a*c.max(-1)
    def f(z, refs, grid):
        r,near = len(refs),np.log(1+soft-alike(M.similarity(z, refs, grid)))
        return ((1-1/r)*np.log(1+soft-alike(among(refs, grid)).mean()) if r>1 else 0)-near
    return f


def embeddings(verifier, folders, writers):
    from signauth.train import all_views, ink_corpora
    ims,rows = ink_corpora(folders, False)
    some = {o.split('/')[0] for o in writers}
    keep = [i for i,o in enumerate(rows) if o.kind in ('genuine','forged') and (o.writer in writers or o.writer.split('/')[0] not in some)]
    z = np.concatenate([verifier._run(all_views(ims[keep[i:i+64]])) for i in range(0, len(keep), 64)])
    return z,np.array([rows[i].writer for i in keep]),np.array([rows[i].kind=='genuine' for i in keep])


def measure(data, refs, grid):
    "One formula on every corpus, calibrated on the others, every one of which counts by its writers"
    res = {}
    for name,(z,w,g) in data.items():
        fit = [np.concatenate(o) for o in zip(*(v for k,v in data.items() if k!=name))]
        for r in refs:
            if np.unique(w[g], return_counts=True)[1].max()<=r: continue
            cal,c = M.calibrate(*fit, [r], grid=grid),{k:v[:,1] for k,v in M.compare_writers(z, w, g, r, grid=grid).items()}
            llr = [np.log(M.likelihood_ratio(c[k], r, cal)[0]) for k in ('genuine','skilled')]
            res[f'{name} {r}'] = dict(skilled=100*M.eer(c['genuine'], c['skilled'])[0], random=100*M.eer(c['genuine'], c['random'])[0], cllr=M.cllr(*llr),
                                      cllr_min=M.cllr_min(c['genuine'], c['skilled']), fmr=100*float((c['skilled']>=M.threshold_at(.01, r, cal)).mean()))
    return res


if __name__ == '__main__':
    ap = argparse.ArgumentParser(); ap.add_argument('--data', default=os.environ.get('SIGNAUTH_DATA', '../shared/data')); ap.add_argument('--model'); ap.add_argument('--writers')
    args = ap.parse_args()
    from signauth.verify import Verifier
    v,writers = Verifier.load(args.model),set(json.loads(Path(args.writers).read_text()) if args.writers else ())
    data = {k:embeddings(v, [Path(args.data)/o for o in f], writers) for k,f in corpora.items() if all((Path(args.data)/o).is_dir() for o in f)}
    if len(data)<2: raise SystemExit(f'{args.data} holds fewer than two of {", ".join(corpora)}')
    z,w,g = data.get('bhsig260_hindi') or next(iter(data.values()))
    cohort = np.stack([z[np.flatnonzero((w==o)&g)[0]] for o in np.unique(w[g])])
    forms = {'mean cosine':mean_cosine, 'less among (version 1)':less_among, 'per spread':per_spread, 's-norm':s_norm(cohort), 'log ratio of means':log_ratio(0, .4),
             'log ratio, nearest only':log_ratio(1, .4), 'log ratio, 0.1':log_ratio(.5, .1), f'in use (version {M.score_version})':M.score}
    res = {}
    for name,f in forms.items():
        M.score = f
        res[name] = measure(data, (1,4,10), v.grid)
        for k,o in res[name].items(): print(f'{name:24} {k:18} '+'  '.join(f'{a} {b:5.2f}' for a,b in o.items()), flush=True)
    out = Path(__file__).parent/'results/scores.json'
    out.write_text(json.dumps(dict(command='python benchmarks/scores.py', model=v.model, writers={k:len(set(w)) for k,(_,w,_) in data.items()}, formulas=res), indent=1))
