"""Check the page of the service in headless Chromium: one line, `ok` or `FAILED`, for each check.

    python .ci/page.py [--shots FOLDER] [--url URL]

Needs signauth[api], playwright and Chromium; and npm, to look for barriers with axe-core."""

import argparse, base64, json, os, re, shutil, signal, socket, sqlite3, subprocess, sys, tempfile, time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
import numpy as np
from PIL import Image
from playwright.sync_api import TimeoutError, expect, sync_playwright
from signauth.store import Store
from signauth.synth import Writer
from hostile import letter

axe, failed = '', []
desktop = dict(viewport=dict(width=1280, height=900))
phone = dict(viewport=dict(width=375, height=740), device_scale_factor=2, is_mobile=True, has_touch=True)
axe_version = '4.14.1'


def check(name, good, why=''):
    print(f'ok      {name}' if good else f'FAILED  {name}: {why}', flush=True)
    if not good:
        failed.append(name)


# --- the server ---


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


@contextmanager
def server(folder, *options, **variables):
    "Run `signauth serve` in a folder of its own; gives its address and a function that stops it"
    port = free_port()
    url = f'http://127.0.0.1:{port}/'
    log = open(Path(folder) / 'serve.log', 'a')
    program = shutil.which('signauth', path=f'{Path(sys.executable).parent}:{os.environ["PATH"]}')
    command = [program, 'serve', '--port', str(port), *options]
    p = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env=os.environ | variables)

    def stop():
        p.send_signal(signal.SIGTERM)
        p.wait(30)

    try:
        for _ in range(240):
            if p.poll() is not None:
                sys.exit('FAILED  signauth serve: ' + Path(log.name).read_text()[-2000:])
            try:
                urllib.request.urlopen(url + 'readyz', timeout=2)
                break
            except OSError:
                time.sleep(0.25)
        yield url, stop
    finally:
        if p.poll() is None:
            stop()
        log.close()


# --- pictures ---


def written(folder):
    "Write files of every kind that a user may drop on the page, {name: path}"
    ann, ben = Writer(2), Writer(3)
    res = {}

    def put(name, im, **kw):
        res[name] = str(Path(folder) / name)
        Image.fromarray(im).save(res[name], **kw)

    for i in range(5):
        put(f'ref{i}.png', ann.sign(i))
    put('genuine.png', ann.sign(10))
    for name, level in dict(once=6, again=1).items():
        put(f'{name}.png', ann.sign(14), compress_level=level)
    put('forged.png', ann.forge(13, skill=0.3))
    for i in range(4):
        put(f'stranger{i}.png', Writer(4 + i).sign(0))
    put('photo.jpg', np.stack([ben.sign(12)] * 3, 2), quality=92)
    put('ref0.tif', ann.sign(0))
    put('blank.png', np.full((300, 600), 245, np.uint8))
    put('huge.png', np.random.default_rng(0).integers(0, 256, (2200, 2200, 3), np.uint8))  # 14 MB
    im = ann.sign(11)
    y = np.flatnonzero((im < 128).any(1))
    put('cut.png', im[int(np.quantile(y, 0.3)) :])
    put('dot.png', np.pad(np.zeros((12, 12), np.uint8), 200, constant_values=255))
    one, two = (letter(*(o.draw_ink(7, 300) for o in signed)) for signed in ([ann], [ann, ben]))
    put('one.png', one)
    put('two.png', two)
    put('document.tif', letter(), save_all=True, append_images=[Image.fromarray(o) for o in (one, two)])
    put('unsigned.tif', letter(), save_all=True, append_images=[Image.fromarray(letter())])
    for name, data in {'notes.txt': b'no picture', 'broken.png': b'\x89PNG but no more'}.items():
        res[name] = str(Path(folder) / name)
        Path(res[name]).write_bytes(data)
    return res


# --- the browser ---


report_violations = """addEventListener('securitypolicyviolation', e =>
    console.error('Content Security Policy: ' + e.violatedDirective + ' ' + e.blockedURI))"""
small_targets = """() => {
    const fields = 'input:not([type=file], [type=radio], [type=checkbox])';
    const every = `button, a[href], summary, .way, .choice span, .switch, .field, ${fields}`;
    return [...document.querySelectorAll(every)]
        .filter(o => o.checkVisibility() && !o.matches('.skip'))
        .map(o => [o.getBoundingClientRect(), o.textContent.trim() || o.getAttribute('aria-label') || o.id])
        .filter(([b]) => b.height < 43.5 || b.width < 43.5)
        .map(([b, t]) => `${t} ${b.width.toFixed()}×${b.height.toFixed()}`);
}"""


every_operation = """async () => Object.values((await (await fetch('openapi.json')).json()).paths)
    .flatMap(o => Object.values(o)).map(o => o.operationId)"""


class Watched:
    "A page that records its requests and its complaints"

    def __init__(self, browser, url, shots, **opts):
        self.url, self.shots, self.asked, self.wrong = url, shots, [], []
        self.context = browser.new_context(**opts)
        self.context.add_init_script(report_violations)
        if axe:
            self.context.add_init_script(axe)
        self.page = p = self.context.new_page()
        p.set_default_timeout(30_000)
        p.on('request', lambda r: self.asked.append(r.url))
        p.on('pageerror', lambda e: self.wrong.append(str(e)))
        p.on('console', self.heard)

    def heard(self, message):
        "Record a complaint; that an answer is 4xx, the page itself says in words"
        if message.type in ('error', 'warning') and not message.text.startswith('Failed to load resource'):
            self.wrong.append(message.text)

    def __enter__(self):
        self.page.goto(self.url)
        return self

    def __exit__(self, *exc):
        self.context.close()

    def shoot(self, name):
        if not self.shots:
            return
        self.page.wait_for_timeout(500)  # until nothing moves
        size = self.page.viewport_size
        if not self.page.locator('dialog[open]').count():
            # a screenshot of the full page would forget that this is a phone
            height = max(size['height'], self.page.evaluate('document.documentElement.scrollHeight'))
            self.page.set_viewport_size(dict(size, height=height))
        self.page.screenshot(path=self.shots / f'{name}.png')
        self.page.set_viewport_size(size)

    def clean(self, name):
        foreign = [o for o in self.asked if not o.startswith((self.url, 'data:', 'blob:'))]
        what = f'{name}: no error, no breach of the policy, no request to other servers'
        check(what, not self.wrong and not foreign, (self.wrong, foreign))

    def barriers(self, name, impacts=('serious', 'critical', 'moderate')):
        "Check that axe-core finds nothing that keeps people out"
        if not axe:
            return
        res = self.page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        bad = [(o['id'], [n['target'] for n in o['nodes']][:4]) for o in res['violations'] if o['impact'] in impacts]
        check(f'{name}: axe finds no barrier', not bad, bad)

    def fits(self, name):
        width = self.page.evaluate('document.documentElement.scrollWidth')
        good = self.page.evaluate('document.documentElement.scrollWidth<=innerWidth')
        check(f'{name}: nothing is wider than the screen', good, width)

    def small_targets(self):
        "Controls that a finger would miss: less than 44 pixels in width or height"
        return self.page.evaluate(small_targets)

    def look(self, name):
        "Take a screenshot of one state of the page, and check that it fits and has no barriers"
        self.shoot(name)
        self.fits(name)
        self.barriers(name)


