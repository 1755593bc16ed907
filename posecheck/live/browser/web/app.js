// Ties the parts together: socket, camera, voice and view.

import { Body } from "./body.js";
import { Camera } from "./camera.js";
import { readFrame, Socket } from "./socket.js";
import { listCameras, refuse, showStart, startMessage } from "./start.js";
import { element, page, View, words } from "./view.js";
import { Voice } from "./voice.js";

const view = new View();
const voice = new Voice((on) => {
  element("voice").setAttribute("aria-pressed", String(on));
  words("voice-label", on ? "Voice on" : "Voice off");
});
const body = new Body(element("body"), element("late"));
const camera = new Camera(element("video"), (...frame) => socket.sendFrame(...frame), onTrouble);
let welcome = null, running = false, offset = null;
const numbers = { delays: [], states: [], body, voice };
window.posecheck = numbers;

const socket = new Socket(onMessage, onPicture, (reason) => {
  showTrouble("disconnected", reason);
});

function onMessage(message) {
  if (message.type === "welcome") return onWelcome(message);
  if (message.type === "feedback") return onFeedback(message);
  if (message.type === "refused") { running = false; camera.stop(); page("start"); refuse(message.sentence); }
  if (message.type === "role") onRole(message.role);
  if (message.type === "trouble") showTrouble(message.trouble);
}

function onWelcome(message) {
  welcome = message;
  showTrouble(null);
  onRole(message.role);
  if (running && message.session_open) return socket.send({ type: "resume" });
  running = false;
  if (message.role === "watching") return;
  showStart(message);
  page("start");
  listCameras(camera);
}

function onRole(role) {
  const active = role === "active";
  element("watching").hidden = active;
  if (!active) { running = false; camera.stop(); page("session"); words("heading", "Watching"); }
  else if (welcome?.role === "watching") { welcome.role = "active"; go(); }
}

function onFeedback(answer) {
  const delay = camera.answered(answer.seq);
  if (delay !== null) { numbers.delays.push(delay); if (numbers.delays.length > 40000) numbers.delays.shift(); }
  if (answer.feedback.state !== numbers.states.at(-1)) numbers.states.push(answer.feedback.state);
  const capturedMs = welcome.server_camera && offset !== null ? answer.captured_ms + offset : answer.captured_ms;
  const own = element("watching").hidden;
  if (answer.seq) body.show(answer.skeleton, own ? capturedMs : performance.now());
  if (!running && own) return;
  view.show(answer.feedback);
  numbers.last = answer.feedback;
  if (own) {
    for (const tone of answer.feedback.tones) voice.tone(tone);
    for (const { text, urgent } of answer.feedback.say) { voice.say(text, urgent); words("announce", text); }
  }
  if (answer.seq) showTrouble(answer.trouble, "", true);
  numbers.speed = answer.speed ?? numbers.speed;
  if (welcome.show_stats && answer.speed) showSpeed(answer.speed);
  if (answer.feedback.state === "summary" && !answer.feedback.ask_sharp) { running = false; camera.stop(); }
}

// Pictures of the server's own camera.
async function onPicture(buffer) {
  const { capturedMs, jpeg } = readFrame(buffer);
  offset = Math.min(offset ?? Infinity, performance.now() - capturedMs);
  const picture = await createImageBitmap(jpeg);
  const canvas = element("remote");
  canvas.hidden = false;
  element("video").hidden = true;
  Object.assign(canvas, { width: picture.width, height: picture.height });
  canvas.getContext("2d").drawImage(picture, 0, 0);
}

function onTrouble(trouble) {
  if (["insecure", null].includes(trouble) || running) socket.send({ type: "camera", trouble });
  showTrouble(trouble);
  if (trouble && running) voice.say(welcome.sentences[trouble], true);
  if (!trouble) listCameras(camera);
}

let shownTrouble = null, ofPicture = false;
function showTrouble(trouble, reason = "", fromPicture = false) {
  // A clear picture does not clear what the camera itself reported, nor the other way round.
  if (fromPicture && !trouble && !ofPicture) return;
  if (fromPicture && trouble && trouble === shownTrouble) return;
  if (fromPicture && trouble && running) voice.say(welcome.sentences[trouble]);
  shownTrouble = trouble;
  ofPicture = fromPicture && Boolean(trouble);
  element("trouble").hidden = !trouble;
  const sentence = trouble ? welcome?.sentences[trouble] ?? "Connecting to posecheck…" : "";
  words("trouble", reason ? `${sentence} (${reason})` : sentence);
}

function showSpeed(speed) {
  element("speed").hidden = false;
  words("speed", `${speed.fps} frames/s · delay ${speed.delay_p50_ms} / ${speed.delay_p95_ms} ms · pose ${speed.pose_p50_ms} ms · ${speed.dropped} dropped`);
}

function go() {
  running = true;
  voice.unlock();
  page("session");
  words("heading", "One moment");
  words("detail", "Waiting for the first picture.");
  if (!welcome.server_camera) camera.start(element("camera").value);
}

element("start").addEventListener("submit", (event) => {
  event.preventDefault();
  refuse(null);
  go();
  socket.send(startMessage());
});
element("resume").addEventListener("click", () => { go(); socket.send({ type: "resume" }); });
element("again").addEventListener("click", () => location.reload());
element("take-over").addEventListener("click", () => socket.send({ type: "take_over" }));
element("camera").addEventListener("change", () => running && camera.start(element("camera").value));
element("voice").addEventListener("click", () => voice.toggle());
element("full").addEventListener("click", full);
for (const [id, type] of [["pain", "pain"], ["skip", "skip"], ["sharp", "sharp"], ["not-sharp", "not_sharp"]])
  element(id).addEventListener("click", () => socket.send({ type }));

function full() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const key = event.key.toLowerCase();
  const typing = ["SELECT", "INPUT", "TEXTAREA"].includes(event.target.tagName);
  // The space bar stops the stretch wherever the focus is.
  if (key === " " && running && !typing && !element("pain").disabled) { event.preventDefault(); socket.send({ type: "pain" }); }
  else if (key === "n" && running) socket.send({ type: "skip" });
  else if (key === "m") voice.toggle();
  else if (key === "f" && !typing) full();
});

// A laptop that slept leaves a gap that no timer sees but the clock does.
let tick = Date.now();
setInterval(() => {
  const gap = Date.now() - tick;
  tick = Date.now();
  if (gap > 15000 && running && !document.hidden) {
    showTrouble("suspended");
    setTimeout(() => shownTrouble === "suspended" && showTrouble(null), 5000);
  }
}, 1000);
