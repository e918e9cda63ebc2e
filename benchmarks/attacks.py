"""Present the ink of a reference again as if it were another signature, and measure how often that is told `copy`, in
the terms of ISO/IEC 30107-3; writes a results file.

    python benchmarks/attacks.py --data DATA --models not_cedar not_hindi not_kaggle --json FILE

A reference is pasted onto another page, printed and scanned again, photographed, or traced, each in three ways or more.
All of this is simulated: no corpus here holds attacks. Bona fide presentations are other genuine signatures of the same
writer. Each presentation is compared with one reference, and with four. The models are calibrated on the other corpora
(`signauth calibrate`). Takes five minutes on two cores."""
import argparse, json, zlib
from pathlib import Path
import cv2, numpy as np
from conditions import deal, tilted
from documents import as_printed, set_on_page
from signauth.audit import drop_copies
from signauth.copy_flag import same_ink
from signauth.core import DataError, ImageError, in_threads
from signauth.corpus import Corpus
from signauth.errors import mean_interval
from signauth.ink import degradations, gray, paper
from signauth.pages import _clouds, _light, _noise, _on_table, _Shot, find_sources
from signauth.quality import obtain
from signauth.verify import Verifier

corpora = 'cedar', 'bhsig260_hindi', 'kaggle_handwritten_signatures'  # as the models are given
most_writers, forgeries = 45, 4  # of a corpus; of a writer
at_300_dpi, at_600_dpi = 700, 1400  # pixels of a signature that is six centimetres wide
decisions = 'copy', 'genuine', 'inconclusive', 'forged', 'refused'


# --- paper, and what carries it into a file ---

def lifted(im):
    "Ink without its paper: the share of the light that it lets through, float32"
    return np.minimum(im.astype(np.float32)/max(1, paper(im)), 1)


