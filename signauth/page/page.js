// The page of the service: pictures in, evidence out. It asks only the server that it came from.
const types = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  tif: 'image/tiff',
  tiff: 'image/tiff',
  bmp: 'image/bmp',
  pdf: 'application/pdf',
};
const unshown = { 'image/tiff': 'TIFF', 'application/pdf': 'PDF' }; // what browsers cannot show as a picture
const kinds = 'PNG, JPEG, WebP, TIFF, BMP or PDF';
const maxBytes = 10e6;
const maxRequest = 38e6;
const maxPixels = 50e6;
const maxReferences = 12;

// --- small tools ---

function $(id) {
  return document.getElementById(id);
}

// An element: strings become attributes, everything else becomes a property
function h(tag, props = {}, ...kids) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === 'string') element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...kids.flat().filter(o => o != null && o !== ''));
  return element;
}

function button(text, onclick, props = {}) {
  return h('button', { type: 'button', onclick, ...props }, text);
}

function icon(name) {
  const [svg, use] = ['svg', 'use'].map(o => document.createElementNS('http://www.w3.org/2000/svg', o));
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  use.setAttribute('href', `#i-${name}`);
  svg.append(use);
  return svg;
}

function sentence(text) {
  if (!text) return text;
  const trimmed = text.trim();
  const begun = trimmed[0].toUpperCase() + trimmed.slice(1);
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`;
}

function round(x, digits = 2) {
  return Math.abs(x) >= 10 ** digits ? Math.round(x).toLocaleString('en') : String(Number(x.toPrecision(digits)));
}

function plural(n, word) {
  return `${n.toLocaleString('en')} ${word}${n === 1 ? '' : 's'}`;
}

function wait(ms) {
  return new Promise(done => setTimeout(done, ms));
}

// --- the server ---

// Something that went wrong, in words
class Problem extends Error {
  constructor(detail, hint = '', more = {}) {
    super(detail);
    Object.assign(this, { hint, status: 0, code: '', errors: [], found: [], after: 0 }, more);
  }

  get words() {
    return [this.message, this.hint].filter(Boolean).map(sentence).join(' ');
  }

  // May it help to try again soon?
  get again() {
    return !this.status || (this.status === 429 && this.after < 120) || this.status >= 500;
  }
}

// What lives in the tab; where the browser forbids that, the page asks again
const tab = {
  get(name) {
    try {
      return sessionStorage.getItem(`signauth-${name}`) || '';
    } catch {
      return '';
    }
  },

  set(name, value) {
    try {
      if (value) sessionStorage.setItem(`signauth-${name}`, value);
      else sessionStorage.removeItem(`signauth-${name}`);
    } catch { /* it cannot be kept */ }
  },
};

const key = {
  get() {
    return tab.get('key');
  },

  set(value) {
    tab.set('key', value);
    tab.set('denied', '');
    $('forget').hidden = !value;
  },
};

// What the server has refused this key, so that it is asked, and noted there, only once
const denied = {
  has(what) {
    return tab.get('denied').split(' ').includes(what);
  },

  add(what) {
    tab.set('denied', `${tab.get('denied')} ${what}`.trim());
  },
};

// An answer; null where this key may not have it
async function allowed(what, path = what) {
  if (denied.has(what)) return null;
  try {
    return await call(path);
  } catch (e) {
    if (e.code !== 'scope') throw e;
    denied.add(what);
    return null;
  }
}

async function call(path, { body, method = body ? 'POST' : 'GET', signal } = {}) {
  const response = await fetched(path, { method, body, signal, cache: 'no-store' });
  const json = response.status === 204 ? null : await jsonOf(response);
  if (response.ok && json !== undefined) return json;
  throw problem(response, json ?? {});
}

async function fetched(path, options) {
  const headers = key.get() ? { Authorization: `Bearer ${key.get()}` } : {};
  try {
    return await fetch(path, { ...options, headers });
  } catch (e) {
    if (e.name === 'AbortError') throw e;
    throw new Problem('The server does not answer', 'Is it running, and are you connected to it?');
  }
}

// The body of a response; undefined where it is no JSON
async function jsonOf(response) {
  try {
    return await response.json();
  } catch (e) {
    if (e.name === 'AbortError') throw e;
  }
}

const troubles = {
  413: 'The pictures are too large',
  429: 'That was too much at once',
  502: 'The server does not answer',
  503: 'The server is busy',
  504: 'The server took too long',
};

// Hints for people; those of the server are for programs
const hints = {
  'not-enrolled': 'Check the name, or enrol them first',
  'nothing-to-compare-with': 'Enrol somebody first',
  invalid: 'Check what you gave',
  'several-signatures': 'Choose the one that is in doubt',
  'key-ended': 'Ask for a new one',
};

function lasting(seconds) {
  if (seconds < 120) return plural(seconds, 'second');
  if (seconds < 7200) return plural(Math.ceil(seconds / 60), 'minute');
  return plural(Math.ceil(seconds / 3600), 'hour');
}

function problem(response, o) {
  const { status } = response;
  const after = Number(response.headers.get('Retry-After')) || 0;
  const unknown = response.ok
    ? 'The server answers in a way that this page does not understand'
    : `The server could not do this (${status})`;
  const detail = o.detail || troubles[status] || unknown;
  const later = after ? `Try again in ${lasting(after)}` : '';
  const hint = hints[o.code] || later || o.hint || (status < 500 ? '' : 'Try again a little later');
  const more = { status, code: o.code || '', errors: o.errors || [], found: o.found || [], after };
  return new Problem(named(detail), hint, more);
}

// The server counts fields from 0, people count pictures from 1
function named(text) {
  return text
    .replace(/^references\.(\d+)/, (_, i) => `reference ${Number(i) + 1}`)
    .replace(/^questioned\b/, 'the questioned signature')
    .replace(/^references\b/, 'the references');
}

function form(fields) {
  const data = new FormData();
  for (const [name, value] of fields) {
    if (value instanceof Blob) data.append(name, value, value.name);
    else data.append(name, value);
  }
  return data;
}

// Put a sentence where it belongs; `kind` is 'wrong', 'good', or nothing for a sentence that is only read out
function say(where, text, kind = '', ...more) {
  where.className = where.className.replace(/ (wrong|good|quiet)/g, '') + ` ${kind || 'quiet'}`;
  const parts = text ? [kind === 'wrong' ? icon('warn') : '', h('span', {}, text), ...more] : [];
  where.replaceChildren(...parts.filter(Boolean));
}

// Say what went wrong, with a button to try again where that helps, or ask for a key where one is needed
function blame(e, where, again) {
  if (e.name === 'AbortError') return;
  if (!(e instanceof Problem)) {
    console.error(e);
    e = new Problem('Something went wrong in this page', 'Load it again');
  }
  if (e.status === 401) {
    say(where, '');
    askKey(e, again);
    return;
  }
  const more = again && e.again ? [button('Try again', again)] : [];
  say(where, e.words, 'wrong', ...more);
}

// --- the key ---

let waiting = null; // what to do once there is a key

function askKey(e, again) {
  waiting = again ?? waiting;
  $('key-form').hidden = false;
  say($('key-said'), e && e.code !== 'no-key' ? e.words : '', 'wrong');
  $('key').focus();
}

async function useKey(event) {
  event.preventDefault();
  const given = $('key').value.trim();
  if (!given) {
    say($('key-said'), 'Type or paste the key first.', 'wrong');
    return;
  }
  key.set(given);
  $('key').value = '';
  $('key-form').hidden = true;
  const again = waiting;
  waiting = null;
  await about();
  if (!$('enrolled').hidden && again !== list) list();
  again?.();
}

// --- pictures ---

function typeOf(file) {
  if (Object.values(types).includes(file.type)) return file.type;
  return types[file.name.split('.').pop().toLowerCase()];
}

// The picture in a file; null where the browser cannot read it
async function decoded(file) {
  return createImageBitmap(file).catch(() => null);
}

// A smaller copy of a photograph that the server would refuse for its size
async function reduced(file, image, pixels = 12e6) {
  const scale = Math.min(1, Math.sqrt(pixels / (image.width * image.height)));
  const size = { width: Math.round(image.width * scale), height: Math.round(image.height * scale) };
  const canvas = h('canvas', size);
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise(done => canvas.toBlob(done, 'image/jpeg', .92));
  if (!blob) throw new Problem(`${file.name} is too large`, 'At most 10 MB and 50 megapixels: reduce it first');
  return new File([blob], file.name.replace(/\.\w+$/, '') + '.jpg', { type: 'image/jpeg' });
}

// A file as it is sent, and what the tray shows of it
async function received(file) {
  const type = typeOf(file);
  const name = file.name || 'the picture';
  if (!type) throw new Problem(`${name} is not a picture that signauth reads`, `It reads ${kinds}`);
  if (!file.size) throw new Problem(`${name} is empty`, 'Choose another file');
  const large = file.size > maxBytes;
  const tooLarge = new Problem(`${name} is larger than 10 MB`, 'Reduce it first, or save it as JPEG');
  if (file.size > 15 * maxBytes || (large && unshown[type])) throw tooLarge;
  const image = await decoded(file);
  if (!image && !unshown[type]) {
    if (large) throw tooLarge;
    const why = 'It is broken, cut off, or something else under that name';
    throw new Problem(`${name} cannot be read as a picture`, why);
  }
  const huge = image && (large || image.width * image.height > maxPixels);
  const sent = huge ? await reduced(file, image) : file;
  image?.close();
  return { file: sent, name, type, shown: !!image, url: URL.createObjectURL(sent), found: [], chosen: null };
}

// Many large photographs together are more than one request may hold: reduce them
async function light(fields) {
  const total = fields.reduce((sum, [, value]) => sum + (value.size || 0), 0);
  if (total < maxRequest) return fields;
  return Promise.all(fields.map(async ([name, value]) => {
    const image = value.size > 2.5e6 && await decoded(value);
    return [name, image ? await reduced(value, image, 5e6) : value];
  }));
}

async function same(a, b) {
  if (a.size !== b.size) return false;
  const buffers = await Promise.all([a.arrayBuffer(), b.arrayBuffer()]);
  const [x, y] = buffers.map(o => new Uint8Array(o));
  return x.every((o, i) => o === y[i]);
}

// The file in a data URL, which the policy of this page does not let it fetch
function fileOf(url, name) {
  const [head, data] = url.split(',');
  const bytes = Uint8Array.from(atob(data), c => c.charCodeAt(0));
  const type = head.match(/image\/\w+/)?.[0] || 'image/png';
  return new File([bytes], `${name}.${type.split('/')[1]}`, { type });
}

// What signauth sees of a picture; two are asked for at a time
const scan = {
  running: 0,
  queue: [],

  of(item) {
    item.seen ??= new Promise((done, fail) => {
      this.queue.push([item, done, fail]);
      this.next();
    });
    return item.seen;
  },

  async next() {
    if (this.running >= 2 || !this.queue.length) return;
    const [item, done, fail] = this.queue.shift();
    this.running++;
    try {
      done(await call('ink', { body: form([['image', item.file], ...choice(item)]) }));
    } catch (e) {
      item.seen = null;
      fail(e);
    }
    this.running--;
    this.next();
  },
};

// The fields that name one of the signatures on a page
function choice(item) {
  const { page, which } = item.chosen ?? {};
  return [['page', page], ['which', which]].filter(([, value]) => value);
}

// The signatures on a page or in a document, to choose from; none where the picture is one signature alone
async function signatures(item) {
  try {
    const { found, ok } = await scan.of(item);
    if (!ok && found.length === 1) return []; // it cannot be compared, and the answer says why
    if (item.shown || !found.length) return found;
  } catch (e) {
    if (e.code !== 'several-pages') throw e;
  }
  return (await call('find', { body: form([['image', item.file], ['cut_outs', 'true']]) })).signatures;
}

// --- a tray holds pictures ---

class Tray {
  ready = Promise.resolve(); // resolved when all given pictures are here: nothing is compared before

  constructor(id, { max, one, change }) {
    Object.assign(this, { id, max, one, change, items: [], el: $(id) });
    this.el.append($('tray-form').content.cloneNode(true));
    this.list = this.el.querySelector('.items');
    this.said = this.el.querySelector('.said');
    this.fileInput('choose', `${one}: choose`);
    this.fileInput('shoot', `${one}: photograph`);
    const sign = this.el.querySelector('.sign');
    sign.addEventListener('click', () => pad.open(this));
    sign.setAttribute('aria-label', `${one}: sign`);
    this.dropZone(this.el.closest('.card'));
    this.render();
  }

  fileInput(kind, label) {
    const input = this.el.querySelector(`input.${kind}`);
    input.id = `${this.id}-${kind}`;
    input.nextElementSibling.htmlFor = input.id;
    input.setAttribute('aria-label', label);
    if (kind === 'choose') {
      input.accept = Object.values(types).join();
      input.multiple = this.max > 1;
    }
    input.addEventListener('change', () => {
      this.add([...input.files]);
      input.value = ''; // so that the same file can be chosen again
    });
  }

  dropZone(zone) {
    zone.addEventListener('dragover', e => {
      if (!this.visible) return;
      e.preventDefault();
      zone.classList.add('over');
    });
    for (const kind of ['dragleave', 'drop']) {
      zone.addEventListener(kind, () => zone.classList.remove('over'));
    }
    zone.addEventListener('drop', e => {
      if (!this.visible) return;
      e.preventDefault();
      this.add([...e.dataTransfer.files]);
    });
  }

  get visible() {
    return !this.el.closest('[hidden]');
  }

  get files() {
    return this.items.map(o => o.file);
  }

  get single() {
    return this.max === 1;
  }

  add(files) {
    this.ready = this.ready.catch(() => {}).then(() => this.take(files));
    return this.ready;
  }

  async take(files) {
    if (!files.length) return;
    const before = this.items.length;
    const wrong = [];
    if (this.single && files.length > 1) {
      wrong.push('There is one questioned signature: the first picture was taken.');
    }
    for (const file of this.single ? files.slice(0, 1) : files) {
      if (!this.single && this.items.length >= this.max) {
        wrong.push(`${this.max} references are enough: the rest was left out.`);
        break;
      }
      const why = await this.takeOne(file);
      if (why) wrong.push(why);
    }
    say(this.said, wrong.join(' ') || this.taken(before), wrong.length ? 'wrong' : '');
    this.changed();
  }

  // Take a file in; returns why that is not possible
  async takeOne(file) {
    try {
      const item = await received(file);
      if (!this.single && await this.holds(item)) {
        URL.revokeObjectURL(item.url);
        return `${item.name} is there already.`;
      }
      if (this.single) this.clear();
      this.items.push(item);
      if (this.single) item.search = this.search(item);
    } catch (e) {
      if (e instanceof Problem) return e.words;
      console.error(e);
      return `${file.name} cannot be read.`;
    }
  }

  async holds(item) {
    const found = await Promise.all(this.items.map(o => same(o.file, item.file)));
    return found.some(Boolean);
  }

  taken(before) {
    if (this.single) return `${this.items[0].name} is here.`;
    return `${plural(this.items.length - before, 'picture')} added, ${this.items.length} in all.`;
  }

  clear() {
    this.items.forEach(o => URL.revokeObjectURL(o.url));
    this.items = [];
  }

  remove(item) {
    const i = this.items.indexOf(item);
    URL.revokeObjectURL(item.url);
    this.items.splice(i, 1);
    say(this.said, `${item.name} was removed.`);
    this.changed();
    const buttons = this.list.querySelectorAll('button');
    (buttons[Math.min(i, this.items.length - 1)] || this.el.querySelector('input.choose')).focus();
  }

  changed() {
    this.render();
    this.change?.();
  }

  // Mark the references that an answer speaks of: a word for each number
  mark(words = {}) {
    this.list.querySelectorAll('.mark').forEach(o => o.remove());
    for (const [i, word] of Object.entries(words)) {
      this.list.children[i]?.append(h('span', { class: 'mark' }, word));
    }
  }

  render() {
    const some = this.items.length > 0;
    this.el.classList.toggle('single', this.single);
    this.el.classList.toggle('some', some);
    this.el.classList.toggle('full', this.items.length >= this.max);
    const more = this.single ? 'Choose another' : 'Choose more';
    this.el.querySelector('.field b').textContent = some ? more : 'Choose';
    this.list.replaceChildren(...this.items.map((o, i) => this.show(o, i)));
  }

  show(item, i) {
    const name = this.single ? this.one : `${this.one} ${i + 1}`;
    const why = h('p', { class: 'why' });
    const frame = h('div', { class: 'frame' }, this.picture(item, name));
    frame.classList.toggle('busy', !!item.busy);
    if ($('scan').checked) this.scanned(item, frame, why, name);
    const props = { class: 'round', 'aria-label': `Remove ${name.toLowerCase()}` };
    const asks = item.found.length ? h('p', { class: 'hint asks' }, this.asks(item)) : '';
    return h('li', {}, frame, button(icon('close'), () => this.remove(item), props), asks, why);
  }

  picture(item, name) {
    const cut = item.found.some(o => o.cut_out);
    if (item.shown && !cut) {
      const image = h('img', { alt: `${name}: ${item.name}`, src: item.url, class: 'paper' });
      if (!item.found.length) return image;
      return h('div', { class: 'leaf' }, image, ...item.found.map(o => this.framed(item, o)));
    }
    const kind = unshown[item.type];
    const instead = h('small', {}, cut ? '' : `This page cannot show ${kind}. Scan shows its ink.`);
    const cuts = h('div', { class: 'cuts' }, ...item.found.map(o => this.cutOut(item, o)));
    return h('div', { class: `paper blank${cut ? ' some' : ''}` }, item.name, cut ? cuts : instead);
  }

  // Look for signatures on a page; what goes wrong here, the answer to the comparison says
  async search(item) {
    item.busy = !item.shown; // which may take long, and has no picture yet
    const found = await signatures(item).catch(() => []);
    if (item.busy) {
      item.busy = false;
      this.render();
    }
    this.offer(item, found);
  }

  // Let people choose one of the signatures on a page
  offer(item, found) {
    if (!found.length || !this.items.includes(item)) return;
    item.found = found;
    item.chosen = null;
    this.render();
    say(this.said, this.asks(item));
  }

  asks(item) {
    if (item.chosen) return sentence(`${nameOf(item.chosen)} is the one in doubt`);
    if (item.found.length > 1) return `${item.found.length} signatures were found. Which one is in doubt?`;
    return 'This signature was found. Choose it, if it is the right one and nothing is missing.';
  }

  // A frame around a signature on the page
  framed(item, o) {
    const [x0, y0, x1, y1] = o.box;
    const element = this.choosable(item, o, h('b', { 'aria-hidden': 'true' }, String(o.which)));
    element.style.left = `${50 * (x0 + x1) / o.width}%`;
    element.style.top = `${50 * (y0 + y1) / o.height}%`;
    element.style.width = `calc(${100 * (x1 - x0) / o.width}% + 14px)`;
    element.style.height = `calc(${100 * (y1 - y0) / o.height}% + 14px)`;
    return element;
  }

  // A signature alone, where the page cannot be shown
  cutOut(item, o) {
    return this.choosable(item, o, h('img', { src: o.cut_out, alt: '' }), h('span', {}, nameOf(o)));
  }

  choosable(item, o, ...face) {
    const props = { class: 'found', 'aria-label': nameOf(o), 'aria-pressed': String(item.chosen === o), offered: o };
    return button(face, () => this.pick(item, o), props);
  }

  several(item) {
    if (!this.single) return 'give a picture of one of them';
    return item.found.length ? 'choose the one that is in doubt' : 'cut it to one of them';
  }

  // A signature was chosen: compare it, if everything else is there
  pick(item, o) {
    item.chosen = o;
    item.seen = null;
    for (const b of this.list.querySelectorAll('.found')) b.setAttribute('aria-pressed', String(b.offered === o));
    this.list.querySelector('.asks').textContent = this.asks(item);
    say(this.said, this.asks(item));
    this.change?.();
    if ($('scan').checked) this.render();
    if (!missing()) compare();
  }

  async scanned(item, frame, why, name) {
    frame.classList.add('busy');
    try {
      const o = await scan.of(item);
      if (o.ink) {
        const alt = `${name}: the ink that signauth sees`;
        const ink = h('img', { alt, src: o.ink, class: 'paper ink' });
        if (item.found.length) frame.append(ink); // beside the page, where one can still choose another
        else frame.replaceChildren(ink);
      }
      if (!o.ok) {
        const hint = (r, i) => (r === 'several signatures' ? this.several(item) : o.hints[i]);
        const reasons = o.reasons.map((r, i) => sentence(`${r}: ${hint(r, i) || 'it cannot be compared'}`));
        why.replaceChildren(icon('warn'), reasons.join(' '));
        frame.classList.add('bad');
      }
      if (why.textContent) say(this.said, `${name}: ${why.textContent}`);
    } catch (e) {
      blame(e, this.said, () => this.render());
    }
    frame.classList.remove('busy');
  }
}

// A signature in a document, in words
function nameOf(o) {
  return o.page ? `page ${o.page}, signature ${o.which}` : `signature ${o.which}`;
}

// --- a sheet to sign on ---

const pad = {
  strokes: [],
  now: null, // the stroke that is being drawn
  pointer: null, // the finger, pen or mouse that draws it
  width: 0,
  signed: 0,

  open(tray) {
    this.tray = tray;
    const enrolling = tray.id === 'enrol-references';
    for (const b of $('pad').querySelectorAll('[data-to]')) {
      const elsewhere = (b.dataset.to === 'enrol-references') !== enrolling;
      b.hidden = elsewhere || (b.dataset.to === 'references' && against() !== 'references');
    }
    say($('pad-said'), '');
    $('pad').showModal();
    this.strokes = [];
    this.fit();
  },

  // The sheet may change its size, when a phone is turned
  fit() {
    const canvas = $('canvas');
    const box = canvas.getBoundingClientRect();
    if (!box.width) return;
    const grown = this.width ? box.width / this.width : 1;
    for (const point of this.strokes.flat()) {
      point.x *= grown;
      point.y *= grown;
      point.w *= grown;
    }
    this.width = box.width;
    this.scale = Math.max(2, devicePixelRatio);
    canvas.width = Math.round(box.width * this.scale);
    canvas.height = Math.round(box.height * this.scale);
    this.draw();
  },

  // A point with the width that the pen has there: by pressure where it is measured, else by speed
  at(e) {
    const box = $('canvas').getBoundingClientRect();
    const x = e.clientX - box.left;
    const y = e.clientY - box.top;
    const last = this.now?.at(-1);
    const full = Math.max(2, this.width / 210);
    const feels = e.pointerType === 'touch' && e.pressure > 0 && e.pressure < 1 && e.pressure !== .5;
    const pressed = e.pointerType === 'pen' || feels;
    const moved = last ? Math.hypot(x - last.x, y - last.y) / Math.max(1, e.timeStamp - last.t) : 0;
    const speed = moved / this.width * 600;
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

  up(e) {
    if (e.pointerId !== this.pointer) return;
    this.pointer = null;
    this.now = null;
  },

  draw(pen = $('canvas').getContext('2d')) {
    const canvas = $('canvas');
    pen.setTransform(this.scale, 0, 0, this.scale, 0, 0);
    if (pen.canvas === canvas) pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.strokeStyle = '#161c33';
    pen.fillStyle = '#161c33';
    pen.lineCap = 'round';
    pen.lineJoin = 'round';
    for (const stroke of this.strokes) this.stroke(pen, stroke);
  },

  // Curves between the middles of the points have no corners
  stroke(pen, points) {
    if (points.length === 1) {
      pen.beginPath();
      pen.arc(points[0].x, points[0].y, points[0].w * .7, 0, 7);
      pen.fill();
      return;
    }
    const middle = (a, b) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
    for (let i = 1; i < points.length; i++) {
      const from = i > 1 ? middle(points[i - 2], points[i - 1]) : points[0];
      const to = i < points.length - 1 ? middle(points[i - 1], points[i]) : points[i];
      pen.beginPath();
      pen.lineWidth = points[i].w;
      pen.moveTo(from.x, from.y);
      pen.quadraticCurveTo(points[i - 1].x, points[i - 1].y, to.x, to.y);
      pen.stroke();
    }
  },

  async file() {
    const { width, height } = $('canvas');
    const copy = h('canvas', { width, height });
    const pen = copy.getContext('2d');
    pen.fillStyle = '#fff';
    pen.fillRect(0, 0, copy.width, copy.height);
    this.draw(pen);
    const blob = await new Promise(done => copy.toBlob(done, 'image/png'));
    return new File([blob], `signed here ${++this.signed}.png`, { type: 'image/png' });
  },

  wipe(all) {
    if (all) this.strokes = [];
    else this.strokes.pop();
    this.draw();
    say($('pad-said'), all ? 'The sheet is empty.' : 'The last stroke is gone.');
  },

  async use(to) {
    const tray = trays[to];
    if (!this.strokes.length) {
      say($('pad-said'), 'Sign first, on the line.', 'wrong');
      return;
    }
    if (!tray.single && tray.items.length >= tray.max) {
      say($('pad-said'), `${tray.max} references are enough.`, 'wrong');
      return;
    }
    await tray.add([await this.file()]);
    if (tray.single) {
      $('pad').close();
      return;
    }
    this.wipe(true);
    say($('pad-said'), `${plural(tray.items.length, 'reference')}. Sign once more, or close.`, 'good');
  },
};

// --- compare ---

let asked = null; // aborts the question that is on its way

// What the questioned signature is compared with: references, writer or everybody
function against() {
  return $('ask').against.value;
}

// An answer stands only as long as the pictures that it is about
function stale() {
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

// What is still to be given: where to say so, in which words, and the field that it belongs into
function missing() {
  if (!trays.questioned.items.length) {
    return [trays.questioned.said, 'Give the questioned signature first.', 'questioned-choose'];
  }
  if (against() === 'references' && !trays.references.items.length) {
    return [trays.references.said, 'Give one reference at least.', 'references-choose'];
  }
  if (against() === 'writer' && !$('writer').value.trim()) {
    return [$('writer-said'), 'Who is it said to be?', 'writer'];
  }
}

// The path to ask, and the fields of the form
function question(how) {
  const [item] = trays.questioned.items;
  const questioned = [['questioned', item.file], ...choice(item)];
  if (how === 'everybody') return ['identify', questioned];
  if (how === 'writer') return ['verify', [...questioned, ['writer', $('writer').value.trim()]]];
  return ['verify', [...questioned, ...trays.references.files.map(o => ['references', o])]];
}

// Ask with an explanation, or without where this key may see only decisions
async function answer(path, fields, signal) {
  const ask = more => call(path, { body: form([...fields, ...more]), signal });
  if (path !== 'verify' || denied.has('explain')) return ask([]);
  try {
    return await ask([['explain', 'true']]);
  } catch (e) {
    if (e.code !== 'scope') throw e;
  }
  const o = await ask([]);
  denied.add('explain');
  return o;
}

async function compare(event) {
  event?.preventDefault();
  await Promise.all([trays.questioned.ready, trays.references.ready]);
  stale();
  for (const o of [trays.questioned.said, trays.references.said, $('writer-said')]) say(o, '');
  const lacking = missing();
  if (lacking) {
    const [where, words, field] = lacking;
    say(where, words, 'wrong');
    $(field).focus();
    return;
  }
  const mine = new AbortController();
  const how = against();
  const [path, fields] = question(how);
  asked = mine;
  busy(true);
  try {
    const o = await answer(path, await light(fields), mine.signal);
    if (mine.signal.aborted) return;
    if (how === 'everybody') showIdentity(o);
    else showVerdict(o);
    reveal($('result'));
  } catch (e) {
    if (mine.signal.aborted) return;
    await offered(e, trays.questioned.items[0]);
    blame(e, place(e, how), compare);
  } finally {
    if (asked === mine) busy(false);
  }
}

// Where an answer needs a choice, offer it
async function offered(e, item) {
  if (e.found?.length) trays.questioned.offer(item, e.found);
  if (e.code !== 'several-pages') return;
  await item.search;
  e.hint = item.found.length ? 'Choose one of its signatures' : 'No signature was found on them';
}

function reveal(element) {
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  element.hidden = false;
  element.scrollIntoView({ behavior: still ? 'auto' : 'smooth', block: 'nearest' });
}

// Where an error belongs
function place(e, how) {
  const at = e.errors?.[0]?.at || '';
  const isAbout = field => at.startsWith(field) || named(field) === e.message?.slice(0, named(field).length);
  if (isAbout('questioned')) return trays.questioned.said;
  if (how === 'references' && (isAbout('references') || /^reference \d/.test(e.message))) {
    return trays.references.said;
  }
  if (how === 'writer' && (at.startsWith('writer') || ['not-enrolled', 'enrol-again', 'locked'].includes(e.code))) {
    return $('writer-said');
  }
  return $('ask-said');
}

function busy(on) {
  $('run').setAttribute('aria-busy', String(on));
  $('run').setAttribute('aria-disabled', String(on));
  if (on) say($('spoken'), 'Comparing …');
}

// --- the verdict ---

const heads = {
  genuine: 'It speaks for a genuine signature',
  forged: 'It speaks for a forgery',
  inconclusive: 'It speaks for neither',
  copy: 'This is a copy',
};

const copied = 'Nobody signs twice alike: this one was pasted, photocopied or traced.';

function odds(lr) {
  if (lr < 2 && lr > .5) return 'The score is about as likely for a genuine signature as for a skilled forgery.';
  const times = round(lr >= 1 ? lr : 1 / lr);
  const genuine = 'if the signature is genuine than if it is a skilled forgery';
  const forged = 'if it is a skilled forgery than if the signature is genuine';
  return `The score is ${times} times likelier ${lr >= 1 ? genuine : forged}.`;
}

function support(o) {
  return o.words && o.decision !== 'copy' ? sentence(o.words) : '';
}

// Does the key see only the decision?
function veiled(o) {
  return o.comparisons ? !o.comparisons.length : o.lr == null;
}

function veil(o) {
  return veiled(o) ? h('p', { class: 'hint' }, 'This key sees only the decision, without the figures behind it.') : '';
}

function compared(o) {
  const whose = o.writer ? ` of ${o.writer}` : '';
  return `Compared with ${plural(o.references, 'reference')}${whose}.`;
}

// Why the decision is what it is
function said(o) {
  if (o.decision === 'copy') {
    const which = o.copy == null ? 'one of the references' : `reference ${o.copy + 1}`;
    return `It is the very ink of ${which}. ${copied}`;
  }
  if (veiled(o)) return compared(o);
  const turned = { 90: 'a quarter to the left', 180: 'upside down', 270: 'a quarter to the right' }[o.turned];
  if (!turned) return odds(o.lr);
  const doubt = `But turned ${turned} it would speak for a genuine signature: is the picture the right way up?`;
  return `${odds(o.lr)} ${doubt}`;
}

function moment(text) {
  const date = new Date(text);
  const day = date.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });
  return `${day}, ${date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}`;
}

// That the signature was questioned before; nothing where it is new
function earlier({ before }) {
  if (!before) return '';
  const how = before.how === 'ink' ? 'the same ink in another file' : 'the same file';
  return `Questioned before, on ${moment(before.at)} (decision ${before.id}): ${how}.`;
}

// References that were not compared with, in words; those of an enrolled writer have no numbers on this page
function leftOut(o) {
  if (o.writer) return o.odd.length === 1 ? 'One of the references is' : `${o.odd.length} of the references are`;
  const numbers = o.odd.map(i => i + 1).join(', ');
  return o.odd.length === 1 ? `Reference ${numbers} is` : `References ${numbers} are`;
}

function note(o) {
  const notes = [
    'This is evidence, not a verdict.',
    'It says how well the signatures fit together, not who held the pen.',
    'Never decide by it alone.',
  ];
  if (o.found) {
    const what = o.cut_out ? 'is the cut-out' : 'is it';
    notes.push(`It was found on a page: ${what} the whole signature, and nothing else?`);
    const seen = trays.questioned.items[0]?.chosen;
    if (!seen) notes.push('If so, choose it on the picture: otherwise nothing is called a forgery.');
  }
  o.doubts.forEach((doubt, i) => { // what was found on a page has its own words above
    if (doubt !== 'cut out of a page') notes.push(`${sentence(`${doubt}?`)} ${sentence(o.hints[i])}`);
  });
  if (o.references === 1) notes.push('One reference cannot show how much a writer varies: give several.');
  if (o.odd.length) notes.push(`${leftOut(o)} unlike the others, and left out: of the same person?`);
  if (o.copy_checked === false) {
    notes.push('No ink of these references is kept, so a copy of one of them would not be noticed.');
  }
  return notes.join(' ');
}

function banner(kind, sign, ...words) {
  return h('div', { class: `verdict ${kind}` }, h('div', { class: 'seal' }, icon(sign)), h('div', {}, ...words));
}

function showVerdict(o) {
  const copy = o.decision === 'copy';
  const head = h('h2', {}, heads[o.decision] || o.decision);
  const lead = h('p', { class: 'lead' }, [support(o), said(o)].filter(Boolean).join(' '));
  const before = earlier(o);
  $('result').replaceChildren(
    banner(o.decision, o.decision, head, lead, veil(o)),
    before && h('p', { class: 'before' }, icon('copy'), h('span', {}, before)),
    copy || veiled(o) ? '' : scale(o.log10_lr, `${support(o)} ${odds(o.lr)}`),
    veiled(o) ? '' : facts(o),
    cutOut(o),
    explained(o),
    h('p', { class: 'note' }, note(o)),
    details(o),
  );
  const spoken = new Set([`${head.textContent}.`, support(o), said(o), compared(o), before]);
  say($('spoken'), [...spoken].filter(Boolean).join(' '));
  if (!o.writer && o.references > 1) {
    const words = Object.fromEntries(o.odd.map(i => [i, 'left out']));
    const one = o.copy ?? o.nearest;
    if (one != null) words[one] = copy ? 'the same ink' : 'nearest';
    trays.references.mark(words);
  }
}

// The scale goes from 1/1000 to 1000; its words are those of forensic reports (ENFSI, 2015)
const steps = [
  [-3, 'moderately strong'],
  [-2, 'moderate'],
  [-1, 'weak'],
  [-.301, 'neither'],
  [.301, 'weak'],
  [1, 'moderate'],
  [2, 'moderately strong'],
];

// The place of a log10 likelihood ratio on the scale
function share(l) {
  return `${(100 * (Math.max(-3, Math.min(3, l)) + 3) / 6).toFixed(2)}%`;
}

function band(i, on) {
  const [from, word] = steps[i];
  const to = steps[i + 1]?.[0] ?? 3;
  const element = h('span', { class: `band${on ? ' on' : ''}` }, h('em', {}, word));
  element.style.left = share(from);
  element.style.right = `${100 - parseFloat(share(to))}%`;
  return element;
}

function tick(t) {
  const element = h('span', { class: `tick${t % 3 ? ' small' : ''}` }, t < 0 ? `1/${10 ** -t}` : `${10 ** t}`);
  element.style.left = share(t);
  return element;
}

function pin(l) {
  const element = h('span', { class: 'pin' });
  element.style.left = share(l);
  return element;
}

function scale(l, words) {
  const on = Math.max(0, steps.findLastIndex(([from]) => l >= from));
  const bands = steps.map((_, i) => band(i, i === on));
  const ticks = [-3, -2, -1, 0, 1, 2, 3].map(tick);
  const ends = [h('span', {}, '‹ for a forgery'), h('span', {}, 'for genuine ›')];
  const label = `Likelihood ratio ${round(10 ** l, 3)} on a scale from 1/1000, for a forgery, `
    + `to 1000, for a genuine signature. ${words}`;
  return h('div', { class: 'scale', role: 'img', 'aria-label': label },
    h('div', { class: 'ends' }, ...ends),
    h('div', { class: 'bar' }, ...bands, pin(l)),
    h('div', { class: 'ticks' }, ...ticks));
}

function fact(name, value) {
  return h('div', {}, h('dt', {}, name), h('dd', {}, value));
}

function ratio(lr) {
  return lr >= 1 ? round(lr, 3) : `1/${round(1 / lr, 3)}`;
}

function facts(o) {
  return h('dl', { class: 'facts' },
    fact('Likelihood ratio', ratio(o.lr)),
    fact('Score', o.score.toFixed(3)),
    fact('Threshold', o.threshold.toFixed(3)),
    fact(o.writer ? `References of ${o.writer}` : 'References', String(o.references)));
}

// The signature that was compared, where it was found on a page
function cutOut(o) {
  if (!o.cut_out) return '';
  const words = 'The signature that was compared, cut out of its page';
  const image = h('img', { src: o.cut_out, alt: words });
  return h('figure', { class: 'cut' }, image, h('p', { class: 'hint' }, `${words}.`));
}

function explained(o) {
  if (!o.explanation) return '';
  const which = o.references > 1 ? `, the nearest of ${o.references} references,` : ' and the reference';
  const alt = `The questioned signature${which} and both laid over each other. `
    + 'Grey ink is in both, orange only in the questioned one, blue only in the reference.';
  const enlarge = () => {
    const image = $('large').querySelector('img');
    image.src = o.explanation;
    image.alt = alt;
    $('large').showModal();
  };
  const small = [h('img', { src: o.explanation, alt, width: 700 }), h('span', { class: 'unseen' }, ' Enlarge')];
  const legend = h('ul', { class: 'legend' },
    h('li', { class: 'both' }, 'in both'),
    h('li', { class: 'only' }, 'only questioned'),
    h('li', { class: 'missing' }, 'only reference'));
  return h('figure', {}, button(small, enlarge, { class: 'zoom' }), h('figcaption', {}, legend));
}

// Measures of an image: name and value in words
const measures = {
  length: ['Length of the line', o => `${round(o, 3)} widths of the pen`],
  breadth: ['Breadth of the ink', o => `${round(o, 3)} widths of the pen`],
  size: ['Size of the ink', o => `${round(o, 3)} pixels`],
  pen: ['Width of the pen', o => `${round(o, 2)} pixels`],
  full: ['Light ink left out', o => `up to ${round(o, 3)} of 255`],
  leaving: ['Strokes that leave the sheet', o => String(o)],
  gaps: ['Widest gaps', o => `${round(100 * o[0])} % of the height, ${round(100 * o[1])} % of the width`],
};

function measured(quality) {
  const known = Object.entries(quality || {}).filter(([k, value]) => measures[k] && value != null);
  return known.map(([k, value]) => {
    const [name, words] = measures[k];
    return fact(name, words(value));
  });
}

function penWidth(pen) {
  const another = Math.abs(Math.log(pen)) > 0.3 ? ': another pen, for which the score allows' : '';
  return `${round(pen, 2)} times those of the reference${another}`;
}

function errorRate(o) {
  const percent = `${round(100 * o.fmr)} %`;
  if (o.comparisons) return fact('Strangers who would be given a name', `at most ${percent}`);
  return fact('False match rate asked for', percent);
}

function details(o) {
  const rows = [];
  if (o.similarity != null) rows.push(fact('Similarity with the nearest reference', o.similarity.toFixed(3)));
  if (o.nearest != null && o.references >= 2) rows.push(fact('Nearest reference', String(o.nearest + 1)));
  if (o.pen != null) rows.push(fact('Width of its strokes', penWidth(o.pen)));
  if (o.fmr != null) rows.push(errorRate(o));
  rows.push(...measured(o.quality));
  rows.push(fact('Number in the audit log', String(o.id ?? '–')));
  rows.push(fact('Model', h('code', {}, o.model || '–')));
  return h('details', {}, h('summary', {}, 'Details'), h('dl', { class: 'more' }, ...rows));
}

// --- whose is it? ---

function people(n) {
  return n === 1 ? 'the one person who is enrolled' : `${n.toLocaleString('en')} people who are enrolled`;
}

// Kind of the banner, its icon, its heading, and the sentence below it
function finding(o) {
  const best = o.comparisons[0];
  const crowd = people(o.enrolled);
  if (o.decision === 'copy') {
    const whose = best ? `of ${best.writer}` : 'that is enrolled';
    return ['copy', 'copy', heads.copy, `It is the very ink of a reference ${whose}. ${copied}`];
  }
  if (o.writer) {
    const lead = `Of ${crowd}, ${o.writer} fits best, and well enough to be named.`;
    return ['genuine', 'person', `It speaks for ${o.writer}`, lead];
  }
  const lead = `It was compared with ${crowd}. Nobody's references speak for it clearly enough.`;
  return ['inconclusive', 'inconclusive', 'Nobody who is enrolled', lead];
}

