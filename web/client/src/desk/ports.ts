// The caption ports that were made, from the list and the records after it. Pure.
import type { CaptionPortView, Record } from '../wire.gen';

export type Ports = ReadonlyMap<string, CaptionPortView>;

export function portsOf(listed: readonly CaptionPortView[]): Ports {
  return new Map(listed.map((one) => [one.invitation_id, one]));
}

/** After more records; the same map where none is about a port. */
export function notePorts(ports: Ports, records: readonly Record[]): Ports {
  return records.reduce(noted, ports);
}

function noted(ports: Ports, { event, at }: Record): Ports {
  switch (event.type) {
    case 'caption_port_issued': {
      const { invitation_id, name, languages, expires_at } = event;
      if (ports.has(invitation_id)) return ports;
      const port = { invitation_id, name, languages, issued_at: at, expires_at, revoked: false, used_at: null };
      return new Map(ports).set(invitation_id, port);
    }
    case 'invitation_used':
      return changed(ports, event.invitation_id, (one) => ({ used_at: one.used_at ?? at }));
    case 'invitation_revoked':
      return changed(ports, event.invitation_id, () => ({ revoked: true }));
    default:
      return ports;
  }
}

function changed(ports: Ports, id: string, change: (one: CaptionPortView) => Partial<CaptionPortView>): Ports {
  const one = ports.get(id);
  return one ? new Map(ports).set(id, { ...one, ...change(one) }) : ports;
}

/** Those that work at `now` (Unix ms), the oldest first. */
export function standing(ports: Ports, now: number): CaptionPortView[] {
  return [...ports.values()].filter((one) => !one.revoked && one.expires_at > now);
}

/** What somebody types where the recognizer runs. */
export function commandLine(url: string, language: string): string {
  return `tongxin captions '${url}' --language ${language}`;
}
