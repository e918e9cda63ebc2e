"""What somebody who imports signauth relies on: types, names, documents, errors with a hint, and a quick import. Needs mypy and what signauth can import; `--wheel PYTHON` is the Python of an environment with the wheel.
`@patch` adds methods to a class from other cells, and no type checker follows it: in a copy of the package they stand in their classes. mypy checks this copy; stubs are made from it, and `--write` puts them beside the modules."""
import argparse,ast,os,shutil,subprocess,sys,tempfile,textwrap,tokenize
from pathlib import Path

root = Path(__file__).resolve().parent.parent
package = root/'signauth'
heavy = {'numpy','PIL','cv2','onnxruntime','torch','fastai','fastcore','tensorflow','matplotlib','sklearn','sqlalchemy','fastapi'}
loose = {('widgets','_Stopped'): 'caught where it is raised', ('loaders','ValueError'): 'caught where it is called: an old cache is made anew', ('receive','self.refused'): 'a `Problem` that was made before', ('receive','self._too_large'): 'makes a `Problem`'} # raised, and no error with a hint
user = """from signauth.verify import Verifier
v = Verifier.load()
t = v.enroll(['a.png'], writer='Ann')
r = v.verify('q.png', t)
reveal_type(r.lr)
v.verify('q.png')
v.enroll(3.5)
r.odds
"""

def check(name, good, why=''):
    print(f'ok      {name}' if good else f'FAILED  {name}: {why}', flush=True)
def none(name, bad):
    check(name, not bad, f'{len(bad)}: '+'; '.join(bad))

# Methods into their classes

def patched(tree):
    "Each function with `@patch`, the decorator, and the name of the class"
    for f in tree.body:
        for d in getattr(f, 'decorator_list', ()):
            if ast.unparse(d.func if isinstance(d, ast.Call) else d)=='patch':
                yield f,d,f.args.args[0].annotation.id

def merged(text):
    "The text of a module without `@patch`"
    tree,lines,added = ast.parse(text),text.splitlines(),{}
    ends = {o.name:o.end_lineno for o in tree.body if isinstance(o, ast.ClassDef)}
    for f,d,cls in patched(tree):
        how,a = [o.arg for o in getattr(d, 'keywords', ())],f.args.args[0]
        if len(f.decorator_list)>1 or how not in ([],['cls_method']):
            raise SystemExit(f'{f.name}: only @patch and @patch(cls_method=True) are known here')
        line = lines[a.lineno-1]
        lines[a.lineno-1] = line[:a.col_offset]+a.arg+line[a.end_col_offset:]
        added[ends[cls]] = added.get(ends[cls], '')+textwrap.indent('\n'.join(['@classmethod']*len(how)+lines[f.lineno-1:f.end_lineno]), ' '*4)+'\n'
        lines[d.lineno-1:f.end_lineno] = ['']*(f.end_lineno-d.lineno+1)
    return ''.join(l+'\n'+added.get(i, '') for i,l in enumerate(lines, 1))

def merge(to):
    "A copy of the package without `@patch`; gives its modules, and the names of those that had some"
    shutil.copytree(package, to/'signauth', ignore=shutil.ignore_patterns('*.pyi','__pycache__','weights','page'))
    files = sorted(o for o in (to/'signauth').glob('*.py') if o.stem not in ('__init__','_modidx'))
    texts = {o:o.read_text(encoding='utf-8') for o in files}
    had = [o.stem for o,t in texts.items() if any(patched(ast.parse(t)))]
    for o,t in texts.items():
        o.write_text(merged(t), encoding='utf-8')
    return files,had

# Names, documents and hints

