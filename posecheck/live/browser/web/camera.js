// The browser's camera: permission, picker, troubles, and frames sent at the pace of the server.

const SENT_SIDE = 640;
const RETRY_MS = 2000;
const FROZEN_MS = 4000;
const LOST_ANSWER_MS = 2000;

export class Camera {
  constructor(video, sendFrame, onTrouble) {
    this.video = video;
    this.sendFrame = sendFrame;
    this.onTrouble = onTrouble;
    this.deviceId = "";
    this.seq = 0;
    this.sent = null;
    this.missed = false;
    this.busy = false;
    this.wanted = false;
    this.encoder = new Worker("/web/encoder.js");
    this.encoder.onmessage = ({ data }) => this.encoded(data);
    document.addEventListener("visibilitychange", () => this.report(this.trouble));
    navigator.mediaDevices?.addEventListener("devicechange", () => this.wanted && !this.stream && this.open());
    setInterval(() => this.watch(), 500);
  }

  async start(deviceId) {
    this.deviceId = deviceId;
    this.wanted = true;
    await this.open();
  }

  stop() {
    this.wanted = false;
    this.close();
  }

  close() {
    for (const track of this.stream?.getTracks() ?? []) {
      track.onended = null;
      track.stop();
    }
    this.stream = null;
    this.video.srcObject = null;
  }

  async open() {
    if (!this.wanted || this.opening) return;
    if (!navigator.mediaDevices) return this.report("insecure");
    this.opening = true;
    this.close();
    try {
      const choice = this.deviceId ? { deviceId: { exact: this.deviceId } } : { facingMode: "user" };
      const size = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };
      this.stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { ...choice, ...size } });
      const [track] = this.stream.getVideoTracks();
      track.onended = () => { this.close(); this.report("unplugged"); this.later(); };
      this.video.srcObject = this.stream;
      await this.video.play();
      this.frameAt = performance.now();
      this.report(null);
      this.pump();
    } catch (error) {
      const troubles = { NotAllowedError: "refused", NotFoundError: "none", NotReadableError: "busy", AbortError: "busy" };
      if (error.name === "OverconstrainedError") this.deviceId = "";
      this.report(this.trouble === "unplugged" ? "unplugged" : troubles[error.name] ?? "none");
      if (error.name !== "NotAllowedError") this.later();
    } finally {
      this.opening = false;
    }
  }

  later() {
    setTimeout(() => !this.stream && this.open(), RETRY_MS);
  }

  report(trouble) {
    this.trouble = trouble;
    const shown = this.wanted && document.hidden ? "hidden" : trouble;
    if (shown !== this.reported) this.onTrouble(this.reported = shown);
  }

  watch() {
    if (!this.stream || document.hidden) { this.frameAt = performance.now(); return; }
    const frozen = performance.now() - this.frameAt > FROZEN_MS;
    if (frozen !== (this.trouble === "frozen")) this.report(frozen ? "frozen" : null);
  }

  pump() {
    const stream = this.stream;
    const next = () => {
      if (stream !== this.stream) return;
      this.frameAt = performance.now();
      this.offer();
      this.video.requestVideoFrameCallback ? this.video.requestVideoFrameCallback(next) : requestAnimationFrame(next);
    };
    next();
  }

  // One picture at a time: one that came meanwhile is taken when the answer is here. Sent earlier it would only wait,
  // and making it ready would take the processor from the answer.
  offer() {
    if (this.sent && performance.now() - this.sent.at > LOST_ANSWER_MS) this.sent = null;
    this.missed = Boolean(this.sent);
    if (!this.sent && !this.busy && this.video.videoWidth && !document.hidden) this.capture(this.frameAt);
  }

  async capture(capturedMs) {
    this.busy = true;
    try {
      const { videoWidth, videoHeight } = this.video;
      const scale = Math.min(1, SENT_SIDE / Math.max(videoWidth, videoHeight));
      const size = { width: Math.round(videoWidth * scale), height: Math.round(videoHeight * scale) };
      const picture = await createImageBitmap(this.video);
      this.encoder.postMessage({ seq: ++this.seq, capturedMs, picture, ...size }, [picture]);
    } catch {
      this.busy = false; // the camera went away in between
    }
  }

  encoded({ seq, capturedMs, jpeg }) {
    this.busy = false;
    if (this.stream && this.sendFrame(seq, capturedMs, jpeg)) this.sent = { seq, at: performance.now() };
  }

  // Returns how long the answer took; null where it was given up, or came to a command.
  answered(seq) {
    if (this.sent?.seq !== seq) return null;
    const delay = performance.now() - this.sent.at;
    this.sent = null;
    if (this.missed) this.offer();
    return delay;
  }

  async list() {
    const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
    return devices.filter((device) => device.kind === "videoinput" && device.label);
  }
}
