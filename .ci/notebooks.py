"""Run the notebooks, each in a process of its own, as many at a time as there are cores, the longest first.

    python .ci/notebooks.py [NOTEBOOK ...] [--slow] [--write]

Prints `ok` or `FAILED` for each, and `skipped` for each part that one leaves out. The text outputs of a page, that is
of a notebook that makes no module, have to be the committed ones; `--write` saves the new ones.

A loop of assertions, an `all(...)` in one, or an `except` with assertions that never runs fails its notebook: such a
test would pass whatever the code does."""
import argparse, ast, base64, difflib, importlib.util, io, json, multiprocessing.connection, os, re, signal, sys, time
import traceback
from pathlib import Path
from typing import NamedTuple

# One thread for each process, of which there are as many as cores. More threads would wait for one another, and sums
# come out alike on every machine.
for name in ('OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS'):
    os.environ.setdefault(name, '1')
data = Path(__file__).resolve().parents[2]/'shared/data'  # real signatures, where there are any
os.environ.setdefault('SIGNAUTH_DATA', str(data))
os.environ.update(MPLBACKEND='agg', IN_TEST='1', TF_CPP_MIN_LOG_LEVEL='3')

root = Path(__file__).resolve().parent.parent
seconds = root/'benchmarks/results/seconds.json'
# imported once, for all notebooks
heavy = 'torch', 'fastai.vision.all', 'sklearn.linear_model', 'matplotlib.pyplot', 'hypothesis'
masks = {  # text that may differ from run to run, and what takes its place
    r'0x[0-9a-f]{6,}': '0x…',
    r'\bcommit ([0-9a-f]{7,40}(-dirty)?|unknown)': 'commit …',
    r'\b\d+(\.\d+)?(?= ?(ms|s|seconds|min|minutes)\b)': '…',
    r'\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(\+00:00|Z)?)?': '…',
    r'/tmp/[\w./-]+': '/tmp/…',
}
number = r'(?<![\w.])[+-]?\d+(?:,\d{3})*(?:\.\d+)?(?:e[+-]?\d+)?(?!\w)'


class Ran(NamedTuple):
    "The result of running a notebook"
    path: Path
    times: dict  # seconds by cell
    failed: str  # the cell that raised, if any
    error: str  # its traceback
    stale: list  # (cell, text that is committed, text that came out)
    skipped: list  # its lines that begin with `skipped:`
    lacks: list  # packages that some of its cells need, but that are not installed here
    outputs: dict  # the outputs by cell


def not_run(path, why):
    return Ran(path, {}, '?', why, [], [], [], {})


def _claims(node, helpers=()):
    "Is something asserted in a piece of code, or in a helper that it calls?"
    if any(isinstance(o, ast.Assert) for o in ast.walk(node)):
        return True
    calls = (ast.unparse(o.func) for o in ast.walk(node) if isinstance(o, ast.Call))
    return any(o.startswith(('test_', 'expect_fail')) or o in helpers for o in calls)


def helpers(sources):
    "Names of the functions of a notebook that assert something"
    res = set()
    for source in sources:
        try:
            tree = ast.parse(source)
        except SyntaxError:
            continue  # a line for the shell
        for o in ast.walk(tree):
            if isinstance(o, (ast.FunctionDef, ast.AsyncFunctionDef)) and _claims(o):
                res.add(o.name)
            if isinstance(o, ast.Assign) and isinstance(o.value, ast.Lambda) and _claims(o.value):
                res |= {t.id for t in o.targets if isinstance(t, ast.Name)}
    return res


class Counting(ast.NodeTransformer):
    "Counts how often each loop of assertions runs, by its place in the notebook"
    def __init__(self, helpers):
        self.cell, self.seen, self.helpers = '', {}, helpers

    def _place(self, node):
        return f'cell {self.cell}, line {node.lineno}, column {node.col_offset}'

    def _counted(self, node):
        call = ast.Call(ast.Name('_seen_', ast.Load()), [node, ast.Constant(self._place(node))], [])
        return ast.fix_missing_locations(ast.copy_location(call, node))

    def visit_For(self, node):
        if _claims(node, self.helpers):
            node.iter = self._counted(node.iter)
        return self.generic_visit(node)

    def visit_Try(self, node):
        "Count a handler that asserts something about an error, where nothing is asserted without one"
        handlers = [h for h in node.handlers if any(_claims(o, self.helpers) for o in h.body)]
        if handlers and not node.orelse:
            node.body.insert(0, self._noted(node, 0))
            for h in handlers:
                h.body.insert(0, self._noted(node, 1))
        return self.generic_visit(node)

    def _noted(self, node, n):
        call = ast.parse(f'_noted_({self._place(node)!r}, {n})').body[0]
        return ast.fix_missing_locations(ast.copy_location(call, node))

    def note(self, key, n):
        self.seen[key] = self.seen.get(key, 0)+n

    def visit_Assert(self, node):
        for o in ast.walk(node):
            if not (isinstance(o, ast.Call) and ast.unparse(o.func)=='all' and o.args):
                continue
            if isinstance(o.args[0], ast.GeneratorExp):
                first = o.args[0].generators[0]
                first.iter = self._counted(first.iter)
        return node

    def count(self, items, key):
        self.seen.setdefault(key, 0)
        for o in items:
            self.seen[key] += 1
            yield o

    def empty(self):
        return [k for k, n in self.seen.items() if not n]


