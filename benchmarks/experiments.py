"""What each part of the verifier is worth: the same short training with one thing changed, tested on writers of a corpus in the training and on a corpus it never saw; writes benchmarks/results/experiments.json.

    python benchmarks/experiments.py bhsig260_hindi crossmedia_chinese kaggle_handwritten_signatures --test cedar --jobs 2

The first corpus lends 60 writers to the test. Five minutes on one core for each of the rows; `--jobs` of them run side by side.
"""
import argparse, json, subprocess, sys, tempfile
from functools import partial
from pathlib import Path
import numpy as np

rows = { # name: (what to change, what it means)
    'as shipped':(None, 'three views, cells, mirrored writers, forgeries as negatives, synthetic writers'), 'as shipped, seed 1':('seed', 'how much chance alone changes'),
    'in its box only':('box', 'one view instead of three'), 'one description of the sheet':('whole', 'cells averaged before they are compared'), 'writers not mirrored':('mirror', 'no flips'),
    'no forgeries in the loss':('forged', 'only other people are told apart'), 'no synthetic writers':('synthetic', 'real corpora alone'), 'half as wide':('narrow', 'a quarter of the weights')}
after = {'comparison without shifts':'cosines as they lie, see `similarity`', 'mean cosine as score':'not beside how alike the references are', 'view in its box':'the shipped training, one view in the test', 'view by moments':'likewise', 'view by density':'likewise'}


def figures(z, w, g, grid, form=None):
    "Skilled and random EER in percent with 1, 4 and 10 references"
    import signauth.metrics as M
    kept,M.score = M.score,form or M.score
    try: c = {r:M.compare_writers(z, w, g, r, 5, grid=grid) for r in (1,4,10)}
    finally: M.score = kept
    return {r:[round(100*M.eer(o['genuine'][:,1], o[k][:,1])[0], 2) for k in ('skilled','random')] for r,o in c.items()}

def one(name, corpora, test, steps):
    "Train and test one row"
    import torch, signauth.train as T, signauth.metrics as M
    torch.set_num_threads(1)
    change,kw = rows[name][0],dict(steps=steps, seed=0, strength=.5)
    ims,table = T.ink_corpora([*corpora, *([SYNTHETIC] if change!='synthetic' else [])], False)
    part = T.keep_out(table, {Path(corpora[0]).name:60})
    if change=='seed': kw['seed'] = 1
    if change=='mirror': T.mirror = lambda x,_: x
    if change=='forged': loss = T.contrastive_loss; T.contrastive_loss = lambda z,y: loss(z[y>=0], y[y>=0])
    if change=='narrow': T.SignatureNet = partial(T.SignatureNet, width=24)
    n,grid = 1 if change=='box' else 3,T.cells
    if change=='whole':
        class Whole(T.SignatureNet):
            def forward(self, x):
                z = super().forward(x)
                z = z.reshape(len(z), x.shape[1], -1, *grid).sum((3,4))
                return torch.nn.functional.normalize(z, dim=2).flatten(1)/x.shape[1]**.5
        T.SignatureNet = Whole
    look = lambda o: T.all_views(o)[:,:n]
    net,log = T.fit_verifier(look(ims[part['train']]), T.Corpus(o for o,b in zip(table, part['train']) if b), progress=False, **kw)
    sets = {Path(corpora[0]).name:(look(ims[part['test']]), [o for o,b in zip(table, part['test']) if b])}
    for p in test: i,t = T.ink_corpora([p], False); sets[Path(p).name] = (look(i), t)
    res = {}
    for k,(i,t) in sets.items():
        z,w,g = T.outputs(net, i),[o.writer for o in t],[o.kind=='genuine' for o in t]
        res.setdefault(name, {})[k] = figures(z, w, g, None if change=='whole' else grid)
        if change: continue
        for j,o in enumerate(np.split(z, 3, axis=1)): res.setdefault(list(after)[2+j], {})[k] = figures(o*3**.5, w, g, grid)
        res.setdefault('comparison without shifts', {})[k] = figures(z, w, g, None)
        res.setdefault('mean cosine as score', {})[k] = figures(z, w, g, grid, lambda z,r,grid: M.similarity(z, r, grid).mean(1))
    print(json.dumps(res))

if __name__=='__main__':
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('corpora', nargs='+', help='folders to train on'); p.add_argument('--test', nargs='+', required=True); p.add_argument('--steps', type=int, default=1000)
    p.add_argument('--writers', type=int, default=300, help='synthetic ones'); p.add_argument('--jobs', type=int, default=1); p.add_argument('--row', help='this one alone, printed'); p.add_argument('--synthetic', help='folder with the synthetic writers')
    a = p.parse_args()
    if a.row: SYNTHETIC = Path(a.synthetic); sys.exit(one(a.row, a.corpora, a.test, a.steps))
    from concurrent.futures import ThreadPoolExecutor
    from signauth.train import synthetic_corpus
    with tempfile.TemporaryDirectory() as d, ThreadPoolExecutor(a.jobs) as pool:
        folder = synthetic_corpus(a.writers, d)
        def run(name):
            out = subprocess.run([sys.executable, __file__, *a.corpora, '--test', *a.test, '--steps', str(a.steps), '--row', name, '--synthetic', str(folder)], capture_output=True, text=True)
            if out.returncode: sys.exit(out.stderr[-2000:])
            res = json.loads(out.stdout.splitlines()[-1]); print(name, res[name], flush=True)
            return res
        res = {k:v for o in pool.map(run, rows) for k,v in o.items()}
    says = {k:v[1] for k,v in rows.items()}|after
    f = Path(__file__).parent/'results/experiments.json'
    f.write_text(json.dumps(dict(command='python benchmarks/experiments.py '+' '.join(Path(o).name for o in a.corpora)+' --test '+' '.join(Path(o).name for o in a.test), steps=a.steps, synthetic=a.writers, columns='skilled and random EER (%) by number of references', rows={k:dict(says=says[k], **res[k]) for k in says}), indent=1))
    print(f)
