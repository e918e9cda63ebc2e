"""Compare the page in headless Chromium with Python: one line, `ok` or `FAILED`, for each check.

    python examples/browser/test.py [--shots FOLDER]

Needs signauth[export], playwright, npm and Chromium."""

import argparse, shutil, subprocess, sys, tempfile, threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import combinations
from pathlib import Path
import cv2, numpy as np, onnxruntime
from PIL import Image
from playwright.sync_api import expect, sync_playwright
from signauth.ink import gray
from signauth.preprocess import square
from signauth.synth import Writer

here, failed = Path(__file__).resolve().parent, []


def check(name, good, why=''):
    print(f'ok      {name}' if good else f'FAILED  {name}: {why}', flush=True)
    if not good:
        failed.append(name)


class Handler(SimpleHTTPRequestHandler):
    extensions_map = {
        **SimpleHTTPRequestHandler.extensions_map,
        '.wasm': 'application/wasm',
        '.mjs': 'text/javascript',
        '.js': 'text/javascript',
    }

    def log_message(self, *args):
        pass


def build():
    "Run the commands of the README"
    options = dict(cwd=here, check=True, stdout=subprocess.DEVNULL)
    subprocess.run(['npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund'], **options)
    subprocess.run(['npm', 'run', 'build'], **options)
    export = 'signauth.cli export verifier --graph pair --to onnx --out dist'
    subprocess.run([sys.executable, '-m', *export.split()], **options)


def scaled(im, width, how):
    return cv2.resize(im, (width, round(width / im.shape[1] * im.shape[0])), interpolation=how)


