"""Measure the speed of the generator of synthetic signatures; writes benchmarks/results/synth.json.

    python benchmarks/synth.py [--writers 20] [--rounds 5]

Images per second, written to disk as PNG, with one and two threads, each the best of several rounds taken in turns, and
the CPU time of an image, which a busy machine changes less. Beside it, on one thread: drawing, and encoding the same
images."""
import argparse, json, os, platform, tempfile, time
from pathlib import Path
import cv2, numpy as np
from signauth.synth import draw_corpus, write_corpus


def timed(f):
    "Call a function: seconds on the clock, seconds of CPU, result"
    t, c = time.perf_counter(), time.process_time()
    res = f()
    return time.perf_counter()-t, time.process_time()-c, res


def written(workers, seed, **kw):
    "Seconds on the clock and of CPU to write a corpus"
    with tempfile.TemporaryDirectory() as d:
        options = dict(seed=seed, progress=False, workers=workers)
        return timed(lambda: write_corpus(Path(d)/'data', **options, **kw))[:2]


def measured(kw, rounds):
    "Seconds of each round by number of threads; milliseconds of drawing and of encoding an image in each round"
    runs = {1: [], 2: []}
    draw, png = [], []
    for i in range(rounds):
        for workers in runs:
            runs[workers].append(written(workers, i, **kw))
        _, c, ims = timed(lambda: [o.image for o in draw_corpus(**kw, seed=i, workers=1)])
        draw.append(c/len(ims)*1e3)
        png.append(timed(lambda: [cv2.imencode('.png', im) for im in ims])[1]/len(ims)*1e3)
    return runs, draw, png


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--writers', type=int, default=20)
    p.add_argument('--rounds', type=int, default=5)
    p.add_argument('--out', type=Path, default=Path(__file__).parent/'results/synth.json')
    args = p.parse_args()
    cv2.setNumThreads(1)
    n = args.writers*20+2*max(1, round(args.writers*.25))
    list(draw_corpus(2, 1, 1))  # the first image makes the noise
    runs, draw, png = measured(dict(writers=args.writers, genuine=10, forged=10), args.rounds)
    res = dict(
        command=f'python benchmarks/synth.py --writers {args.writers} --rounds {args.rounds}',
        machine=f'{os.cpu_count()} CPU cores, {platform.machine()}',
        python=platform.python_version(), numpy=np.__version__, opencv=cv2.__version__, images=n,
        images_per_second={w: n/min(t for t, _ in o) for w, o in runs.items()},
        cpu_ms_per_image={w: min(c for _, c in o)/n*1e3 for w, o in runs.items()},
        drawing_ms=min(draw), png_ms=min(png), drawing_to_png=float(np.median(np.divide(draw, png))),
        load=os.getloadavg()[0])
    print(json.dumps(res, indent=1))
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(res, indent=1)+'\n')


if __name__=='__main__':
    main()
