"""An order map: the direction and the order of writing, learnt from pen strokes, and what it adds to the verifier.

    python benchmarks/order.py --data DATA

A small network learns for each place of the ink in which direction the pen moved there, and how far along the writing
it was, from 0 to 1. The truth is free where strokes are drawn: half the pictures are of `synth`, half of the pen
strokes of UNIPEN, one writer in ten put aside. It is measured by itself on these, and then in each use that one can
make of it, beside the shipped verifier. Drawing and training take half an hour on two cores, measuring as long; what
lies in build/order already is not made again. Writes benchmarks/results/order.json."""
import argparse, time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple
from unittest import mock
import cv2, numpy as np, torch, torch.nn.functional as F
from torch import nn
from signauth import distance
from signauth.core import as_json
from signauth.describe import Described, describe, standard_layout, unit_cells, unit_distance, variety
from signauth.distance import compare_by_refs, similarity
from signauth.errors import eer, eer_interval
from signauth.ink import ink_shape
from signauth.model import Directions, DirectionPairs
from signauth.synth import Control, Writer, _errors, _ink, _trace, forger
from signauth.train_verifier import _thicken_third, all_views, ink_corpora
from signauth.verify import Verifier

H, W = ink_shape
stride, margin, pictures, steps, batch, width = 4, 4, 40000, 1600, 48, 12
tests = dict(cedar=55, bhsig260_hindi=60, kaggle_handwritten_signatures=50)  # corpora, and writers of each at most


# --- what a pen did at each place ---

def on_canvas(xy, down):
    "A path (n, 2), y downwards, in pixels of the canvas, fitted into it as the ink of a signature is"
    low, high = xy[down].min(0), xy[down].max(0)
    extent = (high-low).clip(1e-3)
    scale = min((W-2*margin)/extent[0], (H-2*margin)/extent[1])
    return (xy-(low+high)/2)*scale+[(W-1)/2, (H-1)/2]


def dense(p, down, step=.5):
    "Points every half pixel along the drawn parts of a path: places, unit directions, and how far along (0 to 1)"
    d = np.diff(p, axis=0)
    length = np.hypot(*d.T)
    drawn = down[:-1] & down[1:] & (length > 1e-6)
    n = np.maximum(1, np.ceil(length/step)).astype(int)*drawn
    total = np.cumsum(length*drawn)
    which = np.repeat(np.arange(len(d)), n)
    part = (np.arange(n.sum())-np.repeat(np.cumsum(n)-n, n)+.5)/np.maximum(n[which], 1)
    at = p[which]+d[which]*part[:, None]
    way = (total[which]-length[which]*(1-part))/total[-1]
    return at, d[which]/length[which][:, None], way


def truth(p, down):
    "Mean direction and phase around each place of the map, (3, h, w), and how much ink is there, (h, w)"
    at, direction, way = dense(p, down)
    h, w = H//stride, W//stride
    i = np.clip(((at+.5)/stride).astype(int), 0, [w-1, h-1])
    flat = i[:, 1]*w+i[:, 0]
    *values, n = (np.bincount(flat, o, h*w).reshape(h, w) for o in (*direction.T, way, np.ones(len(way))))
    return np.stack(values)/np.maximum(n, 1), (n/stride).clip(0, 4)


def draw(p, down, press, rng):
    "The ink of a path on the canvas, dark on white"
    pen = rng.uniform(1.3, 3.4)*(1+rng.uniform(.2, 1.)*(press-1))
    ink = _ink(p+.5, pen.clip(.6), down, H, W)
    ink = cv2.GaussianBlur(ink, (0, 0), rng.uniform(.6, 1.1))
    return 255-np.clip(ink.astype(float)*rng.uniform(1., 1.5), 0, 255).astype(np.uint8)


class Path_(NamedTuple):
    "A pen in motion"
    xy: np.ndarray  # y downwards, (n, 2)
    down: np.ndarray  # on paper? (n,)
    press: np.ndarray  # width of the line, 1 on average, (n,)
    writer: int


