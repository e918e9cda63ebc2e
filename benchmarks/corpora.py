"""The corpora of real signatures that the benchmarks read. They lie below the folder that SIGNAUTH_DATA names."""
import os
from pathlib import Path

names = 'seed_layout', 'kaggle_handwritten_signatures', 'cedar', 'bhsig260_hindi', 'crossmedia_chinese'
images = {o: o for o in names} | {'seed_layout': 'seed_layout/data'}  # where the images of each lie
default_folder = Path(os.environ.get('SIGNAUTH_DATA', '../shared/data'))


def missing(folder):
    "The corpora that a folder lacks"
    return [o for o in sorted(names) if not (Path(folder)/o).is_dir()]
