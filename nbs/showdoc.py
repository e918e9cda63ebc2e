"How the documentation site shows a symbol: signature, what it does, a table of parameters or fields, and the methods written in a class. settings.ini tells nbdev of it."
import ast,html,inspect,re,textwrap
from dataclasses import is_dataclass
from functools import reduce
from importlib import import_module
from fastcore.docments import docments,qual_name
from nbdev.doclinks import NbdevLookup
from signauth._modidx import d as index

def exported(name):
    "The symbol as the library has it, whose source can be read; None for any other name"
    full = next((o for syms in index['syms'].values() for o in syms if o.split('.', 2)[2]==name), None)
    return full and reduce(getattr, full.split('.')[2:], import_module('.'.join(full.split('.')[:2])))

def bare(o): return o if inspect.isclass(o) else getattr(o, '__func__', None) or getattr(o, 'fget', None) or inspect.unwrap(o)

def code(text): return '<code>'+html.escape(text).replace('|', '&#124;').replace('\n', ' ')+'</code>' if text else '' # of backticks nbdev would make links
def kind(text): return f"`{text.strip(chr(39))}`".replace('|', '\\|') if text else '' # which lead to classes

def words(text): return ''.join(o if i%2 else o.replace('<', '&lt;') for i,o in enumerate(re.split('(`[^`]*`)', text))) # no tags, such as in train/<label>/

def ours(cls): return inspect.isfunction(cls.__init__) and cls.__init__.__module__.startswith('signauth') and not is_dataclass(cls) # written or inherited

def written(sym):
    "Type and default of each parameter or field as the source has them: a value might say what no page should, such as a path"
    try: node = ast.parse(textwrap.dedent(inspect.getsource(sym))).body[0]
    except (OSError,TypeError,SyntaxError): return {}
    text = lambda o: '' if o is None else ast.unparse(o)
    if isinstance(node, ast.ClassDef):
        init = next((o for o in node.body if isinstance(o, ast.FunctionDef) and o.name=='__init__'), None)
        if init is None and ours(sym): return written(sym.__init__)
        if init is None: return {o.target.id:(text(o.annotation), text(o.value)) for o in node.body if isinstance(o, ast.AnnAssign)}
        node = init
    if not isinstance(node, (ast.FunctionDef,ast.AsyncFunctionDef)): return {}
    a = node.args; some = a.posonlyargs+a.args
    pairs = [*zip(some, [None]*(len(some)-len(a.defaults))+a.defaults), *zip(a.kwonlyargs, a.kw_defaults), *((o, None) for o in (a.vararg,a.kwarg) if o)]
    return {o.arg:(text(o.annotation), text(d)) for o,d in pairs}|{'return':(text(node.returns), '')}

class Tables:
    "What `show_doc` shows of a symbol"
    def __init__(self, sym, name=None, title_level=3):
        self.name,self.level = name or qual_name(sym),title_level
        found = exported(self.name) or sym
        self.sym,self.prop = bare(found),isinstance(found, property)
        self.cls = inspect.isclass(self.sym)
        try: self.params = [o for o in inspect.signature(self.sym).parameters.values() if o.name not in ('self','cls')]
        except (ValueError,TypeError): self.params = []
        self.written = written(self.sym)
        self.keys = hasattr(self.sym, '__total__') # a TypedDict
        self.fields = self.cls and (is_dataclass(self.sym) or self.keys or hasattr(self.sym, '_fields'))

    def _repr_markdown_(self):
        src = NbdevLookup().code(self.name)
        top = f'---\n\n[source]({src}){{.source}}\n\n' if src and self.level==3 else ''
        parts = [f"{top}{'#'*self.level} {self.name}", self.signature(), words(inspect.cleandoc(self.sym.__doc__ or '')), self.table()]
        return '\n\n'.join([o for o in parts if o]+[Tables(o, f'{self.name}.{o.__name__}', self.level+1)._repr_markdown_() for o in self.methods()])
    __repr__ = _repr_markdown_

    def signature(self):
        "Names and defaults; the types stand in the table"
        names,star = [],False
        for o in self.params:
            if o.kind==o.KEYWORD_ONLY and not star: names.append('*')
            star = star or o.kind in (o.KEYWORD_ONLY,o.VAR_POSITIONAL)
            names.append({o.VAR_POSITIONAL:'*', o.VAR_KEYWORD:'**'}.get(o.kind, '')+o.name+('' if o.default is o.empty else f"={self.written.get(o.name, ('','…'))[1] or '…'}"))
        if self.keys: return ''
        return f"```python\n{self.name}"+('' if self.prop else f"({', '.join(names)})")+'\n```'

    def said(self):
        "What the source says of each: comments beside fields, docments of functions"
        if self.fields: return {m[1]:dict(docment=m[2]) for m in re.finditer(r'^    (\w+):[^#\n]*# (.*)$', inspect.getsource(self.sym), re.M)}
        if self.cls: return docments(self.sym.__init__, full=True) if ours(self.sym) else {}
        return docments(self.sym, full=True)

    def table(self):
        said = self.said()
        def row(shown, name):
            type_,default = self.written.get(name, ('',''))
            more = re.fullmatch(r"Annotated\[(.+), \w+\((?:.*description='(.*?)')?.*\)\]", type_) # as FastAPI is told
            return shown, kind(more[1] if more else type_), code(default), (said.get(name) or {}).get('docment') or (more and more[2])
        rows = [row(code(o), o) for o in (self.written if self.keys else [o.name for o in self.params])]
        if not self.cls and any((back := row('*returns*', 'return'))[1:]) and back[1]!='`None`': rows.append(back)
        rows = [[(c or '').replace('\n', ' ') if i<3 else words((c or '').replace('\n', ' ').replace('|', '\\|')) for i,c in enumerate(r)] for r in rows]
        if not any(r[1] or r[3] for r in rows): return ''
        keep = [0]+[i for i in (1,2,3) if any(r[i] for r in rows)]
        line = lambda r: '| '+' | '.join(r[i] for i in keep)+' |'
        return '::: {.parameters}\n'+'\n'.join(map(line, [('field' if self.fields else 'parameter','type','default','meaning'), ['---']*4, *rows]))+'\n:::'

    def methods(self):
        "Public ones with a docstring that stand in the class itself: those patched in have a place of their own"
        if not self.cls: return []
        written = [getattr(self.sym, o) for o in re.findall(r'^    def ([a-z]\w*)\(', inspect.getsource(self.sym), re.M)]
        return [bare(o) for o in written if o.__doc__]
