"""Would the tests notice? One small fault at a time is put into a module, and the notebook that makes the module has to fail; writes benchmarks/results/mutants.json.

    pip install cosmic-ray
    python benchmarks/mutants.py [--each 36] [--seed 0] [--only metrics,verify]

The faults are those of cosmic-ray: another operator, another comparison, another number, a condition turned round, a loop that never runs. Annotations are left alone.
The notebook runs the faulty cells, and whatever it starts or imports gets the faulty module. Who was killed is kept in build/mutants.jsonl, so an interrupted run goes on, and survivors alone are tried again."""
import argparse, ast, hashlib, json, os, random, re, sys, tempfile
from pathlib import Path

root = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(root/'.ci'))
import notebooks

modules = dict(metrics='07_metrics', verify='09_verify', quality='01a_quality', copy_flag='01b_copy_flag', corpus='03_corpus', store='13_store', access='13a_access', receive='13b_receive', runtime='08a_runtime')
equal = json.loads((Path(__file__).parent/'mutants.json').read_text()) # of each fault that nothing can notice, why


def blocks(text):
    "The cells of a module: {id: source}"
    return {m[1]: m[2] for m in re.finditer(r'^# %% \S+ #(\w+)\n(.*?)(?=^# %% |\Z)', text, re.M | re.S)}


def untouched(text):
    "Lines of a module that are no code of a cell: its head and its imports; and where its annotations stand, as (line, first column, last column)"
    lines, spans = set(range(1, text[:text.index('# %% ../nbs')].count('\n')+1)), []
    for o in ast.walk(ast.parse(text)):
        if isinstance(o, (ast.Import, ast.ImportFrom)):
            lines |= set(range(o.lineno, o.end_lineno+1))
        for a in (getattr(o, 'annotation', None), getattr(o, 'returns', None)):
            if a:
                spans.append((a.lineno, a.col_offset, a.end_lineno, a.end_col_offset))
    return lines, spans


def faults(module):
    "All faults of a module: {position: [(line, before, after, text of the module)]}"
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator, operator_names
    text = (root/f'signauth/{module}.py').read_text(encoding='utf-8')
    tree, (head, spans), res = get_ast(text), untouched(text), {}
    for name in operator_names():
        if get_operator(name).arguments():
            continue
        operator = get_operator(name)()
        positions = [p for node in ast_nodes(tree) for p in operator.mutation_positions(node)]
        for i, ((line, column), _) in enumerate(positions):
            if line in head or any(a<=(line, column)<=b for *_, a, b in [((l0, c0, l1, c1), (l0, c0), (l1, c1)) for l0, c0, l1, c1 in spans]):
                continue
            res.setdefault((line, column), []).append((name, i))
    return text, res


def sample(module, n, rng):
    "`n` faults at different places of a module"
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator
    text, places = faults(module)
    res = []
    for line, column in rng.sample(sorted(places), len(places)):
        name, i = rng.choice(places[line, column])
        faulty = mutate_code(text, get_operator(name)(), i)
        if faulty is None or faulty==text:
            continue
        try:
            compile(faulty, module, 'exec')
        except SyntaxError:
            continue
        old, new = text.splitlines(), faulty.splitlines()
        k = next(k for k, (a, b) in enumerate(zip(old, new)) if a!=b)
        res.append(dict(module=module, line=k+1, before=old[k].strip(), after=new[k].strip() if len(old)==len(new) else '(gone)', operator=name.split('/')[1], faulty=faulty))
        if len(res)==n:
            break
    return res, len(places)


def attempt(fault):
    "The notebook with the fault: the cell that failed, '' for none; and what went wrong beside it"
    with tempfile.TemporaryDirectory() as d:
        package = Path(d)/'signauth'
        package.mkdir()
        for o in (root/'signauth').iterdir():
            if o.name not in (f"{fault['module']}.py", '__pycache__'):
                (package/o.name).symlink_to(o)
        (package/f"{fault['module']}.py").write_text(fault['faulty'], encoding='utf-8')
        for k in [k for k in sys.modules if k.split('.')[0]=='signauth']:
            del sys.modules[k]
        os.environ['PYTHONPATH'] = d
        with open(os.devnull, 'w') as null:
            os.dup2(null.fileno(), 1), os.dup2(null.fileno(), 2)
            try:
                return notebooks.run(root/f"nbs/{modules[fault['module']]}.ipynb", package=Path(d), cells=blocks(fault['faulty'])).failed, ''
            except Exception as e:
                return '', repr(e)


