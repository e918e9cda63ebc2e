// A sheet to sign on, for notebooks: with mouse, finger or pen.
// After each stroke, Python can read a picture of the sheet, dark on white.
const ink = '#161c33', still = 2; // pixels of the picture for each pixel of the sheet

// Place, time and width of the pen: by pressure where that is measured, else by speed
function pen(e, last, width, canvas) {
  const full = Math.max(2, width / 210);
  const shown = width / canvas.clientWidth; // a narrow screen shows the sheet smaller
  const x = e.offsetX * shown, y = e.offsetY * shown;
  const pressed = e.pointerType === 'pen' && e.pressure > 0;
  const speed = last ? Math.hypot(x - last.x, y - last.y) / Math.max(1, e.timeStamp - last.t) / width * 600 : 0;
  const w = full * (pressed ? .35 + 1.3 * e.pressure : Math.max(.5, 1.2 - .3 * speed));
  return { x, y, t: e.timeStamp, w: last ? .7 * last.w + .3 * w : w };
}

function draw(canvas, strokes) {
  const c = canvas.getContext('2d'), mid = (a, b) => [(a.x + b.x) / 2, (a.y + b.y) / 2];
  c.setTransform(1, 0, 0, 1, 0, 0);
  c.fillStyle = '#fff';
  c.fillRect(0, 0, canvas.width, canvas.height);
  c.setTransform(still, 0, 0, still, 0, 0);
  c.strokeStyle = c.fillStyle = ink;
  c.lineCap = c.lineJoin = 'round';
  for (const s of strokes) {
    if (s.length === 1) {
      c.beginPath();
      c.arc(s[0].x, s[0].y, s[0].w * .7, 0, 7);
      c.fill();
    }
    for (let i = 1; i < s.length; i++) { // curves between the middles of the points: no corners
      c.beginPath();
      c.lineWidth = s[i].w;
      c.moveTo(...(i > 1 ? mid(s[i - 2], s[i - 1]) : [s[0].x, s[0].y]));
      c.quadraticCurveTo(s[i - 1].x, s[i - 1].y, ...(i < s.length - 1 ? mid(s[i - 1], s[i]) : [s[i].x, s[i].y]));
      c.stroke();
    }
  }
}

function render({ model, el }) {
  const canvas = document.createElement('canvas'), [width, height] = model.get('size');
  let strokes = [], now = null, sent = null;
  canvas.width = width * still;
  canvas.height = height * still;
  Object.assign(canvas.style, { width: `${width}px`, maxWidth: '100%', aspectRatio: `${width} / ${height}` });
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', 'A sheet to sign on, with mouse, finger or pen');

  // The picture, at once, since a button that is pressed next must find it; nothing where the sheet is empty
  const send = () => {
    const text = strokes.length ? atob(canvas.toDataURL('image/png').split(',')[1]) : '';
    sent = new DataView(Uint8Array.from(text, c => c.charCodeAt()).buffer);
    model.set('png', sent);
    model.save_changes();
  };
  const shown = () => { // what Python put there, or another view of this sheet
    const png = model.get('png');
    if (png === sent) return;
    strokes = [];
    draw(canvas, strokes);
    if (png?.byteLength) createImageBitmap(new Blob([png])).then(im => {
      const c = canvas.getContext('2d');
      c.setTransform(1, 0, 0, 1, 0, 0);
      c.drawImage(im, 0, 0, canvas.width, canvas.height);
    });
  };
  const button = (text, act) => {
    const b = document.createElement('button');
    b.type = 'button';
    b.textContent = text;
    b.addEventListener('click', act);
    return b;
  };
  const change = f => () => {
    f();
    draw(canvas, strokes);
    send();
  };

  canvas.addEventListener('pointerdown', e => {
    if (now || e.button) return;
    e.preventDefault();
    canvas.setPointerCapture(e.pointerId);
    strokes.push(now = [pen(e, null, width, canvas)]);
    draw(canvas, strokes);
  });
  canvas.addEventListener('pointermove', e => {
    if (!now) return;
    const all = e.getCoalescedEvents?.() ?? [];
    for (const o of all.length ? all : [e]) now.push(pen(o, now.at(-1), width, canvas));
    draw(canvas, strokes);
  });
  for (const k of ['pointerup', 'pointercancel']) canvas.addEventListener(k, () => {
    if (!now) return;
    now = null;
    send();
  });

  const bar = document.createElement('div');
  bar.append(button('Undo', change(() => strokes.pop())), button('Clear', change(() => strokes = [])));
  el.classList.add('signpad');
  el.append(canvas, bar);
  draw(canvas, strokes);
  shown();
  model.on('change:png', shown);
  return () => model.off('change:png', shown);
}

export default { render };
