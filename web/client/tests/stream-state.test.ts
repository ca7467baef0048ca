// What a viewer is told of the livestream.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mayGoLive, soundOnly, streamState, type Playing, type StreamState } from '../src/watch/stream-state.ts';

const playing: Playing = { begun: true, broken: false, paused: false, waiting: false, behind: 0 };

test('the state of the stream in order of what matters most', () => {
  const cases: [Partial<Playing>, StreamState, boolean][] = [
    [{}, 'live', false],
    [{ behind: 5.9 }, 'live', false],
    [{ behind: 6 }, 'behind', true],
    [{ waiting: true }, 'buffering', false],
    [{ waiting: true, behind: 20 }, 'buffering', true],
    [{ paused: true, waiting: true }, 'paused', false],
    [{ paused: true, behind: 8 }, 'paused', true],
    [{ begun: false }, 'connecting', false],
    [{ begun: false, broken: true }, 'again', false],
    [{ broken: true, behind: 30 }, 'again', false],
  ];
  for (const [given, state, goLive] of cases) {
    const now = { ...playing, ...given };
    assert.equal(streamState(now), state, JSON.stringify(given));
    assert.equal(mayGoLive(state, now.behind), goLive, JSON.stringify(given));
  }
});

test('the sound alone stands beside the whole', () => {
  assert.equal(soundOnly('/live/abc/index.m3u8'), '/live/abc/sound.m3u8');
});