def give(page, tray, *paths):
    page.set_input_files(f'#{tray}-choose', list(paths))


def verdict(page):
    expect(page.locator('#result')).to_be_visible(timeout=60_000)
    return page.inner_text('#result h2')


def go(page):
    page.click('#run')
    return verdict(page)


def said(page, where, words, name):
    loc = page.locator(where)
    try:
        expect(loc).to_contain_text(words, timeout=20_000)
        text = loc.inner_text()
        check(f'{name}: {text.strip()}', '{' not in text and 'Traceback' not in text)
    except AssertionError:
        check(name, False, f'{where} says: {loc.text_content()!r}')


js_file = """(name, data, type) =>
    new File([Uint8Array.from(atob(data), c => c.charCodeAt(0))], name, {type})"""
js_drop = f"""files => {{
    const file = {js_file};
    const d = new DataTransfer();
    for (const [name, data] of files) d.items.add(file(name, data, 'image/' + name.split('.').pop()));
    return d;
}}"""
js_paste = f"""([name, data]) => {{
    const file = {js_file};
    const d = new DataTransfer();
    d.items.add(file(name, data, 'image/png'));
    document.dispatchEvent(new ClipboardEvent('paste', {{clipboardData: d, bubbles: true}}));
}}"""


def encoded(path):
    "Name and content of a file, for JavaScript"
    return [Path(path).name, base64.b64encode(Path(path).read_bytes()).decode()]


def drop(page, where, *paths):
    "Drop files as from a file manager"
    data = page.evaluate_handle(js_drop, [encoded(o) for o in paths])
    page.dispatch_event(where, 'drop', {'dataTransfer': data})


def paste(page, path):
    page.evaluate(js_paste, encoded(path))


def drag(page, points):
    "Draw a line through points with the mouse"
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point)
    page.mouse.up()


def sign(page, shift=0):
    "Sign on the sheet with the mouse"
    b = page.locator('#canvas').bounding_box()
    rng = np.random.default_rng(7 + shift)
    t = np.linspace(0, 1, 90)
    x = 0.12 + 0.7 * t + 0.05 * np.sin(2 * np.pi * (3 + 0.03 * shift) * t)
    y = 0.5 + 0.2 * np.sin(2 * np.pi * 3 * t + 0.6) * (1 - 0.6 * t) + 0.012 * rng.standard_normal()
    points = list(zip(b['x'] + x * b['width'], b['y'] + y * b['height']))
    drag(page, points)
    page.mouse.move(b['x'] + 0.2 * b['width'], b['y'] + 0.8 * b['height'])
    page.mouse.down()
    page.mouse.move(b['x'] + 0.85 * b['width'], b['y'] + 0.72 * b['height'], steps=12)
    page.mouse.up()


# --- what is checked ---


def comparing(w, im):
    "Compare with chosen, dropped and pasted files"
    first_verdict(w, im)
    other_pictures(w, im)
    few_references(w, im)


def first_verdict(w, im):
    page = w.page
    refs = [im[f'ref{i}.png'] for i in range(4)]
    expect(page.locator('#about')).to_contain_text('model')
    w.look('desktop-empty')
    page.click('#run')
    said(page, '#questioned .said', 'questioned signature first', 'nothing given')
    give(page, 'questioned', im['genuine.png'])
    give(page, 'references', *refs)
    expect(page.locator('#references li')).to_have_count(4)
    w.look('desktop-given')
    head = go(page)
    check(f'chosen files: {head}', 'genuine' in head, head)
    spoken = page.inner_text('#spoken')
    check('the verdict is read out', all(o in spoken for o in (head, 'times likelier', '4 references')), spoken)
    label = page.get_attribute('.scale', 'aria-label')
    check('the scale says what it shows', 'Likelihood ratio' in label and page.locator('.band.on').count() == 1)
    alt = page.get_attribute('.zoom img', 'alt') or ''
    width = page.evaluate("document.querySelector('.zoom img').naturalWidth")
    check('the explanation is a picture with words', 'orange' in alt and width == 700)
    page.click('summary')
    details = page.inner_text('details')
    named = 'Number in the audit log' in details and len(page.inner_text('details code')) == 64
    check('details name the model and the audit log', named, details)
    w.look('desktop-genuine')
    page.click('.zoom')
    w.shoot('desktop-enlarged')
    page.keyboard.press('Escape')


def other_pictures(w, im):
    page = w.page
    drop(page, '#questioned', im['forged.png'])
    expect(page.locator('#questioned img')).to_have_attribute('alt', 'Questioned signature: forged.png')
    check('a new picture takes the old answer away', page.locator('#result').is_hidden())
    head = go(page)
    check(f'a dropped file: {head}', 'forgery' in head or 'neither' in head, head)
    w.look('desktop-forged')
    give(page, 'questioned', im['ref2.png'])
    head = go(page)
    good = head == 'This is a copy' and 'reference 3' in page.inner_text('.lead') and not page.locator('.scale').count()
    check(f'a copy of reference 3: {head}', good, page.inner_text('#result'))
    w.look('desktop-copy')
    paste(page, im['genuine.png'])
    expect(page.locator('#questioned img')).to_have_attribute('alt', 'Questioned signature: genuine.png')
    check('a picture is pasted', True)


