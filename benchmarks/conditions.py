"""What a bad scan costs: questioned signatures at lower resolution, with another pen, or under each of `signauth.ink.degradations`, against four references as they are; writes benchmarks/results/conditions.json.

    python benchmarks/conditions.py DATA/cedar --model not_cedar

The model is one that was calibrated on other corpora (`signauth calibrate`). Eight genuine signatures and eight forgeries of each writer are questioned; a few minutes on two cores.
"""
import argparse, json, zlib
from pathlib import Path
import cv2, numpy as np
from signauth.audit import drop_copies
from signauth.core import ImageError, in_threads
from signauth.corpus import Corpus
from signauth.ink import degradations, gray
from signauth.metrics import eer, eer_interval, paired_bootstrap
from signauth.quality import acquire, check
from signauth.verify import Template, Verifier

def shrunk(by):
    return lambda im,_: cv2.resize(im, None, fx=by, fy=by, interpolation=cv2.INTER_AREA)
def thickened(d):
    return lambda im,_: cv2.erode(im, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (d,d))) # by a pen of so many pixels
def tilted(lo, hi):
    "By an angle from `lo` to `hi` degrees, to either side"
    def f(im, rng):
        (h,w),angle = im.shape,rng.uniform(lo, hi)*rng.choice([-1,1])
        M = cv2.getRotationMatrix2D((w/2,h/2), angle, 1)
        H,W = round(h+.2*w),round(w*1.1)
        M[:,2] += (W-w)/2,(H-h)/2
        return cv2.warpAffine(im, M, (W,H), flags=cv2.INTER_CUBIC, borderValue=(int(np.median(im)),))
    return f
conditions = {'as it is':lambda im,_: im, '0.7 of the resolution':shrunk(.7), 'half the resolution':shrunk(.5), 'thicker pen':lambda im,_: cv2.erode(im, np.ones((2,2), np.uint8)), 'thinner pen':lambda im,_: cv2.dilate(im, np.ones((2,2), np.uint8)), 'broad pen':thickened(5), 'felt-tip pen':thickened(9),
              'turned by 1 to 3°':tilted(1, 3), 'turned by 5 to 10°':tilted(5, 10), **{k:v for k,v in degradations.items() if k!='small'}} # which is 'half the resolution' once more
mixed = {f'every second one by a {k}':k for k in ('broad pen','felt-tip pen')} # one threshold for both pens
askew = {k+', with `askew=5`':k for k in ('as it is','turned by 1 to 3°','turned by 5 to 10°')} # looked at from three sides

def deal(rows, seed):
    "Four references, and up to eight genuine signatures and eight forgeries, of each writer who has more"
    rng = np.random.default_rng(seed)
    for w in rows.writers:
        g,f = (rng.permutation(np.array(list(rows.where(writer=w, kind=k)), object)).tolist() for k in ('genuine','forged'))
        if len(g)>4 and f:
            yield g[:4], [(o,True) for o in g[4:12]]+[(o,False) for o in f[:8]]

def measure(v, people, change, askew=0.):
    "Of each questioned signature, in order: index of its writer, score, natural log of LR, is it genuine? None for one that is refused"
    def one(job):
        i,t,o,genuine = job
        try:
            r = v.compare(v._of_turned(acquire(change(gray(o.path), np.random.default_rng(zlib.crc32(o.path.name.encode()))), v.shape), askew), t)
        except ImageError:
            return None
        return i,r.score,np.log(r.lr),genuine
    return list(in_threads(one, [(i,t,o,genuine) for i,(t,questioned) in enumerate(people) for o,genuine in questioned]))

def on_side_or_head(v, people):
    "Shares of the genuine signatures on their side or their head, and of all as they lie, of which is said that they should be turned as they should, or that they should at all"
    def one(job):
        t,o,k = job
        try:
            return v.judge(acquire(np.rot90(gray(o.path), -k), v.shape), t, turns=True).turned
        except ImageError:
            return None # a narrow one on end is refused
    def asked(*turns, all=False):
        return [(t,o,k) for t,questioned in people for o,genuine in questioned for k in turns if genuine or all]
    turned,lying = asked(1, 2, 3),asked(0, all=True)
    return dict(turned=len(turned), found=float(np.mean([r==90*k for r,(_,_,k) in zip(in_threads(one, turned), turned)])), lying=len(lying), wrongly=float(np.mean([bool(r) for r in in_threads(one, lying)])))

