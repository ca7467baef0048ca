// Pictures of documents' pages behind the bearer token: fetched, kept for a while, shown by blob
// addresses, so that the token stands in no address.
import { consultationPath, type Place } from '../base/api';
import { fetchWithin, SHORT } from '../base/deadline';

export type PageWidth = 800 | 1600;
const KEPT = 24; // pages of 0.3 MB: a few back, a few ahead

export class Pages {
  private readonly kept = new Map<string, Promise<string>>();
  private readonly words = new Map<string, Promise<string>>();

  constructor(private readonly place: Place) {}

  /** The address of a page's picture; rejects where it cannot be had, and may be asked again then. */
  picture(documentId: string, page: number, width: PageWidth): Promise<string> {
    const path = `${this.path(documentId, page)}?width=${width}`;
    const made = this.kept.get(path) ?? this.fetch(path, async (answer) => URL.createObjectURL(await answer.blob()));
    this.kept.delete(path); // looked at last, it goes last
    this.kept.set(path, made);
    made.catch(() => this.kept.delete(path));
    const [oldest] = this.kept;
    if (this.kept.size > KEPT && oldest) {
      this.kept.delete(oldest[0]);
      void oldest[1].then((address) => URL.revokeObjectURL(address), () => undefined);
    }
    return made;
  }

  /** The words on a page, for who cannot see it; empty where there are none. */
  text(documentId: string, page: number): Promise<string> {
    const path = `${this.path(documentId, page)}/text`;
    const made = this.words.get(path) ?? this.fetch(path, (answer) => answer.text()).catch(() => '');
    this.words.set(path, made);
    return made;
  }

  private path(documentId: string, page: number): string {
    return `${consultationPath(this.place.consultation)}/documents/${encodeURIComponent(documentId)}/pages/${page}`;
  }

  private fetch<T>(path: string, read: (answer: Response) => Promise<T>): Promise<T> {
    const headers = { Authorization: `Bearer ${this.place.token}` };
    return fetchWithin(SHORT, path, { headers }, (answer) => {
      if (!answer.ok) throw new Error(`page: ${answer.status}`);
      return read(answer);
    });
  }
}

/** Which width a picture needs that is `css` pixels wide on the screen. */
export function widthFor(css: number, ratio: number): PageWidth {
  return css * ratio > 800 ? 1600 : 800;
}
