"""Training speed, latency and accuracy beside the classic network, in one run; writes benchmarks/results/speed.json.

    python benchmarks/speed.py [--start VERIFIER] [--data DATA] [--epochs 30] [--quick]

DATA is a folder with train/{real,fake} and test/{real,fake} of names XXXYYZZZ. The training images that are in the test as
well are removed first. Accuracy on known writers is on that test; accuracy on unseen writers is by five folds of writers. VERIFIER is
what ours starts from, the shipped weights if not given, and must not have seen DATA."""
import argparse, hashlib, json, os, platform, statistics, sys, tempfile, time
from functools import partial
from pathlib import Path
import numpy as np, torch, torch.nn.functional as F
from torch import nn
from signauth.core import model_file, weights_dir
from signauth.corpus import Corpus, pixel_hashes
from signauth.loaders import augment, load_images
from signauth.metrics import mean_interval
from signauth.model import SignatureNet, to_onnx
from signauth.preprocess import preprocess
from signauth.train import pretrained_body, read_data


class Classic(nn.Module):
    "The network of the classic tool: three convolutions, one pool, one linear layer, on 3x256x256"
    def __init__(self, classes=2):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 12, 3, 1, 1), nn.BatchNorm2d(12), nn.ReLU(), nn.MaxPool2d(2),
                                  nn.Conv2d(12, 20, 3, 1, 1), nn.ReLU(), nn.Conv2d(20, 32, 3, 1, 1), nn.BatchNorm2d(32), nn.ReLU())
        self.head = nn.Linear(32*128*128, classes)
    def forward(self, x):
        return self.head(self.body(x.expand(-1, 3, -1, -1)).flatten(1))


START = weights_dir
def ours():
    return pretrained_body(SignatureNet(2), START).to(memory_format=torch.channels_last)
networks = dict(signauth=(ours, 1e-3), classic=(Classic, 1e-3))  # with the highest learning rate of the cycle


def step(net, opt, x, y):
    loss = F.cross_entropy(net.train()(x), y)
    opt.zero_grad()
    loss.backward()
    opt.step()


def training_speed(batch, rounds=7, steps=4):
    "Images per second of forward, backward and update; the networks take turns, so that a busy machine hits both"
    x, y = torch.rand(batch, 1, 256, 256), torch.randint(0, 2, (batch,))
    nets = {k: (n := make(), torch.optim.Adam(n.parameters())) for k, (make, _) in networks.items()}
    times = {k: [] for k in nets}
    for i in range(rounds+1):
        for k, (n, o) in nets.items():
            xk, t = x.to(memory_format=torch.channels_last) if k == 'signauth' else x, time.perf_counter()
            for _ in range(steps):
                step(n, o, xk, y)
            if i:
                times[k].append((time.perf_counter()-t)/steps)
    return {k: batch/statistics.median(v) for k, v in times.items()}


def latency(rounds=200):
    "Milliseconds for one image, taken in turns: each network the way it is used, ours in ONNX Runtime, the classic one in torch"
    import onnxruntime as ort
    x = torch.rand(1, 1, 256, 256)
    with tempfile.TemporaryDirectory() as d:
        session = ort.InferenceSession(to_onnx(ours(), Path(d)/'m.onnx', {}).read_bytes())
    classic, plain, a = Classic().eval(), ours().eval(), x.numpy()
    run = dict(signauth=lambda: session.run(None, {'image': a}), classic=lambda: classic(x), signauth_torch=lambda: plain(x))
    times = {k: [] for k in run}
    with torch.inference_mode():
        for i in range(rounds+10):
            for k, f in run.items():
                t = time.perf_counter()
                f()
                if i >= 10:
                    times[k].append((time.perf_counter()-t)*1e3)
    return {k: statistics.median(v) for k, v in times.items()}


