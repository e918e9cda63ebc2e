"""Paste the commands of README and tutorials, follow the way from a folder of real signatures to an export, and try
bad input.

    python .ci/road.py

One line, `ok` or `FAILED`, for each check. Works in a folder of its own."""

import csv, hashlib, json, os, re, shutil, signal, struct, subprocess, tempfile, time, urllib.request, zlib
from contextlib import contextmanager
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from signauth.core import weights_dir
from signauth.synth import write_corpus

repository = Path(__file__).resolve().parent.parent


def check(name, good, why=''):
    print(f'ok      {name}' if good else f'FAILED  {name}: {why}', flush=True)


def signauth(args):
    "Run the command; return its exit code, its output, and the lines of stderr that are no progress bars"
    r = subprocess.run(['signauth', *args.split()], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    last = [o.split('\r')[-1] for o in r.stderr.split('\n')]
    return r.returncode, r.stdout, [o for o in last if o.strip() and not re.search(r'\d+%\||/s\]', o)]


def step(name, args, good, code=0):
    "Check one command: its exit code, and that `good` is true of its output"
    start = time.time()
    rc, out, err = signauth(args)
    try:
        said = f'{rc}\n{out}\n' + '\n'.join(err)
        check(f'road: {name} ({time.time() - start:.0f} s)', rc == code and good(out), said)
    except OSError as e:
        check(f'road: {name}', False, e)


def found(name):
    "The checks that an audit reports as failed"
    return {o['name'] for o in json.loads(Path(name).read_text())['checks'] if o['passed'] is False}


def history(model):
    return json.loads(Path(model, 'metrics.json').read_text())['history']


def metrics():
    return json.loads(Path('M/metrics.json').read_text())


def rows(name):
    "The rows of a table that a command wrote"
    with open(name) as f:
        return list(csv.DictReader(f))


def predictions(name):
    return [o['prediction'] for o in rows(name)]


def mostly_right(table):
    "Are all 162 training images there, and nine of ten predicted right?"
    right = sum(o['image'].startswith(o['prediction'] + '/') for o in rows(table))
    return len(rows(table)) == 162 and right >= 0.9 * len(rows(table))


def shell_commands(text):
    "The commands in the shell blocks of a page, in order; those that set up a clone, or need the network, are left out"
    blocks = re.findall(r'^```(?:sh|bash)\n(.*?)^```', text, re.M | re.S)
    elsewhere = re.compile(r'git clone|DATA|benchmarks/|\.ci/|signauth data list')
    lines = [o for b in blocks if not elsewhere.search(b) for o in re.sub(r'\\\n *', '', b).splitlines()]
    return [o.split(' && ')[-1] for o in lines if re.search(r'signauth [a-z]|curl |^printf ', o)]


def page_texts():
    "README and tutorials, as Markdown, by name"
    texts = {'README': (repository / 'README.md').read_text()}
    for path in sorted((repository / 'nbs/tutorials').glob('*.ipynb')):
        cells = json.loads(path.read_text())['cells']
        texts[path.stem] = '\n'.join(''.join(o['source']) for o in cells if o['cell_type'] == 'markdown')
    return texts


def paste(name, command, folder):
    "Run one command in bash, as somebody would who pastes it"
    r = subprocess.run(['bash', '-c', command], cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    said = f'{r.returncode}\n{r.stdout[-2000:]}\n{r.stderr[-2000:]}'
    check(f'pasted from {name}: {command}', r.returncode == 0 and 'Traceback' not in r.stderr, said)


@contextmanager
def served():
    "The address of a service with people to try it on"
    command = ['signauth', 'serve', '--demo', '--port', '0']
    p = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        url = re.search(r'http://\S+?(?=,|\s)', p.stdout.readline())[0]
        for _ in range(300):
            try:
                urllib.request.urlopen(url + '/readyz').close()
                break
            except OSError:
                time.sleep(0.1)
        yield url
    finally:
        p.terminate()
        p.wait()


def pasted(page):
    "Paste the commands of a page in order in an empty folder; those that speak to the service come last"
    name, text = page
    with tempfile.TemporaryDirectory() as folder:
        commands = [o for o in shell_commands(text) if not o.startswith('signauth serve')]
        asked = [o for o in commands if o.startswith('curl')]
        for command in commands:
            if command not in asked:
                paste(name, command, folder)
        if asked:
            with served() as url:
                for command in asked:
                    paste(name, command.replace('curl', 'curl -sSf').replace('http://localhost:8000', url), folder)
    return len(commands)


def all_pasted():
    "Paste the commands of every page that has some, two pages at a time"
    with ThreadPoolExecutor(2) as ex:
        n = dict(zip(page_texts(), ex.map(pasted, page_texts().items())))
    check(f'pages with commands: {n}', n['README'] >= 15 and sum(n.values()) >= n['README'] + 15, n)


def road(data):
    shutil.copytree(data, 'D', copy_function=shutil.copyfile)
    prepared(len(list(data.rglob('*.png'))))
    trained()
    predicted(data)
    exported()


def prepared(images):
    leaks = {'no image is in two parts', 'no writer is in two parts', 'no image is there twice'}

    def leaks_shown(out):
        return leaks <= found('a.json') and 'equal pixels' in Path('a.html').read_text()

    step('audit finds the leaks', 'audit D --json a.json --html a.html', leaks_shown, code=1)
    step('synth', 'synth S --writers 8 --genuine 4 --forged 3', lambda o: '8 writers' in o)
    step('split', 'data split S --out split.json', lambda o: 'test: 2 writers' in o)
    step('audit of a split', 'audit S --split split.json --json b.json', lambda o: not found('b.json'))

    def backed_up(out):
        return Path('D.zip').is_file() and f'{images} images' in out

    step('preprocess', 'preprocess D --scan --backup', backed_up)


def trained():
    def without_leaks(out):
        return metrics()['images']['leaked'] == 18 and metrics()['test']['images'] == 36

    step('train, without the 18 leaks', 'train D --out M --epochs 3', without_leaks)
    resumed = killed('train D --out M2 --epochs 3') + ' --resume'
    step('train again after kill -9', resumed, lambda o: 'going on after epoch' in o)
    pairs = zip(history('M'), history('M2'), strict=True)
    same = all(abs(a[k] - b[k]) < 1e-3 for a, b in pairs for k in a)
    check('road: the resumed training ends like the other', same, f"{history('M')}\n{history('M2')}")


def predicted(data):
    step('predict', 'predict D/predict --model M --csv p.csv', lambda o: len(rows('p.csv')) == 10)
    shipped = f'predict {data}/train --scan --csv q.csv'
    step('predict with the shipped classifier', shipped, lambda o: mostly_right('q.csv'))


def exported():
    def all_alike(out):
        return len(list(Path('E').iterdir())) == 9 and out.count('largest difference') == 8

    step('export', 'export M --images D/test --to all --out E', all_alike)
    command = 'predict D/predict --model E/classifier-int8.tflite --csv t.csv'
    step('predict with an export', command, lambda o: predictions('t.csv') == predictions('p.csv'))

    def checked(out):
        return out.count(' ok ') == 3 and Path('V/verifier-parity.html').is_file()

    step('export and check', 'export verifier --to onnx,onnx-int8,tflite-int8 --out V --check S', checked)
    real = sorted(Path('D/train/real').iterdir())[:3]
    for model in ('', ' --model V/verifier-int8.tflite'):
        step('verify' + model, 'verify {} --reference {} {}'.format(*real) + model, lambda o: 'score' in o)


def killed(args):
    "Start a training, kill it as soon as there is a checkpoint, and return its arguments"
    p = subprocess.Popen(['signauth', *args.split()], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    ckpt = Path(args.split('--out ')[1].split()[0], 'checkpoint.pth')
    while not ckpt.is_file() and p.poll() is None:
        time.sleep(0.05)
    p.send_signal(signal.SIGKILL)
    p.wait()
    return args


def write_bad():
    "Write a good small corpus, and beside it everything that users hand in by mistake"
    write_corpus('good', writers=6, genuine=4, forged=4, progress=False)
    png = next(Path('good').rglob('*.png')).read_bytes()
    Path('ok.png').write_bytes(png)
    Path('cut.png').write_bytes(png[: len(png) // 2])
    Path('junk.onnx').write_bytes(b'junk')
    Path('junk.tflite').write_bytes(b'junk')
    Path('junk.safetensors').write_bytes(b'junk')
    Path('file').write_text('not a folder')
    Path('empty').mkdir()
    for name in ('one/train/real/a', 'one/train/fake/a', 'one/train/fake/b', 'part/train/x/whole'):
        put(name, png)
    put('part/train/x/cut', png[: len(png) // 2])
    put('huge/bomb', bomb(60_000, 60_000))
    shutil.copy(weights_dir / 'verifier.onnx', '.')


def put(name, data):
    path = Path(f'{name}.png')
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def chunk(kind, data):
    return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))


def bomb(w, h):
    "A few bytes that claim to be a picture of w x h pixels"
    head = chunk(b'IHDR', struct.pack('>IIBBBBB', w, h, 8, 0, 0, 0, 0))
    return b'\x89PNG\r\n\x1a\n' + head + chunk(b'IDAT', zlib.compress(b'')) + chunk(b'IEND', b'')


# What the one line of the answer has to name, and the command
bad = """
nowhere             preprocess nowhere
nowhere             train nowhere
nowhere             predict nowhere --model made
nowhere             audit nowhere
no images           audit empty
not a split         audit good --split file
file                audit good --json file/below/a.json
no layout           data show part/train/x
good is not empty   synth good
get it from         data fetch sigcomp2009
nowhere.png         verify nowhere.png --reference ok.png
empty               preprocess empty --process .
empty               train empty
empty               predict empty --model made
real has 1 image    train one --out new
cut.png             preprocess part --process train
cut.png             predict cut.png --model made
cut.png             verify cut.png --reference ok.png
megapixels          preprocess huge --process .
megapixels          predict huge/bomb.png --model made
megapixels          verify ok.png --reference huge/bomb.png
nowhere             predict ok.png --model nowhere
junk.onnx           predict ok.png --model junk.onnx
junk.onnx           verify ok.png --reference ok.png --model junk.onnx
junk.safetensors    export junk.safetensors
not a classifier    predict ok.png --model verifier.onnx
file                train good --out file/below
file                predict ok.png --model made --csv file/below/p.csv
file                export made --to onnx --out file/below
file                preprocess good --process train --out file/below
good.zip exists     preprocess good --process train --backup
made holds          train good --out made
--colour            train good --colour
many                train good --epochs many
not 3               train good --classes 3 --out new
abacus              export made --to abacus --out new
made holds          export made --to onnx --out made
by-sea              export made --to tflite --via by-sea --out new
litert              export made --to tflite --via litert --out new
half                export made --to onnx --graph half --out new
only a calibrated   export made --to onnx --graph pair --out new
not a model         verify ok.png --reference ok.png --model junk.tflite
fly                 fly
"""


def digest():
    "Every folder and file here, with its fingerprint; whole.png is what the first training draws"
    every = sorted(Path().rglob('*'))
    files = {str(o): hashlib.sha256(o.read_bytes()).hexdigest() for o in every if o.is_file() and o.name != 'whole.png'}
    return files | {str(o): 'folder' for o in every if o.is_dir()}


def bad_input():
    write_bad()
    rc, out, err = signauth('train good --out made --epochs 1')
    check('a small training', rc == 0, '\n'.join(err))
    Path('good.zip').write_text('an older backup')
    before = digest()
    words, commands = zip(*(re.split(r'  +', o) for o in bad.split('\n') if o))
    with ThreadPoolExecutor(2) as ex:
        answers = ex.map(signauth, commands)
    for word, args, (rc, out, err) in zip(words, commands, answers):
        good = rc and len(err) == 1 and word in err[0] and 'Traceback' not in out
        check(f'bad input: {args}', good, f'exit code {rc}\n' + '\n'.join(err))
    after = digest()
    changed = set(after.items()) ^ set(before.items())
    check('bad input: nothing is lost, nothing is left behind', after == before, changed)


def main():
    data = Path(os.environ.get('SIGNAUTH_DATA', '../shared/data')).resolve() / 'seed_layout' / 'data'
    all_pasted()
    with tempfile.TemporaryDirectory() as tmp:
        os.chdir(tmp)
        if data.is_dir():
            road(data)
        else:
            print(f'skipped road: {data} is absent', flush=True)
        bad_input()
        os.chdir('/')


if __name__ == '__main__':
    main()
