// English, keyed by the Chinese sentence. One file per page, so that two people can write at once.
import { base } from './en.base';
import { desk } from './en.desk';
import { room } from './en.room';
import { stage } from './en.stage';
import { watch } from './en.watch';

export const templates = { ...base, ...room, ...watch, ...desk, ...stage };
