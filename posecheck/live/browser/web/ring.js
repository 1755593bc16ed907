// The big ring: the lead angle against its target range with its uncertainty, and the hold around the number.

const SVG = "http://www.w3.org/2000/svg";
const FROM = 225, SWEEP = 270, OUTER = 168, INNER = 128;
const UNIT = { deg: "°", m: " cm", s: " s", Hz: " Hz" }, SHOWN = { m: 100 }, DIGITS = { deg: 0, m: 1 };

export function drawRing(svg, gauge, hold) {
  if (!gauge) return drawTimer(svg, hold);
  const scale = scaleOf(gauge);
  const parts = [path("track", arc(OUTER, 0, 1))];
  const [low, high] = bandOf(gauge, scale);
  parts.push(path("band", arc(OUTER, low, high)));
  for (const end of [low, high]) parts.push(spoke("band-edge", end, OUTER - 18, OUTER + 18));
  if (gauge.value !== null) {
    const at = scale(gauge.value);
    const doubt = Math.abs(scale(gauge.value + gauge.sigma) - at);
    parts.push(path("doubt", arc(OUTER, clamp(at - doubt), clamp(at + doubt))));
    parts.push(spoke("needle", clamp(at), OUTER - 32, OUTER + 28));
  }
  const holding = hold && hold.seconds > 0;
  const share = hold ? Math.min(1, hold.seconds / hold.least_s) : 0;
  parts.push(circle("hold-track", INNER));
  if (share > 0) parts.push(share >= 1 ? circle("hold done", INNER) : path("hold", wholeArc(INNER, share)));
  if (holding) {
    parts.push(text("big", 205, seconds(hold)));
    parts.push(text("unit", 245, `of ${hold.least_s} s hold`));
    parts.push(text(`state ${gauge.standing}`, 288, share >= 1 ? "✓ held" : hold.running ? "● holding" : "❚❚ paused"));
  } else {
    parts.push(text("big", 205, gauge.value === null ? "–" : number(gauge.value, gauge.unit)));
    parts.push(text("unit", 245, gauge.value === null ? "not seen" : `± ${number(gauge.sigma, gauge.unit)}`));
    parts.push(text(`state ${gauge.standing}`, 288, standing(gauge)));
  }
  parts.push(text("unit", 358, gauge.title));
  parts.push(text("unit", 388, `target ${gauge.range_text}`));
  svg.replaceChildren(...parts);
  return `${gauge.title}: ${gauge.value === null ? "not seen" : number(gauge.value, gauge.unit)}, target ${gauge.range_text}, ${standing(gauge)}`;
}

// What is rolled or marched has no end to reach: the ring shows the time.
function drawTimer(svg, hold) {
  const share = Math.min(1, hold.seconds / hold.least_s);
  const parts = [circle("hold-track", INNER), text("big", 215, seconds(hold)), text("unit", 255, `of ${hold.least_s} s`)];
  if (share > 0) parts.push(share >= 1 ? circle("hold done", INNER) : path("hold", wholeArc(INNER, share)));
  svg.replaceChildren(...parts);
  return `${Math.floor(hold.seconds)} of ${hold.least_s} seconds`;
}

export function number(value, unit) {
  const shown = (value * (SHOWN[unit] ?? 1)).toFixed(DIGITS[unit] ?? 2);
  return `${Number(shown) === 0 ? shown.replace("-", "") : shown}${UNIT[unit] ?? (unit ? ` ${unit}` : "")}`;
}

function seconds(hold) {
  return hold.least_s < 5 ? hold.seconds.toFixed(1) : String(Math.floor(hold.seconds));
}

function standing(gauge) {
  const more = gauge.end > gauge.start ? "below" : "above";
  if (gauge.standing === "in") return "✓ in range";
  if (gauge.standing === "unsure") return "≈ may be in range";
  if (gauge.standing === "unseen") return "◌ not seen";
  return gauge.standing === more ? "▲ farther" : "▼ less far";
}

// The needle goes clockwise as the movement goes on, whether the angle grows or falls.
function scaleOf(gauge) {
  const ends = [gauge.end, gauge.low, gauge.high].filter((value) => value !== null);
  const rising = gauge.end > gauge.start;
  const far = rising ? Math.max(...ends) : Math.min(...ends);
  const margin = 0.15 * (far - gauge.start);
  return (value) => (value - gauge.start + margin) / (far - gauge.start + 2 * margin);
}

function bandOf(gauge, scale) {
  const rising = gauge.end > gauge.start;
  const near = rising ? gauge.low : gauge.high, far = rising ? gauge.high : gauge.low;
  return [near === null ? 0 : clamp(scale(near)), far === null ? 1 : clamp(scale(far))];
}

const clamp = (share) => Math.min(1, Math.max(0, share));

function point(radius, degrees) {
  const a = (degrees - 90) * Math.PI / 180;
  return `${(200 + radius * Math.cos(a)).toFixed(1)} ${(200 + radius * Math.sin(a)).toFixed(1)}`;
}

function arc(radius, from, to) {
  const a = FROM + SWEEP * from, b = FROM + SWEEP * to;
  return `M${point(radius, a)}A${radius} ${radius} 0 ${b - a > 180 ? 1 : 0} 1 ${point(radius, b)}`;
}

function wholeArc(radius, share) {
  return `M${point(radius, 0)}A${radius} ${radius} 0 ${share > 0.5 ? 1 : 0} 1 ${point(radius, 360 * share)}`;
}

export function drawing(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

const path = (kind, d) => drawing("path", { class: kind, d });
const circle = (kind, r) => drawing("circle", { class: kind, cx: 200, cy: 200, r });

function spoke(kind, share, from, to) {
  const degrees = FROM + SWEEP * share;
  return path(kind, `M${point(from, degrees)}L${point(to, degrees)}`);
}

function text(kind, y, words) {
  const made = drawing("text", { class: kind, x: 200, y });
  made.textContent = words;
  return made;
}
