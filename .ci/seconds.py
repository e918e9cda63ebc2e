"""Where the time of .ci/run went: seconds by step and by notebook into a file, the ten longest, and what takes longer than it did: half as long again, and 20 s.

    python .ci/seconds.py STEPS LOG FILE

STEPS has a line for each step, name and seconds; notebooks stand in LOG; FILE holds what an earlier run took, and gets what this one did."""
import json, os, platform, re, sys
from pathlib import Path

steps, log, file = map(Path, sys.argv[1:])
now = dict(steps={}, notebooks={})
for line in steps.read_text().splitlines():
    name, took = line.split('\t')
    now['steps'][name] = now['steps'].get(name, 0)+int(took)
for name, took in re.findall(r'^(?:ok|FAILED) +(\w+\.ipynb) \((\d+) s\)', log.read_text(), re.M):
    now['notebooks'].setdefault(name, int(took))  # of the README's command, which comes first
then = json.loads(file.read_text()) if file.is_file() else dict(steps={}, notebooks={})
every = {**now['steps'], **now['notebooks']}
print('the ten longest:', ', '.join(f'{k} {v} s' for k, v in sorted(every.items(), key=lambda o: -o[1])[:10]))
for name, took in every.items():
    before = then['steps'].get(name, then['notebooks'].get(name))
    if before and took>1.5*before and took>before+20:
        print(f'slower  {name}: {took} s, and {before} s when {file.name} was written')
file.write_text(json.dumps(dict(machine=f'{os.cpu_count()} cores, {platform.machine()}', **now), indent=1)+'\n')
