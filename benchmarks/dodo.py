"""List all figures and pages, how each is made, and what it depends on.

`python benchmarks/remake.py` reads this; so does doit, which runs it."""
import hashlib, json, os, re, shlex, shutil, subprocess, sys, time
from pathlib import Path
from typing import NamedTuple
folder = Path(__file__).resolve().parent
sys.path[:0] = [str(folder), str(folder.parent/'.ci')]
from corpora import missing
from notebooks import module_of
from provenance import behind, file_hash, read_json, results, rewritten, root, stamp, weights_hash, why_stale

data = Path(os.environ.get('SIGNAUTH_DATA', root.parent/'shared/data'))
DOIT_CONFIG = dict(dep_file=str(root/'build/doit.db'), verbosity=2)


class Figures(NamedTuple):
    "How a results file is made"
    command: str  # DATA stands for the folder of the corpora, OUT for the file
    code: tuple  # scripts, notebooks, functions as module.name
    weights: str = 'network'  # of the shipped ones; 'all' where their calibration shows, too; '' for none of them
    decides: bool = True  # can a refusal or a decision change them? If not, they are of ink and embeddings alone
    names: bool = False  # do they name one of many?
    calibrated: str = ''  # the verifiers that were calibrated on other corpora, by their names below
    keeps: str = ''  # the file that the command writes, where it is not OUT
    ships: str = ''  # the file of the package that it becomes
    before: tuple = ()  # commands that make what the command needs


# Verifiers whose likelihood ratios were set without a corpus, to be measured on it
calibrated = dict(
    not_cedar='bhsig260_hindi kaggle_handwritten_signatures',
    not_hindi='cedar kaggle_handwritten_signatures',
    not_kaggle='bhsig260_hindi cedar')
_calibrated = 'calibrate.calibrate_on', 'only cli.calibrate'
_measured = 'evaluate.evaluate', *_calibrated


def _command(options, *code, **kw):
    "Figures of a command of signauth, whose own defaults count, too"
    name = options.split()[0].replace('-', '_')
    return Figures(f'signauth {options}', (*code, f'only cli.{name}'), **kw)


def _evaluated(corpus, other):
    "Figures of a corpus with likelihood ratios from other corpora"
    options = f'evaluate DATA/{corpus} --model build/{other} --json OUT'
    return _command(options, *_measured, calibrated=other, decides=False)


def _referred(corpus, other):
    "Figures of wrong references among those of a corpus"
    options = f'DATA/{corpus} --model build/{other} --json OUT'
    return _script('references', options, *_calibrated, 'verify.Verifier', calibrated=other)


def _script(name, options='', *code, **kw):
    "Figures of a script in this folder"
    return Figures(f'python benchmarks/{name}.py {options}'.strip(), (f'benchmarks/{name}.py', *code), **kw)


# TFLite files by the other way, whose packages do not go with those of this environment
_torch = re.search(r'^torch==[\d.]+', (root/'constraints.txt').read_text(), re.M)[0]
_litert = (
    'python -m venv build/road',
    f'build/road/bin/pip install -q .[litert] {_torch}',
    'build/road/bin/signauth export signauth/weights --to tflite,tflite-int8 --out build/litert')
_heldout = 'train-verifier DATA/bhsig260_hindi DATA/crossmedia_chinese DATA/kaggle_handwritten_signatures'
_exported = '--corpus DATA/cedar --known DATA/kaggle_handwritten_signatures --litert build/litert'
_corpora = 'benchmarks/corpora.py'
_others = ' '.join(f'build/{o}' for o in calibrated)

# The cells that look at every real signature there is
slow = tuple(f'nbs/{o}.ipynb' for o in ('01a_quality', '01b_copy_flag', '04_audit', '13_store'))

_shipped = 'DATA/bhsig260_hindi DATA/cedar DATA/kaggle_handwritten_signatures DATA/seed_layout'

