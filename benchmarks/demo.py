"""Measure how often synthetic forgers of each skill deceive the shipped verifier; writes benchmarks/results/demo.json.

    python benchmarks/demo.py [--writers 60]

Four references, as in the table of real signatures; intervals are over writers. `signauth.demo.forger_skill` is the
skill whose equal error rate is nearest to that of real forgers: the median of the corpora in evaluate_*.json."""
import argparse, json
from functools import partial
from pathlib import Path
import numpy as np
from signauth.core import in_threads
from signauth.demo import forger_skill
from signauth.errors import eer, eer_interval
from signauth.synth import Writer
from signauth.verify import Template, Verifier

refs, genuine, forged = 4, 8, 8
skills = (.1, .3, .4, .5, .6, .7, .8, .9)
corpora = ('cedar', 'bhsig260_hindi', 'kaggle_handwritten_signatures', 'seed_layout')
results = Path(__file__).parent/'results'


def real():
    "EER of real skilled forgeries with four references by corpus"
    def of(name):
        rows = json.loads((results/f'evaluate_{name}.json').read_text())['results']
        return next(o['skilled']['eer'] for o in rows if o['references']==refs and 'skilled' in o)
    return {name: of(name) for name in corpora}


def answers_of(v, i):
    "Answers to signatures of a writer, to forgeries of each skill, and to a stranger"
    w = Writer([31, i])
    def drawn(kind, n, sign):
        return v.embed([sign(np.random.default_rng([31, i, kind, k])) for k in range(n)])
    own = drawn(0, refs+genuine, w.sign)
    template = Template(own[:refs], v.model)
    asked = {'genuine': own[refs:], 'stranger': drawn(1, 1, Writer([32, i]).sign)}
    for s in skills:
        asked[s] = drawn(2, forged, partial(w.forge, skill=s))
    return {kind: [v.compare(z, template) for z in zs] for kind, zs in asked.items()}


def column(answers, kind):
    "Writer and score of each comparison of a kind"
    return np.array([(i, o.score) for i, a in enumerate(answers) for o in a[kind]])


def shares(answers, kind):
    "Shares of the decisions of a kind"
    said = [o.decision for a in answers for o in a[kind]]
    return {k: said.count(k)/len(said) for k in ('genuine', 'inconclusive', 'forged')}


def measured(writers):
    v = Verifier.load(threads=1)
    answers = list(in_threads(lambda i: answers_of(v, i), range(writers)))
    own, res = column(answers, 'genuine'), []
    for s in skills:
        theirs = column(answers, s)
        rate = eer(own[:, 1], theirs[:, 1])[0]
        res.append(dict(skill=s, eer=rate, interval=eer_interval(own, theirs), decisions=shares(answers, s)))
    others = {k: shares(answers, k) for k in ('genuine', 'stranger')}
    return dict(writers=writers, references=refs, genuine=genuine, forged=forged, decisions=others, skills=res)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--writers', type=int, default=60)
    p.add_argument('--out', type=Path, default=results/'demo.json')
    args = p.parse_args()
    res = dict(real=real(), forger_skill=forger_skill, **measured(args.writers))
    res['median'] = float(np.median(list(res['real'].values())))
    print(f"real: {res['real']}, median {res['median']:.1%}")
    for o in res['skills']:
        low, high = o['interval']
        mark = ' <- demo' if o['skill']==forger_skill else ''
        print(f"skill {o['skill']:.1f}  EER {o['eer']:.1%} ({low:.1%} to {high:.1%})  {o['decisions']}{mark}")
    print(res['decisions'])
    args.out.write_text(json.dumps(res, indent=1)+'\n')
    chosen = next(o['eer'] for o in res['skills'] if o['skill']==forger_skill)
    if not 2/3 < chosen/res['median'] < 4/3:
        raise SystemExit('the forgers of the demo are no longer like real ones: set forger_skill in nbs/15a_demo.ipynb')


if __name__=='__main__':
    main()