class Module:
    "A module, read and not run"
    def __init__(self, path):
        self.name,self.tree = path.stem,ast.parse(path.read_text(encoding='utf-8'))
        with open(path, 'rb') as f:
            self.comments = {o.start[0] for o in tokenize.tokenize(f.readline) if o.type==tokenize.COMMENT}
        self.all = next((ast.literal_eval(o.value) for o in self.tree.body if isinstance(o, ast.Assign) and ast.unparse(o.targets[0])=='__all__'), None)

    def defined(self):
        "Names that the module gives a meaning to by itself"
        for o in self.tree.body:
            if ast.unparse(getattr(o, 'value', None) or ast.Pass()).startswith('need('):
                continue # an import
            if any(ast.unparse(d).startswith('_command(') for d in getattr(o, 'decorator_list', ())):
                continue # a command of the shell: `main` finds it by its name, and nothing imports it
            if isinstance(o, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                yield o.name
            for t in getattr(o, 'targets', [getattr(o, 'target', None)]):
                yield from (n.id for n in ast.walk(t or ast.Pass()) if isinstance(n, ast.Name))

    def public(self):
        "Functions, classes, methods: name, node, and the class of a method"
        for o in self.tree.body:
            if getattr(o, 'name', None) in (self.all or ()):
                yield f'{self.name}.{o.name}',o,None
                for m in o.body if isinstance(o, ast.ClassDef) else ():
                    if isinstance(m, (ast.FunctionDef, ast.AsyncFunctionDef)) and (m.name=='__init__' or m.name[0]!='_'):
                        yield f'{self.name}.{o.name}.{m.name}',m,o

def params(f, cls):
    a = f.args
    return [o for o in (*a.posonlyargs, *a.args, a.vararg, *a.kwonlyargs, a.kwarg) if o][bool(cls) and 'staticmethod' not in map(ast.unparse, f.decorator_list):]

def fields(c):
    "What the constructor of a dataclass or a named tuple takes"
    made = [ast.unparse(o).split('(')[0] for o in (*c.decorator_list, *c.bases)]
    return [o for o in c.body if isinstance(o, ast.AnnAssign) and o.target.id[0]!='_'] if {'dataclass','NamedTuple'} & set(made) else []

def names(mods):
    by,bad = {m.name:m for m in mods},[f'{m.name}: no __all__' for m in mods if m.all is None]
    for m in mods:
        own,said = set(m.defined()),m.all or []
        here = own|{a for o in m.tree.body if isinstance(o, ast.ImportFrom) and o.module in by for a in by[o.module].all or ()} # some are passed on
        bad += [f'{m.name}.{o} is private' for o in said if o[0]=='_']+[f'{m.name}.{o} is not there' for o in sorted(set(said)-here)]
        bad += [f'{m.name}.{o} is missing' for o in sorted(own-set(said)) if o[0]!='_']+[f'{m.name}.{o} is named twice' for o in set(said) if said.count(o)>1]
        bad += [f'{m.name} takes everything from {o.module}' for o in ast.walk(m.tree) if isinstance(o, ast.ImportFrom) and o.names[0].name=='*' and not o.level]
    bad += ['there is a module all']*('all' in by)
    none(f'__all__ names what the {len(mods)} modules define, {sum(len(m.all or ()) for m in mods)} names, and nothing else', bad)

def documents(mods):
    no_doc,no_comment,no_hint,count = [],[],[],dict(classes=0, functions=0, methods=0, parameters=0)
    for m in mods:
        for name,o,cls in m.public():
            kind = 'classes' if isinstance(o, ast.ClassDef) else 'methods' if cls else 'functions'
            count[kind] += 1
            if not ast.get_docstring(o) and o.name!='__init__':
                no_doc.append(name)
            route = any(ast.unparse(d).startswith(('guarded.','public.')) for d in o.decorator_list) # of the service: FastAPI documents its parameters
            ps = fields(o) if kind=='classes' else params(o, cls)
            count['parameters'] += len(ps)
            for p in ps:
                n = p.target.id if kind=='classes' else p.arg
                if not (route or m.comments & {p.lineno, p.end_lineno}):
                    no_comment.append(f'{name}({n})')
                if not p.annotation:
                    no_hint.append(f'{name}({n})')
            if kind!='classes' and o.name!='__init__' and not o.returns:
                no_hint.append(f'{name} →')
    none(f"every public symbol has a document: {count['classes']} classes, {count['functions']} functions, {count['methods']} methods", no_doc)
    none(f"every public parameter has one, {count['parameters']}", no_comment)
    none('every public parameter and result has a type', no_hint)

# Errors

def errors(mods):
    "What is raised belongs to the family of `SignAuthError`, or is a `Problem` of the service, and says what to do"
    family,made,bad,n = {'SignAuthError','Problem'},set(),[],0
    walk = [(m, o) for m in mods for o in ast.walk(m.tree)]
    for m,o in walk:
        if isinstance(o, ast.ClassDef) and {ast.unparse(b) for b in o.bases} & {'SignAuthError','DataError','ImageError','ModelError'}:
            family.add(o.name)
    for m,o in walk:
        if isinstance(o, (ast.FunctionDef, ast.AsyncFunctionDef)) and o.returns and ast.unparse(o.returns) in family:
            made.add(o.name)
        if isinstance(o, ast.Assign) and isinstance(o.value, ast.Call) and ast.unparse(o.value.func) in family:
            made.update(map(ast.unparse, o.targets))
    for m,o in walk:
        if isinstance(o, ast.Call) and (cls := ast.unparse(o.func)) in family:
            n += 1
            if len(o.args)+sum(k.arg=='hint' for k in o.keywords)<(4 if cls=='Problem' else 2) or any(ast.unparse(a)=="''" for k in o.args[1:] for a in ast.walk(k)):
                bad.append(f'{m.name}: {ast.unparse(o)} has no hint')
        if isinstance(o, ast.Raise) and o.exc:
            what = ast.unparse(o.exc.func if isinstance(o.exc, ast.Call) else o.exc)
            if what not in family|made and (m.name,what) not in loose:
                bad.append(f'{m.name}: raise {what}')
    none(f'every error says what to do, {n}', bad)

# Types

def mypy(*args, cwd=None):
    r = subprocess.run([sys.executable, '-m', 'mypy', '--no-error-summary', *map(str, args)], capture_output=True, text=True, cwd=cwd, env={k:v for k,v in os.environ.items() if k not in ('MYPYPATH','PYTHONPATH')})
    return [o for o in (r.stdout+r.stderr).splitlines() if o]

def classes(path):
    return [o for o in ast.parse(path.read_text(encoding='utf-8')).body if isinstance(o, ast.ClassDef) and o.name[0]!='_']
def members(c):
    return {getattr(o, 'name', '') or ast.unparse(getattr(o, 'target', ast.Pass())) for o in c.body}
def attributes(c):
    "What methods set on `self`; stubgen sees only the plain ones, the others are to be announced in the class"
    return sorted({o.attr for o in ast.walk(c) if isinstance(o, ast.Attribute) and isinstance(o.ctx, ast.Store) and ast.unparse(o.value)=='self' and o.attr[0]!='_'})

def stubs(tmp, had, write):
    subprocess.run([Path(sys.executable).with_name('stubgen'), '--quiet', '--include-docstrings', '-o', tmp/'stubs', *(f'signauth/{o}.py' for o in had)], cwd=tmp, check=True)
    new = {o.name:'# Made by .ci/public.py: the methods that other cells add to these classes, for type checkers\n'+o.read_text(encoding='utf-8') for o in (tmp/'stubs/signauth').glob('*.pyi')}
    if write:
        for o in package.glob('*.pyi'):
            o.unlink()
        for k,v in new.items():
            (package/k).write_text(v, encoding='utf-8')
    old = {o.name:o.read_text(encoding='utf-8') for o in package.glob('*.pyi')}
    lost = [f'{o.stem}.{c.name}.{n}' for o in (tmp/'stubs/signauth').glob('*.pyi') for c in classes(tmp/f'signauth/{o.stem}.py') for n in attributes(c) if not any(c.name==d.name and n in members(d) for d in classes(o))]
    none('the stubs know every attribute', lost)
    none(f'the stubs of {len(new)} modules are fresh', [f'{k}: python .ci/public.py --write' for k in sorted({*old,*new}) if old.get(k)!=new.get(k)])

def types(tmp, files):
    said = mypy('--config-file', root/'pyproject.toml', '--cache-dir', tmp/'cache', '-p', 'signauth', cwd=tmp)
    none(f'mypy has nothing to say about {len(files)} modules', [o for o in said if ' error: ' in o or ': ' not in o])

def wheel(tmp, python):
    "mypy --strict on what a user writes, with the wheel alone"
    (tmp/'user').mkdir()
    (tmp/'user/user.py').write_text(user)
    said = [o.partition(':')[2] for o in mypy('--strict', '--python-executable', python, '--cache-dir', tmp/'cache-user', 'user.py', cwd=tmp/'user')]
    want = ['5: note: Revealed type is "', '6: error: Missing positional argument "template"', '7: error: Argument 1 to "enroll"', '8: error: "Verification" has no attribute "odds"']
    check('types reach those who use the wheel', len(said)==len(want) and all(map(str.startswith, said, want)) and said[0].endswith('float"'), '; '.join(said))

# The import

def quick(python):
    code = 'import sys,time; old,t = set(sys.modules),time.perf_counter(); import signauth; print(time.perf_counter()-t, *{o.split(".")[0] for o in set(sys.modules)-old})'
    said = [subprocess.run([python, '-c', code], capture_output=True, text=True, check=True).stdout.split() for _ in range(5)]
    t,loaded = min(float(o[0]) for o in said),set(said[0][1:])
    check(f'import signauth takes {1000*t:.1f} ms', t<.2, 'more than 200 ms')
    none('import signauth loads nothing heavy', sorted(loaded & heavy))

def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument('--write', action='store_true', help='write the stubs')
    p.add_argument('--wheel', metavar='PYTHON', help='of an environment with the wheel')
    a = p.parse_args()
    with tempfile.TemporaryDirectory() as tmp:
        tmp = Path(tmp)
        files,had = merge(tmp)
        mods = [Module(o) for o in files]
        names(mods)
        documents(mods)
        errors(mods)
        stubs(tmp, had, a.write)
        types(tmp, files)
        if a.wheel:
            wheel(tmp, a.wheel)
        else:
            print('skipped types reach those who use the wheel: give --wheel')
        quick(a.wheel or sys.executable)

if __name__=='__main__':
    main()
