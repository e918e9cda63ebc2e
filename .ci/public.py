"""Check what a user of the package relies on: types, names, documentation, errors with a hint, and a quick import.

    python .ci/public.py [--wheel PYTHON]

PYTHON belongs to an environment where the wheel is installed. Needs mypy and everything that signauth imports.
mypy checks a copy of the package in which patched methods stand in their classes, see tools/stubs.py."""
import argparse, ast, os, subprocess, sys, tempfile, tokenize
from pathlib import Path

root = Path(__file__).resolve().parent.parent
package = root/'signauth'
sys.path.insert(0, str(root/'tools'))
from stubs import make_stubs, merge

heavy = {'numpy', 'PIL', 'cv2', 'onnxruntime', 'torch', 'fastai', 'fastcore', 'tensorflow', 'matplotlib', 'sklearn'}
heavy |= {'sqlalchemy', 'fastapi'}
functions = ast.FunctionDef, ast.AsyncFunctionDef
loose = {  # (module, what it raises) without a hint, and why
    ('widgets', '_Stopped'): 'caught where it is raised',
    ('loaders', 'ValueError'): 'caught where it is called: an old cache is made again',
    ('receive', 'self.refused'): 'a `Problem` that was made before',
    ('calibration', 'TypeError'): 'what Python raises for a keyword that a function does not have',
    ('files', 'ValueError'): 'caught where a drawing is read',
    ('classifiers', 'ValueError'): 'caught where it is raised',
    ('verify', 'ValueError'): 'caught where it is called',
    ('search', 'ValueError'): 'caught where it is called',
    ('database', 'ConnectionTimeout'): 'an error of the driver, of which a `StoreError` is made',
    ('serve', 'h11.RemoteProtocolError'): 'caught by uvicorn, which answers 400',
    ('runtime', '_Misfit'): 'caught where it is called',
    ('bulk', '_Refused'): 'caught where a row is answered',
    ('bulk', '_not_usable'): 'makes a `_Refused`',
    ('bulk', 'found'): 'a `_Refused` that was made before',
    ('tables', 'kind'): 'a `DataError` of one of two kinds',
    ('tables', 'StopIteration'): 'the end of an iterator',
    ('core', 'AttributeError'): 'what a module raises for a name that it does not have',
}


def check(name, good, why=''):
    print(f'ok      {name}' if good else f'FAILED  {name}: {why}', flush=True)


def none(name, bad):
    "A check that passes where the list `bad` is empty"
    check(name, not bad, f'{len(bad)}: '+'; '.join(bad))


# --- names ---

class Module:
    "A module that is parsed but not imported"
    def __init__(self, path):
        self.name, self.tree = path.stem, ast.parse(path.read_text(encoding='utf-8'))
        with open(path, 'rb') as f:
            tokens = list(tokenize.tokenize(f.readline))
        self.comments = {o.start[0] for o in tokens if o.type==tokenize.COMMENT}
        assigned = (o for o in self.tree.body if isinstance(o, ast.Assign))
        self.all = next((ast.literal_eval(o.value) for o in assigned if ast.unparse(o.targets[0])=='__all__'), None)

    def defined(self):
        "Names that the module defines itself"
        for o in self.tree.body:
            if ast.unparse(getattr(o, 'value', None) or ast.Pass()).startswith('need('):
                continue  # an import
            if any(ast.unparse(d).startswith('_command(') for d in getattr(o, 'decorator_list', ())):
                continue  # a command of the shell: `main` finds it by its name, and nothing imports it
            if isinstance(o, (*functions, ast.ClassDef)):
                yield o.name
            for target in getattr(o, 'targets', [getattr(o, 'target', None)]):
                yield from (n.id for n in ast.walk(target or ast.Pass()) if isinstance(n, ast.Name))

    def public(self):
        "Name, node, and class if it is a method, of each public function, class and method"
        for o in self.tree.body:
            if getattr(o, 'name', None) not in (self.all or ()):
                continue
            yield f'{self.name}.{o.name}', o, None
            for method in o.body if isinstance(o, ast.ClassDef) else ():
                if isinstance(method, functions) and (method.name=='__init__' or method.name[0]!='_'):
                    yield f'{self.name}.{o.name}.{method.name}', method, o


def check_names(modules):
    by_name = {m.name: m for m in modules}
    bad = [o for m in modules for o in wrong_names(m, by_name)]
    if 'all' in by_name:
        bad.append('there is a module all')
    n = sum(len(m.all or ()) for m in modules)
    none(f'__all__ names what the {len(modules)} modules define, {n} names, and nothing else', bad)


