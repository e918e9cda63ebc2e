"""Audit the real corpora and a synthetic one; writes benchmarks/results/audit.json.

    python benchmarks/audit.py [--data DATA]

DATA holds the corpora under their usual folder names; missing ones are named and left out. Reading is timed on links to
their files, ten thousand in all, without a cache; the audits run afterwards, also without a cache."""
import argparse, json, os, platform, sys, tempfile, time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from corpora import default_folder, images

short = dict(kaggle_handwritten_signatures='kaggle')  # names in the results


def reading(folders, out, n=10_000):
    "Seconds to read a table of `n` files, and to hash their pixels for the first and for the second time"
    from signauth.corpus import Corpus, pixel_hashes
    from signauth.core import find_images
    files = [f for o in folders for f in find_images(o)]
    for i in range(n):
        writer = out/f'{i//40:04}/genuine'
        writer.mkdir(parents=True, exist_ok=True)
        (writer/f'{i}{files[i % len(files)].suffix.lower()}').symlink_to(files[i % len(files)])
    start = time.time()
    rows = Corpus.read(out)
    res = dict(files=len(rows), distinct=min(n, len(files)), read_s=time.time()-start)
    for k in ('hash_s', 'hash_again_s'):
        start = time.time()
        pixel_hashes(rows)
        res[k] = time.time()-start
    return res


def audits(folders):
    "The audit of each corpus without examples, with the seconds that it took"
    from signauth.audit import audit, to_dict
    from signauth.corpus import Corpus
    res = {}
    for name, folder in folders.items():
        start = time.time()
        found = audit(Corpus.read(folder, name=name))
        size = dict(images=len(found.rows), writers=len(found.rows.writers))
        res[name] = to_dict(found, examples=0) | size | dict(seconds=round(time.time()-start, 1))
        print(found, '\n', flush=True)
    return res


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--data', type=Path, default=default_folder)
    p.add_argument('--out', type=Path, default=Path(__file__).parent/'results/audit.json')
    return p.parse_args()


def found_in(data):
    "The folders of the corpora that are there, {name: path}"
    res = {}
    for name, folder in images.items():
        name = short.get(name, name)
        if (data/folder).is_dir():
            res[name] = (data/folder).resolve()
        else:
            print(f'{name} is absent: left out')
    return res


def main():
    args = arguments()
    folders = found_in(args.data)
    with tempfile.TemporaryDirectory() as tmp:
        os.environ['SIGNAUTH_CACHE'] = f'{tmp}/cache'
        import numpy, sklearn
        from signauth.synth import write_corpus
        synthetic = write_corpus(f'{tmp}/synthetic', writers=60, genuine=8, forged=8, progress=False)
        machine = f'{os.cpu_count()} CPU cores, {platform.machine()}'
        versions = dict(numpy=numpy.__version__, sklearn=sklearn.__version__)
        res = dict(command='python benchmarks/audit.py', machine=machine, versions=versions)
        if folders:
            res['reading'] = reading(folders.values(), Path(tmp)/'links')
        os.environ['SIGNAUTH_CACHE'] = f'{tmp}/cache2'
        res['corpora'] = audits(folders | dict(synthetic=synthetic))
    args.out.write_text(json.dumps(res, indent=1)+'\n')
    print(f'wrote {args.out}')


if __name__=='__main__':
    main()
