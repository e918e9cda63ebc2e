"""What the audit finds in the real corpora and in a synthetic one; writes benchmarks/results/audit.json.

    python benchmarks/audit.py [--data DATA]

DATA holds the corpora under their usual folder names; what is absent is named and left out. Reading is timed on links to
their files, ten thousand in all, without a cache; the audits run afterwards, also without."""
import argparse, json, os, platform, tempfile, time
from pathlib import Path

corpora = dict(seed_layout='seed_layout/data', kaggle='kaggle_handwritten_signatures', cedar='cedar', bhsig260_hindi='bhsig260_hindi', crossmedia_chinese='crossmedia_chinese')


def reading(folders, out, n=10_000):
    "Seconds to read a table of `n` files, and to hash their pixels the first and the second time"
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
    "For each corpus its audit without examples, with the seconds it took"
    from signauth.audit import audit, to_dict
    from signauth.corpus import Corpus
    res = {}
    for name,folder in folders.items():
        start = time.time()
        found = audit(Corpus.read(folder, name=name))
        res[name] = to_dict(found, examples=0) | dict(images=len(found.rows), writers=len(found.rows.writers), seconds=round(time.time()-start, 1))
        print(found, '\n', flush=True)
    return res


if __name__ == '__main__':
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--data', type=Path, default=Path(os.environ.get('SIGNAUTH_DATA', '../shared/data')))
    p.add_argument('--out', type=Path, default=Path(__file__).parent/'results/audit.json')
    args = p.parse_args()
    folders = {k:args.data/v for k,v in corpora.items()}
    for k,v in folders.items():
        if not v.is_dir():
            print(f'{k} is absent: left out')
    folders = {k:v.resolve() for k,v in folders.items() if v.is_dir()}
    with tempfile.TemporaryDirectory() as tmp:
        os.environ['SIGNAUTH_CACHE'] = f'{tmp}/cache'
        import numpy, sklearn
        from signauth.synth import write_corpus
        synthetic = write_corpus(f'{tmp}/synthetic', writers=60, genuine=8, forged=8, progress=False)
        res = dict(command='python benchmarks/audit.py', machine=f'{os.cpu_count()} CPU cores, {platform.machine()}', versions=dict(numpy=numpy.__version__, sklearn=sklearn.__version__))
        if folders:
            res['reading'] = reading(folders.values(), Path(tmp)/'links')
        os.environ['SIGNAUTH_CACHE'] = f'{tmp}/cache2'
        res['corpora'] = audits(folders | dict(synthetic=synthetic))
    args.out.write_text(json.dumps(res, indent=1)+'\n')
    print(f'wrote {args.out}')
