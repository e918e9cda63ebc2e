"The panels of signauth.widgets in JupyterLab, driven in headless Chromium as a reader would: `ok` or `FAILED` for each check. Needs signauth[notebook,train,audit], playwright and Chromium."
import argparse,os,re,shutil,signal,subprocess,sys,tempfile,time,urllib.request
from contextlib import contextmanager
from pathlib import Path
import nbformat,numpy as np
from PIL import Image
from playwright.sync_api import expect,sync_playwright
from page import check,failed,free_port
from signauth.synth import Writer,write_corpus

cells = ["from signauth.widgets import Browser,SignPad,TrainPanel,VerifyPanel", "panel = VerifyPanel(); panel", "pad = SignPad(); pad",
         "training = TrainPanel('data', 'model', epochs=4, bs=8); training", "look = Browser('clean', each=6); look",
         "print('asked for:', panel.result and panel.result.decision, [o.name for o in panel.references.items][-1:], pad.image and pad.image.size, len(training.history), len(look.rows))"]

def prepared(folder):
    "A notebook, a corpus to train on, another to clean, and a few signatures"
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(o) for o in cells], metadata=dict(kernelspec=dict(name='python3', display_name='python3', language='python')))
    nbformat.write(nb, folder/'panels.ipynb')
    (folder/'settings'/'@jupyterlab'/'apputils-extension').mkdir(parents=True)
    (folder/'settings'/'@jupyterlab'/'apputils-extension'/'notification.jupyterlab-settings').write_text('{"fetchNews": "false", "checkForUpdates": false}')
    write_corpus(folder/'data', 8, 4, 4, progress=False)
    shutil.copytree(folder/'data'/'train', folder/'clean')
    ann,files = Writer(2),{}
    for k,im in dict(ref0=ann.sign(0), ref1=ann.sign(1), ref2=ann.sign(2), genuine=ann.sign(10), forged=ann.forge(13, skill=.3), blank=np.full((200,500), 245, np.uint8)).items():
        Image.fromarray(im).save(folder/f'{k}.png')
        files[k] = str(folder/f'{k}.png')
    (folder/'broken.png').write_bytes(b'\x89PNG but no more')
    files['broken'] = str(folder/'broken.png')
    return files

@contextmanager
def lab(folder):
    "JupyterLab in a folder, which asks nobody for news; gives its address"
    port,log = free_port(),open(folder/'lab.log', 'w')
    env = {**os.environ, 'JUPYTER_CONFIG_DIR':str(folder/'config'), 'JUPYTER_RUNTIME_DIR':str(folder/'runtime'), 'JUPYTER_DATA_DIR':str(folder/'share'), 'JUPYTERLAB_WORKSPACES_DIR':str(folder/'workspaces'), 'JUPYTERLAB_SETTINGS_DIR':str(folder/'settings')}
    p = subprocess.Popen([sys.executable, '-m', 'jupyter', 'lab', '--no-browser', '--allow-root', '--ip=127.0.0.1', f'--port={port}', '--IdentityProvider.token=', '--ServerApp.password=', f'--ServerApp.root_dir={folder}', '--LabApp.expose_app_in_browser=True',
                          '--LabApp.extension_manager=readonly', '--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate'], cwd=folder, env=env, stdout=log, stderr=log, start_new_session=True)
    try:
        for _ in range(240):
            if p.poll() is not None:
                sys.exit('FAILED  jupyter lab: '+Path(log.name).read_text()[-2000:])
            try:
                urllib.request.urlopen(f'http://127.0.0.1:{port}/api/status', timeout=2)
                break
            except OSError:
                time.sleep(.25)
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

def sign(page, canvas, shift=0.):
    "A wave with the mouse"
    canvas.scroll_into_view_if_needed()
    b = canvas.bounding_box()
    t = np.linspace(0, 1, 80)
    x,y = .1+.75*t+.05*np.sin(2*np.pi*(5+shift)*t), .45+.22*np.sin(2*np.pi*5*t+.6)*(1-.6*t)
    at = lambda i: (b['x']+x[i]*b['width'], b['y']+y[i]*b['height'])
    page.mouse.move(*at(0))
    page.mouse.down()
    for i in range(1, 80):
        page.mouse.move(*at(i))
    page.mouse.up()
    page.wait_for_timeout(300) # as long as a hand needs to the next button

def dark_share(page, canvas): # how much of a sheet is ink
    return canvas.evaluate("c => { const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data; let n = 0; for (let i = 0; i < d.length; i += 4) n += d[i] < 128; return n / (d.length / 4); }")

