"The page in headless Chromium against Python: `ok` or `FAILED` for each check. Needs signauth[export], playwright, npm and Chromium."
import argparse,shutil,subprocess,sys,tempfile,threading
from functools import partial
from http.server import SimpleHTTPRequestHandler,ThreadingHTTPServer
from itertools import combinations
from pathlib import Path
import cv2, numpy as np, onnxruntime
from PIL import Image
from playwright.sync_api import expect,sync_playwright
from signauth.ink import gray
from signauth.preprocess import square
from signauth.synth import Writer

here,failed = Path(__file__).resolve().parent,[]

def check(name, good, why=''):
    print(f'ok      {name}' if good else f'FAILED  {name}: {why}', flush=True)
    if not good:
        failed.append(name)

class Handler(SimpleHTTPRequestHandler):
    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, '.wasm':'application/wasm', '.mjs':'text/javascript', '.js':'text/javascript'}
    def log_message(self, *args):
        pass

def build():
    "What the README says"
    for o in (['npm','install','--ignore-scripts','--no-audit','--no-fund'], ['npm','run','build'], [sys.executable,'-m','signauth.cli','export','verifier','--graph','pair','--to','onnx','--out','dist']):
        subprocess.run(o, cwd=here, check=True, stdout=subprocess.DEVNULL)