def wrong_names(module, by_name):
    "What is wrong with `__all__` and the star imports of a module"
    if module.all is None:
        yield f'{module.name}: no __all__'
    listed, own = module.all or [], set(module.defined())
    imports = [o for o in ast.walk(module.tree) if isinstance(o, ast.ImportFrom)]
    passed_on = {name for o in imports if o.module in by_name for name in by_name[o.module].all or ()}
    for name in sorted(set(listed)):
        if name[0]=='_':
            yield f'{module.name}.{name} is private'
        if name not in own | passed_on:
            yield f'{module.name}.{name} is not there'
        if listed.count(name)>1:
            yield f'{module.name}.{name} is named twice'
    for name in sorted(own-set(listed)):
        if name[0]!='_':
            yield f'{module.name}.{name} is missing'
    for o in imports:
        if o.names[0].name=='*' and not o.level:
            yield f'{module.name} takes everything from {o.module}'


# --- documentation and type hints ---

def parameters(function, in_class):
    a = function.args
    every = [o for o in (*a.posonlyargs, *a.args, a.vararg, *a.kwonlyargs, a.kwarg) if o]
    static = 'staticmethod' in map(ast.unparse, function.decorator_list)
    return every[1:] if in_class and not static else every


def fields(cls):
    "What the constructor of a dataclass or a named tuple takes"
    made_by = {ast.unparse(o).split('(')[0] for o in (*cls.decorator_list, *cls.bases)}
    if not made_by & {'dataclass', 'NamedTuple'}:
        return []
    return [o for o in cls.body if isinstance(o, ast.AnnAssign) and o.target.id[0]!='_']


def check_documentation(modules):
    no_docstring, no_comment, no_type = [], [], []
    count = dict(classes=0, functions=0, methods=0, parameters=0)
    for module in modules:
        for name, node, cls in module.public():
            is_class = isinstance(node, ast.ClassDef)
            constructor = node.name=='__init__'
            count['classes' if is_class else 'methods' if cls else 'functions'] += 1
            if not ast.get_docstring(node) and not constructor:
                no_docstring.append(name)
            if not (is_class or constructor or node.returns):
                no_type.append(f'{name} →')
            # FastAPI documents the parameters of a route of the service
            route = any(ast.unparse(d).startswith(('guarded.', 'public.')) for d in node.decorator_list)
            for o in fields(node) if is_class else parameters(node, cls):
                count['parameters'] += 1
                where = f'{name}({o.target.id if is_class else o.arg})'
                if not (route or module.comments & {o.lineno, o.end_lineno}):
                    no_comment.append(where)
                if not o.annotation:
                    no_type.append(where)
    symbols = ', '.join(f'{n} {kind}' for kind, n in count.items() if kind!='parameters')
    none(f'every public symbol has a document: {symbols}', no_docstring)
    none(f"every public parameter has one, {count['parameters']}", no_comment)
    none('every public parameter and result has a type', no_type)


# --- errors ---

def error_classes(nodes):
    "Names of the errors with a hint: `SignAuthError` and its subclasses, and `Problem` of the service"
    bases = {o.name: {ast.unparse(b) for b in o.bases} for o in nodes if isinstance(o, ast.ClassDef)}
    res, more = set(), {'SignAuthError'}
    while more:
        res |= more
        more = {name for name, of in bases.items() if of & more} - res
    return res | {'Problem'}


def error_makers(nodes, classes):
    "Functions that return such an error, and variables that hold one"
    res = set()
    for o in nodes:
        if isinstance(o, functions) and o.returns and ast.unparse(o.returns) in classes:
            res.add(o.name)
        if isinstance(o, ast.Assign) and isinstance(o.value, ast.Call) and ast.unparse(o.value.func) in classes:
            res.update(map(ast.unparse, o.targets))
    return res


def has_hint(call, name):
    "Does a call that makes an error give a hint, and no empty text?"
    given = len(call.args)+sum(k.arg=='hint' for k in call.keywords)
    empty = any(ast.unparse(a)=="''" for k in call.args[1:] for a in ast.walk(k))
    return given>=(4 if name=='Problem' else 2) and not empty


def check_errors(modules):
    "Every error that is raised is a `SignAuthError` or a `Problem` of the service, and says what to do"
    walk = [(m, o) for m in modules for o in ast.walk(m.tree)]
    classes = error_classes([o for _, o in walk])
    makers = error_makers([o for _, o in walk], classes)
    bad, n = [], 0
    for module, o in walk:
        if isinstance(o, ast.Call) and (name := ast.unparse(o.func)) in classes:
            n += 1
            if not has_hint(o, name):
                bad.append(f'{module.name}: {ast.unparse(o)} has no hint')
        if isinstance(o, ast.Raise) and o.exc:
            raised = ast.unparse(o.exc.func if isinstance(o.exc, ast.Call) else o.exc)
            if raised not in classes | makers and (module.name, raised) not in loose:
                bad.append(f'{module.name}: raise {raised}')
    none(f'every error says what to do, {n}', bad)