def few_references(w, im):
    page = w.page
    page.get_by_role('button', name='Remove reference 4').click()
    expect(page.locator('#references li')).to_have_count(3)
    check('a reference is removed', True)
    give(page, 'references', im['ref0.png'])
    said(page, '#references .said', 'is there already', 'the same picture twice')
    page.get_by_role('button', name='Remove reference 3').click()
    page.get_by_role('button', name='Remove reference 2').click()
    go(page)
    note = page.inner_text('#result .note')
    check('the page says that one reference is little', 'One reference cannot show' in note, note)
    give(page, 'references', im['ref1.png'], im['ref2.png'], im['photo.jpg'])
    go(page)
    note = page.inner_text('#result .note')
    check('the page leaves out the reference of another writer', 'Reference 4 is unlike the others' in note, note)
    w.look('desktop-odd')
    page.get_by_role('button', name='Remove reference 3').click()
    page.get_by_role('button', name='Remove reference 2').click()
    go(page)
    note, head = page.inner_text('#result .note'), page.inner_text('#result h2')
    open_ = 'neither' in head and 'References disagree?' in note
    check('of two references that disagree, nothing is decided', open_, f'{head}: {note}')
    w.look('desktop-disagree')


def scanning(w, im):
    page = w.page
    page.goto(w.url)
    give(page, 'questioned', im['cut.png'])
    give(page, 'references', im['ref0.png'], im['photo.jpg'], im['ref0.tif'], im['dot.png'])
    page.get_by_role('switch').check()
    expect(page.locator('img.ink')).to_have_count(5, timeout=60_000)
    expect(page.locator('.why:not(:empty)')).to_have_count(2)
    reasons = page.locator('.why').all_inner_texts()
    cut_off = 'Cut off: scan it whole, with some paper around it.' in page.inner_text('#questioned .why')
    told = ' '.join(reasons).strip()
    check(f'Scan shows the ink, and why two of five cannot be compared: {told}', cut_off, reasons)
    w.look('desktop-scan')
    page.get_by_role('switch').uncheck()
    expect(page.locator('img.ink')).to_have_count(0)
    page.click('#run')
    said(page, '.said.wrong', 'The questioned signature cannot be compared: cut off', 'what cannot be compared')


def paging(w, im):
    "One of the signatures on a page is chosen, by the mouse and by keys, and one in a document"
    page = w.page
    page.goto(w.url)
    give(page, 'questioned', im['two.png'])
    expect(page.locator('.found')).to_have_count(2)
    give(page, 'references', *[im[f'ref{i}.png'] for i in range(4)])
    expect(page.locator('#references li')).to_have_count(4)
    w.look('desktop-page')
    page.click('#run')
    said(page, '.said.wrong', 'several signatures. Choose the one that is in doubt', 'two signatures on a page')
    choosing(w)
    unchosen(w, im)
    documents(w, im)


def choosing(w):
    page = w.page
    boxes = {o: page.get_by_role('button', name=f'signature {o}').bounding_box() for o in '12'}
    hers = min(boxes, key=lambda o: boxes[o]['x'])
    with page.expect_response('**/verify') as answer:
        page.get_by_role('button', name=f'signature {hers}').click()
    head = verdict(page)
    left = answer.value.json()['found'][0] < 400
    check(f'the signature on the left is chosen and compared: {head}', left and 'genuine' in head, head)
    page.locator('.cut img').wait_for()
    w.look('desktop-page-chosen')
    keys = Keys(page)
    other = page.locator('.found[aria-pressed=false]').get_attribute('aria-label')
    page.focus('.skip')
    keys.to(other)
    page.keyboard.press('Enter')
    expect(page.locator('.found[aria-pressed=true]')).to_have_attribute('aria-label', other)
    expect(page.locator('#result h2')).to_contain_text('forgery')
    check(f'{other} is chosen by keys, and keeps the focus', keys.focus() == other, keys.focus())


def unchosen(w, im):
    page = w.page
    give(page, 'questioned', im['one.png'])
    expect(page.locator('.found')).to_have_count(1)
    head = go(page)
    note = page.inner_text('#result .note')
    check(f'one signature on a page needs no choice: {head}', 'found on a page' in note and 'choose it' in note, note)


def documents(w, im):
    page = w.page
    give(page, 'questioned', im['document.tif'])
    expect(page.locator('.cuts .found')).to_have_count(3)
    page.click('#run')
    said(page, '.said.wrong', 'has 3 pages. Choose one of its signatures', 'a document')
    page.get_by_role('button', name='page 2, signature 1').click()
    head = verdict(page)
    check(f'page 2 of a document: {head}', 'genuine' in head, head)
    w.look('desktop-document')
    give(page, 'questioned', im['unsigned.tif'])
    page.click('#run')
    said(page, '.said.wrong', 'has 2 pages. No signature was found', 'a document that nobody has signed')


js_corner = """async () => {
    const b = await createImageBitmap(document.querySelector('#questioned img'));
    const c = new OffscreenCanvas(b.width, b.height).getContext('2d');
    c.drawImage(b, 0, 0);
    return [...c.getImageData(0, 0, 1, 1).data, b.width];
}"""


def signing(w, im):
    "Sign on the sheet, for references and for the questioned signature"
    page = w.page
    page.goto(w.url)
    page.click('#references .sign')
    page.click('[data-to=references]')
    said(page, '#pad-said', 'Sign first', 'an empty sheet')
    for i in range(3):
        sign(page, i)
        page.click('[data-to=references]')
        expect(page.locator('#references li')).to_have_count(i + 1)
    sign(page, 4)
    page.click('#undo')
    page.click('#undo')
    page.click('[data-to=questioned]')
    said(page, '#pad-said', 'Sign first', 'undone twice, the sheet is empty')
    sign(page, 4)
    w.look('desktop-sign')
    page.click('[data-to=questioned]')
    expect(page.locator('#pad')).to_be_hidden()
    corner = page.evaluate(js_corner)
    good = corner[:4] == [255] * 4 and corner[4] >= 800
    check(f'the sheet is sent as ink on white, {corner[4]} pixels wide', good, corner)
    head = go(page)
    check(f'signed with the mouse: {head}', page.locator('.scale').count() == 1 or head == 'This is a copy', head)
    w.look('desktop-signed')


