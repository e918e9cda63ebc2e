"""Check the site that tools/docs.py has built in _docs: each link, anchor and picture, and each path on GitHub.

    python .ci/links.py

No page may load anything from another server, and each notebook has its place in the sidebar of _quarto.yml."""
import re, sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urljoin, urlparse

root = Path(__file__).resolve().parent.parent
docs = root/'_docs'
config = (root/'_quarto.yml').read_text()
repo = re.search(r'repo-url: (\S+)', config)[1]
colab = 'https://colab.research.google.com/github/signauth/signauth/blob/main/'
with_source = 'script', 'img', 'iframe', 'source', 'video', 'audio', 'embed'


def sidebar():
    "What is wrong with the sidebar"
    notebooks = (root/'nbs').rglob('*.ipynb')
    there = {o.relative_to(root/'nbs').as_posix() for o in notebooks if '.ipynb_checkpoints' not in o.parts}
    named = set(re.findall(r'href: ([\w/]+\.ipynb)', config))
    yield from (f'{o} is not in the sidebar of _quarto.yml' for o in there-named)
    yield from (f'{o} is in the sidebar of _quarto.yml, but not in nbs' for o in named-there)


class Page(HTMLParser):
    "The anchors of a page, its links, and what it loads"
    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.loads = Counter(), [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if a.get('id'):
            self.ids[a['id']] += 1
        if tag=='a' and a.get('href'):
            self.links.append(a['href'])
        if tag in with_source and a.get('src'):
            self.loads.append(a['src'])
        if tag=='object' and a.get('data'):
            self.loads.append(a['data'])
        if tag=='link' and a.get('href') and a.get('rel') not in ('canonical', 'next', 'prev', 'alternate'):
            self.loads.append(a['href'])
        self.loads += [o.split()[0] for o in (a.get('srcset') or '').split(',') if o.strip()]
        self.loads += re.findall(r'url\([\'"]?(.*?)[\'"]?\)', a.get('style') or '')


class Links:
    "The links of a site: `bad` says which are broken, `count` how many of each kind were looked up"
    def __init__(self):
        files = docs.rglob('*.html')
        self.pages = {o.relative_to(docs).as_posix(): Page(o.read_text()) for o in files}
        self.bad, self.count = [], Counter()

    def inside(self, page, href, what):
        "A link from a page to a file of the site"
        url = urlparse(href)
        path = unquote(urljoin(f'/{page}', url.path or f'/{page}')).lstrip('/') or 'index.html'
        if path.endswith('/'):
            path += 'index.html'
        if not (docs/path).is_file():
            self.bad.append(f'{page}: {what} {href} leads nowhere')
            return
        self.count[what] += 1
        if url.fragment and path in self.pages:
            self.count['anchors'] += 1
            if unquote(url.fragment) not in self.pages[path].ids:
                self.bad.append(f'{page}: {href} has no such anchor')

    def loaded(self, page, href):
        "A file that a page or a style sheet loads"
        if urlparse(href).netloc:
            self.bad.append(f'{page}: loads {href}')
        else:
            self.inside(page, href, 'files loaded')

    def on_github(self, page, href):
        "A link to a file of the repository, and perhaps to a line of it"
        self.count['paths on GitHub'] += 1
        path, _, line = unquote(href.split('/main/', 1)[1]).partition('#L')
        if not (root/path).exists():
            self.bad.append(f'{page}: {href} is not in the repository')
        elif line and int(line.split('-')[0])>len((root/path).read_text().splitlines()):
            self.bad.append(f'{page}: {href} is beyond the end of the file')

    def link(self, page, href):
        "Any link of a page"
        if href.startswith(tuple(f'{repo}/{o}/main/' for o in ('blob', 'tree', 'edit'))):
            self.on_github(page, href)
        elif href.startswith(colab):
            self.count['links to Colab'] += 1
            if not (root/href.removeprefix(colab)).is_file():
                self.bad.append(f'{page}: {href} is not in the repository')
        elif urlparse(href).scheme in ('http', 'https'):
            self.count['links elsewhere, not followed'] += 1
        elif href.startswith(('mailto:', 'javascript:')):
            self.bad.append(f'{page}: {href}')
        else:
            self.inside(page, href, 'links')

    def look_up(self):
        "Everything on every page"
        for name, page in self.pages.items():
            self.bad += [f'{name}: the anchor {id} is there {n} times' for id, n in page.ids.items() if n>1]
            for href in page.loads:
                if href.startswith('data:'):
                    self.count['pictures in the page'] += 1
                else:
                    self.loaded(name, href)
            for href in page.links:
                self.link(name, href)
        for path in docs.rglob('*.css'):
            name = PurePosixPath(path.relative_to(docs)).as_posix()
            for href in re.findall(r'url\([\'"]?([^\'")]+)', path.read_text()):
                if not href.startswith(('data:', '#')):
                    self.loaded(name, href)


def paths_of_machine():
    "Files that hold the path of the checkout on this machine"
    for path in docs.rglob('*.*'):
        if path.suffix in ('.html', '.json') and f'{root}/' in path.read_text():
            yield f'{path.relative_to(docs)}: names {root}'


def main():
    links = Links()
    links.look_up()
    print(f'{len(links.pages)} pages: '+', '.join(f'{n} {what}' for what, n in sorted(links.count.items())))
    bad = sorted({*sidebar(), *links.bad, *paths_of_machine()})
    if bad or not links.pages:
        sys.exit('\n'.join([*bad, f'{len(bad)} links are broken']))


if __name__=='__main__':
    main()
