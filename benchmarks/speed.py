"""Measure training speed, latency and accuracy beside the classic network, in one run; writes
benchmarks/results/speed.json.

    python benchmarks/speed.py [--start VERIFIER] [--data DATA] [--epochs 30] [--quick]

DATA is a folder with train/{real,fake} and test/{real,fake} of names XXXYYZZZ. The training images that are in the test
as well are removed first. Accuracy on known writers is on that test; accuracy on unseen writers is by five folds of
writers. VERIFIER is what our training starts from, by default the shipped weights; it must not have seen DATA."""
import argparse, hashlib, json, os, platform, statistics, sys, tempfile, time
from functools import partial
from pathlib import Path
import numpy as np, torch, torch.nn.functional as F
from torch import nn
from signauth.core import model_file, weights_dir
from signauth.corpus import Corpus, pixel_hashes
from signauth.loaders import augment, load_images
from signauth.errors import mean_interval
from signauth.model import SignatureNet, to_onnx
from signauth.preprocess import preprocess
from signauth.train_classifier import pretrained_body, read_data


class Classic(nn.Module):
    "The network of the classic tool: three convolutions, one pool, one linear layer, on 3x256x256"
    def __init__(self, classes=2):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(3, 12, 3, 1, 1), nn.BatchNorm2d(12), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(12, 20, 3, 1, 1), nn.ReLU(),
            nn.Conv2d(20, 32, 3, 1, 1), nn.BatchNorm2d(32), nn.ReLU())
        self.head = nn.Linear(32*128*128, classes)

    def forward(self, x):
        return self.head(self.body(x.expand(-1, 3, -1, -1)).flatten(1))


START = weights_dir


def ours():
    return pretrained_body(SignatureNet(2), START).to(memory_format=torch.channels_last)


networks = dict(signauth=(ours, 1e-3), classic=(Classic, 1e-3))  # with the highest learning rate of the cycle


def laid_out(name, x):
    "A batch in the memory layout that a network takes"
    return x.to(memory_format=torch.channels_last) if name == 'signauth' else x


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
        for name, (net, opt) in nets.items():
            batch_x, start = laid_out(name, x), time.perf_counter()
            for _ in range(steps):
                step(net, opt, batch_x, y)
            if i:
                times[name].append((time.perf_counter()-start)/steps)
    return {k: batch/statistics.median(v) for k, v in times.items()}


def latency(rounds=200):
    "Milliseconds for one image, in turns: each network as it is used, ours in ONNX Runtime, the classic one in torch"
    import onnxruntime as ort
    x = torch.rand(1, 1, 256, 256)
    with tempfile.TemporaryDirectory() as d:
        session = ort.InferenceSession(to_onnx(ours(), Path(d)/'m.onnx', {}).read_bytes())
    classic, plain, image = Classic().eval(), ours().eval(), x.numpy()
    run = dict(
        signauth=lambda: session.run(None, {'image': image}),
        classic=lambda: classic(x),
        signauth_torch=lambda: plain(x))
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
    "Class probabilities of `test` after training on all of `ims` for a fixed number of epochs; none is selected"
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
            step(net, opt, laid_out(name, x), torch.from_numpy(labels[ids]))
            sched.step()
    with torch.inference_mode():
        batches = [torch.from_numpy(test[i:i+64])[:, None]/255 for i in range(0, len(test), 64)]
        return np.concatenate([net.eval()(x).softmax(1).numpy() for x in batches])


def judged(right, writers):
    return dict(accuracy=float(np.mean(right)), interval=mean_interval(right, writers))


def load(rows):
    return load_images(rows, partial(preprocess, scan=True), progress=False)[0]


def truth(rows):
    return np.array([o.kind == 'genuine' for o in rows]).astype(np.int64)


