"""Drive the panels of signauth.widgets in JupyterLab, in headless Chromium, as a reader would.

    python .ci/widgets.py [--shots FOLDER]

One line, `ok` or `FAILED`, for each check. Needs signauth[notebook,train,audit], playwright and Chromium."""

import argparse, os, re, shutil, signal, subprocess, sys, tempfile, time, urllib.request
from contextlib import contextmanager
from pathlib import Path
import nbformat, numpy as np
from PIL import Image
from playwright.sync_api import expect, sync_playwright
from page import check, drag, failed, free_port
from signauth.synth import Writer, write_corpus

imports = 'from signauth.widgets import Browser,SignPad,TrainPanel,VerifyPanel'
cells = [
    imports,
    "panel = VerifyPanel()\npanel",
    "pad = SignPad()\npad",
    "training = TrainPanel('data', 'model', epochs=4, bs=8)\ntraining",
    "look = Browser('clean', each=6)\nlook",
    "last = [o.name for o in panel.references.items][-1:]\n"
    "decision, size = panel.result and panel.result.decision, pad.image and pad.image.size\n"
    "print('asked for:', decision, last, size, len(training.history), len(look.rows))",
]
still_cells = [
    imports,
    "VerifyPanel('forged.png', ['ref0.png','ref1.png','ref2.png'])",
    "SignPad()",
    "Browser('clean', each=6)",
    "TrainPanel()",
]


def write_notebook(path, cells):
    kernel = dict(name='python3', display_name='python3', language='python')
    every = [nbformat.v4.new_code_cell(o) for o in cells]
    nbformat.write(nbformat.v4.new_notebook(cells=every, metadata=dict(kernelspec=kernel)), path)


def prepared(folder):
    "Write a notebook, a corpus to train on, another to clean, and a few signatures; return {name: path} of these"
    write_notebook(folder / 'panels.ipynb', cells)
    settings = folder / 'settings' / '@jupyterlab' / 'apputils-extension'
    settings.mkdir(parents=True)
    no_news = '{"fetchNews": "false", "checkForUpdates": false}'
    (settings / 'notification.jupyterlab-settings').write_text(no_news)
    write_corpus(folder / 'data', 8, 4, 4, progress=False)
    shutil.copytree(folder / 'data' / 'train', folder / 'clean')
    ann, files = Writer(2), {}
    pictures = {f'ref{i}': ann.sign(i) for i in range(3)}
    pictures |= dict(genuine=ann.sign(10), forged=ann.forge(13, skill=0.3), blank=np.full((200, 500), 245, np.uint8))
    for name, im in pictures.items():
        Image.fromarray(im).save(folder / f'{name}.png')
        files[name] = str(folder / f'{name}.png')
    (folder / 'broken.png').write_bytes(b'\x89PNG but no more')
    files['broken'] = str(folder / 'broken.png')
    return files


lab_options = [
    '--no-browser',
    '--allow-root',
    '--ip=127.0.0.1',
    '--IdentityProvider.token=',
    '--ServerApp.password=',
    '--LabApp.expose_app_in_browser=True',
    '--LabApp.extension_manager=readonly',
    '--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate',
]


@contextmanager
def lab(folder):
    "Run JupyterLab in a folder, without its news; gives its address"
    port, log = free_port(), open(folder / 'lab.log', 'w')
    env = {
        **os.environ,
        'JUPYTER_CONFIG_DIR': str(folder / 'config'),
        'JUPYTER_RUNTIME_DIR': str(folder / 'runtime'),
        'JUPYTER_DATA_DIR': str(folder / 'share'),
        'JUPYTERLAB_WORKSPACES_DIR': str(folder / 'workspaces'),
        'JUPYTERLAB_SETTINGS_DIR': str(folder / 'settings'),
    }
    command = [sys.executable, '-m', 'jupyter', 'lab', *lab_options]
    command += [f'--port={port}', f'--ServerApp.root_dir={folder}']
    p = subprocess.Popen(command, cwd=folder, env=env, stdout=log, stderr=log, start_new_session=True)
    try:
        for _ in range(240):
            if p.poll() is not None:
                sys.exit('FAILED  jupyter lab: ' + Path(log.name).read_text()[-2000:])
            try:
                urllib.request.urlopen(f'http://127.0.0.1:{port}/api/status', timeout=2)
                break
            except OSError:
                time.sleep(0.25)
        yield f'http://127.0.0.1:{port}'
    finally:
        p.terminate()
        try:
            p.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(p.pid, signal.SIGKILL)
        log.close()


