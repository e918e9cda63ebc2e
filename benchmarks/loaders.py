"""Measure speed and memory of the ink cache and of batches drawn from it; writes benchmarks/results/loaders.json.

    python benchmarks/loaders.py [--images 15000] [--cores 2]

Signatures are files of the real corpora below SIGNAUTH_DATA, each used once as far as they go; where there are none,
1,080 synthetic ones are drawn, and used again and again. The cache is built in a fresh process on so many cores, from
files that the system does not keep in memory."""
import argparse, json, os, platform, resource, subprocess, sys, tempfile, time
from pathlib import Path
import cv2, numpy as np, torch
from signauth.core import SignAuthError
from signauth.corpus import Corpus
from signauth.loaders import WriterBatches, augment, ink_cache
from signauth.synth import write_corpus

sys.path.insert(0, str(Path(__file__).parent))
from corpora import default_folder, images


def find_rows(n, drawn):
    "`n` rows, evenly from all corpora that are there, and the size of each"
    rows, origin = [], {}
    for name in sorted(images.values()):
        try:
            corpus = Corpus.read(default_folder/name)
        except SignAuthError:
            continue
        rows += corpus
        origin[name] = len(corpus)
    if not rows:
        if not drawn.exists():
            write_corpus(drawn, writers=60, genuine=10, forged=8, progress=False)
        rows = Corpus.read(drawn)
        origin['synthetic'] = len(rows)
    order = np.random.default_rng(0).permutation(len(rows))
    return Corpus(rows[i] for i in np.resize(order, n)), origin


def peak():
    "Most memory so far in MiB; Linux counts in KiB"
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss/2**10


def forget(rows):
    "Ask the system to drop the files from its memory, so that they are read from disk"
    for p in {o.path for o in rows}:
        with open(p, 'rb') as f:
            os.posix_fadvise(f.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def build(n, folder):
    "Build the cache in this process; seconds, and MiB before and after"
    rows, origin = find_rows(n, folder/'drawn')
    if hasattr(os, 'posix_fadvise'):
        forget(rows)
    before, t = peak(), time.perf_counter()
    ims, kept, failed = ink_cache(rows, folder)
    res = dict(
        seconds=time.perf_counter()-t, peak_mib=peak(), peak_mib_before=before, cpu_seconds=sum(os.times()[:2]))
    distinct = len({o.path for o in rows})
    return res | dict(
        stored=len(ims), failed=len(failed), distinct_files=distinct, file_mib=ims.nbytes/2**20, corpora=origin)


def best(f, rounds=5, seeds=1):
    """Seconds of the fastest of some rounds, and of that the mean over seeds.

    Lines are drawn on some images only, so only rounds with the same seed can be compared."""
    def once(seed):
        torch.manual_seed(seed)
        t = time.perf_counter()
        f()
        return time.perf_counter()-t
    return float(np.mean([min(once(seed) for _ in range(rounds)) for seed in range(seeds)]))


def batches(n, folder):
    "Time to open the cache, then batches of 8 writers × (5 genuine + 3 forged) from it"
    rows, _ = find_rows(n, folder/'drawn')
    t = time.perf_counter()
    ims, kept, _ = ink_cache(rows, folder)
    res = dict(open_seconds=time.perf_counter()-t)
    known = [i for i, o in enumerate(kept) if o.writer and o.kind]
    wb = WriterBatches(Corpus(kept[i] for i in known))
    known = np.array(known)

    def draw():
        return torch.from_numpy(ims[known[next(wb)[0]]])[:, None]/255

    res |= dict(images_in_batch=64, draw_ms=best(lambda: next(wb), 300)*1e3)
    for threads in (1, 2):
        torch.set_num_threads(threads)
        x = draw()
        res[f'threads_{threads}'] = dict(
            plain_batches_per_second=1/best(draw, 30),
            augmented_batches_per_second=1/best(lambda: augment(draw()), seeds=8),
            augment_images_per_second=64/best(lambda: augment(x), seeds=8),
            without_lines_images_per_second=64/best(lambda: augment(x, lines=0), seeds=8))
    return res


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--images', type=int, default=15_000)
    p.add_argument('--cores', type=int, default=2)
    p.add_argument('--out', type=Path, default=Path(__file__).parent/'results/loaders.json')
    p.add_argument('--part', help=argparse.SUPPRESS)
    p.add_argument('--folder', type=Path, help=argparse.SUPPRESS)
    return p.parse_args()


def in_process(part, args, folder):
    "The result of one part, measured in a process of its own"
    options = ['--images', str(args.images), '--cores', str(args.cores), '--folder', folder]
    command = [sys.executable, __file__, '--part', part, *options]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def main():
    args = arguments()
    if hasattr(os, 'sched_setaffinity'):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:args.cores])
    if args.part:
        print(json.dumps(dict(build=build, batches=batches)[args.part](args.images, args.folder)))
        return
    versions = f'Python {platform.python_version()}, numpy {np.__version__}, OpenCV {cv2.__version__}'
    with tempfile.TemporaryDirectory() as d:
        find_rows(args.images, Path(d)/'drawn')  # draws the synthetic ones, if they are needed
        res = dict(
            command=f'python benchmarks/loaders.py --images {args.images} --cores {args.cores}',
            machine=f'{args.cores} CPU cores, {platform.machine()}, {versions}, torch {torch.__version__}',
            images=args.images, build=in_process('build', args, d), batches=in_process('batches', args, d))
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(res, indent=1)+'\n')
    print(json.dumps(res, indent=1), f'wrote {args.out.name}', sep='\n')


if __name__=='__main__':
    main()