def fit_predict(name, ims, labels, test, epochs, seed, bs=32):
    "Class probabilities of `test` after training on all of `ims` for a fixed number of epochs; no epoch is picked"
    make, lr = networks[name]
    torch.manual_seed(seed)
    rng, net = np.random.default_rng(seed), make()
    opt = torch.optim.AdamW(net.parameters(), weight_decay=.05)
    per = len(ims)//bs
    sched = torch.optim.lr_scheduler.OneCycleLR(opt, lr, total_steps=epochs*per)
    for _ in range(epochs):
        order = rng.permutation(len(ims))
        for i in range(per):
            ids = order[i*bs:(i+1)*bs]
            x = augment(torch.from_numpy(ims[ids])[:, None]/255)
            step(net, opt, x.to(memory_format=torch.channels_last) if name == 'signauth' else x, torch.from_numpy(labels[ids]))
            sched.step()
    with torch.inference_mode():
        return np.concatenate([net.eval()(torch.from_numpy(test[i:i+64])[:, None]/255).softmax(1).numpy() for i in range(0, len(test), 64)])


def judged(right, writers):
    return dict(accuracy=float(np.mean(right)), interval=mean_interval(right, writers))


def accuracy(data, epochs, seeds):
    "Known writers: the leak-free test. Unseen writers: five folds by writer over all different images"
    load = lambda rows: load_images(rows, partial(preprocess, scan=True), progress=False)[0]
    truth = lambda rows: np.array([o.kind == 'genuine' for o in rows]).astype(np.int64)
    train, test, dropped = read_data(data)
    a, b, res = load(train), load(test), dict(known=dict(images=len(test), leaked=len(dropped), seeds=seeds), unseen=dict(folds=5))
    for k in networks:
        right = np.stack([fit_predict(k, a, truth(train), b, epochs, s).argmax(1) == truth(test) for s in range(seeds)])
        res['known'][k] = judged(right.mean(0), [o.writer for o in test]) | dict(each_seed=right.mean(1).tolist())
        print('known writers', k, res['known'][k], flush=True)
    rows, ims = Corpus(train+test), np.concatenate([a, b])
    assert len(set(pixel_hashes(rows))) == len(rows)
    fold = dict(zip(np.random.default_rng(0).permutation(rows.writers), np.arange(len(rows.writers)) % 5))
    f, y = np.array([fold[o.writer] for o in rows]), truth(rows)
    res['unseen'] |= dict(images=len(rows), writers=len(rows.writers))
    for k in networks:
        right = np.zeros(len(rows))
        for i in range(5):
            right[f == i] = fit_predict(k, ims[f != i], y[f != i], ims[f == i], epochs, i).argmax(1) == y[f == i]
        res['unseen'][k] = judged(right, [o.writer for o in rows])
        print('unseen writers', k, res['unseen'][k], flush=True)
    return res


if __name__ == '__main__':
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--data', default=Path(os.environ.get('SIGNAUTH_DATA', '../shared/data'))/'seed_layout/data')
    p.add_argument('--epochs', type=int, default=30)
    p.add_argument('--seeds', type=int, default=2)
    p.add_argument('--start', type=Path, help='a verifier that never saw an image of DATA')
    p.add_argument('--quick', action='store_true', help='speed only; keeps the accuracy of the last full run')
    p.add_argument('--out', type=Path, default=Path(__file__).parent/'results/speed.json')
    args = p.parse_args()
    if not args.quick and not args.start:
        sys.exit('give --start, a verifier that never saw these images; the shipped one has')
    START, threads = args.start or weights_dir, torch.get_num_threads()
    from signauth.model import load_model
    inside = {'seed_layout': 'kaggle_handwritten_signatures'}  # whose images are all in the other
    parts = set(Path(args.data).resolve().parts)
    parts |= {inside[o] for o in parts & set(inside)}
    if not args.quick and (seen := set(load_model(model_file(START, '.safetensors'))[1].get('trained_on', [])) & parts):
        sys.exit(f'{START} was trained on {min(seen)}: give another --start')
    root, start = Path(__file__).resolve().parent.parent, START.resolve()
    command = f'python benchmarks/speed.py --start {start.relative_to(root) if start.is_relative_to(root) else start.name} --epochs {args.epochs} --seeds {args.seeds}'
    res = dict(command=command, start=hashlib.sha256(model_file(START, '.safetensors').read_bytes()).hexdigest()[:12], machine=f'{threads} CPU threads, {platform.machine()}, torch {torch.__version__}', batch=32, training=training_speed(32), latency=latency())
    print(json.dumps(res, indent=1), flush=True)
    if args.quick:
        res['accuracy'] = json.loads(args.out.read_text())['accuracy']
    else:
        res['accuracy'] = accuracy(args.data, args.epochs, args.seeds)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(res, indent=1)+'\n')
    print(f'wrote {args.out}')
