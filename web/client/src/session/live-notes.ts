// Live notes 图文 as records change them. Mirrors `sessions/live_notes.py`.
import type { AnyEvent, LiveNoteView } from '../wire.gen';

type LiveNoteEvent = Extract<
  AnyEvent, { type: 'live_picture_added' | 'live_note_posted' | 'live_note_corrected' | 'live_note_withdrawn' }
>;

const SHOWN = 50; // as the server's snapshot has

export function isLiveNoteEvent(event: AnyEvent): event is LiveNoteEvent {
  return event.type === 'live_picture_added' || event.type === 'live_note_posted'
    || event.type === 'live_note_corrected' || event.type === 'live_note_withdrawn';
}

export function liveNoteChange(notes: readonly LiveNoteView[], event: LiveNoteEvent, at: number): LiveNoteView[] {
  switch (event.type) {
    case 'live_picture_added':
      return [...notes];
    case 'live_note_posted': {
      const { note_id, text, pictures } = event;
      return [...notes, { note_id, text, pictures, posted_at: at, corrected_at: null, withdrawn: null }].slice(-SHOWN);
    }
    case 'live_note_corrected': {
      const { text, pictures } = event;
      return changed(notes, event.note_id, { text, pictures, corrected_at: at });
    }
    case 'live_note_withdrawn':
      return changed(notes, event.note_id, { text: '', pictures: [], withdrawn: event.reason });
  }
}

function changed(notes: readonly LiveNoteView[], id: string, change: Partial<LiveNoteView>): LiveNoteView[] {
  return notes.map((one) => (one.note_id === id ? { ...one, ...change } : one));
}