figures = dict(
    calibration=_command(
        f'calibrate {_shipped} --out build/shipped --overwrite', 'calibrate.calibrate_on', decides=False,
        calibrated='shipped', keeps='build/shipped/calibration.json', ships='signauth/weights/calibration.json'),
    evaluate_cedar=_evaluated('cedar', 'not_cedar'),
    evaluate_bhsig260_hindi=_evaluated('bhsig260_hindi', 'not_hindi'),
    evaluate_kaggle_handwritten_signatures=_evaluated('kaggle_handwritten_signatures', 'not_kaggle'),
    evaluate_seed_layout=_evaluated('seed_layout', 'not_kaggle'),
    evaluate_crossmedia_chinese=_command(
        'evaluate DATA/crossmedia_chinese --refs 1,3 --draws 2 --json OUT', *_measured, weights='all', decides=False),
    conditions=_script('conditions', 'DATA/cedar --model build/not_cedar', *_calibrated, calibrated='not_cedar'),
    references_cedar=_referred('cedar', 'not_cedar'),
    references_bhsig260_hindi=_referred('bhsig260_hindi', 'not_hindi'),
    references_kaggle_handwritten_signatures=_referred('kaggle_handwritten_signatures', 'not_kaggle'),
    attacks=_script(
        'attacks', f'--data DATA --models {_others} --json OUT', 'benchmarks/conditions.py', 'benchmarks/documents.py',
        *_calibrated, calibrated=' '.join(calibrated)),
    documents=_script('documents', '--data DATA --model build/not_cedar', *_calibrated, calibrated='not_cedar'),
    experiments=_script('experiments', 'DATA/cedar DATA/bhsig260_hindi', decides=False),
    order=_script('order', '--data DATA', decides=False),
    carry=_script('carry', '--data DATA', 'benchmarks/order.py', weights='', decides=False),
    verifier_heldout=_command(
        f'{_heldout} --test DATA/cedar --out build/heldout --overwrite', 'train_verifier.train_verifier',
        keeps='build/heldout/verifier.json', decides=False),
    export=_script('export', _exported, before=_litert, decides=False),
    audit=_script('audit', '--data DATA', _corpora, weights='', decides=False),
    ink=_script('ink', '--data DATA', _corpora, weights='', decides=False),
    packing=_script('packing', '--data DATA', decides=False),
    bulk=_script('bulk', '--data DATA', 'bulk.bulk', 'enrol.enrol'),
    search=_script('search', '--data DATA', 'search.FaissIndex', 'search.build_index', decides=False),
    strangers=_script(
        'strangers', '--data DATA', weights='all', names=True, before=('python benchmarks/strangers.py --draw',)),
    loaders=_script('loaders', '', _corpora, weights='', decides=False),
    synth=_script('synth', weights='', decides=False),
    demo=_script('demo', weights='all', names=True),
    speed=_script('speed', '--data DATA/seed_layout/data --start signauth/weights', decides=False),
    published=_script('pairs', '--data DATA', 'evaluate.evaluate', _corpora, decides=False),
    verify=_script('verify', '', 'cli.verify'),
    serve=_script('serve', '', 'api.Service', 'serve.run'),
    slow=Figures(f"python .ci/notebooks.py --slow --json OUT {' '.join(slow)}", slow),
)
pages_file = results/'pages.json'


def _pages():
    "Notebooks that make no module"
    for path in (root/'nbs').rglob('*.ipynb'):
        if '.ipynb_checkpoints' not in path.parts and not module_of(path):
            yield path.relative_to(root).as_posix()


pages = sorted(_pages())


def there(command):
    "End the program where a corpus is missing; figures of some of the corpora would look like those of all"
    if 'DATA' in command and (lacking := missing(data)):
        raise SystemExit(f"{data} has no {', '.join(lacking)}: set SIGNAUTH_DATA to the folder of the corpora")


def written(name):
    "The command of a figure or of a calibration, as it is written into the file"
    command = figures[name].command if name in figures else _calibration(name)
    return command.replace('DATA', '$DATA').replace('OUT', f'benchmarks/results/{name}.json')


