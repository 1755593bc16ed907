// Makes a JPEG of each picture in a thread of its own: on the page it would wait for the page to be idle.

const QUALITY = 0.8;
let canvas = new OffscreenCanvas(1, 1), pen = canvas.getContext("2d", { alpha: false });

onmessage = async ({ data: { seq, capturedMs, picture, width, height } }) => {
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  pen.drawImage(picture, 0, 0, width, height);
  picture.close();
  const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
  const jpeg = await blob.arrayBuffer();
  postMessage({ seq, capturedMs, jpeg }, [jpeg]);
};
