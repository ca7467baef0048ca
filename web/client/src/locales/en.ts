// English, keyed by the Chinese sentence. One file per page, so that two people can write at once.
import { ballots } from './en.ballots';
import { base } from './en.base';
import { desk } from './en.desk';
import { room } from './en.room';
import { watch } from './en.watch';

export const templates = { ...base, ...room, ...watch, ...desk, ...ballots };
