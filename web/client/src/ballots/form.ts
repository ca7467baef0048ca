// <tx-ballot-form>: what is put to the vote, who votes and by what rule.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import { TxElement } from '../base/element';
import { t } from '../base/i18n';
import { roleName } from '../base/words';
import { ID } from '../testids';
import type { BallotTerms, ItemView } from '../wire.gen';
import { ruleWords } from './read';

type Method = BallotTerms['method'];
type Role = BallotTerms['roles'][number];

const ROLES: readonly Role[] = ['chair', 'member', 'expert', 'department', 'public_rep', 'clerk'];
const HALF = { numerator: 1, denominator: 2, more_than: true };
const TWO_THIRDS = { numerator: 2, denominator: 3, more_than: false };
const MAJORITIES: { [key: string]: BallotTerms['majority'] } = {
  simple: { share: HALF, of: 'decided' },
  cast: { share: HALF, of: 'cast' },
  present: { share: HALF, of: 'present' },
  entitled: { share: HALF, of: 'entitled' },
  'two-thirds-cast': { share: TWO_THIRDS, of: 'cast' },
  'two-thirds-present': { share: TWO_THIRDS, of: 'present' },
  'two-thirds-entitled': { share: TWO_THIRDS, of: 'entitled' },
  most: { share: null, of: 'cast' },
};
const QUORUMS: { [key: string]: BallotTerms['quorum'] } = {
  none: { share: null, number: null },
  half: { share: HALF, number: null },
  'two-thirds': { share: TWO_THIRDS, number: null },
};
const LIMITS = [0, 30, 60, 120, 300, 600];
const OPTIONS_MAX = 10;

@customElement('tx-ballot-form')
export class BallotForm extends TxElement {
  @property({ attribute: false }) agenda: ItemView[] = [];
  @property({ attribute: false }) done!: (terms: BallotTerms) => void;
  @internal() private title_ = '';
  @internal() private text = '';
  @internal() private method: Method = 'named';
  @internal() private own = false;
  @internal() private options = '';
  @internal() private choicesMax = 1;
  @internal() private roles = new Set<Role>(['chair', 'member']);
  @internal() private seats = true;
  @internal() private majority = 'simple';
  @internal() private quorum = 'half';
  @internal() private quorumNumber = 0;
  @internal() private seconds = 0;
  @internal() private namesPublic = false;
  @internal() private problem = '';

  private get terms(): BallotTerms {
    const options = this.own ? this.options.split('\n').map((one) => one.trim()).filter(Boolean) : [];
    const running = this.agenda.find((one) => one.started_at !== null && one.closed_at === null);
    const quorum = this.quorum === 'number' ? { share: null, number: Math.max(1, this.quorumNumber) } : QUORUMS[this.quorum];
    return {
      title: this.title_.trim(), method: this.method, text: this.text.trim(), options,
      choices_max: options.length ? Math.min(this.choicesMax, options.length) : 1,
      roles: ROLES.filter((role) => this.roles.has(role)), seats: this.seats,
      quorum: quorum ?? { share: null, number: null }, majority: MAJORITIES[this.majority] ?? { share: HALF, of: 'decided' },
      seconds: this.seconds || null, item_id: running?.item.id ?? null,
      names_public: this.method === 'named' && this.namesPublic,
    };
  }

