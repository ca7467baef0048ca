// A plain verdict on the network before entering: fetches this page's own script again and times it.
import { fetchWithin, SHORT } from '../base/deadline';

export type Verdict = 'good' | 'fair' | 'poor' | 'none';

const GOOD_MBIT = 2.5; // a 720p picture
const FAIR_MBIT = 0.6;
const GOOD_TRIP_MS = 300;

export async function checkNetwork(): Promise<Verdict> {
  try {
    const trip = await timed('/healthz');
    const load = await timed(import.meta.url);
    const seconds = Math.max(0.001, (load.ms - Math.min(load.ms, trip.ms)) / 1000);
    const mbit = (load.bytes * 8) / 1e6 / seconds;
    if (mbit >= GOOD_MBIT && trip.ms <= GOOD_TRIP_MS) return 'good';
    return mbit >= FAIR_MBIT ? 'fair' : 'poor';
  } catch {
    return 'none';
  }
}

async function timed(url: string): Promise<{ ms: number; bytes: number }> {
  const start = performance.now();
  const { byteLength } = await fetchWithin(SHORT, url, { cache: 'no-store' }, (answer) => answer.arrayBuffer());
  return { ms: performance.now() - start, bytes: byteLength };
}
