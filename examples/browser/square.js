// From a picture to the 256×256 grey levels that the model takes: signauth.preprocess.square, in JavaScript.
// The browser's own scaler is not used: it differs from one browser to the next, and loses thin strokes.

export const side = 256;
const most = 16e6; // pixels: phones give no larger canvas; a picture of more is first scaled by the browser

const clamp = (x, lo, hi) => Math.min(Math.max(x, lo), hi);

// Python's round: halves go to the even number
const round = x => { const r = Math.round(x); return r - x === .5 && r % 2 ? r - 1 : r; };

// The picture in grey, upright, transparency on white: { w, h, data }
export async function greyOf(file) {
  const image = await createImageBitmap(file, { imageOrientation: 'from-image', colorSpaceConversion: 'none' }); // Pillow leaves colour profiles aside, too
  const s = Math.min(1, Math.sqrt(most / (image.width * image.height))), w = Math.max(1, Math.floor(image.width * s)), h = Math.max(1, Math.floor(image.height * s));
  const canvas = Object.assign(document.createElement('canvas'), { width: w, height: h });
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  pen.fillStyle = 'white'; pen.fillRect(0, 0, w, h);
  pen.drawImage(image, 0, 0, w, h);
  image.close();
  return { w, h, data: luma(pen.getImageData(0, 0, w, h).data) };
}

// Rec. 601 in whole numbers, as Pillow's convert('L')
function luma(rgba) {
  const grey = new Uint8Array(rgba.length / 4);
  for (let i = 0, j = 0; i < grey.length; i++, j += 4) grey[i] = (19595 * rgba[j] + 38470 * rgba[j + 1] + 7471 * rgba[j + 2] + 0x8000) >> 16;
  return grey;
}

// Level of the paper: the median along the edges, where ink is rare
export function paper({ w, h, data }) {
  const edge = [...data.subarray(0, w), ...data.subarray((h - 1) * w)];
  for (let y = 0; y < h; y++) edge.push(data[y * w], data[y * w + w - 1]);
  edge.sort((a, b) => a - b);
  const i = edge.length / 2; // their number is even
  return Math.floor((edge[i - 1] + edge[i]) / 2);
}

// Which of n pixels make each of m fewer ones, and with what weight: the area they share, as INTER_AREA of OpenCV
const areas = (n, m) => Array.from({ length: m }, (_, i) => {
  const a = i * n / m, b = Math.min((i + 1) * n / m, n), first = Math.floor(a + 1e-9), weights = [];
  for (let x = first; x < b - 1e-9; x++) weights.push((Math.min(b, x + 1) - Math.max(a, x)) / (b - a));
  return { first, weights };
});

// The same for more pixels: a cubic through the four nearest (Keys 1981, a = −3/4), as INTER_CUBIC of OpenCV
const near = d => (1.25 * d - 2.25) * d * d + 1, far = d => ((-.75 * d + 3.75) * d - 6) * d + 3;
const cubics = (n, m) => Array.from({ length: m }, (_, i) => {
  const x = (i + .5) * n / m - .5, first = Math.floor(x) - 1, t = x - first - 1;
  return { first, weights: [far(1 + t), near(t), near(1 - t), far(2 - t)] };
});

// Each row is scaled, then each column
function resize({ w, h, data }, nw, nh, taps) {
  const cols = taps(w, nw), rows = taps(h, nh), across = new Float32Array(nw * h), res = new Uint8ClampedArray(nw * nh); // the latter rounds and clips as OpenCV does
  const mix = ({ first, weights }, n, from, start, step) => {
    let s = 0;
    for (let k = 0; k < weights.length; k++) s += weights[k] * from[start + clamp(first + k, 0, n - 1) * step];
    return s;
  };
  for (let y = 0; y < h; y++) for (let i = 0; i < nw; i++) across[y * nw + i] = mix(cols[i], w, data, y * w, 1);
  for (let j = 0; j < nh; j++) for (let i = 0; i < nw; i++) res[j * nw + i] = mix(rows[j], h, across, i, nw);
  return res;
}

// Padded to a square of the paper's own level, and scaled
export function square(grey) {
  const { w, h } = grey, s = Math.min(side / h, side / w);
  const nw = clamp(round(w * s), 1, side), nh = clamp(round(h * s), 1, side), left = (side - nw) >> 1, top = (side - nh) >> 1;
  const small = resize(grey, nw, nh, s < 1 ? areas : cubics), res = new Uint8ClampedArray(side * side).fill(paper(grey));
  for (let y = 0; y < nh; y++) res.set(small.subarray(y * nw, (y + 1) * nw), (top + y) * side + left);
  return res;
}
