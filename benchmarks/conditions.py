"""Measure what a bad scan costs: questioned signatures at lower resolution, with another pen, rotated, or under each of
`signauth.ink.degradations`, against four references as they are; writes benchmarks/results/conditions.json.

    python benchmarks/conditions.py DATA/cedar --model not_cedar

The model is one that was calibrated on other corpora (`signauth calibrate`). Eight genuine signatures and eight
forgeries of each writer are questioned; this takes a few minutes on two cores."""
import argparse, json, zlib
from pathlib import Path
import cv2, numpy as np
from PIL import Image
from signauth.audit import drop_copies
from signauth.core import ImageError, in_threads
from signauth.corpus import Corpus
from signauth.ink import degradations, gray
from signauth.errors import eer, eer_interval, paired_bootstrap
from signauth.quality import acquire, check, obtain
from signauth.verify import Verifier


# --- conditions: functions of a picture and a random generator ---

def shrunk(by):
    return lambda im, _: cv2.resize(im, None, fx=by, fy=by, interpolation=cv2.INTER_AREA)


def lower(im, _):
    "As by a fax whose pixels are twice as high as wide, and which does not say so"
    return cv2.resize(im, None, fx=1, fy=.48, interpolation=cv2.INTER_AREA)


def fax(im, _):
    "The same, and every pixel black or white"
    low = lower(im, _)
    return np.where(low<.8*np.median(low), 0, 255).astype(np.uint8)


def cut_off(im, _):
    return im[:, :round(.8*im.shape[1])]


def dithered(im, _):
    return np.asarray(Image.fromarray(im).convert('1').convert('L'))


def thickened(d):
    "As if by a pen that is broader by so many pixels"
    return lambda im, _: cv2.erode(im, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (d, d)))


def tilted(lo, hi):
    "Rotated by an angle from `lo` to `hi` degrees, to either side"
    def change(im, rng):
        h, w = im.shape
        angle = rng.uniform(lo, hi)*rng.choice([-1, 1])
        M = cv2.getRotationMatrix2D((w/2, h/2), angle, 1)
        H, W = round(h+.2*w), round(w*1.1)
        M[:, 2] += (W-w)/2, (H-h)/2
        return cv2.warpAffine(im, M, (W, H), flags=cv2.INTER_CUBIC, borderValue=(int(np.median(im)),))
    return change


pen_tip = np.ones((2, 2), np.uint8)
conditions = {
    'as it is': lambda im, _: im,
    '0.7 of the resolution': shrunk(.7),
    'half the resolution': shrunk(.5),
    'a quarter of the resolution': shrunk(.25),
    'half the height': lower,
    'half the height, two colours': fax,
    'dithered': dithered,
    'a fifth cut off': cut_off,
    'thicker pen': lambda im, _: cv2.erode(im, pen_tip),
    'thinner pen': lambda im, _: cv2.dilate(im, pen_tip),
    'broad pen': thickened(5),
    'felt-tip pen': thickened(9),
    'turned by 1 to 3°': tilted(1, 3),
    'turned by 5 to 10°': tilted(5, 10),
    **{k: v for k, v in degradations.items() if k!='small'},  # small is 'half the resolution' once more
}
mixed = {f'every second one by a {k}': k for k in ('broad pen', 'felt-tip pen')}  # one threshold for both pens
upright, slightly, clearly = 'as it is', 'turned by 1 to 3°', 'turned by 5 to 10°'
askew = {f'{k}, with `askew=5`': k for k in (upright, slightly, clearly)}  # looked at from three sides


# --- comparisons ---

def deal(rows, seed):
    """Four references of each writer, and up to eight other genuine signatures and eight forgeries, each with whether
    it is genuine. Writers with no more than four genuine signatures, or without forgeries, are left out."""
    rng = np.random.default_rng(seed)
    for w in rows.writers:
        every = (np.array(list(rows.where(writer=w, kind=k)), object) for k in ('genuine', 'forged'))
        genuine, forged = (rng.permutation(o).tolist() for o in every)
        if len(genuine)>4 and forged:
            yield genuine[:4], [(o, True) for o in genuine[4:12]]+[(o, False) for o in forged[:8]]


def measure(v, people, change, askew=0.):
    """Index of the writer, score above the one at which the likelihood ratio is 1, natural log of the likelihood ratio,
    whether it is genuine, and whether it is called forged, of each questioned signature; None for one that is refused.
    Scores by fewer references have another threshold, so that only their distance from it can be pooled."""
    def one(job):
        i, template, row, genuine = job
        rng = np.random.default_rng(zlib.crc32(row.path.name.encode()))
        try:
            ink, _, doubts = obtain(change(gray(row.path), rng), v.shape)
            r = v.judge(ink.canvas, template, askew=askew, doubts=doubts)
        except ImageError:
            return None
        return i, r.score-r.threshold, np.log(r.lr), genuine, r.decision=='forged'
    jobs = [(i, t, o, genuine) for i, (t, questioned) in enumerate(people) for o, genuine in questioned]
    return list(in_threads(one, jobs))


