// Interpretation: what the records make of the channels, how an interpreter stands, how loud the floor is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boothOf, channels, interpreterOn } from '../src/session/channels.ts';
import { Ducking, UNDER } from '../src/session/ducking.ts';
import { applyAll, type State } from '../src/session/state.ts';
import type { AnyEvent, Participant, Record as LogRecord } from '../src/wire.gen.ts';

function person(id: string, interprets_into: string | null): Participant {
  return {
    id, name: id, role: interprets_into ? 'interpreter' : 'member', venue_id: 'v', short_name: '', title: '', organization: '',
    capacity: 'attending', interprets_into,
  };
}

const START = {
  seq: 0, hash: '', status: 'open', interpreting: [], muted: [],
  participants: [person('li', null), person('en1', 'en'), person('bo1', 'bo'), person('en2', 'en')],
  opinion_counts: { submitted: 0, published: 0, withheld: 0 },
} as unknown as State;

function after(...events: AnyEvent[]): State {
  return applyAll(START, events.map((event, index): LogRecord => ({
    seq: index + 1, at: (index + 1) * 1000, event, prev_hash: '', hash: `h${index + 1}`,
    actor: { role: 'system', participant_id: null, venue_id: null, name: '' },
  })));
}

const started = (who: string, language: string): AnyEvent => ({ type: 'interpretation_started', participant_id: who, language });
const ended = (who: string, language: string, reason: 'relieved' | 'stopped'): AnyEvent =>
  ({ type: 'interpretation_ended', participant_id: who, language, reason });

test('each language has one on its channel', () => {
  assert.deepEqual(channels(START), ['en', 'bo']);
  const state = after(started('en1', 'en'), started('bo1', 'bo'), ended('en1', 'en', 'relieved'), started('en2', 'en'));
  assert.equal(interpreterOn(state, 'en'), 'en2');
  assert.equal(interpreterOn(state, 'bo'), 'bo1');
  assert.equal(interpreterOn(state, 'ug'), null);
  assert.equal(state.interpreting.find((one) => one.language === 'en')?.since, 4000);
  const silent = after(started('en1', 'en'), ended('en1', 'en', 'stopped'));
  assert.equal(interpreterOn(silent, 'en'), null);
});

test('how an interpreter stands', () => {
  const waits = { waits: true };
  const open = { waits: false };
  const on = after(started('en1', 'en'));
  assert.equal(boothOf(START, 'en1', open).kind, 'idle');
  assert.equal(boothOf(on, 'en1', open).kind, 'on');
  assert.equal(boothOf(on, 'en1', waits).kind, 'resume');
  assert.deepEqual(boothOf(on, 'en2', open), { kind: 'mate', mate: person('en1', 'en') });
  assert.equal(boothOf(on, 'bo1', open).kind, 'idle');
  assert.equal(boothOf({ ...START, status: 'adjourned' }, 'en1', open).kind, 'off');
  const muted = [{ participant_id: 'en1', reason: '', at: 0, by: { role: 'chair' as const, participant_id: null, venue_id: null, name: '' } }];
  assert.equal(boothOf({ ...START, muted }, 'en1', open).kind, 'muted');
});

/** Looks ten times a second; `level(s)` null: no new packet comes. The floor's volume after each. */
function volumes(seconds: number, level: (s: number) => number | null, ducking = new Ducking(), from = 0): number[] {
  let packet = from * 1000;
  return Array.from({ length: seconds * 10 }, (_, index) => {
    const loud = level(index / 10);
    if (loud !== null) packet += 1;
    return ducking.see([{ track: 1, packet, level: loud ?? 0.2 }], from * 1000 + index * 100);
  });
}

test('the floor is low while the voice comes and back two seconds after', () => {
  assert.equal(new Ducking().see([], 0), 1);
  const all = volumes(10, (s) => (s >= 1 && s < 4 ? 0.1 : 0.0005));
  assert.deepEqual(all.slice(0, 10), Array(10).fill(1));
  assert.ok((all[13] ?? 1) < 0.25, 'within half a second');
  assert.deepEqual(all.slice(20, 58), Array(38).fill(UNDER));
  assert.ok(all.slice(65).every((one) => one === 1));
});

test('a pause for breath changes nothing', () => {
  const all = volumes(12, (s) => (s % 3 < 1.5 ? 0.1 : 0.0005));
  assert.deepEqual(all.slice(10), Array(110).fill(UNDER));
});

test('a loud packet of long ago is no voice', () => {
  const all = volumes(8, (s) => (s < 1 ? 0.1 : null)); // the stream stops; its last level stays to be read
  assert.equal(all.at(-1), 1);
});

test('the level that the other of the booth left behind does not hold the floor down', () => {
  const ducking = new Ducking();
  let volume = 1;
  for (let ms = 0; ms < 8000; ms += 100) {
    const other = { track: 1, packet: Math.min(ms, 1000), level: 0.3 };
    volume = ducking.see([other, { track: 2, packet: ms, level: 0.0001 }], ms);
  }
  assert.equal(volume, 1);
});
