// Two pictures in, similarity and likelihood ratio out. Everything is computed in this page; no picture leaves it.
import { greyOf, paper, side, square } from './square.js';

const $ = id => document.getElementById(id);
const three = x => Number(x.toPrecision(3)).toString(); // three digits, as signauth.verify.in_words
const doubt = 2; // within this factor, evidence decides nothing
const squares = {}, turns = { questioned: 0, reference: 0 };

// Errors that we word ourselves
class Plain extends Error {}

// --- the model ---

async function fetched(name) {
  const r = await fetch(`dist/${name}`).catch(() => null);
  if (!r?.ok) throw new Plain(`The model is missing: dist/${name} is not there. Make it with: signauth export verifier --graph pair --to onnx --out examples/browser/dist`);
  return r;
}

async function runtime() {
  const ort = await import('./dist/ort.wasm.min.mjs').catch(() => { throw new Plain('ONNX Runtime is missing. Install it with: npm install && npm run build'); });
  ort.env.wasm.numThreads = 1; // more of them would need special headers of the server
  ort.env.wasm.wasmPaths = new URL('dist/', document.baseURI).href;
  return ort;
}

async function loaded() {
  const start = performance.now();
  const [ort, head, data] = await Promise.all([runtime(), fetched('verifier-pair.json').then(r => r.json()), fetched('verifier-pair.onnx').then(r => r.arrayBuffer())]);
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

// --- what is said ---

const say = (text, kind = '') => { $('status').textContent = text; $('result').className = kind; $('ms').textContent = ''; };

function words(lr) { // as signauth.verify.in_words and signauth.metrics.decide
  const decision = lr >= doubt ? 'genuine' : lr <= 1 / doubt ? 'forged' : 'inconclusive';
  const head = { genuine: 'It speaks for a genuine signature', forged: 'It speaks for a forgery', inconclusive: 'Inconclusive' }[decision];
  return { decision, head, evidence: `This score is ${lr >= 1 ? `${three(lr)} times likelier if genuine` : `${three(1 / lr)} times likelier if forged`}` };
}

function show({ similarity, llr }, bounds, ms) {
  const lr = Math.exp(llr), [lo, hi] = bounds.map(Math.log), { decision, head, evidence } = words(lr), limit = llr < lo + 1e-3 || llr > hi - 1e-3;
  const at = x => `${100 * (x - lo) / (hi - lo)}%`;
  say(head, decision);
  $('evidence').textContent = evidence + (limit ? ', and one reference cannot say more.' : '.');
  for (const [id, x, text] of [['similarity', similarity, similarity.toFixed(3)], ['llr', llr, three(lr)], ['ms', ms, `Compared in ${Math.round(ms)} ms.`]]) Object.assign($(id), { value: x, textContent: text });
  $('scale').setAttribute('aria-label', `Scale from ${three(1 / bounds[0])} times likelier if forged to ${three(bounds[1])} times likelier if genuine. ${evidence}.`);
  for (const [k, x] of [['--at', at(llr)], ['--from', at(-Math.log(doubt))], ['--to', at(Math.log(doubt))], ['--even', at(0)]]) $('scale').style.setProperty(k, x);
}

function blame(e) {
  say(e instanceof Plain ? e.message : `Something went wrong: ${e.message || e}`, 'error');
  if (!(e instanceof Plain)) console.error(e);
}

// --- the pictures ---

async function read(file) {
  const grey = await greyOf(file).catch(() => { throw new Plain(`${file.name} is not an image that this browser can read. PNG and JPEG always work.`); });
  const pixels = square(grey), level = paper(grey);
  if ((level - pixels.reduce((a, b) => Math.min(a, b))) * 255 < 24 * level) throw new Plain(`There is no ink in ${file.name}: dark ink on light paper is what is compared.`); // least that signauth takes for ink
  return pixels;
}

function draw(slot, pixels) {
  const pen = slot.querySelector('canvas').getContext('2d'), image = pen.createImageData(side, side);
  pixels?.forEach((g, i) => image.data.set([g, g, g, 255], 4 * i));
  pen.putImageData(image, 0, 0);
  slot.classList.toggle('full', !!pixels);
}

async function take(slot, file) {
  const name = slot.dataset.slot, said = $(`${name}-said`), turn = ++turns[name];
  let pixels = null, text = '';
  try { pixels = await read(file); text = file.name; } catch (e) { text = e.message; }
  if (turn !== turns[name]) return; // another picture came meanwhile
  squares[name] = pixels;
  draw(slot, pixels);
  said.textContent = text;
  slot.classList.toggle('wrong', !pixels);
  $('again').hidden = false;
  compare();
}

// --- both together ---

const model = loaded();
let last = Promise.resolve();

// One comparison after the other: a session runs one at a time
function compare() { last = last.then(compareNow).catch(blame); }

async function compareNow() {
  const { questioned, reference } = squares;
  if (!questioned || !reference) return say(questioned ? 'Now a reference: a signature that is known to be theirs.' : reference ? 'Now the questioned signature.' : 'Choose two signatures to compare.');
  if (questioned.every((o, i) => o === reference[i])) return say('These are the same picture. Nobody signs twice alike, so a copy is no evidence.', 'error');
  say(document.body.dataset.loaded ? 'Comparing …' : 'Loading the model, 17 MB, once …');
  const m = await model, start = performance.now(), res = await similarity(m, questioned, reference);
  show(res, m.bounds, performance.now() - start);
}

function clear() {
  for (const slot of document.querySelectorAll('.slot')) {
    turns[slot.dataset.slot]++;
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
  for (const input of slot.querySelectorAll('input')) input.addEventListener('change', () => { if (input.files[0]) take(slot, input.files[0]); input.value = ''; }); // emptied, so that the same file can be chosen again
  slot.addEventListener('dragover', e => { e.preventDefault(); slot.classList.add('over'); });
  for (const k of ['dragleave', 'drop']) slot.addEventListener(k, () => slot.classList.remove('over'));
  slot.addEventListener('drop', e => { e.preventDefault(); if (e.dataTransfer.files[0]) take(slot, e.dataTransfer.files[0]); });
}

document.querySelectorAll('.slot').forEach(listen);
for (const k of ['dragover', 'drop']) document.addEventListener(k, e => e.preventDefault()); // a picture dropped beside must not replace the page
$('again').addEventListener('click', clear);
compare();
model.catch(blame);