def command(page, name, **kw):
    page.evaluate("([name, args]) => void window.jupyterapp.commands.execute(name, args)", [name, kw])


def sign(page, canvas, shift=0.0):
    "Draw a wave with the mouse"
    canvas.scroll_into_view_if_needed()
    b = canvas.bounding_box()
    t = np.linspace(0, 1, 80)
    x = 0.1 + 0.75 * t + 0.05 * np.sin(2 * np.pi * (5 + shift) * t)
    y = 0.45 + 0.22 * np.sin(2 * np.pi * 5 * t + 0.6) * (1 - 0.6 * t)
    points = list(zip(b['x'] + x * b['width'], b['y'] + y * b['height']))
    drag(page, points)
    page.wait_for_timeout(300)  # as long as a hand needs to the next button


js_dark_share = """c => {
    const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
    let n = 0;
    for (let i = 0; i < d.length; i += 4) n += d[i] < 128;
    return n / (d.length / 4);
}"""


def dark_share(page, canvas):
    "Share of a sheet that is ink"
    return canvas.evaluate(js_dark_share)


def choose(page, tray, files):
    "Choose files in the dialogue of the system"
    with page.expect_file_chooser() as o:
        tray.get_by_role('button', name=re.compile('Choose')).click()
    o.value.set_files(files)


def button(box, name):
    return box.get_by_role('button', name=re.compile(rf'{name}$'))  # an icon before it counts as a letter


def comparing(page, box, files, shoot):
    titles = 'Questioned signature', 'References of the claimed writer'
    trays = [box.locator('.widget-vbox', has=page.locator(f'h4:text-is("{o}")')).last for o in titles]
    verdicts(page, box, trays, files, shoot)
    refusals(page, box, trays, files, shoot)
    signed_reference(page, trays[1], shoot)


def verdicts(page, box, trays, files, shoot):
    expect(box).to_contain_text('To compare, give questioned signature and references')
    shoot('verify-empty')
    choose(page, trays[1], [files[f'ref{i}'] for i in range(3)])
    expect(trays[1].locator('figure')).to_have_count(3)
    choose(page, trays[0], files['genuine'])
    expect(box.locator('.verdict.genuine')).to_contain_text('times likelier if genuine')
    check('a genuine signature', True)
    shoot('verify-genuine')
    choose(page, trays[0], files['forged'])
    expect(box.locator('.verdict.forged')).to_contain_text('times likelier if forged')
    check('a forgery takes its place', trays[0].locator('figure').count() == 1)
    check('the overlay is there', box.locator('.over img').evaluate('o => o.naturalWidth') == 700)
    before = trays[0].locator('img').get_attribute('src')
    box.get_by_label('Scan: show the ink that is compared').check()
    expect(trays[0].locator('img')).not_to_have_attribute('src', before)
    check('the scan switch shows the ink', True)
    shoot('verify-scan')


def refusals(page, box, trays, files, shoot):
    for name, words in (('blank', 'no ink'), ('broken', 'cannot be read')):
        choose(page, trays[0], files[name])
        expect(trays[0].locator('.wrong')).to_contain_text(words)
        check(f'refused: {trays[0].locator(".wrong").inner_text()}', not box.locator('.verdict').count())
    shoot('verify-refused')
    choose(page, trays[0], files['ref0'])
    expect(box.locator('.verdict.copy')).to_contain_text('nobody signs twice alike')
    check('a copy', True)


