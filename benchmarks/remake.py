"""Make figures and pages again that are stale, and nothing else. benchmarks/dodo.py lists them, and doit runs it.

    python benchmarks/remake.py --stale              # what would be made again, why, and how long it took the last time
    python benchmarks/remake.py                      # make it
    python benchmarks/remake.py evaluate_cedar ...   # only these, where they are stale
    python benchmarks/remake.py --check              # exit code 1 where one is stale; CI runs the pages themselves

Figures come first, then the pages that quote them. A figure is stale where the weights, its command or the code that
this reaches have changed, or where the file was changed by hand. After a rewrite, benchmarks/same.py --carry notes in a
file that old and new code give the same answers: the figure is made again here, but --check lets it pass. The corpora
lie below SIGNAUTH_DATA."""
import argparse, os, sys
from pathlib import Path
sys.path.insert(0, str(Path(__file__).parent))
import dodo


def stale(names):
    "Name, reason and seconds of each stale figure or page"
    res = []
    for o in names:
        reason, seconds = dodo.why(o)
        if reason:
            res.append((o, reason, seconds))
    return res


def doit(command):
    from doit.cmd_base import ModuleTaskLoader
    from doit.doit_cmd import DoitMain
    os.chdir(dodo.root)
    (dodo.root/'build').mkdir(exist_ok=True)
    return DoitMain(ModuleTaskLoader(vars(dodo))).run(command)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('names', nargs='*', help='results files without .json, or pages')
    p.add_argument('--stale', action='store_true', help='say what is stale')
    p.add_argument('--check', action='store_true', help='fail where a figure is stale')
    a = p.parse_args()
    every = [*dodo.figures, *dodo.pages]
    if wrong := [o for o in a.names if o not in every]:
        sys.exit(f"{wrong[0]} is neither a figure nor a page: {', '.join(every)}")
    found = stale(a.names or every)
    if a.stale or a.check:
        for name, reason, seconds in found:
            print(f"{name:45} {reason:35} {f'{seconds} s' if seconds else 'never timed'}")
        minutes = sum(seconds or 0 for *_, seconds in found)/60
        print(f"{len(found)} of {len(a.names or every)} are stale, {minutes:.0f} minutes of work by the last times")
        return int(a.check and any(o in dodo.figures and why!=dodo.rewritten for o, why, _ in found))
    if not found:
        return doit(['list'])
    return doit(['run', *(f"{'figures' if name in dodo.figures else 'pages'}:{name}" for name, *_ in found)])


if __name__=='__main__':
    sys.exit(main())
