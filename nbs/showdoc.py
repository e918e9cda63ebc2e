"How the documentation site shows a symbol: signature, what it does, a table of parameters or fields, and the methods written in a class. settings.ini tells nbdev of it."
import html,inspect,re
from dataclasses import is_dataclass
from functools import reduce
from importlib import import_module
from fastcore.docments import docments,qual_name
from nbdev.doclinks import NbdevLookup
from signauth._modidx import d as index

none = inspect.Parameter.empty

def exported(name):
    "The symbol as the library has it, whose source can be read; None for any other name"
    full = next((o for syms in index['syms'].values() for o in syms if o.split('.', 2)[2]==name), None)
    return full and reduce(getattr, full.split('.')[2:], import_module('.'.join(full.split('.')[:2])))

def bare(o): return o if inspect.isclass(o) else getattr(o, '__func__', None) or getattr(o, 'fget', None) or inspect.unwrap(o)

def code(text): return '<code>'+html.escape(text).replace('|', '&#124;').replace('\n', ' ')+'</code>' # of backticks nbdev would make links
def kind(o): return '' if o in (none, None) else '`'+re.sub(r'\b(?:pathlib|numpy|typing|collections\.\w+|signauth\.\w+|PIL\.Image)\.', '', o if isinstance(o, str) else inspect.formatannotation(o)).replace('|', '\\|')+'`' # which lead to classes
def value(o): return re.sub(r'<(?:function|class) \'?([\w.]+).*>', r'\1', repr(o))

class Tables:
    "What `show_doc` shows of a symbol"
    def __init__(self, sym, name=None, title_level=3):
        self.name,self.level = name or qual_name(sym),title_level
        self.sym = bare(exported(self.name) or sym)
        self.cls = inspect.isclass(self.sym)
        try: self.params = [o for o in inspect.signature(self.sym).parameters.values() if o.name not in ('self','cls')]
        except (ValueError,TypeError): self.params = []

    def _repr_markdown_(self):
        src = NbdevLookup().code(self.name)
        top = f'---\n\n[source]({src}){{.source}}\n\n' if src and self.level==3 else ''
        parts = [f"{top}{'#'*self.level} {self.name}", self.signature(), inspect.cleandoc(self.sym.__doc__ or ''), self.table()]
        return '\n\n'.join([o for o in parts if o]+[Tables(o, f'{self.name}.{o.__name__}', self.level+1)._repr_markdown_() for o in self.methods()])
    __repr__ = _repr_markdown_

    def signature(self):
        "Names and defaults; the types stand in the table"
        words,star = [],False
        for o in self.params:
            if o.kind==o.KEYWORD_ONLY and not star: words.append('*')
            star = star or o.kind in (o.KEYWORD_ONLY,o.VAR_POSITIONAL)
            words.append({o.VAR_POSITIONAL:'*', o.VAR_KEYWORD:'**'}.get(o.kind, '')+o.name+('' if o.default is none else f'={value(o.default)}'))
        return f"```python\n{self.name}({', '.join(words)})\n```"

    def said(self):
        "What the source says of each: comments beside fields, docments of functions"
        if self.cls and (is_dataclass(self.sym) or hasattr(self.sym, '_fields')): return {m[1]:dict(docment=m[2]) for m in re.finditer(r'^    (\w+):[^#\n]*# (.*)$', inspect.getsource(self.sym), re.M)}
        if self.cls: return docments(self.sym.__init__, full=True) if '__init__' in vars(self.sym) else {}
        return docments(self.sym, full=True)

    def table(self):
        said = self.said()
        rows = [(code(o.name), kind(o.annotation), '' if o.default is none else code(value(o.default)), (said.get(o.name) or {}).get('docment')) for o in self.params]
        if (back := not self.cls and said.get('return')) and (back['docment'] or back['anno'] not in (none, None)): rows.append(('*returns*', kind(back['anno']), '', back['docment']))
        rows = [[(c or '').replace('\n', ' ') if i<3 else (c or '').replace('\n', ' ').replace('|', '\\|') for i,c in enumerate(r)] for r in rows]
        if not any(r[1] or r[3] for r in rows): return ''
        keep = [0]+[i for i in (1,2,3) if any(r[i] for r in rows)]
        line = lambda r: '| '+' | '.join(r[i] for i in keep)+' |'
        return '::: {.parameters}\n'+'\n'.join(map(line, [('parameter' if not self.cls or '__init__' in vars(self.sym) and not is_dataclass(self.sym) else 'field','type','default','meaning'), ['---']*4, *rows]))+'\n:::'

    def methods(self):
        "Public ones with a docstring that stand in the class itself: those patched in have a place of their own"
        if not self.cls: return []
        written = [getattr(self.sym, o) for o in re.findall(r'^    def ([a-z]\w*)\(', inspect.getsource(self.sym), re.M)]
        return [bare(o) for o in written if o.__doc__]
