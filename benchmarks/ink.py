"""Time `isolate_ink` on one core, and look for ink in every image of the corpora; writes benchmarks/results/ink.json.

    python benchmarks/ink.py [--data DATA] [--quick] [--page FILE.html]

DATA is the folder of the corpora. Beside each time stands that of a background estimate at full size,
`cv2.medianBlur(cv2.dilate(im, 7x7), 15)` as in `scan_effect`, measured in turns with it. `--page` writes a page of
three signatures of each corpus before and after: for your own eyes, since real signatures are personal data."""
import argparse, base64, html, json, os, platform, statistics, sys, time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
import cv2, numpy as np
from signauth.core import ImageError, find_images
from signauth.ink import degradations, gray, ink_version, isolate_ink

sys.path.insert(0, str(Path(__file__).parent))
from corpora import default_folder, missing, names


def pen(h=500, w=1000):
    "A smooth pen line on white"
    t = np.linspace(0, 1, 600)
    x = .14*w+t*w*.72+w*.04*np.sin(31*t)
    y = h/2+h*.25*np.sin(23*t)*(1-.6*t)+.06*h*np.cos(61*t)
    sheet, points = np.full((h, w), 255, np.uint8), np.int32(np.c_[x, y]*16)
    return cv2.polylines(sheet, [points], False, 40, max(1, h//90), cv2.LINE_AA, 4)


def kinds():
    "Images by name; grey ones are a noisy scan on grey paper"
    rng = np.random.default_rng(0)
    res = {}
    for h, w in ((250, 500), (500, 1000), (1000, 2000), (3000, 4000)):
        noisy = pen(h, w)*.85+rng.normal(0, 3, (h, w))
        res[f'grey {w}x{h}'] = noisy.clip(0, 255).astype(np.uint8)
    res['RGB 1000x500'] = cv2.cvtColor(res['grey 1000x500'], cv2.COLOR_GRAY2RGB)
    for k in ('red stamp', 'ruled lines', 'box', 'photo of a sheet', 'noise'):
        res[f'{k} 1000x500'] = degradations[k](pen(), rng)
    return res


def background(im):
    return cv2.medianBlur(cv2.dilate(im, np.ones((7, 7), np.uint8)), 15)


def timed(f, im):
    t = time.perf_counter()
    f(im)
    return (time.perf_counter()-t)*1e3


def told(name, o):
    full_size = f"background at full size {o['background_ms']:8.2f} ms"
    return f"{name:28}{o['ms']:8.2f} ms (best {o['best_ms']:.2f}), {full_size}"


def speed(rounds=30):
    "Median milliseconds for each kind of image, and for the background estimate on its grey levels"
    res = {}
    for name, im in kinds().items():
        grey, n = gray(im), rounds if im.size < 5e6 else max(5, rounds//5)
        took = [(timed(isolate_ink, im), timed(background, grey)) for _ in range(n+2)]
        ours, theirs = np.array(took[2:]).T
        res[name] = dict(
            size=f'{im.shape[1]}x{im.shape[0]}', ms=statistics.median(ours), best_ms=min(ours),
            background_ms=statistics.median(theirs), ratio=statistics.median(theirs/ours))
        print(told(name, res[name]), flush=True)
    return res


def ink_or_none(path):
    try:
        return isolate_ink(path)
    except ImageError:
        return None


def failures(files):
    "Number of files without ink"
    with ThreadPoolExecutor(os.cpu_count()) as ex:
        return sum(o is None for o in ex.map(ink_or_none, files))


def as_html(im):
    png = base64.b64encode(cv2.imencode('.png', im)[1]).decode()
    return f'<img height=150 src="data:image/png;base64,{png}">'


def page(corpora, dest):
    "Write three signatures of each corpus, before and after"
    rows = []
    for name, files in corpora.items():
        rows.append(f'<h2>{html.escape(name)}</h2>')
        for i in np.linspace(0, len(files)-1, 5)[1:-1]:
            path = files[round(i)]
            ink = ink_or_none(path)
            rows.append(f"<p>{as_html(gray(path))} {'no ink' if ink is None else as_html(ink)}</p>")
    head = '<!doctype html><meta charset=utf-8><title>Before and after</title><body style="background:#ddd">'
    dest.write_text(head+'\n'.join(rows))


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--data', type=Path, default=default_folder)
    p.add_argument('--quick', action='store_true', help='speed only; keeps the corpora of the last full run')
    p.add_argument('--page', type=Path, help='write this page and nothing else')
    p.add_argument('--out', type=Path, default=Path(__file__).parent/'results/ink.json')
    args = p.parse_args()
    if lacking := missing(args.data):
        p.error(f"{args.data} has no {', '.join(lacking)}")
    return args


def main():
    args = arguments()
    corpora = {o: find_images(args.data/o) for o in sorted(names)}
    if args.page:
        page(corpora, args.page)
        print(f'wrote {args.page}: real signatures, keep them to yourself')
        return
    cv2.setNumThreads(1)
    machine = f'1 core of {os.cpu_count()}, {platform.machine()}'
    versions = dict(opencv=cv2.__version__, numpy=np.__version__, python=platform.python_version())
    res = dict(command='python benchmarks/ink.py', machine=machine, ink_version=ink_version, versions=versions)
    res['speed'] = speed()
    if args.quick:
        res['corpora'] = json.loads(args.out.read_text())['corpora']
    else:
        res['corpora'] = {k: dict(images=len(v), no_ink=failures(v)) for k, v in corpora.items()}
        for k, v in res['corpora'].items():
            print(f"{k}: {v['no_ink']} of {v['images']} without ink")
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(res, indent=1)+'\n')
    print(f'wrote {args.out}')


if __name__=='__main__':
    main()
