// Stands in every page itself, before all else. A network that changes ends the requests on their way, and a
// file of its own that a page has lost it never asks for again: it would stay blank, or bare of its styles. It is
// hidden, and loaded anew once the server answers; what had come is kept by the browser.
(() => {
  const COUNT = 'tx-lost'; // loads in a row that lost something
  const MOST = 6; // a file that is not there at all is not worth more
  const FIRST = 300; // ms
  const LONGEST = 5_000;
  let lost = false;

  const missed = ({ target }: Event): void => {
    const own = target instanceof HTMLScriptElement || (target instanceof HTMLLinkElement && target.rel === 'stylesheet');
    if (!own || lost || !counted()) return;
    lost = true;
    document.documentElement.hidden = true;
    again(FIRST);
  };
  addEventListener('error', missed, true); // it does not bubble
  addEventListener('load', () => {
    if (lost) return;
    store(() => sessionStorage.removeItem(COUNT));
    removeEventListener('error', missed, true); // nobody is thrown out of a meeting for a part that comes later
  });

  /** Whether there may be another load; where nothing is stored, nothing would end them. */
  function counted(): boolean {
    return store(() => {
      const loads = Number(sessionStorage.getItem(COUNT)) + 1;
      sessionStorage.setItem(COUNT, String(loads));
      return loads <= MOST;
    }) ?? false;
  }

  function store<T>(act: () => T): T | null {
    try {
      return act();
    } catch {
      return null; // blocked
    }
  }

  function again(wait: number): void {
    setTimeout(() => void load(wait), wait);
  }

  async function load(waited: number): Promise<void> {
    const answer = await fetch(location.pathname, { method: 'HEAD', cache: 'no-store' }).catch(() => null);
    if (answer?.ok) location.reload();
    else again(Math.min(LONGEST, 2 * waited));
  }
})();
