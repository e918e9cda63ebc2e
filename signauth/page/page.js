// The page of the service: pictures in, evidence out. It asks nobody but the server that it came from.
const $ = id => document.getElementById(id);
const types = { png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', webp: 'image/webp', tif: 'image/tiff', tiff: 'image/tiff', bmp: 'image/bmp' };
const kinds = 'PNG, JPEG, WebP, TIFF or BMP', maxBytes = 10e6, maxRequest = 38e6, maxPixels = 50e6, maxReferences = 12;

// --- small tools ---

function h(tag, props = {}, ...kids) { // an element: strings become attributes, everything else properties
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(props)) typeof v === 'string' ? e.setAttribute(k, v) : e[k] = v;
  e.append(...kids.flat().filter(o => o != null && o !== ''));
  return e;
}

function icon(name) {
  const [svg, use] = ['svg', 'use'].map(o => document.createElementNS('http://www.w3.org/2000/svg', o));
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  use.setAttribute('href', `#i-${name}`);
  svg.append(use);
  return svg;
}

const sentence = s => s && (s = s.trim(), s = s[0].toUpperCase() + s.slice(1), /[.!?…]$/.test(s) ? s : `${s}.`);
const round = (x, n = 2) => Math.abs(x) >= 10 ** n ? Math.round(x).toLocaleString('en') : String(Number(x.toPrecision(n)));
const plural = (n, word) => `${n.toLocaleString('en')} ${word}${n === 1 ? '' : 's'}`;
const wait = ms => new Promise(done => setTimeout(done, ms));

// --- the server ---

class Problem extends Error { // something that went wrong, in words
  constructor(detail, hint = '', more = {}) { super(detail); Object.assign(this, { hint, status: 0, code: '', errors: [], after: 0 }, more); }
  get words() { return [this.message, this.hint].filter(Boolean).map(sentence).join(' '); }
  get again() { return !this.status || this.status === 429 || this.status >= 500; }
}

const key = {
  get: () => { try { return sessionStorage.getItem('signauth-key') || ''; } catch { return ''; } },
  set: value => { try { value ? sessionStorage.setItem('signauth-key', value) : sessionStorage.removeItem('signauth-key'); } catch { /* then it is asked for again */ } $('forget').hidden = !value; },
};

async function call(path, { body, method = body ? 'POST' : 'GET', signal } = {}) {
  let r;
  const headers = key.get() ? { Authorization: `Bearer ${key.get()}` } : {};
  try { r = await fetch(path, { method, body, headers, signal, cache: 'no-store' }); }
  catch (e) { throw e.name === 'AbortError' ? e : new Problem('The server does not answer', 'Is it running, and are you connected to it?'); }
  const json = r.status === 204 ? null : await r.json().catch(e => { if (e.name === 'AbortError') throw e; });
  if (r.ok && json !== undefined) return json;
  throw problem(r, json ?? {});
}

function problem(r, o) {
  const after = Number(r.headers.get('Retry-After')) || 0;
  const known = { 413: 'The pictures are too large', 429: 'That was too much at once', 502: 'The server does not answer', 503: 'The server is busy', 504: 'The server took too long' };
  const own = { 'not-enrolled': 'Check the name, or enrol them first', 'nothing-to-compare-with': 'Enrol somebody first', invalid: 'Check what you gave' }; // those of the server are for programs
  const detail = o.detail || known[r.status] || (r.ok ? 'The server answers in a way that this page does not understand' : `The server could not do this (${r.status})`);
  const hint = own[o.code] || (after ? `Try again in ${plural(after, 'second')}` : o.hint || (r.status < 500 ? '' : 'Try again a little later'));
  return new Problem(named(detail), hint, { status: r.status, code: o.code || '', errors: o.errors || [], after });
}

// The server counts fields from 0, people count pictures from 1
const named = s => s.replace(/^references\.(\d+)/, (_, i) => `reference ${Number(i) + 1}`).replace(/^questioned\b/, 'the questioned signature').replace(/^references\b/, 'the references');

const form = fields => {
  const f = new FormData();
  for (const [k, v] of fields) v instanceof Blob ? f.append(k, v, v.name) : f.append(k, v);
  return f;
};

// A sentence where it belongs; `kind` is 'wrong', 'good' or nothing, which is for screen readers alone
function say(where, text, kind = '', ...more) {
  where.className = where.className.replace(/ (wrong|good|quiet)/g, '') + ` ${kind || 'quiet'}`;
  where.replaceChildren(...(text ? [kind === 'wrong' ? icon('warn') : '', h('span', {}, text), ...more] : []).filter(Boolean));
}

// What an error says, a button to try again where that helps, and a field for the key where one is asked for
function blame(e, where, again) {
  if (e.name === 'AbortError') return;
  if (!(e instanceof Problem)) { console.error(e); e = new Problem('Something went wrong in this page', 'Load it again'); }
  if (e.status === 401) { say(where, ''); return askKey(e, again); }
  const button = again && e.again ? h('button', { type: 'button', onclick: again }, 'Try again') : null;
  say(where, e.words, 'wrong', ...[button].filter(Boolean));
}

// --- the key ---

let waiting = null;

