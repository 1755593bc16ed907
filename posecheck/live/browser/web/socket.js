// One WebSocket to the server, opened again whenever it is lost.

const MAGIC = [0x50, 0x43, 0x46, 0x31];
const HEADER = 16;
const RETRY_MS = 1000;

export class Socket {
  constructor(onMessage, onFrame, onLost) {
    this.onMessage = onMessage;
    this.onFrame = onFrame;
    this.onLost = onLost;
    this.refusal = "";
    this.connect();
  }

  connect() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    this.socket = new WebSocket(`${scheme}://${location.host}/live`);
    this.socket.binaryType = "arraybuffer";
    this.socket.onopen = () => {
      const token = new URLSearchParams(location.hash.slice(1)).get("token") ?? "";
      this.send({ type: "hello", protocol: 1, token });
    };
    this.socket.onmessage = (event) => {
      if (typeof event.data === "string") this.onMessage(JSON.parse(event.data));
      else this.onFrame(event.data);
    };
    this.socket.onclose = (event) => {
      this.onLost(event.reason);
      setTimeout(() => this.connect(), RETRY_MS);
    };
  }

  get open() {
    return this.socket.readyState === WebSocket.OPEN;
  }

  send(message) {
    if (this.open) this.socket.send(JSON.stringify(message));
  }

  // A frame that cannot leave at once is not queued: a newer one will come.
  sendFrame(seq, capturedMs, jpeg) {
    if (!this.open || this.socket.bufferedAmount > 0) return false;
    const message = new Uint8Array(HEADER + jpeg.byteLength);
    message.set(MAGIC);
    const view = new DataView(message.buffer);
    view.setUint32(4, seq, true);
    view.setFloat64(8, capturedMs, true);
    message.set(new Uint8Array(jpeg), HEADER);
    this.socket.send(message);
    return true;
  }
}

export function readFrame(buffer) {
  const view = new DataView(buffer);
  return { capturedMs: view.getFloat64(8, true), jpeg: new Blob([buffer.slice(HEADER)], { type: "image/jpeg" }) };
}
