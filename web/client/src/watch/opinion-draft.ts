// What a viewer writes and has not sent, and the name its sending goes by: both outlive a reload, so
// that an opinion whose receipt was lost on the way is not sent twice but answered again.

export interface Body {
  text: string;
  name: string;
  region: string;
}

interface Stored extends Body {
  key: string;
  /** By which its author, who alone knows it, may withdraw it. */
  token: string;
  /** What was last sent by `key`, as JSON; empty before the first time. */
  tried: string;
}

/** 32 hexadecimal figures. Not crypto.randomUUID: older web views and plain http have none. */
export function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export class OpinionDraft {
  private stored: Stored;
  private readonly place: string;
  private readonly storage: Pick<Storage, 'getItem' | 'setItem'> | null;

  /** `storage` null: the draft lasts as long as the page. */
  constructor(consultation: string, storage: Pick<Storage, 'getItem' | 'setItem'> | null) {
    this.storage = storage;
    this.place = `tx-opinion-${consultation}`;
    this.stored = { text: '', name: '', region: '', key: freshKey(), token: freshKey(), tried: '', ...this.read() };
  }

  get token(): string {
    return this.stored.token;
  }

  get(field: keyof Body): string {
    return this.stored[field];
  }

  set(field: keyof Body, value: string): void {
    this.stored[field] = value;
    this.keep();
  }

  /**
   * What to send now, and by which key: the same again for the same words, another for others, since
   * those before may have arrived.
   */
  sending(): { body: Body & { token: string }; key: string } {
    const { text, name, region } = this.stored;
    const body = { text: text.trim(), name: name.trim(), region: region.trim() };
    const trying = JSON.stringify(body);
    if (this.stored.tried && this.stored.tried !== trying) {
      this.stored.key = freshKey();
      this.stored.token = freshKey();
    }
    this.stored.tried = trying;
    this.keep();
    return { body: { ...body, token: this.stored.token }, key: this.stored.key };
  }

  /** It has its receipt; who somebody is stays for the next. */
  sent(): void {
    this.stored = { ...this.stored, text: '', key: freshKey(), token: freshKey(), tried: '' };
    this.keep();
  }

  private read(): Partial<Stored> {
    try {
      return JSON.parse(this.storage?.getItem(this.place) ?? '{}') as Partial<Stored>;
    } catch {
      return {};
    }
  }

  private keep(): void {
    try {
      this.storage?.setItem(this.place, JSON.stringify(this.stored));
    } catch {
      // Storage may be blocked or full; the draft then lasts as long as the page.
    }
  }
}
