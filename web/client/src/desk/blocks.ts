// A long list in blocks, of which those near the reader's view alone are drawn; the others are as high as
// they were, or as they are thought to be.
import type { ReactiveController, ReactiveControllerHost } from 'lit';

export const BLOCK = 25; // rows
const MARGIN = '600px 0px'; // beyond the view, drawn before it is reached
const ROW = 84; // px, until one was measured

export class Blocks implements ReactiveController {
  private readonly near = new Set<number>([0]);
  private readonly heights = new Map<number, number>();
  private observer: IntersectionObserver | null = null;
  private root: Element | null = null;

  constructor(private readonly host: ReactiveControllerHost & HTMLElement, private readonly scroller: string) {
    host.addController(this);
  }

  /** Whether block number `n` is drawn. */
  draws(n: number): boolean {
    return this.near.has(n);
  }

  /** Another list: its beginning. */
  reset(): void {
    this.near.clear();
    this.near.add(0);
    this.heights.clear();
    if (this.root) this.root.scrollTop = 0;
    this.observe(this.root); // it tells anew what is near: of what is near still, it would say nothing
  }

  hostUpdated(): void {
    const root = this.host.querySelector(this.scroller);
    if (root !== this.root) this.observe(root);
    for (const block of root?.querySelectorAll<HTMLElement>('[data-block]') ?? []) {
      // By the object, for a style attribute would be against the page's policy.
      block.style.blockSize = block.childElementCount ? '' : `${this.height(block)}px`;
      this.observer?.observe(block);
    }
  }

  hostDisconnected(): void {
    this.observe(null);
  }

  private observe(root: Element | null): void {
    this.observer?.disconnect();
    this.root = root;
    this.observer = root && new IntersectionObserver((seen) => this.saw(seen), { root, rootMargin: MARGIN });
  }

  private saw(seen: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting, boundingClientRect } of seen) {
      const n = Number((target as HTMLElement).dataset['block']);
      if (target.childElementCount) this.heights.set(n, boundingClientRect.height);
      if (isIntersecting) this.near.add(n);
      else this.near.delete(n);
    }
    this.host.requestUpdate();
  }

  private height({ dataset }: HTMLElement): number {
    const known = this.heights.get(Number(dataset['block']));
    if (known !== undefined) return known;
    const full = [...this.heights.values()];
    const row = full.length ? full.reduce((a, b) => a + b) / full.length / BLOCK : ROW;
    return row * Number(dataset['rows']);
  }
}
