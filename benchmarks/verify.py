"""Speed of the answer: embedding, a whole verification, a cold process, and a folder of images with the memory that it takes; writes benchmarks/results/verify.json.

    python benchmarks/verify.py [--images 1000]

Synthetic signatures, about 550 by 200 pixels, and the same at 1250 by 500. The first two are medians with one thread; a folder goes through as many workers as there are cores, the network of each with one thread."""
import argparse, json, os, platform, resource, statistics, subprocess, sys, tempfile, time
from pathlib import Path

parts = dict( # what runs in a process of its own, given the folder of images
    answer='''
import cv2; cv2.setNumThreads(1)
from signauth.verify import Verifier
v = Verifier.load(threads=1); files = sorted(folder.glob('*.png'))
def median(f, n=100):
    t = []
    for i in range(n+5): s = time.perf_counter(); f(i); t.append((time.perf_counter()-s)*1e3)
    return statistics.median(t[5:])
from signauth.ink import isolate_ink, views
res = {}
for size in ('small','large'):
    few = [cv2.imread(str(o), 0) for o in files[:12]]
    if size=='large': few = [cv2.resize(o, (1250,500), interpolation=cv2.INTER_CUBIC) for o in few]
    few = [cv2.imencode('.png', o)[1].tobytes() for o in few]
    looked = [views(isolate_ink(o))[None] for o in few]; t = v.enroll(few[:4])
    res[size] = dict(network=median(lambda i: v._run(looked[i%12])), embed=median(lambda i: v.embed(few[i%12])), ink=median(lambda i: isolate_ink(few[i%12])), verify=median(lambda i: v.verify(few[4+i%8], t)))
print(json.dumps(res))''',
    folder='''
from signauth.verify import Verifier
v,files = Verifier.load(threads=1),sorted(folder.glob('*.png'))
s = time.perf_counter(); n = sum(1 for _ in v.embed_each(iter(files))); t = time.perf_counter()-s
print(json.dumps(dict(images=n, images_per_second=n/t, peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss/1024)))''')

def run(code, folder):
    head = 'import json, resource, statistics, time\nfrom pathlib import Path\nfolder = Path(%r)\n'%str(folder)
    return json.loads(subprocess.run([sys.executable, '-c', head+code], capture_output=True, text=True, check=True).stdout)

if __name__=='__main__':
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter); p.add_argument('--images', type=int, default=1000); a = p.parse_args()
    import cv2
    from signauth.synth import Writer
    with tempfile.TemporaryDirectory() as d:
        for i in range(a.images): cv2.imwrite(f'{d}/{i:05}.png', Writer(i//20).sign(i))
        res = dict(machine=f'{os.cpu_count()} cores, {platform.machine()}', milliseconds=run(parts['answer'], d), folder=run(parts['folder'], d))
        cold = []
        for _ in range(9):
            s = time.perf_counter(); subprocess.run([str(Path(sys.executable).with_name('signauth')), 'verify', f'{d}/00000.png', '--reference', *(f'{d}/{i:05}.png' for i in (1,2,3,4))], check=True, capture_output=True); cold.append(time.perf_counter()-s)
        res['cold_seconds'] = statistics.median(cold)
    print(json.dumps(res, indent=1))
    (Path(__file__).parent/'results/verify.json').write_text(json.dumps(dict(command=f'python benchmarks/verify.py --images {a.images}', **res), indent=1)+'\n')