function rank(c, best) {
  const label = { 'aria-label': `Compare with ${c.writer}` };
  return h('tr', { class: best ? 'best' : '' },
    h('th', { scope: 'row' }, c.writer),
    h('td', { class: 'mini' }, mini(c.log10_lr)),
    h('td', {}, `LR ${ratio(c.lr)}`, h('small', {}, plural(c.references, 'reference'))),
    h('td', {}, button('Compare', () => compareWith(c.writer), label)));
}

function ranks(o) {
  const columns = ['Writer', 'Scale', 'Likelihood ratio', 'Look closer'];
  return h('table', { class: 'ranks' },
    h('caption', { class: 'unseen' }, 'The best comparisons, best first'),
    h('thead', { class: 'unseen' }, h('tr', {}, ...columns.map(k => h('th', { scope: 'col' }, k)))),
    h('tbody', {}, ...o.comparisons.map(c => rank(c, c.writer === o.writer))));
}

function showIdentity(o) {
  const [kind, sign, title, lead] = finding(o);
  const closer = veiled(o) ? '' : 'Compare with the writer to see where the signatures agree. ';
  const caution = `This is evidence, not a verdict. ${closer}Never decide by it alone.`;
  $('result').replaceChildren(
    banner(kind, sign, h('h2', {}, title), h('p', { class: 'lead' }, lead), veil(o)),
    veiled(o) ? '' : ranks(o),
    h('p', { class: 'note' }, caution),
    details(o),
  );
  say($('spoken'), `${title}. ${lead}`);
}

