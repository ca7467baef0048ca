// The worker that finds a proof of work, so that the page and its player stay smooth meanwhile.
import { search } from './proof.ts';

const SLICE = 5_000; // numbers between two reports

addEventListener('message', (event: MessageEvent<string>) => {
  for (let from = 0; ; from += SLICE) {
    const proof = search(event.data, from, SLICE);
    postMessage({ tried: from + SLICE, proof });
    if (proof) return;
  }
});
