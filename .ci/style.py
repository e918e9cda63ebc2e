"""Check the budget of the code: short lines, one statement a line, cells of one idea, public names that are used.

    python .ci/style.py                # everything
    python .ci/style.py FILE ...       # only these notebooks, with their modules, and these scripts
    python .ci/style.py --self-test    # small projects, each of which breaks one rule, have to fail

Prints one line, `ok` or `FAILED`, for each rule, and below it what breaks the rule. Needs ruff.
`.ci/style.json` gives the reason for each cell that is longer, and for each name that is public though nothing here
uses it."""
import argparse, json, re, subprocess, sys, tempfile
from collections import defaultdict
from pathlib import Path
from notebooks import module_of

rules = 'E501,E701,E702,E703,E731'  # long lines, several statements in a line, lambdas bound to a name
longest = 120  # letters of a line
most, most_with_reason, reasons_allowed = 25, 40, 12  # lines of an exported cell; cells that may be longer
script_folders = '.ci', 'benchmarks', 'tools', 'examples', 'signauth/migrations'
built = {'node_modules', 'dist', '.ipynb_checkpoints'}  # folders with files of others


# --- what there is to check ---

def files(root, *patterns):
    "Files below `root` by patterns, without what others have written"
    found = {path for pattern in patterns for path in root.glob(pattern)}
    return sorted(o for o in found if not built & set(o.parts) and o.is_file() and o.name!='_modidx.py')


def python_files(root):
    return files(root, 'setup.py', 'signauth/*.py', *(f'{o}/**/*.py' for o in script_folders))


def shell_files(root):
    "Scripts without an extension that begin with `#!`"
    return [o for o in files(root, '.ci/*', '.ci/coverage/*') if not o.suffix and o.read_bytes()[:2]==b'#!']


def cells(notebook, kind='code'):
    "Id and source of each cell of a kind"
    for o in json.loads(notebook.read_text(encoding='utf-8'))['cells']:
        if o['cell_type']==kind:
            yield o['id'], ''.join(o['source'])


def read_reasons(root):
    return json.loads((root/'.ci/style.json').read_text(encoding='utf-8'))


# --- lines and statements ---

def ruff(root, paths):
    "What ruff says of scripts and of the code cells of notebooks, a line each"
    if not paths:
        return []
    command = [sys.executable, '-m', 'ruff', 'check', '--isolated', '--no-cache', '--select', rules]
    command += ['--line-length', str(longest), '--output-format', 'json', '--quiet', *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=root)
    if done.returncode>1:
        raise SystemExit(f'FAILED  ruff: {done.stderr.strip()}')
    return [in_words(root, o) for o in json.loads(done.stdout) if not by_nbdev(o)]


def by_nbdev(finding):
    "Is it in the list of public names that nbdev writes at the head of a module?"
    path = Path(finding['filename'])
    if path.suffix!='.py':
        return False
    head = re.match(r'.*?^# %% auto #0\n(.*?)(?=^# %%|\Z)', path.read_text(encoding='utf-8'), re.S | re.M)
    return bool(head) and finding['location']['row']<=head[0].count('\n')


def in_words(root, finding):
    "A finding of ruff as one line, with the id of its cell"
    path = Path(finding['filename'])
    where = str(path.relative_to(root)) if path.is_relative_to(root) else str(path)
    if finding['cell']:
        notebook = json.loads(path.read_text(encoding='utf-8'))
        where += '#'+notebook['cells'][finding['cell']-1]['id']
    place = finding['location']
    return f"{where}:{place['row']}:{place['column']}: {finding['code']} {finding['message']}"


def too_long(text, first=1):
    "Line number and length of each line that is too long"
    for number, line in enumerate(text.split('\n'), first):
        if len(line)>longest:
            yield number, f'Line too long ({len(line)} > {longest})'


def code_blocks(text):
    "The code between fences in Markdown, with the number of its first line"
    for m in re.finditer(r'^ *```[^\n]*\n(.*?)^ *```', text, re.S | re.M):
        yield text.count('\n', 0, m.start(1))+1, m[1]


def long_lines(root, notebooks, paths):
    "Lines that are too long in shell scripts and in the code of Markdown"
    for path in paths:
        text = path.read_text(encoding='utf-8')
        for first, code in code_blocks(text) if path.suffix=='.md' else [(1, text)]:
            yield from (f'{path.relative_to(root)}:{n}: {what}' for n, what in too_long(code, first))
    for path in notebooks:
        for id, text in cells(path, 'markdown'):
            for first, code in code_blocks(text):
                yield from (f'{path.name}#{id}:{n}: {what}' for n, what in too_long(code, first))