def identifying(w, im, writers):
    page = w.page
    page.goto(w.url)
    give(page, 'questioned', im['genuine.png'])
    page.click('label:has([value=everybody])')
    w.shoot('desktop-everybody')
    page.click('#run')
    verdict(page)
    rows = page.locator('.ranks tbody tr').count()
    check(f'search among all writers: {page.inner_text("#result h2")}, {rows} comparisons', rows > 0)
    w.look('desktop-identify')
    page.locator('.ranks button').first.click()
    expect(page.locator('.scale')).to_be_visible(timeout=60_000)
    named = page.inner_text('.facts div:nth-child(4) dt').split(' of ')[1]
    check('a click compares with the best of them', page.input_value('#writer') == named)
    w.look('desktop-writer')
    page.fill('#writer', writers[0][0])
    page.wait_for_timeout(800)
    names = page.evaluate("[...document.querySelectorAll('#writers option')].map(o => o.value)")
    check(f'names are suggested: {names}', bool(names) and all(o.startswith(writers[0][0]) for o in names))
    page.fill('#writer', 'nobody.at.all')
    page.click('#run')
    said(page, '#writer-said', 'not enrolled', 'a writer who is not enrolled')


def examples(w):
    page = w.page
    page.goto(w.url)
    page.click('#try')
    page.locator('#samples img').first.wait_for()
    n = page.locator('#samples button').count()
    w.look('desktop-demo')
    page.locator('#samples button').first.click()
    head = verdict(page)
    check(f'the first of {n} examples: {head}', 'genuine' in head, head)
    heads = []
    for i in range(1, n):
        page.locator('#samples button').nth(i).click()
        page.wait_for_timeout(300)
        heads.append(f'{page.locator("#samples button").nth(i).inner_text()} → {verdict(page)}')
    check('the others: ' + '; '.join(heads), True)


def enrolling(w, im):
    "Enrol, compare with and delete a writer; return the writers of the demo"
    writers = refused_enrolments(w, im)
    enrolled(w, im)
    compared_with_enrolled(w, im)
    deleting(w)
    long_list(w)
    return writers


def refused_enrolments(w, im):
    page = w.page
    page.goto(w.url + '#enrolled')
    page.locator('#list tbody tr').first.wait_for()
    writers = page.locator('#list th[scope=row]').all_inner_texts()
    check(f'who is enrolled: {writers}', len(writers) > 0)
    w.look('desktop-enrolled')
    page.click('#enrol .primary')
    said(page, '#enrol-said', 'Who gives', 'no writer')
    page.fill('#enrol-writer', 'Åsa Ö')
    page.click('#enrol .primary')
    said(page, '#enrol-said', 'will not do', 'an id that will not do')
    page.fill('#enrol-writer', 'zoe+1@home')
    page.click('#enrol .primary')
    said(page, '#enrol-said', 'one reference', 'no reference')
    give(page, 'enrol-references', im['ref0.png'], im['ref1.png'], im['blank.png'])
    page.click('#enrol .primary')
    said(page, '#enrol-said', 'ink', 'a picture without ink is not enrolled')
    return writers


def new_row(page):
    "The row of the list with the writer who was enrolled here"
    return page.locator('#list tr', has_text='zoe+1@home')


def enrolled(w, im):
    page = w.page
    page.get_by_role('button', name='Remove reference 3').click()
    page.click('#enrol .primary')
    said(page, '#enrol-said', 'enrolled with 2 references', 'enrolled')
    expect(new_row(page)).to_be_visible()
    give(page, 'enrol-references', im['ref1.png'], im['ref2.png'])
    page.click('#enrol .primary')
    said(page, '#enrol-said', '3 references. One was there already', 'one of two is there already')
    w.look('desktop-enrol')


def compared_with_enrolled(w, im):
    page = w.page
    new_row(page).get_by_role('button', name='Compare').click()
    chosen = page.input_value('#writer') == 'zoe+1@home'
    check('from the list to comparing', chosen and page.locator('#compare').is_visible())
    give(page, 'questioned', im['genuine.png'])
    head = go(page)
    check(f'compared with the writer who was enrolled here: {head}', 'genuine' in head, head)
    give(page, 'questioned', im['ref2.png'])
    page.click('label:has([value=everybody])')
    head = go(page)
    good = head == 'This is a copy' and 'the very ink of a reference of' in page.inner_text('.lead')
    check(f'a copy names nobody: {head}', good, page.inner_text('#result'))
    w.look('desktop-identify-copy')


def deleting(w):
    page, row = w.page, new_row(w.page)
    page.click('nav >> text=Enrolled')
    row.get_by_role('button', name='Delete').click()
    expect(page.locator('#sure')).to_be_visible()
    w.look('desktop-delete')
    page.click('#sure >> text=Keep')
    expect(row).to_be_visible()
    row.get_by_role('button', name='Delete').click()
    page.click('#delete')
    said(page, '#list-said', 'was deleted', 'deleted')
    expect(row).to_have_count(0)


def long_list(w):
    "Lists of 80 writers and of none, which this server does not have"
    page = w.page
    dates = dict(created='2026-01-05T09:00:00Z', updated='2026-02-03T09:00:00Z')
    many = [dict(writer=f'writer-{i:03}', references=4, usable=i != 1, **dates) for i in range(80)]

    def one_page(route):
        last = 'after=' in route.request.url
        shown = many[50:] if last else many[:50]
        route.fulfill(json=dict(writers=shown, next=None if last else 'writer-049', total=80))

    page.route('**/writers?*', one_page)
    page.reload()
    expect(page.locator('#list tbody tr')).to_have_count(50)
    page.click('#more')
    expect(page.locator('#list tbody tr')).to_have_count(80)
    good = page.locator('.again').count() == 1 and page.locator('#more').is_hidden()
    check('80 people come in pages, and one has to give new references', good)
    w.shoot('desktop-enrolled-many')
    page.route('**/writers?*', lambda r: r.fulfill(json=dict(writers=[], next=None, total=0)))
    page.reload()
    expect(page.locator('#nobody')).to_be_visible()
    w.look('desktop-nobody')
    page.unroute('**/writers?*')


js_width = """async () => {
    const c = document.querySelector('#questioned img');
    await c.decode();
    return c.naturalWidth;
}"""


def errors(w, im):
    "What the page says when something goes wrong"
    wrong_pictures(w, im)
    wrong_answers(w)


