"""Verify with any export.

    python verify_export.py verifier.tflite questioned.png reference1.png reference2.png …
"""
import sys
from signauth.core import SignAuthError
from signauth.verify import Verifier


def main(model, questioned, *references):
    v = Verifier.load(model)  # x.onnx, x.tflite, x.pt, or the folder of a SavedModel; the answer is the same
    ann = v.enroll(references)  # several are better: they show how much the writer varies
    r = v.verify(questioned, ann)
    print(f'score     {r.score:.3f}')
    print(f'LR        {r.lr:.3g}')
    print(f'decision  {r.decision}')


if __name__=='__main__':
    if len(sys.argv)<4:
        sys.exit(__doc__)
    try:
        main(*sys.argv[1:])
    except SignAuthError as e:  # an image without ink, a file that is no model …
        sys.exit(f'error: {e}')