class Shift(ast.NodeTransformer):
    "Gives a cell the line numbers that it has in its module"
    def __init__(self, by):
        self.by = by
    def visit(self, tree):
        return ast.increment_lineno(tree, self.by)


def module_of(path):
    "Name of the module that a notebook makes, by its directive; None for a page, which makes none"
    m = re.search(r'"#\| *default_exp (\w+)', path.read_text(encoding='utf-8'))
    return m and m[1]


def places(path):
    "The place of each exported cell in its module, {cell id: (file, lines before it)}"
    name = module_of(path)
    module = root/f'signauth/{name}.py' if name else None
    lines = module.read_text(encoding='utf-8').splitlines() if module and module.is_file() else []
    return {o[1]: (str(module), i+1) for i, line in enumerate(lines) if (o := re.fullmatch(r'# %% \S+ #(\w+)', line))}


def compiler():
    "The compiler of a shell. Code of a module gets the name of its file, for tracebacks and for coverage"
    from IPython.core.compilerop import CachingCompiler
    class InModule(CachingCompiler):
        file = ''
        def cache(self, *args, **kw):
            return self.file or super().cache(*args, **kw)
    return InModule()


def masked(text):
    for pattern, instead in masks.items():
        text = re.sub(pattern, instead, text)
    return text


def alike(old, new, varies=False):
    """Is a new output the same as the old one?

    Words have to be equal. Numbers may differ as processors add up differently: by two units of the last digit that is
    shown, or by one in a thousand. Where a cell begins with `#| varies`, as one that trains a network does, numbers are
    free."""
    if old==new:
        return True
    if re.sub(number, '#', old)!=re.sub(number, '#', new):
        return False
    if varies:
        return True
    for a, b in zip(re.findall(number, old), re.findall(number, new)):
        x, y = (float(o.replace(',', '')) for o in (a, b))
        mantissa, _, power = a.partition('e')
        unit = float(f"1e{int(power or 0)-len(mantissa.partition('.')[2])}")
        whole = '.' not in a and not power  # a count is a count
        if abs(x-y)>(0 if whole else max(2.01*unit, .001*abs(x))):
            return False
    return True


def texts(outputs):
    "All text in the outputs of a cell, without stderr, where progress bars go"
    res = []
    for o in outputs:
        if o.get('name')=='stderr':
            continue
        data = {'text/plain': o['text']} if 'text' in o else o.get('data', {})
        picture = any(k.startswith('image/') for k in data)  # its text is no more than its size
        res += [''.join(v) for k, v in sorted(data.items()) if k.startswith('text/') and not picture]
    return masked('\n'.join(res))


def read_notebook(path):
    "A notebook with the directives of its cells, None where the file is none"
    from nbdev.frontmatter import FrontmatterProc
    from nbdev.process import NBProcessor
    try:
        return NBProcessor(path, procs=FrontmatterProc, process=True).nb
    except (ValueError, KeyError):
        return None


def run_cell(shell, cell, counting, where):
    "Run a cell in a shell, its exported code at its place in the module; sets its outputs"
    cell.outputs, counting.cell = [], cell.id
    if {'export', 'exporti'} & set(cell.directives_):
        shell.compile.file, lines = where.get(cell.id, ('', 0))
        shell.ast_transformers = [Shift(lines)]
    else:
        shell.compile.file = ''
        shell.ast_transformers = [counting]
    shell.cell(cell)


