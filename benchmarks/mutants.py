"""Put faults into modules, one at a time, and see which no test notices; writes benchmarks/results/mutants.json.

    pip install cosmic-ray
    python benchmarks/mutants.py [--each 36] [--seed 0] [--only errors,verify]

The faults are those of cosmic-ray: another operator, another comparison, another number, a negated condition, a loop
that never runs. Annotations are left alone. The notebook that makes the module has to fail: it runs the faulty cells,
and whatever it starts or imports gets the faulty module. build/mutants.jsonl keeps the faults that were noticed, so an
interrupted run goes on, and only the others are tried again."""
import argparse, ast, hashlib, json, os, random, re, sys, tempfile
from pathlib import Path

root = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(root/'.ci'))
import notebooks

modules = dict(
    errors='07_errors', describe='07a_describe', distance='07b_distance', calibration='07c_calibration',
    verify='09_verify', quality='01a_quality', copy_flag='01b_copy_flag', corpus='03_corpus', store='13_store',
    access='13a_access', receive='13b_receive', runtime='08a_runtime')
# The faults that nothing can notice, {fault: why}
equal = json.loads((Path(__file__).parent/'mutants.json').read_text())


def blocks(text):
    "The cells of a module: {id: source}"
    return {m[1]: m[2] for m in re.finditer(r'^# %% \S+ #(\w+)\n(.*?)(?=^# %% |\Z)', text, re.M | re.S)}


def untouched(text):
    """Lines of a module that are left alone: its head and its imports; and its annotations, each as two places.

    A place is (line, column)."""
    head = text[:text.index('# %% ../nbs')].count('\n')
    lines, spans = set(range(1, head+1)), []
    for o in ast.walk(ast.parse(text)):
        if isinstance(o, (ast.Import, ast.ImportFrom)):
            lines |= set(range(o.lineno, o.end_lineno+1))
        for a in (getattr(o, 'annotation', None), getattr(o, 'returns', None)):
            if a:
                spans.append(((a.lineno, a.col_offset), (a.end_lineno, a.end_col_offset)))
    return lines, spans


def faults(module):
    "The text of a module, and its faults {(line, column): [(operator, number of the position)]}"
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.plugins import get_operator, operator_names
    text = (root/f'signauth/{module}.py').read_text(encoding='utf-8')
    tree, (head, spans), res = get_ast(text), untouched(text), {}
    for name in operator_names():
        if get_operator(name).arguments():
            continue
        operator = get_operator(name)()
        positions = [p for node in ast_nodes(tree) for p in operator.mutation_positions(node)]
        for i, ((line, column), _) in enumerate(positions):
            if line in head or any(start<=(line, column)<=end for start, end in spans):
                continue
            res.setdefault((line, column), []).append((name, i))
    return text, res


def compiles(text, name):
    try:
        compile(text, name, 'exec')
    except SyntaxError:
        return False
    return True


def sample(module, n, rng):
    "`n` faults at different places of a module, and the number of its places"
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator
    text, places = faults(module)
    res = []
    for line, column in rng.sample(sorted(places), len(places)):
        name, i = rng.choice(places[line, column])
        faulty = mutate_code(text, get_operator(name)(), i)
        if faulty is None or faulty==text or not compiles(faulty, module):
            continue
        old, new = text.splitlines(), faulty.splitlines()
        k = next(k for k, (a, b) in enumerate(zip(old, new)) if a!=b)
        after = new[k].strip() if len(old)==len(new) else '(gone)'
        fault = dict(module=module, line=k+1, before=old[k].strip(), after=after)
        res.append(fault | dict(operator=name.split('/')[1], faulty=faulty))
        if len(res)==n:
            break
    return res, len(places)


def write_faulty(fault, package):
    "A copy of the package with a faulty module"
    package.mkdir()
    for o in (root/'signauth').iterdir():
        if o.name not in (f"{fault['module']}.py", '__pycache__'):
            (package/o.name).symlink_to(o)
    (package/f"{fault['module']}.py").write_text(fault['faulty'], encoding='utf-8')


def attempt(fault):
    "Run the notebook with the fault: the cell that failed, '' for none; and any error of the run itself"
    path = root/f"nbs/{modules[fault['module']]}.ipynb"
    with tempfile.TemporaryDirectory() as d:
        write_faulty(fault, Path(d)/'signauth')
        for k in [k for k in sys.modules if k.split('.')[0]=='signauth']:
            del sys.modules[k]
        os.environ['PYTHONPATH'] = d
        with open(os.devnull, 'w') as null:
            os.dup2(null.fileno(), 1)
            os.dup2(null.fileno(), 2)
            try:
                return notebooks.run(path, package=Path(d), cells=blocks(fault['faulty'])).failed, ''
            except Exception as e:
                return '', repr(e)


