"Run by the Python of an environment that holds nothing but the wheel: signauth verifies there, quickly and without torch."
import subprocess,sys,tempfile,time
from importlib.metadata import version
from pathlib import Path

def check(name, good, why=''):
    print(f'ok      {name}' if good else f'FAILED  {name}: {why}', flush=True)

heavy = {'torch','fastai','tensorflow','matplotlib','sklearn'}
code = f'import sys; from signauth.cli import main; rc = main(sys.argv[1:]); print("HEAVY", *({heavy} & set(sys.modules))); sys.exit(rc)'
signauth = Path(sys.executable).with_name('signauth')

with tempfile.TemporaryDirectory() as tmp:
    import numpy as np
    from PIL import Image
    from signauth.synth import Writer
    for name in ('questioned','reference'):
        Image.fromarray(Writer(1).sign(np.random.default_rng(len(name)))).save(f'{tmp}/{name}.png')
    pair = ['verify', f'{tmp}/questioned.png', '--reference', f'{tmp}/reference.png']
    check('base install has fastcore 2', version('fastcore').startswith('2.'), version('fastcore'))
    start = time.time()
    r = subprocess.run([signauth, *pair], capture_output=True, text=True, cwd=tmp)
    check(f'base install verifies two images ({time.time()-start:.1f} s)', r.returncode==0 and 'score' in r.stdout, r.stdout+r.stderr)
    r = subprocess.run([sys.executable, '-c', code, *pair], capture_output=True, text=True, cwd=tmp)
    check('base install imports nothing heavy', r.stdout.endswith('HEAVY\n'), r.stdout+r.stderr)
    r = subprocess.run([sys.executable, '-c', code, 'predict', f'{tmp}/questioned.png', '--scan'], capture_output=True, text=True, cwd=tmp)
    check('base install has a classifier that does not know this person, and imports nothing heavy', r.returncode==0 and ' unknown ' in r.stdout and 'signauth verify' in r.stdout and r.stdout.endswith('HEAVY\n'), r.stdout+r.stderr)
    r = subprocess.run([signauth, *pair, '--explain', f'{tmp}/where.png'], capture_output=True, text=True, cwd=tmp)
    check('base install explains a comparison', r.returncode==0 and Path(tmp, 'where.png').is_file(), r.stdout+r.stderr)
    r = subprocess.run([signauth, 'synth', tmp+'/s', '--writers', '3'], capture_output=True, text=True, cwd=tmp)
    check('base install draws a synthetic corpus', r.returncode==0 and '3 writers' in r.stdout, r.stdout+r.stderr)
    r = subprocess.run([signauth, 'serve', '--demo'], capture_output=True, text=True, cwd=tmp)
    check('base install says what the service lacks', r.returncode and r.stderr.count('\n')==1 and 'signauth[api]' in r.stderr, r.stdout+r.stderr)
    r = subprocess.run([sys.executable, '-c', 'import signauth.widgets'], capture_output=True, text=True, cwd=tmp)
    check('base install says what the panels lack', r.returncode and 'MissingExtra' in r.stderr and 'signauth[notebook]' in r.stderr, r.stdout+r.stderr)
    r = subprocess.run([signauth, 'train', tmp], capture_output=True, text=True, cwd=tmp)
    check('base install says what training lacks', r.returncode and r.stderr.count('\n')==1 and 'signauth[train]' in r.stderr, r.stdout+r.stderr)
    r = subprocess.run([signauth, 'audit', tmp+'/s'], capture_output=True, text=True, cwd=tmp)
    check('base install says what the audit lacks', r.returncode and r.stderr.count('\n')==1 and 'signauth[audit]' in r.stderr, r.stdout+r.stderr)
