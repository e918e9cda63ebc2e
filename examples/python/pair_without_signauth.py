"""Compare two signatures with NumPy, Pillow and ONNX Runtime alone.

    python pair_without_signauth.py verifier-pair.onnx questioned.png reference.png
"""
import sys
import numpy as np, onnxruntime
from PIL import Image, ImageOps


def areas(n, m):
    "Matrix (m, n) that averages n pixels to m fewer ones, each weighted by the area that it covers"
    edge, at = np.arange(m+1)[:, None]*n/m, np.arange(n)
    return (np.minimum(edge[1:], at+1)-np.maximum(edge[:-1], at)).clip(0)*m/n


def square(path, side=256):
    "Grey levels (1, 1, side, side): upright, transparency on white, padded with the level of the paper"
    im = ImageOps.exif_transpose(Image.open(path)).convert('RGBA')
    im = Image.alpha_composite(Image.new('RGBA', im.size, 'white'), im).convert('L')
    x = np.asarray(im)
    scale = side/max(x.shape)
    h, w = (min(side, max(1, round(o*scale))) for o in x.shape)
    if scale<1:
        scaled = np.round(areas(x.shape[0], h)@x@areas(x.shape[1], w).T)
    else:
        scaled = im.resize((w, h), Image.BICUBIC)
    paper = int(np.median(np.r_[x[0], x[-1], x[:, 0], x[:, -1]]))
    res = np.full((side, side), paper, np.float32)
    top, left = (side-h)//2, (side-w)//2
    res[top:top+h, left:left+w] = scaled
    return res[None, None]


def main(model, questioned, reference):
    net = onnxruntime.InferenceSession(model, providers=['CPUExecutionProvider'])
    inputs = dict(questioned=square(questioned), reference=square(reference))
    similarity, llr = net.run(['similarity', 'llr'], inputs)
    print(f'similarity  {similarity[0]:.4f}')
    print(f'LR          {np.exp(llr[0]):.3g}')


if __name__=='__main__':
    if len(sys.argv)!=4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
