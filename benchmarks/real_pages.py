"""Measure what real pages would add to drawn ones: go on training the page network with one half of the real pages, and
test on the other, both ways round; writes benchmarks/results/real_pages.json.

    signauth train-document build/document.onnx --strokes DATA/unipen/strokes.npz --checkpoint build/document.pt
    python benchmarks/real_pages.py --data DATA --checkpoint build/document.pt --drawn FOLDER

The weights that ship have seen no real page. Real pages have boxes only, so their layers are not learnt. For comparison
the same number of steps is made with drawn pages alone."""
import argparse, copy, json
from pathlib import Path
import cv2, numpy as np, torch
from signauth.core import open_image
from signauth.pages import find_sources
from signauth.train_document import *
from signauth.train_document import _answers_for, _begin, _box_loss, _decoded, _distances, _next_batch
from documents import hits, with_interval


class Box:
    "What `documents.hits` looks at"
    def __init__(self, box, score):
        self.box, self.score = box, score


def read(folder, side=512):
    "Pictures and boxes of the real pages as squares"
    truth = json.loads((folder/'boxes.json').read_text())
    images, boxes = [], []
    for name, b in truth.items():
        im = np.asarray(open_image(folder/f'pages/{name}.jpg').convert('RGB'))
        h, w = im.shape[:2]
        images.append(cv2.resize(im, (side, side), interpolation=cv2.INTER_AREA))
        boxes.append(np.float32(b).reshape(-1, 4)*np.float32([side/w, side/h]*2))
    return np.stack(images), boxes


def scored(net, images, boxes):
    "Average precision at an IoU of .5 of the boxes of the network alone, and its interval"
    rows = []
    for im, truth in zip(images, boxes):
        with torch.no_grad():
            raw, _ = net(torch.from_numpy(im.transpose(2, 0, 1)[None]/np.float32(255)))
        found, logits = _decoded(raw[0].numpy())
        rows.append(hits([Box(*o) for o in zip(found, logits)], truth, .5))
    return with_interval(rows, boxes)


def trained_on(start, samples, real, steps, seed=0):
    "The network after more steps, of drawn samples and, if there are any, every second one of real pages"
    net, rng = copy.deepcopy(start).train(), np.random.default_rng(seed)
    adam = torch.optim.AdamW(net.parameters(), 3e-4, weight_decay=.02)
    for step in range(steps):
        if real is None or step%2:
            x, *truth = _next_batch(samples, rng.choice(len(samples.boxes), 8), False, rng)
            loss = document_loss(*net(x), *truth)
        else:
            ids = rng.choice(len(real[0]), 8)
            x = torch.from_numpy(real[0][ids]).permute(0, 3, 1, 2)/255
            owners = [_answers_for(real[1][i], 512, 512) for i in ids]
            distances = [_distances(real[1][i], o) for i, o in zip(ids, owners)]
            truth = [torch.from_numpy(np.stack(o)) for o in (owners, distances)]
            scores, boxes = _box_loss(net(x)[0], *truth)
            loss = 2*scores+1.5*boxes
        adam.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 5.)
        adam.step()
    return net.eval()


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--data', type=Path, required=True)
    p.add_argument('--checkpoint', required=True)
    p.add_argument('--drawn', required=True, help='folder of drawn samples, as train-document leaves it')
    p.add_argument('--pages', type=int, default=2_000, help="number of drawn samples in it")
    p.add_argument('--steps', type=int, default=300)
    a = p.parse_args()
    training, _ = _begin(2e-3, 0, a.checkpoint)
    start = training.mean.module.eval()
    images, boxes = read(a.data/'documents')
    halves = np.random.default_rng(0).permutation(len(images)).reshape(2, -1)
    samples = draw_samples(a.drawn, 'page', a.pages, find_sources(a.data/'unipen/strokes.npz'))
    def pick(ids):
        return images[ids], [boxes[i] for i in ids]
    res = dict(steps=a.steps, pages=len(images), halves=[])
    for own, other in (halves, halves[::-1]):
        test = pick(other)
        one = dict(drawn=scored(start, *test))
        one['drawn, more steps'] = scored(trained_on(start, samples, None, a.steps), *test)
        one['with real pages'] = scored(trained_on(start, samples, pick(own), a.steps), *test)
        res['halves'].append(one)
        print(one, flush=True)
    (Path(__file__).parent/'results/real_pages.json').write_text(json.dumps(res, indent=1)+'\n')


if __name__=='__main__':
    main()
