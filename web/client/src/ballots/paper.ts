// A secret vote from this device: the paper is kept here before it is asked for, so that a reload
// loses nothing; it is cast without any name; and once the ballot is closed the page looks for it in
// the published list by itself.
import { ApiError, call, consultationPath, type Place } from '../base/api';
import { fetchWithin, SHORT } from '../base/deadline';
import type { BallotView, PaperIssued, PaperList } from '../wire.gen';
import { blind, finalize, fromHex, newToken, toBase64 } from './blind';
import { inspect, type Check, type Kept } from './inspect';

export interface Shelf {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

export class Papers {
  constructor(private readonly place: Place, private readonly shelf: Shelf = localStorage) {}

  private key(ballot: BallotView, seatId: string | null): string {
    return `tx-paper:${this.place.consultation}:${ballot.ballot_id}:${seatId ?? ''}`;
  }

  read(ballot: BallotView, seatId: string | null): Kept | null {
    const text = this.shelf.getItem(this.key(ballot, seatId));
    return text ? (JSON.parse(text) as Kept) : null;
  }

  private keep(ballot: BallotView, seatId: string | null, paper: Kept): Kept {
    this.shelf.setItem(this.key(ballot, seatId), JSON.stringify(paper));
    return paper;
  }

  private path(ballot: BallotView, end: 'papers' | 'votes'): string {
    return `${consultationPath(this.place.consultation)}/ballots/${encodeURIComponent(ballot.ballot_id)}/${end}`;
  }

  /** A signed paper; the same one whenever it is asked for again. @throws ApiError */
  async take(ballot: BallotView, seatId: string | null): Promise<Kept> {
    const known = this.read(ballot, seatId);
    const paper = known ?? this.keep(ballot, seatId, {
      ...(await blind(ballot.modulus, newToken())), modulus: ballot.modulus, signature: null, choices: null, cast: false,
    });
    if (paper.signature) return paper;
    const body = { blinded: toBase64(fromHex(paper.blinded)), seat_id: seatId };
    const answer = await call<PaperIssued>('POST', this.path(ballot, 'papers'), { token: this.place.token, body });
    const signature = await finalize(ballot.modulus, paper, answer.signature);
    if (!signature) throw new ApiError(0, 'paper_not_ours', '');
    return this.keep(ballot, seatId, { ...paper, signature });
  }

  /**
   * Casts it; what is chosen is kept first, so that after a lost answer the same is sent again and
   * never another choice. @throws ApiError
   */
  async cast(ballot: BallotView, seatId: string | null, choices: number[]): Promise<Kept> {
    const taken = await this.take(ballot, seatId);
    const paper = taken.choices ? taken : this.keep(ballot, seatId, { ...taken, choices });
    if (!paper.cast) await this.post(ballot, paper);
    return this.keep(ballot, seatId, { ...paper, cast: true });
  }

  /** Without cookie, token or referrer: nothing that says whose it is. */
  private async post(ballot: BallotView, { token, signature, choices }: Kept): Promise<void> {
    const init: RequestInit = {
      method: 'POST', credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store',
      headers: { 'Content-Type': 'application/json', 'Accept-Language': document.documentElement.lang },
      body: JSON.stringify({ token, signature, choices }),
    };
    let answer: { ok: boolean; status: number; text: string };
    try {
      answer = await fetchWithin(SHORT, this.path(ballot, 'votes'), init, async (response) => ({
        ok: response.ok, status: response.status, text: await response.text(),
      }));
    } catch {
      throw new ApiError(0, 'unreachable', '');
    }
    if (answer.ok) return;
    const problem = JSON.parse(answer.text || '{}') as { code?: string; message?: string };
    throw new ApiError(answer.status, problem.code ?? 'unknown', problem.message ?? '');
  }

  /** Whether a paper that was cast stands in the published list as it was cast. */
  async check(ballot: BallotView, seatId: string | null): Promise<Check> {
    const paper = this.read(ballot, seatId);
    let list: PaperList;
    try {
      list = await call<PaperList>('GET', this.path(ballot, 'papers'));
    } catch {
      return { kind: 'unreached' };
    }
    return paper ? inspect(paper, ballot, list) : { kind: 'missing' };
  }
}
