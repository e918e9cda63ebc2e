"""Attack the service as its users run it: started with `signauth serve`, asked over sockets, overloaded, killed.

    python .ci/service.py [--postgres postgresql+psycopg://…] [--schemathesis PATH] [--only WORD] [--but WORD]

One line, `ok`, `skipped` or `FAILED`, for each check. With a database of PostgreSQL, the checks of the store run on it,
too. Schemathesis lives in an environment of its own; its check is skipped where it is not given."""

import argparse, http.client, http.server, io, json, os, random, re, shutil, signal, socket, sqlite3, ssl, statistics
import subprocess, sys, tempfile, threading, time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
import psutil
from PIL import Image, ImageOps

sys.path.insert(0, str(Path(__file__).parent))
import hostile
from hostile import multipart

bin = Path(sys.executable).parent
as_form = {'Content-Type': 'multipart/form-data; boundary=boundary'}


def png(writer=1, i=0, size=None):
    im = Image.fromarray(hostile.Writer(writer).sign(i))
    im.thumbnail(size or (640, 640))
    return hostile.saved(im, 'PNG')


def files(name, *data):
    return [(name, f'{i}.png', 'image/png', o) for i, o in enumerate(data)]


def free_port():
    s = socket.create_server(('127.0.0.1', 0))
    p = s.getsockname()[1]
    s.close()
    return p


def signauth(*args, cwd=None, **env):
    env = {**os.environ, **env}
    return subprocess.run([bin / 'signauth', *args], capture_output=True, text=True, cwd=cwd, env=env, timeout=60)


def expect(good, why=''):
    if not good:
        raise AssertionError(why)


class Answer:
    def __init__(self, status, head, body):
        self.status, self.head, self.body = status, head, body

    @property
    def json(self):
        return json.loads(self.body)

    def __str__(self):
        return f'{self.status} {self.body[:300]!r}'


def exchange(c, method, path, body, head):
    "Answer to one request on a connection, which is closed then"
    try:
        c.request(method, path, body, {'Connection': 'close', **head})
        r = c.getresponse()
        return Answer(r.status, r.headers, r.read())
    finally:
        c.close()


