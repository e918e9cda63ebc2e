"""Say where a figure comes from: commit, weights, code, machine, command.

The code of a figure is what its script reaches: the definitions that it names, the definitions that these name, and so
on through the modules of the package; of each module that is reached also its imports and every statement that defines
no name. Docstrings, comments, annotations and layout do not count, nor does the version of Python."""
import ast, hashlib, json, os, platform, re, subprocess, sys
from functools import cache
from importlib.metadata import version
from pathlib import Path

root = Path(__file__).resolve().parent.parent
results = root/'benchmarks/results'


class _Bare(ast.NodeTransformer):
    "Removes docstrings and annotations, which do not change what code does"
    def visit_FunctionDef(self, node):
        args = node.args
        for a in (*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg):
            if a:
                a.annotation = None
        node.returns = None
        return self.visit_ClassDef(node)

    def visit_JoinedStr(self, node):
        "Join the pieces of text between two values of an f-string; some versions of Python split them"
        self.generic_visit(node)
        whole = []
        for o in node.values:
            if isinstance(o, ast.Constant) and whole and isinstance(whole[-1], ast.Constant):
                whole[-1] = ast.Constant(whole[-1].value+o.value)
            else:
                whole.append(o)
        node.values = [o for o in whole if not isinstance(o, ast.Constant) or o.value]
        return node

    def visit_Module(self, node):
        return self.visit_ClassDef(node)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_ClassDef(self, node):
        self.generic_visit(node)
        if ast.get_docstring(node):
            node.body = node.body[1:] or [ast.Pass()]
        return node


def _names(tree):
    "All names and attributes in a piece of code"
    names = {o.id for o in ast.walk(tree) if isinstance(o, ast.Name)}
    return names | {o.attr for o in ast.walk(tree) if isinstance(o, ast.Attribute)}


def _defined(node):
    "Names that a statement at the top level of a module defines"
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return [node.name]
    targets = getattr(node, 'targets', None) or [getattr(node, 'target', None)]
    return [o.id for t in targets if t for o in ast.walk(t) if isinstance(o, ast.Name)]


def _modules(tree):
    "Modules of the package that a piece of code imports"
    imports = [o for o in ast.walk(tree) if isinstance(o, ast.ImportFrom) and o.module]
    return {o.module.removeprefix('signauth.') for o in imports if o.level or o.module.startswith('signauth.')}


@cache
def _read(path):
    """The definitions of a module, {name: [(code, names that it uses)]}, and the modules that it imports.

    Statements that define no name are listed under ''."""
    tree, res = ast.parse(path.read_text(encoding='utf-8')), {'': []}
    modules = _modules(tree)
    for node in tree.body:
        node = _Bare().visit(node)
        for name in _defined(node) or ['']:
            res.setdefault(name, []).append((_text(node), _names(node)))
    return res, modules


def _text(node):
    "A syntax tree as text, the same on every version of Python"
    if isinstance(node, ast.AST):
        fields = []
        for k, v in ast.iter_fields(node):
            if v is not None and v!=[] and k not in ('ctx', 'kind'):
                fields.append(f'{k}={_text(v)}')
        return f"{type(node).__name__}({', '.join(fields)})"
    return f"[{', '.join(map(_text, node))}]" if isinstance(node, list) else repr(node)


def _imported(modules, package):
    "These modules of the package and those that they import, {name: what `_read` gives}"
    files, todo = {}, list(modules)
    while todo:
        m = todo.pop()
        if m in files or not (package/f'{m}.py').is_file():
            continue
        files[m] = _read(package/f'{m}.py')
        todo += files[m][1]
    return files


def reached(names, modules, package=root/'signauth'):
    "The definitions that are reached from names in modules, and in those that they import: {module.name: code}"
    files = _imported(modules, package)
    found, todo, seen = {}, list(names), set(names)
    while todo:
        name = todo.pop()
        for m, (defined, _) in files.items():
            for code, used in defined.get(name, ()):
                found[f'{m}.{name}'] = found.get(f'{m}.{name}', '')+code
                todo += used-seen
                seen |= used
    for m in {o.split('.')[0] for o in found}:
        found[m] = '\n'.join(code for code, _ in files[m][0][''])
    network = package/'weights/document.onnx'
    if 'document' in found and network.is_file():  # what it finds depends on its network
        found[network.name] = file_hash(network)
    return found


def _source(path):
    "The text of a script, or of the code cells of a notebook"
    text = path.read_text(encoding='utf-8')
    if path.suffix!='.ipynb':
        return text
    cells = [''.join(o['source']) for o in json.loads(text)['cells'] if o['cell_type']=='code']
    return re.sub(r'^( *)[!%].*', r'\1pass', '\n'.join(cells), flags=re.M)