function askKey(e, again) {
  waiting = again ?? waiting;
  $('key-form').hidden = false;
  say($('key-said'), e && e.code !== 'no-key' ? e.words : '', 'wrong');
  $('key').focus();
}

async function useKey(event) {
  event.preventDefault();
  if (!$('key').value.trim()) return say($('key-said'), 'Type or paste the key first.', 'wrong');
  key.set($('key').value.trim());
  $('key').value = '';
  $('key-form').hidden = true;
  const again = waiting;
  waiting = null;
  await about();
  if (!$('enrolled').hidden && again !== list) list();
  again?.();
}

// --- pictures ---

const typeOf = file => Object.values(types).includes(file.type) ? file.type : types[file.name.split('.').pop().toLowerCase()];

async function decoded(file) { // null where the browser cannot read it
  return createImageBitmap(file).catch(() => null);
}

async function reduced(file, image, pixels = 12e6) { // a photo that the server would refuse for its size
  const scale = Math.min(1, Math.sqrt(pixels / (image.width * image.height))), canvas = h('canvas', { width: Math.round(image.width * scale), height: Math.round(image.height * scale) });
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise(done => canvas.toBlob(done, 'image/jpeg', .92));
  if (!blob) throw new Problem(`${file.name} is too large`, 'At most 10 MB and 50 megapixels: reduce it first');
  return new File([blob], file.name.replace(/\.\w+$/, '') + '.jpg', { type: 'image/jpeg' });
}

async function received(file) { // as it is sent, with what the tray shows of it
  const type = typeOf(file), name = file.name || 'the picture';
  if (!type) throw new Problem(`${name} is not a picture that signauth reads`, `It reads ${kinds}`);
  if (!file.size) throw new Problem(`${name} is empty`, 'Choose another file');
  const large = file.size > maxBytes, tooLarge = new Problem(`${name} is larger than 10 MB`, 'Reduce it first, or save it as JPEG');
  if (file.size > 15 * maxBytes || (large && type === 'image/tiff')) throw tooLarge;
  const image = await decoded(file);
  if (!image && type !== 'image/tiff') throw large ? tooLarge : new Problem(`${name} cannot be read as a picture`, 'It is broken, cut off, or something else under that name');
  const small = image && (large || image.width * image.height > maxPixels) ? await reduced(file, image) : file;
  image?.close();
  return { file: small, name, shown: !!image, url: URL.createObjectURL(small) };
}

async function light(fields) { // many large photos are together more than one request may hold
  if (fields.reduce((n, [, f]) => n + (f.size || 0), 0) < maxRequest) return fields;
  return Promise.all(fields.map(async ([k, f]) => {
    const image = f.size > 2.5e6 && await decoded(f);
    return [k, image ? await reduced(f, image, 5e6) : f];
  }));
}

async function same(a, b) {
  if (a.size !== b.size) return false;
  const [x, y] = (await Promise.all([a.arrayBuffer(), b.arrayBuffer()])).map(o => new Uint8Array(o));
  return x.every((o, i) => o === y[i]);
}

function fileOf(url, name) { // of a data: URL, which the policy of this page does not let it fetch
  const [head, data] = url.split(','), bytes = Uint8Array.from(atob(data), c => c.charCodeAt(0)), type = head.match(/image\/\w+/)?.[0] || 'image/png';
  return new File([bytes], `${name}.${type.split('/')[1]}`, { type });
}

const scan = { // what signauth sees of a picture, a few at a time
  running: 0, queue: [],
  of(item) { item.seen ??= new Promise((done, fail) => { this.queue.push([item, done, fail]); this.next(); }); return item.seen; },
  async next() {
    if (this.running >= 2 || !this.queue.length) return;
    const [item, done, fail] = this.queue.shift();
    this.running++;
    try { done(await call('ink', { body: form([['image', item.file]]) })); } catch (e) { item.seen = null; fail(e); }
    this.running--;
    this.next();
  },
};

// --- a tray holds pictures ---

class Tray {
  constructor(id, { max, one, change }) {
    Object.assign(this, { id, max, one, change, items: [], el: $(id) });
    this.el.append($('tray-form').content.cloneNode(true));
    this.list = this.el.querySelector('.items');
    this.said = this.el.querySelector('.said');
    for (const k of ['choose', 'shoot']) {
      const input = this.el.querySelector(`input.${k}`);
      input.id = `${id}-${k}`;
      input.nextElementSibling.htmlFor = input.id;
      input.setAttribute('aria-label', `${one}: ${k === 'choose' ? 'choose' : 'photograph'}`);
      if (k === 'choose') { input.accept = Object.values(types).join(); input.multiple = max > 1; }
      input.addEventListener('change', () => { this.add([...input.files]); input.value = ''; }); // emptied, so that the same file can be chosen again
    }
    this.el.querySelector('.sign').addEventListener('click', () => pad.open(this));
    this.el.querySelector('.sign').setAttribute('aria-label', `${one}: sign`);
    this.dropZone(this.el.closest('.card'));
    this.render();
  }

  dropZone(zone) {
    zone.addEventListener('dragover', e => { if (this.visible) { e.preventDefault(); zone.classList.add('over'); } });
    for (const k of ['dragleave', 'drop']) zone.addEventListener(k, () => zone.classList.remove('over'));
    zone.addEventListener('drop', e => { if (this.visible) { e.preventDefault(); this.add([...e.dataTransfer.files]); } });
  }