def wrong_pictures(w, im):
    page = w.page
    page.goto(w.url)
    at = '#questioned .said'
    give(page, 'questioned', im['notes.txt'])
    said(page, at, 'not a picture', 'a text')
    give(page, 'questioned', im['broken.png'])
    said(page, at, 'cannot be read', 'a broken file')
    w.look('desktop-error')
    others = 'genuine.png', 'forged.png', 'photo.jpg', 'ref0.tif', 'blank.png', 'cut.png', 'dot.png', 'huge.png'
    give(page, 'references', *[im[f'ref{i}.png'] for i in range(5)], *[im[o] for o in others])
    said(page, '#references .said', '12 references are enough', 'thirteen references')
    w.look('desktop-twelve')
    page.goto(w.url)
    give(page, 'references', im['ref0.png'])
    give(page, 'questioned', im['huge.png'])
    page.locator('#questioned img').wait_for()
    size = page.evaluate(js_width)
    check(f'14 MB are reduced in the page, {size} pixels wide', size == 2200)
    give(page, 'questioned', im['blank.png'])
    page.click('#run')
    said(page, '.said.wrong', 'no ink', 'no ink')
    w.shoot('desktop-no-ink')


answers = [  # status, Retry-After, code, detail, words that the page says
    (503, '2', 'busy', 'the server has much to do', 'Try again in 2 seconds'),
    (429, '7', 'rate', 'too many requests', 'Try again in 7 seconds'),
    (500, None, 'internal', 'something went wrong', 'later'),
    (502, None, None, '', 'does not answer'),
]


def wrong_answer(status, after, code, detail):
    "A function that answers a request with a problem; without a code, with the page of a gateway"
    problem = dict(title='x', status=status, code=code, detail=detail, hint='')
    body = json.dumps(problem) if code else '<html>Bad Gateway</html>'
    headers = {'Retry-After': after} if after else {}

    def answer(route):
        route.fulfill(status=status, body=body, content_type='application/problem+json', headers=headers)

    return answer


def wrong_answers(w):
    page = w.page
    for status, after, code, detail, words in answers:
        page.route('**/verify', wrong_answer(status, after, code, detail))
        page.click('#run')
        said(page, '#ask-said', words, f'{status} {code or "of a gateway"}')
    w.look('desktop-busy')
    page.unroute('**/verify')
    page.click('#ask-said button')
    said(page, '.said.wrong', 'no ink', 'tried again')
    page.route('**/verify', lambda r: r.abort())
    page.click('#run')
    said(page, '#ask-said', 'does not answer', 'no network')
    page.unroute('**/verify')
    page.route('**/verify', lambda r: r.fulfill(status=200, body='<p>captive portal</p>', content_type='text/html'))
    page.click('#run')
    said(page, '#ask-said', 'does not understand', 'something else answers')
    page.unroute('**/verify')


def keys(w, im):
    "Without a key, with a wrong one, with a right one"
    page = w.page
    wants = 'sa_right'

    def guard(route):
        headers = dict(route.request.headers)
        got = headers.pop('authorization', '')
        if got == f'Bearer {wants}':
            return route.continue_(headers=headers)
        problem = dict(status=401, code='no-key', detail='a key is needed', hint='check it, or ask for another')
        if got:
            problem |= dict(code='unknown-key', detail='this key is not known')
        route.fulfill(status=401, content_type='application/problem+json', body=json.dumps(problem))

    page.route('**/verify', guard)
    page.goto(w.url)
    give(page, 'questioned', im['genuine.png'])
    give(page, 'references', im['ref0.png'])
    page.click('#run')
    expect(page.locator('#key-form')).to_be_visible()
    check('asked for a key, which has the focus', page.evaluate("document.activeElement.id") == 'key')
    w.look('desktop-key')
    page.fill('#key', 'sa_wrong')
    page.keyboard.press('Enter')
    said(page, '#key-said', 'not known', 'a wrong key')
    page.fill('#key', wants)
    page.keyboard.press('Enter')
    head = verdict(page)
    check(f'with the right key it goes on by itself: {head}', page.locator('#key-form').is_hidden())
    kept = page.evaluate("[sessionStorage.length, localStorage.length, document.cookie].join()")
    check('the key is kept for this tab alone', kept == '1,0,')
    page.click('#forget')
    check('and forgotten on demand', page.evaluate('sessionStorage.length') == 0)
    page.unroute('**/verify')


js_focus = """(o => o.getAttribute('aria-label') || o.labels?.[0]?.textContent.trim() || o.textContent.trim() || o.id)(
    document.activeElement)"""
js_ring = """(o => [o, o.nextElementSibling].some(e => e && getComputedStyle(e).outlineStyle !== 'none'))(
    document.activeElement)"""


class Keys:
    "A keyboard on a page; `seen` has each place where the focus was, and whether a ring was around it"

    def __init__(self, page):
        self.page, self.seen = page, []

    def focus(self):
        return self.page.evaluate(js_focus)

    def to(self, name):
        "Press Tab until the focus is on a control"
        for _ in range(40):
            self.page.keyboard.press('Tab')
            self.seen.append((self.focus(), self.page.evaluate(js_ring)))
            if self.focus().startswith(name):
                return
        raise AssertionError(f'the keyboard does not come to {name}: {self.seen}')

    def pick(self, name, *paths):
        "Choose files with the control of a name"
        self.to(name)
        for key in ('Enter', 'Space', 'Enter', 'Space'):  # the headless browser misses one at times
            try:
                with self.page.expect_file_chooser(timeout=3000) as chooser:
                    self.page.keyboard.press(key)
                return chooser.value.set_files(list(paths))
            except TimeoutError:
                pass
        raise AssertionError(f'{name}: no key opens the choice of files')


def keyboard(w, im):
    "Everything by keys: a file chosen, a switch, a choice, a verdict"
    page = w.page
    page.goto(w.url)
    keys = Keys(page)
    keys.to('To the content')
    keys.pick('Questioned signature: choose', im['genuine.png'])
    expect(page.locator('#questioned li')).to_have_count(1)
    keys.to('References')
    page.keyboard.press('ArrowRight')
    check('arrows choose what to compare with', page.locator('#writer').is_visible())
    page.keyboard.press('ArrowLeft')
    keys.pick('Reference: choose', im['ref0.png'], im['ref1.png'])
    expect(page.locator('#references li')).to_have_count(2)
    dialog_by_keys(page, keys)
    keys.to('Scan')
    page.keyboard.press('Space')
    expect(page.locator('img.ink')).to_have_count(3, timeout=60_000)
    keys.to('Compare')
    page.keyboard.press('Enter')
    check(f'by keyboard alone: {verdict(page)}', True)
    hidden = [name for name, ring in keys.seen if not ring]
    check(f'the focus is visible in all of {len(keys.seen)} places', len(keys.seen) >= 10 and not hidden, hidden)
    page.focus('#questioned button.round')
    page.keyboard.press('Enter')
    where = keys.focus()
    check('after removing, the focus has a place', where.startswith('Questioned signature: choose'), where)


