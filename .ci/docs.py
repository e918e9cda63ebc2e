"""The documentation site in _docs without Quarto: nbdev processes the notebooks, smalldocs renders them, and any warning is an error.
Afterwards every link, anchor, picture and path of the site is looked up, and nothing may be loaded from elsewhere."""
import json,re,shutil,subprocess,sys
from collections import Counter
from html.parser import HTMLParser
from itertools import groupby
from pathlib import Path,PurePosixPath
from urllib.parse import unquote,urljoin,urlparse
from nbdev.serve import proc_nbs

root = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(root)) # nbs.showdoc, for the processes that nbdev starts as well
config = (root/'_quarto.yml').read_text()
site,repo = (re.search(rf'{k}: (\S+)', config)[1] for k in ('site-url','repo-url'))

def main():
    there,named = {o.relative_to(root/'nbs').as_posix() for o in (root/'nbs').rglob('*.ipynb') if '.ipynb_checkpoints' not in o.parts},set(re.findall(r'href: ([\w/]+\.ipynb)', config))
    if there!=named:
        sys.exit(f"not in the sidebar of _quarto.yml: {', '.join(sorted(there-named)) or '-'}; not in nbs: {', '.join(sorted(named-there)) or '-'}")
    shutil.rmtree(root/'_proc', ignore_errors=True)
    proc = proc_nbs()
    pages = name_pages(proc)
    if subprocess.run(['smalldocs', 'render', '--strict', '--quiet', proc]).returncode:
        sys.exit('smalldocs has something to say')
    shutil.rmtree(root/'_docs', ignore_errors=True)
    shutil.move(proc/'_docs', root)
    for f in (root/'_docs/site_libs/themes').glob('*.css'):
        f.write_text(re.sub(r'@import url\(https:.*?\);', '', f.read_text())) # fonts of a stranger's server; local.scss does it for Quarto
    for f in (root/'_docs').rglob('*.html'):
        f.write_text(finished(f.read_text(), pages))
    check_links(root/'_docs')

def name_pages(proc):
    "What Quarto does and smalldocs does not: 00_core.ipynb becomes core.html; links of nbdev lead there, inside the site"
    pages = {o.name:m[1] for o in proc.rglob('*.ipynb') if (m := re.search(r'output-file: (\w+)\.html\\n', o.read_text()))}
    def renamed(m):
        return m[0] if '://' in re.split(r'[\s"()]', m.string[max(0, m.start()-200):m.start()])[-1] else f'{pages.get(m[0], Path(m[0]).stem)}.ipynb' # not on GitHub or Colab
    for f in [proc/'_quarto.yml', *proc.rglob('*.ipynb')]:
        text = re.sub(r'output-file: \w+\.html\\n', '', f.read_text())
        if f.suffix=='.ipynb':
            text = re.sub(r'(# [^"\n]*)\[(`[\w.]+`)\]\(.*?\)|\[(`_\w+`)\]\(.*?\)', lambda m: (m[1] or '')+(m[2] or m[3]), text).replace(f'{site}/', '../'*len(f.relative_to(proc).parent.parts)) # no links in comments, nor of private names
        if f.suffix=='.ipynb':
            text = in_order(text)
        else:
            text = text.replace(', local.scss]', ']') # smalldocs compiles no Sass
        text = re.sub(r'\b\w+\.ipynb\b', renamed, text)
        f.unlink()
        f.with_stem(pages.get(f.name, f.stem)).write_text(text)
    return {f'{new}.ipynb':old for old,new in pages.items()}

def finished(text, pages):
    "Links to the source of a page, and what a screen reader or a keyboard misses in what smalldocs writes"
    text = re.sub(rf'({repo}/blob/main/nbs/[\w/]*?)(\w+\.ipynb)', lambda m: m[1]+pages.get(m[2], m[2]), text)
    text = re.sub(r'<img (?![^>]*\balt=)', '<img alt="Figure; the text beside it says what it shows" ', text)
    text = re.sub(r'<(div class="sd-table"|pre class="sourceCode (?:bash|sh)\b[^>]*)', r'<\1 tabindex="0"', text)
    return text.replace('<i class="bi bi-github"', '<i aria-hidden="true" class="bi bi-github"')