function mini(l) {
  const tone = l > .301 ? 'genuine' : l < -.301 ? 'forged' : '';
  return h('span', { class: `small-scale ${tone}`, 'aria-hidden': 'true' }, pin(l));
}

function compareWith(writer, go = true) {
  $('ask').against.value = 'writer';
  $('writer').value = writer;
  choose();
  if (go) compare();
}

// --- who is enrolled ---

let next = null; // where the list goes on

async function list(more = false) {
  more = more === true;
  say($('list-said'), '');
  try {
    const after = more && next ? `&after=${encodeURIComponent(next)}` : '';
    const [o] = await Promise.all([call(`writers?limit=50${after}`), more || learn()]);
    const rows = o.writers.map(row);
    const body = $('list').tBodies[0];
    if (more) body.append(...rows);
    else body.replaceChildren(...rows);
    next = o.next;
    count(o.total);
    $('more').hidden = !next;
    $('list').hidden = !body.rows.length;
    $('nobody').hidden = !!body.rows.length;
    if (more) rows[0]?.querySelector('button').focus();
  } catch (e) {
    blame(e, $('list-said'), more ? () => list(true) : list);
  }
}

function dated(text) {
  const date = new Date(text);
  const format = { day: 'numeric', month: 'short', year: 'numeric' };
  return h('time', { dateTime: text }, isNaN(date) ? '–' : date.toLocaleDateString(undefined, format));
}

