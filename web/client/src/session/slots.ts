// The places of the stage: what a director chose for everybody, else what the floor has there.
// Pure: the mirror of `sessions/stage.py`, with who is here by presence.
import type { Participant } from '../wire.gen';
import { chairOf, held, participantOf, tileOrder } from './select.ts';
import type { State } from './state';

const VENUES_SHOWN = 8; // beside the main venue
const GRID_SHOWN = 16;

export type Layout = NonNullable<State['stage']>['layout'];

export interface Slot {
  participantId: string;
  source: 'camera' | 'screen';
  size: 'main' | 'side' | 'small';
}

export interface Scene {
  state: State;
  /** Whether somebody is here: an empty chair is nobody's counterpart. */
  isHere: (id: string) => boolean;
  isSharing: (id: string) => boolean;
}

/** The broadcast venue or participant, while they are here. */
export function chosen({ state, isHere }: Scene): string | null {
  const id = state.stage?.participant_id ?? null;
  return id !== null && isHere(id) ? id : null;
}

/** Whom the stage and the public see first. */
export function lead(scene: Scene): string | null {
  return chosen(scene) ?? holders(scene.state).at(-1) ?? chairOf(scene.state)?.id ?? null;
}

export function slots(scene: Scene): Slot[] {
  if (scene.state.status === 'closed') return [];
  const first = mains(here(scene, lead(scene)));
  switch (scene.state.stage?.layout) {
    case undefined: return shared(scene) ?? pair(scene);
    case 'single': return first;
    case 'dialogue': return dialogue(scene);
    case 'venues': return venues(scene);
    case 'grid': return here(scene, lead(scene), ...pictured(scene).map((one) => one.id)).slice(0, GRID_SHOWN).map(small);
    case 'shared': return shared(scene) ?? first;
  }
}

function holders(state: State): string[] {
  return held(state).map((one) => one.participant_id);
}

function here({ isHere }: Scene, ...ids: (string | null | undefined)[]): string[] {
  return [...new Set(ids)].filter((id): id is string => typeof id === 'string' && isHere(id));
}

function mains(ids: readonly string[]): Slot[] {
  return ids.map((participantId) => ({ participantId, source: 'camera', size: 'main' }));
}

function small(participantId: string): Slot {
  return { participantId, source: 'camera', size: 'small' };
}

/** A single holder stands beside the chair, whom everybody hears as well. */
function pair(scene: Scene): Slot[] {
  return mains(here(scene, ...holders(scene.state), chairOf(scene.state)?.id).slice(0, 2));
}

function dialogue(scene: Scene): Slot[] {
  const beside = chosen(scene);
  if (beside === null) return pair(scene);
  const floor = here(scene, ...holders(scene.state).reverse(), chairOf(scene.state)?.id).filter((id) => id !== beside);
  return mains([...floor.slice(0, 1), beside]);
}

function shared(scene: Scene): Slot[] | null {
  const { state, isSharing } = scene;
  const picked = state.stage?.layout === 'shared' ? chosen(scene) : null;
  const leading = state.participants.filter((one) => one.role === 'chair' || one.role === 'clerk').map((one) => one.id);
  const owner = here(scene, picked, ...holders(state), ...leading).find(isSharing);
  if (owner === undefined) return null;
  const speaker = here(scene, holders(state).at(-1) ?? chairOf(state)?.id ?? owner);
  return [
    { participantId: owner, source: 'screen', size: 'main' },
    ...speaker.map((participantId): Slot => ({ participantId, source: 'camera', size: 'side' })),
  ];
}

function venues(scene: Scene): Slot[] {
  const main = here(scene, lead(scene));
  const seen = new Set(main.map((id) => participantOf(scene.state, id)?.venue_id));
  const all = pictured(scene);
  const faces = new Set<string>();
  for (const one of [...all.filter(isRoom), ...all.filter((it) => !isRoom(it))]) {
    if (seen.has(one.venue_id)) continue;
    seen.add(one.venue_id);
    faces.add(one.id);
  }
  return [...mains(main), ...all.filter((one) => faces.has(one.id)).slice(0, VENUES_SHOWN).map((one) => small(one.id))];
}

function isRoom(one: Participant): boolean {
  return one.role === 'venue';
}

/** Those here who have a picture to show, by level; a clerk is seen when chosen alone. */
function pictured({ state, isHere }: Scene): Participant[] {
  return tileOrder(state).filter((one) => one.role !== 'clerk' && isHere(one.id));
}