def killed(todo, workers, limit):
    "Run the faults side by side; gives each with the cell or the end of its process that noticed it, '' for nothing"
    todo = [(o,) for o in todo]
    for (fault,), result, said in notebooks.in_processes(attempt, todo, workers, lambda o: limit[o['module']]):
        cell, wrong = result or (said, '')
        if wrong:
            sys.exit(f'the notebook of {fault["module"]} could not be run: {wrong}')
        yield fault, cell


def tests_of(module):
    "Fingerprint of the tests in a notebook; a fault that other tests have noticed is tried again"
    nb = json.loads((root/f'nbs/{modules[module]}.ipynb').read_text(encoding='utf-8'))
    cells = [''.join(o['source']) for o in nb['cells'] if o['cell_type']=='code']
    return hashlib.sha256('\n'.join(o for o in cells if '#| export' not in o).encode()).hexdigest()[:12]


def key(fault):
    return tuple(fault.get(k) for k in ('module', 'line', 'before', 'operator', 'after', 'tests'))


def told(fault):
    "The name of a fault in the list of those that nothing can notice"
    return f"{fault['module']}: {fault['before']} → {fault['after']}"


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--each', type=int, default=36, help='faults of each module')
    p.add_argument('--seed', type=int, default=0)
    p.add_argument('--only', default=','.join(modules), help='modules; nothing is written then')
    p.add_argument('--workers', type=int, default=os.cpu_count())
    p.add_argument('--known', type=Path, default=root/'build/mutants.jsonl')
    args = p.parse_args()
    if wrong := set(args.only.split(','))-set(modules):
        sys.exit(f"no module {', '.join(wrong)}: {', '.join(modules)}")
    return args


def read_known(path):
    "The faults that an earlier run has tried and a test has noticed"
    lines = path.read_text().splitlines() if path.is_file() else []
    known = [json.loads(o) for o in lines if o.endswith('}')]  # the last line may be cut off
    return {key(o): o for o in known if o['killed_by']}


def seconds_of(module):
    "Seconds of a notebook without a fault"
    clean, = notebooks.in_turn([root/f'nbs/{modules[module]}.ipynb'], False)
    if clean.failed:
        sys.exit(f'{modules[module]} fails without a fault\n{clean.error}')
    return sum(clean.times.values())


def planned(args, known):
    "The faults to try, those of which an earlier run knows the result, and how many seconds the notebooks may take"
    limit, todo, res = {}, [], []
    for module in args.only.split(','):
        took = seconds_of(module)
        limit[module] = 60+4*took
        some, places = sample(module, args.each, random.Random(f'{args.seed} {module}'))
        print(f'{module}: {len(some)} faults at {places} places; {modules[module]} takes {took:.0f} s', flush=True)
        tests = tests_of(module)
        for o in some:
            o['tests'] = tests
            if key(o) in known:
                res.append(known[key(o)])
            else:
                todo.append(o)
    return todo, res, limit


def tried(args, todo, limit):
    "Try the faults, and write each result down as it comes"
    with open(args.known, 'a') as f:
        for fault, said in killed(todo, args.workers, limit):
            o = {k: v for k, v in fault.items() if k!='faulty'} | dict(killed_by=said)
            f.write(json.dumps(o)+'\n')
            f.flush()
            if not said:
                print(f"survives: {told(o)}  ({o['operator']}, line {o['line']})", flush=True)
            yield o


def counted(some):
    "Numbers of faults, of those that a test has noticed, and of those that nothing can notice"
    survivors = [o for o in some if not o['killed_by']]
    return dict(faults=len(some), killed=len(some)-len(survivors), equal=sum(told(o) in equal for o in survivors))


def main():
    args = arguments()
    notebooks.warm_up()
    args.known.parent.mkdir(exist_ok=True)
    todo, res, limit = planned(args, read_known(args.known))
    res += tried(args, todo, limit)
    names = args.only.split(',')
    figures = {m: counted([o for o in res if o['module']==m]) for m in names}
    for m, o in figures.items():
        print(f"{m:10} {o['killed']} of {o['faults']} killed, {o['equal']} equal")
    left = [told(o) for o in res if not o['killed_by'] and told(o) not in equal]
    total = {k: sum(o[k] for o in figures.values()) for k in ('faults', 'killed', 'equal')}
    print(f"{total['killed']} of {total['faults']} killed ({total['killed']/total['faults']:.1%}),", end=' ')
    print(f"{total['equal']} of the others are equal; {len(left)} have not been looked at")
    if set(names)!=set(modules):
        return  # figures of some modules are no result
    res = dict(seed=args.seed, modules=figures, **total, survivors=left)
    text = json.dumps(res, indent=1, ensure_ascii=False)+'\n'
    (root/'benchmarks/results/mutants.json').write_text(text)


if __name__=='__main__':
    main()
