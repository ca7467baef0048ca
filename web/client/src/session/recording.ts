// How the recording stands, brought on by its events: how long it is kept, who may see it, its end. Pure.
import type { AnyEvent, Record, RecordingView } from '../wire.gen';

export type RecordingEvent = Extract<AnyEvent, { type: `recording_${string}` }>;

export function isRecordingEvent(event: AnyEvent): event is RecordingEvent {
  return event.type.startsWith('recording_');
}

const BEFORE: RecordingView = {
  keep_days: null, published_at: null, expires_at: null, own_tracks: false, deleted_at: null, deleted_by: null, reason: '', bytes: null, seconds: null,
};
const DAY = 24 * 3600_000;

export function recordingChange(
  before: RecordingView | null,
  closedAt: number | null,
  event: RecordingEvent,
  { at, actor }: Pick<Record, 'at' | 'actor'>,
): RecordingView {
  const now = before ?? BEFORE;
  switch (event.type) {
    case 'recording_set':
      return { ...now, keep_days: event.keep_days, own_tracks: event.own_tracks, expires_at: expiry(event.keep_days, closedAt) };
    case 'recording_published': return { ...now, published_at: at };
    case 'recording_withdrawn': return { ...now, published_at: null };
    case 'recording_deleted':
      return { ...now, published_at: null, expires_at: null, deleted_at: at, deleted_by: actor, reason: event.reason };
    case 'recording_erased': return { ...now, bytes: event.bytes, seconds: event.seconds };
  }
}

/** When its time is over, once the consultation has closed. */
export function expiry(keepDays: number | null, closedAt: number | null): number | null {
  return keepDays === null || closedAt === null ? null : closedAt + keepDays * DAY;
}