# Comments, texts and regular expressions of JavaScript. A text inside `${...}` inside a text is not understood.
js_text = re.compile(r"""
    //[^\n]* | /\*.*?\*/
  | '(?:\\.|[^'\\\n])*' | "(?:\\.|[^"\\\n])*" | `(?:\\.|[^`\\])*`
  | (?<=[=(,:!&|?\[{;])\ */(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/
""", re.S | re.X)
js_for = re.compile(r'\bfor (?:await )?\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)')


def javascript(root, paths):
    "Lines of JavaScript that are too long or hold two statements"
    for path in paths:
        text = path.read_text(encoding='utf-8')
        found = list(too_long(text))
        code = js_text.sub(lambda m: '\n'*m[0].count('\n'), text)
        code = js_for.sub(lambda m: '\n'*m[0].count('\n'), code)
        found += [(n, 'Several statements') for n, line in enumerate(code.split('\n'), 1) if line.count(';')>1]
        yield from (f'{path.relative_to(root)}:{n}: {what}' for n, what in sorted(found))


# --- cells ---

def long_cells(notebooks, reasons):
    "Exported cells that are too long, and the reasons that were needed"
    found, used = [], set()
    for path in notebooks:
        for id, source in cells(path):
            if not re.search(r'^#\| *exporti?\b', source, re.M):
                continue
            n = sum(not line.startswith('#|') for line in source.rstrip().split('\n'))
            where = f'{path.name}#{id}'
            if n>most and where in reasons:
                used.add(where)
            if n>(most_with_reason if where in reasons else most):
                found.append(f'{where}: {n} lines')
    return found, used


# --- public names ---

def public_names(root):
    "The public names of the package, {name: [modules]}"
    res = defaultdict(list)
    for path in files(root, 'signauth/*.py'):
        listed = re.search(r'^__all__ = \[(.*?)\]', path.read_text(encoding='utf-8'), re.S | re.M)
        for name in re.findall(r"'(\w+)'", listed[1] if listed else ''):
            res[name].append(path.stem)
    return res


def unused(root, names):
    "Public names that no other module, page, benchmark or example uses"
    pages = [o for o in files(root, 'nbs/**/*.ipynb') if not module_of(o)]
    outside = [*files(root, 'README.md', 'benchmarks/*.py', 'examples/**/*.py'), *pages]
    modules = {o.stem: o.read_text(encoding='utf-8') for o in files(root, 'signauth/*.py')}
    words = {k: set(re.findall(r'\w+', text)) for k, text in modules.items()}
    words_outside = {word for o in outside for word in re.findall(r'\w+', o.read_text(encoding='utf-8'))}
    for name, homes in names.items():
        for home in homes:
            if name not in words_outside and not any(name in v for k, v in words.items() if k!=home):
                yield f'{home}.{name}'


# --- the checks ---

def check_files(root, paths):
    "Rules about single files; gives (rule, what breaks it)"
    reasons = read_reasons(root)['cells']
    notebooks = [o for o in paths if o.suffix=='.ipynb']
    scripts = [o for o in paths if o.suffix=='.py']
    scripts += [root/f'signauth/{name}.py' for name in map(module_of, notebooks) if name]
    scripts = sorted({o for o in scripts if o.is_file()})
    pages = [o for o in paths if o.suffix=='.js']
    others = [o for o in paths if o.suffix in ('', '.md') and o.is_file()]
    if not notebooks+scripts+pages+others:
        raise SystemExit('FAILED  there is nothing to check')
    where = f'{len(scripts)} files and {len(notebooks)} notebooks'
    yield f'lines of up to {longest} letters, one statement each, in {where}', ruff(root, scripts+notebooks)
    where = f'{len(pages)} files of JavaScript'
    yield f'lines of up to {longest} letters, one statement each, in {where}', list(javascript(root, pages))
    where = 'shell scripts and in the code of Markdown'
    yield f'lines of up to {longest} letters in {where}', list(long_lines(root, notebooks, others))
    found, used = long_cells(notebooks, reasons)
    yield f'cells of up to {most} lines in {len(notebooks)} notebooks, {len(used)} longer ones with a reason', found


def check_all(root):
    "Every rule, for a whole project; gives (rule, what breaks it)"
    notebooks = files(root, 'nbs/**/*.ipynb')
    scripts = files(root, 'signauth/p*/*.js', 'examples/*/*.js')
    texts = [*shell_files(root), *files(root, '*.md', 'examples/**/*.md')]
    yield from check_files(root, [*notebooks, *python_files(root), *scripts, *texts])
    reasons, names = read_reasons(root), public_names(root)
    used = long_cells(notebooks, reasons['cells'])[1]
    yield f'at most {reasons_allowed} long cells', [str(len(used))]*(len(used)>reasons_allowed)
    yield 'each reason has its cell', sorted(set(reasons['cells'])-used)
    lonely = set(unused(root, names))
    yield 'each reason has its name', sorted(set(reasons['names'])-lonely)
    twice = [f"{name}: {', '.join(homes)}" for name, homes in names.items() if len(homes)>1]
    yield f'{len(names)} public names, each in one module', twice
    yield 'each public name is used, or has a reason', sorted(lonely-set(reasons['names']))


