// From a picture to the 256×256 grey levels that the model takes: signauth.preprocess.square, in JavaScript.
// The browser's own scaler is not used: it differs from one browser to the next, and loses thin strokes.

export const side = 256;
const most = 16e6; // pixels: phones give no larger canvas; a picture of more is first scaled by the browser

const clamp = (x, lo, hi) => Math.min(Math.max(x, lo), hi);

// Python's round: halves go to the even number
function round(x) {
  const r = Math.round(x);
  return r - x === .5 && r % 2 ? r - 1 : r;
}

// The picture in grey, upright, transparency on white: { w, h, data }
export async function greyOf(file) {
  // Pillow leaves colour profiles aside, too
  const options = { imageOrientation: 'from-image', colorSpaceConversion: 'none' };
  const image = await createImageBitmap(file, options);
  const s = Math.min(1, Math.sqrt(most / (image.width * image.height)));
  const w = Math.max(1, Math.floor(image.width * s));
  const h = Math.max(1, Math.floor(image.height * s));
  const canvas = Object.assign(document.createElement('canvas'), { width: w, height: h });
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  pen.fillStyle = 'white';
  pen.fillRect(0, 0, w, h);
  pen.drawImage(image, 0, 0, w, h);
  image.close();
  return { w, h, data: luma(pen.getImageData(0, 0, w, h).data) };
}

// Rec. 601 in whole numbers, as Pillow's convert('L')
function luma(rgba) {
  const grey = new Uint8Array(rgba.length / 4);
  for (let i = 0; i < grey.length; i++) {
    const [r, g, b] = [rgba[4 * i], rgba[4 * i + 1], rgba[4 * i + 2]];
    grey[i] = (19595 * r + 38470 * g + 7471 * b + 0x8000) >> 16;
  }
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

// For each of m pixels made of n: the first that it covers, and the share of it and the next, as INTER_AREA of OpenCV
const areas = (n, m) => Array.from({ length: m }, (_, i) => {
  const a = i * n / m;
  const b = Math.min((i + 1) * n / m, n);
  const first = Math.floor(a + 1e-9);
  const weights = [];
  for (let x = first; x < b - 1e-9; x++) weights.push((Math.min(b, x + 1) - Math.max(a, x)) / (b - a));
  return { first, weights };
});

// The same for more pixels: a cubic through the four nearest (Keys 1981, a = −3/4), as INTER_CUBIC of OpenCV
const near = d => (1.25 * d - 2.25) * d * d + 1;
const far = d => ((-.75 * d + 3.75) * d - 6) * d + 3;
const cubics = (n, m) => Array.from({ length: m }, (_, i) => {
  const x = (i + .5) * n / m - .5;
  const first = Math.floor(x) - 1;
  const t = x - first - 1;
  return { first, weights: [far(1 + t), near(t), near(1 - t), far(2 - t)] };
});

// Each row is scaled, then each column
function resize({ w, h, data }, nw, nh, taps) {
  const cols = taps(w, nw);
  const rows = taps(h, nh);
  const across = new Float32Array(nw * h);
  const res = new Uint8ClampedArray(nw * nh); // rounds and clips as OpenCV does
  const mix = ({ first, weights }, n, from, start, step) => {
    let s = 0;
    for (let k = 0; k < weights.length; k++) {
      s += weights[k] * from[start + clamp(first + k, 0, n - 1) * step];
    }
    return s;
  };
  for (let y = 0; y < h; y++) {
    for (let i = 0; i < nw; i++) across[y * nw + i] = mix(cols[i], w, data, y * w, 1);
  }
  for (let j = 0; j < nh; j++) {
    for (let i = 0; i < nw; i++) res[j * nw + i] = mix(rows[j], h, across, i, nw);
  }
  return res;
}

// Padded to a square of the paper's own level, and scaled
export function square(grey) {
  const { w, h } = grey;
  const s = Math.min(side / h, side / w);
  const nw = clamp(round(w * s), 1, side);
  const nh = clamp(round(h * s), 1, side);
  const left = (side - nw) >> 1;
  const top = (side - nh) >> 1;
  const small = resize(grey, nw, nh, s < 1 ? areas : cubics);
  const res = new Uint8ClampedArray(side * side).fill(paper(grey));
  for (let y = 0; y < nh; y++) res.set(small.subarray(y * nw, (y + 1) * nw), (top + y) * side + left);
  return res;
}
