// WeChat's web view, which opens most links that people pass on. It plays in the page only where the
// video says so in its own words, and by itself only once its bridge is ready.
const WECHAT = /MicroMessenger/i;

const IN_THE_PAGE: { readonly [name: string]: string } = {
  'webkit-playsinline': '', // WKWebView of older iPhones
  'x5-playsinline': '', // X5 on Android
  'x5-video-player-type': 'h5-page', // its own player would lie over the page
};

export function prepareWebView(): void {
  if (!WECHAT.test(navigator.userAgent)) return;
  // Media events do not bubble, but they can be caught on their way down.
  document.addEventListener('loadstart', (event) => {
    if (!(event.target instanceof HTMLVideoElement)) return;
    for (const [name, value] of Object.entries(IN_THE_PAGE)) event.target.setAttribute(name, value);
  }, true);
  document.addEventListener('WeixinJSBridgeReady', () => {
    for (const video of document.querySelectorAll('video')) {
      if (video.paused && video.currentSrc) void video.play().catch(() => undefined); // refused: its button stays
    }
  });
}
