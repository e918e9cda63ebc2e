"Compare two signatures with NumPy, Pillow and ONNX Runtime alone: python pair_without_signauth.py verifier-pair.onnx questioned.png reference.png"
import sys
import numpy as np, onnxruntime
from PIL import Image,ImageOps

def areas(n, m):
    "Matrix (m, n) that averages n pixels to m fewer ones, each by the area it covers"
    edge,at = np.arange(m+1)[:,None]*n/m,np.arange(n)
    return (np.minimum(edge[1:], at+1)-np.maximum(edge[:-1], at)).clip(0)*m/n

def square(path, side=256):
    "Grey levels (1, 1, side, side): upright, transparency on white, padded with the level of the paper"
    im = ImageOps.exif_transpose(Image.open(path)).convert('RGBA')
    im = Image.alpha_composite(Image.new('RGBA', im.size, 'white'), im).convert('L')
    x = np.asarray(im)
    s = side/max(x.shape)
    h,w = (min(side, max(1, round(o*s))) for o in x.shape)
    small = np.round(areas(x.shape[0], h)@x@areas(x.shape[1], w).T) if s<1 else im.resize((w,h), Image.BICUBIC)
    res = np.full((side,side), int(np.median(np.r_[x[0], x[-1], x[:,0], x[:,-1]])), np.float32)
    res[(side-h)//2:(side-h)//2+h,(side-w)//2:(side-w)//2+w] = small
    return res[None,None]

def main(model, questioned, reference):
    net = onnxruntime.InferenceSession(model, providers=['CPUExecutionProvider'])
    s,llr = net.run(['similarity','llr'], dict(questioned=square(questioned), reference=square(reference)))
    print(f'similarity  {s[0]:.4f}\nLR          {np.exp(llr[0]):.3g}')

if __name__=='__main__':
    main(*sys.argv[1:]) if len(sys.argv)==4 else sys.exit(__doc__)
