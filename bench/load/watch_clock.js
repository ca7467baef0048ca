// Reads the clock of clock_camera.js in every picture that the page's video presents:
// window.clock = { first, seen: [[ms now, ms of delay or null, waiting]], stalls }.
(() => {
  const BITS = 24;
  window.clock = { first: null, seen: [], stalls: 0 };
  const canvas = document.createElement('canvas');
  canvas.width = BITS * 8;
  canvas.height = 8;
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  function read(video) {
    pen.drawImage(video, 0, 10, video.videoWidth, video.videoHeight / 18, 0, 0, canvas.width, canvas.height);
    const { data } = pen.getImageData(0, 4, canvas.width, 1);
    let code = 0;
    for (let bit = 0; bit < BITS; bit += 1) code = code * 2 + (data[(bit * 8 + 4) * 4] > 128 ? 1 : 0);
    const time = Math.floor(code / 16);
    const check = (time ^ (time >> 4) ^ (time >> 8) ^ (time >> 12) ^ (time >> 16)) & 15;
    return check === code % 16 ? time : null;
  }
  function follow(video) {
    video.addEventListener('waiting', () => { window.clock.stalls += 1; });
    const each = () => {
      const now = Date.now();
      window.clock.first ??= performance.now();
      const time = read(video);
      const wrap = 1 << 20;
      window.clock.seen.push([now, time === null ? null : (((now % wrap) - time + wrap) % wrap)]);
      video.requestVideoFrameCallback(each);
    };
    video.requestVideoFrameCallback(each);
  }
  const looking = setInterval(() => {
    const video = document.querySelector('tx-player video');
    if (!video) return;
    clearInterval(looking);
    follow(video);
  }, 10);
})();
