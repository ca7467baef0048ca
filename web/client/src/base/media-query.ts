// Whether a media query holds, for what must not merely be hidden: pictures nobody sees cost decoding.
import type { ReactiveController, ReactiveControllerHost } from 'lit';

export class Media implements ReactiveController {
  private readonly query: MediaQueryList;
  private readonly update = (): void => this.host.requestUpdate();

  constructor(private readonly host: ReactiveControllerHost, query: string) {
    this.query = matchMedia(query);
    host.addController(this);
  }

  get matches(): boolean {
    return this.query.matches;
  }

  hostConnected(): void {
    this.query.addEventListener('change', this.update);
  }

  hostDisconnected(): void {
    this.query.removeEventListener('change', this.update);
  }
}
