// The end of a session: each set in a card, and both sides of a movement beside each other.

import { number } from "./ring.js";

export function showSummary(parent, results, chart) {
  parent.replaceChildren(...(chart ? [charted(chart)] : []), ...results.map(card), ...pairs(results).map(compare));
}

// As a picture of its own: inside the page its policy would apply to the chart, and two layouts would both be read out.
function charted({ title, wide, narrow, words }) {
  const shown = make("figure", "result chart"), picture = make("picture"), list = make("ul");
  const url = (svg) => URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  const image = Object.assign(make("img"), { src: url(wide), alt: `${title}: how far each side went, beside the published norms. The same in words follows.` });
  picture.append(Object.assign(make("source"), { media: "(max-width: 640px)", srcset: url(narrow) }), image);
  list.append(...words.map((line) => make("li", "", line)));
  const details = make("details");
  details.append(make("summary", "", "The chart in words"), list);
  shown.append(picture, details);
  return shown;
}

function make(tag, kind, text) {
  const made = document.createElement(tag);
  if (kind) made.className = kind;
  if (text !== undefined) made.textContent = text;
  return made;
}

function card(result) {
  const shown = make("article", "result");
  shown.append(make("h2", "", result.title + (result.side ? `, ${result.side} side` : "")));
  if (result.stopped) {
    const why = { pain: "Stopped because it hurt", "sharp pain": "Stopped because of sharp pain", skipped: "Ended early" };
    shown.append(make("p", "stopped", why[result.stopped]));
  }
  const score = make("p", "score");
  if (result.score === null) score.append(make("span", "quiet", "No score: too little was seen or done"));
  else score.append(make("b", "", String(Math.round(result.score))), make("span", "quiet", `of 100 for form; ${Math.round(100 * result.confidence)} % of it could be seen well`));
  shown.append(score, facts(result));
  if (result.cue) shown.append(make("p", "work", result.cue));
  return shown;
}

function facts(result) {
  const list = make("dl", "facts");
  const partial = result.partial_reps ? `, ${result.partial_reps} not all the way` : "";
  const rows = [["Repetitions", `${result.reps} of ${result.goal}${partial}`]];
  if (result.holds_s.length) rows.push(["Held", result.holds_s.map((s) => `${s.toFixed(1)} s`).join(", ")]);
  if (result.range_value !== null) rows.push([capital(result.range_title), range(result)]);
  for (const [name, value] of rows) list.append(make("dt", "", name), make("dd", "", value));
  return list;
}

function range({ range_value: value, range_sigma: sigma, range_unit: unit }) {
  return `${number(value, unit)} ± ${number(sigma, unit)}`;
}

function pairs(results) {
  return results
    .filter((left) => left.side === "left" && left.range_value !== null)
    .map((left) => [left, results.find((r) => r.side === "right" && r.stretch === left.stretch && r.range_value !== null)])
    .filter(([, right]) => right);
}

function compare([left, right]) {
  const shown = make("article", "result compare");
  shown.append(make("h2", "", `${left.title}: left and right`));
  const most = Math.max(Math.abs(left.range_value), Math.abs(right.range_value), 1);
  for (const result of [left, right]) {
    const line = make("div", "line");
    const bar = make("progress");
    bar.max = most;
    bar.value = Math.abs(result.range_value);
    bar.setAttribute("aria-label", `${result.side} ${range(result)}`);
    line.append(make("span", "", capital(result.side)), bar, make("span", "", range(result)));
    shown.append(line);
  }
  const gap = Math.abs(left.range_value - right.range_value);
  const sure = gap > 2 * Math.hypot(left.range_sigma, right.range_sigma);
  shown.append(make("p", "work", sure
    ? `The sides differ by ${number(gap, left.range_unit)}. Give the stiffer side a little more time.`
    : "No difference between the sides that this camera can be sure of."));
  return shown;
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
