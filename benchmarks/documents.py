"""Measure how well signatures are found on pages, taken from them, and how often what is none is refused; writes
benchmarks/results/documents.json.

    python benchmarks/documents.py --data DATA --model build/not_cedar

Real pages and sheets are those of DATA/documents. Pages with genuine and forged CEDAR signatures are drawn. The model
is one that was calibrated on other corpora."""
import argparse, itertools, json, time
from pathlib import Path
import cv2, numpy as np
from signauth.core import ImageError, in_threads, open_image
from signauth.corpus import Corpus
from signauth.document import _shared, find_signatures
from signauth.errors import eer, eer_interval
from signauth.ink import isolate_ink
from signauth.pages import DrawnPage, draw_page, find_sources
from signauth.pages import _boxes, _draw_kind, _resize, _Shot, _visible
from signauth.quality import acquire, obtain
from signauth.verify import Verifier

corpora = ('cedar', 'bhsig260_hindi', 'kaggle_handwritten_signatures', 'crossmedia_chinese', 'seed_layout/data')


# --- boxes ---

def hits(found, truth, least):
    "Score of each box found on a page, best first, and whether it is right: no better one has taken the same truth"
    left, res = [np.array(o) for o in truth], []
    for o in found:
        best = max(range(len(left)), key=lambda k: _shared(np.array(o.box), left[k]), default=None)
        right = best is not None and _shared(np.array(o.box), left[best])>=least
        if right:
            del left[best]
        res.append((o.score, right))
    return res


def average_precision(pages, n):
    "Area under the interpolated curve of precision and recall, of the hits of pages with `n` true boxes"
    rows = sorted(itertools.chain(*pages), key=lambda o: -o[0])
    right = np.array([o[1] for o in rows], float)
    precision = np.cumsum(right)/np.arange(1, len(right)+1)
    best = np.maximum.accumulate(precision[::-1])[::-1]
    return float(np.sum(best*right)/n)


def with_interval(pages, truth, repeats=1000):
    "Average precision, and its 95 % interval by resampling pages"
    n, rng = np.array([len(o) for o in truth]), np.random.default_rng(0)
    draws = rng.integers(0, len(pages), (repeats, len(pages)))
    some = [average_precision([pages[i] for i in d], max(1, n[d].sum())) for d in draws]
    return average_precision(pages, n.sum()), np.percentile(some, [2.5, 97.5]).tolist()


def on_pages(folder):
    "Figures of the real pages"
    truth = json.loads((folder/'boxes.json').read_text())
    found = list(in_threads(lambda name: find_signatures(folder/f'pages/{name}.jpg', .02), truth))
    res = dict(pages=len(truth), signatures=sum(map(len, truth.values())))
    for least in (.3, .5, .75):
        rows = [hits(f, t, least) for f, t in zip(found, truth.values())]
        res[f'ap{round(100*least)}'], res[f'ap{round(100*least)}_interval'] = with_interval(rows, list(truth.values()))
    sure = [sum(o.score>=.5 for o in f) for f in found]
    return res | dict(as_many=float(np.mean([a==len(b) for a, b in zip(sure, truth.values())])))


def on_sheets(folder):
    "Shares of specimen sheets of which each field is found and nothing else, and of empty cheques with anything"
    truth = json.loads((folder/'sheets.json').read_text())
    found = {k: find_signatures(folder/f'sheets/{k}.jpg') for k in truth}
    cheques = [k for k in truth if k.startswith('checks')]
    sheets = [k for k in truth if k not in cheques]
    def whole(k):
        return len(found[k])==len(truth[k]) and all(right for _, right in hits(found[k], truth[k], .5))
    return dict(sheets=len(sheets), whole=float(np.mean([whole(k) for k in sheets])), cheques=len(cheques),
                cheques_with_any=float(np.mean([len(found[k])>0 for k in cheques])))


# --- what is not one signature ---

def decided(v, template, im):
    "The decision for a picture; 'refused' where there is none"
    try:
        return v.verify(im, template).decision
    except ImageError:
        return 'refused'


def not_one(v, template, folder, sources):
    "How pictures that are not one signature are answered"
    files = dict(pages=sorted(folder.glob('pages/*.jpg')), sheets=sorted(folder.glob('sheets/*.jpg')))
    drawn = (draw_page([7, i], None, sources) for i in range(3000))
    files['drawn'] = [o.image for o in itertools.islice((o for o in drawn if len(o.boxes)!=1 or o.kind!='card'), 300)]
    res = {}
    for name, ims in files.items():
        said = list(in_threads(lambda im: decided(v, template, im), ims))
        res[name] = dict(n=len(said), **{k: said.count(k)/len(said) for k in ('genuine', 'forged', 'inconclusive')})
    return res


# --- single signatures ---

def refused(rows):
    "Share of pictures of one signature that are refused, by reason, and the share from which something is taken away"
    def one(row):
        try:
            return 'cleaned' if obtain(row.path)[1] else ''
        except ImageError as e:
            return e.msg.rpartition(': ')[2]
    said = list(in_threads(one, rows))
    kinds = sorted(set(said)-{'', 'cleaned'})
    return dict(n=len(said), cleaned=said.count('cleaned')/len(said),
                refused=sum(map(said.count, kinds))/len(said), reasons={k: said.count(k) for k in kinds})


