"""Check what signauth does in an environment that holds nothing but the wheel: it verifies, quickly and without torch.

Run by the Python of that environment."""
import subprocess, sys, tempfile, time
from importlib.metadata import version
from pathlib import Path

heavy = {'torch', 'fastai', 'tensorflow', 'matplotlib', 'sklearn'}
tell_heavy = f"""
import sys
from signauth.cli import main
rc = main(sys.argv[1:])
print("HEAVY", *({heavy} & set(sys.modules)))
sys.exit(rc)
"""
signauth = Path(sys.executable).with_name('signauth')


def check(name, good, why=''):
    print(f'ok      {name}' if good else f'FAILED  {name}: {why}', flush=True)


def draw(folder):
    "Draw two signatures of one writer"
    import numpy as np
    from PIL import Image
    from signauth.synth import Writer
    for name in ('questioned', 'reference'):
        Image.fromarray(Writer(1).sign(np.random.default_rng(len(name)))).save(f'{folder}/{name}.png')


def step(folder, name, command, good):
    "Check one command: `good` is true of what came of it"
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder)
    check(f'base install {name}', good(done), done.stdout+done.stderr)


def without_heavy(folder, pair):
    "Commands that import nothing heavy"
    python = [sys.executable, '-c', tell_heavy]
    step(folder, 'imports nothing heavy', [*python, *pair], lambda r: r.stdout.endswith('HEAVY\n'))

    def unknown(r):
        words = ' unknown ' in r.stdout and 'signauth verify' in r.stdout
        return r.returncode==0 and words and r.stdout.endswith('HEAVY\n')

    name = 'has a classifier that does not know this person, and imports nothing heavy'
    step(folder, name, [*python, 'predict', f'{folder}/questioned.png', '--scan'], unknown)


def lacks(extra):
    "Does a command fail with one line that names the extra?"
    return lambda r: r.returncode and r.stderr.count('\n')==1 and extra in r.stderr


def main(folder):
    draw(folder)
    pair = ['verify', f'{folder}/questioned.png', '--reference', f'{folder}/reference.png']
    check('base install has fastcore 2', version('fastcore').startswith('2.'), version('fastcore'))
    start = time.time()
    done = subprocess.run([signauth, *pair], capture_output=True, text=True, cwd=folder)
    good = done.returncode==0 and 'score' in done.stdout
    check(f'base install verifies two images ({time.time()-start:.1f} s)', good, done.stdout+done.stderr)
    without_heavy(folder, pair)

    def explained(r):
        return r.returncode==0 and Path(folder, 'where.png').is_file()

    step(folder, 'explains a comparison', [signauth, *pair, '--explain', f'{folder}/where.png'], explained)
    synth = [signauth, 'synth', f'{folder}/s', '--writers', '3']
    step(folder, 'draws a synthetic corpus', synth, lambda r: r.returncode==0 and '3 writers' in r.stdout)

    def shown(r):
        return r.returncode==0 and 'signauth[train]' in r.stdout and Path(folder, 'demo/demo.png').is_file()

    step(folder, 'shows the first half of the demo', [signauth, 'demo', f'{folder}/demo'], shown)
    step(folder, 'says what the service lacks', [signauth, 'serve', '--demo'], lacks('signauth[api]'))

    def panels(r):
        return r.returncode and 'MissingExtra' in r.stderr and 'signauth[notebook]' in r.stderr

    step(folder, 'says what the panels lack', [sys.executable, '-c', 'import signauth.widgets'], panels)
    step(folder, 'says what training lacks', [signauth, 'train', folder], lacks('signauth[train]'))
    step(folder, 'says what the audit lacks', [signauth, 'audit', f'{folder}/s'], lacks('signauth[audit]'))


if __name__=='__main__':
    with tempfile.TemporaryDirectory() as tmp:
        main(tmp)
