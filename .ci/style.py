"""The handwriting of the house, checked: line length, one statement a line, cells of one idea, public names that are used.

Reads the notebooks, the scripts and the exported modules; prints one line that begins with `ok` or `FAILED` for each rule, and where the rule is broken.
`python .ci/style.py FILE...` checks these notebooks and scripts alone."""
import ast, json, re, subprocess, sys
from collections import defaultdict
from pathlib import Path

root = Path(__file__).resolve().parent.parent
rules = 'E501,E701,E702,E703,E731' # lines, statements, lambdas bound to a name
longest = 120 # letters of a line
most, most_with_reason, reasons_allowed = 25, 40, 12 # lines of an exported cell
reasons = json.loads((root/'.ci/style.json').read_text(encoding='utf-8')) # long cells, and names that are public though nothing here uses them


def cells(notebook):
    "Id and source of the exported cells of a notebook"
    for o in json.loads(notebook.read_text(encoding='utf-8'))['cells']:
        source = ''.join(o['source'])
        if o['cell_type']=='code' and re.search(r'^#\| *exporti?\b', source, re.M):
            yield o['id'], source


def ruff(paths):
    "What ruff says of lines and statements, a line each"
    command = ['ruff', 'check', '--isolated', '--no-cache', '--select', rules, '--line-length', str(longest), '--output-format', 'concise', '--quiet']
    done = subprocess.run([sys.executable, '-m', *command, *map(str, paths)], capture_output=True, text=True, cwd=root)
    if done.returncode>1:
        raise SystemExit(f'FAILED  ruff: {done.stderr.strip()}')
    return done.stdout.splitlines()


def long_cells(notebooks):
    "Exported cells that are too long, and reasons given for cells that need none"
    found, used = [], set()
    for path in notebooks:
        for id, source in cells(path):
            n = sum(not line.startswith('#|') for line in source.rstrip().split('\n'))
            where = f'{path.name}#{id}'
            if n>most and where in reasons['cells']:
                used.add(where)
            if n>(most_with_reason if where in reasons['cells'] else most):
                found.append(f'{where}: {n} lines')
    return found, used


def public_names():
    "The public names of each module, {name: [modules]}"
    res = defaultdict(list)
    for path in sorted((root/'signauth').glob('*.py')):
        for name in re.findall(r"'(\w+)'", (re.search(r'^__all__ = \[(.*?)\]', path.read_text(encoding='utf-8'), re.S|re.M) or [0, ''])[1]):
            res[name].append(path.stem)
    return res


def unused(names):
    "Public names that no other module, page, script or example uses, and that have no reason to be public"
    outside = [root/'README.md', *(root/'benchmarks').glob('*.py'), *(root/'examples').rglob('*.py'), *(o for o in (root/'nbs').rglob('*.ipynb') if 'default_exp' not in o.read_text(encoding='utf-8'))]
    outside = '\n'.join(o.read_text(encoding='utf-8') for o in outside)
    modules = {o.stem: o.read_text(encoding='utf-8') for o in (root/'signauth').glob('*.py') if o.stem!='_modidx'}
    for name, homes in names.items():
        for home in homes:
            texts = [outside, *(v for k, v in modules.items() if k!=home)]
            if f'{home}.{name}' not in reasons['names'] and not any(re.search(rf'\b{name}\b', o) for o in texts):
                yield f'{home}.{name}'


def say(rule, found):
    print(f'FAILED  {rule}: {len(found)}' if found else f'ok      {rule}')
    for o in found:
        print(f'        {o}')


def main(args):
    paths = [Path(o).resolve() for o in args]
    notebooks = [o for o in paths if o.suffix=='.ipynb'] if args else sorted((root/'nbs').glob('*.ipynb'))
    scripts = [o for o in paths if o.suffix=='.py'] if args else [*sorted((root/'signauth').glob('*.py')), *(o for k in ('.ci', 'benchmarks', 'tools', 'examples', 'signauth/migrations') for o in sorted((root/k).rglob('*.py')))]
    if args:
        scripts += [root/f'signauth/{m[1]}.py' for o in notebooks if (m := re.search(r'#\| default_exp (\w+)', o.read_text(encoding='utf-8')))]
    scripts = [o for o in scripts if o.stem!='_modidx' and 'node_modules' not in o.parts]
    if not notebooks+scripts:
        raise SystemExit('FAILED  there is nothing to check')
    say(f'lines of up to {longest} letters, one statement each, in {len(scripts)} files', ruff(scripts))
    found, used = long_cells(notebooks)
    say(f'cells of up to {most} lines in {len(notebooks)} notebooks, {len(used)} longer ones with a reason', found)
    if args:
        return
    names = public_names()
    say('at most a dozen long cells', [f'{len(used)}'] if len(used)>reasons_allowed else [])
    say('each reason has its cell', sorted(set(reasons['cells'])-used))
    say(f'{len(names)} public names, each in one module', [f"{k}: {', '.join(v)}" for k, v in names.items() if len(v)>1])
    say('each public name is used, or has a reason', sorted(unused(names)))


if __name__=='__main__':
    main(sys.argv[1:])
