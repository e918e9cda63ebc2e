"""What else carries to people never seen: other trainings of the verifier, each beside the usual one.

    python benchmarks/carry.py --data DATA

Forgers as they are: forgeries are graded distortions of one and the same signature, from careful tracing to quick
imitation, and the training ranks them. Words of UNIPEN's hands are one more script. The order of writing is told to
the network as a second task, or shown to it as an input; for that, order.py must have left its map in build/order.
Each training has as many steps as the others and is measured on real people, whom none has seen. Two hours on two
cores; what lies in build/carry already is not made again. Writes benchmarks/results/carry.json."""
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple
from unittest import mock
import cv2, numpy as np, torch, torch.nn.functional as F
import order
from signauth import synth
from signauth.core import ImageError, as_json
from signauth.corpus import Corpus, Signature
from signauth.describe import standard_layout
from signauth.distance import compare_by_refs
from signauth.errors import eer, eer_interval
from signauth.ink import isolate_ink
from signauth.model import SignatureNet, _conv, alike
from signauth.synth import Control, Hand, Writer, _deviate, _errors, _render, _trace
from signauth.train_classifier import outputs
from signauth.train_verifier import (_fast_bf16, _fresh, _parts_of, _pictures, _update, all_views, contrastive_loss)

people, signatures, steps, grades = 999, 10, 800, (.15, .4, .7, 1.)


# --- forgers as they are: graded distortions of one and the same signature ---

def split(plan, share, rng):
    "A plan in which a share of the strokes is written in two movements, as slow hands do"
    rows = [plan[0]]
    for a, b in zip(plan, plan[1:]):
        if b[3] and rng.random() < share and abs(b[2]) < 2.8:
            chord = b[:2]-a[:2]
            sagitta = np.tan(b[2]/4)/2
            middle = a[:2]+chord/2+sagitta*np.array([chord[1], -chord[0]])
            rows.append(np.array([*middle, b[2]/2, b[3]]))
            b = np.array([*b[:2], b[2]/2, b[3]])
        rows.append(b)
    return np.array(rows)


def imitation(grade, traced):
    "Control of a forger at a grade from 0, the signature itself, to 1: traced ones keep the shape, quick ones the flow"
    g = grade
    if traced:
        return Control(shape=.3+.5*g, misread=.1+.5*g, foreign=.2*g, tremor=.004+.022*g, tempo=1.2+1.9*g,
                       rhythm=.08+.32*g, lifts=.2+2*g, joins=.02+.1*g, taper=1-.6*g, play=1-.55*g)
    return Control(shape=.5+1.1*g, misread=.2+1.8*g, foreign=.05+.4*g, tremor=.002+.008*g, tempo=1+.5*g,
                   rhythm=.06+.12*g, lifts=.15+.6*g, joins=.03+.1*g, taper=1-.2*g, play=1-.2*g)


def shaken(strokes, grade, rng):
    "The parameters of the sigma-lognormal movement, perturbed: begin, length, time, sharpness and angles"
    n, s = len(strokes), strokes.copy()
    time = np.exp(s[:, 2]+3*s[:, 3])
    s[:, 0] += rng.normal(0, .05*grade, n)*time
    s[:, 1] *= np.exp(rng.normal(0, .05*grade, n))
    s[:, 2] += rng.normal(0, .15*grade, n)
    s[:, 3] = (s[:, 3]*np.exp(rng.normal(0, .3*grade, n))).clip(.08, .6)
    s[:, 4:] += rng.normal(0, .08*grade, (n, 2))
    return s


def distorted(writer, base, grade, traced, rng):
    "A forgery of one signature, `base`, a plan as it was written that time"
    control = imitation(grade, traced)
    other = Writer(int(rng.integers(2**32)))
    hand = Hand(*np.add(np.multiply(writer.hand, 1-control.foreign), np.multiply(other.hand, control.foreign)))
    plan = _errors(base, min(control.misread, 1.6), rng)
    if traced:
        plan = split(plan, .6*grade, rng)
    movement = synth._plan_strokes
    with mock.patch.object(synth, '_plan_strokes', lambda *a: shaken(movement(*a), grade, rng)):
        return _render(_trace(plan, hand, control, rng), writer.size, rng)