function row(o) {
  const compareLater = () => {
    location.hash = 'compare';
    compareWith(o.writer, false);
  };
  const addReferences = () => {
    $('enrol-writer').value = o.writer;
    $('enrol').scrollIntoView({ block: 'nearest' });
    $('enrol-references-choose').focus();
  };
  const acts = [
    o.usable ? button('Compare', compareLater, { 'aria-label': `Compare with ${o.writer}` }) : '',
    button('Add', addReferences, { 'aria-label': `Add references of ${o.writer}` }),
    button('Delete', () => sure(o.writer), { class: 'danger', 'aria-label': `Delete ${o.writer}` }),
  ];
  const again = o.usable ? '' : h('span', { class: 'again' }, icon('warn'), 'must give new references');
  return h('tr', {},
    h('th', { scope: 'row' }, o.writer, again),
    h('td', { 'data-name': 'References' }, String(o.references), waits.has(o.writer) ? waiter(o.writer) : ''),
    h('td', { 'data-name': 'Last changed' }, dated(o.updated)),
    h('td', { class: 'acts' }, ...acts));
}

function count(n) {
  const all = n === 1 ? '1 person is' : `${n.toLocaleString('en')} people are`;
  $('total').textContent = n ? n.toLocaleString('en') : '';
  $('crowd').textContent = n ? `${all} enrolled.` : 'Nobody is enrolled yet.';
}

