// Venues as the forms have them: seats one per line, region codes.
import { t } from '../base/i18n';
import type { Level } from '../session/select';
import type { Seat } from '../wire.gen';
import type { Problems } from './fields';
import { freshId } from './key';

const MAX_SEATS = 200;
const MAX_NAME = 60;
const MAX_NOTE = 200;

/** Seats from lines such as `张三，主任，某局，列席`; tabs too, as a spreadsheet pastes them. */
export function parseSeats(lines: string): { seats: Seat[]; problem: string } {
  const seats: Seat[] = [];
  let problem = '';
  for (const [index, line] of lines.split('\n').entries()) {
    const cells = line.split(/[，,\t]/).map((cell) => cell.trim());
    if (!cells.some(Boolean)) continue;
    const observing = cells[cells.length - 1] === '列席';
    const [name = '', title = '', organization = ''] = observing ? cells.slice(0, -1) : cells;
    if (!name) problem ||= t('第 {0} 行没有姓名。', index + 1);
    if (name.length > MAX_NAME || title.length > MAX_NOTE || organization.length > MAX_NOTE) problem ||= t('第 {0} 行太长。', index + 1);
    seats.push({ id: freshId(), name, title, organization, capacity: observing ? 'observing' : 'attending' });
  }
  if (seats.length > MAX_SEATS) problem ||= t('一个会场最多 {0} 个席位。', MAX_SEATS);
  return { seats, problem };
}

/** What is wrong with one venue's own fields, under ids that begin with `prefix`. */
export function checkVenueFields(prefix: string, venue: { name: string; region_code: string; seats: string }): Problems {
  const problems: Problems = {};
  if (!venue.name.trim()) problems[`${prefix}-name`] = t('写上会场名称。');
  if (!/^\d{6}$/.test(venue.region_code.trim())) problems[`${prefix}-region_code`] = t('填 6 位数字。');
  const { problem } = parseSeats(venue.seats);
  if (problem) problems[`${prefix}-seats`] = problem;
  return problems;
}

/** GB/T 2260: two figures each for province, city and county. */
export function codeHint(level: Level): string {
  switch (level) {
    case 'national': return t('全国是 000000');
    case 'provincial': return t('像 430000');
    case 'municipal': return t('像 430200');
    case 'county': return t('像 430204');
  }
}

/** The code of the region of `level` in which `code` lies. */
export function codeAbove(code: string, level: Level): string {
  switch (level) {
    case 'national': return '000000';
    case 'provincial': return `${code.slice(0, 2)}0000`;
    case 'municipal': return `${code.slice(0, 4)}00`;
    case 'county': return code;
  }
}