def sheet(h, w, rng, grain):
    "Bare paper, uneven by a little, float32"
    return rng.uniform(215, 250)+_clouds(rng, h, w, [max(2, h//3)], -5, 5)+_noise(rng, h, w)*np.float32(grain)


def resized(a, by):
    return cv2.resize(a, None, fx=by, fy=by, interpolation=cv2.INTER_AREA if by<1 else cv2.INTER_CUBIC)


def as_wide(im, width=at_300_dpi):
    "Ink so wide, without its paper, and with a rim"
    ink = lifted(im)
    x, y, w, h = cv2.boundingRect((ink<.7).astype(np.uint8))
    rim = round(.05*w)
    part = ink[max(0, y-rim):y+h+rim, max(0, x-rim):x+w+rim]
    return cv2.copyMakeBorder(resized(part, width/w), *4*[width//20], cv2.BORDER_CONSTANT, value=1)


def laid(ink, rng, grain):
    "Ink somewhere on another sheet, float32"
    h, w = ink.shape
    page = sheet(round(1.8*h), round(1.4*w), rng, grain)
    y, x = (int(rng.uniform(.1, .9)*(n-m)) for n, m in zip(page.shape, ink.shape))
    page[y:y+h, x:x+w] *= ink.clip(0, 1)
    return page


def shades(a):
    return a.clip(0, 255).astype(np.uint8)


def stored(a, quality):
    "As a JPEG keeps it"
    return cv2.imdecode(cv2.imencode('.jpg', shades(a), [cv2.IMWRITE_JPEG_QUALITY, quality])[1], 0)


# --- kinds of attack: functions of the picture of a reference and a random generator ---

def pasted(sizes, grain, quality):
    "Cut out and laid on other paper by a program"
    def attack(im, rng):
        return stored(laid(resized(lifted(im), rng.uniform(*sizes)), rng, grain), quality)
    return attack


def halftone(ink, rng, cell, jitter):
    "Ink as a printer sets it, in black dots; `cell` is the distance of the dots of its screen, 0 for a bare threshold"
    h, w = ink.shape
    ink = (ink-.05)/.87  # what is nearly as light as the paper is not printed
    level = np.float32(.6)
    if cell:
        y, x = np.mgrid[:h, :w].astype(np.float32)*np.float32(2**.5*np.pi/cell)
        level = .5+.22*(np.cos(x+y)+np.cos(x-y))
    return (ink+jitter*_noise(rng, h, w)>level).astype(np.float32)


def printed(cell, gain, jitter, dpi, angles, noise, quality):
    "Printed at 600 dpi, with dots that spread by `gain` pixels, and scanned again at another resolution"
    turn = tilted(*angles)

    def attack(im, rng):
        dots = halftone(as_wide(im, at_600_dpi), rng, cell, jitter)
        spread = cv2.erode(dots, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (gain, gain)))
        toner = .15+.85*cv2.GaussianBlur(spread, (0, 0), 1.5)
        scan = turn(shades(laid(resized(toner, rng.uniform(*dpi)/600), rng, 2)), rng)
        scan = cv2.GaussianBlur(scan, (0, 0), .6)*np.float32(rng.uniform(.85, 1.1))
        return stored(scan+_noise(rng, *scan.shape)*np.float32(noise), quality)
    return attack


def aslant(a, much, rng):
    "Seen from one side: each corner is off by up to so much of the height"
    h, w = a.shape
    corners = np.float32([[0, 0], [w, 0], [w, h], [0, h]])
    moved = corners+rng.uniform(-much, much, (4, 2)).astype(np.float32)*h
    M = cv2.getPerspectiveTransform(corners, moved)
    return cv2.warpPerspective(a, M, (w, h), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def on_table(im, rng):
    "The whole sheet, on a table that is darker"
    page = cv2.cvtColor(shades(laid(as_wide(im), rng, 2)), cv2.COLOR_GRAY2RGB)
    seen = _on_table(_Shot(page, np.zeros((0, *page.shape[:2]), np.uint8), []), rng).image
    seen = cv2.GaussianBlur(cv2.cvtColor(seen, cv2.COLOR_RGB2GRAY), (0, 0), 1)
    return stored(seen+_noise(rng, *seen.shape)*np.float32(4), 80)


def photographed(much, shadow, blur, noise, quality):
    "Close up, aslant, in uneven light, out of focus by so many pixels"
    def attack(im, rng):
        seen = aslant(laid(as_wide(im), rng, 2), much, rng)
        seen = shades(seen*_light(rng, *seen.shape))
        seen = degradations['shadow'](seen, rng) if shadow else seen
        seen = cv2.GaussianBlur(seen, (0, 0), blur)
        return stored(seen+_noise(rng, *seen.shape)*np.float32(noise), quality)
    return attack


def wavering(ink, off, rng):
    "Ink as a hand follows it: off by `off` pixels in the root mean square, in waves of a tenth of its width"
    h, w = ink.shape
    d = [_clouds(rng, h, w, [w//10], -1, 1) for _ in 'xy']
    x, y = (o*np.float32(off/2**.5/o.std()) for o in d)
    gy, gx = np.indices(ink.shape, np.float32)
    return cv2.remap(ink, gx+x, gy+y, cv2.INTER_LINEAR, borderValue=1)


def traced(share):
    "Followed by another hand with another pen, off by this share of its width"
    def attack(im, rng):
        ink = wavering(as_wide(im), share*at_300_dpi, rng)
        d = int(rng.integers(2, 5))  # a stroke is six to ten pixels wide
        pen = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (d, d))
        drawn = cv2.erode(ink, pen) if rng.random()<.5 else cv2.dilate(ink, pen)
        return stored(laid(drawn, rng, 2), 90)
    return attack


attacks = {
    'pasted': {
        'on other paper': pasted((.8, 1.25), 2, 90),
        'smaller, on rough paper': pasted((.5, .8), 6, 40)},
    'printed and scanned again': {
        'by good machines': printed(4, 1, .03, (250, 300), (0, 1), 3, 90),
        'by office machines': printed(7, 3, .06, (150, 200), (1, 2), 6, 75),
        'badly': printed(0, 5, .1, (75, 100), (2, 3), 12, 50)},
    'photographed': {
        'as a sheet on a table': on_table,
        'close up': photographed(.05, False, 1, 6, 70),
        'close up, aslant, in bad light': photographed(.15, True, 2.5, 12, 40)},
    'traced': {f'off by {100*o:g} % of its width': traced(o) for o in (.005, .01, .02, .03)}}
on_page = 'pasted', 'on a letter, form or cheque'  # drawn from the file by benchmarks/documents.py


# --- presentations ---

def pictures(row, sources):
    "Kind, strength and picture of each attack with a reference"
    im, seed = gray(row.path), zlib.crc32(row.path.name.encode())
    for kind, strengths in attacks.items():
        for strength, attack in strengths.items():
            yield kind, strength, attack(im, np.random.default_rng([seed, zlib.crc32(strength.encode())]))
    yield *on_page, set_on_page(row.path, seed, sources, as_printed).image


def people_of(v, folder, seed):
    "Templates of a writer by number of references, the references, and what is questioned; and how many did not enrol"
    rows = drop_copies(Corpus(o for o in Corpus.read(folder) if o.part!='predict' and o.writer))[0]
    chosen = set(np.random.default_rng(seed).permutation(sorted(rows.writers))[:2*most_writers].tolist())
    found, failed = [], 0
    for refs, questioned in deal(Corpus(o for o in rows if o.writer in chosen), seed):
        try:
            templates = {1: v.enroll(refs[0].path), 4: v.enroll([o.path for o in refs])}
        except (DataError, ImageError):
            failed += 1
            continue
        genuine, forged = ([o for o in questioned if o[1]==k] for k in (True, False))
        found.append((templates, refs, genuine+forged[:forgeries]))
        if len(found)==most_writers:
            break
    return found, failed


def answers(v, im, templates):
    "The decision with each template"
    try:
        ink, _, doubts = obtain(im, v.shape)
    except ImageError:
        return {k: 'refused' for k in templates}
    return {k: v.judge(ink.canvas, t, doubts=doubts).decision for k, t in templates.items()}


def attacked(v, person, sources):
    "Kind, strength, number of references and decision, of attacks with the first reference"
    templates, refs, _ = person
    for kind, strength, im in pictures(refs[0], sources):
        yield from ((kind, strength, n, said) for n, said in answers(v, im, templates).items())


def honest(v, person):
    "The same of what is no copy: genuine signatures, and forgeries; the other references are compared with the first"
    templates, refs, questioned = person
    for row, genuine in [*((o, True) for o in refs[1:]), *questioned]:
        some = {1: templates[1]} if row in refs else templates
        for n, said in answers(v, row.path, some).items():
            yield 'bona fide' if genuine else 'skilled forgery', '', n, said
            if said=='copy':
                found = same_ink(obtain(row.path, v.shape)[0].canvas, some[n].softened(v.shape))
                print(f'{row.path} is told a copy of {refs[found.reference].path}: {found.similarity:.3f}', flush=True)


def presented(v, folder, sources, seed):
    "All presentations of a corpus: kind, strength, number of references, decision, writer; and how many did not enrol"
    people, failed = people_of(v, folder, seed)

    def one(job):
        i, person = job
        who = f'{folder.name} {i}'
        return [(*o, who) for o in (*attacked(v, person, sources), *honest(v, person))]
    return [o for rows in in_threads(one, list(enumerate(people))) for o in rows], failed


# --- figures ---

def share(rows, right):
    "Share of the presentations with one of these decisions, and its interval over writers"
    if not rows:
        return None
    said = np.array([o[3] in right for o in rows], float)
    return [float(said.mean()), *mean_interval(said, [o[4] for o in rows])]


def figures(rows):
    """Shares of the presentations. `not_told`, the APCER of an attack, and `told_copy`, the BPCER of what is none, are
    shares of those that were answered."""
    answered = [o for o in rows if o[3]!='refused']
    res = dict(presentations=len(rows), writers=len({o[4] for o in rows}))
    res |= dict(told_copy=share(answered, ['copy']), not_told=share(answered, {*decisions}-{'copy'}))
    return res | {k: share(rows, [k]) for k in decisions[1:]}


def by_corpus(rows):
    "Figures of all presentations, and of those of each corpus"
    res = dict(all=figures(rows))
    return res | {k: figures([o for o in rows if o[4].startswith(k)]) for k in corpora}


def figures_of(rows):
    "Figures by kind, strength and number of references"
    res = {}
    for kind, strength, n in dict.fromkeys(o[:3] for o in rows):
        some = [o for o in rows if o[:3]==(kind, strength, n)]
        res.setdefault(kind, {}).setdefault(strength, {})[n] = by_corpus(some)
    return res


def told(kind, strength, of):
    "The figures of one strength as a line"
    def percent(what):
        return ' and '.join(f"{of[n]['all'][what][0]:.1%}" for n in (1, 4))
    seen = of[4]['all']
    return (f"{kind}, {strength}: {seen['presentations']} by {seen['writers']}; not told {percent('not_told')}, "
            f"genuine {percent('genuine')}, refused {percent('refused')}")


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--data', type=Path, required=True)
    p.add_argument('--models', nargs=len(corpora), required=True, help='calibrated without '+', without '.join(corpora))
    p.add_argument('--json', type=Path, required=True)
    p.add_argument('--seed', type=int, default=0)
    a = p.parse_args()
    sources = find_sources(a.data/'unipen/strokes.npz')
    rows, about = [], {}
    for name, path in zip(corpora, a.models):
        v = Verifier(path, threads=1)
        calibrated_on = v.meta['calibration'].get('corpora', [])
        if name in calibrated_on:
            raise SystemExit(f'{path} was calibrated on {name}: give one that was not')
        some, failed = presented(v, a.data/name, sources, a.seed)
        rows += some
        about[name] = dict(writers=len({o[4] for o in some}), not_enrolled=failed, calibrated_on=calibrated_on)
        print(name, about[name], flush=True)
    kinds = figures_of(rows)
    for kind, strengths in kinds.items():
        for strength, of in strengths.items():
            print(told(kind, strength, of))
    no_attack = {k: kinds.pop(k)[''] for k in ('bona fide', 'skilled forgery')}
    res = dict(model=v.model, seed=a.seed, corpora=about, attacks=kinds, no_attack=no_attack)
    a.json.write_text(json.dumps(res, indent=1)+'\n')


if __name__=='__main__':
    main()
