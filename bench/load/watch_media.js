// `await mediaFigures()`: what a page has received so far, over all of its connections.
(() => {
  const connections = [];
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...given) {
      super(...given);
      connections.push(this);
    }
  };
  const sum = (reports, name) => reports.reduce((all, one) => all + (one[name] ?? 0), 0);

  window.mediaFigures = async () => {
    const live = connections.filter((one) => one.connectionState === 'connected');
    const all = (await Promise.all(live.map((one) => one.getStats()))).flatMap((one) => [...one.values()]);
    const inbound = (kind) => all.filter((one) => one.type === 'inbound-rtp' && one.kind === kind);
    const video = inbound('video'), audio = inbound('audio');
    return {
      now: performance.now() / 1000,
      frames: sum(video, 'framesDecoded'),
      freezes: sum(video, 'freezeCount'),
      frozen: sum(video, 'totalFreezesDuration'),
      height: Math.max(0, ...video.map((one) => one.frameHeight ?? 0)),
      video_bytes: sum(video, 'bytesReceived') + sum(video, 'headerBytesReceived'),
      audio_bytes: sum(audio, 'bytesReceived') + sum(audio, 'headerBytesReceived'),
      video_lost: sum(video, 'packetsLost'),
      samples: sum(audio, 'totalSamplesReceived'),
      concealed: sum(audio, 'concealedSamples'),
      silent: sum(audio, 'silentConcealedSamples'),
    };
  };
})();