// --- what waits for a second person ---

const waits = new Map(); // writer: how many of their references wait
const brought = new Set(); // writers who got references from this page, of which some had to wait
const shownAtOnce = 20;

// Learn what waits: everything, where this key may approve, else what was brought here
async function learn() {
  const all = await allowed('pending');
  const found = all ? all.pending : (await Promise.all([...brought].map(waitingOf))).flat();
  waits.clear();
  for (const { writer } of found) waits.set(writer, (waits.get(writer) || 0) + 1);
  showPending(all ? all.pending : []);
}

async function waitingOf(writer) {
  try {
    const { signatures } = await call(`writers/${encodeURIComponent(writer)}`);
    return signatures.filter(o => o.pending).map(() => ({ writer }));
  } catch {
    return []; // the list can do without
  }
}

function waiter(writer) {
  const n = waits.get(writer);
  return h('small', { class: 'waits' }, n === 1 ? '1 waits' : `${n} wait`);
}

function showPending(pending) {
  const left = pending.length - shownAtOnce;
  $('waiting').replaceChildren(...pending.slice(0, shownAtOnce).map(waitingRow));
  $('waiting-more').textContent = left > 0 ? `And ${left} more, which follow.` : '';
  $('pending').hidden = !pending.length;
}

function waitingRow(o) {
  const file = o.digest.slice(0, 8);
  const whose = `reference ${file} of ${o.writer}`;
  const by = o.by ? ` with key ${o.by}` : '';
  return h('li', {},
    h('div', {}, h('b', {}, o.writer), h('small', {}, 'Brought on ', dated(o.added), `${by}, file\u00a0${file}`)),
    h('div', { class: 'row' },
      button('Approve', () => settle(o, 'PUT'), { 'aria-label': `Approve ${whose}` }),
      button('Reject', () => settle(o, 'DELETE'), { class: 'danger', 'aria-label': `Reject ${whose}` })));
}