def say(rule, found):
    print(f'FAILED  {rule}: {len(found)}' if found else f'ok      {rule}')
    for o in found:
        print(f'        {o}')


# --- the checks are checked ---

def notebook(*sources):
    "A notebook that makes the module `one`; what begins with a heading is Markdown"
    written = []
    for i, source in enumerate(['#| default_exp one', *sources]):
        cell = dict(cell_type='markdown', id=f'c{i}', metadata={}, source=source)
        code = {} if source.startswith('# ') else dict(cell_type='code', outputs=[], execution_count=None)
        written.append(cell | code)
    return json.dumps(dict(cells=written, metadata={}, nbformat=4, nbformat_minor=5))


def exported(n):
    return '#| export\n'+'x = 1\n'*n


wide = 'x = '+'1 + '*40+'1\n'
reason = json.dumps(dict(cells={'00_one.ipynb#c1': 'a table'}, names={}))
good_project = {
    '.ci/style.json': '{"cells": {}, "names": {}}',
    '.ci/run': '#!/bin/bash\ntrue\n',
    'README.md': '# One\n\n```python\none.used()\n```\n',
    'nbs/00_one.ipynb': notebook(exported(25), 'assert one.used()', '# Prose of any length. '+'word '*50),
    'signauth/one.py': "__all__ = ['used']\n\n\ndef used():\n    return 1\n",
    'signauth/page/page.js': "for (let i = 0; i < 3; i++) say('; ;', /[;'];/); // ; ;\n",
    'tools/two.py': 'x = 1\n',
}
python_rule = 'one statement each, in 2 files'
hostile_cases = {  # what is wrong: files of the project that make it so, and words of the rule that they break
    'a long cell': ({'nbs/00_one.ipynb': notebook(exported(26))}, 'cells of up to 25'),
    'a long cell with a reason that is too long even so': (
        {'nbs/00_one.ipynb': notebook(exported(41)), '.ci/style.json': reason}, 'cells of up to 25'),
    'a reason for a short cell': ({'.ci/style.json': reason}, 'each reason has its cell'),
    'a reason for a name that is used': (
        {'.ci/style.json': '{"cells": {}, "names": {"one.used": "why"}}'}, 'each reason has its name'),
    'a long line in a test cell': ({'nbs/00_one.ipynb': notebook(wide)}, python_rule),
    'two statements in a test cell': ({'nbs/00_one.ipynb': notebook('a = 1; b = 2')}, python_rule),
    'a lambda with a name': ({'tools/two.py': 'f = lambda: 1\n'}, python_rule),
    'a long line in a page': ({'signauth/page/page.js': wide}, 'files of JavaScript'),
    'two statements in a page': ({'signauth/page/page.js': 'a(); b();\n'}, 'files of JavaScript'),
    'a long line in a shell script': ({'.ci/run': '#!/bin/bash\n'+wide}, 'in shell scripts'),
    'a long line of code in Markdown': (
        {'nbs/00_one.ipynb': notebook(f'# T\n```python\n{wide}```')}, 'in shell scripts'),
    'a public name that is not used': ({'README.md': ''}, 'each public name is used'),
    'a public name in two modules': ({'signauth/two.py': "__all__ = ['used']\n"}, '1 public names'),
}


def broken(changes):
    "The rules that a project breaks: the good project, with some files of other content"
    with tempfile.TemporaryDirectory() as tmp:
        root = Path(tmp).resolve()
        for name, text in (good_project | changes).items():
            (root/name).parent.mkdir(parents=True, exist_ok=True)
            (root/name).write_text(text, encoding='utf-8')
        return [rule for rule, found in check_all(root) if found]


def self_test():
    "Each hostile case breaks its rule and no other"
    cases = {'a good project': ({}, None), **hostile_cases}
    wrong = 0
    for name, (changes, rule) in cases.items():
        found = broken(changes)
        good = len(found)==1 and rule in found[0] if rule else not found
        print(f'ok      style: {name}' if good else f'FAILED  style: {name}: breaks {found}', flush=True)
        wrong += not good
    return int(wrong>0)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('files', nargs='*', type=Path)
    p.add_argument('--self-test', action='store_true')
    args = p.parse_args()
    if args.self_test:
        return self_test()
    root = Path(__file__).resolve().parent.parent
    checks = check_files(root, [o.resolve() for o in args.files]) if args.files else check_all(root)
    for rule, found in checks:
        say(rule, found)


if __name__=='__main__':
    sys.exit(main())
