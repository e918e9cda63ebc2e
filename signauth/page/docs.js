// The documentation of the service for programs, from its own openapi.json. It asks only the server that it came from.
const groups = {
  verify: ['Compare', 'Needs a key with the scope verify.'],
  enrol: ['Enrolled writers', 'Needs a key with the scope enrol.'],
  audit: ['The log of decisions', 'Needs a key with the scope audit.'],
  metrics: ['Figures for a monitor', 'Needs a key with the scope metrics.'],
  public: ['The service itself', 'Needs no key.'],
};
const base = new URL('.', location.href).href.replace(/\/$/, '');
let schemas = {};

// An element with attributes
function h(tag, attributes = {}, ...kids) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...kids.flat().filter(o => o != null && o !== ''));
  return element;
}

// Text in which `names` stand between backticks
function words(text = '') {
  return text.split('`').map((o, i) => i % 2 ? h('code', {}, o) : o);
}

// As JSON, lists of numbers in one line
function json(o) {
  return JSON.stringify(o, null, 2).replace(/\[[\s\d.,-]*\]/g, list => list.replace(/\s+/g, ' '));
}

function code(text) {
  return h('pre', { tabindex: '0' }, h('code', {}, text));
}

// --- types ---

function named(schema) {
  return schema.$ref?.split('/').pop();
}

// The schema without the possibility of null
function essence(schema) {
  return schema.anyOf?.find(o => o.type !== 'null') ?? schema;
}

function isFile(schema) {
  return schema.contentMediaType === 'application/octet-stream' || schema.format === 'binary';
}

function range({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }) {
  if (minimum != null && maximum > 1e9) return `, at least ${minimum}`;
  if (minimum != null && maximum != null) return `, ${minimum} to ${maximum}`;
  return exclusiveMinimum == null ? '' : ` between ${exclusiveMinimum} and ${exclusiveMaximum}`;
}

function kind(schema) {
  const o = essence(schema);
  const choice = o.enum ?? (o.const != null ? [o.const] : null);
  const nullable = schema.anyOf?.some(a => a.type === 'null') ? ' or null' : '';
  if (choice) return choice.join(', ') + nullable;
  if (isFile(o)) return 'file';
  if (o.type === 'array') return `list of ${kind(o.items ?? {})}${nullable}`;
  if (o.format === 'date-time') return 'time' + nullable;
  return (named(o) ?? o.type ?? 'anything') + range(o) + nullable;
}

// Kind of a field that is sent: null is never sent
function sent(schema) {
  const o = essence(schema);
  if (o.type === 'array' && isFile(o.items)) return o.maxItems ? `files, at most ${o.maxItems}` : 'files';
  const usual = schema.default != null && schema.default !== '' ? `; ${schema.default} if left out` : '';
  return kind(o) + usual;
}

// Names of the types that a type is made of, its own first
function parts(name, found = []) {
  if (!name || found.includes(name)) return found;
  found.push(name);
  for (const o of Object.values(schemas[name]?.properties ?? {})) {
    const inner = essence(o);
    parts(named(inner.items ?? inner), found);
  }
  return found;
}

// --- tables ---

function row([name, type, needed, about]) {
  const must = needed ? h('span', { class: 'needed' }, 'needed') : '';
  const head = h('th', { scope: 'row' }, h('code', {}, name), must);
  return h('tr', {}, head, h('td', {}, type), h('td', {}, words(about)));
}

function table(rows, caption) {
  return h('table', { class: 'fields' }, h('caption', { class: 'unseen' }, caption), h('tbody', {}, rows.map(row)));
}

function typeTable(name) {
  const rows = Object.entries(schemas[name].properties ?? {}).map(([k, o]) =>
    [k, kind(o), false, o.description ?? essence(o).description]);
  return table(rows, `Fields of ${name}`);
}

function formOf(operation) {
  const content = operation.requestBody?.content['multipart/form-data'];
  return content ? schemas[named(content.schema)] : null;
}

function sentRows(operation) {
  const ofPath = (operation.parameters ?? []).map(o =>
    [o.name, `${sent(o.schema)}, in the ${o.in}`, o.required, o.description]);
  const form = formOf(operation);
  const ofForm = Object.entries(form?.properties ?? {}).map(([k, o]) =>
    [k, sent(o), form.required?.includes(k), o.description ?? essence(o).description]);
  return [...ofPath, ...ofForm];
}

