// Copies the files of onnxruntime-web that the page needs into dist/. There is no bundler:
// the browser loads the modules as they are.
import { copyFileSync, mkdirSync } from 'node:fs';

const from = new URL('node_modules/onnxruntime-web/dist/', import.meta.url);
const to = new URL('dist/', import.meta.url);
const names = ['ort.wasm.min.mjs', 'ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm'];
mkdirSync(to, { recursive: true });
for (const name of names) copyFileSync(new URL(name, from), new URL(name, to));
