"""The service under load, on this machine, over the loopback; writes benchmarks/results/serve.json.

    python benchmarks/serve.py [--quick]

Requests come when a schedule says so (a Poisson process with a fixed seed), whether or not the ones before were answered, each on a connection of its own; the time of an answer counts from
when it was due, so that waiting in line counts. They come from one process that shares the cores with the service; what it takes of them is in the figures. Each is a POST /verify of an image of about 640 by 230 pixels
against an enrolled writer with four references, kept in SQLite."""
import argparse, asyncio, json, os, random, resource, signal, socket, statistics, subprocess, sys, tempfile, threading, time, urllib.request
from pathlib import Path
import psutil

WRITERS,REFERENCES = 10,4
LIMITS = dict(p50=25, p95=60) # milliseconds at 20 requests/s

# ---- the process that asks
async def ask(port, request, due):
    "Milliseconds since it was due, lateness of the asking itself, status, and whether it says when to come again"
    late = time.perf_counter()-due
    status,again = 0,False
    try:
        r,w = await asyncio.open_connection('127.0.0.1', port)
        w.write(request)
        head = await r.readuntil(b'\r\n\r\n')
        await r.read(-1)
        w.close()
        status,again = int(head[9:12]),b'retry-after:' in head.lower()
    except (OSError, asyncio.IncompleteReadError):
        pass
    return (time.perf_counter()-due)*1e3, late*1e3, status, again

async def fire(port, requests, seconds, rate=None, together=None):
    "Open loop at `rate`; or, to find the capacity, a closed one of so many `together`"
    r,start = random.Random(rate),time.perf_counter()
    if together:
        async def again():
            return [await ask(port, r.choice(requests), time.perf_counter()) for _ in iter(lambda: time.perf_counter()<start+seconds, False)]
        return sum(await asyncio.gather(*(again() for _ in range(together))), [])
    due,todo = start+.1,[]
    while due<start+seconds:
        await asyncio.sleep(due-time.perf_counter())
        todo.append(asyncio.create_task(ask(port, r.choice(requests), due)))
        due += r.expovariate(rate)
    return await asyncio.gather(*todo)

def generator(port, folder, how):
    requests = [o.read_bytes() for o in sorted(Path(folder).glob('*.request'))]
    start,res = time.perf_counter(),asyncio.run(fire(port, requests, **how))
    took = time.perf_counter()-start
    u = resource.getrusage(resource.RUSAGE_SELF)
    good = sorted(o[0] for o in res if o[2]==200)
    q = lambda p: round(good[min(len(good)-1, int(p*len(good)))], 1) if good else None
    count = {str(k):sum(o[2]==k for o in res) for k in sorted({o[2] for o in res})}
    print(json.dumps(dict(asked_per_second=len(res)/took, answered_per_second=len(good)/took, seconds=took, statuses=count, milliseconds=dict(p50=q(.5), p95=q(.95), p99=q(.99), max=q(1)), refused_with_retry_after=sum(o[3] for o in res if o[2]==503),
                          refused_milliseconds_p95=sorted(o[0] for o in res if o[2]==503)[int(.95*count['503'])] if '503' in count else None, asked_late_p99_ms=sorted(o[1] for o in res)[int(.99*len(res))], generator_cores=(u.ru_utime+u.ru_stime)/took)))

# ---- the service
def free_port():
    s = socket.create_server(('127.0.0.1', 0))
    p = s.getsockname()[1]
    s.close()
    return p
def png(writer, i):
    import io
    from PIL import Image
    from signauth.synth import Writer
    im = Image.fromarray(Writer(writer).sign(i))
    im.thumbnail((640, 640))
    im.save(b := io.BytesIO(), 'PNG')
    return b.getvalue()

