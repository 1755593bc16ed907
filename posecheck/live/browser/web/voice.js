// What is heard: spoken words, one after the other, and short tones. One key mutes both.

const STALE_MS = 6000;
const TONES = fetch("/web/tones.json").then((answer) => answer.json());

export class Voice {
  constructor(onChange) {
    this.on = true;
    this.waiting = [];
    this.onChange = onChange;
    this.spoken = [];
  }

  // Browsers allow sound only after a touch or a key.
  unlock() {
    this.audio ??= new AudioContext();
    this.audio.resume();
  }

  toggle() {
    this.on = !this.on;
    if (!this.on) { this.waiting = []; speechSynthesis?.cancel(); }
    this.onChange(this.on);
  }

  say(text, urgent = false) {
    this.spoken.push(text);
    if (this.spoken.length > 100) this.spoken.shift();
    if (!this.on || !window.speechSynthesis) return;
    if (urgent) { this.waiting = []; speechSynthesis.cancel(); }
    this.waiting.push({ text, at: performance.now() });
    this.next();
  }

  next() {
    if (speechSynthesis.speaking || speechSynthesis.pending) return;
    const item = this.waiting.shift();
    if (!item) return;
    if (performance.now() - item.at > STALE_MS && this.waiting.length) return this.next();
    const words = new SpeechSynthesisUtterance(item.text);
    words.lang = "en";
    // Some voices are spoken by a service elsewhere; what is said here stays here.
    const voices = speechSynthesis.getVoices(), own = voices.filter((voice) => voice.localService);
    if (voices.length && !own.length) return;
    words.voice = own.find((voice) => voice.lang.startsWith("en")) ?? null;
    words.onend = words.onerror = () => this.next();
    speechSynthesis.speak(words);
  }

  async tone(name) {
    if (!this.on || !this.audio) return;
    const notes = (await TONES)[name] ?? [];
    let at = this.audio.currentTime + 0.01;
    for (const [hertz, seconds] of notes) {
      const source = this.audio.createOscillator(), loudness = this.audio.createGain();
      source.frequency.value = hertz;
      loudness.gain.setValueAtTime(0.0001, at);
      loudness.gain.exponentialRampToValueAtTime(0.25, at + 0.015);
      loudness.gain.exponentialRampToValueAtTime(0.0001, at + seconds);
      source.connect(loudness).connect(this.audio.destination);
      source.start(at);
      source.stop(at + seconds + 0.02);
      at += seconds + 0.04;
    }
  }
}
