"""Write the type stubs signauth/*.pyi of the modules that add methods to a class with `@patch`. Needs mypy.

    python tools/stubs.py

No type checker follows `@patch`. In a copy of the package the patched methods are put into their classes; stubgen makes
the stubs from this copy. `.ci/public.py` checks the stubs, and the copy with mypy.

`fastcore.py2pyi` (fastcore 1.14.5) does not replace this script. It stops at a decorator with a dot, such as
`@guarded.post(...)` in signauth.api; it leaves `@patch(cls_method=True)` in the stub; it drops the attributes that
methods set on `self`; and it copies the values of constants, two of which mypy rejects. In an editor (jedi 0.20) both
kinds of stubs offer the same methods with the same documentation."""
import ast, re, shutil, subprocess, sys, tempfile, textwrap
from pathlib import Path

package = Path(__file__).resolve().parent.parent/'signauth'
header = '# Made by tools/stubs.py: the methods that other cells add to these classes, for type checkers\n'


def patched(tree):
    "Each function of a module with `@patch`, that decorator, and the name of the class"
    for function in tree.body:
        for decorator in getattr(function, 'decorator_list', ()):
            called = decorator.func if isinstance(decorator, ast.Call) else decorator
            if ast.unparse(called)=='patch':
                yield function, decorator, function.args.args[0].annotation.id


def method_text(lines, function, decorator):
    "The lines of a patched function as a method: indented, and with `@classmethod` where it is one"
    options = [o.arg for o in getattr(decorator, 'keywords', ())]
    if len(function.decorator_list)>1 or options not in ([], ['cls_method']):
        raise SystemExit(f'{function.name}: only @patch and @patch(cls_method=True) are known here')
    first = function.args.args[0]
    line = lines[first.lineno-1]
    lines[first.lineno-1] = line[:first.col_offset]+first.arg+line[first.end_col_offset:]
    text = ['@classmethod']*len(options)+lines[function.lineno-1:function.end_lineno]
    return textwrap.indent('\n'.join(text), ' '*4)+'\n'


def merged(text):
    "The text of a module with its patched functions as methods at the end of their classes"
    tree, lines = ast.parse(text), text.splitlines()
    ends = {o.name: o.end_lineno for o in tree.body if isinstance(o, ast.ClassDef)}
    added = {}
    for function, decorator, name in patched(tree):
        added[ends[name]] = added.get(ends[name], '')+method_text(lines, function, decorator)
        start, end = decorator.lineno-1, function.end_lineno
        lines[start:end] = ['']*(end-start)
    return ''.join(line+'\n'+added.get(i, '') for i, line in enumerate(lines, 1))


def merge(folder):
    "Copy the package without `@patch` into a folder; return its modules' paths, and the names of those that used it"
    unwanted = shutil.ignore_patterns('*.pyi', '__pycache__', 'weights', 'page')
    shutil.copytree(package, folder/'signauth', ignore=unwanted)
    files = sorted(o for o in (folder/'signauth').glob('*.py') if o.stem not in ('__init__', '_modidx'))
    with_patch = []
    for path in files:
        text = path.read_text(encoding='utf-8')
        if any(patched(ast.parse(text))):
            with_patch.append(path.stem)
        path.write_text(merged(text), encoding='utf-8')
    return files, with_patch


def tidied(text):
    "A stub without what stubgen says of classes inside functions, whose names hold a line number"
    text = re.sub(r"(, )?'\w+@\d+'", '', text)
    return re.sub(r'\n# Names in __all__ with no definition:\n(#   \w+@\d+\n)+', '', text)


def make_stubs(folder, modules):
    "The stubs of some modules of the copy that `merge` made in a folder, {file name: text}"
    if not modules:
        return {}
    stubgen = Path(sys.executable).with_name('stubgen')
    paths = [f'signauth/{o}.py' for o in modules]
    command = [stubgen, '--quiet', '--include-docstrings', '-o', folder/'stubs', *paths]
    subprocess.run(command, cwd=folder, check=True)
    return {o.name: header+tidied(o.read_text(encoding='utf-8')) for o in (folder/'stubs/signauth').glob('*.pyi')}


def main():
    with tempfile.TemporaryDirectory() as tmp:
        stubs = make_stubs(Path(tmp), merge(Path(tmp))[1])
    for path in package.glob('*.pyi'):
        path.unlink()
    for name, text in stubs.items():
        (package/name).write_text(text, encoding='utf-8')


if __name__=='__main__':
    main()
