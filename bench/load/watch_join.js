// Notes in `window.marks` when a joining page reaches each step, in ms since navigation.
(() => {
  const marks = (window.marks = {});
  const mark = (name) => { marks[name] ??= performance.now(); };
  const remote = new WeakSet();

  document.addEventListener('click', (event) => {
    if (event.composedPath().some((one) => one.dataset?.testid === 'join-button')) mark('click');
  }, true);

  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      mark('socket');
      this.addEventListener('open', () => mark('socket open'));
      this.addEventListener('message', ({ data }) => mark(JSON.parse(data).type));
    }
    send(data) {
      const { type } = JSON.parse(data);
      mark(type === 'answer' ? 'answered' : `sent ${type}`);
      super.send(data);
    }
  };

  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...given) {
      super(...given);
      let way = 'up ';
      this.addEventListener('track', ({ track }) => {
        remote.add(track);
        way = '';
        if (track.kind === 'video') track.addEventListener('unmute', () => mark('packet'));
      });
      this.addEventListener('iceconnectionstatechange', () => {
        if (this.iceConnectionState === 'connected') mark(`${way}ice`);
      });
      this.addEventListener('connectionstatechange', () => {
        if (this.connectionState === 'connected') mark(`${way}dtls`);
      });
    }
  };

  const source = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'srcObject');
  Object.defineProperty(HTMLMediaElement.prototype, 'srcObject', {
    get() { return source.get.call(this); },
    set(stream) {
      source.set.call(this, stream);
      if (!(this instanceof HTMLVideoElement) || !stream) return;
      if (stream.getVideoTracks().some((one) => remote.has(one)))
        this.requestVideoFrameCallback(() => mark('frame'));
    },
  });
})();
