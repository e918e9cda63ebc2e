"""Compare exports with PyTorch: agreement and errors on a corpus, and speed on one thread, all in one run.

    python benchmarks/export.py --corpus $SIGNAUTH_DATA/cedar --known $SIGNAUTH_DATA/kaggle_handwritten_signatures

With --litert DIR, the TFLite files in DIR are timed as well. They are made in an environment of their own by
`signauth export signauth/weights --via litert --to tflite,tflite-int8 --out DIR`."""
import argparse, json, os, platform, statistics, tempfile, time
from pathlib import Path
import numpy as np
from signauth.export import export_model, load_graph, torch_run
from signauth.model import SignatureNet, save_model
from signauth.parity import parity
from signauth.runtime import open_graph, said_by, tflite_interpreter

FILES = {'onnx': '.onnx', 'onnx-int8': '-int8.onnx', 'tflite': '.tflite', 'tflite-int8': '-int8.tflite'}


def quiet(*_):
    pass


def speed(model, folder, name, litert, rounds=150):
    "Median milliseconds for one image on one thread; the runtimes take turns, so that a busy machine hits all of them"
    import torch
    torch.set_num_threads(1)
    net, meta = load_graph(model)
    x = np.random.default_rng(0).random((1, *net.shape), np.float32)
    run = {'torch': torch_run(net)}
    run |= {k: open_graph(folder/f'{name}{o}', meta['kind'], 1)[0] for k, o in FILES.items()}
    for k in ('tflite', 'tflite-int8'):
        if litert and (o := Path(litert)/f'{name}{FILES[k]}').is_file():
            run[f'{k} by litert'] = open_graph(o, meta['kind'], 1)[0]
    times = {k: [] for k in run}
    for i in range(rounds+10):
        for k, f in run.items():
            t = time.perf_counter()
            f(x)
            if i >= 10:
                times[k].append((time.perf_counter()-t)*1e3)
    return {k: statistics.median(v) for k, v in times.items()}


def operators(path):
    "Number of operators of a TFLite file, and of those that only transpose data"
    every = tflite_interpreter(path.read_bytes())._get_ops_details()
    names = [o['op_name'] for o in every if o['op_name'] != 'DELEGATE']
    return dict(all=len(names), transpose=names.count('TRANSPOSE'))


def classifier(folder):
    "A classifier as after training; the images that it saw do not matter for its speed"
    import torch
    torch.manual_seed(0)
    net = SignatureNet(2)
    with torch.no_grad():
        net.train()(torch.rand(8, 1, 256, 256))
    meta = dict(kind='classifier', version='0', classes=['fake', 'real'], preprocess=dict(scan=True, size=256))
    return save_model(net.eval(), folder/'model.safetensors', meta)


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    shipped = str(Path(__file__).parents[1]/'signauth/weights')
    p.add_argument('--model', default=shipped, help='verifier that never saw the corpus; by default the shipped one')
    p.add_argument('--corpus', required=True)
    p.add_argument('--known', required=True, help='corpus of the shipped classifier, for the share of equal answers')
    p.add_argument('--litert', help='folder of TFLite files made by the other way')
    p.add_argument('--quick', action='store_true', help='speed only; keeps the parity of the last full run')
    p.add_argument('--out', type=Path, default=Path(__file__).parent/'results/export.json')
    return p.parse_args()


def measured_speed(args, d):
    "Speed and operators of the verifier and of a classifier"
    for model, to in ((args.model, 'all'), (classifier(d/'c'), ','.join(FILES))):
        export_model(model, to, d/'out', say=quiet)
    res = dict(speed=dict(
        verifier=speed(args.model, d/'out', 'verifier', args.litert),
        classifier=speed(d/'c', d/'out', 'classifier', None)))
    res['operators'] = {'onnx-tf': operators(d/'out/verifier.tflite')}
    if args.litert:
        res['operators']['litert'] = operators(Path(args.litert)/'verifier.tflite')
    return res


def measured_parity(args, d):
    "Agreement with PyTorch of both graphs of the verifier, and of the shipped classifier"
    export_model(args.model, 'onnx,tflite,tflite-int8', d/'out', graph='whole', say=quiet)
    export_model('classifier', ','.join(FILES), d/'known', say=quiet)
    todo = dict(
        net=(d/'out', args.model, args.corpus, 'net'),
        whole=(d/'out', args.model, args.corpus, 'whole'),
        known=(d/'known', 'classifier', args.known, 'net'))
    return {k: parity(o, m, [c], graph=g, progress=True) for k, (o, m, c, g) in todo.items()}


def main():
    args = arguments()
    res = dict(machine=f'{os.cpu_count()} cores, {platform.machine()}')
    with tempfile.TemporaryDirectory() as d:
        d = Path(d)
        (d/'c').mkdir()
        res |= measured_speed(args, d)
        print(json.dumps([res['speed'], res['operators']], indent=1), flush=True)
        if args.quick:
            res['parity'] = said_by(args.out.read_text())['parity']
        else:
            res['parity'] = measured_parity(args, d)
    args.out.write_text(json.dumps(res, indent=1)+'\n')
    print(f'wrote {args.out}')


if __name__ == '__main__':
    main()
