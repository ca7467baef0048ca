// What the relay is told of how pictures are shown, in virtual time.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Hints, pictureHeight } from '../src/session/hints.ts';

const WIDE = 16 / 9;

test('a picture is as tall as its whole, in device pixels', () => {
  for (const [width, height, whole, aspect, ratio, tall] of [
    [320, 180, false, WIDE, 1, 180],
    [320, 180, false, WIDE, 2, 360],
    [320, 180, false, WIDE, 1.25, 225],
    [320, 400, false, WIDE, 1, 400], // fills a tall box, cut left and right
    [640, 180, false, WIDE, 1, 360], // fills a broad box, cut above and below
    [640, 180, true, WIDE, 1, 180],
    [320, 400, true, WIDE, 1, 180],
    [320, 400, true, 9 / 16, 1, 400],
    [100.2, 56.4, false, WIDE, 1, 57],
    [20_000, 20_000, false, WIDE, 3, 4_320],
  ] as const) {
    assert.equal(pictureHeight({ width, height }, whole, aspect, ratio), tall, `${width}×${height}`);
  }
});

test('only what is new is said', () => {
  const hints = new Hints();
  assert.deepEqual(hints.next([], 0), []);
  assert.equal(hints.next([], 0), null);
  const shown = [{ track_id: 1, height: 180 }, { track_id: 2, height: 0 }];
  assert.deepEqual(hints.next(shown, 1_000), shown);
  assert.equal(hints.next(shown.map((one) => ({ ...one })), 2_000), null);
  assert.deepEqual(hints.next([{ track_id: 1, height: 181 }, { track_id: 2, height: 0 }], 3_000)?.[0]?.height, 181);
});

test('after the server forgot, the same is said again', () => {
  const hints = new Hints();
  const shown = [{ track_id: 1, height: 180 }];
  hints.next(shown, 0);
  hints.forget();
  assert.deepEqual(hints.next(shown, 1_000), shown);
});

test('messages stay a quarter of a second apart, and a layout has time to settle', () => {
  const hints = new Hints();
  assert.equal(hints.wait(0), 60);
  hints.next([], 1_000);
  for (const [at, wait] of [[1_000, 250], [1_100, 150], [1_200, 60], [9_000, 60]] as const) {
    assert.equal(hints.wait(at), wait, `at ${at}`);
  }
});

test('a message never names more pictures than the protocol takes', () => {
  const many = Array.from({ length: 70 }, (_, id) => ({ track_id: id, height: 90 }));
  assert.equal(new Hints().next(many, 0)?.length, 64);
});

test('what we do not show is not missing', () => {
  const hints = new Hints();
  assert.equal(hints.isHidden(1), false);
  hints.next([{ track_id: 1, height: 0 }, { track_id: 2, height: 90 }], 0);
  assert.deepEqual([1, 2, 3].map((id) => hints.isHidden(id)), [true, false, false]);
});