  get visible() { return !this.el.closest('[hidden]'); }
  get files() { return this.items.map(o => o.file); }

  ready = Promise.resolve(); // when what was given is here: nothing is compared before

  add(files) { return this.ready = this.ready.catch(() => {}).then(() => this.take(files)); }

  async take(files) {
    if (!files.length) return;
    const wrong = [], before = this.items.length;
    if (this.max === 1 && files.length > 1) wrong.push('There is one questioned signature: the first picture was taken.');
    for (const file of this.max === 1 ? files.slice(0, 1) : files) {
      if (this.max > 1 && this.items.length >= this.max) { wrong.push(`${this.max} references are enough: the rest was left out.`); break; }
      try {
        const item = await received(file);
        const twice = this.max > 1 && (await Promise.all(this.items.map(o => same(o.file, item.file)))).some(Boolean);
        if (twice) { URL.revokeObjectURL(item.url); wrong.push(`${item.name} is there already.`); continue; }
        if (this.max === 1) this.clear();
        this.items.push(item);
      } catch (e) { wrong.push(e instanceof Problem ? e.words : `${file.name} cannot be read.`); if (!(e instanceof Problem)) console.error(e); }
    }
    const n = this.items.length - (this.max === 1 ? 0 : before);
    say(this.said, wrong.join(' ') || (this.max === 1 ? `${this.items[0].name} is here.` : `${plural(n, 'picture')} added, ${this.items.length} in all.`), wrong.length ? 'wrong' : '');
    this.changed();
  }

  clear() { this.items.forEach(o => URL.revokeObjectURL(o.url)); this.items = []; }

  remove(item) {
    const i = this.items.indexOf(item);
    URL.revokeObjectURL(item.url);
    this.items.splice(i, 1);
    say(this.said, `${item.name} was removed.`);
    this.changed();
    (this.list.querySelectorAll('button')[Math.min(i, this.items.length - 1)] || this.el.querySelector('input.choose')).focus();
  }

  changed() { this.render(); this.change?.(); }

  mark(i, word) { // the reference that an answer speaks of
    this.list.querySelectorAll('.mark').forEach(o => o.remove());
    if (word) this.list.children[i]?.append(h('span', { class: 'mark' }, word));
  }

  render() {
    const full = this.items.length >= this.max;
    this.el.classList.toggle('single', this.max === 1);
    this.el.classList.toggle('some', this.items.length > 0);
    this.el.classList.toggle('full', full);
    this.el.querySelector('.field b').textContent = this.items.length ? (this.max === 1 ? 'Choose another' : 'Choose more') : 'Choose';
    this.list.replaceChildren(...this.items.map((o, i) => this.show(o, i)));
  }

  show(item, i) {
    const name = this.max === 1 ? this.one : `${this.one} ${i + 1}`;
    const image = h('img', { alt: `${name}: ${item.name}`, src: item.url, class: 'paper' }), why = h('p', { class: 'why' });
    const plain = () => item.shown ? image : h('span', { class: 'paper blank' }, item.name, h('small', {}, 'This browser cannot show TIFF. Scan shows its ink.'));
    const frame = h('div', { class: 'frame' }, plain());
    if ($('scan').checked) this.scanned(item, frame, why, name);
    return h('li', {}, frame, h('button', { type: 'button', class: 'round', 'aria-label': `Remove ${name.toLowerCase()}`, onclick: () => this.remove(item) }, icon('close')), why);
  }

  async scanned(item, frame, why, name) {
    frame.classList.add('busy');
    try {
      const o = await scan.of(item);
      if (o.ink) frame.replaceChildren(h('img', { alt: `${name}: the ink that signauth sees`, src: o.ink, class: 'paper ink' }));
      if (!o.ok) { why.replaceChildren(icon('warn'), o.reasons.map((r, i) => sentence(`${r}: ${o.hints[i] || 'it cannot be compared'}`)).join(' ')); frame.classList.add('bad'); }
      if (why.textContent) say(this.said, `${name}: ${why.textContent}`);
    } catch (e) { blame(e, this.said, () => this.render()); }
    frame.classList.remove('busy');
  }
}

// --- a sheet to sign on ---