def signed_reference(page, tray, shoot):
    button(tray, 'Sign').click()
    canvas = tray.locator('canvas')
    sign(page, canvas)
    button(tray, 'Use it').click()
    expect(tray.locator('figcaption').last).to_have_text('signed here')
    for _ in range(50):
        if not dark_share(page, canvas):
            break
        page.wait_for_timeout(100)
    empty = dark_share(page, canvas) == 0
    check('a reference signed on the screen', tray.locator('figure').count() == 4 and empty)
    shoot('verify-signed')


def signing(page, box, shoot):
    canvas = box.locator('canvas')
    sign(page, canvas)
    one = dark_share(page, canvas)
    sign(page, canvas, 0.4)
    two = dark_share(page, canvas)
    button(box, 'Undo').click()
    undone = dark_share(page, canvas)
    good = 0 < one < two and abs(undone - one) < 1e-6
    check('the sheet takes strokes, and takes them back', good, (one, two, undone))
    shoot('pad')
    button(box, 'Clear').click()
    page.wait_for_timeout(300)
    check('a new sheet', dark_share(page, canvas) == 0)
    sign(page, canvas)


def training(page, box, folder, shoot):
    button(box, 'Train').click()
    expect(box.locator('.over img')).to_be_visible(timeout=90_000)
    check('the curve is there after an epoch', not (folder / 'model' / 'model.onnx').exists())
    shoot('train-running')
    button(box, 'Stop').click()
    expect(box).to_contain_text(re.compile(r'stopped after epoch [1-3]; Train goes on'), timeout=60_000)
    check('a training stops', (folder / 'model' / 'checkpoint.pth').is_file())
    button(box, 'Train').click()
    expect(box).to_contain_text('test accuracy', timeout=120_000)
    check('and goes on to its end', (folder / 'model' / 'model.onnx').is_file())
    shoot('train-done')
    button(box, 'Train').click()
    expect(box.locator('.wrong')).to_contain_text('holds a model already')
    check(f'refused: {box.locator(".wrong").inner_text()}', True)


def pictures(folder):
    "The files of a folder that is cleaned, by their paths below it"
    return sorted(o.relative_to(folder).as_posix() for o in folder.rglob('*.png'))


def cleaning(page, box, folder, shoot):
    def real(files):
        return sum(o.startswith('real/') for o in files)

    before = pictures(folder)
    expect(box.locator('.tile')).to_have_count(6)
    shoot('browser')
    first = box.locator('.tile').first
    name = first.locator('figcaption').inner_text().split(' · ')[0]
    first.locator('select').select_option('set aside')
    expect(box).to_contain_text('1 to change')
    box.locator('.tile').nth(1).locator('select').select_option('real')
    shoot('browser-changed')
    check('nothing moves before Apply', pictures(folder) == before)
    button(box, 'Apply').click()
    expect(box).to_contain_text('2 images moved')
    now = pictures(folder)
    good = f'.aside/{name}' in now and real(now) == 1 + real(before)
    check('one is set aside, one has another label', good, now)
    button(box, 'Put all back').click()
    expect(box).to_contain_text('1 images put back')
    check('and put back', name in pictures(folder))
    box.get_by_label('Label').select_option('real')
    expect(box.locator('figcaption').first).to_contain_text('genuine')
    box.get_by_label('Page').fill('2')
    box.get_by_label('Page').press('Enter')
    expect(box.locator('.tile').first).not_to_contain_text(name)
    check('pages and filters', True)


def still(folder, browser, shots):
    "The same panels on a page, where nothing runs"
    command = [sys.executable, '-m', 'jupyter', 'nbconvert', '--to', 'html', '--execute', '--output', 'still.html']
    command += ['--ExecutePreprocessor.store_widget_state=False', 'still.ipynb']
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    page = browser.new_page(java_script_enabled=False)
    page.goto(f'file://{folder}/still.html')
    shown = page.locator('.signauth img').evaluate_all('os => os.map(o => o.naturalWidth)')
    good = len(shown) == 12 and all(shown) and page.locator('.verdict').count() == 1
    check('without a widget manager there are pictures', good, shown)
    if shots:
        page.screenshot(path=shots / 'still.png', full_page=True)
    page.close()


