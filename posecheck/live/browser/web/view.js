// Shows what the coach says about one frame.

import { ADVICE } from "./advice.js";
import { drawing, drawRing } from "./ring.js";
import { showSummary } from "./summary.js";

const ICONS = {
  form: "M4 12h14M12 5l7 7-7 7", setup: "M12 3a9 9 0 1 0 .01 0M12 11v6M12 7.500h.01",
  safety: "M12 3 2 20h20zM12 10v4M12 17h.01", praise: "M4 13l5 5L20 7",
};
export const element = (id) => document.getElementById(id);

export function page(name) {
  document.body.dataset.page = name;
  for (const part of ["start", "session", "summary"]) element(part).hidden = part !== name;
}

export function words(id, text) {
  const shown = element(id);
  if (shown.textContent !== text) shown.textContent = text;
}

export class View {
  show(feedback) {
    const over = feedback.state === "summary" && !feedback.ask_sharp;
    if (over) {
      if (document.body.dataset.page !== "summary") {
        words("summary-title", feedback.results.some((r) => r.stopped?.endsWith("pain")) ? "Take it easy today" : "Well done");
        showSummary(element("results"), feedback.results, feedback.chart);
        page("summary");
        element("summary-title").focus();
      }
      words("now", "Summary");
      return;
    }
    if (document.body.dataset.page !== "session") page("session");
    element("session").dataset.state = feedback.state;
    words("now", feedback.title + (feedback.side ? `, ${feedback.side} side` : ""));
    this.steps(feedback);
    element("which").hidden = !feedback.side;
    words("which", feedback.side ? `${feedback.side === "left" ? "Left" : "Right"} side` : "");
    words("heading", feedback.heading);
    words("detail", feedback.detail);
    this.advice(feedback.advice);
    this.count(feedback.count);
    this.share(feedback.share);
    this.dial(feedback);
    this.tally(feedback);
    this.cue(feedback.cue, feedback.state);
    element("ask").hidden = !feedback.ask_sharp;
    element("pain").disabled = !["ready", "countdown", "stretch"].includes(feedback.state);
    words("skip-words", feedback.state === "rest" ? "Go on now" : "Next");
  }

  steps({ step, steps }) {
    const list = element("steps");
    if (list.childElementCount !== steps) list.replaceChildren(...Array.from({ length: steps }, () => document.createElement("li")));
    [...list.children].forEach((dot, i) => {
      dot.className = i + 1 < step ? "done" : i + 1 === step ? "present" : "";
      dot.setAttribute("aria-label", `Set ${i + 1} of ${steps}${i + 1 === step ? ", now" : ""}`);
    });
    list.hidden = steps < 2;
  }

  advice(id) {
    const picture = element("advice");
    picture.hidden = !ADVICE[id];
    if (ADVICE[id] && picture.dataset.id !== id) {
      picture.dataset.id = id;
      picture.replaceChildren(...new DOMParser().parseFromString(`<svg xmlns="http://www.w3.org/2000/svg">${ADVICE[id]}</svg>`, "image/svg+xml").documentElement.childNodes);
    }
  }

  count(number) {
    element("count").hidden = number === null;
    words("count", number === null ? "" : String(number));
  }

  share(share) {
    element("share").hidden = share === null;
    if (share !== null) element("share-bar").style.width = `${Math.round(100 * share)}%`;
  }

  dial({ gauge, hold }) {
    element("dial").hidden = !gauge && !hold;
    if (gauge || hold) words("ring-words", drawRing(element("ring"), gauge, hold));
  }

  tally({ reps, score }) {
    element("tally").hidden = !reps;
    if (!reps) return;
    words("rep-dots", reps.goal <= 12 ? "●".repeat(Math.min(reps.done, reps.goal)) + "○".repeat(Math.max(0, reps.goal - reps.done)) : "");
    words("rep-words", `${reps.done} of ${reps.goal}`);
    words("form", score === null ? "" : `form ${Math.round(score)}`);
  }

  cue(cue, state) {
    // While setting up, the heading already says it.
    const shown = cue && state === "stretch";
    element("cue").hidden = !shown;
    if (!shown) return;
    element("cue").dataset.priority = cue.priority;
    element("cue-icon").replaceChildren(drawing("path", { d: ICONS[cue.priority] }));
    words("cue-text", cue.text);
  }
}