const pad = {
  strokes: [], now: null, pointer: null, width: 0, signed: 0,

  open(tray) {
    this.tray = tray;
    for (const b of $('pad').querySelectorAll('[data-to]')) b.hidden = (b.dataset.to === 'enrol-references') !== (tray.id === 'enrol-references') || (b.dataset.to === 'references' && $('ask').against.value !== 'references');
    say($('pad-said'), '');
    $('pad').showModal();
    this.strokes = [];
    this.fit();
  },

  fit() { // the sheet may change its size, when a phone is turned
    const c = $('canvas'), box = c.getBoundingClientRect();
    if (!box.width) return;
    const grown = this.width ? box.width / this.width : 1;
    for (const s of this.strokes) for (const p of s) { p.x *= grown; p.y *= grown; p.w *= grown; }
    this.width = box.width;
    this.scale = Math.max(2, devicePixelRatio);
    c.width = Math.round(box.width * this.scale);
    c.height = Math.round(box.height * this.scale);
    this.draw();
  },

  at(e) { // a point with the width that the pen has there: by pressure where it is measured, else by speed
    const box = $('canvas').getBoundingClientRect(), x = e.clientX - box.left, y = e.clientY - box.top, last = this.now?.at(-1), full = Math.max(2, this.width / 210);
    const pressed = e.pointerType === 'pen' || (e.pointerType === 'touch' && e.pressure > 0 && e.pressure < 1 && e.pressure !== .5);
    const speed = last ? Math.hypot(x - last.x, y - last.y) / Math.max(1, e.timeStamp - last.t) / this.width * 600 : 0;
    const w = full * (pressed ? .35 + 1.3 * e.pressure : Math.max(.5, 1.2 - .3 * speed));
    return { x, y, t: e.timeStamp, w: last ? .7 * last.w + .3 * w : w };
  },

  down(e) {
    if (this.pointer !== null || e.button) return;
    e.preventDefault();
    this.pointer = e.pointerId;
    $('canvas').setPointerCapture(e.pointerId);
    this.now = [];
    this.now.push(this.at(e));
    this.strokes.push(this.now);
    this.draw();
    say($('pad-said'), '');
  },

  move(e) {
    if (e.pointerId !== this.pointer) return;
    const all = e.getCoalescedEvents?.() ?? [];
    for (const o of all.length ? all : [e]) this.now.push(this.at(o));
    this.draw();
  },

  up(e) { if (e.pointerId === this.pointer) this.pointer = this.now = null; },

  draw(pen = $('canvas').getContext('2d')) {
    const c = $('canvas');
    pen.setTransform(this.scale, 0, 0, this.scale, 0, 0);
    if (pen.canvas === c) pen.clearRect(0, 0, c.width, c.height);
    pen.strokeStyle = pen.fillStyle = '#161c33';
    pen.lineCap = pen.lineJoin = 'round';
    for (const s of this.strokes) this.stroke(pen, s);
  },

  stroke(pen, s) { // curves between the middles of the points: no corners
    const middle = (a, b) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
    if (s.length === 1) { pen.beginPath(); pen.arc(s[0].x, s[0].y, s[0].w * .7, 0, 7); pen.fill(); return; }
    for (let i = 1; i < s.length; i++) {
      const a = i > 1 ? middle(s[i - 2], s[i - 1]) : s[0], b = i < s.length - 1 ? middle(s[i - 1], s[i]) : s[i];
      pen.beginPath();
      pen.lineWidth = s[i].w;
      pen.moveTo(a.x, a.y);
      pen.quadraticCurveTo(s[i - 1].x, s[i - 1].y, b.x, b.y);
      pen.stroke();
    }
  },

  async file() {
    const c = $('canvas'), copy = h('canvas', { width: c.width, height: c.height }), pen = copy.getContext('2d');
    pen.fillStyle = '#fff';
    pen.fillRect(0, 0, copy.width, copy.height);
    this.draw(pen);
    const blob = await new Promise(done => copy.toBlob(done, 'image/png'));
    return new File([blob], `signed here ${++this.signed}.png`, { type: 'image/png' });
  },

  wipe(all) {
    all ? this.strokes = [] : this.strokes.pop();
    this.draw();
    say($('pad-said'), all ? 'The sheet is empty.' : 'The last stroke is gone.');
  },

  async use(to) {
    const tray = trays[to];
    if (!this.strokes.length) return say($('pad-said'), 'Sign first, on the line.', 'wrong');
    if (tray.max > 1 && tray.items.length >= tray.max) return say($('pad-said'), `${tray.max} references are enough.`, 'wrong');
    await tray.add([await this.file()]);
    if (tray.max === 1) return $('pad').close();
    this.wipe(true);
    say($('pad-said'), `${plural(tray.items.length, 'reference')}. Sign once more, or close.`, 'good');
  },
};

// --- compare ---

let asked = null; // what stops the question that is on its way

const against = () => $('ask').against.value;

function stale() { // an answer stands only as long as what it is about
  asked?.abort();
  $('result').hidden = true;
  say($('spoken'), '');
  say($('ask-said'), '');
  trays.references.mark();
}

function choose() {
  for (const o of document.querySelectorAll('[data-for]')) o.hidden = o.dataset.for !== against();
  $('run').textContent = against() === 'everybody' ? 'Whose is it?' : 'Compare';
  stale();
}

function missing() { // what must be given before anything can be compared, in words, and where
  if (!trays.questioned.items.length) return [trays.questioned.said, 'Give the questioned signature first.', 'questioned-choose'];
  if (against() === 'references' && !trays.references.items.length) return [trays.references.said, 'Give one reference at least.', 'references-choose'];
  if (against() === 'writer' && !$('writer').value.trim()) return [$('writer-said'), 'Who is it said to be?', 'writer'];
}