let settling = false; // a second click must not ask twice

// Approve or reject what waits
async function settle(o, method) {
  if (settling) return;
  settling = true;
  say($('pending-said'), '');
  try {
    await call(`writers/${encodeURIComponent(o.writer)}/references/${o.digest}`, { method });
    await settled(`A reference of ${o.writer} was ${method === 'PUT' ? 'approved' : 'rejected, and is deleted'}.`);
  } catch (e) {
    if (e.code === 'not-enrolled') await settled('Somebody else was quicker: this one waits no more.');
    else blame(e, $('pending-said'), () => settle(o, method));
  } finally {
    settling = false;
  }
}

async function settled(words) {
  await list();
  say($('pending').hidden ? $('list-said') : $('pending-said'), words, 'good');
  ($('waiting').querySelector('button') || $('enrolled-name')).focus({ preventScroll: true });
}

// Which of the references that were given have to wait, in words
function mustWait(n, given) {
  const all = n === 1 ? 'The new one' : `All ${n}`;
  const which = n === given ? all : `${n} of ${given}`;
  const [wait, they] = n === 1 ? ['waits', 'it is'] : ['wait', 'they are'];
  return `${which} ${wait} for a second person: ${they} unlike the others.`;
}

// --- enrolling and deleting ---

// What keeps an enrolment from being sent: the words, and the field to mend
function unfit(writer, tray) {
  if (!writer) return ['Who gives these references?', 'enrol-writer'];
  if (!/^[A-Za-z0-9][A-Za-z0-9._@+-]{0,99}$/.test(writer)) {
    const rule = 'letters, digits and . _ @ + - only, without spaces.';
    return [`“${writer}” will not do: ${rule}`, 'enrol-writer'];
  }
  if (!tray.items.length) return ['Give one reference at least.', 'enrol-references-choose'];
}