def run(path, slow=False, package=root, cells={}):
    "Run a notebook with the package that lies in a folder; `cells` has other sources for some cells"
    from execnb.shell import CaptureShell
    os.chdir(path.parent)
    nb = read_notebook(path)
    if nb is None:
        return not_run(path, 'it is no notebook: restore it with git checkout')
    code = [c for c in nb.cells if c.cell_type=='code']
    if not code:
        return not_run(path, 'it holds no code')
    shell, where = CaptureShell(path, mpl_format='png'), places(path)
    shell.compile = compiler()
    sys.path.insert(0, str(package))
    page = not any('default_exp' in (getattr(c, 'directives_', None) or {}) for c in nb.cells)
    res, counting = Ran(path, {}, '', '', [], [], [], {}), Counting(helpers([c.source for c in code]))
    shell.user_ns.update(_seen_=counting.count, _noted_=counting.note)
    for cell in code:
        if 'slow' in cell.directives_ and not slow:
            continue
        if cell.id in cells:
            cell.source = re.sub(r'^from \.(?=\w+ import)', 'from signauth.', cells[cell.id], flags=re.M)
        if lacks := [o for o in cell.directives_.get('needs', ()) if not importlib.util.find_spec(o)]:
            res.lacks.extend(o for o in lacks if o not in res.lacks)
            continue
        start, before = time.time(), texts(cell.outputs)
        run_cell(shell, cell, counting, where)
        now = texts(cell.outputs)
        res.times[cell.id], res.outputs[cell.id] = time.time()-start, cell.outputs
        res.skipped.extend(o for o in now.splitlines() if o.startswith('skipped:'))
        if shell.exc:
            return res._replace(failed=cell.id, error=shell.prettytb(fname=path))
        if page and not alike(before, now, 'varies' in cell.directives_):
            res.stale.append((cell.id, before, now))
    if empty := counting.empty():
        return res._replace(failed='?', error='assertions that saw nothing: '+'; '.join(empty))
    return res


def _run(path, slow):
    "`run`, as a tuple: IPython replaces the module __main__, so classes of this one cannot be sent"
    try:
        return tuple(run(path, slow))
    except Exception:
        return tuple(not_run(path, traceback.format_exc()))


def _send(fn, args, pipe):
    "Call a function in a process group of its own, and send its result"
    if hasattr(os, 'setsid'):
        os.setsid()
    pipe.send(fn(*args))


def _stop(process, patience=0):
    "End a process and those that it has started, after some seconds of patience"
    process.join(patience)
    for how in (signal.SIGTERM, signal.SIGKILL) if hasattr(os, 'killpg') else ():
        try:
            os.killpg(process.pid, how)
        except ProcessLookupError:
            break
        process.join(1)
    if process.is_alive():
        process.kill()
    process.join()


def _received(pipe, process):
    "The result that a process has sent, or why there is none"
    try:
        return pipe.recv(), ''
    except EOFError:
        process.join(10)
        return None, f'its process ended with {process.exitcode}'


def in_processes(fn, todo, workers, limit):
    """Call `fn(*args)` for each args in `todo`, each in a process of its own that may take `limit(*args)` seconds.

    Gives (args, result, '') as each ends, and (args, None, what went wrong) where there is no result."""
    context = multiprocessing.get_context('fork' if sys.platform=='linux' else 'spawn')
    running, todo = {}, list(todo)
    try:
        while todo or running:
            while todo and len(running)<workers:
                there, here = context.Pipe(False)
                process = context.Process(target=_send, args=(fn, todo[0], here))
                process.start()
                here.close()
                running[there] = process, todo[0], time.time()+limit(*todo.pop(0))
            ready = multiprocessing.connection.wait(running, .5)
            for there, (process, args, end) in list(running.items()):
                if there not in ready and time.time()<end:
                    continue
                result, said = None, f'it does not end within {limit(*args):.0f} s'
                if there in ready:
                    result, said = _received(there, process)
                _stop(process, 0 if said else 10)  # a process that is done may still write its coverage
                running.pop(there)[0].close()
                there.close()
                yield args, result, said
    finally:
        for process, *_ in running.values():
            _stop(process)


def warm_up():
    "Import what most notebooks import, so that their processes share it"
    here = [o for o in heavy if importlib.util.find_spec(o.split('.')[0])]
    if 'torch' in here:
        importlib.import_module('signauth.loaders')  # makes torchvision import beside a CPU torch
    for name in here:
        importlib.import_module(name)


def read_json(path):
    "What a JSON file holds; ends the program where it is broken"
    try:
        return json.loads(path.read_text(encoding='utf-8'))
    except ValueError:
        sys.exit(f'{path} is no JSON: restore it with git checkout')


def in_turn(files, slow, workers=None):
    "Run notebooks side by side; gives the result of each as it ends"
    took = read_json(seconds)['notebooks'] if seconds.is_file() else {}
    todo = sorted(((o, slow) for o in files), key=lambda o: -took.get(o[0].name, 60))

    def limit(path, slow):
        return 3600 if slow else 300+5*took.get(path.name, 60)

    for args, result, said in in_processes(_run, todo, workers or os.cpu_count(), limit):
        yield Ran(*result) if result else not_run(args[0], said)