# --- hands of UNIPEN, as one more script ---

def arcs(p, least=.12):
    "Targets (x, y, bend, down) of one stroke of a pen, (n, 2): arcs between its corners and inflections"
    way = np.r_[0, np.cumsum(np.hypot(*np.diff(p, axis=0).T))]
    if way[-1] < 2*least:
        return [(*p[0], 0, 0), (*(p[-1]+[.02, -.06]), 0, 1)]
    at = np.linspace(0, way[-1], max(4, int(way[-1]/least)))
    q = np.stack([np.interp(at, way, o) for o in p.T], 1)
    angle = np.unwrap(np.arctan2(*np.diff(q, axis=0).T[::-1]))
    cuts, begin = [0], 0
    for i in range(1, len(angle)-1):
        turned, step, following = angle[i]-angle[begin], angle[i]-angle[i-1], angle[i+1]-angle[i]
        corner = abs(following) > .9
        inflection = following*turned < 0 and abs(turned) > .4
        if corner or inflection or abs(turned) > 2.2 or abs(turned)+abs(step) > 2.6:
            cuts.append(i+1)
            begin = i+1
    cuts.append(len(q)-1)
    rows = [(*q[0], 0, 0)]
    for a, b in zip(cuts, cuts[1:]):
        if b > a:
            bend = np.clip(1.1*(angle[min(b-1, len(angle)-1)]-angle[a]), -2.6, 2.6)
            rows.append((*q[b], bend, 1))
    return rows


class Hands:
    "Words of UNIPEN, as plans of names"
    def __init__(self, folder):
        o = np.load(Path(folder)/'unipen'/'strokes.npz')
        self.xy, self.start, self.sample, self.writer = o['xy'], o['start'], o['sample'], o['writer']
        self.end = np.r_[self.start[1:], len(self.xy)]
        self.files = np.flatnonzero(np.diff(np.r_[-1, self.sample]))

    def strokes(self, rng):
        "Strokes that follow one another, about as many as a name has"
        f = rng.integers(len(self.files))
        first, last = self.files[f], np.r_[self.files, len(self.sample)][f+1]
        i, ends, res, pos = rng.integers(first, last), rng.uniform(300, 1000), [], np.zeros(2)
        for s in range(i, min(last, i+30)):
            steps = self.xy[self.start[s]:self.end[s]].astype(float)
            steps[0] *= s > i
            p = pos+np.cumsum(steps, 0)
            pos = p[-1]
            if res and (np.ptp(np.concatenate([*res, p])[:, 0]) > ends or abs(p[:, 1]-res[0][0, 1]).max() > 320):
                break
            res.append(p)
        return res

    def plan(self, rng):
        "A plan of a whole name"
        while True:
            strokes = self.strokes(rng)
            extent = np.ptp(np.concatenate(strokes), axis=0)
            if extent[0] < 150 or extent[1] < 40 or extent[1] > extent[0]:
                continue
            rows = [row for p in strokes for row in arcs((p-strokes[0][0])/42)]
            if 8 <= len(rows) <= 160:
                return np.array([(0, 0, 0, 0), *rows], float)


class UnipenWriter(Writer):
    "An invented person who writes a name of UNIPEN"
    def __init__(self, seed, hands):
        super().__init__(seed)
        rng = np.random.default_rng([*np.atleast_1d(seed), 8])
        self.script, self.plan = 'unipen', hands.plan(rng)
        self.hand = Hand.draw(rng)._replace(slant=rng.normal(0, .15))
        w, h = np.ptp(_deviate(self.plan, self.hand, Control(shape=0), rng)[:, :2], axis=0)
        self.size = min(rng.uniform(300, 720)/w, rng.uniform(130, 215)/max(h, .1))*np.hypot(w, h)


# --- pictures to train on ---

