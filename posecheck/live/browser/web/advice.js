// Small pictures of what to change about the place: a person, the laptop, and an arrow for what moves.

const LAPTOP = '<path d="M8 62h20M12 62V48h12v14"/>';
const PERSON = (x) => `<circle cx="${x}" cy="18" r="6"/><path d="M${x} 24v20M${x} 30l-9 10M${x} 30l9 10M${x} 44l-7 18M${x} 44l7 18"/>`;
const SIDEWAYS = '<circle cx="62" cy="18" r="6"/><path d="M68 18h3M62 24v20M62 30l5 11M62 44l-1 18h5M62 44l2 18h5"/>';

export const ADVICE = {
  nobody: `${LAPTOP}<g stroke-dasharray="3 5">${PERSON(66)}</g><path class="go" d="M92 40H80l5-5M80 40l5 5"/>`,
  back: `${LAPTOP}${PERSON(56)}<path class="go" d="M74 40h14l-5-5M88 40l-5 5"/>`,
  closer: `${LAPTOP}${PERSON(76)}<path class="go" d="M56 40H42l5-5M42 40l5 5"/>`,
  side: `${LAPTOP}${SIDEWAYS}<path class="go" d="M46 10a20 8 0 0 1 34 2l-7 0M80 12l1-7"/>`,
  face: `${LAPTOP}${PERSON(64)}<path class="go" d="M46 8a20 8 0 0 1 34 2l-7 0M80 10l1-7"/>`,
  down: '<path d="M20 60h44M64 60 78 22"/><path class="go" d="M70 14c-10-4-22 0-28 8l8 1M42 22l0-9"/>',
  up: '<path d="M20 60h44M64 60 50 22"/><path class="go" d="M54 14c10-6 24-2 30 8l-8 1M84 22l0-9"/>',
  middle: `<rect x="12" y="8" width="72" height="56" rx="4"/>${PERSON(26)}<path class="go" d="M40 40h14l-5-5M54 40l-5 5"/>`,
  hidden: `${LAPTOP}<g stroke-dasharray="3 5">${PERSON(66)}</g><path class="go" d="M40 36c8-12 22-12 30 0-8 12-22 12-30 0zM55 36h.1"/>`,
};
