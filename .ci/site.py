"""Look at the site that tools/docs.py has built in _docs, in headless Chromium: light, dark and on a phone.

    python .ci/site.py [--shots FOLDER]

One line, `ok` or `FAILED`, for each check. Needs playwright and Chromium; and npm, for axe-core."""

import argparse, functools, http.server, shutil, tempfile, threading
from pathlib import Path
from playwright.sync_api import sync_playwright
import page
from page import Watched, axe_core, check

docs = Path(__file__).resolve().parent.parent / '_docs'
some = 'index', 'tutorials/authenticate', 'explanations/one_image', 'explanations/likelihood_ratio'
some += 'verify', 'api', 'runtimes'
phone = dict(viewport=dict(width=390, height=844), device_scale_factor=2, is_mobile=True, has_touch=True)
screens = {
    'light': dict(viewport=dict(width=1440, height=1000)),
    'dark': dict(viewport=dict(width=1440, height=1000), color_scheme='dark'),
    'phone': phone,
    'phone-dark': dict(phone, color_scheme='dark'),
}


js_light = """() => {
    const every = 'body, #quarto-header, #quarto-header input, #quarto-sidebar, pre, table, td';
    const colour = o => getComputedStyle(o).backgroundColor.match(/[\\d.]+/g).map(Number);
    return [...document.querySelectorAll(every)]
        .filter(o => o.checkVisibility())
        .map(o => [o.tagName, colour(o)])
        .filter(([t, c]) => (c[3] ?? 1) > .5 && c[0] + c[1] + c[2] > 450)
        .map(([t]) => t);
}"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


def look(w, url, name, screen):
    "Check one page on one screen, and take screenshots of it"
    w.page.goto(f'{url}{name}.html')
    w.page.wait_for_load_state('networkidle')
    what = f'{name}, {screen}'
    w.fits(what)
    w.barriers(what, ('serious', 'critical'))  # landmarks are the theme's
    if 'dark' in screen:  # no white flash: the very first colours are dark
        light = w.page.evaluate(js_light)
        check(f'{what}: nothing but pictures is white', not light, light)
    if not w.shots:
        return
    w.page.screenshot(path=w.shots / f"{name.replace('/', '-')}_{screen}.png")
    w.page.evaluate('scrollTo({top: 1400, behavior: "instant"})')
    w.page.wait_for_timeout(200)
    w.page.screenshot(path=w.shots / f"{name.replace('/', '-')}_{screen}_below.png")


def search(w, url, screen):
    "Search for the Verifier"
    p = w.page
    p.goto(f'{url}index.html')
    if 'phone' in screen:
        p.click('.navbar-toggler')
        p.wait_for_timeout(500)
    box = p.locator('.smalldocs-search input')
    box.click()
    box.press_sequentially('Verifier')
    hit = p.locator('.smalldocs-search a:visible').first
    hit.wait_for()
    if w.shots:
        p.screenshot(path=w.shots / f'search_{screen}.png')
    hit.click()
    p.wait_for_load_state('networkidle')
    found = 'verifier' in p.inner_text('main').lower() and not p.url.startswith(f'{url}index.html')
    check(f'{screen}: the search finds the Verifier', found, p.url)


def every_page(w, url):
    wide = []
    for path in sorted(docs.rglob('*.html')):
        w.page.goto(url + path.relative_to(docs).as_posix())
        if w.page.evaluate('document.documentElement.scrollWidth>innerWidth'):
            wide.append(path.name)
    check('no page is wider than a phone', not wide, wide)
    w.clean('every page')


def main(shots=None, chromium=None):
    if shots:
        shots = shots.resolve()
        shots.mkdir(parents=True, exist_ok=True)
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), functools.partial(Quiet, directory=docs))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f'http://127.0.0.1:{server.server_address[1]}/'
    with tempfile.TemporaryDirectory() as d, sync_playwright() as p:
        page.axe = axe_core(d)
        browser = p.chromium.launch(executable_path=chromium, args=['--no-sandbox', '--disable-gpu'])
        for screen, opts in screens.items():
            with Watched(browser, url, shots, **opts) as w:
                w.page.on('response', lambda r: w.wrong.append(f'{r.status} {r.url}') if r.status >= 400 else None)
                for name in some:
                    look(w, url, name, screen)
                search(w, url, screen)
                w.clean(screen)
        with Watched(browser, url, None, **phone) as w:
            every_page(w, url)
        browser.close()
    server.shutdown()
    return 1 if page.failed else 0


if __name__ == '__main__':
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--shots', type=Path, help='folder for screenshots')
    installed = shutil.which('chromium') or shutil.which('chromium-browser')
    p.add_argument('--chromium', default=installed, help='path of the browser')
    raise SystemExit(main(**vars(p.parse_args())))
