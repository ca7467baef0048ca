// English, keyed by the Chinese sentence. One file per page, so that two people can write at once.
import { attendance } from './en.attendance';
import { ballots } from './en.ballots';
import { base } from './en.base';
import { captions } from './en.captions';
import { desk } from './en.desk';
import { interpretation } from './en.interpretation';
import { livestream } from './en.livestream';
import { minutes } from './en.minutes';
import { opinions } from './en.opinions';
import { outcomes } from './en.outcomes';
import { prepare } from './en.prepare';
import { recording } from './en.recording';
import { programme } from './en.programme';
import { room } from './en.room';
import { rules } from './en.rules';
import { stage } from './en.stage';
import { text } from './en.text';
import { venue } from './en.venue';
import { wall } from './en.wall';
import { watch } from './en.watch';

export const templates = {
  ...base, ...room, ...venue, ...watch, ...desk, ...prepare, ...attendance, ...ballots, ...stage, ...captions, ...interpretation, ...rules,
  ...outcomes, ...minutes, ...text, ...wall, ...livestream, ...recording, ...programme, ...opinions,
};
