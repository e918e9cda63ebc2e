// Two pictures in, similarity and likelihood ratio out. Everything is computed in this page; no picture leaves it.
import { greyOf, paper, side, square } from './square.js';

const $ = id => document.getElementById(id);
const three = x => Number(x.toPrecision(3)).toString(); // three digits, as signauth.verify.in_words
const doubt = 2; // within this factor, evidence decides nothing
const squares = {};
const given = { questioned: 0, reference: 0 }; // how many pictures were given for each

// Errors with words of our own
class Plain extends Error {}

// --- the model ---

async function fetched(name) {
  const r = await fetch(`dist/${name}`).catch(() => null);
  if (r?.ok) return r;
  const command = 'signauth export verifier --graph pair --to onnx --out examples/browser/dist';
  throw new Plain(`The model is missing: dist/${name} is not there. Make it with: ${command}`);
}

async function runtime() {
  const ort = await import('./dist/ort.wasm.min.mjs').catch(() => {
    throw new Plain('ONNX Runtime is missing. Install it with: npm install && npm run build');
  });
  ort.env.wasm.numThreads = 1; // more of them would need special headers of the server
  ort.env.wasm.wasmPaths = new URL('dist/', document.baseURI).href;
  return ort;
}

async function loaded() {
  const start = performance.now();
  const [ort, head, data] = await Promise.all([
    runtime(),
    fetched('verifier-pair.json').then(r => r.json()),
    fetched('verifier-pair.onnx').then(r => r.arrayBuffer()),
  ]);
  const session = await ort.InferenceSession.create(new Uint8Array(data), { executionProviders: ['wasm'] });
  document.body.dataset.loaded = Math.round(performance.now() - start);
  $('model').textContent = `Verifier ${head.version}, model ${head.model.slice(0, 8)}.`;
  return { ort, session, bounds: head.calibration.curves[1].bounds };
}

async function similarity({ ort, session }, questioned, reference) {
  const tensor = o => new ort.Tensor('float32', Float32Array.from(o), [1, 1, side, side]);
  const res = await session.run({ questioned: tensor(questioned), reference: tensor(reference) });
  return { similarity: res.similarity.data[0], llr: res.llr.data[0] };
}

// --- the answer ---

function say(text, kind = '') {
  $('status').textContent = text;
  $('result').className = kind;
  $('ms').textContent = '';
}

const heads = {
  genuine: 'It speaks for a genuine signature',
  forged: 'It speaks for a forgery',
  inconclusive: 'Inconclusive',
};

function words(lr) { // as signauth.verify.in_words and signauth.calibration.Rule
  const decision = lr >= doubt ? 'genuine' : lr <= 1 / doubt ? 'forged' : 'inconclusive';
  const times = lr >= 1 ? `${three(lr)} times likelier if genuine` : `${three(1 / lr)} times likelier if forged`;
  return { decision, head: heads[decision], evidence: `This score is ${times}` };
}

function show({ similarity, llr }, bounds, ms) {
  const lr = Math.exp(llr);
  const { decision, head, evidence } = words(lr);
  const [lo, hi] = bounds.map(Math.log);
  const limit = llr < lo + 1e-3 || llr > hi - 1e-3;
  say(head, decision);
  $('evidence').textContent = evidence + (limit ? ', and one reference cannot say more.' : '.');
  const figures = { similarity: [similarity, similarity.toFixed(3)], llr: [llr, three(lr)] };
  figures.ms = [ms, `Compared in ${Math.round(ms)} ms.`];
  for (const [id, [value, textContent]] of Object.entries(figures)) Object.assign($(id), { value, textContent });
  const ends = `${three(1 / bounds[0])} times likelier if forged to ${three(bounds[1])} times likelier if genuine`;
  $('scale').setAttribute('aria-label', `Scale from ${ends}. ${evidence}.`);
  const places = { '--at': llr, '--from': -Math.log(doubt), '--to': Math.log(doubt), '--even': 0 };
  for (const [k, x] of Object.entries(places)) $('scale').style.setProperty(k, `${100 * (x - lo) / (hi - lo)}%`);
}

