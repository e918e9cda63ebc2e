"""Measure how fast signauth answers; writes benchmarks/results/verify.json.

    python benchmarks/verify.py [--images 1000]

Embedding and a whole verification are medians with one thread. A cold process is the command from start to end. A
folder of images goes through as many workers as there are cores, the network of each with one thread; its memory is
measured, too. The signatures are synthetic, about 550 by 200 pixels, and the same at 1250 by 500."""
import argparse, json, os, platform, resource, statistics, subprocess, sys, tempfile, time
from pathlib import Path


def median(f, n=100):
    "Median milliseconds of `f(i)`"
    took = []
    for i in range(n+5):
        start = time.perf_counter()
        f(i)
        took.append((time.perf_counter()-start)*1e3)
    return statistics.median(took[5:])


def answer(folder):
    "Milliseconds of each step, for signatures of both sizes"
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
        seen, template = [views(isolate_ink(o))[None] for o in few], v.enroll(few[:4])
        res[size] = dict(
            network=median(lambda i: v.embed_views(seen[i%12])),
            embed=median(lambda i: v.embed(few[i%12])),
            ink=median(lambda i: isolate_ink(few[i%12])),
            verify=median(lambda i: v.verify(few[4+i%8], template)))
    return res


def all_of(folder):
    "Images per second of a folder, and the memory that this takes"
    from signauth.verify import Verifier
    v, start = Verifier.load(threads=1), time.perf_counter()
    n = sum(1 for _ in v.embed_each(iter(sorted(folder.glob('*.png')))))
    took, peak = time.perf_counter()-start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss/1024
    return dict(images=n, images_per_second=n/took, peak_mb=peak)


def alone(part, folder):
    "The result of one part, measured in a process of its own"
    command = [sys.executable, __file__, '--part', part, '--folder', folder]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def cold(folder):
    "Seconds of `signauth verify` from start to end"
    references = [f'{folder}/{i:05}.png' for i in (1, 2, 3, 4)]
    program = str(Path(sys.executable).with_name('signauth'))
    start = time.perf_counter()
    command = [program, 'verify', f'{folder}/00000.png', '--reference', *references]
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter()-start


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--images', type=int, default=1000)
    p.add_argument('--part', help=argparse.SUPPRESS)
    p.add_argument('--folder', type=Path, help=argparse.SUPPRESS)
    args = p.parse_args()
    if args.part:
        print(json.dumps(dict(answer=answer, all_of=all_of)[args.part](args.folder)))
        return
    import cv2
    from signauth.synth import Writer
    with tempfile.TemporaryDirectory() as d:
        for i in range(args.images):
            cv2.imwrite(f'{d}/{i:05}.png', Writer(i//20).sign(i))
        res = dict(
            machine=f'{os.cpu_count()} cores, {platform.machine()}',
            milliseconds=alone('answer', d), folder=alone('all_of', d),
            cold_seconds=statistics.median(cold(d) for _ in range(9)))
    print(json.dumps(res, indent=1))
    res = dict(command=f'python benchmarks/verify.py --images {args.images}', **res)
    (Path(__file__).parent/'results/verify.json').write_text(json.dumps(res, indent=1)+'\n')


if __name__=='__main__':
    main()
