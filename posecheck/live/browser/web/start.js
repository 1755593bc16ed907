// The first page: what to do, the article's two questions, and the camera.

import { element, words } from "./view.js";

export function showStart(welcome) {
  const cards = welcome.choices.map((choice, index) => {
    const label = document.createElement("label");
    label.className = `card ${choice.kind} ${choice.locked ? "locked" : ""}`;
    const input = Object.assign(document.createElement("input"), { type: "radio", name: "exercise", value: choice.id, required: true });
    input.checked = welcome.choices.length === 1 || (index === 0 && !choice.locked);
    input.disabled = Boolean(choice.locked);
    input.addEventListener("change", () => { element("side-field").hidden = !choice.sided; });
    if (input.checked) element("side-field").hidden = !choice.sided;
    const title = Object.assign(document.createElement("strong"), { textContent: choice.title });
    const detail = Object.assign(document.createElement("small"), { textContent: choice.locked ? `Left out until ${choice.locked}, after sharp pain` : choice.detail });
    label.append(input, title, detail);
    return label;
  });
  element("choices").replaceChildren(...cards);
  const numbers = new Set([...Array.from({ length: 12 }, (_, i) => i + 1), ...(welcome.reps ? [welcome.reps] : [])]);
  const reps = [...numbers].map((number) => new Option(String(number), String(number)));
  element("reps").replaceChildren(new Option("As the article says", ""), ...reps);
  element("reps").value = welcome.reps ? String(welcome.reps) : "";
  element("side").value = welcome.side;
  element("camera-field").hidden = welcome.server_camera;
  element("resume").hidden = !welcome.session_open;
  words("recording", welcome.recording ? "This session is recorded, as you asked." : "None is stored.");
}

export function startMessage() {
  const form = new FormData(element("start"));
  return {
    type: "start",
    exercise: form.get("exercise"),
    side: element("side").value,
    reps: element("reps").value ? Number(element("reps").value) : null,
    acute_pain: form.get("acute") === "yes",
    kneeling_ok: form.get("kneeling") === "yes",
  };
}

export function refuse(sentence) {
  element("refused").hidden = !sentence;
  words("refused", sentence ?? "");
}

export async function listCameras(camera) {
  const select = element("camera"), chosen = select.value;
  const options = (await camera.list()).map((device) => new Option(device.label, device.deviceId));
  select.replaceChildren(new Option("The usual one", ""), ...options);
  select.value = chosen;
}
