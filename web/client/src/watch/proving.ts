// Works for an opinion in a worker; where the browser gives none, between two frames of the page.
import { bitsOf, search } from './proof';

const SLICE = 400; // numbers in one go on the page: some milliseconds on a slow phone

interface Report {
  tried: number;
  proof: string | null;
}

/**
 * The proof for `challenge`. `heard` is told how likely it is to have been found by now, 0 to 1: it
 * nears 1 and may stay there a while, for it is chance.
 */
export function prove(challenge: string, heard: (likely: number) => void): Promise<string> {
  const mean = 2 ** bitsOf(challenge);
  const likely = (tried: number): void => heard(1 - Math.exp(-tried / mean));
  return inWorker(challenge, likely).catch(() => onPage(challenge, likely));
}

function inWorker(challenge: string, tried: (count: number) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./proof-worker.ts', import.meta.url), { type: 'module' });
    worker.onerror = () => { worker.terminate(); reject(new Error('no worker')); };
    worker.onmessage = ({ data }: MessageEvent<Report>) => {
      tried(data.tried);
      if (data.proof) {
        worker.terminate();
        resolve(data.proof);
      }
    };
    worker.postMessage(challenge);
  });
}

async function onPage(challenge: string, tried: (count: number) => void): Promise<string> {
  for (let from = 0; ; from += SLICE) {
    const proof = search(challenge, from, SLICE);
    if (proof) return proof;
    tried(from + SLICE);
    await new Promise((resolve) => setTimeout(resolve));
  }
}
