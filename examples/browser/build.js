// Copies what the page needs of onnxruntime-web into dist/. No bundler: the browser loads the modules as they are.
import { copyFileSync, mkdirSync } from 'node:fs';

const from = new URL('node_modules/onnxruntime-web/dist/', import.meta.url), to = new URL('dist/', import.meta.url);
mkdirSync(to, { recursive: true });
for (const name of ['ort.wasm.min.mjs', 'ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm']) copyFileSync(new URL(name, from), new URL(name, to));