def graded_of(writer, rng):
    "Forgeries of one writer: two of each grade, of one and the same signature; and the grade of each"
    base = _errors(writer.plan, writer.hand.loose, rng)
    for grade in grades:
        for traced in (True, False):
            yield distorted(writer, base, grade, traced, rng), grade


def usual_of(writer, rng):
    "Forgeries as `synth` makes them"
    for _ in range(8):
        yield writer.forge(rng, rng.uniform(.2, .9)), 1.


def signed(job):
    "Ink (n, h, w) and grades (n,), 0 for genuine signatures, of one writer; None where there is no ink"
    kind, i = job
    seed = [1_000_000, 0, i] if kind != 'unipen' else [1_000_000, 5, i]
    rng = np.random.default_rng([3, i])
    writer = UnipenWriter(seed, _hands) if kind == 'unipen' else Writer(seed)
    forge = usual_of if kind == 'usual' else graded_of
    try:
        got = [(writer.sign(rng), 0.) for _ in range(signatures)]+list(forge(writer, rng))
        return np.stack([isolate_ink(im) for im, _ in got]), np.array([g for _, g in got])
    except (ImageError, OverflowError, ValueError, cv2.error) as e:
        print(kind, i, type(e).__name__, e, flush=True)
        return None


def begin(data):
    global _hands
    cv2.setNumThreads(1)
    _hands = Hands(data)


def draw(folder, kind, data):
    "Draw the writers of a kind; writes FOLDER/KIND.npz"
    with ProcessPoolExecutor(2, initializer=begin, initargs=(data,)) as ex:
        got = [o for o in ex.map(signed, [(kind, i) for i in range(people)], chunksize=5) if o is not None]
    ims, grade = zip(*got)
    np.savez(folder/f'{kind}.npz', ims=np.concatenate(ims), grade=np.concatenate(grade),
             writer=np.repeat(np.arange(len(got)), [len(o) for o in ims]))
    print(kind, len(got), 'writers', sum(map(len, ims)), 'pictures')


# --- trainings ---

class Training(NamedTuple):
    "A training that differs in one thing"
    says: str
    kinds: tuple = ('usual',)  # pictures
    loss: str = 'negatives'  # what becomes of forgeries
    order: str = ''  # what becomes of the order map
    seed: int = 0


trainings = {
    'usual': Training('synthetic writers, forgeries as negatives, as the shipped verifier'),
    'usual, another seed': Training('the same, to see what chance does', seed=1),
    'graded': Training('forgeries are distortions of one signature, in four grades; negatives', ('graded',)),
    'ranked': Training('the same, ranked by their grade instead', ('graded',), 'ranks'),
    'ranked, another seed': Training('the same, to see what chance does', ('graded',), 'ranks', seed=1),
    'both': Training('the same, negatives and ranked', ('graded',), 'both'),
    'hands': Training('the same, and as many writers of words of UNIPEN', ('graded', 'unipen'), 'both'),
    'hands, usual forgers': Training(
        'words of UNIPEN with graded forgeries beside the usual writers', ('usual', 'unipen')),
    'order told': Training('as usual, with direction and phase as a second task', order='told'),
    'order shown': Training('as usual, with the order map as three more inputs', order='shown')}