// --- an example ---

function parameter([name, o]) {
  const inner = essence(o);
  if (isFile(inner)) return [`-F ${name}=@${name}.png`];
  if (inner.type === 'array') return [1, 2].map(i => `-F ${name}=@${name}${i}.png`);
  return name === 'writer' ? ['-F writer=ann'] : [];
}

function curl(method, path, operation) {
  const form = formOf(operation);
  const fields = Object.entries(form?.properties ?? {});
  const shown = fields.filter(([k]) => form.required?.includes(k) || k === 'writer');
  const key = operation.security ? " -H 'Authorization: Bearer sa_…'" : '';
  const first = `curl${method === 'delete' ? ' -X DELETE' : ''}${key}`;
  return [first, ...shown.flatMap(parameter), base + path.replace('{writer}', 'ann')].join(' \\\n  ');
}

function answer(operation) {
  const [status, good] = Object.entries(operation.responses).find(([k]) => k < '400');
  const schema = good.content?.['application/json']?.schema;
  const title = h('h3', {}, `Answer ${status}`);
  if (!schema) return [title, h('p', {}, Object.keys(good.content ?? {})[0] ?? 'Nothing more.')];
  const name = named(schema);
  const example = schemas[name]?.examples?.[0];
  const tables = parts(name).filter(o => schemas[o]?.properties).map((o, i) =>
    [i ? h('h3', {}, `Each ${o}`) : '', typeTable(o)]);
  return [title, example ? code(json(example)) : '', ...tables.flat()];
}

function refusals(operation) {
  const bad = Object.entries(operation.responses).filter(([k]) => k >= '400');
  if (!bad.length) return [];
  const list = bad.map(([k, o]) => h('li', {}, h('b', {}, k), ` ${o.description}`));
  return [h('h3', {}, 'Problems'), h('ul', { class: 'refusals' }, list)];
}

// --- the page ---

function shown(method, path, operation) {
  const rows = sentRows(operation);
  const what = rows.length ? [h('h3', {}, 'Fields'), table(rows, `Fields of ${path}`)] : [];
  return h('details', { class: 'card operation', id: operation.operationId },
    h('summary', {},
      h('span', { class: `method ${method}` }, method.toUpperCase()),
      h('code', { class: 'path' }, path),
      h('span', { class: 'means' }, words(operation.description))),
    h('div', { class: 'within' },
      h('h3', {}, 'Example'), code(curl(method, path, operation)), what, answer(operation), refusals(operation)));
}

function section(tag, operations) {
  const [title, hint] = groups[tag] ?? [tag, ''];
  return h('section', {}, h('h2', {}, title), h('p', { class: 'hint' }, hint), operations);
}

function show(api) {
  schemas = api.components.schemas;
  const found = {};
  for (const [path, methods] of Object.entries(api.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const tag = operation.tags?.[0] ?? 'public';
      (found[tag] ??= []).push(shown(method, path, operation));
    }
  }
  const order = [...Object.keys(groups), ...Object.keys(found).filter(o => !groups[o])];
  const sections = order.filter(o => found[o]).map(o => section(o, found[o]));
  document.getElementById('operations').replaceChildren(...sections);
  const example = schemas.ProblemDetails.examples[0];
  document.getElementById('problem').append(
    h('h3', {}, 'Example'), code(json(example)), typeTable('ProblemDetails'));
  document.getElementById('problems').hidden = false;
  document.getElementById('about').prepend(`signauth ${api.info.version}. `);
}

// Open the operation that the address names, such as docs#verify
function go() {
  const operation = document.getElementById(location.hash.slice(1));
  if (operation?.matches('.operation')) {
    operation.open = true;
    operation.scrollIntoView();
  }
}

async function start() {
  try {
    const response = await fetch('openapi.json', { cache: 'no-cache' });
    if (!response.ok) throw new Error(String(response.status));
    show(await response.json());
    go();
  } catch (e) {
    console.error(e);
    const why = 'The description does not arrive: is the service running? Load this page again.';
    document.getElementById('said').textContent = why;
  }
}

addEventListener('hashchange', go);
start();