def known_writers(train, test, a, b, epochs, seeds):
    "Accuracy of each network on the leak-free test; `a` and `b` are the images of `train` and `test`"
    res = {}
    for name in networks:
        each = [fit_predict(name, a, truth(train), b, epochs, s).argmax(1) == truth(test) for s in range(seeds)]
        right = np.stack(each)
        writers = [o.writer for o in test]
        res[name] = judged(right.mean(0), writers) | dict(each_seed=right.mean(1).tolist())
        print('known writers', name, res[name], flush=True)
    return res


def unseen_writers(rows, ims, epochs):
    "Accuracy of each network by five folds of writers over all different images"
    fold = dict(zip(np.random.default_rng(0).permutation(rows.writers), np.arange(len(rows.writers)) % 5))
    folds, y = np.array([fold[o.writer] for o in rows]), truth(rows)
    res = {}
    for name in networks:
        right = np.zeros(len(rows))
        for i in range(5):
            test = folds == i
            right[test] = fit_predict(name, ims[~test], y[~test], ims[test], epochs, i).argmax(1) == y[test]
        res[name] = judged(right, [o.writer for o in rows])
        print('unseen writers', name, res[name], flush=True)
    return res


def accuracy(data, epochs, seeds):
    train, test, dropped = read_data(data)
    a, b = load(train), load(test)
    known = dict(images=len(test), leaked=len(dropped), seeds=seeds) | known_writers(train, test, a, b, epochs, seeds)
    rows = Corpus(train+test)
    assert len(set(pixel_hashes(rows))) == len(rows)
    unseen = dict(folds=5, images=len(rows), writers=len(rows.writers))
    return dict(known=known, unseen=unseen | unseen_writers(rows, np.concatenate([a, b]), epochs))


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    data = Path(os.environ.get('SIGNAUTH_DATA', '../shared/data'))/'seed_layout/data'
    p.add_argument('--data', default=data)
    p.add_argument('--epochs', type=int, default=30)
    p.add_argument('--seeds', type=int, default=2)
    p.add_argument('--start', type=Path, help='a verifier that never saw an image of DATA')
    p.add_argument('--quick', action='store_true', help='speed only; keeps the accuracy of the last full run')
    p.add_argument('--out', type=Path, default=Path(__file__).parent/'results/speed.json')
    args = p.parse_args()
    if not args.quick and not args.start:
        sys.exit('give --start, a verifier that never saw these images; the shipped one has')
    return args


def check_unseen(data):
    "End the program where the verifier to start from was trained on the data"
    from signauth.model import load_model
    inside = {'seed_layout': 'kaggle_handwritten_signatures'}  # whose images are all in the other
    parts = set(Path(data).resolve().parts)
    parts |= {inside[o] for o in parts & set(inside)}
    if seen := set(load_model(model_file(START, '.safetensors'))[1].get('trained_on', [])) & parts:
        sys.exit(f'{START} was trained on {min(seen)}: give another --start')


def main():
    global START
    args = arguments()
    START, threads = args.start or weights_dir, torch.get_num_threads()
    if not args.quick:
        check_unseen(args.data)
    root, start = Path(__file__).resolve().parent.parent, START.resolve()
    start = start.relative_to(root) if start.is_relative_to(root) else start.name
    res = dict(
        command=f'python benchmarks/speed.py --start {start} --epochs {args.epochs} --seeds {args.seeds}',
        start=hashlib.sha256(model_file(START, '.safetensors').read_bytes()).hexdigest()[:12],
        machine=f'{threads} CPU threads, {platform.machine()}, torch {torch.__version__}', batch=32,
        training=training_speed(32), latency=latency())
    print(json.dumps(res, indent=1), flush=True)
    if args.quick:
        res['accuracy'] = json.loads(args.out.read_text())['accuracy']
    else:
        res['accuracy'] = accuracy(args.data, args.epochs, args.seeds)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(res, indent=1)+'\n')
    print(f'wrote {args.out}')


if __name__ == '__main__':
    main()
