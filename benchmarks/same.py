"""Is a rewrite the same to the digit? Asks this checkout and another one the same about 500 images, and compares.

    git worktree add /tmp/before 4e04aa0
    python benchmarks/same.py /tmp/before --data DATA

Compared are the ink of each image and the reasons why some cannot be compared, embeddings, templates, all
fields of verifications (by evidence and by FMR, with 1, 2 and 4 references, rotated and upright), identifications,
and the answers of the classifier of known writers. A field that only one of the two knows does not count.
Ten minutes on two cores.

With --carry, and if nothing differs, this is noted in each results file whose code has changed: see remake.py. Where
only thresholds and the size of likelihood ratios differ, it is noted for all but the figures that show these; where
decisions differ as well, for figures of embeddings alone. Figures of naming one of many need equal identifications.
Figures that were stale in the other checkout are left out."""
import argparse, hashlib, json, os, subprocess, sys, tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
import numpy as np

some = dict(cedar=150, bhsig260_hindi=120, kaggle_handwritten_signatures=100, crossmedia_chinese=70, seed_layout=60)


def images(data):
    "Rows of the corpora, whole writers as far as possible"
    from signauth.corpus import Corpus
    res = []
    for name, n in some.items():
        rows = sorted(Corpus.read(data/name), key=lambda o: str(o.path))
        drawn = np.random.default_rng(0).permutation(len(rows))[:n]
        writers = list(dict.fromkeys(rows[i].who for i in drawn))
        res += [o for w in writers for o in rows if o.who==w][:n]
    return res


def digest(array):
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()[:16]


def tried(ask, *args, **kw):
    "An answer, or the words of the error"
    try:
        return ask(*args, **kw)
    except Exception as e:
        return f'{type(e).__name__}: {e}'


def rule(verify, **parts):
    "A decision rule, as keywords of this checkout or of one from before there was a `Rule`"
    return dict(rule=verify.Rule(**parts)) if hasattr(verify, 'Rule') else parts


def enrol(v, rows, inks):
    "Templates by writer and number of references, and their fingerprints"
    from signauth.copy_flag import unpack
    own, templates, told = {}, {}, {}
    for row, ink in zip(rows, inks):
        if row.kind=='genuine' and not isinstance(ink, str):
            own.setdefault(row.who, []).append(ink)
    for who, mine in own.items():
        for r in (o for o in (1, 2, 4) if o<len(mine)):
            t = tried(v.enroll_inks, mine[:r], who)
            if isinstance(t, str):
                told[f'{who} {r}'] = t
                continue
            templates[who, r] = t
            told[f'{who} {r}'] = [digest(t.embeddings), *(digest(unpack(o, v.shape)) for o in t.inks)]
    return templates, told


def verifications(v, rows, inks, templates, by_fmr):
    "All fields of each answer: claimed writer and another, and every fifth image rotated, at a stated FMR"
    names, res = list(dict.fromkeys(w for w, _ in templates)), []
    for i, (row, ink) in enumerate(zip(rows, inks)):
        if isinstance(ink, str):
            continue
        for who in (row.who, names[i%len(names)]):
            for t in (templates[who, r] for r in (1, 2, 4) if (who, r) in templates):
                res.append(v.judge(ink, t, turns=True).to_dict())
                if i%5==0:
                    res.append(v.judge(ink, t, askew=4., **by_fmr).to_dict())
    return res


def decided(answers):
    "Answers by evidence without the size of the likelihood ratio, and without the threshold of an FMR"
    return [{k: o[k] for k in sorted(o.keys()-{'lr', 'log10_lr'})} for o in answers if o['fmr'] is None]


def identifications(v, rows, inks, templates, rules):
    people, res = [t for (_, r), t in templates.items() if r==2], []
    for row, ink in list(zip(rows, inks))[::7]:
        for o in rules if not isinstance(ink, str) else ():
            found = tried(v.identify, row.path, people, **o)
            res.append(found if isinstance(found, str) else [found[0], [r.to_dict() for r in found[1]]])
    return res


def answers(data):
    "What the package that is imported says"
    from signauth import quality, verify
    try:
        from signauth.classifiers import Known
    except ImportError:
        from signauth.known import Known
    rows, v = images(data), verify.Verifier.load(threads=1)
    inks = [tried(quality.acquire, o.path, v.shape) for o in rows]
    templates, told = enrol(v, rows, inks)
    rules = [rule(verify, fmr=f) for f in (.05, None)]
    verified = verifications(v, rows, inks, templates, rule(verify, fmr=.01))
    named = identifications(v, rows, inks, templates, rules)
    return dict(ink=[o if isinstance(o, str) else digest(o) for o in inks], templates=told,
                embeddings=[digest(v.embed(o.path)) for o in rows],
                verifications=verified, identifications=named, decisions=decided(verified),
                known=[str(o) for o in Known().predict([o.path for o in rows[::10]])])


