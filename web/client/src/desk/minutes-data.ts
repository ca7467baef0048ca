// `minutes.json`, as far as the page reads it; see sessions/minutes.py. Times are Unix ms.
export interface MinutesPerson {
  name: string;
  title: string;
  organization: string;
  venue: string;
}

export interface MinutesSpeech {
  number: number;
  speaker: MinutesPerson;
  level: 'national' | 'provincial' | 'municipal' | 'county';
  kind: 'statement' | 'question' | 'answer';
  started_at: number;
  /** Seconds; null while it lasts. */
  duration: number | null;
}

export interface MinutesItem {
  number: number;
  title: string;
  kind: 'briefing' | 'questions' | 'answers' | 'statements';
  planned_minutes: number;
  started_at: number | null;
  closed_at: number | null;
  speeches: MinutesSpeech[];
}

export interface MinutesOutcome {
  number: number;
  text: string;
  unit: string;
  /** ISO date. */
  due: string;
  source: 'item' | 'speech' | 'opinion';
  source_text: string;
}

type Line = { person: MinutesPerson; seconds: number };

export interface Minutes {
  title: string;
  status: 'planned' | 'open' | 'adjourned' | 'closed';
  scheduled_at: number;
  opened_at: number | null;
  closed_at: number | null;
  venues: {
    name: string;
    level: 'national' | 'provincial' | 'municipal' | 'county';
    region_code: string;
    connections: ('browser' | 'room_encoder' | 'bot')[];
  }[];
  chairs: MinutesPerson[];
  clerks: MinutesPerson[];
  attendance: { present: Line[]; observing: Line[]; excused: Line[]; absent: Line[] };
  items: MinutesItem[];
  other_speeches: MinutesSpeech[];
  opinions: {
    received: number;
    withheld: number;
    waiting: number;
    published: { number: number; text: string; name: string; region: string; published_at: number }[];
  };
  outcomes: MinutesOutcome[];
  /** The last record that this rests on. */
  proof: { seq: number; hash: string };
}
