"""Where a figure comes from: commit, weights, code, machine, command.

The code of a figure is what its script reaches: definitions by name, from the script into the modules and on. Docstrings, comments, annotations and layout are no part of it."""
import ast, hashlib, json, os, platform, re, subprocess
from functools import cache
from pathlib import Path

root = Path(__file__).resolve().parent.parent
results = root/'benchmarks/results'


class _Bare(ast.NodeTransformer):
    "Code without what does not change what it does"
    def visit_FunctionDef(self, node):
        for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs, node.args.vararg, node.args.kwarg):
            if a: a.annotation = None
        node.returns = None
        return self.visit_ClassDef(node)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_ClassDef(self, node):
        self.generic_visit(node)
        if ast.get_docstring(node): node.body = node.body[1:] or [ast.Pass()]
        return node


def _names(tree):
    "All names that a piece of code uses, those of attributes as well"
    return {o.id for o in ast.walk(tree) if isinstance(o, ast.Name)} | {o.attr for o in ast.walk(tree) if isinstance(o, ast.Attribute)}


def _defined(node):
    "Names that a statement at the top of a module gives a meaning to"
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)): return [node.name]
    targets = getattr(node, 'targets', None) or [getattr(node, 'target', None)]
    return [o.id for t in targets if t for o in ast.walk(t) if isinstance(o, ast.Name)]


def _modules(tree):
    "Modules of the package that a piece of code imports"
    imports = [o for o in ast.walk(tree) if isinstance(o, ast.ImportFrom) and o.module]
    return {o.module.removeprefix('signauth.') for o in imports if o.level or o.module.startswith('signauth.')}


@cache
def _read(path):
    "Definitions of a module, {name: [(code, names that it uses)]}, and the modules that it imports"
    tree, res = ast.parse(path.read_text(encoding='utf-8')), {}
    modules = _modules(tree)
    for node in tree.body:
        node = _Bare().visit(node)
        for name in _defined(node): res.setdefault(name, []).append((ast.dump(node), _names(node)))
    return res, modules


def reached(names, modules, package=root/'signauth'):
    "Definitions that are reached from names in modules, and in what these import: {module.name: code}"
    files, todo = {}, list(modules)
    while todo:
        m = todo.pop()
        if m in files or not (package/f'{m}.py').is_file(): continue
        files[m] = _read(package/f'{m}.py')
        todo += files[m][1]
    found, todo, seen = {}, list(names), set(names)
    while todo:
        name = todo.pop()
        for m, (defined, _) in files.items():
            for code, used in defined.get(name, ()):
                found[f'{m}.{name}'] = found.get(f'{m}.{name}', '')+code
                todo += used-seen
                seen |= used
    return found


def _source(path):
    "A script, or the code of a notebook"
    text = path.read_text(encoding='utf-8')
    if path.suffix!='.ipynb': return text
    cells = [''.join(o['source']) for o in json.loads(text)['cells'] if o['cell_type']=='code']
    return re.sub(r'^( *)[!%].*', r'\1pass', '\n'.join(cells), flags=re.M)


def behind(code, top=root):
    "The code behind a figure, {where: code}: `code` is a script, a notebook, or the name of a function as module.name"
    if not code.endswith(('.py', '.ipynb')): return reached([code.split('.')[1]], [code.split('.')[0]], top/'signauth')
    tree = ast.parse(_source(top/code))
    names = {a.name for o in ast.walk(tree) if isinstance(o, ast.ImportFrom) for a in o.names}
    modules = _modules(tree)
    tree = _Bare().visit(tree)
    return {code: ast.dump(tree), **reached(names | _names(tree), modules, top/'signauth')}


def code_hash(*codes, top=root):
    "Fingerprint of all the code behind a figure, 12 digits"
    found = {k: v for o in codes for k, v in behind(o, top).items()}
    return hashlib.sha256('\n'.join(f'{k} {v}' for k, v in sorted(found.items())).encode()).hexdigest()[:12]


def file_hash(path): return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]


def weights_hash(): return file_hash(root/'signauth/weights/verifier.onnx')


def commit():
    "Commit of the checkout, with -dirty if code was changed since"
    def git(*args): return subprocess.run(['git', '-C', str(root), *args], capture_output=True, text=True).stdout.strip()
    return git('rev-parse', '--short=12', 'HEAD')+'-dirty'*bool(git('status', '--porcelain', '--', 'signauth', 'benchmarks/*.py')) or None


def machine():
    "Cores, memory, processor, Python"
    info = Path('/proc/cpuinfo')
    cpu = next((o.split(':')[1].strip() for o in info.read_text().splitlines() if o.startswith('model name')), '') if info.is_file() else ''
    memory = os.sysconf('SC_PAGE_SIZE')*os.sysconf('SC_PHYS_PAGES')/1e9 if hasattr(os, 'sysconf') else 0
    return f'{os.cpu_count()} cores, {memory:.0f} GB, {cpu or platform.machine()}, Python {platform.python_version()}'


def stamp(path, command, codes, seconds, weights=True):
    "Write into a results file where its figures come from"
    from signauth.cli import _as_json
    res = json.loads(path.read_text(encoding='utf-8'))
    res['provenance'] = dict(command=command, commit=commit(), weights=weights_hash() if weights else None, code=code_hash(*codes), machine=machine(), seconds=round(seconds))
    path.write_text(_as_json(res)+'\n', encoding='utf-8')


def why_stale(path, codes, weights=True):
    "What has changed since a results file was made; '' for nothing"
    if not path.is_file(): return 'is not there'
    made = json.loads(path.read_text(encoding='utf-8')).get('provenance')
    if not made: return 'does not say where it comes from'
    if weights and made['weights']!=weights_hash(): return 'other weights'
    return 'other code' if made['code']!=code_hash(*codes) else ''
