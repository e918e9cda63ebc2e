"""A cluster of two nodes on this machine, one of which is killed in the middle of a night's work: the file of answers
is the same as that of one machine.

    python .ci/cluster.py"""
import csv, sys, tempfile, threading, time
from pathlib import Path
import numpy as np
import pyarrow.parquet as pq
import ray
from PIL import Image
from ray.cluster_utils import Cluster
from signauth import bulk, tables
from signauth.synth import Writer

people, each = 6, 40


def draw(folder):
    "A folder of people, and a table of questions about them with some broken rows"
    rows = []
    for name, seed in zip('abcdef', range(people)):
        for k in range(3):
            path = folder/f'people/{name}/{k}.png'
            path.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(Writer(seed).sign(k)).save(path)
        Image.fromarray(Writer(seed).sign(9)).save(folder/f'{name}.png')
    rng = np.random.default_rng(0)
    for _ in range(people*each):
        asked, claimed = rng.choice(list('abcdefg'), 2)
        rows.append((f'{asked}.png', claimed))
    with open(folder/'night.csv', 'w', newline='') as f:
        csv.writer(f).writerows([('questioned', 'writer'), *rows, ('only one cell',)])
    return folder/'night.csv'


def killed(cluster, node, parts):
    "Kill a node as soon as some parts are there"
    while len(list(parts.glob('0*.parquet')))<3:
        time.sleep(.05)
    cluster.remove_node(node, allow_graceful=False)
    print('ok      one of two nodes is killed after', len(list(parts.glob('0*.parquet'))), 'parts', flush=True)


def answers(path):
    return pq.read_table(path).drop(['seconds'])


def main():
    tables._part_rows = 8
    with tempfile.TemporaryDirectory() as tmp:
        table, out = draw(Path(tmp)), Path(tmp)
        enrolled = str(out/'people')
        alone = bulk.bulk(table, out/'alone.parquet', enrolled)
        cluster = Cluster(initialize_head=True, head_node_args=dict(num_cpus=1))
        second = cluster.add_node(num_cpus=1)
        cluster.wait_for_nodes()
        ray.init(cluster.address, log_to_driver=False, logging_level='error')
        killer = threading.Thread(target=killed, args=(cluster, second, out/'ray.parquet.parts'))
        killer.start()
        found = bulk.bulk(table, out/'ray.parquet', enrolled, engine='ray')
        killer.join()
        same = answers(out/'ray.parquet').equals(answers(out/'alone.parquet'))
        nodes = sum(o['Alive'] for o in ray.nodes())
        ray.shutdown()
        cluster.shutdown()
    ok = same and nodes==1 and found['rows']==people*each+1 and found['decisions']==alone['decisions']
    said = f"{found['rows']} answers are the same: {found['decisions']}, {nodes} node left"
    print('ok     ' if ok else 'FAILED ', said)
    return int(not ok)


if __name__ == '__main__':
    sys.exit(main())
