// The stage's places, the wall's lanes, and what is seen of pictures and heard of sounds.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foremost } from '../src/components/fault-words.ts';
import { isBlack, lumaOf, PictureCheck } from '../src/session/picture-check.ts';
import { isEcho, SoundCheck, STEP } from '../src/session/sound-check.ts';
import { slots, type Layout } from '../src/session/slots.ts';
import type { State } from '../src/session/state.ts';
import { lanePage, turnOf } from '../src/wall/lanes.ts';

const ROSTER = [
  ['chair', 'chair', 'cn'], ['clerk', 'clerk', 'cn'], ['member', 'member', 'sf'], ['member2', 'member', 'hn'],
  ['expert', 'expert', 'hn'], ['dept', 'department', 'zz'], ['rep', 'public_rep', 'sf'], ['room_zz', 'venue', 'zz'],
  ['room_sf', 'venue', 'sf'], ['guest', 'viewer', 'sf'],
] as const;
const VENUES = [['cn', 'national'], ['hn', 'provincial'], ['zz', 'municipal'], ['sf', 'county']] as const;

function places(stage: [Layout, string | null] | null, holders: string, sharing = '', away = ''): string {
  const state = {
    status: 'open',
    presiding: 'chair',
    stage: stage && { layout: stage[0], participant_id: stage[1] },
    participants: ROSTER.map(([id, role, venue_id]) => ({ id, name: id, role, venue_id })),
    venues: VENUES.map(([id, level]) => ({ id, level })),
    speeches: holders.split(' ').filter(Boolean).map((participant_id) => ({ participant_id, ended: null })),
  } as unknown as State;
  const marks = { main: '+', side: '-', small: '.' };
  const among = (list: string) => (id: string) => list.split(' ').includes(id);
  return slots({ state, isHere: (id) => !among(away)(id), isSharing: among(sharing) })
    .map((one) => `${one.participantId}${one.source === 'screen' ? '#' : marks[one.size]}`).join(' ');
}

test('places by layout and floor are those of sessions/stage.py', () => {
  for (const [stage, holders, sharing, away, expected] of [
    [null, '', '', '', 'chair+'],
    [null, 'member', '', '', 'member+ chair+'],
    [null, 'member dept', '', '', 'member+ dept+'],
    [null, 'member', 'member', '', 'member# member-'],
    [null, 'member', 'dept', '', 'member+ chair+'],
    [null, '', 'clerk', '', 'clerk# chair-'],
    [['single', null], 'member', '', '', 'member+'],
    [['single', 'room_zz'], 'member', '', '', 'room_zz+'],
    [['single', 'room_zz'], 'member', '', 'room_zz', 'member+'],
    [['dialogue', 'dept'], '', '', '', 'chair+ dept+'],
    [['dialogue', 'dept'], 'member', '', '', 'member+ dept+'],
    [['dialogue', 'member'], 'member', '', '', 'chair+ member+'],
    [['venues', null], '', '', '', 'chair+ member2. room_zz. room_sf.'],
    [['venues', 'room_sf'], '', '', '', 'room_sf+ chair. member2. room_zz.'],
    [['venues', null], '', '', 'room_zz', 'chair+ member2. dept. room_sf.'],
    [['grid', null], '', '', '', 'chair. member2. expert. dept. room_zz. member. rep. room_sf.'],
    [['grid', 'room_sf'], 'member', '', '', 'room_sf. chair. member2. expert. dept. room_zz. member. rep.'],
    [['shared', 'dept'], 'member', 'dept member', '', 'dept# member-'],
    [['shared', null], 'member', 'dept member', '', 'member# member-'],
    [['shared', null], 'member', '', '', 'member+'],
  ] as const) assert.equal(places(stage as [Layout, string | null] | null, holders, sharing, away), expected);
});

test('a lane keeps what is wrong in front and lets the rest go by', () => {
  const ids = ['a', 'b', 'c', 'd', 'e'];
  const at = (turn: number, ...faulty: string[]) => {
    const { shown, page, pages } = lanePage(ids, new Set(faulty), turn, 3);
    return `${shown.join('')} ${page}/${pages}`;
  };
  assert.equal(at(0), 'abc 1/2');
  assert.equal(at(1), 'de 2/2');
  assert.equal(at(2), 'abc 1/2');
  assert.equal(at(0, 'd'), 'dab 1/2');
  assert.equal(at(1, 'd'), 'dce 2/2');
  assert.equal(at(1, 'a', 'b', 'd'), 'abd 2/3', 'one place stays for the rest');
  assert.equal(lanePage(['a', 'b'], new Set(['b']), 7, 3).shown.join(''), 'ba');
  const many = Array.from({ length: 200 }, (_, at) => `v${at}`);
  const seen = new Set(Array.from({ length: 67 }, (_, turn) => lanePage(many, new Set(), turn, 3).shown).flat());
  assert.equal(seen.size, 200, 'everybody is seen in one round');
});

