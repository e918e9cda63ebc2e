"""Speed of the answer: embedding, a whole verification, a cold process, and a folder of images with the memory that it takes; writes benchmarks/results/verify.json.

    python benchmarks/verify.py [--images 1000]

Synthetic signatures, about 550 by 200 pixels, and the same at 1250 by 500. The first two are medians with one thread; a folder goes through as many workers as there are cores, the network of each with one thread."""
import argparse, json, os, platform, resource, statistics, subprocess, sys, tempfile, time
from pathlib import Path



def median(f, n=100):
    "Milliseconds of `f(i)`"
    took = []
    for i in range(n+5):
        start = time.perf_counter()
        f(i)
        took.append((time.perf_counter()-start)*1e3)
    return statistics.median(took[5:])


def answer(folder):
    "Milliseconds of each step, of signatures of both sizes"
    import cv2
    from signauth.ink import isolate_ink, views
    from signauth.verify import Verifier
    cv2.setNumThreads(1)
    v, res = Verifier.load(threads=1), {}
    for size in ('small', 'large'):
        few = [cv2.imread(str(o), 0) for o in sorted(folder.glob('*.png'))[:12]]
        if size=='large':
            few = [cv2.resize(o, (1250, 500), interpolation=cv2.INTER_CUBIC) for o in few]
        few = [cv2.imencode('.png', o)[1].tobytes() for o in few]
        looked, t = [views(isolate_ink(o))[None] for o in few], v.enroll(few[:4])
        res[size] = dict(network=median(lambda i: v._run(looked[i%12])), embed=median(lambda i: v.embed(few[i%12])), ink=median(lambda i: isolate_ink(few[i%12])), verify=median(lambda i: v.verify(few[4+i%8], t)))
    return res


def all_of(folder):
    "Images per second of a folder, and the memory that they take"
    from signauth.verify import Verifier
    v, start = Verifier.load(threads=1), time.perf_counter()
    n = sum(1 for _ in v.embed_each(iter(sorted(folder.glob('*.png')))))
    return dict(images=n, images_per_second=n/(time.perf_counter()-start), peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss/1024)


def alone(part, folder):
    "A part in a process of its own"
    return json.loads(subprocess.run([sys.executable, __file__, '--part', part, '--folder', folder], capture_output=True, text=True, check=True).stdout)


def cold(folder):
    "Seconds of `signauth verify` from start to end"
    start = time.perf_counter()
    subprocess.run([str(Path(sys.executable).with_name('signauth')), 'verify', f'{folder}/00000.png', '--reference', *(f'{folder}/{i:05}.png' for i in (1, 2, 3, 4))], check=True, capture_output=True)
    return time.perf_counter()-start


if __name__=='__main__':
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--images', type=int, default=1000)
    p.add_argument('--part', help=argparse.SUPPRESS)
    p.add_argument('--folder', type=Path, help=argparse.SUPPRESS)
    a = p.parse_args()
    if a.part:
        sys.exit(print(json.dumps(dict(answer=answer, all_of=all_of)[a.part](a.folder))))
    import cv2
    from signauth.synth import Writer
    with tempfile.TemporaryDirectory() as d:
        for i in range(a.images):
            cv2.imwrite(f'{d}/{i:05}.png', Writer(i//20).sign(i))
        res = dict(machine=f'{os.cpu_count()} cores, {platform.machine()}', milliseconds=alone('answer', d), folder=alone('all_of', d), cold_seconds=statistics.median(cold(d) for _ in range(9)))
    print(json.dumps(res, indent=1))
    (Path(__file__).parent/'results/verify.json').write_text(json.dumps(dict(command=f'python benchmarks/verify.py --images {a.images}', **res), indent=1)+'\n')
