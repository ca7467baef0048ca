// The live note that is being written: words, pictures as far as they have come, and which note it
// corrects. It outlives the desk's tabs.
import { ApiError, type Place } from '../base/api';
import { t } from '../base/i18n';
import type { LiveNoteView, LivePicture, LivePictureKept } from '../wire.gen';
import { sendFile } from './upload';

export const TEXT_MAX = 1_000; // as the server takes
export const ALT_MAX = 200;
export const PICTURES_MAX = 9;
export const MEGABYTES = 15;
export const TYPES = '.jpg,.jpeg,.png,.webp,image/jpeg,image/png,image/webp';

export interface DraftPicture {
  /** What to show of it: the file itself, or the picture as the public has it. */
  preview: string;
  file: File | null;
  state: 'waiting' | 'sending' | 'ready' | 'failed';
  share: number;
  problem: string;
  sha256: string;
  alt: string;
}

/** Fires `change`. */
export class NoteDraft extends EventTarget {
  text = '';
  pictures: readonly DraftPicture[] = [];
  /** The note that is corrected; empty: a new one. */
  correcting = '';
  private running = false;

  /** What keeps it from being posted, in words; empty where nothing does. */
  get missing(): string {
    if (!this.text.trim() && !this.pictures.length) return t('请写几句话，或者加一张图片。');
    if (this.pictures.some((one) => one.state === 'failed')) return t('有图片没有传上去。请重试，或者去掉它。');
    if (this.pictures.some((one) => one.state !== 'ready')) return t('图片还在上传。');
    if (this.pictures.some((one) => !one.alt.trim())) return t('请给每张图片写一句说明，看不见图片的人靠它。');
    return '';
  }

  get named(): LivePicture[] {
    return this.pictures.map(({ sha256, alt }) => ({ sha256, alt: alt.trim() }));
  }

  clear(): void {
    for (const one of this.pictures) forget(one);
    this.text = '';
    this.pictures = [];
    this.correcting = '';
    this.changed();
  }

  /** Begins to correct a note that stands. */
  correct(note: LiveNoteView, consultation: string): void {
    this.clear();
    this.correcting = note.note_id;
    this.text = note.text;
    this.pictures = note.pictures.map(({ sha256, alt }): DraftPicture => ({
      preview: `/live/${encodeURIComponent(consultation)}/pictures/${sha256}-360.webp`,
      file: null, state: 'ready', share: 1, problem: '', sha256, alt,
    }));
    this.changed();
  }

  /** Takes pictures in and sends them, one after another; those that are none say so. */
  add(place: Place, files: Iterable<File>): void {
    const room = PICTURES_MAX - this.pictures.length;
    const made = [...files].slice(0, room).map((file): DraftPicture => {
      const problem = !/^image\/(jpeg|png|webp)$/.test(file.type) ? t('这个文件不是 JPEG、PNG 或 WebP 图片。')
        : file.size > MEGABYTES * 1024 * 1024 ? t('图片超过 {0} MB。请缩小后再传。', MEGABYTES) : '';
      return {
        preview: problem ? '' : URL.createObjectURL(file), file: problem ? null : file,
        state: problem ? 'failed' : 'waiting', share: 0, problem, sha256: '', alt: '',
      };
    });
    this.pictures = [...this.pictures, ...made];
    this.changed();
    void this.run(place);
  }

  remove(picture: DraftPicture): void {
    forget(picture);
    this.pictures = this.pictures.filter((one) => one !== picture);
    this.changed();
  }

  again(place: Place, picture: DraftPicture): void {
    picture.state = 'waiting';
    void this.run(place);
  }

  private async run(place: Place): Promise<void> {
    if (this.running) return;
    this.running = true;
    for (let next = this.next(); next; next = this.next()) await this.send(place, next);
    this.running = false;
  }

  private next(): DraftPicture | undefined {
    return this.pictures.find((one) => one.state === 'waiting');
  }

  private async send(place: Place, one: DraftPicture): Promise<void> {
    one.state = 'sending';
    one.share = 0;
    this.changed();
    try {
      const answer = await sendFile(place, '/live-pictures', one.file as File, (share) => {
        one.share = share;
        this.changed();
      });
      one.sha256 = (JSON.parse(answer) as LivePictureKept).sha256;
      one.state = 'ready';
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      one.state = 'failed';
      one.problem = error.message || t('没有传上去。请检查网络，再试一次。');
    }
    this.changed();
  }

  private changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}

function forget({ preview }: DraftPicture): void {
  if (preview.startsWith('blob:')) URL.revokeObjectURL(preview);
}