test('turns are counted by the server’s time and stand while held', () => {
  const patrol = { interval: 8, started_at: 1_000, held_at: null };
  assert.deepEqual(turnOf(patrol, 1_000), { turn: 0, left: 8 });
  assert.deepEqual(turnOf(patrol, 10_500), { turn: 1, left: 7 });
  assert.deepEqual(turnOf({ ...patrol, held_at: 10_500 }, 99_000), { turn: 1, left: null });
});

function picture(luma: number, noise = 0): Uint8Array {
  return Uint8Array.from({ length: 576 }, (_, at) => luma + (at % 7 === 0 ? noise : 0));
}

function word(frames: (at: number) => Uint8Array, until: number): string {
  const check = new PictureCheck();
  let said = 'good';
  for (let at = 0; at <= until; at += 500) said = check.see(frames(at), at);
  return said;
}

test('a picture is black or frozen within three seconds, and not before', () => {
  assert.equal(word(() => picture(16), 1_500), 'good');
  assert.equal(word((at) => picture(16, (at / 500) % 3), 2_000), 'black', 'a covered lens has noise');
  assert.equal(word(() => picture(90), 2_500), 'good');
  assert.equal(word(() => picture(90), 3_000), 'frozen');
  assert.equal(word((at) => picture(90, (at / 500) % 2), 60_000), 'good', 'a still room has noise');
  assert.equal(word((at) => picture(at < 5_000 ? 16 : 90, (at / 500) % 2), 5_000), 'good', 'it ends by itself');
});

const filled = (r: number, g: number, b: number, count = 64): number[] => Array.from({ length: count }, () => [r, g, b, 255]).flat();

for (const [name, pixels, black] of [
  ['a lens cap', filled(3, 3, 4), true],
  ['a dim room', filled(30, 28, 25), false],
  ['one lamp in the dark', [...filled(2, 2, 2), ...filled(200, 200, 180, 4)], false],
  ['blue', filled(0, 0, 255), false],
] as const) {
  test(`${name} is ${black ? '' : 'not '}black`, () => assert.equal(isBlack(lumaOf(new Uint8ClampedArray(pixels))), black));
}

/** Loudness of speech at one moment: pseudo-random syllables. */
function speech(seed: number): number[] {
  let state = seed;
  return Array.from({ length: 120 }, (_, at) => {
    if (at % 4 === 0) state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return 0.02 + (state / 2_147_483_648) * 0.1;
  });
}

test('an echo rises and falls as what was played; another voice does not', () => {
  const played = speech(7);
  const echo = (lag: number, gain: number) => played.map((_, at) => (played[at - lag] ?? 0.05) * gain + 0.001);
  for (const lag of [1, 4, 8]) assert.ok(isEcho(played.slice(-60), echo(lag, 0.3).slice(-60)), `lag ${lag}`);
  for (const seed of [1, 2, 3, 4, 5]) assert.ok(!isEcho(played.slice(-60), speech(seed * 991).slice(-60)), `voice ${seed}`);
  assert.ok(!isEcho(played.slice(-60), echo(16, 0.3).slice(-60)), 'too late for a loudspeaker');
  assert.ok(!isEcho(played.map(() => 0), played), 'nothing played');
  assert.ok(!isEcho(played.slice(-60), played.map(() => 0)), 'nothing captured');
});

function heard(played: readonly number[], captured: readonly number[]): string {
  const check = new SoundCheck();
  let said = 'good';
  captured.forEach((one, at) => (said = check.hear(played[at] ?? 0, one, at * STEP)));
  return said;
}

test('silence and echo are told within five seconds', () => {
  const five = 5_000 / STEP;
  assert.equal(heard([], Array.from({ length: five }, () => 0)), 'silent');
  assert.equal(heard([], Array.from({ length: 60 }, () => 0)), 'good', 'three seconds are a pause');
  assert.equal(heard([], Array.from({ length: 400 }, () => 1e-3)), 'good', 'a quiet room');
  const played = speech(7).slice(0, five);
  assert.equal(heard(played, played.map((_, at) => (played[at - 3] ?? 0.05) * 0.4)), 'echo');
  assert.equal(heard(played, speech(91).slice(0, five)), 'good');
});

test('a list without room for all faults says how many more there are', () => {
  assert.deepEqual(foremost([], 3), { shown: [], more: 0 });
  assert.deepEqual(foremost(['a', 'b', 'c'], 3), { shown: ['a', 'b', 'c'], more: 0 });
  assert.deepEqual(foremost(['a', 'b', 'c', 'd'], 3), { shown: ['a', 'b'], more: 2 });
});
