// A presenter's page turns on their way: the newest wish is sent, one at a time and no faster than the
// rules take them, so that a row of quick presses ends on the page that was meant.
const APART = 120; // ms; the server takes one each 100

export class Turning {
  private wanted: number | null = null;
  private running = false;

  private readonly send: (page: number) => Promise<void>;
  private readonly pause: (ms: number) => Promise<void>;

  constructor(send: (page: number) => Promise<void>, pause = sleep) {
    this.send = send;
    this.pause = pause;
  }

  /** The page that is wished and not sent yet, or on its way; null: what everybody sees is it. */
  get page(): number | null {
    return this.wanted;
  }

  to(page: number): void {
    this.wanted = page;
    if (!this.running) void this.run();
  }

  private async run(): Promise<void> {
    this.running = true;
    let sent: number | null = null;
    while (this.wanted !== null && this.wanted !== sent) {
      sent = this.wanted;
      await this.send(sent);
      await this.pause(APART);
    }
    this.wanted = null;
    this.running = false;
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