def in_order(text):
    "A page whose neighbouring symbols stand as in the source; nbdev turns those of a cell round"
    nb = json.loads(text)
    line = lambda c: re.search(r'signauth/\w+\.py#L(\d+)', json.dumps(c.get('outputs', ''))) if 'show_doc(' in ''.join(c['source']) else None
    nb['cells'] = [c for shown,run in groupby(nb['cells'], lambda c: bool(line(c))) for c in (sorted(run, key=lambda c: int(line(c)[1])) if shown else run)]
    return json.dumps(nb, ensure_ascii=False)

class Page(HTMLParser):
    "Anchors of a page, where its links lead, and what it loads"
    def __init__(self, text):
        super().__init__()
        self.ids,self.links,self.loads = Counter(),[],[]
        self.feed(text)
    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if a.get('id'):
            self.ids[a['id']] += 1
        if tag=='a' and a.get('href'):
            self.links.append(a['href'])
        if tag in ('script','img','iframe','source','video','audio','embed') and a.get('src'):
            self.loads.append(a['src'])
        if tag=='object' and a.get('data'):
            self.loads.append(a['data'])
        if tag=='link' and a.get('href') and a.get('rel') not in ('canonical','next','prev','alternate'):
            self.loads.append(a['href'])
        self.loads += [o.split()[0] for o in (a.get('srcset') or '').split(',') if o.strip()]
        self.loads += re.findall(r'url\([\'"]?(.*?)[\'"]?\)', a.get('style') or '')

def check_links(docs):
    "Every link, anchor and picture inside the site, every path on GitHub, and every file that a page loads"
    pages = {f.relative_to(docs).as_posix():Page(f.read_text()) for f in docs.rglob('*.html')}
    bad,n = [],Counter()
    def inside(page, href, what):
        u = urlparse(href)
        path = unquote(urljoin(f'/{page}', u.path or f'/{page}')).lstrip('/') or 'index.html'
        if path.endswith('/'):
            path += 'index.html'
        if not (docs/path).is_file():
            return bad.append(f'{page}: {what} {href} leads nowhere')
        n[what] += 1
        if u.fragment and path in pages:
            n['anchors'] += 1
            if unquote(u.fragment) not in pages[path].ids:
                bad.append(f'{page}: {href} has no such anchor')
    for name,page in pages.items():
        bad += [f'{name}: the anchor {k} is there {v} times' for k,v in page.ids.items() if v>1]
        for o in page.loads:
            if o.startswith('data:'):
                n['pictures in the page'] += 1
            elif urlparse(o).netloc:
                bad.append(f'{name}: loads {o}')
            else:
                inside(name, o, 'files loaded')
        for o in page.links:
            if o.startswith(f'{repo}/blob/main/') or o.startswith(f'{repo}/tree/main/') or o.startswith(f'{repo}/edit/main/'):
                n['paths on GitHub'] += 1
                path,_,line = unquote(o.split('/main/', 1)[1]).partition('#L')
                if not (root/path).exists():
                    bad.append(f'{name}: {o} is not in the repository')
                elif line and int(line.split('-')[0])>len((root/path).read_text().splitlines()):
                    bad.append(f'{name}: {o} is beyond the end of the file')
            elif m := re.match(r'https://colab\.research\.google\.com/github/signauth/signauth/blob/main/(.*)', o):
                n['links to Colab'] += 1
                if not (root/m[1]).is_file():
                    bad.append(f'{name}: {o} is not in the repository')
            elif urlparse(o).scheme in ('http','https'):
                n['links elsewhere, not followed'] += 1
            elif o.startswith(('mailto:','javascript:')):
                bad.append(f'{name}: {o}')
            else:
                inside(name, o, 'links')
    for f in docs.rglob('*.css'):
        for o in re.findall(r'url\([\'"]?([^\'")]+)', f.read_text()):
            rel = PurePosixPath(f.relative_to(docs)).as_posix()
            if o.startswith(('data:','#')):
                continue
            if urlparse(o).netloc:
                bad.append(f'{rel}: loads {o}')
            else:
                inside(rel, o, 'files loaded')
    for f in docs.rglob('*.*'):
        if f.suffix in ('.html','.json') and f'{root}/' in f.read_text():
            bad.append(f'{f.relative_to(docs)}: names {root}')
    print(f"{len(pages)} pages: "+', '.join(f'{v} {k}' for k,v in sorted(n.items())))
    if bad:
        sys.exit('\n'.join(sorted(set(bad))+[f'{len(set(bad))} links are broken']))

if __name__=='__main__':
    main()
