// The person as lines over the video. What is late is drawn pale, and never as if it were now.

const BONES = [[11, 12], [11, 23], [12, 24], [23, 24], [11, 13], [13, 15], [12, 14], [14, 16],
  [23, 25], [25, 27], [24, 26], [26, 28], [27, 31], [28, 32], [27, 29], [28, 30], [0, 33], [33, 34]];
const JOINTS = [0, 11, 12, 13, 14, 15, 16, 23, 24, 25, 26, 27, 28];
const CLEAR = 0.6;
const CURRENT_MS = 150;
const GONE_MS = 700;

export class Body {
  constructor(canvas, late) {
    this.canvas = canvas;
    this.late = late;
    this.oldestCurrentMs = 0;
    new ResizeObserver(() => this.drawSoon()).observe(canvas);
  }

  show(skeleton, capturedMs) {
    this.skeleton = skeleton;
    this.capturedMs = capturedMs;
    this.drawn = "";
    this.drawSoon();
  }

  // The page rests between the answers: a loop would wake it sixty times a second for nothing.
  drawSoon() {
    this.waiting ??= requestAnimationFrame(() => { this.waiting = null; this.draw(); });
  }

  // Draws only what has changed: at most once per answer, and again when the answer has become old.
  draw() {
    const age = performance.now() - this.capturedMs;
    const state = !this.skeleton || age > GONE_MS ? "gone" : age <= CURRENT_MS ? "current" : "pale";
    clearTimeout(this.older);
    if (state !== "gone") this.older = setTimeout(() => this.drawSoon(), (state === "current" ? CURRENT_MS : GONE_MS) - age + 1);
    const { clientWidth, clientHeight } = this.canvas;
    const drawn = `${state} ${clientWidth} ${clientHeight}`;
    if (this.drawn === drawn) return;
    this.drawn = drawn;
    this.late.hidden = !this.skeleton || state !== "gone";
    const ratio = Math.min(2, devicePixelRatio);
    const width = Math.round(clientWidth * ratio), height = Math.round(clientHeight * ratio);
    Object.assign(this.canvas, { width, height });
    if (state === "gone" || !width) return;
    if (state === "current") this.oldestCurrentMs = Math.max(this.oldestCurrentMs, age);
    const pen = this.canvas.getContext("2d");
    pen.globalAlpha = state === "current" ? 1 : 0.35;
    this.lines(pen, width, height, 3.2 * ratio);
  }

  lines(pen, width, height, thick) {
    const scale = Math.min(width / this.skeleton.width, height / this.skeleton.height);
    const left = (width - this.skeleton.width * scale) / 2, top = (height - this.skeleton.height * scale) / 2;
    const points = this.skeleton.points.map((p) =>
      p && { x: left + p[0] * this.skeleton.width * scale, y: top + p[1] * this.skeleton.height * scale, v: p[2] });
    points[33] = middle(points[11], points[12]);
    points[34] = middle(points[23], points[24]);
    pen.lineCap = "round";
    for (const [colour, wide] of [["#06141dcc", 2.2], ["#8fd3fb", 1]]) {
      pen.strokeStyle = colour;
      for (const [a, b] of BONES) {
        const [p, q] = [points[a], points[b]];
        if (!p || !q || a === 33) continue;
        pen.setLineDash(Math.min(p.v, q.v) < CLEAR ? [thick, 3 * thick] : []);
        pen.lineWidth = thick * wide;
        pen.beginPath();
        pen.moveTo(p.x, p.y);
        pen.lineTo(q.x, q.y);
        pen.stroke();
      }
    }
    pen.setLineDash([]);
    for (const joint of JOINTS) {
      const p = points[joint];
      if (!p || p.v < CLEAR) continue;
      pen.beginPath();
      pen.arc(p.x, p.y, 1.7 * thick, 0, 7);
      pen.fillStyle = "#fff";
      pen.fill();
      pen.lineWidth = thick * 0.7;
      pen.strokeStyle = "#06141d";
      pen.stroke();
    }
  }
}

function middle(p, q) {
  return p && q && { x: (p.x + q.x) / 2, y: (p.y + q.y) / 2, v: Math.min(p.v, q.v) };
}