def dialog_by_keys(page, keys):
    keys.to('Reference: sign')
    page.keyboard.press('Enter')
    expect(page.locator('#pad')).to_be_visible()
    page.keyboard.press('Escape')
    expect(page.locator('#pad')).to_be_hidden()
    check('a dialog gives the focus back', keys.focus() == 'Reference: sign', keys.focus())


phones = {
    'phone-light': phone,
    'phone-dark': dict(phone, color_scheme='dark'),
    'phone-320': dict(phone, viewport=dict(width=320, height=640)),
}


def on_phone(name, w, im):
    page = w.page
    expect(page.locator('#about')).to_contain_text('model')
    w.look(f'{name}-empty')
    camera = page.get_attribute('#questioned-shoot', 'capture') == 'environment'
    check(f'{name}: camera at hand', page.locator('label.way.shoot').first.is_visible() and camera)
    give(page, 'questioned', im['forged.png'])
    give(page, 'references', *[im[f'ref{i}.png'] for i in range(4)])
    go(page)
    page.click('summary')
    w.look(f'{name}-verdict')
    small = w.small_targets()
    check(f'{name}: everything is large enough for a finger', not small, small)
    give(page, 'questioned', im['two.png'])
    expect(page.locator('.found')).to_have_count(2)
    page.locator('.found').first.tap()
    verdict(page)
    w.look(f'{name}-page')
    small = w.small_targets()
    check(f'{name}: the signatures on a page are large enough for a finger', not small, small)
    page.click('#questioned .sign')
    page.locator('#canvas').bounding_box()
    sign(page)
    w.look(f'{name}-sign')
    page.click('[data-to=questioned]')
    page.click('label:has([value=everybody])')
    page.click('#run')
    verdict(page)
    w.look(f'{name}-identify')
    page.click('nav >> text=Enrolled')
    page.locator('#list tbody tr').first.wait_for()
    w.look(f'{name}-enrolled')
    small = w.small_targets()
    check(f'{name}: everything in the list is large enough for a finger', not small, small)
    w.clean(name)


js_ink = """() => {
    const c = document.querySelector('#canvas');
    const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
    let n = 0;
    for (let i = 3; i < d.length; i += 4) n += d[i] > 128;
    return n;
}"""


def touch(browser, url, im):
    "A stroke by finger leaves ink and does not scroll the page"
    with Watched(browser, url, None, **phone) as w:
        page = w.page
        page.tap('#questioned .sign')
        b = page.locator('#canvas').bounding_box()
        scrolled = page.evaluate('scrollY')
        cdp = w.context.new_cdp_session(page)

        def at(t):
            y = b['y'] + b['height'] * (0.5 + 0.25 * np.sin(14 * t))
            return [dict(x=b['x'] + b['width'] * (0.15 + 0.7 * t), y=y)]

        cdp.send('Input.dispatchTouchEvent', dict(type='touchStart', touchPoints=at(0)))
        for t in np.linspace(0, 1, 40):
            cdp.send('Input.dispatchTouchEvent', dict(type='touchMove', touchPoints=at(float(t))))
        cdp.send('Input.dispatchTouchEvent', dict(type='touchEnd', touchPoints=[]))
        dark = page.evaluate(js_ink)
        moved = page.evaluate('scrollY')-scrolled
        check(f'signed by finger: {dark} pixels of ink', dark > 2000 and not moved, f'the page moved by {moved}')
        w.clean('finger')


def dark(browser, url, shots, im):
    with Watched(browser, url, shots, **desktop, color_scheme='dark', reduced_motion='reduce') as w:
        page = w.page
        expect(page.locator('#about')).to_contain_text('model')
        w.look('dark-empty')
        give(page, 'questioned', im['genuine.png'])
        give(page, 'references', *[im[f'ref{i}.png'] for i in range(4)])
        page.get_by_role('switch').check()
        go(page)
        expect(page.locator('img.ink')).to_have_count(5, timeout=60_000)
        page.click('summary')
        w.look('dark-genuine')
        for k in ('forged.png', 'ref1.png'):
            give(page, 'questioned', im[k])
            go(page)
            w.look(f'dark-{k[:-4]}')
        page.click('label:has([value=everybody])')
        page.click('#run')
        verdict(page)
        w.look('dark-identify')
        tray = '#references' if page.locator('#references .sign').is_visible() else '#questioned'
        page.click(f'{tray} .sign')
        sign(page)
        w.look('dark-sign')
        page.keyboard.press('Escape')
        page.click('nav >> text=Enrolled')
        page.locator('#list tbody tr').first.wait_for()
        w.look('dark-enrolled')
        w.clean('dark')


def documented(browser, url, shots):
    "The page for programmers shows every operation, on a screen and on a phone"
    looks = {'docs': desktop, 'docs on a phone': phone, 'docs, dark': desktop | dict(color_scheme='dark')}
    for name, options in looks.items():
        with Watched(browser, url, shots, **options) as w:
            page = w.page
            page.get_by_role('link', name='For programs').click()
            page.wait_for_selector('#problem table')
            shown = page.locator('.operation').evaluate_all('all => all.map(o => o.id)')
            there = page.evaluate(every_operation)
            check(f'{name}: all {len(there)} operations', len(there) > 12 and sorted(shown) == sorted(there), shown)
            w.look(name)
            page.goto(url + 'docs#verify')
            page.click('#identify summary')
            words = page.inner_text('#verify')
            told = ['questioned=@questioned.png', f'{url}verify', 'log10_lr', 'needed', '503 Service Unavailable']
            check(f'{name}: an operation with its fields', all(o in words for o in told), words)
            check(f'{name}: targets for fingers', not w.small_targets(), w.small_targets())
            w.look(f'{name}, open')
            w.clean(name)