class Pool:
    "Views (n, 2, h, w), writers and grades of all pictures, and batches of them"
    def __init__(self, folder, kinds, seed):
        parts = [np.load(folder/f'{k}.npz') for k in kinds]
        self.views = np.concatenate([all_views(o['ims']) for o in parts])
        self.grade = np.concatenate([o['grade'] for o in parts])
        first = np.cumsum([0, *(o['writer'].max()+1 for o in parts)])
        self.writer = np.concatenate([o['writer']+a for o, a in zip(parts, first)])
        self.rng = np.random.default_rng(seed)
        k = np.argsort(self.writer, kind='stable')
        self.of = np.split(k, np.flatnonzero(np.diff(self.writer[k]))+1)

    def batch(self, writers=12):
        "Indices, labels (-1 for a forgery) and grades of 3 genuine signatures and 2 forgeries of each writer"
        ids, labels = [], []
        for k, w in enumerate(self.rng.choice(len(self.of), writers, replace=False)):
            mine, g = self.of[w], self.grade[self.of[w]]
            levels = np.unique(g[g > 0])
            if len(levels) > 1:  # two grades of the same style: forgeries lie traced, quick, traced, quick
                some = np.sort(self.rng.choice(len(levels), 2, replace=False))
                style = self.rng.integers(2)
                forged = [mine[g == levels[s]][style] for s in some]
            else:
                forged = self.rng.choice(mine[g > 0], 2, replace=False).tolist()
            ids += [*self.rng.choice(mine[g == 0], 3, replace=False), *forged]
            labels += [k]*3+[-1]*2
        return np.array(ids), np.array(labels), self.grade[ids]


def rank_loss(sim, grade, margin=.12, sharp=20.):
    "Genuine before lightly before strongly distorted, by a margin that grows with the grade; batches as from `Pool`"
    n = len(sim)//5
    s = sim.reshape(n, 5, n, 5)[torch.arange(n), :, torch.arange(n)]  # (n, 5, 5), within each writer
    g = torch.as_tensor(grade, dtype=sim.dtype).reshape(n, 5)
    near = (s[:, :3, :3].sum(2)-s[:, [0, 1, 2], [0, 1, 2]])/2  # of each genuine one to the two others
    first, second = s[:, :3, 3], s[:, :3, 4]
    gaps = [(near-first, g[:, 3:4]), (first-second, g[:, 4:]-g[:, 3:4]), (near-second, g[:, 4:])]
    return sum(F.softplus(sharp*(margin*m-gap)).mean()/sharp for gap, m in gaps)


def loss_of(kind, sim, labels, grade):
    "Loss of a batch: forgeries as negatives, ranked, or both"
    if kind == 'negatives':
        return contrastive_loss(sim, labels)
    if kind == 'both':
        return contrastive_loss(sim, labels)+5*rank_loss(sim, grade)
    known = labels >= 0
    return contrastive_loss(sim[known][:, known], labels[known])+5*rank_loss(sim, grade)


def shown(net, order_map):
    "The network with three more inputs: direction and phase, as the order map guesses them; in place"
    class Shown(SignatureNet):
        def _maps(self, image):
            ink = 1-image.reshape(-1, 1, *map(int, image.shape[2:]))
            lines, size, at = self.directions(ink)
            with torch.no_grad():
                guess = F.avg_pool2d(order_map(ink), 2)
            seen = torch.cat([1.5*lines/(size+.05), lines, F.avg_pool2d(ink, 8).sqrt(), guess], 1)
            return ink, self.body(seen), lines, at
    net.body[0] = _conv(20, net.config['width'])
    net.__class__ = Shown
    return net


order_folder = Path('build/order')  # where order.py keeps its map


class Told:
    "A second task for the body: direction and phase of each cell of pictures whose truth is known, from order.py"
    def __init__(self, width, seed):
        self.rng, o = np.random.default_rng(seed), np.load(order_folder/'order.npz')
        some = np.flatnonzero(~order.aside(o))[:20000]
        self.ims, n = o['ims'][some], len(some)
        ink, truth = np.minimum(o['ink'][some].astype(np.float32), 1), o['truth'][some].astype(np.float32)
        weight = ink.reshape(n, 8, 4, 16, 4).sum((2, 4))
        self.truth = (truth*ink[:, None]).reshape(n, 3, 8, 4, 16, 4).sum((3, 5))/np.maximum(weight, .1)[:, None]
        self.weight = np.minimum(weight, 1)
        self.head = torch.nn.Conv2d(width, 3, 1)

    def loss(self, net, n=24):
        k = self.rng.choice(len(self.ims), n, replace=False)
        got = self.head(net._maps(torch.from_numpy(self.ims[k])[:, None]/255)[1])
        e, weight = (got-torch.from_numpy(self.truth[k])).square(), torch.from_numpy(self.weight[k])
        return .5*((e[:, :2].sum(1)+4*e[:, 2])*weight).sum()/weight.sum()