  override render(): TemplateResult {
    return html`<form class="stack ballot-form" novalidate @submit=${(event: Event) => this.send(event)}>
      <label class="field"><span>${t('表决什么')}</span>
        <input class="inp" maxlength="120" autocomplete="off" data-testid=${ID.ballotTitle} aria-describedby="ballot-problem"
          .value=${this.title_} @input=${(event: Event) => (this.title_ = value(event))} /></label>
      <label class="field"><span>${t('表决文本（可不填）')}</span>
        <textarea class="inp" rows="1" maxlength="1000" .value=${this.text} @input=${(event: Event) => (this.text = value(event))}></textarea></label>
      <fieldset><legend>${t('方式')}</legend>${this.methods()}</fieldset>
      <fieldset><legend>${t('选项')}</legend>
        ${radio('options', t('赞成、反对、弃权'), !this.own, () => (this.own = false))}
        ${radio('options', t('自己写选项'), this.own, () => (this.own = true), ID.ballotOwn)}
        ${this.own
          ? html`<label class="field wide"><span>${t('每行一个，2 到 {0} 个；弃权自动加上', OPTIONS_MAX)}</span>
              <textarea class="inp" rows="4" data-testid=${ID.ballotOptions} .value=${this.options} @input=${(event: Event) => (this.options = value(event))}></textarea></label>
            <label class="field"><span>${t('每人最多选几项')}</span>
              <input class="inp" type="number" min="1" max=${OPTIONS_MAX} .value=${String(this.choicesMax)} @input=${(event: Event) => (this.choicesMax = whole(event, OPTIONS_MAX))} /></label>`
          : nothing}
      </fieldset>
      <fieldset><legend>${t('谁参加表决（列席的不参加）')}</legend>
        ${ROLES.map((role) => check(roleName(role), this.roles.has(role), (on) => {
          this.roles = new Set(on ? [...this.roles, role] : [...this.roles].filter((one) => one !== role));
        }))}
        ${check(t('会场席位'), this.seats, (on) => (this.seats = on))}
      </fieldset>
      <div class="two">
        ${select(t('通过规则'), this.majority, [
          ['simple', t('简单多数：赞成多于反对')], ['cast', t('所投的票过半数')], ['present', t('实到人数过半数')], ['entitled', t('应到人数过半数')],
          ['two-thirds-cast', t('所投的票三分之二以上')], ['two-thirds-present', t('实到人数三分之二以上')], ['two-thirds-entitled', t('应到人数三分之二以上')],
          ['most', t('相对多数：票数最多')],
        ], (one) => (this.majority = one), ID.ballotMajority)}
        ${select(t('法定人数'), this.quorum, [
          ['none', t('不设')], ['half', t('应到过半数')], ['two-thirds', t('应到三分之二以上')], ['number', t('固定人数')],
        ], (one) => (this.quorum = one), ID.ballotQuorum)}
        ${this.quorum === 'number'
          ? html`<label class="field"><span>${t('至少几人到会')}</span><input class="inp" type="number" min="1" max="7000"
              .value=${String(this.quorumNumber)} @input=${(event: Event) => (this.quorumNumber = whole(event, 7000))} /></label>`
          : nothing}
        ${select(t('限时'), String(this.seconds), LIMITS.map((one) => [String(one), one === 0 ? t('不限，由主持人结束') : one < 60 ? t('{0} 秒', one) : t('{0} 分钟', one / 60)]),
          (one) => (this.seconds = Number(one)))}
      </div>
      ${this.method === 'named' ? check(t('向公众公布名单'), this.namesPublic, (on) => (this.namesPublic = on)) : nothing}
      <p class="t2 fs-s">${ruleWords(this.terms)}</p>
      <p class="c-stop" id="ballot-problem" role="alert" ?hidden=${!this.problem}>${this.problem}</p>
      <div class="acts">
        <button class="btn" type="button" data-testid=${ID.dialogCancel} @click=${() => this.closest('dialog')?.close()}>${t('取消')}</button>
        <button class="btn primary" data-testid=${ID.dialogConfirm}>${t('准备好')}</button>
      </div>
    </form>`;
  }

  private methods(): TemplateResult[] {
    const all: [Method, string][] = [
      ['hands', t('举手：当场计数，只记票数')], ['named', t('记名：谁投了什么进会议记录')], ['secret', t('无记名：谁也不知道谁投了什么')],
    ];
    return all.map(([method, text]) => radio('method', text, this.method === method, () => (this.method = method), `${ID.ballotMethod}-${method}`));
  }

  private send(event: Event): void {
    event.preventDefault();
    const { terms } = this;
    this.problem = problemOf(terms, this.own);
    if (!this.problem) this.done(terms);
    else this.querySelector<HTMLElement>(terms.title ? 'textarea, input' : 'input')?.focus();
  }
}

function problemOf(terms: BallotTerms, own: boolean): string {
  if (!terms.title) return t('写上表决什么。');
  const { options } = terms;
  if (own && (options.length < 2 || options.length > OPTIONS_MAX)) return t('选项要有 2 到 {0} 个。', OPTIONS_MAX);
  if (new Set(options).size < options.length) return t('选项不能相同。');
  if (options.some((one) => one.length > 60)) return t('每个选项最多 60 个字。');
  if (!terms.roles.length && !terms.seats) return t('选一下谁参加表决。');
  return '';
}

function value(event: Event): string {
  return (event.target as HTMLInputElement | HTMLTextAreaElement).value;
}

function whole(event: Event, most: number): number {
  return Math.max(1, Math.min(most, Math.floor(Number(value(event)) || 1)));
}

function radio(name: string, text: string, on: boolean, pick: () => void, id = ''): TemplateResult {
  return html`<label class="option"><input type="radio" name=${name} .checked=${on} @change=${pick} data-testid=${id || nothing} />${text}</label>`;
}

function check(text: string, on: boolean, set: (on: boolean) => void): TemplateResult {
  return html`<label class="option"><input type="checkbox" .checked=${on} @change=${(event: Event) => set((event.target as HTMLInputElement).checked)} />${text}</label>`;
}

function select(label: string, now: string, all: [string, string][], pick: (value: string) => void, id = ''): TemplateResult {
  return html`<label class="field"><span>${label}</span><select class="inp" data-testid=${id || nothing} @change=${(event: Event) => pick(value(event))}>
    ${all.map(([key, text]) => html`<option value=${key} ?selected=${key === now}>${text}</option>`)}</select></label>`;
}