def opened(page, url):
    "Open the notebook and run it; gives the output of each panel"
    page.goto(f'{url}/doc/tree/panels.ipynb')
    loaded = 'window.jupyterapp && document.querySelectorAll(".jp-CodeCell").length >= 5'
    page.wait_for_function(loaded, timeout=90_000)
    expect(page.locator('#jp-main-statusbar')).to_contain_text('Idle', timeout=90_000)
    command(page, 'notebook:run-all-cells')
    return [page.locator('.jp-CodeCell').nth(i).locator('.jp-OutputArea') for i in range(1, 5)]


def seen_by_python(page, folder):
    "Run the last cell, which prints what Python knows of the panels"
    last = page.locator('.jp-CodeCell').nth(5)
    last.locator('.cm-content').click()
    page.keyboard.press('Control+Enter')
    said = f"asked for: copy ['signed here'] (960, 400) 4 {len(pictures(folder))}"
    expect(last.locator('.jp-OutputArea')).to_contain_text(said)
    check('Python sees what the reader did', True)


def panels(page, outputs, folder, files, shoot):
    "Use one panel after the other, then look at all of them in dark colours"
    for o in outputs:
        expect(o.locator('.jupyter-widgets, .signpad').first).to_be_visible(timeout=90_000)
    check('four panels in JupyterLab', True)
    comparing(page, outputs[0], files, shoot)
    outputs[1].scroll_into_view_if_needed()
    signing(page, outputs[1], shoot)
    outputs[2].scroll_into_view_if_needed()
    training(page, outputs[2], folder, shoot)
    outputs[3].scroll_into_view_if_needed()
    cleaning(page, outputs[3], folder / 'clean', shoot)
    seen_by_python(page, folder / 'clean')
    command(page, 'apputils:change-theme', theme='JupyterLab Dark')
    page.wait_for_timeout(1500)
    for output, name in zip(outputs, ('verify', 'pad', 'train', 'browser')):
        output.scroll_into_view_if_needed()
        page.wait_for_timeout(300)
        shoot(f'dark-{name}')


def in_lab(browser, url, folder, files, shots):
    "All panels in JupyterLab, with what the browser asked for and complained of"
    page = browser.new_page(viewport=dict(width=1280, height=1000))
    wrong, asked = [], []
    page.set_default_timeout(30_000)
    expect.set_options(timeout=30_000)
    page.on('pageerror', lambda e: wrong.append(str(e)))
    page.on('request', lambda r: asked.append(r.url))

    def shoot(name):
        if shots:
            page.screenshot(path=shots / f'{name}.png')

    outputs = opened(page, url)
    try:
        panels(page, outputs, folder, files, shoot)
    except Exception as e:  # one line, and a picture of where it stopped
        check('the panels', False, ' '.join(str(e).split())[:400])
        shoot('failed')
    foreign = [o for o in asked if not o.startswith((url, 'data:', 'blob:'))]
    check('no error in the browser, no request to other servers', not wrong and not foreign, (wrong, foreign))


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--shots', type=Path, help='folder for screenshots')
    shots = p.parse_args().shots
    if shots:
        shots.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which('chromium') or shutil.which('chromium-browser')
    options = ['--no-sandbox', '--disable-background-networking']
    with tempfile.TemporaryDirectory() as tmp, sync_playwright() as pw:
        folder = Path(tmp).resolve()
        files = prepared(folder)
        browser = pw.chromium.launch(executable_path=chromium, args=options)
        with lab(folder) as url:
            in_lab(browser, url, folder, files, shots)
        write_notebook(folder / 'still.ipynb', still_cells)
        still(folder, browser, shots)
        browser.close()
    sys.exit(bool(failed))


if __name__ == '__main__':
    main()
