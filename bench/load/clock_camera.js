// In place of a camera: a picture whose upper edge says when it was drawn, as 24 bits of light and
// dark: 20 of the time in ms, 4 to check them. The microphone is the browser's own.
(() => {
  const BITS = 24;
  const devices = navigator.mediaDevices;
  const original = devices.getUserMedia.bind(devices);
  const canvas = document.createElement('canvas');
  canvas.width = 1280;
  canvas.height = 720;
  const pen = canvas.getContext('2d');
  const cell = canvas.width / BITS;
  function draw() {
    const now = Date.now() % (1 << 20);
    const check = (now ^ (now >> 4) ^ (now >> 8) ^ (now >> 12) ^ (now >> 16)) & 15;
    const code = now * 16 + check;
    pen.fillStyle = `hsl(${(now / 50) % 360} 40% 40%)`;
    pen.fillRect(0, 80, canvas.width, canvas.height - 80);
    for (let bit = 0; bit < BITS; bit += 1) {
      pen.fillStyle = (code >> (BITS - 1 - bit)) & 1 ? '#fff' : '#000';
      pen.fillRect(bit * cell, 0, cell, 80);
    }
  }
  draw();
  setInterval(draw, 40);
  devices.getUserMedia = async (constraints) => {
    const stream = await original(constraints);
    if (!constraints?.video) return stream;
    for (const track of stream.getVideoTracks()) {
      stream.removeTrack(track);
      track.stop();
    }
    for (const track of canvas.captureStream(25).getVideoTracks()) stream.addTrack(track);
    return stream;
  };
})();