def killed(todo, workers, limit):
    "Run the faults side by side; gives each with what noticed it, a cell or the end of its process, '' where nothing did"
    for (fault,), result, said in notebooks.in_processes(attempt, [(o,) for o in todo], workers, lambda o: limit[o['module']]):
        cell, wrong = result or (said, '')
        if wrong:
            sys.exit(f'the notebook of {fault["module"]} could not be run: {wrong}')
        yield fault, cell


def tests_of(module):
    "Fingerprint of a notebook, without what it exports: who was killed by other tests is tried again"
    cells = [''.join(o['source']) for o in json.loads((root/f'nbs/{modules[module]}.ipynb').read_text(encoding='utf-8'))['cells'] if o['cell_type']=='code']
    return hashlib.sha256('\n'.join(o for o in cells if '#| export' not in o).encode()).hexdigest()[:12]


def key(fault):
    return tuple(fault.get(k) for k in ('module', 'line', 'before', 'operator', 'after', 'tests'))


def told(fault):
    "What a fault is called in the list of equal ones"
    return f"{fault['module']}: {fault['before']} → {fault['after']}"


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--each', type=int, default=36, help='faults of each module')
    p.add_argument('--seed', type=int, default=0)
    p.add_argument('--only', default=','.join(modules), help='modules; nothing is written then')
    p.add_argument('--workers', type=int, default=os.cpu_count())
    p.add_argument('--known', type=Path, default=root/'build/mutants.jsonl')
    a = p.parse_args()
    notebooks.warm_up()
    limit, todo, res = {}, [], []
    a.known.parent.mkdir(exist_ok=True)
    if wrong := set(a.only.split(','))-set(modules):
        sys.exit(f"no module {', '.join(wrong)}: {', '.join(modules)}")
    known = [o for o in a.known.read_text().splitlines() if o.endswith('}')] if a.known.is_file() else []  # the last may be cut off
    known = {key(o): o for o in map(json.loads, known) if o['killed_by']}  # who survived is tried again
    for m in a.only.split(','):
        clean, = notebooks.in_turn([root/f'nbs/{modules[m]}.ipynb'], False)
        if clean.failed:
            sys.exit(f'{modules[m]} fails without a fault\n{clean.error}')
        limit[m] = 60+4*sum(clean.times.values())
        some, places = sample(m, a.each, random.Random(f'{a.seed} {m}'))
        print(f'{m}: {len(some)} faults at {places} places; {modules[m]} takes {sum(clean.times.values()):.0f} s', flush=True)
        tests = tests_of(m)
        for o in some:
            o['tests'] = tests
            old = known.get(key(o))
            res.append(old) if old else todo.append(o)
    with open(a.known, 'a') as f:
        for fault, said in killed(todo, a.workers, limit):
            o = {k: v for k, v in fault.items() if k!='faulty'}|dict(killed_by=said)
            f.write(json.dumps(o)+'\n')
            f.flush()
            res.append(o)
            if not said:
                print(f"survives: {told(o)}  ({o['operator']}, line {o['line']})", flush=True)
    by = {m: [o for o in res if o['module']==m] for m in a.only.split(',')}
    figures = {m: dict(faults=len(v), killed=sum(bool(o['killed_by']) for o in v), equal=sum(not o['killed_by'] and told(o) in equal for o in v)) for m, v in by.items()}
    for m, o in figures.items():
        print(f"{m:10} {o['killed']} of {o['faults']} killed, {o['equal']} equal")
    left = [told(o) for o in res if not o['killed_by'] and told(o) not in equal]
    total = {k: sum(o[k] for o in figures.values()) for k in ('faults', 'killed', 'equal')}
    print(f"{total['killed']} of {total['faults']} killed ({total['killed']/total['faults']:.1%}), {total['equal']} of the others are equal; nobody has looked at {len(left)}")
    if set(by)!=set(modules):
        return  # a part is no result
    (root/'benchmarks/results/mutants.json').write_text(json.dumps(dict(seed=a.seed, modules=figures, **total, survivors=left), indent=1, ensure_ascii=False)+'\n')


if __name__=='__main__':
    main()
