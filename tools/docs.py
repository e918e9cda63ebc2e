"""Build the documentation site into _docs without Quarto: nbdev processes the notebooks, smalldocs renders them.

    python tools/docs.py

Any warning is an error. `.ci/links.py` checks the links of the result, `.ci/site.py` looks at it in a browser."""
import argparse, json, re, shutil, subprocess, sys
from itertools import groupby
from pathlib import Path
from nbdev.serve import proc_nbs

root = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(root))  # nbs.showdoc, for the processes that nbdev starts as well
config = (root/'_quarto.yml').read_text()
site = re.search(r'site-url: (\S+)', config)[1]
repo = re.search(r'repo-url: (\S+)', config)[1]


def output_names(folder):
    "Names that the front matter gives to pages: {'00_core.ipynb': 'core'}"
    found = {o.name: re.search(r'output-file: (\w+)\.html\\n', o.read_text()) for o in folder.rglob('*.ipynb')}
    return {name: m[1] for name, m in found.items() if m}


def rename_pages(folder):
    "Name the pages as Quarto does, 00_core.ipynb core.html, and their links; return {new name: old name} of notebooks"
    names = output_names(folder)
    for path in [folder/'_quarto.yml', *folder.rglob('*.ipynb')]:
        text = re.sub(r'output-file: \w+\.html\\n', '', path.read_text())
        if path.suffix=='.ipynb':
            up = '../'*len(path.relative_to(folder).parent.parts)
            text = in_source_order(unlinked(text).replace(f'{site}/', up))
        else:
            text = text.replace(', local.scss]', ']')  # smalldocs compiles no Sass
        text = renamed(text, names)
        path.unlink()
        path.with_stem(names.get(path.name, path.stem)).write_text(text)
    return {f'{new}.ipynb': old for old, new in names.items()}


def unlinked(text):
    "A page without the links that nbdev puts into comments, and without those to private names"
    links = r'(# [^"\n]*)\[(`[\w.]+`)\]\(.*?\)|\[(`_\w+`)\]\(.*?\)'
    return re.sub(links, lambda m: (m[1] or '')+(m[2] or m[3]), text)


def renamed(text, names):
    "A text with the new names of pages, but not in links to GitHub or Colab"
    def new_name(m):
        before = m.string[max(0, m.start()-200):m.start()]
        if '://' in re.split(r'[\s"()]', before)[-1]:
            return m[0]
        return f'{names.get(m[0], Path(m[0]).stem)}.ipynb'
    return re.sub(r'\b\w+\.ipynb\b', new_name, text)


def source_line(cell):
    "Line of the symbol that a cell documents, None for another cell"
    if 'show_doc(' not in ''.join(cell['source']):
        return None
    m = re.search(r'signauth/\w+\.py#L(\d+)', json.dumps(cell.get('outputs', '')))
    return int(m[1]) if m else None


def in_source_order(text):
    "A page whose neighbouring symbols have the order of the source; nbdev reverses those of one cell"
    nb = json.loads(text)
    cells = []
    for documents, run in groupby(nb['cells'], lambda cell: source_line(cell) is not None):
        cells += sorted(run, key=source_line) if documents else run
    nb['cells'] = cells
    return json.dumps(nb, ensure_ascii=False)


def finished(text, names):
    "A page with links to its notebook on GitHub, and with what screen readers and keyboards need"
    text = re.sub(rf'({repo}/blob/main/nbs/[\w/]*?)(\w+\.ipynb)', lambda m: m[1]+names.get(m[2], m[2]), text)
    text = re.sub(r'<img (?![^>]*\balt=)', '<img alt="Figure; the text beside it says what it shows" ', text)
    text = re.sub(r'<(div class="sd-table"|pre class="sourceCode (?:bash|sh)\b[^>]*)', r'<\1 tabindex="0"', text)
    return text.replace('<i class="bi bi-github"', '<i aria-hidden="true" class="bi bi-github"')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.parse_args()
    shutil.rmtree(root/'_proc', ignore_errors=True)
    folder, docs = proc_nbs(), root/'_docs'
    names = rename_pages(folder)
    smalldocs = Path(sys.executable).with_name('smalldocs')
    if subprocess.run([smalldocs, 'render', '--strict', '--quiet', folder]).returncode:
        sys.exit('smalldocs has something to say')
    shutil.rmtree(docs, ignore_errors=True)
    shutil.move(folder/'_docs', root)
    for path in (docs/'site_libs/themes').glob('*.css'):
        # no fonts from another server; local.scss does the same for Quarto
        path.write_text(re.sub(r'@import url\(https:.*?\);', '', path.read_text()))
    for path in docs.rglob('*.html'):
        path.write_text(finished(path.read_text(), names))


if __name__=='__main__':
    main()
