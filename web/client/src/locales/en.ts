// English, keyed by the Chinese sentence. One file per page, so that two people can write at once.
import { base } from './en.base';
import { desk } from './en.desk';
import { prepare } from './en.prepare';
import { room } from './en.room';
import { watch } from './en.watch';

export const templates = { ...base, ...room, ...watch, ...desk, ...prepare };