def ask(checkout, data):
    "The answers of a checkout, in a process and a folder of its own: an editable install must not lend it modules"
    env = os.environ|dict(PYTHONPATH=str(checkout), PYTHONWARNINGS='ignore')
    code = 'import runpy, sys; sys.meta_path = [o for o in sys.meta_path if "editable" not in repr(o).lower()]; '
    code += 'sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name="__main__")'
    command = [sys.executable, '-c', code, __file__, str(checkout), '--data', str(data), '--answers']
    done = subprocess.run(command, env=env, cwd=tempfile.gettempdir(), stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


def curves_of(name, tops):
    "The curves of a calibration in several checkouts; None where it was not made"
    files = [o/f'build/{name}/calibration.json' for o in tops]
    return [json.loads(o.read_text())['calibration']['curves'] if o.is_file() else None for o in files]


def decides_alike(name, tops):
    "Do the verifiers that two checkouts have calibrated on some corpora decide the same, at a likelihood ratio of two?"
    here, there = curves_of(name, tops)
    if not here or not there:
        return False
    wide = all(o['bounds'][0]<=.5 and o['bounds'][1]>=2 for curves in (here, there) for o in curves.values())
    lines = [{r: (o['slope'], o['offset']) for r, o in curves.items()} for curves in (here, there)]
    return wide and lines[0]==lines[1]


def can_be_carried(figure, agree, calibrates, tops):
    "Do answers that agree in these parts make the same figures? `calibrates`: is calibrating the same code?"
    if not figure.decides:
        pairs = (curves_of(o, tops) for o in figure.calibrated.split())
        return calibrates or all(here and there and same(here, there) for here, there in pairs)
    alike = calibrates or all(decides_alike(o, tops) for o in figure.calibrated.split())
    parts = ('ink', 'templates', 'decisions', *['identifications']*figure.names)
    return alike and all(agree[o] for o in parts)


def carry_figures(other, answers, agree):
    "Note in each results file whose code has changed that the answers are the same"
    sys.path.insert(0, str(Path(__file__).parent))
    import dodo, provenance
    git = subprocess.run(['git', '-C', other, 'rev-parse', '--short=12', 'HEAD'], capture_output=True, text=True)
    tops = dodo.root, other
    here, there = (provenance.code_hash('calibrate.calibrate_on', top=o) for o in tops)
    for name, figure in dodo.figures.items():
        path = dodo.results/f'{name}.json'
        if dodo.why(name)[0]!='other code' or not can_be_carried(figure, agree, here==there, tops):
            continue
        fresh = provenance.is_fresh_in(other, path, figure.code)
        if fresh:
            provenance.carry(path, figure.code, git.stdout.strip(), answers)
        print(f'carried {name}' if fresh else f'left    {name}: it is stale in {other}, too')


def same(mine, theirs):
    "Are two answers the same in the fields that both have?"
    if isinstance(mine, dict) and isinstance(theirs, dict):
        return all(same(mine[k], theirs[k]) for k in mine.keys() & theirs.keys())
    if isinstance(mine, (list, tuple)) and isinstance(theirs, (list, tuple)):
        return len(mine)==len(theirs) and all(map(same, mine, theirs))
    return mine==theirs


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('other', type=Path, help='checkout to compare with')
    p.add_argument('--data', type=Path, required=True, help='folder of the corpora')
    p.add_argument('--answers', action='store_true', help=argparse.SUPPRESS)
    p.add_argument('--carry', action='store_true', help='note it in results files whose code has changed')
    a = p.parse_args()
    if a.answers:
        return print(json.dumps(answers(a.data)))
    checkouts = Path(__file__).parent.parent, a.other
    with ThreadPoolExecutor(2) as pool:
        here, there = pool.map(lambda o: ask(o.resolve(), a.data.resolve()), checkouts)
    told, agree = 0, {}
    for part, mine in here.items():
        pairs = zip(mine.items(), there[part].items()) if isinstance(mine, dict) else zip(mine, there[part])
        differ = sum(not same(x, y) for x, y in pairs)+abs(len(mine)-len(there[part]))
        agree[part] = bool(mine) and not differ
        told += len(mine)*agree[part]
        print(f"{'ok     ' if agree[part] else 'FAILED '} {part}: {differ} of {len(mine)} differ")
    if a.carry and agree['embeddings'] and agree['known']:
        carry_figures(a.other.resolve(), told, agree)
    return int(not all(agree.values()))


if __name__=='__main__':
    sys.exit(main())