async function compare(event) {
  event?.preventDefault();
  await Promise.all([trays.questioned.ready, trays.references.ready]);
  stale();
  for (const o of [trays.questioned.said, trays.references.said, $('writer-said')]) say(o, '');
  const m = missing();
  if (m) { say(m[0], m[1], 'wrong'); return $(m[2]).focus(); }
  const mine = asked = new AbortController(), how = against(), questioned = ['questioned', trays.questioned.files[0]];
  busy(true);
  try {
    const fields = { references: () => [['explain', 'true'], ...trays.references.files.map(o => ['references', o])], writer: () => [['explain', 'true'], ['writer', $('writer').value.trim()]], everybody: () => [] }[how]();
    const o = await call(how === 'everybody' ? 'identify' : 'verify', { body: form(await light([questioned, ...fields])), signal: mine.signal });
    if (mine.signal.aborted) return;
    how === 'everybody' ? showIdentity(o) : showVerdict(o);
    $('result').hidden = false;
    $('result').scrollIntoView({ behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth', block: 'nearest' });
  } catch (e) { if (!mine.signal.aborted) blame(e, place(e, how), compare); }
  finally { if (asked === mine) busy(false); }
}

function place(e, how) { // where an error belongs
  const at = e.errors?.[0]?.at || '', starts = o => at.startsWith(o) || named(o) === e.message?.slice(0, named(o).length);
  if (starts('questioned')) return trays.questioned.said;
  if (how === 'references' && (starts('references') || /^reference \d/.test(e.message))) return trays.references.said;
  if (how === 'writer' && (at.startsWith('writer') || ['not-enrolled', 'enrol-again'].includes(e.code))) return $('writer-said');
  return $('ask-said');
}

function busy(on) {
  $('run').setAttribute('aria-busy', String(on));
  $('run').setAttribute('aria-disabled', String(on));
  if (on) say($('spoken'), 'Comparing …');
}

const heads = { genuine: 'It speaks for a genuine signature', forged: 'It speaks for a forgery', inconclusive: 'It speaks for neither', copy: 'This is a copy' };

function odds(lr) {
  if (lr < 2 && lr > .5) return 'The score is about as likely for a genuine signature as for a skilled forgery.';
  return `The score is ${round(lr >= 1 ? lr : 1 / lr)} times likelier ${lr >= 1 ? 'if the signature is genuine than if it is a skilled forgery' : 'if it is a skilled forgery than if the signature is genuine'}.`;
}

const support = o => o.words && o.decision !== 'copy' ? sentence(o.words) : '';

const nobody = 'Nobody signs twice alike: this one was pasted, photocopied or traced.';

function said(o) { // why the decision is what it is
  if (o.decision === 'copy') return `It is the very ink of reference ${o.copy + 1}. ${nobody}`;
  const turned = { 90: 'a quarter to the left', 180: 'upside down', 270: 'a quarter to the right' }[o.turned];
  return odds(o.lr) + (turned ? ` But turned ${turned} it would speak for a genuine signature: is the picture the right way up?` : '');
}

function note(o) {
  const one = o.references === 1 ? ' One reference cannot show how much a writer varies: give several.' : '';
  const copies = o.copy_checked === false ? ' No ink of these references is kept, so a copy of one of them would not be noticed.' : '';
  const odd = o.odd == null ? '' : ` ${o.writer ? 'One of the references' : `Reference ${o.odd + 1}`} is unlike the others: is it of the same person?`;
  return `This is evidence, not a verdict. It says how well the signatures fit together, not who held the pen. Never decide by it alone.${one}${odd}${copies}`;
}

function banner(kind, sign, ...words) { return h('div', { class: `verdict ${kind}` }, h('div', { class: 'seal' }, icon(sign)), h('div', {}, ...words)); }

function showVerdict(o) {
  const head = h('h2', {}, heads[o.decision] || o.decision), who = o.writer ? `Compared with ${plural(o.references, 'reference')} of ${o.writer}.` : `Compared with ${plural(o.references, 'reference')}.`;
  $('result').replaceChildren(
    banner(o.decision, o.decision, head, h('p', { class: 'lead' }, [support(o), said(o)].filter(Boolean).join(' '))),
    o.decision === 'copy' ? '' : scale(o.log10_lr, `${support(o)} ${odds(o.lr)}`),
    facts(o), explained(o), h('p', { class: 'note' }, note(o)), details(o));
  say($('spoken'), [`${head.textContent}.`, support(o), said(o), who].join(' '));
  if (!o.writer && o.references > 1) trays.references.mark(o.copy ?? o.nearest, o.decision === 'copy' ? 'the same ink' : 'nearest');
}

// The scale goes from 1/1000 to 1000; its words are those of forensic reports (ENFSI, 2015)
const steps = [[-3, 'moderately strong'], [-2, 'moderate'], [-1, 'weak'], [-.301, 'neither'], [.301, 'weak'], [1, 'moderate'], [2, 'moderately strong']];
const share = l => `${(100 * (Math.max(-3, Math.min(3, l)) + 3) / 6).toFixed(2)}%`;

function scale(l, words) {
  const on = steps.findLastIndex(([from]) => l >= from), bands = steps.map(([, word], i) => h('span', { class: `band${i === Math.max(0, on) ? ' on' : ''}` }, h('em', {}, word)));
  bands.forEach((b, i) => { b.style.left = share(steps[i][0]); b.style.right = `${100 - parseFloat(share(steps[i + 1]?.[0] ?? 3))}%`; });
  const ticks = [-3, -2, -1, 0, 1, 2, 3].map(t => { const e = h('span', { class: `tick${t % 3 ? ' small' : ''}` }, t < 0 ? `1/${10 ** -t}` : `${10 ** t}`); e.style.left = share(t); return e; });
  const pin = h('span', { class: 'pin' });
  pin.style.left = share(l);
  return h('div', { class: 'scale', role: 'img', 'aria-label': `Likelihood ratio ${round(10 ** l, 3)} on a scale from 1/1000, for a forgery, to 1000, for a genuine signature. ${words}` },
    h('div', { class: 'ends' }, h('span', {}, '‹ for a forgery'), h('span', {}, 'for genuine ›')), h('div', { class: 'bar' }, ...bands, pin), h('div', { class: 'ticks' }, ...ticks));
}

const fact = (name, value) => h('div', {}, h('dt', {}, name), h('dd', {}, value));

const ratio = lr => lr >= 1 ? round(lr, 3) : `1/${round(1 / lr, 3)}`;

function facts(o) {
  return h('dl', { class: 'facts' }, fact('Likelihood ratio', ratio(o.lr)), fact('Score', o.score.toFixed(3)), fact('Threshold', o.threshold.toFixed(3)), fact(o.writer ? `References of ${o.writer}` : 'References', String(o.references)));
}

function explained(o) {
  if (!o.explanation) return '';
  const alt = `The questioned signature${o.references > 1 ? `, the nearest of ${o.references} references,` : ' and the reference'} and both laid over each other. Grey ink is in both, orange only in the questioned one, blue only in the reference.`;
  const open = h('button', { type: 'button', class: 'zoom', onclick: () => { const i = $('large').querySelector('img'); i.src = o.explanation; i.alt = alt; $('large').showModal(); } }, h('img', { src: o.explanation, alt, width: 700 }), h('span', { class: 'unseen' }, ' Enlarge'));
  const key = (k, word) => h('li', { class: k }, word);
  return h('figure', {}, open, h('figcaption', {}, h('ul', { class: 'legend' }, key('both', 'in both'), key('only', 'only questioned'), key('missing', 'only reference'))));
}

const measures = { length: ['Length of the line', o => `${round(o, 3)} widths of the pen`], breadth: ['Breadth of the ink', o => `${round(o, 3)} widths of the pen`], size: ['Size of the ink', o => `${round(o, 3)} pixels`], pen: ['Width of the pen', o => `${round(o, 2)} pixels`],
  full: ['Light ink left out', o => `up to ${round(o, 3)} of 255`], leaving: ['Strokes that leave the sheet', o => String(o)], gaps: ['Widest gaps', o => `${round(100 * o[0])} % of the height, ${round(100 * o[1])} % of the width`] };

function details(o) {
  const quality = Object.entries(o.quality || {}).filter(([k, v]) => measures[k] && v != null).map(([k, v]) => fact(measures[k][0], measures[k][1](v)));
  return h('details', {}, h('summary', {}, 'Details'), h('dl', { class: 'more' }, o.similarity == null ? '' : fact('Similarity with the nearest reference', o.similarity.toFixed(3)), o.nearest == null || o.references < 2 ? '' : fact('Nearest reference', String(o.nearest + 1)),
    o.pen == null ? '' : fact('Width of its strokes', `${round(o.pen, 2)} times those of the reference${Math.abs(Math.log(o.pen)) > 0.3 ? ': another pen, for which the score allows' : ''}`),
    o.fmr == null ? '' : fact(o.comparisons ? 'Strangers who would be given a name' : 'False match rate asked for', `${o.comparisons ? 'at most ' : ''}${round(100 * o.fmr)} %`), ...quality, fact('Number in the audit log', String(o.id ?? '–')), fact('Model', h('code', {}, o.model || '–'))));
}

// --- whose is it? ---

function showIdentity(o) {
  const best = o.comparisons[0], copy = best?.decision === 'copy'; // of a reference of the best
  const head = h('h2', {}, copy ? heads.copy : o.writer ? `It speaks for ${o.writer}` : 'Nobody who is enrolled'), crowd = o.enrolled === 1 ? 'the one person who is enrolled' : `${plural(o.enrolled, 'person').replace('persons', 'people')} who are enrolled`;
  const lead = copy ? `It is the very ink of a reference of ${best.writer}. ${nobody}` : o.writer ? `Of ${crowd}, ${o.writer} fits best, and well enough to be named.` : `It was compared with ${crowd}. Nobody's references speak for it clearly enough.`;
  const rows = o.comparisons.map(c => h('tr', { class: c.writer === o.writer ? 'best' : '' }, h('th', { scope: 'row' }, c.writer), h('td', { class: 'mini' }, mini(c.log10_lr)), h('td', {}, `LR ${ratio(c.lr)}`, h('small', {}, plural(c.references, 'reference'))),
    h('td', {}, h('button', { type: 'button', 'aria-label': `Compare with ${c.writer}`, onclick: () => compareWith(c.writer) }, 'Compare'))));
  $('result').replaceChildren(banner(copy ? 'copy' : o.writer ? 'genuine' : 'inconclusive', copy ? 'copy' : o.writer ? 'person' : 'inconclusive', head, h('p', { class: 'lead' }, lead)),
    h('table', { class: 'ranks' }, h('caption', { class: 'unseen' }, 'The best comparisons, best first'), h('thead', { class: 'unseen' }, h('tr', {}, ...['Writer', 'Scale', 'Likelihood ratio', 'Look closer'].map(k => h('th', { scope: 'col' }, k)))), h('tbody', {}, ...rows)),
    h('p', { class: 'note' }, 'This is evidence, not a verdict. Compare with the writer to see where the signatures agree. Never decide by it alone.'), details(o));
  say($('spoken'), `${head.textContent}. ${lead}`);
}

function mini(l) {
  const e = h('span', { class: `small-scale ${l > .301 ? 'genuine' : l < -.301 ? 'forged' : ''}`, 'aria-hidden': 'true' }, h('span', { class: 'pin' }));
  e.firstChild.style.left = share(l);
  return e;
}

function compareWith(writer, go = true) {
  $('ask').against.value = 'writer';
  $('writer').value = writer;
  choose();
  if (go) compare();
}

// --- who is enrolled ---

let next = null;

async function list(more = false) {
  more = more === true;
  say($('list-said'), '');
  try {
    const o = await call(`writers?limit=50${more && next ? `&after=${encodeURIComponent(next)}` : ''}`);
    const rows = o.writers.map(row), body = $('list').tBodies[0];
    more ? body.append(...rows) : body.replaceChildren(...rows);
    next = o.next;
    count(o.total);
    $('more').hidden = !next;
    $('list').hidden = !body.rows.length;
    $('nobody').hidden = !!body.rows.length;
    if (more) rows[0]?.querySelector('button').focus();
  } catch (e) { blame(e, $('list-said'), more ? () => list(true) : list); }
}

function row(o) {
  const date = new Date(o.updated), again = o.usable ? null : h('span', { class: 'again' }, icon('warn'), 'must give new references');
  return h('tr', {}, h('th', { scope: 'row' }, o.writer, again ?? ''), h('td', { 'data-name': 'References' }, String(o.references)), h('td', { 'data-name': 'Last changed' }, h('time', { dateTime: o.updated }, isNaN(date) ? '–' : date.toLocaleDateString(undefined, { day: 'numeric', month: 'short', year: 'numeric' }))),
    h('td', { class: 'acts' }, o.usable ? h('button', { type: 'button', 'aria-label': `Compare with ${o.writer}`, onclick: () => { location.hash = 'compare'; compareWith(o.writer, false); } }, 'Compare') : '',
      h('button', { type: 'button', 'aria-label': `Add references of ${o.writer}`, onclick: () => { $('enrol-writer').value = o.writer; $('enrol').scrollIntoView({ block: 'nearest' }); $('enrol-references-choose').focus(); } }, 'Add'),
      h('button', { type: 'button', class: 'danger', 'aria-label': `Delete ${o.writer}`, onclick: () => sure(o.writer) }, 'Delete')));
}

function count(n) {
  $('total').textContent = n ? n.toLocaleString('en') : '';
  $('crowd').textContent = n ? `${n === 1 ? '1 person is' : `${n.toLocaleString('en')} people are`} enrolled.` : 'Nobody is enrolled yet.';
}

async function enrol(event) {
  event?.preventDefault();
  const where = $('enrol-said'), tray = trays['enrol-references'];
  await tray.ready;
  const writer = $('enrol-writer').value.trim();
  say(where, '');
  if (!writer) { say(where, 'Who gives these references?', 'wrong'); return $('enrol-writer').focus(); }
  if (!/^[A-Za-z0-9][A-Za-z0-9._@+-]{0,99}$/.test(writer)) { say(where, `“${writer}” will not do: letters, digits and . _ @ + - only, without spaces.`, 'wrong'); return $('enrol-writer').focus(); }
  if (!tray.items.length) { say(where, 'Give one reference at least.', 'wrong'); return $('enrol-references-choose').focus(); }
  try {
    const o = await call(`writers/${encodeURIComponent(writer)}/references`, { body: form(await light(tray.files.map(f => ['references', f]))) }), there = tray.items.length - o.added;
    tray.clear();
    tray.render();
    say(tray.said, '');
    say(where, `${writer} is enrolled with ${plural(o.references, 'reference')}.${there ? ` ${there === 1 ? 'One was' : `${there} were`} there already.` : ''}${o.odd ? ' One reference is unlike the others: is it of the same person?' : ''}`, 'good');
    list();
  } catch (e) { blame(e, where, enrol); }
}

function sure(writer) {
  $('sure-name').textContent = `Delete ${writer}?`;
  say($('sure-said'), '');
  $('delete').onclick = async () => {
    try {
      await call(`writers/${encodeURIComponent(writer)}`, { method: 'DELETE' });
      $('sure').close();
      await list();
      say($('list-said'), `${writer} was deleted.`, 'good');
      $('enrolled-name').focus();
    } catch (e) { if (e.status === 401) $('sure').close(); blame(e, $('sure-said'), $('delete').onclick); }
  };
  $('sure').showModal();
}

// Names to choose from, where the key lets us ask for them
let typing = 0;

async function suggest() {
  const mine = ++typing, start = $('writer').value.trim();
  await wait(start ? 200 : 0);
  if (mine !== typing) return;
  try {
    const o = await call(`writers?limit=20${start ? `&after=${encodeURIComponent(start)}` : ''}`), fit = o.writers.filter(w => w.writer.startsWith(start));
    if (mine === typing) $('writers').replaceChildren(...fit.map(w => h('option', { value: w.writer })));
  } catch { /* one types the whole name then */ }
}

// --- the server tells about itself ---

const kept = { embedding: 'Of each reference only numbers are kept, no picture.', ink: 'Of each reference the ink is kept, not the picture.', image: 'Each reference is kept as a picture.' };

async function started() { // a server that has just begun is not ready for some seconds
  for (let waited = false; ; waited = true) {
    try { await call('readyz'); if (waited) say($('ask-said'), ''); return; }
    catch (e) { if (e.code !== 'not-ready') return; say($('ask-said'), `The server is not ready yet: ${e.message}. This page waits for it.`, 'wrong'); await wait(1000 * (e.after || 2)); }
  }
}

async function about() {
  try {
    await started();
    const o = await call('version');
    $('about').textContent = `Your pictures go to this server and nowhere else. signauth ${o.version}${o.model ? `, model ${o.model.slice(0, 8)}` : ''}.`;
    $('kept').textContent = kept[o.keep] || '';
    $('demo').hidden = !o.demo;
    count(o.enrolled || 0);
    if (o.keys_required && !key.get()) askKey(null, waiting);
  } catch (e) { blame(e, $('ask-said'), about); }
}

async function examples() {
  const open = $('samples').hidden;
  say($('demo-said'), '');
  if (open && !$('samples').children.length) {
    try { $('samples').replaceChildren(...(await call('demo')).questioned.map(example)); } catch (e) { return blame(e, $('demo-said'), examples); }
  }
  $('samples').hidden = !open;
  $('try').setAttribute('aria-expanded', String(open));
}

function example(o) {
  const use = async () => { location.hash = 'compare'; await trays.questioned.add([fileOf(o.image, o.name)]); compareWith(o.writer); };
  return h('li', {}, h('button', { type: 'button', onclick: use }, h('img', { src: o.image, alt: '', class: 'paper' }), h('span', {}, o.name)));
}

// --- both views, and what the page listens to ---

function view(focus) {
  const name = location.hash === '#enrolled' ? 'enrolled' : 'compare', moved = $(name).hidden;
  for (const o of ['compare', 'enrolled']) $(o).hidden = o !== name;
  for (const a of document.querySelectorAll('nav a')) a.hash === `#${name}` ? a.setAttribute('aria-current', 'page') : a.removeAttribute('aria-current');
  document.title = name === 'enrolled' ? 'Enrolled writers' : 'Is this signature genuine?';
  if (name === 'enrolled') list();
  if (focus && moved) { scrollTo(0, 0); $(`${name}-name`).focus({ preventScroll: true }); }
}

function pasted(e) {
  const files = [...e.clipboardData?.files ?? []];
  if (!files.length || document.querySelector('dialog[open]')) return;
  e.preventDefault();
  const near = document.activeElement.closest('.card')?.querySelector('.tray');
  (near ? trays[near.id] : $('enrolled').hidden ? trays.questioned : trays['enrol-references']).add(files);
}

const trays = {};
for (const [id, o] of Object.entries({ questioned: { max: 1, one: 'Questioned signature', change: stale }, references: { max: maxReferences, one: 'Reference', change: stale }, 'enrol-references': { max: maxReferences, one: 'Reference' } })) trays[id] = new Tray(id, o);

for (const k of ['dragover', 'drop']) document.addEventListener(k, e => e.preventDefault()); // a picture dropped beside must not replace the page
document.addEventListener('paste', pasted);
addEventListener('hashchange', () => view(true));
for (const o of document.querySelectorAll('dialog')) {
  o.querySelector('[data-close]').addEventListener('click', () => o.close());
  o.addEventListener('click', e => { if (e.target === o && o !== $('pad')) o.close(); });
}
for (const [k, f] of [['pointerdown', 'down'], ['pointermove', 'move'], ['pointerup', 'up'], ['pointercancel', 'up']]) $('canvas').addEventListener(k, e => pad[f](e));
new ResizeObserver(() => pad.fit()).observe($('canvas'));
$('undo').addEventListener('click', () => pad.wipe(false));
$('clear').addEventListener('click', () => pad.wipe(true));
for (const b of document.querySelectorAll('[data-to]')) b.addEventListener('click', () => pad.use(b.dataset.to));
for (const o of $('ask').against) o.addEventListener('change', choose);
$('ask').addEventListener('submit', e => { $('run').getAttribute('aria-busy') === 'true' ? e.preventDefault() : compare(e); });
$('writer').addEventListener('input', () => { stale(); suggest(); });
$('writer').addEventListener('focus', suggest);
$('scan').addEventListener('change', () => Object.values(trays).forEach(o => o.render()));
$('enrol').addEventListener('submit', enrol);
$('more').addEventListener('click', () => list(true));
$('key-form').addEventListener('submit', useKey);
$('forget').addEventListener('click', () => { key.set(''); about(); });
$('try').addEventListener('click', examples);
$('forget').hidden = !key.get();
choose(); // the browser may remember a choice
view(false);
about();