def large_in_blue(im):
    im = scaled(im, 2731, cv2.INTER_CUBIC)
    return np.stack([im, 255 - (255 - im) // 2, 255 - (255 - im) // 4], 2)


changes = {  # what makes each kind of file of a signature
    '256×256 PNG': square,
    'PNG as drawn': lambda im: im,
    'colour PNG, 2731 wide': large_in_blue,
    'PNG, 201 wide': lambda im: scaled(im, 201, cv2.INTER_AREA),
    'transparent PNG': lambda im: np.dstack([np.zeros((*im.shape, 3), np.uint8), 255 - im]),
    'JPEG, 2731 wide, turned by EXIF': large_in_blue,
}


def written(folder):
    "Four signatures of each kind as files: two of one writer, a forgery, and one of another writer"
    signed = [Writer(1).sign(0), Writer(1).sign(1), Writer(1).forge(2, skill=0.3), Writer(4).sign(3)]
    res = {}
    for n, (kind, change) in enumerate(changes.items()):
        jpeg = 'JPEG' in kind
        res[kind] = [folder / f'signature-{n}{i}.{"jpg" if jpeg else "png"}' for i in range(4)]
        for im, path in zip(signed, res[kind]):
            exif = Image.Exif()
            exif[0x112] = 6 if jpeg else 1
            im = Image.fromarray(change(im))
            (im.rotate(90, expand=True) if jpeg else im).save(path, exif=exif)
    return res


def choose(page, name, path):
    page.set_input_files(f'#{name}', path)


js_squares = """[...document.querySelectorAll('canvas')]
    .map(o => [...o.getContext('2d').getImageData(0, 0, 256, 256).data].filter((_, i) => i % 4 == 0))"""
js_size = """performance.getEntriesByType('resource')
    .reduce((s, o) => s + o.decodedBodySize, performance.getEntriesByType('navigation')[0].decodedBodySize)"""


def answer(page, questioned, reference):
    "Answer of the page for two files: similarity, log of the likelihood ratio, milliseconds; and the two squares"
    if page.locator('#again').is_visible():
        page.click('#again')
    choose(page, 'questioned', questioned)
    choose(page, 'reference', reference)
    page.wait_for_selector('#result:is(.genuine,.forged,.inconclusive)', timeout=60_000)
    squares = np.array(page.evaluate(js_squares), int).reshape(2, 256, 256)
    figures = [float(page.locator(o).get_attribute('value')) for o in ('#similarity', '#llr', '#ms')]
    return figures, squares


def in_python(net, pair):
    "Similarity and log of the likelihood ratio of two squares"
    inputs = {k: o[None, None].astype(np.float32) for k, o in zip(('questioned', 'reference'), pair)}
    return [o.item() for o in net.run(None, inputs)]


def compare(page, kinds):
    "Compare every pair of every kind in the page and in Python"
    net, took = onnxruntime.InferenceSession(here / 'dist' / 'verifier-pair.onnx'), []
    for kind, paths in kinds.items():
        limit, worst = 1e-4 if kind.startswith('256') else 1e-3, np.zeros(3)
        if len(paths) < 2:
            check(kind, False, 'there is nothing to compare')
        for pair in combinations(paths, 2):
            want = [square(gray(o)) for o in pair]
            (*got, ms), seen = answer(page, *pair)
            took.append(ms)
            differences = [abs(a - b) for a, b in zip(got, in_python(net, want))]
            worst = np.maximum(worst, [*differences, abs(seen - want).max()])
        what = f'similarity differs by {worst[0]:.1e}, log LR by {worst[1]:.1e}, grey levels by {worst[2]:.0f}'
        check(f'{kind}: {what}', worst[0] <= limit and worst[1] <= 50 * limit, f'at most {limit}')
    size, ready = page.evaluate(js_size), page.evaluate('document.body.dataset.loaded')
    print(f'        the page loads {size / 1e6:.1f} MB; ready after {ready} ms;', end=' ')
    print(f'first comparison {took[0]:.0f} ms, then {np.median(took[1:]):.0f} ms')


def errors(page, kinds, folder, url):
    "The page says in words what goes wrong"
    (folder / 'notes.png').write_text('no image')
    Image.new('L', (300, 200), 240).save(folder / 'blank.png')
    for name, words in {'notes.png': 'is not an image', 'blank.png': 'There is no ink'}.items():
        choose(page, 'questioned', folder / name)
        # `expect` looks without evaluating code, which the page forbids
        expect(page.locator('#questioned-said')).to_contain_text(words)
        check(f"{name}: {page.inner_text('#questioned-said')}", page.locator('.answer').is_hidden())
    one = kinds['PNG as drawn'][0]
    choose(page, 'questioned', one)
    choose(page, 'reference', one)
    expect(page.locator('#status')).to_contain_text('same picture')
    check('a copy is no evidence', page.locator('.answer').is_hidden())
    page.route('**/*.onnx', lambda r: r.fulfill(status=404))
    page.goto(url)
    page.wait_for_selector('#result.error')
    status = page.inner_text('#status')
    check('without a model the page says how to make it', 'signauth export' in status, status)
    page.unroute('**/*.onnx')


def keyboard(page, url):
    "Tab goes from field to field, each with a name; Enter opens it"
    page.goto(url)
    page.wait_for_selector('body[data-loaded]')
    names, opened = [], []
    page.on('filechooser', lambda o: opened.append(o))
    for _ in range(2):
        page.keyboard.press('Tab')
        names.append(page.evaluate('document.activeElement.getAttribute("aria-label")'))
    page.keyboard.press('Enter')
    page.wait_for_timeout(1000)
    both = [o.split()[0] for o in names] == ['Questioned', 'Reference']
    check('Tab leads to both fields, Enter opens them', both and len(opened) == 1, (names, opened))


phone = dict(device_scale_factor=2, is_mobile=True, has_touch=True)
large = dict(width=1280, height=900)
screens = {
    'desktop-light': dict(viewport=large),
    'phone-dark': dict(phone, viewport=dict(width=390, height=844), color_scheme='dark'),
    'phone-light': dict(phone, viewport=dict(width=320, height=700)),
    'desktop-dark': dict(viewport=large, color_scheme='dark'),
}


def shoot(browser, url, kinds, shots):
    "Check that the page fits on each screen, and take screenshots"
    a, b, forged, other = kinds['PNG as drawn']
    pairs = (b, a), (forged, a), (a, b), (other, a)
    for (name, options), (first, second) in zip(screens.items(), pairs):
        page = browser.new_page(**options)
        page.goto(url)
        if shots:
            page.screenshot(path=shots / f'{name}-empty.png')
        answer(page, first, second)
        page.wait_for_timeout(700)  # until nothing moves
        fits = page.evaluate('document.documentElement.scrollWidth<=innerWidth')
        check(f'{name}: nothing is wider than the screen', fits)
        if shots:
            # a screenshot of the full page would forget that this is a phone
            height = page.evaluate('document.documentElement.scrollHeight')
            page.set_viewport_size(dict(options['viewport'], height=height))
            page.screenshot(path=shots / f'{name}.png')
        page.close()


def check_page(browser, url, folder, shots):
    kinds = written(folder)
    page, asked, wrong = browser.new_page(), [], []
    page.on('request', lambda r: asked.append((r.method, r.url)))
    page.on('pageerror', lambda e: wrong.append(str(e)))
    page.goto(url)
    compare(page, kinds)
    own = all(method == 'GET' and address.startswith((url, 'data:')) for method, address in asked)
    check(f'the page asks only its server, {len(asked)} times, and sends nothing', asked and own, asked)
    errors(page, kinds, folder, url)
    keyboard(page, url)
    check('no error in JavaScript', not wrong, wrong)
    shoot(browser, url, kinds, shots)


def main(shots=None, chromium='/usr/bin/chromium'):
    build()
    server = ThreadingHTTPServer(('127.0.0.1', 0), partial(Handler, directory=here))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f'http://127.0.0.1:{server.server_port}/'
    if shots:
        shots.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as p:
        browser = p.chromium.launch(executable_path=chromium, args=['--no-sandbox'])
        check_page(browser, url, Path(folder), shots)
        browser.close()
    server.shutdown()
    return 1 if failed else 0


if __name__ == '__main__':
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--shots', type=Path, help='folder for screenshots')
    installed = shutil.which('chromium') or shutil.which('chromium-browser')
    p.add_argument('--chromium', default=installed, help='path of the browser')
    sys.exit(main(**vars(p.parse_args())))