def synthetic(seed):
    "A signature of an invented writer, genuine or, three in ten, forged"
    rng = np.random.default_rng([77, seed])
    w = Writer([9, seed//4])
    control, plan = Control(), w.plan
    if rng.random() < .3:
        control = forger(rng.random(), rng.random() < .5)
        plan = _errors(plan, control.misread, rng)
    tr = _trace(plan, w.hand, control, rng)
    return Path_(tr.xy*[1, -1], tr.down, tr.press, seed//4)


class Strokes:
    "The pen strokes of UNIPEN"
    def __init__(self, data):
        o = np.load(Path(data)/'unipen/strokes.npz')
        self.xy, self.start, self.sample, self.writer = o['xy'], o['start'], o['sample'], o['writer']
        self.end = np.r_[self.start[1:], len(self.xy)]
        self.first = np.r_[0, np.flatnonzero(np.diff(self.sample))+1]
        self.last = np.r_[self.first[1:], len(self.sample)]

    def word(self, rng):
        "Strokes that follow one another, about as many as a name has; None where there are none"
        for _ in range(50):
            f = rng.integers(len(self.first))
            i = rng.integers(self.first[f], self.last[f])
            paths, down, pos, ends = [], [], np.zeros(2), rng.uniform(300, 1100)
            for s in range(i, min(self.last[f], i+40)):
                moves = self.xy[self.start[s]:self.end[s]].astype(float)
                if s == i:
                    moves[0] = 0
                p = pos+np.cumsum(moves, 0)
                pos = p[-1]
                if paths and (np.ptp(np.r_[np.concatenate(paths), p][:, 0]) > ends or np.ptp(p[:, 1]) > 500):
                    break
                if len(p) < 2:
                    p = np.r_[p, p+1.]
                paths += [p[:1], p]
                down += [np.zeros(1, bool), np.ones(len(p), bool)]
            xy = np.concatenate(paths) if paths else np.zeros((1, 2))
            wide, tall = np.ptp(xy, axis=0)
            if wide >= 120 and 30 <= tall <= 1.2*wide:
                return Path_(xy*[1, -1], np.concatenate(down), np.ones(len(xy)), int(self.writer[self.sample[i]]))
        return None


def one(job):
    "A picture with its truth, its writer, and whether it is of `synth`; None where nothing could be drawn"
    synth, seed = job
    rng = np.random.default_rng([5, seed])
    try:
        path = synthetic(seed) if synth else _strokes.word(rng)
    except OverflowError:  # a forger bent a stroke to more than a circle
        path = None
    if path is None:
        return None
    xy = path.xy
    if not synth:  # slant and stretch, as hands differ
        xy = xy@np.array([[rng.uniform(.8, 1.3), 0], [rng.normal(0, .2), 1.]])
    if rng.random() < .5:
        a = rng.normal(0, .08)
        xy = xy@[[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]]
    if path.down.sum() < 10 or not np.isfinite(xy).all():
        return None
    p = on_canvas(xy, path.down)
    t, n = truth(p, path.down)
    return draw(p, path.down, path.press, rng), t.astype(np.float16), n.astype(np.float16), path.writer, bool(synth)


def begin(data):
    global _strokes
    cv2.setNumThreads(1)
    _strokes = Strokes(data)


def draw_all(file, data):
    "Draw all pictures, half of them of `synth`"
    with ProcessPoolExecutor(2, initializer=begin, initargs=(data,)) as ex:
        got = [o for o in ex.map(one, [(i%2, i) for i in range(pictures)], chunksize=50) if o]
    ims, t, m, who, synth = zip(*got)
    np.savez(file, ims=np.stack(ims), truth=np.stack(t), ink=np.stack(m), who=np.array(who), synth=np.array(synth))


# --- the network ---

def conv(i, o, step=1, apart=1):
    "Convolution, batch normalisation and ReLU"
    return nn.Sequential(nn.Conv2d(i, o, 3, step, apart, apart, bias=False), nn.BatchNorm2d(o), nn.ReLU())


class Residual(nn.Module):
    def __init__(self, n, apart=1):
        super().__init__()
        self.a = conv(n, n, 1, apart)
        self.b = nn.Sequential(nn.Conv2d(n, n, 3, 1, 1, bias=False), nn.BatchNorm2d(n))

    def forward(self, x):
        return F.relu(x+self.b(self.a(x)))


class OrderMap(nn.Module):
    "Ink (n, 1, h, w) to direction and phase (n, 3, h/4, w/4); the length of the direction is the confidence"
    def __init__(self, k=width):
        super().__init__()
        self.stem = nn.Sequential(conv(3, k, 2), conv(k, k))
        self.d1 = nn.Sequential(conv(k, 2*k, 2), Residual(2*k))
        self.d2 = nn.Sequential(conv(2*k, 3*k, 2), Residual(3*k))
        self.d3 = nn.Sequential(conv(3*k, 4*k, 2), Residual(4*k), Residual(4*k, 2), Residual(4*k, 4))
        self.u2, self.m2 = nn.Conv2d(4*k, 3*k, 1), Residual(3*k, 2)
        self.u1, self.m1 = nn.Conv2d(3*k, 2*k, 1), Residual(2*k, 2)
        self.out = nn.Conv2d(2*k, 3, 1)

    def forward(self, ink):
        n, _, h, w = ink.shape
        y = torch.linspace(-1, 1, h).view(1, 1, h, 1).expand(n, 1, h, w)
        x = torch.linspace(-1, 1, w).view(1, 1, 1, w).expand(n, 1, h, w)
        b = self.d1(self.stem(torch.cat([ink, x, y], 1)))
        c = self.d2(b)
        c = self.m2(c+F.interpolate(self.u2(self.d3(c)), scale_factor=2, mode='nearest'))
        return self.out(self.m1(b+F.interpolate(self.u1(c), scale_factor=2, mode='nearest')))


def aside(o):
    "Which pictures are of writers put aside"
    return o['who']%10 == 0


def train(folder, seed=0):
    "Train the order map; writes order.pth"
    torch.manual_seed(seed)
    o, rng = np.load(folder/'order.npz'), np.random.default_rng(seed)
    ims, t, m, ids = o['ims'], o['truth'], o['ink'], np.flatnonzero(~aside(o))
    net = OrderMap().to(memory_format=torch.channels_last)
    opt = torch.optim.AdamW(net.parameters(), weight_decay=.02)
    cycle = torch.optim.lr_scheduler.OneCycleLR(opt, 4e-3, total_steps=steps, pct_start=.15)
    losses, start = [], time.time()
    for i in range(steps):
        k = rng.choice(ids, batch)
        ink = 1-torch.from_numpy(ims[k])[:, None]/255
        want, there = (torch.from_numpy(a[k].astype(np.float32)) for a in (t, m))
        e, there = (net(ink.to(memory_format=torch.channels_last))-want).square(), there.clamp(max=1)
        loss = ((e[:, :2].sum(1)+4*e[:, 2])*there).sum()/there.sum()
        opt.zero_grad()
        loss.backward()
        opt.step()
        cycle.step()
        losses.append(loss.item())
        if (i+1)%200 == 0:
            print(i+1, f'{np.mean(losses[-200:]):.4f}', f'{(i+1)*batch/(time.time()-start):.0f}/s', flush=True)
    torch.save(dict(width=width, state=net.eval().state_dict()), folder/'order.pth')


def load(folder):
    "The order map of a folder, in eval mode"
    o = torch.load(folder/'order.pth', weights_only=True)
    net = OrderMap(o['width'])
    net.load_state_dict(o['state'])
    return net.eval()


@torch.no_grad()
def maps(net, ims, n=64):
    "Order maps of ink, uint8 (n, h, w): (n, 3, h/4, w/4)"
    blocks = (torch.from_numpy(np.ascontiguousarray(ims[i:i+n]))[:, None] for i in range(0, len(ims), n))
    return np.concatenate([net(1-o/255).numpy() for o in blocks])


# --- how right it is by itself ---

def in_order(values, true, there, rng):
    "Share of pairs of places that are in the right order, mean over pictures"
    shares = []
    for v, q, k in zip(values, true, there):
        a, b = rng.choice(np.flatnonzero(k), (2, 300))
        far = abs(q.flat[a]-q.flat[b]) > .05
        shares.append(((v.flat[a] > v.flat[b]) == (q.flat[a] > q.flat[b]))[far].mean())
    return float(np.mean(shares))


def judged(net, o, which, rng):
    "How right the map is on pictures of writers put aside"
    ids = np.flatnonzero(aside(o) & which)[:600]
    got, t, there = maps(net, o['ims'][ids]), o['truth'][ids].astype(float), o['ink'][ids] > .3
    one_way = np.hypot(t[:, 0], t[:, 1])
    clear, crossed = there & (one_way > .7), there & (one_way <= .7)
    sure = np.hypot(got[:, 0], got[:, 1])
    cos = (got[:, :2]*t[:, :2]).sum(1)/np.maximum(sure*one_way, 1e-6)
    right, surer = cos > .5**.5, sure > np.median(sure[clear])
    along_x = np.broadcast_to(np.arange(t.shape[3]), t[:, 2].shape)
    return dict(pictures=len(ids), places=int(clear.sum()), direction=float(right[clear].mean()),
                surer_half=float(right[clear & surer].mean()), lines_cross=float(right[crossed].mean()),
                order=in_order(got[:, 2], t[:, 2], there, rng), order_by_x=in_order(along_x, t[:, 2], there, rng))


# --- what each use of it adds ---

class Data(NamedTuple):
    "A corpus to test on"
    views: np.ndarray  # uint8 (n, 2, h, w)
    maps: list  # order maps of both views
    z: np.ndarray  # embeddings
    seen: Described
    writers: np.ndarray
    genuine: np.ndarray


def tested(path, most):
    "Views, writers and kinds of a corpus, of so many writers at most"
    ims, rows = ink_corpora([path], False)
    writers, genuine = np.array([o.instance for o in rows]), np.array([o.kind == 'genuine' for o in rows])
    keep = np.isin(writers, np.random.default_rng(0).permutation(np.unique(writers))[:most])
    return all_views(ims[keep]), writers[keep], genuine[keep]


def read(path, most, v, net):
    views, writers, genuine = tested(path, most)
    z = np.concatenate([v.embed_views(views[i:i+16]) for i in range(0, len(views), 16)])
    both = [maps(net, views[:, k]) for k in (0, 1)]
    return Data(views, both, z, describe(z, standard_layout), writers, genuine)


def figures(between, d, refs=(1, 4, 10), draws=3):
    "Skilled EER and its interval by number of references, of a function of indices"
    most = np.unique(d.writers[d.genuine], return_counts=True)[1].max()
    with mock.patch.object(distance, 'comparer', lambda z, grid: between):
        found = compare_by_refs(d.z, d.writers, d.genuine, [r for r in refs if r < most], draws, random=False)
    return {r: [eer(o['genuine'][:, 1], o['skilled'][:, 1])[0], *eer_interval(o['genuine'], o['skilled'])]
            for r, o in found.items()}


def shipped(d):
    return lambda i, j: similarity(d.seen.take(i), d.seen.take(j))


def beside(d, far, share):
    "The shipped distance and another one, which counts for a share"
    usual = shipped(d)
    return lambda i, j: 1-((1-share)*3*(1-usual(i, j))+share*far(i, j))/3


def amount(ims, h, w):
    "Ink in each of h × w cells, (n, h, w)"
    return (1-ims/255).reshape(len(ims), h, H//h, w, W//w).mean((2, 4))


def of_cells(ims, m):
    "Direction of each cell with what lacks to a unit, (n, 8, 16, 3); and phase as an angle, (n, 8, 16, 2)"
    ink = amount(ims, H//stride, W//stride)+1e-6
    n, (h, w) = len(ims), (H//16, W//16)
    total = ink.reshape(n, h, 4, w, 4).sum((2, 4))
    x, y, phase = ((m[:, k]*ink).reshape(n, h, 4, w, 4).sum((2, 4))/total for k in range(3))
    length = np.hypot(x, y)
    d = np.stack([x, y], -1)/np.maximum(length, 1)[..., None]
    rest = np.sqrt(1-np.minimum(length, 1)**2)[..., None]
    angle = phase.clip(0, 1)*np.pi/2
    phases = np.stack([np.cos(angle), np.sin(angle)], -1)
    return np.concatenate([d, rest], -1).astype(np.float32), phases.astype(np.float32)


def agreeing(d, direction, phase):
    "Cells match where direction and phase agree as well, which count for these shares of a cosine"
    unit, ink = unit_cells(d.seen.cells)
    parts = zip(*(of_cells(d.views[:, k], d.maps[k]) for k in (0, 1, 0, 1)))
    ways, phases = (np.stack(o, 1) for o in parts)
    cells = [unit*(1-direction-phase)**.5, ways*direction**.5, phases*phase**.5]
    packed = np.concatenate([ink[..., None], *cells], -1).astype(np.float32)
    whole = d.seen._replace(cells=packed)
    def between(i, j):
        with mock.patch.object(distance, 'unit_cells', lambda cells: (cells[..., 1:], cells[..., 0])):
            return similarity(whole.take(i), whole.take(j))
    return between


@torch.no_grad()
def signed_pairs(ims, m, n=32):
    "Pairs of signed directions of ink, half precision (n, 21·16·16), see `DirectionPairs`"
    lines, pairs, res = Directions(8), DirectionPairs(16), []
    across = torch.arange(8)*np.pi/8+np.pi/2  # a line runs at right angles to its gradient
    along = torch.stack([across.cos(), across.sin()])
    for i in range(0, len(ims), n):
        at = lines(1-torch.from_numpy(np.ascontiguousarray(ims[i:i+n]))[:, None]/255)[2]
        way = F.interpolate(torch.from_numpy(m[i:i+n, :2]), scale_factor=stride, mode='bilinear')
        forth = torch.sigmoid(8*torch.einsum('nchw,cb->nbhw', way, along))
        res.append(pairs(torch.cat([at*forth, at*(1-forth)], 1)).half())
    return torch.cat(res)


def normalised(x, writers, k=384):
    "Projection and mean that let writers vary equally in all directions, as `signauth.model.habits`, (k, d) and (k,)"
    x = x.float()
    mean = x.mean(0)
    x -= mean
    q = torch.randn(x.shape[1], k+40, generator=torch.Generator().manual_seed(0))
    for _ in range(4):  # the principal components, by iteration on a random subspace
        q = torch.linalg.qr(x.T@(x@q))[0]
    axes = q.double()@torch.linalg.eigh((x@q).T.double()@(x@q).double())[1].flip(1)[:, :k]
    own = [x[torch.from_numpy(writers == w)].double()@axes for w in np.unique(writers)]
    within = torch.stack([o.T.cov() for o in own if len(o) > 1]).mean(0)
    var, turn = torch.linalg.eigh(within+.05*within.trace()/k*torch.eye(k))
    habit = (axes@turn/var.sqrt()).T
    return habit.float(), (habit@mean.double()).float()


def learnt_habits(net, writers=250, genuine=10):
    "What `normalised` learns from signed pairs of synthetic writers"
    from signauth.ink import isolate_ink
    signed = [isolate_ink(Writer([1_000_000, 0, w]).sign([3, w, i])) for w in range(writers) for i in range(genuine)]
    ims = np.stack(signed)
    _thicken_third(ims, np.random.default_rng(0))
    return normalised(signed_pairs(ims, maps(net, ims)), np.repeat(np.arange(writers), genuine))


def signed_habits(d, habits, share):
    "Habits of signed pairs, which count for a share of the habits"
    signed = F.normalize(signed_pairs(d.views[:, 0], d.maps[0]).float()@habits[0].T-habits[1]).numpy()
    usual = distance.habit_distance
    def between(i, j):
        far = unit_distance(signed[i]@signed[j].T)
        with mock.patch.object(distance, 'habit_distance', lambda a, b: (1-share)*usual(a, b)+share*far):
            return similarity(d.seen.take(i), d.seen.take(j))
    return between


def signed_cells(d, axes):
    "Distance of cells of signed directions, matched and in units of their variety as the others"
    ims, m = d.views[:, 0], d.maps[0]
    ink = amount(ims, 8, 16)
    weight = ((ink**.5+.02)/(ink**.5+.02).mean((1, 2), keepdims=True))**.5
    x = windows(ims, m)@axes
    unit = x/np.maximum(np.linalg.norm(x, axis=-1, keepdims=True), 1e-6)
    cells = (unit*weight[..., None]).transpose(0, 3, 1, 2)[:, None].astype(np.float32)
    vary = np.maximum(variety(cells), .1)
    seen = Described(cells, np.zeros((len(ims), 0), np.float32), np.zeros(len(ims)), vary)
    return lambda i, j: distance.place_distance(seen.take(i), seen.take(j))/np.sqrt(vary[i][:, None]*vary[j])


def windows(ims, m, bins=8):
    "Signed directions in and around each cell, (n, 8, 16, bins·16)"
    n, angle, sure = len(ims), np.arctan2(m[:, 1], m[:, 0]), np.minimum(np.hypot(m[:, 0], m[:, 1]), 1)
    lobes = np.maximum(np.cos(angle[:, None]-(np.arange(bins)*2*np.pi/bins)[:, None, None])-.5, 0)*2
    h = lobes*(amount(ims, H//stride, W//stride)*sure)[:, None].astype(np.float32)
    h = h.reshape(n, bins, H//8, 2, W//8, 2).mean((3, 5))
    h = np.stack([cv2.blur(o.transpose(1, 2, 0), (3, 3), borderType=cv2.BORDER_CONSTANT) for o in h])
    h = np.pad(np.sqrt(np.maximum(h, 0)), ((0, 0), (1, 1), (1, 1), (0, 0)))
    w = np.lib.stride_tricks.sliding_window_view(h, (4, 4), axis=(1, 2))[:, ::2, ::2]
    return w.reshape(n, H//16, W//16, bins*16)


def principal_axes(net, ims, depth=32):
    "Principal components of the windows of some ink"
    x = windows(ims, maps(net, ims)).reshape(-1, 128)
    x = x/np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-6)*(amount(ims, 8, 16).reshape(-1, 1)**.25)
    return np.linalg.eigh(x.T@x)[1][:, ::-1][:, :depth]


def paths(d, by_phase, k=48):
    "The ink in k equal parts along its phase, or along the line: centred places and directions, (n, k, 4)"
    ims, m = d.views[:, 0], d.maps[0]
    ink, res = amount(ims, H//stride, W//stride), np.zeros((len(ims), k, 4), np.float32)
    y, x = np.mgrid[:H//stride, :W//stride]
    for i in range(len(ims)):
        there = ink[i] > .08
        along = m[i, 2][there] if by_phase else x[there]
        order = np.argsort(along, kind='stable')
        some = ink[i][there][order]
        part = np.minimum((np.cumsum(some)-1e-9)/some.sum()*k, k-1).astype(int)
        total = np.maximum(np.bincount(part, some, k), 1e-9)
        for j, value in enumerate((x/32, y/32, m[i, 0], m[i, 1])):
            res[i, :, j] = np.bincount(part, some*value[there][order], k)/total
        res[i, :, :2] -= res[i, :, :2].mean(0)
        res[i, :, :2] /= max(res[i, :, :2].std(), 1e-6)
    return res


def warped(p, band=8):
    "Distance by dynamic time warping along the parts, 1 at its median among the first two dozen"
    def far(i, j):
        a, b = p[i], p[j]
        d = sum(f*np.sqrt(((a[:, None, :, None, s]-b[None, :, None, :, s])**2).sum(-1))
                for f, s in ((1, slice(0, 2)), (.5, slice(2, 4))))
        n, m, k, _ = d.shape
        total = np.full((n, m, k+1, k+1), 1e9, np.float32)
        total[:, :, 0, 0] = 0
        for y in range(k):
            for x in range(max(0, y-band), min(k, y+band+1)):
                before = total[:, :, y, x+1], total[:, :, y+1, x], total[:, :, y, x]
                total[:, :, y+1, x+1] = d[:, :, y, x]+np.minimum.reduce(before)
        return total[:, :, k, k]/k
    unit = np.median(far(np.arange(24), np.arange(24)))
    return lambda i, j: .6*far(i, j)/unit


def uses(d, axes, habits):
    "Each use of the map by itself, as functions of indices"
    yield 'as shipped', shipped(d)
    for direction, phase in ((.1, 0), (.25, 0), (0, .1), (0, .25), (.15, .15)):
        yield f'cells agree in direction by {direction:g}, in phase by {phase:g}', agreeing(d, direction, phase)
    for share in (.5, 1.):
        yield f'signed habits count {share:g} of the habits', signed_habits(d, habits, share)
    yield 'signed cells count .2', beside(d, signed_cells(d, axes), .2)
    for name, by_phase in (('phase', True), ('line', False)):
        far = warped(paths(d, by_phase))
        for share in (.1, .2):
            yield f'warping along the {name} counts {share:g}', beside(d, far, share)


def options(doc, name):
    "Where the data lie, where pictures and networks are kept, and where the figures go"
    p = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--data', type=Path, required=True, help='folder of the corpora and of unipen')
    p.add_argument('--folder', type=Path, default=Path('build')/name, help='where pictures and networks are kept')
    p.add_argument('--json', type=Path, default=Path(__file__).parent/f'results/{name}.json')
    a = p.parse_args()
    a.folder.mkdir(parents=True, exist_ok=True)
    return a


def main():
    a = options(__doc__, 'order')
    if not (a.folder/'order.npz').exists():
        draw_all(a.folder/'order.npz', a.data)
    if not (a.folder/'order.pth').exists():
        train(a.folder)
    net, o, rng = load(a.folder), np.load(a.folder/'order.npz'), np.random.default_rng(0)
    alone = {name: judged(net, o, which, rng) for name, which in (('synth', o['synth']), ('unipen', ~o['synth']))}
    print(alone, flush=True)
    some = np.sort(rng.choice(np.flatnonzero(o['synth']), 400, replace=False))
    axes, habits, v = principal_axes(net, o['ims'][some]), learnt_habits(net), Verifier.load(threads=1)
    rows = {}
    for name, most in tests.items():
        d = read(a.data/name, most, v, net)
        for use, between in uses(d, axes, habits):
            rows.setdefault(use, {})[name] = figures(between, d)
            print(name, use, {r: round(100*e[0], 2) for r, e in rows[use][name].items()}, flush=True)
    torch.set_num_threads(1)
    start = time.perf_counter()
    maps(net, d.views[:100, 0], 1)
    about = dict(pictures=len(o['who']), steps=steps, batch=batch, width=width, seed=0, model=v.model, alone=alone)
    a.json.write_text(as_json(about | dict(milliseconds=10*(time.perf_counter()-start), rows=rows))+'\n')


if __name__ == '__main__':
    main()
