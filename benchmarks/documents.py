"""Measure how well signatures are found on pages, and how often what is one or none is taken for it; writes
benchmarks/results/documents.json.

    python benchmarks/documents.py DATA

Real pages and sheets are those of DATA/documents."""
import argparse, itertools, json, time
from pathlib import Path
import cv2, numpy as np
from signauth.core import in_threads
from signauth.corpus import Corpus
from signauth.document import find_signatures, one_signature
from signauth.ink import isolate_ink
from signauth.pages import draw_page, find_sources

corpora = ('cedar', 'bhsig260_hindi', 'kaggle_handwritten_signatures', 'crossmedia_chinese', 'seed_layout/data')


# --- boxes ---

def iou(a, b):
    "Intersection over union of two boxes"
    w, h = np.minimum(a[2:], b[2:])-np.maximum(a[:2], b[:2])
    both = max(0, w)*max(0, h)
    return both/((a[2]-a[0])*(a[3]-a[1])+(b[2]-b[0])*(b[3]-b[1])-both)


def hits(found, truth, least):
    "Score of each box found on a page, best first, and whether it is right: no better one has taken the same truth"
    left, res = [np.array(o) for o in truth], []
    for o in found:
        best = max(range(len(left)), key=lambda k: iou(np.array(o.box), left[k]), default=None)
        right = best is not None and iou(np.array(o.box), left[best])>=least
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

def not_one(folder, sources):
    "Share of pictures that are not one signature whose ink is taken for one as a whole, as if nothing else were there"
    files = dict(pages=sorted(folder.glob('pages/*.jpg')), sheets=sorted(folder.glob('sheets/*.jpg')))
    drawn = (draw_page([7, i], None, sources) for i in range(3000))
    files['drawn'] = [o.image for o in itertools.islice((o for o in drawn if len(o.boxes)!=1 or o.kind!='card'), 300)]
    def whole(im):
        shown = one_signature(im)
        return shown.ink is not None and shown.one is None
    taken = {k: list(in_threads(whole, ims)) for k, ims in files.items()}
    return {k: dict(n=len(o), taken=float(np.mean(o))) for k, o in taken.items()}


# --- single signatures ---

def refused(rows):
    "Share of pictures of one signature that are refused, by reason, and the share from which something is taken away"
    def one(row):
        shown = one_signature(row.path)
        return shown.reason or ('cleaned' if shown.one else '')
    said = list(in_threads(one, rows))
    kinds = sorted(set(said)-{'', 'cleaned'})
    return dict(n=len(said), cleaned=said.count('cleaned')/len(said),
                refused=sum(map(said.count, kinds))/len(said), reasons={k: said.count(k) for k in kinds})


# --- time ---

def times():
    "Milliseconds of one core: a page of 2 megapixels with one signature, and one signature alone"
    page = next(o.image for o in (draw_page([3, i], 'letter', None, 1700) for i in range(99)) if len(o.boxes)==1)
    page = cv2.resize(page, (1250, 1600))
    alone = next(o.image for o in (draw_page([4, i], 'single', None, 600) for i in range(99)) if len(o.boxes)==1)
    res = {}
    work = dict(page=lambda: find_signatures(page), alone=lambda: one_signature(alone), ink=lambda: isolate_ink(alone))
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
    p.add_argument('data', type=Path)
    a = p.parse_args()
    folder, sources = a.data/'documents', find_sources(a.data/'unipen/strokes.npz')
    rows = {k: [o for o in Corpus.read(a.data/k) if o.part!='predict'] for k in corpora}
    res = dict(pages=on_pages(folder), sheets=on_sheets(folder), not_one=not_one(folder, sources),
               single={k.split('/')[0]: refused(o) for k, o in rows.items()})
    cv2.setNumThreads(1)
    res['milliseconds'] = times()
    print(json.dumps(res, indent=1))
    out = Path(__file__).parent/'results/documents.json'
    out.write_text(json.dumps(dict(command='python benchmarks/documents.py $SIGNAUTH_DATA', **res), indent=1)+'\n')


if __name__=='__main__':
    main()
