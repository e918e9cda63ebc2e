"""A night's cheques from files: rows a second, memory, and what a million rows or a hundred million would take.

    python benchmarks/bulk.py --data DATA

A night of CEDAR's writers: of a hundred questioned signatures 98 are genuine and two are skilled forgeries, in random
order. `one` and `four` compare with one and with four references of each of 55 writers, which are embedded once and
held; `fresh` has four references of its own in each row, so that five signatures are embedded; `database` has the
writers in SQLite. Each runs in a process of its own, a short table and a long one, so that the memory of both can be
compared. Then the same night by Ray on this machine. Before that, `embedding` is how many signatures a second one core,
or the GPU, embeds in batches of 1, 4, 16 and 64. Three minutes on two cores; writes benchmarks/results/bulk.json.

Rates are rows a second from start to end: workers started, models loaded, files read, answers written. Memory is that
of all processes, what they share counted once. `ratio` is the rate of Ray over that of processes. `million` is in
hours, from the long table. `cluster` is for 100 million comparisons with four references that are held: core-hours by
the measured rate of a core, and their price at 0.04 dollars for the hour of a virtual core, an assumption."""
import argparse, csv, json, os, re, subprocess, sys, tempfile, time
from pathlib import Path
import numpy as np
from signauth.corpus import Corpus
from signauth.ink import isolate_ink
from signauth.synth import Writer
from signauth.verify import Verifier

short, long, price = 200, 2000, .04


def night(rows, n, refs, fresh, seed=0):
    "Rows of a table: questioned signature and references"
    rng, res = np.random.default_rng(seed), []
    writers = sorted({o.who for o in rows})
    own, forged = ({w: [o for o in rows if o.who==w and (o.kind=='genuine')==kind] for w in writers}
                   for kind in (True, False))
    for i in range(n):
        w = rng.choice(list(own))
        some = rng.permutation(len(own[w])-1)+1 if fresh else np.arange(1, len(own[w]))
        held, rest = some[:refs], some[refs:]
        asked = forged[w] if i%100<2 else [own[w][k] for k in rest]
        res.append((str(asked[rng.integers(len(asked))].path), ';'.join(str(own[w][k].path) for k in held)))
    return res


def write(path, rows, header=('questioned', 'references')):
    with open(path, 'w', newline='') as f:
        csv.writer(f).writerows([header, *rows])
    return path


worker = """
import json, sys
from signauth.bulk import bulk
table, out, enrolled, engine = sys.argv[1:5]
print(json.dumps(bulk(table, out, enrolled or None, engine=engine)))
"""


def memory(session):
    "Megabytes of all processes of a session; what they share counts once"
    res = 0
    for o in Path('/proc').glob('[0-9]*'):
        try:
            if int((o/'stat').read_text().rpartition(')')[2].split()[3])==session:
                res += int(re.search(r'^Pss: *([0-9]+)', (o/'smaps_rollup').read_text(), re.M)[1])/1024
        except (OSError, TypeError):
            pass  # it has ended
    return res


def run(folder, rows, enrolled='', engine='processes', header=('questioned', 'references')):
    "Rows a second and memory of a night, in a session of its own"
    table = write(folder/'night.csv', rows, header)
    out = folder/'answers.parquet'
    out.unlink(missing_ok=True)
    args = [sys.executable, '-c', worker, str(table), str(out), enrolled, engine]
    most, process = 0, subprocess.Popen(args, stdout=subprocess.PIPE, text=True, start_new_session=True)
    while process.poll() is None:
        most = max(most, memory(process.pid))
        time.sleep(.3)
    found = json.loads(process.stdout.read().splitlines()[-1])
    res = dict(rows=len(rows), seconds=found['seconds'], rate=len(rows)/found['seconds'], memory=most,
               decisions=found['decisions'])
    print(enrolled and 'database', engine, res, flush=True)
    return res


def into_database(folder, rows):
    "The writers in SQLite with four references each, and a table that names them"
    people = {r: f'writer-{i}' for i, r in enumerate(dict.fromkeys(refs for _, refs in rows))}
    write(folder/'people.csv', [(name, refs) for refs, name in people.items()], ('writer', 'references'))
    db, start = f'sqlite:///{folder}/bank.db', time.perf_counter()
    command = ['-m', 'signauth.cli', '--quiet', 'enrol', str(folder/'people.csv'), '--db', db]
    subprocess.run([sys.executable, *command])  # three references of CEDAR are refused: cut off
    return db, 4*len(people)/(time.perf_counter()-start), [(asked, people[refs]) for asked, refs in rows]


def embedding(n=64):
    "Signatures embedded a second by batch, best of three, on the device that onnxruntime takes here"
    v, inks = Verifier.load(threads=1), [isolate_ink(Writer(o).sign(0)) for o in range(n)]
    res = dict(device=v.run.provider, rate={})
    for v.batch in (1, 4, 16, 64):
        v.embed_inks(inks[:v.batch])
        times = []
        for _ in range(3):
            start = time.perf_counter()
            v.embed_inks(inks)
            times.append(time.perf_counter()-start)
        res['rate'][v.batch] = n/min(times)
    print('embedding', res, flush=True)
    return res


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--data', type=Path, required=True, help='folder of the corpora')
    p.add_argument('--json', type=Path, default=Path(__file__).parent/'results/bulk.json')
    a = p.parse_args()
    rows, res = Corpus.read(a.data/'cedar'), dict(embedding=embedding())
    with tempfile.TemporaryDirectory() as tmp:
        tmp = Path(tmp)
        for name, refs, fresh in (('one', 1, False), ('four', 4, False), ('fresh', 4, True)):
            n = long//4 if fresh else long
            res[name] = {k: run(tmp, night(rows, o, refs, fresh)) for k, o in (('short', short), ('long', n))}
        four = night(rows, long, 4, False)
        db, enrolled, named = into_database(tmp, four)
        res['database'] = dict(long=run(tmp, named, db, header=('questioned', 'writer')), enrolled=enrolled)
        res['ray'] = dict(long=run(tmp, four, engine='ray'))
    rate = res['four']['long']['rate']
    res['ratio'] = res['ray']['long']['rate']/rate
    cores = os.cpu_count()
    res['million'] = 1e6/rate/3600
    res['cluster'] = dict(comparisons=1e8, core_hours=1e8/(rate/cores)/3600, dollars=price*1e8/(rate/cores)/3600)
    res['cores'] = cores
    a.json.write_text(json.dumps(res, indent=1)+'\n')


if __name__ == '__main__':
    main()
