"""The figures that most papers report, of the shipped verifier; writes benchmarks/results/published.json.

    python benchmarks/pairs.py [--data DATA]

One reference: all pairs of genuine signatures of a writer, as many pairs with a forgery, the accuracy at the best
threshold and the EER (`signauth evaluate --protocol pairs`). Twelve references on CEDAR: the EER at one threshold for
all, and the mean over writers and draws with a threshold for each (`--thresholds user`). None of these depends on how
likelihood ratios were set. Ten minutes on two cores."""
import argparse
from pathlib import Path
from signauth.core import as_json
from signauth.evaluate import evaluate, report_in_words
from signauth.verify import Verifier
from corpora import default_folder

asked = dict(
    cedar=('cedar', dict(protocol='pairs')),
    bhsig260_hindi=('bhsig260_hindi', dict(protocol='pairs')),
    cedar_12=('cedar', dict(refs=(12,), thresholds='user')))


def figures(found):
    "Figures of one number of references against skilled forgeries"
    r = found['results'][0]
    skilled = {k: r['skilled'][k] for k in ('eer', 'interval', 'best', 'user') if k in r['skilled']}
    return dict(command=found['command'], references=r['references'], writers=r['writers'], genuine=r['genuine'],
                skilled=r['skilled']['comparisons'], **skilled)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--data', type=Path, default=default_folder, help='folder of the corpora')
    data = p.parse_args().data
    v, res = Verifier.load(threads=1), {}
    for name, (corpus, options) in asked.items():
        found = evaluate(data/corpus, v, **options)
        if corpus in found['model']['seen']:
            raise SystemExit(f'the verifier was trained on {corpus}')
        print(report_in_words(found), flush=True)
        res[name] = figures(found)
    f = Path(__file__).parent/'results/published.json'
    f.write_text(as_json(dict(model=v.model, rows=res))+'\n')
    print(f)


if __name__=='__main__':
    main()