def network(folder, t):
    "A fresh network for a training, and the pictures"
    pool = Pool(folder, t.kinds, t.seed)
    rows = Corpus(Signature(Path('x'), '', str(w), 'forged' if g else 'genuine')
                  for w, g in zip(pool.writer, pool.grade))
    net = _fresh(pool.views, rows, t.seed)
    return (shown(net, order.load(order_folder)) if t.order == 'shown' else net), pool


def train(folder, name):
    "Train as `signauth.train_verifier.fit_verifier` does, with other pictures or another loss; writes FOLDER/NAME.pth"
    t, cpu = trainings[name], torch.device('cpu')
    torch.manual_seed(t.seed)
    net, pool = network(folder, t)
    second = Told(net.config['width'], t.seed) if t.order == 'told' else None
    parts, losses, start = _parts_of(net, cpu, 3e-3, steps), [], time.time()
    if second:
        parts.opt.add_param_group(dict(params=list(second.head.parameters())))
        cycle = torch.optim.lr_scheduler.OneCycleLR(parts.opt, 3e-3, total_steps=steps, pct_start=.2)
        parts = parts._replace(sched=cycle)
    for i in range(steps):
        ids, labels, grade = pool.batch()
        x = _pictures(pool.views, ids, 12, .5)
        with torch.autocast('cpu', torch.bfloat16, enabled=_fast_bf16(cpu)):
            z = parts.net.cells(x)[0]
        learnt = F.normalize(standard_layout.learnt(z.float()))
        loss = loss_of(t.loss, alike(learnt, standard_layout), torch.from_numpy(labels), grade)
        _update(parts, loss+(second.loss(parts.net) if second else 0.))
        losses.append(float(loss.detach()))
        if (i+1)%100 == 0:
            rate = 60*(i+1)/(time.time()-start)
            print(name, i+1, f'{np.mean(losses[-100:]):.4f}', f'{rate:.0f} images/s', flush=True)
    torch.save(parts.mean.module.eval().state_dict(), folder/f'{name}.pth')


def load(folder, name):
    "A trained network, in eval mode"
    net = SignatureNet()
    if trainings[name].order == 'shown':
        net = shown(net, order.load(order_folder))
    net.load_state_dict(torch.load(folder/f'{name}.pth', weights_only=True))
    return net.eval()


# --- what each is worth ---

def figures(z, writers, genuine, draws=3):
    "EER and its interval by number of references and kind of forgery"
    most = np.unique(writers[genuine], return_counts=True)[1].max()
    refs = [r for r in (1, 4, 10) if r < most]
    found = compare_by_refs(z, writers, genuine, refs, draws, grid=standard_layout, strangers=30)
    return {r: {k: [eer(o['genuine'][:, 1], o[k][:, 1])[0], *eer_interval(o['genuine'], o[k])]
                for k in ('skilled', 'random')} for r, o in found.items()}


def main():
    a = order.options(__doc__, 'carry')
    torch.set_num_threads(1)
    for kind in ('usual', 'graded', 'unipen'):
        if not (a.folder/f'{kind}.npz').exists():
            draw(a.folder, kind, a.data)
    for name in trainings:
        if not (a.folder/f'{name}.pth').exists():
            train(a.folder, name)
    corpora, rows = {o: order.tested(a.data/o, most) for o, most in order.tests.items()}, {}
    for name, t in trainings.items():
        net, found = load(a.folder, name), {}
        for o, (views, *truth) in corpora.items():
            found[o] = figures(outputs(net, views), *truth)
        rows[name] = t._asdict() | dict(corpora=found)
        print(name, {o: {r: round(100*e['skilled'][0], 2) for r, e in f.items()} for o, f in found.items()}, flush=True)
    a.json.write_text(as_json(dict(writers=people, steps=steps, batch=60, rows=rows))+'\n')


if __name__ == '__main__':
    main()
