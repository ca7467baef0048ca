// The outcomes of one consultation as this role may see them, read over HTTP, and the way to act on them.
import { announce } from '../base/announce';
import { ApiError, call, consultationPath, postCommand, type Place } from '../base/api';
import { t } from '../base/i18n';
import { freshId } from '../desk/key';
import type { AnyCommand, OutcomeProgress, OutcomesPage } from '../wire.gen';

/** Fires `change` whenever anything a page shows has changed. */
export class OutcomeBook extends EventTarget {
  outcomes: readonly OutcomeProgress[] | null = null;
  meetFirst = true;
  /** Why nothing could be read; null while it can. */
  failure: ApiError | null = null;
  /** What was refused last, until the next act. */
  problem = '';
  busy = false;
  /** How far an attachment has come, in words; empty while none is sent. */
  sending = '';
  private reading: Promise<void> = Promise.resolve();

  constructor(readonly place: Place) {
    super();
  }

  /** Reads all anew: what was taken from a unit is not in what changed. */
  read(): Promise<void> {
    this.reading = this.reading.then(() => this.readAll());
    return this.reading;
  }

  private async readAll(): Promise<void> {
    const { consultation, token } = this.place;
    const found: OutcomeProgress[] = [];
    try {
      for (let after = 0; ;) {
        const page = await call<OutcomesPage>('GET', `${consultationPath(consultation)}/outcomes?after=${after}`, { token });
        found.push(...page.outcomes);
        this.meetFirst = page.meet_first;
        if (page.complete) break;
        after = page.next;
      }
      const latest = new Map(found.map((one) => [one.outcome_id, one]));
      this.outcomes = [...latest.values()].sort((a, b) => a.number - b.number);
      this.failure = null;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.failure = error;
    }
    this.changed();
  }

  /** Does a command; false where it was refused, which `problem` then says. */
  async attempt(command: AnyCommand, done: string): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.say('');
    try {
      await postCommand(this.place, command, freshId());
      announce(done);
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.say(error.message || t('连不上服务器，这一步没有做成。您写的内容还在，联网后再试。'));
      return false;
    } finally {
      this.busy = false;
      await this.read();
    }
  }

  /** Sends an attachment, saying how far it has come. */
  async send(name: string, send: (progress: (share: number) => void) => Promise<void>): Promise<void> {
    const show = (share: number): void => {
      this.sending = share < 1 ? t('正在上传 {0}%', Math.round(share * 100)) : t('正在转成图片…');
      this.changed();
    };
    this.say('');
    show(0);
    try {
      await send(show);
      announce(t('已添加：{0}', name));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.say(error.message || t('连不上服务器，附件没有传上。请再试一次。'));
    } finally {
      this.sending = '';
      await this.read();
    }
  }

  say(problem: string): void {
    this.problem = problem;
    if (problem) announce(problem);
    this.changed();
  }

  private changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