function blame(e) {
  say(e instanceof Plain ? e.message : `Something went wrong: ${e.message || e}`, 'error');
  if (!(e instanceof Plain)) console.error(e);
}

// --- the pictures ---

async function read(file) {
  const grey = await greyOf(file).catch(() => {
    throw new Plain(`${file.name} is not an image that this browser can read. PNG and JPEG always work.`);
  });
  const pixels = square(grey);
  const level = paper(grey);
  const darkest = pixels.reduce((a, b) => Math.min(a, b));
  if ((level - darkest) * 255 >= 24 * level) return pixels; // the least that signauth takes for ink
  throw new Plain(`There is no ink in ${file.name}: dark ink on light paper is what is compared.`);
}

function draw(slot, pixels) {
  const pen = slot.querySelector('canvas').getContext('2d');
  const image = pen.createImageData(side, side);
  pixels?.forEach((g, i) => image.data.set([g, g, g, 255], 4 * i));
  pen.putImageData(image, 0, 0);
  slot.classList.toggle('full', !!pixels);
}

async function take(slot, file) {
  const name = slot.dataset.slot;
  const number = ++given[name];
  let pixels = null;
  let text = file.name;
  try {
    pixels = await read(file);
  } catch (e) {
    text = e.message;
  }
  if (number !== given[name]) return; // another picture came meanwhile
  squares[name] = pixels;
  draw(slot, pixels);
  $(`${name}-said`).textContent = text;
  slot.classList.toggle('wrong', !pixels);
  $('again').hidden = false;
  compare();
}

// --- both together ---

const model = loaded();
let last = Promise.resolve();

// One comparison after the other: a session runs one at a time
function compare() {
  last = last.then(compareNow).catch(blame);
}

function lacking(questioned, reference) {
  if (questioned) return 'Now a reference: a signature that is known to be theirs.';
  return reference ? 'Now the questioned signature.' : 'Choose two signatures to compare.';
}

async function compareNow() {
  const { questioned, reference } = squares;
  if (!questioned || !reference) return say(lacking(questioned, reference));
  if (questioned.every((o, i) => o === reference[i])) {
    return say('These are the same picture. Nobody signs twice alike, so a copy is no evidence.', 'error');
  }
  say(document.body.dataset.loaded ? 'Comparing …' : 'Loading the model, 17 MB, once …');
  const m = await model;
  const start = performance.now();
  const res = await similarity(m, questioned, reference);
  show(res, m.bounds, performance.now() - start);
}

function clear() {
  for (const slot of document.querySelectorAll('.slot')) {
    given[slot.dataset.slot]++;
    delete squares[slot.dataset.slot];
    draw(slot, null);
    slot.classList.remove('wrong');
    $(`${slot.dataset.slot}-said`).textContent = '';
  }
  $('again').hidden = true;
  document.querySelector('.slot input').focus();
  compare();
}

function listen(slot) {
  for (const input of slot.querySelectorAll('input')) {
    input.addEventListener('change', () => {
      if (input.files[0]) take(slot, input.files[0]);
      input.value = ''; // so that the same file can be chosen again
    });
  }
  slot.addEventListener('dragover', e => {
    e.preventDefault();
    slot.classList.add('over');
  });
  for (const k of ['dragleave', 'drop']) slot.addEventListener(k, () => slot.classList.remove('over'));
  slot.addEventListener('drop', e => {
    e.preventDefault();
    if (e.dataTransfer.files[0]) take(slot, e.dataTransfer.files[0]);
  });
}

document.querySelectorAll('.slot').forEach(listen);
// A picture dropped beside a field must not replace the page
for (const k of ['dragover', 'drop']) document.addEventListener(k, e => e.preventDefault());
$('again').addEventListener('click', clear);
compare();
model.catch(blame);
