"""Tell where the time of .ci/run went, and what takes longer than in an earlier run.

    python .ci/seconds.py STEPS LOG FILE

STEPS has a line for each step, name and seconds; LOG has the lines of the notebooks. FILE holds the seconds of an
earlier run by step and by notebook, and gets those of this run. Longer means by half, and by 20 s."""
import json, os, platform, re, sys
from pathlib import Path


def read_run(steps, log):
    "Seconds of this run by step and by notebook"
    now = dict(steps={}, notebooks={})
    for line in steps.read_text().splitlines():
        name, took = line.split('\t')
        now['steps'][name] = now['steps'].get(name, 0)+int(took)
    for name, took in re.findall(r'^(?:ok|FAILED) +(\w+\.ipynb) \((\d+) s\)', log.read_text(), re.M):
        now['notebooks'].setdefault(name, int(took))  # the tests of the README come first
    return now


def main(steps, log, file):
    now = read_run(steps, log)
    then = json.loads(file.read_text()) if file.is_file() else dict(steps={}, notebooks={})
    every = {**now['steps'], **now['notebooks']}
    longest = sorted(every.items(), key=lambda o: -o[1])[:10]
    print('the ten longest:', ', '.join(f'{name} {took} s' for name, took in longest))
    for name, took in every.items():
        before = then['steps'].get(name, then['notebooks'].get(name))
        if before and took>1.5*before and took>before+20:
            print(f'slower  {name}: {took} s, and {before} s when {file.name} was written')
    machine = f'{os.cpu_count()} cores, {platform.machine()}'
    file.write_text(json.dumps(dict(machine=machine, **now), indent=1)+'\n')


if __name__=='__main__':
    main(*map(Path, sys.argv[1:]))
