// Zooming into a picture with two fingers, a double tap, the wheel with Ctrl, or buttons; dragging it
// while it is larger than its frame. Transforms are set by script: the policy allows no inline styles.
export const LARGEST = 5;
const STEP = 1.5;

export interface View {
  scale: number;
  x: number;
  y: number;
}

export const WHOLE: View = { scale: 1, x: 0, y: 0 };

/** `view` by `factor` about the point (`x`, `y`) of the frame, kept within it. */
export function zoomed(view: View, factor: number, x: number, y: number, width: number, height: number): View {
  const scale = Math.min(LARGEST, Math.max(1, view.scale * factor));
  const by = scale / view.scale;
  return within({ scale, x: x - (x - view.x) * by, y: y - (y - view.y) * by }, width, height);
}

/** Nothing but the picture is ever in the frame. */
export function within(view: View, width: number, height: number): View {
  const clamp = (value: number, size: number): number => Math.min(0, Math.max(size * (1 - view.scale), value));
  return { scale: view.scale, x: clamp(view.x, width), y: clamp(view.y, height) };
}

/** Makes `frame` zoom what is in its first child. */
export class Zoom {
  private view = WHOLE;
  private readonly touches = new Map<number, { x: number; y: number }>();

  private readonly frame: HTMLElement;
  private readonly changed: (scale: number) => void;

  constructor(frame: HTMLElement, changed: (scale: number) => void) {
    this.frame = frame;
    this.changed = changed;
    frame.addEventListener('pointerdown', this.onDown);
    frame.addEventListener('pointermove', this.onMove);
    for (const type of ['pointerup', 'pointercancel'] as const) frame.addEventListener(type, this.onUp);
    frame.addEventListener('wheel', this.onWheel, { passive: false });
    frame.addEventListener('dblclick', this.onDouble);
  }

  reset(): void {
    this.set(WHOLE);
  }

  in(): void {
    this.about(STEP);
  }

  out(): void {
    this.about(1 / STEP);
  }

  private about(factor: number): void {
    const { clientWidth: width, clientHeight: height } = this.frame;
    this.set(zoomed(this.view, factor, width / 2, height / 2, width, height));
  }

  private set(view: View): void {
    const before = this.view.scale;
    this.view = view;
    const inner = this.frame.firstElementChild;
    if (inner instanceof HTMLElement) inner.style.transform = `translate(${view.x}px, ${view.y}px) scale(${view.scale})`;
    this.frame.classList.toggle('is-zoomed', view.scale > 1);
    if (before !== view.scale) this.changed(view.scale);
  }

  private point(event: MouseEvent): { x: number; y: number } {
    const box = this.frame.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  private readonly onDown = (event: PointerEvent): void => {
    this.touches.set(event.pointerId, this.point(event));
    this.frame.setPointerCapture(event.pointerId);
  };

  private readonly onMove = (event: PointerEvent): void => {
    const before = this.touches.get(event.pointerId);
    if (!before) return;
    const now = this.point(event);
    const { clientWidth: width, clientHeight: height } = this.frame;
    const other = [...this.touches].find(([id]) => id !== event.pointerId)?.[1];
    this.touches.set(event.pointerId, now);
    if (!other) {
      const { scale, x, y } = this.view;
      this.set(within({ scale, x: x + now.x - before.x, y: y + now.y - before.y }, width, height));
      return;
    }
    const apart = (one: { x: number; y: number }): number => Math.max(1, Math.hypot(one.x - other.x, one.y - other.y));
    this.set(zoomed(this.view, apart(now) / apart(before), (now.x + other.x) / 2, (now.y + other.y) / 2, width, height));
  };

  private readonly onUp = (event: PointerEvent): void => {
    this.touches.delete(event.pointerId);
  };

  private readonly onWheel = (event: WheelEvent): void => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const { x, y } = this.point(event);
    this.set(zoomed(this.view, Math.exp(-event.deltaY / 300), x, y, this.frame.clientWidth, this.frame.clientHeight));
  };

  private readonly onDouble = (event: MouseEvent): void => {
    if (this.view.scale > 1) return this.reset();
    const { x, y } = this.point(event);
    this.set(zoomed(WHOLE, 2.5, x, y, this.frame.clientWidth, this.frame.clientHeight));
  };
}