def gone(browser, im, folder, url, stop):
    "The server stops under the page, and comes back"
    with Watched(browser, url, None, **desktop) as w:
        page = w.page
        give(page, 'questioned', im['genuine.png'])
        give(page, 'references', im['ref0.png'])
        go(page)
        stop()
        page.click('#run')
        said(page, '#ask-said', 'does not answer', 'the server is gone')
        check('its button tries again', page.locator('#ask-said button').is_visible())


# --- keys that may do only some things, and a second person ---


no_figures = '.scale, .facts, .ranks, #result img'


def nothing_empty(w, name):
    "Check that an answer without figures shows neither their places nor words for nothing"
    text = w.page.inner_text('#result')
    wrong = re.findall(r'NaN|null|undefined|Infinity', text)
    empty = w.page.locator(no_figures).count()
    good = 'This key sees only the decision' in text and not wrong and not empty
    check(f'{name}: the decision alone, and the page says so', good, text)


def use_key(w, secret):
    w.page.fill('#key', secret)
    with w.page.expect_response('**/version'):
        w.page.keyboard.press('Enter')
    w.page.wait_for_timeout(300)  # until the page has gone on with the key, and asks nothing twice
    expect(w.page.locator('#key-form')).to_be_hidden()


def counted(w, path):
    "How often the page has asked for something that ends so"
    return sum(o.split('?')[0].endswith(path) for o in w.asked)


def narrow_and_dark(w, name):
    "Look at one state of the page once more as on a phone, and in the dark"
    w.page.set_viewport_size(phone['viewport'])
    w.look(f'narrow-{name}')
    w.page.set_viewport_size(desktop['viewport'])
    w.page.emulate_media(color_scheme='dark', reduced_motion='reduce') # else a colour may be on its way
    w.look(f'dark-{name}')
    w.page.emulate_media(color_scheme='light')


def make_keys(folder):
    "Make keys of several scopes, one of which has ended: {name: secret}"
    scopes = dict(till=['verdict'], desk=['verify', 'extend'], boss=['approve', 'extend'], old=['verify'])
    store = Store(f'sqlite:///{folder}/signauth.db')
    held = {k: store.add_key(k, v) for k, v in scopes.items()}
    store.close()
    with sqlite3.connect(f'{folder}/signauth.db') as db:
        db.execute("UPDATE keys SET expires='2020-01-01 00:00:00.000000' WHERE name='old'")
    time.sleep(1.2)  # the server looks for keys once a second
    return held


def by_two(browser, shots, im):
    "A server of its own, first without keys; then each key may do a part of the work"
    with tempfile.TemporaryDirectory() as folder:
        with server(folder, '--keyless', SIGNAUTH_ATTEMPTS='8/hour') as (url, _):
            with Watched(browser, url, shots, **desktop) as w:
                alone(w, im)
                w.clean('without keys')
            held = make_keys(folder)
            for name, options in dict(desktop=desktop, phone=phone).items():
                with Watched(browser, url, shots, **options) as w:
                    decision_alone(w, im, held['till'], name)
                    w.clean(f'{name}-till')
            two_people(browser, url, shots, im, held)
            with Watched(browser, url, shots, **desktop) as w:
                asked_again(w, im, held)
                w.clean('desk')


def bring(page, *paths):
    "Enrol references of zoe"
    page.fill('#enrol-writer', 'zoe')
    give(page, 'enrol-references', *paths)
    page.click('#enrol .primary')


def row_of(page, writer):
    return page.locator('#list tr', has_text=writer)


def alone(w, im):
    "One person with one machine and no keys approves and rejects"
    page = w.page
    page.goto(w.url + '#enrolled')
    bring(page, *[im[f'ref{i}.png'] for i in range(3)])
    said(page, '#enrol-said', 'enrolled with 3 references', 'references of one person')
    check('then nothing waits', page.locator('#pending').is_hidden() and not page.locator('.waits').count())
    bring(page, im['ref3.png'], im['stranger0.png'])
    words = '1 of 2 waits for a second person: it is unlike the others'
    said(page, '#enrol-said', words, 'one of two is unlike the others')
    expect(page.locator('#waiting li')).to_have_count(1)
    said(page, '#list', '1 waits', 'the list shows what waits')
    bring(page, im['stranger1.png'])
    said(page, '#enrol-said', 'The new one waits', 'one alone')
    expect(page.locator('#waiting li')).to_have_count(2)
    w.look('desktop-pending')
    narrow_and_dark(w, 'pending')
    small = w.small_targets()
    check('what waits is large enough for a finger', not small, small)
    page.locator('#waiting').get_by_role('button', name='Reject').first.click()
    said(page, '#pending-said', 'of zoe was rejected, and is deleted', 'rejected')
    focused = page.evaluate('document.activeElement.textContent') == 'Approve'
    check('the next one has the focus', focused and page.locator('#waiting li').count() == 1)
    page.locator('#waiting').get_by_role('button', name='Approve').click()
    said(page, '#list-said', 'of zoe was approved', 'approved without keys')
    now = row_of(page, 'zoe').inner_text()
    check('then nothing waits any more', page.locator('#pending').is_hidden() and 'wait' not in now, now)


def decision_alone(w, im, secret, name):
    "A key that sees only decisions: asked twice once, then never again"
    page = w.page
    use_key(w, secret)
    give(page, 'questioned', im['genuine.png'])
    give(page, 'references', *[im[f'ref{i}.png'] for i in range(4)])
    head = go(page)
    check(f'{name}, a key for decisions: {head}', 'genuine' in head and counted(w, '/verify') == 2, w.asked)
    nothing_empty(w, f'{name}-till')
    spoken = page.inner_text('#spoken')
    good = 'Compared with 4 references' in spoken and spoken.count('Compared') == 1
    check(f'{name}: the decision is read out', good, spoken)
    w.look(f'{name}-till')
    page.reload()
    give(page, 'questioned', im['ref2.png'])
    give(page, 'references', *[im[f'ref{i}.png'] for i in range(4)])
    head = go(page)
    lead = page.inner_text('.lead')
    good = head == 'This is a copy' and 'one of the references' in lead and counted(w, '/verify') == 3
    check(f'{name}: it is remembered for the key, and a copy has no number', good, (lead, w.asked))
    w.look(f'{name}-till-copy')
    page.click('label:has([value=everybody])')
    page.click('#run')
    verdict(page)
    nothing_empty(w, f'{name}-till, everybody')
    w.look(f'{name}-till-everybody')
    page.click('label:has([value=writer])')
    for _ in range(2):
        page.fill('#writer', 'zo')
        page.wait_for_timeout(500)
        page.fill('#writer', '')
    check(f'{name}: names are asked for once', counted(w, '/writers') == 1, counted(w, '/writers'))
    page.click('#forget')
    check(f'{name}: with the key, all is forgotten', page.evaluate('sessionStorage.length') == 0)