def choose(page, tray, files): # by the dialogue of the system
    with page.expect_file_chooser() as o:
        tray.get_by_role('button', name=re.compile('Choose')).click()
    o.value.set_files(files)

def button(box, name):
    return box.get_by_role('button', name=re.compile(rf'{name}$')) # an icon before it counts as a letter

def comparing(page, box, files, shoot):
    trays = [box.locator('.widget-vbox', has=page.locator(f'h4:text-is("{t}")')).last for t in ('Questioned signature','References of the claimed writer')]
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
    check('a forgery takes its place', trays[0].locator('figure').count()==1)
    check('the overlay is there', box.locator('.over img').evaluate('o => o.naturalWidth')==700)
    before = trays[0].locator('img').get_attribute('src')
    box.get_by_label('Scan: show the ink that is compared').check()
    expect(trays[0].locator('img')).not_to_have_attribute('src', before)
    check('the scan switch shows the ink', True)
    shoot('verify-scan')
    for name,words in (('blank','no ink'), ('broken','cannot be read')):
        choose(page, trays[0], files[name])
        expect(trays[0].locator('.wrong')).to_contain_text(words)
        check(f'refused: {trays[0].locator(".wrong").inner_text()}', not box.locator('.verdict').count())
    shoot('verify-refused')
    choose(page, trays[0], files['ref0'])
    expect(box.locator('.verdict.copy')).to_contain_text('nobody signs twice alike')
    check('a copy', True)
    button(trays[1], 'Sign').click()
    canvas = trays[1].locator('canvas')
    sign(page, canvas)
    button(trays[1], 'Use it').click()
    expect(trays[1].locator('figcaption').last).to_have_text('signed here')
    for _ in range(50):
        if not dark_share(page, canvas):
            break
        page.wait_for_timeout(100)
    check('a reference signed on the screen', trays[1].locator('figure').count()==4 and dark_share(page, canvas)==0)
    shoot('verify-signed')

def signing(page, box, shoot):
    canvas = box.locator('canvas')
    sign(page, canvas)
    one = dark_share(page, canvas)
    sign(page, canvas, .4)
    two = dark_share(page, canvas)
    button(box, 'Undo').click()
    undone = dark_share(page, canvas)
    check('the sheet takes strokes, and takes them back', 0<one<two and abs(undone-one)<1e-6, (one, two, undone))
    shoot('pad')
    button(box, 'Clear').click()
    page.wait_for_timeout(300)
    check('a new sheet', dark_share(page, canvas)==0)
    sign(page, canvas)

def training(page, box, folder, shoot):
    button(box, 'Train').click()
    expect(box.locator('.over img')).to_be_visible(timeout=90_000)
    check('the curve is there after an epoch', not (folder/'model'/'model.onnx').exists())
    shoot('train-running')
    button(box, 'Stop').click()
    expect(box).to_contain_text(re.compile(r'stopped after epoch [1-3]; Train goes on'), timeout=60_000)
    check('a training stops', (folder/'model'/'checkpoint.pth').is_file())
    button(box, 'Train').click()
    expect(box).to_contain_text('test accuracy', timeout=120_000)
    check('and goes on to its end', (folder/'model'/'model.onnx').is_file())
    shoot('train-done')
    button(box, 'Train').click()
    expect(box.locator('.wrong')).to_contain_text('holds a model already')
    check(f'refused: {box.locator(".wrong").inner_text()}', True)

def cleaning(page, box, folder, shoot):
    files = lambda: sorted(o.relative_to(folder/'clean').as_posix() for o in (folder/'clean').rglob('*.png'))
    before = files()
    expect(box.locator('.tile')).to_have_count(6)
    shoot('browser')
    first = box.locator('.tile').first
    name = first.locator('figcaption').inner_text().split(' · ')[0]
    first.locator('select').select_option('set aside')
    expect(box).to_contain_text('1 to change')
    box.locator('.tile').nth(1).locator('select').select_option('real')
    shoot('browser-changed')
    check('nothing moves before Apply', files()==before)
    button(box, 'Apply').click()
    expect(box).to_contain_text('2 images moved')
    check('one is set aside, one has another label', f'.aside/{name}' in files() and sum(o.startswith('real/') for o in files())==1+sum(o.startswith('real/') for o in before), files())
    button(box, 'Put all back').click()
    expect(box).to_contain_text('1 images put back')
    check('and put back', name in files())
    box.get_by_label('Label').select_option('real')
    expect(box.locator('figcaption').first).to_contain_text('genuine')
    box.get_by_label('Page').fill('2')
    box.get_by_label('Page').press('Enter')
    expect(box.locator('.tile').first).not_to_contain_text(name)
    check('pages and filters', True)