def heed():
    "Take Ctrl-C as a terminal would have it: what runs in the background of a shell ignores it"
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Service:
    "`signauth serve` in a folder of its own; its output goes to `log`"

    def __init__(self, *args, cmd=('serve',), folder=None, wait=True, **env):
        self.folder = Path(folder or tempfile.mkdtemp(dir=tmp))
        self.port = free_port()
        self.log = self.folder / 'log'
        cmd = [bin / 'signauth', *cmd] if cmd[0] == 'serve' else list(cmd)
        self.env = {**os.environ, **database, 'SIGNAUTH_RATE': '1000000/minute', 'SIGNAUTH_KEYLESS': '1', **env}
        self.env.setdefault('SIGNAUTH_ATTEMPTS', '1000000/hour')
        start = time.perf_counter()
        cmd += ['--port', str(self.port), *args]
        log = self.log.open('ab')
        streams = dict(stdout=log, stderr=subprocess.STDOUT, preexec_fn=heed)
        self.p = subprocess.Popen(cmd, cwd=self.folder, env=self.env, start_new_session=True, **streams)
        while wait and not self.ready():
            if self.p.poll() is not None or time.perf_counter() - start > 30:
                self.kill()
                raise AssertionError(f'it does not start: {self.log.read_text()[-500:]}')
            time.sleep(0.01)
        self.took = time.perf_counter() - start

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()

    def ready(self):
        try:
            return self.call('GET', '/readyz', timeout=2).status == 200
        except OSError:
            return False

    def call(self, method, path, body=None, head={}, timeout=60):
        return exchange(http.client.HTTPConnection('127.0.0.1', self.port, timeout=timeout), method, path, body, head)

    def post(self, path, data=(), fields=(), head={}, **kw):
        return self.call('POST', path, multipart(fields, data, **kw), {**as_form, **head})

    def enrol(self, writer='ann', n=3, seed=1, **kw):
        return self.post(f'/writers/{writer}/references', files('references', *(png(seed, i) for i in range(n))), **kw)

    def verify(self, writer='ann', i=9, seed=1, **kw):
        return self.post('/verify', files('questioned', png(seed, i)), [('writer', writer)], **kw)

    def rss(self, what='rss'):
        "Megabytes; with what='pss', memory that processes share counts once"
        p = psutil.Process(self.p.pid)
        each = [o.memory_full_info() if what == 'pss' else o.memory_info() for o in [p, *p.children(recursive=True)]]
        return sum(getattr(o, what) for o in each) / 1e6

    def key(self, name, *args):
        r = signauth('keys', 'add', name, *args, cwd=self.folder, **database)
        expect(r.returncode == 0 and r.stdout.startswith('sa_'), r.stdout + r.stderr)
        return {'Authorization': f'Bearer {r.stdout.split()[0]}'}

    def stop(self):
        self.p.send_signal(signal.SIGTERM)
        return self.p.wait(40)

    def kill(self):
        try:
            os.killpg(self.p.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.p.wait()


def problem(r, what=''):
    "Check that a refusal is a problem with all that belongs to it; returns its JSON"
    expect(r.head.get('content-type') == 'application/problem+json', f"{what}: {r} is {r.head.get('content-type')}")
    j = r.json
    whole = j['status'] == r.status and j['code'] and j['title'] and j['detail']
    expect(j['request'] == r.head['x-request-id'], f'{what}: {r} names another request')
    expect(whole and '\n' not in j['detail'] and 'Traceback' not in str(j), f'{what}: {r}')
    return j


def raw(port, parts, timeout=40):
    """Send `parts` as they are, and wait where one is a number of seconds; returns the answer.

    Its status is 0 where the connection was closed without an answer, and -1 where nothing came."""
    s = socket.create_connection(('127.0.0.1', port), timeout)
    try:
        for o in parts:
            try:
                if isinstance(o, (int, float)):
                    time.sleep(o)
                else:
                    s.sendall(o)
            except OSError:
                break  # it has heard enough; it may have said why
        try:
            r = http.client.HTTPResponse(s)
            r.begin()
            return Answer(r.status, r.headers, r.read())
        except (http.client.HTTPException, ConnectionError):
            return Answer(0, {}, b'')
        except TimeoutError:
            return Answer(-1, {}, b'')
    finally:
        s.close()


# --- starting ---


def starts():
    "starts in less than 2.5 times the import of its libraries (medians of 3, side by side)"
    took, imports = [], []
    for _ in range(3):
        began = time.perf_counter()
        subprocess.run([sys.executable, '-c', 'import fastapi, uvicorn, sqlalchemy, onnxruntime, cv2'], check=True)
        imports.append(time.perf_counter()-began)
        with Service() as s:
            took.append(s.took)
    whole, part = map(statistics.median, (took, imports))
    expect(whole < 2.5*part, f'{whole:.2f} s, its libraries {part:.2f} s')
    return f'{whole:.2f} s, its libraries {part:.2f} s'


def by_uvicorn():
    "uvicorn signauth.api:app"
    with Service(cmd=(sys.executable, '-m', 'uvicorn', 'signauth.api:app')) as s:
        expect(s.enrol().status == 201 and s.verify().status == 200, s.log.read_text()[-500:])


def demo():
    "--demo has writers, a page and examples, and leaves nothing behind"
    with Service('--demo') as s:
        q = s.call('GET', '/demo').json['questioned']
        page = s.call('GET', '/')
        served = page.status == 200 and b'<html' in page.body
        expect(len(q) > 3 and s.call('GET', '/version').json['demo'] and served, page)
        for o in re.findall(r'(?:href|src)="(/?page/[^"]+)"', page.body.decode()):
            expect(s.call('GET', '/' + o.lstrip('/')).status == 200, o)
        said = {s.verify(o).json['decision'] for o in ('ann', 'ben')}
        expect(said, said)
        expect(s.stop() == 0 and {o.name for o in s.folder.iterdir()} == {'log'}, list(s.folder.iterdir()))


classic_paths = {  # and whether the picture is scanned
    '/upload_image/': False,
    '/upload_image': False,
    '/upload_image/?scan=true': True,
    '/upload_image?scan=1': True,
}


def classic():
    "the classic call, with and without slash, with scan"
    with Service() as s:
        s.enrol()
        for path, scan in classic_paths.items():
            r = s.post(path, files('file', png(1, 9)))
            known = r.status == 200 and r.json['prediction'] in ('real', 'fake', 'unknown')
            expect(known and r.json['scan'] == scan, f'{path}: {r}')


def torchscript():
    "a TorchScript classifier of `signauth export` can be served"
    d = Path(tempfile.mkdtemp(dir=tmp))
    r = signauth('export', 'classifier', '--to', 'torchscript', '--out', d / 'out')
    expect(r.returncode == 0, r.stderr[-500:])
    with Service('--classifier', str(next((d / 'out').glob('*.pt')))) as s:
        r = s.post('/upload_image/', files('file', png()))
        classes = s.call('GET', '/version').json['classes']
        expect(r.status == 200 and r.json['prediction'] in [*classes, 'unknown'], r)


impossible = [  # options, and the word that the answer has to name
    (('--port', '99999'), '99999'),
    (('--workers', '0'), 'workers'),
    (('--rate', 'fast'), 'fast'),
    (('--model', 'nowhere'), 'nowhere'),
    (('--classifier', 'nowhere'), 'nowhere'),
    (('--keep', 'all'), 'all'),
    (('--db', 'nowhere://x'), 'nowhere'),
    (('--db', 'sqlite:////nowhere/x.db'), 'nowhere'),
    (('--db', 'postgresql+psycopg://nobody:secret@127.0.0.1:1/x?nonsense=1'), 'nonsense'),
    (('--db', 'postgresql+psycopg://nobody:secret@127.0.0.1:99999/x'), '99999'),
]


def says_no():
    "settings that cannot work are one line, and so is a port in use"
    with Service() as s:
        for args, word in [(('--port', str(s.port)), str(s.port)), *impossible]:
            r = signauth('serve', *args, cwd=s.folder)
            one_line = r.returncode not in (0, None) and len(r.stderr.strip().splitlines()) == 1
            told = word in r.stderr and 'secret' not in r.stderr
            expect(one_line and told, f'{args}: {r.returncode} {r.stderr[-400:]}')


def waiting(db):
    "A service that waits for this database: its process, once it has said so"
    s = Service('--db', db, wait=False, TMPDIR=tempfile.mkdtemp(dir=tmp))
    end = time.time() + 20
    while 'waiting for it' not in s.log.read_text() and s.p.poll() is None and time.time() < end:
        time.sleep(0.1)
    return s


def waits():
    "a database that does not answer is waited for, and one line says so, without the password; signals end it"
    for end in (signal.SIGTERM, signal.SIGINT):
        with waiting(f'postgresql+psycopg://nobody:secret@127.0.0.1:{free_port()}/x') as s:
            time.sleep(3)  # it tries again
            expect(s.p.poll() is None, s.log.read_text())
            s.p.send_signal(end)
            rc, said = s.p.wait(10), s.log.read_text()
            told = said.count('\n') == 1 and 'nobody:***@127.0.0.1' in said and 'secret' not in said
            expect(rc == 0 and told and not os.listdir(s.env['TMPDIR']), f'{rc}: {said}')


def forward(listening, to, running=None):
    "Pass every connection on to another address, both ways; while `running` is not set, nothing passes"

    def pump(a, b):
        try:
            while data := a.recv(2**16):
                if running:
                    running.wait()
                b.sendall(data)
        except OSError:
            pass
        for o in (a, b):
            o.close()

    while True:
        try:
            a, _ = listening.accept()
        except OSError:
            return  # it is closed
        b = socket.create_connection(to)
        for pair in ((a, b), (b, a)):
            threading.Thread(target=pump, args=pair, daemon=True).start()


def becomes_ready(s, seconds):
    "Is a service ready within so many seconds?"
    end = time.time() + seconds
    while not s.ready() and time.time() < end:
        time.sleep(0.1)
    return s.ready()


def late():
    "a database that comes up later than the service; whom it refuses, is told at once"
    from sqlalchemy import make_url

    u = make_url(database['SIGNAUTH_DB'])
    for wrong, word in ((u.set(username='nobody'), 'nobody'), (u.set(database='nothing'), 'nothing')):
        start = time.time()
        r = signauth('serve', '--db', wrong.render_as_string(False))
        one_line = r.returncode == 1 and len(r.stderr.strip().splitlines()) == 1 and word in r.stderr
        expect(one_line and time.time() - start < 15, r.stderr)
    port = free_port()
    with waiting(u.set(port=port, host='127.0.0.1').render_as_string(False)) as s:
        listening = socket.create_server(('127.0.0.1', port))
        threading.Thread(target=forward, args=(listening, (u.host, u.port)), daemon=True).start()
        expect(becomes_ready(s, 20) and s.enrol().status == 201 and s.stop() == 0, s.log.read_text()[-500:])
        listening.close()


@contextmanager
def between(running):
    "A service whose database can be suspended: nothing passes while `running` is not set"
    from sqlalchemy import make_url

    u = make_url(database['SIGNAUTH_DB'])
    listening = socket.create_server(('127.0.0.1', 0))
    threading.Thread(target=forward, args=(listening, (u.host, u.port), running), daemon=True).start()
    through = u.set(port=listening.getsockname()[1], host='127.0.0.1').render_as_string(False)
    try:
        with Service('--db', through, '--workers', '2') as s:
            yield s
    finally:
        running.set()
        listening.close()


def strained(s, n=12):
    "Ask for many things at once; the answers"
    with ThreadPoolExecutor(n) as ex:
        asks = [ex.submit(s.enrol if i % 4 == 3 else s.verify, 'w0', seed=1 + i) for i in range(n)]
        return [o.result() for o in asks]


def suspended():
    "a database that falls silent under load: 503 in time, and the service goes on with it"
    running = threading.Event()
    running.set()
    with between(running) as s:
        before = [f'w{i}' for i in range(3) if s.enrol(f'w{i}').status == 201]
        running.clear()
        start = time.time()
        answers = strained(s)
        took = time.time() - start
        told = {o.status for o in answers}
        expect(told == {503} and took < 40, f'{told} after {took:.0f} s')
        for o in answers:
            problem(o)
        alive = s.call('GET', '/healthz').status, s.call('GET', '/readyz').status
        expect(alive == (200, 503), f'{alive}')
        running.set()
        becomes_ready(s, 30)
        back = s.verify('w0', seed=1).status, s.enrol('later').status
        expect(back == (200, 201), f'{back} {s.log.read_text()[-500:]}')
        found, log = all_writers(s), decisions(s)
        enrolled = {o['writer'] for o in log if o['action'] == 'enrol'}
        expect(set(before) <= set(found) <= enrolled, f'{before} {found} {enrolled}')
        expect('whole up to' in command(s, 'log', 'verify'), 'the log')
        return f'503 after {took:.0f} s'


def libpq_url():
    "The URL of the database as PostgreSQL's own programs take it"
    return database['SIGNAUTH_DB'].replace('postgresql+psycopg', 'postgresql')


def allow_writing(on):
    "Make the database of --postgres one that may be written, or may not, also for those who are connected"
    import psycopg

    with psycopg.connect(libpq_url(), autocommit=True, options='-c default_transaction_read_only=off') as c:
        c.execute(f'alter database signauth_ci set default_transaction_read_only={"off" if on else "on"}')
        c.execute('select pg_terminate_backend(pid) from pg_stat_activity where datname=%s and pid<>pg_backend_pid()',
                  ['signauth_ci'])


def read_only():
    "a database that may not be written any more: 503, nothing without its entry, and it goes on"
    with Service('--workers', '2') as s:
        expect(s.enrol('w0').status == 201, 'no writer')
        allow_writing(False)
        try:
            told = {o.status for o in strained(s)}
            ready = s.call('GET', '/readyz').status
        finally:
            allow_writing(True)
        expect(told == {503} and ready == 503, f'{told}, ready {ready}')
        expect(s.verify('w0').status == 200 and s.enrol('later').status == 201, s.log.read_text()[-500:])
        expect(set(all_writers(s)) == {'w0', 'later'}, f'{all_writers(s)}')
        expect('whole up to' in command(s, 'log', 'verify'), 'the log')


def json_lines():
    "SIGNAUTH_LOG=json: each line is an object, those of uvicorn, too; none names a writer or a secret"
    for workers in '12':
        with Service('--workers', workers, SIGNAUTH_LOG='json') as s:
            key = s.key('desk', '--scopes', 'verify,enrol')
            time.sleep(1.2)
            asked = [s.enrol('zoe', head=key | {'X-Request-ID': 'a-1'}), s.verify('zoe', head=key), s.verify('zoe')]
            expect([o.status for o in asked] == [201, 200, 401], [str(o) for o in asked])
            raw(s.port, [b'junk\r\n\r\n'])
            expect(s.stop() == 0, 'stop')
            text = s.log.read_text()
            said = [json.loads(o) for o in text.splitlines()]
            expect(all({'time', 'level', 'message'} <= set(o) for o in said), text)
            of = {o['request']: o for o in said if 'status' in o}
            one = of['a-1']
            same = one['operation'] == 'POST /writers/{writer}/references' and one['status'] == 201
            expect(same and one['key'] == 'desk' and one['ms'] > 0, one)
            expect(all(o.head['x-request-id'] in of for o in asked), of)
            secret = key['Authorization'].split()[1]
            expect(not [o for o in ('zoe', secret, 'base64', 'PNG') if o in text], text[-2000:])
            words = ' '.join(o['message'] for o in said)
            expect('signauth at http' in words and 'Invalid HTTP request' in words and 'malformed' in words, words)
        fresh(s)
    with Service(SIGNAUTH_LOG='json') as s:
        r = signauth('serve', '--port', str(s.port), SIGNAUTH_LOG='xml')
        expect(r.returncode == 1 and 'SIGNAUTH_LOG is xml' in r.stderr, r.stderr)


def paged():
    "signatures on pages: found, asked for, named"
    ann, ben = (hostile.Writer(o).draw_ink(7, 300) for o in (2, 3))
    pages = [Image.fromarray(hostile.letter(*o)) for o in ((), (ann, ben))]
    document = files('image', hostile.saved(pages[0], 'TIFF', save_all=True, append_images=pages[1:]))
    with Service() as s:
        expect(s.enrol('ann', 4, 2).status == 201, 'enrol')
        r = s.post('/find', document, [('cut_outs', 'true')])
        found = [(o['page'], o['which'], o['cut_out'][:14]) for o in r.json['signatures']]
        expect(found == [(2, 1, 'data:image/png'), (2, 2, 'data:image/png')] and r.json['pages'] == 2, r)
        hers = min(r.json['signatures'], key=lambda o: o['box'])
        questioned = [('questioned', *document[0][1:])]
        fields = [('writer', 'ann')]
        for field, code in (('page', 'several-pages'), ('which', 'several-signatures')):
            expect(problem(s.post('/verify', questioned, fields))['code'] == code, f'not {code}')
            fields.append((field, str(hers[field])))
        r = s.post('/verify', questioned, fields)
        expect(r.status == 200 and r.json['decision'] == 'genuine' and r.json['found'] == hers['box'], r)


# --- safety ---


def asked(i, name, kind, data):
    "Path, files and fields of one of six requests with a hostile file"
    fields = 'image', 'questioned', 'references', 'file', 'references', 'image'
    paths = '/ink', '/verify', '/verify', '/upload_image/', f'/writers/h{i}/references', '/find'
    k = i % 6
    form = [(fields[k], name, kind, data), *(files('questioned', png()) if k == 2 else ())]
    return paths[k], form, {1: [('writer', 'ann')], 5: [('cut_outs', 'true')]}.get(k, ())


def answered(s, i, upload):
    "Seconds that the answer to a hostile file took, and what is wrong with it, '' for nothing"
    name, kind, data, file = upload
    path, form, fields = asked(i, file, kind, data)
    start, took = time.perf_counter(), 0
    try:
        r = s.post(path, form, fields)
        took = time.perf_counter() - start
        ok = r.status in (200, 201)
        if r.status >= 500 or name.startswith('good/') and not ok or ok and r.body in (b'', b'null'):
            raise AssertionError(str(r))
        if not ok:
            problem(r)
        expect(took < 5, f'{took:.1f} s')
    except (AssertionError, OSError, http.client.HTTPException) as e:
        return took, f'{name} to {path}: {e!r:.200}'
    return took, ''


unwanted = b'Traceback', b'\x89PNG', b'IHDR', b'JFIF', b'base64', b'etc/passwd', b'secret-place'


def written_down(s):
    "What is wrong with the log and the database"
    log = s.log.read_bytes()
    kept = b''.join(o.read_bytes() for o in s.folder.glob('signauth.db*'))
    yield from (f'the log holds {o}' for o in unwanted if o in log)
    if b'secret-place' in kept:
        yield 'EXIF is kept'
    if b'Traceback' in log:
        yield '…' + log[log.index(b'Traceback') :][:3000].decode(errors='replace')


def growing(mb):
    "Has the memory grown each time?"
    return min(b - a for a, b in zip(mb, mb[1:])) > 2


def corpus():
    "hostile files: no 5xx, good ones are answered, refusals are told, memory does not grow, the log holds no image"
    todo = list(hostile.uploads())
    faults, mb, slowest = [], [], 0
    expect(len(todo) > 1000, f'no more than {len(todo)} files')
    with Service(SIGNAUTH_KEEP='image') as s:
        s.enrol()
        while len(mb) < 3 or len(mb) < 6 and growing(mb):  # pictures at once leave more to the allocator, by chance
            for i, upload in enumerate(todo):
                took, wrong = answered(s, i, upload)
                slowest = max(slowest, took)
                faults += [wrong] * bool(wrong)
            mb.append(s.rss())
        if (r := s.enrol()).status != 201:
            faults.append(f'after it: {r}')
        faults += written_down(s)
    if growing(mb):
        faults.append(f'memory grows each time: {mb} MB')  # what large pictures leave to the allocator comes once
    expect(not faults, f'{len(faults)} faults\n' + '\n'.join(faults[:40] + faults[40:][-3:]))
    return f'{len(todo)} files, slowest {slowest:.1f} s, {mb[0]:.0f}, {mb[1]:.0f}, {mb[2]:.0f} MB'


def names():
    "names as they are, not escaped as browsers do"
    with Service() as s:
        expect(len(hostile.NAMES) > 10, 'no names')
        for name in hostile.NAMES:
            r = s.post('/ink', [('image', name, 'image/png', png())], escape=str)
            expect(r.status in (200, 400, 413, 415, 422), f'{name[:30]!r}: {r}')
        expect('Traceback' not in s.log.read_text() and not list(s.folder.glob('*.png')), 'traceback, or a file')


def wire():
    "hostile requests: each is refused or its connection closed, and refusals are told"
    with Service() as s:

        def one(o):
            name, parts, allow = o
            try:
                r = raw(s.port, parts)
                expect(r.status in allow, f'{r}, not {allow}')
                if r.status >= 400 and 'HEAD' not in name:
                    problem(r)
                expect(b'root:' not in r.body and b'def ' not in r.body, r)
            except (AssertionError, OSError) as e:
                return f'{name}: {e!r:.250}'

        todo = list(hostile.requests())
        expect(len(todo) > 150, f'no more than {len(todo)} requests')
        with ThreadPoolExecutor(8) as ex:
            faults = list(filter(None, ex.map(one, todo)))
        faults += ['the log holds a traceback'] * ('Traceback' in s.log.read_text())
        expect(s.call('GET', '/readyz').status == 200, 'dead')
        expect(not faults, f'{len(faults)} faults\n' + '\n'.join(faults))
        return f'{len(todo)} requests'


def drip(port, end, cut, head, tail):
    "Send little by little until the connection is closed or an answer comes; appends the seconds to `cut`"
    with socket.create_connection(('127.0.0.1', port)) as c:
        c.settimeout(1)
        start = time.time()
        while time.time() < end:
            try:
                c.sendall(head + tail)
                head = b''
                c.recv(4096)
                break  # an answer such as 408, or the end
            except TimeoutError:
                pass
            except OSError:
                break
        else:
            return
        cut.append(time.time() - start)


def slow_requests():
    "Starts of requests, and what is sent of the rest each second"
    part = b'--boundary\r\nContent-Disposition: form-data; name="image"; filename="a.png"\r\n\r\n'
    chunked = ['Transfer-Encoding: chunked']
    return [
        (b'GET / HTTP/1.1\r\nHost: localhost\r\n', b'X: y\r\n'),
        (hostile.post('/ink', part, length=False, head=['Content-Length: 100000']), b'x'),
        (hostile.post('/ink', hostile.chunked(part), length=False, head=chunked), b'1\r\nx\r\n'),
        (b'', b''),
    ]


def slow():
    "slow clients are cut off, others are answered meanwhile"
    with Service() as s:
        s.enrol()
        end, cut = time.time() + 45, []
        kinds = slow_requests()
        threads = [threading.Thread(target=drip, args=(s.port, end, cut, *kinds[i % 4])) for i in range(80)]
        for t in threads:
            t.start()
        worst = 0
        while any(t.is_alive() for t in threads):
            start = time.perf_counter()
            r = s.verify()
            worst = max(worst, time.perf_counter() - start)
            expect(r.status == 200, f'meanwhile {r}')
            time.sleep(0.2)
        expect(len(cut) == 80 and worst < 1, f'{len(cut)} of 80 cut off, slowest answer {worst:.2f} s')
        return f'cut off after {min(cut):.0f} to {max(cut):.0f} s, slowest answer to others {worst:.2f} s'


asked_for = [('GET', '/'), ('GET', '/healthz'), ('GET', '/version'), ('GET', '/nowhere'), ('POST', '/verify')]
asked_for += [('GET', '/openapi.json')]
needed = 'content-security-policy', 'x-content-type-options', 'referrer-policy'
evil = {'Origin': 'https://evil.example'}
from_elsewhere = [
    evil,
    {'Sec-Fetch-Site': 'cross-site'},
    {'Sec-Fetch-Site': 'same-site'},
    {'Host': 'evil.example'},
    {'Origin': 'null'},
    {'X-Forwarded-For': '10.1.2.3'},
]


def allows_others(head):
    "Headers of an answer that let pages of other sites read it"
    return [k for k in head if k.lower().startswith('access-control')]


def headers():
    "security headers, no CORS, no cross-site request"
    with Service() as s:
        s.enrol()
        for method, path in asked_for:
            for head in ({}, evil):
                h = s.call(method, path, head=head).head
                lacks = [k for k in needed if not h[k]]
                expect(not lacks and 'server' not in h and not allows_others(h), f'{method} {path}: {lacks} {h}')
        h = s.call('OPTIONS', '/verify', head={**evil, 'Access-Control-Request-Method': 'POST'}).head
        expect(not allows_others(h), h)
        for head in from_elsewhere:
            r = s.enrol('mallory', head=head)
            expect(r.status in (401, 403), f'{head}: {r}')
            problem(r)
        own = {'Origin': f'http://127.0.0.1:{s.port}', 'Sec-Fetch-Site': 'same-origin'}
        unknown = s.call('GET', '/writers/mallory').status == 404
        expect(unknown and s.verify(head=own).status == 200, 'its own page is refused')


hostile_ids = b'', b'a b', b'<script>', b'%0d%0aX: y', b'a;b', b'a"b', b'\xc3\xbc', b'\x80', b'a\tb', b'a, b', b'x' * 65


def head_of(path, *numbers):
    "A GET request with these values of X-Request-ID"
    lines = b''.join(b'X-Request-ID: ' + o + b'\r\n' for o in numbers)
    return f'GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n'.encode() + lines + b'\r\n'


def numbers():
    "every answer has the number that the request brings, or a new one; nothing else of that header comes back"
    with Service() as s:
        mine = {'X-Request-ID': 'Desk.7_a-1'}
        answers = [s.call(method, path, head=mine) for method, path in (*asked_for, ('GET', '/page/page.js'))]
        answers += [s.post('/ink', files('image', bytes(11_000_000)), head=mine), s.enrol(head=mine)]
        expect({o.status for o in answers} >= {200, 201, 404, 413, 415}, [str(o) for o in answers])
        given = [o.head.get_all('x-request-id') for o in answers]
        expect(given == [['Desk.7_a-1']] * len(given), given)
        new = [raw(s.port, [head_of('/nowhere', *o)]) for o in ((), (b'a', b'a'), *((o,) for o in hostile_ids))]
        new.append(raw(s.port, [b'junk\r\n\r\n']))
        ids = [o.head['x-request-id'] for o in new]
        fresh = all(re.fullmatch('[0-9a-f]{32}', o) for o in ids) and len(set(ids)) == len(ids)
        expect(fresh and all(problem(o)['request'] == o.head['x-request-id'] for o in new if o.status == 404), ids)
        log = s.log.read_text()
        logged = re.search(r'INFO GET elsewhere 404 \d+ ms - Desk.7_a-1\n', log)
        expect(logged and all(o in log for o in ids) and '<script>' not in log, log[-800:])


def elsewhere():
    "another machine needs a key, and so does this one unless somebody chose otherwise"
    every = [o for addresses in psutil.net_if_addrs().values() for o in addresses if o.family == socket.AF_INET]
    ip = next((o.address for o in every if not o.address.startswith('127.')), None)
    if not ip:
        return 'skipped: no other address'
    with Service('--host', '0.0.0.0', SIGNAUTH_KEYLESS='0') as s:
        c = http.client.HTTPConnection(ip, s.port)
        c.request('GET', '/writers')
        r = c.getresponse()
        expect(problem(Answer(r.status, r.headers, r.read()))['code'] == 'no-key', r.status)


def code_of(r):
    return problem(r)['code']


def gateway():
    "what a gateway on this machine passes on is not local, though nginx does not say that it does"
    with Service() as s:
        s.enrol()
        request = f'DELETE /writers/ann HTTP/1.0\r\nHost: 127.0.0.1:{s.port}\r\nConnection: close\r\n\r\n'
        expect(code_of(raw(s.port, [request.encode()])) == 'no-key', 'HTTP/1.0')
        for head in ({'X-Forwarded-For': '10.0.0.7'}, {'Forwarded': 'for=10.0.0.7'}, {'Via': '1.1 x'}):
            expect(code_of(s.call('DELETE', '/writers/ann', head=head)) == 'no-key', head)
        expect(s.call('GET', '/writers/ann').status == 200, 'she is gone')
    with Service(SIGNAUTH_KEYLESS='0') as s:
        expect(code_of(s.call('GET', '/writers')) == 'no-key', 'nobody chose to do without keys')
        expect(s.call('GET', '/version').json['model'] is None, 'the model is told')


class Busy(http.server.BaseHTTPRequestHandler):
    "A service that never has time"

    def do_POST(self):
        self.rfile.read(int(self.headers['Content-Length']))
        self.do_GET()

    def do_GET(self):
        self.send_response(503)
        self.send_header('Content-Length', '0')
        self.end_headers()

    def log_message(self, *_):
        self.server.asked += 1


class Nginx:
    "nginx with the configuration of the examples, and a certificate of its own, before two services"

    def __init__(self, nginx, *ports):
        self.folder, self.port = Path(tempfile.mkdtemp(dir=tmp)), free_port()
        cert, key = self.folder / 'cert.pem', self.folder / 'key.pem'
        new = ['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=x']
        new += ['-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert]
        subprocess.run(new, check=True, capture_output=True)
        text = (Path(__file__).parents[1] / 'examples/nginx/nginx.conf').read_text()
        kinds = 'client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'
        folders = ''.join(f'  {o}_temp_path {self.folder}/{o};\n' for o in kinds)
        changes = {
            'listen 443': f'listen 127.0.0.1:{self.port}',
            '127.0.0.1:8001': f'127.0.0.1:{ports[0]}',
            '127.0.0.1:8002': f'127.0.0.1:{ports[1]}',
            '/etc/ssl/signauth': str(self.folder),
            '/var/log/nginx': str(self.folder),
            'http {\n': 'http {\n' + folders,
        }
        for old, new in changes.items():
            expect(text.count(old) in (1, 2), f'{old} is not in the example')
            text = text.replace(old, new)
        (self.folder / 'nginx.conf').write_text(text)
        options = f'daemon off; pid {self.folder}/pid;' + ' user root;' * (os.getuid() == 0)
        command = [nginx, '-p', self.folder, '-c', self.folder / 'nginx.conf', '-e', self.folder / 'error.log']
        self.trusted = ssl.create_default_context(cafile=cert)
        self.p = subprocess.Popen([*command, '-g', options], stderr=subprocess.PIPE)
        end = time.time() + 10
        while not (self.folder / 'pid').exists() and time.time() < end:
            expect(self.p.poll() is None, self.p.poll() is None or self.p.stderr.read().decode())
            time.sleep(0.05)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.p.terminate()
        self.p.wait(10)

    def call(self, method, path, body=None, head={}):
        c = http.client.HTTPSConnection('127.0.0.1', self.port, timeout=60, context=self.trusted)
        return exchange(c, method, path, body, head)

    def post(self, path, data=(), fields=(), head={}):
        return self.call('POST', path, multipart(fields, data), {**as_form, **head})


def pages_below(web, prefix):
    "The page and the documentation below a prefix, with all that they load"
    for page in ('', 'docs'):
        r = web.call('GET', prefix + page)
        loaded = re.findall(r'(?:href|src)="([^"#]+)"', r.body.decode())
        expect(r.status == 200 and len(loaded) > 3 and not [o for o in loaded if o.startswith('/')], loaded)
        for o in {*loaded, 'openapi.json'}:
            expect(web.call('GET', prefix + o.removeprefix('./')).status == 200, o)


def numbers_through(web, s, key):
    "A number goes through nginx and into both logs, and a hostile one does not"
    for given, same in (('Desk.7', True), ('<b>', False), ('a' * 65, False)):
        r = web.call('GET', '/signatures/writers/zoe', head=key | {'X-Request-ID': given})
        number = r.head.get_all('x-request-id')
        good = len(number) == 1 and (number[0] == given if same else re.fullmatch('[0-9a-f]{32}', number[0]))
        expect(r.status == 200 and good, number)
        time.sleep(0.1)
        logs = s.log.read_text(), (web.folder / 'signauth.log').read_text()
        expect(all(number[0] in o and 'zoe' not in o for o in logs), logs)


def behind_nginx():
    "the example of nginx: TLS, keys, a busy service and one that is gone, 413, numbers, pages below a prefix"
    nginx = shutil.which('nginx', path=os.environ['PATH'] + ':/usr/sbin')
    if not nginx:
        return 'skipped: no nginx'
    busy = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Busy)
    busy.asked = 0
    threading.Thread(target=busy.serve_forever, daemon=True).start()
    with Service() as s, Nginx(nginx, s.port, busy.server_port) as web:
        expect(code_of(web.call('GET', '/signatures/writers')) == 'no-key', 'without a key')
        expect(s.call('GET', '/writers').status == 200, 'it is not without keys at all')
        key = s.key('desk', '--scopes', 'verify,enrol,extend')
        references = files('references', *(png(1, i) for i in range(3)))

        def ask():
            enrolled = web.post('/signatures/writers/zoe/references', references, head=key)
            verified = web.post('/signatures/verify', files('questioned', png(1, 9)), [('writer', 'zoe')], key)
            return enrolled.status, verified.status

        answers = [ask() for _ in range(4)]
        expect(set(answers) == {(201, 200)} and busy.asked > 1, f'{answers}, {busy.asked} to the busy service')
        busy.shutdown()
        busy.server_close()
        answers = [ask() for _ in range(3)]
        expect(set(answers) == {(201, 200)}, f'{answers} with one service gone')
        r = web.post('/signatures/verify', files('questioned', bytes(50_000_000)), head=key)
        expect(r.status == 413 and code_of(r) == 'too-large', r)
        r = web.post('/signatures/ink', files('image', bytes(11_000_000)), head=key)
        expect(r.status == 413 and code_of(r) == 'too-large', f'of the service: {r}')
        numbers_through(web, s, key)
        pages_below(web, '/signatures/')
        expect(web.call('GET', '/signatures').head['Location'].endswith('/signatures/'), 'without a slash')


def too_large():
    "who sends 11 MB sees the refusal, not a reset connection"
    with Service() as s:
        for path in ('/upload_image/', '/ink'):
            for _ in range(5):
                r = s.post(path, files('file' if 'upload' in path else 'image', bytes(11_000_000)))
                expect(r.status == 413, f'{path}: {r}')


def bombs():
    "32 small files that unpack to 49 megapixels, at once, on two workers with four threads each: memory is bounded"
    import numpy as np

    pictures = [Image.fromarray(np.zeros((7000, 7000), np.uint16)), Image.new('RGBA', (7000, 7000), (1, 2, 3, 4))]
    bad = [hostile.saved(o, 'PNG') for o in (*pictures, Image.new('RGB', (7000, 7000), 'white'))]
    bad.append(hostile.saved(Image.fromarray(np.zeros((7000, 7000), np.float32)), 'TIFF', compression='tiff_deflate'))
    most = []
    with Service('--workers', '2', SIGNAUTH_THREADS='4') as s, ThreadPoolExecutor(32) as ex:
        asked = [ex.submit(s.post, '/ink', files('image', bad[i % 4])) for i in range(32)]
        while not all(o.done() for o in asked):
            most.append(s.rss('pss'))
            time.sleep(.05)
        statuses = [o.result().status for o in asked]
        expect(set(statuses) <= {200, 422, 503} and s.verify('nobody').status == 404, statuses)
    expect(max(most) < 1600, f'{max(most):.0f} MB')
    return f'{max(most):.0f} MB at most, {statuses.count(503)} of 32 sent away'


def orphans():
    "when the first process is killed, its workers leave the port"
    with Service('--workers', '2') as s:
        workers = psutil.Process(s.p.pid).children(recursive=True)
        s.p.kill()
        _, left = psutil.wait_procs(workers, 15)
        expect(not left, left)
        free = socket.create_server(('127.0.0.1', s.port))
        free.close()


def keys():
    "keys: none, unknown, scopes, rate, revoked; stored as a hash"
    for workers in '12':
        with Service('--workers', workers) as s:
            desk = s.key('desk', '--scopes', 'verify')
            full = s.key('full', '--scopes', 'verify,enrol,audit,metrics')
            few = s.key('few', '--rate', '5/minute')
            time.sleep(1.2)
            refused_keys(s, desk)
            allowed_keys(s, desk, full)
            limited_key(s, few, workers)
            revoked_keys(s, desk)
            expect(code_of(s.enrol()) == 'no-key', 'with the last key, everything opened')
        r = signauth('serve', '--keyless', cwd=s.folder, **database)
        expect(r.returncode == 1 and 'after a key was made' in r.stderr, r.stderr)
        fresh(s)


def refused_keys(s, desk):
    unknown = {'Authorization': 'Bearer sa_' + 'x' * 43}, {'Authorization': 'Basic YTpi'}
    for head, want in (({}, 'no-key'), *((o, 'unknown-key') for o in unknown), (desk, 'scope')):
        code = code_of(s.enrol(head=head))
        expect(code == want, f'{code}, not {want}')
    codes = [code_of(s.call('GET', path, head=desk)) for path in ('/decisions', '/metrics')]
    expect(codes == ['scope', 'scope'], 'audit, metrics')


def allowed_keys(s, desk, full):
    expect((r := s.enrol(head=full)).status == 201, r)
    expect((r := s.verify(head=desk)).status == 200, r)
    r = s.call('GET', '/decisions', head=full)
    expect([o['who'] for o in r.json['decisions'] if o['action'] == 'verify'] == ['desk'], r)
    r = s.call('GET', '/metrics', head=full)
    expect(r.status == 200 and b'signauth_requests_total' in r.body, r)


def limited_key(s, few, workers):
    answers = [s.verify(head=few) for _ in range(24)]
    ok, last = sum(o.status == 200 for o in answers), answers[-1]
    good = ok == 5 and code_of(last) == 'rate' and int(last.head['Retry-After']) > 0
    expect(good, f'{workers} workers: {ok} of 24 answered at 5/minute, the last {last}')


def revoked_keys(s, desk):
    r = signauth('keys', 'list', cwd=s.folder, **database)
    secret = desk['Authorization'][7:]
    expect('desk' in r.stdout and secret not in r.stdout, r.stdout)
    expect(not any(secret.encode() in o.read_bytes() for o in s.folder.iterdir()), 'the secret is stored')
    expect(signauth('keys', 'revoke', 'desk', cwd=s.folder, **database).returncode == 0, 'revoke')
    time.sleep(2.2)
    expect(code_of(s.verify(head=desk)) == 'unknown-key', 'revoked')
    for name in ('full', 'few'):
        signauth('keys', 'revoke', name, cwd=s.folder, **database)


def fresh(s):
    "Empty a database that outlives the folder"
    if database:
        shutil.rmtree(s.folder, ignore_errors=True)
        reset()


# --- load and the end ---


def heavy_form():
    "Body of a comparison with twelve references and an explanation"
    references = files('references', *(png(1, i) for i in range(12)))
    return multipart([('explain', 'true')], [*files('questioned', png(1, 50)), *references])


def overload():
    "overload gives 503 with Retry-After, and passes"
    with Service() as s:
        s.enrol(n=12)
        body = heavy_form()
        end = time.time() + 8

        def hammer(_):
            res = []
            while time.time() < end:
                res.append(s.call('POST', '/verify', body, as_form))
            return res

        with ThreadPoolExecutor(60) as ex:
            res = sum(ex.map(hammer, range(60)), [])
        n = {k: sum(o.status == k for o in res) for k in {o.status for o in res}}
        expect(set(n) == {200, 503} and min(n.values()) >= 10, n)
        for o in res:
            if o.status == 503:
                expect(problem(o)['code'] == 'busy' and int(o.head['Retry-After']) > 0, o)
        time.sleep(1)
        start = time.perf_counter()
        r = s.verify()
        took = time.perf_counter() - start
        expect(r.status == 200 and took < 1, f'afterwards {r}, {took:.2f} s')
        return f'{n}'


def enrol_many(s, k, acknowledged):
    "Enrol one writer after the other, until the service is gone"
    for i in range(1000):
        writer = f'k{k}-{i}'
        two = files('references', *(png(k, j, (300, 300)) for j in (2 * i, 2 * i + 1)))
        try:
            if s.post(f'/writers/{writer}/references', two).status == 201:
                acknowledged.append(writer)
        except (OSError, http.client.HTTPException):
            return


def all_writers(s):
    "Every writer of a service with the number of references"
    found, after = {}, ''
    while after is not None:
        r = s.call('GET', f'/writers?limit=50&after={after}').json
        found |= {o['writer']: o['references'] for o in r['writers']}
        after = r['next']
    return found


def killed():
    "kill -9 while people are enrolled loses nothing that was acknowledged"
    with Service('--workers', '2') as s:
        acknowledged = []
        threads = [threading.Thread(target=enrol_many, args=(s, k, acknowledged)) for k in range(4)]
        for t in threads:
            t.start()
        time.sleep(4)
        working = sum(t.is_alive() for t in threads)
        s.kill()
        for t in threads:
            t.join()
        sure = list(acknowledged)
        enough = working == 4 and len(sure) >= 8
        what = f'killed with {working} of 4 at work after {len(sure)} acknowledgements: nothing was tested'
        expect(enough, what)
        with Service(folder=s.folder) as again:
            found = all_writers(again)
            lost = [o for o in sure if found.get(o) != 2]
            torn = [k for k, v in found.items() if v != 2]
            expect(sure and not lost and not torn, f'{len(sure)} acknowledged, lost {lost}, torn {torn}')
            expect(again.verify(sure[0], seed=int(sure[0][1])).status == 200, 'it is there but not usable')
        return f'{len(sure)} acknowledged, {len(found)} there'


def halves():
    "A request in two parts, with a second between them"
    whole = hostile.post('/ink', multipart(files=files('image', png())))
    return [whole[:-2000], 1.0, whole[-2000:]]


def drains():
    "SIGTERM: what is under way is answered, also what has arrived by half; exit code 0"
    for workers in '12':
        with Service('--workers', workers, '--keep', 'ink') as s:
            s.enrol()
            body, parts = heavy_form(), halves()
            with ThreadPoolExecutor(9) as ex:
                jobs = [ex.submit(s.call, 'POST', '/verify', body, as_form) for _ in range(6)]
                jobs += [ex.submit(raw, s.port, parts) for _ in range(2)]
                time.sleep(0.4)
                under_way = sum(not o.done() for o in jobs)
                rc = s.stop()
                got = [o.result().status for o in jobs]
            expect(under_way >= 2, f'only {under_way} of 8 were under way when it was stopped')
            good = rc == 0 and got == [200] * 8 and 'Traceback' not in s.log.read_text()
            expect(good, f'{workers} workers: exit code {rc}, answers {got}\n{s.log.read_text()[-800:]}')


def idle():
    "SIGTERM with an idle connection and a half request head open does not hang"
    with Service() as s:
        a = socket.create_connection(('127.0.0.1', s.port))
        a.sendall(hostile.get('/healthz'))
        b = socket.create_connection(('127.0.0.1', s.port))
        b.sendall(b'GET / HT')
        time.sleep(0.3)
        start = time.time()
        rc = s.stop()
        expect(rc == 0 and time.time() - start < 10, f'{rc}, {time.time() - start:.0f} s')
        a.close()
        b.close()


def together():
    "two workers: enrolled by one, known to the other; deleted at once; the log of decisions is whole"
    with Service('--workers', '2') as s:
        for i in range(8):
            expect(s.enrol('bob', n=2 + i % 2).status == 201, i)
            expect([s.verify('bob').status for _ in range(6)] == [200] * 6, i)
            expect(s.call('DELETE', '/writers/bob').status == 204, i)
            expect([s.verify('bob').status for _ in range(6)] == [404] * 6, f'round {i}: deleted, but answered')
        decisions = s.call('GET', '/decisions?limit=1000').json['decisions']
        ids = [o['id'] for o in decisions]
        verified = sum(o['action'] == 'verify' for o in decisions)
        expect(verified == 48 and ids == sorted(set(ids)), len(decisions))


def same_ink():
    "the same ink in two files that come at once is enrolled once"
    twice = []
    with Service('--workers', '2') as s, ThreadPoolExecutor(2) as ex:
        for i in range(12):
            im = Image.open(io.BytesIO(png(20+i)))
            two = [hostile.saved(im, 'PNG'), hostile.saved(im, 'BMP')]
            path = f'/writers/w{i}/references'
            rs = list(ex.map(lambda o: s.post(path, files('references', o)), two))
            twice += [i]*(s.call('GET', f'/writers/w{i}').json['references'] != 1)
            expect(sorted(o.status for o in rs) in ([201, 422], [201, 503]), [str(o) for o in rs])
    expect(not twice, f'{len(twice)} of 12 twice')


def desks():
    "one signature at several desks at once, as one file and as several: all but the first are told"
    with Service('--workers', '2') as s:
        expect(s.enrol().status == 201, 'no writer')
        one = png(1, 20)
        spread = [io.BytesIO() for _ in range(6)]
        for i, o in enumerate(spread):
            im = Image.open(io.BytesIO(png(1, 21)))
            ImageOps.expand(im, 1 + i, 255).save(o, 'PNG')
        for data in ([one] * 6, [o.getvalue() for o in spread]):
            with ThreadPoolExecutor(6) as ex:
                ask = [ex.submit(s.post, '/verify', files('questioned', o), [('writer', 'ann')]) for o in data]
                got = [o.result() for o in ask]
            expect({o.status for o in got} == {200}, f'{[o.status for o in got]}')
            first = [o.json['id'] for o in got if not o.json['before']]
            expect(len(first) == 1, f'{len(first)} of 6 were told that it is new')


def races():
    "the same files from many hands at once are enrolled once"
    with Service('--workers', '2') as s:
        spans = []

        def hand(_):
            start = time.perf_counter()
            r = s.enrol('eve')
            spans.append((start, time.perf_counter()))
            return r

        with ThreadPoolExecutor(8) as ex:
            rs = list(ex.map(hand, range(16)))
        at_once = max(sum(a <= t < b for a, b in spans) for t, _ in spans)
        expect(at_once >= 4, f'no more than {at_once} at once')
        added = sum(o.json['added'] for o in rs if o.status == 201)
        references = s.call('GET', '/writers/eve').json['references']
        expect({o.status for o in rs} <= {201, 503} and references == 3 and added == 3, [str(o) for o in rs])


schema_options = ['--checks', 'all', '--seed', '1', '--max-time', '60', '--generation-database', 'none', '--no-color']
# no schema says that bytes are a picture with ink, nor how many parts a form may have
schema_config = '[checks.positive_data_acceptance]\nexpected-statuses = ["2xx", 404, 409, 400, 422]\n'


def by_schemathesis():
    "schemathesis finds nothing in 60 s"
    if not args.schemathesis:
        return 'skipped: no --schemathesis PATH'
    with Service() as s:
        key = s.key('fuzz', '--scopes', 'verify,enrol,extend,approve,delete,audit,metrics', '--rate', '1000000/minute')
        time.sleep(1.2)
        s.enrol(head=key)
        (s.folder / 'schemathesis.toml').write_text(schema_config)
        url = f'http://127.0.0.1:{s.port}/openapi.json'
        command = [args.schemathesis, 'run', url, *schema_options, '-H', f"Authorization: {key['Authorization']}"]
        r = subprocess.run(command, capture_output=True, text=True, cwd=s.folder, timeout=400)
        expect(r.returncode == 0, '\n'.join(o[:300] for o in (r.stdout + r.stderr).splitlines() if o.strip())[-8000:])
        expect('Traceback' not in s.log.read_text(), 'traceback in the log')
        return (re.findall(r'(\d+ generated[^\n]*|Test cases:[^\n]*(?:\n [^\n]*)?)', r.stdout) or [''])[0]


def command(s, *args):
    "Output of a command on the database of a service; it has to succeed"
    r = signauth(*args, cwd=s.folder, **database)
    expect(r.returncode == 0, r.stdout + r.stderr)
    return r.stdout.strip()


def struck():
    "50 kills of single processes: nothing that was acknowledged is lost, and each change has its entry"
    with Service('--workers', '2') as s:
        acknowledged, kills = [], 0
        threads = [threading.Thread(target=strive, args=(s, k, acknowledged)) for k in range(3)]
        for t in threads:
            t.start()
        while kills < 50:
            time.sleep(0.15)
            kills += s.ready() and kill_worker(s)
        enough = len(acknowledged)
        s.kill()
        for t in threads:
            t.join()
        expect(enough >= 8, f'only {enough} were enrolled meanwhile: nothing was tested')
        with Service(folder=s.folder) as again:
            found = all_writers(again)
            lost = [o for o in acknowledged if found.get(o) != 2]
            expect(not lost and set(found.values()) == {2}, f'lost {lost}')
            enrolled = {o['writer'] for o in decisions(again) if o['action'] == 'enrol'}
            expect(set(found) <= enrolled, f'without an entry: {set(found) - enrolled}')
            expect('whole up to' in command(again, 'log', 'verify'), 'the log')
        return f'{enough} acknowledged'


def kill_worker(s):
    "Kill a worker; whether there was one"
    try:
        workers = psutil.Process(s.p.pid).children()
        workers and random.choice(workers).kill()
    except psutil.NoSuchProcess:
        return False
    return bool(workers)


def strive(s, k, acknowledged):
    "Enrol one writer after the other, and go on when a connection breaks; ends with the service"
    for i in range(1000):
        two = files('references', *(png(k, j, (300, 300)) for j in (2 * i, 2 * i + 1)))
        try:
            body = multipart([], two)
            if s.call('POST', f'/writers/k{k}-{i}/references', body, as_form, timeout=10).status == 201:
                acknowledged.append(f'k{k}-{i}')
        except (OSError, http.client.HTTPException):
            if s.p.poll() is not None:
                return


def decisions(s):
    "The whole log of decisions"
    res, after = [], 0
    while after is not None:
        r = s.call('GET', f'/decisions?limit=1000&after={after}').json
        res, after = res + r['decisions'], r['next']
    return res


def full():
    "where the disk is full, nothing is acknowledged and nothing is done without its entry; afterwards all is well"
    start = ['bash', '-c', f'ulimit -f 900; exec {bin}/signauth serve "$@" > /dev/null 2>&1', '-']
    with Service(cmd=start) as s:
        answers = [(f'w{i}', s.enrol(f'w{i}', 2, 40 + i)) for i in range(60)]
        told = {o.status for _, o in answers}
        expect(told == {201, 503}, f'{told}: the disk was to be full after a while')
        sure = [w for w, o in answers if o.status == 201]
        gone = [w for w in sure[:5] if s.call('DELETE', f'/writers/{w}').status == 204]
    with Service(folder=s.folder) as again:
        found, log = set(all_writers(again)), decisions(again)
        expect(found == set(sure) - set(gone), f'{found ^ (set(sure) - set(gone))}')
        deletions = sum(o['action'] == 'delete' for o in log)
        expect(deletions == len(gone) and {o['writer'] for o in log if o['action'] == 'enrol'} >= found, 'entries')
        expect('whole up to' in command(again, 'log', 'verify'), 'the log')
        expect(again.enrol('later').status == 201, 'it does not go on')
    return f'{len(sure)} enrolled until it was full'


def rotates():
    "another master key while requests run: all are answered, and the old key opens nothing any more"
    with Service('--workers', '2') as s, ThreadPoolExecutor(2) as ex:
        for i in range(3):
            expect(s.enrol(f'w{i}', 2, i).status == 201, 'enrol')
        keys = Path(database.get('SIGNAUTH_KEY_FILE') or s.folder / 'signauth.db.key')
        old, stop, got = keys.read_text(), threading.Event(), []

        def ask(k):
            while not stop.is_set():
                got.append(s.verify(f'w{k}', 9, k).status if k else s.enrol(f'n{len(got)}', 1, 60 + len(got)).status)

        asked = [ex.submit(ask, k) for k in range(2)]
        for _ in range(3):
            time.sleep(1)
            said = signauth('rotate', cwd=s.folder, **database)
            expect(said.returncode == 0 and 'wrapped again' in said.stderr, said.stderr)
        stop.set()
        [o.result() for o in asked]
        expect(set(got) == {200, 201} and len(got) > 9, got)
        expect(keys.read_text() != old and len(keys.read_text().split()) == 1, 'the key file')
        s.stop()
        with Service(folder=s.folder) as again:
            expect(again.verify('w1', 9, 1).status == 200, 'after a new start')
            again.stop()
        keys.write_text(old)
        r = signauth('log', 'verify', cwd=s.folder, **database)
        expect(r.returncode == 1 and 'its master key is not there' in r.stderr, r.stderr)
    return f'{len(got)} answers meanwhile'


def restored():
    "a backup of the database that is put back brings nobody back, and says that the log was longer"
    with Service() as s:
        for w in ('ann', 'ben'):
            expect(s.enrol(w).status == 201, w)
        put_back = backup(s)
        head = command(s, 'log', 'head')
        expect(s.call('DELETE', '/writers/ann').status == 204, 'delete')
        for _ in range(120):
            s.call('GET', '/writers/ben')
        later = command(s, 'log', 'head')
        s.stop()
        put_back()
        with Service(folder=s.folder) as again:
            expect(list(all_writers(again)) == ['ben'] and again.verify('ann').status == 404, all_writers(again))
            expect(again.verify('ben').status == 200, 'ben is not usable')
            last = [(o['action'], o['decision']) for o in decisions(again)]
            expect(('delete', 'was deleted before this backup was put back') in last, last)
            expect(('restore', 'the log had 100 entries') in last, last)
            r = signauth('log', 'verify', '--anchor', head, cwd=s.folder, **database)
            expect(r.returncode == 1 and 'the log had been longer' in r.stderr, r.stdout + r.stderr)
            known = r.stderr.rpartition('--anchor ')[2].rstrip(')\n')
            expect('whole up to' in command(again, 'log', 'verify', '--anchor', known), 'the log')
            r = signauth('log', 'verify', '--anchor', later, cwd=s.folder, **database)
            expect(r.returncode == 1 and 'was anchored' in r.stderr, r.stdout + r.stderr)


def backup(s):
    "Back up the database of a service while it runs, as the guide says; returns what puts it back"
    if not database:
        copy = s.folder / 'copy.db'
        with sqlite3.connect(s.folder / 'signauth.db') as c:
            c.execute('VACUUM INTO ?', (str(copy),))

        def put_back():
            for o in s.folder.glob('signauth.db-*'):
                o.unlink()
            shutil.copy(copy, s.folder / 'signauth.db')

        return put_back
    url = libpq_url()
    tool = max(Path('/usr/lib/postgresql').glob('*/bin'))
    dump = s.folder / 'copy.dump'
    subprocess.run([tool / 'pg_dump', '-Fc', '-f', dump, url], check=True, capture_output=True)
    restore = [tool / 'pg_restore', '--clean', '--if-exists', '--no-owner', '-d', url, dump]
    return lambda: subprocess.run(restore, check=True, capture_output=True)


stored = [killed, struck, drains, together, races, desks, same_ink, rotates, restored, keys]
checks = [starts, by_uvicorn, demo, classic, paged]
if find_spec('torch'):
    checks.append(torchscript)
checks += [says_no, waits, json_lines, headers, numbers, elsewhere, gateway, names, wire, too_large, slow, overload]
checks += [behind_nginx, idle, orphans, bombs, full, *stored, corpus, by_schemathesis]



def reset():
    "Make an empty database on the server of --postgres"
    import psycopg
    from sqlalchemy import make_url

    u = make_url(args.postgres)
    at = dict(host=u.host or u.query.get('host'), port=u.port, user=u.username, password=u.password, dbname=u.database)
    with psycopg.connect(**{k: v for k, v in at.items() if v}, autocommit=True) as c:
        c.execute('drop database if exists signauth_ci with (force)')
        c.execute('create database signauth_ci')
    database['SIGNAUTH_DB'] = u.set(database='signauth_ci').render_as_string(False)
    folder = tempfile.mkdtemp(dir=tmp)
    database.update(SIGNAUTH_VAULT=f'{folder}/a.vault', SIGNAUTH_KEY_FILE=f'{folder}/a.key')


def run(check, on=''):
    start, name = time.time(), f'service{on}: {check.__doc__}'
    try:
        note = check() or ''
    except Exception as e:
        print(f"FAILED  {name}: {e if isinstance(e, AssertionError) else repr(e)}", flush=True)
    else:
        how = 'skipped' if note.startswith('skipped') else 'ok     '
        note += ', ' * bool(note)
        print(f'{how} {name} ({note}{time.time() - start:.0f} s)', flush=True)


if __name__ == '__main__':
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--postgres')
    p.add_argument('--schemathesis')
    p.add_argument('--only', default='', help='names of checks, with commas')
    p.add_argument('--but', default='', help='a check to leave out')
    args, database = p.parse_args(), {}
    with tempfile.TemporaryDirectory() as tmp:
        for o in checks:
            if (not args.only or o.__name__ in args.only.split(',')) and o.__name__ != args.but:
                run(o)
        if args.postgres:
            for o in (*stored, late, suspended, read_only):
                if not args.only or o.__name__ in args.only.split(','):
                    reset()
                    run(o, ' on PostgreSQL')