def behind(code, top=root):
    """The code behind a figure, {where: code}.

    `code` is a script, a notebook, the name of a function as module.name, or `only module.name` for that function
    without what it calls."""
    if code.endswith(('.py', '.ipynb')):
        tree = ast.parse(_source(top/code))
        names = {a.name for o in ast.walk(tree) if isinstance(o, ast.ImportFrom) for a in o.names}
        modules = _modules(tree)
        tree = _Bare().visit(tree)
        return {code: _text(tree), **reached(names | _names(tree), modules, top/'signauth')}
    module, name = code.removeprefix('only ').split('.')
    defined = _read(top/f'signauth/{module}.py')[0]
    if name not in defined:
        raise LookupError(f'signauth.{module} defines no {name}: mend benchmarks/dodo.py')
    if code.startswith('only '):
        return {code: ''.join(o for o, _ in defined[name])}
    return reached([name], [module], top/'signauth')


def code_hash(*codes, top=root):
    "Fingerprint of all the code behind a figure, 12 digits"
    found = {k: v for o in codes for k, v in behind(o, top).items()}
    return hashlib.sha256('\n'.join(f'{k} {v}' for k, v in sorted(found.items())).encode()).hexdigest()[:12]


def file_hash(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]


def read_json(path):
    "The object in a JSON file; ends the program with one line where there is none"
    try:
        res = json.loads(path.read_text(encoding='utf-8'))
    except ValueError:
        res = None
    if not isinstance(res, dict):
        sys.exit(f'{path} is no JSON object: restore it with git checkout, or remove it and make it again')
    return res


@cache
def weights_hash(which='all'):
    """Fingerprint of the verifier, of its calibration, and of what knows its writers; figures of packing name its books

    `which` is 'network' for figures that take likelihood ratios and thresholds from elsewhere, or take none."""
    apart = {'document', 'packing'} | ({'calibration'} if which=='network' else set())
    files = sorted(o for o in (root/'signauth/weights').iterdir() if o.suffix!='.md' and o.stem not in apart)
    return hashlib.sha256('\n'.join(f'{o.name} {file_hash(o)}' for o in files).encode()).hexdigest()[:12]


def figures_hash(res):
    "Fingerprint of the figures themselves, so that a change by hand is noticed"
    figures = {k: v for k, v in res.items() if k!='provenance'}
    return hashlib.sha256(json.dumps(figures, sort_keys=True).encode()).hexdigest()[:12]


def commit():
    "Commit of the checkout, with -dirty if code was changed since"
    def git(*args):
        return subprocess.run(['git', '-C', str(root), *args], capture_output=True, text=True).stdout.strip()
    changed = git('status', '--porcelain', '--', 'signauth', 'benchmarks/*.py')
    return git('rev-parse', '--short=12', 'HEAD')+'-dirty'*bool(changed) or None


def machine():
    "Cores, memory, processor and version of Python"
    info, cpu, memory = Path('/proc/cpuinfo'), '', 0
    if info.is_file():
        models = (o for o in info.read_text().splitlines() if o.startswith('model name'))
        cpu = next((o.split(':')[1].strip() for o in models), '')
    if hasattr(os, 'sysconf'):
        memory = os.sysconf('SC_PAGE_SIZE')*os.sysconf('SC_PHYS_PAGES')/1e9
    return f'{os.cpu_count()} cores, {memory:.0f} GB, {cpu or platform.machine()}, Python {platform.python_version()}'


def versions():
    return {o: version(o) for o in ('numpy', 'opencv-python-headless', 'scikit-learn', 'onnxruntime')}


def stamp(path, command, codes, seconds, weights='all'):
    "Write into a results file where its figures come from"
    from signauth.core import as_json
    res = read_json(path)
    made = dict(command=command, commit=commit(), weights=weights_hash(weights) if weights else None)
    made |= dict(code=code_hash(*codes), figures=figures_hash(res))
    made |= dict(machine=machine(), versions=versions(), seconds=round(seconds))
    res['provenance'] = made
    path.write_text(as_json(res)+'\n', encoding='utf-8')


rewritten = 'rewritten, same answers'  # stale, but benchmarks/same.py has compared the answers of both codes


def is_fresh_in(top, path, codes):
    "Does another checkout hold the same figures, made by its own code or carried to it?"
    file = top/'benchmarks/results'/path.name
    if not file.is_file():
        return False
    theirs = read_json(file)
    made = theirs['provenance']
    known = made['code'], made.get('same', {}).get('code')
    return figures_hash(theirs)==figures_hash(read_json(path)) and code_hash(*codes, top=top) in known


def carry(path, codes, before, answers):
    "Note in a results file that the code of today answers as that of a commit, in so many answers"
    from signauth.core import as_json
    res = read_json(path)
    res['provenance']['same'] = dict(code=code_hash(*codes), before=before, answers=answers, commit=commit())
    path.write_text(as_json(res)+'\n', encoding='utf-8')


def why_stale(path, command, codes, weights='all'):
    "What has changed since a results file was made, '' for nothing"
    if not path.is_file():
        return 'is not there'
    res = read_json(path)
    made = res.get('provenance')
    if not made:
        return 'does not say where it comes from'
    if made['command']!=command:
        return 'other command'
    if weights and made['weights']!=weights_hash(weights):
        return 'other weights'
    if made.get('figures')!=figures_hash(res):
        return 'changed by hand'
    now = code_hash(*codes)
    if made['code']==now:
        return ''
    return rewritten if made.get('same', {}).get('code')==now else 'other code'
