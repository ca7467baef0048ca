// Destructive buttons that ask for a second press instead of a dialog: 再按一次收回.
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { announce } from './announce';

const WITHIN = 4_000;

export class PressTwice implements ReactiveController {
  private armed: string | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.timer);
  }

  isArmed(what: string): boolean {
    return this.armed === what;
  }

  /** The first press arms `what` and says `again`; the second, in time, acts. */
  press(what: string, again: string, act: () => void): void {
    clearTimeout(this.timer);
    if (this.armed === what) {
      this.armed = null;
      act();
    } else {
      this.armed = what;
      this.timer = setTimeout(() => this.disarm(), WITHIN);
      announce(again);
    }
    this.host.requestUpdate();
  }

  private disarm(): void {
    this.armed = null;
    this.host.requestUpdate();
  }
}