def read(data, name):
    return [o for o in Corpus.read(data/name) if o.part!='predict']


# --- verification from pages ---

def as_printed(seed, kind, sources, side):
    "A drawn page before a copier, a camera or a scanner has seen it"
    page = _draw_kind[kind](np.random.default_rng(seed), sources)
    h, w = page.image.shape[:2]
    k = side/max(h, w)
    shot = _resize(_Shot(page.image, page.layers, page.outlines), (round(w*k), round(h*k)))
    boxes = _boxes(shot)
    return DrawnPage(shot.image, shot.layers, boxes[_visible(shot.image, shot.layers, boxes)], kind)


def set_on_page(path, seed, sources, draw):
    "A drawn page with this one signature on it, at least 60 pixels high"
    ink = 255-isolate_ink(path, (256, 512))
    y, x = np.where(ink>40)
    given = sources._replace(signatures=[ink[y.min():y.max()+1, x.min():x.max()+1]])
    for again in range(200):
        page = draw([seed, again], ('letter', 'form', 'cheque')[again%3], given, 1700)
        if len(page.boxes)==1 and page.boxes[0, 3]-page.boxes[0, 1]>=60:
            return page
    raise SystemExit(f'no page for {path}')


def score_on(v, template, im):
    "Score and log LR of a picture; None where it is refused"
    try:
        res = v.verify(im, template)
    except ImageError:
        return None
    return res.score, float(np.log(res.lr)), res.found


def from_pages(v, rows, sources, draw, each=3):
    "EERs of clean CEDAR signatures and of the same ones on pages, against four clean references"
    jobs = []
    for i, w in enumerate(sorted({o.writer for o in rows})):
        genuine, forged = ([o.path for o in rows if o.writer==w and o.kind==k] for k in ('genuine', 'forged'))
        template = v.enroll_inks([isolate_ink(p, v.shape) for p in genuine[:4]])
        jobs += [(i, template, p, True) for p in genuine[4:4+each]]+[(i, template, p, False) for p in forged[:each]]
    def one(job):
        i, template, path, genuine = job
        page = set_on_page(path, i*1000+hash_of(path), sources, draw)
        clean = v.judge(isolate_ink(path, v.shape), template)
        return i, genuine, score_on(v, template, page.image), (clean.score, float(np.log(clean.lr))), page.boxes[0]
    said = list(in_threads(one, jobs))
    answered = [o for o in said if o[2]]
    right = [o for o in answered if o[2][2] is not None and _shared(np.array(o[2][2]), o[4])>=.5]
    res = dict(signatures=len(said), answered=len(answered)/len(said), right_box=len(right)/len(said))
    for name, k in dict(clean=3, page=2).items():
        g, f = (np.array([(o[0], o[k][0]) for o in answered if o[1]==genuine]) for genuine in (True, False))
        res[name] = dict(eer=eer(g[:, 1], f[:, 1])[0], interval=eer_interval(g, f))
        res[name]['false_forged'] = float(np.mean([o[k][1]<-np.log(2) for o in answered if o[1]]))
    return res


def hash_of(path):
    return int(''.join(c for c in path.stem if c.isdigit()))


# --- time ---

def times():
    "Milliseconds of one core: a page of 2 megapixels with one signature, and one signature alone"
    page = next(o.image for o in (draw_page([3, i], 'letter', None, 1700) for i in range(99)) if len(o.boxes)==1)
    page = cv2.resize(page, (1250, 1600))
    alone = next(o.image for o in (draw_page([4, i], 'single', None, 600) for i in range(99)) if len(o.boxes)==1)
    res = {}
    work = dict(page=lambda: find_signatures(page), alone=lambda: acquire(alone), ink=lambda: isolate_ink(alone))
    for name, f in work.items():
        took = []
        for _ in range(20):
            start = time.perf_counter()
            f()
            took.append(time.perf_counter()-start)
        res[name] = 1000*float(np.median(took))
    return res


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--data', type=Path, required=True)
    p.add_argument('--model', required=True)
    p.add_argument('--every', type=int, default=1, help='take every so many-th picture of a corpus, to try')
    a = p.parse_args()
    v, folder = Verifier(a.model, threads=1), a.data/'documents'
    sources = find_sources(a.data/'unipen/strokes.npz')
    rows = {k: read(a.data, k)[::a.every] for k in corpora}
    cedar = [o.path for o in rows['cedar'] if o.kind=='genuine']
    template = v.enroll(cedar[:4])
    res = dict(
        pages=on_pages(folder), sheets=on_sheets(folder), not_one=not_one(v, template, folder, sources),
        single={k.split('/')[0]: refused(o) for k, o in rows.items()},
        from_pages={k: from_pages(v, read(a.data, 'cedar'), sources, draw)
                    for k, draw in dict(printed=as_printed, recorded=draw_page).items()})
    cv2.setNumThreads(1)
    res['milliseconds'] = times()
    print(json.dumps(res, indent=1))
    command = f'python benchmarks/documents.py --data $SIGNAUTH_DATA --model {Path(a.model).name}'
    out = Path(__file__).parent/'results/documents.json'
    if a.every==1:
        out.write_text(json.dumps(dict(command=command, model=v.model, **res), indent=1)+'\n')


if __name__=='__main__':
    main()
