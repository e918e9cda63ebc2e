"The documentation site in _docs without Quarto: nbdev processes the notebooks, smalldocs renders them, and any warning is an error."
import re,shutil,subprocess,sys
from pathlib import Path
from nbdev.serve import proc_nbs

def main():
    root = Path(__file__).resolve().parent.parent
    config = (root/'_quarto.yml').read_text()
    lost = [o.name for o in (root/'nbs').glob('*.ipynb') if o.name not in config]
    if lost: sys.exit(f"not in the sidebar of _quarto.yml: {', '.join(lost)}")
    shutil.rmtree(root/'_proc', ignore_errors=True)
    proc = proc_nbs()
    name_pages(proc, re.search(r'site-url: (\S+)', config)[1])
    if subprocess.run(['smalldocs', 'render', '--strict', '--quiet', proc]).returncode: sys.exit('smalldocs has something to say')
    shutil.rmtree(root/'_docs', ignore_errors=True)
    shutil.move(proc/'_docs', root)

def name_pages(proc, site):
    "What Quarto does and smalldocs does not: 00_core.ipynb becomes core.html; links of nbdev lead there, inside the site"
    pages = {o.name:m[1] for o in proc.glob('*.ipynb') if (m := re.search(r'output-file: (\w+)\.html\\n', o.read_text()))}
    for f in [proc/'_quarto.yml', *proc.glob('*.ipynb')]:
        text = re.sub(r'output-file: \w+\.html\\n', '', f.read_text())
        if f.suffix=='.ipynb': text = re.sub(r'(# [^"\n]*)\[(`[\w.]+`)\]\(.*?\)', r'\1\2', text).replace(f'{site}/', '') # no links in comments
        for old,new in pages.items(): text = text.replace(old, f'{new}.ipynb')
        f.unlink()
        f.with_stem(pages.get(f.name, f.stem)).write_text(text)

if __name__=='__main__': main()
