"Fail where README.md, its pictures or the model card are not what tools/readme.py would write."
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent/'tools'))
from readme import stale


if __name__=='__main__':
    if files := stale():
        sys.exit(f"stale: {', '.join(files)} (python tools/readme.py)")
