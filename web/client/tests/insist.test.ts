// Again what may pass by itself.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { insist } from '../src/base/insist.ts';

function failing(times: number): () => Promise<number> {
  let calls = 0;
  return () => (++calls > times ? Promise.resolve(calls) : Promise.reject(new Error(`call ${calls}`)));
}

test('what fails is done again, once for each wait', async () => {
  assert.equal(await insist(failing(0), [0, 0]), 1);
  assert.equal(await insist(failing(2), [0, 0]), 3);
});

test('what fails each time fails as it did the last', async () => {
  await assert.rejects(insist(failing(3), [0, 0]), /call 3/);
});
