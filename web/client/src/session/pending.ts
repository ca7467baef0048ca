// Which requests that were not answered yet outlive the transports of their time.
import type { ClientMessage } from '../wire.gen';

/** The `publish`es among `requests`, with their ids; commands stay, whatever becomes of the media. */
export function withdrawn<T extends { message: ClientMessage }>(requests: ReadonlyMap<string, T>): [string, T][] {
  return [...requests].filter(([, { message }]) => message.type === 'publish');
}