// What has been enrolled, of a number of references that were given
function enrolment(o, writer, given) {
  const there = given - o.added;
  const words = [`${writer} is enrolled with ${plural(o.references, 'reference')}.`];
  if (there) words.push(`${there === 1 ? 'One was' : `${there} were`} there already.`);
  if (o.pending.length) words.push(mustWait(o.pending.length, given));
  if (o.odd.length) words.push(`${leftOut(o)} unlike the others, and will be left out: of the same person?`);
  if (o.disagree) words.push('The references may be of several people: nothing can be decided by them.');
  return words.join(' ');
}

async function enrol(event) {
  event?.preventDefault();
  const where = $('enrol-said');
  const tray = trays['enrol-references'];
  await tray.ready;
  const writer = $('enrol-writer').value.trim();
  say(where, '');
  const lacking = unfit(writer, tray);
  if (lacking) {
    say(where, lacking[0], 'wrong');
    $(lacking[1]).focus();
    return;
  }
  try {
    const fields = await light(tray.files.map(f => ['references', f]));
    const o = await call(`writers/${encodeURIComponent(writer)}/references`, { body: form(fields) });
    const given = tray.items.length;
    if (o.pending.length) brought.add(writer);
    tray.clear();
    tray.render();
    say(tray.said, '');
    say(where, enrolment(o, writer, given), 'good');
    list();
  } catch (e) {
    blame(e, where, enrol);
  }
}