def form(fields, files):
    parts = [f'--b\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode() for k,v in fields]+[f'--b\r\nContent-Disposition: form-data; name="{k}"; filename="a.png"\r\n\r\n'.encode()+b+b'\r\n' for k,b in files]
    return b''.join(parts)+b'--b--\r\n'

class Service:
    def __init__(self, folder, workers):
        self.port,start = free_port(),time.perf_counter()
        self.p = subprocess.Popen([Path(sys.executable).with_name('signauth'), 'serve', '--port', str(self.port), '--workers', str(workers)], cwd=folder, stdout=open(f'{folder}/log', 'ab'), stderr=subprocess.STDOUT, env={**os.environ, 'SIGNAUTH_RATE':'1000000/minute'})
        while not self.ready():
            if self.p.poll() is not None or time.perf_counter()-start>30:
                sys.exit(Path(folder, 'log').read_text())
            time.sleep(.01)
        self.seconds = time.perf_counter()-start
    def ready(self):
        try:
            return urllib.request.urlopen(f'http://127.0.0.1:{self.port}/readyz', timeout=5).status==200
        except OSError:
            return False
    def post(self, path, body):
        return json.load(urllib.request.urlopen(urllib.request.Request(f'http://127.0.0.1:{self.port}{path}', body, {'Content-Type':'multipart/form-data; boundary=b'}), timeout=60))
    def tree(self):
        p = psutil.Process(self.p.pid)
        return [p, *p.children(recursive=True)]
    def mb(self):
        return round(sum(o.memory_info().rss for o in self.tree())/1e6, 1)
    def cpu(self):
        return sum(sum(o.cpu_times()[:2]) for o in self.tree())
    def stop(self):
        self.p.send_signal(signal.SIGTERM)
        return self.p.wait(60)

def measured(s, folder, **how):
    "What the generator saw, and what the service took meanwhile"
    mb,cpu,start,done = [s.mb()],s.cpu(),time.perf_counter(),threading.Event()
    def watch():
        while not done.wait(10):
            mb.append(s.mb())
    t = threading.Thread(target=watch)
    t.start()
    try:
        out = subprocess.run([sys.executable, __file__, '--generator', json.dumps([s.port, folder, how])], capture_output=True, text=True, check=True).stdout
    finally:
        done.set()
        t.join()
    res = json.loads(out)|dict(service_cores=(s.cpu()-cpu)/(time.perf_counter()-start), memory_mb=[*mb, s.mb()])
    print(how, json.dumps(res), flush=True)
    return rounded(res)

def rounded(o):
    return {k:rounded(v) for k,v in o.items()} if isinstance(o, dict) else round(o, 3) if isinstance(o, float) else o

def prepared(s, folder):
    "Enrol, write the requests down, and let every worker see every template"
    for w in range(WRITERS):
        s.post(f'/writers/w{w}/references', form((), [('references', png(w, i)) for i in range(REFERENCES)]))
        for i in range(2):
            body = form([('writer', f'w{w}')], [('questioned', png(w, 20+i))])
            Path(folder, f'{w}-{i}.request').write_bytes(f'POST /verify HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: {len(body)}\r\n\r\n'.encode()+body)

if __name__=='__main__':
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--quick', action='store_true', help='a tenth of the time; writes nothing')
    p.add_argument('--generator', help=argparse.SUPPRESS)
    p.add_argument('--out', type=Path, default=Path(__file__).parent/'results/serve.json')
    a = p.parse_args()
    if a.generator:
        port,folder,how = json.loads(a.generator)
        generator(port, folder, how)
        sys.exit()
    from signauth.evaluate import _git
    t = .1 if a.quick else 1
    res = dict(command='python benchmarks/serve.py', commit=_git(), machine=f'{os.cpu_count()} cores, {psutil.virtual_memory().total/1e9:.0f} GB, Python {sys.version.split()[0]}', load_before=os.getloadavg()[0], writers=WRITERS, references=REFERENCES)
    with tempfile.TemporaryDirectory() as d:
        took = []
        for _ in range(5):
            s = Service(d, 1)
            took.append(s.seconds)
            s.stop()
        res['seconds_until_ready'] = round(statistics.median(took), 3)
        for workers in (1, 2):
            s = Service(d, workers)
            if workers==1:
                prepared(s, d)
            measured(s, d, seconds=3, together=4*workers)
            r = res[f'{workers} worker{"s"*(workers>1)}'] = {'20 requests/s':measured(s, d, seconds=60*t, rate=20)}
            if workers==2:
                r['60 requests/s'] = measured(s, d, seconds=120*t, rate=60)
            r['as many as it can'] = c = measured(s, d, seconds=20*t+1, together=8)
            if workers==2:
                r['three times as many'] = measured(s, d, seconds=30*t, rate=round(3*c['answered_per_second']))
                r['20 requests/s right after'] = measured(s, d, seconds=20*t, rate=20)
            r['exit_code'] = s.stop()
    m = [o['milliseconds'] for w in (1, 2) for k,o in res[f'{w} worker{"s"*(w>1)}'].items() if k=='20 requests/s']
    sixty = res['2 workers']['60 requests/s']
    res['kept'] = {**{f'{k} ≤ {v} ms at 20 requests/s':all(o[k]<=v for o in m) for k,v in LIMITS.items()}, '60 requests/s for 2 minutes, all answered':list(sixty['statuses'])==['200'], 'memory flat':sixty['memory_mb'][-1]-sixty['memory_mb'][1 if len(sixty['memory_mb'])>2 else 0]<10}
    print(json.dumps(res['kept'], indent=1, ensure_ascii=False))
    if not a.quick:
        a.out.write_text(json.dumps(res, indent=1, ensure_ascii=False)+'\n')
        print(f'wrote {a.out}')
    sys.exit(not all(res['kept'].values()))