def report(r):
    "What went wrong in a notebook, '' for nothing"
    if r.failed:
        return r.error
    res = []
    for cell, old, new in r.stale:
        command = f'python .ci/notebooks.py --write {os.path.relpath(r.path, root)}'
        res.append(f'cell {cell}: the output is not the committed one ({command})')
        res += difflib.unified_diff(old.splitlines(), new.splitlines(), 'committed', 'now', lineterm='', n=0)
    return '\n'.join(res)


def smaller(png):
    "A picture with 64 colours, which is enough for a figure, as base64"
    from PIL import Image
    im = Image.open(io.BytesIO(base64.b64decode(png))).convert('RGB')
    im.quantize(64, dither=Image.Dither.NONE).save(out := io.BytesIO(), 'PNG', optimize=True)
    return min(base64.b64encode(out.getvalue()).decode()+'\n', png, key=len)


def save(r):
    "Write the outputs of a run into the notebook"
    for outputs in r.outputs.values():
        for o in outputs:
            if 'image/png' in o.get('data', {}):
                o['data']['image/png'] = smaller(o['data']['image/png'])
    from nbdev.clean import nbdev_clean
    from execnb.nbio import read_nb, write_nb
    nb = read_nb(r.path)
    for cell in nb.cells:
        if cell.id in r.outputs:
            cell.outputs = [o for o in r.outputs[cell.id] if o.get('name')!='stderr']  # no progress bars
    write_nb(nb, r.path)
    nbdev_clean(fname=str(r.path))


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('notebooks', nargs='*', type=Path, help='all of them if none is named')
    p.add_argument('--slow', action='store_true', help='also run the cells that begin with #| slow')
    p.add_argument('--write', action='store_true', help='save the outputs')
    p.add_argument('--cells', type=int, default=0, metavar='N', help='name the N slowest cells')
    p.add_argument('--workers', type=int, help='processes at a time; the number of cores if not given')
    p.add_argument('--without', default='', metavar='A,B', help='packages that may be missing; cells that need another '
                   'missing package are reported as skipped')
    p.add_argument('--json', type=Path, help='file for the seconds by notebook')
    return p.parse_args()


def chosen(args):
    "The paths of the notebooks to run; ends the program where an argument is wrong"
    from nbdev.doclinks import nbglob
    files = [o.resolve() for o in args.notebooks] or [o.absolute() for o in nbglob(root/'nbs', as_path=True)]
    missing = [str(o) for o in files if not o.is_file() or o.suffix!='.ipynb']
    if missing or not files:
        sys.exit(f"not a notebook: {' '.join(missing) or root/'nbs'}")
    if args.workers is not None and args.workers<1:
        sys.exit('--workers has to be 1 or more')
    if args.json and not args.json.resolve().parent.is_dir():
        sys.exit(f'{args.json.parent} is not a folder')
    return files


def say(r, write, without):
    "Print how a notebook went, and what it skipped"
    wrong = '' if write and not r.failed else report(r)
    line = f"{'FAILED ' if wrong else 'ok     '} {r.path.name} ({sum(r.times.values()):.0f} s)"
    if r.lacks:
        line += f", without the cells that need {' and '.join(r.lacks)}"
    print(line+f': {wrong}'*bool(wrong), flush=True)
    for o in set(r.lacks)-set(without):
        print(f'skipped {r.path.name}: cells that need {o}, which is not installed')
    for o in r.skipped:
        print(f'skipped {r.path.name}: {o.removeprefix("skipped: ")}')


def main():
    args = arguments()
    files = chosen(args)
    warm_up()
    start, done = time.time(), []
    for r in in_turn(files, args.slow, args.workers):
        done.append(r)
        say(r, args.write, args.without.split(','))
        if args.write and not r.failed:
            save(r)
    slowest = sorted(((t, r.path.name, cell) for r in done for cell, t in r.times.items()), reverse=True)
    for t, name, cell in slowest[:args.cells]:
        print(f'{t:6.1f} s  {name} {cell}')
    if args.json:
        took = {r.path.name: round(sum(r.times.values()), 1) for r in done}
        args.json.write_text(json.dumps(dict(notebooks=took), indent=1)+'\n')
    failed = [r.path.name for r in done if r.failed or r.stale and not args.write]
    print(f'{len(done)-len(failed)} of {len(files)} notebooks passed in {time.time()-start:.0f} s')
    if failed:
        sys.exit('failed: '+' '.join(failed))


if __name__=='__main__':
    main()