def still(folder, browser, shots):
    "The same notebook as a page, where nothing runs"
    subprocess.run([sys.executable, '-m', 'jupyter', 'nbconvert', '--to', 'html', '--execute', '--ExecutePreprocessor.store_widget_state=False', '--output', 'still.html', 'still.ipynb'], cwd=folder, check=True, capture_output=True)
    page = browser.new_page(java_script_enabled=False)
    page.goto(f'file://{folder}/still.html')
    shown = page.locator('.signauth img').evaluate_all('os => os.map(o => o.naturalWidth)')
    check('without a widget manager there are pictures', len(shown)==12 and all(shown) and page.locator('.verdict').count()==1, shown)
    if shots:
        page.screenshot(path=shots/'still.png', full_page=True)
    page.close()

def main():
    p = argparse.ArgumentParser()
    p.add_argument('--shots', type=Path)
    shots = p.parse_args().shots
    if shots:
        shots.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as tmp, sync_playwright() as pw:
        folder = Path(tmp).resolve()
        files = prepared(folder)
        browser = pw.chromium.launch(executable_path=shutil.which('chromium') or shutil.which('chromium-browser'), args=['--no-sandbox','--disable-background-networking'])
        with lab(folder) as url:
            page,wrong,asked = browser.new_page(viewport=dict(width=1280, height=1000)),[],[]
            page.set_default_timeout(30_000)
            expect.set_options(timeout=30_000)
            page.on('pageerror', lambda e: wrong.append(str(e)))
            page.on('request', lambda r: asked.append(r.url))
            page.goto(f'{url}/doc/tree/panels.ipynb')
            page.wait_for_function('window.jupyterapp && document.querySelectorAll(".jp-CodeCell").length >= 5', timeout=90_000)
            expect(page.locator('#jp-main-statusbar')).to_contain_text('Idle', timeout=90_000)
            command(page, 'notebook:run-all-cells')
            try:
                tops = [page.locator('.jp-CodeCell').nth(i).locator('.jp-OutputArea') for i in range(1, 5)]
                for o in tops:
                    expect(o.locator('.jupyter-widgets, .signpad').first).to_be_visible(timeout=90_000)
                check('four panels in JupyterLab', True)
                shoot = lambda name: shots and page.screenshot(path=shots/f'{name}.png')
                comparing(page, tops[0], files, shoot)
                tops[1].scroll_into_view_if_needed()
                signing(page, tops[1], shoot)
                tops[2].scroll_into_view_if_needed()
                training(page, tops[2], folder, shoot)
                tops[3].scroll_into_view_if_needed()
                cleaning(page, tops[3], folder, shoot)
                last = page.locator('.jp-CodeCell').nth(5)
                last.locator('.cm-content').click()
                page.keyboard.press('Control+Enter')
                expect(last.locator('.jp-OutputArea')).to_contain_text(f"asked for: copy ['signed here'] (960, 400) 4 {len(list((folder/'clean').rglob('*.png')))}")
                check('Python sees what the reader did', True)
                command(page, 'apputils:change-theme', theme='JupyterLab Dark')
                page.wait_for_timeout(1500)
                for i,name in enumerate(('verify','pad','train','browser')):
                    tops[i].scroll_into_view_if_needed()
                    page.wait_for_timeout(300)
                    shoot(f'dark-{name}')
            except Exception as e: # one line, and a picture of where it stopped
                check('the panels', False, ' '.join(str(e).split())[:400])
                if shots:
                    page.screenshot(path=shots/'failed.png')
            foreign = [o for o in asked if not o.startswith((url, 'data:', 'blob:'))]
            check('no error in the browser, and nobody else is asked', not wrong and not foreign, (wrong, foreign))
        nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(o) for o in ("from signauth.widgets import Browser,SignPad,TrainPanel,VerifyPanel", "VerifyPanel('forged.png', ['ref0.png','ref1.png','ref2.png'])", "SignPad()", "Browser('clean', each=6)", "TrainPanel()")])
        nbformat.write(nb, folder/'still.ipynb')
        still(folder, browser, shots)
        browser.close()
    sys.exit(bool(failed))

if __name__=='__main__':
    main()