def on_side_or_head(v, people):
    """How often a rotation is found: the share of the genuine signatures on their side or head for which the right one
    is found, and the share of all signatures as they lie for which any is found."""
    def one(job):
        template, row, quarters = job
        try:
            return v.judge(acquire(np.rot90(gray(row.path), -quarters), v.shape), template, turns=True).turned
        except ImageError:
            return None  # a narrow one on end is refused

    def jobs(*quarters, forgeries=False):
        res = []
        for template, questioned in people:
            for row, genuine in questioned:
                if genuine or forgeries:
                    res += [(template, row, k) for k in quarters]
        return res

    rotated, lying = jobs(1, 2, 3), jobs(0, forgeries=True)
    right = [found==90*k for found, (_, _, k) in zip(in_threads(one, rotated), rotated)]
    wrong = [bool(found) for found in in_threads(one, lying)]
    return dict(turned=len(rotated), found=float(np.mean(right)), lying=len(lying), wrongly=float(np.mean(wrong)))


def fit_to_compare(corpus):
    "The rows of a corpus that can be compared, without copies"
    rows = drop_copies(Corpus(o for o in Corpus.read(corpus) if o.part!='predict'))[0]
    fit = in_threads(lambda o: check(o.path).ok, rows)
    return Corpus(o for o, ok in zip(rows, fit) if ok)


def measure_all(v, people):
    "What `measure` gives for each condition"
    res = {k: measure(v, people, change) for k, change in conditions.items()}
    res |= {k: measure(v, people, conditions[o], 5.) for k, o in askew.items()}
    for k, o in mixed.items():
        res[k] = [pair[i%2] for i, pair in enumerate(zip(res['as it is'], res[o]))]
    return res


def split(rows):
    "Writer and score of the genuine ones, and of the forgeries"
    return [np.array([o[:2] for o in rows if o[3]==genuine]) for genuine in (True, False)]


def figures(rows, clean):
    "Rates of one condition; `clean` are the same signatures as they are"
    some = [o for o in rows if o]
    g, f = split(some)
    both = [(x, y) for x, y in zip(rows, clean) if x and y]
    more = paired_bootstrap(lambda *o: eer(*o)[0], *map(split, zip(*both)))
    return dict(
        refused=1-len(some)/len(rows), comparisons=len(some),
        eer=eer(g[:, 1], f[:, 1])[0], interval=eer_interval(g, f), more=more,
        fnmr=float(np.mean([(1-np.sign(o[2]))/2 for o in some if o[3]])),  # a likelihood ratio of 1 is half an error
        fmr=float(np.mean([(1+np.sign(o[2]))/2 for o in some if not o[3]])),
        forged={k: float(np.mean([o[4] for o in some if o[3]==(k=='genuine')])) for k in ('genuine', 'forgeries')})


def told(name, o):
    "The figures of one condition as a line"
    more, lo, hi = o['more']
    called = f"called forged {o['forged']['genuine']:.1%} and {o['forged']['forgeries']:.1%}"
    rates = f"FNMR {o['fnmr']:.1%}, FMR {o['fmr']:.1%}; {called}; refused {o['refused']:.1%}"
    return f"{name:22} {o['eer']:.1%}, {more:+.1%} ({lo:+.1%} to {hi:+.1%}); {rates}"


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('corpus', type=Path)
    p.add_argument('--model', required=True)
    p.add_argument('--seed', type=int, default=0)
    a = p.parse_args()
    v = Verifier(a.model, threads=1)
    dealt = deal(fit_to_compare(a.corpus), a.seed)
    people = [(v.enroll([o.path for o in refs]), questioned) for refs, questioned in dealt]
    said, res = measure_all(v, people), {}
    for name, rows in said.items():
        res[name] = figures(rows, said['as it is'])
        print(told(name, res[name]), flush=True)
    sides = on_side_or_head(v, people)
    print(f"on their side or head: {sides['found']:.1%} of {sides['turned']} found;", end=' ')
    print(f"{sides['wrongly']:.2%} of {sides['lying']} wrongly")
    command = f'python benchmarks/conditions.py $SIGNAUTH_DATA/{a.corpus.name} --model {Path(a.model).name}'
    res = dict(
        command=command, model=v.model, calibrated_on=v.meta['calibration'].get('corpora'), writers=len(people),
        references=4, seed=a.seed, conditions=res, sides=sides)
    (Path(__file__).parent/'results/conditions.json').write_text(json.dumps(res, indent=1)+'\n')


if __name__=='__main__':
    main()
