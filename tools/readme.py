"""Write README.md from nbs/index.ipynb, and the model card beside the weights from nbs/model_card.ipynb.

    python tools/readme.py

`nbdev_readme` does the same where Quarto is installed. The outputs of the two notebooks are taken as they are:
`.ci/notebooks.py --write` makes them. `.ci/fresh.py` says whether the files are what this script would write."""
import re
from pathlib import Path
import nbformat
from execnb.nbio import nb2str, read_nb
from nbconvert import MarkdownExporter
from nbdev.frontmatter import FrontmatterProc
from nbdev.processors import FilterDefaults

root = Path(__file__).resolve().parent.parent
pages = {'index': 'README.md', 'model_card': 'signauth/weights/README.md'}


class ReadmeFilter(FilterDefaults):
    "The processors of nbdev without the one that takes title and description out of the Markdown"
    def base_procs(self):
        return [o for o in super().base_procs() if o is not FrontmatterProc]


def apply_options(nb):
    """Apply the options of Quarto in code cells, such as `#| echo: false`, and remove them; return alternative texts.

    A cell with `#| readme: false`, such as a picture, is for the site alone."""
    texts = []
    for cell in nb.cells:
        if cell.cell_type!='code':
            continue
        off = set(re.findall(r'^#\|\s*(\w+):\s*false', cell.source, re.M))
        alt = re.search(r'^#\| fig-alt: "(.*)"', cell.source, re.M)
        if alt and 'readme' not in off:
            texts.append(alt[1])
        cell.source = re.sub(r'^#\|.*\n?', '', cell.source, flags=re.M)
        if off & {'echo', 'include', 'readme'}:
            cell.source = ''
        if off & {'output', 'include', 'readme'}:
            cell.outputs = []
    return texts


def tidied(text, up):
    "Markdown without empty code blocks and spare lines; `up` leads from the page to the root, for links to notebooks"
    text = re.sub(r'```python\s*```\n', '', text)
    text = re.sub(r'\]\(([\w/]+\.(?:ipynb|svg))\)', rf']({up}nbs/\1)', text)
    text = '\n'.join(line.rstrip() for line in text.splitlines())
    return re.sub(r'\n{3,}', '\n\n', text).strip()+'\n'


def page(name):
    "One page and its pictures, {path: bytes}"
    nb = read_nb(root/'nbs'/f'{name}.ipynb')
    ReadmeFilter()(nb)
    nb = nbformat.reads(nb2str(nb), 4)
    texts = apply_options(nb)
    nb.metadata.language_info = {'name': 'python'}
    resources = dict(output_files_dir=f'{name}_files', unique_key=name)
    text, resources = MarkdownExporter().from_notebook_node(nb, resources)
    for alt in texts:
        text = text.replace('![png]', f'![{alt}]', 1)
    up = '../'*pages[name].count('/')
    return {pages[name]: tidied(text, up).encode(), **resources['outputs']}


def stale():
    "The files that are missing or out of date, with what they should hold: {path: bytes}"
    files = {path: data for name in pages for path, data in page(name).items()}
    return {o: data for o, data in files.items() if not (root/o).is_file() or (root/o).read_bytes()!=data}


def main():
    for path, data in stale().items():
        (root/path).parent.mkdir(exist_ok=True)
        (root/path).write_bytes(data)


if __name__=='__main__':
    main()