function sure(writer) {
  $('sure-name').textContent = `Delete ${writer}?`;
  say($('sure-said'), '');
  $('delete').onclick = () => remove(writer);
  $('sure').showModal();
}

async function remove(writer) {
  try {
    await call(`writers/${encodeURIComponent(writer)}`, { method: 'DELETE' });
    $('sure').close();
    await list();
    say($('list-said'), `${writer} was deleted.`, 'good');
    $('enrolled-name').focus();
  } catch (e) {
    if (e.status === 401) $('sure').close();
    blame(e, $('sure-said'), $('delete').onclick);
  }
}

// Suggest names, where the key lets us ask for them
let typing = 0;

async function suggest() {
  const mine = ++typing;
  const start = $('writer').value.trim();
  await wait(start ? 200 : 0);
  if (mine !== typing) return;
  try {
    const after = start ? `&after=${encodeURIComponent(start)}` : '';
    const o = await allowed('writers', `writers?limit=20${after}`);
    const fit = o?.writers.filter(w => w.writer.startsWith(start));
    if (o && mine === typing) $('writers').replaceChildren(...fit.map(w => h('option', { value: w.writer })));
  } catch { /* then the whole name has to be typed */ }
}

// --- the server tells about itself ---

const kept = {
  embedding: 'Of each reference only numbers are kept, no picture.',
  ink: 'Of each reference the ink is kept, not the picture.',
  image: 'Each reference is kept as a picture.',
};

// Wait for a server that has just begun: it is not ready for some seconds
async function started() {
  for (let waited = false; ; waited = true) {
    try {
      await call('readyz');
      if (waited) say($('ask-said'), '');
      return;
    } catch (e) {
      if (e.code !== 'not-ready') return;
      say($('ask-said'), `The server is not ready yet: ${e.message}. This page waits for it.`, 'wrong');
      await wait(1000 * (e.after || 2));
    }
  }
}

async function about() {
  try {
    await started();
    const o = await call('version');
    const model = o.model ? `, model ${o.model.slice(0, 8)}` : '';
    $('about').textContent = `Your pictures go to this server and nowhere else. signauth ${o.version}${model}.`;
    $('kept').textContent = kept[o.keep] || '';
    $('demo').hidden = !o.demo;
    count(o.enrolled || 0);
    if (o.keys_required && !key.get()) askKey(null, waiting);
  } catch (e) {
    blame(e, $('ask-said'), about);
  }
}

async function examples() {
  const open = $('samples').hidden;
  say($('demo-said'), '');
  if (open && !$('samples').children.length) {
    try {
      const { questioned } = await call('demo');
      $('samples').replaceChildren(...questioned.map(example));
    } catch (e) {
      blame(e, $('demo-said'), examples);
      return;
    }
  }
  $('samples').hidden = !open;
  $('try').setAttribute('aria-expanded', String(open));
}

function example(o) {
  const use = async () => {
    location.hash = 'compare';
    await trays.questioned.add([fileOf(o.image, o.name)]);
    compareWith(o.writer);
  };
  const face = [h('img', { src: o.image, alt: '', class: 'paper' }), h('span', {}, o.name)];
  return h('li', {}, button(face, use));
}

// --- both views, and what the page listens to ---

function view(focus) {
  const name = location.hash === '#enrolled' ? 'enrolled' : 'compare';
  const moved = $(name).hidden;
  for (const o of ['compare', 'enrolled']) $(o).hidden = o !== name;
  for (const a of document.querySelectorAll('nav a')) {
    if (a.hash === `#${name}`) a.setAttribute('aria-current', 'page');
    else a.removeAttribute('aria-current');
  }
  document.title = name === 'enrolled' ? 'Enrolled writers' : 'Is this signature genuine?';
  if (name === 'enrolled') list();
  if (focus && moved) {
    scrollTo(0, 0);
    $(`${name}-name`).focus({ preventScroll: true });
  }
}

// A pasted picture goes into the tray that has the focus, or into the one that is shown
function pasted(e) {
  const files = [...e.clipboardData?.files ?? []];
  if (!files.length || document.querySelector('dialog[open]')) return;
  e.preventDefault();
  const near = document.activeElement.closest('.card')?.querySelector('.tray');
  const shown = $('enrolled').hidden ? 'questioned' : 'enrol-references';
  trays[near ? near.id : shown].add(files);
}

const trays = {};
trays.questioned = new Tray('questioned', { max: 1, one: 'Questioned signature', change: stale });
trays.references = new Tray('references', { max: maxReferences, one: 'Reference', change: stale });
trays['enrol-references'] = new Tray('enrol-references', { max: maxReferences, one: 'Reference' });

function listen() {
  // a picture that is dropped beside a tray must not replace the page
  for (const kind of ['dragover', 'drop']) document.addEventListener(kind, e => e.preventDefault());
  document.addEventListener('paste', pasted);
  addEventListener('hashchange', () => view(true));
  for (const o of document.querySelectorAll('dialog')) {
    o.querySelector('[data-close]').addEventListener('click', () => o.close());
    o.addEventListener('click', e => {
      if (e.target === o && o !== $('pad')) o.close();
    });
  }
}

function listenToPad() {
  const moves = { pointerdown: 'down', pointermove: 'move', pointerup: 'up', pointercancel: 'up' };
  for (const [kind, method] of Object.entries(moves)) {
    $('canvas').addEventListener(kind, e => pad[method](e));
  }
  new ResizeObserver(() => pad.fit()).observe($('canvas'));
  $('undo').addEventListener('click', () => pad.wipe(false));
  $('clear').addEventListener('click', () => pad.wipe(true));
  for (const b of document.querySelectorAll('[data-to]')) {
    b.addEventListener('click', () => pad.use(b.dataset.to));
  }
}

function listenToForms() {
  for (const o of $('ask').against) o.addEventListener('change', choose);
  $('ask').addEventListener('submit', e => {
    if ($('run').getAttribute('aria-busy') === 'true') e.preventDefault();
    else compare(e);
  });
  $('writer').addEventListener('input', () => {
    stale();
    suggest();
  });
  $('writer').addEventListener('focus', suggest);
  $('scan').addEventListener('change', () => Object.values(trays).forEach(o => o.render()));
  $('enrol').addEventListener('submit', enrol);
  $('more').addEventListener('click', () => list(true));
  $('key-form').addEventListener('submit', useKey);
  $('forget').addEventListener('click', () => {
    key.set('');
    location.reload(); // nothing that was shown stays
  });
  $('try').addEventListener('click', examples);
}

listen();
listenToPad();
listenToForms();
$('forget').hidden = !key.get();
choose(); // the browser may remember a choice
view(false);
about();
