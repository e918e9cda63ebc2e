"""Makes README.md from nbs/index.ipynb, as `nbdev_readme` does where Quarto is installed, and the model card beside the weights from nbs/model_card.ipynb.
`--check` only says whether one of them is stale. Whether the notebooks are, .ci/notebooks.py says."""
import re,sys
from pathlib import Path
import nbformat
from execnb.nbio import nb2str,read_nb
from nbconvert import MarkdownExporter
from nbdev.frontmatter import FrontmatterProc
from nbdev.processors import FilterDefaults

root = Path(__file__).resolve().parent.parent

class ReadmeFilter(FilterDefaults):
    "nbdev's own processors, but title and description stay Markdown"
    def base_procs(self):
        return [o for o in super().base_procs() if o is not FrontmatterProc]

def obey_options(nb):
    "Apply and remove Quarto's options of code cells, such as `#| echo: false`; what pictures show"
    alts = [m[1] for c in nb.cells if c.cell_type=='code' and (m := re.search(r'^#\| fig-alt: "(.*)"', c.source, re.M))]
    for c in nb.cells:
        if c.cell_type!='code':
            continue
        off = {m[1] for m in re.finditer(r'^#\|\s*(\w+):\s*false', c.source, re.M)}
        c.source = re.sub(r'^#\|.*\n?', '', c.source, flags=re.M)
        if off & {'echo','include'}:
            c.source = ''
        if off & {'output','include'}:
            c.outputs = []
    return alts

pages = {'index':'README.md', 'model_card':'signauth/weights/README.md'}

def page(name):
    "A page and the pictures in it, as {path: bytes}"
    nb = read_nb(root/'nbs'/f'{name}.ipynb')
    ReadmeFilter()(nb)
    nb = nbformat.reads(nb2str(nb), 4)
    alts = obey_options(nb)
    nb.metadata.language_info = {'name': 'python'}
    text,res = MarkdownExporter().from_notebook_node(nb, dict(output_files_dir=f'{name}_files', unique_key=name))
    for o in alts:
        text = text.replace('![png]', f'![{o}]', 1)
    text = re.sub(r'```python\s*```\n', '', text)
    text = re.sub(r'\]\(([\w/]+\.(?:ipynb|svg))\)', rf']({"../"*pages[name].count("/")}nbs/\1)', text) # a page lies elsewhere than its notebook
    text = re.sub(r'\n{3,}', '\n\n', '\n'.join(o.rstrip() for o in text.splitlines())).strip()+'\n'
    return {pages[name]:text.encode(), **res['outputs']}

files = {k:v for o in pages for k,v in page(o).items()}
stale = [o for o,b in files.items() if not (root/o).is_file() or (root/o).read_bytes()!=b]
if '--check' in sys.argv:
    sys.exit(f"stale: {', '.join(stale)} (python .ci/readme.py)" if stale else 0)
for o in stale:
    (root/o).parent.mkdir(exist_ok=True)
    (root/o).write_bytes(files[o])