def _filled(arg, words):
    "An argument with the folders and files for DATA and OUT"
    return arg if '=' in arg else '/'.join(str(words.get(o, o)) for o in arg.split('/'))


def run(command, **words):
    "Run a command in the root of the checkout, with its own Python"
    args = [_filled(o, words) for o in shlex.split(command)]
    here = Path(sys.executable).parent
    if args[0]=='python':
        args[0] = sys.executable
    elif (here/args[0]).is_file():
        args[0] = str(here/args[0])
    env = os.environ|dict(SIGNAUTH_DATA=str(data.resolve()))
    code = subprocess.run(args, cwd=root, env=env).returncode
    if code:
        raise SystemExit(f'{shlex.join(args)} failed with {code}')


def make(name):
    "Make a results file again, and say in it where it comes from"
    f, out = figures[name], results/f'{name}.json'
    there(f.command)
    for o in f.before:
        run(o)
    start = time.time()
    run(f.command, DATA=data.resolve(), OUT=out)
    if f.keeps:
        shutil.copy(root/f.keeps, out)
    if f.ships:
        shutil.copy(out, root/f.ships)
    stamp(out, written(name), f.code, time.time()-start, f.weights)


def _calibration(name):
    folders = ' '.join(f'DATA/{o}' for o in calibrated[name].split())
    return f'signauth calibrate {folders} --out build/{name} --overwrite'


def calibrate(name):
    "Calibrate a verifier on all corpora but one"
    start, told = time.time(), root/f'build/{name}.json'
    there('DATA')
    run(_calibration(name), DATA=data.resolve())
    told.write_text('{}')
    stamp(told, written(name), _calibrated, time.time()-start)


def write(page):
    "Run a page and save its outputs; README and model card are made from two of them"
    start = time.time()
    run(f'python .ci/notebooks.py --write {page}')
    if page in ('nbs/index.ipynb', 'nbs/model_card.ipynb'):
        run('python tools/readme.py')
    known = read_json(pages_file) if pages_file.is_file() else {}
    known[page] = dict(inputs=inputs(page), seconds=round(time.time()-start))
    pages_file.write_text(json.dumps(dict(sorted(known.items())), indent=1)+'\n')


def inputs(page):
    "Fingerprint of a page's cells, the code that they name, the weights, and all figures where it reads any"
    code = behind(page)
    lines = [f'{k} {v}' for k, v in sorted(code.items())]
    if 'results' in code[page]:
        paths = {o: results/f'{o}.json' for o in figures}
        lines += [f'{o} {file_hash(path)}' for o, path in paths.items() if path.is_file()]
    lines.append(weights_hash())
    return hashlib.sha256('\n'.join(lines).encode()).hexdigest()[:12]


def why(name):
    "What has changed since something was made, '' for nothing; and the seconds that it took then"
    if name in figures:
        f, out = figures[name], results/f'{name}.json'
        made = read_json(out) if out.is_file() else {}
        took = made.pop('provenance', {}).get('seconds')
        if f.ships and read_json(root/f.ships)!=made:
            return f'{f.ships} is another', took
        return why_stale(out, written(name), f.code, f.weights), took
    if name in calibrated:
        told = root/f'build/{name}.json'
        took = read_json(told)['provenance']['seconds'] if told.is_file() else None
        return why_stale(told, written(name), _calibrated), took
    known = read_json(pages_file).get(name, {}) if pages_file.is_file() else {}
    if not known:
        return 'does not say where it comes from', None
    return '' if known.get('inputs')==inputs(name) else 'other inputs', known.get('seconds')


def _task(name, make, **kw):
    return dict(name=name, actions=[(make, [name])], uptodate=[lambda: not why(name)[0]], **kw)


def task_calibration():
    for name in calibrated:
        yield _task(name, calibrate)


def task_figures():
    for name, f in figures.items():
        yield _task(name, make, setup=[f'calibration:{o}' for o in f.calibrated.split() if o in calibrated])


def task_pages():
    for page in pages:
        yield _task(page, write, task_dep=['figures'])