def written(folder):
    "For each kind, four signatures as files: two of one writer, a forgery, and another writer's"
    signed = [Writer(1).sign(0), Writer(1).sign(1), Writer(1).forge(2, skill=.3), Writer(4).sign(3)]
    blue = lambda im: np.stack([im, 255-(255-im)//2, 255-(255-im)//4], 2) # ink of a colour
    large = lambda im: cv2.resize(im, (2731,round(2731/im.shape[1]*im.shape[0])), interpolation=cv2.INTER_CUBIC)
    small = lambda im: cv2.resize(im, (201,round(201/im.shape[1]*im.shape[0])), interpolation=cv2.INTER_AREA)
    clear = lambda im: np.dstack([np.zeros((*im.shape,3), np.uint8), 255-im])
    kinds = {'256×256 PNG':square, 'PNG as drawn':lambda im: im, 'colour PNG, 2731 wide':lambda im: blue(large(im)), 'PNG, 201 wide':small, 'transparent PNG':clear, 'JPEG, 2731 wide, turned by EXIF':lambda im: blue(large(im))}
    res = {}
    for n,(kind,f) in enumerate(kinds.items()):
        res[kind] = [folder/f'signature-{n}{i}.{"jpg" if "JPEG" in kind else "png"}' for i in range(4)]
        for im,p in zip(signed, res[kind]):
            exif = Image.Exif()
            exif[0x112] = 6 if 'JPEG' in kind else 1
            im = Image.fromarray(f(im))
            (im.rotate(90, expand=True) if 'JPEG' in kind else im).save(p, exif=exif)
    return res

def choose(page, name, path):
    page.set_input_files(f'#{name}', path)

def answer(page, questioned, reference):
    "What the page says of two files: similarity, log of the likelihood ratio, milliseconds, and the squares"
    if page.locator('#again').is_visible():
        page.click('#again')
    choose(page, 'questioned', questioned)
    choose(page, 'reference', reference)
    page.wait_for_selector('#result:is(.genuine,.forged,.inconclusive)', timeout=60_000)
    squares = page.evaluate("[...document.querySelectorAll('canvas')].map(o => [...o.getContext('2d').getImageData(0, 0, 256, 256).data].filter((_, i) => i%4 == 0))")
    return [float(page.locator(o).get_attribute('value')) for o in ('#similarity','#llr','#ms')], np.array(squares, int).reshape(2, 256, 256)

def compare(page, kinds):
    "Every pair of every kind in the page and in Python"
    net,took = onnxruntime.InferenceSession(here/'dist'/'verifier-pair.onnx'),[]
    for kind,paths in kinds.items():
        limit,worst = 1e-4 if kind.startswith('256') else 1e-3,np.zeros(3)
        if len(paths)<2:
            check(kind, False, 'there is nothing to compare')
        for pair in combinations(paths, 2):
            want = [square(gray(o)) for o in pair]
            (*got,ms),seen = answer(page, *pair)
            took.append(ms)
            out = net.run(None, {k:o[None,None].astype(np.float32) for k,o in zip(('questioned','reference'), want)})
            worst = np.maximum(worst, [*(abs(a-b.item()) for a,b in zip(got, out)), abs(seen-want).max()])
        check(f'{kind}: similarity differs by {worst[0]:.1e}, log LR by {worst[1]:.1e}, grey levels by {worst[2]:.0f}', worst[0]<=limit and worst[1]<=50*limit, f'at most {limit}')
    size = page.evaluate("performance.getEntriesByType('resource').reduce((s, o) => s+o.decodedBodySize, performance.getEntriesByType('navigation')[0].decodedBodySize)")
    print(f"        the page loads {size/1e6:.1f} MB; ready after {page.evaluate('document.body.dataset.loaded')} ms; first comparison {took[0]:.0f} ms, then {np.median(took[1:]):.0f} ms")

def errors(page, kinds, folder, url):
    "What goes wrong is said in words"
    said = lambda: page.inner_text('#questioned-said')
    (folder/'notes.png').write_text('no image')
    Image.new('L', (300,200), 240).save(folder/'blank.png')
    for name,words in {'notes.png':'is not an image', 'blank.png':'There is no ink'}.items():
        choose(page, 'questioned', folder/name)
        expect(page.locator('#questioned-said')).to_contain_text(words) # looks without evaluating code, which the page forbids
        check(f'{name}: {said()}', page.locator('.answer').is_hidden())
    one = kinds['PNG as drawn'][0]
    choose(page, 'questioned', one)
    choose(page, 'reference', one)
    expect(page.locator('#status')).to_contain_text('same picture')
    check('a copy is no evidence', page.locator('.answer').is_hidden())
    page.route('**/*.onnx', lambda r: r.fulfill(status=404))
    page.goto(url)
    page.wait_for_selector('#result.error')
    check('without a model the page says how to make it', 'signauth export' in page.inner_text('#status'), page.inner_text('#status'))
    page.unroute('**/*.onnx')

def keyboard(page, url):
    "Tab goes from field to field, each with a name; Enter opens it"
    page.goto(url)
    page.wait_for_selector('body[data-loaded]')
    names,opened = [],[]
    page.on('filechooser', lambda o: opened.append(o))
    for _ in range(2):
        page.keyboard.press('Tab')
        names.append(page.evaluate('document.activeElement.getAttribute("aria-label")'))
    page.keyboard.press('Enter')
    page.wait_for_timeout(1000)
    check('Tab leads to both fields, Enter opens them', [o.split()[0] for o in names]==['Questioned','Reference'] and len(opened)==1, (names, opened))

def shoot(browser, url, kinds, shots):
    "The page as it looks, and that it fits"
    a,b,forged,other = kinds['PNG as drawn']
    for name,(first,second),opts in (('desktop-light', (b,a), dict(viewport=dict(width=1280, height=900))), ('phone-dark', (forged,a), dict(viewport=dict(width=390, height=844), device_scale_factor=2, is_mobile=True, has_touch=True, color_scheme='dark')),
                                     ('phone-light', (a,b), dict(viewport=dict(width=320, height=700), device_scale_factor=2, is_mobile=True, has_touch=True)), ('desktop-dark', (other,a), dict(viewport=dict(width=1280, height=900), color_scheme='dark'))):
        page = browser.new_page(**opts)
        page.goto(url)
        if shots:
            page.screenshot(path=shots/f'{name}-empty.png')
        answer(page, first, second)
        page.wait_for_timeout(700) # until nothing moves
        check(f'{name}: nothing is wider than the screen', page.evaluate('document.documentElement.scrollWidth<=innerWidth'))
        if shots:
            page.set_viewport_size(dict(opts['viewport'], height=page.evaluate('document.documentElement.scrollHeight'))) # a picture of the full page would forget that this is a phone
            page.screenshot(path=shots/f'{name}.png')
        page.close()

def main(shots=None, chromium='/usr/bin/chromium'):
    build()
    server = ThreadingHTTPServer(('127.0.0.1', 0), partial(Handler, directory=here))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f'http://127.0.0.1:{server.server_port}/'
    if shots:
        shots.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as d, sync_playwright() as p:
        folder = Path(d)
        kinds = written(folder)
        browser = p.chromium.launch(executable_path=chromium, args=['--no-sandbox'])
        page,asked,wrong = browser.new_page(),[],[]
        page.on('request', lambda r: asked.append((r.method, r.url)))
        page.on('pageerror', lambda e: wrong.append(str(e)))
        page.goto(url)
        compare(page, kinds)
        check(f'the page asks nobody but its server, {len(asked)} times, and sends nothing', asked and all(m=='GET' and u.startswith((url,'data:')) for m,u in asked), asked)
        errors(page, kinds, folder, url)
        keyboard(page, url)
        check('no error in JavaScript', not wrong, wrong)
        shoot(browser, url, kinds, shots)
        browser.close()
    server.shutdown()
    return 1 if failed else 0

if __name__=='__main__':
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument('--shots', type=Path, help='folder for screenshots')
    p.add_argument('--chromium', default=shutil.which('chromium') or shutil.which('chromium-browser'), help='path of the browser')
    sys.exit(main(**vars(p.parse_args())))