def strange_reference(v, people):
    "Shares of the templates of which a reference is said to be unlike the others: as they are; and rightly where the last is a stranger's, or a forgery"
    odd = lambda *z: v.odd(Template(np.stack(z), v.model))
    t = [o.embeddings for o,_ in people]
    last = t[0].shape[0]-1
    forged = [v.embed(next(o.path for o,genuine in questioned if not genuine))[0] for _,questioned in people]
    return dict(templates=len(t), warned=float(np.mean([odd(*o) is not None for o in t])), stranger=float(np.mean([odd(*a[:-1], b[0])==last for a,b in zip(t, t[1:]+t[:1])])),
                forgery=float(np.mean([odd(*a[:-1], b)==last for a,b in zip(t, forged)])))

if __name__=='__main__':
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('corpus', type=Path)
    p.add_argument('--model', required=True)
    p.add_argument('--seed', type=int, default=0)
    a = p.parse_args()
    v = Verifier(a.model, threads=1)
    rows = drop_copies(Corpus(o for o in Corpus.read(a.corpus) if o.part!='predict'))[0]
    fit = in_threads(lambda o: check(o.path).ok, rows)
    rows = Corpus(o for o,ok in zip(rows, fit) if ok) # what can be compared at all
    people = [(v.enroll([o.path for o in refs]),questioned) for refs,questioned in deal(rows, a.seed)]
    said = {**{k:measure(v, people, change) for k,change in conditions.items()}, **{k:measure(v, people, conditions[o], 5.) for k,o in askew.items()}}
    said |= {k:[(x,y)[i%2] for i,(x,y) in enumerate(zip(said['as it is'], said[o]))] for k,o in mixed.items()}
    split = lambda rows: [np.array([o[:2] for o in rows if o[3]==kind]) for kind in (True,False)]
    res,clean = {},said['as it is']
    for k,all_of in said.items():
        some = [o for o in all_of if o]
        g,f = split(some)
        both = [(x,y) for x,y in zip(all_of, clean) if x and y]
        diff = paired_bootstrap(lambda *o: eer(*o)[0], *map(split, zip(*both)))
        res[k] = dict(refused=1-len(some)/len(all_of), comparisons=len(some), eer=eer(g[:,1], f[:,1])[0], interval=eer_interval(g, f), more=diff,
                      fnmr=float(np.mean([o[2]<0 for o in some if o[3]])), fmr=float(np.mean([o[2]>=0 for o in some if not o[3]])))
        print(f"{k:22} {res[k]['eer']:.1%}, {diff[0]:+.1%} ({diff[1]:+.1%} to {diff[2]:+.1%}); FNMR {res[k]['fnmr']:.1%}, FMR {res[k]['fmr']:.1%}; refused {res[k]['refused']:.1%}", flush=True)
    sides = on_side_or_head(v, people)
    print(f"on their side or head: {sides['found']:.1%} of {sides['turned']} found; {sides['wrongly']:.2%} of {sides['lying']} wrongly")
    strange = strange_reference(v, people)
    print(f"a strange reference: {strange['warned']:.1%} of {strange['templates']} templates warned of, {strange['stranger']:.1%} with a stranger's, {strange['forgery']:.1%} with a forgery")
    (Path(__file__).parent/'results/conditions.json').write_text(json.dumps(dict(command=f'python benchmarks/conditions.py $SIGNAUTH_DATA/{a.corpus.name} --model {Path(a.model).name}', model=v.model, calibrated_on=v.meta['calibration'].get('corpora'), writers=len(people), references=4, seed=a.seed, conditions=res, sides=sides, strange_reference=strange), indent=1)+'\n')