# --- types ---

def mypy(*args, cwd=None):
    "The lines that mypy prints"
    command = [sys.executable, '-m', 'mypy', '--no-error-summary', *map(str, args)]
    env = {k: v for k, v in os.environ.items() if k not in ('MYPYPATH', 'PYTHONPATH')}
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=env)
    return [o for o in (done.stdout+done.stderr).splitlines() if o]


def classes(path):
    "The public classes of a module or a stub, {name: node}"
    tree = ast.parse(path.read_text(encoding='utf-8'))
    return {o.name: o for o in tree.body if isinstance(o, ast.ClassDef) and o.name[0]!='_'}


def members(cls):
    return {getattr(o, 'name', '') or ast.unparse(getattr(o, 'target', ast.Pass())) for o in cls.body}


def attributes(cls):
    "Public attributes that methods set on `self`; stubgen sees the plain ones, the class has to announce the others"
    stored = [o for o in ast.walk(cls) if isinstance(o, ast.Attribute) and isinstance(o.ctx, ast.Store)]
    return sorted({o.attr for o in stored if ast.unparse(o.value)=='self' and o.attr[0]!='_'})


def lost_attributes(folder):
    "Attributes of classes in the copy of the package that its stubs lack"
    for stub in (folder/'stubs/signauth').glob('*.pyi'):
        in_stub = classes(stub)
        for name, cls in classes(folder/f'signauth/{stub.stem}.py').items():
            known = members(in_stub[name]) if name in in_stub else set()
            yield from (f'{stub.stem}.{name}.{o}' for o in attributes(cls) if o not in known)


def check_stubs(folder, with_patch):
    new = make_stubs(folder, with_patch)
    old = {o.name: o.read_text(encoding='utf-8') for o in package.glob('*.pyi')}
    none('the stubs know every attribute', list(lost_attributes(folder)))
    stale = [f'{o}: python tools/stubs.py' for o in sorted({*old, *new}) if old.get(o)!=new.get(o)]
    none(f'the stubs of {len(new)} modules are fresh', stale)


def check_types(folder, files):
    options = '--config-file', root/'pyproject.toml', '--cache-dir', folder/'cache', '-p', 'signauth'
    found = [o for o in mypy(*options, cwd=folder) if ' error: ' in o or ': ' not in o]
    none(f'mypy has nothing to say about {len(files)} modules', found)


user = """from signauth.verify import Verifier
v = Verifier.load()
t = v.enroll(['a.png'], writer='Ann')
r = v.verify('q.png', t)
reveal_type(r.lr)
v.verify('q.png')
v.enroll(3.5)
r.odds
"""
told_user = [
    '5: note: Revealed type is "',
    '6: error: Missing positional argument "template"',
    '7: error: Argument 1 to "enroll"',
    '8: error: "Verification" has no attribute "odds"',
]


def check_wheel(folder, python):
    "mypy --strict on code of a user who has only the wheel"
    here = folder/'user'
    here.mkdir()
    (here/'user.py').write_text(user)
    options = '--strict', '--python-executable', python, '--cache-dir', folder/'cache-user', 'user.py'
    said = [o.partition(':')[2] for o in mypy(*options, cwd=here)]
    alike = len(said)==len(told_user) and all(map(str.startswith, said, told_user))
    check('types reach those who use the wheel', alike and said[0].endswith('float"'), '; '.join(said))


# --- the import ---

timed_import = """
import sys, time
old, start = set(sys.modules), time.perf_counter()
import signauth
print(time.perf_counter()-start, *{o.split(".")[0] for o in set(sys.modules)-old})
"""


def check_import(python):
    command = [python, '-c', timed_import]
    said = [subprocess.run(command, capture_output=True, text=True, check=True).stdout.split() for _ in range(5)]
    seconds, loaded = min(float(o[0]) for o in said), set(said[0][1:])
    check(f'import signauth takes {1000*seconds:.1f} ms', seconds<.2, 'more than 200 ms')
    none('import signauth loads nothing heavy', sorted(loaded & heavy))


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--wheel', metavar='PYTHON', help='the Python of an environment where the wheel is installed')
    args = p.parse_args()
    with tempfile.TemporaryDirectory() as tmp:
        folder = Path(tmp)
        files, with_patch = merge(folder)
        modules = [Module(o) for o in files]
        check_names(modules)
        check_documentation(modules)
        check_errors(modules)
        check_stubs(folder, with_patch)
        check_types(folder, files)
        if args.wheel:
            check_wheel(folder, args.wheel)
        else:
            print('skipped types reach those who use the wheel: give --wheel')
        check_import(args.wheel or sys.executable)


if __name__=='__main__':
    main()
