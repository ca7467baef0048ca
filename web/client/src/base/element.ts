// The base of our elements: no shadow root, so that one stylesheet, one set of ids for
// aria-describedby and one grid per page reach everything; re-rendered when the language changes.
import { LitElement, type ReactiveController, type ReactiveControllerHost } from 'lit';
import { updateWhenLocaleChanges } from '@lit/localize';

export abstract class TxElement extends LitElement {
  constructor() {
    super();
    updateWhenLocaleChanges(this);
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}

/** Renders its host again whenever `target` fires one of `types`. */
export class Follow implements ReactiveController {
  private readonly update = (): void => this.host.requestUpdate();

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly target: EventTarget,
    private readonly types: readonly string[],
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    for (const type of this.types) this.target.addEventListener(type, this.update);
  }

  hostDisconnected(): void {
    for (const type of this.types) this.target.removeEventListener(type, this.update);
  }
}

/** Renders its host again each second: clocks, and how long something has lasted. */
export class Ticking implements ReactiveController {
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {
    this.timer = setInterval(() => this.host.requestUpdate(), 1_000);
  }

  hostDisconnected(): void {
    clearInterval(this.timer);
  }
}