def two_people(browser, url, shots, im, held):
    "Who brings a reference cannot approve it; another can"
    with Watched(browser, url, shots, **desktop) as boss:
        page = boss.page
        use_key(boss, held['boss'])
        page.click('nav >> text=Enrolled')
        bring(page, im['stranger2.png'])
        said(page, '#enrol-said', 'waits for a second person', 'brought by the one who may approve')
        page.locator('#waiting').get_by_role('button', name='Approve').click()
        words = 'Who brought a reference cannot approve it. Ask somebody with another key.'
        said(page, '#pending-said', words, 'who brought it cannot approve it')
        boss.look('desktop-same-key')
        page.locator('#waiting').get_by_role('button', name='Reject').click()
        said(page, '#list-said', 'was rejected', 'but can take it back')
        with Watched(browser, url, shots, **desktop) as desk:
            brought_by_another(desk, im, held['desk'])
            page.reload()
            said(page, '#waiting', 'with key', 'the other person sees who brought it')
            page.locator('#waiting').get_by_role('button', name='Approve').click()
            said(page, '#list-said', 'of zoe was approved', 'approved by another key')
            desk.page.reload()
            row_of(desk.page, 'zoe').wait_for()
            check('and nothing waits for the first one', not desk.page.locator('.waits').count())
            desk.clean('who brings')
        boss.clean('who approves')


def brought_by_another(w, im, secret):
    page = w.page
    use_key(w, secret)
    page.click('nav >> text=Enrolled')
    row_of(page, 'zoe').wait_for()
    bring(page, im['stranger3.png'])
    said(page, '#enrol-said', 'waits for a second person', 'brought by one who may not approve')
    said(page, '#list', '1 waits', 'who brings sees that it waits')
    once = counted(w, '/pending') == 1
    check('and is not asked to approve', once and page.locator('#pending').is_hidden(), w.asked)


def asked_again(w, im, held):
    "What was questioned before, a writer who is locked, and a key that has ended"
    page = w.page
    use_key(w, held['desk'])
    page.click('label:has([value=writer])')
    page.fill('#writer', 'zoe')
    give(page, 'questioned', im['once.png'])
    go(page)
    check('what is new has no such line', not page.locator('.before').count())
    give(page, 'questioned', im['again.png'])
    go(page)
    when = r'Questioned before, on \d{1,2} [A-Z][a-z]+ \d{4}, \d\d:\d\d \(decision \d+\): '
    text = page.inner_text('#result')
    check('the same ink in another file', re.search(when + 'the same ink in another file', text), text)
    w.look('desktop-before')
    narrow_and_dark(w, 'before')
    give(page, 'questioned', im['once.png'])
    go(page)
    text = page.inner_text('#result')
    check('the same file', re.search(when + 'the same file', text), text)
    check('it is read out', 'Questioned before' in page.inner_text('#spoken'))
    either = page.locator('#result:visible, #writer-said:has-text("Too many")')
    for _ in range(8): # some were counted before
        give(page, 'questioned', im['forged.png'])
        page.click('#run')
        expect(either.first).to_be_visible(timeout=60_000)
    words = 'Too many signatures of this person were not genuine. Try again in 60 minutes.'
    said(page, '#writer-said', words, 'a writer who is locked')
    check('and no button to try again at once', not page.locator('#compare .said button').count())
    w.look('desktop-locked')
    page.click('#forget')
    expect(page.locator('#key-form')).to_be_visible()
    use_key(w, held['old'])
    page.click('label:has([value=writer])')
    give(page, 'questioned', im['forged.png']) # nothing that was shown has stayed
    page.fill('#writer', 'zoe')
    page.click('#run')
    said(page, '#key-said', 'The key old has ended. Ask for a new one.', 'a key that has ended')
    w.look('desktop-key-ended')


def axe_core(folder):
    "The source of axe-core; empty where it cannot be fetched"
    command = ['npm', 'pack', f'axe-core@{axe_version}', '--silent']
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120)
        shutil.unpack_archive(next(Path(folder).glob('axe-core-*.tgz')), folder, filter='data')
        return (Path(folder) / 'package' / 'axe.min.js').read_text()
    except (OSError, subprocess.SubprocessError, StopIteration) as e:
        print(f'skipped axe-core: {e}')
        return ''


chromium_options = '--no-sandbox --disable-gpu --no-first-run --disable-background-networking'
chromium_options += ' --disable-component-update --disable-sync'


def run(browser, im, folder, shots, url, stop):
    "Every check; those at the end only where there is a function that stops the server"
    with Watched(browser, url, shots, **desktop) as w:
        comparing(w, im)
        scanning(w, im)
        paging(w, im)
        signing(w, im)
        writers = enrolling(w, im)
        identifying(w, im, writers)
        examples(w)
        errors(w, im)
        keys(w, im)
        keyboard(w, im)
        w.clean('desktop')
    dark(browser, url, shots, im)
    for name, options in phones.items():
        with Watched(browser, url, shots, **options) as w:
            on_phone(name, w, im)
    touch(browser, url, im)
    documented(browser, url, shots)
    if stop:
        by_two(browser, shots, im)
        gone(browser, im, folder, url, stop)


def main(shots=None, chromium=None, url=None):
    global axe
    if shots:
        shots = shots.resolve()
        shots.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as p:
        axe = axe_core(folder)
        im = written(folder)
        browser = p.chromium.launch(executable_path=chromium, args=chromium_options.split())
        if url:
            run(browser, im, folder, shots, url, None)
        else:
            with server(folder, '--demo') as (url, stop):
                run(browser, im, folder, shots, url, stop)
        browser.close()
    return 1 if failed else 0


if __name__ == '__main__':
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--shots', type=Path, help='folder for screenshots')
    p.add_argument('--url', help='a server that runs already, with its demo people')
    installed = shutil.which('chromium') or shutil.which('chromium-browser')
    p.add_argument('--chromium', default=installed, help='path of the browser')
    sys.exit(main(**vars(p.parse_args())))
